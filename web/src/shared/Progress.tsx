// A job on its way: how far, how fast, what came of it.
import { Progress as Bar, Flex, Typography } from "antd";
import { defineWords } from "@/i18n";
import { countText } from "./format";
import { StateTag } from "./values";

const useWords = defineWords("progress", {
  of: ["{{done}} / {{total}}", "{{done}} of {{total}}"],
  left: ["约剩 {{time}}", "about {{time}} left"],
  seconds: ["{{count}} 秒", "{{count}} s"],
  minutes: ["{{count}} 分钟", "{{count}} min"],
  rate: ["每秒 {{count}}", "{{count}}/s"],
});

export type JobProgress = { state: string; done?: number; total?: number; started_at?: string };
const running = new Set(["running", "queued", "pending", "waiting", "requested", "planned"]);
/** For `refetchInterval`: asked every second while it runs. */
export const whileRunning = (state: string | undefined) => (state && running.has(state) ? 1000 : false);

export function Progress({ state, done, total, started_at }: JobProgress) {
  const t = useWords();
  const seconds = started_at ? (Date.now() - Date.parse(started_at)) / 1000 : 0;
  const rate = done && seconds > 1 ? done / seconds : 0;
  const left = rate && total ? Math.max(0, Math.round((total - (done ?? 0)) / rate)) : undefined;
  const percent = total ? Math.floor(((done ?? 0) * 100) / total) : undefined;
  const going = running.has(state);
  return (
    <Flex vertical gap={4} style={{ minWidth: 200 }}>
      <Flex gap={8} align="center">
        <StateTag value={state} />
        {percent !== undefined && (
          <Bar percent={percent} size="small" status={state === "failed" ? "exception" : going ? "active" : "normal"} />
        )}
      </Flex>
      {total !== undefined && (
        <Typography.Text type="secondary">
          {t("of", { done: countText(done ?? 0), total: countText(total) })}
          {going && rate > 0 && ` · ${t("rate", { count: countText(Math.round(rate)) })}`}
          {going &&
            left !== undefined &&
            ` · ${t("left", { time: left < 90 ? t("seconds", { count: left }) : t("minutes", { count: Math.round(left / 60) }) })}`}
        </Typography.Text>
      )}
    </Flex>
  );
}
