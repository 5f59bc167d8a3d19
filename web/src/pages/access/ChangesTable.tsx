// What was changed about who may do what, with what was before and is now.
import { AccessChange } from "@schemas/AccessChange";
import { useLanguage } from "@/i18n";
import { Changes } from "@/shared/AuditTrail";
import { ActorView } from "@/shared/actors";
import { DataTable } from "@/shared/DataTable";

type Json = Record<string, unknown> | null | undefined;
const text = (value: unknown) =>
  value === undefined || value === null ? undefined : typeof value === "string" ? value : JSON.stringify(value);

/** Field by field, only what differs. */
export function differing(before: Json, after: Json) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names
    .map((field) => ({ field, before: text(before?.[field]) ?? null, after: text(after?.[field]) ?? null }))
    .filter((one) => one.before !== one.after);
}

export function ChangesTable({ query }: { query?: Record<string, string> }) {
  useLanguage();
  return (
    <DataTable
      id="access-changes"
      path="/v1/access-changes"
      rowKey="id"
      schema={AccessChange}
      {...(query && { params: { query } })}
      columns={[
        { key: "changed_at" },
        { key: "changed_by", render: (row) => <ActorView id={row.changed_by} /> },
        { key: "actor", render: (row) => <ActorView id={row.actor} /> },
        { key: "role" },
        { key: "action" },
        { key: "reason" },
        {
          key: "after",
          render: (row) =>
            row.before || row.after ? <Changes changes={differing(row.before as Json, row.after as Json)} /> : "–",
        },
      ]}
    />
  );
}
