// What this browser did today, for the paper, the shift and the comparison with the server. Three days are kept.
import { useSyncExternalStore } from "react";
import type { Schemas } from "@/api/client";
import { remember, remembered } from "@/shared/remember";
import type { Job, What } from "../logic/queue";

export type Receipt = Schemas["ReceiptAnswer"];
/** Of a receipt what the shift counts: some hundreds a day have to fit into the browser's storage. */
export type Brief = Pick<
  Receipt,
  "receipt" | "kind" | "store" | "till" | "business_date" | "sequence" | "payable" | "tenders" | "wallet"
>;
export type Done = { id: string; what: What; at: number; shown: Job["shown"]; receipts: Brief[]; offline: boolean };

const keepFor = 3 * 24 * 3_600_000;
let entries: Done[] = remembered<Done[]>("pos.journal") ?? [];
const listeners = new Set<() => void>();

const isReceipt = (data: unknown): data is Receipt => typeof data === "object" && data !== null && "receipt" in data;
export function receiptsOf(data: unknown): Receipt[] {
  if (isReceipt(data)) return [data];
  const { returned, sale } = (data ?? {}) as { returned?: unknown; sale?: unknown };
  return [returned, sale].filter(isReceipt);
}

const brief = ({ receipt, kind, store, till, business_date, sequence, payable, tenders, wallet }: Receipt): Brief => ({
  receipt,
  kind,
  store,
  till,
  business_date,
  sequence,
  payable,
  tenders,
  ...(wallet && { wallet }),
});

export function addDone(job: Job, data: unknown) {
  const { id, what, at, shown, offline } = job;
  const entry: Done = { id, what, at, offline, shown: { ...shown, lines: [] }, receipts: receiptsOf(data).map(brief) };
  entries = [...entries.filter((one) => one.id !== id && one.at > Date.now() - keepFor), entry];
  remember("pos.journal", entries);
  for (const tell of listeners) tell();
}
export const wasDone = (id: string) => entries.find((one) => one.id === id);
export const journal = () => entries;
export const useJournal = () =>
  useSyncExternalStore((tell) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  }, journal);
