import { IdcardOutlined } from "@ant-design/icons";
import type { Area } from "@/console/area";

export const cards: Area = {
  key: "cards",
  label: ["会员卡", "Cards"],
  icon: <IdcardOutlined />,
  places: [],
  routes: [],
};
