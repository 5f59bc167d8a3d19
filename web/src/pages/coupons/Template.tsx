// A coupon's template: its terms, starting and stopping it, what came of it.
import { ActivateCouponTemplateBody } from "@schemas/ActivateCouponTemplateBody";
import { CouponReportRow } from "@schemas/CouponReportRow";
import { CouponsCouponTerms } from "@schemas/CouponsCouponTerms";
import { CouponTemplate } from "@schemas/CouponTemplate";
import { StopCouponTemplateBody } from "@schemas/StopCouponTemplateBody";
import { Card, Flex, Space } from "antd";
import { useState } from "react";
import { useParams } from "react-router";
import { api, type Body } from "@/api/client";
import { useRead } from "@/api/query";
import { defineWords, useLanguage } from "@/i18n";
import { Act, version } from "@/shared/Act";
import { Details } from "@/shared/Details";
import { daysAgo, moneyText, today } from "@/shared/format";
import { DaysInput } from "@/shared/inputs";
import { ListOf } from "@/shared/ListOf";
import { Loaded, Page } from "@/shared/Page";

const useWords = defineWords("coupons.template", {
  start: ["启用", "Start"],
  startHelp: ["启用后可以发放。", "It can be issued from then on."],
  stop: ["停用", "Stop"],
  stopHelp: ["不再发放；已发的券仍可使用。", "No more are issued; those that are out stay good."],
  terms: ["内容", "Terms"],
  report: ["发放与核销", "Issued and used"],
  recovered: ["核销金额 {{amount}}", "Taken off {{amount}}"],
});

export default function Template() {
  const { id = "" } = useParams();
  const t = useWords();
  const language = useLanguage();
  const [days, setDays] = useState<[string, string]>([daysAgo(29), today()]);
  const params = { path: { id } };
  const answer = useRead("/v1/coupons/templates/{id}", { params });
  const report = useRead("/v1/coupons/reports", { params: { query: { template: id, from: days[0], until: days[1] } } });
  return (
    <Loaded answer={answer}>
      {(template) => (
        <Page
          back="/coupons"
          title={`${template.code} ${language === "zh" ? template.terms.name_zh : template.terms.name_en}`}
          extra={
            <Space>
              {template.state !== "active" && (
                <Act<Body<"activate_coupon_template">>
                  label={t("start")}
                  title={t("start")}
                  explain={t("startHelp")}
                  needs="activate_coupon_template"
                  button={{ type: "primary" }}
                  schema={ActivateCouponTemplateBody}
                  run={(body) =>
                    api.POST("/v1/coupons/templates/{id}/activation", {
                      params: { ...params, header: version(template.version) },
                      body,
                    })
                  }
                />
              )}
              {template.state === "active" && (
                <Act<Body<"stop_coupon_template">>
                  label={t("stop")}
                  title={t("stop")}
                  explain={t("stopHelp")}
                  needs="stop_coupon_template"
                  danger
                  schema={StopCouponTemplateBody}
                  run={(body) =>
                    api.POST("/v1/coupons/templates/{id}/stop", {
                      params: { ...params, header: version(template.version) },
                      body,
                    })
                  }
                />
              )}
            </Space>
          }
        >
          <Details schema={CouponTemplate} value={template} hide={["id", "terms", "version", "picked_up"]} />
          <Card size="small" title={t("terms")}>
            <Details schema={CouponsCouponTerms} value={template.terms} />
          </Card>
          <Card
            size="small"
            title={t("report")}
            extra={<DaysInput value={days} onChange={(next) => next && setDays(next)} />}
          >
            <Loaded answer={report}>
              {({ items, recovered }) => (
                <Flex vertical gap={8}>
                  {t("recovered", { amount: moneyText(recovered) })}
                  <ListOf schema={CouponReportRow} rows={items} />
                </Flex>
              )}
            </Loaded>
          </Card>
        </Page>
      )}
    </Loaded>
  );
}
