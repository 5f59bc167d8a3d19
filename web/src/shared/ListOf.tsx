// A short list of objects as a table: every field that any of them has, with its name from the schema.
import { Table } from "antd";
import { fieldOf, type Schema } from "@/api/schema";
import { Label, ValueView } from "./values";
import { useCommon } from "./words";

type Props<R extends object> = { schema: Schema; rows: R[]; hide?: string[]; actions?: (row: R) => React.ReactNode };

export function ListOf<R extends object>({ schema, rows, hide = [], actions }: Props<R>) {
  const t = useCommon();
  const value = (row: R, name: string) => (row as Record<string, unknown>)[name];
  const names = Object.keys(schema.properties ?? {}).filter(
    (name) => !hide.includes(name) && rows.some((row) => value(row, name) !== undefined && value(row, name) !== null),
  );
  return (
    <Table<R>
      size="small"
      rowKey={(row) => String(value(row, "id") ?? JSON.stringify(row))}
      pagination={rows.length > 20 ? { pageSize: 20 } : false}
      scroll={{ x: "max-content" }}
      dataSource={rows}
      locale={{ emptyText: t("nothingYet") }}
      columns={[
        ...names.map((name) => {
          const field = fieldOf(schema, name);
          return {
            key: name,
            title: <Label schema={field?.schema} />,
            render: (_: unknown, row: R) =>
              field && <ValueView schema={field.schema} from={field.from} value={value(row, name)} />,
          };
        }),
        ...(actions ? [{ key: "actions", title: t("actions"), render: (_: unknown, row: R) => actions(row) }] : []),
      ]}
    />
  );
}
