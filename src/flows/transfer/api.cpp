// Giving points to another member of the household, taking them back, and reading both.
#include "flows/transfer/transfer.h"
#include "flows/transfer/types.h"
#include "modules/audit/audit.h"
#include "modules/consents/consents.h"
#include "platform/outbox/outbox.h"

namespace guanxi::transfer {
namespace {

using api::Call;
using api::Idempotency;
using api::Method;
using api::Reply;
using points::Cause;
using points::CauseKind;

constexpr const char* transfers_list = "points_transfers";
/// News in the outbox; subject: the transfer, owner: who gave. {"programme":1,"points":100}
constexpr std::string_view transferred = "points.transferred";
constexpr std::string_view transfer_returned = "points.transfer_returned";

Letter letter(points::Class klass) { return static_cast<Letter>(klass); }
points::Class class_of(Letter letter) { return static_cast<points::Class>(letter); }
static_assert(static_cast<int>(Letter::f) == static_cast<int>(points::Class::f));

std::optional<Date> day_shown(Date day) {
  return day == Date::never ? std::nullopt : std::optional(day);
}

/// What is asked for: an amount, or the sum of chosen lots. Errors: missing_field, out_of_range.
Result<Points> amount_of(const GivePoints& request) {
  if (request.lots.empty()) {
    if (!request.points) return fail(ErrorCode::missing_field, "/points");
    return *request.points;
  }
  Points sum;
  for (const ChosenPoints& one : request.lots) sum += one.points;
  if (sum.value() > households::transfer_points_max || (request.points && *request.points != sum)) {
    return fail(ErrorCode::out_of_range, "/points", {{"max", std::to_string(sum.value())}});
  }
  return sum;
}

points::TransferLimits limits_of(const households::Terms& terms) {
  return {
      .on = terms.transfers,
      .least = terms.points_min,
      .day_max = terms.day_points_max,
      .month_max = terms.month_points_max,
      .age_days_min = terms.age_days_min};
}

class Desk {
 public:
  explicit Desk(const House& house) : house_(house) {}

  Result<Reply<TransferDone>> give(const Call& call, const GivePoints& request) const {
    GX_TRY(amount, amount_of(request));
    GX_TRY(store, store_of(call, request.store));
    const auto judged = house_.proofs.at_desk(call, request.id, request.proof);
    return house_.answers.once<TransferDone>(
        house_.db,
        call,
        "give_points",
        201,
        [&](sql::Tx& tx) -> Result<TransferDone> {
          return give_once(tx, call, request, amount, store, judged);
        }
    );
  }

  Result<Reply<TransferDone>> take_back(const Call& call, const ReturnPoints& request) const {
    return house_.answers.once<TransferDone>(
        house_.db,
        call,
        "return_points_transfer",
        201,
        [&](sql::Tx& tx) -> Result<TransferDone> {
          GX_TRY_VOID(member_of(tx, call, request.id, "/id"));
          const auto found = points::find_transfer(tx, request.id, request.transfer);
          if (!found) return fail(ErrorCode::not_found, "/transfer");
          if (!may_act_for(call, found->store)) {
            return fail(ErrorCode::store_out_of_scope, "/transfer");
          }
          // What a merged member has was brought elsewhere, and so would be what comes back.
          for (const OwnerId end : {found->giver, found->receiver}) {
            if (members::heir_of(tx, end)) return fail(ErrorCode::account_closed, "/transfer");
          }
          const Cause cause{CauseKind::transfer_return, request.transfer.value()};
          GX_TRY(ends, ends_of(tx, call, found->giver, found->receiver, cause));
          GX_TRY(
              posted, points::post_transfer_return(tx, house_.ids, ends, *found, request.reason)
          );
          record_return(tx, call, *found, posted.moved, request.reason);
          tell(tx, transfer_returned, *found, posted, call.now);
          return done(call, *points::find_transfer(tx, request.id, request.transfer), posted);
        }
    );
  }

  Result<api::Page<TransferView>> list(const Call& call, const ListTransfers& request) const {
    std::optional<points::PointsTransferId> before;
    if (request.cursor) {
      GX_TRY(
          parts, (api::decode_cursor<std::int64_t, std::int64_t>(transfers_list, *request.cursor))
      );
      if (std::get<0>(parts) != request.id.value()) return fail(ErrorCode::bad_cursor, "/cursor");
      before = points::PointsTransferId(std::get<1>(parts));
    }
    return house_.db.read([&](sql::Tx& tx) -> Result<api::Page<TransferView>> {
      GX_TRY_VOID(member_of(tx, call, request.id, "/id"));
      auto found = points::transfers_of(tx, request.id, before, request.limit + 1);
      const bool more = std::ssize(found) > request.limit;
      if (more) found.pop_back();
      api::Page<TransferView> page;
      for (const points::PointsTransfer& one : found) page.items.push_back(view(call, one));
      if (more) {
        page.next_cursor =
            api::encode_cursor(transfers_list, request.id.value(), found.back().id.value());
      }
      return page;
    });
  }

