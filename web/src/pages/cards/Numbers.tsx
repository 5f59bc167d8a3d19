// The numbers of a card type: how many are left, the ranges there were, and those of an older system.
import { AddLegacyRangeBody } from "@schemas/AddLegacyRangeBody";
import { CardRange } from "@schemas/CardRange";
import { Alert, Card, Flex, Progress, Statistic } from "antd";
import { Link } from "react-router";
import { api, type Body, type Schemas } from "@/api/client";
import { queryClient, useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { countText } from "@/shared/format";
import { Command, Loaded } from "@/shared/Page";
import { ShortTable } from "@/shared/ShortTable";
import { useCommon } from "@/shared/words";
import { NumbersExample } from "./typeForm";

type Legacy = Body<"add_legacy_range">;
const useWords = defineWords("cards.numbers", {
  left: ["剩余号码", "Numbers left"],
  out: ["已发出", "Handed out"],
  low: ["剩余号码少于 {{count}}", "Fewer than {{count}} numbers are left"],
  lowHelp: [
    "请修改卡类型，放大终止流水号，或改用新的前缀。",
    "Change the card type: a larger last serial, or a new prefix.",
  ],
  edit: ["去修改", "Change it"],
  ranges: ["号段", "Ranges"],
  add: ["登记旧系统号段", "Declare old numbers"],
  addTitle: ["登记旧系统印过的卡号", "Declare numbers that another system printed"],
  addExplain: [
    "此后绑定这些卡号的卡即属于本类型，卡号照旧；本系统不会再制出这些号码。旧卡号没有校验位或算法不同的，校验位选 0，算作流水号。",
    "Cards bound with these numbers from now on are of this type, numbers as they are; none of them is ever made here. Where the old numbers have no check digits, or others, choose 0: they count as serial.",
  ],
  undo: ["撤销", "Take back"],
  undoTitle: ["撤销登记的号段？", "Take the range back?"],
  undoExplain: ["号段里还没有会员卡才能撤销。", "As long as no card has a number of it."],
});

export function Numbers({ type }: { type: Schemas["CardType"] }) {
  const t = useWords();
  const common = useCommon();
  const path = { code: type.code };
  const numbers = useRead("/v1/card-types/{code}/numbers", { params: { path } });
  const ranges = useRead("/v1/card-types/{code}/ranges", { params: { path } });
  const header = { "If-Match": `"${type.version}"` };
  return (
    <Flex vertical gap={16}>
      <Loaded answer={numbers}>
        {({ left, handed_out, low }) => (
          <>
            {low && (
              <Alert
                type="warning"
                showIcon
                title={t("low", { count: countText(type.warn_below) })}
                description={
                  <>
                    {t("lowHelp")} <Link to={`/cards/types/${type.code}/edit`}>{t("edit")}</Link>
                  </>
                }
              />
            )}
            <Card size="small">
              <Flex gap={48} align="center" wrap>
                <Statistic title={t("out")} value={countText(handed_out)} />
                <Statistic title={t("left")} value={countText(left)} />
                <Progress
                  aria-label={t("out")}
                  style={{ flex: "1 1 200px", maxWidth: 420 }}
                  percent={left + handed_out > 0 ? Math.ceil((handed_out * 100) / (left + handed_out)) : 0}
                  status={low ? "exception" : "normal"}
                />
              </Flex>
            </Card>
          </>
        )}
      </Loaded>
      <Loaded answer={ranges}>
        {(list) => (
          <ShortTable<Schemas["CardRange"]>
            title={t("ranges")}
            rows={list.items}
            rowKey="first"
            schema={CardRange}
            toolbar={
              <Command<Legacy>
                label={t("add")}
                title={t("addTitle")}
                explain={t("addExplain")}
                needs="add_legacy_range"
                schema={AddLegacyRangeBody}
                initial={{ prefix: "", suffix: "", serial_length: 8, check_length: 0 }}
                fields={{
                  prefix: { required: false },
                  suffix: { required: false },
                  last_number: { example: (values) => <NumbersExample terms={values} /> },
                }}
                run={async (body) => {
                  await api.POST("/v1/card-types/{code}/legacy-ranges", {
                    params: { path, header },
                    body: { ...body, prefix: body.prefix ?? "", suffix: body.suffix ?? "" },
                  });
                  await queryClient.invalidateQueries();
                }}
              />
            }
            columns={[
              { key: "first" },
              { key: "last" },
              { key: "state" },
              { key: "handed_out" },
              {
                key: "actions",
                title: common("actions"),
                render: (range) =>
                  range.state === "legacy" && (
                    <Command<{ reason: string }>
                      label={t("undo")}
                      title={t("undoTitle")}
                      explain={t("undoExplain")}
                      needs="remove_legacy_range"
                      danger
                      button={{ size: "small" }}
                      schema={AddLegacyRangeBody}
                      only={["reason"]}
                      run={async ({ reason }) => {
                        await api.DELETE("/v1/card-types/{code}/legacy-ranges/{first_number}", {
                          params: { path: { ...path, first_number: range.first }, query: { reason }, header },
                        });
                        await queryClient.invalidateQueries();
                      }}
                    />
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </Flex>
  );
}
