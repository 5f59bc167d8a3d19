import { IdcardOutlined } from "@ant-design/icons";
import { type Area, page } from "@/console/area";

export const cards: Area = {
  key: "cards",
  label: ["会员卡", "Cards"],
  icon: <IdcardOutlined />,
  places: [
    {
      path: "/cards/types",
      label: ["卡类型", "Card types"],
      needs: ["list_card_types"],
      keywords: "卡号 号段 制卡 批次 number range batch print",
    },
    {
      path: "/cards/keys",
      label: ["磁道密钥", "Track keys"],
      needs: ["list_track_keys"],
      keywords: "磁条 二维码 stripe token",
    },
  ],
  routes: [
    { path: "cards/types", ...page(() => import("./Types")) },
    { path: "cards/types/new", ...page(() => import("./TypeNew")) },
    { path: "cards/types/:code", ...page(() => import("./Type")) },
    { path: "cards/types/:code/edit", ...page(() => import("./TypeEdit")) },
    { path: "cards/batches/:id", ...page(() => import("./Batch")) },
    { path: "cards/keys", ...page(() => import("./Keys")) },
  ],
};
