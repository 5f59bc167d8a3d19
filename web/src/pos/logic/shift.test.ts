import { expect, test } from "vitest";
import { shiftOf } from "./shift";

const money = (amount: number) => ({ amount, currency: "CNY" });
const receipt = (kind: string, ...tenders: [string, number][]) =>
  ({ kind, payable: money(0), tenders: tenders.map(([of, amount]) => ({ kind: of, amount: money(amount) })) }) as never;

test("what came in and went out, by kind", () => {
  const sums = shiftOf([
    receipt("sale", ["cash", 1000], ["points", 50]),
    receipt("refund", ["cash", 300]),
    receipt("void", ["cash", 200]),
  ]);
  expect(sums.sales).toBe(1);
  expect(sums.refunds).toBe(2);
  expect(sums.kinds).toEqual([
    { kind: "cash", taken: 1000, back: 500, net: 500 },
    { kind: "points", taken: 50, back: 0, net: 50 },
  ]);
});
