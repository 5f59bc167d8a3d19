// Figures beside those of the period before, in thousandths: integers throughout.
type Value = number | { amount: number } | undefined | null;
const numberOf = (value: Value) => (typeof value === "object" ? value?.amount : value);

/** How much more or less than before, in thousandths; undefined where there was nothing before. */
export function changeOf(now: Value, before: Value): number | undefined {
  const [a, b] = [numberOf(now), numberOf(before)];
  if (a === undefined || a === null || !b) return undefined;
  return Math.round(((a - b) * 1000) / Math.abs(b));
}

/** 125 → "12.5%" */
export function perMilleText(value: number | undefined | null): string {
  if (value === undefined || value === null) return "–";
  const all = Math.abs(value).toString().padStart(2, "0");
  return `${value < 0 ? "−" : ""}${all.slice(0, -1)}.${all.slice(-1)}%`;
}
