import { GiftOutlined } from "@ant-design/icons";
import type { Area } from "@/console/area";

export const coupons: Area = {
  key: "coupons",
  label: ["优惠券", "Coupons"],
  icon: <GiftOutlined />,
  places: [],
  routes: [],
};
