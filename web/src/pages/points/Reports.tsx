// What points were issued, redeemed and expired, by day; and what the shop owes.
import { PointsDay } from "@schemas/PointsDay";
import { Card, Flex } from "antd";
import { useMemo, useState } from "react";
import { useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { Chart } from "@/shared/Chart";
import { DataTable } from "@/shared/DataTable";
import { ExportButton } from "@/shared/downloads";
import { daysAgo, moneyText, today } from "@/shared/format";
import { DaysInput } from "@/shared/inputs";
import { Loaded, Page } from "@/shared/Page";
import { useScope } from "@/shared/scope";
import { useMay } from "@/shared/session";

const useWords = defineWords("points.reports", {
  title: ["积分报表", "Reports of points"],
  help: [
    "发放、使用、到期按日、门店与类别；负债是期末未用的积分。",
    "Issued, redeemed and expired by day, store and class; liability is what is still to be used.",
  ],
  liability: ["积分负债", "Liability"],
  points: ["积分", "Points"],
  value: ["金额", "Value"],
  days: ["每日明细", "By day"],
  day: ["日期", "Day"],
});

export default function Reports() {
  const t = useWords();
  const may = useMay();
  const { programme, store } = useScope();
  const [days, setDays] = useState<[string, string]>([daysAgo(29), today()]);
  const query = { programme, from: days[0], to: days[1] };
  const known = programme !== "";
  const liability = useRead(
    "/v1/points/reports/liability",
    { params: { query } },
    { enabled: known && may("report_points_liability") },
  );
  const rows = liability.data?.days;
  const { option, table } = useMemo(() => {
    const all = rows ?? [];
    return {
      option: {
        xAxis: { type: "category", data: all.map((one) => one.day) },
        yAxis: { type: "value" },
        series: [
          {
            type: "line",
            areaStyle: { opacity: 0.15 },
            name: t("points"),
            data: all.map((one) => one.points),
            symbol: "none",
          },
        ],
      },
      table: {
        head: [t("day"), t("points"), t("value")],
        rows: all.map((one) => [one.day, one.points, moneyText(one.value)]),
      },
    };
  }, [rows, t]);
  return (
    <Page title={t("title")} help={t("help")}>
      <Flex gap={12} wrap>
        <DaysInput value={days} onChange={(next) => next && setDays(next)} />
        <ExportButton report="points_liability" filter={query} />
      </Flex>
      <Loaded answer={liability}>
        {() => (
          <Card size="small">
            <Chart title={t("liability")} option={option} table={table} />
          </Card>
        )}
      </Loaded>
      {may("report_points_days") && (
        <DataTable
          id="points-days"
          title={t("days")}
          path="/v1/points/reports/days"
          params={{ query: { ...query, ...(store && { store }) } }}
          enabled={known}
          rowKey={(row) => `${row.day}-${row.store ?? ""}-${row.class}`}
          schema={PointsDay}
          columns={Object.keys(PointsDay.properties ?? {}).map((key) => ({ key }))}
          toolbar={<ExportButton report="points_days" filter={{ ...query, ...(store && { store }) }} />}
        />
      )}
    </Page>
  );
}
