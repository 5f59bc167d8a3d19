// Whether the server can be reached, since when not, and how its clock stands to ours.
import { useSyncExternalStore } from "react";
import { ApiError } from "@/api/client";
import { remember, remembered } from "@/shared/remember";
import { offsetOf } from "../logic/clock";

export type LineState = { up: boolean; since: number; offset: number };
let state: LineState = { up: true, since: Date.now(), offset: remembered<number>("pos.clock") ?? 0 };
const listeners = new Set<() => void>();
const backUp = new Set<() => void>();

function set(next: LineState) {
  const back = next.up && !state.up;
  state = next;
  for (const tell of listeners) tell();
  if (back) for (const tell of backUp) tell();
}

export const lineState = () => state;
export const useLine = () =>
  useSyncExternalStore((tell) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  }, lineState);
/** Called each time the server is there again. */
export function onLineUp(tell: () => void) {
  backUp.add(tell);
  return () => backUp.delete(tell);
}

export const up = () => !state.up && set({ ...state, up: true, since: Date.now() });
export const down = () => state.up && set({ ...state, up: false, since: Date.now() });

/** Now, by the server's clock as far as it is known. */
export const now = () => Date.now() + state.offset;

/** An answer of the server, whatever it says, proves the line; no answer says the contrary. */
export async function reach<T>(answer: Promise<T>): Promise<T> {
  try {
    const value = await answer;
    up();
    return value;
  } catch (fault) {
    if (fault instanceof ApiError) (fault.status === 0 || fault.status === 502 || fault.status === 504 ? down : up)();
    throw fault;
  }
}

async function knock() {
  const sentAt = Date.now();
  try {
    const answer = await fetch("/v1/session", { cache: "no-store", signal: AbortSignal.timeout(5_000) });
    if (answer.status >= 500) return down();
    const offset = offsetOf(answer.headers.get("Date"), sentAt, Date.now());
    if (offset !== undefined && Math.abs(offset - state.offset) > 1_000) {
      remember("pos.clock", offset);
      set({ ...state, offset });
    }
    up();
  } catch {
    down();
  }
}

/** Asks now and then, soon again while there is no answer. */
export function watchLine() {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const round = async () => {
    clearTimeout(timer);
    await knock();
    if (!stopped) timer = setTimeout(round, state.up ? 15_000 : 4_000);
  };
  const hurry = () => void round();
  window.addEventListener("online", hurry);
  window.addEventListener("offline", down);
  void round();
  return () => {
    stopped = true;
    clearTimeout(timer);
    window.removeEventListener("online", hurry);
    window.removeEventListener("offline", down);
  };
}
