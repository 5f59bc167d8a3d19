// A form out of the API's own description: fields, labels, help, limits, defaults; what the server refuses is shown at the
// field it names. Where a field needs more than its schema says, `fields` gives it a component, a label or a place.
//
//   <SchemaForm schema={NewCardType} initial={…} onSubmit={(body) => api.POST("/v1/card-types", { body })} />
//
// Absent stays absent: fields that nobody filled in are not sent.
import { MinusCircleOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Card, Collapse, Flex, Form, type FormInstance, Input, Select, Space, Switch, Typography } from "antd";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import { useBlocker } from "react-router";
import { ApiError } from "@/api/client";
import { fieldOf, labelOf, resolve, type Schema } from "@/api/schema";
import { useLanguage } from "@/i18n";
import { ErrorNotice } from "./ErrorNotice";
import { CountInput, DayInput, DecimalInput, InstantInput, MoneyInput, RateInput } from "./inputs";
import { ProgrammeSelect, StoreSelect } from "./selects";
import { choose } from "./values";
import { useCommon } from "./words";

export type FieldOverride = {
  label?: string;
  help?: ReactNode;
  /** Must take value and onChange. */
  input?: ReactNode;
  hidden?: boolean;
  /** Also required here although the schema leaves it open. */
  required?: boolean;
  /** Asked for only while this holds; not sent otherwise. */
  when?: (values: Record<string, unknown>) => boolean;
  /** A worked example beside the rule, from what is typed now. */
  example?: (values: Record<string, unknown>) => ReactNode;
};

export type Group = {
  title: string;
  names: string[];
  closed?: boolean;
  help?: ReactNode;
  /** Short fields stand side by side. */
  columns?: boolean;
  /** What the rules of this group come to, from what is typed now. */
  example?: (values: Record<string, unknown>) => ReactNode;
};

const sideBySide = {
  display: "grid",
  gridTemplateColumns: "repeat(auto-fill, minmax(min(260px, 100%), 1fr))",
  columnGap: 24,
} as const;

type Names = (string | number)[];
type Props<B> = {
  schema: Schema;
  initial?: Partial<B> | undefined;
  /** By path: "name", "terms.rate", "steps.*.amount". */
  fields?: Record<string, FieldOverride>;
  /** In this order, and no others; top-level names. */
  only?: string[];
  /** Names gathered under headings, "terms.use" for a field within an object; top-level names that are in none come last. */
  groups?: Group[];
  onSubmit: (body: B) => Promise<unknown>;
  onCancel?: () => void;
  submit?: string;
  /** More buttons; get the body as it is now. */
  extra?: (body: () => B, busy: boolean) => ReactNode;
  /** Lists that are sent although they are empty: the way to take the last one away. */
  keep?: string[];
  /** Beside the form, with what is typed now. */
  aside?: (body: Partial<B>) => ReactNode;
  disabled?: boolean;
  /** Set within a drawer or modal that has buttons of its own. */
  form?: FormInstance;
  hideButtons?: boolean;
};

const Overrides = createContext<Record<string, FieldOverride>>({});
const general = (path: Names) => path.map((part) => (typeof part === "number" ? "*" : part)).join(".");

/** Empty texts, empty objects and absent values are left out; booleans and zeros stay. */
export function tidy(value: unknown): unknown {
  if (value === null || value === undefined || value === "") return undefined;
  if (Array.isArray(value)) return value.map(tidy).filter((one) => one !== undefined);
  if (typeof value === "object") {
    const entries = Object.entries(value)
      .map(([key, one]) => [key, tidy(one)] as const)
      .filter(([, one]) => one !== undefined);
    return entries.length > 0 ? Object.fromEntries(entries) : undefined;
  }
  return value;
}

const isMoney = (schema: Schema) =>
  schema.properties?.amount !== undefined &&
  schema.properties?.currency !== undefined &&
  Object.keys(schema.properties).length === 2;
const isId = (schema: Schema) => schema.pattern === "^[1-9][0-9]{0,18}$";

