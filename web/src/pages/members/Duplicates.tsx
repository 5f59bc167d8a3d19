// The queue of members who may be one: side by side, why the score, same person or not; a search through everybody.

import { DecideDuplicateBody } from "@schemas/DecideDuplicateBody";
import { DuplicateDecision } from "@schemas/DuplicateDecision";
import { DuplicatePair } from "@schemas/DuplicatePair";
import { Progress as Bar, Card, Flex, Space, Tag, Typography } from "antd";
import { useState } from "react";
import { api, type Body, type Schemas } from "@/api/client";
import { useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { DataTable } from "@/shared/DataTable";
import { countText } from "@/shared/format";
import { Loaded, Page } from "@/shared/Page";
import { useScope } from "@/shared/scope";
import { MergeDialog } from "./MergeDialog";
import { Act, MemberLink, version } from "./parts";

const useWords = defineWords("members.duplicates", {
  title: ["疑似重复会员", "Members who may be one"],
  help: [
    "按姓名、手机、生日、地址打分。确认同一人后合并，可在 30 天内撤销。",
    "Scored by name, phone, birthday and address. Merge those who are one; it can be undone for 30 days.",
  ],
  scan: ["全部查重", "Search everybody"],
  scanHelp: [
    "在后台比对全部会员，得到的疑似对进入本列表。",
    "All members are compared in the background; what is found comes into this list.",
  ],
  compare: ["两位会员", "The two"],
  why: ["依据", "Why"],
  merge: ["是同一人，合并", "The same: merge"],
  another: ["不是同一人", "Not the same"],
  decision: ["状态", "State"],
  empty: ["没有疑似重复的会员", "Nobody seems to be here twice"],
  scanning: ["已比对 {{done}} / {{total}}，找到 {{found}}", "{{done}} of {{total}} compared, {{found}} found"],
  swap: ["保留这位", "keep this one"],
});
type Pair = Schemas["DuplicatePair"];

export default function Duplicates() {
  const t = useWords();
  const { programme } = useScope();
  const [scan, setScan] = useState<string>();
  const [merging, setMerging] = useState<{ survivor: Pair["one"]; other: string }>();
  return (
    <Page
      title={t("title")}
      help={t("help")}
      extra={
        <Act
          label={t("scan")}
          title={t("scan")}
          explain={t("scanHelp")}
          needs="scan_duplicates"
          run={async () => {
            const { data } = await api.POST("/v1/duplicates/scans", { body: { programme } });
            setScan(data?.id);
          }}
        />
      }
    >
      {scan && <Scan id={scan} />}
      <DataTable
        id="duplicates"
        path="/v1/duplicates"
        params={{ query: { programme } }}
        enabled={programme !== ""}
        rowKey={(row) => `${row.one.id}-${row.other.id}`}
        schema={DuplicatePair}
        filters={[
          { name: "decision", kind: "select", label: t("decision"), schema: DuplicateDecision, initial: "open" },
        ]}
        columns={[
          { key: "score" },
          {
            key: "one",
            title: t("compare"),
            render: (row) => (
              <Flex vertical gap={4}>
                <Person person={row.one} />
                <Person person={row.other} />
              </Flex>
            ),
          },
          {
            key: "reasons",
            title: t("why"),
            render: (row) => (
              <Flex vertical gap={2}>
                {row.reasons.map((one) => (
                  <span key={one.field}>
                    <Tag>{one.weight > 0 ? `+${one.weight}` : one.weight}</Tag>
                    {one.text}
                  </span>
                ))}
              </Flex>
            ),
          },
          { key: "decision" },
          { key: "found_at" },
          {
            key: "version",
            title: " ",
            render: (row) =>
              row.decision === "open" && (
                <Space orientation="vertical">
                  {[row.one, row.other].map((person, at) => (
                    <Typography.Link
                      key={person.id}
                      onClick={() => setMerging({ survivor: person, other: at === 0 ? row.other.id : row.one.id })}
                    >
                      {t("merge")} · {t("swap")} {person.member_code}
                    </Typography.Link>
                  ))}
                  <Act<Body<"decide_duplicate">>
                    label={t("another")}
                    title={t("another")}
                    needs="decide_duplicate"
                    button={{ size: "small" }}
                    schema={DecideDuplicateBody}
                    only={["reason"]}
                    run={(body) =>
                      api.POST("/v1/members/{id}/duplicates/{other}", {
                        params: { path: { id: row.one.id, other: row.other.id }, header: version(row.version) },
                        body: { ...body, decision: "another" },
                      })
                    }
                  />
                </Space>
              ),
          },
        ]}
        empty={{ title: t("empty") }}
      />
      {merging && (
        <MergeDialog survivor={merging.survivor} other={merging.other} onClose={() => setMerging(undefined)} />
      )}
    </Page>
  );
}

const Person = ({ person }: { person: Pair["one"] }) => (
  <span>
    <MemberLink id={person.id}>{person.member_code}</MemberLink> {person.name} {person.phone}{" "}
    <Typography.Text type="secondary">{person.joined_on}</Typography.Text>
  </span>
);

function Scan({ id }: { id: string }) {
  const t = useWords();
  const answer = useRead(
    "/v1/duplicates/scans/{id}",
    { params: { path: { id } } },
    { refetchInterval: (data) => (data?.ended_at ? false : 1000) },
  );
  return (
    <Loaded answer={answer}>
      {(scan) => (
        <Card size="small">
          <Bar
            percent={scan.ended_at ? 100 : scan.total > 0 ? Math.floor((scan.progress * 100) / scan.total) : 0}
            status={scan.ended_at ? "success" : "active"}
            aria-label={t("scan")}
          />
          {t("scanning", {
            done: countText(scan.progress),
            total: countText(scan.total),
            found: countText(scan.found),
          })}
        </Card>
      )}
    </Loaded>
  );
}
