// A sale from the first item to the receipt: one state, one reducer. It is kept at every change; nothing else at the till
// knows what is in the basket.
import type { Problem, Schemas } from "@/api/client";
import { addQuantity, isZero, needsMember, type Tender, type TenderKind, withTender } from "./arithmetic";

export type Quote = Schemas["QuoteAnswer"];
export type MemberRef = Schemas["MemberRef"];
export type Proof = Schemas["Proof"];

export type Goods = {
  code: string;
  name: string;
  unit: string;
  currency: string;
  list?: string | undefined;
  shop?: string | undefined;
  barcode?: string | undefined;
};
export type Line = Goods & { id: number; quantity: string };

export type Member = {
  ref: MemberRef;
  id?: string | undefined;
  code?: string | undefined;
  name?: string | undefined;
  phone?: string | undefined;
  state?: string | undefined;
  points?: number | undefined;
  tier?: string | undefined;
};

/** The goods that come back, where something else is taken for them. */
export type Exchange = {
  receipt: string;
  label: string;
  reason: string;
  lines: { line: number; quantity: string }[];
  names: string[];
  /** What they are expected to count for; the server says what they do. */
  credit: number;
};

export type Sale = {
  lines: Line[];
  selected: number;
  next: number;
  member?: Member;
  /** Of the coupons presented: ids of the member's, codes that somebody typed. */
  coupons: Schemas["ShownCoupon"][];
  tenders: Tender[];
  saveChange: number;
  proof?: Proof;
  exchange?: Exchange;
  /** While it is being sold: the job that carries it. After a crash that says whether it was given away already. */
  job?: string;
};

export type State = {
  sale: Sale;
  /** The price of what `quoted` says; another basket has another. */
  quote?: Quote;
  quoted?: string;
  problem?: Problem;
};

export const emptySale: Sale = { lines: [], selected: 0, next: 1, coupons: [], tenders: [], saveChange: 0 };
export const isEmpty = (sale: Sale) => sale.lines.length === 0 && !sale.member && !sale.exchange;

export type Action =
  | { do: "add"; goods: Goods; quantity: string }
  | { do: "quantity"; id: number; quantity: string }
  | { do: "more"; id: number; by: string }
  | { do: "remove"; id: number }
  | { do: "select"; at: number }
  | { do: "member"; member: Member | undefined; proof?: Proof }
  | { do: "know"; member: Partial<Member> }
  | { do: "coupons"; coupons: Sale["coupons"] }
  | { do: "tender"; tender: Tender }
  | { do: "untender"; at: number }
  | { do: "untenderAll" }
  | { do: "saveChange"; amount: number }
  | { do: "proof"; proof: Proof | undefined }
  | { do: "exchange"; exchange: Exchange | undefined }
  | { do: "credit"; credit: number }
  | { do: "selling"; job: string | undefined }
  | { do: "take"; sale: Sale }
  | { do: "clear" }
  | { do: "quoted"; key: string; quote: Quote }
  | { do: "unquoted"; key: string; problem: Problem | undefined };

const between = (at: number, count: number) => Math.max(0, Math.min(at, count - 1));

/** What is paid with stands on what is bought: when that changes, the money is counted anew. */
const repriced = (sale: Sale): Sale => ({ ...sale, tenders: [], saveChange: 0 });

