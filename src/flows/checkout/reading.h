// Reading what was sold: a receipt, the receipts of a store or a member, a till's day against the
// till's own count, and a store's days. Reads only; a receipt outside the caller's stores is not
// found.
#pragma once

#include "flows/checkout/checkout.h"
#include "modules/sales/attribution.h"

namespace guanxi::checkout {

struct ReceiptById {
  ReceiptId receipt;
};
BOOST_DESCRIBE_STRUCT(ReceiptById, (), (receipt))

struct LineLeft {
  int line = 0;
  Quantity refunded_quantity, left_quantity;
  Money refunded_amount;
};
BOOST_DESCRIBE_STRUCT(LineLeft, (), (line, refunded_quantity, left_quantity, refunded_amount))

/// That a sale was given to its member afterwards.
struct AttributionNote {
  sales::AttributionId id;
  Instant attributed_at;
  ActorId actor;
  std::optional<ActorId> approved_by;
  std::string cashier, reason;
  Points earned, returned;
};
BOOST_DESCRIBE_STRUCT(
    AttributionNote, (), (id, attributed_at, actor, approved_by, cashier, reason, earned, returned)
)

struct ReceiptView {
  ReceiptAnswer receipt;
  std::string state;
  Money refunded;
  std::vector<ReceiptId> refunds;
  std::vector<LineLeft> left;
  std::optional<AttributionNote> attribution;
};
BOOST_DESCRIBE_STRUCT(ReceiptView, (), (receipt, state, refunded, refunds, left, attribution))

struct ReceiptList {
  std::string store;
  std::optional<std::string> till;
  std::optional<std::int64_t> sequence;
  std::optional<Date> from, to;
  std::optional<Instant> occurred_from, occurred_to;
  int limit = 50;
  std::string cursor;
};
BOOST_DESCRIBE_STRUCT(
    ReceiptList, (), (store, till, sequence, from, to, occurred_from, occurred_to, limit, cursor)
)

struct ReceiptRow {
  ReceiptId receipt;
  std::string kind, store, till;
  Date business_date;
  std::int64_t sequence = 0;
  Instant occurred_at;
  std::optional<OwnerId> member;
  Money payable, refunded;
  Points points;
  std::string state;
};
BOOST_DESCRIBE_STRUCT(
    ReceiptRow,
    (),
    (receipt,
     kind,
     store,
     till,
     business_date,
     sequence,
     occurred_at,
     member,
     payable,
     refunded,
     points,
     state)
)

struct ReceiptPage {
  std::vector<ReceiptRow> receipts;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ReceiptPage, (), (receipts, next_cursor))

struct MemberReceipts {
  OwnerId id;
  int limit = 50;
  std::string cursor;
};
BOOST_DESCRIBE_STRUCT(MemberReceipts, (), (id, limit, cursor))

struct CountAndSum {
  std::int64_t count = 0;
  Money amount;
};
BOOST_DESCRIBE_STRUCT(CountAndSum, (), (count, amount))

struct TillReceipt {
  std::int64_t sequence = 0;
  std::string kind;
  Money amount;
};
BOOST_DESCRIBE_STRUCT(TillReceipt, (), (sequence, kind, amount))

struct Reconciliation {
  std::string store, till;
  Date business_date;
  CountAndSum sales, refunds;
  std::optional<std::vector<TillReceipt>> receipts;
};
BOOST_DESCRIBE_STRUCT(Reconciliation, (), (store, till, business_date, sales, refunds, receipts))

struct Difference {
  std::string what;
  std::optional<std::int64_t> sequence;
  std::optional<Money> theirs, ours;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Difference, (), (what, sequence, theirs, ours, text))

struct ReconciliationAnswer {
  bool agrees = false;
  CountAndSum sales, refunds;
  std::vector<Difference> differences;
};
BOOST_DESCRIBE_STRUCT(ReconciliationAnswer, (), (agrees, sales, refunds, differences))

struct StoreDays {
  std::string store;
  Date from, to;
};
BOOST_DESCRIBE_STRUCT(StoreDays, (), (store, from, to))

struct StoreDayRow {
  Date business_date;
  CountAndSum sales, refunds;
  std::int64_t member_sales = 0;
  Points points;
};
BOOST_DESCRIBE_STRUCT(StoreDayRow, (), (business_date, sales, refunds, member_sales, points))

struct StoreDaysAnswer {
  std::vector<StoreDayRow> days;
};
BOOST_DESCRIBE_STRUCT(StoreDaysAnswer, (), (days))

void add_reading_endpoints(api::Api& api, const House& house);

/// Compares a till's own count of its day with ours, receipt by receipt where the till lists them.
ReconciliationAnswer reconcile(
    const Reconciliation& theirs,
    const std::vector<sales::Summary>& ours,
    Currency currency,
    api::Language language
);

}  // namespace guanxi::checkout

