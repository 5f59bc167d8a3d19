// What differs between two versions of something, field by field.
export type Difference = { path: string; before: unknown; after: unknown };

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !("amount" in value && "currency" in value);
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** Absent and empty are the same; money is one value; a list whose entries have a code is compared entry by entry. */
export function differences(before: unknown, after: unknown, path = ""): Difference[] {
  const one = codes(before);
  const other = codes(after);
  if (isPlain(one) || isPlain(other)) {
    const left = isPlain(one) ? one : {};
    const right = isPlain(other) ? other : {};
    return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key) =>
      differences(left[key], right[key], path ? `${path}/${key}` : key),
    );
  }
  const plain = (value: unknown) => (value === "" || value === null ? undefined : value);
  const empty = (value: unknown) => Array.isArray(value) && value.length === 0;
  const a = empty(before) ? undefined : plain(before);
  const b = empty(after) ? undefined : plain(after);
  return same(a, b) ? [] : [{ path, before: a, after: b }];
}

function codes(value: unknown): unknown {
  if (!Array.isArray(value) || value.length === 0) return value;
  if (!value.every((one) => isPlain(one) && typeof one.code === "string")) return value;
  return Object.fromEntries(
    value.map((one: Record<string, unknown>) => {
      const { code, ...rest } = one;
      return [String(code), rest];
    }),
  );
}
