// The business days of a store: what was sold, what came back, the members' part.
import { StoreDayRow } from "@schemas/StoreDayRow";
import { Card, Empty, Flex } from "antd";
import { useState } from "react";
import { useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { daysAgo, today } from "@/shared/format";
import { DaysInput } from "@/shared/inputs";
import { ListOf } from "@/shared/ListOf";
import { Loaded, Page } from "@/shared/Page";
import { useScope } from "@/shared/scope";
import { StoreSelect } from "@/shared/selects";

const useWords = defineWords("receipts.days", {
  title: ["门店营业日", "Days of a store"],
  help: ["每个营业日的销售、退货、会员销售和积分。", "Sales, refunds, members' sales and points of each business day."],
  choose: ["请选择门店", "Choose a store"],
});

export default function Days() {
  const t = useWords();
  const scope = useScope();
  const [chosen, setChosen] = useState<string>();
  const [days, setDays] = useState<[string, string]>([daysAgo(13), today()]);
  const store = chosen ?? scope.store;
  const params = { path: { store: store ?? "" }, query: { from: days[0], to: days[1] } };
  const answer = useRead("/v1/stores/{store}/days", { params }, { enabled: store !== undefined });
  return (
    <Page title={t("title")} help={t("help")}>
      <Flex gap={12} wrap>
        <StoreSelect value={store} onChange={setChosen} aria-label={t("choose")} placeholder={t("choose")} />
        <DaysInput value={days} onChange={(next) => next && setDays(next)} />
      </Flex>
      {store ? (
        <Loaded answer={answer}>
          {({ days: rows }) => (
            <Card size="small">
              <ListOf schema={StoreDayRow} rows={rows} />
            </Card>
          )}
        </Loaded>
      ) : (
        <Empty description={t("choose")} />
      )}
    </Page>
  );
}
