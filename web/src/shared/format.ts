// Values as people read them. Money, points and rates stay integers and decimal texts; nothing here is computed with.
import dayjs from "dayjs";
import { language } from "@/i18n";

export type Money = { amount: number; currency: string };

/** Places behind the point, by ISO 4217, of the currencies that have other than two. */
const places: Record<string, number> = { JPY: 0, KRW: 0, VND: 0, KWD: 3, BHD: 3 };
export const placesOf = (currency: string) => places[currency] ?? 2;
const signs: Record<string, string> = {
  CNY: "¥",
  USD: "$",
  EUR: "€",
  GBP: "£",
  JPY: "¥",
  HKD: "HK$",
  TWD: "NT$",
  MOP: "MOP$",
};
export const signOf = (currency: string) => signs[currency] ?? `${currency} `;

const grouped = (digits: string) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");

/** 12345 fen → "123.45"; without the sign of the currency. */
export function minorText(amount: number, currency: string): string {
  const count = placesOf(currency);
  const digits = Math.abs(amount)
    .toString()
    .padStart(count + 1, "0");
  const whole = digits.slice(0, digits.length - count);
  const part = count > 0 ? `.${digits.slice(-count)}` : "";
  return `${amount < 0 ? "−" : ""}${grouped(whole)}${part}`;
}

export function moneyText(money: Money | undefined | null): string {
  if (!money) return "–";
  const text = minorText(money.amount, money.currency);
  return text.startsWith("−") ? `−${signOf(money.currency)}${text.slice(1)}` : signOf(money.currency) + text;
}

/** "123.4" typed by somebody → 12340 fen; undefined if it is no amount. */
export function minorOf(text: string, currency: string): number | undefined {
  const match = /^(-?)(\d{1,13})(?:[.](\d*))?$/.exec(text.replace(/[,\s]/g, "").replace("−", "-").replace("。", "."));
  const count = placesOf(currency);
  if (!match || (match[3] ?? "").length > count) return undefined;
  const value = Number(match[2] + (match[3] ?? "").padEnd(count, "0"));
  return Number.isSafeInteger(value) ? (match[1] ? -value : value) : undefined;
}

export const countText = (value: number | undefined | null) =>
  value === undefined || value === null ? "–" : (value < 0 ? "−" : "") + grouped(Math.abs(value).toString());

/** "0.85" → "85%" or, in Chinese, "8.5 折" where it is a discount rate. */
export function rateText(rate: string | undefined | null): string {
  if (!rate) return "–";
  const shifted = shift(rate, 2);
  return `${shifted}%`;
}
export function discountText(rate: string | undefined | null): string {
  if (!rate) return "–";
  if (rate === "1") return language() === "zh" ? "不打折" : "no discount";
  return language() === "zh" ? `${shift(rate, 1)} 折` : `${shift(rate, 2)}%`;
}
/** The decimal text times ten to the power of `by`, digit by digit. */
export function shift(text: string, by: number): string {
  const negative = text.startsWith("-");
  const [whole = "0", part = ""] = text.replace("-", "").split(".");
  const digits = part.padEnd(by, "0");
  const left = (whole + digits.slice(0, by)).replace(/^0+(?=\d)/, "");
  const right = digits.slice(by).replace(/0+$/, "");
  return (negative ? "-" : "") + left + (right ? `.${right}` : "");
}

export const instantText = (at: string | undefined | null) => (at ? dayjs(at).format("YYYY-MM-DD HH:mm:ss") : "–");
export const minuteText = (at: string | undefined | null) => (at ? dayjs(at).format("YYYY-MM-DD HH:mm") : "–");
export const dateText = (day: string | undefined | null) => day ?? "–";
export const today = () => dayjs().format("YYYY-MM-DD");
export const daysAgo = (days: number) => dayjs().subtract(days, "day").format("YYYY-MM-DD");
