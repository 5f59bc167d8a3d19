// The batches of a card type: cards that were made, to be printed, and are bound one by one.
import { CardBatch } from "@schemas/CardBatch";
import { MakeCardBatchBody } from "@schemas/MakeCardBatchBody";
import { Flex } from "antd";
import { Link } from "react-router";
import { api, type Body, type Schemas } from "@/api/client";
import { queryClient, useIdempotencyKey } from "@/api/query";
import { defineWords } from "@/i18n";
import { ActorView } from "@/shared/actors";
import { DataTable } from "@/shared/DataTable";
import { countText } from "@/shared/format";
import { Mark } from "@/shared/Mark";
import { Command } from "@/shared/Page";
import { InstantView } from "@/shared/values";

const useWords = defineWords("cards.batches", {
  make: ["制一批卡", "Make a batch"],
  makeTitle: ["制一批 {{name}}", "Make a batch of {{name}}"],
  makeExplain: [
    "从号段取号，卡先进入库存；之后在批次里取一次制卡文件交给印刷厂，卡到店后在柜台绑给会员。",
    "Takes numbers out of the range and puts the cards into stock. Then take the file to print, once, from the batch; the cards are bound to members at the desk.",
  ],
  none: ["还没有制过卡", "No cards were made yet"],
  range: ["卡号", "Numbers"],
  stock: ["库存 / 张数", "In stock / made"],
  printed: ["制卡文件", "File to print"],
  notPrinted: ["还没有取", "Not taken yet"],
  times: ["取过 {{count}} 次", "Taken {{count}} times"],
});

export function Batches({ type }: { type: Schemas["CardType"] }) {
  const t = useWords();
  const key = useIdempotencyKey();
  return (
    <DataTable
      id="card-batches"
      path="/v1/card-types/{code}/batches"
      params={{ path: { code: type.code } }}
      schema={CardBatch}
      rowKey="id"
      empty={{ title: t("none") }}
      toolbar={
        <Command<Body<"make_card_batch">>
          label={t("make")}
          title={t("makeTitle", { name: type.name })}
          explain={t("makeExplain")}
          needs="make_card_batch"
          disabled={type.state === "retired"}
          button={{ type: "primary" }}
          schema={MakeCardBatchBody}
          run={async (body) => {
            await api.POST("/v1/card-types/{code}/batches", {
              params: { path: { code: type.code }, header: key.header() },
              body,
            });
            key.renew();
            await queryClient.invalidateQueries();
          }}
        />
      }
      columns={[
        {
          key: "numbers",
          title: t("range"),
          render: (row) => (
            <Link to={`/cards/batches/${row.id}`}>
              {row.first_number} – {row.last_number}
            </Link>
          ),
        },
        {
          key: "in_stock",
          title: t("stock"),
          align: "right",
          render: (row) => `${countText(row.in_stock)} / ${countText(row.cards)}`,
        },
        {
          key: "printings",
          title: t("printed"),
          render: (row) =>
            row.printings === 0 ? (
              <Mark color="orange">{t("notPrinted")}</Mark>
            ) : (
              <Flex gap={6}>
                {t("times", { count: row.printings })} <InstantView value={row.printed_at} />
              </Flex>
            ),
        },
        { key: "note" },
        { key: "made_at" },
        { key: "made_by", render: (row) => <ActorView id={row.made_by} /> },
      ]}
    />
  );
}
