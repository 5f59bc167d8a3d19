// What looks like abuse: the finding with its evidence, a decision with a reason, the limit it may bring.
import { DecideRiskFindingBody } from "@schemas/DecideRiskFindingBody";
import { LiftRiskLimitBody } from "@schemas/LiftRiskLimitBody";
import { RiskFinding } from "@schemas/RiskFinding";
import { Space } from "antd";
import { api, type Body } from "@/api/client";
import { fieldOf } from "@/api/schema";
import { defineWords } from "@/i18n";
import { DataTable } from "@/shared/DataTable";
import { Page } from "@/shared/Page";
import { useScope } from "@/shared/scope";
import { Act, MemberLink } from "./parts";

const useWords = defineWords("members.risk", {
  title: ["风险发现", "Risk findings"],
  help: [
    "超过阈值的积分、退货、用卡行为。确认或排除都写明原因。",
    "Earning, returning or using cards beyond a threshold. Confirm or dismiss with a reason.",
  ],
  decide: ["处理", "Decide"],
  lift: ["解除限制", "Lift the limit"],
  state: ["状态", "State"],
  member: ["会员", "Member"],
  empty: ["没有发现异常", "Nothing found"],
});

export default function Risk() {
  const t = useWords();
  const { programme } = useScope();
  const state = fieldOf(RiskFinding, "state")?.schema;
  return (
    <Page title={t("title")} help={t("help")}>
      <DataTable
        id="risk"
        path="/v1/risk/findings"
        params={{ query: { programme } }}
        enabled={programme !== ""}
        rowKey="id"
        schema={RiskFinding}
        filters={[{ name: "state", kind: "select", label: t("state"), ...(state && { schema: state }) }]}
        columns={[
          { key: "found_at" },
          { key: "rule" },
          { key: "member", title: t("member"), render: (row) => (row.member ? <MemberLink id={row.member} /> : "–") },
          { key: "store" },
          { key: "cashier" },
          { key: "measured" },
          { key: "allowed" },
          { key: "day" },
          { key: "state" },
          { key: "limited_until" },
          { key: "reason" },
          {
            key: "id",
            title: " ",
            render: (row) => (
              <Space>
                {row.state === "open" && (
                  <Act<Body<"decide_risk_finding">>
                    label={t("decide")}
                    title={t("decide")}
                    needs="decide_risk_finding"
                    button={{ size: "small" }}
                    schema={DecideRiskFindingBody}
                    run={(body, once) =>
                      api.POST("/v1/risk/findings/{id}/decision", {
                        params: { path: { id: row.id }, header: once },
                        body,
                      })
                    }
                  />
                )}
                {row.limited_until && !row.lifted_at && (
                  <Act<Body<"lift_risk_limit">>
                    label={t("lift")}
                    title={t("lift")}
                    needs="lift_risk_limit"
                    button={{ size: "small" }}
                    schema={LiftRiskLimitBody}
                    run={(body, once) =>
                      api.POST("/v1/risk/findings/{id}/lifting", {
                        params: { path: { id: row.id }, header: once },
                        body,
                      })
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
