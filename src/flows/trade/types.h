// The requests and answers of trading points for coupons, with their documentation. Private to the
// flow.
#pragma once

#include "modules/coupons/trades.h"
#include "modules/points/points.h"
#include "modules/proofs/request.h"
#include "platform/api/api.h"

namespace guanxi::trade {

struct TradePoints {
  OwnerId id;
  std::string template_;
  std::optional<std::string> store;
  std::optional<proofs::Proof> proof;
};
BOOST_DESCRIBE_STRUCT(TradePoints, (), (id, template_, store, proof))

struct UndoTrade {
  OwnerId id;
  coupons::TradeId trade;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(UndoTrade, (), (id, trade, reason))

struct TradeView {
  coupons::TradeId trade;
  OwnerId member;
  std::string template_;
  coupons::CouponId coupon;
  coupons::TradeState state = coupons::TradeState::done;
  Points points, balance;
  std::optional<Date> valid_from, valid_until;
};
BOOST_DESCRIBE_STRUCT(
    TradeView,
    (),
    (trade, member, template_, coupon, state, points, balance, valid_from, valid_until)
)

}  // namespace guanxi::trade

namespace guanxi::api {

template <>
struct Doc<coupons::TradeState> {
  static constexpr const char* name = "CouponTradeState";
  static constexpr Text text{"积分换券的状态", "State of a trade"};
  static constexpr Field values[] = {
      {.name = "done", .text = {"已兑换", "Done"}},
      {.name = "undone", .text = {"已撤销", "Undone"}},
  };
};

template <>
struct Doc<trade::TradePoints> {
  static constexpr const char* name = "TradePointsForCoupon";
  static constexpr Text text{"用积分兑换一张券", "Points for a coupon"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"会员编号", "The member's id"}, .example = R"("300000000000002")"},
      {.name = "template",
       .text = {"券模板编码，须有积分价", "Code of a template that has a price in points"},
       .min = 1,
       .max = 32,
       .example = R"("OFF20")",
       .chars = Chars::code},
      {.name = "store",
       .text =
           {"办理门店的编码；权限限于部分门店的操作者必填",
            "Code of the store; an actor limited to some stores has to name one"},
       .min = 1,
       .max = 32,
       .example = R"("S001")",
       .chars = Chars::code},
      {.name = "proof",
       .text = {"会员凭证，同积分使用", "The member's proof, as for spending points"}},
  };
};

template <>
struct Doc<trade::UndoTrade> {
  static constexpr const char* name = "UndoCouponTrade";
  static constexpr Text text{"撤销积分换券", "Undo a trade"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"会员编号", "The member's id"}, .example = R"("300000000000002")"},
      {.name = "trade", .text = {"兑换编号", "The trade's id"}, .example = R"("300000000000009")"},
      {.name = "reason",
       .text = {"原因，不要写个人信息", "Why; no personal data"},
       .min = 1,
       .max = 500,
       .example = R"("选错了")",
       .chars = Chars::lines},
  };
};

template <>
struct Doc<trade::TradeView> {
  static constexpr const char* name = "CouponTrade";
  static constexpr Text text{"一次积分换券", "A trade of points for a coupon"};
  static constexpr Field fields[] = {
      {.name = "trade", .text = {"兑换编号", "The trade's id"}},
      {.name = "member", .text = {"会员编号", "The member's id"}},
      {.name = "template", .text = {"券模板编码", "Code of the template"}},
      {.name = "coupon", .text = {"券编号", "The coupon's id"}},
      {.name = "state", .text = {"状态", "State"}},
      {.name = "points",
       .text = {"所用积分；撤销时为退回", "Points it took; given back when undone"}},
      {.name = "balance", .text = {"之后的积分余额", "Points balance afterwards"}},
      {.name = "valid_from", .text = {"券的第一天", "The coupon's first day"}},
      {.name = "valid_until", .text = {"券的最后一天", "The coupon's last day"}},
  };
};

}  // namespace guanxi::api
