// Points that become a coupon 积分换券: what is for points at which price, and the record of each
// trade. The flow (flows/trade) takes the points and gives them back; this issues the coupon and
// takes it away.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include "modules/coupons/coupons.h"

namespace guanxi::coupons {

struct CouponTradeTag;
using TradeId = Id<CouponTradeTag>;
enum class TradeState { done, undone };
BOOST_DESCRIBE_ENUM(TradeState, done, undone)

/// In the order of the columns.
struct Trade {
  OwnerId owner;
  TradeId id;
  TemplateId template_id;
  CouponId coupon;
  std::int64_t points = 0;
  TradeState state = TradeState::done;
  Date made_on;
  Instant made_at;
  ActorId made_by;
  std::optional<StoreId> store;
  std::optional<Instant> undone_at;
  std::optional<ActorId> undone_by;
  std::optional<std::string> reason;
};

/// A template in use that has a price in points. Errors, at /template: coupon_template_not_found,
/// coupon_template_state, coupon_not_for_points.
Result<Template> find_for_points(sql::Tx& tx, ProgrammeId programme, std::string_view code);

struct Traded {
  Trade trade;
  Coupon coupon;
};
/// Issues the coupon of the trade `id` and writes it down; its price is the template's. Errors, at
/// /template: those of issue(); conflict.
Result<Traded> make_trade(
    sql::Tx& tx,
    IdGenerator& ids,
    const Template& terms,
    TradeId id,
    OwnerId owner,
    const std::optional<Date>& birthday,
    const Act& act
);
/// On its day, while the coupon is as it was issued: with the member, or with whom the member was
/// merged into. Takes the coupon away, and its place in the stock is free again. Errors, at /trade:
/// coupon_trade_not_found, coupon_trade_over; those of check_reason; conflict.
Result<Trade> undo_trade(
    sql::Tx& tx,
    IdGenerator& ids,
    OwnerId owner,
    TradeId id,
    const std::string& reason,
    const Act& act
);

/// For holding them against the points, by owner and trade.
void each_trade(sql::Tx& tx, const std::function<void(const Trade&)>& visit);

}  // namespace guanxi::coupons