/** Without what is not asked for now: `when` of "terms.validity_months" is false. */
function asked(values: Record<string, unknown>, fields: Record<string, FieldOverride>): Record<string, unknown> {
  const out = structuredClone(values);
  for (const [path, field] of Object.entries(fields)) {
    if (!field.when || field.when(values)) continue;
    const parts = path.split(".");
    const last = parts.pop() ?? "";
    const at = parts.reduce<unknown>((inner, part) => (inner as Record<string, unknown> | undefined)?.[part], out);
    if (typeof at === "object" && at !== null) delete (at as Record<string, unknown>)[last];
  }
  return out;
}

/** The object that holds the field of a path, and its name there. */
function placeOf(schema: Schema, path: string): { object: Schema; name: string } {
  const parts = path.split(".");
  const name = parts.pop() ?? "";
  return { object: parts.reduce((object, part) => fieldOf(object, part)?.schema ?? object, schema), name };
}

/** Defaults as the schema declares them, so that a form shows what an absent field would mean. */
function defaultsOf(schema: Schema, depth = 0): Record<string, unknown> | undefined {
  if (!schema.properties || depth > 4) return undefined;
  const out: Record<string, unknown> = {};
  for (const name of Object.keys(schema.properties)) {
    const field = fieldOf(schema, name);
    if (!field) continue;
    if (field.schema.default !== undefined && field.schema.default !== null) out[name] = field.schema.default;
    else if (field.schema.type === "object" && schema.required?.includes(name)) {
      const inner = defaultsOf(field.schema, depth + 1);
      if (inner) out[name] = inner;
    }
  }
  return out;
}

function merged(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (typeof base !== "object" || base === null || typeof over !== "object" || over === null || Array.isArray(over))
    return over;
  const out: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) out[key] = merged(out[key], value);
  return out;
}

export function SchemaForm<B extends object>(props: Props<B>) {
  const { schema, fields = {}, onSubmit, disabled } = props;
  const t = useCommon();
  const [own] = Form.useForm();
  const form = props.form ?? own;
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const touched = useRef(false);
  const initial = useMemo(
    () => merged(defaultsOf(schema), props.initial) as Record<string, unknown>,
    [schema, props.initial],
  );
  const values = Form.useWatch([], form) as Record<string, unknown> | undefined;
  const body = () => {
    const all = asked(form.getFieldsValue(true), fields);
    const kept = Object.fromEntries((props.keep ?? []).map((name) => [name, all[name] ?? []]));
    return { ...kept, ...((tidy(all) ?? {}) as object) } as B;
  };
  useGuard(() => touched.current);

  const show = (fault: ApiError) => {
    const placed: { name: Names; errors: string[] }[] = [];
    for (const one of fault.problem.errors ?? []) {
      const name = one.pointer
        .split("/")
        .filter(Boolean)
        .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
      if (form.getFieldInstance(name as never) || form.getFieldValue(name as never) !== undefined)
        placed.push({ name, errors: [one.message] });
    }
    form.setFields(placed as never);
    const first = placed[0];
    if (first) form.scrollToField(first.name as never, { block: "center" });
    setError(fault);
  };
  const finish = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await onSubmit(body());
      touched.current = false;
    } catch (fault) {
      if (!(fault instanceof ApiError)) throw fault;
      show(fault);
    } finally {
      setBusy(false);
    }
  };

  const all = props.only ?? Object.keys(schema.properties ?? {});
  const grouped = new Set(props.groups?.flatMap((group) => group.names.map((name) => name.split(".")[0])) ?? []);
  const rest = all.filter((name) => !grouped.has(name));
  const one = (name: string) => <Field key={name} {...placeOf(schema, name)} path={name.split(".")} form={form} />;
  const within = (group: Group) => (
    <>
      {group.help && <Typography.Paragraph type="secondary">{group.help}</Typography.Paragraph>}
      <div style={group.columns ? sideBySide : undefined}>
        {group.names.filter((name) => all.includes(name.split(".")[0] ?? "")).map(one)}
      </div>
      {group.example?.(values ?? initial ?? {})}
    </>
  );
  return (
    <Overrides value={fields}>
      <Form
        form={form}
        layout="vertical"
        initialValues={initial}
        disabled={(disabled ?? false) || busy}
        onValuesChange={() => {
          touched.current = true;
        }}
        onFinish={finish}
      >
        <ErrorNotice error={error} />
        <Flex gap={24} align="flex-start" wrap>
          <div style={{ flex: "1 1 420px", minWidth: 0 }}>
            {props.groups?.map((group) =>
              group.closed ? (
                <Collapse
                  key={group.title}
                  style={{ marginBottom: 16 }}
                  items={[
                    {
                      key: "1",
                      label: group.title,
                      forceRender: true,
                      children: within(group),
                    },
                  ]}
                />
              ) : (
                <Card key={group.title} size="small" title={group.title} style={{ marginBottom: 16 }}>
                  {within(group)}
                </Card>
              ),
            )}
            {rest.map(one)}
          </div>
          {props.aside && (
            <div style={{ flex: "0 1 360px", position: "sticky", top: 16 }}>
              {props.aside((values ?? initial ?? {}) as Partial<B>)}
            </div>
          )}
        </Flex>
        {!props.hideButtons && (
          <Space>
            <Button type="primary" htmlType="submit" loading={busy}>
              {props.submit ?? t("save")}
            </Button>
            {props.extra?.(body, busy)}
            {props.onCancel && <Button onClick={props.onCancel}>{t("cancel")}</Button>}
          </Space>
        )}
      </Form>
    </Overrides>
  );
}

