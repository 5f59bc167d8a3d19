// A new card type.
import { AddCardType } from "@schemas/AddCardType";
import { App } from "antd";
import { useNavigate } from "react-router";
import { api, type Schemas } from "@/api/client";
import { queryClient } from "@/api/query";
import { defineWords } from "@/i18n";
import { Allowed, Page } from "@/shared/Page";
import { SchemaForm } from "@/shared/SchemaForm";
import { useScope } from "@/shared/scope";
import { useCommon } from "@/shared/words";
import { useTypeForm, whole } from "./typeForm";

type New = Schemas["AddCardType"];
const useWords = defineWords("cards.new", {
  title: ["新增卡类型", "New card type"],
  help: [
    "编码与会员计划以后不能更改，其余都可以改；每次修改成为新版本。",
    "Code and programme never change; everything else can, and each change makes a version.",
  ],
  made: ["卡类型 {{name}} 已建立", "The card type {{name}} is there"],
});

export default function TypeNew() {
  const t = useWords();
  const common = useCommon();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { programme } = useScope();
  const form = useTypeForm((values) => String(values.programme ?? ""));
  const initial: Partial<New> = {
    programme,
    terms: {
      use: "member",
      prefix: "",
      serial_length: 8,
      first_number: 1,
      last_number: 99_999_999,
      check_length: 1,
      suffix: "",
      validity: "unlimited",
      verification: "none",
      points_rate: "1",
      points_multiple: "0",
      discount_rate: "1",
      stack_start: "1",
      stack_rate: "1",
      small_change: false,
    },
  };
  return (
    <Allowed needs="add_card_type">
      <Page title={t("title")} help={t("help")} back="/cards/types">
        {programme && (
          <SchemaForm<New>
            schema={AddCardType}
            initial={initial}
            {...form}
            submit={common("create")}
            onCancel={() => navigate("/cards/types")}
            onSubmit={async (body) => {
              const { data } = await api.POST("/v1/card-types", { body: whole(body) });
              await queryClient.invalidateQueries();
              message.success(t("made", { name: body.name }));
              // after the form has noted that nothing is unsaved any more
              setTimeout(() => navigate(`/cards/types/${data?.code}`));
            }}
          />
        )}
      </Page>
    </Allowed>
  );
}
