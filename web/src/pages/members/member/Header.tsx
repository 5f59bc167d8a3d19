// The head of a member's page: who it is and what there is, at a glance. Personal data stays masked until asked for.
import { EyeOutlined } from "@ant-design/icons";
import { CardState } from "@schemas/CardState";
import { Gender } from "@schemas/Gender";
import { Alert, Button, Card, Descriptions, Flex, Modal, Statistic, Tag, Typography } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { ApiError, api, type Schemas } from "@/api/client";
import { defineWords, useLanguage } from "@/i18n";
import { ErrorNotice } from "@/shared/ErrorNotice";
import { countText, moneyText } from "@/shared/format";
import { Marked } from "@/shared/Marked";
import { useMay } from "@/shared/session";
import { StateTag } from "@/shared/values";
import { useCommon } from "@/shared/words";
import { maskEmail, maskName, maskPhone } from "../lookup";
import { MemberLink, MemberStateTag } from "../parts";

const useWords = defineWords("members.header", {
  unnamed: ["（未填姓名）", "(no name)"],
  reveal: ["查看明文", "Show in the clear"],
  revealHelp: ["查看会写入审计记录。", "Looking is kept in the audit trail."],
  points: ["可用积分余额", "Points"],
  held: ["其中预留 {{count}}", "{{count}} held"],
  owed: ["欠分 {{count}}", "{{count}} owed"],
  stored: ["储值", "Stored value"],
  change: ["零钱 {{amount}}", "small change {{amount}}"],
  tier: ["等级", "Tier"],
  noTier: ["未设等级", "No tier"],
  card: ["主卡", "Primary card"],
  noCard: ["无卡", "No card"],
  joined: ["{{day}} 入会", "Joined {{day}}"],
  at: ["（{{store}}）", " at {{store}}"],
  mergedInto: [
    "此会员已并入另一位会员，单据与积分请到那里查看。",
    "This member was merged into another one: look there for what counts now.",
  ],
  toOther: ["打开保留的会员", "Open the survivor"],
  duplicates: ["可能与 {{count}} 位会员是同一人", "May be the same person as {{count}} other members"],
  toDuplicates: ["去核对", "Look at them"],
  name: ["姓名", "Name"],
  phone: ["手机", "Phone"],
  email: ["邮箱", "E-mail"],
  idNumber: ["身份证号", "Identity number"],
  address: ["地址", "Address"],
  external: ["外部编号", "External ids"],
  frozenWallet: ["储值已冻结", "wallet frozen"],
});

