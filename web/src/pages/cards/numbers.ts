// How a card number is made of its parts: as the server prints it, so that a form can show one.
import { times } from "@/shared/exact";

export type NumberForm = {
  prefix?: string;
  suffix?: string;
  serial_length?: number;
  first_number?: number;
  last_number?: number;
  check_length?: number;
};

function luhn(body: string): string | undefined {
  if (!/^\d+$/.test(body)) return undefined;
  let sum = 0;
  [...body].reverse().forEach((digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  });
  return String((10 - (sum % 10)) % 10);
}

function mod97(body: string): string | undefined {
  if (!/^[0-9A-Z]+$/.test(body)) return undefined;
  let rest = 0;
  for (const c of body)
    rest = /\d/.test(c) ? (rest * 10 + Number(c)) % 97 : (rest * 100 + c.charCodeAt(0) - 65 + 10) % 97;
  return String(98 - ((rest * 100) % 97)).padStart(2, "0");
}

/** The printed number of a serial; undefined where the form does not hold together yet. */
export function cardNumber(form: NumberForm, serial: number | undefined): string | undefined {
  const length = form.serial_length ?? 0;
  if (serial === undefined || !Number.isSafeInteger(serial) || serial < 0 || length < 1) return undefined;
  const digits = String(serial).padStart(length, "0");
  if (digits.length > length) return undefined;
  const body = (form.prefix ?? "") + digits;
  const check = form.check_length === 1 ? luhn(body) : form.check_length === 2 ? mod97(body) : "";
  return check === undefined ? undefined : body + check + (form.suffix ?? "");
}

/** The member price of goods the shop has reduced to `shop`: on top from the start rate on, never above the member's rate. */
export function stackedPrice(
  list: number,
  shop: string,
  rates: { discount: string; start: string; stack: string },
): { price: number; stacked: boolean } {
  const reduced = times(list, [shop]);
  const stacked = Number(times(1_000_000_000, [shop])) >= Number(times(1_000_000_000, [rates.start]));
  const own = stacked ? times(list, [shop, rates.stack]) : reduced;
  return { price: Math.min(own, times(list, [rates.discount])), stacked };
}
