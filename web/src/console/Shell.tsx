// What stands around every page: the menu of what one may do, search, what waits for one, language, theme, oneself.
import {
  BellOutlined,
  BookOutlined,
  BulbOutlined,
  LogoutOutlined,
  MenuFoldOutlined,
  MenuUnfoldOutlined,
  SearchOutlined,
  ShoppingCartOutlined,
  UserOutlined,
} from "@ant-design/icons";
import {
  App,
  Badge,
  Button,
  Drawer,
  Dropdown,
  Empty,
  Flex,
  Grid,
  Layout,
  Menu,
  type MenuProps,
  Popover,
  Space,
  Spin,
  Tooltip,
  Typography,
} from "antd";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { Link, Outlet, useLocation, useNavigate, useNavigation } from "react-router";
import { defineWords, setLanguage, useLanguage } from "@/i18n";
import { useDark } from "@/shared/App";
import { remember, remembered } from "@/shared/remember";
import { ScopeProvider } from "@/shared/scope";
import { useMay, useSession } from "@/shared/session";
import { areas } from "./areas";
import { useWaiting } from "./waiting";

const ScopeSelects = lazy(() => import("./ScopeSelects"));
const Finder = lazy(async () => ({ default: (await import("./Finder")).Finder }));

const useWords = defineWords("shell", {
  find: ["搜索会员、页面…", "Find members, pages …"],
  menu: ["菜单", "Menu"],
  fold: ["收起菜单", "Fold the menu"],
  unfold: ["展开菜单", "Unfold the menu"],
  dark: ["深色", "Dark"],
  light: ["浅色", "Light"],
  waiting: ["待办", "Waits for you"],
  nothingWaits: ["没有待办事项", "Nothing waits for you"],
  docs: ["接口文档", "API documentation"],
  till: ["打开收银台", "Open the till"],
  account: ["我的账号", "My account"],
  leave: ["退出登录", "Sign out"],
  toContent: ["跳到内容", "Skip to the content"],
});

export function Shell() {
  return (
    <ScopeProvider>
      <Frame />
    </ScopeProvider>
  );
}

