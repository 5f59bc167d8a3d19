// What surrounds console and till alike: theme, language of the components, queries, the session.
import { QueryClientProvider } from "@tanstack/react-query";
import { App as AntApp, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { queryClient } from "@/api/query";
import "./base.css";
import { useLanguage } from "@/i18n";
import { rememberDark, rememberedDark, themeOf } from "./theme";

const Dark = createContext({ dark: false, setDark: (_: boolean) => {} });
export const useDark = () => useContext(Dark);

/** Wide tables scroll with the keyboard as well: whoever has no mouse can get to what stands at their right. */
function useScrollableTables() {
  useEffect(() => {
    let asked = 0;
    const mark = () => {
      asked = 0;
      for (const table of document.querySelectorAll(".ant-table-content:not([tabindex])"))
        table.setAttribute("tabindex", "0");
    };
    const watcher = new MutationObserver(() => {
      asked ||= requestAnimationFrame(mark);
    });
    watcher.observe(document.body, { childList: true, subtree: true });
    return () => {
      watcher.disconnect();
      cancelAnimationFrame(asked);
    };
  }, []);
}

export function Surroundings({ children }: { children: ReactNode }) {
  useScrollableTables();
  const [dark, setDark] = useState(rememberedDark);
  const language = useLanguage();
  dayjs.locale(language === "zh" ? "zh-cn" : "en");
  useEffect(() => {
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
    document.body.style.background = dark ? "#000" : "#f5f6f6";
  }, [dark]);
  const value = useMemo(
    () => ({
      dark,
      setDark: (next: boolean) => {
        rememberDark(next);
        setDark(next);
      },
    }),
    [dark],
  );
  return (
    <Dark value={value}>
      <ConfigProvider
        theme={themeOf(dark)}
        locale={language === "zh" ? zhCN : enUS}
        button={{ autoInsertSpace: false }}
        form={{ requiredMark: true, scrollToFirstError: { block: "center" } }}
      >
        <AntApp style={{ minHeight: "100vh" }}>
          <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
        </AntApp>
      </ConfigProvider>
    </Dark>
  );
}
