// The HTTP endpoints that move value: recharging, and paying the balance out.
#include "modules/audit/audit.h"
#include "modules/wallet/api_parts.h"
#include "modules/wallet/api_value_types.h"
#include "modules/wallet/offers.h"
#include "modules/wallet/standing.h"
#include "modules/wallet/store.h"
#include "platform/outbox/outbox.h"

namespace guanxi::wallet {
namespace {

using api::Call;
using api::Idempotency;
using api::Method;
using api::Reply;

void tell(
    sql::Tx& tx,
    IdGenerator& ids,
    std::string_view event,
    ProgrammeId programme,
    const Context& context,
    std::int64_t recharge,
    const Terms& made
) {
  std::string facts = R"({"programme":)" + std::to_string(programme.value());
  facts += R"(,"store":)" + std::to_string(context.store.value());
  facts += R"(,"actor":)" + std::to_string(context.actor.value());
  facts += R"(,"principal":)" + std::to_string(made.principal.minor());
  facts += R"(,"bonus":)" + std::to_string(made.bonus.minor()) + "}";
  outbox::append(tx, ids, event, context.owner, recharge, context.posted_at, facts);
}

class ValueEndpoints {
 public:
  explicit ValueEndpoints(const Desk& desk)
      : desk_(desk), scope_(desk.programmes, desk.org, desk.members) {}

  Result<Reply<RechargeView>> recharge(const Call& call, const RechargeWallet& request) const {
    GX_TRY(store, scope_.store(call, request.store));
    return desk_.first_answers.once<RechargeView>(
        desk_.db,
        call,
        "recharge_wallet",
        201,
        [&](sql::Tx& tx) -> Result<RechargeView> { return recharge(tx, call, request, store); }
    );
  }

  Result<Reply<VoidedRechargeView>> void_recharge(const Call& call, const VoidRecharge& request)
      const {
    return desk_.first_answers.once<VoidedRechargeView>(
        desk_.db,
        call,
        "void_wallet_recharge",
        201,
        [&](sql::Tx& tx) -> Result<VoidedRechargeView> { return void_recharge(tx, call, request); }
    );
  }

  Result<Reply<PayoutView>> pay_out(const Call& call, const PayOutWallet& request) const {
    GX_TRY(store, scope_.store(call, request.store));
    const auto judged = desk_.proofs.at_desk(call, request.id, request.proof);
    return desk_.first_answers.once<PayoutView>(
        desk_.db,
        call,
        "pay_out_wallet",
        201,
        [&](sql::Tx& tx) -> Result<PayoutView> { return pay_out(tx, call, request, store, judged); }
    );
  }

 private:
  Context context_of(
      const Call& call, const Account& account, CauseKind kind, StoreId store, std::string note
  ) const {
    return {
        .owner = account.owner,
        .cause = {kind, desk_.ids.next()},
        .occurred_at = call.now,
        .posted_at = call.now,
        .actor = call.actor.id,
        .store = store,
        .expected_seq = account.seq,
        .note = std::move(note)};
  }

  static Result<const RulePack*> rules_of(Currency currency) {
    if (const RulePack* const rules = rules_for(currency)) return rules;
    return fail(ErrorCode::wallet_no_rules, {}, {{"currency", std::string(currency.code())}});
  }

  /// The offer named, whose amount it must be; nothing where none is named.
  static Result<std::optional<Offer>> offer_of(
      sql::Tx& tx, const Call& call, const RechargeWallet& request, const Account& account
  ) {
    if (!request.offer) return std::optional<Offer>();
    auto offer = offer_in_force(tx, account.programme, account.currency, *request.offer, call.now);
    if (!offer) {
      Error error = std::move(offer).error();
      error.pointer = "/offer";
      return error;
    }
    if (offer->pay != request.amount) {
      return fail(ErrorCode::offer_amount_differs, "/amount", {{"pay", offer->pay.to_string()}});
    }
    return std::optional<Offer>(*std::move(offer));
  }

