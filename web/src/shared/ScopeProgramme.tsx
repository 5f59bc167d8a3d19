// The programme a page is about, where there are several: the same choice as at the head of the console.
import { Select } from "antd";
import { useScope } from "./scope";
import { useCommon } from "./words";

export function ScopeProgramme() {
  const t = useCommon();
  const { programme, programmes, setProgramme } = useScope();
  if (programmes.length < 2) return null;
  return (
    <Select
      aria-label={t("programme")}
      value={programme}
      onChange={setProgramme}
      style={{ minWidth: 180 }}
      options={programmes.map((one) => ({ value: one.code, label: `${one.code} ${one.name}` }))}
    />
  );
}
