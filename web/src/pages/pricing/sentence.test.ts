import { describe, expect, it } from "vitest";
import type { RuleDraft } from "./rule";
import { sentence } from "./sentence";

const cny = (amount: number) => ({ amount, currency: "CNY" });

describe("a rule in a sentence", () => {
  const may: RuleDraft = {
    kind: "promotion",
    conditions: { from: "2026-05-01", to: "2026-05-31", members_only: true, stores: ["S001"], weekdays: ["friday"] },
    scope: { include: [{ kind: "brand", code: "OLAY" }], exclude: [{ kind: "item", code: "A1" }] },
    threshold: { amount: cny(20000), every: true, times_max: 3 },
    reward: { kind: "money_off", amount: cny(2000) },
    limits: [{ per: "member_day", uses: 1 }],
    shares: [
      { of: "mall", weight: 70 },
      { party: "OLAY", weight: 30 },
    ],
  };
  it("says a promotion in Chinese", () => {
    expect(sentence(may, "zh")).toBe(
      "品牌「OLAY」（单品「A1」除外） 每满 ¥200（最多 3 次），减 ¥20，面向会员；2026-05-01 至 2026-05-31，星期五，门店 S001。限额：每位会员每天最多 1 单。优惠由商场 70%、OLAY 30%承担。",
    );
  });
  it("says it in English", () => {
    expect(sentence(may, "en")).toBe(
      "On brand OLAY (but not item A1) for every ¥200 (at most 3 times): ¥20 off, for members; 2026-05-01 to 2026-05-31, Friday, stores S001. Limited: A member on a day: at most 1 receipt. What it takes off is borne by the mall 70%, OLAY 30%.",
    );
  });
  it("says a document and exclusive goods", () => {
    expect(
      sentence({ kind: "document", entries: [{ goods: { kind: "counter_group", code: "COSM" }, rate: "0.98" }] }, "zh"),
    ).toContain("柜组「COSM」会员 9.8 折");
    expect(
      sentence(
        { kind: "restriction", scope: { include: [{ kind: "item", code: "P" }] }, conditions: { tiers: ["GOLD"] } },
        "en",
      ),
    ).toBe("item P: sold to members of tier GOLD only; at all times once it is audited, all stores and channels.");
  });
  it("leaves open what is not typed yet", () => {
    expect(sentence({ kind: "promotion" }, "zh")).toContain("全部商品，…");
    expect(sentence({ kind: "promotion", reward: { kind: "steps" } }, "en")).toContain("…");
  });
});
