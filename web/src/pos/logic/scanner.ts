// A scanner is a keyboard: a burst of characters, faster than anybody types, ended by Enter. What was scanned says by
// itself whether it is goods, a member, or a quantity of goods.

/** Between two characters of a scanner: cheap ones over USB need up to 35 ms. Nobody types three in a row so fast. */
const gapMax = 50;
const lengthMin = 4;

export type Burst = { text: string; at: number; slow: boolean };
export const noBurst: Burst = { text: "", at: 0, slow: false };

/** The burst with one more key, and the scan where Enter ended one. */
export function pressed(burst: Burst, key: string, at: number): { burst: Burst; scan?: string } {
  const inTime = at - burst.at <= gapMax;
  if (key === "Enter") {
    const scan = inTime && !burst.slow && burst.text.length >= lengthMin ? burst.text : undefined;
    return scan === undefined ? { burst: noBurst } : { burst: noBurst, scan };
  }
  if (key.length !== 1) return { burst: key === "Shift" ? burst : noBurst };
  if (burst.text === "" || !inTime) return { burst: { text: key, at, slow: false } };
  return { burst: { text: burst.text + key, at, slow: burst.slow } };
}

export type Entry =
  | { is: "goods"; code: string; quantity: string }
  | { is: "member"; kind: "rotating_code" | "member_code"; value: string }
  | { is: "nothing" };

/** `6901234567892`, `3*A1001`, `2.5×HAM`; a rotating code is 98 and eighteen digits, a member's code M and eleven. */
export function entryOf(typed: string): Entry {
  const text = typed.trim();
  if (text === "") return { is: "nothing" };
  if (/^98\d{18}$/.test(text)) return { is: "member", kind: "rotating_code", value: text };
  if (/^M\d{11}$/i.test(text)) return { is: "member", kind: "member_code", value: text.toUpperCase() };
  const times = /^(\d{1,6}(?:\.\d{1,3})?)\s*[*×xX]\s*(\S.*)$/.exec(text);
  if (times?.[1] && times[2] && Number(times[1]) > 0) return { is: "goods", code: times[2], quantity: plain(times[1]) };
  return { is: "goods", code: text, quantity: "1" };
}

/** How somebody said who they are: a whole number, its end, or a name. */
export type Who =
  | { is: "lookup"; kind: "phone" | "card" | "member_code" | "member_id" }
  | { is: "rotating" }
  | { is: "search"; by: "phone_last4" | "card_end" | "name" };

export function whoOf(typed: string): Who | undefined {
  const text = typed.trim();
  if (text === "") return undefined;
  if (/^98\d{18}$/.test(text)) return { is: "rotating" };
  if (/^M\d{11}$/i.test(text)) return { is: "lookup", kind: "member_code" };
  if (/^1\d{10}$/.test(text) || /^\+\d{6,15}$/.test(text)) return { is: "lookup", kind: "phone" };
  if (/^\d{4}$/.test(text)) return { is: "search", by: "phone_last4" };
  if (/^\d{5,7}$/.test(text)) return { is: "search", by: "card_end" };
  if (/^V?\d{8,}$/i.test(text)) return { is: "lookup", kind: "card" };
  if (/\d/.test(text)) return { is: "lookup", kind: "card" };
  return { is: "search", by: "name" };
}

/** Without needless zeros: "2.50" → "2.5", "03" → "3". */
export function plain(number: string): string {
  const [whole = "0", part = ""] = number.split(".");
  const rest = part.replace(/0+$/, "");
  const left = whole.replace(/^0+(?=\d)/, "");
  return rest ? `${left}.${rest}` : left;
}
