// All keys and tokens of the house with their last use; keys for tills.

import { AccessKey } from "@schemas/AccessKey";
import { IssueTillKey } from "@schemas/IssueTillKey";
import { useState } from "react";
import { Link } from "react-router";
import { api, type Schemas } from "@/api/client";
import { queryClient, useIdempotencyKey } from "@/api/query";
import { defineWords } from "@/i18n";
import { ActorView } from "@/shared/actors";
import { DataTable } from "@/shared/DataTable";
import { Command, Once, Page } from "@/shared/Page";
import { PermissionSelect } from "./inputs";
import { TillSelect } from "./TillSelect";

const useWords = defineWords("access.keys", {
  title: ["密钥与令牌", "Keys & tokens"],
  help: ["久未使用的应作废。", "What has not been used for long should be revoked."],
  till: ["新建收银机密钥", "New key for a till"],
  tillHelp: ["收银系统用它为每个请求签名。", "The till system signs each request with it."],
  secret: ["收银机密钥", "Key of the till"],
});

export default function Keys() {
  const t = useWords();
  const key = useIdempotencyKey();
  const [shown, setShown] = useState<string>();
  return (
    <Page
      title={t("title")}
      help={t("help")}
      extra={
        <Command<Schemas["IssueTillKey"]>
          label={t("till")}
          title={t("till")}
          explain={t("tillHelp")}
          needs="issue_till_key"
          schema={IssueTillKey}
          fields={{ till: { input: <TillSelect /> }, permissions: { input: <PermissionSelect /> } }}
          button={{ type: "primary" }}
          run={async (body) => {
            const { data } = await api.POST("/v1/till-keys", { params: { header: key.header() }, body });
            key.renew();
            if (data) setShown(`${data.key}\n${data.secret}`);
            await queryClient.invalidateQueries();
          }}
        />
      }
    >
      <DataTable
        id="keys"
        path="/v1/keys"
        rowKey="key"
        schema={AccessKey}
        columns={[
          { key: "key" },
          {
            key: "actor",
            render: (row) => (
              <Link to={`/access/accounts/${row.actor}?tab=keys`}>
                <ActorView id={row.actor} />
              </Link>
            ),
          },
          { key: "kind" },
          { key: "label" },
          { key: "permissions" },
          { key: "created_at" },
          { key: "used_at" },
          { key: "expires_at" },
          { key: "revoked_at", hidden: true },
        ]}
      />
      {shown && <Once title={t("secret")} value={shown} onClose={() => setShown(undefined)} />}
    </Page>
  );
}
