// Beside the basket: whose it is and what they have, what it comes to, and the way to the money.
import { Button, Flex, Tag, Typography } from "antd";
import { useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { countText, minorText, moneyText, signOf } from "@/shared/format";
import type { Dialog } from "./Counter";
import { useDesk } from "./Desk";
import { Keyed } from "./Frame";
import { useTillWords } from "./words";

const useWords = defineWords("pos.side", {
  noMember: ["非会员", "No member"],
  ask: ["请顾客出示会员码，或报手机号", "Ask for the member's code or phone"],
  find: ["识别会员", "Identify"],
  another: ["换一位", "Another"],
  none: ["取消会员", "Remove"],
  frozen: ["已冻结", "Frozen"],
  closed: ["已注销", "Closed"],
  unchecked: [
    "断网，未核对：联网上传时由服务器识别",
    "Not checked while offline: the server identifies them when it is sent",
  ],
  coupons: ["可用券", "Coupons"],
  chosenCoupons: ["已选 {{count}} 张", "{{count}} chosen"],
  payable: ["应付", "To pay"],
  pieces: ["{{count}} 种商品", "{{count}} lines"],
  canPay: ["积分最多可抵 {{amount}}（{{points}} 分）", "Points can pay up to {{amount}} ({{points}} points)"],
  offline: ["按标价（断网）", "At list and shop prices (offline)"],
  asking: ["正在计价…", "Pricing…"],
  restricted: ["促销组合过多，未能逐一比较", "Not all choices of promotions were compared"],
  pay: ["收款", "Take payment"],
});

export function Side({ onOpen }: { onOpen: (dialog: Dialog) => void }) {
  return (
    <Flex vertical gap={10} style={{ minHeight: 0 }}>
      <MemberBox onOpen={onOpen} />
      <Totals onOpen={onOpen} />
    </Flex>
  );
}

function MemberBox({ onOpen }: { onOpen: (dialog: Dialog) => void }) {
  const t = useWords();
  const till = useTillWords();
  const { state, dispatch, may, line } = useDesk();
  const { member, coupons } = state.sale;
  const id = member?.id ?? "";
  const wallet = useRead(
    "/v1/members/{id}/wallet",
    { params: { path: { id } } },
    { enabled: id !== "" && line.up && may("get_wallet") },
  );
  const owned = useRead(
    "/v1/members/{id}/coupons",
    { params: { path: { id }, query: { state: "issued", limit: 100 } } },
    { enabled: id !== "" && line.up && may("list_coupons") },
  );
  if (!member)
    return (
      <section className="till-box" style={{ padding: 12 }} aria-label={till("member")}>
        <div className="till-row">
          <span>
            <div style={{ fontSize: 16 }}>{t("noMember")}</div>
            <div className="quiet">{t("ask")}</div>
          </span>
          <Button size="large" onClick={() => onOpen("member")}>
            <Keyed name="F2">{t("find")}</Keyed>
          </Button>
        </div>
      </section>
    );
  const mine = id !== "" ? wallet.data : undefined;
  return (
    <section className="till-box" style={{ padding: 12, gap: 4 }} aria-label={till("member")}>
      <div className="till-row">
        <span style={{ fontSize: 18, fontWeight: 600 }}>
          {member.name ?? member.ref.value} {member.state === "frozen" && <Tag color="orange">{t("frozen")}</Tag>}
          {member.state === "closed" && <Tag color="red">{t("closed")}</Tag>}
        </span>
        <span>
          <Button type="link" size="small" onClick={() => onOpen("member")}>
            {t("another")}
          </Button>
          <Button type="link" size="small" onClick={() => dispatch({ do: "member", member: undefined })}>
            {t("none")}
          </Button>
        </span>
      </div>
      <div className="quiet">{[member.phone, member.code].filter(Boolean).join(" · ")}</div>
      {id === "" && !line.up && <Typography.Text type="warning">{t("unchecked")}</Typography.Text>}
      {member.points !== undefined && <Fact name={till("balance")} value={countText(member.points)} />}
      {mine && mine.stored.amount > 0 && <Fact name={till("stored_value")} value={moneyText(mine.stored)} />}
      {mine && mine.small_change.amount > 0 && (
        <Fact name={till("small_change")} value={moneyText(mine.small_change)} />
      )}
      {id !== "" && owned.data && owned.data.items.length > 0 && (
        <div className="till-row">
          <span className="quiet">{t("coupons")}</span>
          <Button size="small" disabled={state.sale.lines.length === 0} onClick={() => onOpen("offers")}>
            <Keyed name="F3">
              {owned.data.items.length}
              {coupons.length > 0 && ` · ${t("chosenCoupons", { count: coupons.length })}`}
            </Keyed>
          </Button>
        </div>
      )}
    </section>
  );
}

export const Fact = ({ name, value, strong }: { name: string; value: string; strong?: boolean }) => (
  <div className="till-row">
    <span className="quiet">{name}</span>
    <span className="num" style={strong ? { fontWeight: 600 } : undefined}>
      {value}
    </span>
  </div>
);

function Totals({ onOpen }: { onOpen: (dialog: Dialog) => void }) {
  const t = useWords();
  const till = useTillWords();
  const { state, price } = useDesk();
  const { currency } = price;
  const offer = price.quote?.points_offer;
  const off = groups(price.quote);
  const credit = Math.min(price.credit, price.payable);
  return (
    <section className="till-box" style={{ padding: 12, gap: 4, flex: 1 }} aria-label={till("total")}>
      <div style={{ flex: 1, overflow: "auto" }}>
        <Fact
          name={`${till("listTotal")} · ${t("pieces", { count: state.sale.lines.length })}`}
          value={minorText(price.list, currency)}
        />
        {off.map(([name, amount]) => (
          <Fact key={name} name={name} value={`−${minorText(amount, currency)}`} />
        ))}
        {price.list > price.payable && (
          <Fact name={till("saved")} value={`−${minorText(price.list - price.payable, currency)}`} strong />
        )}
        {credit > 0 && <Fact name={till("exchange_credit")} value={`−${minorText(credit, currency)}`} />}
        {state.sale.member && price.from === "server" && (
          <Fact name={till("willEarn")} value={`+${countText(price.earns)}`} />
        )}
        {offer && offer.points > 0 && (
          <div className="quiet">
            {t("canPay", { amount: moneyText(offer.amount), points: countText(offer.points) })}
          </div>
        )}
        {price.quote?.price?.exact === false && <div className="quiet">{t("restricted")}</div>}
        {price.from === "till" && <Typography.Text type="warning">{t("offline")}</Typography.Text>}
      </div>
      <div className="till-row">
        <span style={{ fontSize: 18 }}>{t("payable")}</span>
        <span className="till-due" aria-live="polite" style={{ opacity: price.from === "asking" ? 0.5 : 1 }}>
          {signOf(currency)}
          {minorText(price.payable - credit, currency)}
        </span>
      </div>
      <Button
        type="primary"
        style={{ height: 60, fontSize: 20 }}
        disabled={state.sale.lines.length === 0 || price.from === "refused"}
        onClick={() => onOpen("pay")}
      >
        <Keyed name="F9">{price.from === "asking" ? t("asking") : t("pay")}</Keyed>
      </Button>
    </section>
  );
}

/** What was taken off, by what did it: each once, whichever lines it fell on. */
function groups(quote: ReturnType<typeof useDesk>["price"]["quote"]): [string, number][] {
  const sums = new Map<string, number>();
  for (const one of quote?.price?.concessions ?? []) sums.set(one.name, (sums.get(one.name) ?? 0) + one.amount.amount);
  return [...sums].filter(([, amount]) => amount !== 0);
}
