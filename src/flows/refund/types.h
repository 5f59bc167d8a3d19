// Requests of refund, void and exchange; their answer is checkout's ReceiptAnswer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flows/checkout/types.h"

namespace guanxi::refund {

struct RefundLine {
  int line = 0;
  Quantity quantity;
};
BOOST_DESCRIBE_STRUCT(RefundLine, (), (line, quantity))

/// Pieces of a gift that come back.
struct ReturnedGift {
  std::string item;
  std::int64_t pieces = 1;
};
BOOST_DESCRIBE_STRUCT(ReturnedGift, (), (item, pieces))

struct RefundRequest {
  ReceiptId receipt;
  std::string store, till;
  Date business_date;
  std::int64_t sequence = 0;
  Instant occurred_at;
  std::string cashier, reason;
  std::optional<std::vector<RefundLine>> lines;
  std::optional<std::vector<checkout::SaleTender>> tenders;
  std::vector<ReturnedGift> gifts;
};
BOOST_DESCRIBE_STRUCT(
    RefundRequest,
    (),
    (receipt,
     store,
     till,
     business_date,
     sequence,
     occurred_at,
     cashier,
     reason,
     lines,
     tenders,
     gifts)
)

struct VoidRequest {
  ReceiptId receipt;
  std::string store, till;
  Date business_date;
  std::int64_t sequence = 0;
  Instant occurred_at;
  std::string cashier, reason;
};
BOOST_DESCRIBE_STRUCT(
    VoidRequest, (), (receipt, store, till, business_date, sequence, occurred_at, cashier, reason)
)

/// The returned half of an exchange: as a refund, at the till and time of the new sale.
struct ExchangeReturn {
  std::int64_t sequence = 0;
  std::string reason;
  std::optional<std::vector<RefundLine>> lines;
  std::vector<ReturnedGift> gifts;
};
BOOST_DESCRIBE_STRUCT(ExchangeReturn, (), (sequence, reason, lines, gifts))

struct ExchangeRequest {
  ReceiptId receipt;
  ExchangeReturn returned;
  checkout::SaleRequest sale;
};
BOOST_DESCRIBE_STRUCT(ExchangeRequest, (), (receipt, returned, sale))

struct ExchangeAnswer {
  checkout::ReceiptAnswer returned, sale;
  Money credit;
};
BOOST_DESCRIBE_STRUCT(ExchangeAnswer, (), (returned, sale, credit))

}  // namespace guanxi::refund

namespace guanxi::api {

namespace refund_fields {
inline constexpr Field gifts{
    .name = "gifts",
    .text =
        {"退回的赠品（单外交付的）；应退而未退的按申报价值从退款中扣下",
         "Gifts, handed out beside the receipt, that come back; of those that are due and do not, "
         "the declared value is kept back of the money"},
    .max_items = 100,
    .example = "[]",
    .has_default = true};
}  // namespace refund_fields

template <>
struct Doc<refund::ReturnedGift> {
  static constexpr Text text{"退回的赠品", "A gift that comes back"};
  static constexpr Field fields[] = {
      {.name = "item",
       .text = {"货品编码", "Item code"},
       .min = 1,
       .max = 64,
       .example = R"("TOWEL")"},
      {.name = "pieces",
       .text = {"件数", "Pieces"},
       .min = 1,
       .max = 1'000'000,
       .example = "1",
       .has_default = true},
  };
};

template <>
struct Doc<refund::RefundLine> {
  static constexpr Text text{"退哪一行、退多少", "Which line goes back, and how much of it"};
  static constexpr Field fields[] = {
      {.name = "line",
       .text = {"原销售行号", "Line of the sale"},
       .min = 1,
       .max = 2000,
       .example = "1"},
      {.name = "quantity",
       .text = {"退货数量", "Quantity"},
       .min = 1,
       .max = 1'000'000'000,
       .example = R"("1")"},
  };
};

template <>
struct Doc<refund::RefundRequest> {
  static constexpr Text text{"退货", "A refund"};
  static constexpr Field fields[] = {
      {.name = "receipt", .text = {"原销售单据编号", "The sale's receipt id"}},
      {.name = "store",
       .text = {"退货门店", "Store of the refund"},
       .min = 1,
       .max = 32,
       .example = R"("S001")"},
      {.name = "till", .text = {"收银机", "Till"}, .min = 1, .max = 32, .example = R"("01")"},
      {.name = "business_date", .text = {"营业日", "Business date"}, .example = R"("2026-11-21")"},
      {.name = "sequence",
       .text =
           {"当日流水号，与销售共用", "Number within the till's business day, shared with sales"},
       .min = 1,
       .max = 999'999'999,
       .example = "124"},
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
       .example = R"("尺码不合")"},
      {.name = "lines",
       .text = {"退哪些行；不填为退剩余全部", "Which lines; everything left if absent"},
       .min_items = 1,
       .max_items = 2000},
      {.name = "tenders",
       .text =
           {"退款方式，每种不超过原销售该方式的余额；不填则按原付款比例退回",
            "How the money goes back: by the kinds it came with, at most what is left of each; in "
            "proportion if absent"},
       .max_items = 20},
      refund_fields::gifts,
  };
};

