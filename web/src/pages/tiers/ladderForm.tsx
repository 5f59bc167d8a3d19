// The form of a ladder: name, where growth comes from, the period, and the tiers as a table.
import { Form } from "antd";
import type { Schemas } from "@/api/client";
import { defineWords } from "@/i18n";
import type { FieldOf } from "@/shared/inputs";
import type { FieldOverride, Group } from "@/shared/SchemaForm";
import { type TierRow, TiersInput } from "./TiersInput";

const useWords = defineWords("tiers.form", {
  what: ["名称", "Name"],
  growth: ["成长值的来源", "Where growth comes from"],
  growthHelp: [
    "按实付金额（不含积分、券和赠送部分支付的）、到店天数、会龄和行为得成长值；退货会收回。至少要有一项。",
    "From what is paid (without what points, vouchers or bonus pay), days with a visit, years as a member, and behaviours; returns take it back. At least one of them.",
  ],
  period: ["周期与保级", "Periods, and keeping a tier"],
  periodHelp: [
    "升级立即生效，从下一张小票起享受；周期结束时，本期成长值低于保级线的才会降级。",
    "A tier is reached at once and applies from the next receipt; only at a period's end is a tier lost that the period's growth does not keep.",
  ],
  tiers: ["等级（从低到高）", "Tiers, the lowest first"],
  tiersHelp: [
    "最低一级人人都有，门槛与保级线为 0。保级线不高于门槛。折扣 95 即九五折；倍数 1 即另加一倍身份积分。",
    "Everybody has the lowest: threshold and keep are 0. What keeps a tier is not above what reaches it. A rate of 95 means paying 95 %; a multiple of 1 gives as many identity points again.",
  ],
  why: ["记录", "Record"],
});

function Tiers({ inForce, ...rest }: FieldOf<TierRow[]> & { inForce: string[] }) {
  const form = Form.useFormInstance();
  const sources = Form.useWatch(["terms", "sources"], form) as Schemas["TierSources"] | undefined;
  return <TiersInput {...rest} inForce={inForce} sources={sources} />;
}

export function useLadderForm(inForce: string[]): { groups: Group[]; fields: Record<string, FieldOverride> } {
  const t = useWords();
  return {
    groups: [
      {
        title: t("what"),
        columns: true,
        names: ["programme", "code", "terms.name_zh", "terms.name_en", "terms.decides_rates"],
      },
      {
        title: t("growth"),
        help: t("growthHelp"),
        names: ["terms.sources"],
      },
      {
        title: t("period"),
        help: t("periodHelp"),
        columns: true,
        names: ["terms.period", "terms.period_months", "terms.grace_days", "terms.downgrade", "terms.purchase_months"],
      },
      { title: t("tiers"), help: t("tiersHelp"), names: ["terms.tiers"] },
      { title: t("why"), names: ["reason"] },
    ],
    fields: {
      "terms.period_months": {
        when: (values) => (values.terms as Schemas["TierTerms"] | undefined)?.period === "rolling",
        required: true,
      },
      "terms.tiers": { label: t("tiers"), input: <Tiers inForce={inForce} /> },
    },
  };
}
