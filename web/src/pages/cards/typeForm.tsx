// The form of a card type: its eighteen parameters under headings, each with what it comes to in an example.
import { Alert, Flex, Radio, Select, Typography } from "antd";
import { useRead } from "@/api/query";
import { defineWords, useLanguage } from "@/i18n";
import { divide, isDecimal, isWhole, times } from "@/shared/exact";
import { countText, discountText, moneyText } from "@/shared/format";
import { type FieldOf, RateInput } from "@/shared/inputs";
import type { FieldOverride, Group } from "@/shared/SchemaForm";
import { cardNumber, type NumberForm, stackedPrice } from "./numbers";

const useWords = defineWords("cards.form", {
  what: ["名称与用途", "Name and use"],
  numbers: ["卡号", "Numbers"],
  numbersHelp: [
    "卡号 = 前缀 + 流水号 + 校验位 + 后缀。发出过号码后再改卡号格式，原号段封存，另开新号段；已发的卡不变。",
    "A number is prefix + serial + check digits + suffix. If this changes after numbers were handed out, their range is closed and another opened; cards that are out stay as they are.",
  ],
  life: ["有效期与绑卡", "Life and binding"],
  points: ["积分", "Points"],
  pointsHelp: [
    "消费积分（A 类）按会员计划的规则乘以积分率；身份积分（E 类）在此之上另加几倍。与等级的倍数取大，不相加。",
    "Consumption points (class A) are the programme's rule times the rate; identity points (class E) come on top as a multiple. Of card type and tier the larger multiple counts, they do not add up.",
  ],
  discount: ["折扣与折上折", "Discounts"],
  discountHelp: [
    "默认折扣率在没有折扣单据管到的货品上生效，与等级折扣取优惠大的。店铺自己已降价的货品按折上折：店价不低于起点时再打折上折，最终不高于会员价。",
    "The default rate holds for goods that no discount document names; the better of card type and tier counts. Goods the shop has already reduced take the discount on discount: at the start rate or above the further rate is applied, and the result is never above the member's price.",
  ],
  change: ["零钱", "Small change"],
  door: ["按小票办卡", "Cards by receipt"],
  log: ["提醒与记录", "Warning and record"],
  check0: ["无", "None"],
  check1: ["1 位（Luhn；前缀只能是数字）", "1 digit (Luhn; the prefix has digits only)"],
  check2: ["2 位（ISO 7064 MOD 97-10；前缀可有字母）", "2 digits (ISO 7064 MOD 97-10; letters are fine)"],
  first: ["第一张：", "The first: "],
  last: ["最后一张：", "the last: "],
  count: ["共 {{count}} 个号码", "{{count}} numbers in all"],
  incomplete: ["填全卡号各部分后，这里显示印出的样子", "Fill in the parts of the number to see how it is printed"],
  earn: [
    "消费 {{amount}} → 得 {{a}} 分，身份积分另得 {{e}} 分，共 {{all}} 分",
    "Spend {{amount}} → earns {{a}} points and {{e}} identity points on top, {{all}} in all",
  ],
  full: [
    "原价货品 {{list}} → 会员付 {{price}}（{{rate}}）",
    "Goods at {{list}} → the member pays {{price}} ({{rate}})",
  ],
  reduced: [
    "店铺已降到 {{shop}} → {{stacked}}，会员付 {{price}}",
    "Reduced by the shop to {{shop}} → {{stacked}}, the member pays {{price}}",
  ],
  stacked: ["折上折生效", "a further discount applies"],
  notStacked: ["低于起点，不再折上折", "below the start, nothing further"],
  example: ["示例", "For example"],
  entitling: ["一张小票满 {{amount}}，可凭它办一张此类卡", "A receipt of {{amount}} or more entitles to one such card"],
  rateHelp: ["按百分比填：95 即九五折，100 为不打折", "In per cent: 95 means paying 95 %, 100 no discount"],
  pointsRateHelp: [
    "100 为不增不减；150 即小票积分乘 1.5",
    "100 leaves it as it is; 150 multiplies a receipt's points by 1.5",
  ],
  multipleHelp: ["0 为没有；1 即另加一倍（共双倍）", "0: none; 1: as much again (twice in all)"],
  stackStart: ["折上折起点", "Discount on discount starts at"],
  stackRate: ["折上折折扣率", "Discount on discount"],
});

