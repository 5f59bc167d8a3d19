// What has to be known all the time: no line, what waits and since when, what was refused, a clock that is wrong.
import { Alert, Button } from "antd";
import dayjs from "dayjs";
import { defineWords } from "@/i18n";
import { useLine } from "./device/line";
import { useOutbox } from "./device/outbox";
import { clockIsWrong } from "./logic/clock";
import { summary } from "./logic/queue";

const useWords = defineWords("pos.banner", {
  offline: [
    "{{since}} 起连不上服务器。可以继续按标价收款，单据留在本机，恢复后自动上传。",
    "No line to the server since {{since}}. Keep selling at list and shop prices; sales are kept here and sent when it is back.",
  ],
  offlineNot: [
    "会员价、促销、券、积分抵现、储值和零钱要等联网后才能使用。",
    "Member prices, promotions, coupons, points, stored value and small change need the server.",
  ],
  waiting: [
    "{{count}} 张单据待上传，最早 {{since}}。请勿清除浏览器数据。",
    "{{count}} wait to be sent, the first since {{since}}. Do not clear the browser's data.",
  ],
  unsure: [
    "其中 {{count}} 张用了会员的储值、积分或券，结果未知：请等待结果后再交货。",
    "{{count}} of them are paid with the member's value and not confirmed: wait for the result before handing over the goods.",
  ],
  refused: ["{{count}} 张单据被服务器拒绝，需要处理。", "{{count}} were refused by the server and need a decision."],
  show: ["查看", "Show"],
  clock: [
    "本机时钟与服务器相差 {{minutes}} 分钟，单据按服务器时间记录；请校准本机时钟。",
    "This machine's clock is {{minutes}} minutes off. Receipts carry the server's time; please set the clock.",
  ],
});

const clock = (at: number) => dayjs(at).format(dayjs(at).isSame(dayjs(), "day") ? "HH:mm:ss" : "MM-DD HH:mm");

export function Banners({ onOpen }: { onOpen: () => void }) {
  const t = useWords();
  const line = useLine();
  const { waiting, refused, since, unsure } = summary(useOutbox());
  const show = (
    <Button size="small" onClick={onOpen}>
      {t("show")}
    </Button>
  );
  return (
    <div aria-live="polite">
      {!line.up && (
        <Alert
          type="warning"
          banner
          title={
            <>
              <strong>{t("offline", { since: clock(line.since) })}</strong> {t("offlineNot")}
            </>
          }
        />
      )}
      {waiting > 0 && (
        <Alert
          type="warning"
          banner
          action={show}
          title={
            <>
              {t("waiting", { count: waiting, since: clock(since ?? 0) })}
              {unsure > 0 && <strong> {t("unsure", { count: unsure })}</strong>}
            </>
          }
        />
      )}
      {refused > 0 && <Alert type="error" banner action={show} title={t("refused", { count: refused })} />}
      {clockIsWrong(line.offset) && (
        <Alert type="warning" banner title={t("clock", { minutes: Math.round(Math.abs(line.offset) / 60_000) })} />
      )}
    </div>
  );
}