export function Header({ data }: { data: Schemas["MemberOverview"] }) {
  const t = useWords();
  const language = useLanguage();
  const { member, wallet, tiers } = data;
  const primary = member.cards.find((card) => card.primary);
  const gender = member.gender === "unknown" ? undefined : Gender["x-values"]?.[member.gender]?.[language];
  return (
    <Flex vertical gap={12}>
      {member.merged_into && (
        <Alert
          type="warning"
          showIcon
          title={t("mergedInto")}
          action={<MemberLink id={member.merged_into}>{t("toOther")}</MemberLink>}
        />
      )}
      {data.possible_duplicates > 0 && (
        <Alert
          type="info"
          showIcon
          title={t("duplicates", { count: data.possible_duplicates })}
          action={<Link to="/members/duplicates">{t("toDuplicates")}</Link>}
        />
      )}
      <Card size="small">
        <Flex justify="space-between" gap={24} wrap>
          <Flex vertical gap={4} style={{ minWidth: 240 }}>
            <Flex gap={8} align="center" wrap>
              <Typography.Title level={2} style={{ fontSize: 20, margin: 0 }}>
                {maskName(member.name) ?? t("unnamed")}
              </Typography.Title>
              <MemberStateTag state={member.state} />
              {gender && <Tag>{gender}</Tag>}
            </Flex>
            <Typography.Text copyable={{ text: member.member_code }}>{member.member_code}</Typography.Text>
            <Flex gap={8} align="center" wrap>
              <span>{maskPhone(member.phone) ?? "–"}</span>
              {member.email && <span>{maskEmail(member.email)}</span>}
              <Reveal id={member.id} />
            </Flex>
            <Typography.Text type="secondary">
              {t("joined", { day: member.joined_on })}
              {member.joined_store && t("at", { store: member.joined_store })}
            </Typography.Text>
          </Flex>
          <Flex gap={32} wrap>
            <Fact
              title={t("points")}
              value={countText(member.points.balance)}
              more={[
                member.points.held > 0 && t("held", { count: countText(member.points.held) }),
                member.points.owed > 0 && t("owed", { count: countText(member.points.owed) }),
              ]}
              to="?tab=points"
            />
            {wallet && (
              <Fact
                title={t("stored")}
                value={moneyText(wallet.stored)}
                more={[
                  wallet.small_change.amount > 0 && t("change", { amount: moneyText(wallet.small_change) }),
                  wallet.state === "frozen" && t("frozenWallet"),
                ]}
                to="?tab=wallet"
              />
            )}
            <Fact
              title={t("tier")}
              value={tiers?.map((one) => one.name).join("、") || t("noTier")}
              more={[]}
              to="?tab=tier"
            />
            <Fact
              title={t("card")}
              value={primary ? `…${primary.number.slice(-6)}` : t("noCard")}
              more={[primary && <StateTag key="state" value={primary.state} words={CardState} />]}
              to="?tab=cards"
            />
          </Flex>
        </Flex>
      </Card>
    </Flex>
  );
}

function Fact({ title, value, more, to }: { title: string; value: string; more: React.ReactNode[]; to: string }) {
  const shown = more.filter(Boolean);
  return (
    <Flex vertical>
      <Statistic
        title={<Link to={to}>{title}</Link>}
        value={value}
        formatter={(text) => text}
        styles={{ content: { fontSize: 20 } }}
      />
      {shown.map((one, at) => (
        <Typography.Text key={at} type="secondary">
          {one}
        </Typography.Text>
      ))}
    </Flex>
  );
}

/** Name, phone and the rest in the clear: a look that is recorded, with the looker's name across it. */
function Reveal({ id }: { id: string }) {
  const t = useWords();
  const common = useCommon();
  const may = useMay();
  const [contact, setContact] = useState<Schemas["ContactView"]>();
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  if (!may("reveal_member_contact")) return null;
  const show = async () => {
    setBusy(true);
    setError(undefined);
    try {
      setContact((await api.GET("/v1/members/{id}/contact", { params: { path: { id } } })).data);
    } catch (fault) {
      if (!(fault instanceof ApiError)) throw fault;
      setError(fault);
    }
    setBusy(false);
  };
  const close = () => {
    setContact(undefined);
    setError(undefined);
  };
  return (
    <>
      <Button size="small" type="link" icon={<EyeOutlined />} title={t("revealHelp")} loading={busy} onClick={show}>
        {t("reveal")}
      </Button>
      <Modal
        open={contact !== undefined || error !== undefined}
        title={t("reveal")}
        onCancel={close}
        footer={<Button onClick={close}>{common("close")}</Button>}
      >
        <ErrorNotice error={error} />
        {contact && (
          <Marked>
            <Descriptions
              size="small"
              column={1}
              bordered
              items={[
                { key: "name", label: t("name"), children: contact.name ?? "–" },
                { key: "phone", label: t("phone"), children: contact.phone ?? "–" },
                { key: "email", label: t("email"), children: contact.email ?? "–" },
                { key: "id", label: t("idNumber"), children: contact.id_number ?? "–" },
                { key: "address", label: t("address"), children: contact.address ?? "–" },
                { key: "external", label: t("external"), children: contact.external_ids.join("、") || "–" },
              ]}
            />
            <Typography.Paragraph type="secondary" style={{ marginTop: 12 }}>
              {t("revealHelp")}
            </Typography.Paragraph>
          </Marked>
        )}
      </Modal>
    </>
  );
}
