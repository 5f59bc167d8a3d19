// The start: what is still to be set up, and how the shop does.
import { Result } from "antd";
import { defineWords } from "@/i18n";
import { Page } from "@/shared/Page";
import { useScope } from "@/shared/scope";
import { useMay, useSession } from "@/shared/session";
import { Checklist } from "./Checklist";
import { Dashboard } from "./Dashboard";

const useWords = defineWords("home", {
  hello: ["您好，{{name}}", "Hello, {{name}}"],
  nothing: ["用左侧菜单开始工作", "Begin with the menu on the left"],
});

export default function Home() {
  const t = useWords();
  const may = useMay();
  const { session } = useSession();
  const { programme } = useScope();
  return (
    <Page title={t("hello", { name: session?.name ?? "" })}>
      <Checklist />
      {may("get_dashboard") && programme && <Dashboard programme={programme} />}
      {!may("get_dashboard") && <Result icon={null} title={t("nothing")} />}
    </Page>
  );
}
