import { expect, test } from "vitest";
import { type Cell, flows, sums } from "./moves";

const cell = (now: string, then: string, later_now: string, later_then: string, members: number): Cell => ({
  now,
  then,
  later_now,
  later_then,
  members,
});
const matrix = [
  cell("BASE", "GOLD", "BASE", "GOLD", 3),
  cell("GOLD", "GOLD", "GOLD", "BASE", 5),
  cell("BASE", "GOLD", "BASE", "BASE", 2),
];

test("who goes up at once, and who is worse off at the period's end", () => {
  expect(sums(matrix, ["BASE", "GOLD"])).toEqual({ up: 5, down: 0, laterUp: 3, laterDown: 5 });
  expect(sums([cell("", "BASE", "", "BASE", 7)], ["BASE"])).toEqual({ up: 7, down: 0, laterUp: 7, laterDown: 0 });
});

test("flows are summed over what happens later, the largest first", () => {
  expect(flows(matrix, "now", "then")).toEqual([{ from: "BASE", to: "GOLD", members: 5 }]);
  expect(flows(matrix, "later_now", "later_then")).toEqual([
    { from: "GOLD", to: "BASE", members: 5 },
    { from: "BASE", to: "GOLD", members: 3 },
  ]);
});
