// The counter: what is in the basket and what it costs, whose it is, and a key for everything that can be done with it.
import { App, Modal } from "antd";
import { Suspense, useCallback, useEffect, useState } from "react";
import { defineWords } from "@/i18n";
import { Banners } from "./Banners";
import { Basket } from "./Basket";
import { useDesk } from "./Desk";
import { park } from "./device/basket";
import { openCatalogue } from "./device/catalogue";
import { askNumber, dayOf } from "./device/place";
import { type Key, Legend, useColours, useKeys } from "./Frame";
import { Head } from "./Head";
import { isEmpty } from "./logic/sale";
import { More } from "./More";
import * as Parts from "./parts";
import { Side } from "./Side";
import type { Finished } from "./Sold";
import { useEntry } from "./useEntry";

const useWords = defineWords("pos.counter", {
  goods: ["商品", "Goods"],
  member: ["会员", "Member"],
  offers: ["券·积分", "Offers"],
  quantity: ["数量", "Quantity"],
  why: ["价格说明", "Why"],
  hold: ["挂单", "Hold"],
  recall: ["取单", "Recall"],
  returns: ["退换货", "Returns"],
  pay: ["收款", "Pay"],
  more: ["更多", "More"],
  keys: ["功能键", "Keys"],
  held: ["已挂单", "Put aside"],
  empty: ["购物篮是空的", "The basket is empty"],
});

export type Dialog =
  | "goods"
  | "member"
  | "enrol"
  | "offers"
  | "why"
  | "pay"
  | "parked"
  | "returns"
  | "shift"
  | "outbox"
  | "more";

export function Counter({ onChangePlace }: { onChangePlace: () => void }) {
  const t = useWords();
  useColours();
  const { message } = App.useApp();
  const { state, dispatch, place, line } = useDesk();
  const { sale } = state;
  const [dialog, setDialog] = useState<Dialog>();
  const [typed, setTyped] = useState("");
  const [finished, setFinished] = useState<Finished>();
  const close = useCallback(() => setDialog(undefined), []);
  const open = dialog !== undefined || finished !== undefined;
  const enter = useEntry(open, (text) => {
    setTyped(text);
    setDialog("member");
  });

  useEffect(() => void openCatalogue(), []);
  const day = dayOf(place);
  useEffect(() => {
    if (line.up) void askNumber(place, day).catch(() => undefined); // a number that exists is refused and taken anew
  }, [line.up, place, day]);

  const full = sale.lines.length > 0;
  const hold = () => {
    park(sale, sale.member?.name ?? "");
    dispatch({ do: "clear" });
    void message.success(t("held"));
  };
  const needsGoods = full ? undefined : t("empty");
  const keys: Key[] = [
    { key: "F1", name: t("goods"), run: () => setDialog("goods") },
    {
      key: "F2",
      name: t("member"),
      run: () => {
        setTyped("");
        setDialog("member");
      },
    },
    { key: "F3", name: t("offers"), run: () => setDialog("offers"), disabled: !full, why: needsGoods },
    {
      key: "F4",
      name: t("quantity"),
      run: () => document.querySelector<HTMLInputElement>("[data-quantity]")?.focus(),
      disabled: !full,
      why: needsGoods,
    },
    { key: "F5", name: t("why"), run: () => setDialog("why"), disabled: !full, why: needsGoods },
    { key: "F6", name: t("hold"), run: hold, disabled: isEmpty(sale) || sale.exchange !== undefined, why: needsGoods },
    { key: "F7", name: t("recall"), run: () => setDialog("parked") },
    { key: "F8", name: t("returns"), run: () => setDialog("returns") },
    { key: "F9", name: t("pay"), run: () => setDialog("pay"), disabled: !full, why: needsGoods },
    { key: "F10", name: t("more"), run: () => setDialog("more") },
  ];
  useKeys(keys, !open);

  return (
    <div className="till">
      <Head />
      <div className="till-banners">
        <Banners onOpen={() => setDialog("outbox")} />
      </div>
      <main className="till-body">
        <Basket active={!open} onEnter={enter} />
        <Side onOpen={setDialog} />
      </main>
      <Legend keys={keys} label={t("keys")} />
      <Suspense fallback={<Modal open footer={null} loading />}>
        <Dialogs
          dialog={dialog}
          typed={typed}
          open={setDialog}
          close={close}
          onChangePlace={onChangePlace}
          onFinished={(what) => {
            setDialog(undefined);
            setFinished(what);
          }}
        />
        {finished && <Parts.Sold finished={finished} onClose={() => setFinished(undefined)} />}
      </Suspense>
    </div>
  );
}

function Dialogs({
  dialog,
  typed,
  open,
  close,
  onFinished,
  onChangePlace,
}: {
  dialog: Dialog | undefined;
  typed: string;
  open: (dialog: Dialog) => void;
  close: () => void;
  onFinished: (finished: Finished) => void;
  onChangePlace: () => void;
}) {
  switch (dialog) {
    case "goods":
      return <Parts.FindGoods onClose={close} />;
    case "member":
      return <Parts.FindMember onClose={close} onEnrol={() => open("enrol")} initial={typed} />;
    case "enrol":
      return <Parts.Enrol onClose={close} />;
    case "offers":
      return <Parts.Offers onClose={close} />;
    case "why":
      return <Parts.Why onClose={close} />;
    case "pay":
      return <Parts.Pay onClose={close} onFinished={onFinished} />;
    case "parked":
      return <Parts.ParkedSales onClose={close} />;
    case "returns":
      return <Parts.Returns onClose={close} onFinished={onFinished} />;
    case "shift":
      return <Parts.Shift onClose={close} />;
    case "outbox":
      return <Parts.OutboxDialog onClose={close} />;
    case "more":
      return <More onOpen={open} onClose={close} onChangePlace={onChangePlace} />;
    default:
      return null;
  }
}
