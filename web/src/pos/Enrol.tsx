// A new member in three fields; what else the programme's terms ask for is refused by name and done at the desk.
import { Button, Checkbox, Form, Input, Modal } from "antd";
import { useState } from "react";
import { ApiError, api } from "@/api/client";
import { useIdempotencyKey, useRead } from "@/api/query";
import { defineWords, pick } from "@/i18n";
import { ErrorNotice } from "@/shared/ErrorNotice";
import { useDesk } from "./Desk";
import { reach } from "./device/line";
import { asMember } from "./device/members";
import { useTillWords } from "./words";

const useWords = defineWords("pos.enrol", {
  title: ["登记新会员", "Register a new member"],
  phone: ["手机号", "Phone"],
  name: ["姓名", "Name"],
  card: ["实体卡号（可不填，可扫卡）", "Number of the card, if one is handed out"],
  charter: ["顾客已阅读并同意《{{title}}》", "The customer has read and accepts: {{title}}"],
  charterNeeded: ["须经顾客同意", "The customer has to accept it"],
  make: ["登记并用于本单", "Register, and use for this sale"],
  help: [
    "登记后本单即按会员计价和积分。章程要求的其他资料请在服务台的控制台补登。",
    "This sale is priced and earns as a member's at once. Whatever else the terms ask for is done in the console.",
  ],
});

type Fields = { phone: string; name?: string; card_number?: string; accepted?: boolean };

export function Enrol({ onClose }: { onClose: () => void }) {
  const t = useWords();
  const till = useTillWords();
  const { dispatch, place, line, may } = useDesk();
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const key = useIdempotencyKey();
  const terms = useRead(
    "/v1/programmes/{programme}/registration-terms",
    { params: { path: { programme: place.programme } } },
    { enabled: line.up && may("get_registration_terms") },
  );
  const wanted = terms.data?.terms;
  const charter = wanted?.charter;
  const texts = useRead(
    "/v1/programmes/{programme}/texts",
    { params: { path: { programme: place.programme } } },
    { enabled: charter !== undefined && may("list_consent_texts") },
  );
  const text = texts.data?.items.find((one) => one.code === charter);
  const make = async ({ phone, name, card_number }: Fields) => {
    setBusy(true);
    setError(undefined);
    try {
      const { data } = await reach(
        api.POST("/v1/members", {
          params: { header: key.header() },
          body: {
            programme: place.programme,
            store: place.store,
            phone: phone.trim(),
            ...(name?.trim() && { name: name.trim() }),
            ...(card_number?.trim() && { card_number: card_number.trim() }),
            ...(charter && text && { charter: { text: charter, version: text.version } }),
            channel: "store",
            gender: "unknown",
            language: "zh-CN",
            phone_shared: false,
          },
        }),
      );
      if (data) dispatch({ do: "member", member: asMember(data) });
      onClose();
    } catch (fault) {
      if (!(fault instanceof ApiError)) throw fault;
      setError(fault);
      key.renew();
    } finally {
      setBusy(false);
    }
  };
  const nameNeeded = wanted?.required.includes("name") ?? false;
  return (
    <Modal open title={t("title")} footer={null} width={520} onCancel={onClose} className="till-dialog">
      <Form<Fields> layout="vertical" onFinish={make} size="large">
        <ErrorNotice error={error} />
        <Form.Item name="phone" label={t("phone")} rules={[{ required: true, pattern: /^(\+\d{6,15}|1\d{10})$/ }]}>
          <Input autoFocus inputMode="tel" autoComplete="off" maxLength={16} />
        </Form.Item>
        <Form.Item name="name" label={t("name")} rules={[{ required: nameNeeded }]}>
          <Input autoComplete="off" maxLength={100} />
        </Form.Item>
        <Form.Item name="card_number" label={t("card")}>
          <Input autoComplete="off" maxLength={64} />
        </Form.Item>
        {charter && text && (
          <Form.Item
            name="accepted"
            valuePropName="checked"
            rules={[
              {
                validator: (_, yes) => (yes ? Promise.resolve() : Promise.reject(new Error(t("charterNeeded")))),
              },
            ]}
          >
            <Checkbox>{t("charter", { title: pick(text.title as never) || charter })}</Checkbox>
          </Form.Item>
        )}
        <Form.Item extra={t("help")}>
          <Button type="primary" htmlType="submit" block loading={busy} disabled={!line.up}>
            {line.up ? t("make") : till("offlineNeeds")}
          </Button>
        </Form.Item>
      </Form>
    </Modal>
  );
}
