// A ladder of tiers: its tiers, what members read, the way of a draft to being in force, and the log of changes.
import { SwitchOnTierLadderBody } from "@schemas/SwitchOnTierLadderBody";
import { Tier } from "@schemas/Tier";
import { TierTerms } from "@schemas/TierTerms";
import { Alert, Button, Card, Flex, Steps, Typography } from "antd";
import { Link, useNavigate, useParams } from "react-router";
import { api, type Schemas } from "@/api/client";
import { queryClient, useRead } from "@/api/query";
import { defineWords, useLanguage } from "@/i18n";
import { ChangeLog } from "@/shared/ChangeLog";
import { Details } from "@/shared/Details";
import { discountText, minuteText } from "@/shared/format";
import { Mark } from "@/shared/Mark";
import { Command, Loaded, Page, PageTabs } from "@/shared/Page";
import { remember, remembered } from "@/shared/remember";
import { ShortTable } from "@/shared/ShortTable";
import { useMay } from "@/shared/session";
import { useCommon } from "@/shared/words";
import { paidFor } from "./TiersInput";

const useWords = defineWords("tiers.ladder", {
  inForce: ["第 {{version}} 版启用中", "Version {{version}} in force"],
  draft: ["第 {{version}} 版是草稿", "Version {{version}} is a draft"],
  never: ["未启用", "Not in force yet"],
  steps: ["草稿 → 试算 → 启用", "Draft → simulate → switch on"],
  stepDraft: ["修改并保存草稿", "Change and keep the draft"],
  stepSimulate: ["试算：谁会变动", "Simulate: who moves"],
  stepOn: ["确认启用", "Switch it on"],
  simulate: ["试算", "Simulate"],
  simulateTitle: ["对全部会员试算第 {{version}} 版？", "Simulate version {{version}} over all members?"],
  simulateExplain: [
    "只计算，不改变任何人。完成后可以看到谁会升、谁在期末会降。",
    "Nobody is changed. Afterwards you see who would rise, and who would lose a tier at the period's end.",
  ],
  lastRun: ["查看最近一次试算", "Show the latest simulation"],
  on: ["启用第 {{version}} 版", "Switch version {{version}} on"],
  onTitle: ["启用第 {{version}} 版等级规则？", "Switch the rules of version {{version}} on?"],
  onExplain: [
    "立即生效：达到新条件的会员随即升级；没有人因此马上降级，周期结束时按新规则保级。启用后不能退回旧版，只能再改一版。",
    "From now on: members who reach more by it have it at once. Nobody loses a tier before the period ends. It cannot be undone, only followed by another version.",
  ],
  notSimulated: ["这一版还没有试算过，建议先试算。", "This version was not simulated here; do that first."],
  switched: ["已启用", "It is in force"],
  tiers: ["等级", "Tiers"],
  terms: ["规则", "Rules"],
  rules: ["会员看到的规则", "What members read"],
  rulesHelp: [
    "由启用中的版本自动生成，公开可读（无须登录），可放进小程序或门店海报。",
    "Written from the version in force and public: for the mini-programme or a poster.",
  ],
  since: ["第 {{version}} 版，自 {{at}} 起", "Version {{version}}, since {{at}}"],
  noRules: ["启用后才有给会员看的规则", "There are rules to read once it is in force"],
  changes: ["变更日志", "Log of changes"],
  effects: ["礼遇与专享", "Gifts and exclusives"],
  worth: ["约 {{amount}}", "about {{amount}}"],
});

export default function Ladder() {
  const { code = "" } = useParams();
  const answer = useRead("/v1/tier-ladders/{code}", { params: { path: { code } } });
  return <Loaded answer={answer}>{(ladder) => <Shown ladder={ladder} />}</Loaded>;
}

export const simulationKey = (code: string, version: number) => `tiers.simulation.${code}.${version}`;

