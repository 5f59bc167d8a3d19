// ⌘K: members by the end of their phone or card, name, pinyin or initials; pages; receipts by their id.
import { SearchOutlined } from "@ant-design/icons";
import { Empty, Flex, Input, Modal, Spin, Tag, Typography } from "antd";
import { type KeyboardEvent, useEffect, useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { api, type Schemas } from "@/api/client";
import { defineWords, useLanguage } from "@/i18n";
import { useMay } from "@/shared/session";
import { areas } from "./areas";

const useWords = defineWords("finder", {
  find: ["手机尾号、卡号尾号、姓名、拼音，或页面名称", "End of a phone or card, a name, pinyin, or a page"],
  nothing: ["没有找到", "Nothing found"],
  member: ["会员", "Member"],
  page: ["页面", "Page"],
  receipt: ["单据", "Receipt"],
});

type Found = { key: string; kind: string; text: string; more?: string; to: string };
type Search = Schemas["SearchRequest"];

/** By what a member may be looked for with this text; several may be meant. */
export function searchesOf(text: string): Search[] {
  if (/^\d{4}$/.test(text)) return [{ phone_last4: text }, { card_end: text }];
  if (/^[A-Za-z0-9]*\d[A-Za-z0-9]*$/.test(text))
    return text.length >= 4 && text.length <= 6 ? [{ card_end: text }] : [];
  return text.length >= 1 && !/^\d/.test(text) ? [{ name: text }] : [];
}

export function Finder({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useWords();
  const language = useLanguage();
  const may = useMay();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [members, setMembers] = useState<Found[]>([]);
  const [busy, setBusy] = useState(false);
  const [at, setAt] = useState(0);
  const at01 = language === "zh" ? 0 : 1;
  const wanted = text.trim();

  const pages = useMemo<Found[]>(() => {
    const low = wanted.toLowerCase();
    return areas.flatMap((area) =>
      area.places
        .filter((place) => place.needs.length === 0 || place.needs.some(may))
        .filter(
          (place) =>
            low === "" ||
            [...place.label, ...area.label, place.keywords ?? ""].some((word) => word.toLowerCase().includes(low)),
        )
        .map((place) => ({
          key: place.path,
          kind: t("page"),
          text: place.label[at01],
          more: area.label[at01],
          to: place.path,
        })),
    );
  }, [wanted, may, at01, t]);

  useEffect(() => {
    setMembers([]);
    const searches = may("search_members") && wanted ? searchesOf(wanted) : [];
    const receipt = /^[1-9]\d{9,18}$/.test(wanted) && may("get_receipt");
    if (searches.length === 0 && !receipt) return;
    const cancelled = new AbortController();
    const timer = setTimeout(async () => {
      setBusy(true);
      const answers = await Promise.allSettled(
        searches.map((body) => api.POST("/v1/members/search", { body, signal: cancelled.signal })),
      );
      if (cancelled.signal.aborted) return;
      const found = new Map<string, Found>();
      for (const answer of answers)
        if (answer.status === "fulfilled")
          for (const one of answer.value.data?.items ?? [])
            found.set(one.id, {
              key: one.id,
              kind: t("member"),
              text: one.name ?? one.member_code,
              more: [one.phone, one.card?.number, one.member_code].filter(Boolean).join(" · "),
              to: `/members/${one.id}`,
            });
      if (receipt)
        found.set("receipt", { key: "receipt", kind: t("receipt"), text: wanted, to: `/receipts/${wanted}` });
      setMembers([...found.values()]);
      setBusy(false);
    }, 180);
    return () => {
      clearTimeout(timer);
      cancelled.abort();
      setBusy(false);
    };
  }, [wanted, may, t]);

  const all = [...members, ...pages].slice(0, 30);
  const chosen = Math.min(at, Math.max(0, all.length - 1));
  const go = (one: Found | undefined) => {
    if (!one) return;
    onClose();
    setText("");
    navigate(one.to);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setAt(Math.min(chosen + 1, all.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(chosen - 1, 0));
    else if (event.key === "Enter") go(all[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal
      open={open}
      onCancel={onClose}
      footer={null}
      closable={false}
      destroyOnHidden
      width={600}
      styles={{ body: { padding: 0 } }}
      aria-label={t("find")}
    >
      <Input
        autoFocus
        size="large"
        variant="borderless"
        prefix={<SearchOutlined />}
        suffix={busy ? <Spin size="small" /> : null}
        placeholder={t("find")}
        aria-label={t("find")}
        role="combobox"
        aria-expanded
        aria-controls="gx-found"
        aria-activedescendant={all[chosen] ? `gx-found-${chosen}` : undefined}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={keys}
      />
      <div id="gx-found" role="listbox" style={{ maxHeight: 420, overflow: "auto", marginTop: 8 }}>
        {all.length === 0 && !busy && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("nothing")} />}
        {all.map((one, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's
          <div
            key={one.kind + one.key}
            id={`gx-found-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            onMouseEnter={() => setAt(index)}
            onClick={() => go(one)}
            style={{
              padding: "8px 12px",
              borderRadius: 6,
              cursor: "pointer",
              background: index === chosen ? "rgba(7,112,92,.12)" : undefined,
            }}
          >
            <Flex gap={8} align="center">
              <Tag>{one.kind}</Tag>
              <Typography.Text>{one.text}</Typography.Text>
              <Typography.Text type="secondary">{one.more}</Typography.Text>
            </Flex>
          </div>
        ))}
      </div>
    </Modal>
  );
}
