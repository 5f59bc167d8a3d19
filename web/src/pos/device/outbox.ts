// The queue of what has to reach the server, kept in this browser; see logic/queue for what an answer means.
import { useSyncExternalStore } from "react";
import { ApiError, api, ask, type Problem } from "@/api/client";
import { asSold, isOurs, type Job, pause, readJobs, renumbered, verdictOf } from "../logic/queue";
import { addDone } from "./journal";
import { lineState, onLineUp, reach } from "./line";
import { askNumber, takeNumber } from "./place";

const at = "guanxi.pos.queue";
let jobs: Job[] = readJobs(localStorage.getItem(at));
const listeners = new Set<() => void>();

let frozen = false;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Another page has the till now: what is kept is that page's. What is on its way arrives with the same key. */
export function freeze() {
  frozen = true;
  clearTimeout(timer);
}

function keep(next: Job[]) {
  if (frozen) return;
  localStorage.setItem(at, JSON.stringify(next)); // where this fails nothing was sold: the caller sees it
  jobs = next;
  for (const tell of listeners) tell();
}
const put = (job: Job) => keep(jobs.map((one) => (one.id === job.id ? job : one)));
const remove = (id: string) => keep(jobs.filter((job) => job.id !== id));

export const outbox = () => jobs;
export const useOutbox = () =>
  useSyncExternalStore((tell) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  }, outbox);

export type Outcome =
  | { is: "done"; data: unknown }
  | { is: "refused"; problem: Problem }
  /** There is no answer yet: it is sent until there is one. */
  | { is: "waiting" };

/** One after another: what was sold first is sent first. */
let line: Promise<unknown> = Promise.resolve();
function inTurn<T>(what: () => Promise<T>): Promise<T> {
  const turn = line.then(what, what);
  line = turn.catch(() => {});
  return turn;
}

async function ours(job: Job): Promise<unknown> {
  const { number } = job;
  if (!number) return undefined;
  const { store, till, date, sequence } = number;
  const { data } = await reach(
    api.GET("/v1/receipts", { params: { query: { store, till, from: date, to: date, sequence } } }),
  );
  const row = data?.receipts[0];
  if (!row || !isOurs(job, row)) return undefined;
  const whole = await reach(api.GET("/v1/receipts/{receipt}", { params: { path: { receipt: row.receipt } } }));
  return whole.data?.receipt;
}

async function deliver(job: Job): Promise<unknown> {
  const answer = await reach(
    ask(job.path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": job.key },
      body: JSON.stringify(job.body),
      signal: AbortSignal.timeout(15_000),
    }),
  );
  return answer.json();
}

function done(job: Job, data: unknown): Outcome {
  addDone(job, data);
  remove(job.id);
  return { is: "done", data };
}

/** Sends it, and once more as the verdict on a refusal says. What is known before each attempt is kept before it. */
async function attempt(given: Job): Promise<Outcome> {
  let job = { ...given, tries: given.tries + 1 };
  put(job);
  for (let round = 0; round < 4; ++round) {
    try {
      return done(job, await deliver(job));
    } catch (fault) {
      if (!(fault instanceof ApiError)) throw fault;
      const verdict = verdictOf(job, fault.problem);
      if (verdict === "again") return { is: "waiting" };
      if (verdict === "refused") {
        put({ ...job, state: "refused", problem: fault.problem });
        return { is: "refused", problem: fault.problem };
      }
      const next = await changed(job, verdict).catch(() => undefined); // the line went: later, with what is kept
      if (!next) return { is: "waiting" };
      if ("data" in next) return done(job, next.data);
      job = next.job;
      put(job);
    }
  }
  return { is: "waiting" };
}

async function changed(job: Job, verdict: "as_sold" | "number_taken"): Promise<{ job: Job } | { data: unknown }> {
  if (verdict === "as_sold") return { job: asSold(job) };
  const data = await ours(job);
  if (data !== undefined) return { data };
  if (!job.number) return { job };
  const { number } = job;
  await askNumber(number, number.date);
  return { job: renumbered(job, takeNumber(number, number.date, job.what === "exchange" ? 2 : 1)) };
}

/** Keeps it, sends it. Refused in front of the cashier it is over: nothing was booked, and the basket is still there. */
export function submit(job: Job): Promise<Outcome> {
  keep([...jobs, job]);
  if (!lineState().up) return Promise.resolve({ is: "waiting" });
  return inTurn(async () => {
    const outcome = await attempt(job);
    if (outcome.is === "refused") remove(job.id);
    return outcome;
  });
}

/** Sends what waits, in its order, as long as there is a line. */
export async function flush(): Promise<void> {
  clearTimeout(timer);
  if (frozen) return;
  await inTurn(async () => {
    for (const { id } of jobs.filter((job) => job.state === "waiting")) {
      const job = jobs.find((one) => one.id === id);
      if (!job) continue;
      const outcome = await attempt(job);
      if (outcome.is === "waiting") break;
    }
  });
  const next = jobs.find((job) => job.state === "waiting");
  if (next && !frozen) timer = setTimeout(() => void flush(), pause(next.tries) * 1000);
}

export function watchOutbox() {
  void flush();
  const stop = onLineUp(() => void flush());
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/** A refused one once more, as it is or changed. */
export function again(job: Job) {
  const { problem: _, ...rest } = job;
  put({ ...rest, state: "waiting", tries: Math.max(1, job.tries) });
  void flush();
}
export const drop = remove;
