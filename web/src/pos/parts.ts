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
  lost: () => import("./WithoutReceipt"),
  recharge: () => import("./Recharge"),
  shift: () => import("./Shift"),
  outbox: () => import("./OutboxDialog"),
  camera: () => import("./Camera"),
};
export const FindGoods = lazy(part.goods);
export const FindMember = lazy(part.member);
export const Enrol = lazy(part.enrol);
export const Offers = lazy(part.offers);
export const Why = lazy(part.why);
export const Pay = lazy(part.pay);
export const Sold = lazy(part.sold);
export const ParkedSales = lazy(part.parked);
export const Returns = lazy(part.returns);
export const WithoutReceipt = lazy(part.lost);
export const Recharge = lazy(part.recharge);
export const Shift = lazy(part.shift);
export const OutboxDialog = lazy(part.outbox);
export const Camera = lazy(part.camera);

export async function loadParts() {
  for (const load of Object.values(part)) await load().catch(() => undefined);
}
