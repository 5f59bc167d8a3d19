// Trading points for a coupon, and undoing it.
#include "flows/trade/trade.h"
#include "flows/trade/types.h"
#include "modules/audit/audit.h"

namespace guanxi::trade {
namespace {

using api::Call;
using api::Idempotency;
using api::Method;
using api::Reply;
using points::Cause;
using points::CauseKind;

/// A member as who trades for them sees them.
struct Trader {
  members::Member member;
  std::shared_ptr<const programmes::Version> programme;
  coupons::Act act;
};

class Desk {
 public:
  explicit Desk(const House& house) : house_(house) {}

  Result<Reply<TradeView>> trade(const Call& call, const TradePoints& request) const {
    const auto judged = house_.proofs.at_desk(call, request.id, request.proof);
    return house_.answers.once<TradeView>(
        house_.db,
        call,
        "trade_points_for_coupon",
        201,
        [&](sql::Tx& tx) -> Result<TradeView> {
          GX_TRY(trader, trader_of(tx, call, request.id, request.store));
          if (trader.member.state == members::State::closed)
            return fail(ErrorCode::member_closed, "/id");
          if (trader.member.state == members::State::frozen)
            return fail(ErrorCode::member_frozen, "/id");
          GX_TRY_VOID(house_.risk.check(request.id, call.now, "/id"));
          GX_TRY(terms, coupons::find_for_points(tx, trader.member.programme, request.template_));
          const Points price(terms.points_price);
          GX_TRY_VOID(house_.proofs.accept(
              tx, judged, proofs::spending(price, trader.programme->parameters)
          ));
          const auto id = house_.ids.next_id<coupons::CouponTradeTag>();
          GX_TRY(context, context_of(tx, trader, {CauseKind::redemption, id.value()}));
          // Points before the coupon, as a sale has them.
          GX_TRY(account, points::post_redemption(tx, house_.ids, context, price));
          GX_TRY(
              traded,
              coupons::make_trade(
                  tx, house_.ids, terms, id, request.id, trader.member.birthday, trader.act
              )
          );
          GX_TRY_VOID(house_.proofs.use(
              tx, **judged, {proofs::Cause::redemption, id.value(), call.now, call.actor.id}
          ));
          return TradeView{
              id,
              request.id,
              terms.code,
              traded.coupon.id,
              traded.trade.state,
              price,
              account.balance,
              traded.coupon.valid_from,
              traded.coupon.valid_until};
        }
    );
  }

  Result<Reply<TradeView>> undo(const Call& call, const UndoTrade& request) const {
    return house_.answers.once<TradeView>(
        house_.db,
        call,
        "undo_coupon_trade",
        201,
        [&](sql::Tx& tx) -> Result<TradeView> {
          GX_TRY(trader, looking(tx, call, request.id));
          const std::int64_t id = request.trade.value();
          GX_TRY(context, context_of(tx, trader, {CauseKind::redemption_reversal, id}));
          GX_TRY(
              undone,
              coupons::undo_trade(
                  tx, house_.ids, request.id, request.trade, request.reason, trader.act
              )
          );
          if (!may_act_for(call, undone.store)) {
            return fail(ErrorCode::store_out_of_scope, "/trade");
          }
          // Points that a merged member had spent go to whom they would have gone to since.
          std::optional<points::Context> heir;
          if (const auto owner = members::heir_of(tx, request.id)) {
            heir = context;
            heir->owner = *owner;
            heir->cause = {CauseKind::late_return, id};
            const auto theirs = points::find_account(tx, *owner);
            if (!theirs) return fail(ErrorCode::account_not_found, "/id");
            heir->expected_seq = theirs->seq;
          }
          GX_TRY(
              restored,
              points::post_redemption_reversal(tx, house_.ids, context, id, heir ? &*heir : nullptr)
          );
          record_undo(tx, call, undone);
          const auto terms = coupons::find_template(tx, undone.template_id);
          GX_CHECK_WHY(terms.has_value(), "a trade of no template");
          return TradeView{
              undone.id,
              request.id,
              terms->code,
              undone.coupon,
              undone.state,
              restored.restored,
              restored.account.balance,
              {},
              {}};
        }
    );
  }

