// Cards of a member: what state each is in and what comes next; issuing, freezing, losing, renewing, replacing.
import { CardChange } from "@schemas/CardChange";
import { CardState } from "@schemas/CardState";
import { CardView } from "@schemas/CardView";
import { ChangeCardBody } from "@schemas/ChangeCardBody";
import { IssueCardBody } from "@schemas/IssueCardBody";
import { RenewCardBody } from "@schemas/RenewCardBody";
import { ReplaceCardBody } from "@schemas/ReplaceCardBody";
import { Card, Empty, Flex, Space, Tag, Typography } from "antd";
import { api, type Body, type Schemas } from "@/api/client";
import { useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { Details } from "@/shared/Details";
import { ListOf } from "@/shared/ListOf";
import { Loaded } from "@/shared/Page";
import { useMay } from "@/shared/session";
import { StateTag } from "@/shared/values";
import { Act, useMember, version } from "../parts";

const useWords = defineWords("members.cards", {
  issue: ["发卡", "Issue a card"],
  issueHelp: [
    "扫预制卡的卡号与验证码即绑定；不填卡号则发虚拟卡。",
    "Scan a printed card's number and code to bind it; without a number a virtual card is issued.",
  ],
  primary: ["主卡", "primary"],
  state: ["改状态", "Change its state"],
  stateHelp: [
    "冻结、挂失的卡不能付款、积分，也没有会员价；名下的积分与储值不受影响。",
    "A frozen or lost card does not pay, earn or get the member price; nothing that the member owns is lost.",
  ],
  renew: ["续期", "Renew"],
  replace: ["换卡", "Replace"],
  replaceHelp: [
    "一切移到新卡，旧卡号回答“已换卡”。",
    "Everything moves to the new card; the old number answers “replaced”.",
  ],
  changes: ["变更记录", "Changes"],
  none: ["没有会员卡", "No card"],
});

export function Cards() {
  const t = useWords();
  const { id, cards } = useMember();
  return (
    <Flex vertical gap={16}>
      <Space>
        <Act<Body<"issue_card">>
          label={t("issue")}
          title={t("issue")}
          explain={t("issueHelp")}
          needs="issue_card"
          button={{ type: "primary" }}
          schema={IssueCardBody}
          run={(body, once) => api.POST("/v1/members/{id}/cards", { params: { path: { id }, header: once }, body })}
        />
      </Space>
      {cards.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("none")} />}
      {cards.map((card) => (
        <OneCard key={card.id} id={id} card={card} />
      ))}
    </Flex>
  );
}

function OneCard({ id, card }: { id: string; card: Schemas["CardView"] }) {
  const t = useWords();
  const may = useMay();
  const path = { id, card: card.id };
  const changes = useRead(
    "/v1/members/{id}/cards/{card}/changes",
    { params: { path } },
    { enabled: may("list_card_changes") },
  );
  return (
    <Card
      size="small"
      title={
        <Space>
          <Typography.Text copyable>{card.number}</Typography.Text>
          <StateTag value={card.state} words={CardState} />
          {card.primary && <Tag>{t("primary")}</Tag>}
        </Space>
      }
      extra={
        <Space wrap>
          <Act<Body<"change_card">>
            label={t("state")}
            title={t("state")}
            explain={t("stateHelp")}
            needs="change_card"
            button={{ size: "small" }}
            schema={ChangeCardBody}
            run={(body) =>
              api.PATCH("/v1/members/{id}/cards/{card}", { params: { path, header: version(card.version) }, body })
            }
          />
          <Act<Body<"renew_card">>
            label={t("renew")}
            title={t("renew")}
            needs="renew_card"
            button={{ size: "small" }}
            schema={RenewCardBody}
            run={(body) =>
              api.POST("/v1/members/{id}/cards/{card}/renew", { params: { path, header: version(card.version) }, body })
            }
          />
          <Act<Body<"replace_card">>
            label={t("replace")}
            title={t("replace")}
            explain={t("replaceHelp")}
            needs="replace_card"
            button={{ size: "small" }}
            schema={ReplaceCardBody}
            run={(body, once) =>
              api.POST("/v1/members/{id}/cards/{card}/replace", {
                params: { path, header: { ...once, ...version(card.version) } },
                body,
              })
            }
          />
        </Space>
      }
    >
      <Flex vertical gap={12}>
        <Details schema={CardView} value={card} hide={["id", "number", "state", "primary", "version"]} />
        {may("list_card_changes") && (
          <Loaded answer={changes}>
            {({ items }) => (items.length > 0 ? <ListOf schema={CardChange} rows={items} /> : null)}
          </Loaded>
        )}
      </Flex>
    </Card>
  );
}
