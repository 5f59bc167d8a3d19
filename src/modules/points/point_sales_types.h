// The requests and answers of the endpoints of points sold outright, with their documentation.
// Private to the module.
#pragma once

#include "modules/payments/payments.h"
#include "modules/points/api_types.h"
#include "modules/points/point_sales.h"

namespace guanxi::points {

struct SellPoints {
  OwnerId id;
  Points points;
  Money paid;
  std::string reference;
  std::optional<std::string> store;
};
BOOST_DESCRIBE_STRUCT(SellPoints, (), (id, points, paid, reference, store))

struct VoidPointsSale {
  OwnerId id;
  PointsSaleId sale;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(VoidPointsSale, (), (id, sale, reason))

struct ListPointsSales {
  OwnerId id;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListPointsSales, (), (id, limit, cursor))

struct ListPointsSold {
  std::string programme;
  std::optional<std::string> store;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListPointsSold, (), (programme, store, limit, cursor))

struct PointsSaleView {
  PointsSaleId id;
  OwnerId member;
  Points points;
  Money paid;
  std::string reference;
  std::optional<std::string> store;
  Instant sold_at;
  ActorId sold_by;
  std::optional<Instant> voided_at;
  std::optional<ActorId> voided_by;
  std::optional<std::string> voided_why;
};
BOOST_DESCRIBE_STRUCT(
    PointsSaleView,
    (),
    (id, member, points, paid, reference, store, sold_at, sold_by, voided_at, voided_by, voided_why)
)

struct PointsSaleResult {
  PointsSaleView sale;
  Points repaid;
  Points balance;
};
BOOST_DESCRIBE_STRUCT(PointsSaleResult, (), (sale, repaid, balance))

}  // namespace guanxi::points

namespace guanxi::api {

namespace points_sale_fields {
inline constexpr Field store{
    .name = "store",
    .text =
        {"门店编码；权限限于部分门店的操作者必填",
         "Code of the store; an actor limited to some stores has to name one"},
    .min = 1,
    .max = 32,
    .example = R"("S001")",
    .chars = Chars::code};
}  // namespace points_sale_fields

template <>
struct Doc<points::SellPoints> {
  static constexpr Text text{"出售积分", "Points to sell"};
  static constexpr Field fields[] = {
      points_member_field,
      {.name = "points",
       .text =
           {"多少积分，须为计划的 points_sale_step 的整数倍",
            "How many, a multiple of the programme's points_sale_step"},
       .min = 1,
       .max = programmes::limits::points_sale_max,
       .example = "500"},
      {.name = "paid",
       .text =
           {"已付金额，须等于 积分 × points_sale_price ÷ 1000（向上取整到分）",
            "What was paid: points × points_sale_price ÷ 1000, rounded up to the minor unit"},
       .example = R"({"amount":5000,"currency":"CNY"})"},
      {.name = "reference",
       .text = {"支付单号，一笔支付只能用一次", "Number of the payment elsewhere; it pays once"},
       .min = 1,
       .max = payments::number_length_max,
       .example = R"("WX-4200002345")"},
      points_sale_fields::store};
};

template <>
struct Doc<points::VoidPointsSale> {
  static constexpr Text text{"作废积分出售", "A sale of points to void"};
  static constexpr Field fields[] = {
      points_member_field,
      {.name = "sale",
       .text = {"出售单的编号", "The sale's id"},
       .example = R"("314159265358979")"},
      {.name = "reason",
       .text = {"原因，不要写个人信息", "Why; no personal data"},
       .min = 1,
       .max = 500,
       .example = R"("顾客改变主意")"}};
};

template <>
struct Doc<points::ListPointsSales> {
  static constexpr Text text{"会员购买的积分", "List what a member bought"};
  static constexpr Field fields[] = {points_member_field, limit_field, cursor_field};
};

template <>
struct Doc<points::ListPointsSold> {
  static constexpr Text text{"出售的积分", "List what a programme sold"};
  static constexpr Field fields[] = {
      {.name = "programme",
       .text = {"会员计划编码", "Programme code"},
       .min = 1,
       .max = 32,
       .example = R"("MAIN")",
       .chars = Chars::code},
      points_sale_fields::store,
      limit_field,
      cursor_field};
};

template <>
struct Doc<points::PointsSaleView> {
  static constexpr const char* name = "PointsSale";
  static constexpr Text text{"一笔积分出售", "A sale of points"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"出售单的编号", "The sale's id"}},
      {.name = "member", .text = {"会员编号", "Who bought"}},
      {.name = "points", .text = {"积分", "How many"}},
      {.name = "paid", .text = {"已付金额", "What was paid"}},
      {.name = "reference", .text = {"支付单号", "Number of the payment elsewhere"}},
      {.name = "store", .text = {"门店编码", "The store's code"}},
      {.name = "sold_at", .text = {"出售时间", "When"}},
      {.name = "sold_by", .text = {"经手人", "Who sold them"}},
      {.name = "voided_at", .text = {"作废时间", "When it was voided"}},
      {.name = "voided_by", .text = {"作废人", "Who did"}},
      {.name = "voided_why", .text = {"作废原因", "Why"}},
  };
};

template <>
struct Doc<points::PointsSaleResult> {
  static constexpr Text text{"积分出售的结果", "What a sale of points did"};
  static constexpr Field fields[] = {
      {.name = "sale", .text = {"出售单", "The sale"}},
      {.name = "repaid", .text = {"其中用于偿还欠分", "Of its points, what repaid a debt"}},
      {.name = "balance", .text = {"之后的余额", "The balance afterwards"}},
  };
};

}  // namespace guanxi::api
