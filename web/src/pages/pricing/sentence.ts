// A rule in a sentence, as somebody at the desk would say it: what it gives on which goods, for whom, when, where, how far,
// and who bears it. The text follows the language; words of the API's values come from its schemas.
import { LimitSpan } from "@schemas/LimitSpan";
import { RuleBirthday } from "@schemas/RuleBirthday";
import { RuleChannel } from "@schemas/RuleChannel";
import { RuleGoodsKind } from "@schemas/RuleGoodsKind";
import { RuleTender } from "@schemas/RuleTender";
import { RuleWeekday } from "@schemas/RuleWeekday";
import type { Schema } from "@/api/schema";
import type { Language } from "@/i18n";
import { type Money, moneyText, shift } from "@/shared/format";
import type { Conditions, Goods, RewardDraft, RuleDraft, Scope, Share } from "./rule";

export type Said = { what: string; who: string; when: string; where: string; limits: string; borne: string };

const word = (schema: Schema, value: string | undefined, language: Language) =>
  (value && schema["x-values"]?.[value]?.[language]) || value || "";

/** Pieces of a sentence in the language: both are given where they are made, so that none can be missing. */
type Say = (zh: string, en: string) => string;
const sayer =
  (language: Language): Say =>
  (zh, en) =>
    language === "zh" ? zh : en;

const blank = "…";
const money = (value: { amount?: number | undefined; currency?: string | undefined } | undefined) =>
  value?.amount !== undefined && Number.isSafeInteger(value.amount)
    ? moneyText({ amount: value.amount, currency: value.currency ?? "CNY" } as Money).replace(/\.00$/, "")
    : blank;

/** 0.85: 8.5 折 — 85 %. */
export function rateSaid(rate: string | undefined, language: Language): string {
  if (!rate || !/^\d/.test(rate)) return blank;
  return language === "zh" ? `${shift(rate, 1)} 折` : `${shift(rate, 2)} %`;
}

function listed(all: string[], language: Language, most = 4): string {
  const shown = all.slice(0, most).join(language === "zh" ? "、" : ", ");
  if (all.length <= most) return shown;
  return language === "zh" ? `${shown} 等 ${all.length} 项` : `${shown} and ${all.length - most} more`;
}

const goodsKinds: Record<string, [string, string]> = {
  large_category: ["大类", "category"],
  middle_category: ["中类", "category"],
  small_category: ["小类", "category"],
  counter_group: ["柜组", "counter group"],
  brand: ["品牌", "brand"],
  item: ["单品", "item"],
};
export function goodsSaid(goods: Goods | undefined, language: Language): string {
  if (!goods?.kind && !goods?.code) return blank;
  const pair = goodsKinds[goods.kind ?? ""];
  const kind = pair ? pair[language === "zh" ? 0 : 1] : word(RuleGoodsKind, goods.kind, language);
  return language === "zh" ? `${kind}「${goods.code ?? blank}」` : `${kind} ${goods.code ?? blank}`;
}

export function scopeSaid(scope: Scope | undefined, language: Language, fullPrice = false): string {
  const say = sayer(language);
  const of = (some: Goods[] | undefined) =>
    listed(
      (some ?? []).map((one) => goodsSaid(one, language)),
      language,
    );
  let said = scope?.include?.length ? of(scope.include) : say("全部商品", "all goods");
  if (fullPrice) said = say(`没有降价的${said}`, `${said} at full price`);
  if (scope?.exclude?.length) said += say(`（${of(scope.exclude)}除外）`, ` (but not ${of(scope.exclude)})`);
  return said;
}

