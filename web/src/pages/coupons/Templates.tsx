// What coupons there are: drafted, started, stopped.
import { AddCouponTemplate } from "@schemas/AddCouponTemplate";
import { CouponTemplate } from "@schemas/CouponTemplate";
import { Button, Card, Table } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { api, type Schemas } from "@/api/client";
import { queryClient, useIdempotencyKey, useRead } from "@/api/query";
import { fieldOf } from "@/api/schema";
import { defineWords, useLanguage } from "@/i18n";
import { countText } from "@/shared/format";
import { Loaded, Page, SideForm } from "@/shared/Page";
import { useScope } from "@/shared/scope";
import { useMay } from "@/shared/session";
import { InstantView, Label, StateTag, valueText } from "@/shared/values";

const useWords = defineWords("coupons.templates", {
  title: ["券模板", "Coupons"],
  help: [
    "券的面值、有效期、库存与限领；怎样抵扣由“定价”里的券规则决定。",
    "Value, validity, stock and limits; what a coupon takes off is a rule of pricing.",
  ],
  add: ["新建模板", "New template"],
  empty: ["还没有券", "No coupons yet"],
  name: ["名称", "Name"],
  kind: ["种类", "Kind"],
});

export default function Templates() {
  const t = useWords();
  const language = useLanguage();
  const may = useMay();
  const navigate = useNavigate();
  const key = useIdempotencyKey();
  const { programme } = useScope();
  const [adding, setAdding] = useState(false);
  const answer = useRead("/v1/coupons/templates", { params: { query: { programme } } }, { enabled: programme !== "" });
  const title = (name: string) => <Label schema={fieldOf(CouponTemplate, name)?.schema} />;
  const terms = fieldOf(CouponTemplate, "terms");
  const kinds = terms && fieldOf(terms.schema, "kind")?.schema;
  return (
    <Page
      title={t("title")}
      help={t("help")}
      extra={
        <Button type="primary" disabled={!may("add_coupon_template")} onClick={() => setAdding(true)}>
          {t("add")}
        </Button>
      }
    >
      <Loaded answer={answer}>
        {({ items }) => (
          <Card size="small">
            <Table<Schemas["CouponTemplate"]>
              size="small"
              rowKey="id"
              pagination={items.length > 50 ? { pageSize: 50 } : false}
              scroll={{ x: "max-content" }}
              dataSource={items}
              locale={{ emptyText: t("empty") }}
              columns={[
                { title: title("code"), render: (_, one) => <Link to={`/coupons/${one.id}`}>{one.code}</Link> },
                { title: t("name"), render: (_, one) => (language === "zh" ? one.terms.name_zh : one.terms.name_en) },
                {
                  title: t("kind"),
                  render: (_, one) => (kinds ? valueText(kinds, one.terms.kind, language) : one.terms.kind),
                },
                {
                  title: title("state"),
                  render: (_, one) => <StateTag value={one.state} words={fieldOf(CouponTemplate, "state")?.schema} />,
                },
                { title: title("taken"), align: "right", render: (_, one) => countText(one.taken) },
                { title: title("changed_at"), render: (_, one) => <InstantView value={one.changed_at} /> },
              ]}
            />
          </Card>
        )}
      </Loaded>
      <SideForm<Schemas["AddCouponTemplate"]>
        open={adding}
        title={t("add")}
        onClose={() => setAdding(false)}
        schema={AddCouponTemplate}
        initial={{ programme }}
        fields={{ programme: { hidden: true } }}
        onSubmit={async (body) => {
          const { data } = await api.POST("/v1/coupons/templates", {
            params: { header: key.header() },
            body: { ...body, programme },
          });
          key.renew();
          await queryClient.invalidateQueries();
          setAdding(false);
          if (data) navigate(`/coupons/${data.id}`);
        }}
      />
    </Page>
  );
}
