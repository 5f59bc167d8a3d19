// Charts: echarts/core with the kinds that are used, in the colours of the theme, with what they show as a table for those
// who cannot see them, and as a picture or CSV to take along.
import { DownloadOutlined } from "@ant-design/icons";
import { Button, Dropdown, Flex, Typography } from "antd";
import { BarChart, FunnelChart, HeatmapChart, LineChart, PieChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import type { EChartsCoreOption } from "echarts/core";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { defineWords } from "@/i18n";
import { useDark } from "./App";
import { saveFile } from "./files";

echarts.use([
  BarChart,
  LineChart,
  PieChart,
  FunnelChart,
  HeatmapChart,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  VisualMapComponent,
  CanvasRenderer,
]);

const useWords = defineWords("chart", {
  image: ["图片 (PNG)", "Picture (PNG)"],
  csv: ["数据 (CSV)", "Data (CSV)"],
  take: ["下载", "Download"],
});

export type ChartTable = { head: string[]; rows: (string | number)[][] };

/** Never a formula to a spreadsheet, always one cell. */
export function csvOf({ head, rows }: ChartTable): string {
  const cell = (value: string | number) => {
    let text = String(value);
    if (typeof value === "string" && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `\uFEFF${[head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

export function Chart({
  title,
  option,
  table,
  height = 280,
  onClick,
}: {
  title: string;
  option: EChartsCoreOption;
  table: ChartTable;
  height?: number;
  onClick?: (name: string) => void;
}) {
  const t = useWords();
  const { dark } = useDark();
  const at = useRef<HTMLDivElement>(null);
  const chart = useRef<echarts.ECharts>(null);
  const click = useRef(onClick);
  click.current = onClick;

  useEffect(() => {
    if (!at.current) return;
    const own = echarts.init(at.current, dark ? "dark" : undefined);
    chart.current = own;
    own.on("click", (event) => click.current?.(String(event.name)));
    const resized = new ResizeObserver(() => own.resize());
    resized.observe(at.current);
    return () => {
      resized.disconnect();
      own.dispose();
      chart.current = null;
    };
  }, [dark]);

  useEffect(() => {
    chart.current?.setOption(
      {
        backgroundColor: "transparent",
        color: dark
          ? ["#4cc3a9", "#7aa7f7", "#f0b45b", "#e58a8a", "#b79cf0", "#8fce6a"]
          : ["#07705c", "#2b63c0", "#b26a00", "#b3392f", "#6a46b5", "#3f7d1f"],
        tooltip: { trigger: "axis", confine: true },
        grid: { left: 8, right: 12, top: 36, bottom: 8, containLabel: true },
        legend: { top: 0 },
        animationDuration: 250,
        ...option,
      },
      { notMerge: true },
    );
  }, [option, dark]);

  return (
    <figure style={{ margin: 0, position: "relative", overflow: "hidden" }}>
      <Flex justify="space-between" align="center">
        <Typography.Text strong>
          <figcaption>{title}</figcaption>
        </Typography.Text>
        <Dropdown
          menu={{
            items: [
              {
                key: "png",
                label: t("image"),
                onClick: () =>
                  chart.current &&
                  saveFile(
                    `${title}.png`,
                    chart.current.getDataURL({ pixelRatio: 2, backgroundColor: dark ? "#141414" : "#ffffff" }),
                  ),
              },
              {
                key: "csv",
                label: t("csv"),
                onClick: () => saveFile(`${title}.csv`, new Blob([csvOf(table)], { type: "text/csv" })),
              },
            ],
          }}
        >
          <Button size="small" type="text" aria-label={`${t("take")} ${title}`} icon={<DownloadOutlined />} />
        </Dropdown>
      </Flex>
      <div ref={at} style={{ height }} role="img" aria-label={title} />
      <table style={{ position: "absolute", width: 1, height: 1, overflow: "hidden", clipPath: "inset(50%)" }}>
        <caption>{title}</caption>
        <thead>
          <tr>
            {table.head.map((one) => (
              <th key={one}>{one}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, at) => (
            <tr key={at}>
              {row.map((one, index) => (
                <td key={index}>{one}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
