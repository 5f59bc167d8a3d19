// A worked example of a rule by itself: a basket made for it, priced without and with it. What other rules add is the
// till's business; this shows what the rule was meant to do.
import { placesOf } from "@/shared/format";
import { minorOfPrice, split, timesRate } from "./arithmetic";
import type { RewardDraft, RuleDraft, Share } from "./rule";

export type ExampleLine = { goods: string; pieces: number; before: number; after: number };
export type Example = {
  currency: string;
  lines: ExampleLine[];
  before: number;
  after: number;
  /** What comes beside the price. */
  extra?: { kind: "gift" | "coupon" | "points"; what: string; count: string } | undefined;
  /** Who bears what comes off. */
  borne: { share: Share; amount: number }[];
};

type Line = { goods: string; pieces: number; before: number; after: number };
type Money = { amount?: number | undefined; currency?: string | undefined } | undefined;
const amountOf = (money: Money) =>
  money?.amount !== undefined && Number.isSafeInteger(money.amount) ? money.amount : undefined;

/** Goods that the example is about: the first that the rule names, else "*" for any. */
const first = (include: { code?: string | undefined }[] | undefined) => include?.[0]?.code ?? "*";

const cut = (lines: Line[], off: number): Line[] => {
  const whole = lines.reduce((sum, line) => sum + line.before, 0);
  const parts = split(
    Math.min(off, whole),
    lines.map((line) => line.before),
  );
  return lines.map((line, at) => ({ ...line, after: line.before - (parts[at] ?? 0) }));
};
const rated = (lines: Line[], rate: string, cap?: number): Line[] => {
  const whole = lines.reduce((sum, line) => sum + line.before, 0);
  const off = whole - timesRate(whole, rate);
  return cut(lines, cap === undefined ? off : Math.min(off, cap));
};

/** How often the reward counts of what is bought. */
function timesOf(draft: RuleDraft, amount: number, pieces: number): number {
  const threshold = draft.threshold;
  const from = amountOf(threshold?.amount);
  if (!threshold?.every) return 1;
  let times = 1;
  if (from) times = Math.floor(amount / from);
  else if (threshold.pieces) times = Math.floor(pieces / threshold.pieces);
  return threshold.times_max ? Math.min(times, threshold.times_max) : times;
}

/** What is bought: twice the threshold and a half where it counts every time, else just enough. */
function basket(draft: RuleDraft, goods: string, unit: number): Line[] {
  const from = amountOf(draft.threshold?.amount);
  const every = draft.threshold?.every ?? false;
  if (from) {
    const total = every ? from * 2 + Math.floor(from / 2) : from + Math.floor(from / 10);
    return [{ goods, pieces: 1, before: total, after: total }];
  }
  const pieces = Math.max(1, (draft.threshold?.pieces ?? 1) * (every ? 2 : 1));
  return [{ goods, pieces, before: unit * pieces, after: unit * pieces }];
}

function stepped(reward: RewardDraft, goods: string, unit: number): Line[] {
  return (reward.steps ?? []).flatMap((step) => {
    const pieces = reward.measure === "pieces" ? (step.from_pieces ?? 0) : 1;
    const before = reward.measure === "pieces" ? unit * pieces : amountOf(step.from_amount);
    if (!before) return [];
    const off = amountOf(step.off);
    const after = off !== undefined ? Math.max(0, before - off) : step.rate ? timesRate(before, step.rate) : before;
    return [{ goods, pieces: Math.max(1, pieces), before, after }];
  });
}

function bought(reward: RewardDraft, goods: string, unit: number): Line[] {
  const buy = reward.buy ?? 1;
  const get = reward.get ?? 1;
  if (buy < 1 || get < 1 || buy + get > 20) return [];
  // Dearer pieces first: the cheapest are those that cost less.
  return Array.from({ length: buy + get }, (_, at) => {
    const before = unit * (buy + get - at);
    return { goods, pieces: 1, before, after: at < buy ? before : timesRate(before, reward.rate ?? "0") };
  });
}

