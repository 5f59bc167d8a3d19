// Money, points and rates for worked examples: whole numbers and decimal texts, never floating point.
export type Rounding = "half_up" | "floor" | "ceil";

/** "0.95" is 95 out of 100. */
export function fraction(text: string): { over: bigint; under: bigint } {
  const [whole = "0", part = ""] = text.split(".");
  return { over: BigInt(whole + part), under: 10n ** BigInt(part.length) };
}

export function divide(over: bigint, under: bigint, rounding: Rounding): number {
  if (under === 0n) return 0;
  const down = over / under;
  const rest = over % under;
  if (rest === 0n || rounding === "floor") return Number(down);
  if (rounding === "ceil") return Number(down + 1n);
  return Number(rest * 2n >= under ? down + 1n : down);
}

/** An amount or points times decimal texts, rounded once. */
export function times(value: number, rates: string[], rounding: Rounding = "half_up"): number {
  let over = BigInt(value);
  let under = 1n;
  for (const rate of rates) {
    const one = fraction(rate);
    over *= one.over;
    under *= one.under;
  }
  return divide(over, under, rounding);
}

/** Whether it can be reckoned with: what is being typed may be empty or half a number. */
export const isDecimal = (text: unknown): text is string =>
  typeof text === "string" && /^\d{1,12}(\.\d{1,9})?$/.test(text);
export const isWhole = (value: unknown): value is number => typeof value === "number" && Number.isSafeInteger(value);

export function atLeast(one: string, other: string): boolean {
  const a = fraction(one);
  const b = fraction(other);
  return a.over * b.under >= b.over * a.under;
}
