// A simulation of a ladder: how far it is, who would move from where to where, now and at the period's end.
import { DownloadOutlined } from "@ant-design/icons";
import { TierMove } from "@schemas/TierMove";
import { Alert, App, Button, Card, Flex, Progress, Segmented, Statistic, Typography } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { ApiError, api, type Schemas } from "@/api/client";
import { useRead } from "@/api/query";
import { defineWords, useLanguage } from "@/i18n";
import { ActorView } from "@/shared/actors";
import { Chart, csvOf } from "@/shared/Chart";
import { DataTable } from "@/shared/DataTable";
import { saveFile } from "@/shared/files";
import { countText, minuteText } from "@/shared/format";
import { Loaded, Page } from "@/shared/Page";
import { SwitchOn } from "./Ladder";
import { flows, sums } from "./moves";

const useWords = defineWords("tiers.simulation", {
  title: ["试算：{{code}} 第 {{version}} 版", "Simulation of {{code}}, version {{version}}"],
  asked: ["{{at}} 按 {{day}} 的成长值试算，由", "Asked for at {{at}}, judged by {{day}}, by"],
  running: ["正在试算…", "Simulating …"],
  of: ["{{done}} / {{total}} 位会员", "{{done}} of {{total}} members"],
  looked: ["看过的会员", "Members looked at"],
  up: ["启用即升级", "Rise at once"],
  later: ["期末更低", "Lower at the period's end"],
  laterUp: ["期末更高", "Higher at the period's end"],
  stay: ["没有人会变动", "Nobody moves"],
  stayHelp: [
    "新规则与现行规则对每位会员的结果相同。",
    "For each member the new rules come to what the present ones do.",
  ],
  at: ["启用时", "Once switched on"],
  end: ["期末（不再增长）", "At the period's end, without growth"],
  endHelp: [
    "假设从今天起没有新的成长值：行为现行规则下期末的等级，列为新规则下的等级。",
    "If nobody grew from today on: rows are the tier by the rules of now, columns by the new ones.",
  ],
  atHelp: [
    "行为现在的等级，列为启用后的等级；没有人因启用马上降级。",
    "Rows are the tier now, columns the tier once it is on; nobody loses a tier by it at once.",
  ],
  matrix: ["从哪一级到哪一级", "From which tier to which"],
  from: ["现在", "From"],
  to: ["以后", "To"],
  members: ["人数", "Members"],
  flow: ["{{from}} → {{to}}：{{count}} 人", "{{from}} → {{to}}: {{count}}"],
  nothing: ["无等级", "No tier"],
  who: ["谁会变动", "Who moves"],
  csv: ["全部导出 CSV", "All as CSV"],
  stale: [
    "试算的是第 {{of}} 版，现在最新是第 {{newest}} 版；请重新试算。",
    "This is of version {{of}}; the newest is {{newest}}. Simulate again.",
  ],
});

type Simulation = Schemas["TierSimulation"];

export default function SimulationPage() {
  const { code = "", id = "" } = useParams();
  const run = useRead(
    "/v1/tier-simulations/{id}",
    { params: { path: { id } } },
    { refetchInterval: (data) => (data?.done ? false : 1000) },
  );
  const ladder = useRead("/v1/tier-ladders/{code}", { params: { path: { code } } });
  return (
    <Loaded answer={ladder}>
      {(of) => <Loaded answer={run}>{(simulation) => <Shown ladder={of} run={simulation} />}</Loaded>}
    </Loaded>
  );
}

function useTierNames(ladder: Schemas["TierLadder"]) {
  const t = useWords();
  const zh = useLanguage() === "zh";
  return (code: string) => {
    const tier = ladder.terms.tiers.find((one) => one.code === code);
    return tier ? (zh ? tier.name_zh : tier.name_en) : code || t("nothing");
  };
}

function Shown({ ladder, run }: { ladder: Schemas["TierLadder"]; run: Simulation }) {
  const t = useWords();
  const name = useTierNames(ladder);
  const order = ladder.terms.tiers.map((tier) => tier.code);
  const totals = sums(run.matrix, order);
  return (
    <Page
      back={`/tiers/${ladder.code}`}
      title={t("title", { code: run.ladder, version: run.version })}
      help={
        <>
          {t("asked", { at: minuteText(run.requested_at), day: run.as_of })} <ActorView id={run.requested_by} />
        </>
      }
      extra={
        run.done && run.version === ladder.version && ladder.version !== ladder.in_force && <SwitchOn ladder={ladder} />
      }
    >
      {run.version !== ladder.version && (
        <Alert type="warning" showIcon title={t("stale", { of: run.version, newest: ladder.version })} />
      )}
      {!run.done && (
        <Card size="small" aria-live="polite">
          <Typography.Text>{t("running")}</Typography.Text>
          <Progress
            aria-label={t("running")}
            percent={run.total > 0 ? Math.floor((run.members * 100) / run.total) : 0}
            status="active"
          />
          {t("of", { done: countText(run.members), total: countText(run.total) })}
        </Card>
      )}
      <Card size="small">
        <Flex gap={48} wrap>
          <Statistic title={t("looked")} value={countText(run.members)} />
          <Statistic title={t("up")} value={countText(totals.up)} />
          <Statistic title={t("laterUp")} value={countText(totals.laterUp)} />
          <Statistic title={t("later")} value={countText(totals.laterDown)} />
        </Flex>
      </Card>
      {run.matrix.length > 0 ? (
        <>
          <Matrix run={run} order={order} name={name} />
          <Moves run={run} name={name} />
        </>
      ) : (
        run.done && <Alert type="success" showIcon title={t("stay")} description={t("stayHelp")} />
      )}
    </Page>
  );
}

