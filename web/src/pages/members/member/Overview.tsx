// What a desk wants to know first: what ends soon, how far the next tier is, what was bought last, which coupons there are.

import { CouponState } from "@schemas/CouponState";
import { Alert, Card, Col, Empty, Flex, List, Progress, Row, Tag, Typography } from "antd";
import { Link } from "react-router";
import type { Schemas } from "@/api/client";
import { useRead } from "@/api/query";
import { defineWords, useLanguage } from "@/i18n";
import { countText, moneyText } from "@/shared/format";
import { useMay } from "@/shared/session";
import { StateTag } from "@/shared/values";
import { MemberLink, Soft, useMember } from "../parts";
import { Happenings } from "./Timeline";

const useWords = defineWords("members.overview", {
  soon: ["近期到期", "Ends soon"],
  nothingEnds: ["{{until}} 前没有积分到期", "No points end before {{until}}"],
  expiring: ["{{count}} 积分将在 {{until}} 前到期", "{{count}} points end by {{until}}"],
  next: ["最近一批：{{day}} 到期 {{count}} 分", "Next: {{count}} points on {{day}}"],
  pending: ["{{count}} 积分待生效", "{{count}} points are pending"],
  pendingNext: ["{{day}} 起可用 {{count}} 分", "{{count}} of them usable from {{day}}"],
  plan: ["{{name}}：有效至 {{day}}", "{{name}}: until {{day}}"],
  renewable: ["{{day}} 起可续费", "renewable from {{day}}"],
  tier: ["等级进度", "Towards the next tier"],
  noTier: ["这个会员计划还没有等级体系", "The programme has no tiers"],
  missing: ["再有 {{count}} 成长值升为 {{name}}", "{{count}} more growth to {{name}}"],
  top: ["已是最高等级", "The highest tier"],
  keep: [
    "{{day}} 前还需 {{count}} 成长值才能保级，否则降为 {{name}}",
    "{{count}} more growth by {{day}} to keep it; otherwise {{name}}",
  ],
  kept: ["保级值已达到，可保至 {{day}}", "What is needed to keep it is reached, until {{day}}"],
  growth: ["成长值 {{count}} / {{of}}", "Growth {{count}} / {{of}}"],
  purchases: ["最近消费", "Last purchases"],
  noPurchases: ["还没有消费", "Nothing bought yet"],
  refunded: ["已退 {{amount}}", "{{amount}} returned"],
  all: ["查看全部", "See all"],
  coupons: ["可用优惠券", "Coupons to use"],
  noCoupons: ["没有可用的优惠券", "No coupon to use"],
  until: ["至 {{day}}", "until {{day}}"],
  left: ["余 {{amount}}", "{{amount}} left"],
  household: ["家庭账户", "Household"],
  head: ["户主", "Head"],
  lately: ["最近动态", "Lately"],
  points: ["{{count}} 分", "{{count}} points"],
});

export function Overview({ data }: { data: Schemas["MemberOverview"] }) {
  const t = useWords();
  return (
    <Row gutter={[16, 16]}>
      <Col xs={24} lg={12} xl={8}>
        <Flex vertical gap={16}>
          <Soon data={data} />
          <Tiers tiers={data.tiers} />
          <CouponsToUse />
          {data.household && (
            <Card size="small" title={t("household")} extra={<Link to="?tab=household">{t("all")}</Link>}>
              <Flex vertical gap={4}>
                {data.household.members.map((one) => (
                  <Flex key={one.member} gap={8}>
                    <MemberLink id={one.member}>{one.name ?? one.member_code}</MemberLink>
                    {one.head && <Tag>{t("head")}</Tag>}
                  </Flex>
                ))}
              </Flex>
            </Card>
          )}
        </Flex>
      </Col>
      <Col xs={24} lg={12} xl={8}>
        <Purchases purchases={data.purchases} />
      </Col>
      <Col xs={24} xl={8}>
        <Card size="small" title={t("lately")} extra={<Link to="?tab=timeline">{t("all")}</Link>}>
          <Happenings items={data.timeline.slice(0, 10)} />
        </Card>
      </Col>
    </Row>
  );
}

function Soon({ data }: { data: Schemas["MemberOverview"] }) {
  const t = useWords();
  const { points, memberships } = data;
  if (!points) return null;
  return (
    <Card size="small" title={t("soon")} extra={<Link to="?tab=points">{t("all")}</Link>}>
      <Flex vertical gap={8}>
        {points.expiring > 0 ? (
          <Alert
            type="warning"
            showIcon
            title={t("expiring", { count: countText(points.expiring), until: points.until })}
          />
        ) : (
          <span>{t("nothingEnds", { until: points.until })}</span>
        )}
        {points.next_expiry && (
          <Soft>{t("next", { day: points.next_expiry.day, count: countText(points.next_expiry.points) })}</Soft>
        )}
        {points.pending > 0 && (
          <span>
            {t("pending", { count: countText(points.pending) })}{" "}
            {points.next_usable && (
              <Soft>
                {t("pendingNext", { day: points.next_usable.day, count: countText(points.next_usable.points) })}
              </Soft>
            )}
          </span>
        )}
        {memberships?.map((one) => (
          <span key={one.plan}>
            {t("plan", { name: one.name, day: one.until })} <Soft>{t("renewable", { day: one.renewable_from })}</Soft>
          </span>
        ))}
      </Flex>
    </Card>
  );
}

