// Who makes a figure of the dashboard: the members, and the purchase that counts.
import { DashboardMember } from "@schemas/DashboardMember";
import { Link } from "react-router";
import { defineWords, useLanguage } from "@/i18n";
import { DataTable } from "@/shared/DataTable";
import { Page } from "@/shared/Page";
import { useScope } from "@/shared/scope";

const useWords = defineWords("home.makers", {
  title: ["构成数字的会员", "Who makes the figure"],
  figure: ["数字", "Figure"],
  joined: ["期内入会", "Joined"],
  active: ["活跃会员", "Active"],
  repeat: ["复购会员", "Bought again"],
  lost: ["流失会员", "Lost"],
  days: ["日期", "Days"],
});

export default function Makers() {
  const t = useWords();
  useLanguage();
  const { programme } = useScope();
  return (
    <Page title={t("title")} back="/home">
      <DataTable
        id="dashboard.members"
        path="/v1/dashboard/members"
        params={{ query: { programme } }}
        enabled={programme !== ""}
        rowKey="member"
        schema={DashboardMember}
        filters={[
          {
            name: "figure",
            kind: "select",
            label: t("figure"),
            required: true,
            initial: "active",
            options: (["joined", "active", "repeat", "lost"] as const).map((value) => ({ value, label: t(value) })),
          },
          { name: ["from", "to"], kind: "days", label: t("days"), required: true },
          { name: "store", kind: "store" },
        ]}
        columns={[
          { key: "member", render: (row) => <Link to={`/members/${row.member}`}>{row.member}</Link> },
          { key: "day" },
          { key: "store" },
          {
            key: "receipt",
            render: (row) => (row.receipt ? <Link to={`/receipts/${row.receipt}`}>{row.receipt}</Link> : "–"),
          },
        ]}
      />
    </Page>
  );
}
