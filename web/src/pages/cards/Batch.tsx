// A batch of cards: its file to print – whose codes are shown once – and cards of it that the printer spoilt.
import { CancelStockCardBody } from "@schemas/CancelStockCardBody";
import { CardBatch } from "@schemas/CardBatch";
import { PrintCardBatchBody } from "@schemas/PrintCardBatchBody";
import { Alert } from "antd";
import { useParams } from "react-router";
import { api, type Body } from "@/api/client";
import { queryClient, useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { ActorView } from "@/shared/actors";
import { Details } from "@/shared/Details";
import { download } from "@/shared/files";
import { Command, Loaded, Page } from "@/shared/Page";

const useWords = defineWords("cards.batch", {
  title: ["制卡批次 {{first}} – {{last}}", "Batch {{first}} – {{last}}"],
  print: ["取制卡文件", "Take the file to print"],
  printTitle: ["取这一批的制卡文件？", "Take the file to print?"],
  printExplain: [
    "每张库存卡一行：卡号、磁道、验证码。验证码只在这个文件里出现一次，系统只留散列；请直接交给印刷厂，不要留存。",
    "A line for each card in stock: number, track, verification code. The codes appear in this file only and are kept as hashes: hand it to the printer and keep no copy.",
  ],
  again: ["重新取文件", "Take the file anew"],
  againTitle: ["换发磁道与验证码，重新取文件？", "New tracks and codes, and a new file?"],
  againExplain: [
    "文件已经取过。重新取会换发库存卡的磁道与验证码，以前文件里的立即失效——已按旧文件印好的卡将无法绑定。仅在文件遗失且未印制时这样做。",
    "The file was taken before. Taking it anew makes new tracks and codes for what is in stock and ends the old ones: cards printed from the old file can then not be bound. Only if the file was lost before printing.",
  ],
  empty: ["这一批没有库存卡了", "Nothing of this batch is in stock"],
  spoilt: ["作废库存卡", "Cancel a card in stock"],
  spoiltTitle: ["作废一张库存卡", "Cancel a card in stock"],
  spoiltExplain: [
    "例如印坏或遗失的卡：号码不再使用，不能恢复。已绑给会员的卡请在会员页面处理。",
    "One that was spoilt or lost: its number is never used again. A card that belongs to a member is handled on the member's page.",
  ],
  steps: ["下一步", "What comes next"],
  stepPrint: ["取制卡文件，交给印刷厂。", "Take the file and hand it to the printer."],
  stepBind: [
    "卡到店后，在会员页面或柜台绑给会员；印坏的在这里作废。",
    "Bind the cards to members at the desk; cancel spoilt ones here.",
  ],
});

export default function Batch() {
  const t = useWords();
  const { id = "" } = useParams();
  const answer = useRead("/v1/card-batches/{id}", { params: { path: { id } } });
  return (
    <Loaded answer={answer}>
      {(batch) => {
        const again = batch.printings > 0;
        return (
          <Page
            back={`/cards/types/${batch.card_type}?tab=batches`}
            title={t("title", { first: batch.first_number, last: batch.last_number })}
            extra={
              <>
                <Command<Body<"print_card_batch"> & object>
                  label={again ? t("again") : t("print")}
                  title={again ? t("againTitle") : t("printTitle")}
                  explain={batch.in_stock === 0 ? t("empty") : again ? t("againExplain") : t("printExplain")}
                  needs="print_card_batch"
                  disabled={batch.in_stock === 0}
                  danger={again}
                  button={again ? {} : { type: "primary" }}
                  schema={PrintCardBatchBody}
                  only={["format"]}
                  initial={{ format: "xlsx" }}
                  run={async ({ format }) => {
                    await download(`/v1/card-batches/${id}/print`, `cards-${batch.first_number}.${format ?? "csv"}`, {
                      method: "POST",
                      headers: { "Content-Type": "application/json" },
                      body: JSON.stringify({ format, renew: again }),
                    });
                    await queryClient.invalidateQueries();
                  }}
                />
                <Command<Body<"cancel_stock_card">>
                  label={t("spoilt")}
                  title={t("spoiltTitle")}
                  explain={t("spoiltExplain")}
                  needs="cancel_stock_card"
                  disabled={batch.in_stock === 0}
                  danger
                  schema={CancelStockCardBody}
                  run={async (body) => {
                    await api.POST("/v1/card-batches/{id}/cancel", { params: { path: { id } }, body });
                    await queryClient.invalidateQueries();
                  }}
                />
              </>
            }
          >
            <Details
              schema={CardBatch}
              value={batch}
              hide={["id", "numbers"]}
              render={{
                made_by: (of) => <ActorView id={of.made_by} />,
                printed_by: (of) => <ActorView id={of.printed_by} />,
              }}
            />
            {batch.in_stock > 0 && (
              <Alert type="info" showIcon title={t("steps")} description={again ? t("stepBind") : t("stepPrint")} />
            )}
          </Page>
        );
      }}
    </Loaded>
  );
}