namespace guanxi::api {

template <>
struct Doc<checkout::ReceiptById> {
  static constexpr Text text{"按编号查询", "By id"};
  static constexpr Field fields[] = {{.name = "receipt", .text = {"单据编号", "Receipt id"}}};
};

template <>
struct Doc<checkout::LineLeft> {
  static constexpr Text text{"一行还可退多少", "What is left of a line to return"};
  static constexpr Field fields[] = {
      {.name = "line", .text = {"行号", "Line"}},
      {.name = "refunded_quantity", .text = {"已退数量", "Returned so far"}},
      {.name = "left_quantity", .text = {"可退数量", "Still returnable"}},
      {.name = "refunded_amount", .text = {"已退金额", "Given back so far"}},
  };
};

template <>
struct Doc<checkout::AttributionNote> {
  static constexpr Text text{"补登记录", "How a sale was given to its member afterwards"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"补登单编号", "Id of the attribution"}},
      {.name = "attributed_at", .text = {"补登时间", "When"}},
      {.name = "actor", .text = {"补登人", "Who asked for it"}},
      {.name = "approved_by",
       .text = {"批准人；免审批的无", "Who approved it; absent where nobody had to"}},
      {.name = "cashier", .text = {"经手员工号", "The employee at the desk"}},
      {.name = "reason", .text = {"原因", "Why"}},
      {.name = "earned", .text = {"整单应得积分", "Points of the whole sale"}},
      {.name = "returned",
       .text = {"其中补登前退货的部分", "Of these, what returns before had taken"}},
  };
};

template <>
struct Doc<checkout::ReceiptView> {
  static constexpr Text text{"单据与其退货情况", "A receipt and what has gone back of it"};
  static constexpr Field fields[] = {
      {.name = "receipt", .text = {"单据", "The receipt as answered"}},
      {.name = "state", .text = {"posted 已记账、voided 已作废", "posted or voided"}},
      {.name = "refunded", .text = {"已退金额", "Given back so far"}},
      {.name = "refunds", .text = {"退货单，最新在前", "Its refunds, newest first"}},
      {.name = "left", .text = {"各行可退", "What is left of each line"}},
      {.name = "attribution",
       .text = {"补登记录；未补登则无", "How it was given to its member afterwards; else absent"}},
  };
};

template <>
struct Doc<checkout::ReceiptList> {
  static constexpr Text text{"门店单据查询", "Receipts of a store"};
  static constexpr Field fields[] = {
      {.name = "store",
       .text = {"门店编码", "Store code"},
       .min = 1,
       .max = 32,
       .example = R"("S001")"},
      {.name = "till",
       .text = {"收银机编码；不填为全部", "Till code; all of them if absent"},
       .min = 1,
       .max = 32},
      {.name = "sequence",
       .text =
           {"流水号（需 till，且 from 与 to 同一天）",
            "Number within the till's day (needs till, and one day)"},
       .min = 1,
       .max = 999'999'999},
      {.name = "from",
       .text = {"营业日起；按时间查询时可不填", "First business date; may be absent with a time"},
       .example = R"("2026-11-01")"},
      {.name = "to",
       .text = {"营业日止；按时间查询时可不填", "Last business date; may be absent with a time"},
       .example = R"("2026-11-30")"},
      {.name = "occurred_from",
       .text = {"发生时间起（含）", "Not before this time"},
       .example = R"("2026-11-01T02:00:00Z")"},
      {.name = "occurred_to",
       .text = {"发生时间止（不含）", "Before this time"},
       .example = R"("2026-11-01T04:00:00Z")"},
      {.name = "limit",
       .text = {"每页条数", "Rows a page"},
       .min = 1,
       .max = 200,
       .has_default = true},
      {.name = "cursor",
       .text = {"上一页的 next_cursor", "next_cursor of the page before"},
       .min = 0,
       .max = 200,
       .has_default = true},
  };
};

template <>
struct Doc<checkout::ReceiptRow> {
  static constexpr Text text{"一张单据", "One receipt"};
  static constexpr Field fields[] = {
      {.name = "receipt", .text = {"单据编号", "Receipt id"}},
      {.name = "kind", .text = {"类别", "Kind"}},
      {.name = "store", .text = {"门店", "Store"}},
      {.name = "till", .text = {"收银机", "Till"}},
      {.name = "business_date", .text = {"营业日", "Business date"}},
      {.name = "sequence", .text = {"流水号", "Number"}},
      {.name = "occurred_at", .text = {"时间", "When"}},
      {.name = "member", .text = {"会员；散客无", "Member; absent when anonymous"}},
      {.name = "payable", .text = {"实收；退货为退款", "Paid; given back for refunds"}},
      {.name = "refunded", .text = {"已退", "Given back so far"}},
      {.name = "points", .text = {"积分；退货为收回", "Points earned; taken back for refunds"}},
      {.name = "state", .text = {"状态", "State"}},
  };
};

template <>
struct Doc<checkout::ReceiptPage> {
  static constexpr Text text{"单据列表", "A page of receipts"};
  static constexpr Field fields[] = {
      {.name = "receipts", .text = {"单据", "Receipts"}},
      {.name = "next_cursor", .text = {"下一页；没有则到底", "The next page; absent at the end"}},
  };
};