/** Leaving a page with something typed asks first. */
function useGuard(dirty: () => boolean) {
  const t = useCommon();
  const ask = t("unsaved");
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => dirty() && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (blocker.state !== "blocked") return;
    if (window.confirm(ask)) blocker.proceed();
    else blocker.reset();
  }, [blocker, ask]);
  useEffect(() => {
    const hold = (event: BeforeUnloadEvent) => {
      if (dirty()) event.preventDefault();
    };
    window.addEventListener("beforeunload", hold);
    return () => window.removeEventListener("beforeunload", hold);
  });
}

type FieldProps = {
  object: Schema;
  name: string;
  path: Names;
  form: FormInstance;
  list?: Names;
  /** The object around it that may be left out: what it requires counts once something in it is filled in. */
  within?: Names;
};

const valueAt = (values: unknown, path: Names) =>
  path.reduce<unknown>((at, part) => (at as Record<string | number, unknown> | undefined)?.[part], values);

function Field({ object, name, path, form, list, within }: FieldProps) {
  const overrides = useContext(Overrides);
  const language = useLanguage();
  const t = useCommon();
  const values = Form.useWatch([], form) as Record<string, unknown> | undefined;
  const field = fieldOf(object, name);
  const override = overrides[general(list ? [...list, ...path] : path)] ?? {};
  if (!field || override.hidden) return null;
  if (override.when && !override.when(values ?? {})) return null;
  if (field.schema.const !== undefined)
    return (
      <Form.Item name={path as never} hidden initialValue={field.schema.const} noStyle>
        <Input />
      </Form.Item>
    );
  const { label, help } = labelOf(field.schema.words, language);
  const text = override.label ?? label;
  const leftOut = within !== undefined && tidy(valueAt(values, within)) === undefined;
  const required =
    override.required ??
    (!leftOut && object.required?.includes(name) && field.schema.type !== "boolean" && field.schema.type !== "array");
  const extra = override.example ? override.example(values ?? {}) : undefined;
  if (!override.input && field.schema.oneOf)
    return <OneOf title={text} schema={field.schema} from={field.from} path={path} form={form} list={list} />;
  if (!override.input && field.schema.type === "object" && field.schema.properties && !isMoney(field.schema))
    return (
      <Card size="small" type="inner" title={text} style={{ marginBottom: 16 }}>
        {Object.keys(field.schema.properties).map((inner) => (
          <Field
            key={inner}
            object={field.schema}
            name={inner}
            path={[...path, inner]}
            form={form}
            {...(list && { list })}
            {...(within ? { within } : !object.required?.includes(name) && !list && { within: path })}
          />
        ))}
      </Card>
    );
  const items = field.schema.items && resolve(field.schema.items, field.from);
  if (
    !override.input &&
    field.schema.type === "array" &&
    items &&
    (items.schema.type === "object" || items.schema.oneOf)
  )
    return (
      <Many title={text} help={help} items={items} path={path} form={form} list={list} most={field.schema.maxItems} />
    );
  return (
    <Form.Item
      name={path as never}
      label={text}
      {...(override.help ? { help: override.help } : {})}
      {...(help && { tooltip: help })}
      extra={extra}
      valuePropName={field.schema.type === "boolean" && !override.input ? "checked" : "value"}
      rules={[
        { required: required ?? false, message: t("required", { what: text }) },
        { validator: (_, value) => checked(field.schema, value, language) },
      ]}
    >
      {override.input ?? inputFor(field.schema, field.from, name, language)}
    </Form.Item>
  );
}

