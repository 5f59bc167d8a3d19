// What changed, field by field: in a log that is kept, and in what is about to be saved.
import { Alert, Typography } from "antd";
import { fieldOf, labelOf, resolve, type Schema } from "@/api/schema";
import { defineWords, type Language, useLanguage } from "@/i18n";
import { type Difference, differences } from "./differences";
import { rateText } from "./format";
import { ValueView, valueText } from "./values";
import { useCommon } from "./words";

const useWords = defineWords("changes", {
  same: ["还没有改动", "Nothing is changed yet"],
  will: ["将要改动 {{count}} 处", "{{count}} changes to be made"],
});

/** The words of "tiers/GOLD/threshold": the schema's for what it knows, the code for what has one. */
export function pathLabel(schema: Schema, path: string, language: Language): string {
  let at: { schema: Schema; from: Schema } | undefined = { schema, from: schema };
  const words: string[] = [];
  for (const part of path.split("/")) {
    if (at?.schema.type === "array" && at.schema.items) {
      at = resolve(at.schema.items, at.from); // the part is the entry's code
      words.push(part);
      continue;
    }
    const next: { schema: Schema; from: Schema } | undefined = at && fieldOf(at.schema, part);
    words.push(next ? labelOf(next.schema.words, language).label : part);
    at = next;
  }
  return words
    .slice(words.length > 1 && ["terms", "parameters"].includes(path.split("/")[0] ?? "") ? 1 : 0)
    .join(" · ");
}

export function pathField(schema: Schema, path: string): { schema: Schema; from: Schema } | undefined {
  let at: { schema: Schema; from: Schema } | undefined = { schema, from: schema };
  for (const part of path.split("/")) {
    if (!at) return undefined;
    at = at.schema.type === "array" && at.schema.items ? resolve(at.schema.items, at.from) : fieldOf(at.schema, part);
  }
  return at;
}

const isRate = (path: string) => /(_rate|stack_start)$/.test(path);

/** A value as a log has it – a text – in the words of its field. */
export function loggedText(schema: Schema | undefined, name: string, text: string | undefined, language: Language) {
  if (text === undefined || text === "") return "–";
  if (!schema) return text;
  if (schema.type === "boolean") return valueText(schema, text === "true", language);
  if (schema["x-values"]) return valueText(schema, text, language);
  if (isRate(name) && /^\d+(\.\d+)?$/.test(text)) return rateText(text);
  return text;
}

export function BeforeAfter({ before, after }: { before: React.ReactNode; after: React.ReactNode }) {
  const t = useCommon();
  const now = (
    <ins title={t("after")} style={{ textDecoration: "none", fontWeight: 600 }}>
      {after}
    </ins>
  );
  if (before === undefined) return now;
  return (
    <span>
      <del title={t("before")}>{before}</del> → {now}
    </span>
  );
}

export function DifferenceList({ schema, items }: { schema: Schema; items: Difference[] }) {
  const language = useLanguage();
  const view = (path: string, value: unknown) => {
    const field = pathField(schema, path);
    if (typeof value === "string" && isRate(path) && /^\d+(\.\d+)?$/.test(value)) return rateText(value);
    if (field && !(typeof value === "object" && field.schema.oneOf))
      return <ValueView schema={field.schema} from={field.from} value={value} />;
    return value === undefined ? "–" : JSON.stringify(value);
  };
  return (
    <ul style={{ margin: 0, paddingInlineStart: 18 }}>
      {items.map((one) => (
        <li key={one.path}>
          <Typography.Text type="secondary">{pathLabel(schema, one.path, language)}</Typography.Text>{" "}
          <BeforeAfter before={view(one.path, one.before)} after={view(one.path, one.after)} />
        </li>
      ))}
    </ul>
  );
}

/** Beside a form: what saving would change. */
export function ChangesPreview({ schema, before, after }: { schema: Schema; before: unknown; after: unknown }) {
  const t = useWords();
  const items = differences(before, after).filter((one) => !["reason", "note"].includes(one.path));
  if (items.length === 0) return <Alert type="info" title={t("same")} />;
  return (
    <Alert
      type="warning"
      title={t("will", { count: items.length })}
      description={<DifferenceList schema={schema} items={items} />}
    />
  );
}
