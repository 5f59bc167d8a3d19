// What the person has asked for about their data.
import { AddPersonRequestBody } from "@schemas/AddPersonRequestBody";
import { Flex, Space } from "antd";
import { api, type Body } from "@/api/client";
import { useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { Loaded } from "@/shared/Page";
import { Act, useMember } from "../parts";
import { RequestList } from "../RequestList";

const useWords = defineWords("members.requests-of", {
  add: ["登记请求", "Take down a request"],
  addHelp: [
    "查阅、复制、更正、限制处理、删除等；期限自登记之日起算。",
    "Access, copy, correction, restriction, erasure …; its clock begins now.",
  ],
});

export function RequestsOfMember() {
  const t = useWords();
  const { id } = useMember();
  const params = { path: { id } };
  const answer = useRead("/v1/members/{id}/requests", { params });
  return (
    <Flex vertical gap={16}>
      <Space>
        <Act<Body<"add_person_request">>
          label={t("add")}
          title={t("add")}
          explain={t("addHelp")}
          needs="add_person_request"
          schema={AddPersonRequestBody}
          run={(body, once) => api.POST("/v1/members/{id}/requests", { params: { ...params, header: once }, body })}
        />
      </Space>
      <Loaded answer={answer}>{({ items }) => <RequestList rows={items} />}</Loaded>
    </Flex>
  );
}