/** The limits of the schema in words, before the server has to say so. */
async function checked(schema: Schema, value: unknown, language: "zh" | "en") {
  const say = (zh: string, en: string) => Promise.reject(new Error(language === "zh" ? zh : en));
  if (value === undefined || value === null || value === "") return;
  const amount = typeof value === "object" && "amount" in value ? (value as { amount: number }).amount : value;
  if (typeof amount === "number" && Number.isNaN(amount)) return say("请填写有效的数值", "This is not a valid number");
  if (typeof value === "number") {
    const least = schema.minimum ?? schema["x-minimum"];
    const most = schema.maximum ?? schema["x-maximum"];
    if (least !== undefined && value < Number(least)) return say(`不能小于 ${least}`, `At least ${least}`);
    if (most !== undefined && value > Number(most)) return say(`不能大于 ${most}`, `At most ${most}`);
  }
  if (typeof value === "string") {
    const length = [...value].length;
    if (schema.minLength !== undefined && length < schema.minLength)
      return say(`至少 ${schema.minLength} 个字符`, `At least ${schema.minLength} characters`);
    if (schema.maxLength !== undefined && length > schema.maxLength)
      return say(`最多 ${schema.maxLength} 个字符`, `At most ${schema.maxLength} characters`);
    if (schema.pattern && !new RegExp(schema.pattern, "u").test(value))
      return say(
        `格式不对${schema.example ? `，例如 ${String(schema.example)}` : ""}`,
        `The format is wrong${schema.example ? `; for example ${String(schema.example)}` : ""}`,
      );
  }
}

function inputFor(schema: Schema, from: Schema, name: string, language: "zh" | "en"): ReactNode {
  const example = schema.example !== undefined && typeof schema.example !== "object" ? String(schema.example) : "";
  if (isMoney(schema)) return <MoneyInput />;
  if (schema.enum)
    return (
      <Select
        allowClear
        showSearch={{ optionFilterProp: "label" }}
        options={schema.enum.map((value) => ({ value, label: schema["x-values"]?.[value]?.[language] ?? value }))}
      />
    );
  if (schema.type === "boolean") return <Switch />;
  if (schema.type === "integer") return <CountInput placeholder={example} />;
  if (schema.format === "date") return <DayInput />;
  if (schema.format === "date-time") return <InstantInput />;
  if (schema.format === "decimal" || schema.pattern?.includes("(\\.[0-9]"))
    return /rate|percent|share|ratio/.test(name) ? (
      <RateInput placeholder="85" />
    ) : (
      <DecimalInput placeholder={example} />
    );
  if (schema.type === "array") {
    const item = schema.items && resolve(schema.items, from).schema;
    if (item?.enum)
      return (
        <Select
          mode="multiple"
          options={item.enum.map((value) => ({ value, label: item["x-values"]?.[value]?.[language] ?? value }))}
        />
      );
    return (
      <Select
        mode="tags"
        open={false}
        suffixIcon={null}
        tokenSeparators={[",", "，", " ", "\n"]}
        placeholder={language === "zh" ? "输入后按回车" : "Type and press Enter"}
      />
    );
  }
  if (name === "store" && !isId(schema)) return <StoreSelect allowClear />;
  if (name === "programme") return <ProgrammeSelect />;
  if ((schema.maxLength ?? 0) > 200)
    return <Input.TextArea autoSize={{ minRows: 2, maxRows: 10 }} placeholder={example} />;
  return <Input placeholder={example} />;
}

