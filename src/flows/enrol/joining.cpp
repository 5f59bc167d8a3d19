#include "flows/enrol/joining.h"

#include "base/naming.h"
#include "flows/enrol/entitled.h"
#include "modules/consents/consents.h"
#include "modules/memberships/memberships.h"
#include "modules/points/gifts.h"
#include "modules/profiles/profiles.h"

namespace guanxi::enrol {
namespace {

constexpr int rejoining_days = 365;

using registrations::Required;

/// The same fault, of a part of the request.
Error below(const std::string& part, Error error) {
  error.pointer = part + error.pointer;
  for (Error& one : error.more) one.pointer = part + one.pointer;
  return error;
}

std::vector<Required> given_in_request(const members::NewMember& input) {
  std::vector<Required> given;
  const auto note = [&](bool there, Required field) {
    if (there) given.push_back(field);
  };
  note(!input.name.empty(), Required::name);
  note(input.gender != members::Gender::unknown, Required::gender);
  note(input.birthday.has_value(), Required::birthday);
  note(input.phone.has_value(), Required::phone);
  note(input.email.has_value(), Required::email);
  note(input.id_number.has_value(), Required::id_number);
  note(!input.address.empty(), Required::address);
  return given;
}

Outcome check_moment(std::optional<Instant> at, Instant now, const std::string& pointer) {
  if (!at || *at <= now) return ok();
  return fail(ErrorCode::out_of_range, pointer, {{"max", now.to_string()}});
}

Error charter_wanted(const std::string& pointer, const consents::Text& text) {
  return fail(
      ErrorCode::charter_required,
      pointer,
      {{"text", text.code}, {"version", std::to_string(text.version)}}
  );
}

/// The charter that the terms ask for has to be accepted in the version that was in force then;
/// without terms any agreement may be.
Outcome check_charter(
    sql::Tx& tx,
    const registrations::Version& terms,
    const std::optional<CharterAcceptance>& given,
    Instant now
) {
  const std::string& wanted = terms.terms.charter;
  if (!given && wanted.empty()) return ok();
  if (given) {
    GX_TRY_VOID(check_moment(given->accepted_at, now, "/charter/accepted_at"));
  }
  const Instant at = given ? given->accepted_at.value_or(now) : now;
  const std::string& code = wanted.empty() ? given->text : wanted;
  const auto text = consents::find_text(tx, terms.programme, code, std::nullopt, at);
  if (!text) return fail(ErrorCode::consent_text_not_found, "/charter/text", text.error().facts);
  if (!given) return charter_wanted("/charter", *text);
  if (text->purpose != consents::Purpose::membership) {
    return fail(ErrorCode::unknown_value, "/charter/text");
  }
  if (given->text != text->code) return charter_wanted("/charter/text", *text);
  if (given->version != text->version) return charter_wanted("/charter/version", *text);
  return ok();
}

Outcome check_guardian(
    sql::Tx& tx, ProgrammeId programme, const std::optional<GuardianConsent>& given, Instant now
) {
  if (!given) return ok();
  GX_TRY_VOID(check_moment(given->consented_at, now, "/guardian/consented_at"));
  GX_TRY_VOID(check_name(given->name, "/guardian/name"));
  const auto text = consents::find_text(
      tx, programme, given->text, given->version, given->consented_at.value_or(now)
  );
  if (!text) return fail(ErrorCode::consent_text_not_found, "/guardian/text", text.error().facts);
  if (text->purpose == consents::Purpose::guardian) return ok();
  return fail(ErrorCode::unknown_value, "/guardian/text");
}

std::optional<OwnerId> owner_of(
    sql::Tx& tx, const House& house, ProgrammeId programme, const Referrer& who
) {
  using members::IdentityKind;
  if (who.kind == ReferrerKey::card) {
    const auto card = cards::find_by_number(tx, who.value);
    return card ? std::optional(card->owner) : std::nullopt;
  }
  const IdentityKind kind =
      who.kind == ReferrerKey::phone ? IdentityKind::phone : IdentityKind::member_code;
  return house.members.find_owner(tx, programme, kind, who.value);
}

Result<members::Member> find_referrer(
    sql::Tx& tx, const House& house, const members::NewMember& newcomer, const Referrer& who
) {
  const Error none = fail(ErrorCode::referrer_not_found, "/referrer/value");
  const auto owner = owner_of(tx, house, newcomer.programme, who);
  if (!owner) {
    const bool shared = who.kind == ReferrerKey::phone &&
                        !house.members.sharers(tx, newcomer.programme, who.value).empty();
    if (shared) return fail(ErrorCode::phone_is_shared, "/referrer/value");
    return none;
  }
  auto member = house.members.find(tx, members::heir_of(tx, *owner).value_or(*owner));
  if (!member || member->programme != newcomer.programme ||
      member->state != members::State::active) {
    return none;
  }
  // Who joins a second time does not recommend himself.
  const auto contact = house.members.contact(tx, member->id);
  const bool same = (newcomer.phone && contact.phone == newcomer.phone) ||
                    (newcomer.id_number && contact.id_number == newcomer.id_number);
  if (same) return none;
  return *std::move(member);
}

}  // namespace

Result<std::optional<registrations::PhoneCodeId>> judge_phone_code(
    const House& house,
    const api::FirstAnswers& answers,
    const api::Call& call,
    const EnrolRequest& request,
    const members::NewMember& input
) {
  using Judged = std::optional<registrations::PhoneCodeId>;
  if (!request.phone_code) return Judged();
  if (!input.phone) return fail(ErrorCode::missing_field, "/phone", {{"field", "phone"}});
  const auto first = house.db.read([&](sql::Tx& tx) { return answers.find(tx, call); });
  if (!first || *first) return Judged();  // a retry gets the first answer, used code or not
  GX_TRY(code, house.codes.judge(input.programme, *input.phone, *request.phone_code, call.now));
  return Judged(code);
}

namespace {

/// A store enrols at its counter; who says that somebody joined elsewhere must be that channel.
Outcome check_channel(const api::Actor& actor, const std::string& channel) {
  for (const char* own : {"web", "wechat", "call_centre", "batch"}) {
    if (channel != own) continue;
    const std::string permission = std::string("registrations:") + own;
    if (!actor.may(permission)) {
      return fail(ErrorCode::forbidden, "/channel", {{"permission", permission}});
    }
  }
  return ok();
}

}  // namespace

Result<Joining> check_joining(
    sql::Tx& tx, const House& house, const api::Call& call, const Newcomer& newcomer
) {
  const EnrolRequest& request = newcomer.request;
  const members::NewMember& input = newcomer.input;
  GX_TRY_VOID(check_channel(call.actor, input.channel));
  Joining joining;
  joining.terms = registrations::terms_of(tx, input.programme);
  const registrations::Terms& terms = joining.terms.terms;
  Faults faults;
  if (!newcomer.code) faults.add(newcomer.code.error());
  faults.add(registrations::check_fits(
      joining.terms,
      {.channel = input.channel,
       .given = given_in_request(input),
       .birthday = input.birthday,
       .today = input.joined_on,
       .has_guardian = request.guardian.has_value(),
       .has_code = request.phone_code.has_value(),
       .has_receipt = request.receipt.has_value(),
       .plan = request.membership ? std::optional(request.membership->plan) : std::nullopt}
  ));
  faults.add(check_charter(tx, joining.terms, request.charter, call.now));
  faults.add(check_guardian(tx, input.programme, request.guardian, call.now));
  if (request.referrer) {
    auto referrer = find_referrer(tx, house, input, *request.referrer);
    if (referrer) {
      joining.referrer = *std::move(referrer);
    } else {
      faults.add(std::move(referrer).error());
    }
  }
  if (terms.entry == registrations::Entry::receipt && request.receipt) {
    joining.receipt = request.receipt;
    const Money needed(terms.entry_amount, newcomer.programme->currency);
    faults.add(check_entry(tx, call, input.programme, *request.receipt, needed));
  }
  GX_TRY_VOID(faults.outcome());
  return joining;
}

namespace {

Outcome write_consents(
    sql::Tx& tx,
    const House& house,
    const api::Call& call,
    const EnrolRequest& request,
    const members::Member& member
) {
  consents::Place place{call.actor.id, member.joined_store, member.channel, {}};
  if (const auto& charter = request.charter) {
    place.evidence = charter->evidence.value_or("");
    const Instant at = charter->accepted_at.value_or(call.now);
    auto accepted =
        consents::accept(tx, member, charter->text, charter->version, place, at, call.now);
    if (!accepted) return below("/charter", std::move(accepted).error());
  }
  if (const auto& guardian = request.guardian) {
    place.evidence = guardian->evidence.value_or("");
    auto given = consents::give(
        tx,
        member,
        {consents::Purpose::guardian, consents::Channel::none, {}},
        guardian->text,
        guardian->version,
        place,
        guardian->consented_at.value_or(call.now),
        call.now
    );
    if (!given) return below("/guardian", std::move(given).error());
    auto added =
        profiles::Profiles(house.keys)
            .add_relative(
                tx,
                house.ids,
                member.id,
                {.id = {}, .relation = profiles::Relation::guardian, .name = guardian->name},
                false,
                call.actor.id,
                call.now
            );
    if (!added) return below("/guardian", std::move(added).error());
  }
  return ok();
}

Outcome write_proof(
    sql::Tx& tx,
    const House& house,
    const api::Call& call,
    const Newcomer& newcomer,
    const members::Member& member
) {
  if (!*newcomer.code) return ok();
  if (!house.codes.use(tx, *newcomer.input.phone, **newcomer.code, call.now)) {
    return fail(ErrorCode::proof_used, "/phone_code");
  }
  return house.members.verify_identity(
      tx, member.id, members::IdentityKind::phone, std::nullopt, call.actor.id, call.now
  );
}

Result<registrations::Referral> promise(
    sql::Tx& tx,
    const House& house,
    const api::Call& call,
    const Newcomer& newcomer,
    const Joining& joining,
    const members::Member& member,
    bool is_newcomer
) {
  const registrations::Terms& terms = joining.terms.terms;
  registrations::Referral referral{
      .referrer = joining.referrer->id,
      .newcomer = member.id,
      .programme = member.programme,
      .state = registrations::RewardState::none,
      .points = terms.referrer_points,
      .month_max = terms.referrer_month_max,
      .gift_id = {},
      .month = 0,
      .registered_at = call.now,
      .decided_at = {}};
  if (terms.referrer_points.is_zero() || !is_newcomer) return referral;
  referral.state = registrations::RewardState::due;
  if (terms.referrer_when == registrations::RewardAt::first_purchase) return referral;
  return decide_reward(
      tx,
      house.ids,
      house.members,
      *newcomer.programme,
      std::move(referral),
      call.actor.id,
      call.now
  );
}

}  // namespace

Outcome write_joining(
    sql::Tx& tx,
    const House& house,
    const api::Call& call,
    const Newcomer& newcomer,
    const Joining& joining,
    const members::Member& member
) {
  const EnrolRequest& request = newcomer.request;
  GX_TRY_VOID(write_consents(tx, house, call, request, member));
  GX_TRY_VOID(write_proof(tx, house, call, newcomer, member));
  if (joining.receipt && !registrations::use_receipt(tx, *joining.receipt, member.id, call.now)) {
    return fail(ErrorCode::not_eligible, "/receipt", {{"reason", "@receipt_joined"}});
  }
  // Who left and joins again, or changed the phone and brings the old one, gets no gift twice.
  const Instant since = call.now.plus_seconds(-std::int64_t{86400} * rejoining_days);
  const bool is_newcomer = !members::was_here_before(tx, member.id, since);
  registrations::Registration kept{
      .owner = member.id,
      .programme = member.programme,
      .channel = member.channel,
      .store = member.joined_store,
      .terms_version = joining.terms.version,
      .charter = request.charter ? request.charter->text : "",
      .charter_version = request.charter ? request.charter->version : 0,
      .guardian = request.guardian.has_value(),
      .phone_proved = newcomer.code->has_value(),
      .referrer = joining.referrer ? std::optional(joining.referrer->id) : std::nullopt,
      .receipt = joining.receipt,
      .membership = request.membership ? request.membership->plan : "",
      .gift_points = is_newcomer ? joining.terms.terms.newcomer_points : Points(),
      .gift_id = {},
      .registered_at = call.now,
      .registered_by = call.actor.id};
  if (request.membership) {
    auto bought = memberships::buy(
        tx,
        {house.ids, house.ladders, house.programmes},
        member,
        {request.membership->plan, request.membership->paid, request.membership->reference},
        call.actor.id,
        call.now
    );
    if (!bought && bought.error().code == ErrorCode::conflict) return ErrorCode::conflict;
    if (!bought) return below("/membership", std::move(bought).error());
  }
  if (!kept.gift_points.is_zero()) {
    const points::Gift gift{
        member.id,
        house.ids.next_id<points::GiftTag>(),
        member.programme,
        kept.gift_points,
        points::GiftSource::registration,
        member.id,
        call.now};
    GX_TRY_VOID(points::post_gift(tx, house.ids, gift, *newcomer.programme, call.actor.id));
    kept.gift_id = gift.id.value();
  }
  registrations::insert(tx, kept);
  if (!joining.referrer) return ok();
  GX_TRY(referral, promise(tx, house, call, newcomer, joining, member, is_newcomer));
  registrations::insert(tx, referral);
  return ok();
}

}  // namespace guanxi::enrol
