import { expect, test } from "vitest";
import { cardNumber, stackedPrice } from "./numbers";

test("numbers as the server prints them", () => {
  const form = { prefix: "88", suffix: "", serial_length: 6, check_length: 1 };
  expect(cardNumber(form, 1000)).toBe("880010004");
  expect(cardNumber(form, 1001)).toBe("880010012");
  expect(cardNumber({ ...form, check_length: 0 }, 7)).toBe("88000007");
  expect(cardNumber({ prefix: "79", serial_length: 1, check_length: 2 }, 4)).toBe("79444");
  expect(cardNumber({ prefix: "WEST", serial_length: 14, suffix: "X", check_length: 0 }, 12345)).toBe(
    "WEST00000000012345X",
  );
});

test("what does not hold together has no number", () => {
  expect(cardNumber({ prefix: "A", serial_length: 6, check_length: 1 }, 1)).toBeUndefined(); // Luhn has no letters
  expect(cardNumber({ prefix: "8", serial_length: 2, check_length: 1 }, 100)).toBeUndefined();
  expect(cardNumber({ prefix: "8", serial_length: 2, check_length: 1 }, Number.NaN)).toBeUndefined();
});

test("a discount on a discount, as docs/guide/pricing.md has it", () => {
  const gold = { discount: "0.9", start: "0.8", stack: "0.95" };
  expect(stackedPrice(10000, "1", gold)).toEqual({ price: 9000, stacked: true });
  expect(stackedPrice(10000, "0.85", gold)).toEqual({ price: 8075, stacked: true });
  expect(stackedPrice(10000, "0.8", gold)).toEqual({ price: 7600, stacked: true });
  expect(stackedPrice(10000, "0.79", gold)).toEqual({ price: 7900, stacked: false });
});
