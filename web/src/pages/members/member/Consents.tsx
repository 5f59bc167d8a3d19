// Consents: what the member has agreed to, per purpose and channel; giving, withdrawing, and the ledger of it.
import { Consent } from "@schemas/Consent";
import { ConsentEntry } from "@schemas/ConsentEntry";
import { DecideMemberConsentBody } from "@schemas/DecideMemberConsentBody";
import { Card, Flex, Space } from "antd";
import { api, type Body } from "@/api/client";
import { useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { DataTable } from "@/shared/DataTable";
import { ListOf } from "@/shared/ListOf";
import { Loaded } from "@/shared/Page";
import { Act, useMember } from "../parts";

const useWords = defineWords("members.consents", {
  decide: ["登记同意或撤回", "Record a decision"],
  decideHelp: [
    "登记会员本人的意思，并写明来源与所依据的文本版本。",
    "What the member said, where it was said, and of which text.",
  ],
  now: ["目前", "As it stands"],
  history: ["记录", "Ledger"],
});

export function Consents() {
  const t = useWords();
  const { id } = useMember();
  const params = { path: { id } };
  const answer = useRead("/v1/members/{id}/consents", { params });
  return (
    <Flex vertical gap={16}>
      <Space>
        <Act<Body<"decide_member_consent">>
          label={t("decide")}
          title={t("decide")}
          explain={t("decideHelp")}
          needs="decide_member_consent"
          schema={DecideMemberConsentBody}
          run={(body) => api.POST("/v1/members/{id}/consents", { params, body })}
        />
      </Space>
      <Loaded answer={answer}>
        {({ items }) => (
          <Card size="small" title={t("now")}>
            <ListOf schema={Consent} rows={items} />
          </Card>
        )}
      </Loaded>
      <DataTable
        id="member.consents"
        title={t("history")}
        prefix="k."
        path="/v1/members/{id}/consents/history"
        params={params}
        rowKey={(row) => String((row as { seq?: number }).seq ?? JSON.stringify(row))}
        schema={ConsentEntry}
        columns={Object.keys(ConsentEntry.properties ?? {}).map((key, at) => ({ key, hidden: at > 8 }))}
      />
    </Flex>
  );
}
