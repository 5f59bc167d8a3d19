// Members as the till knows them: masked, with what they have.
import { ApiError, api, type Schemas } from "@/api/client";
import type { Member, MemberRef } from "../logic/sale";
import { reach } from "./line";

export const asMember = (view: Schemas["MemberView"]): Member => ({
  ref: { kind: "member_id", value: view.id },
  id: view.id,
  code: view.member_code,
  name: view.name,
  phone: view.phone,
  state: view.state,
  points: view.points.balance,
});

export async function lookUp(kind: Schemas["LookupKind"], value: string, programme: string): Promise<Member> {
  const { data } = await reach(api.POST("/v1/members/lookup", { body: { kind, value, programme } }));
  if (!data) throw new Error("no answer");
  return asMember(data);
}

/** Whom a code names; nobody where it cannot be said. */
export async function memberKnown(ref: MemberRef & { kind: Schemas["LookupKind"] }, programme: string) {
  try {
    return await lookUp(ref.kind, ref.value, programme);
  } catch (fault) {
    if (fault instanceof ApiError) return undefined;
    throw fault;
  }
}
