// The API's description of a value, as scripts/generate.mjs writes it: constraints, and words in both languages.
export type Words = { zh: string; en: string };

export type Schema = {
  words?: Words;
  example?: unknown;
  type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  format?: "int64" | "int32" | "date-time" | "date" | "decimal";
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  "x-minimum"?: number | string;
  "x-maximum"?: number | string;
  default?: unknown;
  const?: unknown;
  enum?: string[];
  "x-values"?: Record<string, Words>;
  "x-personal"?: boolean;
  required?: string[];
  $ref?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema;
  oneOf?: Schema[];
  discriminator?: string;
  refs?: () => Record<string, Schema>;
};

/** The schema a reference leads to, with the words and default of where it stands. `from` is the schema that holds it. */
export function resolve(schema: Schema, from: Schema): { schema: Schema; from: Schema } {
  if (!schema.$ref) return { schema, from };
  const target = from.refs?.()[schema.$ref] ?? (from.$ref === undefined && from.properties ? from : undefined);
  if (!target) throw new Error(`no schema ${schema.$ref}`);
  const { $ref: _, ...beside } = schema;
  return { schema: { ...target, ...beside }, from: target };
}

/** A field of an object's schema; undefined if it has none of that name. */
export function fieldOf(object: Schema, name: string): { schema: Schema; from: Schema } | undefined {
  const field = object.properties?.[name];
  return field && resolve(field, object);
}

/** The first words of a description: the label. The rest is help. */
export function labelOf(words: Words | undefined, language: "zh" | "en"): { label: string; help?: string } {
  const text = words?.[language] ?? "";
  const end = text.search(language === "zh" ? /[；;（(：:，,。]/ : /[;(:,.]/);
  if (end <= 0) return { label: text };
  return { label: text.slice(0, end).trim(), help: text };
}