function whoSaid(conditions: Conditions | undefined, language: Language): string {
  const say = sayer(language);
  const parts: string[] = [];
  const codes = (list: string[] | undefined) => listed(list ?? [], language);
  if (conditions?.card_types?.length)
    parts.push(say(`持${codes(conditions.card_types)}卡`, `holders of card ${codes(conditions.card_types)}`));
  if (conditions?.tiers?.length)
    parts.push(say(`等级${codes(conditions.tiers)}`, `members of tier ${codes(conditions.tiers)}`));
  if (conditions?.groups?.length)
    parts.push(say(`属于${codes(conditions.groups)}`, `who are in ${codes(conditions.groups)}`));
  if (conditions?.groups_excluded?.length)
    parts.push(
      say(`不属于${codes(conditions.groups_excluded)}`, `who are not in ${codes(conditions.groups_excluded)}`),
    );
  if (conditions?.birthday && conditions.birthday !== "any")
    parts.push(
      say(
        `生日${word(RuleBirthday, conditions.birthday, "zh").replace(/（.*/, "")}`,
        `around the birthday (${word(RuleBirthday, conditions.birthday, "en").toLowerCase()})`,
      ),
    );
  if (conditions?.first_purchase) parts.push(say("首次购买", "on the first purchase"));
  if (parts.length > 0) {
    const all = parts.join(say("、", ", "));
    return say(`${all}的会员`, /^(holders|members)/.test(all) ? all : `members ${all}`);
  }
  return conditions?.members_only ? say("会员", "members") : say("所有顾客", "everybody");
}

function whenSaid(conditions: Conditions | undefined, language: Language): string {
  const say = sayer(language);
  const parts: string[] = [];
  const { from, to } = conditions ?? {};
  if (from && to) parts.push(from === to ? from : say(`${from} 至 ${to}`, `${from} to ${to}`));
  else if (from) parts.push(say(`${from} 起`, `from ${from} on`));
  else if (to) parts.push(say(`至 ${to}`, `until ${to}`));
  if (conditions?.weekdays?.length)
    parts.push(
      listed(
        conditions.weekdays.map((day) => word(RuleWeekday, day, language)),
        language,
        7,
      ),
    );
  if (conditions?.hours?.length)
    parts.push(conditions.hours.map((one) => `${one?.from ?? blank}–${one?.to ?? blank}`).join(say("、", ", ")));
  return parts.length > 0 ? parts.join(say("，", ", ")) : say("审核后一直有效", "at all times once it is audited");
}

function whereSaid(conditions: Conditions | undefined, language: Language): string {
  const say = sayer(language);
  const parts: string[] = [];
  if (conditions?.stores?.length)
    parts.push(say(`门店 ${listed(conditions.stores, "zh")}`, `stores ${listed(conditions.stores, "en")}`));
  if (conditions?.channels?.length)
    parts.push(
      say("渠道：", "") +
        listed(
          conditions.channels.map((one) => word(RuleChannel, one, language)),
          language,
        ).toLowerCase(),
    );
  if (conditions?.tenders?.length) {
    const kinds = listed(
      conditions.tenders.map((one) => word(RuleTender, one, language)),
      language,
    );
    parts.push(say(`用${kinds}付款`, `paid with ${kinds}`));
  }
  return parts.length > 0 ? parts.join(say("，", ", ")) : say("所有门店和渠道", "all stores and channels");
}

function thresholdSaid(draft: RuleDraft, language: Language): string {
  const say = sayer(language);
  const { amount, pieces, every, times_max: most } = draft.threshold ?? {};
  if (!amount && !pieces) return "";
  const all = [
    ...(amount ? [say(`满 ${money(amount)}`, money(amount))] : []),
    ...(pieces ? [say(`满 ${pieces} 件`, `${pieces} pieces`)] : []),
  ].join(say("且", " and "));
  const times = every && most ? say(`（最多 ${most} 次）`, ` (at most ${most} times)`) : "";
  return every ? say(`每${all}${times}`, `for every ${all}${times}`) : say(all, `from ${all} on`);
}

function stepSaid(reward: RewardDraft, language: Language): string {
  const say = sayer(language);
  const steps = (reward.steps ?? []).map((step) => {
    const from =
      reward.measure === "pieces"
        ? say(`满 ${step.from_pieces ?? blank} 件`, `from ${step.from_pieces ?? blank} pieces`)
        : say(`满 ${money(step.from_amount)}`, `from ${money(step.from_amount)}`);
    const gives = step.rate
      ? say(`打 ${rateSaid(step.rate, "zh")}`, `${rateSaid(step.rate, "en")} of the price`)
      : say(`减 ${money(step.off)}`, `${money(step.off)} off`);
    return `${from} ${gives}`;
  });
  return steps.length > 0 ? listed(steps, language, 8) : blank;
}

