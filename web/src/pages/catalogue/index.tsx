import { ShopOutlined } from "@ant-design/icons";
import { type Area, page } from "@/console/area";

export const catalogue: Area = {
  key: "catalogue",
  label: ["商品与组织", "Goods & organisation"],
  icon: <ShopOutlined />,
  places: [
    {
      path: "/catalogue/items",
      label: ["商品", "Goods"],
      needs: ["list_items"],
      keywords: "商品 货品 条码 barcode item sku",
    },
    {
      path: "/catalogue/organisation",
      label: ["组织与门店", "Organisation & stores"],
      needs: ["get_org"],
      keywords: "公司 区域 柜台 收银机 company region counter till",
    },
  ],
  routes: [
    { path: "catalogue/items", ...page(() => import("./Items")) },
    { path: "catalogue/organisation", ...page(() => import("./Organisation")) },
  ],
};
