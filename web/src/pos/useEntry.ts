// What was scanned or typed becomes goods in the basket, or the member. Also where the scanner found no field in focus.
import { App } from "antd";
import { useCallback, useEffect, useRef } from "react";
import { defineWords } from "@/i18n";
import { useDesk } from "./Desk";
import { findGoods } from "./device/catalogue";
import { memberKnown } from "./device/members";
import { entryOf, noBurst, pressed } from "./logic/scanner";

const useWords = defineWords("pos.entry", {
  unknown: ["没有找到商品 {{code}}", "There are no goods {{code}}"],
  retired: ["商品 {{code}} 已停用，不能销售", "{{code}} is retired and not sold any more"],
  offline: ["断网，且本机没有商品 {{code}} 的资料", "Offline, and {{code}} is not known here"],
  added: ["{{name}} ×{{quantity}}", "{{name}} ×{{quantity}}"],
});

export function useEntry(dialogOpen: boolean, onWho: (text: string) => void) {
  const t = useWords();
  const { message } = App.useApp();
  const { dispatch, place } = useDesk();

  const enter = useCallback(
    async (text: string) => {
      const entry = entryOf(text);
      if (entry.is === "nothing") return;
      if (entry.is === "member") {
        if (entry.kind === "rotating_code") {
          const code = { kind: "rotating_code" as const, value: entry.value };
          dispatch({ do: "member", member: { ref: code }, proof: code });
        } else {
          const member = await memberKnown({ kind: "member_code", value: entry.value }, place.programme);
          if (member) dispatch({ do: "member", member });
          else onWho(entry.value);
        }
        return;
      }
      const found = await findGoods(entry.code);
      if ("goods" in found) dispatch({ do: "add", goods: found.goods, quantity: entry.quantity });
      else void message.error({ content: t(found.refused, { code: entry.code }), duration: 5 });
    },
    [dispatch, message, onWho, place.programme, t],
  );

  const burst = useRef(noBurst);
  const latest = useRef(enter);
  latest.current = enter;
  useEffect(() => {
    if (dialogOpen) return;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const field = event.target instanceof HTMLElement && event.target.matches("input, textarea, [role=combobox]");
      if (field) return; // the field in focus takes it
      const next = pressed(burst.current, event.key, event.timeStamp);
      burst.current = next.burst;
      if (next.scan === undefined) return;
      event.preventDefault(); // Enter of the scanner presses no button
      event.stopPropagation();
      void latest.current(next.scan);
    };
    window.addEventListener("keydown", press, true);
    return () => window.removeEventListener("keydown", press, true);
  }, [dialogOpen]);
  return enter;
}
