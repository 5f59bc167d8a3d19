// The programme a page is about, where there are several and the head of the console has no room for the choice.
import { Grid, Select } from "antd";
import { useScope } from "./scope";
import { useCommon } from "./words";

export function ScopeProgramme() {
  const t = useCommon();
  const { programme, programmes, setProgramme } = useScope();
  const wide = Grid.useBreakpoint().lg ?? true;
  if (wide || programmes.length < 2) return null;
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
