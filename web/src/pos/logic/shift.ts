// What a till took by kind of payment. A void undoes its sale; both are receipts of the day.
import type { Schemas } from "@/api/client";

type Receipt = Pick<Schemas["ReceiptAnswer"], "kind" | "tenders" | "payable">;
export type ShiftKind = { kind: string; taken: number; back: number; net: number };
export type ShiftSums = { sales: number; refunds: number; currency: string; kinds: ShiftKind[] };

export function shiftOf(receipts: readonly Receipt[]): ShiftSums {
  const kinds = new Map<string, ShiftKind>();
  let sales = 0;
  let refunds = 0;
  for (const receipt of receipts) {
    const comesIn = receipt.kind === "sale";
    if (comesIn) ++sales;
    else ++refunds;
    for (const tender of receipt.tenders) {
      const sum = kinds.get(tender.kind) ?? { kind: tender.kind, taken: 0, back: 0, net: 0 };
      const amount = Math.abs(tender.amount.amount);
      if (comesIn) sum.taken += amount;
      else sum.back += amount;
      sum.net = sum.taken - sum.back;
      kinds.set(tender.kind, sum);
    }
  }
  const currency = receipts[0]?.payable.currency ?? "CNY";
  return { sales, refunds, currency, kinds: [...kinds.values()].sort((a, b) => a.kind.localeCompare(b.kind)) };
}
