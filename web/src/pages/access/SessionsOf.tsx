// Where somebody is signed in, and ending it.
import { SessionEntry } from "@schemas/SessionEntry";
import { Button, Flex, Table } from "antd";
import { api } from "@/api/client";
import { type Answer, queryClient, useRead } from "@/api/query";
import { fieldOf } from "@/api/schema";
import { defineWords } from "@/i18n";
import { Command, Loaded } from "@/shared/Page";
import { Label, ValueView } from "@/shared/values";

const useWords = defineWords("access.sessions", {
  end: ["结束", "End"],
  all: ["结束全部登录", "End all sessions"],
  allHelp: ["其所有设备需要重新登录。", "They have to sign in again everywhere."],
  none: ["目前没有登录", "Not signed in anywhere"],
});
type One = Answer<"/v1/actors/{id}/sessions">["items"][number];

export function SessionsOf({ id }: { id: string }) {
  const t = useWords();
  const params = { path: { id } };
  const answer = useRead("/v1/actors/{id}/sessions", { params });
  const column = (name: string) => {
    const field = fieldOf(SessionEntry, name);
    return {
      key: name,
      title: <Label schema={field?.schema} />,
      render: (_: unknown, one: One) =>
        field && <ValueView schema={field.schema} from={field.from} value={(one as Record<string, unknown>)[name]} />,
    };
  };
  const end = async (session: string) => {
    await api.DELETE("/v1/actors/{id}/sessions/{session}", { params: { path: { id, session } } });
    await queryClient.invalidateQueries();
  };
  return (
    <Loaded answer={answer}>
      {({ items }) => (
        <Flex vertical gap={12} align="flex-start">
          <Table<One>
            size="small"
            rowKey="id"
            style={{ width: "100%" }}
            scroll={{ x: "max-content" }}
            pagination={false}
            locale={{ emptyText: t("none") }}
            dataSource={items}
            columns={[
              ...Object.keys(SessionEntry.properties ?? {})
                .filter((name) => name !== "id" && name !== "actor")
                .map(column),
              {
                key: "end",
                title: "",
                render: (_, one) => (
                  <Button size="small" onClick={() => void end(one.id)}>
                    {t("end")}
                  </Button>
                ),
              },
            ]}
          />
          {items.length > 0 && (
            <Command
              label={t("all")}
              title={t("all")}
              explain={t("allHelp")}
              danger
              needs="end_actor_sessions"
              run={async () => {
                await api.DELETE("/v1/actors/{id}/sessions", { params });
                await queryClient.invalidateQueries();
              }}
            />
          )}
        </Flex>
      )}
    </Loaded>
  );
}
