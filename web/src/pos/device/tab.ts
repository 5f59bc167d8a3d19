// One page at a time: two would give the same numbers and send the same sale.
import { useSyncExternalStore } from "react";
import { freeze } from "./outbox";

const name = "guanxi.pos";
const wish = "guanxi.pos.take-over";

/** `waiting`: another page has the till. `lost`: this one had it. */
type Holding = "asking" | "ours" | "waiting" | "lost";
let holding: Holding = "asking";
const listeners = new Set<() => void>();
function set(next: Holding) {
  holding = next;
  if (next === "lost") freeze();
  for (const tell of listeners) tell();
}

function claim() {
  const { locks } = navigator;
  if (!locks) return set("ours"); // a page without a secure connection: nobody can be asked
  const steal = sessionStorage.getItem(wish) !== null;
  sessionStorage.removeItem(wish);
  const hold = () => {
    set("ours");
    return new Promise<never>(() => {}); // until the page goes
  };
  const asked = steal
    ? locks.request(name, { steal: true }, hold)
    : locks.request(name, { ifAvailable: true }, (lock) => (lock ? hold() : set("waiting")));
  asked.catch(() => set("lost"));
}
claim();

/** Begins anew: what the other page kept is read before anything is done here. */
export function takeOver() {
  sessionStorage.setItem(wish, "yes");
  location.reload();
}

export const useHolding = () =>
  useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => holding,
  );
