// What a new shop sets up first, in the order it makes sense; gone once everything is done or somebody puts it away.
import { CheckCircleFilled, CloseOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Card, Flex, Progress, Typography } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { remember, remembered } from "@/shared/remember";
import { useScope } from "@/shared/scope";
import { useMay } from "@/shared/session";

const useWords = defineWords("home.checklist", {
  title: ["开店清单", "Setting up"],
  hide: ["收起清单", "Put this away"],
  programme: ["建立会员计划", "Make a membership programme"],
  programmeHelp: ["积分怎么得、怎么用、多久到期", "How points are earned, used, and when they expire"],
  store: ["录入门店和收银机", "Enter stores and tills"],
  storeHelp: ["集团、公司、区域、门店；时区与日切", "Group, companies, regions, stores; time zone and cut-off"],
  items: ["录入商品", "Enter goods"],
  itemsHelp: ["或由收银系统导入", "Or have the till system send them"],
  cards: ["定义会员卡类型", "Define a card type"],
  cardsHelp: ["卡号规则、折扣、积分倍数", "Numbers, discount, multiple of points"],
  rule: ["定义第一张折扣单或促销", "Define a first discount or promotion"],
  ruleHelp: ["由另一位同事审核后生效", "It takes effect once a colleague has audited it"],
  people: ["为同事建立账号", "Make accounts for colleagues"],
  peopleHelp: ["每人一个账号，按角色授权", "One for each person, by role"],
});

export function Checklist() {
  const t = useWords();
  const may = useMay();
  const { programme, programmes } = useScope();
  const [hidden, setHidden] = useState(() => remembered<boolean>("checklist.hidden") ?? false);
  const may_all = may("add_programme") && may("add_store") && may("add_actor");
  const wanted = !hidden && may_all;
  const one = { query: { limit: 1 } };
  const stores = useRead("/v1/stores", { params: one }, { enabled: wanted });
  const items = useRead("/v1/items", { params: one }, { enabled: wanted });
  const actors = useRead("/v1/actors", { params: { query: { limit: 2 } } }, { enabled: wanted });
  const withProgramme = wanted && programme !== "";
  const cards = useRead("/v1/card-types", {}, { enabled: withProgramme });
  const rules = useRead(
    "/v1/pricing/rules",
    { params: { query: { programme, limit: 1 } } },
    { enabled: withProgramme },
  );
  if (!wanted || stores.isPending || items.isPending || actors.isPending) return null;
  const steps = [
    { key: "programme", to: "/programmes", done: programmes.length > 0 },
    { key: "store", to: "/catalogue/organisation", done: (stores.data?.items.length ?? 0) > 0 },
    { key: "items", to: "/catalogue/items", done: (items.data?.items.length ?? 0) > 0 },
    { key: "cards", to: "/cards/types", done: (cards.data?.items.length ?? 0) > 0 },
    { key: "rule", to: "/pricing/rules", done: (rules.data?.items.length ?? 0) > 0 },
    { key: "people", to: "/access/accounts", done: (actors.data?.items.length ?? 0) > 1 },
  ] as const;
  const done = steps.filter((step) => step.done).length;
  if (done === steps.length) return null;
  const hide = () => {
    remember("checklist.hidden", true);
    setHidden(true);
  };
  return (
    <Card
      size="small"
      title={t("title")}
      extra={<Button type="text" aria-label={t("hide")} icon={<CloseOutlined />} onClick={hide} />}
    >
      <Progress
        percent={Math.floor((done * 100) / steps.length)}
        format={() => `${done}/${steps.length}`}
        aria-label={t("title")}
      />
      <Flex wrap gap={12} style={{ marginTop: 12 }}>
        {steps.map((step) => (
          <Link key={step.key} to={step.to} style={{ flex: "1 1 260px", color: "inherit" }}>
            <Card size="small" hoverable>
              <Flex gap={12} align="center">
                {step.done ? <CheckCircleFilled style={{ color: "#1b7f3b", fontSize: 18 }} /> : <RightOutlined />}
                <div>
                  <Typography.Text delete={step.done} strong={!step.done}>
                    {t(step.key)}
                  </Typography.Text>
                  <br />
                  <Typography.Text type="secondary">{t(`${step.key}Help`)}</Typography.Text>
                </div>
              </Flex>
            </Card>
          </Link>
        ))}
      </Flex>
    </Card>
  );
}
