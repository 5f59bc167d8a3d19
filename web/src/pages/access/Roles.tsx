// Roles: what an account holds them for; built in or one's own.

import { AddRole } from "@schemas/AddRole";
import { Role as RoleSchema } from "@schemas/Role";
import { Button, Card, Table, Tag } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { api, type Schemas } from "@/api/client";
import { queryClient, useRead } from "@/api/query";
import { fieldOf } from "@/api/schema";
import { defineWords, useLanguage } from "@/i18n";
import { countText } from "@/shared/format";
import { Loaded, Page, SideForm } from "@/shared/Page";
import { useMay } from "@/shared/session";
import { Label, StateTag } from "@/shared/values";
import { PermissionSelect } from "./inputs";

const useWords = defineWords("access.roles", {
  title: ["角色", "Roles"],
  help: [
    "角色一改，持有它的账号立即随之改变。内置角色可复制后修改。",
    "A change of a role holds at once for everybody who has it. Copy a built-in one to change it.",
  ],
  add: ["新建角色", "New role"],
  builtIn: ["内置", "built in"],
});

export default function Roles() {
  const t = useWords();
  const language = useLanguage();
  const may = useMay();
  const navigate = useNavigate();
  const roles = useRead("/v1/roles", {});
  const [adding, setAdding] = useState(false);
  const title = (name: string) => <Label schema={fieldOf(RoleSchema, name)?.schema} />;
  return (
    <Page
      title={t("title")}
      help={t("help")}
      extra={
        <Button type="primary" disabled={!may("add_role")} onClick={() => setAdding(true)}>
          {t("add")}
        </Button>
      }
    >
      <Loaded answer={roles}>
        {({ items }) => (
          <Card size="small">
            <Table<Schemas["Role"]>
              size="small"
              rowKey="code"
              pagination={false}
              scroll={{ x: "max-content" }}
              dataSource={items}
              columns={[
                { title: title("code"), render: (_, one) => <Link to={`/access/roles/${one.code}`}>{one.code}</Link> },
                {
                  title: title("name_zh"),
                  render: (_, one) => (
                    <>
                      {language === "zh" ? one.name_zh : one.name_en} {one.built_in && <Tag>{t("builtIn")}</Tag>}
                    </>
                  ),
                },
                { title: title("description"), dataIndex: "description" },
                { title: title("holders"), align: "right", render: (_, one) => countText(one.holders) },
                {
                  title: title("state"),
                  render: (_, one) => <StateTag value={one.state} words={fieldOf(RoleSchema, "state")?.schema} />,
                },
              ]}
            />
          </Card>
        )}
      </Loaded>
      <SideForm<Schemas["AddRole"]>
        open={adding}
        title={t("add")}
        onClose={() => setAdding(false)}
        schema={AddRole}
        fields={{ permissions: { input: <PermissionSelect /> } }}
        onSubmit={async (body) => {
          const { data } = await api.POST("/v1/roles", { body });
          await queryClient.invalidateQueries();
          setAdding(false);
          if (data) navigate(`/access/roles/${data.code}`);
        }}
      />
    </Page>
  );
}