  Result<RechargeView> recharge(
      sql::Tx& tx, const Call& call, const RechargeWallet& request, StoreId store
  ) const {
    GX_TRY(member, scope_.member(tx, call, request.id, store));
    GX_TRY_VOID(Scope::check_active(member));
    GX_TRY(programme, scope_.programme(member.programme, call.now));
    const Account account = Scope::account(tx, member, *programme);
    if (request.amount.currency() != account.currency) {
      return fail(
          ErrorCode::currency_mismatch,
          "/amount",
          {{"expected", std::string(account.currency.code())}}
      );
    }
    GX_TRY(rules, rules_of(account.currency));
    GX_TRY(offer, offer_of(tx, call, request, account));
    NewRecharge made{
        .principal = request.amount,
        .bonus = offer ? offer->bonus : Money::zero(account.currency),
        .offer = std::nullopt,
        .company = company_of(*scope_.organisation(), store),
        .paid_by = request.paid_by,
        .reference = request.reference};
    if (offer) made.offer = offer->id;
    if (const auto fits = check_limit(account, *rules, made); !fits) {
      Error error = fits.error();
      error.pointer = "/amount";
      return error;
    }
    open_account(tx, account.owner, account.programme, account.currency, call.now);
    const Context context = context_of(call, account, CauseKind::recharge, store, "");
    auto posted = post_recharge(tx, desk_.ids, context, *rules, made);
    if (!posted && posted.error().code == ErrorCode::posting_repeated) {
      return fail(ErrorCode::posting_repeated, "/reference");  // of this payment, under another key
    }
    GX_TRY(after, std::move(posted));
    tell(
        tx,
        desk_.ids,
        recharged_event,
        account.programme,
        context,
        context.cause.id,
        {made.principal, made.bonus}
    );
    // A registration is kept so long after the last recharge it stood for.
    const Date today = programme->zone.date_of(call.now);
    const Date kept = today.month_end_after(12 * rules->buyer_years);
    Buyers::keep_until(tx, account.owner, kept);
    for (const OwnerId merged : members::merged_into(tx, account.owner)) {
      Buyers::keep_until(tx, merged, kept);
    }
    return RechargeView{
        RechargeId(context.cause.id),
        account.owner,
        made.principal,
        made.bonus,
        request.offer,
        made.paid_by,
        made.reference,
        request.store,
        after.stored(),
        call.now};
  }

  Result<VoidedRechargeView> void_recharge(
      sql::Tx& tx, const Call& call, const VoidRecharge& request
  ) const {
    GX_TRY(member, scope_.member(tx, call, request.id));
    GX_TRY_VOID(Scope::check_active(member, /*closed_too=*/true));
    GX_TRY(programme, scope_.programme(member.programme, call.now));
    const auto account = find_account(tx, request.id);
    if (!account) return fail(ErrorCode::wallet_not_found, "/id");
    const std::int64_t id = request.recharge.value();
    const auto recharge = find_recharge(tx, *account, id);
    if (!recharge) return fail(ErrorCode::payment_not_found, "/recharge");
    if (!call.actor.in_scope(recharge->store)) {
      return fail(ErrorCode::store_out_of_scope, "/recharge");
    }
    const store::HowPaid paid = store::how_paid(tx, account->owner, id);
    const Context context =
        context_of(call, *account, CauseKind::recharge, recharge->store, request.reason);
    auto posted = post_recharge_void(tx, desk_.ids, context, id, programme->zone);
    if (!posted) {
      Error error = std::move(posted).error();
      if (error.code != ErrorCode::wallet_frozen) error.pointer = "/recharge";
      return error;
    }
    GX_TRY(done, std::move(posted));
    const Terms terms = done.recharge.terms();
    tell(tx, desk_.ids, recharge_voided_event, account->programme, context, id, terms);
    audit::Changes gone;
    gone.add("principal", terms.principal.to_string(), {});
    gone.add("bonus", terms.bonus.to_string(), {}).add("paid_by", paid.paid_by, {});
    gone.add("reference", paid.reference, {});
    audit::record(
        tx,
        call,
        {.action = "wallet_recharge_voided",
         .object_kind = "wallet_recharge",
         .object_id = request.recharge.to_string(),
         .member = account->owner,
         .changes = std::move(gone),
         .reason = request.reason},
        call.now
    );
    return VoidedRechargeView{
        request.recharge,
        account->owner,
        terms.principal,
        terms.bonus,
        request.reason,
        Scope::code_of(*scope_.organisation(), org::UnitId(recharge->store.value())),
        done.account.stored(),
        call.now};
  }

  Result<PayoutView> pay_out(
      sql::Tx& tx,
      const Call& call,
      const PayOutWallet& request,
      StoreId store,
      const Result<std::optional<proofs::Proven>>& judged
  ) const {
    GX_TRY(member, scope_.member(tx, call, request.id, store));
    // Whoever has left has a claim to the money all the same.
    GX_TRY_VOID(Scope::check_active(member, /*closed_too=*/true));
    GX_TRY(programme, scope_.programme(member.programme, call.now));
    const auto account = find_account(tx, request.id);
    if (!account) return fail(ErrorCode::wallet_not_found, "/id");
    GX_TRY(rules, rules_of(account->currency));
    const Place place = scope_.place(tx, store, *programme, call.now);
    const Context context = context_of(call, *account, CauseKind::payout, store, request.reason);
    // Value leaves: paid out is spent.
    const Money due = plan_payout(tx, *account, place, request.fault).total();
    if (!due.is_zero()) {
      const auto spent = proofs::spending_stored_value(due, programme->parameters);
      GX_TRY_VOID(desk_.proofs.accept(tx, judged, spent));
    }
    auto posted = post_payout(
        tx, desk_.ids, context, *rules, place, request.fault, request.method, request.reference
    );
    if (!posted && posted.error().code == ErrorCode::payout_not_in_cash) {
      Error error = std::move(posted).error();
      error.pointer = "/method";
      return error;
    }
    GX_TRY(done, std::move(posted));
    GX_TRY_VOID(desk_.proofs.use(
        tx, **judged, {proofs::Cause::payout, context.cause.id, call.now, call.actor.id}
    ));
    PayoutView shown;
    shown.id = PayoutId(context.cause.id);
    shown.member = account->owner;
    shown.fault = request.fault;
    shown.method = request.method;
    shown.total = done.payout.total();
    shown.principal = done.payout.principal;
    shown.small_change = done.payout.change;
    shown.kept = done.payout.kept;
    shown.forfeited = done.payout.forfeited;
    for (const PayoutPart& part : done.payout.parts) {
      shown.parts.push_back(
          {RechargeId(part.recharge.id),
           part.undiscounted,
           part.paid_out,
           part.kept,
           part.waived,
           part.forfeited}
      );
    }
    shown.stored = done.account.stored();
    shown.store = request.store;
    shown.paid_out_at = call.now;
    return shown;
  }

