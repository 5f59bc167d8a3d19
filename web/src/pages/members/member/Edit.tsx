// Changing what is known of a member, freezing and closing the membership.
import { ChangeMemberBody } from "@schemas/ChangeMemberBody";
import { Typography } from "antd";
import { api, type Body } from "@/api/client";
import { defineWords } from "@/i18n";
import { Act, useMember, version } from "../parts";

const useWords = defineWords("members.edit", {
  edit: ["编辑资料", "Edit"],
  editHelp: [
    "只填要改的内容；留空的不变。个人信息已脱敏，不会回填。",
    "Fill in only what changes; what is left open stays. Personal data is masked and not filled in.",
  ],
  freeze: ["冻结", "Freeze"],
  freezeHelp: [
    "冻结的会员不能积分、付款，也没有会员价。",
    "A frozen member does not earn, pay or get the member price.",
  ],
  thaw: ["解冻", "Thaw"],
  close: ["注销", "Close"],
  closeHelp: [
    "注销后积分作废、卡停用，不能恢复；有储值时须先退付。",
    "Points end and cards stop; it cannot be undone. Stored value is paid out first.",
  ],
});

export function EditMember() {
  const t = useWords();
  const member = useMember();
  return (
    <Act<Body<"change_member">>
      label={t("edit")}
      title={t("edit")}
      explain={<Typography.Text type="secondary">{t("editHelp")}</Typography.Text>}
      needs="change_member"
      wide
      disabled={member.state === "closed"}
      schema={ChangeMemberBody}
      only={["name", "gender", "birthday", "phone", "email", "address", "language", "phone_shared"]}
      fields={{ phone_shared: {} }}
      run={({ phone_shared, ...body }) =>
        api.PATCH("/v1/members/{id}", {
          params: { path: { id: member.id }, header: version(member.version) },
          body: { ...body, ...(phone_shared && { phone_shared }) },
        })
      }
    />
  );
}

export function FreezeMember() {
  const t = useWords();
  const member = useMember();
  const next = member.state === "active" ? "frozen" : "active";
  if (member.state !== "active" && member.state !== "frozen") return null;
  return (
    <Act
      label={next === "frozen" ? t("freeze") : t("thaw")}
      title={next === "frozen" ? t("freeze") : t("thaw")}
      explain={t("freezeHelp")}
      needs="change_member"
      run={() =>
        api.PATCH("/v1/members/{id}", {
          params: { path: { id: member.id }, header: version(member.version) },
          body: { state: next },
        })
      }
    />
  );
}

export function CloseMember() {
  const t = useWords();
  const member = useMember();
  if (member.state === "closed") return null;
  return (
    <Act
      label={t("close")}
      title={t("close")}
      explain={t("closeHelp")}
      needs="close_member"
      danger
      run={() =>
        api.POST("/v1/members/{id}/close", { params: { path: { id: member.id }, header: version(member.version) } })
      }
    />
  );
}