export function rewardSaid(reward: RewardDraft | undefined, language: Language): string {
  const say = sayer(language);
  const price = (text: unknown) => (text ? say(`${text} 元`, `${text}`) : blank);
  switch (reward?.kind) {
    case "money_off":
      return reward.each_piece
        ? say(`每件减 ${money(reward.amount as never)}`, `${money(reward.amount as never)} off each piece`)
        : say(`减 ${money(reward.amount as never)}`, `${money(reward.amount as never)} off`);
    case "percent_off": {
      const cap = reward.cap ? say(`，最多优惠 ${money(reward.cap)}`, `, saving ${money(reward.cap)} at most`) : "";
      return say(`打 ${rateSaid(reward.rate, "zh")}`, `${rateSaid(reward.rate, "en")} of the price is paid`) + cap;
    }
    case "fixed_price":
      return say(`每件一口价 ${price(reward.price)}`, `each at the fixed price of ${price(reward.price)}`);
    case "steps":
      return stepSaid(reward, language);
    case "buy_get": {
      const free = !reward.rate || /^0(\.0*)?$/.test(reward.rate);
      const buy = reward.buy ?? 1;
      const get = reward.get ?? 1;
      return free
        ? say(`买 ${buy} 送 ${get}（送最便宜的）`, `buy ${buy}, get ${get} free (the cheapest)`)
        : say(
            `每 ${buy + get} 件中最便宜的 ${get} 件 ${rateSaid(reward.rate, "zh")}`,
            `of every ${buy + get} pieces the cheapest ${get} at ${rateSaid(reward.rate, "en")}`,
          );
    }
    case "bundle": {
      const slots = (reward.slots ?? []).map((slot) => `${scopeSaid(slot.scope, language)} × ${slot.pieces ?? 1}`);
      return say(
        `套餐（${slots.join(" + ") || blank}）共 ${money(reward.price as never)}`,
        `a set (${slots.join(" + ") || blank}) for ${money(reward.price as never)} together`,
      );
    }
    case "add_on":
      return say(
        `可以 ${price(reward.price)}换购${scopeSaid(reward.target, "zh")} ${reward.pieces ?? 1} 件`,
        `${reward.pieces ?? 1} of ${scopeSaid(reward.target, "en")} may be had at ${price(reward.price)} each`,
      );
    case "gift":
      return say(
        `赠「${reward.item ?? blank}」${reward.pieces ?? 1} 件`,
        `${reward.pieces ?? 1} × ${reward.item ?? blank} as a gift`,
      );
    case "points_multiple":
      return say(`${reward.multiple ?? blank} 倍积分`, `${reward.multiple ?? blank} times the points`);
    case "coupon_gift":
      return say(
        `返券「${reward.coupon ?? blank}」${reward.count ?? 1} 张`,
        `${reward.count ?? 1} × coupon ${reward.coupon ?? blank} given`,
      );
    case "freight_off":
      return reward.cap
        ? say(`免运费，最多 ${money(reward.cap)}`, `freight is free, up to ${money(reward.cap)}`)
        : say("免运费", "freight is free");
    default:
      return blank;
  }
}

function limitsSaid(draft: RuleDraft, language: Language): string {
  const say = sayer(language);
  const limits = (draft.limits ?? []).map((limit) => {
    const most = [
      ...(limit.uses ? [say(`${limit.uses} 单`, `${limit.uses} ${limit.uses === 1 ? "receipt" : "receipts"}`)] : []),
      ...(limit.money ? [say(`优惠 ${money(limit.money)}`, `${money(limit.money)} saved`)] : []),
      ...(limit.points ? [say(`${limit.points} 积分`, `${limit.points} points`)] : []),
    ].join(say("、", ", "));
    return `${word(LimitSpan, limit.per, language)}${say("最多 ", ": at most ")}${most || blank}`;
  });
  return limits.join(say("；", "; "));
}

