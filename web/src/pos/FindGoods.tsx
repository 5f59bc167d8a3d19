// Goods by name, code or a part of the barcode, out of this browser's copy.
import { Button, Empty, Input, Modal } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { defineWords } from "@/i18n";
import { useDesk } from "./Desk";
import { catalogueState, refreshCatalogue, searchGoods } from "./device/catalogue";

const useWords = defineWords("pos.goods", {
  title: ["查找商品", "Find goods"],
  type: [
    "名称、编码或条码的任意几个字，空格分开；↑↓ 选择，回车加入",
    "Any words of name, code or barcode; ↑ ↓ choose, Enter adds",
  ],
  none: ["没有找到，换几个字试试", "Nothing found; try other words"],
  copy: ["本机有 {{count}} 种商品的资料，更新于 {{at}}", "{{count}} goods are known here, as of {{at}}"],
  refresh: ["更新", "Update"],
});

export function FindGoods({ onClose }: { onClose: () => void }) {
  const t = useWords();
  const { dispatch, line } = useDesk();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const [busy, setBusy] = useState(false);
  const found = searchGoods(text);
  const { count, at: loaded } = catalogueState();
  const add = (place: number) => {
    const goods = found[place];
    if (!goods) return;
    dispatch({ do: "add", goods, quantity: "1" });
    onClose();
  };
  return (
    <Modal open title={t("title")} footer={null} width={720} onCancel={onClose} className="till-dialog">
      <Input
        autoFocus
        size="large"
        value={text}
        aria-label={t("type")}
        placeholder={t("type")}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") setAt(Math.min(at + 1, found.length - 1));
          else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
          else if (event.key === "Enter" && !event.nativeEvent.isComposing) add(at);
          else return;
          event.preventDefault();
        }}
      />
      <div style={{ height: 380, overflow: "auto", marginBlock: 8 }}>
        {text.trim() !== "" && found.length === 0 && <Empty description={t("none")} />}
        {found.map((goods, place) => (
          <button
            key={goods.code}
            type="button"
            className="till-choice"
            aria-pressed={place === at}
            onClick={() => add(place)}
          >
            <span className="till-row">
              <span>
                {goods.name} <span className="quiet">{goods.code}</span>
              </span>
              <span className="num">
                {goods.shop && goods.list && <s className="quiet">{goods.list}</s>} {goods.shop ?? goods.list ?? "–"}
              </span>
            </span>
          </button>
        ))}
      </div>
      <div className="till-row quiet">
        {t("copy", { count, at: loaded ? dayjs(loaded).format("MM-DD HH:mm") : "–" })}
        <Button
          size="small"
          loading={busy}
          disabled={!line.up}
          onClick={() => {
            setBusy(true);
            void refreshCatalogue()
              .catch(() => undefined)
              .finally(() => setBusy(false));
          }}
        >
          {t("refresh")}
        </Button>
      </div>
    </Modal>
  );
}
