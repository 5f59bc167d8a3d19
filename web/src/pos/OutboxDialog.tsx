// What waits to be sent, and what the server refused afterwards, with what can be done about each.
import { Alert, Button, Empty, Flex, Modal, Popconfirm } from "antd";
import dayjs from "dayjs";
import { defineWords } from "@/i18n";
import { moneyText } from "@/shared/format";
import { useDesk } from "./Desk";
import { again, drop, flush, useOutbox } from "./device/outbox";
import { mayGoWithoutMember, withoutMember } from "./logic/queue";
import { useTillWords } from "./words";

const useWords = defineWords("pos.outbox", {
  title: ["待上传与被拒绝的单据", "What waits to be sent, or was refused"],
  none: ["全部已上传", "Everything was sent"],
  send: ["现在上传", "Send now"],
  retry: ["再试一次", "Try again"],
  without: ["不带会员上传", "Send without the member"],
  back: ["取回购物篮", "Back into the basket"],
  drop: ["不再上传", "Give up"],
  dropSure: [
    "这张单据不会过账，请确认钱货已另行处理。",
    "It will not be booked. Make sure that money and goods are dealt with.",
  ],
  tries: ["已试 {{count}} 次", "tried {{count}} times"],
});

export function OutboxDialog({ onClose }: { onClose: () => void }) {
  const t = useWords();
  const till = useTillWords();
  const { dispatch } = useDesk();
  const jobs = useOutbox();
  return (
    <Modal
      open
      title={t("title")}
      onCancel={onClose}
      width={720}
      className="till-dialog"
      footer={<Button onClick={() => void flush()}>{t("send")}</Button>}
    >
      {jobs.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("none")} />}
      <Flex vertical gap={12}>
        {jobs.map((job) => (
          <Alert
            key={job.id}
            type={job.state === "refused" ? "error" : "warning"}
            title={`${dayjs(job.at).format("MM-DD HH:mm:ss")} · ${till(job.what)} · ${job.number?.sequence ?? ""} · ${moneyText({ amount: job.shown.total, currency: job.shown.currency })} · ${t("tries", { count: job.tries })}`}
            description={
              <Flex vertical gap={8}>
                <span>
                  {job.problem
                    ? `${job.problem.title}：${job.problem.detail}`
                    : job.shown.lines.map((line) => `${line.name} × ${line.quantity}`).join("、")}
                </span>
                {job.state === "refused" && (
                  <Flex gap={8} wrap>
                    <Button size="small" onClick={() => again(job)}>
                      {t("retry")}
                    </Button>
                    {mayGoWithoutMember(job) && (
                      <Button size="small" onClick={() => again(withoutMember(job))}>
                        {t("without")}
                      </Button>
                    )}
                    {job.sale && (
                      <Button
                        size="small"
                        onClick={() => {
                          const { job: _, ...sale } = job.sale ?? {
                            job: "",
                            lines: [],
                            selected: 0,
                            next: 1,
                            coupons: [],
                            tenders: [],
                            saveChange: 0,
                          };
                          drop(job.id);
                          dispatch({ do: "take", sale: { ...sale, tenders: [] } });
                          onClose();
                        }}
                      >
                        {t("back")}
                      </Button>
                    )}
                    <Popconfirm title={t("dropSure")} onConfirm={() => drop(job.id)}>
                      <Button size="small" danger>
                        {t("drop")}
                      </Button>
                    </Popconfirm>
                  </Flex>
                )}
              </Flex>
            }
          />
        ))}
      </Flex>
    </Modal>
  );
}
