// A small API that has every kind of member, for the tests of this folder.
#pragma once

#include <boost/describe/enum.hpp>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "platform/api/api.h"

namespace guanxi::shop {

struct OrderTag;
using OrderId = Id<OrderTag>;

enum class Channel { store, online, default_ };
BOOST_DESCRIBE_ENUM(Channel, store, online, default_)

struct Cash {
  Money amount;
  bool operator==(const Cash&) const = default;
};
BOOST_DESCRIBE_STRUCT(Cash, (), (amount))

struct BankCard {
  Money amount;
  std::string number;
  bool operator==(const BankCard&) const = default;
};
BOOST_DESCRIBE_STRUCT(BankCard, (), (amount, number))

struct Line {
  std::string item;
  Quantity quantity;
  UnitPrice list_price;
  std::optional<UnitPrice> shop_price;
  std::vector<Line> parts = {};
  bool operator==(const Line&) const = default;
};
BOOST_DESCRIBE_STRUCT(Line, (), (item, quantity, list_price, shop_price, parts))

struct Order {
  StoreId store;
  Channel channel = Channel::online;
  Date business_date;
  Instant occurred_at;
  Rate rate;
  Points points;
  bool gift = false;
  int till = 0;
  std::int64_t sequence = 0;
  Currency currency;
  std::vector<Line> lines;
  std::vector<std::variant<Cash, BankCard>> tenders;
  std::optional<std::string> note;
  bool operator==(const Order&) const = default;
};
BOOST_DESCRIBE_STRUCT(
    Order,
    (),
    (store,
     channel,
     business_date,
     occurred_at,
     rate,
     points,
     gift,
     till,
     sequence,
     currency,
     lines,
     tenders,
     note)
)

struct OrderView {
  OrderId id;
  Order order;
  std::optional<api::Json> extra;
};
BOOST_DESCRIBE_STRUCT(OrderView, (), (id, order, extra))

struct GetOrder {
  OrderId id;
};
BOOST_DESCRIBE_STRUCT(GetOrder, (), (id))

struct ListOrders {
  std::optional<StoreId> store;
  std::vector<Channel> channel;
  std::optional<Date> since;
  bool open = true;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListOrders, (), (store, channel, since, open, limit, cursor))

struct ChangeOrder {
  OrderId id;
  api::Patch<std::string> note;
  std::optional<Channel> channel;
};
BOOST_DESCRIBE_STRUCT(ChangeOrder, (), (id, note, channel))

}  // namespace guanxi::shop

