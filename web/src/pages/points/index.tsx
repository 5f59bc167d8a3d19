import { StarOutlined } from "@ant-design/icons";
import type { Area } from "@/console/area";

export const points: Area = {
  key: "points",
  label: ["积分", "Points"],
  icon: <StarOutlined />,
  places: [],
  routes: [],
};
