// One member, all round: who it is, what may be done, and behind the tabs everything that is known.
import { EllipsisOutlined } from "@ant-design/icons";
import { Button, Dropdown, Flex } from "antd";
import { type ReactNode, useState } from "react";
import { useParams } from "react-router";
import type { OperationId } from "@/api/generated/operations";
import { useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { Loaded, Page, PageTabs } from "@/shared/Page";
import { useMay } from "@/shared/session";
import { useCommon } from "@/shared/words";
import { MergeDialog } from "./MergeDialog";
import { Audiences } from "./member/Audiences";
import { Cards } from "./member/Cards";
import { Consents } from "./member/Consents";
import { Coupons } from "./member/Coupons";
import { CloseMember, EditMember, FreezeMember } from "./member/Edit";
import { Header } from "./member/Header";
import { Household } from "./member/Household";
import { Identities } from "./member/Identities";
import { Merges } from "./member/Merges";
import { Overview } from "./member/Overview";
import { Points } from "./member/Points";
import { Profile } from "./member/Profile";
import { Receipts } from "./member/Receipts";
import { RequestsOfMember } from "./member/RequestsOfMember";
import { Tier } from "./member/Tier";
import { Timeline } from "./member/Timeline";
import { Wallet } from "./member/Wallet";
import { MemberHere } from "./parts";

const useWords = defineWords("members.member", {
  title: ["会员", "Member"],
  overview: ["概览", "Overview"],
  timeline: ["时间线", "Timeline"],
  points: ["积分", "Points"],
  wallet: ["储值", "Wallet"],
  cards: ["会员卡", "Cards"],
  coupons: ["优惠券", "Coupons"],
  tier: ["等级", "Tier"],
  receipts: ["消费", "Receipts"],
  consents: ["授权同意", "Consents"],
  profile: ["资料", "Profile"],
  household: ["家庭账户", "Household"],
  identities: ["身份标识", "Identities"],
  audiences: ["人群", "Audiences"],
  merges: ["合并", "Merges"],
  requests: ["个人信息请求", "Requests"],
  merge: ["与另一位会员合并", "Merge with another member"],
});

type Tab = { key: string; label: string; needs?: OperationId; children: ReactNode };

export default function MemberPage() {
  const t = useWords();
  const common = useCommon();
  const may = useMay();
  const { id = "" } = useParams();
  const [merging, setMerging] = useState(false);
  const answer = useRead("/v1/members/{id}/overview", { params: { path: { id } } });
  const overview = answer.data?.member.id === id ? answer.data : undefined;

  return (
    <Loaded answer={{ ...answer, data: overview }}>
      {(data) => {
        const member = data.member;
        const tabs: Tab[] = [
          { key: "overview", label: t("overview"), children: <Overview data={data} /> },
          { key: "timeline", label: t("timeline"), needs: "list_member_timeline", children: <Timeline /> },
          { key: "points", label: t("points"), needs: "get_points", children: <Points /> },
          { key: "wallet", label: t("wallet"), needs: "get_wallet", children: <Wallet /> },
          { key: "cards", label: t("cards"), children: <Cards /> },
          { key: "coupons", label: t("coupons"), needs: "list_coupons", children: <Coupons /> },
          { key: "tier", label: t("tier"), needs: "get_member_tier", children: <Tier /> },
          { key: "receipts", label: t("receipts"), needs: "list_member_receipts", children: <Receipts /> },
          { key: "profile", label: t("profile"), children: <Profile /> },
          { key: "consents", label: t("consents"), needs: "list_member_consents", children: <Consents /> },
          { key: "household", label: t("household"), needs: "get_household_of_member", children: <Household /> },
          { key: "identities", label: t("identities"), needs: "list_member_identities", children: <Identities /> },
          { key: "audiences", label: t("audiences"), needs: "list_member_audiences", children: <Audiences /> },
          { key: "merges", label: t("merges"), needs: "list_merges", children: <Merges /> },
          { key: "requests", label: t("requests"), needs: "list_requests_of_member", children: <RequestsOfMember /> },
        ];
        return (
          <MemberHere value={member}>
            <Page
              title={t("title")}
              back="/members"
              extra={
                <Flex gap={8} wrap>
                  <EditMember />
                  <FreezeMember />
                  {may("merge_members") && (
                    <Dropdown
                      trigger={["click"]}
                      menu={{
                        items: [
                          {
                            key: "merge",
                            label: t("merge"),
                            disabled: member.state !== "active",
                            onClick: () => setMerging(true),
                          },
                        ],
                      }}
                    >
                      <Button icon={<EllipsisOutlined />} aria-label={common("more")} />
                    </Dropdown>
                  )}
                  <CloseMember />
                </Flex>
              }
            >
              <Header data={data} />
              <PageTabs
                items={tabs
                  .filter((tab) => !tab.needs || may(tab.needs))
                  .map(({ key, label, children }) => ({ key, label, children }))}
              />
              {merging && <MergeDialog survivor={member} onClose={() => setMerging(false)} />}
            </Page>
          </MemberHere>
        );
      }}
    </Loaded>
  );
}
