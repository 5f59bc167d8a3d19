// A till by its id: the store first, then one of its tills.
import { Select, Space } from "antd";
import { useState } from "react";
import { useRead } from "@/api/query";
import { StoreSelect } from "@/shared/selects";

export function TillSelect({
  value,
  onChange,
  id,
}: {
  value?: string;
  onChange?: (till: string | undefined) => void;
  id?: string;
}) {
  const [store, setStore] = useState<string>();
  const tills = useRead(
    "/v1/stores/{store}/tills",
    { params: { path: { store: store ?? "" } } },
    { enabled: store !== undefined },
  );
  return (
    <Space.Compact block>
      <StoreSelect
        value={store}
        onChange={(next) => {
          setStore(next);
          onChange?.(undefined);
        }}
      />
      <Select
        {...(id && { id })}
        style={{ minWidth: 160 }}
        disabled={!store}
        value={value ?? null}
        options={(tills.data?.items ?? []).map((till) => ({ value: till.id, label: `${till.code} ${till.name}` }))}
        onChange={(next: string | null) => onChange?.(next ?? undefined)}
      />
    </Space.Compact>
  );
}
