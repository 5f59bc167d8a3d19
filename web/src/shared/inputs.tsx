// Fields for what the API counts in integers and decimal texts: typed as people write it, kept exact.
import { DatePicker, Input } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { type Money, minorOf, minorText, placesOf, shift, signOf } from "./format";

export type FieldOf<V> = {
  value?: V | undefined;
  onChange?: ((value: V | undefined) => void) | undefined;
  id?: string;
  disabled?: boolean;
  placeholder?: string;
  "aria-label"?: string;
};

/** Text that is a value only once it is whole: what is typed stays as it is until the field is left. */
function useTyped<V>(
  value: V | undefined,
  text: (value: V) => string,
  parse: (text: string) => V | undefined,
  change?: (value: V | undefined) => void,
) {
  const [typed, setTyped] = useState<string>();
  const shown = typed ?? (value === undefined || value === null ? "" : text(value));
  return {
    value: shown,
    status: (typed && parse(typed) === undefined ? "error" : "") as "" | "error",
    onChange: (event: { target: { value: string } }) => {
      const next = event.target.value;
      setTyped(next);
      change?.(next.trim() === "" ? undefined : (parse(next) ?? (Number.NaN as unknown as V)));
    },
    onBlur: () => {
      if (typed !== undefined && (typed.trim() === "" || parse(typed) !== undefined)) setTyped(undefined);
    },
  };
}

export function MoneyInput({ value, onChange, currency = "CNY", ...rest }: FieldOf<Money> & { currency?: string }) {
  const of = value?.currency ?? currency;
  const typed = useTyped<Money>(
    value && Number.isFinite(value.amount) ? value : undefined,
    (money) => minorText(money.amount, of).replaceAll(",", "").replace("−", "-"),
    (text) => {
      const amount = minorOf(text, of);
      return amount === undefined ? undefined : { amount, currency: of };
    },
    (next) => onChange?.(next && Object.is(next, Number.NaN) ? ({ amount: Number.NaN, currency: of } as Money) : next),
  );
  return (
    <Input
      inputMode="decimal"
      prefix={signOf(of)}
      placeholder={placesOf(of) > 0 ? `0.${"0".repeat(placesOf(of))}` : "0"}
      {...rest}
      {...typed}
      style={{ maxWidth: 220 }}
    />
  );
}

export function CountInput({ value, onChange, suffix, ...rest }: FieldOf<number> & { suffix?: string }) {
  const typed = useTyped<number>(
    value !== undefined && Number.isFinite(value) ? value : undefined,
    String,
    (text) => {
      const digits = text.replace(/[,\s]/g, "");
      return /^-?\d{1,15}$/.test(digits) ? Number(digits) : undefined;
    },
    onChange,
  );
  return <Input inputMode="numeric" suffix={suffix} {...rest} {...typed} style={{ maxWidth: 220 }} />;
}

/** A decimal text as it is: quantities, prices, multiples. */
export function DecimalInput({ value, onChange, places = 9, ...rest }: FieldOf<string> & { places?: number }) {
  const pattern = new RegExp(`^-?\\d{1,12}([.]\\d{1,${places}})?$`);
  const typed = useTyped<string>(
    value,
    (text) => text,
    (text) => (pattern.test(text.trim()) ? text.trim() : undefined),
    onChange,
  );
  return <Input inputMode="decimal" {...rest} {...typed} style={{ maxWidth: 220 }} />;
}

/** A rate, typed in percent: 85 is "0.85". */
export function RateInput({ value, onChange, ...rest }: FieldOf<string>) {
  const typed = useTyped<string>(
    value,
    (rate) => shift(rate, 2),
    (text) => {
      const match = /^(\d{1,6})(?:[.](\d{1,7}))?$/.exec(text.trim());
      if (!match) return undefined;
      const digits = (match[1] ?? "").padStart(3, "0") + (match[2] ?? "");
      const at = digits.length - (match[2] ?? "").length - 2;
      const whole = digits.slice(0, at).replace(/^0+(?=\d)/, "");
      const part = digits.slice(at).replace(/0+$/, "");
      return part ? `${whole}.${part}` : whole;
    },
    onChange,
  );
  return <Input inputMode="decimal" suffix="%" {...rest} {...typed} style={{ maxWidth: 160 }} />;
}

export function DayInput({ value, onChange, ...rest }: FieldOf<string>) {
  return (
    <DatePicker
      {...rest}
      value={value ? dayjs(value) : null}
      onChange={(day) => onChange?.(day ? day.format("YYYY-MM-DD") : undefined)}
    />
  );
}
export function InstantInput({ value, onChange, ...rest }: FieldOf<string>) {
  return (
    <DatePicker
      showTime
      {...rest}
      value={value ? dayjs(value) : null}
      onChange={(at) => onChange?.(at ? at.format("YYYY-MM-DDTHH:mm:ssZ") : undefined)}
    />
  );
}

/** Days from … to …, with the usual periods at hand. */
export function DaysInput({
  value,
  onChange,
  presets,
  ...rest
}: FieldOf<[string, string]> & { presets?: { label: string; value: [string, string] }[] }) {
  return (
    <DatePicker.RangePicker
      {...(rest.id ? { id: rest.id } : {})}
      presets={
        presets?.map(({ label, value: [from, to] }) => ({
          label,
          value: [dayjs(from), dayjs(to)] as [dayjs.Dayjs, dayjs.Dayjs],
        })) ?? []
      }
      value={value ? [dayjs(value[0]), dayjs(value[1])] : null}
      onChange={(days) =>
        onChange?.(days?.[0] && days[1] ? [days[0].format("YYYY-MM-DD"), days[1].format("YYYY-MM-DD")] : undefined)
      }
    />
  );
}
