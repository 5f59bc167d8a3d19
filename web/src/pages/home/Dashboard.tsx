// How a programme, or one of its stores, does in a period beside the one before: figures, the days, tiers, stores.
import { ArrowDownOutlined, ArrowUpOutlined } from "@ant-design/icons";
import { DashboardFigures } from "@schemas/DashboardFigures";
import { DashboardStore } from "@schemas/DashboardStore";
import { Alert, Button, Card, Col, Flex, Row, Segmented, Space, Statistic, Tooltip, Typography } from "antd";
import dayjs from "dayjs";
import { type ReactNode, useMemo } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import type { Schemas } from "@/api/client";
import { useRead } from "@/api/query";
import { fieldOf, labelOf } from "@/api/schema";
import { defineWords, useLanguage } from "@/i18n";
import { Chart } from "@/shared/Chart";
import { DataTable } from "@/shared/DataTable";
import { download } from "@/shared/files";
import { countText, type Money, minorText, moneyText, placesOf, today } from "@/shared/format";
import { DaysInput } from "@/shared/inputs";
import { Loaded } from "@/shared/Page";
import { useScope } from "@/shared/scope";
import { useMay } from "@/shared/session";
import { useCommon } from "@/shared/words";
import { changeOf, perMilleText } from "./figures";

const useWords = defineWords("home.dashboard", {
  previous: ["上期 {{value}}", "before {{value}}"],
  incomplete: [
    "正在补计升级前的历史数据，数字会继续增加。",
    "What was there before is still being counted; figures will grow.",
  ],
  needsStore: ["请先在页面上方选择一个门店", "Choose a store at the top of the page first"],
  perDay: ["每日净销售额", "Net sales a day"],
  members: ["会员", "Members"],
  others: ["非会员", "Others"],
  joined: ["每日入会", "New members a day"],
  tiers: ["等级金字塔", "Tier pyramid"],
  stores: ["门店排名", "Ranking of stores"],
  people: ["会员", "Members"],
  sales: ["销售", "Sales"],
  points: ["积分", "Points"],
  coupons: ["优惠券", "Coupons"],
  who: ["看看是谁", "See who"],
});

type Figures = Schemas["DashboardFigures"];
type Name = keyof Figures & string;

/** Which figures stand together, and which lead to the people behind them. */
const groups: { key: "people" | "sales" | "points" | "coupons"; names: Name[] }[] = [
  {
    key: "people",
    names: ["members", "new_members", "active_members", "repeat_per_mille", "lost_members", "growth_per_mille"],
  },
  {
    key: "sales",
    names: ["net_amount", "member_share_per_mille", "average_receipt", "sales", "returns", "return_amount"],
  },
  {
    key: "points",
    names: ["points_issued", "points_redeemed", "points_expired", "points_liability", "points_liability_value"],
  },
  {
    key: "coupons",
    names: ["coupons_issued", "coupons_used", "coupon_amount", "coupon_sales_amount", "coupon_roi_per_mille"],
  },
];
const makers: Partial<Record<Name, "joined" | "active" | "repeat" | "lost">> = {
  new_members: "joined",
  active_members: "active",
  repeat_per_mille: "repeat",
  lost_members: "lost",
};
/** Where more is worse. */
const falling = new Set<Name>([
  "lost_members",
  "churn_per_mille",
  "returns",
  "return_amount",
  "departed_members",
  "points_liability",
  "points_liability_value",
]);

function periodsOf(t: ReturnType<typeof useCommon>) {
  const day = dayjs();
  const text = (at: dayjs.Dayjs) => at.format("YYYY-MM-DD");
  const back = (days: number): [string, string] => [text(day.subtract(days - 1, "day")), text(day)];
  const lastMonth = day.subtract(1, "month");
  return [
    { label: t("today"), value: back(1) },
    { label: t("last7"), value: back(7) },
    { label: t("last30"), value: back(30) },
    { label: t("thisMonth"), value: [text(day.startOf("month")), text(day)] as [string, string] },
    {
      label: t("lastMonth"),
      value: [text(lastMonth.startOf("month")), text(lastMonth.endOf("month"))] as [string, string],
    },
    { label: t("last90"), value: back(90) },
    { label: t("thisYear"), value: [text(day.startOf("year")), text(day)] as [string, string] },
  ];
}

