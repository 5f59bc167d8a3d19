import { expect, test } from "vitest";
import { changeOf, perMilleText } from "./figures";

test("a change is in thousandths of what was before", () => {
  expect(changeOf(150, 100)).toBe(500);
  expect(changeOf({ amount: 50 }, { amount: 100 })).toBe(-500);
  expect(changeOf(-50, -100)).toBe(500);
  expect(changeOf(5, 0)).toBeUndefined();
  expect(changeOf(undefined, 5)).toBeUndefined();
});

test("thousandths read as percent with one place", () => {
  expect(perMilleText(125)).toBe("12.5%");
  expect(perMilleText(-5)).toBe("−0.5%");
  expect(perMilleText(1000)).toBe("100.0%");
  expect(perMilleText(undefined)).toBe("–");
});
