import { describe, expect, it } from "vitest";
import { entryOf, noBurst, plain, pressed, whoOf } from "./scanner";

/** Presses each key of the text, so many milliseconds apart, then Enter. */
function type(text: string, gap: number) {
  let burst = noBurst;
  let at = 1000;
  for (const key of text) {
    burst = pressed(burst, key, at).burst;
    at += gap;
  }
  return pressed(burst, "Enter", at).scan;
}

describe("a scanner", () => {
  it("is known by its speed and Enter", () => {
    expect(type("6901234567892", 12)).toBe("6901234567892");
    expect(type("6901234567892", 120)).toBeUndefined();
    expect(type("123", 5)).toBeUndefined();
  });
  it("may shift for capitals", () => {
    let burst = noBurst;
    for (const [at, key] of ["Shift", "A", "1", "0", "0", "1"].entries()) burst = pressed(burst, key, at * 10).burst;
    expect(pressed(burst, "Enter", 60).scan).toBe("A1001");
  });
  it("forgets what somebody typed before", () => {
    let burst = pressed(noBurst, "x", 0).burst;
    let at = 500;
    for (const key of "20000101") {
      at += 10;
      burst = pressed(burst, key, at).burst;
    }
    expect(pressed(burst, "Enter", at + 10).scan).toBe("20000101");
  });
  it("leaves Enter alone where somebody waited", () => {
    let burst = noBurst;
    for (const [at, key] of [..."20000101"].entries()) burst = pressed(burst, key, at * 10).burst;
    expect(pressed(burst, "Enter", 900).scan).toBeUndefined();
  });
});

describe("what was entered", () => {
  it("is goods, with a quantity or without", () => {
    expect(entryOf(" A1001 ")).toEqual({ is: "goods", code: "A1001", quantity: "1" });
    expect(entryOf("3*A1001")).toEqual({ is: "goods", code: "A1001", quantity: "3" });
    expect(entryOf("2.50×HAM")).toEqual({ is: "goods", code: "HAM", quantity: "2.5" });
    expect(entryOf("0*HAM")).toEqual({ is: "goods", code: "0*HAM", quantity: "1" });
    expect(entryOf("")).toEqual({ is: "nothing" });
  });
  it("is a member by a code that only members have", () => {
    expect(entryOf("98149118936412345678")).toMatchObject({ is: "member", kind: "rotating_code" });
    expect(entryOf("m14911893643")).toEqual({ is: "member", kind: "member_code", value: "M14911893643" });
  });
});

describe("who it is", () => {
  it("is looked up by what is whole and searched by what is not", () => {
    expect(whoOf("13900990011")).toEqual({ is: "lookup", kind: "phone" });
    expect(whoOf("0011")).toEqual({ is: "search", by: "phone_last4" });
    expect(whoOf("880123")).toEqual({ is: "search", by: "card_end" });
    expect(whoOf("V433494299368771")).toEqual({ is: "lookup", kind: "card" });
    expect(whoOf("M14911893643")).toEqual({ is: "lookup", kind: "member_code" });
    expect(whoOf("98149118936412345678")).toEqual({ is: "rotating" });
    expect(whoOf("周小雨")).toEqual({ is: "search", by: "name" });
    expect(whoOf(" ")).toBeUndefined();
  });
});

it("numbers lose needless zeros", () => {
  expect(plain("2.50")).toBe("2.5");
  expect(plain("003")).toBe("3");
  expect(plain("0.5")).toBe("0.5");
});