namespace guanxi::api {

template <>
struct Doc<shop::Channel> {
  static constexpr Text text{"渠道", "Where it was sold"};
  static constexpr Field values[] = {
      {.name = "store", .text = {"门店", "In a store"}},
      {.name = "online", .text = {"线上", "Online"}},
      {.name = "default", .text = {"默认", "By default"}}};
};
template <>
struct Doc<shop::Cash> {
  static constexpr Text text{"现金", "Cash"};
  static constexpr const char* kind = "cash";
  static constexpr Field fields[] = {{.name = "amount", .text = {"金额", "Amount"}, .min = 0}};
};
template <>
struct Doc<shop::BankCard> {
  static constexpr Text text{"银行卡", "A bank card"};
  static constexpr const char* kind = "bank_card";
  static constexpr Field fields[] = {
      {.name = "amount", .text = {"金额", "Amount"}, .min = 0},
      {.name = "number",
       .text = {"卡号后四位", "Last four digits"},
       .min = 4,
       .max = 4,
       .chars = Chars::digits,
       .personal = true}};
};
template <>
struct Doc<shop::Line> {
  static constexpr Text text{"商品行", "A line of goods"};
  static constexpr Field fields[] = {
      {.name = "item",
       .text = {"货品编码", "Item code"},
       .max = 8,
       .example = R"("A1001")",
       .chars = Chars::code},
      {.name = "quantity", .text = {"数量", "Quantity"}, .min = 1, .max = 1'000'000},
      {.name = "list_price", .text = {"原价", "List price"}, .min = 0},
      {.name = "shop_price", .text = {"现价", "Shop price"}, .min = 0},
      {.name = "parts", .text = {"组成", "Parts"}, .max_items = 2, .has_default = true}};
};
template <>
struct Doc<shop::Order> {
  static constexpr Text text{"订单", "An order"};
  static constexpr Field fields[] = {
      {.name = "store", .text = {"门店", "Store"}},
      {.name = "channel", .text = {"渠道", "Channel"}, .has_default = true},
      {.name = "business_date", .text = {"营业日", "Business date"}},
      {.name = "occurred_at", .text = {"发生时间", "When it happened"}},
      {.name = "rate", .text = {"折扣率", "Rate"}, .min = 0, .max = rate_one},
      {.name = "points", .text = {"积分", "Points"}, .min = 0},
      {.name = "gift", .text = {"是否礼品", "A gift"}},
      {.name = "till", .text = {"收银机", "Till"}, .min = 1, .max = 99},
      {.name = "sequence", .text = {"流水号", "Sequence"}, .min = 1},
      {.name = "currency", .text = {"币种", "Currency"}},
      {.name = "lines", .text = {"商品", "Goods"}, .min_items = 1, .max_items = 3},
      {.name = "tenders", .text = {"付款", "Tenders"}},
      {.name = "note", .text = {"备注", "Note"}, .max = 5, .chars = Chars::lines}};
};
template <>
struct Doc<shop::OrderView> {
  static constexpr Text text{"订单详情", "An order as kept"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Id"}},
      {.name = "order", .text = {"内容", "What was ordered"}},
      {.name = "extra", .text = {"附加信息", "Whatever else"}}};
};
template <>
struct Doc<shop::GetOrder> {
  static constexpr Text text{"查询订单", "Which order"};
  static constexpr Field fields[] = {{.name = "id", .text = {"编号", "Id"}}};
};
template <>
struct Doc<shop::ListOrders> {
  static constexpr Text text{"列表条件", "Which orders"};
  static constexpr Field fields[] = {
      {.name = "store", .text = {"门店", "Store"}},
      {.name = "channel", .text = {"渠道", "Channels"}, .max_items = 2},
      {.name = "since", .text = {"起始日期", "First date"}},
      {.name = "open", .text = {"只看未结", "Only open ones"}, .has_default = true},
      limit_field,
      cursor_field};
};
template <>
struct Doc<shop::ChangeOrder> {
  static constexpr Text text{"修改订单", "A change of an order"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Id"}},
      {.name = "note", .text = {"备注", "Note"}, .max = 5},
      {.name = "channel", .text = {"渠道", "Channel"}}};
};

}  // namespace guanxi::api

namespace guanxi::api::testing {

/// "Bearer all" may everything, "Bearer reader" may read, anything else is nobody.
class NamedTokens final : public Authenticator {
 public:
  Result<Actor> authenticate(const http::Request& request, Instant) override {
    Actor actor;
    actor.id = ActorId(1);
    actor.kind = Actor::Kind::person;
    const auto token = request.header("authorization");
    if (token == "Bearer all") {
      actor.permissions = {"*"};
    } else if (token == "Bearer reader") {
      actor.permissions = {"orders:read"};
    } else {
      return fail(ErrorCode::unauthenticated);
    }
    return actor;
  }
};

inline http::Request request_of(std::string method, std::string path, std::string body = {}) {
  http::Request request;
  request.method = std::move(method);
  request.target = path;
  request.path = std::move(path);
  request.body = std::move(body);
  request.trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
  request.headers = {{"authorization", "Bearer all"}, {"accept-language", "en"}};
  if (!request.body.empty()) request.headers.emplace_back("content-type", "application/json");
  return request;
}

inline std::string header_of(const http::Response& response, std::string_view name) {
  for (const auto& [known, value] : response.headers) {
    if (known == name) return value;
  }
  return "(none)";
}

/// A valid order, as JSON.
inline const std::string good_order =
    R"({"store":"7","channel":"store","business_date":"2026-11-21","occurred_at":"2026-11-21T21:05:00+08:00",)"
    R"("rate":"0.95","points":12,"gift":true,"till":3,"sequence":4711,"currency":"CNY",)"
    R"("lines":[{"item":"A1001","quantity":"1.5","list_price":"59.90","shop_price":"49.9"},)"
    R"({"item":"B2","quantity":"1","list_price":"0","parts":[{"item":"C3","quantity":"2","list_price":"1"}]}],)"
    R"("tenders":[{"kind":"cash","amount":{"amount":100,"currency":"CNY"}},)"
    R"({"number":"1234","amount":{"amount":7385,"currency":"CNY"},"kind":"bank_card"}],"note":"好\n"})";

}  // namespace guanxi::api::testing
