// The tiers of a ladder as a table to be filled in: from the lowest, which everybody has, to the highest.
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Tier } from "@schemas/Tier";
import { Button, Flex, Input, Table, Typography } from "antd";
import type { Schemas } from "@/api/client";
import { fieldOf } from "@/api/schema";
import { defineWords, useLanguage } from "@/i18n";
import { isWhole } from "@/shared/exact";
import { moneyText } from "@/shared/format";
import { CountInput, DecimalInput, type FieldOf, MoneyInput, RateInput } from "@/shared/inputs";
import { Label } from "@/shared/values";
import { useCommon } from "@/shared/words";

export type TierRow = Schemas["Tier"];
type Benefit = Schemas["TierBenefit"];
type Sources = Partial<Schemas["TierSources"]>;

const useWords = defineWords("tiers.input", {
  add: ["在上面加一级", "Add a tier above"],
  up: ["上移", "Move up"],
  down: ["下移", "Move down"],
  remove: ["去掉 {{code}}", "Remove {{code}}"],
  effects: ["礼遇与专享", "Gifts and exclusives"],
  gifts: ["礼遇", "Gifts"],
  exclusives: ["专享", "Exclusives"],
  code: ["编码", "Code"],
  zh: ["中文名称", "Name in Chinese"],
  en: ["英文名称", "Name in English"],
  first: ["入会即得", "From the first day"],
  worth: ["约实付 {{amount}} 达到", "About {{amount}} paid reach it"],
  fixed: ["启用中的等级不能去掉", "Tiers in force stay"],
});

/** What has to be paid for this growth, where amounts alone give it. */
export function paidFor(growth: number, sources: Sources | undefined): string | undefined {
  const { amount, amount_growth: each } = sources ?? {};
  if (!amount || !isWhole(amount.amount) || !isWhole(each) || each <= 0 || !isWhole(growth)) return undefined;
  const steps = (BigInt(growth) + BigInt(each) - 1n) / BigInt(each);
  return moneyText({ ...amount, amount: Number(steps * BigInt(amount.amount)) });
}

type Props = FieldOf<TierRow[]> & { sources?: Sources | undefined; inForce?: string[] };

