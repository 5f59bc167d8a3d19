import { describe, expect, it } from "vitest";
import { type Action, basketOf, emptySale, type Goods, type Quote, readSale, reduce, type State } from "./sale";

const cream: Goods = { code: "CREAM", name: "Cream", unit: "piece", currency: "CNY", list: "100" };
const ham: Goods = { code: "HAM", name: "Ham", unit: "kg", currency: "CNY", list: "59.9", shop: "49.9" };
const run = (...actions: Action[]) => actions.reduce(reduce, { sale: emptySale } as State);

describe("a sale", () => {
  it("adds the same goods to their line and selects it", () => {
    const { sale } = run(
      { do: "add", goods: cream, quantity: "1" },
      { do: "add", goods: ham, quantity: "1.5" },
      { do: "add", goods: cream, quantity: "2" },
    );
    expect(sale.lines.map((line) => [line.code, line.quantity])).toEqual([
      ["CREAM", "3"],
      ["HAM", "1.5"],
    ]);
    expect(sale.selected).toBe(0);
  });
  it("does not go below something of a line; it is removed instead", () => {
    const state = run({ do: "add", goods: cream, quantity: "1" }, { do: "more", id: 1, by: "-1" });
    expect(state.sale.lines[0]?.quantity).toBe("1");
    expect(reduce(state, { do: "remove", id: 1 }).sale.lines).toEqual([]);
  });
  it("counts the money anew when the basket changes", () => {
    const state = run(
      { do: "add", goods: cream, quantity: "1" },
      { do: "tender", tender: { kind: "cash", amount: 100, given: 500 } },
      { do: "saveChange", amount: 40 },
      { do: "more", id: 1, by: "1" },
    );
    expect(state.sale).toMatchObject({ tenders: [], saveChange: 0 });
  });
  it("another member has other coupons and another proof", () => {
    const { sale } = run(
      { do: "member", member: { ref: { kind: "member_id", value: "1" } }, proof: { kind: "cashier" } },
      { do: "coupons", coupons: [{ id: "7" }] },
      { do: "member", member: undefined },
    );
    expect(sale).toMatchObject({ coupons: [] });
    expect(sale.member ?? sale.proof).toBeUndefined();
  });
  it("learns from the price who showed a rotating code, and keeps it as the proof", () => {
    const code = "98149118936412345678";
    const quote = { member: { id: "12", member_code: "M1", name: "周**", balance: 70 } } as Quote;
    const { sale } = run(
      { do: "add", goods: cream, quantity: "1" },
      {
        do: "member",
        member: { ref: { kind: "rotating_code", value: code } },
        proof: { kind: "rotating_code", value: code },
      },
      { do: "quoted", key: "k", quote },
    );
    expect(sale.member).toMatchObject({ ref: { kind: "member_id", value: "12" }, points: 70 });
    expect(sale.proof).toEqual({ kind: "rotating_code", value: code });
  });
  it("is priced by what matters for the price", () => {
    expect(basketOf(emptySale)).toBeNull();
    const { sale } = run(
      { do: "add", goods: ham, quantity: "1.5" },
      { do: "tender", tender: { kind: "wechat_pay", amount: 5 } },
      { do: "tender", tender: { kind: "cash", amount: 5 } },
    );
    expect(basketOf(sale)).toEqual({
      lines: [{ item: "HAM", quantity: "1.5" }],
      coupons: [],
      tenders: ["cash", "wechat_pay"],
    });
  });
  it("comes back as it was kept, and is empty where that cannot be read", () => {
    const { sale } = run({ do: "add", goods: ham, quantity: "1.5" });
    expect(readSale(JSON.stringify(sale))).toEqual(sale);
    expect(readSale("{")).toEqual(emptySale);
    expect(readSale(null)).toEqual(emptySale);
  });
});
