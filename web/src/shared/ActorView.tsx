// Who did something: by name where the accounts may be read, else by number.
import { Typography } from "antd";
import { useRead } from "@/api/query";
import { useMay, useSession } from "./session";

export function useActorName() {
  const may = useMay();
  const { session } = useSession();
  const actors = useRead("/v1/actors", {}, { enabled: may("list_actors") });
  return (id: string | undefined | null): string => {
    if (!id) return "–";
    if (id === session?.actor) return session.name;
    return actors.data?.items.find((one) => one.id === id)?.name ?? id;
  };
}

export function ActorView({ id }: { id: string | undefined | null }) {
  const name = useActorName()(id);
  return name === id ? <Typography.Text code>{id}</Typography.Text> : <span title={id ?? ""}>{name}</span>;
}
