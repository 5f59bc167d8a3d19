// The documents of late attribution at the desk: reading, approving, rejecting, withdrawing.
#include <algorithm>
#include <boost/describe/enum_to_string.hpp>

#include "flows/attribution/attribution.h"

namespace guanxi::attribution {
namespace {

using sales::Attribution;
using State = sales::AttributionState;

constexpr const char* attributions_list = "attributions";

/// Whatever field of the first request it was about: this one has the id alone.
Error about_id(Error error) {
  error.pointer = "/id";
  return error;
}

}  // namespace

AttributionView Attributing::view(const Attribution& one) const {
  const auto organisation = house_.org.snapshot();
  const org::Store* const store = organisation->find_store(one.store);
  GX_CHECK_WHY(store != nullptr, "a sale of no store");
  return {
      .id = one.id,
      .state = one.state,
      .receipt = one.receipt,
      .store = store->code,
      .member = one.owner,
      .earned = one.earned,
      .returned = one.returned,
      .cashier = one.cashier,
      .reason = one.reason,
      .submitted_at = one.submitted_at,
      .submitted_by = one.submitted_by,
      .decided_at = one.decided_at,
      .decided_by = one.decided_by,
      .decision = one.decision,
      .attributed_at = one.attributed_at};
}

Result<Attribution> Attributing::load(sql::Tx& tx, const api::Call& call, sales::AttributionId id)
    const {
  auto found = sales::find_attribution(tx, id);
  if (!found || !call.actor.in_scope(found->store)) {
    return fail(ErrorCode::attribution_not_found, "/id");
  }
  return *std::move(found);
}

Result<Attribution> Attributing::load_open(
    sql::Tx& tx, const api::Call& call, sales::AttributionId id
) const {
  GX_TRY(document, load(tx, call, id));
  if (document.state == State::submitted) return document;
  const std::string word = boost::describe::enum_to_string(document.state, "");
  return fail(ErrorCode::attribution_state, "/id", {{"state", word}});
}

checkout::MemberRef Attributing::member_of(sql::Tx& tx, const Attribution& document) const {
  if (document.card) {
    std::vector<OwnerId> people = members::merged_into(tx, document.owner);
    people.push_back(document.owner);
    for (const OwnerId one : people) {
      const auto card = cards::find(tx, one, *document.card);
      if (card) return {checkout::MemberKey::card, card->number};
    }
  }
  return {checkout::MemberKey::member_id, document.owner.to_string()};
}

Result<AttributionView> Attributing::get(const api::Call& call, const AttributionById& request)
    const {
  return house_.db.read([&](sql::Tx& tx) -> Result<AttributionView> {
    GX_TRY(document, load(tx, call, request.id));
    return view(document);
  });
}

Result<api::Page<AttributionView>> Attributing::list(
    const api::Call& call, const ListAttributions& request
) const {
  const auto organisation = house_.org.snapshot();
  const auto programme = house_.programmes.find(request.programme);
  if (!programme || !org::sees_programme(*organisation, call.actor, *programme)) {
    return fail(ErrorCode::programme_not_found, "/programme", {{"programme", request.programme}});
  }
  sales::AttributionSearch search{.state = request.state, .limit = request.limit + 1};
  if (request.store) {
    const org::Store* const store = organisation->find_store(*request.store);
    if (!store) return fail(ErrorCode::store_not_found, "/store", {{"store", *request.store}});
    if (!call.actor.in_scope(store->id)) return fail(ErrorCode::store_out_of_scope, "/store");
    search.store = store->id;
  }
  if (request.cursor) {
    GX_TRY(
        parts, (api::decode_cursor<std::int64_t, std::int64_t>(attributions_list, *request.cursor))
    );
    if (std::get<0>(parts) != programme->value()) return fail(ErrorCode::bad_cursor, "/cursor");
    search.before = sales::AttributionId(std::get<1>(parts));
  }
  using Found = Result<std::vector<Attribution>>;
  GX_TRY(found, house_.db.read([&](sql::Tx& tx) -> Found {
    if (!request.member) return sales::attributions_in(tx, *programme, search);
    const auto member = house_.members.find_seen(tx, *organisation, call.actor, *request.member);
    if (!member || member->programme != *programme) {
      return fail(ErrorCode::member_not_found, "/member");
    }
    std::vector<OwnerId> people = members::merged_into(tx, *request.member);
    people.push_back(*request.member);
    std::vector<Attribution> all;
    for (const OwnerId one : people) {
      std::ranges::move(sales::attributions_of(tx, one, search), std::back_inserter(all));
    }
    std::ranges::sort(all, std::greater(), &Attribution::id);
    if (std::ssize(all) > search.limit) all.erase(all.begin() + search.limit, all.end());
    return all;
  }));
  api::Page<AttributionView> page;
  if (std::ssize(found) > request.limit) {
    found.pop_back();
    page.next_cursor =
        api::encode_cursor(attributions_list, programme->value(), found.back().id.value());
  }
  for (const Attribution& one : found) {
    if (call.actor.in_scope(one.store)) page.items.push_back(view(one));
  }
  return page;
}

Result<AttributionAnswer> Attributing::carry_out(
    sql::Tx& tx, const api::Call& call, const ApproveAttribution& request
) const {
  GX_TRY(document, load_open(tx, call, request.id));
  if (document.submitted_by == call.actor.id) return fail(ErrorCode::own_approval, "/id");
  const checkout::MemberRef member = member_of(tx, document);
  auto planned = plan(tx, call, {document.receipt, member, document.submitted_at});
  if (!planned) return about_id(std::move(planned).error());
  if (planned->plan.receipt.owner != document.owner) return ErrorCode::conflict;
  document.earned = planned->earned;
  document.returned = planned->returned;
  const auto allowed = check_points(document, planned->policy->parameters);
  if (!allowed) return about_id(allowed.error());
  document.decided_at = call.now;
  document.decided_by = call.actor.id;
  document.decision = request.note;
  note_step(tx, call, document, "attribution_approved", request.note.value_or(""));
  GX_TRY(answer, post(tx, call, *planned, document));
  GX_TRY_VOID(sales::decide_attribution(tx, house_.ids, document, call.now));
  return answer;
}

Result<api::Reply<AttributionAnswer>> Attributing::approve(
    const api::Call& call, const ApproveAttribution& request
) const {
  return answers_
      .once<AttributionAnswer>(house_.db, call, "approve_attribution", 201, [&](sql::Tx& tx) {
        return carry_out(tx, call, request);
      });
}

Result<AttributionView> Attributing::end(
    sql::Tx& tx,
    const api::Call& call,
    Attribution document,
    State state,
    std::optional<std::string> decision
) const {
  document.state = state;
  document.decided_at = call.now;
  document.decided_by = call.actor.id;
  document.decision = std::move(decision);
  GX_TRY_VOID(sales::decide_attribution(tx, house_.ids, document, call.now));
  note_step(
      tx,
      call,
      document,
      state == State::rejected ? "attribution_rejected" : "attribution_withdrawn",
      document.decision.value_or("")
  );
  return view(document);
}

Result<api::Reply<AttributionView>> Attributing::reject(
    const api::Call& call, const RejectAttribution& request
) const {
  return answers_.once<AttributionView>(
      house_.db,
      call,
      "reject_attribution",
      201,
      [&](sql::Tx& tx) -> Result<AttributionView> {
        GX_TRY(document, load_open(tx, call, request.id));
        if (document.submitted_by == call.actor.id) return fail(ErrorCode::own_approval, "/id");
        return end(tx, call, std::move(document), State::rejected, request.reason);
      }
  );
}

Result<api::Reply<AttributionView>> Attributing::withdraw(
    const api::Call& call, const AttributionById& request
) const {
  return answers_.once<AttributionView>(
      house_.db,
      call,
      "withdraw_attribution",
      201,
      [&](sql::Tx& tx) -> Result<AttributionView> {
        GX_TRY(document, load_open(tx, call, request.id));
        if (document.submitted_by != call.actor.id) return fail(ErrorCode::forbidden, "/id");
        return end(tx, call, std::move(document), State::withdrawn, std::nullopt);
      }
  );
}

}  // namespace guanxi::attribution
