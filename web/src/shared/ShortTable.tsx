// A list that is read whole: few rows, no pages of the server. Titles, help and the look of values come from the schema.
import { Card, Empty, Flex, Table, type TableProps, Typography } from "antd";
import type { ReactNode } from "react";
import { fieldOf, type Schema } from "@/api/schema";
import type { Column } from "./DataTable";
import { Label, ValueView } from "./values";
import { useCommon } from "./words";

type Props<R extends object> = {
  rows: R[];
  rowKey: string | ((row: R) => string);
  schema: Schema;
  columns: Column<R>[];
  title?: ReactNode;
  toolbar?: ReactNode;
  empty?: { title: string; action?: ReactNode };
  footer?: ReactNode;
  expand?: (row: R) => ReactNode;
  expandable?: (row: R) => boolean;
  /** Without a card around it. */
  bare?: boolean;
};

export function ShortTable<R extends object>(props: Props<R>) {
  const { schema, columns, rows } = props;
  const t = useCommon();
  const keyOf =
    typeof props.rowKey === "function"
      ? props.rowKey
      : (row: R) => String((row as Record<string, unknown>)[props.rowKey as string]);
  const tableColumns: TableProps<R>["columns"] = columns
    .filter((column) => !column.hidden)
    .map((column) => {
      const field = fieldOf(schema, column.key);
      const numeric = field?.schema.type === "integer" || field?.schema.properties?.amount !== undefined;
      return {
        key: column.key,
        title: column.title ?? <Label schema={field?.schema} />,
        align: column.align ?? (numeric ? "right" : "left"),
        ...(column.width && { width: column.width }),
        ...(column.fixed && { fixed: column.fixed }),
        render: (_: unknown, row: R) =>
          column.render
            ? column.render(row)
            : field && (
                <ValueView
                  schema={field.schema}
                  from={field.from}
                  value={(row as Record<string, unknown>)[column.key]}
                />
              ),
      };
    });
  const table = (
    <>
      {(props.title || props.toolbar) && (
        <Flex justify="space-between" align="center" wrap gap={8} style={{ marginBottom: 8 }}>
          <Typography.Text strong>{props.title}</Typography.Text>
          <Flex gap={8} wrap>
            {props.toolbar}
          </Flex>
        </Flex>
      )}
      <Table<R>
        rowKey={keyOf}
        size="small"
        columns={tableColumns}
        dataSource={rows}
        pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
        scroll={{ x: "max-content" }}
        {...(props.expand && {
          expandable: {
            expandedRowRender: props.expand,
            ...(props.expandable && { rowExpandable: props.expandable }),
          },
        })}
        locale={{
          emptyText: (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={props.empty?.title ?? t("nothingYet")}>
              {props.empty?.action}
            </Empty>
          ),
        }}
      />
      {props.footer}
    </>
  );
  return props.bare ? (
    table
  ) : (
    <Card size="small" styles={{ body: { padding: 12 } }}>
      {table}
    </Card>
  );
}
