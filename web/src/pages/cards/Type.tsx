// A card type: what it says, its numbers, its batches, old numbers, and its log of changes.

import { CardTerms } from "@schemas/CardTerms";
import { CardType } from "@schemas/CardType";
import { ChangeCardTypeBody } from "@schemas/ChangeCardTypeBody";
import { SetCardTypeStateBody } from "@schemas/SetCardTypeStateBody";
import { Button, Card, Flex } from "antd";
import { Link, useNavigate, useParams } from "react-router";
import { api, type Schemas } from "@/api/client";
import { queryClient, useRead } from "@/api/query";
import { fieldOf } from "@/api/schema";
import { defineWords } from "@/i18n";
import { ChangeLog } from "@/shared/ChangeLog";
import { Details } from "@/shared/Details";
import { discountText, rateText } from "@/shared/format";
import { Command, Loaded, Page, PageTabs } from "@/shared/Page";
import { useMay } from "@/shared/session";
import { StateTag } from "@/shared/values";
import { useCommon } from "@/shared/words";
import { Batches } from "./Batches";
import { Numbers } from "./Numbers";
import { DiscountExample, EarnExample, NumbersExample } from "./typeForm";

const useWords = defineWords("cards.type", {
  version: ["第 {{version}} 版", "Version {{version}}"],
  terms: ["参数", "Parameters"],
  numbers: ["号段", "Numbers"],
  batches: ["制卡批次", "Batches"],
  changes: ["变更日志", "Log of changes"],
  retire: ["停用", "Retire"],
  retireTitle: ["停用卡类型 {{name}}？", "Retire the card type {{name}}?"],
  retireExplain: [
    "不再制作、不再办理此类新卡；已发的卡继续有效。以后可以重新启用。",
    "No more cards of this type are made or issued; those out stay good. It can be taken back.",
  ],
  activate: ["重新启用", "Take it back"],
  activateTitle: ["重新启用卡类型 {{name}}？", "Take the card type {{name}} back into use?"],
  remove: ["删除", "Delete"],
  removeTitle: ["删除卡类型 {{name}}？", "Delete the card type {{name}}?"],
  removeExplain: [
    "只有从未发出过号码的卡类型可以删除；用过的请停用。变更日志会保留。",
    "Only a type whose numbers were never handed out can be deleted; retire it otherwise. Its log of changes stays.",
  ],
  removed: ["已删除", "Deleted"],
  worth: ["值多少", "What it is worth"],
  form: ["卡号与有效期", "Numbers and life"],
});

export default function Type() {
  const { code = "" } = useParams();
  const answer = useRead("/v1/card-types/{code}", { params: { path: { code } } });
  return <Loaded answer={answer}>{(type) => <Shown type={type} />}</Loaded>;
}

function Shown({ type }: { type: Schemas["CardType"] }) {
  const t = useWords();
  const may = useMay();
  const navigate = useNavigate();
  const common = useCommon();
  const numbers = useRead("/v1/card-types/{code}/numbers", { params: { path: { code: type.code } } });
  const at = { path: { code: type.code }, header: { "If-Match": `"${type.version}"` } };
  const setState = (state: "active" | "retired", label: string, title: string, explain?: string) => (
    <Command<{ reason: string }>
      label={label}
      title={title}
      explain={explain}
      needs="set_card_type_state"
      schema={SetCardTypeStateBody}
      only={["reason"]}
      run={async ({ reason }) => {
        await api.PATCH("/v1/card-types/{code}", { params: at, body: { state, reason } });
        await queryClient.invalidateQueries();
      }}
    />
  );
  return (
    <Page
      back="/cards/types"
      title={
        <Flex gap={8} align="center" wrap>
          {type.name} {type.code}
          <StateTag value={type.state} words={fieldOf(CardType, "state")?.schema} />
        </Flex>
      }
      help={t("version", { version: type.version })}
      extra={
        <>
          <Link to={`/cards/types/${type.code}/edit`}>
            <Button type="primary" disabled={!may("change_card_type")}>
              {common("edit")}
            </Button>
          </Link>
          {type.state === "active"
            ? setState("retired", t("retire"), t("retireTitle", { name: type.name }), t("retireExplain"))
            : setState("active", t("activate"), t("activateTitle", { name: type.name }))}
          {numbers.data?.handed_out === 0 && (
            <Command<{ reason: string }>
              label={t("remove")}
              title={t("removeTitle", { name: type.name })}
              explain={t("removeExplain")}
              needs="delete_card_type"
              danger
              schema={SetCardTypeStateBody}
              only={["reason"]}
              done={t("removed")}
              run={async ({ reason }) => {
                await api.DELETE("/v1/card-types/{code}", { params: { ...at, query: { reason } } });
                navigate("/cards/types");
                await queryClient.invalidateQueries({ queryKey: ["/v1/card-types"] });
              }}
            />
          )}
        </>
      }
    >
      <PageTabs
        items={[
          { key: "terms", label: t("terms"), children: <Terms type={type} /> },
          { key: "numbers", label: t("numbers"), children: <Numbers type={type} /> },
          { key: "batches", label: t("batches"), children: <Batches type={type} /> },
          {
            key: "changes",
            label: t("changes"),
            children: (
              <ChangeLog
                id="card-type-changes"
                path="/v1/card-types/{code}/changes"
                code={type.code}
                schemas={[CardTerms, CardType, ChangeCardTypeBody]}
              />
            ),
          },
        ]}
      />
    </Page>
  );
}

function Terms({ type }: { type: Schemas["CardType"] }) {
  const t = useWords();
  const { terms } = type;
  return (
    <Flex vertical gap={16}>
      <Card size="small" title={t("worth")}>
        <Details
          schema={CardTerms}
          value={terms}
          fields={[
            "use",
            "points_rate",
            "points_multiple",
            "discount_rate",
            "stack_start",
            "stack_rate",
            "cost_group",
            "entitling_amount",
            "small_change",
            "small_change_cap",
          ]}
          render={{
            points_rate: (of) => rateText(of.points_rate),
            points_multiple: (of) => `${of.points_multiple}×`,
            discount_rate: (of) => discountText(of.discount_rate),
            stack_start: (of) => discountText(of.stack_start),
            stack_rate: (of) => discountText(of.stack_rate),
          }}
        />
        <Flex gap={12} wrap>
          <EarnExample programme={type.programme} terms={terms} />
          <DiscountExample terms={terms} />
        </Flex>
      </Card>
      <Card size="small" title={t("form")}>
        <Details
          schema={CardTerms}
          value={terms}
          fields={[
            "prefix",
            "serial_length",
            "first_number",
            "last_number",
            "check_length",
            "suffix",
            "validity",
            ...(terms.validity === "months" ? (["validity_months"] as const) : []),
            ...(terms.validity === "until" ? (["valid_until"] as const) : []),
            "verification",
          ]}
          render={{
            first_number: (of) => String(of.first_number).padStart(of.serial_length, "0"),
            last_number: (of) => String(of.last_number).padStart(of.serial_length, "0"),
          }}
        />
        <NumbersExample terms={terms} />
      </Card>
      <Details
        schema={CardType}
        value={type}
        fields={["programme", "warn_below", "created_at", "changed_at"]}
        column={{ xs: 1, md: 2 }}
      />
    </Flex>
  );
}
