// The shift: what this till took today by kind of payment, from the server's receipts; cash counted, and the difference.

import { useQuery } from "@tanstack/react-query";
import { Input, Modal, Table } from "antd";
import { useState } from "react";
import { api, type Schemas } from "@/api/client";
import { defineWords } from "@/i18n";
import { ErrorNotice } from "@/shared/ErrorNotice";
import { minorOf, minorText, moneyText } from "@/shared/format";
import { useDesk } from "./Desk";
import { useOutbox } from "./device/outbox";
import { dayOf } from "./device/place";
import { shiftOf } from "./logic/shift";
import { type TillWord, useTillWords } from "./words";

const useWords = defineWords("pos.shift", {
  title: ["交班报表 {{day}}", "Shift of {{day}}"],
  sales: ["销售 {{count}} 笔", "{{count}} sales"],
  refunds: ["退货 {{count}} 笔", "{{count}} refunds"],
  kind: ["付款方式", "Paid by"],
  taken: ["收款", "Taken"],
  back: ["退款", "Given back"],
  net: ["净额", "Net"],
  counted: ["清点的现金（含备用金以外）", "Cash counted, without the float"],
  difference: ["差额", "Difference"],
  waiting: ["另有 {{count}} 张单据未上传，未计入。", "{{count}} more are not sent yet and not in this."],
});

export function Shift({ onClose }: { onClose: () => void }) {
  const t = useWords();
  const till = useTillWords();
  const { place } = useDesk();
  const day = dayOf(place);
  const waiting = useOutbox().length;
  const [counted, setCounted] = useState("");
  const answer = useQuery({
    queryKey: ["pos.shift", place.store, place.till, day],
    queryFn: async () => {
      const rows: Schemas["ReceiptRow"][] = [];
      let cursor: string | undefined;
      do {
        const { data } = await api.GET("/v1/receipts", {
          params: {
            query: { store: place.store, till: place.till, from: day, to: day, limit: 200, ...(cursor && { cursor }) },
          },
        });
        rows.push(...(data?.receipts ?? []));
        cursor = data?.next_cursor;
      } while (cursor);
      const whole: Schemas["ReceiptAnswer"][] = [];
      for (let at = 0; at < rows.length; at += 8) {
        const some = rows
          .slice(at, at + 8)
          .map(({ receipt }) => api.GET("/v1/receipts/{receipt}", { params: { path: { receipt } } }));
        for (const one of await Promise.all(some)) if (one.data) whole.push(one.data.receipt);
      }
      return shiftOf(whole);
    },
  });
  const currency = answer.data?.currency ?? "CNY";
  const cash = answer.data?.kinds.find((one) => one.kind === "cash")?.net ?? 0;
  const amount = minorOf(counted, currency);
  return (
    <Modal
      open
      title={t("title", { day })}
      footer={null}
      onCancel={onClose}
      width={640}
      className="till-dialog"
      loading={answer.isPending}
    >
      <ErrorNotice error={answer.error} onRetry={() => answer.refetch()} />
      {answer.data && (
        <>
          <p>
            {t("sales", { count: answer.data.sales })} · {t("refunds", { count: answer.data.refunds })}
          </p>
          <Table
            size="small"
            rowKey="kind"
            pagination={false}
            dataSource={answer.data.kinds}
            columns={[
              { title: t("kind"), dataIndex: "kind", render: (kind: string) => till(kind as TillWord) },
              {
                title: t("taken"),
                align: "right",
                dataIndex: "taken",
                render: (value: number) => minorText(value, currency),
              },
              {
                title: t("back"),
                align: "right",
                dataIndex: "back",
                render: (value: number) => minorText(value, currency),
              },
              {
                title: t("net"),
                align: "right",
                dataIndex: "net",
                render: (value: number) => minorText(value, currency),
              },
            ]}
          />
          <p>
            <Input
              aria-label={t("counted")}
              addonBefore={t("counted")}
              inputMode="decimal"
              value={counted}
              onChange={(event) => setCounted(event.target.value)}
            />
          </p>
          {amount !== undefined && (
            <div className="till-row">
              <strong>{t("difference")}</strong>
              <strong className="till-due">{moneyText({ amount: amount - cash, currency })}</strong>
            </div>
          )}
        </>
      )}
      {waiting > 0 && <p className="quiet">{t("waiting", { count: waiting })}</p>}
    </Modal>
  );
}
