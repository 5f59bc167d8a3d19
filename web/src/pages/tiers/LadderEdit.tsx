// Changing a ladder: the draft of its next version, with what differs from the version before it.
import { ChangeTierLadderBody } from "@schemas/ChangeTierLadderBody";
import { App } from "antd";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { api, type Body, type Schemas } from "@/api/client";
import { queryClient, useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { ChangesPreview } from "@/shared/Changes";
import { Allowed, Loaded, Page } from "@/shared/Page";
import { SchemaForm, tidy } from "@/shared/SchemaForm";
import { useLadderForm } from "./ladderForm";

type Changed = Body<"change_tier_ladder">;
const useWords = defineWords("tiers.edit", {
  title: ["修改等级体系 {{code}}", "Change the ladder {{code}}"],
  help: [
    "保存为第 {{version}} 版草稿；启用前不影响任何会员。",
    "It is kept as the draft of version {{version}}, which concerns nobody until it is switched on.",
  ],
  saved: ["草稿已保存，可以试算", "The draft is kept; simulate it next"],
});

export default function LadderEdit() {
  const { code = "" } = useParams();
  const answer = useRead("/v1/tier-ladders/{code}", { params: { path: { code } } });
  return (
    <Allowed needs="change_tier_ladder">
      <Loaded answer={answer}>{(ladder) => ladder.code === code && <Change key={code} ladder={ladder} />}</Loaded>
    </Allowed>
  );
}

function Change({ ladder }: { ladder: Schemas["TierLadder"] }) {
  const t = useWords();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [opened] = useState(ladder);
  const [initial] = useState<Partial<Changed>>({ terms: ladder.terms });
  const form = useLadderForm(opened.in_force ? opened.terms.tiers.map((tier) => tier.code) : []);
  const back = `/tiers/${opened.code}`;
  return (
    <Page title={t("title", { code: opened.code })} help={t("help", { version: opened.version + 1 })} back={back}>
      <SchemaForm<Changed>
        schema={ChangeTierLadderBody}
        initial={initial}
        {...form}
        onCancel={() => navigate(back)}
        groups={[
          ...form.groups.slice(0, -1),
          {
            title: form.groups.at(-1)?.title ?? "",
            names: ["reason"],
            example: (values) => (
              <ChangesPreview
                schema={ChangeTierLadderBody}
                before={tidy(initial)}
                after={tidy({ ...initial, ...values })}
              />
            ),
          },
        ]}
        onSubmit={async (body) => {
          await api.PUT("/v1/tier-ladders/{code}", {
            params: { path: { code: opened.code }, header: { "If-Match": `"${opened.version}"` } },
            body,
          });
          await queryClient.invalidateQueries();
          message.success(t("saved"));
          setTimeout(() => navigate(back));
        }}
      />
    </Page>
  );
}
