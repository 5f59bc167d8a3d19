// Merges of this member: what moved, and the undo within its time.
import { Merge } from "@schemas/Merge";
import { UndoMergeBody } from "@schemas/UndoMergeBody";
import { api, type Body } from "@/api/client";
import { useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { ListOf } from "@/shared/ListOf";
import { Loaded } from "@/shared/Page";
import { Act, useMember } from "../parts";

const useWords = defineWords("members.merges", {
  undo: ["撤销合并", "Undo the merge"],
  undoHelp: [
    "两位会员分开，各自的单据、积分与卡回到原处。",
    "The two are parted again, each with their own receipts, points and cards.",
  ],
});

export function Merges() {
  const t = useWords();
  const { id } = useMember();
  const answer = useRead("/v1/members/{id}/merges", { params: { path: { id } } });
  return (
    <Loaded answer={answer}>
      {({ items }) => (
        <ListOf
          schema={Merge}
          rows={items}
          hide={["obstacles"]}
          actions={(row) =>
            row.state === "done" &&
            row.id && (
              <Act<Body<"undo_merge">>
                label={t("undo")}
                title={t("undo")}
                explain={t("undoHelp")}
                needs="undo_merge"
                danger
                button={{ size: "small" }}
                schema={UndoMergeBody}
                run={(body, once) =>
                  api.POST("/v1/members/{id}/merges/{merge}/undo", {
                    params: { path: { id: row.survivor, merge: row.id ?? "" }, header: once },
                    body,
                  })
                }
              />
            )
          }
        />
      )}
    </Loaded>
  );
}
