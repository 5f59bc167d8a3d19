// Who it is: one field for a phone, its end, a card, a member's code, what the member's phone shows, or a name.
import { Alert, Button, Empty, Input, Modal } from "antd";
import { useRef, useState } from "react";
import { ApiError, api, type Schemas } from "@/api/client";
import { defineWords } from "@/i18n";
import { ErrorNotice } from "@/shared/ErrorNotice";
import { useDesk } from "./Desk";
import { reach } from "./device/line";
import { lookUp } from "./device/members";
import type { Member } from "./logic/sale";
import { whoOf } from "./logic/scanner";

const useWords = defineWords("pos.member", {
  title: ["识别会员", "Who is it?"],
  type: [
    "手机号或后四位、卡号或卡尾号、会员码、动态码、姓名",
    "Phone or its last 4, card or its end, member's code, rotating code, name",
  ],
  help: [
    "可直接扫会员码或卡；动态码同时证明是本人",
    "A code or card can be scanned; the rotating code is a proof as well",
  ],
  find: ["查找", "Find"],
  several: ["请与顾客核对后选择", "Check with the customer, then choose"],
  none: ["没有找到会员", "Nobody found"],
  more: ["还有更多，请输入更多位", "There are more; type more of it"],
  enrol: ["登记新会员", "Register a new member"],
  offline: [
    "断网：手机号、卡号和会员码会随单据上传，由服务器识别后积分；会员价和权益不能用，按尾号和姓名不能找。",
    "Offline: a phone, card or member's code goes with the sale, and the server gives the points later. No member's price, and no search by ends or names.",
  ],
  take: ["随单据上传", "Send it with the sale"],
  cannot: ["断网时请输入完整的手机号、卡号或会员码", "While offline type the whole phone, card or member's code"],
});

export function FindMember({
  onClose,
  onEnrol,
  initial,
}: {
  onClose: () => void;
  onEnrol: () => void;
  initial: string;
}) {
  const t = useWords();
  const { dispatch, place, line, may } = useDesk();
  const [text, setText] = useState(initial);
  const [found, setFound] = useState<Schemas["FoundMembers"]>();
  const [at, setAt] = useState(0);
  const [error, setError] = useState<ApiError>();
  const [hint, setHint] = useState<string>();
  const [busy, setBusy] = useState(false);
  const turn = useRef(0);

  const choose = (member: Member, code?: string) => {
    dispatch({ do: "member", member, ...(code && { proof: { kind: "rotating_code", value: code } }) });
    onClose();
  };
  const byId = (id: string) => attempt(async () => choose(await lookUp("member_id", id, place.programme)));

  const attempt = async (what: () => Promise<void>) => {
    const mine = ++turn.current;
    setBusy(true);
    setError(undefined);
    try {
      await what();
    } catch (fault) {
      if (!(fault instanceof ApiError)) throw fault;
      if (mine === turn.current) setError(fault);
    } finally {
      if (mine === turn.current) setBusy(false);
    }
  };

  const find = () => {
    const value = text.trim();
    const who = whoOf(value);
    setHint(undefined);
    setFound(undefined);
    if (!who) return;
    if (who.is === "rotating") return choose({ ref: { kind: "rotating_code", value } }, value);
    if (!line.up) {
      if (who.is === "search") return setHint(t("cannot"));
      return choose({ ref: { kind: who.kind, value: who.kind === "member_code" ? value.toUpperCase() : value } });
    }
    void attempt(async () => {
      if (who.is === "lookup") return choose(await lookUp(who.kind, value, place.programme));
      const { data } = await reach(
        api.POST("/v1/members/search", { body: { [who.by]: value, programme: place.programme } }),
      );
      setFound(data);
      setAt(0);
    });
  };

  const rows = found?.items ?? [];
  return (
    <Modal open title={t("title")} footer={null} width={640} onCancel={onClose} className="till-dialog">
      {!line.up && <Alert type="warning" showIcon title={t("offline")} style={{ marginBottom: 12 }} />}
      <form
        style={{ display: "flex", gap: 8 }}
        onSubmit={(event) => {
          event.preventDefault();
          const chosen = rows[at];
          if (chosen) void byId(chosen.id);
          else find();
        }}
      >
        <Input
          autoFocus
          size="large"
          autoComplete="off"
          aria-label={t("type")}
          placeholder={t("type")}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setFound(undefined);
          }}
          onKeyDown={(event) => {
            if (event.key === "ArrowDown") setAt(Math.min(at + 1, rows.length - 1));
            else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
            else return;
            event.preventDefault();
          }}
        />
        <Button type="primary" size="large" htmlType="submit" loading={busy}>
          {line.up ? t("find") : t("take")}
        </Button>
      </form>
      <div className="quiet" style={{ marginBlock: 6 }}>
        {hint ?? t("help")}
      </div>
      <ErrorNotice error={error} />
      {found && rows.length === 0 && <Empty description={t("none")} />}
      {rows.length > 0 && <div style={{ marginTop: 8 }}>{t("several")}</div>}
      <div style={{ maxHeight: 320, overflow: "auto" }}>
        {rows.map((one, place) => (
          <button
            key={one.id}
            type="button"
            className="till-choice"
            aria-pressed={place === at}
            onClick={() => void byId(one.id)}
          >
            <span className="till-row">
              <span style={{ fontSize: 16 }}>{one.name ?? "–"}</span>
              <span className="num">{one.phone}</span>
              <span className="quiet num">{one.card?.number ?? one.member_code}</span>
              <span className="quiet num">{one.joined_on}</span>
            </span>
          </button>
        ))}
        {found?.more && <div className="quiet">{t("more")}</div>}
      </div>
      <Button type="link" disabled={!line.up || !may("enrol_member")} onClick={onEnrol} style={{ paddingInline: 0 }}>
        {t("enrol")}
      </Button>
    </Modal>
  );
}
