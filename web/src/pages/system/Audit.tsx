import { defineWords } from "@/i18n";
import { AuditTrail } from "@/shared/AuditTrail";
import { Page } from "@/shared/Page";

const useWords = defineWords("system.audit", {
  title: ["审计记录", "Audit trail"],
  help: [
    "谁在什么时候改了什么、为什么。记录只增不改。",
    "Who changed what, when and why. Entries are added, never changed.",
  ],
});

export default function Audit() {
  const t = useWords();
  return (
    <Page title={t("title")} help={t("help")}>
      <AuditTrail />
    </Page>
  );
}
