// The form of a rule in plain steps: what, for whom, when and where, limits, who bears it – with what it says and an example.
import { DiscountDocumentTerms } from "@schemas/DiscountDocumentTerms";
import { PricingCouponTerms } from "@schemas/PricingCouponTerms";
import { PromotionTerms } from "@schemas/PromotionTerms";
import { RestrictionTerms } from "@schemas/RestrictionTerms";
import { App, Button, Flex } from "antd";
import { useMemo, useState } from "react";
import { ApiError, api } from "@/api/client";
import type { Schema } from "@/api/schema";
import { defineWords, useLanguage } from "@/i18n";
import { ErrorNotice } from "@/shared/ErrorNotice";
import { type FieldOverride, type Group, SchemaForm } from "@/shared/SchemaForm";
import { useScope } from "@/shared/scope";
import {
  CardTypesInput,
  CouponCodeInput,
  GoodsInput,
  GoodsListInput,
  GroupsInput,
  ItemInput,
  RuleCodesInput,
  SharesInput,
  StoresInput,
  TiersInput,
} from "./inputs";
import { fitted, type Rule, type RuleDraft, type RuleKind } from "./rule";
import { RuleExample, RuleSaid } from "./Said";

const useWords = defineWords("pricing.form", {
  first: ["1 名称与编码", "1 Name and code"],
  firstHelp: [
    "编码一经使用就不再变；修改规则是用同一编码起草新的一版",
    "The code stays for good: a change is the next revision of the same code",
  ],
  goods: ["2 哪些商品，什么门槛", "2 Which goods, from what threshold on"],
  entries: ["2 哪些商品，什么价", "2 Which goods, at what price"],
  gives: ["3 给什么优惠", "3 What it gives"],
  whom: ["4 对谁", "4 For whom"],
  whomHelp: ["全部留空就是所有顾客", "All empty: everybody"],
  when: ["5 何时何地", "5 When and where"],
  whenHelp: ["全部留空就是审核后在所有门店一直有效", "All empty: at all times and everywhere once it is audited"],
  bears: ["6 优惠由谁承担", "6 Who bears what it takes off"],
  bearsHelp: [
    "不填：商场承担；会员折扣则按分担协议",
    "None: the mall bears it, or for member rates whoever the agreements name",
  ],
  limits: ["7 限额", "7 Limits"],
  limitsHelp: [
    "用完就不再适用；整单退货会退回占用",
    "Used up, it does not apply any more; a sale that comes back gives back what it used",
  ],
  beside: ["8 与其他促销的关系", "8 How it stands to other promotions"],
  couponUse: ["7 怎么用", "7 How it may be used"],
  include: ["哪些商品（空为全部）", "Which goods (none: all)"],
  exclude: ["但不含", "But not"],
  shares: ["承担方与权重", "Bearers with weights"],
  check: ["检查", "Check"],
  clean: ["没有错误，可以提交", "No fault: it can be submitted"],
  saveDraft: ["保存草稿", "Save the draft"],
});

export const schemaOf: Record<RuleKind, Schema> = {
  document: DiscountDocumentTerms,
  restriction: RestrictionTerms,
  promotion: PromotionTerms,
  coupon: PricingCouponTerms,
};

const whom = ["members_only", "card_types", "tiers", "groups", "groups_excluded", "birthday", "first_purchase"];
const when = ["from", "to", "weekdays", "hours", "stores", "channels", "tenders"];

function useSteps(kind: RuleKind): Group[] {
  const t = useWords();
  const inner = (names: string[]) => names.map((name) => `conditions.${name}`);
  const first = { title: t("first"), names: ["kind", "code", "name_zh", "name_en"], help: t("firstHelp") };
  const who = { title: t("whom"), names: inner(whom), help: t("whomHelp") };
  const times = { title: t("when"), names: inner(when), help: t("whenHelp") };
  const bears = { title: t("bears"), names: ["shares"], help: t("bearsHelp") };
  if (kind === "document") return [first, { title: t("entries"), names: ["entries"] }, who, times, bears];
  const goods = { title: t("goods"), names: ["scope.include", "scope.exclude"] };
  if (kind === "restriction") return [first, goods, who, times];
  const some = { ...goods, names: [...goods.names, "full_price_only", "threshold"] };
  const gives = { title: t("gives"), names: ["reward"] };
  if (kind === "coupon")
    return [
      first,
      some,
      gives,
      who,
      times,
      bears,
      {
        title: t("couponUse"),
        names: ["with_promotions", "with_member_price", "with_others", "per_receipt_max"],
      },
    ];
  return [
    first,
    some,
    gives,
    who,
    times,
    bears,
    { title: t("limits"), names: ["limits"], help: t("limitsHelp") },
    {
      title: t("beside"),
      names: ["lane", "priority", "exclusive_group", "not_with", "once_per_line"],
      closed: true,
    },
  ];
}

