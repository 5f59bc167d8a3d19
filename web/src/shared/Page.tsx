// The head of a page, and the pieces that pages are made of: sections, tabs that stand in the address, what is asked
// before something is done.
import { ArrowLeftOutlined } from "@ant-design/icons";
import {
  App,
  Button,
  type ButtonProps,
  Drawer,
  Flex,
  Form,
  Input,
  Modal,
  Result,
  Skeleton,
  Tabs,
  type TabsProps,
  Typography,
} from "antd";
import { type ReactNode, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { ApiError } from "@/api/client";
import { type OperationId, permissionOf } from "@/api/generated/operations";
import type { Schema } from "@/api/schema";
import { ErrorNotice } from "./ErrorNotice";
import { type FieldOverride, SchemaForm } from "./SchemaForm";
import { useMay } from "./session";
import { useCommon } from "./words";

export function Page({
  title,
  help,
  back,
  extra,
  children,
}: {
  title: ReactNode;
  help?: ReactNode;
  back?: string;
  extra?: ReactNode;
  children: ReactNode;
}) {
  const t = useCommon();
  const navigate = useNavigate();
  return (
    <Flex vertical gap={16}>
      <Flex justify="space-between" align="flex-start" gap={16} wrap>
        <div>
          <Flex align="center" gap={8}>
            {back && (
              <Button type="text" aria-label={t("back")} icon={<ArrowLeftOutlined />} onClick={() => navigate(back)} />
            )}
            <Typography.Title level={1} style={{ fontSize: 20, margin: 0 }}>
              {title}
            </Typography.Title>
          </Flex>
          {help && <Typography.Text type="secondary">{help}</Typography.Text>}
        </div>
        {extra && (
          <Flex gap={8} wrap>
            {extra}
          </Flex>
        )}
      </Flex>
      {children}
    </Flex>
  );
}

/** What is read for a page: a skeleton while it comes, the fault where it does not, the page with it. */
export function Loaded<D>({
  answer,
  children,
}: {
  answer: { data: D | undefined; error: ApiError | null; isPending: boolean; refetch: () => unknown };
  children: (data: D) => ReactNode;
}) {
  if (answer.data !== undefined)
    return (
      <>
        <ErrorNotice error={answer.error} onRetry={() => answer.refetch()} />
        {children(answer.data)}
      </>
    );
  if (answer.error) return <ErrorNotice error={answer.error} onRetry={() => answer.refetch()} />;
  return <Skeleton active paragraph={{ rows: 6 }} />;
}

/** Only for those who may; others read what they lack. */
export function Allowed({ needs, children }: { needs: OperationId; children: ReactNode }) {
  const t = useCommon();
  const may = useMay();
  if (may(needs)) return <>{children}</>;
  return <Result status="403" title={t("noPermission", { permission: permissionOf[needs] })} />;
}

/** Tabs whose choice stands in the address. */
export function PageTabs({ items, name = "tab" }: { items: NonNullable<TabsProps["items"]>; name?: string }) {
  const [search, setSearch] = useSearchParams();
  const wanted = search.get(name);
  const active = items.some((item) => item.key === wanted) ? wanted : items[0]?.key;
  return (
    <Tabs
      className="gx-tabs"
      activeKey={active ?? ""}
      destroyOnHidden
      items={items}
      onChange={(key) => {
        // Conditions belong to the tab they were set in.
        setSearch(new URLSearchParams({ [name]: key }));
      }}
    />
  );
}

type CommandProps<B> = {
  label: ReactNode;
  /** What will happen, said before it does. */
  title: string;
  explain?: ReactNode;
  /** Shown where one may not: disabled with the permission in words – or left out with `hideUnlessAllowed`. */
  needs?: OperationId;
  hideUnlessAllowed?: boolean;
  /** The body to be filled in; without one only the confirmation is asked. */
  schema?: Schema;
  initial?: Partial<B>;
  only?: string[];
  fields?: Record<string, FieldOverride>;
  run: (body: B) => Promise<unknown>;
  onDone?: () => void;
  done?: string;
  danger?: boolean;
  button?: ButtonProps;
  disabled?: boolean;
  wide?: boolean;
};

/** A button that does something: says what, asks for what it needs, shows what was refused, tells when it is done. */
export function Command<B extends object = object>(props: CommandProps<B>) {
  const t = useCommon();
  const may = useMay();
  const { message } = App.useApp();
  const [form] = Form.useForm();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  const allowed = !props.needs || may(props.needs);
  if (!allowed && props.hideUnlessAllowed) return null;
  const finish = () => {
    setOpen(false);
    setError(undefined);
    void message.success(props.done ?? t("done"));
    props.onDone?.();
  };
  const run = async (body: B) => {
    setBusy(true);
    try {
      await props.run(body);
      finish();
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        {...(props.danger ? { danger: true } : {})}
        {...props.button}
        disabled={!allowed || (props.disabled ?? false)}
        title={!allowed && props.needs ? t("noPermission", { permission: permissionOf[props.needs] }) : undefined}
        onClick={() => setOpen(true)}
      >
        {props.label}
      </Button>
      <Modal
        open={open}
        title={props.title}
        okText={t("confirm")}
        okButtonProps={{ danger: props.danger ?? false, loading: busy }}
        width={props.wide ? 820 : 520}
        destroyOnHidden
        mask={{ closable: false }}
        onCancel={() => {
          setOpen(false);
          setError(undefined);
        }}
        onOk={() => {
          if (props.schema) return form.submit();
          void run({} as B).catch((fault: unknown) => {
            if (!(fault instanceof ApiError)) throw fault;
            setError(fault);
          });
        }}
      >
        {props.explain && <Typography.Paragraph>{props.explain}</Typography.Paragraph>}
        <ErrorNotice error={error} />
        {props.schema && (
          <SchemaForm<B>
            form={form}
            hideButtons
            schema={props.schema}
            initial={props.initial}
            {...(props.only && { only: props.only })}
            {...(props.fields && { fields: props.fields })}
            onSubmit={run}
          />
        )}
      </Modal>
    </>
  );
}

/** A form at the side of the page, for what is made or changed without leaving a list. */
export function SideForm<B extends object>({
  open,
  title,
  onClose,
  ...form
}: { open: boolean; title: string; onClose: () => void } & React.ComponentProps<typeof SchemaForm<B>>) {
  return (
    <Drawer open={open} title={title} size="large" onClose={onClose} destroyOnHidden mask={{ closable: false }}>
      {open && <SchemaForm<B> onCancel={onClose} {...form} />}
    </Drawer>
  );
}

/** What is shown only once: a token, a temporary password, recovery codes. */
export function Once({ value, title, onClose }: { value: ReactNode; title: string; onClose: () => void }) {
  const t = useCommon();
  return (
    <Modal
      open
      title={title}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {t("close")}
        </Button>
      }
      mask={{ closable: false }}
    >
      <Typography.Paragraph type="warning">{t("onceShown")}</Typography.Paragraph>
      {typeof value === "string" ? (
        <Input.TextArea aria-label={title} autoSize readOnly value={value} onFocus={(event) => event.target.select()} />
      ) : (
        value
      )}
    </Modal>
  );
}