function rewarded(draft: RuleDraft, reward: RewardDraft, unit: number, places: number): Line[] {
  const goods = first(draft.scope?.include);
  const lines = basket(draft, goods, unit);
  const amount = lines.reduce((sum, line) => sum + line.before, 0);
  const pieces = lines.reduce((sum, line) => sum + line.pieces, 0);
  const times = timesOf(draft, amount, pieces);
  switch (reward.kind) {
    case "money_off": {
      const off = amountOf(reward.amount as Money);
      if (off === undefined) return [];
      if (!reward.each_piece && !amountOf(draft.threshold?.amount)) {
        const dear = Math.max(unit, off * 2);
        return cut([{ goods, pieces, before: dear * pieces, after: dear * pieces }], off * times);
      }
      return cut(lines, reward.each_piece ? off * pieces : off * times);
    }
    case "percent_off":
      return reward.rate ? rated(lines, reward.rate, amountOf(reward.cap)) : [];
    case "fixed_price": {
      const price = minorOfPrice(String(reward.price ?? ""), places);
      if (Number.isNaN(price)) return [];
      const before = price + Math.max(1, Math.floor(price / 4));
      const count = Math.max(1, pieces);
      return [{ goods, pieces: count, before: before * count, after: price * count }];
    }
    case "steps":
      return stepped(reward, goods, unit);
    case "buy_get":
      return bought(reward, goods, unit);
    case "bundle":
      return bundled(reward, unit);
    case "add_on": {
      const price = minorOfPrice(String(reward.price ?? ""), places);
      if (Number.isNaN(price)) return [];
      const count = (reward.pieces ?? 1) * times;
      const dear = Math.max(unit, price * 2);
      return [
        ...lines,
        { goods: first(reward.target?.include), pieces: count, before: dear * count, after: price * count },
      ];
    }
    default:
      return lines;
  }
}

function bundled(reward: RewardDraft, unit: number): Line[] {
  const price = amountOf(reward.price as Money);
  const slots = reward.slots ?? [];
  if (price === undefined || slots.length === 0) return [];
  const each = Math.max(unit, Math.ceil((price * 5) / (4 * slots.length)));
  const lines = slots.map((slot) => {
    const pieces = slot.pieces ?? 1;
    return { goods: first(slot.scope?.include), pieces, before: each * pieces, after: each * pieces };
  });
  const whole = lines.reduce((sum, line) => sum + line.before, 0);
  return cut(lines, Math.max(0, whole - price));
}

function extraOf(draft: RuleDraft, reward: RewardDraft, lines: Line[]): Example["extra"] {
  const amount = lines.reduce((sum, line) => sum + line.before, 0);
  const pieces = lines.reduce((sum, line) => sum + line.pieces, 0);
  const times = timesOf(draft, amount, pieces);
  if (reward.kind === "gift" && reward.item)
    return { kind: "gift", what: reward.item, count: String((reward.pieces ?? 1) * times) };
  if (reward.kind === "coupon_gift" && reward.coupon)
    return { kind: "coupon", what: reward.coupon, count: String((reward.count ?? 1) * times) };
  if (reward.kind === "points_multiple" && reward.multiple)
    return { kind: "points", what: "", count: String(reward.multiple) };
  return undefined;
}

/** undefined: not enough is typed yet for an example, or there is nothing to price. */
export function exampleOf(draft: RuleDraft, currency: string): Example | undefined {
  const places = placesOf(currency);
  const unit = 100 * 10 ** places;
  let lines: Line[] = [];
  let extra: Example["extra"];
  if (draft.kind === "document") {
    lines = (draft.entries ?? []).slice(0, 4).flatMap((entry) => {
      const goods = entry.goods?.code ?? "*";
      if (entry.rate) return [{ goods, pieces: 1, before: unit, after: timesRate(unit, entry.rate) }];
      const price = entry.price ? minorOfPrice(entry.price, places) : Number.NaN;
      if (Number.isNaN(price)) return [];
      return [{ goods, pieces: 1, before: price + Math.max(1, Math.floor(price / 4)), after: price }];
    });
  } else if (draft.reward?.kind && draft.kind !== "restriction") {
    if (draft.reward.kind === "freight_off") {
      const freight = 20 * 10 ** places;
      const off = Math.min(freight, amountOf(draft.reward.cap) ?? freight);
      lines = [{ goods: "*", pieces: 1, before: freight, after: freight - off }];
    } else {
      lines = rewarded(draft, draft.reward, unit, places);
    }
    extra = extraOf(draft, draft.reward, lines);
  }
  if (lines.length === 0 || lines.some((line) => Number.isNaN(line.after))) return undefined;
  const before = lines.reduce((sum, line) => sum + line.before, 0);
  const after = lines.reduce((sum, line) => sum + line.after, 0);
  const shares = (draft.shares ?? []).filter((share) => (share.weight ?? 0) > 0);
  const parts = split(
    before - after,
    shares.map((share) => share.weight ?? 0),
  );
  return {
    currency,
    lines,
    before,
    after,
    extra,
    borne: shares.map((share, at) => ({ share, amount: parts[at] ?? 0 })),
  };
}
