// What a rule names: goods, stores, cards, tiers, audiences, parties – chosen from what there is, or typed by code.
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { RuleGoodsKind } from "@schemas/RuleGoodsKind";
import { AutoComplete, Button, Flex, Select, Typography } from "antd";
import { useMemo } from "react";
import { useRead } from "@/api/query";
import { defineWords, useLanguage } from "@/i18n";
import { CountInput, type FieldOf } from "@/shared/inputs";
import { useScope } from "@/shared/scope";
import { useMay } from "@/shared/session";
import { useCommon } from "@/shared/words";
import type { Goods, Share } from "./rule";
import { shareSaid } from "./sentence";

const useWords = defineWords("pricing.inputs", {
  goodsKind: ["商品种类", "Kind of goods"],
  goodsCode: ["编码", "Code"],
  addGoods: ["添加商品", "Add goods"],
  bearer: ["承担方", "Bearer"],
  party: ["承担方编码", "Code of the party"],
  weight: ["权重", "Weight"],
  aParty: ["其他承担方（按编码）", "Another party (by code)"],
  addShare: ["添加承担方", "Add a bearer"],
  typeOrChoose: ["选择，或输入编码后按回车", "Choose, or type a code and press Enter"],
});

type Option = { value: string; label: string };

/** Codes of goods by their kind, out of the first items of the catalogue: any other may be typed. */
function useGoodsOptions(): Record<string, Option[]> {
  const may = useMay();
  const items = useRead("/v1/items", { params: { query: { limit: 200 } } }, { enabled: may("list_items") });
  return useMemo(() => {
    const all: Record<string, Map<string, string>> = {};
    const put = (kind: string, code: string | undefined, label: string) => {
      if (!code) return;
      all[kind] ??= new Map();
      all[kind].set(code, label);
    };
    for (const item of items.data?.items ?? []) {
      put("item", item.code, `${item.code} ${item.name}`);
      put("large_category", item.large_category, item.large_category ?? "");
      put("middle_category", item.middle_category, item.middle_category ?? "");
      put("small_category", item.small_category, item.small_category ?? "");
      put("counter_group", item.counter_group, item.counter_group ?? "");
      put("brand", item.brand, item.brand ?? "");
    }
    return Object.fromEntries(
      Object.entries(all).map(([kind, codes]) => [kind, [...codes].map(([value, label]) => ({ value, label }))]),
    );
  }, [items.data]);
}

export function GoodsInput({ value, onChange, id, disabled }: FieldOf<Goods>) {
  const t = useWords();
  const language = useLanguage();
  const options = useGoodsOptions();
  return (
    <Flex gap={8} {...(id && { id })} style={{ flex: 1 }}>
      <Select
        aria-label={t("goodsKind")}
        style={{ width: 150 }}
        placeholder={t("goodsKind")}
        disabled={disabled ?? false}
        value={value?.kind ?? null}
        options={Object.entries(RuleGoodsKind["x-values"] ?? {}).map(([kind, pair]) => ({
          value: kind,
          label: pair[language],
        }))}
        onChange={(kind) => onChange?.({ ...value, kind: kind as NonNullable<Goods["kind"]> })}
      />
      <AutoComplete
        aria-label={t("goodsCode")}
        style={{ flex: 1, minWidth: 140 }}
        placeholder={t("goodsCode")}
        disabled={disabled ?? false}
        value={value?.code ?? ""}
        options={options[value?.kind ?? ""] ?? []}
        showSearch={{
          filterOption: (typed, option) =>
            String(option?.label ?? "")
              .toLowerCase()
              .includes(typed.toLowerCase()),
        }}
        onChange={(code: string) => onChange?.({ ...value, code })}
      />
    </Flex>
  );
}

