// The download centre: what was asked for, how far it is, the files; and asking for another one.
import { Download as DownloadSchema } from "@schemas/Download";
import { DownloadFilter } from "@schemas/DownloadFilter";
import { App, Button, Form, Select, Space, Switch, Typography } from "antd";
import { useState } from "react";
import { type ApiError, api, type Schemas } from "@/api/client";
import { queryClient, useRead } from "@/api/query";
import type { Schema } from "@/api/schema";
import { defineWords } from "@/i18n";
import { DataTable } from "@/shared/DataTable";
import { saveDownload } from "@/shared/downloads";
import { countText } from "@/shared/format";
import { Command, Page, SideForm } from "@/shared/Page";
import { Progress } from "@/shared/Progress";
import { useScope } from "@/shared/scope";
import { useMay } from "@/shared/session";

const useWords = defineWords("downloads.page", {
  title: ["下载中心", "Downloads"],
  help: [
    "文件在后台生成，保留 7 天。只含您有权查看的数据。",
    "Files are made in the background and kept for a week. They hold what you may see.",
  ],
  add: ["新建文件", "New file"],
  report: ["报表", "Report"],
  format: ["格式", "Form"],
  note: ["备注", "Note"],
  clear: ["个人信息不脱敏（会被审计）", "Personal data in the clear (it is recorded)"],
  get: ["下载", "Download"],
  part: ["正在下载第 {{part}} / {{parts}} 部分", "Part {{part}} of {{parts}}"],
  drop: ["删除", "Delete"],
  dropHelp: ["文件随即删除，需要时可再生成。", "The file is gone; it can be made again."],
  size: ["{{kib}} KiB", "{{kib}} KiB"],
  empty: ["还没有文件。在列表上点“导出”，或在此新建。", "No files yet. Press Export on a list, or ask for one here."],
  all: ["所有人的", "Everybody's"],
  ask: ["生成", "Make it"],
});

type Download = Schemas["Download"];
type Body = {
  report: string;
  format: "csv" | "xlsx";
  filter?: Schemas["DownloadFilter"];
  clear?: boolean;
  note?: string;
};

export default function Downloads() {
  const t = useWords();
  const may = useMay();
  const { message } = App.useApp();
  const [asking, setAsking] = useState(false);
  const [everybody, setEverybody] = useState(false);
  const get = async (download: Download) => {
    try {
      await saveDownload(
        download,
        (part, parts) => void message.open({ key: download.id, type: "loading", content: t("part", { part, parts }) }),
      );
      message.destroy(download.id);
    } catch (fault) {
      void message.error({ key: download.id, content: (fault as ApiError).message });
    }
  };
  return (
    <Page
      title={t("title")}
      help={t("help")}
      extra={
        <Space>
          {may("downloads:all") && (
            <Space>
              <Switch aria-label={t("all")} checked={everybody} onChange={setEverybody} />
              {t("all")}
            </Space>
          )}
          <Button type="primary" disabled={!may("ask_download")} onClick={() => setAsking(true)}>
            {t("add")}
          </Button>
        </Space>
      }
    >
      <DataTable
        id="downloads"
        path="/v1/downloads"
        params={{ query: everybody ? { all: true } : {} }}
        rowKey="id"
        schema={DownloadSchema}
        refetchInterval={(answer) =>
          answer?.items.some((one) => one.state === "waiting" || one.state === "running") ? 1000 : false
        }
        columns={[
          { key: "title" },
          {
            key: "state",
            render: (row) => (
              <Space orientation="vertical" size={0}>
                <Progress
                  state={row.state}
                  done={row.rows}
                  {...(row.rows_total !== undefined && { total: row.rows_total })}
                  {...(row.started_at && { started_at: row.started_at })}
                />
                {row.reason && <Typography.Text type="danger">{row.reason}</Typography.Text>}
              </Space>
            ),
          },
          { key: "rows" },
          {
            key: "bytes",
            align: "right",
            render: (row) =>
              row.bytes ? t("size", { kib: countText(Math.max(1, Math.round(row.bytes / 1024))) }) : "–",
          },
          { key: "format" },
          { key: "filter", hidden: true },
          { key: "note" },
          { key: "requested_at" },
          { key: "expires_at" },
          {
            key: "id",
            title: " ",
            render: (row) => (
              <Space>
                {row.state === "done" && (
                  <Button size="small" type="primary" onClick={() => void get(row)}>
                    {t("get")}
                  </Button>
                )}
                <Command
                  label={t("drop")}
                  title={t("drop")}
                  explain={t("dropHelp")}
                  needs="drop_download"
                  button={{ size: "small" }}
                  run={async () => {
                    await api.DELETE("/v1/downloads/{id}", { params: { path: { id: row.id } } });
                    await queryClient.invalidateQueries();
                  }}
                />
              </Space>
            ),
          },
        ]}
        empty={{ title: t("empty") }}
      />
      <AskForm open={asking} onClose={() => setAsking(false)} />
    </Page>
  );
}

function AskForm({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useWords();
  const may = useMay();
  const { programme, store } = useScope();
  const [form] = Form.useForm();
  const reports = useRead("/v1/downloads/reports", {}, { enabled: open });
  const chosen = Form.useWatch("report", form) as string | undefined;
  const report = reports.data?.items.find((one) => one.name === chosen);
  const words = (zh: string, en: string) => ({ zh, en });
  // What the report takes, and of that what it must have.
  const fields = [...(report?.needs ?? []), ...(report?.takes ?? [])];
  const filter: Schema = {
    ...DownloadFilter,
    properties: Object.fromEntries(
      Object.entries(DownloadFilter.properties ?? {}).filter(([name]) => fields.includes(name)),
    ),
    required: report?.needs ?? [],
  };
  const schema: Schema = {
    type: "object",
    required: ["report", "format"],
    properties: {
      report: { type: "string", words: words("报表", "Report") },
      format: {
        type: "string",
        enum: ["xlsx", "csv"],
        "x-values": { xlsx: words("Excel (XLSX)", "Excel (XLSX)"), csv: words("CSV", "CSV") },
        default: "xlsx",
        words: words("格式", "Form"),
      },
      ...(fields.length > 0 && { filter: { ...filter, words: words("条件", "Which rows") } }),
      ...(report?.personal &&
        may("members:reveal") && { clear: { type: "boolean" as const, words: words(t("clear"), t("clear")) } }),
      note: { type: "string", maxLength: 200, words: words("备注", "Note") },
    },
  };
  const options = (reports.data?.items ?? [])
    .filter((one) => one.allowed)
    .map((one) => ({ value: one.name, label: one.title }));
  return (
    <SideForm<Body>
      open={open}
      title={t("add")}
      onClose={onClose}
      form={form}
      schema={schema}
      submit={t("ask")}
      initial={{ filter: { programme, ...(store && { store }) } as Schemas["DownloadFilter"] }}
      fields={{
        report: {
          input: <Select showSearch={{ optionFilterProp: "label" }} loading={reports.isPending} options={options} />,
        },
      }}
      onSubmit={async (body) => {
        const kept = Object.fromEntries(Object.entries(body.filter ?? {}).filter(([name]) => fields.includes(name)));
        await api.POST("/v1/downloads", { body: { ...body, clear: body.clear ?? false, filter: kept } });
        await queryClient.invalidateQueries();
        onClose();
      }}
    />
  );
}
