import { DownloadOutlined } from "@ant-design/icons";
import { type Area, page } from "@/console/area";

export const downloads: Area = {
  key: "downloads",
  label: ["下载中心", "Downloads"],
  icon: <DownloadOutlined />,
  places: [
    {
      path: "/downloads",
      label: ["下载中心", "Downloads"],
      needs: ["list_downloads"],
      keywords: "导出 报表 export report csv excel xlsx",
    },
  ],
  routes: [{ path: "downloads", ...page(() => import("./Downloads")) }],
};
