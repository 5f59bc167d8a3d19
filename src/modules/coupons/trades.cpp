#include "modules/coupons/trades.h"

#include <boost/describe/enum_to_string.hpp>

#include "base/naming.h"
#include "modules/coupons/changing.h"
#include "platform/sql/enum_column.h"

namespace guanxi::coupons {
namespace {

#define GX_TRADE_COLUMNS                                                                   \
  "owner_id, trade_id, template_id, coupon_id, points, state, made_on, made_at, made_by, " \
  "store_id, undone_at, undone_by, reason"

const sql::Query insert_trade_sql{
    "INSERT INTO coupon_trades (owner_id, trade_id, template_id, coupon_id, points, state, "
    "made_on, made_at, made_by, store_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};
const sql::Query find_trade_sql{"SELECT " GX_TRADE_COLUMNS
                                " FROM coupon_trades WHERE owner_id = $1 AND trade_id = $2"};
const sql::Query every_trade_sql{"SELECT " GX_TRADE_COLUMNS
                                 " FROM coupon_trades ORDER BY owner_id, trade_id"};
const sql::Query undo_trade_sql{
    "UPDATE coupon_trades SET state = 'undone', undone_at = $3, undone_by = $4, reason = $5 "
    "WHERE owner_id = $1 AND trade_id = $2 AND state = 'done'"};
const sql::Query carried_to_sql{
    "SELECT owner_id, coupon_id FROM coupons WHERE cause_id = $1 AND cause = 'merge' "
    "ORDER BY cause_number DESC, coupon_id DESC LIMIT 1"};

#undef GX_TRADE_COLUMNS

struct HeldAt {
  OwnerId owner;
  CouponId coupon;
};

/// The coupon of a trade where it is now.
Result<Coupon> load_traded(sql::Tx& tx, const Trade& trade, const Act& act) {
  HeldAt at{trade.owner, trade.coupon};
  for (;;) {
    GX_TRY(coupon, load_coupon(tx, at.owner, at.coupon, act, "/trade"));
    if (coupon.state != CouponState::carried) return coupon;
    const auto next = tx.find<HeldAt>(carried_to_sql, at.coupon);
    if (!next) return coupon;
    at = *next;
  }
}

}  // namespace

Result<Template> find_for_points(sql::Tx& tx, ProgrammeId programme, std::string_view code) {
  auto terms = store::find_template(tx, programme, code);
  if (!terms) return refuse(Why::coupon_template_not_found, "/template");
  if (terms->state != TemplateState::active) {
    const std::string word = boost::describe::enum_to_string(terms->state, "");
    return refuse(Why::coupon_template_state, "/template", {{"state", word}});
  }
  if (terms->points_price == 0) return refuse(Why::coupon_not_for_points, "/template");
  return *std::move(terms);
}

Result<Traded> make_trade(
    sql::Tx& tx,
    IdGenerator& ids,
    const Template& terms,
    TradeId id,
    OwnerId owner,
    const std::optional<Date>& birthday,
    const Act& act
) {
  auto issued =
      issue(tx, ids, terms, {owner, birthday, {CauseKind::points, id.value()}, "points"}, act);
  if (!issued) {
    Error error = std::move(issued).error();
    if (error.code != ErrorCode::conflict) error.pointer = "/template";
    return error;
  }
  Trade trade{
      owner,
      id,
      terms.id,
      issued->coupon.id,
      terms.points_price,
      TradeState::done,
      act.today,
      act.now,
      act.by,
      act.store,
      {},
      {},
      {}};
  tx.exec(
      insert_trade_sql,
      trade.owner,
      trade.id,
      trade.template_id,
      trade.coupon,
      trade.points,
      trade.state,
      trade.made_on,
      trade.made_at,
      trade.made_by,
      trade.store
  );
  return Traded{std::move(trade), std::move(issued->coupon)};
}

Result<Trade> undo_trade(
    sql::Tx& tx,
    IdGenerator& ids,
    OwnerId owner,
    TradeId id,
    const std::string& reason,
    const Act& act
) {
  GX_TRY_VOID(check_reason(reason));
  auto trade = tx.find<Trade>(find_trade_sql, owner, id);
  if (!trade) return refuse(Why::coupon_trade_not_found, "/trade");
  GX_TRY(coupon, load_traded(tx, *trade, act));
  const bool there = coupon.state == CouponState::issued || coupon.state == CouponState::offered;
  const bool whole = coupon.balance == coupon.face && coupon.gone == 0;
  const bool today = trade->made_on == act.today && trade->state == TradeState::done;
  if (!there || !whole || !today) return refuse(Why::coupon_trade_over, "/trade");
  GX_TRY_VOID(withdraw(tx, ids, coupon.owner, coupon.id, reason, act));
  if (tx.exec(undo_trade_sql, owner, id, act.now, act.by, reason) != 1) return ErrorCode::conflict;
  trade->state = TradeState::undone;
  trade->undone_at = act.now;
  trade->undone_by = act.by;
  trade->reason = reason;
  return *std::move(trade);
}

void each_trade(sql::Tx& tx, const std::function<void(const Trade&)>& visit) {
  tx.each<Trade>(every_trade_sql, visit);
}

}  // namespace guanxi::coupons
