// What a till computes by itself, in integers: a line where the server cannot be asked, what is left to pay, change.
// Prices have up to four decimals, quantities three; a line is rounded once, half up – as the server does it.
import { placesOf } from "@/shared/format";

/** "49.90" → 499000, four decimals. */
function scaled(text: string, places: number): bigint {
  const [whole = "0", part = ""] = text.split(".");
  return BigInt(whole + part.padEnd(places, "0").slice(0, places));
}

export function lineAmount(price: string, quantity: string, currency: string): number {
  const divisor = 10n ** BigInt(4 + 3 - placesOf(currency));
  const product = scaled(price, 4) * scaled(quantity, 3);
  return Number((product + divisor / 2n) / divisor);
}

/** Two quantities of up to three decimals. */
export function addQuantity(one: string, other: string): string {
  return quantityText(
    Number(scaled(one, 3)) + (other.startsWith("-") ? -1 : 1) * Number(scaled(other.replace("-", ""), 3)),
  );
}
export function quantityText(thousandths: number): string {
  const digits = Math.max(0, thousandths).toString().padStart(4, "0");
  const part = digits.slice(-3).replace(/0+$/, "");
  return digits.slice(0, -3) + (part ? `.${part}` : "");
}
export const isQuantity = (text: string) => /^(0|[1-9]\d{0,6})(\.\d{1,3})?$/.test(text) && scaled(text, 3) > 0n;
export const moreThan = (one: string, other: string) => scaled(one, 3) > scaled(other, 3);
export const isZero = (quantity: string) => scaled(quantity, 3) === 0n;

/** A part of an amount that belongs to so much of a quantity, rounded down. */
export const share = (amount: number, part: string, whole: string) =>
  isZero(whole) ? 0 : Number((BigInt(amount) * scaled(part, 3)) / scaled(whole, 3));

export type TenderKind =
  | "cash"
  | "bank_card"
  | "wechat_pay"
  | "alipay"
  | "unionpay"
  | "voucher"
  | "stored_value"
  | "small_change"
  | "points"
  | "other";
/** `given`: what was handed over in cash, the change included. */
export type Tender = { kind: TenderKind; amount: number; given?: number; reference?: string };

export const paid = (tenders: readonly Tender[]) => tenders.reduce((sum, one) => sum + one.amount, 0);
/** Exactly: less than nothing where too much was taken because the price fell. */
export const remaining = (payable: number, credit: number, tenders: readonly Tender[]) =>
  payable - Math.min(credit, payable) - paid(tenders);
export const changeOf = (tenders: readonly Tender[]) =>
  tenders.reduce((sum, one) => sum + Math.max(0, (one.given ?? one.amount) - one.amount), 0);

/** What is the member's own: it needs the server, and a proof. */
export const ofMember: readonly TenderKind[] = ["stored_value", "small_change", "points"];
export const needsMember = (kind: TenderKind) => ofMember.includes(kind);

/** A tender as it may be taken: cash may be more than is left, the rest of it is change; nothing else may. */
export type Taken = { tender: Tender } | { refused: "nothing" | "too_much" | "balance" };
export function take(kind: TenderKind, amount: number, left: number, balance?: number): Taken {
  if (!Number.isSafeInteger(amount) || amount <= 0) return { refused: "nothing" };
  if (left <= 0) return { refused: "too_much" };
  if (kind === "cash") return { tender: { kind, amount: Math.min(amount, left), given: amount } };
  if (amount > left) return { refused: "too_much" };
  if (balance !== undefined && amount > balance) return { refused: "balance" };
  return { tender: { kind, amount } };
}

/** The same kind twice is one tender: money that was handed over little by little. References stay apart. */
export function withTender(tenders: readonly Tender[], next: Tender): Tender[] {
  const at = tenders.findIndex((one) => one.kind === next.kind && !one.reference && !next.reference);
  const old = tenders[at];
  if (!old) return [...tenders, next];
  const sum: Tender = { kind: old.kind, amount: old.amount + next.amount };
  if (next.kind === "cash") sum.given = (old.given ?? old.amount) + (next.given ?? next.amount);
  return tenders.map((one, place) => (place === at ? sum : one));
}

/** Notes that somebody is likely to hand over for an amount: exact, then the next round ones. */
export function likelyCash(left: number, currency: string): number[] {
  const unit = 10 ** placesOf(currency);
  const out = new Set<number>(left > 0 ? [left] : []);
  for (const note of [5, 10, 20, 50, 100]) {
    const next = Math.ceil(left / (note * unit)) * note * unit;
    if (next > left) out.add(next);
  }
  return [...out].sort((a, b) => a - b).slice(0, 5);
}

/** Of the change, what is smaller than one whole unit: 0.40 of 20.40. */
export const smallPart = (change: number, currency: string) => change % 10 ** placesOf(currency);