function useFields(fixed: boolean): Record<string, FieldOverride> {
  const t = useWords();
  return useMemo(
    () => ({
      ...(fixed && { code: { hidden: false, input: <Fixed /> } }),
      "scope.include": { label: t("include"), input: <GoodsListInput /> },
      "scope.exclude": { label: t("exclude"), input: <GoodsListInput /> },
      "entries.*.goods": { input: <GoodsInput /> },
      "reward.slots.*.scope.include": { label: t("include"), input: <GoodsListInput /> },
      "reward.slots.*.scope.exclude": { label: t("exclude"), input: <GoodsListInput /> },
      "reward.target.include": { label: t("include"), input: <GoodsListInput /> },
      "reward.target.exclude": { label: t("exclude"), input: <GoodsListInput /> },
      "reward.item": { input: <ItemInput /> },
      "reward.coupon": { input: <CouponCodeInput /> },
      "conditions.stores": { input: <StoresInput /> },
      "conditions.card_types": { input: <CardTypesInput /> },
      "conditions.tiers": { input: <TiersInput /> },
      "conditions.groups": { input: <GroupsInput /> },
      "conditions.groups_excluded": { input: <GroupsInput /> },
      not_with: { input: <RuleCodesInput kind="promotion" /> },
      shares: { label: t("shares"), input: <SharesInput /> },
      "limits.*.points": {
        when: (values) => (values.reward as { kind?: string } | undefined)?.kind === "points_multiple",
      },
    }),
    [t, fixed],
  );
}

/** A code that may not change any more. */
const Fixed = ({ value }: { value?: string }) => <span>{value}</span>;

/** Faults of a body `{ rule: … }` at the fields of the rule. */
export function atRule(fault: unknown): unknown {
  if (!(fault instanceof ApiError) || !fault.problem.errors) return fault;
  const errors = fault.problem.errors.map((one) => ({ ...one, pointer: one.pointer.replace(/^\/rule(?=\/)/, "") }));
  return new ApiError({ ...fault.problem, errors }, fault.retryAfter);
}

export function RuleForm({
  kind,
  initial,
  fixedCode,
  onSave,
  onCancel,
}: {
  kind: RuleKind;
  initial?: Partial<Rule> | undefined;
  fixedCode?: boolean;
  onSave: (rule: Rule) => Promise<unknown>;
  onCancel: () => void;
}) {
  const t = useWords();
  const { message } = App.useApp();
  const { programme } = useScope();
  const language = useLanguage();
  const [faults, setFaults] = useState<unknown>();
  const schema = schemaOf[kind];
  const groups = useSteps(kind);
  const fields = useFields(fixedCode ?? false);
  const ruleOf = (body: unknown) => ({ ...(fitted(schema, schema, body) as object), kind }) as Rule;
  const begin = useMemo(() => ({ kind, ...initial }) as Partial<Rule>, [kind, initial]);
  const check = async (body: Partial<Rule>) => {
    setFaults(undefined);
    try {
      await api.POST("/v1/pricing/rules/check", { body: { programme, rule: ruleOf(body) } });
      void message.success(t("clean"));
    } catch (fault) {
      setFaults(atRule(fault));
    }
  };
  return (
    <SchemaForm<Partial<Rule>>
      key={`${kind}-${language}`}
      schema={schema}
      initial={begin}
      groups={groups}
      fields={fields}
      submit={t("saveDraft")}
      onCancel={onCancel}
      onSubmit={async (body) => {
        try {
          await onSave(ruleOf(body));
        } catch (fault) {
          throw atRule(fault);
        }
      }}
      aside={(body) => (
        <Flex vertical gap={12}>
          <ErrorNotice error={faults} />
          <RuleSaid draft={ruleOf(body) as RuleDraft} />
          <RuleExample draft={ruleOf(body) as RuleDraft} />
        </Flex>
      )}
      extra={(body, busy) => (
        <Button disabled={busy} onClick={() => void check(body())}>
          {t("check")}
        </Button>
      )}
    />
  );
}
