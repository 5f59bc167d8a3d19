import { MemberAudience } from "@schemas/MemberAudience";
import { useRead } from "@/api/query";
import { ListOf } from "@/shared/ListOf";
import { Loaded } from "@/shared/Page";
import { useMember } from "../parts";

/** Which audiences the member is in. */
export function Audiences() {
  const { id } = useMember();
  const answer = useRead("/v1/members/{id}/audiences", { params: { path: { id } } });
  return <Loaded answer={answer}>{({ items }) => <ListOf schema={MemberAudience} rows={items} />}</Loaded>;
}
