// Parts of the till that are loaded when they are wanted first, or shortly after the page stands.
import { lazy } from "react";

const part = {
  goods: () => import("./FindGoods"),
  member: () => import("./FindMember"),
  enrol: () => import("./Enrol"),
  offers: () => import("./Offers"),
  why: () => import("./Why"),
  pay: () => import("./Pay"),
  sold: () => import("./Sold"),
  parked: () => import("./ParkedSales"),
  returns: () => import("./Returns"),
  shift: () => import("./Shift"),
  outbox: () => import("./OutboxDialog"),
};
export const FindGoods = lazy(async () => ({ default: (await part.goods()).FindGoods }));
export const FindMember = lazy(async () => ({ default: (await part.member()).FindMember }));
export const Enrol = lazy(async () => ({ default: (await part.enrol()).Enrol }));
export const Offers = lazy(async () => ({ default: (await part.offers()).Offers }));
export const Why = lazy(async () => ({ default: (await part.why()).Why }));
export const Pay = lazy(async () => ({ default: (await part.pay()).Pay }));
export const Sold = lazy(async () => ({ default: (await part.sold()).Sold }));
export const ParkedSales = lazy(async () => ({ default: (await part.parked()).ParkedSales }));
export const Returns = lazy(async () => ({ default: (await part.returns()).Returns }));
export const Shift = lazy(async () => ({ default: (await part.shift()).Shift }));
export const OutboxDialog = lazy(async () => ({ default: (await part.outbox()).OutboxDialog }));

export async function loadParts() {
  for (const load of Object.values(part)) await load().catch(() => undefined);
}
