import { SafetyOutlined } from "@ant-design/icons";
import { type Area, page } from "@/console/area";

export const access: Area = {
  key: "access",
  label: ["账号与权限", "Accounts"],
  icon: <SafetyOutlined />,
  places: [
    {
      path: "/access/accounts",
      label: ["账号", "Accounts"],
      needs: ["list_actors"],
      keywords: "人员 用户 密码 people users password",
    },
    { path: "/access/roles", label: ["角色", "Roles"], needs: ["list_roles"], keywords: "权限 permissions" },
    {
      path: "/access/keys",
      label: ["密钥与令牌", "Keys & tokens"],
      needs: ["list_keys"],
      keywords: "接口 收银机 API till token",
    },
    { path: "/access/sign-ins", label: ["登录记录", "Sign-ins"], needs: ["list_sign_ins"] },
    { path: "/access/changes", label: ["权限变更", "Changes of access"], needs: ["list_access_changes"] },
  ],
  routes: [
    { path: "access/accounts", ...page(() => import("./Accounts")) },
    { path: "access/accounts/:id", ...page(() => import("./Account")) },
    { path: "access/roles", ...page(() => import("./Roles")) },
    { path: "access/roles/:code", ...page(() => import("./Role")) },
    { path: "access/keys", ...page(() => import("./Keys")) },
    { path: "access/sign-ins", ...page(() => import("./SignIns")) },
    { path: "access/changes", ...page(() => import("./Changes")) },
  ],
};
