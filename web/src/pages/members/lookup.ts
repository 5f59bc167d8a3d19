// What somebody who types into the search means, and how personal data looks until it is asked for.
import { ApiError, api, type Schemas } from "@/api/client";

export type Found = Schemas["FoundMember"];
type Lookup = Schemas["LookupRequest"];
type Search = Schemas["SearchRequest"];
export type Meant = { lookups: Omit<Lookup, "programme">[]; searches: Omit<Search, "programme">[] };

/** One text may mean several things: 1234 is the end of a phone and of a card. */
export function meantBy(typed: string): Meant {
  const text = typed.trim();
  const digits = text.replace(/[\s-]/g, "");
  const none: Meant = { lookups: [], searches: [] };
  if (text === "") return none;
  if (text.includes("@")) return { ...none, lookups: [{ kind: "email", value: text }] };
  if (/^M\d{10,12}$/i.test(digits)) return { ...none, lookups: [{ kind: "member_code", value: digits.toUpperCase() }] };
  if (/^\+\d{6,15}$/.test(digits) || /^1\d{10}$/.test(digits))
    return { searches: [], lookups: [{ kind: "phone", value: digits }, ...(digits[0] === "+" ? [] : [card(digits)])] };
  if (/^\d{4}$/.test(digits)) return { ...none, searches: [{ phone_last4: digits }, { card_end: digits }] };
  if (/^(?=.*\d)[A-Za-z0-9]{4,6}$/.test(digits)) return { ...none, searches: [{ card_end: digits.toUpperCase() }] };
  if (/^[1-9]\d{16,18}$/.test(digits))
    return { ...none, lookups: [{ kind: "member_id", value: digits }, card(digits)] };
  if (/\d/.test(digits)) return { ...none, lookups: [card(digits), { kind: "external", value: text }] };
  return { ...none, searches: [{ name: text }] };
}
const card = (value: string) => ({ kind: "card" as const, value });

/** 138****8000: as the server masks it. */
export function maskPhone(phone: string | undefined): string | undefined {
  if (!phone || phone.includes("*")) return phone;
  const national = phone.replace(/^\+86/, "");
  return national.length < 8 ? "****" : `${national.slice(0, 3)}****${national.slice(-4)}`;
}
export const maskName = (name: string | undefined) =>
  !name || name.includes("*") ? name : [...name].map((one, at) => (at === 0 || one === " " ? one : "*")).join("");
export const maskEmail = (email: string | undefined) =>
  !email || email.includes("*") ? email : email.replace(/^(.).*@/, "$1***@");

export function foundOf(member: Schemas["MemberView"]): Found {
  const primary = member.cards.find((one) => one.primary);
  return {
    id: member.id,
    member_code: member.member_code,
    state: member.state,
    name: maskName(member.name),
    phone: maskPhone(member.phone),
    joined_on: member.joined_on,
    ...(primary && { card: { id: primary.id, number: primary.number, form: primary.form, state: primary.state } }),
  };
}

const unknown = new Set(["member_not_found", "card_not_found", "not_found", "invalid_request"]);

/** Everybody who may be meant; `sure` where the text names one member. */
export async function findMembers(text: string, programme: string, signal?: AbortSignal) {
  const meant = meantBy(text);
  const found = new Map<string, Found>();
  let more = false;
  let sure = false;
  const init = signal ? { signal } : {};
  for (const body of meant.lookups) {
    if (found.size > 0) break;
    try {
      const { data } = await api.POST("/v1/members/lookup", { body: { ...body, programme }, ...init });
      if (data) found.set(data.id, foundOf(data));
      sure = found.size === 1;
    } catch (fault) {
      if (!(fault instanceof ApiError) || !unknown.has(fault.code)) throw fault;
    }
  }
  const answers = await Promise.all(
    meant.searches.map((body) => api.POST("/v1/members/search", { body: { ...body, programme }, ...init })),
  );
  for (const { data } of answers) {
    more ||= data?.more ?? false;
    for (const one of data?.items ?? []) found.set(one.id, { ...found.get(one.id), ...one });
  }
  return { items: [...found.values()], more, sure };
}
