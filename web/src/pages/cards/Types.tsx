// The card types of a programme: what each is worth, and how many numbers it has left.
import { PlusOutlined } from "@ant-design/icons";
import { CardType } from "@schemas/CardType";
import { Button, Flex, Segmented, Typography } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { Schemas } from "@/api/client";
import { useRead } from "@/api/query";
import { fieldOf } from "@/api/schema";
import { defineWords } from "@/i18n";
import { countText, discountText, rateText } from "@/shared/format";
import { Mark } from "@/shared/Mark";
import { Loaded, Page } from "@/shared/Page";
import { ScopeProgramme } from "@/shared/ScopeProgramme";
import { ShortTable } from "@/shared/ShortTable";
import { useScope } from "@/shared/scope";
import { useMay } from "@/shared/session";
import { StateTag } from "@/shared/values";
import { useCommon } from "@/shared/words";

const useWords = defineWords("cards.types", {
  title: ["卡类型", "Card types"],
  help: [
    "卡类型决定一张卡值多少（积分、折扣）、有效多久、卡号是什么样子。修改会留下版本与逐字段的变更日志。",
    "A card type says what a card is worth (points, discount), how long it lives and what its number looks like. Every change is kept, field by field.",
  ],
  add: ["新增卡类型", "New card type"],
  none: ["这个会员计划还没有卡类型", "This programme has no card types yet"],
  use: ["用途", "Use"],
  used: ["在用", "In use"],
  all: ["含已停用", "With retired ones"],
  points: ["积分", "Points"],
  pointsText: ["积分率 {{rate}}，身份积分另加 {{multiple}} 倍", "rate {{rate}}, identity points {{multiple}}× on top"],
  discount: ["折扣", "Discount"],
  left: ["剩余号码", "Numbers left"],
  low: ["不足 {{count}}", "below {{count}}"],
});

export default function Types() {
  const t = useWords();
  const common = useCommon();
  const may = useMay();
  const { programme } = useScope();
  const [all, setAll] = useState(false);
  const answer = useRead("/v1/card-types", {});
  const state = fieldOf(CardType, "state")?.schema;
  const use = fieldOf(fieldOf(CardType, "terms")?.schema ?? CardType, "use")?.schema;
  const add = (
    <Link to="/cards/types/new">
      <Button type="primary" icon={<PlusOutlined />} disabled={!may("add_card_type")}>
        {t("add")}
      </Button>
    </Link>
  );
  return (
    <Page
      title={t("title")}
      help={t("help")}
      extra={
        <>
          <ScopeProgramme />
          {add}
        </>
      }
    >
      <Loaded answer={answer}>
        {(list) => (
          <ShortTable<Schemas["CardType"]>
            rows={list.items.filter((one) => one.programme === programme && (all || one.state === "active"))}
            rowKey="code"
            schema={CardType}
            toolbar={
              <Segmented
                aria-label={common("state")}
                value={all ? "all" : "used"}
                onChange={(next) => setAll(next === "all")}
                options={[
                  { value: "used", label: t("used") },
                  { value: "all", label: t("all") },
                ]}
              />
            }
            empty={{ title: t("none"), action: add }}
            columns={[
              {
                key: "name",
                render: (one) => (
                  <Link to={`/cards/types/${one.code}`}>
                    {one.name} <Typography.Text type="secondary">{one.code}</Typography.Text>
                  </Link>
                ),
              },
              { key: "state", render: (one) => <StateTag value={one.state} words={state} /> },
              { key: "use", title: t("use"), render: (one) => <StateTag value={one.terms.use} words={use} /> },
              {
                key: "points",
                title: t("points"),
                render: (one) =>
                  t("pointsText", { rate: rateText(one.terms.points_rate), multiple: one.terms.points_multiple }),
              },
              { key: "discount", title: t("discount"), render: (one) => discountText(one.terms.discount_rate) },
              {
                key: "left",
                title: t("left"),
                align: "right",
                render: (one) => <Left code={one.code} warnBelow={one.warn_below} />,
              },
              { key: "version", align: "right" },
              { key: "changed_at" },
            ]}
          />
        )}
      </Loaded>
    </Page>
  );
}

function Left({ code, warnBelow }: { code: string; warnBelow: number }) {
  const t = useWords();
  const numbers = useRead("/v1/card-types/{code}/numbers", { params: { path: { code } } });
  return (
    <Flex gap={6} justify="flex-end">
      {numbers.data?.low && <Mark color="orange">{t("low", { count: countText(warnBelow) })}</Mark>}
      {countText(numbers.data?.left)}
    </Flex>
  );
}
