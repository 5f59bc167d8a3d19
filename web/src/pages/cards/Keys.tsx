// The keys that tracks of cards are made with: a new one now and then, an old one retired once its cards are gone.
import { TrackKey } from "@schemas/TrackKey";
import { Alert } from "antd";
import { api, type Schemas } from "@/api/client";
import { queryClient, useIdempotencyKey, useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { Command, Loaded, Page } from "@/shared/Page";
import { ShortTable } from "@/shared/ShortTable";
import { useCommon } from "@/shared/words";

const useWords = defineWords("cards.keys", {
  title: ["磁道密钥", "Track keys"],
  help: [
    "磁条或二维码里除卡号外还有用密钥算出的令牌：只用来识别会员，不能用来付款。",
    "Beside the number, the stripe or code of a card holds a token made with a key. It identifies a member and never pays.",
  ],
  newest: ["最后一个有效密钥用来写新磁道。", "The last key in use makes new tracks."],
  rotate: ["换用新密钥", "New key"],
  rotateTitle: ["换用新的磁道密钥？", "Make tracks with a new key?"],
  rotateExplain: [
    "此后写的磁道用新密钥。以前的卡仍可刷，直到它们的密钥被停用。建议每年换一次，或怀疑泄露时立即更换。",
    "Tracks written from now on use it. Cards out there keep working until their key is retired. Once a year is a good habit; at once if you suspect a leak.",
  ],
  retire: ["停用", "Retire"],
  retireTitle: ["停用第 {{number}} 号密钥？", "Retire key {{number}}?"],
  retireExplain: [
    "用它写的磁道全部失效：这些卡再刷会被拒绝，只能按卡号、手机号识别，或重新写磁。此操作不能撤销。",
    "Every track made with it ends: these cards are refused when swiped, and are known by number or phone only until they are written anew. It cannot be undone.",
  ],
  last: ["唯一在用的密钥不能停用，先换用新的。", "The only key in use cannot be retired: make a new one first."],
});

export default function Keys() {
  const t = useWords();
  const common = useCommon();
  const key = useIdempotencyKey();
  const answer = useRead("/v1/card-track-keys", {});
  const active = answer.data?.items.filter((one) => one.state === "active") ?? [];
  return (
    <Page
      title={t("title")}
      help={t("help")}
      extra={
        <Command
          label={t("rotate")}
          title={t("rotateTitle")}
          explain={t("rotateExplain")}
          needs="rotate_track_key"
          button={{ type: "primary" }}
          run={async () => {
            await api.POST("/v1/card-track-keys", { params: { header: key.header() } });
            key.renew();
            await queryClient.invalidateQueries();
          }}
        />
      }
    >
      <Alert type="info" showIcon title={t("newest")} />
      <Loaded answer={answer}>
        {(list) => (
          <ShortTable<Schemas["TrackKey"]>
            rows={list.items}
            rowKey={(one) => String(one.number)}
            schema={TrackKey}
            columns={[
              { key: "number", align: "left" },
              { key: "state" },
              { key: "created_at" },
              { key: "retired_at" },
              {
                key: "actions",
                title: common("actions"),
                render: (one) =>
                  one.state === "active" && (
                    <Command
                      label={t("retire")}
                      title={t("retireTitle", { number: one.number })}
                      explain={active.length < 2 ? t("last") : t("retireExplain")}
                      needs="retire_track_key"
                      danger
                      button={{ size: "small" }}
                      run={async () => {
                        await api.POST("/v1/card-track-keys/{number}/retire", {
                          params: { path: { number: one.number } },
                        });
                        await queryClient.invalidateQueries();
                      }}
                    />
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </Page>
  );
}
