// An object of the API as labelled values: names and help come from its schema.
import { Descriptions, type DescriptionsProps } from "antd";
import type { ReactNode } from "react";
import { fieldOf, type Schema } from "@/api/schema";
import { Label, ValueView } from "./values";

type Props<T extends object> = {
  schema: Schema;
  value: T;
  /** In this order; without it every field that has a value. */
  fields?: (keyof T & string)[];
  hide?: (keyof T & string)[];
  labels?: Partial<Record<keyof T & string, string>>;
  render?: Partial<Record<keyof T & string, (value: T) => ReactNode>>;
  column?: DescriptionsProps["column"];
  title?: ReactNode;
  extra?: ReactNode;
};

export function Details<T extends object>({
  schema,
  value,
  fields,
  hide,
  labels,
  render,
  column,
  title,
  extra,
}: Props<T>) {
  const all = (fields ?? Object.keys(schema.properties ?? {})) as (keyof T & string)[];
  const shown = all.filter(
    (name) => !hide?.includes(name) && (fields || (value[name] !== undefined && value[name] !== null)),
  );
  return (
    <Descriptions
      size="small"
      bordered
      title={title}
      extra={extra}
      column={column ?? { xs: 1, md: 2, xxl: 3 }}
      items={shown.map((name) => {
        const field = fieldOf(schema, name);
        const own = render?.[name];
        return {
          key: name,
          label: <Label schema={field?.schema} text={labels?.[name]} />,
          children: own ? (
            own(value)
          ) : field ? (
            <ValueView schema={field.schema} from={field.from} value={value[name]} />
          ) : (
            String(value[name] ?? "–")
          ),
        };
      })}
    />
  );
}
