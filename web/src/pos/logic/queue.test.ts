import { describe, expect, it } from "vitest";
import type { Problem } from "@/api/client";
import {
  asSold,
  isOurs,
  type Job,
  keyOf,
  mayGoWithoutMember,
  readJobs,
  renumbered,
  summary,
  verdictOf,
  withoutMember,
} from "./queue";

const problem = (status: number, code: string): Problem => ({
  type: "",
  title: "",
  detail: "",
  trace_id: "",
  status,
  code,
});
const job: Job = {
  id: "one",
  what: "sale",
  path: "/v1/checkout",
  key: keyOf("2026-11-24", 7),
  at: 1000,
  state: "waiting",
  tries: 1,
  offline: false,
  number: { store: "S001", till: "01", date: "2026-11-24", sequence: 7 },
  body: {
    sequence: 7,
    occurred_at: "2026-11-24T05:00:00.123Z",
    pricing: "engine",
    quote_id: "Q",
    member: { kind: "phone", value: "13900990011" },
    coupons: [],
    lines: [{ item: "A1001", quantity: "2" }],
  },
  shown: {
    currency: "CNY",
    total: 4100,
    lines: [{ name: "A", quantity: "2", amount: 4100 }],
    tenders: [{ kind: "cash", amount: 4100 }],
  },
};

describe("an answer", () => {
  it("that is none is asked for again", () => {
    for (const one of [problem(0, "offline"), problem(503, "x"), problem(429, "x"), problem(409, "conflict")])
      expect(verdictOf(job, one)).toBe("again");
  });
  it("that says no is a refusal, and the number of somebody else is told from it", () => {
    expect(verdictOf(job, problem(422, "not_enough_points"))).toBe("refused");
    expect(verdictOf(job, problem(409, "receipt_exists"))).toBe("number_taken");
  });
  it("about a price that ran out sells as sold – but not in front of the cashier", () => {
    expect(verdictOf(job, problem(409, "quote_expired"))).toBe("refused");
    const later = { ...job, tries: 2 };
    expect(verdictOf(later, problem(409, "quote_expired"))).toBe("as_sold");
    expect(verdictOf(asSold(later), problem(409, "quote_expired"))).toBe("refused");
  });
});

describe("a job", () => {
  it("keeps number and key when it is sent as sold", () => {
    const sold = asSold(job);
    expect(sold.key).toBe("20261124-000007");
    expect(sold.body).toMatchObject({
      pricing: "as_sold",
      sequence: 7,
      lines: [{ item: "A1001", quantity: "2", amount: { amount: 4100, currency: "CNY" } }],
    });
    expect("quote_id" in sold.body).toBe(false);
  });
  it("takes the next number with its key, an exchange both of its numbers", () => {
    expect(renumbered(job, 12)).toMatchObject({ key: "20261124-000012", body: { sequence: 12 } });
    const exchange = { ...job, what: "exchange" as const, body: { returned: { sequence: 7 }, sale: { sequence: 8 } } };
    expect(renumbered(exchange, 12).body).toEqual({ returned: { sequence: 11 }, sale: { sequence: 12 } });
  });
  it("knows its own receipt by the moment", () => {
    expect(isOurs(job, { occurred_at: "2026-11-24T13:00:00.123+08:00" })).toBe(true);
    expect(isOurs(job, { occurred_at: "2026-11-24T05:00:00Z" })).toBe(false);
  });
  it("goes without its member only where the member's value did not pay", () => {
    expect(mayGoWithoutMember(job)).toBe(true);
    const body = withoutMember({ ...job, state: "refused", problem: problem(404, "member_not_found") }).body;
    expect("member" in body).toBe(false);
    const spent = { ...job, shown: { ...job.shown, tenders: [{ kind: "points" as const, amount: 10 }] } };
    expect(mayGoWithoutMember(spent)).toBe(false);
  });
});

it("the banner counts what waits, since when, and what was refused", () => {
  const later: Job = { ...job, id: "two", at: 2000, shown: { ...job.shown, tenders: [{ kind: "points", amount: 1 }] } };
  const refused: Job = { ...job, id: "three", state: "refused", at: 500 };
  expect(summary([later, refused, job])).toEqual({ waiting: 2, refused: 1, since: 1000, unsure: 1 });
  expect(summary([])).toEqual({ waiting: 0, refused: 0, since: undefined, unsure: 0 });
  expect(readJobs(JSON.stringify([job]))).toEqual([job]);
  expect(readJobs("[")).toEqual([]);
});
