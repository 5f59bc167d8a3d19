// Coupons of a member: what can be used until when; issuing one, taking one away.
import { Coupon } from "@schemas/Coupon";
import { CouponState } from "@schemas/CouponState";
import { IssueCouponBody } from "@schemas/IssueCouponBody";
import { WithdrawCouponBody } from "@schemas/WithdrawCouponBody";
import { Select } from "antd";
import { api, type Body } from "@/api/client";
import { useAll } from "@/api/query";
import { defineWords, useLanguage } from "@/i18n";
import { DataTable } from "@/shared/DataTable";
import { useScope } from "@/shared/scope";
import { Act, useMember } from "../parts";

const useWords = defineWords("members.coupons", {
  issue: ["发券", "Issue a coupon"],
  withdraw: ["收回", "Withdraw"],
  withdrawHelp: ["收回后不能再用，会员可看到原因。", "It cannot be used any more; the member sees why."],
  state: ["状态", "State"],
  empty: ["没有优惠券", "No coupons"],
  name: ["名称", "Name"],
});

function TemplateSelect(props: { value?: string; onChange?: (id: string) => void; id?: string }) {
  const language = useLanguage();
  const { programme } = useScope();
  const all = useAll("/v1/coupons/templates", { programme }, { enabled: programme !== "" });
  const options = (all.data ?? [])
    .filter((one) => one.state === "active")
    .map((one) => ({
      value: one.id,
      label: `${one.code} ${language === "zh" ? one.terms.name_zh : one.terms.name_en}`,
    }));
  return <Select showSearch={{ optionFilterProp: "label" }} loading={all.isPending} options={options} {...props} />;
}

export function Coupons() {
  const t = useWords();
  const language = useLanguage();
  const { id } = useMember();
  const params = { path: { id } };
  return (
    <DataTable
      id="member.coupons"
      prefix="c."
      path="/v1/members/{id}/coupons"
      params={params}
      rowKey="id"
      schema={Coupon}
      filters={[{ name: "state", kind: "select", label: t("state"), schema: CouponState }]}
      columns={[
        { key: "name_zh", title: t("name"), render: (row) => (language === "zh" ? row.name_zh : row.name_en) },
        { key: "kind" },
        { key: "state" },
        { key: "valid_from" },
        { key: "valid_until" },
        { key: "face_value" },
        { key: "balance" },
        { key: "cause" },
        { key: "issued_at" },
        {
          key: "id",
          title: " ",
          render: (row) =>
            row.state === "issued" && (
              <Act<Body<"withdraw_coupon">>
                label={t("withdraw")}
                title={t("withdraw")}
                explain={t("withdrawHelp")}
                needs="withdraw_coupon"
                danger
                button={{ size: "small" }}
                schema={WithdrawCouponBody}
                run={(body, once) =>
                  api.POST("/v1/members/{id}/coupons/{coupon}/withdrawal", {
                    params: { path: { id, coupon: row.id }, header: once },
                    body,
                  })
                }
              />
            ),
        },
      ]}
      toolbar={
        <Act<Body<"issue_coupon">>
          label={t("issue")}
          title={t("issue")}
          needs="issue_coupon"
          button={{ type: "primary" }}
          schema={IssueCouponBody}
          fields={{ template: { input: <TemplateSelect /> } }}
          run={(body, once) => api.POST("/v1/members/{id}/coupons", { params: { ...params, header: once }, body })}
        />
      }
      empty={{ title: t("empty") }}
    />
  );
}
