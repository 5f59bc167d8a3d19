// The steps of a rule: who, when, what became different, why.
import { Card, Empty, Table, Timeline, Typography } from "antd";
import type { Schemas } from "@/api/client";
import { useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { ActorView } from "@/shared/ActorView";
import { Loaded } from "@/shared/Page";
import { InstantView } from "@/shared/values";
import { useCommon } from "@/shared/words";

const useWords = defineWords("pricing.history", {
  field: ["字段", "Field"],
  added: ["起草", "drafted"],
  changed: ["修改", "changed"],
  submitted: ["提交", "submitted"],
  audited: ["审核通过", "audited"],
  rejected: ["驳回", "rejected"],
  withdrawn: ["撤回", "withdrawn"],
  ended: ["终止", "ended"],
  superseded: ["被新版取代", "superseded"],
});
const known: Record<string, Parameters<ReturnType<typeof useWords>>[0]> = {
  add: "added",
  draft: "added",
  change: "changed",
  submit: "submitted",
  audit: "audited",
  reject: "rejected",
  withdraw: "withdrawn",
  end: "ended",
  supersede: "superseded",
};

export function History({ id }: { id: string }) {
  const t = useWords();
  const common = useCommon();
  const steps = useRead("/v1/pricing/rules/{id}/history", { params: { path: { id }, query: { limit: 100 } } });
  const wordOf = (action: string) => {
    const last = action.split(".").at(-1) ?? action;
    const key = known[last] ?? known[last.replace(/(ed|d)$/, "")];
    return key ? t(key) : action;
  };
  return (
    <Card size="small">
      <Loaded answer={steps}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty description={common("nothingYet")} />
          ) : (
            <Timeline
              items={items.map((step) => ({
                key: step.at + step.action,
                content: (
                  <>
                    <Typography.Text strong>{wordOf(step.action)}</Typography.Text> · <ActorView id={step.actor} /> ·{" "}
                    <InstantView value={step.at} />
                    {step.reason && <div>{step.reason}</div>}
                    {step.changes.length > 0 && (
                      <Table<Schemas["PricingRuleFieldChange"]>
                        size="small"
                        rowKey="field"
                        pagination={false}
                        dataSource={step.changes}
                        scroll={{ x: "max-content" }}
                        columns={[
                          {
                            key: "field",
                            title: t("field"),
                            render: (_, one) => <Typography.Text code>{one.field}</Typography.Text>,
                          },
                          { key: "before", title: common("before"), render: (_, one) => one.before ?? "–" },
                          { key: "after", title: common("after"), render: (_, one) => one.after ?? "–" },
                        ]}
                      />
                    )}
                  </>
                ),
              }))}
            />
          )
        }
      </Loaded>
    </Card>
  );
}
