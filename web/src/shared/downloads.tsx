// Asking for a list or report as a file; the download centre has it once it is made.
import { App, Button, Modal, Segmented, Space, Switch } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { type ApiError, api, ask, type Schemas } from "@/api/client";
import { queryClient } from "@/api/query";
import { defineWords } from "@/i18n";
import { saveFile } from "./files";
import { useMay } from "./session";

const useWords = defineWords("downloads", {
  title: ["导出为文件", "As a file"],
  make: ["生成文件", "Make the file"],
  clear: ["个人信息不脱敏（会被审计）", "Personal data in the clear (it is recorded)"],
  asked: ["文件正在生成", "The file is being made"],
  open: ["去下载中心", "Downloads"],
  export: ["导出", "Export"],
});

export type Asked = { report: string; filter: Schemas["DownloadFilter"] };

/** A button that asks for what a list shows, with the conditions it has now. */
export function ExportButton({ report, filter, personal }: Asked & { personal?: boolean }) {
  const t = useWords();
  const may = useMay();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [format, setFormat] = useState<Schemas["DownloadFormat"]>("xlsx");
  const [clear, setClear] = useState(false);
  if (!may("ask_download")) return null;
  const make = async () => {
    try {
      await api.POST("/v1/downloads", { body: { report, format, filter, clear } });
      setOpen(false);
      await queryClient.invalidateQueries({ queryKey: ["/v1/downloads"] });
      void message.success(
        <Space>
          {t("asked")}
          <Link to="/downloads">{t("open")}</Link>
        </Space>,
      );
    } catch (fault) {
      void message.error((fault as ApiError).message);
    }
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("export")}</Button>
      <Modal open={open} title={t("title")} okText={t("make")} onOk={() => void make()} onCancel={() => setOpen(false)}>
        <Space orientation="vertical" size="middle">
          <Segmented
            value={format}
            onChange={setFormat}
            options={[
              { value: "xlsx", label: "Excel (XLSX)" },
              { value: "csv", label: "CSV" },
            ]}
          />
          {personal && may("members:reveal") && (
            <Space>
              <Switch aria-label={t("clear")} checked={clear} onChange={setClear} />
              {t("clear")}
            </Space>
          )}
        </Space>
      </Modal>
    </>
  );
}

/** The file of a download; a large one comes in parts that are put together here. */
export async function saveDownload(download: Schemas["Download"], onPart: (part: number, parts: number) => void) {
  const name = download.file_name ?? `${download.report}.${download.format}`;
  const at = `/v1/downloads/${download.id}/file`;
  const parts = download.parts ?? 1;
  if ((download.bytes ?? 0) <= 32 * 1024 * 1024) return saveFile(name, await (await ask(at)).blob());
  const all: Blob[] = [];
  for (let part = 1; part <= parts; ++part) {
    onPart(part, parts);
    all.push(await (await ask(`${at}?part=${part}`)).blob());
  }
  saveFile(name, new Blob(all));
}
