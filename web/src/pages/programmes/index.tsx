import { TrophyOutlined } from "@ant-design/icons";
import { type Area, page } from "@/console/area";

export const programmes: Area = {
  key: "programmes",
  label: ["会员计划", "Programmes"],
  icon: <TrophyOutlined />,
  places: [
    {
      path: "/programmes",
      label: ["会员计划", "Programmes"],
      needs: ["list_programmes"],
      keywords: "积分规则 参数 earn parameters",
    },
  ],
  routes: [
    { path: "programmes", ...page(() => import("./Programmes")) },
    { path: "programmes/:code", ...page(() => import("./Programme")) },
  ],
};
