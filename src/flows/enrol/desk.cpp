// The commands of the desk about members: enrol, change, close. Those about cards: cards_desk.cpp.
#include <algorithm>

#include "base/naming.h"
#include "flows/duplicates/duplicates.h"
#include "flows/enrol/enrol.h"
#include "flows/enrol/entitled.h"
#include "flows/enrol/events.h"
#include "flows/enrol/joining.h"
#include "flows/enrol/presented.h"
#include "flows/enrol/recording.h"
#include "flows/enrol/scope.h"
#include "modules/households/households.h"
#include "modules/matching/pairs.h"
#include "modules/points/points.h"

namespace guanxi::enrol {
namespace {

using api::Reply;

/// A member's points follow the membership.
points::AccountState account_state(members::State state) {
  switch (state) {
    case members::State::active:
      return points::AccountState::open;
    case members::State::frozen:
      return points::AccountState::frozen;
    case members::State::closed:
      break;
  }
  return points::AccountState::closed;
}

/// Reads what a person wrote; absent stays absent.
template <class T>
std::optional<T> parse(const std::optional<std::string>& text, const char* field, Faults& faults) {
  if (!text) return std::nullopt;
  auto value = T::parse(*text);
  if (!value) {
    const std::string name = field;
    faults.add(fail(ErrorCode::bad_format, "/" + name, {{"expected", "@" + name}}));
  }
  return value;
}

template <class T>
members::Edit<T> parse(const api::Patch<std::string>& patch, const char* field, Faults& faults) {
  if (patch.is_absent()) return std::nullopt;
  if (patch.is_null()) return std::optional<T>();
  return parse<T>(std::optional<std::string>(patch.value()), field, faults);
}

/// A phone that another member has is given knowingly, by who may.
Outcome check_sharing(const api::Call& call, bool phone_shared) {
  if (!phone_shared || call.actor.may(share_phone)) return ok();
  return fail(ErrorCode::forbidden, "/phone_shared", {{"permission", share_phone}});
}

/// Money is taken for a membership by who may sell one.
Outcome check_selling(const api::Call& call, bool sells) {
  constexpr const char* sell = "memberships:sell";
  if (!sells || call.actor.may(sell)) return ok();
  return fail(ErrorCode::forbidden, "/membership", {{"permission", sell}});
}

/// openids are of an app, so their numbers in our books name it.
Outcome read_wechat(const std::optional<WechatIds>& wechat, members::NewMember& input) {
  if (!wechat) return ok();
  if (wechat->openid.has_value() != wechat->app.has_value()) {
    const char* const field = wechat->openid ? "app" : "openid";
    return fail(ErrorCode::missing_field, std::string("/wechat/") + field, {{"field", field}});
  }
  if (wechat->unionid) {
    input.more_external_ids.push_back({"unionid:" + *wechat->unionid, "wechat/unionid"});
  }
  if (wechat->openid) {
    const std::string value = "openid:" + *wechat->app + ":" + *wechat->openid;
    input.more_external_ids.push_back({value, "wechat/openid"});
  }
  return ok();
}

/// Texts that are empty when cleared.
std::optional<std::string> parse(const api::Patch<std::string>& patch) {
  if (patch.is_absent()) return std::nullopt;
  return patch.is_null() ? std::string() : patch.value();
}

Result<members::NewMember> read(const EnrolRequest& request) {
  Faults faults;
  members::NewMember input;
  input.name = request.name.value_or("");
  input.gender = request.gender;
  input.birthday = request.birthday;
  input.phone = parse<Phone>(request.phone, "phone", faults);
  input.email = parse<Email>(request.email, "email", faults);
  input.id_number = parse<IdNumber>(request.id_number, "id_number", faults);
  input.address = request.address.value_or("");
  input.external_id = request.external_id.value_or("");
  input.language = request.language;
  input.channel = request.channel;
  input.phone_shared = request.phone_shared;
  input.guardian_consents = request.guardian.has_value();
  faults.add(read_wechat(request.wechat, input));
  GX_TRY_VOID(faults.outcome());
  if (!request.phone && !request.email && !request.external_id && !request.card_number &&
      input.more_external_ids.empty()) {
    return ErrorCode::identity_required;
  }
  return input;
}

Result<members::Change> read(const ChangeMember& request) {
  Faults faults;
  members::Change change;
  change.state = request.state;
  change.name = parse(request.name);
  change.gender = request.gender;
  if (!request.birthday.is_absent()) change.birthday = request.birthday.apply_to(std::nullopt);
  change.phone = parse<Phone>(request.phone, "phone", faults);
  change.email = parse<Email>(request.email, "email", faults);
  change.id_number = parse<IdNumber>(request.id_number, "id_number", faults);
  change.address = parse(request.address);
  change.language = request.language;
  change.phone_shared = request.phone_shared;
  GX_TRY_VOID(faults.outcome());
  return change;
}

/// A member's ETag is "<version>-<digest of everything shown>". A change asks only that the profile
/// is still what it was: points earned meanwhile, or a new card, are no reason to refuse it.
Outcome check_version(const api::Call& call, const members::Member& member) {
  const std::string tag = '"' + std::to_string(member.version);
  std::string_view rest = call.if_match;
  while (!rest.empty()) {
    std::string_view one = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
    if (!one.starts_with(tag) || one.size() == tag.size()) continue;
    if (one[tag.size()] == '-' || one[tag.size()] == '"') return ok();
  }
  return api::check_if_match(call, api::etag_of(member.version));  // "*", or the refusal
}

}  // namespace

Enrol::Enrol(const House& house) : house_(house), answers_(house.keys) {}

Result<Reply<MemberView>> Enrol::enrol(const api::Call& call, const EnrolRequest& request) const {
  GX_TRY(input, read(request));
  GX_TRY_VOID(check_sharing(call, request.phone_shared));
  GX_TRY_VOID(check_selling(call, request.membership.has_value()));
  GX_TRY(counter, find_counter(house_, call, request.programme, request.store));
  const auto programme = house_.programmes.shown(counter.programme, call.now);
  GX_CHECK(programme != nullptr);
  input.programme = counter.programme;
  input.store = counter.store;
  input.joined_on = programme->zone.date_of(call.now);
  const Newcomer newcomer{
      request, input, programme, judge_phone_code(house_, answers_, call, request, input)};
  // Looked for beside the command: two enrolments must not wait for each other, and those of the
  // same moment are found by the next search among all.
  const auto possible = house_.db.read([&](sql::Tx& tx) {
    return duplicates::possible_duplicates(
        tx,
        house_.members,
        input,
        programme->parameters.duplicate_review_score,
        call.actor.may("members:reveal")
    );
  });
  const auto command = [&](sql::Tx& tx) -> Result<Reply<MemberView>> {
    GX_TRY(joining, check_joining(tx, house_, call, newcomer));
    const bool joins = joining.receipt.has_value();
    GX_TRY_VOID(check_entitled(
        tx, call, {input.programme, std::nullopt, request.card_number, request.receipt, joins}
    ));
    GX_TRY(
        enrolled,
        enrol::enrol(
            tx,
            house_.ids,
            house_.members,
            input,
            request.card_number.value_or(""),
            call.actor.id,
            call.now,
            nullptr,
            hash_of(house_.keys, request.card_number, request.verification_code)
        )
    );
    if (!joins || takes_receipt(tx, request.card_number)) {
      GX_TRY_VOID(use_receipt(tx, call, request.receipt, enrolled.card));
    }
    GX_TRY_VOID(write_joining(tx, house_, call, newcomer, joining, enrolled.member));
    record_member(
        tx,
        house_.keys,
        call,
        "member_enrolled",
        enrolled.member.id,
        changes_between(std::nullopt, facts_of(tx, house_, enrolled.member))
    );
    // Masked for everybody: the caller knows what he sent, and a retry is answered without audit.
    auto shown = view(tx, call, enrolled.member, false);
    if (!possible.empty()) {
      shown.possible_duplicates =
          duplicates::note_possible(tx, enrolled.member, possible, call.language, call.now);
    }
    auto made = reply(call, std::move(shown));
    made.location = "/v1/members/" + enrolled.member.id.to_string();
    return made;
  };
  return answers_.once<MemberView>(house_.db, call, "enrol_member", 201, command);
}

Result<Reply<MemberView>> Enrol::change(const api::Call& call, const ChangeMember& request) const {
  GX_TRY(wanted, read(request));
  GX_TRY_VOID(check_sharing(call, request.phone_shared));
  auto changed = house_.db.write([&](sql::Tx& tx) -> Result<MemberView> {
    GX_TRY(member, load(tx, call, request.id));
    GX_TRY_VOID(check_version(call, member));
    const Facts before = facts_of(tx, house_, member);
    GX_TRY(
        after, house_.members.change(tx, member.id, member.version, wanted, call.actor.id, call.now)
    );
    if (after.version != member.version) {
      record_member(
          tx,
          house_.keys,
          call,
          "member_changed",
          after.id,
          changes_between(before, facts_of(tx, house_, after))
      );
      append_member_event(tx, house_.ids, member_changed, after, call.now);
    }
    if (after.state != member.state) {
      GX_TRY_VOID(points::set_account_state(tx, member.id, account_state(after.state)));
    }
    return view(tx, call, after);
  });
  GX_TRY(shown, std::move(changed));
  return reply(call, std::move(shown));
}

Result<Reply<MemberView>> Enrol::close(const api::Call& call, const MemberPath& request) const {
  auto closed = house_.db.write([&](sql::Tx& tx) -> Result<MemberView> {
    GX_TRY(member, load(tx, call, request.id));
    GX_TRY_VOID(check_version(call, member));
    GX_TRY(after, house_.members.close(tx, member.id, member.version, call.actor.id, call.now));
    cards::cancel_all(tx, member.id, call.actor.id, call.now);
    for (const OwnerId merged : members::merged_into(tx, member.id)) {
      cards::cancel_all(tx, merged, call.actor.id, call.now);
    }
    matching::forget_open_pairs(tx, member.id);
    households::leave(tx, member.id, households::Ending::closed, "", call, call.now);
    GX_TRY_VOID(points::set_account_state(tx, member.id, account_state(after.state)));
    append_member_event(tx, house_.ids, member_closed, after, call.now);
    audit::Changes closing;
    closing.add("state", "open", "closed");
    record_member(tx, house_.keys, call, "member_closed", after.id, std::move(closing));
    return view(tx, call, after);
  });
  GX_TRY(shown, std::move(closed));
  return reply(call, std::move(shown));
}

}  // namespace guanxi::enrol