export function GoodsListInput({ value, onChange, id }: FieldOf<Goods[]>) {
  const t = useWords();
  const common = useCommon();
  const rows = value ?? [];
  return (
    <Flex vertical gap={8} {...(id && { id })}>
      {rows.map((row, at) => (
        <Flex key={at} gap={8}>
          <GoodsInput
            value={row}
            onChange={(next) => onChange?.(rows.map((one, index) => (index === at ? (next ?? {}) : one)))}
          />
          <Button
            type="text"
            aria-label={`${common("remove")} ${at + 1}`}
            icon={<DeleteOutlined />}
            onClick={() => onChange?.(rows.filter((_, index) => index !== at))}
          />
        </Flex>
      ))}
      <Button
        type="dashed"
        icon={<PlusOutlined />}
        onClick={() => onChange?.([...rows, { kind: rows.at(-1)?.kind ?? "brand" }])}
        style={{ alignSelf: "flex-start" }}
      >
        {t("addGoods")}
      </Button>
    </Flex>
  );
}

function CodesInput({ value, onChange, id, options, disabled }: FieldOf<string[]> & { options: Option[] }) {
  const t = useWords();
  return (
    <Select
      {...(id && { id })}
      mode="tags"
      disabled={disabled ?? false}
      value={value ?? []}
      options={options}
      placeholder={t("typeOrChoose")}
      tokenSeparators={[",", "，", " ", "\n"]}
      onChange={(next: string[]) => onChange?.(next)}
    />
  );
}
export function StoresInput(props: FieldOf<string[]>) {
  const { programme } = useScope();
  const stores = useRead("/v1/stores", { params: { query: {} } });
  const options = (stores.data?.items ?? [])
    .filter((one) => !programme || one.programme_code === programme)
    .map((one) => ({ value: one.code, label: `${one.code} ${one.name}` }));
  return <CodesInput {...props} options={options} />;
}
export function CardTypesInput(props: FieldOf<string[]>) {
  const may = useMay();
  const { programme } = useScope();
  const types = useRead("/v1/card-types", {}, { enabled: may("list_card_types") });
  const options = (types.data?.items ?? [])
    .filter((one) => one.programme === programme)
    .map((one) => ({ value: one.code, label: `${one.code} ${one.name}` }));
  return <CodesInput {...props} options={options} />;
}
export function TiersInput(props: FieldOf<string[]>) {
  const may = useMay();
  const language = useLanguage();
  const { programme } = useScope();
  const ladders = useRead("/v1/tier-ladders", {}, { enabled: may("list_tier_ladders") });
  const options = (ladders.data?.items ?? [])
    .filter((one) => one.programme === programme)
    .flatMap((one) => one.terms.tiers)
    .map((one) => ({ value: one.code, label: `${one.code} ${language === "zh" ? one.name_zh : one.name_en}` }));
  return <CodesInput {...props} options={options} />;
}
export function GroupsInput(props: FieldOf<string[]>) {
  const may = useMay();
  const language = useLanguage();
  const { programme } = useScope();
  const audiences = useRead(
    "/v1/audiences",
    { params: { query: { programme } } },
    { enabled: may("list_audiences") && programme !== "" },
  );
  const options = (audiences.data?.items ?? []).map((one) => ({
    value: one.code,
    label: `${one.code} ${language === "zh" ? one.name_zh : one.name_en}`,
  }));
  return <CodesInput {...props} options={options} />;
}
/** A rule that another cannot stand beside, by code. */
export function RuleCodesInput({ kind, ...props }: FieldOf<string[]> & { kind: "promotion" | "coupon" }) {
  const language = useLanguage();
  const { programme } = useScope();
  const rules = useRead(
    "/v1/pricing/rules",
    { params: { query: { programme, kind, limit: 200 } } },
    { enabled: programme !== "" },
  );
  const named = new Map(
    (rules.data?.items ?? []).map((one) => [one.code, `${one.code} ${language === "zh" ? one.name_zh : one.name_en}`]),
  );
  return <CodesInput {...props} options={[...named].map(([value, label]) => ({ value, label }))} />;
}

