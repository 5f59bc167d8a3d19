// Goods that come back with their receipt: found by its number, chosen line by line; and the void of a sale of the day.
import { Alert, Button, Flex, Input, InputNumber, Modal, Select, Table } from "antd";
import { useState } from "react";
import { ApiError, api, type Problem, type Schemas } from "@/api/client";
import { defineWords } from "@/i18n";
import { ErrorNotice } from "@/shared/ErrorNotice";
import { minorText, moneyText } from "@/shared/format";
import { useDesk } from "./Desk";
import { submit } from "./device/outbox";
import { dayOf, giveBack } from "./device/place";
import { isQuantity, isZero, moreThan, share } from "./logic/arithmetic";
import type { Finished } from "./Sold";
import { headOf, jobOf } from "./sell";
import { useTillWords } from "./words";

const useWords = defineWords("pos.returns", {
  title: ["退货与作废", "Refund or void"],
  number: ["本机今日流水号，或单据编号", "Number of today at this till, or the receipt's id"],
  find: ["查找", "Find"],
  left: ["可退", "Left"],
  back: ["退", "Back"],
  reason: ["原因", "Reason"],
  about: ["约退 {{amount}}，以服务器计算为准", "About {{amount}}; the server says exactly"],
  by: ["退款方式", "Given back by"],
  asPaid: ["按原付款方式", "As it was paid"],
  refund: ["退货", "Refund"],
  void: ["作废整单", "Void the sale"],
  offline: ["断网时不能退货：要由服务器核对原单。", "Not while offline: the server has to look at the sale."],
  nothing: ["请填要退的数量", "Say how much comes back"],
  notSale: ["这不是销售单", "This is not a sale"],
});

