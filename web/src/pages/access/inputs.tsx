// What an account is given: roles by name, single permissions, units of the organisation and stores.
import { Select, TreeSelect } from "antd";
import { useMemo } from "react";
import { useAll, useRead } from "@/api/query";
import { useLanguage } from "@/i18n";

type Many = { value?: string[]; onChange?: (value: string[]) => void; id?: string };

export function RoleSelect(props: Many) {
  const language = useLanguage();
  const roles = useRead("/v1/roles", {});
  const options = (roles.data?.items ?? [])
    .filter((role) => role.state === "active" || props.value?.includes(role.code))
    .map((role) => ({
      value: role.code,
      label: language === "zh" ? role.name_zh : role.name_en,
      title: role.description,
    }));
  return <Select mode="multiple" showSearch={{ optionFilterProp: "label" }} options={options} {...props} />;
}

export function PermissionSelect(props: Many) {
  const language = useLanguage();
  const list = useRead("/v1/permissions", {});
  const options = useMemo(
    () => [
      { value: "*", label: language === "zh" ? "* 全部" : "* everything" },
      ...(list.data?.families ?? []).map((family) => ({
        label: language === "zh" ? family.name_zh : family.name_en,
        options: [
          { value: `${family.family}:*`, label: `${family.family}:* ${language === "zh" ? "整个模块" : "all of it"}` },
          ...family.permissions.map((one) => ({
            value: one.permission,
            label: `${one.permission} ${language === "zh" ? one.meaning_zh : one.meaning_en}`,
          })),
        ],
      })),
    ],
    [list.data, language],
  );
  return <Select mode="multiple" showSearch={{ optionFilterProp: "label" }} options={options} {...props} />;
}

/** Upper units: all stores beneath them, also those of later. */
export function UnitSelect(props: Many) {
  const tree = useRead("/v1/org", {});
  const nodes = useMemo(
    () =>
      (tree.data?.units ?? [])
        .filter((unit) => unit.kind !== "store" && unit.kind !== "counter")
        .map((unit) => ({ id: unit.id, pId: unit.parent_id ?? 0, value: unit.id, title: `${unit.name} ${unit.code}` })),
    [tree.data],
  );
  return (
    <TreeSelect
      multiple
      treeDataSimpleMode
      treeDefaultExpandAll
      allowClear
      treeNodeFilterProp="title"
      treeData={nodes}
      {...props}
    />
  );
}

/** By id, as accounts hold them. */
export function StoresSelect(props: Many) {
  const stores = useAll("/v1/stores");
  const options = (stores.data ?? []).map((store) => ({ value: store.id, label: `${store.code} ${store.name}` }));
  return <Select mode="multiple" showSearch={{ optionFilterProp: "label" }} options={options} {...props} />;
}
