// The look: colours that pass 4.5:1 in both themes.
import type { ConfigProviderProps } from "antd";
import { theme } from "antd";

export function themeOf(dark: boolean): ConfigProviderProps["theme"] {
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: dark ? "#2fa58c" : "#07705c",
      colorLink: dark ? "#4cc3a9" : "#07705c",
      ...(dark
        ? {
            colorTextDescription: "rgba(255,255,255,.68)",
            colorTextTertiary: "rgba(255,255,255,.62)",
            colorTextPlaceholder: "#9a9a9a",
          }
        : {
            colorTextDescription: "rgba(0,0,0,.65)",
            colorTextTertiary: "rgba(0,0,0,.6)",
            colorTextPlaceholder: "#757575",
            colorPrimaryBg: "#e2f1ee",
            colorPrimaryBgHover: "#cfe6e1",
            colorError: "#c5221f",
            colorSuccess: "#1b7f3b",
            colorWarning: "#9a5b00",
          }),
      borderRadius: 6,
      fontFamily:
        '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", Roboto, sans-serif',
    },
    components: {
      Menu: dark ? {} : { itemSelectedBg: "#e2f1ee", itemSelectedColor: "#064f41" },
      Layout: dark ? {} : { headerBg: "#ffffff", siderBg: "#ffffff", bodyBg: "#f5f6f6" },
      Table: { headerBorderRadius: 6, ...(dark ? {} : { colorTextDisabled: "rgba(0,0,0,.65)" }) },
    },
  };
}

const key = "guanxi.dark";
export function rememberedDark(): boolean {
  try {
    const own = localStorage.getItem(key);
    if (own !== null) return own === "yes";
  } catch {
    // storage is switched off
  }
  return window.matchMedia("(prefers-color-scheme: dark)").matches;
}
export function rememberDark(dark: boolean) {
  try {
    localStorage.setItem(key, dark ? "yes" : "no");
  } catch {
    // it holds until the page is left
  }
}
