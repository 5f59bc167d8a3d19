// The ladders of a programme: which tiers, which version is in force, what waits to be switched on.
import { PlusOutlined } from "@ant-design/icons";
import { TierLadder } from "@schemas/TierLadder";
import { Button, Typography } from "antd";
import { Link } from "react-router";
import type { Schemas } from "@/api/client";
import { useRead } from "@/api/query";
import { defineWords, useLanguage } from "@/i18n";
import { Mark } from "@/shared/Mark";
import { Loaded, Page } from "@/shared/Page";
import { ScopeProgramme } from "@/shared/ScopeProgramme";
import { ShortTable } from "@/shared/ShortTable";
import { useScope } from "@/shared/scope";
import { useMay } from "@/shared/session";

const useWords = defineWords("tiers.ladders", {
  title: ["等级体系", "Ladders of tiers"],
  help: [
    "会员按成长值升级、按周期保级。修改先成为草稿，试算过再启用；启用中的等级不会被去掉。",
    "Members rise by growth and keep a tier period by period. A change is a draft first: simulate it, then switch it on.",
  ],
  add: ["新增等级体系", "New ladder"],
  none: ["这个会员计划还没有等级体系", "This programme has no ladder yet"],
  name: ["名称", "Name"],
  tiers: ["等级", "Tiers"],
  state: ["状态", "State"],
  inForce: ["第 {{version}} 版启用中", "Version {{version}} in force"],
  draft: ["第 {{version}} 版草稿待启用", "Draft {{version}} waits"],
  never: ["未启用", "Not in force"],
  rates: ["决定折扣与积分倍数", "Decides discount and points"],
});

export default function Ladders() {
  const t = useWords();
  const zh = useLanguage() === "zh";
  const may = useMay();
  const { programme } = useScope();
  const answer = useRead("/v1/tier-ladders", {});
  const add = (
    <Link to="/tiers/new">
      <Button type="primary" icon={<PlusOutlined />} disabled={!may("add_tier_ladder")}>
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
          <ShortTable<Schemas["TierLadder"]>
            rows={list.items.filter((one) => one.programme === programme)}
            rowKey="code"
            schema={TierLadder}
            empty={{ title: t("none"), action: add }}
            columns={[
              {
                key: "name",
                title: t("name"),
                render: (one) => (
                  <Link to={`/tiers/${one.code}`}>
                    {zh ? one.terms.name_zh : one.terms.name_en}{" "}
                    <Typography.Text type="secondary">{one.code}</Typography.Text>
                  </Link>
                ),
              },
              {
                key: "tiers",
                title: t("tiers"),
                render: (one) => one.terms.tiers.map((tier) => (zh ? tier.name_zh : tier.name_en)).join(" → "),
              },
              {
                key: "state",
                title: t("state"),
                render: (one) => (
                  <>
                    {one.in_force ? (
                      <Mark color="green">{t("inForce", { version: one.in_force })}</Mark>
                    ) : (
                      <Mark>{t("never")}</Mark>
                    )}
                    {one.version !== one.in_force && <Mark color="orange">{t("draft", { version: one.version })}</Mark>}
                    {one.terms.decides_rates && <Mark color="blue">{t("rates")}</Mark>}
                  </>
                ),
              },
              { key: "changed_at" },
            ]}
          />
        )}
      </Loaded>
    </Page>
  );
}
