import { TeamOutlined } from "@ant-design/icons";
import { type Area, page } from "@/console/area";

export const members: Area = {
  key: "members",
  label: ["会员", "Members"],
  icon: <TeamOutlined />,
  places: [
    {
      path: "/members",
      label: ["查找会员", "Find members"],
      needs: ["search_members", "look_up_member"],
      keywords: "huiyuan chaxun 查询 搜索 search",
    },
    {
      path: "/members/register",
      label: ["会员入会", "Register a member"],
      needs: ["enrol_member"],
      keywords: "ruhui zhuce 注册 开卡 办卡 enrol join new",
    },
    {
      path: "/members/duplicates",
      label: ["疑似重复", "Duplicates"],
      needs: ["list_duplicates"],
      keywords: "chongfu hebing 合并 merge",
    },
    {
      path: "/members/requests",
      label: ["个人信息请求", "Requests of people"],
      needs: ["list_person_requests"],
      keywords: "shanchu fuzhi 删除 复制 隐私 privacy erase copy",
    },
    {
      path: "/members/risk",
      label: ["风险发现", "Risk findings"],
      needs: ["list_risk_findings"],
      keywords: "fengkong 风控 fraud",
    },
  ],
  routes: [
    { path: "members", ...page(() => import("./List")) },
    { path: "members/register", ...page(() => import("./Register")) },
    { path: "members/duplicates", ...page(() => import("./Duplicates")) },
    { path: "members/requests", ...page(() => import("./Requests")) },
    { path: "members/risk", ...page(() => import("./Risk")) },
    { path: "members/:id", ...page(() => import("./Member")) },
  ],
};
