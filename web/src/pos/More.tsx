// What is done now and then. Digits choose.
import { Modal } from "antd";
import { defineWords } from "@/i18n";
import { useSession } from "@/shared/session";
import type { Dialog } from "./Counter";
import { useDesk } from "./Desk";
import { Keyed, useKeys } from "./Frame";

const useWords = defineWords("pos.more", {
  title: ["更多", "More"],
  enrol: ["登记新会员", "Register a new member"],
  shift: ["交班报表", "Shift report"],
  outbox: ["待上传与被拒绝的单据", "What waits to be sent, or was refused"],
  clear: ["清空购物篮", "Empty the basket"],
  place: ["更换门店或收银机", "Change store or till"],
  leave: ["退出登录", "Sign out"],
  noRight: ["没有所需的权限", "You lack the permission"],
});

export function More({
  onOpen,
  onClose,
  onChangePlace,
}: {
  onOpen: (dialog: Dialog) => void;
  onClose: () => void;
  onChangePlace: () => void;
}) {
  const t = useWords();
  const { leave } = useSession();
  const { dispatch, may, line } = useDesk();
  const choices = [
    { name: t("enrol"), run: () => onOpen("enrol"), allowed: may("enrol_member") },
    { name: t("shift"), run: () => onOpen("shift"), allowed: may("list_receipts") },
    { name: t("outbox"), run: () => onOpen("outbox"), allowed: true },
    {
      name: t("clear"),
      run: () => {
        dispatch({ do: "clear" });
        onClose();
      },
      allowed: true,
    },
    { name: t("place"), run: onChangePlace, allowed: line.up },
    { name: t("leave"), run: () => void leave(), allowed: line.up },
  ];
  useKeys(choices.map((one, at) => ({ key: String(at + 1), name: one.name, run: one.run, disabled: !one.allowed })));
  return (
    <Modal open title={t("title")} footer={null} onCancel={onClose} className="till-dialog">
      {choices.map((one, at) => (
        <button
          key={one.name}
          type="button"
          className="till-choice"
          disabled={!one.allowed}
          title={one.allowed ? undefined : t("noRight")}
          onClick={one.run}
        >
          <Keyed name={String(at + 1)}>{one.name}</Keyed>
        </button>
      ))}
    </Modal>
  );
}