export function Returns({ onClose, onFinished }: { onClose: () => void; onFinished: (finished: Finished) => void }) {
  const t = useWords();
  const till = useTillWords();
  const { place, person, line, may } = useDesk();
  const [wanted, setWanted] = useState("");
  const [view, setView] = useState<Schemas["ReceiptView"]>();
  const [back, setBack] = useState<Record<number, string>>({});
  const [reason, setReason] = useState("");
  const [by, setBy] = useState<"" | "cash">("");
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  if (!line.up)
    return (
      <Modal open title={t("title")} footer={null} onCancel={onClose} className="till-dialog">
        <Alert type="warning" showIcon title={t("offline")} />
      </Modal>
    );
  const attempt = async (what: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await what();
    } catch (fault) {
      if (!(fault instanceof ApiError)) throw fault;
      setProblem(fault.problem);
    } finally {
      setBusy(false);
    }
  };
  const find = () =>
    attempt(async () => {
      let receipt = wanted.trim();
      if (/^\d{1,9}$/.test(receipt)) {
        const day = dayOf(place);
        const query = { store: place.store, till: place.till, from: day, to: day, sequence: Number(receipt) };
        const { data } = await api.GET("/v1/receipts", { params: { query } });
        receipt = data?.receipts[0]?.receipt ?? receipt;
      }
      const { data } = await api.GET("/v1/receipts/{receipt}", { params: { path: { receipt } } });
      setView(data);
      setBack({});
    });
  const lines = Object.entries(back)
    .filter(([, quantity]) => isQuantity(quantity))
    .map(([number, quantity]) => ({ line: Number(number), quantity }));
  const sold = view?.receipt;
  const currency = sold?.payable.currency ?? "CNY";
  const about = lines.reduce((sum, { line: number, quantity }) => {
    const one = sold?.lines.find((line) => line.line === number);
    return sum + (one ? share(one.amount.amount, quantity, one.quantity) : 0);
  }, 0);
  const send = (what: "refund" | "void") =>
    attempt(async () => {
      if (!sold) return;
      const head = headOf(place, person.name);
      const body = {
        ...head,
        reason: reason.trim(),
        ...(what === "refund" && {
          lines,
          ...(by && { tenders: [{ kind: by, amount: { amount: about, currency } }] }),
        }),
      };
      const path = `/v1/checkout/${sold.receipt}/${what === "refund" ? "refunds" : "void"}`;
      const total = what === "refund" ? about : sold.payable.amount;
      const shown = {
        currency,
        total,
        tenders: [],
        lines: lines.map((one) => ({
          name: sold.lines.find((line) => line.line === one.line)?.item ?? "",
          quantity: one.quantity,
          amount: 0,
        })),
      };
      const job = jobOf(what, path, head, body, shown);
      const outcome = await submit(job);
      if (outcome.is === "refused") {
        giveBack(place, head.business_date, head.sequence);
        setProblem(outcome.problem);
        return;
      }
      onFinished({ job, outcome, change: 0 });
    });
  const voidable =
    sold?.kind === "sale" && view?.refunds.length === 0 && sold.business_date === dayOf(place) && may("void_sale");
  return (
    <Modal
      open
      title={t("title")}
      footer={null}
      onCancel={onClose}
      width={860}
      className="till-dialog"
      mask={{ closable: false }}
    >
      <Flex vertical gap={12}>
        <Input.Search
          autoFocus
          size="large"
          placeholder={t("number")}
          aria-label={t("number")}
          enterButton={t("find")}
          loading={busy}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
          onSearch={() => void find()}
        />
        {problem && <ErrorNotice error={new ApiError(problem)} />}
        {sold && sold.kind !== "sale" && <Alert type="warning" title={t("notSale")} />}
        {view && sold?.kind === "sale" && (
          <>
            <Table
              size="small"
              rowKey="line"
              pagination={false}
              dataSource={sold.lines}
              columns={[
                { title: till("item"), dataIndex: "item" },
                { title: till("quantity"), align: "right", dataIndex: "quantity" },
                { title: till("amount"), align: "right", render: (_, one) => minorText(one.amount.amount, currency) },
                { title: t("left"), align: "right", render: (_, one) => leftOf(view, one.line) },
                {
                  title: t("back"),
                  align: "right",
                  render: (_, one) => {
                    const left = leftOf(view, one.line);
                    const typed = back[one.line] ?? "";
                    const wrong = typed !== "" && (!isQuantity(typed) || moreThan(typed, left));
                    return (
                      <InputNumber<string>
                        stringMode
                        aria-label={`${t("back")} ${one.item}`}
                        min="0"
                        max={left}
                        status={wrong ? "error" : ""}
                        disabled={isZero(left)}
                        value={typed}
                        onChange={(value) => setBack({ ...back, [one.line]: value ?? "" })}
                      />
                    );
                  },
                },
              ]}
            />
            <Input
              aria-label={t("reason")}
              placeholder={t("reason")}
              maxLength={200}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
            <Select
              aria-label={t("by")}
              value={by}
              onChange={setBy}
              options={[
                { value: "", label: `${t("by")}：${t("asPaid")}` },
                { value: "cash", label: `${t("by")}：${till("cash")}` },
              ]}
            />
            {lines.length > 0 && <span>{t("about", { amount: moneyText({ amount: about, currency }) })}</span>}
            <Flex gap={8}>
              <Button
                type="primary"
                size="large"
                loading={busy}
                disabled={lines.length === 0 || reason.trim() === "" || !may("post_refund")}
                title={lines.length === 0 ? t("nothing") : undefined}
                onClick={() => void send("refund")}
              >
                {t("refund")}
              </Button>
              <Button
                danger
                size="large"
                loading={busy}
                disabled={!voidable || reason.trim() === ""}
                onClick={() => void send("void")}
              >
                {t("void")}
              </Button>
            </Flex>
          </>
        )}
      </Flex>
    </Modal>
  );
}

const leftOf = (view: Schemas["ReceiptView"], line: number) =>
  view.left.find((one) => one.line === line)?.left_quantity ?? "0";
