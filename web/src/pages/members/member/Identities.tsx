// What a member is known by: phone, cards, WeChat and ids of other systems, with the state of each.
import { AddMemberIdentityBody } from "@schemas/AddMemberIdentityBody";
import { MemberIdentity } from "@schemas/MemberIdentity";
import { ReleaseMemberIdentityBody } from "@schemas/ReleaseMemberIdentityBody";
import { Flex, Space } from "antd";
import { api, type Body } from "@/api/client";
import { useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { ListOf } from "@/shared/ListOf";
import { Loaded } from "@/shared/Page";
import { Act, useMember } from "../parts";

const useWords = defineWords("members.identities", {
  add: ["绑定", "Bind"],
  release: ["解绑", "Release"],
  releaseHelp: [
    "解绑后不能再凭它找到此会员，可绑给别人。",
    "The member is not found by it any more; it can be bound to somebody else.",
  ],
});

export function Identities() {
  const t = useWords();
  const { id } = useMember();
  const params = { path: { id } };
  const answer = useRead("/v1/members/{id}/identities", { params });
  return (
    <Flex vertical gap={16}>
      <Space>
        <Act<Body<"add_member_identity">>
          label={t("add")}
          title={t("add")}
          needs="add_member_identity"
          schema={AddMemberIdentityBody}
          run={(body) => api.POST("/v1/members/{id}/identities", { params, body })}
        />
        <Act<Body<"release_member_identity">>
          label={t("release")}
          title={t("release")}
          explain={t("releaseHelp")}
          needs="release_member_identity"
          danger
          schema={ReleaseMemberIdentityBody}
          run={(body) => api.POST("/v1/members/{id}/identities/release", { params, body })}
        />
      </Space>
      <Loaded answer={answer}>{({ items }) => <ListOf schema={MemberIdentity} rows={items} />}</Loaded>
    </Flex>
  );
}
