// A new ladder of tiers: a draft that concerns nobody until it is switched on.
import { AddTierLadder } from "@schemas/AddTierLadder";
import { App } from "antd";
import { useNavigate } from "react-router";
import { api, type Schemas } from "@/api/client";
import { queryClient } from "@/api/query";
import { defineWords } from "@/i18n";
import { Allowed, Page } from "@/shared/Page";
import { SchemaForm } from "@/shared/SchemaForm";
import { useScope } from "@/shared/scope";
import { useCommon } from "@/shared/words";
import { useLadderForm } from "./ladderForm";

type New = Schemas["AddTierLadder"];
const useWords = defineWords("tiers.new", {
  title: ["新增等级体系", "New ladder of tiers"],
  help: [
    "先存为草稿，试算后再启用；启用前不影响任何会员。",
    "A draft first. Nobody is concerned until it is switched on.",
  ],
  made: ["草稿已保存，可以试算", "The draft is kept; simulate it next"],
});

export default function LadderNew() {
  const t = useWords();
  const common = useCommon();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { programme, programmes } = useScope();
  const currency = programmes.find((one) => one.code === programme)?.currency ?? "CNY";
  const form = useLadderForm([]);
  const tier = (code: string, name_zh: string, name_en: string, threshold: number, rate: string, multiple: string) => ({
    code,
    name_zh,
    name_en,
    threshold,
    keep: threshold,
    discount_rate: rate,
    points_multiple: multiple,
    gifts: [],
    exclusives: [],
  });
  const initial: Partial<New> = {
    programme,
    terms: {
      name_zh: "会员等级",
      name_en: "Membership tiers",
      decides_rates: true,
      period: "calendar",
      grace_days: 30,
      downgrade: "one_step",
      purchase_months: 12,
      sources: {
        amount: { amount: 100, currency },
        amount_growth: 1,
        visit_growth: 0,
        tenure_growth: 0,
        behaviours: [],
      },
      tiers: [
        tier("BASE", "普通", "Ordinary", 0, "1", "0"),
        tier("SILVER", "银卡", "Silver", 1000, "0.98", "0.5"),
        tier("GOLD", "金卡", "Gold", 5000, "0.95", "1"),
      ],
    },
  };
  return (
    <Allowed needs="add_tier_ladder">
      <Page title={t("title")} help={t("help")} back="/tiers">
        {programme && (
          <SchemaForm<New>
            schema={AddTierLadder}
            initial={initial}
            {...form}
            submit={common("create")}
            onCancel={() => navigate("/tiers")}
            onSubmit={async (body) => {
              const { data } = await api.POST("/v1/tier-ladders", { body });
              await queryClient.invalidateQueries();
              message.success(t("made"));
              setTimeout(() => navigate(`/tiers/${data?.code}`));
            }}
          />
        )}
      </Page>
    </Allowed>
  );
}
