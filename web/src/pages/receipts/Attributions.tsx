// Receipts that shall be a member's afterwards: asked for, approved or rejected by somebody else.
import { Attribution } from "@schemas/Attribution";
import { AttributionState } from "@schemas/AttributionState";
import { RejectAttributionBody } from "@schemas/RejectAttributionBody";
import { Space } from "antd";
import { Link } from "react-router";
import { api, type Body } from "@/api/client";
import { defineWords } from "@/i18n";
import { Act } from "@/shared/Act";
import { ActorView } from "@/shared/actors";
import { DataTable } from "@/shared/DataTable";
import { Page } from "@/shared/Page";
import { useScope } from "@/shared/scope";
import { useSession } from "@/shared/session";

const useWords = defineWords("receipts.attributions", {
  title: ["补登积分", "Late attributions"],
  help: [
    "当时没有出示会员身份的单据，事后记给会员。由另一人审批。",
    "Receipts made without a member, given to one afterwards; somebody else approves.",
  ],
  approve: ["批准", "Approve"],
  reject: ["驳回", "Reject"],
  withdraw: ["撤回", "Withdraw"],
  state: ["状态", "State"],
  empty: ["没有申请。在单据页面上可以申请补登。", "None. They are asked for on the page of a receipt."],
});

export default function Attributions() {
  const t = useWords();
  const { programme } = useScope();
  const { session } = useSession();
  return (
    <Page title={t("title")} help={t("help")}>
      <DataTable
        id="attributions"
        path="/v1/attributions"
        params={{ query: { programme } }}
        enabled={programme !== ""}
        rowKey="id"
        schema={Attribution}
        filters={[
          { name: "state", kind: "select", label: t("state"), schema: AttributionState },
          { name: "store", kind: "store" },
        ]}
        columns={[
          { key: "receipt", render: (row) => <Link to={`/receipts/${row.receipt}`}>{row.receipt}</Link> },
          { key: "member", render: (row) => <Link to={`/members/${row.member}`}>{row.member}</Link> },
          { key: "earned" },
          { key: "reason" },
          { key: "state" },
          { key: "submitted_by", render: (row) => <ActorView id={row.submitted_by} /> },
          { key: "submitted_at" },
          {
            key: "id",
            title: " ",
            render: (row) =>
              row.state === "submitted" && (
                <Space>
                  <Act
                    label={t("approve")}
                    title={t("approve")}
                    needs="approve_attribution"
                    disabled={row.submitted_by === session?.actor}
                    button={{ size: "small", type: "primary" }}
                    run={(_, once) =>
                      api.POST("/v1/attributions/{id}/approve", {
                        params: { path: { id: row.id }, header: once },
                        body: {},
                      })
                    }
                  />
                  <Act<Body<"reject_attribution">>
                    label={t("reject")}
                    title={t("reject")}
                    needs="reject_attribution"
                    disabled={row.submitted_by === session?.actor}
                    button={{ size: "small" }}
                    schema={RejectAttributionBody}
                    run={(body, once) =>
                      api.POST("/v1/attributions/{id}/reject", { params: { path: { id: row.id }, header: once }, body })
                    }
                  />
                  {row.submitted_by === session?.actor && (
                    <Act
                      label={t("withdraw")}
                      title={t("withdraw")}
                      needs="withdraw_attribution"
                      button={{ size: "small" }}
                      run={(_, once) =>
                        api.POST("/v1/attributions/{id}/withdraw", { params: { path: { id: row.id }, header: once } })
                      }
                    />
                  )}
                </Space>
              ),
          },
        ]}
        empty={{ title: t("empty") }}
      />
    </Page>
  );
}
