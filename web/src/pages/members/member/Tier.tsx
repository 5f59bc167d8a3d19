// Tiers of a member: where they stand on each ladder, in words; grants; the growth that made it.
import { EndTierGrantBody } from "@schemas/EndTierGrantBody";
import { GrantTierBody } from "@schemas/GrantTierBody";
import { GrowthEntry } from "@schemas/GrowthEntry";
import { TierStanding } from "@schemas/TierStanding";
import { Card, Empty, Flex, Space } from "antd";
import { api, type Body } from "@/api/client";
import { useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { DataTable } from "@/shared/DataTable";
import { Details } from "@/shared/Details";
import { Loaded } from "@/shared/Page";
import { Act, useMember } from "../parts";
import { TierProgress } from "./Overview";

const useWords = defineWords("members.tier", {
  grant: ["授予等级", "Grant a tier"],
  grantHelp: [
    "到所填日期为止；成长值达到更高等级时以高者为准。",
    "Until the day you name; where growth gives more, the higher one counts.",
  ],
  end: ["结束授予", "End the grant"],
  growth: ["成长值明细", "Growth"],
  none: ["还没有等级", "No tier yet"],
});

export function Tier() {
  const t = useWords();
  const { id } = useMember();
  const params = { path: { id } };
  const answer = useRead("/v1/members/{id}/tier", { params });
  return (
    <Loaded answer={answer}>
      {({ ladders }) => (
        <Flex vertical gap={16}>
          {ladders.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("none")} />}
          {ladders.map((one) => (
            <Card
              key={one.ladder}
              size="small"
              title={one.ladder}
              extra={
                <Space>
                  <Act<Body<"grant_tier">>
                    label={t("grant")}
                    title={t("grant")}
                    explain={t("grantHelp")}
                    needs="grant_tier"
                    schema={GrantTierBody}
                    initial={{ ladder: one.ladder }}
                    run={(body, once) =>
                      api.POST("/v1/members/{id}/tier/grants", { params: { ...params, header: once }, body })
                    }
                  />
                  {one.granted && (
                    <Act<Body<"end_tier_grant">>
                      label={t("end")}
                      title={t("end")}
                      needs="end_tier_grant"
                      danger
                      schema={EndTierGrantBody}
                      initial={{ ladder: one.ladder, tier: one.granted.tier }}
                      run={(body, once) =>
                        api.POST("/v1/members/{id}/tier/grants/end", { params: { ...params, header: once }, body })
                      }
                    />
                  )}
                </Space>
              }
            >
              <Flex vertical gap={12}>
                <TierProgress standing={one} />
                <ul style={{ margin: 0 }}>
                  {one.text.map((line) => (
                    <li key={line}>{line}</li>
                  ))}
                </ul>
                <Details schema={TierStanding} value={one} hide={["ladder", "text", "next", "keep"]} />
                <DataTable
                  id="member.growth"
                  title={t("growth")}
                  prefix={`g.${one.ladder}.`}
                  path="/v1/members/{id}/tier/entries"
                  params={{ ...params, query: { ladder: one.ladder } }}
                  rowKey={(row) =>
                    `${(row as { ladder?: string }).ladder}-${(row as { seq?: number }).seq ?? JSON.stringify(row)}`
                  }
                  schema={GrowthEntry}
                  columns={Object.keys(GrowthEntry.properties ?? {}).map((key, at) => ({ key, hidden: at > 9 }))}
                />
              </Flex>
            </Card>
          ))}
        </Flex>
      )}
    </Loaded>
  );
}
