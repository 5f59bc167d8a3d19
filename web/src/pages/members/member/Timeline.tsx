// What happened to a member, newest first, with the ways to what it is about.

import { TimelineKind } from "@schemas/TimelineKind";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Card, Checkbox, Empty, Flex, Timeline as Line, Spin, Typography } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { type ApiError, api, type Schemas } from "@/api/client";
import { defineWords, useLanguage } from "@/i18n";
import { ErrorNotice } from "@/shared/ErrorNotice";
import { countText, minuteText, moneyText } from "@/shared/format";
import { Soft, useMember } from "../parts";

type Item = Schemas["TimelineItem"];

const useWords = defineWords("members.timeline", {
  nothing: ["还没有动态", "Nothing has happened yet"],
  older: ["更早的", "Older"],
  receipt: ["单据", "Receipt"],
  card: ["会员卡", "Card"],
  looks: ["显示“查看资料”的记录", "Show who looked at the data"],
  points: ["{{count}} 分", "{{count}} points"],
  end: ["已到最早的一条", "That was the first"],
});

const colours: Partial<Record<Item["kind"], string>> = {
  sale: "green",
  recharge: "green",
  refund: "orange",
  void_sale: "orange",
  points_expired: "gray",
  risk_noted: "red",
  merged: "purple",
  data_seen: "gray",
};

export function Happenings({ items }: { items: Item[] }) {
  const t = useWords();
  const language = useLanguage();
  if (items.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("nothing")} />;
  return (
    <Line
      style={{ marginTop: 8 }}
      items={items.map((item, at) => ({
        key: `${item.at}-${at}`,
        color: colours[item.kind] ?? "blue",
        content: (
          <Flex vertical>
            <Flex gap={8} wrap>
              <Typography.Text strong>{TimelineKind["x-values"]?.[item.kind]?.[language] ?? item.kind}</Typography.Text>
              {item.points !== undefined && item.points !== 0 && (
                <Typography.Text type={item.points < 0 ? "danger" : "success"}>
                  {t("points", { count: `${item.points > 0 ? "+" : ""}${countText(item.points)}` })}
                </Typography.Text>
              )}
              {item.amount && <span>{moneyText(item.amount)}</span>}
            </Flex>
            <span>{item.text}</span>
            <Flex gap={8} wrap>
              <Soft>{minuteText(item.at)}</Soft>
              {item.store && <Soft>{item.store}</Soft>}
              {item.receipt && <Link to={`/receipts/${item.receipt}`}>{t("receipt")}</Link>}
              {item.card && <Link to="?tab=cards">{t("card")}</Link>}
            </Flex>
          </Flex>
        ),
      }))}
    />
  );
}

export function Timeline() {
  const t = useWords();
  const { id } = useMember();
  const [looks, setLooks] = useState(false);
  const pages = useInfiniteQuery<Schemas["TimelineItemPage"], ApiError>({
    queryKey: ["/v1/members/{id}/timeline", id, "all"],
    initialPageParam: undefined,
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: 50, ...(pageParam ? { cursor: pageParam as string } : {}) };
      const { data } = await api.GET("/v1/members/{id}/timeline", { params: { path: { id }, query }, signal });
      return data as Schemas["TimelineItemPage"];
    },
    getNextPageParam: (last) => last.next_cursor,
  });
  const items = (pages.data?.pages ?? []).flatMap((page) => page.items);
  return (
    <Card
      size="small"
      extra={
        <Checkbox checked={looks} onChange={(event) => setLooks(event.target.checked)}>
          {t("looks")}
        </Checkbox>
      }
    >
      <ErrorNotice error={pages.error} onRetry={() => pages.refetch()} />
      {pages.isPending ? (
        <Spin />
      ) : (
        <Happenings items={looks ? items : items.filter((item) => item.kind !== "data_seen")} />
      )}
      {pages.hasNextPage ? (
        <Button loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          {t("older")}
        </Button>
      ) : (
        items.length > 0 && <Soft>{t("end")}</Soft>
      )}
    </Card>
  );
}