template <>
struct Doc<checkout::MemberReceipts> {
  static constexpr Text text{"会员单据查询", "Receipts of a member"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"会员编号", "Member id"}},
      {.name = "limit",
       .text = {"每页条数", "Rows a page"},
       .min = 1,
       .max = 200,
       .has_default = true},
      {.name = "cursor",
       .text = {"上一页的 next_cursor", "next_cursor of the page before"},
       .min = 0,
       .max = 200,
       .has_default = true},
  };
};

template <>
struct Doc<checkout::CountAndSum> {
  static constexpr Text text{"笔数与金额", "Count and sum"};
  static constexpr Field fields[] = {
      {.name = "count", .text = {"笔数", "How many"}, .min = 0, .max = 1'000'000, .example = "12"},
      {.name = "amount",
       .text = {"金额", "Amount"},
       .min = 0,
       .example = R"({"amount":123400,"currency":"CNY"})"},
  };
};

template <>
struct Doc<checkout::TillReceipt> {
  static constexpr Text text{"收银机的一张单据", "One receipt as the till has it"};
  static constexpr Field fields[] = {
      {.name = "sequence",
       .text = {"流水号", "Number"},
       .min = 1,
       .max = 999'999'999,
       .example = "123"},
      {.name = "kind",
       .text =
           {"sale、refund、void、refund_without_receipt 或 refund_without_receipt_void",
            "sale, refund, void, refund_without_receipt or refund_without_receipt_void"},
       .min = 1,
       .max = 32,
       .example = R"("sale")"},
      {.name = "amount", .text = {"金额", "Amount"}, .min = 0},
  };
};

template <>
struct Doc<checkout::Reconciliation> {
  static constexpr Text text{
      "日结对账：收银机的笔数与金额（可附明细）",
      "A till's day: its counts and sums, and optionally its receipts"};
  static constexpr Field fields[] = {
      {.name = "store",
       .text = {"门店编码", "Store code"},
       .min = 1,
       .max = 32,
       .example = R"("S001")"},
      {.name = "till",
       .text = {"收银机编码", "Till code"},
       .min = 1,
       .max = 32,
       .example = R"("01")"},
      {.name = "business_date", .text = {"营业日", "Business date"}, .example = R"("2026-11-21")"},
      {.name = "sales", .text = {"销售", "Sales"}},
      {.name = "refunds", .text = {"退货与作废", "Refunds and voids"}},
      {.name = "receipts",
       .text = {"明细；用于逐单比对", "The receipts, to compare one by one"},
       .max_items = 5000},
  };
};

template <>
struct Doc<checkout::StoreDays> {
  static constexpr Text text{"门店日报查询", "A store's days"};
  static constexpr Field fields[] = {
      {.name = "store",
       .text = {"门店编码", "Store code"},
       .min = 1,
       .max = 32,
       .example = R"("S001")"},
      {.name = "from", .text = {"营业日起", "First business date"}, .example = R"("2026-11-01")"},
      {.name = "to", .text = {"营业日止", "Last business date"}, .example = R"("2026-11-30")"},
  };
};

template <>
struct Doc<checkout::StoreDayRow> {
  static constexpr Text text{"一个营业日", "One business day"};
  static constexpr Field fields[] = {
      {.name = "business_date", .text = {"营业日", "Business date"}},
      {.name = "sales", .text = {"销售", "Sales"}},
      {.name = "refunds", .text = {"退货与作废", "Refunds and voids"}},
      {.name = "member_sales", .text = {"会员销售笔数", "Sales to members"}},
      {.name = "points", .text = {"净发放积分", "Points earned less taken back"}},
  };
};

template <>
struct Doc<checkout::StoreDaysAnswer> {
  static constexpr Text text{"门店日报", "A store's days in numbers"};
  static constexpr Field fields[] = {
      {.name = "days", .text = {"有单据的营业日", "Days with receipts"}},
  };
};

template <>
struct Doc<checkout::Difference> {
  static constexpr Text text{"一处差异", "One difference"};
  static constexpr Field fields[] = {
      {.name = "what",
       .text =
           {"sales_count、sales_amount、refunds_count、refunds_amount、missing_here、missing_"
            "there、amount、kind",
            "sales_count, sales_amount, refunds_count, refunds_amount, missing_here, "
            "missing_there, amount or kind"}},
      {.name = "sequence", .text = {"流水号", "Number"}},
      {.name = "theirs", .text = {"收银机", "The till's"}},
      {.name = "ours", .text = {"本系统", "Ours"}},
      {.name = "text", .text = {"说明", "In words"}},
  };
};

template <>
struct Doc<checkout::ReconciliationAnswer> {
  static constexpr Text text{"对账结果", "The result"};
  static constexpr Field fields[] = {
      {.name = "agrees", .text = {"是否一致", "Whether both agree"}},
      {.name = "sales", .text = {"本系统的销售", "Our sales"}},
      {.name = "refunds", .text = {"本系统的退货与作废", "Our refunds and voids"}},
      {.name = "differences", .text = {"差异清单", "The differences"}},
  };
};

}  // namespace guanxi::api
