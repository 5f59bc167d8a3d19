// Points: the balance with every number explained, what is open and until when, entries, holds, documents.
import { PointsAccount } from "@schemas/PointsAccount";
import { PointsDocument } from "@schemas/PointsDocument";
import { PointsEntry } from "@schemas/PointsEntry";
import { PointsHold } from "@schemas/PointsHold";
import { PointsLot } from "@schemas/PointsLot";
import { PointsNumber } from "@schemas/PointsNumber";
import { RedeemPointsBody } from "@schemas/RedeemPointsBody";
import { Card, Flex, Space } from "antd";
import { Link } from "react-router";
import { api, type Body } from "@/api/client";
import { useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { DataTable } from "@/shared/DataTable";
import { Details } from "@/shared/Details";
import { ListOf } from "@/shared/ListOf";
import { Loaded, PageTabs } from "@/shared/Page";
import { useMay } from "@/shared/session";
import { Act, useMember, useProofFields } from "../parts";

const useWords = defineWords("members.points", {
  redeem: ["积分兑换", "Redeem points"],
  redeemHelp: [
    "直接扣减积分，例如换赠品；可在当天内撤回。",
    "Takes points off, for a gift for example; it can be given back.",
  ],
  explained: ["数字说明", "Every number explained"],
  lots: ["批次", "Lots"],
  entries: ["明细", "Entries"],
  holds: ["预留", "Holds"],
  documents: ["单据", "Documents"],
  noEntries: ["还没有积分变动", "No points yet"],
});

export function Points() {
  const t = useWords();
  const may = useMay();
  const { id } = useMember();
  const proof = useProofFields();
  const params = { path: { id } };
  const answer = useRead("/v1/members/{id}/points", { params });
  return (
    <Flex vertical gap={16}>
      <Space>
        <Act<Body<"redeem_points">>
          label={t("redeem")}
          title={t("redeem")}
          explain={t("redeemHelp")}
          needs="redeem_points"
          schema={RedeemPointsBody}
          fields={proof}
          run={(body, once) =>
            api.POST("/v1/members/{id}/points/redemptions", { params: { ...params, header: once }, body })
          }
        />
      </Space>
      <Loaded answer={answer}>
        {(account) => (
          <Flex vertical gap={16}>
            <Details schema={PointsAccount} value={account} hide={["member", "lots", "explanation", "open"]} />
            <Card size="small" title={t("explained")}>
              <ListOf schema={PointsNumber} rows={account.explanation} />
            </Card>
          </Flex>
        )}
      </Loaded>
      <PageTabs
        name="of"
        items={[
          {
            key: "entries",
            label: t("entries"),
            children: (
              <DataTable
                id="member.points"
                prefix="e."
                path="/v1/members/{id}/points/entries"
                params={params}
                rowKey={(row) => row.id}
                schema={PointsEntry}
                columns={Object.keys(PointsEntry.properties ?? {}).map((key, at) => ({ key, hidden: at > 8 }))}
                empty={{ title: t("noEntries") }}
              />
            ),
          },
          { key: "lots", label: t("lots"), children: <ListOf schema={PointsLot} rows={answer.data?.lots ?? []} /> },
          {
            key: "holds",
            label: t("holds"),
            children: (
              <DataTable
                id="member.holds"
                prefix="h."
                path="/v1/members/{id}/points/holds"
                params={params}
                rowKey="id"
                schema={PointsHold}
                columns={Object.keys(PointsHold.properties ?? {})
                  .filter((key) => key !== "member")
                  .map((key) => ({ key }))}
              />
            ),
          },
          ...(may("list_points_documents_of_member")
            ? [
                {
                  key: "documents",
                  label: t("documents"),
                  children: (
                    <DataTable
                      id="member.documents"
                      prefix="d."
                      path="/v1/members/{id}/points/documents"
                      params={params}
                      rowKey="id"
                      schema={PointsDocument}
                      columns={[
                        { key: "id", render: (row) => <Link to={`/points/documents/${row.id}`}>{row.id}</Link> },
                        { key: "state" },
                        { key: "reason" },
                        { key: "note", hidden: true },
                      ]}
                    />
                  ),
                },
              ]
            : []),
        ]}
      />
    </Flex>
  );
}
