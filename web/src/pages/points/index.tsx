import { StarOutlined } from "@ant-design/icons";
import { type Area, page } from "@/console/area";

export const points: Area = {
  key: "points",
  label: ["积分", "Points"],
  icon: <StarOutlined />,
  places: [
    {
      path: "/points/documents",
      label: ["积分单据", "Points documents"],
      needs: ["list_points_documents"],
      keywords: "补分 扣分 审批 approve",
    },
    {
      path: "/points/reports",
      label: ["积分报表", "Reports"],
      needs: ["report_points_days", "report_points_liability"],
      keywords: "负债 到期 liability expiry",
    },
  ],
  routes: [
    { path: "points/documents", ...page(() => import("./Documents")) },
    { path: "points/reports", ...page(() => import("./Reports")) },
  ],
};
