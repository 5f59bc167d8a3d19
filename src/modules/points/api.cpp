// The HTTP endpoints of points: a member's account, its statement, and spending on something that
// is not a sale.
#include <algorithm>

#include "modules/points/api_types.h"
#include "modules/points/scope.h"
#include "modules/points/store.h"
#include "modules/points/transfer.h"
#include "platform/api/idempotency.h"
#include "platform/api/words.h"

namespace guanxi::points {
namespace {

using api::Call;
using api::Idempotency;
using api::Method;
using api::Page;
using api::Reply;

constexpr const char* entries_list = "points_entries";

std::optional<Date> day_shown(std::optional<Date> day) {
  return day == Date::never ? std::nullopt : day;
}

class Endpoints {
 public:
  explicit Endpoints(const Desk& desk) : desk_(desk), scope_(desk) {}

  Result<Page<EntryView>> entries(const Call& call, const ListEntries& request) const {
    std::int64_t from = 0;
    if (request.cursor) {
      GX_TRY(
          parts, (api::decode_cursor<std::int64_t, std::int64_t>(entries_list, *request.cursor))
      );
      if (std::get<0>(parts) != request.id.value()) return bad_cursor();
      from = std::get<1>(parts);
    }
    return desk_.db.read([&](sql::Tx& tx) -> Result<Page<EntryView>> {
      GX_TRY_VOID(scope_.account(tx, call, request.id));
      Page<EntryView> page;
      // What is asked for stands between what is not: then a page may hold fewer than its limit.
      const bool some_only = request.class_ || request.lot;
      const int at_once = some_only ? entries_at_once : request.limit;
      std::int64_t next = from;
      for (int looked_at = 0; looked_at < entries_looked_at_max;) {
        const auto found = journal(tx, request.id, next, at_once);
        if (found.empty() && from != 0) return bad_cursor();
        next = found.empty() ? 0 : found.back().prev_entry_id;
        looked_at += static_cast<int>(found.size());
        for (const Entry& entry : found) {
          if (!is_asked_for(entry, request)) continue;
          if (std::ssize(page.items) == request.limit) {
            page.next_cursor = api::encode_cursor(entries_list, request.id.value(), entry.entry_id);
            return page;
          }
          page.items.push_back(view(tx, request.id, entry, call));
        }
        if (next == 0) return page;
        if (!some_only) break;
      }
      page.next_cursor = api::encode_cursor(entries_list, request.id.value(), next);
      return page;
    });
  }

  Result<Reply<RedemptionView>> redeem(const Call& call, const RedeemPoints& request) const {
    GX_TRY(store, scope_.store(call, request.store));
    const auto judged = desk_.proofs.at_desk(call, request.id, request.proof);
    return desk_.first_answers.once<RedemptionView>(
        desk_.db,
        call,
        "redeem_points",
        201,
        [&](sql::Tx& tx) -> Result<RedemptionView> {
          const std::int64_t id = desk_.ids.next();
          GX_TRY(account, scope_.account(tx, call, request.id, store));
          GX_TRY_VOID(desk_.check_risk(call, request.id));
          GX_TRY(programme, scope_.programme(account, call.now));
          GX_TRY(context, scope_.context(tx, call, request.id, {CauseKind::redemption, id}));
          const auto spent = proofs::spending(request.points, programme->parameters);
          GX_TRY_VOID(desk_.proofs.accept(tx, judged, spent));
          GX_TRY(after, post_redemption(tx, desk_.ids, context, request.points));
          store::insert_redemption(
              tx, {id, request.id, request.points, request.reason, store, call.now, call.actor.id}
          );
          GX_TRY_VOID(desk_.proofs.use(
              tx, **judged, {proofs::Cause::redemption, id, call.now, call.actor.id}
          ));
          return RedemptionView{
              RedemptionId(id),
              request.id,
              request.points,
              request.reason,
              request.store,
              after.balance,
              call.now};
        }
    );
  }

  Result<Reply<RedemptionReversalView>> reverse(const Call& call, const ReverseRedemption& request)
      const {
    const std::int64_t id = request.redemption.value();
    return desk_.first_answers.once<RedemptionReversalView>(
        desk_.db,
        call,
        "reverse_redemption",
        201,
        [&](sql::Tx& tx) -> Result<RedemptionReversalView> {
          GX_TRY(
              context, scope_.context(tx, call, request.id, {CauseKind::redemption_reversal, id})
          );
          const auto redemption = store::find_redemption(tx, id, request.id);
          if (!redemption) return fail(ErrorCode::not_found, "/redemption");
          if (!Scope::may_act_for(call, redemption->store)) {
            return fail(ErrorCode::store_out_of_scope, "/redemption");
          }
          // Points that a merged member had spent go to whom they would have gone to since.
          std::optional<Context> heir;
          if (const auto owner = members::heir_of(tx, request.id)) {
            GX_TRY(theirs, scope_.context(tx, call, *owner, {CauseKind::late_return, id}));
            heir = theirs;
          }
          GX_TRY(
              done, post_redemption_reversal(tx, desk_.ids, context, id, heir ? &*heir : nullptr)
          );
          return RedemptionReversalView{
              request.redemption,
              request.id,
              done.restored,
              done.repaid,
              done.expired,
              done.account.balance,
              call.now};
        }
    );
  }