type Named = { run: Simulation; name: (code: string) => string };

function Matrix({ run, order, name }: Named & { order: string[] }) {
  const t = useWords();
  const [when, setWhen] = useState<"at" | "end">("at");
  const moves = when === "at" ? flows(run.matrix, "now", "then") : flows(run.matrix, "later_now", "later_then");
  const rows = [...(moves.some((one) => one.from === "") ? [""] : []), ...order];
  const most = Math.max(1, ...moves.map((one) => one.members));
  return (
    <Card
      size="small"
      title={t("matrix")}
      extra={
        <Segmented
          value={when}
          onChange={setWhen}
          options={[
            { value: "at", label: t("at") },
            { value: "end", label: t("end") },
          ]}
        />
      }
    >
      <Typography.Paragraph type="secondary">{t(when === "at" ? "atHelp" : "endHelp")}</Typography.Paragraph>
      {moves.length === 0 ? (
        <Alert type="success" showIcon title={t("stay")} />
      ) : (
        <Flex gap={24} wrap align="flex-start">
          <div style={{ flex: "1 1 420px", minWidth: 0 }}>
            <Chart
              title={`${t("from")} → ${t("to")}`}
              height={Math.max(220, 60 + rows.length * 44)}
              option={{
                tooltip: { trigger: "item" },
                legend: { show: false },
                grid: { left: 8, right: 16, top: 8, bottom: 8, containLabel: true },
                xAxis: { type: "category", data: order.map(name), name: t("to"), splitArea: { show: true } },
                yAxis: { type: "category", data: rows.map(name), inverse: true, splitArea: { show: true } },
                visualMap: { min: 0, max: most, show: false, inRange: { color: ["#dff1ed", "#3fa08c"] } },
                series: [
                  {
                    type: "heatmap",
                    label: { show: true, color: "#10302a" },
                    data: moves.map((one) => [order.indexOf(one.to), rows.indexOf(one.from), one.members]),
                  },
                ],
              }}
              table={{
                head: [t("from"), t("to"), t("members")],
                rows: moves.map((one) => [name(one.from), name(one.to), one.members]),
              }}
            />
          </div>
          <ul style={{ flex: "0 1 280px", margin: 0, paddingInlineStart: 18 }}>
            {moves.map((one) => (
              <li key={`${one.from}-${one.to}`}>
                {t("flow", { from: name(one.from), to: name(one.to), count: countText(one.members) })}
              </li>
            ))}
          </ul>
        </Flex>
      )}
    </Card>
  );
}

const fields = ["growth", "now", "then", "later_now", "later_then"] as const;

function Moves({ run, name }: Named) {
  const t = useWords();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const rows: (string | number)[][] = [];
      let cursor: string | undefined;
      do {
        const { data } = await api.GET("/v1/tier-simulations/{id}/moves", {
          params: { path: { id: run.id }, query: { limit: 100, ...(cursor && { cursor }) } },
        });
        for (const one of data?.items ?? []) rows.push([one.member, ...fields.map((field) => one[field])]);
        cursor = data?.next_cursor;
      } while (cursor);
      saveFile(
        `tiers-${run.ladder}-v${run.version}.csv`,
        new Blob([csvOf({ head: ["member", ...fields], rows })], { type: "text/csv" }),
      );
    } catch (fault) {
      if (!(fault instanceof ApiError)) throw fault;
      message.error(fault.message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <DataTable
      id="tier-moves"
      path="/v1/tier-simulations/{id}/moves"
      params={{ path: { id: run.id } }}
      schema={TierMove}
      rowKey="member"
      title={t("who")}
      toolbar={
        <Button icon={<DownloadOutlined />} loading={busy} onClick={() => void save()}>
          {t("csv")}
        </Button>
      }
      columns={[
        { key: "member", render: (row) => <Link to={`/members/${row.member}`}>{row.member}</Link> },
        { key: "growth" },
        { key: "now", render: (row) => name(row.now) },
        { key: "then", render: (row) => <strong>{name(row.then)}</strong> },
        { key: "later_now", render: (row) => name(row.later_now) },
        { key: "later_then", render: (row) => <strong>{name(row.later_then)}</strong> },
      ]}
    />
  );
}
