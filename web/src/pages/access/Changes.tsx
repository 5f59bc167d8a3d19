import { defineWords } from "@/i18n";
import { Page } from "@/shared/Page";
import { ChangesTable } from "./ChangesTable";

const useWords = defineWords("access.changes", {
  title: ["权限变更", "Changes of access"],
  help: ["账号、角色、密钥的每一次变更。", "Every change of accounts, roles and keys."],
});

export default function Changes() {
  const t = useWords();
  return (
    <Page title={t("title")} help={t("help")}>
      <ChangesTable />
    </Page>
  );
}
