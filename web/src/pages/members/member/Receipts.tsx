// Everything a member bought and brought back.

import { ReceiptRow } from "@schemas/ReceiptRow";
import { Link } from "react-router";
import { defineWords } from "@/i18n";
import { DataTable } from "@/shared/DataTable";
import { useMember } from "../parts";

const useWords = defineWords("members.receipts", {
  none: ["还没有消费", "Nothing bought yet"],
  receipt: ["单据", "Receipt"],
});

export function Receipts() {
  const t = useWords();
  const { id } = useMember();
  return (
    <DataTable
      id="member.receipts"
      path="/v1/members/{id}/receipts"
      params={{ path: { id } }}
      items="receipts"
      rowKey="receipt"
      schema={ReceiptRow}
      empty={{ title: t("none") }}
      columns={[
        {
          key: "receipt",
          title: t("receipt"),
          render: (row) => <Link to={`/receipts/${row.receipt}`}>{row.receipt}</Link>,
        },
        { key: "kind" },
        { key: "business_date" },
        { key: "occurred_at" },
        { key: "store" },
        { key: "till" },
        { key: "payable", align: "right" },
        { key: "refunded", align: "right" },
        { key: "points", align: "right" },
        { key: "state" },
      ]}
    />
  );
}
