// Accounts by name wherever the API answers an id, for those who may read accounts.
import { Tooltip } from "antd";
import { useMemo } from "react";
import { useAll } from "@/api/query";
import { useMay, useSession } from "./session";
import { IdView } from "./values";

function useActors() {
  const may = useMay();
  const { session } = useSession();
  const list = useAll("/v1/actors", {}, { enabled: may("list_actors") });
  return useMemo(() => {
    const names = new Map((list.data ?? []).map((one) => [one.id, one.name]));
    if (session) names.set(session.actor, session.name);
    return names;
  }, [list.data, session]);
}

export function ActorView({ id }: { id: string | undefined | null }) {
  const names = useActors();
  if (!id) return <>–</>;
  const name = names.get(id);
  return name ? <Tooltip title={id}>{name}</Tooltip> : <IdView value={id} />;
}
