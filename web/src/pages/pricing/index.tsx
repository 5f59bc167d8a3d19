import { TagsOutlined } from "@ant-design/icons";
import type { Area } from "@/console/area";

export const pricing: Area = {
  key: "pricing",
  label: ["定价", "Pricing"],
  icon: <TagsOutlined />,
  places: [],
  routes: [],
};
