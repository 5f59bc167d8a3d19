// Signing in: name and password, the authenticator's code where one is set up; a temporary password is changed, and a
// required authenticator is set up, before anything else.
import { App, Button, Card, Flex, Form, Input, QRCode, Space, Typography } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { ApiError, api, type Schemas } from "@/api/client";
import { defineWords, type Language, setLanguage, useLanguage } from "@/i18n";
import { ErrorNotice } from "./ErrorNotice";
import { type Session, useSession } from "./session";

const useWords = defineWords("sign-in", {
  title: ["登录关系", "Sign in to Guanxi"],
  again: ["登录已过期", "Your session has ended"],
  againHelp: ["重新登录后继续；页面上填写的内容都还在。", "Sign in to go on; what you typed is still on the page."],
  name: ["姓名", "Name"],
  password: ["密码", "Password"],
  code: ["动态验证码或恢复码", "Code of the authenticator, or a recovery code"],
  codeHelp: ["请打开身份验证器，输入 6 位数字", "Open your authenticator and type its 6 digits"],
  signIn: ["登录", "Sign in"],
  other: ["换一个账号", "Sign in as somebody else"],
  setUp: ["首次设置", "First set-up"],
  setUpHelp: [
    "建立第一个账号，它可以做一切。请用启动时打印的链接打开本页。",
    "The first account may do everything. Open this page by the link that the program printed at its start.",
  ],
  token: ["设置令牌", "Set-up token"],
  tokenHelp: [
    "启动程序的终端里打印的一串字符，一小时内有效、只能用一次",
    "The characters that the program printed at its start; good for an hour, once",
  ],
  repeat: ["再输一次密码", "The password once more"],
  differ: ["两次输入不一致", "The two are not the same"],
  make: ["建立账号并登录", "Make the account and sign in"],
  own: ["请设置自己的密码", "Choose a password of your own"],
  ownHelp: ["临时密码只能用来设置自己的密码。", "A temporary password is good for choosing your own only."],
  passwordHelp: [
    "至少 15 个字符；几个词连在一起就很好记，不要求大小写或符号",
    "15 characters or more; a few words together are easy to remember; no capitals or signs needed",
  ],
  current: ["现在的密码", "The password you signed in with"],
  next: ["新密码", "New password"],
  change: ["更改密码", "Change the password"],
  factor: ["请设置身份验证器", "Set up an authenticator"],
  factorHelp: [
    "用手机上的验证器应用扫码，再输入它显示的 6 位数字。",
    "Scan this with the authenticator on your phone, then type the 6 digits it shows.",
  ],
  begin: ["开始设置", "Begin"],
  secret: ["不能扫码时输入", "Where it cannot be scanned, type"],
  confirm: ["确认", "Confirm"],
  recoveryHelp: [
    "手机丢失时每个可用一次。只显示这一次，请打印或存好。",
    "Each is good once, if the phone is lost. They are shown only now: print or keep them.",
  ],
  kept: ["已保存，继续", "I have kept them; go on"],
});

/** The page around a form of its own: the name of the house, the language. */
export function Door({ title, help, children }: { title: string; help?: string; children: ReactNode }) {
  const language = useLanguage();
  return (
    <Flex vertical align="center" justify="center" gap={16} style={{ minHeight: "100vh", padding: 16 }}>
      <Space size={12}>
        <img src="/favicon.svg" alt="" width={40} height={40} />
        <Typography.Text style={{ fontSize: 24, fontWeight: 600 }}>关系 Guanxi</Typography.Text>
      </Space>
      <Card style={{ width: 420, maxWidth: "100%" }}>
        <Typography.Title level={1} style={{ fontSize: 20, marginTop: 0 }}>
          {title}
        </Typography.Title>
        {help && <Typography.Paragraph type="secondary">{help}</Typography.Paragraph>}
        {children}
      </Card>
      <LanguageSwitch language={language} />
    </Flex>
  );
}

export function LanguageSwitch({ language }: { language: Language }) {
  return (
    <Button
      type="link"
      lang={language === "zh" ? "en" : "zh-CN"}
      onClick={() => setLanguage(language === "zh" ? "en" : "zh")}
    >
      {language === "zh" ? "English" : "简体中文"}
    </Button>
  );
}

const asksForCode = new Set(["second_factor_missing", "second_factor_required", "second_factor_wrong", "code_missing"]);

