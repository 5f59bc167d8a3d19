// Looking for a member: one field that takes whatever is known, or a field of the programme. What was typed is no part of
// the address: it may be a phone number.
import { IdcardOutlined, SearchOutlined, UserAddOutlined } from "@ant-design/icons";
import { CardState } from "@schemas/CardState";
import { Alert, Button, Card, Empty, Flex, Input, Segmented, Select, Table, Typography } from "antd";
import { useCallback, useEffect, useRef, useState } from "react";
import { Link, useLocation, useNavigate } from "react-router";
import { api } from "@/api/client";
import { useRead } from "@/api/query";
import { defineWords, useLanguage } from "@/i18n";
import { ErrorNotice } from "@/shared/ErrorNotice";
import { Page } from "@/shared/Page";
import { useScope } from "@/shared/scope";
import { useMay } from "@/shared/session";
import { StateTag } from "@/shared/values";
import { useCommon } from "@/shared/words";
import { type Found, findMembers, foundOf } from "./lookup";
import { MemberStateTag } from "./parts";

const useWords = defineWords("members.list", {
  title: ["会员", "Members"],
  help: [
    "手机号或后四位、卡号或尾号、姓名、拼音或首字母、会员码、会员编号",
    "Phone or its last four digits, card or its end, name, pinyin or initials, member code, id",
  ],
  typed: ["输入任意一项", "Type any of these"],
  anything: ["综合查找", "By anything"],
  byField: ["按自定义字段", "By a profile field"],
  field: ["字段", "Field"],
  value: ["值", "Value"],
  noFields: ["这个会员计划没有可查找的自定义字段", "This programme has no field that can be searched by"],
  register: ["会员入会", "Register a member"],
  name: ["姓名", "Name"],
  phone: ["手机", "Phone"],
  code: ["会员码", "Member code"],
  card: ["会员卡", "Card"],
  state: ["状态", "State"],
  joined: ["入会日期", "Joined on"],
  unnamed: ["（未填姓名）", "(no name)"],
  more: ["只显示前 20 位，请输入更完整的内容。", "Only the first 20 are shown: type more of what you know."],
  nobody: ["没有找到这位会员", "Nobody was found"],
  nobodyHelp: [
    "核对是否输错一位；也可以直接为顾客办理入会。",
    "Check for a mistyped digit – or register the customer right away.",
  ],
  start: [
    "问顾客要手机号后四位，扫会员码，或刷卡。",
    "Ask for the last four digits of the phone, scan the code, or swipe the card.",
  ],
  found: ["找到 {{count}} 位", "{{count}} found"],
});

type Kept = { text?: string; field?: string; value?: string };
type Result = { items: Found[]; more: boolean };

export default function List() {
  const t = useWords();
  const common = useCommon();
  const may = useMay();
  const navigate = useNavigate();
  const location = useLocation();
  const { programme } = useScope();
  const kept = (location.state ?? {}) as Kept;
  const [mode, setMode] = useState<"any" | "field">(kept.field ? "field" : "any");
  const [text, setText] = useState(kept.text ?? "");
  const [result, setResult] = useState<Result>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const asked = useRef(0);

  const search = useCallback(
    async (typed: string, open: boolean) => {
      const turn = ++asked.current;
      setError(undefined);
      setBusy(true);
      try {
        const answer = await findMembers(typed, programme);
        if (turn !== asked.current) return;
        setResult(answer);
        const only = answer.items[0];
        if (open && answer.sure && only) navigate(`/members/${only.id}`);
      } catch (fault) {
        if (turn === asked.current) setError(fault);
      } finally {
        if (turn === asked.current) setBusy(false);
      }
    },
    [programme, navigate],
  );
  // Coming back to the page shows what was looked for.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the programme is known
  useEffect(() => {
    if (kept.text && programme) void search(kept.text, false);
  }, [programme]);
  const submit = () => {
    if (text.trim() === "") return;
    navigate(".", { replace: true, state: { text } satisfies Kept });
    void search(text, true);
  };

  return (
    <Page
      title={t("title")}
      help={t("help")}
      extra={
        may("enrol_member") && (
          <Button type="primary" icon={<UserAddOutlined />} onClick={() => navigate("/members/register")}>
            {t("register")}
          </Button>
        )
      }
    >
      <Card size="small" role="search">
        <Flex vertical gap={12}>
          {may("find_members_by_field") && (
            <Segmented<"any" | "field">
              style={{ alignSelf: "flex-start" }}
              value={mode}
              onChange={(next) => {
                setMode(next);
                setResult(undefined);
                setError(undefined);
              }}
              options={[
                { value: "any", label: t("anything"), icon: <SearchOutlined /> },
                { value: "field", label: t("byField"), icon: <IdcardOutlined /> },
              ]}
            />
          )}
          {mode === "any" ? (
            <Input.Search
              autoFocus
              size="large"
              enterButton={common("search")}
              allowClear
              loading={busy}
              aria-label={t("help")}
              placeholder={t("typed")}
              value={text}
              onChange={(event) => setText(event.target.value)}
              onSearch={submit}
              style={{ maxWidth: 640 }}
            />
          ) : (
            <FieldSearch onResult={setResult} onError={setError} onBusy={setBusy} />
          )}
        </Flex>
      </Card>
      <ErrorNotice error={error} onRetry={mode === "any" ? submit : undefined} />
      {result?.more && <Alert type="info" showIcon title={t("more")} />}
      <Card size="small">
        {result && result.items.length > 0 && (
          <Typography.Paragraph type="secondary">{t("found", { count: result.items.length })}</Typography.Paragraph>
        )}
        <Results rows={result?.items} busy={busy} register={may("enrol_member")} />
      </Card>
    </Page>
  );
}

