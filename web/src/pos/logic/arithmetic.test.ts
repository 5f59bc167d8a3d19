import { describe, expect, it } from "vitest";
import {
  addQuantity,
  changeOf,
  isQuantity,
  likelyCash,
  lineAmount,
  moreThan,
  remaining,
  share,
  smallPart,
  take,
  withTender,
} from "./arithmetic";

describe("a line", () => {
  it("is rounded once, half up, as the guide of the till's day says", () => {
    expect(lineAmount("59.90", "1.5", "CNY")).toBe(8985);
    expect(lineAmount("49.90", "1.5", "CNY")).toBe(7485);
    expect(lineAmount("0.005", "1", "CNY")).toBe(1);
    expect(lineAmount("0.0049", "1", "CNY")).toBe(0);
    expect(lineAmount("100", "2", "JPY")).toBe(200);
  });
  it("keeps to the fen what no double could", () => {
    expect(lineAmount("9999999.9999", "999999", "CNY")).toBe(999998999990000);
  });
});

describe("quantities", () => {
  it("are added to the thousandth", () => {
    expect(addQuantity("0.1", "0.2")).toBe("0.3");
    expect(addQuantity("1", "1")).toBe("2");
    expect(addQuantity("1.5", "-0.5")).toBe("1");
    expect(addQuantity("1", "-3")).toBe("0");
  });
  it("are positive and have three decimals at most", () => {
    expect(["1", "0.5", "12.125"].every(isQuantity)).toBe(true);
    expect(["0", "-1", "1.2345", "01", "1e3", ""].some(isQuantity)).toBe(false);
    expect(moreThan("1.5", "1.49")).toBe(true);
  });
  it("share an amount, rounded down", () => {
    expect(share(10000, "1", "3")).toBe(3333);
    expect(share(10000, "3", "3")).toBe(10000);
  });
});

describe("tenders", () => {
  it("add up to the fen; what is given above is change", () => {
    const cash = take("cash", 10000, 8230);
    expect(cash).toEqual({ tender: { kind: "cash", amount: 8230, given: 10000 } });
    if ("tender" in cash) {
      expect(remaining(8230, 0, [cash.tender])).toBe(0);
      expect(changeOf([cash.tender])).toBe(1770);
    }
  });
  it("refuse nothing, too much, and what is not there", () => {
    expect(take("alipay", 0, 100)).toEqual({ refused: "nothing" });
    expect(take("alipay", Number.NaN, 100)).toEqual({ refused: "nothing" });
    expect(take("alipay", 101, 100)).toEqual({ refused: "too_much" });
    expect(take("cash", 100, 0)).toEqual({ refused: "too_much" });
    expect(take("stored_value", 90, 100, 50)).toEqual({ refused: "balance" });
  });
  it("of one kind become one, with references they stay apart", () => {
    let tenders = withTender([], { kind: "cash", amount: 100, given: 100 });
    tenders = withTender(tenders, { kind: "cash", amount: 50, given: 100 });
    tenders = withTender(tenders, { kind: "bank_card", amount: 10, reference: "1" });
    tenders = withTender(tenders, { kind: "bank_card", amount: 20, reference: "2" });
    expect(tenders).toEqual([
      { kind: "cash", amount: 150, given: 200 },
      { kind: "bank_card", amount: 10, reference: "1" },
      { kind: "bank_card", amount: 20, reference: "2" },
    ]);
  });
  it("say when the price fell below what was taken", () => {
    expect(remaining(900, 0, [{ kind: "alipay", amount: 1000 }])).toBe(-100);
    expect(remaining(900, 1000, [])).toBe(0);
    expect(remaining(900, 400, [])).toBe(500);
  });
  it("guess at the notes", () => {
    expect(likelyCash(8230, "CNY")).toEqual([8230, 8500, 9000, 10000]);
    expect(likelyCash(10000, "CNY")).toEqual([10000]);
    expect(smallPart(1770, "CNY")).toBe(70);
  });
});
