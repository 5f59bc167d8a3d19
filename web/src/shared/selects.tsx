// What is chosen out of what the API lists.
import { Select } from "antd";
import { useRead } from "@/api/query";
import type { FieldOf } from "./inputs";

/** A store by its code, out of those the person may act for. */
export function StoreSelect({ value, onChange, ...rest }: FieldOf<string> & { allowClear?: boolean; style?: object }) {
  const stores = useRead("/v1/stores", { params: { query: {} } });
  return (
    <Select
      showSearch={{ optionFilterProp: "label" }}
      style={{ minWidth: 180 }}
      loading={stores.isPending}
      {...rest}
      value={value ?? null}
      onChange={(next: string | null) => onChange?.(next ?? undefined)}
      options={(stores.data?.items ?? []).map((store) => ({ value: store.code, label: `${store.code} ${store.name}` }))}
    />
  );
}

export function ProgrammeSelect({ value, onChange, ...rest }: FieldOf<string>) {
  const programmes = useRead("/v1/programmes", {});
  return (
    <Select
      style={{ minWidth: 180 }}
      loading={programmes.isPending}
      {...rest}
      value={value ?? null}
      onChange={(next: string | null) => onChange?.(next ?? undefined)}
      options={(programmes.data?.items ?? []).map((one) => ({ value: one.code, label: `${one.code} ${one.name}` }))}
    />
  );
}
