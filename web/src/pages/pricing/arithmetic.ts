// Exact arithmetic of worked examples: minor units and decimal texts, never floating point.

type Decimal = { digits: bigint; places: number };

function decimalOf(text: string): Decimal | undefined {
  const match = /^(-?)(\d+)(?:[.](\d+))?$/.exec(text.trim());
  if (!match) return undefined;
  const part = match[3] ?? "";
  const digits = BigInt((match[2] ?? "0") + part);
  return { digits: match[1] ? -digits : digits, places: part.length };
}

const ten = (places: number) => 10n ** BigInt(places);

/** amount × rate in whole minor units, half-up; NaN where the rate is no number. */
export function timesRate(amount: number, rate: string): number {
  const decimal = decimalOf(rate);
  if (!decimal || !Number.isSafeInteger(amount)) return Number.NaN;
  const whole = BigInt(amount) * decimal.digits;
  const unit = ten(decimal.places);
  const half = (whole < 0n ? -1n : 1n) * (unit / 2n);
  return Number(decimal.places === 0 ? whole : (whole + half) / unit);
}

/** A price as text in minor units, half-up: "12.345" yuan → 1235 fen. */
export function minorOfPrice(price: string, places: number): number {
  const decimal = decimalOf(price);
  if (!decimal) return Number.NaN;
  if (decimal.places <= places) return Number(decimal.digits * ten(places - decimal.places));
  const unit = ten(decimal.places - places);
  return Number((decimal.digits + unit / 2n) / unit);
}

/** An amount split by weights so that the parts sum to the whole: largest remainder, as the books split it. */
export function split(amount: number, weights: number[]): number[] {
  const sum = weights.reduce((one, other) => one + other, 0);
  if (sum <= 0) return weights.map(() => 0);
  const whole = BigInt(amount);
  const parts = weights.map((weight) => Number((whole * BigInt(weight)) / BigInt(sum)));
  const rest = weights.map((weight, at) => ({ at, rest: (whole * BigInt(weight)) % BigInt(sum) }));
  rest.sort((a, b) => (a.rest === b.rest ? a.at - b.at : a.rest > b.rest ? -1 : 1));
  let left = amount - parts.reduce((one, other) => one + other, 0);
  for (const { at } of rest) {
    if (left <= 0) break;
    parts[at] = (parts[at] ?? 0) + 1;
    left -= 1;
  }
  return parts;
}
