// Taking requests down, doing what they ask for, and closing them.
#include "base/naming.h"
#include "flows/person/copy.h"
#include "flows/person/person.h"
#include "flows/person/rules.h"
#include "flows/person/store.h"
#include "modules/audiences/audiences.h"
#include "modules/audit/audit.h"
#include "modules/cards/cards.h"
#include "modules/consents/consents.h"
#include "modules/coupons/coupons.h"
#include "modules/households/households.h"
#include "modules/matching/pairs.h"
#include "modules/memberships/memberships.h"
#include "modules/points/documents.h"
#include "modules/points/points.h"
#include "modules/profiles/profiles.h"
#include "modules/proofs/proofs.h"
#include "modules/risk/risk.h"
#include "modules/wallet/wallet.h"
#include "platform/outbox/outbox.h"

#include <boost/describe/enum_to_string.hpp>

namespace guanxi::person {
namespace {

using api::Reply;

constexpr const char* requests_list = "person_requests";
constexpr int requests_of_member_max = 200;

std::optional<std::string> unless_empty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

std::string path_of(PersonRequestId id) { return "/v1/person-requests/" + id.to_string(); }

Error over(const Request& request) {
  const char* const state = boost::describe::enum_to_string(request.state, "");
  return fail(ErrorCode::person_request_state, {}, {{"state", state}});
}

}  // namespace

Result<members::Member> Person::member_of(sql::Tx& tx, const api::Call& call, OwnerId id) const {
  auto member = house_.members.find_seen(tx, *house_.org.snapshot(), call.actor, id);
  if (!member) return ErrorCode::member_not_found;
  return *std::move(member);
}

Result<Request> Person::load(sql::Tx& tx, const api::Call& call, PersonRequestId id) const {
  auto request = store::find(tx, id);
  if (!request || !org::sees_programme(*house_.org.snapshot(), call.actor, request->programme)) {
    return ErrorCode::person_request_not_found;
  }
  return *std::move(request);
}

RequestView Person::view(const api::Call& call, const Request& request) const {
  const auto programme = house_.programmes.shown(request.programme, call.now);
  GX_CHECK_WHY(programme != nullptr, "a request of a programme that is not there");
  const Date today = programme->zone.date_of(call.now);
  return {
      request.id,
      request.member,
      request.kind,
      request.state,
      request.requested_at,
      request.due_on,
      request.state == State::open && today > request.due_on,
      request.taken_by,
      request.source,
      unless_empty(request.note),
      request.closed_at,
      request.closed_by,
      unless_empty(request.answer)};
}

void Person::record(sql::Tx& tx, const api::Call& call, const Request& request, const char* action)
    const {
  audit::Changes changes;
  changes.add("kind", {}, boost::describe::enum_to_string(request.kind, ""));
  audit::record(
      tx,
      call,
      {.action = action,
       .object_kind = "person_request",
       .object_id = request.id.to_string(),
       .member = request.member,
       .changes = std::move(changes),
       .reason = request.answer,
       .log = path_of(request.id)},
      call.now
  );
}

Result<Reply<RequestView>> Person::add(const api::Call& call, const AddRequest& request) const {
  GX_TRY_VOID(check_code(request.source, "/source"));
  return house_.answers.once<RequestView>(
      house_.db,
      call,
      "add_person_request",
      201,
      [&](sql::Tx& tx) -> Result<Reply<RequestView>> {
        GX_TRY(member, member_of(tx, call, request.id));
        const auto programme = house_.programmes.shown(member.programme, call.now);
        GX_CHECK(programme != nullptr);
        Request made;
        made.id = house_.ids.next_id<PersonRequestTag>();
        made.member = member.id;
        made.programme = member.programme;
        made.kind = request.kind;
        made.requested_at = call.now;
        made.due_on = after_working_days(programme->zone.date_of(call.now), request.working_days);
        made.taken_by = call.actor.id;
        made.source = request.source;
        made.note = request.note.value_or("");
        store::insert(tx, made);
        record(tx, call, made, "person_request_added");
        return Reply<RequestView>{.body = view(call, made), .location = path_of(made.id)};
      }
  );
}

Result<RequestView> Person::get(const api::Call& call, const GetRequest& request) const {
  return house_.db.read([&](sql::Tx& tx) -> Result<RequestView> {
    GX_TRY(found, load(tx, call, request.id));
    return view(call, found);
  });
}

Result<api::Page<RequestView>> Person::list(const api::Call& call, const ListRequests& request)
    const {
  const auto programme = house_.programmes.find(request.programme);
  if (!programme || !org::sees_programme(*house_.org.snapshot(), call.actor, *programme)) {
    return fail(ErrorCode::programme_not_found, "/programme", {{"programme", request.programme}});
  }
  const auto place = static_cast<std::int64_t>(request.state);
  std::optional<store::Due> after;
  if (request.cursor) {
    GX_TRY(
        parts,
        (api::decode_cursor<std::int64_t, std::int64_t, std::int64_t, std::int64_t>(
            requests_list, *request.cursor
        ))
    );
    const auto& [of, state, due, id] = parts;
    const auto due_on = Date::from_yyyymmdd(due);
    if (of != programme->value() || state != place || !due_on) {
      return fail(ErrorCode::bad_cursor, "/cursor");
    }
    after = store::Due{*due_on, PersonRequestId(id)};
  }
  auto found = house_.db.read([&](sql::Tx& tx) {
    return store::list(tx, *programme, request.state, after, request.limit + 1);
  });
  const bool more = std::ssize(found) > request.limit;
  if (more) found.pop_back();
  api::Page<RequestView> shown;
  for (const Request& one : found) shown.items.push_back(view(call, one));
  if (more) {
    const Request& last = found.back();
    shown.next_cursor = api::encode_cursor(
        requests_list, programme->value(), place, last.due_on.yyyymmdd(), last.id.value()
    );
  }
  return shown;
}

Result<RequestList> Person::list_of(const api::Call& call, const MemberRequests& request) const {
  return house_.db.read([&](sql::Tx& tx) -> Result<RequestList> {
    GX_TRY(member, member_of(tx, call, request.id));
    RequestList list;
    for (const Request& one : store::list_of(tx, member.id, requests_of_member_max)) {
      list.items.push_back(view(call, one));
    }
    return list;
  });
}

Result<RequestView> Person::close(
    sql::Tx& tx, const api::Call& call, Request request, State state, const std::string& answer
) const {
  if (request.state != State::open) return over(request);
  request.state = state;
  request.closed_at = call.now;
  request.closed_by = call.actor.id;
  request.answer = answer;
  if (!store::close(tx, request)) return ErrorCode::conflict;
  const std::string action =
      std::string("person_request_") + boost::describe::enum_to_string(state, "");
  record(tx, call, request, action.c_str());
  return view(call, request);
}

Result<RequestView> Person::complete(const api::Call& call, const CompleteRequest& request) const {
  return house_.db.write([&](sql::Tx& tx) -> Result<RequestView> {
    GX_TRY(found, load(tx, call, request.id));
    if (found.state != State::open) return over(found);
    if (request.birthday && found.kind != Kind::correction) {
      return fail(ErrorCode::unknown_value, "/birthday");
    }
    GX_TRY_VOID(act(tx, call, found, request));
    return close(tx, call, std::move(found), State::done, request.answer);
  });
}

Result<RequestView> Person::refuse(const api::Call& call, const RefuseRequest& request) const {
  return house_.db.write([&](sql::Tx& tx) -> Result<RequestView> {
    GX_TRY(found, load(tx, call, request.id));
    return close(tx, call, std::move(found), State::refused, request.reason);
  });
}

Result<RequestView> Person::withdraw(const api::Call& call, const GetRequest& request) const {
  return house_.db.write([&](sql::Tx& tx) -> Result<RequestView> {
    GX_TRY(found, load(tx, call, request.id));
    return close(tx, call, std::move(found), State::withdrawn, "");
  });
}

Outcome Person::act(
    sql::Tx& tx, const api::Call& call, const Request& request, const CompleteRequest& how
) const {
  // Who was merged since is somebody else's other name.
  const OwnerId person = members::heir_of(tx, request.member).value_or(request.member);
  GX_TRY(member, member_of(tx, call, person));
  const auto wish = [&](consents::Purpose purpose) {
    const consents::Place place{call.actor.id, {}, request.source, request.id.to_string()};
    const consents::Subject subject{purpose, consents::Channel::none, {}};
    return consents::give(tx, member, subject, "", 0, place, request.requested_at, call.now);
  };
  switch (request.kind) {
    case Kind::access:
    case Kind::copy:
      return ok();
    case Kind::restriction:
      households::leave(tx, member.id, households::Ending::restricted, "", call, call.now);
      return wish(consents::Purpose::restriction);
    case Kind::non_personalised:
      return wish(consents::Purpose::non_personalised);
    case Kind::correction:
      return correct(tx, call, member, how.birthday);
    case Kind::erasure:
      return erase(tx, call, member, how.give_up_value);
  }
  GX_CHECK(false);
}

/// Everything else is put right by a change of the profile; only a birthday may be barred there.
Outcome Person::correct(
    sql::Tx& tx, const api::Call& call, const members::Member& member, std::optional<Date> birthday
) const {
  if (!birthday || birthday == member.birthday) return ok();
  members::Change change;
  change.birthday = birthday;
  change.correction = true;
  GX_TRY(
      after, house_.members.change(tx, member.id, member.version, change, call.actor.id, call.now)
  );
  audit::Changes changes;
  changes.add_personal(
      "birthday",
      member.birthday ? std::optional(member.birthday->to_string()) : std::nullopt,
      after.birthday->to_string()
  );
  audit::record(
      tx,
      sealer_,
      call,
      {.action = "member_corrected",
       .object_kind = "member",
       .object_id = member.id.to_string(),
       .member = member.id,
       .changes = std::move(changes)},
      call.now
  );
  return ok();
}

/// Refuses before it writes.
Outcome Person::erase(
    sql::Tx& tx, const api::Call& call, const members::Member& member, bool give_up_value
) const {
  if (const auto account = wallet::find_account(tx, member.id); account && !give_up_value) {
    const bool empty = account->stored().is_zero() && account->change.is_zero();
    if (!empty) return fail(ErrorCode::stored_value_remains, "/give_up_value");
  }
  if (!give_up_value && memberships::is_running(tx, member.id)) {
    return fail(ErrorCode::membership_state, "/give_up_value", {{"state", "running"}});
  }
  // Whoever was merged into the person is the person.
  for (const OwnerId id : members::merged_into(tx, member.id)) {
    const auto merged = house_.members.find(tx, id);
    GX_CHECK(merged.has_value());
    GX_TRY_VOID(erase_one(tx, call, *merged));
  }
  return erase_one(tx, call, member);
}

/// Nobody claims later what an erased person had offered.
Outcome Person::forget_coupons(sql::Tx& tx, const api::Call& call, const members::Member& member)
    const {
  const auto programme = house_.programmes.shown(member.programme, call.now);
  GX_CHECK_WHY(programme != nullptr, "a member of a programme that is not there");
  const coupons::Act act{call.actor.id, call.now, programme->zone.date_of(call.now)};
  return coupons::forget(tx, house_.ids, member.id, act);
}

Outcome Person::erase_one(sql::Tx& tx, const api::Call& call, const members::Member& member) const {
  const bool was_open = member.state != members::State::closed;
  GX_TRY(erased, house_.members.erase(tx, member.id, member.version, call.actor.id, call.now));
  cards::cancel_all(tx, member.id, call.actor.id, call.now);
  matching::forget_open_pairs(tx, member.id);
  households::leave(tx, member.id, households::Ending::erased, "", call, call.now);
  audiences::leave_all(tx, member.id, {call.actor.id, call.now});
  GX_TRY_VOID(points::set_account_state(tx, member.id, points::AccountState::closed));
  memberships::end_all(tx, house_.ids, member.id, call.now);
  proofs::forget(tx, member.id, call.now);
  GX_TRY_VOID(forget_coupons(tx, call, member));
  risk::forget_staff(tx, member.id);
  profiles::Profiles(house_.keys).erase(tx, member.id);
  if (house_.forget_more) house_.forget_more(tx, member.id);
  const bool had_files = points::erase_files(tx, member.id) > 0;
  audit::forget_values(tx, member.id);
  audit::Changes gone;
  for (const char* const field :
       {"name",
        "gender",
        "birthday",
        "phone",
        "email",
        "id_number",
        "address",
        "external_ids",
        "profile",
        "addresses",
        "family"}) {
    gone.name(field, true);
  }
  if (had_files) gone.name("attachments", true);
  audit::record(
      tx,
      call,
      {.action = "member_erased",
       .object_kind = "member",
       .object_id = member.id.to_string(),
       .member = member.id,
       .changes = std::move(gone)},
      call.now
  );
  const std::string facts = R"({"version":)" + std::to_string(erased.version) + "}";
  const auto tell = [&](std::string_view kind) {
    outbox::append(tx, house_.ids, kind, member.id, member.id.value(), call.now, facts);
  };
  if (was_open) tell("member.closed");
  tell("member.erased");
  return ok();
}

Result<Request> Person::load_to_copy(sql::Tx& tx, const api::Call& call, PersonRequestId id) const {
  GX_TRY(request, load(tx, call, id));
  const bool fits = request.kind == Kind::access || request.kind == Kind::copy;
  const bool stands = request.state == State::open || request.state == State::done;
  if (!fits || !stands) return over(request);
  return request;
}

Result<CopyView> Person::copy(const api::Call& call, const GetRequest& request) const {
  auto made = house_.db.read([&](sql::Tx& tx) -> Result<CopyView> {
    GX_TRY(found, load_to_copy(tx, call, request.id));
    const OwnerId person = members::heir_of(tx, found.member).value_or(found.member);
    GX_TRY(member, member_of(tx, call, person));
    return CopyView{member.id, call.now, everything_about(tx, house_, member, call.now)};
  });
  if (!made) return made;
  // That it was read is durable before it leaves.
  GX_TRY_VOID(house_.db.write([&](sql::Tx& tx) -> Outcome {
    GX_TRY(found, load_to_copy(tx, call, request.id));
    record(tx, call, found, "person_data_copied");
    return ok();
  }));
  return made;
}

Result<Reply<Nothing>> Person::copy_file(const api::Call& call, const GetRequest& request) const {
  GX_TRY(made, copy(call, request));
  const std::string name = "member-" + made.member.to_string() + ".csv";
  return Reply<Nothing>{.file = {name, to_csv(made.sections)}};
}

}  // namespace guanxi::person
