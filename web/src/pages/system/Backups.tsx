// Backups: what there is, how one goes on, one more now.

import { Backup } from "@schemas/Backup";
import { RequestBackup } from "@schemas/RequestBackup";
import { Card, Table, Typography } from "antd";
import { api, type Schemas } from "@/api/client";
import { queryClient, useRead } from "@/api/query";
import { fieldOf } from "@/api/schema";
import { defineWords } from "@/i18n";
import { countText } from "@/shared/format";
import { Command, Loaded, Page } from "@/shared/Page";
import { Progress, whileRunning } from "@/shared/Progress";
import { InstantView, Label, ValueView } from "@/shared/values";

const useWords = defineWords("system.backups", {
  title: ["备份", "Backups"],
  help: [
    "备份时照常营业；恢复用命令 guanxi restore。",
    "Selling goes on while a backup is made; guanxi restore brings one back.",
  ],
  now: ["立即备份", "Back up now"],
  nowHelp: ["在后台进行，进度显示在列表中。", "It is made in the background; the list shows how far it is."],
  none: [
    "还没有备份。请先在设置中写明备份目录，再立即备份一次。",
    "No backup yet. Name the folder for backups in the settings, then make one.",
  ],
  size: ["{{mib}} MiB", "{{mib}} MiB"],
});

type View = Schemas["Backup"];

export default function Backups() {
  const t = useWords();
  const list = useRead(
    "/v1/backups",
    { params: { query: { limit: 50 } } },
    { refetchInterval: (data) => whileRunning(data?.items[0]?.state) },
  );
  const title = (name: string) => <Label schema={fieldOf(Backup, name)?.schema} />;
  const column = (name: keyof View & string) => {
    const field = fieldOf(Backup, name);
    return {
      title: title(name),
      render: (_: unknown, one: View) =>
        field && <ValueView schema={field.schema} from={field.from} value={one[name]} />,
    };
  };
  return (
    <Page
      title={t("title")}
      help={t("help")}
      extra={
        <Command<Schemas["RequestBackup"]>
          label={t("now")}
          title={t("now")}
          explain={t("nowHelp")}
          needs="request_backup"
          schema={RequestBackup}
          button={{ type: "primary" }}
          run={async (body) => {
            await api.POST("/v1/backups", { body });
            await queryClient.invalidateQueries();
          }}
        />
      }
    >
      <Loaded answer={list}>
        {({ items }) => (
          <Card size="small">
            <Table<View>
              size="small"
              rowKey="id"
              pagination={false}
              scroll={{ x: "max-content" }}
              dataSource={items}
              locale={{ emptyText: t("none") }}
              expandable={{
                rowExpandable: (one) => Boolean(one.error),
                expandedRowRender: (one) => <Typography.Text type="danger">{one.error}</Typography.Text>,
              }}
              columns={[
                { title: title("requested_at"), render: (_, one) => <InstantView value={one.requested_at} /> },
                {
                  title: title("state"),
                  render: (_, one) => (
                    <Progress
                      state={one.state}
                      done={one.done}
                      total={one.total}
                      {...(one.started_at && { started_at: one.started_at })}
                    />
                  ),
                },
                column("origin"),
                column("portable"),
                {
                  title: title("bytes"),
                  align: "right",
                  render: (_, one) => t("size", { mib: countText(Math.round(one.bytes / 1_048_576)) }),
                },
                column("file"),
                { title: title("ended_at"), render: (_, one) => <InstantView value={one.ended_at} /> },
              ]}
            />
          </Card>
        )}
      </Loaded>
    </Page>
  );
}