function Frame() {
  const t = useWords();
  const language = useLanguage();
  const may = useMay();
  const { session, leave } = useSession();
  const { dark, setDark } = useDark();
  const { message } = App.useApp();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const loading = useNavigation().state === "loading";
  const wide = Grid.useBreakpoint().lg ?? true;
  const [folded, setFolded] = useState(() => remembered<boolean>("menu.folded") ?? false);
  const [drawer, setDrawer] = useState(false);
  const [finding, setFinding] = useState(false);

  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setFinding(true);
      }
    };
    window.addEventListener("keydown", open);
    return () => window.removeEventListener("keydown", open);
  }, []);

  const at = language === "zh" ? 0 : 1;
  const items = useMemo(
    () =>
      areas.flatMap((area): NonNullable<MenuProps["items"]> => {
        const places = area.places.filter((place) => place.needs.length === 0 || place.needs.some(may));
        const only = places[0];
        if (!only) return [];
        if (places.length === 1)
          return [{ key: only.path, icon: area.icon, label: <Link to={only.path}>{area.label[at]}</Link> }];
        return [
          {
            key: area.key,
            icon: area.icon,
            label: area.label[at],
            children: places.map((place) => ({
              key: place.path,
              label: <Link to={place.path}>{place.label[at]}</Link>,
            })),
          },
        ];
      }),
    [may, at],
  );
  // The longest path that the page's own begins with.
  const here = useMemo(() => {
    const paths = areas.flatMap((area) => area.places.map((place) => ({ path: place.path, area })));
    return paths
      .filter(({ path }) => pathname === path || pathname.startsWith(`${path}/`))
      .sort((a, b) => b.path.length - a.path.length)[0];
  }, [pathname]);
  useEffect(() => {
    const place = here?.area.places.find((one) => one.path === here.path);
    document.title = `${place ? `${place.label[at]} · ` : ""}${at === 0 ? "关系" : "Guanxi"}`;
    setDrawer(false);
  }, [here, at]);

  const menu = (
    <Menu
      mode="inline"
      items={items}
      selectedKeys={here ? [here.path] : []}
      defaultOpenKeys={here ? [here.area.key] : []}
      style={{ borderInlineEnd: 0 }}
    />
  );
  const brand = (
    <Link to="/home" style={{ display: "flex", alignItems: "center", gap: 10, padding: "14px 20px", color: "inherit" }}>
      <img src="/favicon.svg" alt="" width={28} height={28} />
      {!(folded && wide) && (
        <Typography.Text strong style={{ fontSize: 17 }}>
          关系 Guanxi
        </Typography.Text>
      )}
    </Link>
  );

  return (
    <Layout style={{ minHeight: "100vh" }}>
      <a
        href="#content"
        className="gx-skip"
        style={{ position: "absolute", insetInlineStart: -9999 }}
        onFocus={(e) => {
          e.currentTarget.style.insetInlineStart = "8px";
        }}
        onBlur={(e) => {
          e.currentTarget.style.insetInlineStart = "-9999px";
        }}
      >
        {t("toContent")}
      </a>
      {wide ? (
        <Layout.Sider
          collapsed={folded}
          width={216}
          theme={dark ? "dark" : "light"}
          style={{ position: "sticky", top: 0, height: "100vh", overflow: "auto" }}
        >
          {brand}
          <nav aria-label={t("menu")}>{menu}</nav>
        </Layout.Sider>
      ) : (
        <Drawer
          open={drawer}
          placement="left"
          size={240}
          onClose={() => setDrawer(false)}
          title="关系 Guanxi"
          styles={{ body: { padding: 0 } }}
        >
          <nav aria-label={t("menu")}>{menu}</nav>
        </Drawer>
      )}
      <Layout>
        <Layout.Header
          style={{
            display: "flex",
            alignItems: "center",
            gap: 8,
            padding: "0 16px",
            position: "sticky",
            top: 0,
            zIndex: 20,
            height: 56,
            lineHeight: "normal",
            borderBottom: "1px solid rgba(128,128,128,.2)",
          }}
        >
          <Button
            type="text"
            aria-label={wide && !folded ? t("fold") : t("unfold")}
            icon={wide && !folded ? <MenuFoldOutlined /> : <MenuUnfoldOutlined />}
            onClick={() => {
              if (!wide) setDrawer(true);
              else {
                remember("menu.folded", !folded);
                setFolded(!folded);
              }
            }}
          />
          <Button
            icon={<SearchOutlined />}
            onClick={() => setFinding(true)}
            style={{ minWidth: wide ? 240 : undefined, justifyContent: "flex-start" }}
          >
            {wide && (
              <Flex justify="space-between" style={{ width: "100%" }}>
                <span>{t("find")}</span>
                <Typography.Text type="secondary">
                  {navigator.platform.startsWith("Mac") ? "⌘K" : "Ctrl K"}
                </Typography.Text>
              </Flex>
            )}
          </Button>
          {wide && (
            <Suspense>
              <ScopeSelects />
            </Suspense>
          )}
          <Space size={4} style={{ marginInlineStart: "auto" }}>
            {may("post_sale") && (
              <Tooltip title={t("till")}>
                <Button
                  type="text"
                  aria-label={t("till")}
                  icon={<ShoppingCartOutlined />}
                  href="/pos"
                  target="_blank"
                  rel="noreferrer"
                />
              </Tooltip>
            )}
            <Waiting />
            <Tooltip title={dark ? t("light") : t("dark")}>
              <Button
                type="text"
                aria-label={dark ? t("light") : t("dark")}
                icon={<BulbOutlined />}
                onClick={() => setDark(!dark)}
              />
            </Tooltip>
            <Tooltip title={t("docs")}>
              <Button
                type="text"
                aria-label={t("docs")}
                icon={<BookOutlined />}
                href="/docs"
                target="_blank"
                rel="noreferrer"
              />
            </Tooltip>
            <Button
              type="text"
              lang={language === "zh" ? "en" : "zh-CN"}
              onClick={() => setLanguage(language === "zh" ? "en" : "zh")}
            >
              {language === "zh" ? "EN" : "中"}
            </Button>
            <Dropdown
              menu={{
                items: [
                  { key: "account", icon: <UserOutlined />, label: t("account"), onClick: () => navigate("/account") },
                  { type: "divider" },
                  {
                    key: "leave",
                    icon: <LogoutOutlined />,
                    label: t("leave"),
                    onClick: () => void leave().catch((fault: unknown) => message.error(String(fault))),
                  },
                ],
              }}
            >
              <Button type="text" icon={<UserOutlined />}>
                {wide && session?.name}
              </Button>
            </Dropdown>
          </Space>
        </Layout.Header>
        <Layout.Content
          id="content"
          tabIndex={-1}
          style={{ padding: wide ? 20 : 12, outline: "none" }}
          aria-busy={loading}
        >
          <Suspense fallback={<Spin style={{ margin: 48 }} />}>
            <Outlet />
          </Suspense>
        </Layout.Content>
      </Layout>
      {finding && (
        <Suspense>
          <Finder open onClose={() => setFinding(false)} />
        </Suspense>
      )}
    </Layout>
  );
}

function Waiting() {
  const t = useWords();
  const waiting = useWaiting();
  const count = waiting.reduce((sum, one) => sum + one.count, 0);
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      title={t("waiting")}
      content={
        waiting.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("nothingWaits")} />
        ) : (
          <Flex vertical gap={8} style={{ minWidth: 220 }}>
            {waiting.map((one) => (
              <Link key={one.to} to={one.to}>
                <Flex justify="space-between" gap={24}>
                  <span>{one.label}</span>
                  <Badge count={one.count} overflowCount={99} showZero />
                </Flex>
              </Link>
            ))}
          </Flex>
        )
      }
    >
      <Button
        type="text"
        aria-label={`${t("waiting")} ${count}`}
        icon={
          <Badge size="small" count={count} overflowCount={99}>
            <BellOutlined />
          </Badge>
        }
      />
    </Popover>
  );
}