function Shown({ ladder }: { ladder: Schemas["TierLadder"] }) {
  const t = useWords();
  const common = useCommon();
  const language = useLanguage();
  const may = useMay();
  const navigate = useNavigate();
  const { code, version, in_force, terms } = ladder;
  const isDraft = version !== in_force;
  const run = remembered<string>(simulationKey(code, version));
  const simulate = (
    <Command
      label={t("simulate")}
      title={t("simulateTitle", { version })}
      explain={t("simulateExplain")}
      needs="request_tier_simulation"
      run={async () => {
        const { data } = await api.POST("/v1/tier-ladders/{code}/simulations", { params: { path: { code } } });
        if (!data) return;
        remember(simulationKey(code, version), data.id);
        navigate(`/tiers/${code}/simulations/${data.id}`);
      }}
    />
  );
  return (
    <Page
      back="/tiers"
      title={
        <Flex gap={8} align="center" wrap>
          {language === "zh" ? terms.name_zh : terms.name_en} {code}
          {in_force ? <Mark color="green">{t("inForce", { version: in_force })}</Mark> : <Mark>{t("never")}</Mark>}
          {isDraft && <Mark color="orange">{t("draft", { version })}</Mark>}
        </Flex>
      }
      extra={
        <>
          {simulate}
          <Link to={`/tiers/${code}/edit`}>
            <Button disabled={!may("change_tier_ladder")}>{common("edit")}</Button>
          </Link>
          {isDraft && <SwitchOn ladder={ladder} />}
        </>
      }
    >
      {isDraft && (
        <Card size="small" title={t("steps")}>
          <Steps
            size="small"
            responsive
            current={run ? 2 : 1}
            items={[
              { title: t("stepDraft") },
              {
                title: t("stepSimulate"),
                ...(run && { content: <Link to={`/tiers/${code}/simulations/${run}`}>{t("lastRun")}</Link> }),
              },
              { title: t("stepOn") },
            ]}
          />
        </Card>
      )}
      <PageTabs
        items={[
          { key: "tiers", label: t("tiers"), children: <Tiers terms={terms} /> },
          {
            key: "terms",
            label: t("terms"),
            children: <Details schema={TierTerms} value={terms} hide={["tiers"]} />,
          },
          { key: "rules", label: t("rules"), children: <Rules code={code} inForce={in_force !== undefined} /> },
          {
            key: "changes",
            label: t("changes"),
            children: (
              <ChangeLog id="tier-changes" path="/v1/tier-ladders/{code}/changes" code={code} schemas={[TierTerms]} />
            ),
          },
        ]}
      />
    </Page>
  );
}

export function SwitchOn({ ladder }: { ladder: Schemas["TierLadder"] }) {
  const t = useWords();
  const { code, version } = ladder;
  const simulated = remembered<string>(simulationKey(code, version)) !== undefined;
  return (
    <Command<{ reason: string }>
      label={t("on", { version })}
      title={t("onTitle", { version })}
      explain={
        <>
          {!simulated && <Alert type="warning" showIcon title={t("notSimulated")} style={{ marginBottom: 8 }} />}
          {t("onExplain")}
        </>
      }
      needs="switch_on_tier_ladder"
      schema={SwitchOnTierLadderBody}
      button={{ type: "primary" }}
      done={t("switched")}
      run={async (body) => {
        await api.POST("/v1/tier-ladders/{code}/switch-on", {
          params: { path: { code }, header: { "If-Match": `"${version}"` } },
          body,
        });
        await queryClient.invalidateQueries();
      }}
    />
  );
}

function Tiers({ terms }: { terms: Schemas["TierTerms"] }) {
  const t = useWords();
  const zh = useLanguage() === "zh";
  const name = (one: { name_zh: string; name_en: string }) => (zh ? one.name_zh : one.name_en);
  return (
    <ShortTable<Schemas["Tier"]>
      rows={terms.tiers}
      rowKey="code"
      schema={Tier}
      columns={[
        {
          key: zh ? "name_zh" : "name_en",
          render: (tier) => (
            <>
              {name(tier)} <Typography.Text type="secondary">{tier.code}</Typography.Text>
            </>
          ),
        },
        { key: "threshold" },
        {
          key: "worth",
          title: "≈",
          align: "right",
          render: (tier) => {
            const amount = tier.threshold > 0 ? paidFor(tier.threshold, terms.sources) : undefined;
            return amount ? t("worth", { amount }) : "–";
          },
        },
        { key: "keep" },
        { key: "discount_rate", align: "right", render: (tier) => discountText(tier.discount_rate) },
        { key: "points_multiple", align: "right", render: (tier) => `${tier.points_multiple}×` },
        { key: "price" },
        {
          key: "effects",
          title: t("effects"),
          render: (tier) => [...(tier.gifts ?? []), ...(tier.exclusives ?? [])].map(name).join("、") || "–",
        },
      ]}
    />
  );
}

function Rules({ code, inForce }: { code: string; inForce: boolean }) {
  const t = useWords();
  const answer = useRead("/v1/tier-ladders/{code}/rules", { params: { path: { code } } }, { enabled: inForce });
  if (!inForce) return <Alert type="info" showIcon title={t("noRules")} />;
  return (
    <Loaded answer={answer}>
      {(rules) => (
        <Flex vertical gap={12}>
          <Typography.Text type="secondary">
            {t("rulesHelp")} {t("since", { version: rules.version, at: minuteText(rules.effective_from) })}
          </Typography.Text>
          <Flex gap={16} wrap align="flex-start">
            {(["zh", "en"] as const).map((language) => (
              <Card
                key={language}
                size="small"
                style={{ flex: "1 1 320px" }}
                title={language === "zh" ? "中文" : "English"}
                extra={<Typography.Text copyable={{ text: rules[language].join("\n") }} />}
              >
                <div lang={language}>
                  {rules[language].map((rule, at) => (
                    <Typography.Paragraph key={rule} strong={at === 0} style={{ marginBottom: 6 }}>
                      {rule}
                    </Typography.Paragraph>
                  ))}
                </div>
              </Card>
            ))}
          </Flex>
        </Flex>
      )}
    </Loaded>
  );
}