 private:
  static constexpr int entries_at_once = 200, entries_looked_at_max = 2'000;

  static bool is_asked_for(const Entry& entry, const ListEntries& request) {
    if (request.class_ && entry.sum != *request.class_) return false;
    return !request.lot || entry.lot_id == request.lot->value();
  }

  static Error bad_cursor() { return fail(ErrorCode::bad_cursor, "/cursor"); }

  static EntryView view(sql::Tx& tx, OwnerId owner, const Entry& entry, const Call& call) {
    EntryView shown{
        .id = EntryId(entry.entry_id),
        .posted_at = entry.posted_at,
        .occurred_at = entry.occurred_at,
        .reason = entry.reason,
        .text = api::words_of(entry.reason, call.language),
        .note = std::nullopt,
        .cause = {entry.cause.kind, CauseId(entry.cause.id)},
        .class_ = entry.sum,
        .points = Transfer{entry.debit, entry.credit}.moved(entry.amount),
        .held = held_by(entry),
        .balance = entry.balance,
        .expires_on = day_shown(entry.expires_on)};
    if (entry.reason == Reason::redeemed) {
      if (auto redemption = store::find_redemption(tx, entry.cause.id, owner)) {
        shown.note = std::move(redemption->reason);
      }
    }
    return shown;
  }

  static std::optional<Points> held_by(const Entry& entry) {
    if (entry.reason == Reason::held) return entry.amount;
    if (entry.reason == Reason::released) return -entry.amount;
    return std::nullopt;
  }

  const Desk desk_;
  const Scope scope_;
};

void add_reading(api::Api& api, const Endpoints& endpoints) {
  using enum ErrorCode;
  api.add<ListEntries, Page<EntryView>>(
      {.method = Method::get,
       .path = "/v1/members/{id}/points/entries",
       .operation = "list_points_entries",
       .tag = "points",
       .permission = "points:read",
       .summary = {"积分明细", "List a member's points entries"},
       .description =
           {"从最新的开始。分录不会被修改或删除，只会被冲销。按类别或批次筛选时一页可能不满，有 "
            "next_cursor 就还没完。",
            "Newest first. Entries are never edited or deleted, only reversed. Asked for one class "
            "or "
            "lot, a page may hold fewer than its limit: go on while there is a next_cursor."},
       .errors = {account_not_found}},
      [endpoints](const Call& call, const ListEntries& request) {
        return endpoints.entries(call, request);
      }
  );
}

void add_redemptions(api::Api& api, const Endpoints& endpoints) {
  using enum ErrorCode;
  api.add<RedeemPoints, RedemptionView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/points/redemptions",
       .operation = "redeem_points",
       .tag = "points",
       .permission = "points:redeem",
       .summary = {"使用积分", "Spend points on something that is not a sale"},
       .description =
           {"先用最早到期的。落盘后才应答；同一请求重发返回首次结果。有欠分时不能使用。",
            "Takes what expires first. Answers only once durable; a retry gets the first answer. "
            "Nothing can be spent while points are owed."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {account_not_found,
            account_closed,
            account_frozen,
            not_enough_points,
            points_owed,
            stopped_by_risk_rule,
            proof_required,
            proof_too_weak,
            proof_wrong,
            proof_expired,
            proof_used,
            proof_locked,
            proof_not_found,
            pin_not_set,
            member_not_found,
            store_not_found,
            store_out_of_scope,
            no_parameters_in_force}},
      [endpoints](const Call& call, const RedeemPoints& request) {
        return endpoints.redeem(call, request);
      }
  );
  api.add<ReverseRedemption, RedemptionReversalView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/points/redemptions/{redemption}/reversal",
       .operation = "reverse_redemption",
       .tag = "points",
       .permission = "points:redeem",
       .summary = {"撤销积分使用", "Reverse a redemption"},
       .description =
           {"退回原批次；先偿还欠分；批次已过期的当即失效并在结果中列出。",
            "Gives the points back to the lots they came from. What is owed is repaid first; what "
            "has expired since expires at once and is reported."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {account_not_found,
            not_found,
            already_voided,
            store_out_of_scope,
            no_parameters_in_force}},
      [endpoints](const Call& call, const ReverseRedemption& request) {
        return endpoints.reverse(call, request);
      }
  );
}

}  // namespace

void add_endpoints(
    api::Api& api,
    sql::Database& db,
    IdGenerator& ids,
    const programmes::Programmes& programmes,
    const org::Org& org,
    const proofs::Proofs& proofs,
    OccasionBook& occasions,
    const api::FirstAnswers& first_answers,
    const attachments::Attachments& attachments,
    const risk::Risk* risk
) {
  const Desk desk{db, ids, programmes, org, proofs, occasions, first_answers, attachments, risk};
  const Endpoints endpoints(desk);
  add_account_endpoint(api, desk);
  add_reading(api, endpoints);
  add_redemptions(api, endpoints);
  add_hold_endpoints(api, desk);
  add_document_endpoints(api, desk);
  add_ending_endpoints(api, desk);
  add_statement_endpoints(api, desk);
  add_occasion_endpoints(api, desk);
  add_sale_endpoints(api, desk);
  add_report_endpoints(api, desk);
}

}  // namespace guanxi::points
