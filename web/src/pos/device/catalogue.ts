// The goods, copied into this browser: found by name without asking, and sold when nobody can be asked.
import { ApiError, api, type Schemas } from "@/api/client";
import type { Goods } from "../logic/sale";
import { lineState, reach } from "./line";

type Item = Schemas["Item"];
type Kept = Goods & { barcodes: string[]; state: Item["state"] };
const rowsMax = 50_000;
const freshFor = 12 * 3_600_000;
let goods = new Map<string, Kept>();
let byBarcode = new Map<string, Kept>();
let loadedAt = 0;

const of = (item: Item): Kept => ({
  code: item.code,
  name: item.name,
  unit: item.unit,
  currency: item.currency,
  list: item.list_price,
  shop: item.shop_price,
  barcodes: item.barcodes,
  state: item.state,
});
function take(rows: Kept[]) {
  goods = new Map(rows.map((row) => [row.code, row]));
  byBarcode = new Map(rows.flatMap((row) => row.barcodes.map((code) => [code, row])));
}

function database(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("guanxi.pos", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}
async function kept<T>(mode: IDBTransactionMode, what: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const base = await database();
  return new Promise((resolve, reject) => {
    const asked = what(base.transaction("kept", mode).objectStore("kept"));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function load() {
  const rows: Kept[] = [];
  let cursor: string | undefined;
  do {
    const { data } = await reach(
      api.GET("/v1/items", { params: { query: { limit: 200, ...(cursor && { cursor }) } } }),
    );
    for (const item of data?.items ?? []) if (item.is_goods) rows.push(of(item));
    cursor = data?.next_cursor || undefined;
  } while (cursor && rows.length < rowsMax);
  loadedAt = Date.now();
  take(rows);
  await kept("readwrite", (store) => store.put({ at: loadedAt, rows }, "goods")).catch(() => undefined);
}

/** What was kept at once, what is new when it is old. */
export async function openCatalogue(): Promise<void> {
  try {
    const copy = (await kept("readonly", (store) => store.get("goods"))) as { at: number; rows: Kept[] } | undefined;
    if (copy) {
      loadedAt = copy.at;
      take(copy.rows);
    }
  } catch {
    // no storage: it is asked for
  }
  if (Date.now() - loadedAt > freshFor && lineState().up) await load().catch(() => undefined);
}
export const refreshCatalogue = load;
export const catalogueState = () => ({ count: goods.size, at: loadedAt });

export type Found = { goods: Goods } | { refused: "unknown" | "retired" | "offline" };

/** By code or barcode: out of the copy, else from the server. */
export async function findGoods(code: string): Promise<Found> {
  const mine = byBarcode.get(code) ?? goods.get(code) ?? goods.get(code.toUpperCase());
  if (mine && mine.state === "active") return { goods: { ...mine, barcode: code } };
  if (!lineState().up) return { refused: mine ? "retired" : "offline" };
  try {
    const found = await reach(api.GET("/v1/items", { params: { query: { barcode: code } } }));
    const item =
      found.data?.items[0] ?? (await reach(api.GET("/v1/items/{code}", { params: { path: { code } } }))).data;
    if (!item) return { refused: "unknown" };
    return item.state === "active" ? { goods: of(item) } : { refused: "retired" };
  } catch (fault) {
    if (!(fault instanceof ApiError)) throw fault;
    return { refused: fault.status === 0 ? "offline" : "unknown" };
  }
}

/** By any words of name, code or barcode, in any order; the first so many. */
export function searchGoods(text: string, max = 50): Goods[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const out: Goods[] = [];
  if (words.length === 0) return out;
  for (const row of goods.values()) {
    if (row.state !== "active") continue;
    const all = `${row.name} ${row.code} ${row.barcodes.join(" ")}`.toLowerCase();
    if (!words.every((word) => all.includes(word))) continue;
    out.push(row);
    if (out.length === max) break;
  }
  return out;
}
