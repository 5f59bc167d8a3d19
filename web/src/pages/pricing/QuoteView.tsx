// A price explained: from the list price to what is paid, each line, what each rule took off and who bears it, and every
// rule that was looked at, with why it did not apply.
import { CheckCircleTwoTone, MinusCircleOutlined } from "@ant-design/icons";
import { PricingRuleKind } from "@schemas/PricingRuleKind";
import { Alert, Card, Flex, List, Space, Switch, Table, Tag, Typography } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { Schemas } from "@/api/client";
import { defineWords, useLanguage } from "@/i18n";
import { moneyText } from "@/shared/format";
import { MoneyView } from "@/shared/values";
import { shareSaid } from "./sentence";

const useWords = defineWords("pricing.quote", {
  list: ["标价", "List"],
  shop: ["店价", "Shop price"],
  member: ["会员价", "Member price"],
  promoted: ["促销后", "After promotions"],
  coupon: ["用券", "Coupons"],
  rounded: ["抹零", "Rounded off"],
  payable: ["应付", "To pay"],
  line: ["行", "Line"],
  item: ["商品", "Item"],
  quantity: ["数量", "Quantity"],
  how: ["会员价的由来", "How it came to the member price"],
  offs: ["优惠明细", "What was taken off"],
  off: ["优惠", "Off"],
  rule: ["规则", "Rule"],
  bears: ["由谁承担", "Borne by"],
  awards: ["另外得到", "Beside the price"],
  considered: ["看过的规则", "Rules that were looked at"],
  onlyApplied: ["只看用上的", "Applied only"],
  applied: ["已使用", "Applied"],
  notApplied: ["未使用", "Not applied"],
  ofLine: ["第 {{line}} 行", "line {{line}}"],
  inexact: [
    "促销组合太多，没有全部比较；价格不一定是最省的",
    "Not every choice of promotions was weighed: there may be a lower price",
  ],
  restricted: ["含有这位顾客不能购买的专享商品", "It has exclusive goods that this customer may not buy"],
  inversion: ["倒挂", "Inversion"],
  multiple: ["积分 × {{count}}", "points × {{count}}"],
});

type Quote = Schemas["PriceQuote"];
type Concession = Schemas["Concession"];

function Totals({ quote }: { quote: Quote }) {
  const t = useWords();
  const steps: [string, Schemas["Money"], boolean?][] = [
    [t("list"), quote.list_total],
    [t("shop"), quote.shop_total],
    [t("member"), quote.member_total],
    [t("promoted"), quote.promoted_total],
    ...(quote.coupon_total.amount
      ? ([[t("coupon"), { ...quote.coupon_total, amount: -quote.coupon_total.amount }]] as [string, Schemas["Money"]][])
      : []),
    ...(quote.rounded_off.amount
      ? ([[t("rounded"), { ...quote.rounded_off, amount: -quote.rounded_off.amount }]] as [string, Schemas["Money"]][])
      : []),
    [t("payable"), quote.payable, true],
  ];
  return (
    <Flex gap={8} wrap align="center">
      {steps.map(([label, value, strong], at) => (
        <Flex key={label} gap={8} align="center">
          {at > 0 && <Typography.Text type="secondary">→</Typography.Text>}
          <Flex vertical>
            <Typography.Text type="secondary" style={{ fontSize: 12 }}>
              {label}
            </Typography.Text>
            <MoneyView value={value} strong={strong ?? false} />
          </Flex>
        </Flex>
      ))}
    </Flex>
  );
}

