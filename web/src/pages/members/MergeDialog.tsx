// Two members who are one: who is merged into whom, what would move – said before anything does –, and why.
import { Merge as MergeSchema } from "@schemas/Merge";
import { MergeObstacle } from "@schemas/MergeObstacle";
import { Alert, App, Button, Flex, Form, Input, Modal, Typography } from "antd";
import { useEffect, useState } from "react";
import { ApiError, api, type Schemas } from "@/api/client";
import { queryClient, useIdempotencyKey } from "@/api/query";
import { defineWords, useLanguage } from "@/i18n";
import { Details } from "@/shared/Details";
import { ErrorNotice } from "@/shared/ErrorNotice";
import { MemberPicker } from "./parts";

const useWords = defineWords("members.merge", {
  title: ["合并会员", "Merge members"],
  into: ["合并后保留：{{code}}", "Who stays: {{code}}"],
  other: ["并入的会员", "Who is merged into them"],
  reason: ["原因", "Reason"],
  preview: ["将会发生", "What would happen"],
  obstacles: ["现在不能合并", "They cannot be merged now"],
  undo: ["30 天内可撤销。", "It can be undone within 30 days."],
  merge: ["合并", "Merge"],
  done: ["已合并", "Merged"],
});

type Survivor = { id: string; member_code: string };

export function MergeDialog({ survivor, other, onClose }: { survivor: Survivor; other?: string; onClose: () => void }) {
  const t = useWords();
  const language = useLanguage();
  const { message } = App.useApp();
  const key = useIdempotencyKey();
  const [absorbed, setAbsorbed] = useState(other);
  const [reason, setReason] = useState("");
  const [plan, setPlan] = useState<Schemas["Merge"]>();
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const path = { id: survivor.id };

  useEffect(() => {
    setPlan(undefined);
    setError(undefined);
    if (!absorbed) return;
    const stop = new AbortController();
    api
      .POST("/v1/members/{id}/merges", {
        params: { path: { id: survivor.id }, header: { "Idempotency-Key": crypto.randomUUID() } },
        body: { absorbed, reason: "preview", dry_run: true },
        signal: stop.signal,
      })
      .then(({ data }) => !stop.signal.aborted && setPlan(data))
      .catch((fault: unknown) => !stop.signal.aborted && fault instanceof ApiError && setError(fault));
    return () => stop.abort();
  }, [absorbed, survivor.id]);

  const merge = async () => {
    if (!absorbed) return;
    setBusy(true);
    setError(undefined);
    try {
      await api.POST("/v1/members/{id}/merges", { params: { path, header: key.header() }, body: { absorbed, reason } });
      void message.success(t("done"));
      await queryClient.invalidateQueries();
      onClose();
    } catch (fault) {
      if (!(fault instanceof ApiError)) throw fault;
      key.renew();
      setError(fault);
    } finally {
      setBusy(false);
    }
  };
  const obstacles = plan?.obstacles ?? [];
  return (
    <Modal
      open
      title={t("title")}
      width={720}
      mask={{ closable: false }}
      onCancel={onClose}
      footer={
        <Button
          type="primary"
          danger
          loading={busy}
          disabled={!plan || obstacles.length > 0 || reason.trim() === ""}
          onClick={() => void merge()}
        >
          {t("merge")}
        </Button>
      }
    >
      <Flex vertical gap={12}>
        <Typography.Text>{t("into", { code: survivor.member_code })}</Typography.Text>
        <Form layout="vertical">
          <Form.Item label={t("other")}>
            <MemberPicker {...(absorbed && { value: absorbed })} onChange={setAbsorbed} not={survivor.id} />
          </Form.Item>
          <Form.Item label={t("reason")} required htmlFor="merge-reason">
            <Input
              id="merge-reason"
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </Form.Item>
        </Form>
        <ErrorNotice error={error} />
        {obstacles.length > 0 && (
          <Alert
            type="warning"
            showIcon
            title={t("obstacles")}
            description={obstacles.map((one) => MergeObstacle["x-values"]?.[one]?.[language] ?? one).join("；")}
          />
        )}
        {plan && obstacles.length === 0 && (
          <>
            <Typography.Text strong>{t("preview")}</Typography.Text>
            <Details
              schema={MergeSchema}
              value={plan}
              hide={["id", "state", "reason", "obstacles", "survivor", "absorbed"]}
              column={1}
            />
            <Typography.Text type="secondary">{t("undo")}</Typography.Text>
          </>
        )}
      </Flex>
    </Modal>
  );
}
