// From the basket to a job: what is sent, under which number, and what is kept of it for the paper.
import type { Schemas } from "@/api/client";
import { keepSale } from "./device/basket";
import { newId } from "./device/id";
import { lineState, now } from "./device/line";
import { type Outcome, submit } from "./device/outbox";
import { dayOf, giveBack, type Place, takeNumber } from "./device/place";
import { needsMember } from "./logic/arithmetic";
import type { Price } from "./logic/price";
import { type Job, keyOf, type Shown, type What } from "./logic/queue";
import type { Sale } from "./logic/sale";

export const instant = () => new Date(now()).toISOString();
const cashierOf = (name: string) => name.slice(0, 32);

export function shownOf(sale: Sale, price: Price): Shown {
  return {
    currency: price.currency,
    total: price.payable,
    tenders: sale.tenders,
    member: sale.member?.name ?? sale.member?.ref.value,
    lines: sale.lines.map((line, at) => ({
      name: line.name,
      quantity: line.quantity,
      amount: price.lines[at]?.amount ?? 0,
    })),
  };
}

/** The till's head of a receipt, with the next number of its business day. */
export function headOf(place: Place, cashier: string, numbers = 1) {
  const date = dayOf(place);
  const sequence = takeNumber(place, date, numbers);
  return {
    store: place.store,
    till: place.till,
    business_date: date,
    sequence,
    occurred_at: instant(),
    cashier: cashierOf(cashier),
  };
}
export type Head = ReturnType<typeof headOf>;

export function jobOf(what: What, path: string, head: Head, body: object, shown: Shown): Job {
  return {
    id: newId(),
    what,
    path,
    key: keyOf(head.business_date, head.sequence),
    number: { store: head.store, till: head.till, date: head.business_date, sequence: head.sequence },
    body: body as Record<string, unknown>,
    at: Date.now(),
    state: "waiting",
    tries: 0,
    offline: false,
    shown,
  };
}

const holds = (quote: Schemas["QuoteAnswer"]) => Date.parse(quote.expires_at) > now() + 2_000;

function bodyOf(sale: Sale, price: Price, head: Head): Schemas["SaleRequest"] {
  const money = (amount: number) => ({ amount, currency: price.currency });
  const quoted = price.from === "server" && price.quote && holds(price.quote) && price.quote;
  const spends = sale.tenders.some((one) => needsMember(one.kind)) || price.quote?.coupons_proof === "cashier";
  const proof = sale.proof ?? (spends ? { kind: "cashier" as const } : undefined);
  return {
    ...head,
    channel: "store",
    pricing: quoted ? "engine" : "as_sold",
    ...(quoted && { quote_id: quoted.quote_id }),
    ...(sale.member && { member: sale.member.ref }),
    lines: sale.lines.map((line, at) => ({
      item: line.code,
      quantity: line.quantity,
      ...(!quoted && {
        ...(line.list && { list_price: line.list }),
        ...(line.shop && { shop_price: line.shop }),
        amount: money(price.lines[at]?.amount ?? 0),
      }),
    })),
    coupons: sale.coupons,
    tenders: sale.tenders.map(({ kind, amount, reference }) => ({
      kind,
      amount: money(amount),
      ...(reference && { reference }),
    })),
    ...(sale.saveChange > 0 && { save_change: { amount: money(sale.saveChange), part: true } }),
    ...(proof && { proof }),
  };
}

/** Keeps that it is being sold before it is, so that a page that dies sells nothing twice. */
export async function sell(
  sale: Sale,
  price: Price,
  place: Place,
  cashier: string,
): Promise<{ outcome: Outcome; job: Job }> {
  const { exchange } = sale;
  const head = headOf(place, cashier, exchange ? 2 : 1);
  const body = bodyOf(sale, price, head);
  const shown = shownOf(sale, price);
  const job: Job = exchange
    ? jobOf("exchange", `/v1/checkout/${exchange.receipt}/exchanges`, head, exchangeOf(exchange, head, body), shown)
    : jobOf("sale", "/v1/checkout", head, body, shown);
  job.sale = sale;
  job.offline = !lineState().up;
  keepSale({ ...sale, job: job.id });
  const outcome = await submit(job);
  if (outcome.is === "refused") giveBack(place, head.business_date, head.sequence, exchange ? 2 : 1);
  return { outcome, job };
}

function exchangeOf(exchange: NonNullable<Sale["exchange"]>, head: Head, sale: Schemas["SaleRequest"]) {
  const { reason, lines } = exchange;
  return { returned: { sequence: head.sequence - 1, reason, lines, gifts: [] }, sale };
}
