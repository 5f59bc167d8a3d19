import { SettingOutlined } from "@ant-design/icons";
import { type Area, page } from "@/console/area";

export const system: Area = {
  key: "system",
  label: ["系统", "System"],
  icon: <SettingOutlined />,
  places: [
    {
      path: "/system/audit",
      label: ["审计记录", "Audit trail"],
      needs: ["list_audit"],
      keywords: "日志 变更 log changes",
    },
    {
      path: "/system/health",
      label: ["运行状况", "Health"],
      needs: ["list_jobs"],
      keywords: "任务 作业 核对 jobs verify",
    },
    { path: "/system/backups", label: ["备份", "Backups"], needs: ["list_backups"] },
  ],
  routes: [
    { path: "system/audit", ...page(() => import("./Audit")) },
    { path: "system/health", ...page(() => import("./Health")) },
    { path: "system/backups", ...page(() => import("./Backups")) },
    { path: "account", ...page(() => import("./Account")) },
  ],
};