export function SignInForm({ name, onDone }: { name?: string; onDone?: () => void }) {
  const t = useWords();
  const { take } = useSession();
  const [withCode, setWithCode] = useState(false);
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const signIn = async (values: { name: string; password: string; code?: string }) => {
    setBusy(true);
    setError(undefined);
    try {
      const { data } = await api.POST("/v1/session", { body: values });
      if (data) take(data);
      onDone?.();
    } catch (fault) {
      if (!(fault instanceof ApiError)) throw fault;
      const wantsCode = asksForCode.has(fault.code) || fault.problem.errors?.some((one) => one.pointer === "/code");
      if (wantsCode && !withCode) setWithCode(true);
      else setError(fault);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form layout="vertical" onFinish={signIn} initialValues={{ name }} requiredMark={false}>
      <ErrorNotice error={error} />
      <Form.Item name="name" label={t("name")} rules={[{ required: true }]}>
        <Input autoFocus={!name} autoComplete="username" readOnly={name !== undefined} maxLength={100} />
      </Form.Item>
      <Form.Item name="password" label={t("password")} rules={[{ required: true }]}>
        <Input.Password autoFocus={name !== undefined} autoComplete="current-password" />
      </Form.Item>
      {withCode && (
        <Form.Item name="code" label={t("code")} extra={t("codeHelp")} rules={[{ required: true }]}>
          <Input autoFocus autoComplete="one-time-code" maxLength={40} />
        </Form.Item>
      )}
      <Button type="primary" htmlType="submit" block loading={busy}>
        {t("signIn")}
      </Button>
    </Form>
  );
}

export function SignInPage() {
  const t = useWords();
  return (
    <Door title={t("title")}>
      <SignInForm />
    </Door>
  );
}

/** Over the page of an ended session: the same person may come back to it, another one starts anew. */
export function SignInAgain() {
  const t = useWords();
  const { session, ended } = useSession();
  if (!ended || !session) return null;
  return (
    <div
      role="dialog"
      aria-modal="true"
      aria-label={t("again")}
      style={{ position: "fixed", inset: 0, zIndex: 2000, background: "rgba(0,0,0,.55)" }}
    >
      <Flex align="center" justify="center" style={{ height: "100%", padding: 16 }}>
        <Card style={{ width: 420, maxWidth: "100%" }}>
          <Typography.Title level={2} style={{ fontSize: 20, marginTop: 0 }}>
            {t("again")}
          </Typography.Title>
          <Typography.Paragraph>{t("againHelp")}</Typography.Paragraph>
          <SignInForm name={session.name} onDone={() => ended(true)} />
          <Button type="link" block onClick={() => ended(false)}>
            {t("other")}
          </Button>
        </Card>
      </Flex>
    </div>
  );
}

/** The first account of a new system. The token stands behind the #, which no server and no log sees. */
export function SetUpPage() {
  const t = useWords();
  const { take } = useSession();
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get("token") ?? "");
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  useEffect(() => history.replaceState(null, "", location.pathname), []);
  const make = async (values: { token: string; name: string; password: string }) => {
    setBusy(true);
    setError(undefined);
    try {
      const { token, name, password } = values;
      await api.POST("/v1/setup", { body: { token, name, password } });
      const { data } = await api.POST("/v1/session", { body: { name, password } });
      if (data) take(data);
      history.replaceState(null, "", "/");
      location.assign("/");
    } catch (fault) {
      if (!(fault instanceof ApiError)) throw fault;
      setError(fault);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Door title={t("setUp")} help={t("setUpHelp")}>
      <Form layout="vertical" onFinish={make} initialValues={{ token }} requiredMark={false}>
        <ErrorNotice error={error} />
        <Form.Item
          name="token"
          label={t("token")}
          hidden={token !== ""}
          extra={t("tokenHelp")}
          rules={[{ required: true }]}
        >
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="name" label={t("name")} rules={[{ required: true }]}>
          <Input autoFocus autoComplete="username" maxLength={100} />
        </Form.Item>
        <NewPassword />
        <Button type="primary" htmlType="submit" block loading={busy}>
          {t("make")}
        </Button>
      </Form>
    </Door>
  );
}

/** The fields `password` and its repetition. */
export function NewPassword() {
  const t = useWords();
  return (
    <>
      <Form.Item name="password" label={t("next")} extra={t("passwordHelp")} rules={[{ required: true }]}>
        <Input.Password autoComplete="new-password" maxLength={128} />
      </Form.Item>
      <Form.Item
        name="repeat"
        label={t("repeat")}
        dependencies={["password"]}
        rules={[
          { required: true },
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              !value || value === getFieldValue("password")
                ? Promise.resolve()
                : Promise.reject(new Error(t("differ"))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={128} />
      </Form.Item>
    </>
  );
}

export function ChangePasswordForm({ onDone }: { onDone: () => void }) {
  const t = useWords();
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const change = async ({ current, password }: { current: string; password: string }) => {
    setBusy(true);
    setError(undefined);
    try {
      await api.POST("/v1/session/password", { body: { current, password } as Schemas["ChangePassword"] });
      onDone();
    } catch (fault) {
      if (!(fault instanceof ApiError)) throw fault;
      setError(fault);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form layout="vertical" onFinish={change} requiredMark={false}>
      <ErrorNotice error={error} />
      <Form.Item name="current" label={t("current")} rules={[{ required: true }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <NewPassword />
      <Button type="primary" htmlType="submit" loading={busy}>
        {t("change")}
      </Button>
    </Form>
  );
}

type Begun = { secret: string; link: string };

export function SecondFactorForm({ onDone }: { onDone: () => void }) {
  const t = useWords();
  const [begun, setBegun] = useState<Begun>();
  const [codes, setCodes] = useState<string[]>();
  const [error, setError] = useState<ApiError>();
  const attempt = async (what: () => Promise<void>) => {
    setError(undefined);
    try {
      await what();
    } catch (fault) {
      if (!(fault instanceof ApiError)) throw fault;
      setError(fault);
    }
  };
  if (codes)
    return (
      <>
        <Typography.Paragraph>{t("recoveryHelp")}</Typography.Paragraph>
        <Typography.Paragraph copyable={{ text: codes.join("\n") }}>
          <pre>{codes.join("\n")}</pre>
        </Typography.Paragraph>
        <Button type="primary" onClick={onDone}>
          {t("kept")}
        </Button>
      </>
    );
  if (!begun)
    return (
      <Form
        layout="vertical"
        requiredMark={false}
        onFinish={({ password }: { password: string }) =>
          attempt(async () => {
            const { data } = await api.POST("/v1/session/second-factor", { body: { password } });
            if (data) setBegun({ secret: data.secret, link: data.uri });
          })
        }
      >
        <ErrorNotice error={error} />
        <Form.Item name="password" label={t("password")} rules={[{ required: true }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit">
          {t("begin")}
        </Button>
      </Form>
    );
  return (
    <Form
      layout="vertical"
      requiredMark={false}
      onFinish={({ code }: { code: string }) =>
        attempt(async () => {
          const { data } = await api.POST("/v1/session/second-factor/confirm", { body: { code } });
          if (data) setCodes(data.codes);
        })
      }
    >
      <ErrorNotice error={error} />
      <Flex vertical align="center" gap={8}>
        <QRCode value={begun.link} bgColor="#fff" color="#000" />
        <Typography.Text type="secondary">{t("secret")}</Typography.Text>
        <Typography.Text code copyable>
          {begun.secret}
        </Typography.Text>
      </Flex>
      <Form.Item name="code" label={t("code")} rules={[{ required: true }]}>
        <Input autoComplete="one-time-code" inputMode="numeric" maxLength={6} />
      </Form.Item>
      <Button type="primary" htmlType="submit">
        {t("confirm")}
      </Button>
    </Form>
  );
}

/** What the session still lacks stands before everything else. */
export function LackingPage({ session }: { session: Session }) {
  const t = useWords();
  const { reload, leave } = useSession();
  const { message } = App.useApp();
  const done = () => void reload();
  const leaving = (
    <Button type="link" block onClick={() => void leave().catch((fault) => message.error(String(fault)))}>
      {t("other")}
    </Button>
  );
  if (session.lacking === "password")
    return (
      <Door title={t("own")} help={t("ownHelp")}>
        <ChangePasswordForm onDone={done} />
        {leaving}
      </Door>
    );
  return (
    <Door title={t("factor")} help={t("factorHelp")}>
      <SecondFactorForm onDone={done} />
      {leaving}
    </Door>
  );
}
