// The tokens and signing keys of an account: what they may do, when they were last used, ending them.
import { Space, Table, Tag, Typography } from "antd";
import { api, type Schemas } from "@/api/client";
import { queryClient } from "@/api/query";
import { defineWords } from "@/i18n";
import { Command } from "@/shared/Page";
import { InstantView } from "@/shared/values";

const useWords = defineWords("access.keys-of", {
  key: ["密钥", "Key"],
  label: ["名称", "Label"],
  permissions: ["限定权限", "Limited to"],
  all: ["其账号的全部权限", "All that its account may do"],
  made: ["建立", "Made"],
  used: ["最近使用", "Last used"],
  never: ["未使用", "never"],
  ends: ["到期", "Ends"],
  revoked: ["已作废", "Revoked"],
  revoke: ["作废", "Revoke"],
  revokeHelp: [
    "立即失效，使用它的程序随即不能访问。",
    "It is worth nothing from now on; what uses it gets no more answers.",
  ],
  none: ["没有密钥或令牌", "No keys or tokens"],
});

type Actor = Schemas["ActorDetail"];
type Key = Actor["credentials"][number];

export function KeysOf({ actor }: { actor: Actor }) {
  const t = useWords();
  const revoke = async (key: string) => {
    await api.DELETE("/v1/actors/{id}/tokens/{key}", { params: { path: { id: actor.id, key } } });
    await queryClient.invalidateQueries();
  };
  return (
    <Table<Key>
      size="small"
      rowKey="key"
      pagination={false}
      scroll={{ x: "max-content" }}
      dataSource={actor.credentials}
      locale={{ emptyText: t("none") }}
      columns={[
        { title: t("key"), render: (_, one) => <Typography.Text code>{one.key}</Typography.Text> },
        { title: t("label"), dataIndex: "label" },
        {
          title: t("permissions"),
          render: (_, one) =>
            one.permissions.length > 0
              ? one.permissions.map((permission) => <Tag key={permission}>{permission}</Tag>)
              : t("all"),
        },
        { title: t("made"), render: (_, one) => <InstantView value={one.created_at} /> },
        { title: t("used"), render: (_, one) => (one.used_at ? <InstantView value={one.used_at} /> : t("never")) },
        { title: t("ends"), render: (_, one) => <InstantView value={one.expires_at} /> },
        {
          title: "",
          key: "revoke",
          render: (_, one) => (
            <Space>
              {one.revoked_at ? (
                t("revoked")
              ) : (
                <Command
                  label={t("revoke")}
                  title={`${t("revoke")} ${one.label || one.key}`}
                  explain={t("revokeHelp")}
                  danger
                  needs="revoke_token"
                  button={{ size: "small" }}
                  run={() => revoke(one.key)}
                />
              )}
            </Space>
          ),
        },
      ]}
    />
  );
}
