// Changing a card type: the same form, with what saving would change beside it.
import { ChangeCardTypeBody } from "@schemas/ChangeCardTypeBody";
import { App } from "antd";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { api, type Body, type Schemas } from "@/api/client";
import { queryClient, useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { ChangesPreview } from "@/shared/Changes";
import { Allowed, Loaded, Page } from "@/shared/Page";
import { SchemaForm, tidy } from "@/shared/SchemaForm";
import { useTypeForm, whole } from "./typeForm";

type Changed = Body<"change_card_type">;
const useWords = defineWords("cards.edit", {
  title: ["修改卡类型 {{name}}", "Change the card type {{name}}"],
  help: [
    "保存后立即生效；已发生的小票不变。右侧列出将要改动的内容。",
    "In force as soon as it is saved; past receipts stay as they are. What will change is listed beside the form.",
  ],
  saved: ["已保存为第 {{version}} 版", "Saved as version {{version}}"],
});

export default function TypeEdit() {
  const { code = "" } = useParams();
  const answer = useRead("/v1/card-types/{code}", { params: { path: { code } } });
  return (
    <Allowed needs="change_card_type">
      <Loaded answer={answer}>{(type) => type.code === code && <Form key={code} type={type} />}</Loaded>
    </Allowed>
  );
}

function Form({ type }: { type: Schemas["CardType"] }) {
  const t = useWords();
  const navigate = useNavigate();
  const { message } = App.useApp();
  // What was read when the form was opened: it is that version which is changed.
  const [opened] = useState(type);
  const [initial] = useState<Partial<Changed>>({ name: type.name, terms: type.terms, warn_below: type.warn_below });
  const form = useTypeForm(() => type.programme);
  const back = `/cards/types/${type.code}`;
  return (
    <Page title={t("title", { name: opened.name })} help={t("help")} back={back}>
      <SchemaForm<Changed>
        schema={ChangeCardTypeBody}
        initial={initial}
        {...form}
        onCancel={() => navigate(back)}
        aside={(values) => (
          <ChangesPreview schema={ChangeCardTypeBody} before={tidy(initial)} after={tidy({ ...initial, ...values })} />
        )}
        onSubmit={async (body) => {
          const { data } = await api.PUT("/v1/card-types/{code}", {
            params: { path: { code: type.code }, header: { "If-Match": `"${opened.version}"` } },
            body: whole(body),
          });
          await queryClient.invalidateQueries();
          message.success(t("saved", { version: data?.version ?? "" }));
          setTimeout(() => navigate(back));
        }}
      />
    </Page>
  );
}
