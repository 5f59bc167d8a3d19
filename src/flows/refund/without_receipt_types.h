// The request of a refund without a receipt; its answer is checkout's ReceiptAnswer.
#pragma once

#include "flows/refund/types.h"

namespace guanxi::refund {

struct LineWithoutReceipt {
  std::string item;
  Quantity quantity;
  std::optional<UnitPrice> unit_price;
};
BOOST_DESCRIBE_STRUCT(LineWithoutReceipt, (), (item, quantity, unit_price))

struct WithoutReceiptRequest {
  std::string store, till;
  Date business_date;
  std::int64_t sequence = 0;
  Instant occurred_at;
  std::string cashier, reason;
  checkout::MemberRef member;
  std::vector<LineWithoutReceipt> lines;
  std::vector<checkout::SaleTender> tenders;
};
BOOST_DESCRIBE_STRUCT(
    WithoutReceiptRequest,
    (),
    (store, till, business_date, sequence, occurred_at, cashier, reason, member, lines, tenders)
)

}  // namespace guanxi::refund

namespace guanxi::api {

template <>
struct Doc<refund::LineWithoutReceipt> {
  static constexpr Text text{
      "退回的一行商品，按会员今日购买的价格计",
      "Goods that come back, at what this member would pay for them today"};
  static constexpr const char* example = R"({"item":"A1001","quantity":"1","unit_price":"80.00"})";
  static constexpr Field fields[] = {
      {.name = "item",
       .text = {"货品编码或条码，须在售", "Item code or barcode; it must be for sale"},
       .min = 1,
       .max = 64,
       .example = R"("A1001")"},
      {.name = "quantity",
       .text = {"数量，最多三位小数", "Quantity, up to three decimals"},
       .min = 1,
       .max = 1'000'000'000,
       .example = R"("1")"},
      {.name = "unit_price",
       .text =
           {"少退时的单价，该行不得超过会员今日应付；不填则按今日价",
            "Less per unit, where less is given back: the line at most what it costs this member "
            "today; today's price if absent"},
       .min = 0,
       .max = 100'000'000'000,
       .example = R"("80.00")"},
  };
};

template <>
struct Doc<refund::WithoutReceiptRequest> {
  static constexpr Text text{"无小票退货", "A refund without the receipt"};
  static constexpr Field fields[] = {
      {.name = "store", .text = {"门店", "Store"}, .min = 1, .max = 32, .example = R"("S001")"},
      {.name = "till", .text = {"收银机", "Till"}, .min = 1, .max = 32, .example = R"("01")"},
      {.name = "business_date",
       .text =
           {"营业日，与当前营业日相差不超过一天", "Business date; at most a day away from today's"},
       .example = R"("2026-11-21")"},
      {.name = "sequence",
       .text =
           {"当日流水号，与销售共用", "Number within the till's business day, shared with sales"},
       .min = 1,
       .max = 999'999'999,
       .example = "127"},
      {.name = "occurred_at",
       .text = {"发生时间", "When"},
       .example = R"("2026-11-21T16:00:00+08:00")"},
      {.name = "cashier",
       .text = {"收银员工号", "Cashier"},
       .min = 1,
       .max = 32,
       .example = R"("C07")"},
      {.name = "reason",
       .text = {"退货原因", "Reason"},
       .min = 1,
       .max = 200,
       .example = R"("小票遗失")"},
      {.name = "member",
       .text = {"退货的会员；散客不办理", "The member who gives back; nobody else may"}},
      {.name = "lines",
       .text = {"退回的商品", "What comes back"},
       .min_items = 1,
       .max_items = 2000},
      {.name = "tenders",
       .text =
           {"退款方式，合计等于实退金额；只退资金，不退积分、储值、零钱或券",
            "How the money goes back, adding up to it exactly: money only, no points, stored "
            "value, "
            "small change or vouchers"},
       .max_items = 20},
  };
};

}  // namespace guanxi::api
