// Which till this is: chosen once, remembered in this browser. And the numbers of its receipts: one after another within
// the business day, never twice – the server refuses a number that exists, and says so.
import { api } from "@/api/client";
import { remember, remembered } from "@/shared/remember";
import { businessDate } from "../logic/clock";
import { now, reach } from "./line";

export type Place = {
  store: string;
  storeName: string;
  till: string;
  tillName: string;
  zone: string;
  cutoff: number;
  programme: string;
};
export const rememberedPlace = () => remembered<Place>("pos.place");
export const rememberPlace = (place: Place | undefined) => remember("pos.place", place);

export const dayOf = (place: Place) => businessDate(now(), place.zone, place.cutoff);

type Spot = Pick<Place, "store" | "till">;
type Given = { store: string; till: string; date: string; last: number };
const known = () => remembered<Given>("pos.number");

const isFor = (number: Given | undefined, place: Spot, date: string) =>
  number?.store === place.store && number.till === place.till && number.date === date;

/** The next number of the day; kept before it is given. */
export function takeNumber(place: Spot, date: string, count = 1): number {
  const number = known();
  const last = (isFor(number, place, date) ? (number?.last ?? 0) : 0) + count;
  remember("pos.number", { store: place.store, till: place.till, date, last });
  return last;
}
/** The number was not used: the next receipt has it. */
export function giveBack(place: Spot, date: string, sequence: number, count = 1) {
  const number = known();
  if (number && isFor(number, place, date) && number.last === sequence)
    remember("pos.number", { ...number, last: sequence - count });
}
function atLeast(place: Spot, date: string, last: number) {
  const number = known();
  if (isFor(number, place, date) && (number?.last ?? 0) >= last) return;
  remember("pos.number", { store: place.store, till: place.till, date, last });
}

/** Asks the server up to which number the day has receipts: they are listed in their order, day by day. */
export async function askNumber(place: Spot, date: string): Promise<void> {
  let cursor: string | undefined;
  let last = 0;
  do {
    const { data } = await reach(
      api.GET("/v1/receipts", {
        params: {
          query: { store: place.store, till: place.till, from: date, to: date, limit: 200, ...(cursor && { cursor }) },
        },
      }),
    );
    for (const row of data?.receipts ?? []) last = Math.max(last, row.sequence);
    cursor = data?.next_cursor || undefined;
  } while (cursor);
  atLeast(place, date, last);
}
