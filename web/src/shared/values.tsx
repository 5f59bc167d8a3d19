// Values of the API on a page: money, points, rates, times, states, ids.
import { Tag, Tooltip, Typography } from "antd";
import type { ReactNode } from "react";
import { fieldOf, labelOf, resolve, type Schema } from "@/api/schema";
import { type Language, useLanguage } from "@/i18n";
import { countText, instantText, type Money, moneyText, rateText } from "./format";
import { useCommon } from "./words";

const figures = { fontVariantNumeric: "tabular-nums", whiteSpace: "nowrap" } as const;

export const MoneyView = ({ value, strong }: { value: Money | undefined | null; strong?: boolean }) => (
  <Typography.Text style={figures} strong={strong ?? false} type={value && value.amount < 0 ? "danger" : undefined}>
    {moneyText(value)}
  </Typography.Text>
);
export const PointsView = ({ value, signed }: { value: number | undefined | null; signed?: boolean }) => (
  <Typography.Text style={figures} type={value && value < 0 ? "danger" : undefined}>
    {signed && value && value > 0 ? "+" : ""}
    {countText(value)}
  </Typography.Text>
);
export const RateView = ({ value }: { value: string | undefined | null }) => (
  <span style={figures}>{rateText(value)}</span>
);
export const InstantView = ({ value }: { value: string | undefined | null }) => (
  <span style={figures}>{instantText(value)}</span>
);
export const IdView = ({ value }: { value: string | undefined | null }) =>
  value ? (
    <Typography.Text code copyable={{ text: value }} style={{ fontSize: 12 }}>
      {value}
    </Typography.Text>
  ) : (
    <>–</>
  );

/** Colours of states: what is in force, what waits, what has ended, what is wrong. */
const colours: Record<string, string> = {};
for (const [colour, states] of Object.entries({
  green: "active effective posted done audited approved open used verified issued on completed captured succeeded",
  blue: "draft stock pending running preview held waiting queued planned unverified scheduled requested",
  orange: "submitted frozen warned grace temporary expiring proposed unclear suspended",
  red: "rejected failed lost cancelled voided refused disabled revoked blocked",
  default: "retired superseded expired closed ended replaced withdrawn released removed merged stopped off undone",
}))
  for (const state of states.split(" ")) colours[state] = colour;

export const StateTag = ({ value, words }: { value: string | undefined | null; words?: Schema | undefined }) => {
  const language = useLanguage();
  if (!value) return <>–</>;
  return <Tag color={colours[value] ?? "default"}>{words?.["x-values"]?.[value]?.[language] ?? value}</Tag>;
};

export function valueText(schema: Schema, value: unknown, language: Language): string {
  if (value === undefined || value === null || value === "") return "–";
  if (schema["x-values"]) return schema["x-values"][String(value)]?.[language] ?? String(value);
  if (schema.format === "date-time") return instantText(String(value));
  if (typeof value === "boolean") return value ? (language === "zh" ? "是" : "Yes") : language === "zh" ? "否" : "No";
  if (typeof value === "number") return countText(value);
  if (typeof value === "object" && "amount" in value && "currency" in value) return moneyText(value as Money);
  return String(value);
}

const isMoney = (value: unknown): value is Money =>
  typeof value === "object" && value !== null && "amount" in value && "currency" in value;
const isId = (schema: Schema) => schema.pattern === "^[1-9][0-9]{0,18}$";

/** Any value as its schema says it reads. */
export function ValueView({ schema, from, value }: { schema: Schema; from?: Schema; value: unknown }): ReactNode {
  const language = useLanguage();
  const t = useCommon();
  if (value === undefined || value === null || value === "") return "–";
  if (schema.enum || schema["x-values"]) return <StateTag value={String(value)} words={schema} />;
  if (isMoney(value)) return <MoneyView value={value} />;
  if (Array.isArray(value)) {
    if (value.length === 0) return t("none");
    const item = schema.items ? resolve(schema.items, from ?? schema) : undefined;
    if (value.every((one) => typeof one !== "object"))
      return value.map((one) => (item ? valueText(item.schema, one, language) : String(one))).join("、");
    return (
      <ul style={{ margin: 0, paddingInlineStart: 18 }}>
        {value.map((one, at) => (
          <li key={at}>
            {item ? <ValueView schema={item.schema} from={item.from} value={one} /> : JSON.stringify(one)}
          </li>
        ))}
      </ul>
    );
  }
  if (typeof value === "object") {
    const entries = Object.entries(value).filter(([, one]) => one !== undefined && one !== null);
    const object = schema.oneOf ? choose(schema, from ?? schema, value) : { schema, from: from ?? schema };
    return (
      <span>
        {entries.map(([key, one], at) => {
          const field = fieldOf(object.schema, key);
          return (
            <span key={key}>
              {at > 0 && " · "}
              <Typography.Text type="secondary">
                {field ? labelOf(field.schema.words, language).label : key}
              </Typography.Text>{" "}
              {field ? <ValueView schema={field.schema} from={field.from} value={one} /> : String(one)}
            </span>
          );
        })}
      </span>
    );
  }
  if (schema.type === "integer") return <PointsView value={Number(value)} />;
  if (isId(schema)) return <IdView value={String(value)} />;
  return <span style={schema.format ? figures : undefined}>{valueText(schema, value, language)}</span>;
}

/** Of several shapes the one that the value has. */
export function choose(schema: Schema, from: Schema, value: unknown): { schema: Schema; from: Schema } {
  const by = schema.discriminator ?? "kind";
  const kind = (value as Record<string, unknown> | undefined)?.[by];
  for (const one of schema.oneOf ?? []) {
    const target = resolve(one, from);
    const field = fieldOf(target.schema, by)?.schema;
    if (field && (field.const === kind || field.enum?.includes(String(kind)))) return target;
  }
  return { schema, from };
}

/** The label of a field, with the rest of its description beside it. */
export function Label({ schema, text }: { schema: Schema | undefined; text?: string | undefined }) {
  const language = useLanguage();
  const { label, help } = labelOf(schema?.words, language);
  if (!help) return <>{text ?? label}</>;
  return (
    <Tooltip title={help}>
      <span style={{ borderBottom: "1px dotted currentColor", cursor: "help" }}>{text ?? label}</span>
    </Tooltip>
  );
}
