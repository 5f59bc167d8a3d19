// Whether everything runs: the server's own word, the books, the jobs and what failed last.

import { Job } from "@schemas/Job";
import { useQuery } from "@tanstack/react-query";
import { Alert, Badge, Card, Col, Flex, Row, Table, Tag, Typography } from "antd";
import { type Answer, useRead } from "@/api/query";
import { fieldOf } from "@/api/schema";
import { defineWords } from "@/i18n";
import { countText } from "@/shared/format";
import { Loaded, Page } from "@/shared/Page";
import { InstantView, Label } from "@/shared/values";

const useWords = defineWords("system.health", {
  title: ["运行状况", "Health"],
  help: [
    "每分钟更新。后台任务自己重试；反复失败时这里会指出原因。",
    "Updated every minute. Jobs try again by themselves; what keeps failing is named here with its cause.",
  ],
  ready: ["服务正常", "Serving"],
  notReady: ["服务未就绪：{{why}}", "Not ready: {{why}}"],
  verified: ["账目核对", "Books verified"],
  verifiedHelp: ["余额、流水与单据逐笔相符", "Balances, journals and receipts agree entry by entry"],
  verifyFailed: ["账目核对发现问题：{{what}}", "Verifying the books found: {{what}}"],
  jobs: ["后台任务", "Jobs"],
  failing: ["{{count}} 个任务最近一次失败", "{{count}} jobs failed the last time they ran"],
  allWell: ["所有任务正常", "All jobs are well"],
  never: ["尚未运行", "Has not run yet"],
  ok: ["正常", "well"],
  failed: ["失败", "failed"],
  running: ["运行中", "running"],
});

type JobView = Answer<"/v1/jobs">["items"][number];

function useReady() {
  return useQuery({
    queryKey: ["/readyz"],
    refetchInterval: 60_000,
    queryFn: async () => (await (await fetch("/readyz")).json()) as { ready: boolean; reason?: string },
  });
}

export default function Health() {
  const t = useWords();
  const ready = useReady();
  const jobs = useRead("/v1/jobs", {}, { refetchInterval: 60_000 });
  return (
    <Page title={t("title")} help={t("help")}>
      {ready.data && !ready.data.ready && (
        <Alert type="error" showIcon title={t("notReady", { why: ready.data.reason ?? "" })} />
      )}
      <Loaded answer={jobs}>
        {({ items }) => {
          const failing = items.filter((one) => one.last_error);
          const books = items.find((one) => one.name === "books.verify");
          return (
            <Flex vertical gap={16}>
              {books?.last_error && (
                <Alert type="error" showIcon title={t("verifyFailed", { what: books.last_error })} />
              )}
              <Row gutter={[16, 16]}>
                <Col xs={24} md={8}>
                  <Card size="small">
                    <Badge
                      status={ready.data?.ready ? "success" : "error"}
                      text={ready.data?.ready ? t("ready") : "…"}
                    />
                  </Card>
                </Col>
                <Col xs={24} md={8}>
                  <Card size="small">
                    <Flex vertical>
                      <Badge
                        status={books?.last_end && !books.last_error ? "success" : "warning"}
                        text={t("verified")}
                      />
                      <Typography.Text type="secondary">
                        {books?.last_end ? <InstantView value={books.last_end} /> : t("never")} · {t("verifiedHelp")}
                      </Typography.Text>
                    </Flex>
                  </Card>
                </Col>
                <Col xs={24} md={8}>
                  <Card size="small">
                    <Badge
                      status={failing.length > 0 ? "error" : "success"}
                      text={failing.length > 0 ? t("failing", { count: failing.length }) : t("allWell")}
                    />
                  </Card>
                </Col>
              </Row>
              <Card size="small" title={t("jobs")}>
                <Jobs items={items} />
              </Card>
            </Flex>
          );
        }}
      </Loaded>
    </Page>
  );
}

function Jobs({ items }: { items: JobView[] }) {
  const t = useWords();
  const title = (name: string) => <Label schema={fieldOf(Job, name)?.schema} />;
  return (
    <Table<JobView>
      size="small"
      rowKey="name"
      pagination={false}
      scroll={{ x: "max-content" }}
      dataSource={[...items].sort((a, b) => Number(Boolean(b.last_error)) - Number(Boolean(a.last_error)))}
      expandable={{
        rowExpandable: (one) => Boolean(one.last_error),
        expandedRowRender: (one) => <Typography.Text type="danger">{one.last_error}</Typography.Text>,
      }}
      columns={[
        { title: title("name"), dataIndex: "name" },
        {
          title: "",
          render: (_, one) =>
            one.running_here ? (
              <Tag color="processing">{t("running")}</Tag>
            ) : one.last_error ? (
              <Badge status="error" text={t("failed")} />
            ) : one.last_end ? (
              <Badge status="success" text={t("ok")} />
            ) : (
              t("never")
            ),
        },
        { title: title("last_end"), render: (_, one) => <InstantView value={one.last_end} /> },
        { title: title("next_due"), render: (_, one) => <InstantView value={one.next_due} /> },
        { title: title("runs"), align: "right", render: (_, one) => countText(one.runs) },
        { title: title("failures"), align: "right", render: (_, one) => countText(one.failures) },
      ]}
    />
  );
}
