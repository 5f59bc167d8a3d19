// Registration: what the programme asks for, the charter, a printed card; who may be the same person is said at once.
import { EnrolRequest } from "@schemas/EnrolRequest";
import { Alert, Flex, Result, Typography } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { ApiError, api, type Schemas } from "@/api/client";
import { queryClient, useIdempotencyKey, useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { Page } from "@/shared/Page";
import { SchemaForm } from "@/shared/SchemaForm";
import { useScope } from "@/shared/scope";
import { StoreSelect } from "@/shared/selects";
import { useMay } from "@/shared/session";
import { MemberLink } from "./parts";

const useWords = defineWords("members.register", {
  title: ["会员入会", "Register a member"],
  help: [
    "手机或卡至少一项。姓名、生日等可以以后补充。",
    "A phone or a card at least. Name, birthday and the rest can come later.",
  ],
  person: ["会员", "The member"],
  card: ["会员卡", "Card"],
  cardHelp: ["扫预制卡；不填则发虚拟卡。", "Scan a printed card; without one a virtual card is issued."],
  terms: ["入会条件与章程", "Terms and charter"],
  more: ["更多", "More"],
  register: ["入会", "Register"],
  done: ["已入会", "Registered"],
  open: ["打开会员", "Open the member"],
  another: ["再登记一位", "Register another"],
  twins: ["可能已是会员", "May be a member already"],
  noProgramme: ["还没有会员计划", "There is no programme yet"],
});

export default function Register() {
  const t = useWords();
  const may = useMay();
  const navigate = useNavigate();
  const { programme, store } = useScope();
  const key = useIdempotencyKey();
  const [made, setMade] = useState<Schemas["MemberView"]>();
  const terms = useRead(
    "/v1/programmes/{programme}/registration-terms",
    { params: { path: { programme } } },
    { enabled: programme !== "" && may("get_registration_terms") },
  );
  const charter = (terms.data as { charter?: { text: string; version: number } } | undefined)?.charter;
  if (programme === "") return <Result title={t("noProgramme")} />;
  if (made)
    return (
      <Page title={t("title")} back="/members">
        <Result
          status="success"
          title={t("done")}
          subTitle={`${made.member_code} ${made.cards.map((card) => card.number).join("、")}`}
          extra={[
            <Link key="open" to={`/members/${made.id}`}>
              {t("open")}
            </Link>,
            <Typography.Link
              key="another"
              onClick={() => {
                setMade(undefined);
                navigate("/members/register");
              }}
            >
              {t("another")}
            </Typography.Link>,
          ]}
        />
        {made.possible_duplicates && made.possible_duplicates.length > 0 && (
          <Alert
            type="warning"
            showIcon
            title={t("twins")}
            description={
              <Flex vertical>
                {made.possible_duplicates.map(({ member }) => (
                  <MemberLink key={member.id} id={member.id}>
                    {[member.name, member.phone, member.member_code].filter(Boolean).join(" · ")}
                  </MemberLink>
                ))}
              </Flex>
            }
          />
        )}
      </Page>
    );
  return (
    <Page title={t("title")} help={t("help")} back="/members">
      <SchemaForm<Schemas["EnrolRequest"]>
        schema={EnrolRequest}
        submit={t("register")}
        initial={
          { programme, ...(store && { store }), ...(charter && { charter }) } as Partial<Schemas["EnrolRequest"]>
        }
        groups={[
          { title: t("person"), names: ["phone", "name", "gender", "birthday", "store"] },
          { title: t("card"), names: ["card_number", "verification_code", "receipt"], help: t("cardHelp") },
          { title: t("terms"), names: ["charter", "phone_code", "phone_shared", "referrer", "guardian"], closed: true },
          {
            title: t("more"),
            names: ["email", "address", "id_number", "external_id", "language", "channel", "membership", "wechat"],
            closed: true,
          },
        ]}
        fields={{ programme: { hidden: true }, store: { input: <StoreSelect allowClear /> } }}
        onSubmit={async (body) => {
          try {
            const { data } = await api.POST("/v1/members", {
              params: { header: key.header() },
              body: { ...body, programme },
            });
            key.renew();
            setMade(data);
            await queryClient.invalidateQueries();
          } catch (fault) {
            if (fault instanceof ApiError && fault.status >= 400 && fault.status < 500) key.renew();
            throw fault;
          }
        }}
      />
    </Page>
  );
}
