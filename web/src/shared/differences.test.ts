import { expect, test } from "vitest";
import { differences } from "./differences";

test("fields that differ, by their path", () => {
  expect(
    differences({ name: "A", terms: { rate: "1", cap: undefined } }, { name: "A", terms: { rate: "0.9" } }),
  ).toEqual([{ path: "terms/rate", before: "1", after: "0.9" }]);
});

test("money is one value, absent and empty are the same", () => {
  const yuan = (amount: number) => ({ amount, currency: "CNY" });
  expect(differences({ cap: yuan(1) }, { cap: yuan(2) })).toEqual([{ path: "cap", before: yuan(1), after: yuan(2) }]);
  expect(differences({ prefix: "", gifts: [] }, {})).toEqual([]);
});

test("entries with a code are compared one by one", () => {
  const tiers = (threshold: number) => ({ tiers: [{ code: "BASE" }, { code: "GOLD", threshold }] });
  expect(differences(tiers(1000), tiers(800))).toEqual([{ path: "tiers/GOLD/threshold", before: 1000, after: 800 }]);
});