template <>
struct Doc<refund::VoidRequest> {
  static constexpr Text text{"同一营业日内整单作废", "Voids a whole sale on its business day"};
  static constexpr Field fields[] = {
      {.name = "receipt", .text = {"原销售单据编号", "The sale's receipt id"}},
      {.name = "store", .text = {"门店", "Store"}, .min = 1, .max = 32, .example = R"("S001")"},
      {.name = "till", .text = {"收银机", "Till"}, .min = 1, .max = 32, .example = R"("01")"},
      {.name = "business_date", .text = {"营业日", "Business date"}, .example = R"("2026-11-21")"},
      {.name = "sequence",
       .text = {"当日流水号", "Number within the till's business day"},
       .min = 1,
       .max = 999'999'999,
       .example = "125"},
      {.name = "occurred_at",
       .text = {"发生时间", "When"},
       .example = R"("2026-11-21T16:05:00+08:00")"},
      {.name = "cashier",
       .text = {"收银员工号", "Cashier"},
       .min = 1,
       .max = 32,
       .example = R"("C07")"},
      {.name = "reason",
       .text = {"作废原因", "Reason"},
       .min = 1,
       .max = 200,
       .example = R"("录入错误")"},
  };
};

template <>
struct Doc<refund::ExchangeReturn> {
  static constexpr Text text{
      "换货中退回的部分；门店、收银机、时间与新销售相同",
      "The returned half of an exchange; store, till and time are those of the new sale"};
  static constexpr Field fields[] = {
      {.name = "sequence",
       .text = {"退货流水号", "Number of the refund"},
       .min = 1,
       .max = 999'999'999,
       .example = "126"},
      {.name = "reason",
       .text = {"原因", "Reason"},
       .min = 1,
       .max = 200,
       .example = R"("换大一码")"},
      {.name = "lines",
       .text = {"退哪些行；不填为全部", "Which lines; everything left if absent"},
       .min_items = 1,
       .max_items = 2000},
      refund_fields::gifts,
  };
};

template <>
struct Doc<refund::ExchangeRequest> {
  static constexpr Text text{
      "换货：关联的退货与销售，一次完成", "An exchange: a linked refund and sale in one action"};
  static constexpr Field fields[] = {
      {.name = "receipt", .text = {"原销售单据编号", "The sale's receipt id"}},
      {.name = "returned", .text = {"退回部分", "What comes back"}},
      {.name = "sale",
       .text = {"新销售；付款只需补足差额", "The new sale; its tenders cover the difference only"}},
  };
};

template <>
struct Doc<refund::ExchangeAnswer> {
  static constexpr Text text{"换货的两张单据", "Both receipts of the exchange"};
  static constexpr Field fields[] = {
      {.name = "returned", .text = {"退货单", "The refund"}},
      {.name = "sale", .text = {"销售单", "The sale"}},
      {.name = "credit",
       .text = {"退货抵付新单的金额", "What the returned goods paid of the new ones"}},
  };
};

}  // namespace guanxi::api