type Terms = NumberForm & Record<string, unknown>;
const termsOf = (values: Record<string, unknown>) => (values.terms ?? {}) as Terms;

function CheckChoice({ value, onChange, ...rest }: FieldOf<number>) {
  const t = useWords();
  return (
    <Radio.Group
      {...rest}
      value={value}
      onChange={(event) => onChange?.(event.target.value as number)}
      options={([0, 1, 2] as const).map((length) => ({ value: length, label: t(`check${length}`) }))}
      style={{ display: "flex", flexDirection: "column", gap: 4 }}
    />
  );
}

const Example = ({ children }: { children: React.ReactNode }) => {
  const t = useWords();
  return (
    <Alert
      type="info"
      style={{ marginTop: 8 }}
      title={
        <Flex gap={12}>
          <Typography.Text type="secondary" style={{ whiteSpace: "nowrap" }}>
            {t("example")}
          </Typography.Text>
          <div>{children}</div>
        </Flex>
      }
    />
  );
};

export function NumbersExample({ terms }: { terms: Terms }) {
  const t = useWords();
  const first = cardNumber(terms, terms.first_number);
  const last = cardNumber(terms, terms.last_number);
  if (!first || !last) return <Example>{t("incomplete")}</Example>;
  return (
    <Example>
      <Flex vertical>
        <span>
          {t("first")}
          <Typography.Text code>{first}</Typography.Text> {t("last")}
          <Typography.Text code>{last}</Typography.Text>
        </span>
        <span>{t("count", { count: countText((terms.last_number ?? 0) - (terms.first_number ?? 0) + 1) })}</span>
      </Flex>
    </Example>
  );
}

/** What ¥123.45 earn with this type in its programme: class A rounded once as the programme says, class E rounded down. */
export function EarnExample({ programme, terms }: { programme: string; terms: Terms }) {
  const t = useWords();
  const answer = useRead(
    "/v1/programmes/{code}",
    { params: { path: { code: programme } } },
    { enabled: programme !== "" },
  );
  const rules = answer.data;
  if (!rules || !isDecimal(terms.points_rate) || !isDecimal(terms.points_multiple)) return null;
  const amount = 12345;
  const scale = 1_000_000_000n;
  const rate = BigInt(times(Number(scale), [terms.points_rate], "floor"));
  const a = divide(
    BigInt(amount) * BigInt(rules.parameters.earn_points) * rate,
    BigInt(rules.parameters.earn_amount) * scale,
    rules.parameters.earn_rounding,
  );
  const e = times(a, [terms.points_multiple], "floor");
  return (
    <Example>
      {t("earn", {
        amount: moneyText({ amount, currency: rules.currency }),
        a: countText(a),
        e: countText(e),
        all: countText(a + e),
      })}
    </Example>
  );
}

export function DiscountExample({ terms }: { terms: Terms }) {
  const t = useWords();
  const { discount_rate: discount, stack_start: start, stack_rate: stack } = terms;
  if (!isDecimal(discount) || !isDecimal(start) || !isDecimal(stack)) return null;
  const yuan = (amount: number) => moneyText({ amount, currency: "CNY" });
  const list = 10000;
  return (
    <Example>
      <Flex vertical>
        <span>
          {t("full", { list: yuan(list), price: yuan(times(list, [discount])), rate: discountText(discount) })}
        </span>
        {["0.85", "0.7"].map((shop) => {
          const { price, stacked } = stackedPrice(list, shop, { discount, start, stack });
          return (
            <span key={shop}>
              {t("reduced", {
                shop: yuan(times(list, [shop])),
                stacked: stacked ? t("stacked") : t("notStacked"),
                price: yuan(price),
              })}
            </span>
          );
        })}
      </Flex>
    </Example>
  );
}

