import { SettingOutlined } from "@ant-design/icons";
import type { Area } from "@/console/area";

export const system: Area = {
  key: "system",
  label: ["系统", "System"],
  icon: <SettingOutlined />,
  places: [],
  routes: [],
};