  const Desk desk_;
  Scope scope_;
};

}  // namespace

void add_value(api::Api& api, const Desk& desk) {
  using enum ErrorCode;
  const ValueEndpoints endpoints(desk);
  api.add<RechargeWallet, RechargeView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/wallet/recharges",
       .operation = "recharge_wallet",
       .tag = "wallet",
       .permission = "wallet:recharge",
       .summary = {"充值", "Recharge a wallet"},
       .description =
           {"落盘后才应答；同一请求重发返回首次结果。余额不得超过法定限额（记名 5000 元，不记名 "
            "1000 "
            "元，见 /v1/wallet/rules）。赠送由充值优惠决定，永不过期。",
            "Answers only once durable; a retry gets the first answer. The balance stays below the "
            "legal limit (5,000 yuan named, 1,000 unnamed, see /v1/wallet/rules). The bonus is the "
            "offer's; value never expires."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {member_not_found,
            member_frozen,
            member_closed,
            wallet_frozen,
            wallet_limit_exceeded,
            posting_repeated,
            wallet_no_rules,
            currency_mismatch,
            offer_not_found,
            offer_not_in_force,
            offer_amount_differs,
            store_not_found,
            store_out_of_scope,
            no_parameters_in_force}},
      [endpoints](const Call& call, const RechargeWallet& request) {
        return endpoints.recharge(call, request);
      }
  );
  api.add<VoidRecharge, VoidedRechargeView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/wallet/recharges/{recharge}/void",
       .operation = "void_wallet_recharge",
       .tag = "wallet",
       .permission = "wallet:void",
       .summary = {"作废录错的充值", "Void a recharge that was mistyped"},
       .description =
           {"限充值当日（会员计划的时区），且本金和赠送均未动用；只能作废一次。本金按原样退还付款人"
            "，"
            "赠送取消；同一笔付款可重新充值。已动用时为 recharge_used，隔日为 "
            "void_after_business_day，已作废为 already_voided。",
            "On the day of the recharge (in the programme's time zone), while nothing of its "
            "principal and bonus is used, once. The principal goes back the way it came, the bonus "
            "ends, and the payment may be recharged anew. Used since: recharge_used; "
            "another day: void_after_business_day; void already: already_voided."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {member_not_found,
            member_frozen,
            wallet_not_found,
            wallet_frozen,
            payment_not_found,
            already_voided,
            void_after_business_day,
            recharge_used,
            store_out_of_scope,
            no_parameters_in_force}},
      [endpoints](const Call& call, const VoidRecharge& request) {
        return endpoints.void_recharge(call, request);
      }
  );
  api.add<PayOutWallet, PayoutView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/wallet/payouts",
       .operation = "pay_out_wallet",
       .tag = "wallet",
       .permission = "wallet:payout",
       .summary = {"退还余额", "Pay a wallet's balance out"},
       .description =
           {"按原因退还：商家原因按约定优惠计算已用部分，消费者原因按未打折价计算，不足时不退也不追"
            "索。"
            "零钱全额退还。只退本公司收取的充值。注销的会员同样可退。",
            "By cause: on the merchant's side what was used counts at the discount given, on the "
            "consumer's at the full price; below zero nothing goes back and nothing is claimed. "
            "Small change goes back whole. Only recharges of the store's own company are paid out. "
            "Closed memberships are paid out, too."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {member_not_found,
            member_frozen,
            wallet_not_found,
            wallet_frozen,
            wallet_no_rules,
            nothing_to_pay_out,
            payout_not_in_cash,
            proof_required,
            proof_too_weak,
            proof_wrong,
            proof_expired,
            proof_used,
            proof_locked,
            proof_not_found,
            pin_not_set,
            store_not_found,
            store_out_of_scope,
            no_parameters_in_force}},
      [endpoints](const Call& call, const PayOutWallet& request) {
        return endpoints.pay_out(call, request);
      }
  );
}

}  // namespace guanxi::wallet
