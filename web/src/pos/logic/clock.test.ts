import { expect, it } from "vitest";
import { businessDate, clockIsWrong, localOf, offsetOf } from "./clock";

const at = Date.parse("2026-11-24T17:30:00Z"); // 01:30 in Shanghai, the next day

it("the business day is the store's", () => {
  expect(localOf(at, "Asia/Shanghai")).toEqual({ date: "2026-11-25", time: "01:30:00" });
  expect(businessDate(at, "Asia/Shanghai", 0)).toBe("2026-11-25");
  expect(businessDate(at, "Asia/Shanghai", 240)).toBe("2026-11-24");
  expect(businessDate(at, "UTC", 0)).toBe("2026-11-24");
});

it("the server's clock is measured, a second counts as none", () => {
  const header = "Tue, 24 Nov 2026 17:30:00 GMT";
  expect(offsetOf(header, at + 100, at + 200)).toBe(0);
  expect(offsetOf(header, at - 600_000, at - 599_000)).toBe(600_000);
  expect(offsetOf(null, 0, 0)).toBeUndefined();
  expect(offsetOf("nonsense", 0, 0)).toBeUndefined();
  expect(clockIsWrong(600_000)).toBe(true);
  expect(clockIsWrong(-30_000)).toBe(false);
});