 private:
  Result<TransferDone> give_once(
      sql::Tx& tx,
      const Call& call,
      const GivePoints& request,
      Points amount,
      std::optional<StoreId> store,
      const Result<std::optional<proofs::Proven>>& judged
  ) const {
    GX_TRY(giver, member_of(tx, call, request.id, "/id"));
    GX_TRY_VOID(check_of_programme(giver, store));
    GX_TRY(household, households::shared(tx, request.id, request.to));
    GX_TRY(receiver, member_of(tx, call, request.to, "/to"));
    GX_TRY_VOID(check_unrestricted(tx, call, giver, "/id"));
    GX_TRY_VOID(check_unrestricted(tx, call, receiver, "/to"));
    GX_TRY_VOID(house_.risk.check(giver.id, call.now, "/id"));
    GX_TRY_VOID(house_.risk.check(receiver.id, call.now, "/to"));
    points::PointsTransfer made;
    made.id = house_.ids.next_id<points::PointsTransferTag>();
    made.giver = request.id;
    made.receiver = request.to;
    made.household = household.value();
    made.points = amount;
    made.note = request.note;
    made.store = store;
    made.given_at = call.now;
    made.given_by = call.actor.id;
    const Cause cause{CauseKind::transfer, made.id.value()};
    GX_TRY(ends, ends_of(tx, call, made.giver, made.receiver, cause));
    made.given_on = ends.giver.today;
    const auto version = house_.programmes.in_force(giver.programme, call.now);
    GX_TRY_VOID(house_.proofs.accept(tx, judged, proofs::spending(amount, version->parameters)));
    std::vector<points::Choice> choices;
    for (const ChosenPoints& one : request.lots) {
      choices.push_back({class_of(one.class_), one.expires_on, one.points});
    }
    const auto limits = limits_of(households::terms_of(tx, giver.programme));
    GX_TRY(posted, points::post_transfer(tx, house_.ids, ends, made, choices, limits));
    GX_TRY_VOID(house_.proofs.use(
        tx, **judged, {proofs::Cause::transfer, made.id.value(), call.now, call.actor.id}
    ));
    tell(tx, transferred, made, posted, call.now);
    return done(call, made, posted);
  }

  Result<members::Member> member_of(sql::Tx& tx, const Call& call, OwnerId id, const char* pointer)
      const {
    auto member = house_.members.find_seen(tx, *house_.org.snapshot(), call.actor, id);
    if (!member) return fail(ErrorCode::member_not_found, pointer);
    return *std::move(member);
  }

  /// At a store, members of another programme than the store's are not there.
  Outcome check_of_programme(const members::Member& member, std::optional<StoreId> store) const {
    if (!store) return ok();
    const auto organisation = house_.org.snapshot();
    if (organisation->find_store(*store)->programme == member.programme) return ok();
    return fail(ErrorCode::member_not_found, "/id");
  }

  static Outcome check_unrestricted(
      sql::Tx& tx, const Call& call, const members::Member& member, const char* pointer
  ) {
    const consents::Subject restriction{
        consents::Purpose::restriction, consents::Channel::none, {}};
    if (!consents::may(tx, member, restriction, call.now)) return ok();
    return fail(ErrorCode::member_restricted, pointer);
  }

  static bool may_act_for(const Call& call, std::optional<StoreId> store) {
    return store ? call.actor.in_scope(*store) : call.actor.stores.empty();
  }

  Result<std::optional<StoreId>> store_of(const Call& call, const std::optional<std::string>& code)
      const {
    std::optional<StoreId> id;
    if (code) {
      const auto organisation = house_.org.snapshot();
      const org::Store* const store = organisation->find_store(*code);
      if (store == nullptr) return fail(ErrorCode::store_not_found, "/store", {{"store", *code}});
      id = store->id;
    }
    if (!may_act_for(call, id)) return fail(ErrorCode::store_out_of_scope, "/store");
    return id;
  }

  /// Both accounts as they are now; both of one programme, so its day is the day of both.
  Result<points::Ends> ends_of(
      sql::Tx& tx, const Call& call, OwnerId giver, OwnerId receiver, Cause cause
  ) const {
    const auto context = [&](OwnerId owner, const char* pointer) -> Result<points::Context> {
      const auto account = points::find_account(tx, owner);
      if (!account) return fail(ErrorCode::account_not_found, pointer);
      const auto version = house_.programmes.in_force(account->programme, call.now);
      if (!version) return ErrorCode::no_parameters_in_force;
      return points::Context{
          .owner = owner,
          .cause = cause,
          .occurred_at = call.now,
          .posted_at = call.now,
          .actor = call.actor.id,
          .expected_seq = account->seq,
          .today = version->zone.date_of(call.now)};
    };
    GX_TRY(from, context(giver, "/id"));
    GX_TRY(to, context(receiver, "/to"));
    return points::Ends{from, to};
  }

