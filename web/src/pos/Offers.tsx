// The member's coupons – each with what it would take off this basket, or why it is refused – and what points can pay.
import { Alert, Button, Empty, Input, Modal, Skeleton } from "antd";
import { useEffect, useState } from "react";
import { ApiError, api, type Schemas } from "@/api/client";
import { useRead } from "@/api/query";
import { defineWords, useLanguage } from "@/i18n";
import { ErrorNotice } from "@/shared/ErrorNotice";
import { countText, moneyText } from "@/shared/format";
import { useDesk } from "./Desk";
import { reach } from "./device/line";
import { Keyed, useKeys } from "./Frame";
import { basketOf } from "./logic/sale";
import { useTillWords } from "./words";

const useWords = defineWords("pos.offers", {
  title: ["券与积分", "Coupons and points"],
  help: ["按数字键选择；每张都按本单试算过", "Digits choose. Each was tried on this basket"],
  none: ["这位会员没有可用的券", "This member has no coupons to use"],
  until: ["有效期至 {{day}}", "Good until {{day}}"],
  from: ["{{day}} 起可用", "Good from {{day}}"],
  saves: ["可省 {{amount}}", "Saves {{amount}}"],
  chosen: ["已选", "Chosen"],
  refused: ["不能用：{{why}}", "Refused: {{why}}"],
  gate: ["停车券由停车系统核销", "Used by the parking system"],
  trying: ["试算中…", "Trying…"],
  code: ["券码（回车出示）", "Code of a coupon, then Enter"],
  proofMember: [
    "用这些券需要会员本人的凭证（密码、动态码或验证码），收款时出示。",
    "These coupons need the member's own proof (PIN, rotating or one-time code), asked for at paying.",
  ],
  points: ["积分抵现", "Points as money"],
  pointsMost: [
    "本单最多用 {{points}} 分抵 {{amount}}，收款时选“积分”。",
    "Up to {{points}} points pay {{amount}} of this; choose Points at paying.",
  ],
  pointsNone: ["本单不能用积分抵现。", "Points cannot pay any of this."],
  done: ["好", "Done"],
});

type Tried = { amount?: Schemas["Money"]; refused?: string };

/** What each coupon would do beside those that are chosen, asked one after another. */
function useTries(coupons: Schemas["Coupon"][]) {
  const { state, place } = useDesk();
  const language = useLanguage();
  const [tried, setTried] = useState<Record<string, Tried>>({});
  const basket = JSON.stringify([basketOf(state.sale), coupons.map((one) => one.id), language]);
  useEffect(() => {
    const [body, ids] = JSON.parse(basket) as [ReturnType<typeof basketOf>, string[]];
    if (!body) return;
    const stop = new AbortController();
    setTried({});
    const chosen = new Set(body.coupons.map((one) => one.id));
    const run = async () => {
      for (const id of ids) {
        if (chosen.has(id)) continue;
        try {
          const { data } = await reach(
            api.POST("/v1/checkout/quote", {
              body: {
                ...body,
                coupons: [...body.coupons, { id }],
                store: place.store,
                till: place.till,
                channel: "store",
                trace: false,
              },
              signal: stop.signal,
            }),
          );
          const one = data?.coupons.find((coupon) => coupon.id === id);
          setTried((old) => ({
            ...old,
            [id]: one?.refused ? { refused: one.refused } : { ...(one && { amount: one.amount }) },
          }));
        } catch (fault) {
          if (stop.signal.aborted) return;
          if (!(fault instanceof ApiError)) throw fault;
          setTried((old) => ({ ...old, [id]: { refused: fault.problem.detail } }));
        }
      }
    };
    void run();
    return () => stop.abort();
  }, [basket, place.store, place.till]);
  return tried;
}

