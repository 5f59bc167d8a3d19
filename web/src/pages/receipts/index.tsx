import { FileTextOutlined } from "@ant-design/icons";
import { type Area, page } from "@/console/area";

export const receipts: Area = {
  key: "receipts",
  label: ["单据", "Receipts"],
  icon: <FileTextOutlined />,
  places: [
    {
      path: "/receipts",
      label: ["单据查询", "Find receipts"],
      needs: ["list_receipts"],
      keywords: "小票 销售 退货 sales refunds",
    },
    {
      path: "/receipts/days",
      label: ["门店营业日", "Days of a store"],
      needs: ["list_store_days"],
      keywords: "日结 对账 day end",
    },
    {
      path: "/receipts/attributions",
      label: ["补登积分", "Late attributions"],
      needs: ["list_attributions"],
      keywords: "忘带卡 补积分",
    },
  ],
  routes: [
    { path: "receipts", ...page(() => import("./List")) },
    { path: "receipts/days", ...page(() => import("./Days")) },
    { path: "receipts/attributions", ...page(() => import("./Attributions")) },
    { path: "receipts/:receipt", ...page(() => import("./Receipt")) },
  ],
};
