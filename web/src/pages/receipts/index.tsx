import { FileTextOutlined } from "@ant-design/icons";
import type { Area } from "@/console/area";

export const receipts: Area = {
  key: "receipts",
  label: ["单据", "Receipts"],
  icon: <FileTextOutlined />,
  places: [],
  routes: [],
};
