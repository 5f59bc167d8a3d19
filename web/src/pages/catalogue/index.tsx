import { ShopOutlined } from "@ant-design/icons";
import type { Area } from "@/console/area";

export const catalogue: Area = {
  key: "catalogue",
  label: ["商品与组织", "Goods & organisation"],
  icon: <ShopOutlined />,
  places: [],
  routes: [],
};
