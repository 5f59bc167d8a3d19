// What went wrong, in the words of the server, with the number of the request for whoever is asked for help.
import { Alert, Button, Typography } from "antd";
import { ApiError } from "@/api/client";
import { useCommon } from "./words";

export function ErrorNotice({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const t = useCommon();
  if (!error) return null;
  const problem = error instanceof ApiError ? error.problem : undefined;
  const faults = problem?.errors ?? [];
  return (
    <Alert
      role="alert"
      type="error"
      showIcon
      style={{ marginBottom: 16 }}
      title={problem?.title ?? t("failed")}
      description={
        <>
          <div>{problem?.detail ?? String(error)}</div>
          {faults.length > 0 && (
            <ul style={{ margin: "4px 0 0", paddingInlineStart: 20 }}>
              {faults.map((fault) => (
                <li key={fault.pointer + fault.code}>
                  {fault.message} <Typography.Text type="secondary">{fault.pointer}</Typography.Text>
                </li>
              ))}
            </ul>
          )}
          {problem?.trace_id && (
            <Typography.Text type="secondary" copyable={{ text: problem.trace_id }}>
              {t("requestId")} {problem.trace_id}
            </Typography.Text>
          )}
        </>
      }
      action={
        onRetry && (
          <Button size="small" onClick={onRetry}>
            {t("retry")}
          </Button>
        )
      }
    />
  );
}
