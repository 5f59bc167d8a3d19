// After the sale: what to give back, points, the paper; or that it waits for the line.
import { PrinterOutlined } from "@ant-design/icons";
import { Alert, Button, Flex, Modal, Result } from "antd";
import type { Schemas } from "@/api/client";
import { defineWords } from "@/i18n";
import { printReceipt } from "@/pages/receipts/print";
import { countText, moneyText } from "@/shared/format";
import { receiptsOf } from "./device/journal";
import type { Outcome } from "./device/outbox";
import { useKeys } from "./Frame";
import type { Job } from "./logic/queue";
import { useTillWords } from "./words";

const useWords = defineWords("pos.sold", {
  done: ["已完成", "Done"],
  waits: ["已收款，等待上传", "Paid; waits to be sent"],
  waitsHelp: ["网络恢复后自动上传，只会过账一次。", "It is sent once, when the line is back."],
  number: ["流水号 {{number}}", "Number {{number}}"],
  give: ["找零", "Change"],
  earned: ["本单积分 {{points}}，余额 {{balance}}", "{{points}} points, balance {{balance}}"],
  print: ["打印小票", "Print"],
  next: ["下一单", "Next customer"],
});

export type Finished = { job: Job; outcome: Outcome; change: number };

export function Sold({ finished, onClose }: { finished: Finished; onClose: () => void }) {
  const t = useWords();
  const till = useTillWords();
  const { job, outcome, change } = finished;
  const receipts: Schemas["ReceiptAnswer"][] = outcome.is === "done" ? receiptsOf(outcome.data) : [];
  const last = receipts.at(-1);
  const earned = last?.lines.reduce((sum, line) => sum + line.points, 0) ?? 0;
  const print = () => {
    for (const receipt of receipts) printReceipt(receipt);
  };
  useKeys([
    { key: "Enter", name: t("next"), run: onClose },
    { key: "F2", name: t("print"), run: print, disabled: receipts.length === 0 },
  ]);
  return (
    <Modal open footer={null} onCancel={onClose} className="till-dialog" title={till(job.what)}>
      <Result
        status={outcome.is === "done" ? "success" : "warning"}
        title={outcome.is === "done" ? t("done") : t("waits")}
        subTitle={job.number && t("number", { number: job.number.sequence })}
      />
      <Flex vertical gap={12}>
        {outcome.is === "waiting" && <Alert type="warning" showIcon title={t("waitsHelp")} />}
        <div className="till-row">
          <span>{till("total")}</span>
          <span className="num">{moneyText({ amount: job.shown.total, currency: job.shown.currency })}</span>
        </div>
        {change > 0 && (
          <div className="till-row">
            <strong>{t("give")}</strong>
            <strong className="till-due">{moneyText({ amount: change, currency: job.shown.currency })}</strong>
          </div>
        )}
        {last?.balance !== undefined && (
          <span>{t("earned", { points: countText(earned), balance: countText(last.balance) })}</span>
        )}
        <Flex gap={8}>
          <Button size="large" icon={<PrinterOutlined />} disabled={receipts.length === 0} onClick={print}>
            {t("print")} (F2)
          </Button>
          <Button size="large" type="primary" autoFocus style={{ flex: 1 }} onClick={onClose}>
            {t("next")} (Enter)
          </Button>
        </Flex>
      </Flex>
    </Modal>
  );
}