export function Offers({ onClose }: { onClose: () => void }) {
  const t = useWords();
  const till = useTillWords();
  const language = useLanguage();
  const { state, dispatch, price, line } = useDesk();
  const { sale } = state;
  const id = sale.member?.id ?? "";
  const [code, setCode] = useState("");
  const owned = useRead(
    "/v1/members/{id}/coupons",
    { params: { path: { id }, query: { state: "issued", limit: 100 } } },
    { enabled: id !== "" && line.up },
  );
  const coupons = id !== "" ? (owned.data?.items ?? []) : [];
  const tried = useTries(coupons);
  const chosen = new Set(sale.coupons.map((one) => one.id));
  const toggle = (coupon: string) =>
    dispatch({
      do: "coupons",
      coupons: chosen.has(coupon) ? sale.coupons.filter((one) => one.id !== coupon) : [...sale.coupons, { id: coupon }],
    });
  useKeys(
    coupons.slice(0, 9).map((one, at) => ({
      key: String(at + 1),
      name: one.name_zh,
      run: () => toggle(one.id),
      disabled: !line.up || (!chosen.has(one.id) && tried[one.id]?.refused !== undefined),
    })),
    code === "",
  );
  const offer = price.quote?.points_offer;
  return (
    <Modal
      open
      title={t("title")}
      width={680}
      onCancel={onClose}
      className="till-dialog"
      footer={
        <Button type="primary" size="large" autoFocus onClick={onClose}>
          {t("done")}
        </Button>
      }
    >
      {!sale.member && <Alert type="info" showIcon title={till("noMember")} />}
      {!line.up && <Alert type="warning" showIcon title={till("offlineNeeds")} />}
      <ErrorNotice error={owned.error} onRetry={() => void owned.refetch()} />
      {id !== "" && owned.isPending && line.up && <Skeleton active />}
      {id !== "" && owned.data && coupons.length === 0 && <Empty description={t("none")} />}
      {coupons.length > 0 && <div className="quiet">{t("help")}</div>}
      <div style={{ maxHeight: 360, overflow: "auto" }}>
        {coupons.map((one, at) => {
          const mine = chosen.has(one.id);
          const now = price.quote?.coupons.find((coupon) => coupon.id === one.id);
          const does: Tried | undefined = mine
            ? now && { amount: now.amount, ...(now.refused && { refused: now.refused }) }
            : tried[one.id];
          return (
            <button
              key={one.id}
              type="button"
              className="till-choice"
              aria-pressed={mine}
              disabled={!line.up || (!mine && does?.refused !== undefined)}
              onClick={() => toggle(one.id)}
            >
              <span className="till-row">
                <span style={{ fontSize: 16 }}>
                  {at < 9 && <span className="till-key">{at + 1}</span>}
                  {language === "zh" ? one.name_zh : one.name_en}
                </span>
                <strong className="num">
                  {mine && `✓ ${t("chosen")} `}
                  {does?.amount && !does.refused && t("saves", { amount: moneyText(does.amount) })}
                  {!does && line.up && t("trying")}
                </strong>
              </span>
              <span className="quiet">
                {t("until", { day: one.valid_until })}
                {one.balance && ` · ${moneyText(one.balance)}`}
              </span>
              {does?.refused && <div role="note">{t("refused", { why: does.refused })}</div>}
            </button>
          );
        })}
      </div>
      {sale.member && (
        <form
          style={{ marginBlock: 10 }}
          onSubmit={(event) => {
            event.preventDefault();
            if (code.trim() === "") return;
            dispatch({ do: "coupons", coupons: [...sale.coupons, { code: code.trim() }] });
            setCode("");
          }}
        >
          <Input
            value={code}
            disabled={!line.up}
            aria-label={t("code")}
            placeholder={t("code")}
            maxLength={64}
            onChange={(event) => setCode(event.target.value)}
          />
        </form>
      )}
      {sale.coupons.map(
        (one, at) =>
          one.code && (
            <Button
              key={one.code}
              style={{ marginInlineEnd: 8 }}
              onClick={() => dispatch({ do: "coupons", coupons: sale.coupons.toSpliced(at, 1) })}
            >
              <Keyed name="×">{one.code}</Keyed>
            </Button>
          ),
      )}
      {state.problem && (
        <Alert
          type="error"
          showIcon
          title={state.problem.title}
          description={state.problem.errors?.[0]?.message ?? state.problem.detail}
        />
      )}
      {price.quote?.coupons_proof === "member" && <Alert type="info" showIcon title={t("proofMember")} />}
      {sale.member && line.up && (
        <div style={{ marginTop: 8 }}>
          <strong>{t("points")}</strong>{" "}
          {offer && offer.points > 0
            ? t("pointsMost", { points: countText(offer.points), amount: moneyText(offer.amount) })
            : t("pointsNone")}
        </div>
      )}
    </Modal>
  );
}
