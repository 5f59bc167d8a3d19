// A list of the API as operators expect it: conditions above (查询 / 重置), the table with columns one may choose, pages by
// the server's cursor, the state in the address, views that are kept, selection and what is done with it, export.
//
//   <DataTable id="receipts" path="/v1/receipts" rowKey="receipt" schema={ReceiptListed}
//     filters={[{ name: "store", kind: "store" }, { name: ["from", "to"], kind: "days" }]}
//     columns={[{ key: "receipt", render: … }, { key: "business_date" }, { key: "payable", align: "right" }]}
//     onOpen={(row) => navigate(`/receipts/${row.receipt}`)} />
//
// Titles, help and the look of values come from the schema of a row; `title` and `render` have precedence.
import { DownloadOutlined, ReloadOutlined, SettingOutlined } from "@ant-design/icons";
import {
  App,
  Button,
  Card,
  Checkbox,
  Dropdown,
  Empty,
  Flex,
  Form,
  Input,
  Modal,
  Popover,
  Segmented,
  Select,
  Space,
  Table,
  type TableProps,
  Tooltip,
  Typography,
} from "antd";
import { type Key, type ReactNode, useCallback, useEffect, useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { type Answer, type HasGet, type Init, useRead } from "@/api/query";
import { fieldOf, labelOf, type Schema } from "@/api/schema";
import { useLanguage } from "@/i18n";
import { ErrorNotice } from "./ErrorNotice";
import { daysAgo, today } from "./format";
import { CountInput, DayInput, DaysInput } from "./inputs";
import { remember, remembered } from "./remember";
import { ProgrammeSelect, StoreSelect } from "./selects";
import { Label, ValueView } from "./values";
import { useCommon } from "./words";

export type Column<R> = {
  key: string;
  title?: string;
  render?: (row: R) => ReactNode;
  width?: number;
  align?: "left" | "right" | "center";
  /** Not shown until somebody chooses it. */
  hidden?: boolean;
  fixed?: "left" | "right";
};

export type Filter = {
  /** Parameter of the query; two for `days`: from and to. */
  name: string | [string, string];
  label?: string;
  kind: "text" | "number" | "select" | "store" | "programme" | "day" | "days";
  options?: { value: string; label: string }[];
  /** For `select`: the words of this schema's values. */
  schema?: Schema;
  initial?: string | [string, string];
  required?: boolean;
  placeholder?: string;
};

type ListPath = { [P in HasGet]: Answer<P> extends object ? P : never }[HasGet];
type RowOf<P extends HasGet> = {
  [K in keyof Answer<P>]: Answer<P>[K] extends (infer R)[] | undefined ? R : never;
}[keyof Answer<P>] extends infer R
  ? R extends object
    ? R
    : never
  : never;

type Props<P extends ListPath> = {
  /** Name under which columns and views are kept. */
  id: string;
  path: P;
  /** What is always asked: parameters of the path, fixed ones of the query. */
  params?: { path?: Record<string, string>; query?: Record<string, unknown> };
  /** Field of the answer that holds the rows. */
  items?: string;
  rowKey: string | ((row: RowOf<P>) => string);
  schema: Schema;
  columns: Column<RowOf<P>>[];
  filters?: Filter[];
  onOpen?: (row: RowOf<P>) => void;
  title?: ReactNode;
  toolbar?: ReactNode;
  /** What may be done with the rows that are ticked. */
  bulk?: (rows: RowOf<P>[], clear: () => void) => ReactNode;
  onExport?: (query: Record<string, string>) => void;
  /** Shown where there is nothing and no condition is set: what to do first. */
  empty?: { title: string; action?: ReactNode };
  /** Rows are sorted and filtered on the page itself: for short lists without a cursor. */
  footer?: (answer: Answer<P>) => ReactNode;
  /** Several tables on one page keep their state apart in the address. */
  prefix?: string;
  enabled?: boolean;
  /** Asked again in so many milliseconds: where rows move by themselves. */
  refetchInterval?: (answer: Answer<P> | undefined) => number | false;
};

const sizes = [20, 50, 100];
type Look = { hidden?: string[]; density?: "small" | "middle" | "large"; size?: number };
type View = { name: string; search: string };

const names = (filter: Filter) => (Array.isArray(filter.name) ? filter.name : [filter.name]);

export function DataTable<P extends ListPath>(props: Props<P>) {
  const { id, path, params, schema, columns, filters = [], onOpen, prefix = "", items = "items" } = props;
  type Row = RowOf<P>;
  const t = useCommon();
  const language = useLanguage();
  const [search, setSearch] = useSearchParams();
  const [look, setLook] = useState<Look>(() => remembered<Look>(`table.${id}`) ?? {});
  const [chosen, setChosen] = useState<{ keys: Key[]; rows: Row[] }>({ keys: [], rows: [] });
  const keep = (next: Look) => {
    setLook(next);
    remember(`table.${id}`, next);
  };
  const size = look.size ?? 20;

  const query = useMemo(() => {
    const asked: Record<string, string> = {};
    for (const filter of filters) {
      names(filter).forEach((name, at) => {
        const initial = Array.isArray(filter.initial) ? filter.initial[at] : filter.initial;
        const value = search.get(prefix + name) ?? initial;
        if (value) asked[name] = value;
      });
    }
    return asked;
  }, [filters, search, prefix]);

  // The cursors of the pages before this one; the last is this page's.
  const trail = useMemo(() => (search.get(`${prefix}page`) ?? "").split("~").filter(Boolean), [search, prefix]);
  const cursor = trail.at(-1);
  const lacking = filters.some((filter) => filter.required && names(filter).some((name) => !query[name]));
  const answer = useRead(
    path,
    {
      params: { ...params, query: { ...params?.query, ...query, limit: size, ...(cursor && { cursor }) } },
    } as unknown as Init<P>,
    {
      enabled: (props.enabled ?? true) && !lacking,
      ...(props.refetchInterval && { refetchInterval: props.refetchInterval }),
    },
  );
  const body = answer.data as Record<string, unknown> | undefined;
  const rows = (body?.[items] ?? []) as Row[];
  const next = body?.next_cursor as string | undefined;

  const go = (cursors: string[]) => {
    setSearch((now) => {
      const to = new URLSearchParams(now);
      if (cursors.length > 0) to.set(`${prefix}page`, cursors.join("~"));
      else to.delete(`${prefix}page`);
      return to;
    });
  };
  const ask = useCallback(
    (values: Record<string, string | undefined>) => {
      setSearch((now) => {
        const to = new URLSearchParams(now);
        for (const filter of filters)
          for (const name of names(filter)) {
            if (values[name]) to.set(prefix + name, values[name]);
            else to.delete(prefix + name);
          }
        to.delete(`${prefix}page`);
        return to;
      });
      setChosen({ keys: [], rows: [] });
    },
    [filters, prefix, setSearch],
  );

  const keyOf =
    typeof props.rowKey === "function"
      ? props.rowKey
      : (row: Row) => String((row as Record<string, unknown>)[props.rowKey as string]);
  const shown = columns.filter((column) => (look.hidden ? !look.hidden.includes(column.key) : !column.hidden));
  const titleOf = (column: Column<Row>) =>
    column.title ?? labelOf(fieldOf(schema, column.key)?.schema.words, language).label;
  const numeric = (column: Column<Row>) => {
    const field = fieldOf(schema, column.key)?.schema;
    return field?.type === "integer" || field?.properties?.amount !== undefined;
  };
  const tableColumns: TableProps<Row>["columns"] = shown.map((column, at) => {
    const field = fieldOf(schema, column.key);
    return {
      key: column.key,
      title: column.title ? column.title : <Label schema={field?.schema} />,
      align: column.align ?? (numeric(column) ? "right" : "left"),
      ...(column.width && { width: column.width }),
      ...(column.fixed && { fixed: column.fixed }),
      render: (_: unknown, row: Row) => {
        const content = column.render
          ? column.render(row)
          : field && (
              <ValueView schema={field.schema} from={field.from} value={(row as Record<string, unknown>)[column.key]} />
            );
        // The first column opens the row: with the keyboard as well.
        return at === 0 && onOpen && !column.render ? (
          <Typography.Link
            href="#"
            onClick={(event) => {
              event.preventDefault();
              event.stopPropagation();
              onOpen(row);
            }}
          >
            {content}
          </Typography.Link>
        ) : (
          content
        );
      },
    };
  });

  const asked = filters.some((filter) => names(filter).some((name) => search.get(prefix + name)));
  return (
    <Flex vertical gap={12}>
      {filters.length > 0 && <Conditions filters={filters} query={query} onAsk={ask} schema={schema} />}
      <Card size="small" styles={{ body: { padding: 12 } }}>
        <Flex justify="space-between" align="center" wrap gap={8} style={{ marginBottom: 8 }}>
          <Space wrap>
            {props.title && <Typography.Text strong>{props.title}</Typography.Text>}
            {chosen.keys.length > 0 && props.bulk && (
              <>
                <Typography.Text>{t("selected", { count: chosen.keys.length })}</Typography.Text>
                <Button size="small" type="link" onClick={() => setChosen({ keys: [], rows: [] })}>
                  {t("clear")}
                </Button>
                {props.bulk(chosen.rows, () => setChosen({ keys: [], rows: [] }))}
              </>
            )}
          </Space>
          <Space wrap>
            {props.toolbar}
            {props.onExport && (
              <Button icon={<DownloadOutlined />} onClick={() => props.onExport?.(query)}>
                {t("export")}
              </Button>
            )}
            <Views id={id} />
            <Tooltip title={t("refresh")}>
              <Button
                aria-label={t("refresh")}
                icon={<ReloadOutlined spin={answer.isFetching} />}
                onClick={() => answer.refetch()}
              />
            </Tooltip>
            <Popover
              trigger="click"
              placement="bottomRight"
              content={
                <Flex vertical gap={8} style={{ maxHeight: 420, overflow: "auto" }}>
                  <Segmented<"small" | "middle" | "large">
                    size="small"
                    value={look.density ?? "small"}
                    onChange={(density) => keep({ ...look, density })}
                    options={[
                      { value: "small", label: t("compact") },
                      { value: "middle", label: t("middle") },
                      { value: "large", label: t("comfortable") },
                    ]}
                  />
                  <Checkbox.Group
                    style={{ flexDirection: "column" }}
                    value={shown.map((column) => column.key)}
                    options={columns.map((column) => ({ value: column.key, label: titleOf(column) }))}
                    onChange={(wanted) =>
                      keep({
                        ...look,
                        hidden: columns.map((column) => column.key).filter((key) => !wanted.includes(key)),
                      })
                    }
                  />
                </Flex>
              }
            >
              <Button aria-label={t("columns")} icon={<SettingOutlined />} />
            </Popover>
          </Space>
        </Flex>
        <ErrorNotice error={answer.error} onRetry={() => answer.refetch()} />
        <Table<Row>
          rowKey={keyOf}
          size={look.density ?? "small"}
          columns={tableColumns}
          dataSource={rows}
          loading={answer.isPending && !lacking && (props.enabled ?? true)}
          pagination={false}
          scroll={{ x: "max-content" }}
          {...(props.bulk && {
            rowSelection: {
              selectedRowKeys: chosen.keys,
              preserveSelectedRowKeys: true,
              onChange: (keys: Key[], selected: Row[]) => setChosen({ keys, rows: selected }),
            },
          })}
          {...(onOpen && { onRow: (row: Row) => ({ onDoubleClick: () => onOpen(row), style: { cursor: "pointer" } }) })}
          locale={{
            emptyText: (
              <Empty
                image={Empty.PRESENTED_IMAGE_SIMPLE}
                description={
                  asked || !props.empty ? (
                    <>
                      {t("notFound")}
                      <br />
                      {asked && <Typography.Text type="secondary">{t("notFoundHelp")}</Typography.Text>}
                    </>
                  ) : (
                    props.empty.title
                  )
                }
              >
                {!asked && props.empty?.action}
              </Empty>
            ),
          }}
        />
        {body && props.footer?.(answer.data as Answer<P>)}
        {(trail.length > 0 || next) && (
          <Flex justify="flex-end" gap={8} align="center" style={{ marginTop: 12 }}>
            <Typography.Text type="secondary">{t("page", { page: trail.length + 1 })}</Typography.Text>
            <Button size="small" disabled={trail.length === 0} onClick={() => go(trail.slice(0, -1))}>
              {t("previousPage")}
            </Button>
            <Button size="small" disabled={!next} onClick={() => next && go([...trail, next])}>
              {t("nextPage")}
            </Button>
            <Select
              size="small"
              aria-label={t("perPage", { count: size })}
              value={size}
              options={sizes.map((count) => ({ value: count, label: t("perPage", { count }) }))}
              onChange={(count) => {
                keep({ ...look, size: count });
                go([]);
              }}
            />
          </Flex>
        )}
      </Card>
    </Flex>
  );
}

function Conditions({
  filters,
  query,
  onAsk,
  schema,
}: {
  filters: Filter[];
  query: Record<string, string>;
  onAsk: (values: Record<string, string | undefined>) => void;
  schema: Schema;
}) {
  const t = useCommon();
  const language = useLanguage();
  const [form] = Form.useForm();
  const [all, setAll] = useState(false);
  const visible = all ? filters : filters.slice(0, 4);
  const values = useMemo(
    () =>
      Object.fromEntries(
        filters.map((filter) => [
          names(filter).join("~"),
          Array.isArray(filter.name)
            ? query[filter.name[0]]
              ? [query[filter.name[0]], query[filter.name[1]]]
              : undefined
            : query[filter.name],
        ]),
      ),
    [filters, query],
  );
  useEffect(() => form.setFieldsValue(values), [form, values]);
  const presets = [
    { label: t("today"), value: [today(), today()] as [string, string] },
    { label: t("last7"), value: [daysAgo(6), today()] as [string, string] },
    { label: t("last30"), value: [daysAgo(29), today()] as [string, string] },
    { label: t("last90"), value: [daysAgo(89), today()] as [string, string] },
  ];
  const field = (filter: Filter) => {
    const allowClear = !filter.required;
    if (filter.kind === "store") return <StoreSelect allowClear={allowClear} />;
    if (filter.kind === "programme") return <ProgrammeSelect />;
    if (filter.kind === "day") return <DayInput />;
    if (filter.kind === "days") return <DaysInput presets={presets} />;
    if (filter.kind === "number") return <CountInput />;
    if (filter.kind === "select") {
      const words = filter.schema?.["x-values"] ?? {};
      const options =
        filter.options ?? Object.entries(words).map(([value, pair]) => ({ value, label: pair[language] }));
      return <Select allowClear={allowClear} style={{ minWidth: 140 }} options={options} placeholder={t("all")} />;
    }
    return <Input allowClear style={{ minWidth: 160 }} placeholder={filter.placeholder ?? ""} />;
  };
  return (
    <Card size="small" role="search">
      <Form
        form={form}
        layout="inline"
        initialValues={values}
        style={{ rowGap: 12 }}
        onFinish={(typed: Record<string, unknown>) => {
          const asked: Record<string, string | undefined> = {};
          for (const filter of filters) {
            const value =
              typed[names(filter).join("~")] ??
              (visible.includes(filter) ? undefined : values[names(filter).join("~")]);
            names(filter).forEach((name, at) => {
              const one = Array.isArray(filter.name) ? (value as string[] | undefined)?.[at] : value;
              asked[name] = one === undefined || one === null || one === "" ? undefined : String(one).trim();
            });
          }
          onAsk(asked);
        }}
      >
        {visible.map((filter) => (
          <Form.Item
            key={names(filter).join("~")}
            name={names(filter).join("~")}
            label={
              filter.label ??
              (labelOf(fieldOf(schema, names(filter)[0] ?? "")?.schema.words, language).label || names(filter)[0])
            }
          >
            {field(filter)}
          </Form.Item>
        ))}
        <Form.Item>
          <Space>
            <Button type="primary" htmlType="submit">
              {t("search")}
            </Button>
            <Button
              onClick={() => {
                form.resetFields();
                onAsk({});
              }}
            >
              {t("reset")}
            </Button>
            {filters.length > 4 && (
              <Button type="link" onClick={() => setAll(!all)}>
                {all ? t("collapse") : t("expand")}
              </Button>
            )}
          </Space>
        </Form.Item>
      </Form>
    </Card>
  );
}

/** Conditions under a name of one's own. */
function Views({ id }: { id: string }) {
  const t = useCommon();
  const { message } = App.useApp();
  const [search, setSearch] = useSearchParams();
  const [views, setViews] = useState<View[]>(() => remembered<View[]>(`views.${id}`) ?? []);
  const [naming, setNaming] = useState<string>();
  const keep = (next: View[]) => {
    setViews(next);
    remember(`views.${id}`, next);
  };
  return (
    <>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: [
            ...views.map((view) => ({
              key: view.name,
              label: (
                <Flex justify="space-between" gap={16}>
                  {view.name}
                  <Button
                    size="small"
                    type="text"
                    aria-label={`${t("remove")} ${view.name}`}
                    onClick={(event) => {
                      event.stopPropagation();
                      keep(views.filter((one) => one !== view));
                    }}
                  >
                    ×
                  </Button>
                </Flex>
              ),
              onClick: () => setSearch(new URLSearchParams(view.search)),
            })),
            ...(views.length > 0 ? [{ type: "divider" as const }] : []),
            { key: "+", label: t("saveView"), onClick: () => setNaming("") },
          ],
        }}
      >
        <Button>{t("views")}</Button>
      </Dropdown>
      <Modal
        open={naming !== undefined}
        title={t("saveView")}
        okButtonProps={{ disabled: !naming?.trim() }}
        onCancel={() => setNaming(undefined)}
        onOk={() => {
          const name = naming?.trim() ?? "";
          const kept = new URLSearchParams(search);
          kept.delete("page");
          keep([...views.filter((view) => view.name !== name), { name, search: kept.toString() }]);
          setNaming(undefined);
          message.success(t("saved"));
        }}
      >
        <Input
          aria-label={t("viewName")}
          placeholder={t("viewName")}
          maxLength={40}
          value={naming ?? ""}
          onChange={(event) => setNaming(event.target.value)}
        />
      </Modal>
    </>
  );
}
