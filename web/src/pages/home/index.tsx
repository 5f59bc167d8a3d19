import { HomeOutlined } from "@ant-design/icons";
import type { Area } from "@/console/area";

export const home: Area = {
  key: "home",
  label: ["首页", "Home"],
  icon: <HomeOutlined />,
  places: [],
  routes: [],
};
