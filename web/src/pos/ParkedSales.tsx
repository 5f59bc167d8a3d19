// Baskets that were put aside on this till.
import { Button, Empty, Modal } from "antd";
import dayjs from "dayjs";
import { defineWords } from "@/i18n";
import { useDesk } from "./Desk";
import { park, unpark, useParked } from "./device/basket";
import { Keyed, useKeys } from "./Frame";
import { isEmpty } from "./logic/sale";
import { useTillWords } from "./words";

const useWords = defineWords("pos.parked", {
  title: ["取单", "Recall"],
  none: ["没有挂单", "Nothing was put aside"],
  lines: ["{{count}} 种商品", "{{count}} lines"],
  help: ["当前购物篮不为空时会先挂起。", "What is in the basket now is put aside first."],
  drop: ["删除", "Delete"],
});

export function ParkedSales({ onClose }: { onClose: () => void }) {
  const t = useWords();
  const till = useTillWords();
  const { state, dispatch } = useDesk();
  const parked = useParked();
  const recall = (at: number) => {
    const one = parked[at];
    if (!one) return;
    if (!isEmpty(state.sale)) park(state.sale, state.sale.member?.name ?? "");
    unpark(one.id);
    dispatch({ do: "take", sale: one.sale });
    onClose();
  };
  useKeys(parked.slice(0, 9).map((_, at) => ({ key: String(at + 1), name: "", run: () => recall(at) })));
  return (
    <Modal open title={t("title")} footer={null} onCancel={onClose} className="till-dialog">
      {parked.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("none")} />}
      {parked.map((one, at) => (
        <div key={one.id} className="till-row">
          <button type="button" className="till-choice" onClick={() => recall(at)}>
            <Keyed name={String(at + 1)}>
              {dayjs(one.at).format("HH:mm")} {one.note || one.sale.member?.name || till("anonymous")} ·{" "}
              {t("lines", { count: one.sale.lines.length })} · {one.sale.lines[0]?.name}
            </Keyed>
          </button>
          <Button onClick={() => unpark(one.id)}>{t("drop")}</Button>
        </div>
      ))}
      <p className="quiet">{t("help")}</p>
    </Modal>
  );
}