 private:
  Result<Trader> looking(sql::Tx& tx, const Call& call, OwnerId id) const {
    auto member = house_.members.find_seen(tx, *house_.org.snapshot(), call.actor, id);
    if (!member) return fail(ErrorCode::member_not_found, "/id");
    auto version = house_.programmes.in_force(member->programme, call.now);
    if (!version) return ErrorCode::no_parameters_in_force;
    const coupons::Act act{call.actor.id, call.now, version->zone.date_of(call.now)};
    return Trader{*std::move(member), std::move(version), act};
  }

  Result<Trader> trader_of(
      sql::Tx& tx, const Call& call, OwnerId id, const std::optional<std::string>& code
  ) const {
    GX_TRY(trader, looking(tx, call, id));
    if (code) {
      const auto organisation = house_.org.snapshot();
      const org::Store* const store = organisation->find_store(*code);
      if (store == nullptr) return fail(ErrorCode::store_not_found, "/store", {{"store", *code}});
      // At a store, members of another programme than the store's are not there.
      if (store->programme != trader.member.programme)
        return fail(ErrorCode::member_not_found, "/id");
      trader.act.store = store->id;
    }
    if (!may_act_for(call, trader.act.store)) return fail(ErrorCode::store_out_of_scope, "/store");
    return trader;
  }

  static bool may_act_for(const Call& call, std::optional<StoreId> store) {
    return store ? call.actor.in_scope(*store) : call.actor.stores.empty();
  }

  static Result<points::Context> context_of(sql::Tx& tx, const Trader& trader, Cause cause) {
    const auto account = points::find_account(tx, trader.member.id);
    if (!account) return fail(ErrorCode::account_not_found, "/id");
    return points::Context{
        .owner = trader.member.id,
        .cause = cause,
        .occurred_at = trader.act.now,
        .posted_at = trader.act.now,
        .actor = trader.act.by,
        .expected_seq = account->seq,
        .today = trader.act.today};
  }

  static void record_undo(sql::Tx& tx, const Call& call, const coupons::Trade& trade) {
    audit::record(
        tx,
        call,
        {.action = "coupon_trade_undone",
         .object_kind = "coupon_trade",
         .object_id = trade.id.to_string(),
         .member = trade.owner,
         .changes = audit::Changes().add("points", {}, std::to_string(trade.points)),
         .reason = trade.reason.value_or("")},
        call.now
    );
  }

  House house_;
};

std::vector<ErrorCode> trading_errors() {
  using enum ErrorCode;
  std::vector<ErrorCode> all{member_not_found,        member_closed,
                             member_frozen,           coupon_template_not_found,
                             coupon_template_state,   coupon_not_applicable,
                             coupons_used_up,         coupon_member_limit,
                             coupon_birthday_unknown, coupon_expired,
                             stopped_by_risk_rule,    account_not_found,
                             account_closed,          account_frozen,
                             not_enough_points,       points_owed,
                             store_not_found,         store_out_of_scope,
                             no_parameters_in_force,  conflict};
  for (const ErrorCode code : proofs::refusals()) all.push_back(code);
  return all;
}

}  // namespace

void add_endpoints(api::Api& api, const House& house) {
  using enum ErrorCode;
  const Desk desk(house);
  api.add<TradePoints, TradeView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/coupons/for-points",
       .operation = "trade_points_for_coupon",
       .tag = "coupons",
       .permission = "points:redeem",
       .summary = {"积分换券", "Trade points for a coupon"},
       .description =
           {"扣积分、扣库存、发券在同一事务中完成，价格为券模板的 points_price。须会员凭证；"
            "有欠分时不能兑换。",
            "Points, stock and coupon move in one transaction, at the template's points_price. "
            "Takes the member's proof; nothing is traded while points are owed."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors = trading_errors()},
      [desk](const Call& call, const TradePoints& request) { return desk.trade(call, request); }
  );
  api.add<UndoTrade, TradeView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/coupons/for-points/{trade}/undo",
       .operation = "undo_coupon_trade",
       .tag = "coupons",
       .permission = "points:redeem",
       .summary = {"当天撤销积分换券", "Undo a trade, on its day"},
       .description =
           {"券未使用时收回，积分退回原批次，库存恢复；只能一次。",
            "Takes the coupon back while it is not used; the points return to the lots they came "
            "from, and its place in the stock is free. Once."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {member_not_found,
            not_found,
            coupon_state,
            account_not_found,
            account_closed,
            already_voided,
            store_out_of_scope,
            no_parameters_in_force,
            conflict}},
      [desk](const Call& call, const UndoTrade& request) { return desk.undo(call, request); }
  );
}

}  // namespace guanxi::trade