/** A single code out of what there is, or any other. */
export function ItemInput({ value, onChange, id, disabled }: FieldOf<string>) {
  const t = useWords();
  const options = useGoodsOptions();
  return (
    <AutoComplete
      {...(id && { id })}
      disabled={disabled ?? false}
      style={{ maxWidth: 360 }}
      placeholder={t("goodsCode")}
      value={value ?? ""}
      options={options.item ?? []}
      showSearch={{
        filterOption: (typed, option) =>
          String(option?.label ?? "")
            .toLowerCase()
            .includes(typed.toLowerCase()),
      }}
      onChange={(code: string) => onChange?.(code)}
    />
  );
}
export function CouponCodeInput({ value, onChange, id, disabled }: FieldOf<string>) {
  const may = useMay();
  const language = useLanguage();
  const { programme } = useScope();
  const templates = useRead(
    "/v1/coupons/templates",
    { params: { query: { programme } } },
    { enabled: may("list_coupon_templates") && programme !== "" },
  );
  return (
    <AutoComplete
      {...(id && { id })}
      disabled={disabled ?? false}
      style={{ maxWidth: 360 }}
      value={value ?? ""}
      options={(templates.data?.items ?? []).map((one) => ({
        value: one.code,
        label: `${one.code} ${language === "zh" ? one.terms.name_zh : one.terms.name_en}`,
      }))}
      onChange={(code: string) => onChange?.(code)}
    />
  );
}

const own = ["mall", "counter", "counter_group", "brand"] as const;

/** Parties with their weights, and what part of the whole each one bears. */
export function SharesInput({ value, onChange, id }: FieldOf<Share[]>) {
  const t = useWords();
  const common = useCommon();
  const language = useLanguage();
  const rows = value ?? [];
  const sum = rows.reduce((all, share) => all + (share.weight ?? 0), 0);
  const put = (at: number, next: Share) => onChange?.(rows.map((one, index) => (index === at ? next : one)));
  return (
    <Flex vertical gap={8} {...(id && { id })}>
      {rows.map((row, at) => (
        <Flex key={at} gap={8} align="center" wrap>
          <Select
            aria-label={t("bearer")}
            style={{ width: 210 }}
            value={row.of ?? "party"}
            options={[
              ...own.map((of) => ({ value: of as string, label: shareSaid({ of }, language) })),
              { value: "party", label: t("aParty") },
            ]}
            onChange={(of) =>
              put(
                at,
                of === "party"
                  ? { weight: row.weight, party: "" }
                  : { weight: row.weight, of: of as (typeof own)[number] },
              )
            }
          />
          {row.of === undefined && (
            <AutoComplete
              aria-label={t("party")}
              placeholder={t("party")}
              style={{ width: 160 }}
              value={row.party ?? ""}
              options={[]}
              onChange={(party: string) => put(at, { weight: row.weight, party })}
            />
          )}
          <div style={{ width: 110 }}>
            <CountInput
              aria-label={t("weight")}
              placeholder={t("weight")}
              value={row.weight}
              onChange={(weight) => put(at, { ...row, weight })}
            />
          </div>
          <Typography.Text type="secondary">
            {sum > 0 && row.weight ? `${Math.round((row.weight * 1000) / sum) / 10}%` : ""}
          </Typography.Text>
          <Button
            type="text"
            aria-label={`${common("remove")} ${at + 1}`}
            icon={<DeleteOutlined />}
            onClick={() => onChange?.(rows.filter((_, index) => index !== at))}
          />
        </Flex>
      ))}
      <Button
        type="dashed"
        icon={<PlusOutlined />}
        style={{ alignSelf: "flex-start" }}
        onClick={() => onChange?.([...rows, { of: "mall", weight: 50 }])}
      >
        {t("addShare")}
      </Button>
    </Flex>
  );
}
