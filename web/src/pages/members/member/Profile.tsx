// What the programme asks to know beside the basics: its own fields, addresses, family.
import { ChangeMemberProfileBody } from "@schemas/ChangeMemberProfileBody";
import { MemberAddress } from "@schemas/MemberAddress";
import { MemberView } from "@schemas/MemberView";
import { ProfileValue } from "@schemas/ProfileValue";
import { Relative } from "@schemas/Relative";
import { Card, Flex } from "antd";
import { api, type Body, etagOf } from "@/api/client";
import { useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { Details } from "@/shared/Details";
import { ListOf } from "@/shared/ListOf";
import { Loaded } from "@/shared/Page";
import { useMay } from "@/shared/session";
import { Act, useMember } from "../parts";

const useWords = defineWords("members.profile", {
  basics: ["基本资料", "Basics"],
  fields: ["自定义字段", "The programme's own fields"],
  change: ["修改", "Change"],
  addresses: ["地址", "Addresses"],
  family: ["家人", "Family"],
});

export function Profile() {
  const t = useWords();
  const may = useMay();
  const member = useMember();
  const params = { path: { id: member.id } };
  const reads = may("get_member_profile");
  const profile = useRead("/v1/members/{id}/profile", { params }, { enabled: reads });
  const addresses = useRead("/v1/members/{id}/addresses", { params }, { enabled: may("list_member_addresses") });
  const family = useRead("/v1/members/{id}/family", { params }, { enabled: may("list_family") });
  return (
    <Flex vertical gap={16}>
      <Card size="small" title={t("basics")}>
        <Details
          schema={MemberView}
          value={member}
          hide={["id", "cards", "points", "version", "masked", "possible_duplicates"]}
        />
      </Card>
      {reads && (
        <Loaded answer={profile}>
          {({ values }) => (
            <Card
              size="small"
              title={t("fields")}
              extra={
                <Act<Body<"change_member_profile">>
                  label={t("change")}
                  title={t("fields")}
                  needs="change_member_profile"
                  button={{ size: "small" }}
                  schema={ChangeMemberProfileBody}
                  run={(body) =>
                    api.PATCH("/v1/members/{id}/profile", {
                      params: { ...params, header: { "If-Match": etagOf(`/v1/members/${member.id}/profile`) ?? "" } },
                      body,
                    })
                  }
                />
              }
            >
              <ListOf schema={ProfileValue} rows={values} />
            </Card>
          )}
        </Loaded>
      )}
      {may("list_member_addresses") && (
        <Loaded answer={addresses}>
          {({ items }) => (
            <Card size="small" title={t("addresses")}>
              <ListOf schema={MemberAddress} rows={items} hide={["id"]} />
            </Card>
          )}
        </Loaded>
      )}
      {may("list_family") && (
        <Loaded answer={family}>
          {({ items }) => (
            <Card size="small" title={t("family")}>
              <ListOf schema={Relative} rows={items} hide={["id"]} />
            </Card>
          )}
        </Loaded>
      )}
    </Flex>
  );
}
