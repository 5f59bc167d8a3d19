// The lines of the basket: scanned, counted, each with its price before and after, and what made the difference.
import { DeleteOutlined, MinusOutlined, PlusOutlined } from "@ant-design/icons";
import { Alert, Button, Input, type InputRef } from "antd";
import { useEffect, useRef, useState } from "react";
import { defineWords } from "@/i18n";
import { minorText } from "@/shared/format";
import { useDesk } from "./Desk";
import { useKeys } from "./Frame";
import { isQuantity } from "./logic/arithmetic";
import type { Line } from "./logic/sale";
import { plain } from "./logic/scanner";
import { useTillWords } from "./words";

const useWords = defineWords("pos.basket", {
  scan: [
    "扫码或输入条码、编码、会员码，回车确认；3*编码 为 3 件",
    "Scan or type a barcode, code or member's code, then Enter; 3*CODE for three",
  ],
  empty: ["扫描第一件商品开始", "Scan the first item to begin"],
  emptyHelp: ["没有条码按 F1 按名称找；会员按 F2", "No barcode? F1 finds goods by name. F2 for the member"],
  less: ["减一件", "One less"],
  more: ["加一件", "One more"],
  remove: ["移除 {{name}}", "Remove {{name}}"],
  quantityOf: ["{{name}} 的数量", "Quantity of {{name}}"],
  shopPrice: ["本店特价", "Shop price"],
  exchange: ["换货：退回 {{names}}，抵 {{credit}}", "Exchange: {{names}} come back and count for {{credit}}"],
  exchangeOff: ["取消换货", "No exchange"],
  unknownPrice: [
    "断网，且本机没有这些商品的价格：{{names}}",
    "Offline, and their prices are not known here: {{names}}",
  ],
});

