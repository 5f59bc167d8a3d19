// All rules of a programme in one list, with what each does in words.
import { DownOutlined } from "@ant-design/icons";
import { BookRuleKind } from "@schemas/BookRuleKind";
import { PricingRuleInList } from "@schemas/PricingRuleInList";
import { PricingRuleState } from "@schemas/PricingRuleState";
import { Button, Dropdown, Flex, Typography } from "antd";
import { Link, useNavigate } from "react-router";
import { useRead } from "@/api/query";
import { defineWords, useLanguage } from "@/i18n";
import { ActorView } from "@/shared/ActorView";
import { DataTable } from "@/shared/DataTable";
import { Page } from "@/shared/Page";
import { useScope } from "@/shared/scope";
import { useMay } from "@/shared/session";
import { InstantView, StateTag } from "@/shared/values";
import { useCommon } from "@/shared/words";
import type { RuleDraft } from "./rule";
import { said } from "./sentence";
import { usePricing } from "./words";

const useWords = defineWords("pricing.rules", {
  audited: ["审核时间", "Audited at"],
  whole: ["面向{{who}}；{{when}}；{{where}}", "For {{who}}; {{when}}; {{where}}"],
  kindHelp_document: ["某些商品的会员折扣或专享价", "Member rates or exclusive prices of goods"],
  kindHelp_promotion: [
    "满减、打折、买赠、套餐、加价购、多倍积分等十种",
    "Ten kinds: money off, buy and get, bundles, points and more",
  ],
  kindHelp_restriction: ["某些商品只卖给某些会员", "Goods that only some may buy"],
  kindHelp_coupon: ["一种券能减多少、怎么用；券模板引用它", "What a kind of coupon takes off; templates name it"],
  code: ["规则编码", "Code"],
});

const kinds = ["document", "promotion", "restriction", "coupon"] as const;

function Words({ id }: { id: string }) {
  const t = useWords();
  const language = useLanguage();
  const rule = useRead("/v1/pricing/rules/{id}", { params: { path: { id } } });
  if (!rule.data) return <Typography.Text type="secondary">…</Typography.Text>;
  const one = said(rule.data.rule as RuleDraft, language);
  return (
    <Flex vertical style={{ maxWidth: 460, whiteSpace: "normal" }}>
      <span>{one.what}</span>
      <Typography.Text type="secondary" style={{ fontSize: 12 }}>
        {t("whole", { who: one.who, when: one.when, where: one.where })}
      </Typography.Text>
    </Flex>
  );
}

export function NewRule() {
  const t = usePricing();
  const w = useWords();
  const language = useLanguage();
  const may = useMay();
  const navigate = useNavigate();
  return (
    <Dropdown
      trigger={["click"]}
      disabled={!may("add_pricing_rule")}
      menu={{
        onClick: ({ key }) => navigate(`/pricing/rules/new?kind=${key}`),
        items: kinds.map((kind) => ({
          key: kind,
          label: (
            <Flex vertical>
              <span>{BookRuleKind["x-values"]?.[kind]?.[language]}</span>
              <Typography.Text type="secondary" style={{ fontSize: 12 }}>
                {w(`kindHelp_${kind}`)}
              </Typography.Text>
            </Flex>
          ),
        })),
      }}
    >
      <Button type="primary">
        {t("newRule")} <DownOutlined />
      </Button>
    </Dropdown>
  );
}

export default function Rules() {
  const t = usePricing();
  const w = useWords();
  const common = useCommon();
  const language = useLanguage();
  const navigate = useNavigate();
  const { programme } = useScope();
  return (
    <Page title={t("rules")} help={t("rulesHelp")} extra={<NewRule />}>
      <DataTable
        id="pricing.rules"
        path="/v1/pricing/rules"
        params={{ query: { programme } }}
        enabled={programme !== ""}
        rowKey="id"
        schema={PricingRuleInList}
        filters={[
          { name: "kind", kind: "select", schema: BookRuleKind },
          { name: "state", kind: "select", schema: PricingRuleState },
          { name: "code", kind: "text", label: w("code") },
        ]}
        columns={[
          {
            key: "name_zh",
            title: t("name"),
            render: (row) => (
              <Flex vertical>
                <Link to={`/pricing/rules/${row.id}`}>{language === "zh" ? row.name_zh : row.name_en}</Link>
                <Typography.Text type="secondary" style={{ fontSize: 12 }}>
                  {row.code} · {t("revision", { count: row.revision })}
                </Typography.Text>
              </Flex>
            ),
          },
          { key: "kind", render: (row) => BookRuleKind["x-values"]?.[row.kind]?.[language] },
          {
            key: "state",
            render: (row) => <StateTag value={row.state} words={PricingRuleState} />,
          },
          { key: "what", title: t("what"), render: (row) => <Words id={row.id} /> },
          { key: "last_day" },
          { key: "created_by", title: t("author"), render: (row) => <ActorView id={row.created_by} /> },
          {
            key: "audited_by",
            title: t("auditor"),
            render: (row) => (row.audited_by ? <ActorView id={row.audited_by} /> : "–"),
          },
          {
            key: "audited_at",
            title: w("audited"),
            hidden: true,
            render: (row) => <InstantView value={row.audited_at} />,
          },
          { key: "created_at", hidden: true },
        ]}
        onOpen={(row) => navigate(`/pricing/rules/${row.id}`)}
        empty={{ title: t("noRules"), action: <NewRule /> }}
        title={common("all")}
      />
    </Page>
  );
}
