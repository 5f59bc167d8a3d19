// A receipt: its lines with the price explained, what was paid how, points, coupons, what has come back; and what may be
// done with it – a refund by line, a void of its day, a member afterwards, a print of 80 mm.
import { PrinterOutlined } from "@ant-design/icons";
import { AttributeReceiptBody } from "@schemas/AttributeReceiptBody";
import { Explanation } from "@schemas/Explanation";
import { LineAnswer } from "@schemas/LineAnswer";
import { LineLeft } from "@schemas/LineLeft";
import { PostRefundBody } from "@schemas/PostRefundBody";
import { ReceiptAnswer } from "@schemas/ReceiptAnswer";
import { ReceiptCoupon } from "@schemas/ReceiptCoupon";
import { ReceiptGift } from "@schemas/ReceiptGift";
import { TenderAnswer } from "@schemas/TenderAnswer";
import { VoidSaleBody } from "@schemas/VoidSaleBody";
import { Button, Card, Col, Flex, Row, Space, Typography } from "antd";
import { Link, useParams } from "react-router";
import { api, type Body, type Schemas } from "@/api/client";
import { useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { QuoteView } from "@/pages/pricing/QuoteView";
import { Act } from "@/shared/Act";
import { Details } from "@/shared/Details";
import { today } from "@/shared/format";
import { ListOf } from "@/shared/ListOf";
import { Loaded, Page, PageTabs } from "@/shared/Page";
import { useMay, useSession } from "@/shared/session";
import { MoneyView, StateTag } from "@/shared/values";
import { printReceipt } from "./print";

const useWords = defineWords("receipts.receipt", {
  title: ["单据 {{number}}", "Receipt {{number}}"],
  refund: ["退货", "Refund"],
  refundHelp: [
    "选要退的行和数量；不填行即全退。积分、券与储值按规则一并退回。",
    "Choose lines and quantities; without lines everything comes back. Points, coupons and stored value follow by their rules.",
  ],
  void: ["作废", "Void"],
  voidHelp: ["仅限当日、未退过货的单据。", "On its own day, if nothing has come back."],
  attribute: ["补登会员", "Give it to a member"],
  attributeHelp: [
    "当时忘带卡的会员事后补积分；按规则可能需要审批。",
    "For a member who had forgotten the card; it may have to be approved.",
  ],
  print: ["打印", "Print"],
  lines: ["商品", "Lines"],
  tenders: ["付款", "Payment"],
  price: ["价格来历", "How the price came about"],
  noPrice: ["这张单据没有计价轨迹", "There is no trace of prices for this receipt"],
  explanation: ["说明", "Explanation"],
  returned: ["退货", "Returned"],
  coupons: ["优惠券", "Coupons"],
  gifts: ["赠品", "Gifts"],
  member: ["会员", "Member"],
  original: ["原单", "The sale"],
  state: ["状态", "State"],
});

type View = Schemas["ReceiptView"];

export default function Receipt() {
  const t = useWords();
  const { receipt = "" } = useParams();
  const answer = useRead("/v1/receipts/{receipt}", { params: { path: { receipt } } });
  return (
    <Loaded answer={answer}>
      {(view) => (
        <Page
          back="/receipts"
          title={t("title", { number: `${view.receipt.store}-${view.receipt.till}-${view.receipt.sequence}` })}
          extra={<Actions view={view} />}
        >
          <Facts view={view} />
          <PageTabs
            items={[
              { key: "lines", label: t("lines"), children: <Lines view={view} /> },
              { key: "price", label: t("price"), children: <Price receipt={receipt} /> },
              {
                key: "why",
                label: t("explanation"),
                children: <ListOf schema={Explanation} rows={view.receipt.explanation} hide={["code"]} />,
              },
              { key: "returned", label: t("returned"), children: <Returned view={view} /> },
            ]}
          />
        </Page>
      )}
    </Loaded>
  );
}

function Actions({ view }: { view: View }) {
  const t = useWords();
  const { session } = useSession();
  const { receipt } = view;
  const path = { receipt: receipt.receipt };
  const now = new Date().toISOString();
  // The next number of the till on this day.
  const day = { store: receipt.store, till: receipt.till, from: today(), to: today(), limit: 200 };
  const numbered = useRead("/v1/receipts", { params: { query: day } }, { enabled: receipt.kind === "sale" });
  const sequence = 1 + Math.max(0, ...(numbered.data?.receipts ?? []).map((one) => one.sequence));
  const told = {
    store: receipt.store,
    till: receipt.till,
    business_date: today(),
    sequence,
    occurred_at: now,
    cashier: session?.name ?? "",
  };
  if (receipt.kind !== "sale") return <Print view={view} />;
  return (
    <Space wrap>
      <Act<Body<"post_refund">>
        label={t("refund")}
        title={t("refund")}
        explain={t("refundHelp")}
        needs="post_refund"
        wide
        disabled={view.left.every((line) => line.left_quantity === "0")}
        schema={PostRefundBody}
        initial={{
          ...told,
          lines: view.left
            .filter((line) => line.left_quantity !== "0")
            .map((line) => ({ line: line.line, quantity: line.left_quantity })),
        }}
        only={["reason", "lines", "tenders", "store", "till", "business_date", "sequence", "occurred_at", "cashier"]}
        run={(body, once) => api.POST("/v1/checkout/{receipt}/refunds", { params: { path, header: once }, body })}
      />
      <Act<Body<"void_sale">>
        label={t("void")}
        title={t("void")}
        explain={t("voidHelp")}
        needs="void_sale"
        danger
        disabled={view.state !== "posted" || view.refunds.length > 0}
        schema={VoidSaleBody}
        initial={told}
        run={(body, once) => api.POST("/v1/checkout/{receipt}/void", { params: { path, header: once }, body })}
      />
      {!receipt.member && (
        <Act<Body<"attribute_receipt">>
          label={t("attribute")}
          title={t("attribute")}
          explain={t("attributeHelp")}
          needs="attribute_receipt"
          schema={AttributeReceiptBody}
          initial={{ cashier: session?.name ?? "" }}
          run={(body, once) => api.POST("/v1/receipts/{receipt}/attribution", { params: { path, header: once }, body })}
        />
      )}
      <Print view={view} />
    </Space>
  );
}

function Print({ view }: { view: View }) {
  const t = useWords();
  return (
    <Button icon={<PrinterOutlined />} onClick={() => printReceipt(view.receipt)}>
      {t("print")}
    </Button>
  );
}

function Facts({ view }: { view: View }) {
  const t = useWords();
  const { receipt } = view;
  return (
    <Row gutter={[16, 16]}>
      <Col xs={24} xl={16}>
        <Details
          schema={ReceiptAnswer}
          value={receipt}
          hide={["lines", "tenders", "explanation", "gifts", "coupons", "wallet"]}
          render={{
            member: (one) => (one.member ? <Link to={`/members/${one.member}`}>{one.member}</Link> : "–"),
            original: (one) => (one.original ? <Link to={`/receipts/${one.original}`}>{one.original}</Link> : "–"),
          }}
        />
      </Col>
      <Col xs={24} xl={8}>
        <Flex vertical gap={16}>
          <Card
            size="small"
            title={
              <Space>
                {t("state")} <StateTag value={view.state} />
              </Space>
            }
          >
            <Typography.Title level={2} style={{ margin: 0 }}>
              <MoneyView value={receipt.payable} strong />
            </Typography.Title>
          </Card>
          <Card size="small" title={t("tenders")}>
            <ListOf schema={TenderAnswer} rows={receipt.tenders} />
          </Card>
        </Flex>
      </Col>
    </Row>
  );
}

function Lines({ view }: { view: View }) {
  const t = useWords();
  const { receipt } = view;
  return (
    <Flex vertical gap={16}>
      <ListOf schema={LineAnswer} rows={receipt.lines} />
      {receipt.coupons && receipt.coupons.length > 0 && (
        <Card size="small" title={t("coupons")}>
          <ListOf schema={ReceiptCoupon} rows={receipt.coupons} />
        </Card>
      )}
      {receipt.gifts && receipt.gifts.length > 0 && (
        <Card size="small" title={t("gifts")}>
          <ListOf schema={ReceiptGift} rows={receipt.gifts} />
        </Card>
      )}
    </Flex>
  );
}

function Price({ receipt }: { receipt: string }) {
  const t = useWords();
  const may = useMay();
  const answer = useRead(
    "/v1/receipts/{receipt}/price",
    { params: { path: { receipt } } },
    { enabled: may("get_receipt_price") },
  );
  if (answer.error?.status === 404) return <Typography.Text type="secondary">{t("noPrice")}</Typography.Text>;
  return <Loaded answer={answer}>{({ price }) => <QuoteView quote={price} />}</Loaded>;
}

function Returned({ view }: { view: View }) {
  return (
    <Flex vertical gap={12}>
      <ListOf schema={LineLeft} rows={view.left} />
      <Space wrap>
        {view.refunds.map((id) => (
          <Link key={id} to={`/receipts/${id}`}>
            {id}
          </Link>
        ))}
      </Space>
    </Flex>
  );
}
