import { describe, expect, it } from "vitest";
import { minorOfPrice, split, timesRate } from "./arithmetic";
import { exampleOf } from "./example";
import type { RuleDraft } from "./rule";

const cny = (amount: number) => ({ amount, currency: "CNY" });
const of = (draft: RuleDraft) => exampleOf(draft, "CNY");

describe("arithmetic", () => {
  it("rounds half-up, exactly", () => {
    expect(timesRate(9999, "0.95")).toBe(9499);
    expect(timesRate(50, "0.01")).toBe(1);
    expect(timesRate(100, "1")).toBe(100);
    expect(timesRate(100, "x")).toBeNaN();
    expect(minorOfPrice("12.345", 2)).toBe(1235);
    expect(minorOfPrice("9.9", 2)).toBe(990);
    expect(minorOfPrice("12", 0)).toBe(12);
  });
  it("splits to the whole", () => {
    expect(split(1000, [70, 30])).toEqual([700, 300]);
    expect(split(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(split(5, [0, 0])).toEqual([0, 0]);
  });
});

describe("an example of a rule", () => {
  it("takes a reduction as often as its threshold is reached", () => {
    const example = of({
      kind: "promotion",
      threshold: { amount: cny(20000), every: true },
      reward: { kind: "money_off", amount: cny(2000) },
      shares: [
        { of: "mall", weight: 70 },
        { party: "BRAND", weight: 30 },
      ],
    });
    expect(example?.before).toBe(50000);
    expect(example?.after).toBe(46000);
    expect(example?.borne.map((one) => one.amount)).toEqual([2800, 1200]);
  });
  it("stops at times_max and at a cap", () => {
    expect(
      of({
        kind: "promotion",
        threshold: { amount: cny(20000), every: true, times_max: 1 },
        reward: { kind: "money_off", amount: cny(2000) },
      })?.after,
    ).toBe(48000);
    expect(of({ kind: "promotion", reward: { kind: "percent_off", rate: "0.5", cap: cny(3000) } })?.after).toBe(7000);
  });
  it("gives the cheapest for less", () => {
    const example = of({ kind: "promotion", reward: { kind: "buy_get", buy: 1, get: 1, rate: "0.5" } });
    expect(example?.lines.map((line) => [line.before, line.after])).toEqual([
      [20000, 20000],
      [10000, 5000],
    ]);
  });
  it("prices a set, steps and a document", () => {
    const set = of({
      kind: "promotion",
      reward: { kind: "bundle", price: cny(9900), slots: [{ scope: {} }, { scope: {}, pieces: 2 }] },
    });
    expect(set?.after).toBe(9900);
    const steps = of({
      kind: "promotion",
      reward: {
        kind: "steps",
        measure: "amount",
        steps: [
          { from_amount: cny(10000), off: cny(1000) },
          { from_amount: cny(30000), rate: "0.8" },
        ],
      },
    });
    expect(steps?.lines.map((line) => line.after)).toEqual([9000, 24000]);
    const document = of({
      kind: "document",
      entries: [
        { goods: { kind: "brand", code: "OLAY" }, rate: "0.85" },
        { goods: { kind: "item", code: "A" }, price: "8" },
      ],
    });
    expect(document?.lines.map((line) => [line.before, line.after])).toEqual([
      [10000, 8500],
      [1000, 800],
    ]);
  });
  it("says nothing of what is not typed yet", () => {
    expect(of({ kind: "promotion" })).toBeUndefined();
    expect(of({ kind: "promotion", reward: { kind: "money_off" } })).toBeUndefined();
    expect(of({ kind: "restriction" })).toBeUndefined();
    expect(of({ kind: "document", entries: [{}] })).toBeUndefined();
  });
});
