// An account: what it may do and where, its keys and sessions, and what was changed about it.
import { ActorDetail } from "@schemas/ActorDetail";
import { ChangeActorBody } from "@schemas/ChangeActorBody";
import { IssueTokenBody } from "@schemas/IssueTokenBody";
import { Alert, Button, Card, Flex, Space, Tag, Typography } from "antd";
import { useState } from "react";
import { useParams } from "react-router";
import { api, type Body, etagOf } from "@/api/client";
import { queryClient, useIdempotencyKey, useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { Details } from "@/shared/Details";
import { Command, Loaded, Once, Page, PageTabs, SideForm } from "@/shared/Page";
import { useMay, useSession } from "@/shared/session";
import { ChangesTable } from "./ChangesTable";
import { PermissionSelect, RoleSelect, StoresSelect, UnitSelect } from "./inputs";
import { KeysOf } from "./KeysOf";
import { SessionsOf } from "./SessionsOf";

const useWords = defineWords("access.account", {
  change: ["修改权限", "Change what they may do"],
  password: ["发临时密码", "Temporary password"],
  passwordHelp: [
    "其全部登录随即结束；临时密码只能用来设置自己的密码，72 小时有效。",
    "Their sessions end. It is good for choosing a password of their own, for 72 hours.",
  ],
  passwordOf: ["{{name}} 的临时密码", "Temporary password of {{name}}"],
  factor: ["移除身份验证器", "Take the authenticator away"],
  factorHelp: [
    "用于手机丢失。其全部登录随即结束，之后可重新设置。",
    "For a lost phone. Their sessions end; they can set up another.",
  ],
  disable: ["停用", "Disable"],
  disableHelp: ["立即不能登录，令牌和登录一并失效。", "They cannot sign in from now on; tokens and sessions end."],
  enable: ["启用", "Enable"],
  token: ["新建令牌", "New token"],
  tokenHelp: [
    "供程序调用接口。可只给它一部分权限。",
    "For a program that calls the API. It can be given a part of the permissions.",
  ],
  tokenOf: ["令牌", "Token"],
  access: ["权限与范围", "Access"],
  keys: ["密钥与令牌", "Keys & tokens"],
  sessions: ["登录", "Sessions"],
  changes: ["变更记录", "Changes"],
  oneself: [
    "这是您自己的账号：权限由另一位管理员修改。",
    "This is your own account: another administrator changes what it may do.",
  ],
  everything: ["合计权限", "All that they may do"],
});

type ChangeBody = Body<"change_actor">;
type TokenBody = Body<"issue_token">;

export default function Account() {
  const { id = "" } = useParams();
  const t = useWords();
  const may = useMay();
  const { session } = useSession();
  const key = useIdempotencyKey();
  const params = { path: { id } };
  const answer = useRead("/v1/actors/{id}", { params });
  const [changing, setChanging] = useState<string>();
  const [shown, setShown] = useState<{ title: string; value: string }>();
  const fresh = () => queryClient.invalidateQueries();
  const own = session?.actor === id;
  return (
    <Loaded answer={answer}>
      {(actor) => (
        <Page
          back="/access/accounts"
          title={actor.name}
          extra={
            <Space wrap>
              <Button
                type="primary"
                disabled={!may("change_actor") || own}
                onClick={() => setChanging(etagOf(`/v1/actors/${id}`) ?? `"${actor.version}"`)}
              >
                {t("change")}
              </Button>
              {actor.kind === "person" && (
                <Command
                  label={t("password")}
                  title={t("password")}
                  explain={t("passwordHelp")}
                  needs="give_temporary_password"
                  disabled={own}
                  run={async () => {
                    const { data } = await api.POST("/v1/actors/{id}/password", { params, body: {} });
                    if (data) setShown({ title: t("passwordOf", { name: actor.name }), value: data.password });
                  }}
                />
              )}
              <Command<TokenBody>
                label={t("token")}
                title={t("token")}
                explain={t("tokenHelp")}
                needs="issue_token"
                schema={IssueTokenBody}
                fields={{ permissions: { input: <PermissionSelect /> } }}
                run={async (body) => {
                  const { data } = await api.POST("/v1/actors/{id}/tokens", {
                    params: { ...params, header: key.header() },
                    body,
                  });
                  key.renew();
                  if (data) setShown({ title: t("tokenOf"), value: data.token });
                  await fresh();
                }}
              />
              {actor.kind === "person" && (
                <Command<{ reason: string }>
                  label={t("factor")}
                  title={t("factor")}
                  explain={t("factorHelp")}
                  needs="remove_second_factor"
                  danger
                  disabled={own}
                  schema={{
                    type: "object",
                    properties: {
                      reason: { type: "string", minLength: 1, maxLength: 500, words: { zh: "原因", en: "Reason" } },
                    },
                    required: ["reason"],
                  }}
                  run={(body) => api.POST("/v1/actors/{id}/second-factor/remove", { params, body })}
                />
              )}
              <Command
                label={actor.state === "active" ? t("disable") : t("enable")}
                title={actor.state === "active" ? t("disable") : t("enable")}
                {...(actor.state === "active" && { explain: t("disableHelp") })}
                danger={actor.state === "active"}
                needs="set_actor_state"
                disabled={own}
                run={async () => {
                  await api.POST("/v1/actors/{id}/state", {
                    params,
                    body: { state: actor.state === "active" ? "disabled" : "active" },
                  });
                  await fresh();
                }}
              />
            </Space>
          }
        >
          {own && <Alert type="info" showIcon title={t("oneself")} />}
          <PageTabs
            items={[
              {
                key: "access",
                label: t("access"),
                children: (
                  <Flex vertical gap={16}>
                    <Details
                      schema={ActorDetail}
                      value={actor}
                      hide={["credentials", "allowed", "version"]}
                      render={{
                        roles: (one) => one.roles.map((role) => <Tag key={role}>{role}</Tag>),
                        permissions: (one) =>
                          one.permissions.map((permission) => <Tag key={permission}>{permission}</Tag>),
                      }}
                    />
                    <Card size="small" title={t("everything")}>
                      <Flex wrap gap={4}>
                        {actor.allowed.map((one) => (
                          <Tag key={one}>{one}</Tag>
                        ))}
                        {actor.allowed.length === 0 && <Typography.Text type="secondary">–</Typography.Text>}
                      </Flex>
                    </Card>
                  </Flex>
                ),
              },
              { key: "keys", label: t("keys"), children: <KeysOf actor={actor} /> },
              ...(actor.kind === "person"
                ? [{ key: "sessions", label: t("sessions"), children: <SessionsOf id={id} /> }]
                : []),
              ...(may("list_access_changes")
                ? [{ key: "changes", label: t("changes"), children: <ChangesTable query={{ actor: id }} /> }]
                : []),
            ]}
          />
          <SideForm<ChangeBody>
            open={changing !== undefined}
            title={t("change")}
            onClose={() => setChanging(undefined)}
            schema={ChangeActorBody}
            initial={{
              name: actor.name,
              roles: actor.roles,
              permissions: actor.permissions,
              units: actor.units,
              stores: actor.stores,
            }}
            keep={["roles", "permissions", "units", "stores"]}
            fields={{
              roles: { input: <RoleSelect /> },
              permissions: { input: <PermissionSelect /> },
              units: { input: <UnitSelect /> },
              stores: { input: <StoresSelect /> },
            }}
            onSubmit={async (body) => {
              await api.PATCH("/v1/actors/{id}", {
                params: { ...params, header: { "If-Match": changing ?? "" } },
                body,
              });
              setChanging(undefined);
              await fresh();
            }}
          />
          {shown && <Once {...shown} onClose={() => setShown(undefined)} />}
        </Page>
      )}
    </Loaded>
  );
}
