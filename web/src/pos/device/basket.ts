// The basket, kept at every change, and those that were put aside.
import { useSyncExternalStore } from "react";
import { remember, remembered } from "@/shared/remember";
import { emptySale, readSale, type Sale } from "../logic/sale";
import { newId } from "./id";
import { wasDone } from "./journal";
import { outbox } from "./outbox";

const at = "guanxi.pos.sale";
/** Throws where nothing can be kept: then nothing may be sold without a line. */
export const keepSale = (sale: Sale) => localStorage.setItem(at, JSON.stringify(sale));

/** As it was – unless it was sold when the page went: then it is on its way, or has arrived. */
export function openSale(): Sale {
  const sale = readSale(localStorage.getItem(at));
  if (!sale.job) return sale;
  if (outbox().some((job) => job.id === sale.job) || wasDone(sale.job)) return emptySale;
  const { job: _, ...rest } = sale;
  return rest;
}

export type Parked = { id: string; at: number; note: string; sale: Sale };
let parked: Parked[] = remembered<Parked[]>("pos.parked") ?? [];
const listeners = new Set<() => void>();
function set(next: Parked[]) {
  parked = next;
  remember("pos.parked", next);
  for (const tell of listeners) tell();
}
export const useParked = () =>
  useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => parked,
  );
export function park(sale: Sale, note: string) {
  const { proof: _, job: __, ...rest } = sale;
  set([...parked, { id: newId(), at: Date.now(), note, sale: { ...rest, tenders: [], saveChange: 0 } }]);
}
export const unpark = (id: string) => set(parked.filter((one) => one.id !== id));
