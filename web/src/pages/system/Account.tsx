// One's own account: who one is, the password, the authenticator, where one is signed in.

import { SessionEntry } from "@schemas/SessionEntry";
import { App, Button, Card, Col, Drawer, Flex, Row, Space, Table, Tag, Typography } from "antd";
import { useState } from "react";
import { type ApiError, api } from "@/api/client";
import { type Answer, useChange, useRead } from "@/api/query";
import { fieldOf } from "@/api/schema";
import { defineWords } from "@/i18n";
import { Loaded, Page } from "@/shared/Page";
import { ChangePasswordForm, SecondFactorForm } from "@/shared/SignIn";
import { useSession } from "@/shared/session";
import { Label, ValueView } from "@/shared/values";

const useWords = defineWords("system.account", {
  title: ["我的账号", "My account"],
  name: ["姓名", "Name"],
  permissions: ["权限", "Permissions"],
  password: ["密码", "Password"],
  change: ["更改密码", "Change the password"],
  changeHelp: ["更改后，其他设备上的登录随即结束。", "Afterwards one's sessions elsewhere end."],
  changed: ["密码已更改", "The password is changed"],
  factor: ["身份验证器", "Authenticator"],
  factorOn: ["已启用", "Set up"],
  factorOff: [
    "未启用。启用后登录需要手机上的 6 位数字。",
    "Not set up. With one, signing in asks for 6 digits from your phone as well.",
  ],
  setUp: ["启用", "Set up"],
  sessions: ["登录中的设备", "Where you are signed in"],
  end: ["结束", "End"],
  endOthers: ["结束其他登录", "End all others"],
  ended: ["已结束", "Ended"],
});

type Row_ = Answer<"/v1/sessions">["items"][number];

export default function Account() {
  const t = useWords();
  const { session, reload } = useSession();
  const [form, setForm] = useState<"password" | "factor">();
  const { message } = App.useApp();
  if (!session) return null;
  const done = () => {
    if (form === "password") void message.success(t("changed"));
    setForm(undefined);
    void reload();
  };
  return (
    <Page title={t("title")}>
      <Row gutter={[16, 16]}>
        <Col xs={24} lg={12}>
          <Card size="small" title={session.name}>
            <Typography.Text type="secondary">{t("permissions")}</Typography.Text>
            <Flex wrap gap={4} style={{ marginTop: 8 }}>
              {session.permissions.map((one) => (
                <Tag key={one}>{one}</Tag>
              ))}
            </Flex>
          </Card>
        </Col>
        <Col xs={24} lg={12}>
          <Flex vertical gap={16}>
            <Card
              size="small"
              title={t("password")}
              extra={<Button onClick={() => setForm("password")}>{t("change")}</Button>}
            >
              <Typography.Text type="secondary">{t("changeHelp")}</Typography.Text>
            </Card>
            <Card
              size="small"
              title={t("factor")}
              extra={!session.second_factor && <Button onClick={() => setForm("factor")}>{t("setUp")}</Button>}
            >
              <Typography.Text type="secondary">
                {session.second_factor ? t("factorOn") : t("factorOff")}
              </Typography.Text>
            </Card>
          </Flex>
        </Col>
      </Row>
      <Sessions />
      <Drawer
        open={form !== undefined}
        title={form === "password" ? t("change") : t("factor")}
        onClose={() => setForm(undefined)}
        destroyOnHidden
      >
        {form === "password" && <ChangePasswordForm onDone={done} />}
        {form === "factor" && <SecondFactorForm onDone={done} />}
      </Drawer>
    </Page>
  );
}

function Sessions() {
  const t = useWords();
  const { session } = useSession();
  const { message } = App.useApp();
  const list = useRead("/v1/sessions", {});
  const failed = (fault: ApiError) => void message.error(fault.message);
  const end = useChange(
    (id: string) => api.DELETE("/v1/sessions/{session}", { params: { path: { session: id } } }),
    () => void message.success(t("ended")),
  );
  const others = useChange(
    () => api.POST("/v1/sessions/end-others", {}),
    () => void message.success(t("ended")),
  );
  const column = (name: string) => {
    const field = fieldOf(SessionEntry, name);
    return {
      title: <Label schema={field?.schema} />,
      render: (_: unknown, one: Row_) =>
        field && <ValueView schema={field.schema} from={field.from} value={(one as Record<string, unknown>)[name]} />,
    };
  };
  return (
    <Card
      size="small"
      title={t("sessions")}
      extra={
        <Button loading={others.isPending} onClick={() => others.mutate(undefined, { onError: failed })}>
          {t("endOthers")}
        </Button>
      }
    >
      <Loaded answer={list}>
        {({ items }) => (
          <Table<Row_>
            size="small"
            rowKey="id"
            pagination={false}
            scroll={{ x: "max-content" }}
            dataSource={items}
            columns={[
              ...Object.keys(SessionEntry.properties ?? {})
                .filter((name) => !["id", "actor"].includes(name))
                .map(column),
              {
                title: "",
                key: "end",
                render: (_, one) => (
                  <Space>
                    {one.id !== session?.id && (
                      <Button size="small" onClick={() => end.mutate(one.id, { onError: failed })}>
                        {t("end")}
                      </Button>
                    )}
                  </Space>
                ),
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}
