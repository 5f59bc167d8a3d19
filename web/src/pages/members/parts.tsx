// What the pages about a member share: commands that count once, whose page it is, how a member is picked and linked.

import { MemberState } from "@schemas/MemberState";
import { Select, Tag, Typography } from "antd";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { Link } from "react-router";
import type { Schemas } from "@/api/client";
import { defineWords } from "@/i18n";
import { ErrorNotice } from "@/shared/ErrorNotice";
import type { FieldOverride } from "@/shared/SchemaForm";
import { useScope } from "@/shared/scope";
import { StateTag } from "@/shared/values";
import { type Found, findMembers } from "./lookup";

export type Member = Schemas["MemberView"];
const Here = createContext<Member | null>(null);
export const MemberHere = Here.Provider;
/** The member whose page it is. */
export function useMember(): Member {
  const member = useContext(Here);
  if (!member) throw new Error("outside of a member's page");
  return member;
}

export { Act, version } from "@/shared/Act";

const useWords = defineWords("members.parts", {
  find: [
    "手机号或尾号、卡号或尾号、姓名、拼音、会员码",
    "Phone or its end, card or its end, name, pinyin, member code",
  ],
  typeMore: ["输入后查找", "Type to search"],
  nobody: ["没有找到", "Nobody found"],
  proof: ["会员凭证", "The member's proof"],
  proofHelp: [
    "金额较小时可留空，由您当面确认；超过计划的上限须有密码、动态会员码或验证码。",
    "Small amounts: leave it open and you confirm in person. Above the programme's limit it takes a PIN or a code.",
  ],
});

/** Nobody has to fill in a proof at a desk: it is the cashier's word then. */
export function useProofFields(): Record<string, FieldOverride> {
  const t = useWords();
  return {
    proof: { label: t("proof") },
    "proof.kind": { required: false, help: t("proofHelp") },
  };
}

/** A member by what is known of them; the value is the id. */
export function MemberPicker({
  value,
  onChange,
  not,
  id,
  autoFocus,
  onFound,
}: {
  value?: string;
  onChange?: (id: string | undefined) => void;
  /** Whom it cannot be. */
  not?: string | undefined;
  id?: string;
  autoFocus?: boolean;
  onFound?: (found: Found | undefined) => void;
}) {
  const t = useWords();
  const { programme } = useScope();
  const [text, setText] = useState("");
  const [found, setFound] = useState<Found[]>([]);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (text.trim() === "") return;
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      setBusy(true);
      setError(undefined);
      try {
        const { items } = await findMembers(text, programme, stop.signal);
        if (!stop.signal.aborted) setFound(items.filter((one) => one.id !== not));
      } catch (fault) {
        if (!stop.signal.aborted) setError(fault);
      }
      setBusy(false);
    }, 250);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, programme, not]);
  return (
    <>
      <Select
        {...(id ? { id } : {})}
        autoFocus={autoFocus ?? false}
        style={{ width: "100%" }}
        showSearch={{ filterOption: false, onSearch: setText }}
        allowClear
        aria-label={t("find")}
        placeholder={t("find")}
        loading={busy}
        value={value ?? null}
        notFoundContent={text.trim() === "" ? t("typeMore") : busy ? "…" : t("nobody")}
        onChange={(next: string | null) => {
          onChange?.(next ?? undefined);
          onFound?.(found.find((one) => one.id === next));
        }}
        options={found.map((one) => ({
          value: one.id,
          label: [one.name, one.phone, one.member_code].filter(Boolean).join(" · "),
        }))}
      />
      <ErrorNotice error={error} />
    </>
  );
}

export const MemberStateTag = ({ state }: { state: string }) => <StateTag value={state} words={MemberState} />;

export const MemberLink = ({ id, children }: { id: string; children?: ReactNode }) => (
  <Link to={`/members/${id}`} style={{ whiteSpace: "nowrap" }}>
    {children ?? id}
  </Link>
);

/** An operator's or till's number where no name comes with it. */
export const Where = ({ store }: { store: string | undefined }) => (store ? <Tag>{store}</Tag> : <>–</>);

export const Soft = ({ children }: { children: ReactNode }) => (
  <Typography.Text type="secondary">{children}</Typography.Text>
);
