// Who tried to sign in, from where, and what came of it.
import { SignInAttempt } from "@schemas/SignInAttempt";
import { defineWords } from "@/i18n";
import { ActorView } from "@/shared/actors";
import { DataTable } from "@/shared/DataTable";
import { Page } from "@/shared/Page";

const useWords = defineWords("access.sign-ins", {
  title: ["登录记录", "Sign-ins"],
  help: [
    "谁从哪里尝试登录、结果如何。名字不存在的尝试不记名字。",
    "Who tried to sign in, from where, and what came of it. Names that nobody has are not kept.",
  ],
});

export default function SignIns() {
  const t = useWords();
  return (
    <Page title={t("title")} help={t("help")}>
      <DataTable
        id="sign-ins"
        path="/v1/sign-ins"
        rowKey="id"
        schema={SignInAttempt}
        columns={[
          { key: "tried_at" },
          { key: "actor", render: (row) => <ActorView id={row.actor} /> },
          { key: "outcome" },
          { key: "address" },
          { key: "user_agent" },
        ]}
      />
    </Page>
  );
}
