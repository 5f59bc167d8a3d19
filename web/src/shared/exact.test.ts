import { expect, test } from "vitest";
import { atLeast, divide, isDecimal, times } from "./exact";

test("rounds once, as asked", () => {
  expect(times(12345, ["0.95"])).toBe(11728);
  expect(times(10, ["0.05"])).toBe(1);
  expect(times(12, ["1.5", "0.5"], "floor")).toBe(9);
  expect(divide(12345n, 1000n, "floor")).toBe(12);
  expect(divide(12345n, 1000n, "ceil")).toBe(13);
  expect(divide(12500n, 1000n, "half_up")).toBe(13);
  expect(divide(12000n, 1000n, "ceil")).toBe(12);
});

test("nothing is lost where floating point would", () => {
  expect(times(999_999_999_999, ["0.1", "0.1"], "floor")).toBe(9_999_999_999);
});

test("compares decimal texts", () => {
  expect(atLeast("0.8", "0.80")).toBe(true);
  expect(atLeast("0.79", "0.8")).toBe(false);
});

test("what is half typed is no decimal", () => {
  expect(isDecimal("0.")).toBe(false);
  expect(isDecimal("1.5")).toBe(true);
  expect(isDecimal(undefined)).toBe(false);
});
