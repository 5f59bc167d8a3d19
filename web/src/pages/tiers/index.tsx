import { CrownOutlined } from "@ant-design/icons";
import type { Area } from "@/console/area";

export const tiers: Area = {
  key: "tiers",
  label: ["等级", "Tiers"],
  icon: <CrownOutlined />,
  places: [],
  routes: [],
};
