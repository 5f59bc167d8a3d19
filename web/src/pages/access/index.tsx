import { SafetyOutlined } from "@ant-design/icons";
import type { Area } from "@/console/area";

export const access: Area = {
  key: "access",
  label: ["账号与权限", "Accounts"],
  icon: <SafetyOutlined />,
  places: [],
  routes: [],
};
