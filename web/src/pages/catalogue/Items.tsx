// Goods: found by code or barcode, made and changed at the side, retired and taken back.

import { Item } from "@schemas/Item";
import { PutItemBody } from "@schemas/PutItemBody";
import { Button, Input, Space } from "antd";
import { useState } from "react";
import { api, etagOf, type Schemas } from "@/api/client";
import { queryClient } from "@/api/query";
import { defineWords } from "@/i18n";
import { DataTable } from "@/shared/DataTable";
import { Command, Page, SideForm } from "@/shared/Page";
import { useMay } from "@/shared/session";

const useWords = defineWords("catalogue.items", {
  title: ["商品", "Goods"],
  help: [
    "价格、分类、品牌和条码；促销与积分按它们计算。",
    "Prices, categories, brand and barcodes: promotions and points go by them.",
  ],
  add: ["新建商品", "New item"],
  change: ["修改商品 {{code}}", "Change item {{code}}"],
  code: ["货品编码", "Item code"],
  retire: ["停用", "Retire"],
  retireHelp: [
    "停用后不能再销售；已有的单据不受影响。",
    "A retired item is not sold any more; receipts stay as they are.",
  ],
  back: ["重新启用", "Take back into use"],
  empty: ["还没有商品。收银机传来的货品也会自动登记。", "No goods yet."],
  edit: ["修改", "Change"],
  open: ["按编码打开", "Open by code"],
  barcode: ["条码", "Barcode"],
});

type ItemView = Schemas["Item"];

export default function Items() {
  const t = useWords();
  const may = useMay();
  const [opened, setOpened] = useState<{ item?: ItemView; etag?: string }>();
  const [code, setCode] = useState("");
  const byCode = async (wanted: string) => {
    if (!wanted.trim()) return;
    const { data } = await api.GET("/v1/items/{code}", { params: { path: { code: wanted.trim() } } });
    if (data) open(data);
  };
  const open = (item: ItemView) => {
    const etag = etagOf(`/v1/items/${encodeURIComponent(item.code)}`) ?? `"${item.version}"`;
    setOpened({ item, etag });
  };
  return (
    <Page title={t("title")} help={t("help")}>
      <DataTable
        id="items"
        path="/v1/items"
        rowKey="code"
        schema={Item}
        filters={[{ name: "barcode", kind: "text", label: t("barcode") }]}
        columns={[
          { key: "code" },
          { key: "name" },
          { key: "list_price", align: "right" },
          { key: "shop_price", align: "right" },
          { key: "unit" },
          { key: "brand" },
          { key: "large_category" },
          { key: "middle_category", hidden: true },
          { key: "small_category", hidden: true },
          { key: "counter_group", hidden: true },
          { key: "barcodes" },
          { key: "state" },
          { key: "updated_at", hidden: true },
        ]}
        onOpen={may("put_item") ? open : undefined}
        toolbar={
          <Space>
            <Input.Search
              allowClear
              placeholder={t("open")}
              value={code}
              onChange={(event) => setCode(event.target.value)}
              onSearch={(wanted) => void byCode(wanted)}
              style={{ width: 200 }}
            />
            <Button type="primary" disabled={!may("put_item")} onClick={() => setOpened({})}>
              {t("add")}
            </Button>
          </Space>
        }
        empty={{ title: t("empty") }}
      />
      <ItemForm opened={opened} onClose={() => setOpened(undefined)} />
    </Page>
  );
}

/** A new item's code stands in the address of the request; on the page it is a field like any other. */
const NewItem = {
  ...PutItemBody,
  properties: { code: Item.properties?.code ?? {}, ...PutItemBody.properties },
  required: ["code", ...(PutItemBody.required ?? [])],
};

function ItemForm({
  opened,
  onClose,
}: {
  opened: { item?: ItemView; etag?: string } | undefined;
  onClose: () => void;
}) {
  const t = useWords();
  const item = opened?.item;
  const put = async ({ id: _id, state: _state, version: _version, updated_at: _at, code, ...body }: ItemView) => {
    const headers = opened?.etag ? { "If-Match": opened.etag } : { "If-None-Match": "*" };
    await api.PUT("/v1/items/{code}", { params: { path: { code: item?.code ?? code } }, body, headers });
    await queryClient.invalidateQueries();
    onClose();
  };
  const next = item?.state === "active" ? "retired" : "active";
  const turn = async () => {
    if (!item) return;
    const params = { path: { code: item.code }, header: { "If-Match": opened?.etag ?? "" } };
    await api.PATCH("/v1/items/{code}", { params, body: { state: next } });
    await queryClient.invalidateQueries();
    onClose();
  };
  return (
    <SideForm<ItemView>
      open={opened !== undefined}
      title={item ? t("change", { code: item.code }) : t("add")}
      onClose={onClose}
      schema={item ? PutItemBody : NewItem}
      initial={item}
      onSubmit={put}
      extra={() =>
        item && (
          <Command
            label={next === "retired" ? t("retire") : t("back")}
            title={next === "retired" ? t("retire") : t("back")}
            explain={t("retireHelp")}
            danger={next === "retired"}
            needs="set_item_state"
            run={turn}
          />
        )
      }
    />
  );
}
