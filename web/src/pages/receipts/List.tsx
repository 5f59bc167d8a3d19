// Receipts by business day, store, till and number.
import { ReceiptRow } from "@schemas/ReceiptRow";
import { Link, useNavigate, useSearchParams } from "react-router";
import { useAll } from "@/api/query";
import { defineWords } from "@/i18n";
import { DataTable } from "@/shared/DataTable";
import { ExportButton } from "@/shared/downloads";
import { daysAgo, today } from "@/shared/format";
import { Page } from "@/shared/Page";
import { useScope } from "@/shared/scope";

const useWords = defineWords("receipts.list", {
  title: ["单据查询", "Find receipts"],
  help: [
    "销售、退货、换货和作废。打开可看每个价格的来历。",
    "Sales, refunds, exchanges and voids. Open one to see how each price came about.",
  ],
  days: ["营业日", "Business days"],
  till: ["收银机", "Till"],
  number: ["流水号", "Number"],
  member: ["会员", "Member"],
  empty: ["这段时间没有单据", "No receipts in these days"],
});

export default function List() {
  const t = useWords();
  const navigate = useNavigate();
  const scope = useScope();
  const stores = useAll("/v1/stores");
  const store = scope.store ?? stores.data?.[0]?.code;
  const [search] = useSearchParams();
  const filter = {
    from: search.get("from") ?? daysAgo(6),
    to: search.get("to") ?? today(),
    ...((search.get("store") ?? store) && { store: search.get("store") ?? store }),
  };
  return (
    <Page title={t("title")} help={t("help")}>
      <DataTable
        id="receipts"
        path="/v1/receipts"
        items="receipts"
        rowKey="receipt"
        schema={ReceiptRow}
        filters={[
          { name: ["from", "to"], kind: "days", label: t("days"), required: true, initial: [daysAgo(6), today()] },
          { name: "store", kind: "store", required: true, ...(store && { initial: store }) },
          { name: "till", kind: "text", label: t("till") },
          { name: "sequence", kind: "number", label: t("number") },
        ]}
        columns={[
          { key: "business_date", render: (row) => <Link to={`/receipts/${row.receipt}`}>{row.business_date}</Link> },
          { key: "kind" },
          { key: "store" },
          { key: "till" },
          { key: "sequence" },
          { key: "occurred_at" },
          {
            key: "member",
            title: t("member"),
            render: (row) => (row.member ? <Link to={`/members/${row.member}`}>{row.member}</Link> : "–"),
          },
          { key: "payable" },
          { key: "refunded" },
          { key: "points" },
          { key: "state" },
        ]}
        onOpen={(row) => navigate(`/receipts/${row.receipt}`)}
        toolbar={<ExportButton report="receipts" filter={filter} />}
        empty={{ title: t("empty") }}
      />
    </Page>
  );
}
