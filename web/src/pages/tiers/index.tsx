import { CrownOutlined } from "@ant-design/icons";
import { type Area, page } from "@/console/area";

export const tiers: Area = {
  key: "tiers",
  label: ["等级", "Tiers"],
  icon: <CrownOutlined />,
  places: [
    {
      path: "/tiers",
      label: ["等级体系", "Ladders of tiers"],
      needs: ["list_tier_ladders"],
      keywords: "成长值 保级 升级 试算 threshold growth simulation",
    },
  ],
  routes: [
    { path: "tiers", ...page(() => import("./Ladders")) },
    { path: "tiers/new", ...page(() => import("./LadderNew")) },
    { path: "tiers/:code", ...page(() => import("./Ladder")) },
    { path: "tiers/:code/edit", ...page(() => import("./LadderEdit")) },
    { path: "tiers/:code/simulations/:id", ...page(() => import("./Simulation")) },
  ],
};
