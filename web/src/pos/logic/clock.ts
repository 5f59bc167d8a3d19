// Time at a till. The server's clock counts: the browser's may be wrong, so the difference is measured with every answer
// and kept for when there is none. The business day is the store's: its zone, and an hour at which the day changes.

/** Server minus browser, in milliseconds. An answer took `took`; its second was somewhere in between. */
export function offsetOf(dateHeader: string | null, sentAt: number, receivedAt: number): number | undefined {
  if (!dateHeader) return undefined;
  const server = Date.parse(dateHeader);
  if (Number.isNaN(server)) return undefined;
  const middle = sentAt + (receivedAt - sentAt) / 2;
  const offset = Math.round(server + 500 - middle);
  // A header has whole seconds: less than that is no difference.
  return Math.abs(offset) <= 1000 ? 0 : offset;
}

/** So far off that somebody should set the clock of the machine. */
export const clockIsWrong = (offset: number) => Math.abs(offset) > 120_000;

/** What the calendar shows in a zone. */
export function localOf(at: number, zone: string): { date: string; time: string } {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const of = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return {
    date: `${of("year")}-${of("month")}-${of("day")}`,
    time: `${of("hour")}:${of("minute")}:${of("second")}`,
  };
}

/** A day that changes at 04:00 has a cutoff of 240 minutes: at 02:00 it is still yesterday. */
export const businessDate = (at: number, zone: string, cutoffMinutes: number) =>
  localOf(at - cutoffMinutes * 60_000, zone).date;