function Results({ rows, busy, register }: { rows: Found[] | undefined; busy: boolean; register: boolean }) {
  const t = useWords();
  const navigate = useNavigate();
  return (
    <Table<Found>
      rowKey="id"
      size="middle"
      loading={busy}
      pagination={false}
      dataSource={rows ?? []}
      scroll={{ x: "max-content" }}
      onRow={(row) => ({ onDoubleClick: () => navigate(`/members/${row.id}`), style: { cursor: "pointer" } })}
      locale={{
        emptyText: (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={rows ? t("nobody") : t("start")}>
            {rows && (
              <>
                <Typography.Paragraph type="secondary">{t("nobodyHelp")}</Typography.Paragraph>
                {register && <Button onClick={() => navigate("/members/register")}>{t("register")}</Button>}
              </>
            )}
          </Empty>
        ),
      }}
      columns={[
        {
          key: "name",
          title: t("name"),
          render: (_, row) => <Link to={`/members/${row.id}`}>{row.name ?? t("unnamed")}</Link>,
        },
        { key: "phone", title: t("phone"), render: (_, row) => row.phone ?? "–" },
        { key: "code", title: t("code"), dataIndex: "member_code" },
        {
          key: "card",
          title: t("card"),
          render: (_, row) =>
            row.card ? (
              <>
                {row.card.number} <StateTag value={row.card.state} words={CardState} />
              </>
            ) : (
              "–"
            ),
        },
        { key: "state", title: t("state"), render: (_, row) => <MemberStateTag state={row.state} /> },
        { key: "joined", title: t("joined"), dataIndex: "joined_on" },
      ]}
    />
  );
}

function FieldSearch({
  onResult,
  onError,
  onBusy,
}: {
  onResult: (result: Result | undefined) => void;
  onError: (error: unknown) => void;
  onBusy: (busy: boolean) => void;
}) {
  const t = useWords();
  const common = useCommon();
  const language = useLanguage();
  const { programme } = useScope();
  const fields = useRead(
    "/v1/programmes/{programme}/profile-fields",
    { params: { path: { programme } } },
    { enabled: programme !== "" },
  );
  const [field, setField] = useState<string>();
  const [value, setValue] = useState("");
  const searchable = (fields.data?.items ?? []).filter((one) => one.searchable && one.state === "active");
  const chosen = searchable.find((one) => one.code === field);
  if (fields.data && searchable.length === 0)
    return <Typography.Text type="secondary">{t("noFields")}</Typography.Text>;
  const search = async () => {
    if (!field || value.trim() === "") return;
    onBusy(true);
    onError(undefined);
    try {
      const { data } = await api.POST("/v1/members/find-by-field", { body: { programme, field, value, limit: 20 } });
      // Only numbers come back: what the list shows of each is read, and that is on record.
      const read = await Promise.all(
        (data?.items ?? []).map(({ id }) => api.GET("/v1/members/{id}", { params: { path: { id } } })),
      );
      onResult({
        items: read.flatMap((one) => (one.data ? [foundOf(one.data)] : [])),
        more: data?.next_cursor !== undefined,
      });
    } catch (fault) {
      onError(fault);
    }
    onBusy(false);
  };
  const options = chosen?.choices.map((one) => ({ value: one.code, label: language === "zh" ? one.zh : one.en })) ?? [];
  return (
    <Flex gap={8} wrap>
      <Select
        aria-label={t("field")}
        placeholder={t("field")}
        style={{ minWidth: 200 }}
        loading={fields.isPending}
        value={field ?? null}
        onChange={(next) => {
          setField(next ?? undefined);
          setValue("");
        }}
        options={searchable.map((one) => ({ value: one.code, label: language === "zh" ? one.label_zh : one.label_en }))}
      />
      {options.length > 0 || chosen?.kind === "boolean" ? (
        <Select
          aria-label={t("value")}
          style={{ minWidth: 220 }}
          value={value || null}
          onChange={(next) => setValue(next ?? "")}
          options={
            options.length > 0
              ? options
              : [
                  { value: "true", label: common("yes") },
                  { value: "false", label: common("no") },
                ]
          }
        />
      ) : (
        <Input
          aria-label={t("value")}
          placeholder={t("value")}
          style={{ width: 260 }}
          value={value}
          onChange={(event) => setValue(event.target.value)}
          onPressEnter={() => void search()}
        />
      )}
      <Button type="primary" disabled={!field || value.trim() === ""} onClick={() => void search()}>
        {common("search")}
      </Button>
    </Flex>
  );
}
