import { SwapOutlined } from "@ant-design/icons";
import type { Area } from "@/console/area";

export const imports: Area = {
  key: "imports",
  label: ["导入与下载", "Imports & downloads"],
  icon: <SwapOutlined />,
  places: [],
  routes: [],
};