export function TiersInput({ value = [], onChange, sources, inForce = [] }: Props) {
  const t = useWords();
  const change = (at: number, part: Partial<TierRow>) =>
    onChange?.(value.map((tier, index) => (index === at ? { ...tier, ...part } : tier)));
  const move = (at: number, by: number) => {
    const next = [...value];
    const [tier] = next.splice(at, 1);
    if (tier) next.splice(at + by, 0, tier);
    onChange?.(next);
  };
  const title = (name: keyof TierRow) => <Label schema={fieldOf(Tier, name)?.schema} />;
  const label = (name: keyof TierRow, at: number) => `${fieldOf(Tier, name)?.schema.words?.en ?? name} ${at + 1}`;
  type Row = TierRow & { at: number };
  const text = (name: "code" | "name_zh" | "name_en") => ({
    key: name,
    title: title(name),
    render: (row: Row) => (
      <Input
        aria-label={label(name, row.at)}
        value={row[name]}
        disabled={name === "code" && inForce.includes(row.code)}
        onChange={(event) => change(row.at, { [name]: event.target.value })}
        style={{ width: 120 }}
      />
    ),
  });
  const count = (name: "threshold" | "keep") => ({
    key: name,
    title: title(name),
    render: (row: Row) => (
      <Flex vertical style={{ width: 150 }}>
        <CountInput
          aria-label={label(name, row.at)}
          value={row[name]}
          disabled={row.at === 0}
          onChange={(next) => change(row.at, { [name]: next as number })}
        />
        {name === "threshold" && (
          <Typography.Text type="secondary" style={{ fontSize: 12 }}>
            {row.at === 0
              ? t("first")
              : paidFor(row.threshold, sources) && t("worth", { amount: paidFor(row.threshold, sources) ?? "" })}
          </Typography.Text>
        )}
      </Flex>
    ),
  });
  return (
    <Flex vertical gap={8}>
      <Table<Row>
        size="small"
        rowKey="at"
        pagination={false}
        scroll={{ x: "max-content" }}
        dataSource={value.map((tier, at) => ({ ...tier, at }))}
        expandable={{
          expandedRowRender: (row) => (
            <Flex gap={24} wrap>
              <Benefits title={t("gifts")} value={row.gifts} onChange={(gifts) => change(row.at, { gifts })} />
              <Benefits
                title={t("exclusives")}
                value={row.exclusives}
                onChange={(exclusives) => change(row.at, { exclusives })}
              />
            </Flex>
          ),
        }}
        columns={[
          text("code"),
          text("name_zh"),
          text("name_en"),
          count("threshold"),
          count("keep"),
          {
            key: "discount_rate",
            title: title("discount_rate"),
            render: (row) => (
              <div style={{ width: 90 }}>
                <RateInput
                  aria-label={label("discount_rate", row.at)}
                  value={row.discount_rate}
                  onChange={(rate) => change(row.at, { discount_rate: rate as string })}
                />
              </div>
            ),
          },
          {
            key: "points_multiple",
            title: title("points_multiple"),
            render: (row) => (
              <div style={{ width: 90 }}>
                <DecimalInput
                  aria-label={label("points_multiple", row.at)}
                  value={row.points_multiple}
                  onChange={(multiple) => change(row.at, { points_multiple: multiple as string })}
                />
              </div>
            ),
          },
          {
            key: "price",
            title: title("price"),
            render: (row) => (
              <div style={{ width: 120 }}>
                <MoneyInput
                  aria-label={label("price", row.at)}
                  value={row.price}
                  disabled={row.at === 0}
                  onChange={(price) => change(row.at, { price: price as never })}
                />
              </div>
            ),
          },
          {
            key: "actions",
            render: (row) => (
              <Flex>
                <Button
                  type="text"
                  aria-label={`${t("up")} ${row.code}`}
                  icon={<ArrowUpOutlined />}
                  disabled={row.at === 0}
                  onClick={() => move(row.at, -1)}
                />
                <Button
                  type="text"
                  aria-label={`${t("down")} ${row.code}`}
                  icon={<ArrowDownOutlined />}
                  disabled={row.at === value.length - 1}
                  onClick={() => move(row.at, 1)}
                />
                <Button
                  type="text"
                  danger
                  aria-label={t("remove", { code: row.code })}
                  title={inForce.includes(row.code) ? t("fixed") : undefined}
                  icon={<DeleteOutlined />}
                  disabled={inForce.includes(row.code) || value.length === 1}
                  onClick={() => onChange?.(value.filter((_, index) => index !== row.at))}
                />
              </Flex>
            ),
          },
        ]}
      />
      <Button
        type="dashed"
        icon={<PlusOutlined />}
        onClick={() =>
          onChange?.([
            ...value,
            {
              code: "",
              name_zh: "",
              name_en: "",
              threshold: undefined as never,
              keep: undefined as never,
              discount_rate: "1",
              points_multiple: "0",
              gifts: [],
              exclusives: [],
            },
          ])
        }
      >
        {t("add")}
      </Button>
    </Flex>
  );
}

function Benefits({
  title,
  value = [],
  onChange,
}: {
  title: string;
  value: Benefit[] | undefined;
  onChange: (value: Benefit[]) => void;
}) {
  const t = useWords();
  const common = useCommon();
  const language = useLanguage();
  const words = { code: t("code"), name_zh: t("zh"), name_en: t("en") };
  return (
    <Flex vertical gap={6}>
      <Typography.Text strong lang={language}>
        {title}
      </Typography.Text>
      {value.map((one, at) => (
        <Flex key={at} gap={6}>
          {(["code", "name_zh", "name_en"] as const).map((name) => (
            <Input
              key={name}
              aria-label={`${title} ${at + 1} ${words[name]}`}
              placeholder={words[name]}
              value={one[name]}
              style={{ width: 130 }}
              onChange={(event) =>
                onChange(value.map((other, index) => (index === at ? { ...other, [name]: event.target.value } : other)))
              }
            />
          ))}
          <Button
            type="text"
            aria-label={`${common("remove")} ${title} ${at + 1}`}
            icon={<DeleteOutlined />}
            onClick={() => onChange(value.filter((_, index) => index !== at))}
          />
        </Flex>
      ))}
      <Button
        size="small"
        type="dashed"
        icon={<PlusOutlined />}
        onClick={() => onChange([...value, { code: "", name_zh: "", name_en: "" }])}
      >
        {common("add")}
      </Button>
    </Flex>
  );
}