/** Codes that are in use already, to choose from or to add to. */
function CostGroup({ value, onChange, ...rest }: FieldOf<string>) {
  const types = useRead("/v1/card-types", {});
  const groups = new Set(types.data?.items.map((one) => one.terms.cost_group).filter((one) => one !== undefined));
  return (
    <Select
      {...rest}
      allowClear
      mode="tags"
      maxCount={1}
      value={value ? [value] : []}
      onChange={(next: string[]) => onChange?.(next.at(-1))}
      options={[...groups].map((group) => ({ value: group, label: group }))}
    />
  );
}

export function useTypeForm(programme: (values: Record<string, unknown>) => string): {
  groups: Group[];
  fields: Record<string, FieldOverride>;
} {
  const t = useWords();
  const zh = useLanguage() === "zh";
  const is = (name: string, wanted: unknown) => (values: Record<string, unknown>) => termsOf(values)[name] === wanted;
  return {
    groups: [
      { title: t("what"), columns: true, names: ["programme", "code", "name", "terms.use"] },
      {
        title: t("numbers"),
        columns: true,
        help: t("numbersHelp"),
        names: [
          "terms.prefix",
          "terms.serial_length",
          "terms.first_number",
          "terms.last_number",
          "terms.check_length",
          "terms.suffix",
        ],
        example: (values) => <NumbersExample terms={termsOf(values)} />,
      },
      {
        title: t("life"),
        columns: true,
        names: ["terms.validity", "terms.validity_months", "terms.valid_until", "terms.verification"],
      },
      {
        title: t("points"),
        columns: true,
        help: t("pointsHelp"),
        names: ["terms.points_rate", "terms.points_multiple"],
        example: (values) => <EarnExample programme={programme(values)} terms={termsOf(values)} />,
      },
      {
        title: t("discount"),
        columns: true,
        help: t("discountHelp"),
        names: ["terms.discount_rate", "terms.stack_start", "terms.stack_rate", "terms.cost_group"],
        example: (values) => <DiscountExample terms={termsOf(values)} />,
      },
      { title: t("door"), columns: true, names: ["terms.entitling_amount"] },
      { title: t("change"), columns: true, names: ["terms.small_change", "terms.small_change_cap"] },
      { title: t("log"), columns: true, names: ["warn_below", "reason"] },
    ],
    fields: {
      "terms.prefix": { required: false },
      "terms.suffix": { required: false },
      "terms.check_length": { input: <CheckChoice /> },
      "terms.validity_months": { when: is("validity", "months"), required: true },
      "terms.valid_until": { when: is("validity", "until"), required: true },
      "terms.points_rate": { help: t("pointsRateHelp") },
      "terms.points_multiple": { help: t("multipleHelp") },
      "terms.discount_rate": { help: t("rateHelp") },
      "terms.stack_start": { label: t("stackStart"), input: <RateInput placeholder="80" /> },
      "terms.stack_rate": { label: t("stackRate") },
      "terms.cost_group": { input: <CostGroup /> },
      "terms.small_change_cap": { when: is("small_change", true), required: true },
      "terms.entitling_amount": {
        example: (values) => {
          const money = termsOf(values).entitling_amount as { amount: number; currency: string } | undefined;
          return money && isWhole(money.amount) && t("entitling", { amount: moneyText(money) });
        },
      },
      ...(zh ? {} : { warn_below: { label: "Warn below" } }),
    },
  };
}

/** Empty prefixes are said, not left out. */
export const whole = <B extends { terms: object }>(body: B): B => ({
  ...body,
  terms: { prefix: "", suffix: "", ...body.terms },
});
