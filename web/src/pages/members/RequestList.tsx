// Requests of people with what may be done about each: complete – erasure among it –, refuse, withdraw, the copy as a file.
import { CompletePersonRequestBody } from "@schemas/CompletePersonRequestBody";
import { PersonRequest } from "@schemas/PersonRequest";
import { RefusePersonRequestBody } from "@schemas/RefusePersonRequestBody";
import { App, Button, Space } from "antd";
import { type ApiError, api, type Body, type Schemas } from "@/api/client";
import { defineWords } from "@/i18n";
import { download } from "@/shared/files";
import { ListOf } from "@/shared/ListOf";
import { useMay } from "@/shared/session";
import { Act, MemberLink } from "./parts";

const useWords = defineWords("members.request-list", {
  complete: ["办结", "Complete"],
  completeHelp: ["写明答复了什么。", "Say what was answered."],
  erase: ["删除个人信息", "Erase"],
  eraseHelp: [
    "姓名、手机、证件、地址、身份标识等将无法恢复；单据、积分与储值账目按法律保留，但不再指向个人。仍有储值或积分时须先处理，或由本人确认放弃。",
    "Name, phone, papers, addresses and identities cannot be brought back. Receipts, points and stored value stay in the books, as the law asks, and point to nobody. What is still owed to the person is settled first, or given up by them.",
  ],
  refuse: ["拒绝", "Refuse"],
  withdraw: ["撤回", "Withdraw"],
  copy: ["下载副本", "Copy as a file"],
});
type Request = Schemas["PersonRequest"];

export function RequestList({ rows }: { rows: Request[] }) {
  return (
    <ListOf schema={PersonRequest} rows={rows} hide={["member"]} actions={(row) => <RequestActions request={row} />} />
  );
}

export function RequestActions({ request }: { request: Request }) {
  const t = useWords();
  const may = useMay();
  const { message } = App.useApp();
  const params = { path: { id: request.id } };
  const erasing = request.kind === "erasure";
  if (request.state !== "open") return <MemberLink id={request.member} />;
  return (
    <Space wrap>
      {request.kind === "copy" && may("copy_person_data_file") && (
        <Button
          size="small"
          onClick={() =>
            void download(`/v1/person-requests/${request.id}/copy/file`, "copy.zip").catch((fault: ApiError) =>
              message.error(fault.message),
            )
          }
        >
          {t("copy")}
        </Button>
      )}
      <Act<Body<"complete_person_request">>
        label={erasing ? t("erase") : t("complete")}
        title={erasing ? t("erase") : t("complete")}
        explain={erasing ? t("eraseHelp") : t("completeHelp")}
        danger={erasing}
        needs="complete_person_request"
        button={{ size: "small" }}
        schema={CompletePersonRequestBody}
        run={(body) => api.POST("/v1/person-requests/{id}/complete", { params, body })}
      />
      <Act<Body<"refuse_person_request">>
        label={t("refuse")}
        title={t("refuse")}
        needs="refuse_person_request"
        button={{ size: "small" }}
        schema={RefusePersonRequestBody}
        run={(body) => api.POST("/v1/person-requests/{id}/refuse", { params, body })}
      />
      <Act
        label={t("withdraw")}
        title={t("withdraw")}
        needs="withdraw_person_request"
        button={{ size: "small" }}
        run={() => api.POST("/v1/person-requests/{id}/withdraw", { params })}
      />
    </Space>
  );
}
