// Taking the money: one kind after another until nothing is left, change in cash, the member's own value with a proof.
import { Alert, Button, Flex, Input, Modal, Select } from "antd";
import { useEffect, useRef, useState } from "react";
import type { Problem } from "@/api/client";
import { ApiError } from "@/api/client";
import { useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { ErrorNotice } from "@/shared/ErrorNotice";
import { minorOf, minorText, moneyText } from "@/shared/format";
import { useDesk } from "./Desk";
import { Keyed, useKeys } from "./Frame";
import { changeOf, likelyCash, needsMember, remaining, smallPart, type TenderKind, take } from "./logic/arithmetic";
import { type Proof, spends } from "./logic/sale";
import type { Finished } from "./Sold";
import { sell } from "./sell";
import { type TillWord, useTillWords } from "./words";

const useWords = defineWords("pos.pay", {
  title: ["收款", "Take payment"],
  amount: ["金额", "Amount"],
  kind: ["按数字键选择付款方式，回车收下", "Digits choose how it is paid, Enter takes it"],
  exact: ["正好", "Exact"],
  finish: ["完成", "Finish"],
  nothing: ["请填金额", "Type an amount"],
  too_much: ["比应付还多", "More than is left"],
  balance: ["余额不足", "More than the member has"],
  has: ["可用 {{amount}}", "has {{amount}}"],
  proof: ["会员凭证", "The member's proof"],
  proofHelp: [
    "用会员的储值、零钱或积分时出示。金额较小时可由收银员当面确认。",
    "For the member's stored value, small change or points. Small amounts may be confirmed in person.",
  ],
  cashier: ["当面确认", "Confirmed in person"],
  pin: ["密码", "PIN"],
  rotating_code: ["动态会员码", "Rotating code"],
  one_time_code: ["短信验证码", "One-time code"],
  save: ["把零头 {{amount}} 存入零钱", "Keep {{amount}} as small change"],
  selling: ["正在过账…", "Booking…"],
});

const kinds: readonly TenderKind[] = [
  "cash",
  "wechat_pay",
  "alipay",
  "bank_card",
  "unionpay",
  "stored_value",
  "small_change",
  "points",
  "voucher",
];

export function Pay({ onClose, onFinished }: { onClose: () => void; onFinished: (finished: Finished) => void }) {
  const t = useWords();
  const till = useTillWords();
  const { state, dispatch, place, person, price, line } = useDesk();
  const { sale } = state;
  const [kind, setKind] = useState<TenderKind>("cash");
  const [typed, setTyped] = useState<string>();
  const [refused, setRefused] = useState<"nothing" | "too_much" | "balance">();
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const { currency } = price;
  const left = remaining(price.payable, price.credit, sale.tenders);
  const change = changeOf(sale.tenders);
  const small = smallPart(change, currency);
  const balance = useBalance(kind);
  const shown =
    typed ??
    (left > 0 ? minorText(balance !== undefined ? Math.min(left, balance) : left, currency).replaceAll(",", "") : "");
  const unusable = (one: TenderKind) => {
    if (!needsMember(one)) return undefined;
    if (!line.up) return till("offlineNeeds");
    return sale.member ? undefined : till("noMember");
  };
  const choose = (one: TenderKind) => {
    if (unusable(one)) return;
    setKind(one);
    setTyped(undefined);
    setRefused(undefined);
    input.current?.focus();
  };
  const accept = (amount: number | undefined) => {
    const taken = take(kind, amount ?? 0, left, balance);
    if ("refused" in taken) return setRefused(taken.refused);
    setRefused(undefined);
    setTyped(undefined);
    dispatch({ do: "tender", tender: taken.tender });
  };
  const asksProof = spends(sale) || price.quote?.coupons_proof === "member";
  const finish = async () => {
    if (left !== 0 || busy || price.from === "asking") return;
    setBusy(true);
    setProblem(undefined);
    try {
      const { outcome, job } = await sell(sale, price, place, person.name);
      if (outcome.is === "refused") {
        dispatch({ do: "selling", job: undefined });
        setProblem(outcome.problem);
        return;
      }
      dispatch({ do: "clear" });
      onFinished({ job, outcome, change });
    } finally {
      setBusy(false);
    }
  };
  const enter = () => (left === 0 ? void finish() : accept(minorOf(shown, currency)));
  useKeys(kinds.map((one, at) => ({ key: `F${at + 1}`, name: till(one), run: () => choose(one) })));
  useEffect(() => input.current?.focus(), []);

  return (
    <Modal
      open
      title={t("title")}
      onCancel={onClose}
      footer={null}
      width={760}
      className="till-dialog"
      mask={{ closable: false }}
    >
      <Flex vertical gap={12}>
        <div className="till-row">
          <span>{till("payable")}</span>
          <span className="till-due">{moneyText({ amount: price.payable - price.credit, currency })}</span>
        </div>
        {problem && <ErrorNotice error={new ApiError(problem)} />}
        <Flex wrap gap={8} role="radiogroup" aria-label={t("kind")}>
          {kinds.map((one, at) => (
            <Button
              key={one}
              size="large"
              role="radio"
              aria-checked={kind === one}
              type={kind === one ? "primary" : "default"}
              disabled={unusable(one) !== undefined}
              title={unusable(one)}
              onClick={() => choose(one)}
            >
              <Keyed name={`F${at + 1}`}>{till(one)}</Keyed>
            </Button>
          ))}
        </Flex>
        {left > 0 && (
          <>
            <Input
              ref={(at) => {
                input.current = at?.input ?? null;
              }}
              size="large"
              inputMode="decimal"
              aria-label={t("amount")}
              prefix={till(kind)}
              suffix={
                balance !== undefined ? t("has", { amount: moneyText({ amount: balance, currency }) }) : undefined
              }
              status={refused ? "error" : ""}
              value={shown}
              onFocus={(event) => event.target.select()}
              onChange={(event) => setTyped(event.target.value)}
              onPressEnter={(event) => {
                event.preventDefault();
                enter();
              }}
            />
            {refused && <Alert type="error" title={t(refused)} />}
            {kind === "cash" && (
              <Flex gap={8} wrap>
                {likelyCash(left, currency).map((amount, at) => (
                  <Button key={amount} size="large" onClick={() => accept(amount)}>
                    {at === 0 && `${t("exact")} `}
                    {minorText(amount, currency)}
                  </Button>
                ))}
              </Flex>
            )}
          </>
        )}
        {sale.tenders.map((one, at) => (
          <div key={`${one.kind}-${at}`} className="till-row">
            <span>{till(one.kind as TillWord)}</span>
            <span className="num">
              {minorText(one.amount, currency)}{" "}
              <Button size="small" onClick={() => dispatch({ do: "untender", at })}>
                ×
              </Button>
            </span>
          </div>
        ))}
        {asksProof && <ProofInput />}
        {left > 0 && (
          <div className="till-row" aria-live="polite">
            <strong>{till("remaining")}</strong>
            <strong className="num">{moneyText({ amount: left, currency })}</strong>
          </div>
        )}
        {change > 0 && (
          <div className="till-row" aria-live="polite">
            <strong>{till("change")}</strong>
            <strong className="till-due">{moneyText({ amount: change - sale.saveChange, currency })}</strong>
          </div>
        )}
        {small > 0 && sale.member && line.up && (
          <Button
            onClick={() => dispatch({ do: "saveChange", amount: sale.saveChange > 0 ? 0 : small })}
            aria-pressed={sale.saveChange > 0}
            type={sale.saveChange > 0 ? "primary" : "default"}
          >
            {t("save", { amount: moneyText({ amount: small, currency }) })}
          </Button>
        )}
        <Button
          type="primary"
          style={{ height: 56, fontSize: 18 }}
          disabled={left !== 0 || price.from === "asking"}
          loading={busy}
          autoFocus={left === 0}
          onClick={() => void finish()}
        >
          {busy ? t("selling") : t("finish")}
        </Button>
      </Flex>
    </Modal>
  );
}

/** What the member has of it, in money: points as far as they pay this sale. */
function useBalance(kind: TenderKind): number | undefined {
  const { state, price, line } = useDesk();
  const id = state.sale.member?.id ?? "";
  const wallet = useRead(
    "/v1/members/{id}/wallet",
    { params: { path: { id } } },
    { enabled: id !== "" && line.up && (kind === "stored_value" || kind === "small_change") },
  );
  if (kind === "points") return price.quote?.points_offer?.amount.amount ?? 0;
  if (kind === "stored_value") return wallet.data?.stored.amount;
  if (kind === "small_change") return wallet.data?.small_change.amount;
  return undefined;
}

function ProofInput() {
  const t = useWords();
  const { state, dispatch } = useDesk();
  const proof: Proof = state.sale.proof ?? { kind: "cashier" };
  const kinds = ["cashier", "pin", "rotating_code", "one_time_code"] as const;
  return (
    <Flex vertical gap={4}>
      <Flex gap={8}>
        <Select
          aria-label={t("proof")}
          style={{ minWidth: 180 }}
          value={proof.kind}
          onChange={(kind) => dispatch({ do: "proof", proof: { kind } as Proof })}
          options={kinds.map((value) => ({ value, label: t(value) }))}
        />
        {proof.kind !== "cashier" && (
          <Input
            aria-label={t("proof")}
            type={proof.kind === "pin" ? "password" : "text"}
            autoComplete="off"
            onChange={(event) =>
              dispatch({ do: "proof", proof: { kind: proof.kind, value: event.target.value } as Proof })
            }
          />
        )}
      </Flex>
      <span className="quiet">{t("proofHelp")}</span>
    </Flex>
  );
}
