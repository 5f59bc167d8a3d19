// The household: who belongs together and may give points to one another.
import { CreateHousehold } from "@schemas/CreateHousehold";
import { HouseholdMember } from "@schemas/HouseholdMember";
import { JoinHouseholdBody } from "@schemas/JoinHouseholdBody";
import { Card, Empty, Flex } from "antd";
import { api, type Body, type Schemas } from "@/api/client";
import { useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { ListOf } from "@/shared/ListOf";
import { Loaded } from "@/shared/Page";
import { Act, MemberPicker, useMember } from "../parts";

const useWords = defineWords("members.household", {
  none: ["不在任何家庭账户中", "In no household"],
  create: ["建立家庭账户", "Make a household"],
  createHelp: [
    "这位会员是户主；成员之间可互赠积分。",
    "This member is its head; its members may give points to one another.",
  ],
  join: ["添加成员", "Add a member"],
  leave: ["退出", "Leave"],
  leaveHelp: ["此会员退出家庭账户。", "This member leaves the household."],
  members: ["成员", "Members"],
});

export function Household() {
  const t = useWords();
  const { id } = useMember();
  const answer = useRead("/v1/members/{id}/household", { params: { path: { id } } });
  if (answer.error?.status === 404)
    return (
      <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("none")}>
        <Act<Schemas["CreateHousehold"]>
          label={t("create")}
          title={t("create")}
          explain={t("createHelp")}
          needs="create_household"
          schema={CreateHousehold}
          initial={{ head: id }}
          fields={{ head: { hidden: true }, "members.*.member": { input: <MemberPicker not={id} /> } }}
          run={(body, once) => api.POST("/v1/households", { params: { header: once }, body: { ...body, head: id } })}
        />
      </Empty>
    );
  return (
    <Loaded answer={answer}>
      {(household) => (
        <Card
          size="small"
          title={t("members")}
          extra={
            <Flex gap={8}>
              <Act<Body<"join_household">>
                label={t("join")}
                title={t("join")}
                needs="join_household"
                schema={JoinHouseholdBody}
                fields={{ member: { input: <MemberPicker not={id} /> } }}
                run={(body, once) =>
                  api.POST("/v1/households/{id}/members", {
                    params: { path: { id: household.id }, header: once },
                    body,
                  })
                }
              />
              <Act
                label={t("leave")}
                title={t("leave")}
                explain={t("leaveHelp")}
                needs="leave_household"
                danger
                run={(_, once) =>
                  api.POST("/v1/households/{id}/members/{member}/leave", {
                    params: { path: { id: household.id, member: id }, header: once },
                  })
                }
              />
            </Flex>
          }
        >
          <ListOf schema={HouseholdMember} rows={household.members} />
        </Card>
      )}
    </Loaded>
  );
}
