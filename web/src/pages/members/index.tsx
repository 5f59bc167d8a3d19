import { TeamOutlined } from "@ant-design/icons";
import type { Area } from "@/console/area";

export const members: Area = {
  key: "members",
  label: ["会员", "Members"],
  icon: <TeamOutlined />,
  places: [],
  routes: [],
};
