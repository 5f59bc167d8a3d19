// What was done, by whom, and what it changed: of everything, or of one object or member.

import { AuditChange } from "@schemas/AuditChange";
import { AuditEntry } from "@schemas/AuditEntry";
import { Button, Drawer, Space, Table, Typography } from "antd";
import { useState } from "react";
import { type ApiError, api, type Schemas } from "@/api/client";
import { fieldOf } from "@/api/schema";
import { defineWords } from "@/i18n";
import { ActorView } from "./actors";
import { DataTable, type Filter } from "./DataTable";
import { Details } from "./Details";
import { ErrorNotice } from "./ErrorNotice";
import { Marked } from "./Marked";
import { useMay } from "./session";
import { InstantView, Label } from "./values";
import { useCommon } from "./words";

const useWords = defineWords("audit", {
  changes: ["逐项变更", "What changed"],
  open: ["查看个人信息", "Show personal values"],
  openHelp: ["查看行为会被记录", "That you looked is recorded"],
  entry: ["审计记录", "Audit entry"],
  noChanges: ["没有字段变更", "No field changed"],
  actor: ["操作人编号", "Id of who did it"],
  objectKind: ["对象类别", "Kind of object"],
  object: ["对象", "Object"],
  member: ["会员编号", "Member's id"],
  days: ["日期", "Days"],
});

type Entry = Schemas["AuditEntry"];

export function AuditTrail({ query, filters = true }: { query?: Record<string, string>; filters?: boolean }) {
  const t = useWords();
  const [opened, setOpened] = useState<Entry>();
  const conditions: Filter[] = [
    { name: ["from", "to"], kind: "days", label: t("days") },
    { name: "object_kind", kind: "text", label: t("objectKind") },
    { name: "object", kind: "text", label: t("object") },
    { name: "member", kind: "text", label: t("member") },
    { name: "actor", kind: "text", label: t("actor") },
  ];
  return (
    <>
      <DataTable
        id="audit"
        path="/v1/audit"
        rowKey="id"
        schema={AuditEntry}
        {...(query && { params: { query } })}
        filters={filters ? conditions : []}
        columns={[
          {
            key: "at",
            render: (row) => (
              <Button type="link" size="small" onClick={() => setOpened(row)}>
                <InstantView value={row.at} />
              </Button>
            ),
          },
          { key: "actor", render: (row) => <ActorView id={row.actor} /> },
          { key: "action" },
          { key: "object_kind" },
          { key: "object" },
          { key: "changes", render: (row) => row.changes.map((one) => one.field).join("、") || "–" },
          { key: "reason" },
          { key: "request", hidden: true },
        ]}
        onOpen={setOpened}
      />
      {opened && <Opened key={opened.id} entry={opened} onClose={() => setOpened(undefined)} />}
    </>
  );
}

function Opened({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const t = useWords();
  const may = useMay();
  const [clear, setClear] = useState<Entry>();
  const [error, setError] = useState<ApiError>();
  const shown = clear ?? entry;
  const reveal = () =>
    void api
      .GET("/v1/audit/{id}", { params: { path: { id: entry.id } } })
      .then(({ data }) => setClear(data))
      .catch((fault: ApiError) => setError(fault));
  const body = (
    <Space orientation="vertical" size="middle" style={{ width: "100%" }}>
      <ErrorNotice error={error} />
      <Details
        schema={AuditEntry}
        value={shown}
        hide={["changes", "sealed", "forgotten"]}
        column={1}
        render={{ actor: (one) => <ActorView id={one.actor} /> }}
      />
      <Changes changes={shown.changes} />
      {entry.sealed && !clear && may("open_audit_entry") && (
        <Space>
          <Button onClick={reveal}>{t("open")}</Button>
          <Typography.Text type="secondary">{t("openHelp")}</Typography.Text>
        </Space>
      )}
    </Space>
  );
  return (
    <Drawer open size="large" title={t("entry")} onClose={onClose}>
      {clear ? <Marked>{body}</Marked> : body}
    </Drawer>
  );
}

/** Field by field, what was and what is. */
export function Changes({ changes }: { changes: { field: string; before?: string | null; after?: string | null }[] }) {
  const t = useWords();
  const common = useCommon();
  const text = (value: string | null | undefined) =>
    value === undefined || value === null || value === "" ? "–" : value;
  return (
    <Table
      size="small"
      rowKey="field"
      pagination={false}
      dataSource={changes}
      locale={{ emptyText: t("noChanges") }}
      columns={[
        { title: <Label schema={fieldOf(AuditChange, "field")?.schema} />, dataIndex: "field" },
        {
          title: common("before"),
          dataIndex: "before",
          render: (value) => (
            <Typography.Text delete={value !== undefined && value !== null}>{text(value)}</Typography.Text>
          ),
        },
        {
          title: common("after"),
          dataIndex: "after",
          render: (value) => <Typography.Text strong>{text(value)}</Typography.Text>,
        },
      ]}
    />
  );
}
