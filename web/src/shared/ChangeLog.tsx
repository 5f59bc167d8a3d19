// The log of changes of something that is kept in versions: who, when, which field, before, after and why.
import { CardTypeChange } from "@schemas/CardTypeChange";
import { Typography } from "antd";
import type { Schema } from "@/api/schema";
import { defineWords, useLanguage } from "@/i18n";
import { ActorView } from "./actors";
import { BeforeAfter, loggedText, pathField, pathLabel } from "./Changes";
import { DataTable } from "./DataTable";
import { InstantView } from "./values";
import { useCommon } from "./words";

const useWords = defineWords("changelog", {
  none: ["还没有变更", "Nothing has changed yet"],
  what: ["字段", "Field"],
  change: ["变更", "Change"],
});

type Props = {
  id: string;
  path: "/v1/card-types/{code}/changes" | "/v1/tier-ladders/{code}/changes";
  code: string;
  /** Where the fields are described; the first that knows one has the word. */
  schemas: Schema[];
};

export function ChangeLog({ id, path, code, schemas }: Props) {
  const t = useWords();
  const common = useCommon();
  const language = useLanguage();
  const schemaOf = (field: string) => schemas.find((one) => pathField(one, field)) ?? schemas[0] ?? {};
  return (
    <DataTable
      id={id}
      path={path}
      params={{ path: { code } }}
      schema={CardTypeChange}
      rowKey={(row) => `${row.version}/${row.field}`}
      empty={{ title: t("none") }}
      columns={[
        { key: "changed_at", title: common("when"), render: (row) => <InstantView value={row.changed_at} /> },
        { key: "version" },
        {
          key: "field",
          title: t("what"),
          render: (row) => (
            <span>
              {pathLabel(schemaOf(row.field), row.field, language)}{" "}
              <Typography.Text type="secondary" style={{ fontSize: 12 }}>
                {row.field}
              </Typography.Text>
            </span>
          ),
        },
        {
          key: "change",
          title: t("change"),
          render: (row) => {
            const schema = pathField(schemaOf(row.field), row.field)?.schema;
            const text = (value: string | undefined) => loggedText(schema, row.field, value, language);
            return (
              <BeforeAfter before={row.before === undefined ? undefined : text(row.before)} after={text(row.after)} />
            );
          },
        },
        { key: "reason" },
        { key: "changed_by", title: common("who"), render: (row) => <ActorView id={row.changed_by} /> },
      ]}
    />
  );
}
