// Which till this is: chosen once at this browser.
import { Button, Card, Empty, Flex, Skeleton, Typography } from "antd";
import { useState } from "react";
import { useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { ErrorNotice } from "@/shared/ErrorNotice";
import { Door } from "@/shared/SignIn";
import type { Place } from "./device/place";

const useWords = defineWords("pos.place", {
  store: ["本机在哪家门店？", "Which store is this?"],
  till: ["本机是哪台收银机？", "Which till is this?"],
  help: ["只需选择一次，以后可在“更多”里更换。", "Chosen once; change it later under More."],
  noStore: ["没有您可以收银的门店", "There is no store for you to sell in"],
  noTill: [
    "这家门店还没有启用的收银机，请在控制台的“组织”里添加。",
    "This store has no till in use yet; add one in the console.",
  ],
  back: ["换一家门店", "Another store"],
});

export function ChoosePlace({ onChosen }: { onChosen: (place: Place) => void }) {
  const t = useWords();
  const [store, setStore] = useState<string>();
  const stores = useRead("/v1/stores", { params: { query: { limit: 200 } } });
  const rows = (stores.data?.items ?? []).filter((one) => one.active);
  const chosen = rows.find((one) => one.code === store) ?? (rows.length === 1 ? rows[0] : undefined);
  const tills = useRead(
    "/v1/stores/{store}/tills",
    { params: { path: { store: chosen?.code ?? "" } } },
    { enabled: chosen !== undefined },
  );
  if (chosen)
    return (
      <Door title={t("till")} help={chosen.name}>
        <ErrorNotice error={tills.error} onRetry={() => void tills.refetch()} />
        {tills.isPending && <Skeleton active />}
        {tills.data?.items.every((one) => !one.active) && <Empty description={t("noTill")} />}
        <Flex vertical gap={8}>
          {tills.data?.items
            .filter((one) => one.active)
            .map((one) => (
              <Button
                key={one.code}
                size="large"
                onClick={() =>
                  onChosen({
                    store: chosen.code,
                    storeName: chosen.name,
                    till: one.code,
                    tillName: one.name,
                    zone: chosen.time_zone,
                    cutoff: chosen.cutoff_minutes,
                    programme: chosen.programme_code,
                  })
                }
              >
                {one.code} {one.name}
              </Button>
            ))}
          {rows.length > 1 && (
            <Button type="link" onClick={() => setStore(undefined)}>
              {t("back")}
            </Button>
          )}
        </Flex>
      </Door>
    );
  return (
    <Door title={t("store")} help={t("help")}>
      <ErrorNotice error={stores.error} onRetry={() => void stores.refetch()} />
      {stores.isPending && <Skeleton active />}
      {stores.data && rows.length === 0 && <Empty description={t("noStore")} />}
      <Card size="small" variant="borderless" styles={{ body: { padding: 0, maxHeight: 420, overflow: "auto" } }}>
        <Flex vertical gap={8}>
          {rows.map((one) => (
            <Button key={one.code} size="large" onClick={() => setStore(one.code)}>
              <Typography.Text ellipsis>
                {one.code} {one.name}
              </Typography.Text>
            </Button>
          ))}
        </Flex>
      </Card>
    </Door>
  );
}
