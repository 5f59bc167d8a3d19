// Requests of people, the most urgent ones to be seen: what was asked, until when, what came of it.
import { PersonRequest } from "@schemas/PersonRequest";
import { PersonRequestState } from "@schemas/PersonRequestState";
import { Tag } from "antd";
import { defineWords } from "@/i18n";
import { DataTable } from "@/shared/DataTable";
import { Page } from "@/shared/Page";
import { useScope } from "@/shared/scope";
import { MemberLink } from "./parts";
import { RequestActions } from "./RequestList";

const useWords = defineWords("members.requests", {
  title: ["个人信息请求", "Requests of people"],
  help: [
    "查阅、复制、更正、限制、删除：每件都有法定期限。在会员页面登记。",
    "Access, copy, correction, restriction, erasure: each has its legal term. They are taken down on a member's page.",
  ],
  overdue: ["已逾期", "overdue"],
  member: ["会员", "Member"],
  state: ["状态", "State"],
  empty: ["没有请求", "No requests"],
});

export default function Requests() {
  const t = useWords();
  const { programme } = useScope();
  return (
    <Page title={t("title")} help={t("help")}>
      <DataTable
        id="person-requests"
        path="/v1/person-requests"
        params={{ query: { programme } }}
        enabled={programme !== ""}
        rowKey="id"
        schema={PersonRequest}
        filters={[{ name: "state", kind: "select", label: t("state"), schema: PersonRequestState }]}
        columns={[
          { key: "member", title: t("member"), render: (row) => <MemberLink id={row.member} /> },
          { key: "kind" },
          { key: "state" },
          {
            key: "due_on",
            render: (row) => (
              <>
                {row.due_on} {row.overdue && <Tag color="error">{t("overdue")}</Tag>}
              </>
            ),
          },
          { key: "requested_at" },
          { key: "source" },
          { key: "note" },
          { key: "id", title: " ", render: (row) => <RequestActions request={row} /> },
        ]}
        empty={{ title: t("empty") }}
      />
    </Page>
  );
}