export function Dashboard({ programme }: { programme: string }) {
  const t = useWords();
  const common = useCommon();
  const may = useMay();
  const { store } = useScope();
  const [search, setSearch] = useSearchParams();
  const periods = useMemo(() => periodsOf(common), [common]);
  const from = search.get("from") ?? dayjs().subtract(29, "day").format("YYYY-MM-DD");
  const to = search.get("to") ?? today();
  const choose = (days: [string, string] | undefined) => setSearch(days ? { from: days[0], to: days[1] } : {});
  const query = { programme, from, to, ...(store && { store }) };
  const answer = useRead("/v1/dashboard", { params: { query } });
  const chosen = periods.find((one) => one.value[0] === from && one.value[1] === to);
  const csv = (path: string, name: string, more: Record<string, string> = {}) =>
    download(`${path}?${new URLSearchParams({ programme, from, to, ...more })}`, name);
  return (
    <Flex vertical gap={16}>
      <Flex wrap gap={12} align="center">
        <Segmented
          value={chosen?.label ?? ""}
          options={periods.map((one) => one.label)}
          onChange={(label) => choose(periods.find((one) => one.label === label)?.value)}
        />
        <DaysInput value={[from, to]} onChange={choose} />
      </Flex>
      <Loaded answer={answer}>
        {(data) => (
          <Flex vertical gap={16}>
            {!data.complete && <Alert type="info" showIcon title={t("incomplete")} />}
            {groups.map((group) => (
              <Card key={group.key} size="small" title={t(group.key)}>
                <Row gutter={[16, 16]}>
                  {group.names
                    .filter((name) => data.current[name] !== undefined || data.previous[name] !== undefined)
                    .map((name) => (
                      <Col key={name} xs={12} md={8} xl={4}>
                        <Figure
                          name={name}
                          now={data.current}
                          before={data.previous}
                          who={
                            makers[name] && may("list_dashboard_members")
                              ? `/figures/members?${new URLSearchParams({ ...query, figure: makers[name] })}`
                              : undefined
                          }
                        />
                      </Col>
                    ))}
                </Row>
              </Card>
            ))}
            <Row gutter={[16, 16]}>
              <Col xs={24} xl={16}>
                <Card size="small">
                  <DaysChart days={data.days} />
                </Card>
              </Col>
              <Col xs={24} xl={8}>
                <Card size="small">
                  <Pyramid programme={programme} store={store} />
                </Card>
              </Col>
            </Row>
          </Flex>
        )}
      </Loaded>
      {may("rank_dashboard_stores") && (
        <DataTable
          id="dashboard.stores"
          title={t("stores")}
          path="/v1/dashboard/stores"
          prefix="rank."
          params={{ query: { programme, from, to } }}
          rowKey="store"
          schema={DashboardStore}
          columns={[
            { key: "rank" },
            {
              key: "name",
              render: (row) => (
                <Space>
                  {row.name}
                  <Typography.Text type="secondary">{row.store}</Typography.Text>
                </Space>
              ),
            },
            { key: "net_amount" },
            {
              key: "net_change_per_mille",
              align: "right",
              render: (row) => <Change perMille={row.net_change_per_mille} />,
            },
            {
              key: "member_share_per_mille",
              align: "right",
              render: (row) => perMilleText(row.member_share_per_mille),
            },
            { key: "average_receipt" },
            { key: "sales" },
            { key: "new_members" },
            { key: "coupons_used" },
            { key: "returns", hidden: true },
            { key: "return_amount", hidden: true },
          ]}
          onExport={() => void csv("/v1/dashboard/stores.csv", "stores.csv")}
        />
      )}
      <Space>
        <Button onClick={() => void csv("/v1/dashboard/days.csv", "days.csv", store ? { store } : {})}>
          {common("export")} CSV
        </Button>
      </Space>
    </Flex>
  );
}

function valueText(name: Name, figures: Figures): string {
  const value = figures[name];
  if (value === undefined || value === null) return "–";
  if (name.endsWith("_per_mille")) return perMilleText(value as number);
  return typeof value === "object" ? moneyText(value as Money) : countText(value as number);
}

