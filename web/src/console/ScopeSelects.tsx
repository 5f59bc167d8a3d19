// In the head of the page: the programme and the store one works in.
import { Select } from "antd";
import { defineWords } from "@/i18n";
import { useScope } from "@/shared/scope";
import { StoreSelect } from "@/shared/selects";
import { useMay } from "@/shared/session";

const useWords = defineWords("scope", {
  store: ["门店范围", "Store"],
  allStores: ["全部门店", "All stores"],
  programme: ["会员计划", "Programme"],
});

export default function ScopeSelects() {
  const t = useWords();
  const may = useMay();
  const { store, setStore, programme, programmes, setProgramme } = useScope();
  return (
    <>
      {programmes.length > 1 && (
        <Select
          aria-label={t("programme")}
          value={programme}
          onChange={setProgramme}
          style={{ minWidth: 140 }}
          options={programmes.map((one) => ({ value: one.code, label: one.name }))}
        />
      )}
      {may("list_stores") && (
        <StoreSelect
          aria-label={t("store")}
          placeholder={t("allStores")}
          allowClear
          value={store}
          onChange={setStore}
        />
      )}
    </>
  );
}
