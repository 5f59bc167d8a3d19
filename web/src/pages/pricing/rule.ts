// A rule as the pages hold it: perhaps half written, so anything may be absent.
import type { Schemas } from "@/api/client";
import { fieldOf, resolve, type Schema } from "@/api/schema";
import { choose } from "@/shared/values";

type Draft<T> = T extends (infer I)[]
  ? Draft<I>[]
  : T extends object
    ? { [K in keyof T]?: Draft<T[K]> | undefined }
    : T;

export type Document = Schemas["DiscountDocumentTerms"];
export type Restriction = Schemas["RestrictionTerms"];
export type Promotion = Schemas["PromotionTerms"];
export type CouponRule = Schemas["PricingCouponTerms"];
export type Rule = Document | Restriction | Promotion | CouponRule;
export type RuleKind = Schemas["BookRuleKind"];
export type Reward = Promotion["reward"];
export type RewardKind = Reward["kind"];

/** All fields that any kind of rule has, each perhaps not typed yet. */
export type RuleDraft = Draft<
  Omit<Document & Omit<Promotion, "kind"> & Omit<CouponRule, "kind">, "kind" | "reward">
> & {
  kind: RuleKind;
  reward?: RewardDraft | undefined;
};
type All<U> = U extends unknown ? keyof U : never;
type Value<U, K> = U extends unknown ? (K extends keyof U ? U[K] : never) : never;
export type RewardDraft = { [K in Exclude<All<Reward>, "kind">]?: Draft<Value<Reward, K>> | undefined } & {
  kind?: RewardKind | undefined;
};
export type Conditions = Draft<Schemas["RuleConditions"]>;
export type Scope = Draft<Schemas["RuleScope"]>;
export type Goods = Draft<Schemas["RuleGoods"]>;
export type Share = Draft<Schemas["RuleShare"]>;

/** Only what the schema knows: choosing another kind of reward leaves what was typed for the one before. */
export function fitted(schema: Schema, from: Schema, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) {
    const items = schema.items && resolve(schema.items, from);
    return items ? value.map((one) => fitted(items.schema, items.from, one)) : value;
  }
  if (typeof value !== "object") return value;
  const shape = schema.oneOf ? choose(schema, from, value) : { schema, from };
  if (!shape.schema.properties) return value;
  const out: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) {
    const field = fieldOf(shape.schema, name);
    const fit = field && fitted(field.schema, field.from, one);
    if (fit !== undefined) out[name] = fit;
  }
  return out;
}
