// What was done at the till and has to reach the server, exactly once. Every job is kept before it is sent, with its
// receipt number and key; it is sent with them until there is an answer. Only an answer ends it.
import type { Problem, Schemas } from "@/api/client";
import { needsMember, type Tender } from "./arithmetic";
import type { Sale } from "./sale";

export type SaleBody = Schemas["SaleRequest"];
export type What = "sale" | "refund" | "void" | "exchange" | "without_receipt" | "without_receipt_void" | "recharge";

/** What the list of what waits and a paper say of it without asking anybody. */
export type Shown = {
  currency: string;
  total: number;
  lines: { name: string; quantity: string; amount: number }[];
  tenders: Tender[];
  member?: string | undefined;
};

export type Job = {
  id: string;
  what: What;
  path: string;
  key: string;
  body: Record<string, unknown>;
  /** Of the till; a refund's own, an exchange's for the sale. */
  number?: { store: string; till: string; date: string; sequence: number };
  at: number;
  state: "waiting" | "refused";
  tries: number;
  /** Made while the server could not be asked. */
  offline: boolean;
  problem?: Problem;
  shown: Shown;
  /** To take it back into the basket. */
  sale?: Sale;
};

export type Verdict = "again" | "as_sold" | "number_taken" | "refused";

const again = new Set(["offline", "conflict", "unauthenticated", "credential_expired", "csrf_missing"]);
const quoteOver = new Set(["quote_expired", "quote_mismatch", "quote_not_found"]);
const taken = new Set(["receipt_exists", "idempotency_key_reused"]);

/** What a refusal means for a job. Where the goods have left already, a price that has run out is no reason to refuse. */
export function verdictOf(job: Job, problem: Problem): Verdict {
  if (problem.status === 0 || problem.status >= 500 || problem.status === 429 || again.has(problem.code))
    return "again";
  if (taken.has(problem.code)) return "number_taken";
  const priced = job.what === "sale" && job.body.pricing !== "as_sold";
  if (priced && job.tries > 1 && quoteOver.has(problem.code)) return "as_sold";
  return "refused";
}

/** The sale as it was sold: every line for what was asked for it. The number and with it the key stay. */
export function asSold(job: Job): Job {
  const { quote_id: _, ...body } = job.body as unknown as SaleBody;
  const lines = body.lines.map((line, at) => ({
    ...line,
    amount: { amount: job.shown.lines[at]?.amount ?? 0, currency: job.shown.currency },
  }));
  return { ...job, body: { ...body, lines, pricing: "as_sold" } };
}

/** Readable, and what the server finds cheapest; an exchange's is its sale's. */
export const keyOf = (date: string, sequence: number) =>
  `${date.replaceAll("-", "")}-${sequence.toString().padStart(6, "0")}`;

/** Somebody else has the number: the next free one. An exchange takes two, the return's first. */
export function renumbered(job: Job, sequence: number): Job {
  if (!job.number) return job;
  const key = keyOf(job.number.date, sequence);
  const next = { ...job, key, number: { ...job.number, sequence } };
  if (job.what !== "exchange") return { ...next, body: { ...job.body, sequence } };
  const { returned, sale } = job.body as { returned: object; sale: object };
  return {
    ...next,
    body: { returned: { ...returned, sequence: sequence - 1 }, sale: { ...sale, sequence } },
  };
}

/** The receipt that has our number is ours if it was made at the same moment, to the millisecond. */
export function isOurs(job: Job, receipt: { occurred_at: string }): boolean {
  const body = (job.what === "exchange" ? job.body.sale : job.body) as { occurred_at?: string };
  return body.occurred_at !== undefined && Date.parse(body.occurred_at) === Date.parse(receipt.occurred_at);
}

export const usesMember = (job: Job) => {
  const body = job.body as Partial<SaleBody>;
  return (
    job.shown.tenders.some((one) => needsMember(one.kind)) ||
    (body.coupons?.length ?? 0) > 0 ||
    body.save_change !== undefined
  );
};

/** A sale whose member is refused may still be booked: the money was taken. Not where the member's own value paid. */
export const mayGoWithoutMember = (job: Job) =>
  job.what === "sale" && (job.body as Partial<SaleBody>).member !== undefined && !usesMember(job);

export function withoutMember(job: Job): Job {
  const { member: _, proof: __, ...body } = asSold(job).body as unknown as SaleBody;
  const { problem: ___, ...rest } = job;
  return { ...rest, state: "waiting", tries: 0, body };
}

export function summary(jobs: readonly Job[]) {
  const waiting = jobs.filter((job) => job.state === "waiting");
  return {
    waiting: waiting.length,
    refused: jobs.length - waiting.length,
    since: waiting.length > 0 ? Math.min(...waiting.map((job) => job.at)) : undefined,
    /** Of these the goods must not leave before the answer. */
    unsure: waiting.filter(usesMember).length,
  };
}

/** The jobs that were kept. */
export function readJobs(text: string | null): Job[] {
  try {
    const kept = JSON.parse(text ?? "[]") as unknown;
    return Array.isArray(kept) ? (kept as Job[]) : [];
  } catch {
    return [];
  }
}

/** Seconds until the next attempt: soon at first, then every half minute. */
export const pause = (tries: number) => Math.min(30, 2 ** Math.min(tries, 5));
