import { GiftOutlined } from "@ant-design/icons";
import { type Area, page } from "@/console/area";

export const coupons: Area = {
  key: "coupons",
  label: ["优惠券", "Coupons"],
  icon: <GiftOutlined />,
  places: [
    {
      path: "/coupons",
      label: ["券模板", "Templates"],
      needs: ["list_coupon_templates"],
      keywords: "发券 核销 返券 voucher",
    },
  ],
  routes: [
    { path: "coupons", ...page(() => import("./Templates")) },
    { path: "coupons/:id", ...page(() => import("./Template")) },
  ],
};
