// What the linter finds, by how grave it is: with the basket that shows it, and the way to the rule.

import { useQuery } from "@tanstack/react-query";
import { Alert, Card, Collapse, Empty, Flex, Tag, Typography } from "antd";
import { Link } from "react-router";
import { type ApiError, api, type Schemas } from "@/api/client";
import { defineWords } from "@/i18n";
import { ErrorNotice } from "@/shared/ErrorNotice";
import { useScope } from "@/shared/scope";
import { QuoteView } from "./QuoteView";
import { atRule } from "./RuleForm";

const useWords = defineWords("pricing.findings", {
  error: ["错误", "Error"],
  warning: ["警告", "Warning"],
  note: ["提示", "Note"],
  price_inversion: ["价格倒挂", "Price inversion"],
  shadowed_document: ["折扣单被遮住", "Document never counts"],
  unreachable_step: ["达不到的阶梯", "Step nobody reaches"],
  cap_hides_rate: ["封顶使折扣失效", "Cap hides the rate"],
  overlapping_exclusive: ["专享范围重叠", "Overlapping exclusives"],
  below_cost: ["低于成本", "Below cost"],
  unreachable_budget: ["达不到的额度", "Budget out of reach"],
  over: ["已经过期", "Over"],
  missing_goods: ["商品已不存在", "Goods are gone"],
  missing_coupon: ["券已不存在", "Coupon is gone"],
  missing_gift: ["赠品已不存在", "Gift is gone"],
  never_applies: ["永远用不上", "Never applies"],
  missing_name: ["所指名称已不存在", "Something named is gone"],
  found: [
    "检查发现 {{count}} 处值得看一看；它们不阻止审核",
    "{{count}} things to look at; they do not keep it from being audited",
  ],
  basket: ["能看出它的一篮商品", "A basket that shows it"],
  beside: ["对照的一篮", "The basket it is compared with"],
  clean: ["没有错误，可以提交审核", "No fault: it can be submitted"],
  faults: ["改好这些才能提交", "To be mended before it can be submitted"],
  nothing: ["没有发现问题", "Nothing was found"],
});

type Finding = Schemas["RuleFinding"] & { example?: Schemas["PriceQuote"]; beside?: Schemas["PriceQuote"] };
const colours = { error: "red", warning: "orange", note: "blue" } as const;

/** Where a finding names a rule by its code. */
const ruleLink = (code: string) => `/pricing/rules?code=${encodeURIComponent(code)}`;

export function FindingView({ finding }: { finding: Finding }) {
  const t = useWords();
  return (
    <Card size="small">
      <Flex vertical gap={8}>
        <Flex gap={8} wrap align="center">
          <Tag color={colours[finding.severity]}>{t(finding.severity)}</Tag>
          <Typography.Text strong>{t(finding.kind)}</Typography.Text>
          {finding.rules.map((code) => (
            <Link key={code} to={ruleLink(code)}>
              {code}
            </Link>
          ))}
        </Flex>
        <span>{finding.words}</span>
        {finding.example && (
          <Collapse
            size="small"
            items={[
              { key: "1", label: t("basket"), children: <QuoteView quote={finding.example} /> },
              ...(finding.beside
                ? [{ key: "2", label: t("beside"), children: <QuoteView quote={finding.beside} /> }]
                : []),
            ]}
          />
        )}
      </Flex>
    </Card>
  );
}

export function FindingsView({ findings }: { findings: Finding[] }) {
  const t = useWords();
  if (findings.length === 0) return <Empty description={t("nothing")} />;
  return (
    <Flex vertical gap={12}>
      {findings.map((finding, at) => (
        <FindingView key={at} finding={finding} />
      ))}
    </Flex>
  );
}

export function RuleFindings({ findings }: { findings: Finding[] }) {
  const t = useWords();
  return (
    <Collapse
      size="small"
      items={[
        {
          key: "1",
          label: <Typography.Text type="warning">{t("found", { count: findings.length })}</Typography.Text>,
          children: <FindingsView findings={findings} />,
        },
      ]}
    />
  );
}

/** A draft is checked as submitting it would be, so that its faults are seen before. */
export function RuleCheck({ rule }: { rule: Schemas["PricingRule"] }) {
  const t = useWords();
  const { programme } = useScope();
  const checked = useQuery<boolean, ApiError>({
    queryKey: ["check", rule.id, rule.version, programme],
    queryFn: async () => {
      try {
        await api.POST("/v1/pricing/rules/check", { body: { programme: rule.programme, rule: rule.rule } });
        return true;
      } catch (fault) {
        throw atRule(fault);
      }
    },
    retry: false,
  });
  if (checked.isPending) return null;
  if (checked.data) return <Alert type="success" showIcon title={t("clean")} />;
  return (
    <div>
      <Typography.Text strong>{t("faults")}</Typography.Text>
      <ErrorNotice error={checked.error} />
    </div>
  );
}