export function shareSaid(share: Share, language: Language): string {
  const say = sayer(language);
  if (share.party) return share.party;
  const of: Record<string, string> = {
    mall: say("商场", "the mall"),
    counter: say("该行的柜台", "the counter of the line"),
    counter_group: say("商品的柜组", "the counter group of the goods"),
    brand: say("商品的品牌", "the brand of the goods"),
  };
  return of[share.of ?? ""] ?? blank;
}

export function borneSaid(shares: Share[] | undefined, language: Language): string {
  const sum = (shares ?? []).reduce((all, share) => all + (share.weight ?? 0), 0);
  if (!shares?.length || sum === 0) return "";
  return shares
    .map((share) => `${shareSaid(share, language)} ${Math.round(((share.weight ?? 0) * 1000) / sum) / 10}%`)
    .join(language === "zh" ? "、" : ", ");
}

function documentSaid(draft: RuleDraft, language: Language): string {
  const say = sayer(language);
  const entries = (draft.entries ?? []).map((entry) =>
    entry.price
      ? say(
          `${goodsSaid(entry.goods, "zh")}专享价 ${entry.price} 元`,
          `${goodsSaid(entry.goods, "en")} at ${entry.price}`,
        )
      : say(
          `${goodsSaid(entry.goods, "zh")}会员 ${rateSaid(entry.rate, "zh")}`,
          `${goodsSaid(entry.goods, "en")} at ${rateSaid(entry.rate, "en")}`,
        ),
  );
  return entries.length > 0 ? listed(entries, language, 3) : blank;
}

function whatSaid(draft: RuleDraft, language: Language): string {
  const say = sayer(language);
  if (draft.kind === "document") return documentSaid(draft, language);
  const goods = scopeSaid(draft.scope, language, draft.full_price_only ?? false);
  if (draft.kind === "restriction")
    return say(
      `${goods}只卖给${whoSaid(draft.conditions, "zh")}`,
      `${goods}: sold to ${whoSaid(draft.conditions, "en")} only`,
    );
  const from = thresholdSaid(draft, language);
  const gives = rewardSaid(draft.reward, language);
  return language === "zh"
    ? `${goods}${from ? ` ${from}` : ""}，${gives}`
    : `On ${goods}${from ? ` ${from}` : ""}: ${gives}`;
}

export function said(draft: RuleDraft, language: Language): Said {
  const say = sayer(language);
  return {
    what: whatSaid(draft, language),
    who:
      draft.kind === "document" &&
      !draft.conditions?.members_only &&
      whoSaid(draft.conditions, language) === whoSaid(undefined, language)
        ? say("会员", "members")
        : whoSaid(draft.conditions, language),
    when: whenSaid(draft.conditions, language),
    where: whereSaid(draft.conditions, language),
    limits: limitsSaid(draft, language),
    borne: borneSaid(draft.shares, language),
  };
}

/** The whole rule in one breath. */
export function sentence(draft: RuleDraft, language: Language): string {
  const one = said(draft, language);
  if (language === "zh") {
    const who = draft.kind === "restriction" ? "" : `，面向${one.who}`;
    const limits = one.limits ? `限额：${one.limits}。` : "";
    const borne = one.borne
      ? `优惠由${one.borne}承担。`
      : draft.kind === "restriction"
        ? ""
        : "优惠由商场承担，会员折扣有分担协议的按协议。";
    return `${one.what}${who}；${one.when}，${one.where}。${limits}${borne}`;
  }
  const who = draft.kind === "restriction" ? "" : `, for ${one.who}`;
  const limits = one.limits ? ` Limited: ${one.limits}.` : "";
  const borne = one.borne
    ? ` What it takes off is borne by ${one.borne}.`
    : draft.kind === "restriction"
      ? ""
      : " The mall bears it, or for member rates whoever the agreements name.";
  return `${one.what}${who}; ${one.when}, ${one.where}.${limits}${borne}`;
}