export function QuoteView({ quote, names = {} }: { quote: Quote; names?: Record<string, string> }) {
  const t = useWords();
  return (
    <Flex vertical gap={12}>
      {!quote.exact && <Alert type="warning" showIcon title={t("inexact")} />}
      {quote.restricted && <Alert type="error" showIcon title={t("restricted")} />}
      <Totals quote={quote} />
      <Table
        size="small"
        pagination={false}
        rowKey="line"
        dataSource={quote.lines}
        scroll={{ x: "max-content" }}
        columns={[
          { key: "line", title: t("line"), dataIndex: "line", width: 48 },
          {
            key: "item",
            title: t("item"),
            render: (_, line) => (line.item === "*" ? "—" : `${line.item} ${names[line.item] ?? ""}`),
          },
          { key: "quantity", title: t("quantity"), align: "right", dataIndex: "quantity" },
          { key: "list", title: t("list"), align: "right", render: (_, line) => <MoneyView value={line.list} /> },
          { key: "shop", title: t("shop"), align: "right", render: (_, line) => <MoneyView value={line.shop} /> },
          { key: "member", title: t("member"), align: "right", render: (_, line) => <MoneyView value={line.member} /> },
          {
            key: "promoted",
            title: t("promoted"),
            align: "right",
            render: (_, line) => <MoneyView value={line.promoted} />,
          },
          {
            key: "payable",
            title: t("payable"),
            align: "right",
            render: (_, line) => <MoneyView strong value={line.payable} />,
          },
          {
            key: "how",
            title: t("how"),
            render: (_, line) => (
              <div style={{ minWidth: 220, maxWidth: 380, whiteSpace: "normal" }}>
                {line.how.words} {line.how.inversion && <Tag color="orange">{t("inversion")}</Tag>}
                {line.multiple !== "1" && <Tag color="blue">{t("multiple", { count: line.multiple })}</Tag>}
              </div>
            ),
          },
        ]}
      />
      {quote.concessions.length > 0 && <Offs concessions={quote.concessions} />}
      {quote.awards.length > 0 && (
        <List
          size="small"
          header={<Typography.Text strong>{t("awards")}</Typography.Text>}
          dataSource={quote.awards}
          renderItem={(award) => (
            <List.Item>
              <span>
                <RuleCode code={award.rule} name={award.name} />: {award.words}
              </span>
            </List.Item>
          )}
        />
      )}
      {quote.considered.length > 0 && <Considered rules={quote.considered} />}
    </Flex>
  );
}

export const RuleCode = ({ code, name }: { code?: string | undefined; name: string }) =>
  code ? (
    <Link to={`/pricing/rules?code=${encodeURIComponent(code)}`} style={{ textDecoration: "underline" }}>
      {name || code}
    </Link>
  ) : (
    name
  );

function Offs({ concessions }: { concessions: Concession[] }) {
  const t = useWords();
  const language = useLanguage();
  return (
    <Table<Concession>
      size="small"
      title={() => <Typography.Text strong>{t("offs")}</Typography.Text>}
      pagination={false}
      rowKey={(one) => concessions.indexOf(one)}
      dataSource={concessions}
      scroll={{ x: "max-content" }}
      columns={[
        { key: "line", title: t("line"), dataIndex: "line", width: 48 },
        {
          key: "rule",
          title: t("rule"),
          render: (_, one) => (
            <>
              <RuleCode code={one.rule} name={one.name} />{" "}
              <Typography.Text type="secondary">{PricingRuleKind["x-values"]?.[one.kind]?.[language]}</Typography.Text>
            </>
          ),
        },
        { key: "amount", title: t("off"), align: "right", render: (_, one) => <MoneyView value={one.amount} /> },
        {
          key: "borne",
          title: t("bears"),
          render: (_, one) =>
            one.borne.length === 0
              ? shareSaid({ of: "mall" }, language)
              : one.borne
                  .map((part) => `${shareSaid(part, language)} ${moneyText(part.amount)}`)
                  .join(language === "zh" ? "、" : ", "),
        },
      ]}
    />
  );
}

function Considered({ rules }: { rules: Schemas["ConsideredRule"][] }) {
  const t = useWords();
  const language = useLanguage();
  const [only, setOnly] = useState(false);
  const shown = only ? rules.filter((rule) => rule.why === "applied") : rules;
  return (
    <Card
      size="small"
      title={t("considered")}
      extra={
        <Space size={4}>
          <Switch size="small" aria-label={t("onlyApplied")} checked={only} onChange={setOnly} /> {t("onlyApplied")}
        </Space>
      }
    >
      <ul style={{ margin: 0, padding: 0, listStyle: "none" }}>
        {shown.map((rule, at) => (
          <li key={at} style={{ padding: "4px 0" }}>
            <Flex gap={8} align="baseline">
              {rule.why === "applied" ? (
                <CheckCircleTwoTone twoToneColor="#07705c" aria-label={t("applied")} />
              ) : (
                <MinusCircleOutlined aria-label={t("notApplied")} />
              )}
              <span>
                <RuleCode code={rule.rule} name={rule.name} />{" "}
                <Typography.Text type="secondary">
                  {PricingRuleKind["x-values"]?.[rule.kind]?.[language]}
                  {rule.line ? ` · ${t("ofLine", { line: rule.line })}` : ""}
                </Typography.Text>{" "}
                {rule.words}
              </span>
            </Flex>
          </li>
        ))}
      </ul>
    </Card>
  );
}
