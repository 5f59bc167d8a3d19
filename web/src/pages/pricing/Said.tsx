// A rule in words and its worked example, beside its form and on its page.
import { Alert, Card, Flex, Table, Typography } from "antd";
import { useLanguage } from "@/i18n";
import { moneyText } from "@/shared/format";
import { useScope } from "@/shared/scope";
import { MoneyView } from "@/shared/values";
import { type ExampleLine, exampleOf } from "./example";
import type { RuleDraft } from "./rule";
import { sentence, shareSaid } from "./sentence";
import { usePricing } from "./words";

export function RuleSaid({ draft }: { draft: RuleDraft }) {
  const t = usePricing();
  const language = useLanguage();
  return (
    <Card size="small" title={t("itSays")}>
      <Typography.Paragraph style={{ fontSize: 15, marginBottom: 4 }} aria-live="polite">
        {sentence(draft, language)}
      </Typography.Paragraph>
      <Typography.Text type="secondary">{t("sentenceHelp")}</Typography.Text>
    </Card>
  );
}

export function RuleExample({ draft }: { draft: RuleDraft }) {
  const t = usePricing();
  const language = useLanguage();
  const { programme, programmes } = useScope();
  const currency = programmes.find((one) => one.code === programme)?.currency ?? "CNY";
  const example = exampleOf(draft, currency);
  if (draft.kind === "restriction") return null;
  const shown = (amount: number) => <MoneyView value={{ amount, currency }} />;
  return (
    <Card size="small" title={t("exampleTitle")}>
      {!example && <Typography.Text type="secondary">{t("exampleNothing")}</Typography.Text>}
      {example && (
        <Flex vertical gap={8}>
          <Table<ExampleLine>
            size="small"
            pagination={false}
            rowKey={(line) => example.lines.indexOf(line)}
            dataSource={example.lines}
            columns={[
              {
                key: "goods",
                title: t("exampleGoods"),
                render: (_, line) => (line.goods === "*" ? t("anyGoods") : line.goods),
              },
              { key: "pieces", title: t("examplePieces"), align: "right", dataIndex: "pieces" },
              { key: "before", title: t("without"), align: "right", render: (_, line) => shown(line.before) },
              { key: "after", title: t("with"), align: "right", render: (_, line) => shown(line.after) },
            ]}
            summary={() => (
              <Table.Summary.Row>
                <Table.Summary.Cell index={0} colSpan={2}>
                  <Typography.Text strong>
                    {t("saves")} {moneyText({ amount: example.before - example.after, currency })}
                  </Typography.Text>
                </Table.Summary.Cell>
                <Table.Summary.Cell index={2} align="right">
                  {shown(example.before)}
                </Table.Summary.Cell>
                <Table.Summary.Cell index={3} align="right">
                  {shown(example.after)}
                </Table.Summary.Cell>
              </Table.Summary.Row>
            )}
          />
          {example.extra && (
            <Alert
              type="success"
              title={t(
                example.extra.kind === "gift"
                  ? "alsoGift"
                  : example.extra.kind === "coupon"
                    ? "alsoCoupon"
                    : "alsoPoints",
                { what: example.extra.what, count: example.extra.count },
              )}
            />
          )}
          {example.borne.length > 0 && (
            <Typography.Text>
              {t("borne")}:{" "}
              {example.borne
                .map((one) => `${shareSaid(one.share, language)} ${moneyText({ amount: one.amount, currency })}`)
                .join(language === "zh" ? "、" : ", ")}
            </Typography.Text>
          )}
          <Typography.Text type="secondary">{t("exampleHelp")}</Typography.Text>
        </Flex>
      )}
    </Card>
  );
}
