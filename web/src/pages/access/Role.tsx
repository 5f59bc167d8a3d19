// A role: what it allows, permission by permission with what each opens; who holds it; copying, changing, retiring it.

import { CheckOutlined } from "@ant-design/icons";
import { AddRole } from "@schemas/AddRole";
import { ChangeRoleBody } from "@schemas/ChangeRoleBody";
import { Role as RoleSchema } from "@schemas/Role";
import { RoleHolder } from "@schemas/RoleHolder";
import { Button, Collapse, Flex, Space, Typography } from "antd";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { api, etagOf, type Schemas } from "@/api/client";
import { queryClient, useRead } from "@/api/query";
import { defineWords, useLanguage } from "@/i18n";
import { DataTable } from "@/shared/DataTable";
import { Details } from "@/shared/Details";
import { Command, Loaded, Page, PageTabs, SideForm } from "@/shared/Page";
import { holds, useMay } from "@/shared/session";
import { ChangesTable } from "./ChangesTable";
import { PermissionSelect } from "./inputs";

const useWords = defineWords("access.role", {
  change: ["修改", "Change"],
  copy: ["复制为新角色", "Copy into a new role"],
  retire: ["停用", "Retire"],
  retireHelp: [
    "停用后不能再分配。仍有人持有时不能停用。",
    "It cannot be given any more. While somebody holds it, it cannot be retired.",
  ],
  allows: ["权限", "What it allows"],
  holders: ["持有人", "Who holds it"],
  changes: ["变更记录", "Changes"],
  of: ["{{count}} / {{all}}", "{{count}} of {{all}}"],
});
const reason = {
  type: "object" as const,
  properties: {
    reason: { type: "string" as const, minLength: 1, maxLength: 500, words: { zh: "原因", en: "Reason" } },
  },
  required: ["reason"],
};

export default function Role() {
  const { code = "" } = useParams();
  const t = useWords();
  const language = useLanguage();
  const may = useMay();
  const navigate = useNavigate();
  const params = { path: { code } };
  const answer = useRead("/v1/roles/{code}", { params });
  const [form, setForm] = useState<{ copy: boolean; etag: string }>();
  const etag = (version: number) => etagOf(`/v1/roles/${code}`) ?? `"${version}"`;
  return (
    <Loaded answer={answer}>
      {(role) => (
        <Page
          back="/access/roles"
          title={language === "zh" ? role.name_zh : role.name_en}
          help={role.description}
          extra={
            <Space>
              <Button
                type="primary"
                disabled={role.built_in || role.state !== "active" || !may("change_role")}
                onClick={() => setForm({ copy: false, etag: etag(role.version) })}
              >
                {t("change")}
              </Button>
              <Button disabled={!may("add_role")} onClick={() => setForm({ copy: true, etag: "" })}>
                {t("copy")}
              </Button>
              <Command<{ reason: string }>
                label={t("retire")}
                title={t("retire")}
                explain={t("retireHelp")}
                danger
                needs="retire_role"
                disabled={role.built_in || role.state !== "active"}
                schema={reason}
                run={async (body) => {
                  await api.POST("/v1/roles/{code}/retirement", {
                    params: { ...params, header: { "If-Match": etag(role.version) } },
                    body,
                  });
                  await queryClient.invalidateQueries();
                }}
              />
            </Space>
          }
        >
          <PageTabs
            items={[
              { key: "allows", label: t("allows"), children: <Allowed role={role} /> },
              {
                key: "holders",
                label: t("holders"),
                children: (
                  <DataTable
                    id="role-holders"
                    path="/v1/roles/{code}/holders"
                    params={params}
                    rowKey="id"
                    schema={RoleHolder}
                    columns={[
                      { key: "name", render: (row) => <Link to={`/access/accounts/${row.id}`}>{row.name}</Link> },
                      { key: "kind" },
                      { key: "state" },
                    ]}
                  />
                ),
              },
              ...(may("list_access_changes")
                ? [{ key: "changes", label: t("changes"), children: <ChangesTable query={{ role: code }} /> }]
                : []),
            ]}
          />
          <SideForm<Schemas["AddRole"]>
            open={form !== undefined}
            title={form?.copy ? t("copy") : t("change")}
            onClose={() => setForm(undefined)}
            schema={form?.copy ? AddRole : ChangeRoleBody}
            initial={{
              ...(form?.copy ? {} : { code }),
              name_zh: role.name_zh,
              name_en: role.name_en,
              description: role.description,
              permissions: role.permissions,
            }}
            fields={{ permissions: { input: <PermissionSelect /> } }}
            onSubmit={async ({ code: newCode, ...body }) => {
              if (form?.copy) {
                await api.POST("/v1/roles", { body: { code: newCode, ...body } });
                navigate(`/access/roles/${newCode}`);
              } else {
                await api.PUT("/v1/roles/{code}", {
                  params: { ...params, header: { "If-Match": form?.etag ?? "" } },
                  body,
                });
              }
              setForm(undefined);
              await queryClient.invalidateQueries();
            }}
          />
        </Page>
      )}
    </Loaded>
  );
}

function Allowed({ role }: { role: Schemas["Role"] }) {
  const t = useWords();
  const language = useLanguage();
  const list = useRead("/v1/permissions", {});
  return (
    <Flex vertical gap={16}>
      <Details schema={RoleSchema} value={role} hide={["permissions", "description"]} />
      <Loaded answer={list}>
        {({ families }) => (
          <Collapse
            items={families.map((family) => {
              const held = family.permissions.filter((one) => holds(role.permissions, one.permission));
              return {
                key: family.family,
                label: (
                  <Space>
                    <Typography.Text strong={held.length > 0}>
                      {language === "zh" ? family.name_zh : family.name_en}
                    </Typography.Text>
                    <Typography.Text type="secondary">
                      {t("of", { count: held.length, all: family.permissions.length })}
                    </Typography.Text>
                  </Space>
                ),
                children: (
                  <Flex vertical gap={8}>
                    {family.permissions.map((one) => (
                      <div key={one.permission}>
                        <Space>
                          {held.includes(one) ? (
                            <CheckOutlined style={{ color: "#1b7f3b" }} />
                          ) : (
                            <span style={{ display: "inline-block", width: 14 }} />
                          )}
                          <Typography.Text code>{one.permission}</Typography.Text>
                          {language === "zh" ? one.meaning_zh : one.meaning_en}
                        </Space>
                        <br />
                        <Typography.Text type="secondary" style={{ marginInlineStart: 22 }}>
                          {one.operations
                            .map((operation) => (language === "zh" ? operation.summary_zh : operation.summary_en))
                            .join(" · ")}
                        </Typography.Text>
                      </div>
                    ))}
                  </Flex>
                ),
              };
            })}
          />
        )}
      </Loaded>
    </Flex>
  );
}