  static void record_return(
      sql::Tx& tx,
      const Call& call,
      const points::PointsTransfer& transfer,
      Points moved,
      const std::string& reason
  ) {
    audit::Changes changes;
    changes.add("returned", "0", std::to_string(moved.value()));
    audit::record(
        tx,
        call,
        {.action = "points_transfer_returned",
         .object_kind = "points_transfer",
         .object_id = transfer.id.to_string(),
         .member = transfer.giver,
         .changes = std::move(changes),
         .reason = reason},
        call.now
    );
  }

  void tell(
      sql::Tx& tx,
      std::string_view kind,
      const points::PointsTransfer& transfer,
      const points::TransferPosted& posted,
      Instant now
  ) const {
    const std::string facts = R"({"programme":)" + std::to_string(posted.giver.programme.value()) +
                              R"(,"points":)" + std::to_string(posted.moved.value()) + "}";
    outbox::append(tx, house_.ids, kind, transfer.giver, transfer.id.value(), now, facts);
  }

  TransferDone done(
      const Call& call, const points::PointsTransfer& transfer, const points::TransferPosted& posted
  ) const {
    TransferDone shown;
    shown.transfer = view(call, transfer);
    for (const points::Travelled& part : posted.parts) {
      shown.parts.push_back({letter(part.klass), day_shown(part.expires_on), part.points});
    }
    shown.settled = posted.settled;
    shown.from_balance = posted.giver.balance;
    shown.to_balance = posted.receiver.balance;
    return shown;
  }

  TransferView view(const Call& call, const points::PointsTransfer& transfer) const {
    TransferView shown;
    shown.id = transfer.id;
    shown.from = transfer.giver;
    shown.to = transfer.receiver;
    shown.household = households::HouseholdId(transfer.household);
    shown.points = transfer.points;
    shown.note = transfer.note;
    if (transfer.store && call.actor.in_scope(*transfer.store)) {
      const auto organisation = house_.org.snapshot();
      const org::Store* const store = organisation->find_store(*transfer.store);
      if (store != nullptr) shown.store = store->code;
    }
    shown.given_at = transfer.given_at;
    shown.given_by = transfer.given_by;
    shown.returned = transfer.returned;
    shown.returned_at = transfer.returned_at;
    shown.returned_by = transfer.returned_by;
    shown.reason = transfer.returned_why;
    return shown;
  }

  House house_;
};

std::vector<ErrorCode> giving_errors() {
  using enum ErrorCode;
  std::vector<ErrorCode> all{
      member_not_found,
      member_restricted,
      stopped_by_risk_rule,
      account_not_found,
      account_closed,
      account_frozen,
      not_in_household,
      points_transfer_limit,
      not_enough_points,
      points_owed,
      store_not_found,
      store_out_of_scope,
      no_parameters_in_force,
      conflict};
  for (const ErrorCode code : proofs::refusals()) all.push_back(code);
  return all;
}

}  // namespace

void add_endpoints(api::Api& api, const House& house) {
  using enum ErrorCode;
  const Desk desk(house);
  api.add<GivePoints, TransferDone>(
      {.method = Method::post,
       .path = "/v1/members/{id}/points/transfers",
       .operation = "give_points",
       .tag = "households",
       .permission = "households:transfer",
       .summary = {"转赠积分给家庭成员", "Give points to another member of the household"},
       .description =
           {"类别与到期日随积分走；先用最早到期的，或指定批次。须转出会员的凭证，有欠分时不能转赠"
            "。",
            "Class and last day travel with the points; the first to expire go first, or chosen "
            "lots. Takes the giver's proof; nothing can be given while points are owed."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors = giving_errors()},
      [desk](const Call& call, const GivePoints& request) { return desk.give(call, request); }
  );
  api.add<ReturnPoints, TransferDone>(
      {.method = Method::post,
       .path = "/v1/members/{id}/points/transfers/{transfer}/return",
       .operation = "return_points_transfer",
       .tag = "households",
       .permission = "households:reverse",
       .summary = {"当天撤回转赠", "Take a transfer back, on its day"},
       .description =
           {"收到的会员还有多少就退回多少，退回原批次；只能一次。",
            "As far as the receiver still has the points, to the lots they left; once."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {member_not_found,
            not_found,
            account_not_found,
            account_closed,
            already_voided,
            void_after_business_day,
            not_enough_points,
            store_out_of_scope,
            no_parameters_in_force,
            conflict}},
      [desk](const Call& call, const ReturnPoints& request) {
        return desk.take_back(call, request);
      }
  );
  api.add<ListTransfers, api::Page<TransferView>>(
      {.method = Method::get,
       .path = "/v1/members/{id}/points/transfers",
       .operation = "list_points_transfers",
       .tag = "households",
       .permission = "households:read",
       .summary = {"会员转出与收到的积分", "List what a member gave and received"},
       .description = {"最新的在前。", "The newest first."},
       .errors = {member_not_found, bad_cursor}},
      [desk](const Call& call, const ListTransfers& request) { return desk.list(call, request); }
  );
}

}  // namespace guanxi::transfer
