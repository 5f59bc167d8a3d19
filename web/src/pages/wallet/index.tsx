import { WalletOutlined } from "@ant-design/icons";
import type { Area } from "@/console/area";

export const wallet: Area = {
  key: "wallet",
  label: ["储值", "Stored value"],
  icon: <WalletOutlined />,
  places: [],
  routes: [],
};
