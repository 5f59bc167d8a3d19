// Points by hand: drafted, submitted, approved by another person, posted – each step by who may do it.
import { AddPointsDocument } from "@schemas/AddPointsDocument";
import { ApprovePointsDocumentBody } from "@schemas/ApprovePointsDocumentBody";
import { PointsDocument } from "@schemas/PointsDocument";
import { PointsDocumentState } from "@schemas/PointsDocumentState";
import { RejectPointsDocumentBody } from "@schemas/RejectPointsDocumentBody";
import { Space, Typography } from "antd";
import { Link } from "react-router";
import { api, type Body, type Schemas } from "@/api/client";
import { defineWords } from "@/i18n";
import { MemberPicker } from "@/pages/members/parts";
import { Act } from "@/shared/Act";
import { ActorView } from "@/shared/actors";
import { DataTable } from "@/shared/DataTable";
import { Page } from "@/shared/Page";
import { useScope } from "@/shared/scope";
import { useSession } from "@/shared/session";

const useWords = defineWords("points.documents", {
  title: ["积分单据", "Points documents"],
  help: [
    "人工加减积分要写明原因，由另一人审批后过账。",
    "Points by hand take a reason, and another person's approval before they are posted.",
  ],
  add: ["新建单据", "New document"],
  addHelp: ["正数加分，负数扣分。", "Positive adds points, negative takes them."],
  submit: ["提交", "Submit"],
  approve: ["批准", "Approve"],
  reject: ["驳回", "Reject"],
  post: ["过账", "Post"],
  withdraw: ["撤回", "Withdraw"],
  own: ["自己的单据由别人审批", "Somebody else approves your own"],
  state: ["状态", "State"],
  member: ["会员", "Member"],
  empty: ["没有单据", "No documents"],
});
type Row = Schemas["PointsDocument"];

export default function Documents() {
  const t = useWords();
  const { programme } = useScope();
  return (
    <Page
      title={t("title")}
      help={t("help")}
      extra={
        <Act<Body<"add_points_document">>
          label={t("add")}
          title={t("add")}
          explain={t("addHelp")}
          needs="add_points_document"
          button={{ type: "primary" }}
          schema={AddPointsDocument}
          only={["member", "points", "reason", "store"]}
          fields={{ member: { input: <MemberPicker /> } }}
          run={(body, once) => api.POST("/v1/points/documents", { params: { header: once }, body })}
        />
      }
    >
      <DataTable
        id="points-documents"
        path="/v1/points/documents"
        params={{ query: { programme } }}
        enabled={programme !== ""}
        rowKey="id"
        schema={PointsDocument}
        filters={[{ name: "state", kind: "select", label: t("state"), schema: PointsDocumentState }]}
        columns={[
          { key: "created_at" },
          {
            key: "member",
            title: t("member"),
            render: (row) => <Link to={`/members/${row.member}?tab=points`}>{row.member}</Link>,
          },
          { key: "points" },
          { key: "reason" },
          { key: "state" },
          { key: "created_by", render: (row) => <ActorView id={row.created_by} /> },
          { key: "decided_by", render: (row) => <ActorView id={row.decided_by} /> },
          { key: "note" },
          { key: "id", title: " ", render: (row) => <Steps row={row} /> },
        ]}
        empty={{ title: t("empty") }}
      />
    </Page>
  );
}

function Steps({ row }: { row: Row }) {
  const t = useWords();
  const { session } = useSession();
  const own = row.created_by === session?.actor;
  const at = (once: { "Idempotency-Key": string }) => ({ path: { id: row.id }, header: once });
  if (row.state === "draft")
    return (
      <Act
        label={t("submit")}
        title={t("submit")}
        needs="submit_points_document"
        button={{ size: "small", type: "primary" }}
        run={(_, once) => api.POST("/v1/points/documents/{id}/submit", { params: at(once) })}
      />
    );
  if (row.state === "submitted")
    return (
      <Space>
        <Act<Body<"approve_points_document">>
          label={t("approve")}
          title={t("approve")}
          needs="approve_points_document"
          disabled={own}
          button={{ size: "small", type: "primary" }}
          schema={ApprovePointsDocumentBody}
          run={(body, once) => api.POST("/v1/points/documents/{id}/approve", { params: at(once), body })}
        />
        <Act<Body<"reject_points_document">>
          label={t("reject")}
          title={t("reject")}
          needs="reject_points_document"
          disabled={own}
          button={{ size: "small" }}
          schema={RejectPointsDocumentBody}
          run={(body, once) => api.POST("/v1/points/documents/{id}/reject", { params: at(once), body })}
        />
        {own && (
          <Act
            label={t("withdraw")}
            title={t("withdraw")}
            needs="withdraw_points_document"
            button={{ size: "small" }}
            run={(_, once) => api.POST("/v1/points/documents/{id}/withdraw", { params: at(once) })}
          />
        )}
        {own && <Typography.Text type="secondary">{t("own")}</Typography.Text>}
      </Space>
    );
  if (row.state === "approved")
    return (
      <Act
        label={t("post")}
        title={t("post")}
        needs="post_points_document"
        button={{ size: "small", type: "primary" }}
        run={(_, once) => api.POST("/v1/points/documents/{id}/post", { params: at(once) })}
      />
    );
  return null;
}