function changed(sale: Sale, action: Action): Sale {
  switch (action.do) {
    case "add": {
      const at = sale.lines.findIndex((line) => line.code === action.goods.code);
      const old = sale.lines[at];
      if (old) {
        const lines = sale.lines.with(at, { ...old, quantity: addQuantity(old.quantity, action.quantity) });
        return { ...repriced(sale), lines, selected: at };
      }
      const line = { ...action.goods, id: sale.next, quantity: action.quantity };
      return { ...repriced(sale), lines: [...sale.lines, line], selected: sale.lines.length, next: sale.next + 1 };
    }
    case "quantity":
      return {
        ...repriced(sale),
        lines: sale.lines.map((line) => (line.id === action.id ? { ...line, quantity: action.quantity } : line)),
      };
    case "more": {
      const line = sale.lines.find((one) => one.id === action.id);
      if (!line) return sale;
      const quantity = addQuantity(line.quantity, action.by);
      return isZero(quantity) ? sale : changed(sale, { do: "quantity", id: action.id, quantity });
    }
    case "remove": {
      const lines = sale.lines.filter((line) => line.id !== action.id);
      return { ...repriced(sale), lines, selected: between(sale.selected, lines.length) };
    }
    case "select":
      return { ...sale, selected: between(action.at, sale.lines.length) };
    case "member": {
      const { member: _, proof: __, ...rest } = repriced(sale);
      return {
        ...rest,
        coupons: [],
        ...(action.member && { member: action.member }),
        ...(action.proof && { proof: action.proof }),
      };
    }
    case "know":
      return sale.member ? { ...sale, member: { ...sale.member, ...action.member } } : sale;
    case "coupons":
      return { ...repriced(sale), coupons: action.coupons };
    case "tender":
      return { ...sale, tenders: withTender(sale.tenders, action.tender), saveChange: 0 };
    case "untender":
      return { ...sale, tenders: sale.tenders.filter((_, at) => at !== action.at), saveChange: 0 };
    case "untenderAll":
      return { ...sale, tenders: [], saveChange: 0 };
    case "saveChange":
      return { ...sale, saveChange: action.amount };
    case "proof": {
      const { proof: _, ...rest } = sale;
      return action.proof ? { ...rest, proof: action.proof } : rest;
    }
    case "exchange": {
      const { exchange: _, ...rest } = repriced(sale);
      return action.exchange ? { ...rest, exchange: action.exchange } : rest;
    }
    case "credit":
      return sale.exchange ? { ...repriced(sale), exchange: { ...sale.exchange, credit: action.credit } } : sale;
    case "selling": {
      const { job: _, ...rest } = sale;
      return action.job ? { ...rest, job: action.job } : rest;
    }
    case "take":
      return action.sale;
    default:
      return sale;
  }
}

export function reduce(state: State, action: Action): State {
  switch (action.do) {
    case "clear":
      return { sale: emptySale };
    case "quoted":
      return { ...identified(state, action.quote), quote: action.quote, quoted: action.key };
    case "unquoted": {
      const { quote: _, problem: __, ...rest } = state;
      return { ...rest, quoted: action.key, ...(action.problem && { problem: action.problem }) };
    }
    default:
      return { ...state, sale: changed(state.sale, action) };
  }
}

/** A price without a fault; and it tells who a rotating code was, which then need not be shown to be priced again. */
function identified({ problem: _, ...state }: State, quote: Quote): State {
  const { member } = state.sale;
  if (!quote.member || !member) return state;
  const known = {
    id: quote.member.id,
    code: quote.member.member_code,
    name: quote.member.name,
    points: quote.member.balance,
  };
  const ref: MemberRef =
    member.ref.kind === "rotating_code" ? { kind: "member_id", value: quote.member.id } : member.ref;
  return { ...state, sale: { ...state.sale, member: { ...member, ...known, ref } } };
}

/** What the price depends on; null where there is nothing to price. The kinds of tender are a part of it. */
export function basketOf(sale: Sale): Pick<Schemas["QuoteRequest"], "lines" | "coupons" | "tenders" | "member"> | null {
  if (sale.lines.length === 0) return null;
  return {
    lines: sale.lines.map((line) => ({ item: line.code, quantity: line.quantity })),
    coupons: sale.coupons,
    tenders: kindsOf(sale.tenders),
    ...(sale.member && { member: sale.member.ref }),
  };
}
export const kindsOf = (tenders: readonly Tender[]): TenderKind[] =>
  [...new Set(tenders.map((one) => one.kind))].sort();

/** Whether the member's own value takes part: then the server has to be there, and a proof. */
export const spends = (sale: Sale) => sale.tenders.some((one) => needsMember(one.kind));

export function readSale(text: string | null): Sale {
  try {
    const kept = JSON.parse(text ?? "null") as Sale | null;
    return kept && Array.isArray(kept.lines) ? { ...emptySale, ...kept } : emptySale;
  } catch {
    return emptySale;
  }
}
