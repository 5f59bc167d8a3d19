// A rule of the book: what it says, where it stands, what the linter finds, who did what – and the next step to take.

import { AuditPricingRuleBody } from "@schemas/AuditPricingRuleBody";
import { BookRuleKind } from "@schemas/BookRuleKind";
import { EndPricingRuleBody } from "@schemas/EndPricingRuleBody";
import { PricingRuleState } from "@schemas/PricingRuleState";
import { RejectPricingRuleBody } from "@schemas/RejectPricingRuleBody";
import { SubmitPricingRuleBody } from "@schemas/SubmitPricingRuleBody";
import { WithdrawPricingRuleBody } from "@schemas/WithdrawPricingRuleBody";
import { Alert, Button, Card, Descriptions, Flex, Steps, Tag, Typography } from "antd";
import { Link, useNavigate, useParams } from "react-router";
import { api, etagOf, type Schemas } from "@/api/client";
import { queryClient, useRead } from "@/api/query";
import { defineWords, useLanguage } from "@/i18n";
import { ActorView } from "@/shared/ActorView";
import { Details } from "@/shared/Details";
import { Command, Loaded, Page, PageTabs } from "@/shared/Page";
import { useMay, useSession } from "@/shared/session";
import { InstantView, StateTag } from "@/shared/values";
import { useCommon } from "@/shared/words";
import { RuleCheck, RuleFindings } from "./Findings";
import { History } from "./History";
import { schemaOf } from "./RuleForm";
import type { RuleDraft } from "./rule";
import { RuleExample, RuleSaid } from "./Said";
import { said } from "./sentence";
import { usePricing } from "./words";

const useWords = defineWords("pricing.rule", {
  summary: ["概览", "Overview"],
  content: ["全部内容", "Everything it says"],
  history: ["历史", "History"],
  submit: ["提交审核", "Submit"],
  submitExplain: [
    "提交后内容不能再改，等另一个人审核。审核通过那一刻起生效。",
    "It cannot be changed any more then and waits for somebody else. It counts from the instant of its audit.",
  ],
  audit: ["审核通过", "Audit"],
  auditExplain: [
    "从这一刻起生效；同一编码的上一版同时终止。请先读一遍下面这句话。",
    "It is in force from this instant on, and the revision before it ends. Read once more what it says:",
  ],
  reject: ["驳回", "Reject"],
  withdraw: ["撤回", "Withdraw"],
  end: ["终止", "End"],
  endExplain: ["立即终止，不能恢复；之后的销售不再使用它", "At once and for good: no sale from now on uses it"],
  remove: ["删除草稿", "Delete the draft"],
  removeExplain: ["草稿会被删除，不能恢复", "The draft is gone for good"],
  edit: ["修改草稿", "Change the draft"],
  next: ["起草下一版", "Draft the next revision"],
  replay: ["用过去的小票试算", "Try it on past receipts"],
  prices: ["查看商品现价", "See prices"],
  own: ["这是您起草的规则，须由另一人审核", "You drafted it: somebody else has to audit it"],
  notOwn: ["只有制单人能修改和提交", "Only its author changes and submits it"],
  superseded: ["已被新的一版取代", "Superseded by the next revision"],
  showNext: ["查看新版", "Show it"],
  stepDraft: ["起草", "Drafted"],
  stepSubmit: ["提交", "Submitted"],
  stepAudit: ["审核", "Audited"],
  stepEnd: ["结束", "Ended"],
});

type PricingRule = Schemas["PricingRule"];

export default function RulePage() {
  const { id = "" } = useParams();
  const rule = useRead("/v1/pricing/rules/{id}", { params: { path: { id } } });
  return <Loaded answer={rule}>{(one) => <Shown rule={one} />}</Loaded>;
}

