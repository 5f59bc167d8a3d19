import { Button, Result } from "antd";
import { Link, useRouteError } from "react-router";
import { defineWords } from "@/i18n";

const useWords = defineWords("fallbacks", {
  notFound: ["没有这个页面", "There is no such page"],
  notFoundHelp: ["地址可能已更改。", "The address may have changed."],
  home: ["回首页", "Go to the start"],
  crashed: ["页面出错了", "This page failed"],
  crashedHelp: [
    "您的数据没有受影响。重新加载页面通常可以恢复。",
    "Nothing of your data is affected. Loading the page again usually helps.",
  ],
  reload: ["重新加载", "Load again"],
});

export function NotFoundPage() {
  const t = useWords();
  return (
    <Result
      status="404"
      title={t("notFound")}
      subTitle={t("notFoundHelp")}
      extra={
        <Link to="/home">
          <Button type="primary">{t("home")}</Button>
        </Link>
      }
    />
  );
}

export function CrashPage() {
  const t = useWords();
  const error = useRouteError();
  console.error(error);
  return (
    <Result
      status="error"
      title={t("crashed")}
      subTitle={
        <>
          {t("crashedHelp")}
          <br />
          <code>{String(error)}</code>
        </>
      }
      extra={
        <Button type="primary" onClick={() => location.reload()}>
          {t("reload")}
        </Button>
      }
    />
  );
}