function OneOf({
  title,
  schema,
  from,
  path,
  form,
  list,
}: {
  title: string;
  schema: Schema;
  from: Schema;
  path: Names;
  form: FormInstance;
  list?: Names | undefined;
}) {
  const language = useLanguage();
  const by = schema.discriminator ?? "kind";
  const whole = list ? [...list, ...path] : path;
  const kind = Form.useWatch([...whole, by] as never, { form, preserve: true }) as string | undefined;
  const options = (schema.oneOf ?? []).flatMap((one) => {
    const target = resolve(one, from);
    const own = fieldOf(target.schema, by)?.schema;
    const values = own?.const !== undefined ? [String(own.const)] : (own?.enum ?? []);
    return values.map((value) => ({
      value,
      label: own?.["x-values"]?.[value]?.[language] ?? labelOf(target.schema.words, language).label,
    }));
  });
  const chosen = kind ? choose(schema, from, { [by]: kind }) : undefined;
  return (
    <Card size="small" type="inner" title={title} style={{ marginBottom: 16 }}>
      <Form.Item name={[...path, by] as never} label={language === "zh" ? "种类" : "Kind"} rules={[{ required: true }]}>
        <Select options={options} />
      </Form.Item>
      {chosen &&
        chosen.schema !== schema &&
        Object.keys(chosen.schema.properties ?? {})
          .filter((inner) => inner !== by)
          .map((inner) => (
            <Field
              key={inner}
              object={chosen.schema}
              name={inner}
              path={[...path, inner]}
              form={form}
              {...(list && { list })}
            />
          ))}
    </Card>
  );
}

function Many({
  title,
  help,
  items,
  path,
  form,
  list,
  most,
}: {
  title: string;
  help: string | undefined;
  items: { schema: Schema; from: Schema };
  path: Names;
  form: FormInstance;
  list?: Names | undefined;
  most: number | undefined;
}) {
  const t = useCommon();
  return (
    <Card size="small" type="inner" title={title} style={{ marginBottom: 16 }}>
      {help && <Typography.Paragraph type="secondary">{help}</Typography.Paragraph>}
      <Form.List name={path as never}>
        {(rows, { add, remove }) => (
          <Flex vertical gap={8}>
            {rows.map((row) => (
              <Card
                key={row.key}
                size="small"
                extra={
                  <Button
                    type="text"
                    aria-label={`${t("remove")} ${row.name + 1}`}
                    icon={<MinusCircleOutlined />}
                    onClick={() => remove(row.name)}
                  />
                }
                title={`${title} ${row.name + 1}`}
              >
                {items.schema.oneOf ? (
                  <OneOf
                    title={title}
                    schema={items.schema}
                    from={items.from}
                    path={[row.name]}
                    form={form}
                    list={[...(list ?? []), ...path]}
                  />
                ) : (
                  <Flex wrap gap={12}>
                    {Object.keys(items.schema.properties ?? {}).map((inner) => (
                      <div key={inner} style={{ flex: "1 1 200px" }}>
                        <Field
                          object={items.schema}
                          name={inner}
                          path={[row.name, inner]}
                          form={form}
                          list={[...(list ?? []), ...path]}
                        />
                      </div>
                    ))}
                  </Flex>
                )}
              </Card>
            ))}
            <Button
              type="dashed"
              icon={<PlusOutlined />}
              disabled={most !== undefined && rows.length >= most}
              onClick={() => add(defaultsOf(items.schema) ?? {})}
            >
              {t("add")}
            </Button>
          </Flex>
        )}
      </Form.List>
    </Card>
  );
}