export function Basket({ active, onEnter }: { active: boolean; onEnter: (text: string) => void }) {
  const t = useWords();
  const till = useTillWords();
  const { state, dispatch, price } = useDesk();
  const { sale, problem } = state;
  const [text, setText] = useState("");
  const scan = useRef<InputRef>(null);
  const rows = useRef<HTMLTableSectionElement>(null);
  const selected = sale.lines[sale.selected];

  useEffect(() => {
    if (active) scan.current?.focus();
  }, [active]);
  const chosen = `${sale.selected} ${sale.lines.length}`;
  useEffect(() => {
    if (chosen) rows.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [chosen]);

  // Within the scan field only where it is empty: then these keys edit no text.
  const free = active && text === "";
  useKeys(
    [
      { key: "ArrowDown", name: "", run: () => dispatch({ do: "select", at: sale.selected + 1 }) },
      { key: "ArrowUp", name: "", run: () => dispatch({ do: "select", at: sale.selected - 1 }) },
      { key: "+", name: "", run: () => selected && dispatch({ do: "more", id: selected.id, by: "1" }) },
      { key: "-", name: "", run: () => selected && dispatch({ do: "more", id: selected.id, by: "-1" }) },
      { key: "Delete", name: "", run: () => selected && dispatch({ do: "remove", id: selected.id }) },
    ],
    free,
  );

  return (
    <section className="till-box" aria-label={till("item")}>
      <form
        style={{ padding: 10, display: "flex", gap: 8 }}
        onSubmit={(event) => {
          event.preventDefault();
          onEnter(text);
          setText("");
        }}
      >
        <Input
          ref={scan}
          size="large"
          autoFocus
          autoComplete="off"
          value={text}
          aria-label={t("scan")}
          placeholder={t("scan")}
          onChange={(event) => setText(event.target.value)}
        />
      </form>
      {sale.exchange && (
        <Alert
          banner
          type="info"
          title={t("exchange", {
            names: sale.exchange.names.join("、"),
            credit: minorText(sale.exchange.credit, price.currency),
          })}
          action={
            <Button size="small" onClick={() => dispatch({ do: "exchange", exchange: undefined })}>
              {t("exchangeOff")}
            </Button>
          }
        />
      )}
      {price.from === "refused" && problem && (
        <Alert
          banner
          role="alert"
          type="error"
          title={problem.title}
          description={problem.errors?.map((one) => one.message).join(" ") || problem.detail}
        />
      )}
      {price.unknown.length > 0 && (
        <Alert banner type="error" title={t("unknownPrice", { names: price.unknown.join("、") })} />
      )}
      <div className="till-lines">
        {sale.lines.length === 0 ? (
          <div style={{ textAlign: "center", padding: "14vh 16px" }}>
            <div style={{ fontSize: 20 }}>{t("empty")}</div>
            <div className="quiet">{t("emptyHelp")}</div>
          </div>
        ) : (
          <table aria-busy={price.from === "asking"}>
            <thead>
              <tr>
                <th>{till("item")}</th>
                <th className="num">{till("price")}</th>
                <th className="num">{till("quantity")}</th>
                <th className="num">{till("amount")}</th>
                <th aria-label={till("clear")} />
              </tr>
            </thead>
            <tbody ref={rows}>
              {sale.lines.map((line, at) => (
                <Row key={line.id} line={line} at={at} onLeave={() => scan.current?.focus()} />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}

function Row({ line, at, onLeave }: { line: Line; at: number; onLeave: () => void }) {
  const t = useWords();
  const { state, dispatch, price } = useDesk();
  const selected = state.sale.selected === at;
  const priced = price.lines[at];
  const reduced = priced && priced.list > priced.amount;
  return (
    <tr aria-selected={selected} onClick={() => dispatch({ do: "select", at })}>
      <td>
        <div style={{ fontSize: 16 }}>{line.name}</div>
        <div className="quiet">{line.code}</div>
        {priced?.why.map((one, place) => (
          <div key={place} className="till-why">
            {one.words || t("shopPrice")} −{minorText(one.amount ?? 0, price.currency)}
          </div>
        ))}
      </td>
      <td className="num">
        {line.shop && line.list && <s>{line.list}</s>} {line.shop ?? line.list ?? "–"}
      </td>
      <td className="num">
        <QuantityField line={line} selected={selected} onLeave={onLeave} />
      </td>
      <td className="num" style={{ fontSize: 17, opacity: price.from === "asking" ? 0.55 : 1 }}>
        {reduced && (
          <div style={{ fontSize: 13 }}>
            <s>{minorText(priced.list, price.currency)}</s>
          </div>
        )}
        <strong>{priced ? minorText(priced.amount, price.currency) : "…"}</strong>
      </td>
      <td>
        <Button
          type="text"
          size="large"
          icon={<DeleteOutlined />}
          aria-label={t("remove", { name: line.name })}
          onClick={() => {
            dispatch({ do: "remove", id: line.id });
            onLeave();
          }}
        />
      </td>
    </tr>
  );
}

function QuantityField({ line, selected, onLeave }: { line: Line; selected: boolean; onLeave: () => void }) {
  const t = useWords();
  const { dispatch } = useDesk();
  const [typed, setTyped] = useState<string>();
  const take = () => {
    if (typed !== undefined && isQuantity(plain(typed)))
      dispatch({ do: "quantity", id: line.id, quantity: plain(typed) });
    setTyped(undefined);
  };
  const step = (by: "1" | "-1") => {
    dispatch({ do: "more", id: line.id, by });
    onLeave();
  };
  return (
    <span style={{ display: "inline-flex", gap: 4 }}>
      <Button size="large" icon={<MinusOutlined />} aria-label={t("less")} onClick={() => step("-1")} />
      <Input
        size="large"
        style={{ width: 72, textAlign: "center" }}
        inputMode="decimal"
        {...(selected && { "data-quantity": "" })}
        aria-label={t("quantityOf", { name: line.name })}
        status={typed !== undefined && !isQuantity(plain(typed)) ? "error" : ""}
        value={typed ?? line.quantity}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setTyped(event.target.value.trim())}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === "Escape") setTyped(undefined);
          if (event.key !== "Enter" && event.key !== "Escape") return;
          if (event.key === "Enter") take();
          onLeave();
        }}
      />
      <Button size="large" icon={<PlusOutlined />} aria-label={t("more")} onClick={() => step("1")} />
    </span>
  );
}
