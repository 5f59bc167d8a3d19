// What the basket costs, line by line, and why: the server's price, or without it the goods' own.
import type { Schemas } from "@/api/client";
import { lineAmount } from "./arithmetic";
import type { Quote, Sale, State } from "./sale";

export type LinePrice = {
  list: number;
  amount: number;
  /** In words: what made the price less, each with how much. */
  why: { words: string; amount?: number }[];
};
export type Price = {
  /** `asking`: the price of another basket, until the answer comes. */
  from: "nobody" | "asking" | "server" | "till" | "refused";
  currency: string;
  lines: LinePrice[];
  list: number;
  payable: number;
  credit: number;
  earns: number;
  quote?: Quote;
  /** Offline: goods whose price nobody here knows. */
  unknown: string[];
};

const nothing = { list: 0, payable: 0, credit: 0, earns: 0, lines: [], unknown: [] };

export function basketPrice(state: State, key: string, up: boolean): Price {
  const { sale, quote, quoted } = state;
  const currency = quote?.payable.currency ?? sale.lines[0]?.currency ?? "CNY";
  if (sale.lines.length === 0) return { ...nothing, from: "nobody", currency };
  // Told once it stays what was asked for: a line that drops makes nothing dearer.
  if (quote && quoted === key) return { ...ofQuote(quote, sale), from: "server" };
  if (!up) return { ...ofGoods(sale, currency), from: "till" };
  if (state.problem && quoted === key) return { ...nothing, from: "refused", currency };
  return { ...(quote ? ofQuote(quote, sale) : { ...nothing, currency }), from: "asking" };
}

function ofQuote(quote: Quote, sale: Sale): Omit<Price, "from"> {
  const { points } = quote;
  return {
    quote,
    currency: quote.payable.currency,
    list: quote.list_total.amount,
    payable: quote.payable.amount,
    credit: Math.min(sale.exchange?.credit ?? 0, quote.payable.amount),
    earns: sale.member ? points.a + points.b + points.c + points.e : 0,
    lines: quote.lines.map((line) => ({
      list: line.list_amount.amount,
      amount: quote.price?.lines[line.line - 1]?.payable.amount ?? line.amount.amount,
      why: whyOf(quote.price, line.line),
    })),
    unknown: [],
  };
}

function whyOf(price: Schemas["PriceQuote"] | undefined, line: number): LinePrice["why"] {
  const one = price?.lines[line - 1];
  if (!price || !one) return [];
  const why: LinePrice["why"] = [];
  if (one.list.amount > one.shop.amount) why.push({ words: "", amount: one.list.amount - one.shop.amount });
  for (const concession of price.concessions)
    if (concession.line === line && concession.amount.amount !== 0)
      why.push({ words: concession.name, amount: concession.amount.amount });
  return why;
}

function ofGoods(sale: Sale, currency: string): Omit<Price, "from"> {
  const lines = sale.lines.map((line) => {
    const list = line.list ? lineAmount(line.list, line.quantity, currency) : 0;
    const amount = line.shop ? lineAmount(line.shop, line.quantity, currency) : list;
    const reduced = line.shop !== undefined && list > amount;
    return { list: Math.max(list, amount), amount, why: reduced ? [{ words: "", amount: list - amount }] : [] };
  });
  const sum = (of: "list" | "amount") => lines.reduce((total, line) => total + line[of], 0);
  return {
    currency,
    lines,
    list: sum("list"),
    payable: sum("amount"),
    credit: Math.min(sale.exchange?.credit ?? 0, sum("amount")),
    earns: 0,
    unknown: sale.lines.filter((line) => !line.list && !line.shop).map((line) => line.name),
  };
}
