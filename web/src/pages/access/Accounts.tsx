// Accounts: one for each person, what they may do by roles, where by units and stores.

import { Actor as ActorSchema } from "@schemas/Actor";
import { AddActor } from "@schemas/AddActor";
import { Button, Tag, Typography } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { api, type Schemas } from "@/api/client";
import { queryClient, useIdempotencyKey } from "@/api/query";
import { defineWords } from "@/i18n";
import { DataTable } from "@/shared/DataTable";
import { Once, Page, SideForm } from "@/shared/Page";
import { useMay } from "@/shared/session";
import { PermissionSelect, RoleSelect, StoresSelect, UnitSelect } from "./inputs";

const useWords = defineWords("access.accounts", {
  title: ["账号", "Accounts"],
  help: [
    "每人一个账号，没有公用账号：审计记录写明谁做了什么。",
    "One for each person, none is shared: the audit trail names who did what.",
  ],
  add: ["新建账号", "New account"],
  everywhere: ["全部", "Everywhere"],
  stores: ["{{count}} 个门店", "{{count}} stores"],
  units: ["{{count}} 个单位", "{{count}} units"],
  scope: ["数据范围", "Data scope"],
  scopeHelp: [
    "不选即全部门店；选单位则含其下所有门店，包括以后新开的。",
    "None: every store. A unit means all stores beneath it, also those opened later.",
  ],
  temporary: [
    "{{name}} 的临时密码（72 小时内首次登录时改为自己的密码）",
    "Temporary password of {{name}} (within 72 hours they choose their own)",
  ],
  permissionsHelp: [
    "通常给角色就够了；这里可另加单项权限。",
    "Roles are usually enough; single permissions can be added here.",
  ],
});

export default function Accounts() {
  const t = useWords();
  const may = useMay();
  const navigate = useNavigate();
  const key = useIdempotencyKey();
  const [adding, setAdding] = useState(false);
  const [shown, setShown] = useState<{ name: string; password: string }>();
  const add = async (body: Schemas["AddActor"]) => {
    const { data } = await api.POST("/v1/actors", { params: { header: key.header() }, body });
    key.renew();
    setAdding(false);
    if (data && may("give_temporary_password")) {
      const given = await api.POST("/v1/actors/{id}/password", { params: { path: { id: data.id } }, body: {} });
      if (given.data) setShown({ name: data.name, password: given.data.password });
    }
    await queryClient.invalidateQueries();
  };
  return (
    <Page
      title={t("title")}
      help={t("help")}
      extra={
        <Button type="primary" disabled={!may("add_actor")} onClick={() => setAdding(true)}>
          {t("add")}
        </Button>
      }
    >
      <DataTable
        id="accounts"
        path="/v1/actors"
        rowKey="id"
        schema={ActorSchema}
        columns={[
          { key: "name" },
          { key: "kind" },
          { key: "state" },
          { key: "roles", render: (row) => row.roles.map((one) => <Tag key={one}>{one}</Tag>) },
          {
            key: "permissions",
            render: (row) => (
              <Typography.Text ellipsis={{ tooltip: row.permissions.join("、") }} style={{ maxWidth: 260 }}>
                {row.permissions.join("、") || "–"}
              </Typography.Text>
            ),
          },
          {
            key: "stores",
            title: t("scope"),
            render: (row) =>
              row.stores.length + row.units.length === 0
                ? t("everywhere")
                : [
                    row.units.length > 0 && t("units", { count: row.units.length }),
                    row.stores.length > 0 && t("stores", { count: row.stores.length }),
                  ]
                    .filter(Boolean)
                    .join("、"),
          },
          { key: "created_at", hidden: true },
        ]}
        onOpen={(row) => navigate(`/access/accounts/${row.id}`)}
      />
      <SideForm<Schemas["AddActor"]>
        open={adding}
        title={t("add")}
        onClose={() => setAdding(false)}
        schema={AddActor}
        onSubmit={add}
        fields={{
          roles: { input: <RoleSelect /> },
          permissions: { input: <PermissionSelect />, help: t("permissionsHelp") },
          units: { input: <UnitSelect />, help: t("scopeHelp") },
          stores: { input: <StoresSelect /> },
        }}
      />
      {shown && (
        <Once title={t("temporary", { name: shown.name })} value={shown.password} onClose={() => setShown(undefined)} />
      )}
    </Page>
  );
}
