import { HomeOutlined } from "@ant-design/icons";
import { type Area, page } from "@/console/area";

export const home: Area = {
  key: "home",
  label: ["首页", "Home"],
  icon: <HomeOutlined />,
  places: [{ path: "/home", label: ["首页", "Home"], needs: [], keywords: "看板 经营 dashboard figures" }],
  routes: [
    { path: "home", ...page(() => import("./Home")) },
    { path: "figures/members", ...page(() => import("./Makers")) },
  ],
};