function Tiers({ tiers }: { tiers: Schemas["TierStanding"][] | undefined }) {
  const t = useWords();
  if (!tiers) return null;
  return (
    <Card size="small" title={t("tier")} extra={<Link to="?tab=tier">{t("all")}</Link>}>
      {tiers.length === 0 && <Soft>{t("noTier")}</Soft>}
      {tiers.map((one) => (
        <TierProgress key={one.ladder} standing={one} />
      ))}
    </Card>
  );
}

/** Where somebody stands between two tiers, in a bar and in words. */
export function TierProgress({ standing }: { standing: Schemas["TierStanding"] }) {
  const t = useWords();
  const { next, keep } = standing;
  return (
    <Flex vertical gap={4}>
      <Flex justify="space-between">
        <Typography.Text strong>{standing.name}</Typography.Text>
        {next ? <span>{next.name}</span> : <Soft>{t("top")}</Soft>}
      </Flex>
      {next && (
        <>
          <Progress
            aria-label={t("growth", { count: countText(standing.growth), of: countText(next.threshold) })}
            percent={
              next.threshold > 0 ? Math.floor(Math.min(100, Math.max(0, (standing.growth * 100) / next.threshold))) : 0
            }
            format={() => ""}
            showInfo={false}
          />
          <Flex justify="space-between" gap={8} wrap>
            <Soft>{t("growth", { count: countText(standing.growth), of: countText(next.threshold) })}</Soft>
            <span>{t("missing", { count: countText(next.missing), name: next.name })}</span>
          </Flex>
        </>
      )}
      {keep &&
        (keep.missing > 0 ? (
          <span>{t("keep", { day: keep.until, count: countText(keep.missing), name: keep.otherwise })}</span>
        ) : (
          <Soft>{t("kept", { day: keep.until })}</Soft>
        ))}
    </Flex>
  );
}

function CouponsToUse() {
  const t = useWords();
  const language = useLanguage();
  const may = useMay();
  const { id } = useMember();
  const answer = useRead(
    "/v1/members/{id}/coupons",
    { params: { path: { id }, query: { state: "issued", limit: 5 } } },
    { enabled: may("list_coupons") },
  );
  if (!answer.data) return null;
  return (
    <Card size="small" title={t("coupons")} extra={<Link to="?tab=coupons">{t("all")}</Link>}>
      {answer.data.items.length === 0 && <Soft>{t("noCoupons")}</Soft>}
      <Flex vertical gap={6}>
        {answer.data.items.map((one) => (
          <Flex key={one.id} justify="space-between" gap={8} wrap>
            <span>
              {language === "zh" ? one.name_zh : one.name_en}{" "}
              {one.balance && <Soft>{t("left", { amount: moneyText(one.balance) })}</Soft>}{" "}
              {one.state !== "issued" && <StateTag value={one.state} words={CouponState} />}
            </span>
            <Soft>{t("until", { day: one.valid_until })}</Soft>
          </Flex>
        ))}
      </Flex>
    </Card>
  );
}

function Purchases({ purchases }: { purchases: Schemas["Purchase"][] }) {
  const t = useWords();
  return (
    <Card size="small" title={t("purchases")} extra={<Link to="?tab=receipts">{t("all")}</Link>}>
      {purchases.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("noPurchases")} />
      ) : (
        <List
          size="small"
          dataSource={purchases}
          renderItem={(one) => (
            <List.Item key={one.receipt} style={{ paddingInline: 0 }}>
              <Flex justify="space-between" gap={8} style={{ width: "100%" }} wrap>
                <Link to={`/receipts/${one.receipt}`}>
                  {one.business_date} · {one.store}
                </Link>
                <span>
                  <Typography.Text strong>{moneyText(one.payable)}</Typography.Text>{" "}
                  {one.refunded.amount > 0 && <Soft>{t("refunded", { amount: moneyText(one.refunded) })}</Soft>}{" "}
                  <Soft>{t("points", { count: `${one.points > 0 ? "+" : ""}${countText(one.points)}` })}</Soft>
                </span>
              </Flex>
            </List.Item>
          )}
        />
      )}
    </Card>
  );
}
