// Why it costs what it costs: from the list price down to what is paid, every rule that counted and why others did not.
import { Alert, Modal, Tabs } from "antd";
import type { Schemas } from "@/api/client";
import { defineWords } from "@/i18n";
import { minorText } from "@/shared/format";
import { useDesk } from "./Desk";
import { Fact } from "./Side";
import { useTillWords } from "./words";

const useWords = defineWords("pos.why", {
  title: ["价格说明", "Why it costs that"],
  steps: ["怎么算的", "Step by step"],
  rules: ["每条规则", "Every rule"],
  points: ["积分", "Points"],
  list: ["原价", "List price"],
  shop: ["本店特价", "Shop prices"],
  memberPrice: ["会员价", "Member prices"],
  promotions: ["促销", "Promotions"],
  coupons: ["券", "Coupons"],
  rounding: ["抹零", "Rounded off"],
  applied: ["已用", "Counts"],
  not: ["未用", "Does not"],
  none: ["没有规则与这些商品有关", "No rule names any of this"],
  gifts: ["赠送", "Given"],
  lineOf: ["第 {{line}} 行", "Line {{line}}"],
  offline: [
    "断网，按标价和本店特价收款；联网后服务器会核对并报告差异。",
    "Offline: list and shop prices. The server compares and reports the difference when it is back.",
  ],
  asking: ["正在计价…", "Pricing…"],
});

export function Why({ onClose }: { onClose: () => void }) {
  const t = useWords();
  const { price, state } = useDesk();
  const names = state.sale.lines.map((line) => line.name);
  const traced = price.quote?.price;
  return (
    <Modal open title={t("title")} footer={null} width={760} onCancel={onClose} className="till-dialog">
      {price.from === "till" && <Alert type="warning" showIcon title={t("offline")} />}
      {!traced && price.from !== "till" && <Alert type="info" title={t("asking")} />}
      {traced && price.quote && (
        <Tabs
          items={[
            { key: "steps", label: t("steps"), children: <Steps price={traced} names={names} /> },
            { key: "rules", label: t("rules"), children: <Rules rules={traced.considered} /> },
            { key: "points", label: t("points"), children: <Points notes={price.quote.explanation} /> },
          ]}
        />
      )}
    </Modal>
  );
}

export function Steps({ price, names }: { price: Schemas["PriceQuote"]; names: string[] }) {
  const t = useWords();
  const till = useTillWords();
  const { currency } = price.payable;
  const text = (amount: number) => minorText(amount, currency);
  const step = (name: string, from: Schemas["Money"], to: Schemas["Money"]) =>
    from.amount !== to.amount && <Fact name={name} value={`−${text(from.amount - to.amount)}`} />;
  return (
    <div style={{ maxHeight: "56vh", overflow: "auto" }}>
      <Fact name={t("list")} value={text(price.list_total.amount)} />
      {step(t("shop"), price.list_total, price.shop_total)}
      {step(t("memberPrice"), price.shop_total, price.member_total)}
      {step(t("promotions"), price.member_total, price.promoted_total)}
      {price.coupon_total.amount > 0 && <Fact name={t("coupons")} value={`−${text(price.coupon_total.amount)}`} />}
      {price.rounded_off.amount > 0 && <Fact name={t("rounding")} value={`−${text(price.rounded_off.amount)}`} />}
      <Fact name={till("payable")} value={text(price.payable.amount)} strong />
      <hr style={{ border: 0, borderTop: "1px solid var(--edge)" }} />
      {price.lines.map((line) => (
        <div key={line.line} style={{ marginBottom: 10 }}>
          <div className="till-row">
            <strong>
              {names[line.line - 1] ?? line.item} ×{line.quantity}
            </strong>
            <span className="num">
              {line.list.amount > line.payable.amount && <s className="quiet">{text(line.list.amount)}</s>}{" "}
              <strong>{text(line.payable.amount)}</strong>
            </span>
          </div>
          <div className="quiet">
            {t("memberPrice")}：{line.how.words}
          </div>
          {price.concessions
            .filter((one) => one.line === line.line && one.amount.amount !== 0)
            .map((one, at) => (
              <Fact key={at} name={one.name} value={`−${text(one.amount.amount)}`} />
            ))}
        </div>
      ))}
      {price.awards.length > 0 && <strong>{t("gifts")}</strong>}
      {price.awards.map((one, at) => (
        <div key={at}>
          {one.name}：{one.words}
        </div>
      ))}
    </div>
  );
}

function Rules({ rules }: { rules: Schemas["ConsideredRule"][] }) {
  const t = useWords();
  if (rules.length === 0) return <div className="quiet">{t("none")}</div>;
  return (
    <ul className="till-list" style={{ maxHeight: "56vh", overflow: "auto" }}>
      {rules.map((one, at) => (
        <li key={at} style={{ padding: "6px 0", borderBottom: "1px solid var(--edge)" }}>
          <div>
            <strong>
              {one.why === "applied" ? "✓" : "✗"} {one.name}
            </strong>{" "}
            <span className="quiet">
              {t(one.why === "applied" ? "applied" : "not")}
              {one.line ? ` · ${t("lineOf", { line: one.line })}` : ""}
            </span>
          </div>
          <div className="quiet">{one.words}</div>
        </li>
      ))}
    </ul>
  );
}

function Points({ notes }: { notes: Schemas["Explanation"][] }) {
  const t = useWords();
  return (
    <ul style={{ maxHeight: "56vh", overflow: "auto", paddingInlineStart: 20 }}>
      {notes.map((one, at) => (
        <li key={at}>
          {one.line ? `${t("lineOf", { line: one.line })}：` : ""}
          {one.text}
        </li>
      ))}
    </ul>
  );
}
