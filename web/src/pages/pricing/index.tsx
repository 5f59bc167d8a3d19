import { TagsOutlined } from "@ant-design/icons";
import { type Area, page } from "@/console/area";

export const pricing: Area = {
  key: "pricing",
  label: ["定价", "Pricing"],
  icon: <TagsOutlined />,
  places: [
    {
      path: "/pricing/rules",
      label: ["定价规则", "Pricing rules"],
      needs: ["list_pricing_rules"],
      keywords: "折扣单 促销 专享 满减 discount document promotion",
    },
  ],
  routes: [
    { path: "pricing/rules", ...page(() => import("./Rules")) },
    { path: "pricing/rules/new", ...page(() => import("./RuleEdit")) },
    { path: "pricing/rules/:id", ...page(() => import("./Rule")) },
    { path: "pricing/rules/:id/edit", ...page(() => import("./RuleEdit")) },
  ],
};