function Shown({ rule }: { rule: PricingRule }) {
  const t = useWords();
  const p = usePricing();
  const language = useLanguage();
  const draft = rule.rule as RuleDraft;
  const one = said(draft, language);
  const name = language === "zh" ? rule.rule.name_zh : rule.rule.name_en;
  return (
    <Page
      back="/pricing/rules"
      title={
        <Flex gap={8} align="center" wrap>
          {name} <StateTag value={rule.state} words={PricingRuleState} />
        </Flex>
      }
      help={
        <Flex gap={8} wrap>
          <span>{BookRuleKind["x-values"]?.[rule.kind]?.[language]}</span>
          <Typography.Text code>{rule.code}</Typography.Text>
          <span>{p("revision", { count: rule.revision })}</span>
        </Flex>
      }
      extra={<Actions rule={rule} />}
    >
      <Life rule={rule} />
      <Notices rule={rule} />
      <PageTabs
        items={[
          {
            key: "summary",
            label: t("summary"),
            children: (
              <Flex gap={16} wrap align="flex-start">
                <Flex vertical gap={16} style={{ flex: "1 1 420px", minWidth: 0 }}>
                  <RuleSaid draft={draft} />
                  <Card size="small">
                    <Descriptions
                      size="small"
                      column={1}
                      items={[
                        { key: "what", label: p("what"), children: one.what },
                        { key: "whom", label: p("whom"), children: one.who },
                        { key: "when", label: p("when"), children: one.when },
                        { key: "where", label: p("where"), children: one.where },
                        { key: "limits", label: p("limits"), children: one.limits || p("unlimited") },
                        { key: "borne", label: p("borne"), children: one.borne || p("byDefault") },
                      ]}
                    />
                  </Card>
                </Flex>
                <div style={{ flex: "1 1 360px", minWidth: 0 }}>
                  <RuleExample draft={draft} />
                </div>
              </Flex>
            ),
          },
          {
            key: "content",
            label: t("content"),
            children: <Details schema={schemaOf[rule.kind]} value={rule.rule} column={1} />,
          },
          { key: "history", label: t("history"), children: <History id={rule.id} /> },
        ]}
      />
    </Page>
  );
}

function Life({ rule }: { rule: PricingRule }) {
  const t = useWords();
  const at: Record<string, number> = { draft: 0, submitted: 1, audited: 2, ended: 3, rejected: 1, withdrawn: 1 };
  const stamp = (when: string | undefined, who?: string) =>
    when ? (
      <Flex vertical>
        <InstantView value={when} />
        {who && <ActorView id={who} />}
      </Flex>
    ) : undefined;
  const stopped = rule.state === "rejected" || rule.state === "withdrawn";
  return (
    <Card size="small">
      <Steps
        size="small"
        current={at[rule.state] ?? 0}
        status={stopped ? "error" : rule.state === "audited" || rule.state === "ended" ? "finish" : "process"}
        items={[
          { title: t("stepDraft"), content: stamp(rule.created_at, rule.created_by) },
          { title: t("stepSubmit"), content: stamp(rule.submitted_at) },
          { title: t("stepAudit"), content: stamp(rule.audited_at, rule.audited_by) },
          { title: t("stepEnd"), content: stamp(rule.ended_at, rule.ended_by) },
        ]}
      />
    </Card>
  );
}

function Notices({ rule }: { rule: PricingRule }) {
  const t = useWords();
  const common = useCommon();
  const { session } = useSession();
  return (
    <>
      {rule.superseded_by && (
        <Alert
          type="info"
          showIcon
          title={t("superseded")}
          action={<Link to={`/pricing/rules/${rule.superseded_by}`}>{t("showNext")}</Link>}
        />
      )}
      {rule.state === "submitted" && rule.created_by === session?.actor && (
        <Alert type="info" showIcon title={t("own")} />
      )}
      {rule.reason && (
        <Typography.Text>
          <Tag>{common("reason")}</Tag>
          {rule.reason}
        </Typography.Text>
      )}
      {rule.state === "draft" && <RuleCheck rule={rule} />}
      {rule.findings && rule.findings.length > 0 && <RuleFindings findings={rule.findings} />}
    </>
  );
}

