// What a simulation says: who moves from where to where, summed up for a person who has to decide.
import type { Schemas } from "@/api/client";

export type Cell = Schemas["TierMatrixCell"];
type Sums = { up: number; down: number; laterUp: number; laterDown: number };

/** Up and down by the order of the tiers; "" – no ladder in force – is below all. */
export function sums(matrix: Cell[], order: string[]): Sums {
  const at = (code: string) => order.indexOf(code);
  const out: Sums = { up: 0, down: 0, laterUp: 0, laterDown: 0 };
  for (const cell of matrix) {
    if (at(cell.then) > at(cell.now)) out.up += cell.members;
    if (at(cell.then) < at(cell.now)) out.down += cell.members;
    if (at(cell.later_then) > at(cell.later_now)) out.laterUp += cell.members;
    if (at(cell.later_then) < at(cell.later_now)) out.laterDown += cell.members;
  }
  return out;
}

export type Flow = { from: string; to: string; members: number };

/** From where to where, the most members first; who stays is left out. */
export function flows(matrix: Cell[], from: "now" | "later_now", to: "then" | "later_then"): Flow[] {
  const found = new Map<string, Flow>();
  for (const cell of matrix) {
    if (cell[from] === cell[to]) continue;
    const key = `${cell[from]}\n${cell[to]}`;
    const flow = found.get(key) ?? { from: cell[from], to: cell[to], members: 0 };
    flow.members += cell.members;
    found.set(key, flow);
  }
  return [...found.values()].sort((one, other) => other.members - one.members);
}