function Figure({
  name,
  now,
  before,
  who,
}: {
  name: Name;
  now: Figures;
  before: Figures;
  who: string | undefined;
}): ReactNode {
  const t = useWords();
  const language = useLanguage();
  const { label, help } = labelOf(fieldOf(DashboardFigures, name)?.schema.words, language);
  const value = valueText(name, now);
  return (
    <div>
      <Tooltip title={help ?? label}>
        <Typography.Text type="secondary">{label}</Typography.Text>
      </Tooltip>
      <Statistic
        value={value}
        formatter={() =>
          who ? (
            <Link to={who} aria-label={`${label} ${value} ${t("who")}`}>
              {value}
            </Link>
          ) : (
            value
          )
        }
        styles={{ content: { fontSize: 20, fontVariantNumeric: "tabular-nums" } }}
      />
      <Space size={6}>
        <Change perMille={changeOf(now[name], before[name])} worse={falling.has(name)} />
        <Typography.Text type="secondary" style={{ fontSize: 12 }}>
          {t("previous", { value: valueText(name, before) })}
        </Typography.Text>
      </Space>
    </div>
  );
}

/** More is green unless more is worse; the arrow says it without the colour. */
function Change({ perMille, worse }: { perMille: number | undefined; worse?: boolean }) {
  if (perMille === undefined || perMille === null) return <Typography.Text type="secondary">–</Typography.Text>;
  if (perMille === 0) return <Typography.Text type="secondary">±0</Typography.Text>;
  const up = perMille > 0;
  return (
    <Typography.Text type={up !== Boolean(worse) ? "success" : "danger"} style={{ fontSize: 12, whiteSpace: "nowrap" }}>
      {up ? <ArrowUpOutlined /> : <ArrowDownOutlined />} {perMilleText(Math.abs(perMille))}
    </Typography.Text>
  );
}

function DaysChart({ days }: { days: Schemas["DashboardDay"][] }) {
  const t = useWords();
  const navigate = useNavigate();
  const { option, table } = useMemo(() => {
    const currency = days[0]?.net_amount.currency ?? "CNY";
    const major = (money: Money) => Number(minorText(money.amount, currency).replaceAll(",", "").replace("−", "-"));
    const members = days.map((one) => major(one.member_net_amount));
    const others = days.map((one) => major({ currency, amount: one.net_amount.amount - one.member_net_amount.amount }));
    const names = days.map((one) => one.day);
    return {
      option: {
        xAxis: { type: "category", data: names },
        yAxis: [{ type: "value" }, { type: "value", splitLine: { show: false } }],
        series: [
          { type: "bar", stack: "net", name: t("members"), data: members },
          { type: "bar", stack: "net", name: t("others"), data: others },
          {
            type: "line",
            yAxisIndex: 1,
            name: t("joined"),
            data: days.map((one) => one.new_members),
            smooth: true,
            symbol: "none",
          },
        ],
      },
      table: {
        head: ["", t("members"), t("others"), t("joined")],
        rows: days.map((one, at) => [
          one.day,
          (members[at] ?? 0).toFixed(placesOf(currency)),
          (others[at] ?? 0).toFixed(placesOf(currency)),
          one.new_members,
        ]),
      },
    };
  }, [days, t]);
  return (
    <Chart
      title={t("perDay")}
      option={option}
      table={table}
      height={300}
      onClick={(day) => navigate(`/receipts?from=${day}&to=${day}`)}
    />
  );
}

function Pyramid({ programme, store }: { programme: string; store: string | undefined }) {
  const t = useWords();
  const language = useLanguage();
  const answer = useRead("/v1/dashboard/tiers", { params: { query: { programme, ...(store && { store }) } } });
  return (
    <Loaded answer={answer}>
      {({ ladders }) =>
        ladders.map((ladder) => {
          const named = ladder.tiers.map((tier) => ({
            ...tier,
            name: (language === "zh" ? tier.name_zh : tier.name_en) ?? tier.tier,
          }));
          return (
            <Chart
              key={ladder.ladder}
              title={`${t("tiers")} · ${ladder.ladder}`}
              height={300}
              option={{
                tooltip: { trigger: "item" },
                xAxis: { type: "value" },
                yAxis: { type: "category", data: named.map((tier) => tier.name) },
                series: [
                  {
                    type: "bar",
                    data: named.map((tier) => tier.members),
                    label: {
                      show: true,
                      position: "right",
                      formatter: ({ dataIndex }: { dataIndex: number }) =>
                        `${countText(named[dataIndex]?.members)} · ${perMilleText(named[dataIndex]?.per_mille)}`,
                    },
                  },
                ],
              }}
              table={{ head: [t("tiers"), t("people")], rows: named.map((tier) => [tier.name, tier.members]) }}
            />
          );
        })
      }
    </Loaded>
  );
}