function Actions({ rule }: { rule: PricingRule }) {
  const t = useWords();
  const language = useLanguage();
  const navigate = useNavigate();
  const may = useMay();
  const { session } = useSession();
  const mine = rule.created_by === session?.actor;
  const path = `/v1/pricing/rules/${rule.id}`;
  const params = () => ({ path: { id: rule.id }, header: { "If-Match": etagOf(path) ?? `"${rule.version}"` } });
  const refresh = () => void queryClient.invalidateQueries();
  const waiting = rule.state === "draft" || rule.state === "submitted";
  const statement = <Typography.Paragraph strong>{said(rule.rule as RuleDraft, language).what}</Typography.Paragraph>;
  return (
    <>
      {rule.state === "draft" && (
        <>
          <Button
            disabled={!mine || !may("change_pricing_rule")}
            title={mine ? "" : t("notOwn")}
            onClick={() => navigate(`/pricing/rules/${rule.id}/edit`)}
          >
            {t("edit")}
          </Button>
          <Command<{ reason?: string }>
            label={t("submit")}
            title={t("submit")}
            explain={t("submitExplain")}
            needs="submit_pricing_rule"
            schema={SubmitPricingRuleBody}
            disabled={!mine}
            button={{ type: "primary", title: mine ? "" : t("notOwn") }}
            run={(body) => api.POST("/v1/pricing/rules/{id}/submit", { params: params(), body })}
            onDone={refresh}
          />
          <Command
            label={t("remove")}
            title={t("remove")}
            explain={t("removeExplain")}
            needs="delete_pricing_rule"
            disabled={!mine}
            danger
            run={() => api.DELETE("/v1/pricing/rules/{id}", { params: params() })}
            onDone={() => {
              navigate("/pricing/rules");
              refresh();
            }}
          />
        </>
      )}
      {rule.state === "submitted" && (
        <>
          <Command<{ reason?: string }>
            label={t("audit")}
            title={t("audit")}
            explain={
              <>
                {t("auditExplain")}
                {statement}
              </>
            }
            needs="audit_pricing_rule"
            schema={AuditPricingRuleBody}
            disabled={mine}
            button={{ type: "primary", title: mine ? t("own") : "" }}
            run={(body) => api.POST("/v1/pricing/rules/{id}/audit", { params: params(), body })}
            onDone={refresh}
          />
          <Command<{ reason: string }>
            label={t("reject")}
            title={t("reject")}
            needs="reject_pricing_rule"
            schema={RejectPricingRuleBody}
            disabled={mine}
            button={{ title: mine ? t("own") : "" }}
            danger
            run={(body) => api.POST("/v1/pricing/rules/{id}/reject", { params: params(), body })}
            onDone={refresh}
          />
        </>
      )}
      {waiting && (
        <>
          <Command<{ reason: string }>
            label={t("withdraw")}
            title={t("withdraw")}
            needs="withdraw_pricing_rule"
            schema={WithdrawPricingRuleBody}
            run={(body) => api.POST("/v1/pricing/rules/{id}/withdraw", { params: params(), body })}
            onDone={refresh}
          />
          {may("request_pricing_replay") && (
            <Button onClick={() => navigate(`/pricing/replays?draft=${rule.id}`)}>{t("replay")}</Button>
          )}
        </>
      )}
      {rule.state === "audited" && (
        <>
          {may("price_catalogue") && <Button onClick={() => navigate("/pricing/prices")}>{t("prices")}</Button>}
          <Command<{ reason: string }>
            label={t("end")}
            title={t("end")}
            explain={t("endExplain")}
            needs="end_pricing_rule"
            schema={EndPricingRuleBody}
            danger
            run={(body) => api.POST("/v1/pricing/rules/{id}/end", { params: params(), body })}
            onDone={refresh}
          />
        </>
      )}
      {!waiting && may("add_pricing_rule") && (
        <Button onClick={() => navigate(`/pricing/rules/new?from=${rule.id}`)}>{t("next")}</Button>
      )}
    </>
  );
}
