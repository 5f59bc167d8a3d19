// Finding members and showing them.
#include "flows/enrol/enrol.h"
#include "flows/enrol/recording.h"
#include "flows/enrol/scope.h"
#include "modules/points/points.h"
#include "platform/crypto/crypto.h"
#include "platform/log/log.h"

namespace guanxi::enrol {
namespace {

constexpr const char* reveal = "members:reveal";
constexpr int search_max = 20;
constexpr int cards_page = 100;
constexpr std::size_t etag_digits = 16;

template <class T>
std::optional<std::string> shown(const std::optional<T>& value, bool clear) {
  if (!value) return std::nullopt;
  if (!clear) return value->masked();
  if constexpr (std::is_same_v<T, Phone>) {
    return value->reveal_e164();
  } else {
    return value->reveal();
  }
}

std::optional<std::string> shown_name(const std::string& name, bool clear) {
  if (name.empty()) return std::nullopt;
  return clear ? name : mask_name(name);
}

/// Into the audit trail, and into the log whatever its level, for those who keep logs elsewhere.
void audit(const House& house, const api::Call& call, OwnerId member, const std::string& fields) {
  if (fields.empty()) return;  // there is nothing of them any more
  record_reveal(house, call, member, fields);
  log::write(
      log::Level::info,
      "audit.member_revealed",
      {{"actor", call.actor.id}, {"member", member}, {"fields", fields}}
  );
}

std::string clear_fields(const MemberView& view) {
  std::string fields;
  const auto add = [&](bool there, const char* name) {
    if (!there) return;
    if (!fields.empty()) fields += ',';
    fields += name;
  };
  add(view.name.has_value(), "name");
  add(view.phone.has_value(), "phone");
  add(view.email.has_value(), "email");
  return fields;
}

PointsView points_of(sql::Tx& tx, OwnerId owner, Date today, Instant now) {
  const auto account = points::find_account(tx, owner);
  GX_CHECK_WHY(account.has_value(), "a member without a points account");
  const bool open = account->state == points::AccountState::open;
  const points::Account seen = points::as_of(tx, *account, today, now);
  return {open ? seen.balance - seen.held : Points(), seen.held, seen.owed};
}

}  // namespace

CardView view_of(sql::Tx& tx, const cards::Card& card, Date today) {
  CardView view;
  view.id = card.id;
  view.number = card.number;
  view.form = card.form;
  if (card.type) {
    const auto type = cards::find_type(tx, *card.type);
    GX_CHECK_WHY(type.has_value(), "a card without its type");
    view.card_type = type->code;
  }
  view.state = cards::state_on(card, today);
  view.primary = card.primary;
  view.issued_at = card.issued_at;
  if (card.valid_to != Date::never) view.valid_to = card.valid_to;
  view.replaced_by = card.replaced_by;
  view.version = card.version;
  return view;
}

Result<members::Member> Enrol::load(sql::Tx& tx, const api::Call& call, OwnerId id) const {
  auto member = house_.members.find_seen(tx, *house_.org.snapshot(), call.actor, id);
  if (!member) return ErrorCode::member_not_found;
  return *std::move(member);
}

MemberView Enrol::view(
    sql::Tx& tx, const api::Call& call, const members::Member& member, bool clear
) const {
  const auto programme = house_.programmes.shown(member.programme, call.now);
  GX_CHECK_WHY(programme != nullptr, "a member of a programme that is not there");
  const auto contact = house_.members.contact(tx, member.id);
  MemberView view{
      .id = member.id,
      .member_code = member.member_code,
      .programme = programme->code,
      .state = member.state,
      .masked = !clear,
      .name = shown_name(member.name, clear),
      .gender = member.gender,
      .birthday = member.birthday,
      .phone = shown(contact.phone, clear),
      .email = shown(contact.email, clear),
      .language = member.language,
      .joined_on = member.joined_on,
      .joined_store = std::nullopt,
      .channel = member.channel,
      .version = member.version,
      .cards = {},
      .points = points_of(tx, member.id, programme->zone.date_of(call.now), call.now),
      .merged_into = member.merged_into,
      .possible_duplicates = std::nullopt,
  };
  if (member.joined_store) {
    const auto organisation = house_.org.snapshot();
    const org::Store* store = organisation->find_store(*member.joined_store);
    if (store != nullptr) view.joined_store = store->code;
  }
  const Date today = programme->zone.date_of(call.now);
  for (const auto& card : cards::cards_of(tx, member.id))
    view.cards.push_back(view_of(tx, card, today));
  // Cards of whom was merged into this one are used like its own; the primary stays the primary.
  for (const OwnerId merged : members::merged_into(tx, member.id)) {
    for (const auto& card : cards::cards_of(tx, merged)) {
      view.cards.push_back(view_of(tx, card, today));
      view.cards.back().primary = false;
    }
  }
  return view;
}

MemberView Enrol::view(sql::Tx& tx, const api::Call& call, const members::Member& member) const {
  return view(tx, call, member, call.actor.may(reveal));
}

api::Reply<MemberView> Enrol::reply(const api::Call& call, MemberView view) const {
  if (!view.masked) audit(house_, call, view.id, clear_fields(view));
  api::Reply<MemberView> reply;
  reply.stored_json = api::to_json(view);
  const crypto::Digest digest = crypto::sha256(reply.stored_json);
  reply.etag = '"' + std::to_string(view.version) + '-' +
               crypto::to_hex(crypto::bytes_of(digest)).substr(0, etag_digits) + '"';
  reply.body = std::move(view);
  return reply;
}

Result<api::Reply<MemberView>> Enrol::get(const api::Call& call, const MemberPath& request) const {
  auto found = house_.db.read([&](sql::Tx& tx) -> Result<MemberView> {
    GX_TRY(member, load(tx, call, request.id));
    return view(tx, call, member);
  });
  GX_TRY(shown_member, std::move(found));
  return reply(call, std::move(shown_member));
}

namespace {

members::IdentityKind identity_of(LookupKind kind) {
  switch (kind) {
    case LookupKind::phone:
      return members::IdentityKind::phone;
    case LookupKind::member_code:
      return members::IdentityKind::member_code;
    case LookupKind::email:
      return members::IdentityKind::email;
    default:
      return members::IdentityKind::external;
  }
}

/// As it stands in the directory of external ids.
std::string external_of(const LookupRequest& request) {
  if (request.kind == LookupKind::wechat_unionid) return "unionid:" + request.value;
  if (request.kind == LookupKind::wechat_openid) return "openid:" + request.value;
  return request.value;
}

/// Who has the phone, masked, so that somebody at the desk can ask which of them it is.
Error shared_by(sql::Tx& tx, const members::Members& members, const std::vector<OwnerId>& sharers) {
  Error error = fail(ErrorCode::phone_is_shared, "/value");
  for (const OwnerId owner : sharers) {
    const auto member = members.find(tx, owner);
    GX_CHECK_WHY(member.has_value(), "a phone of nobody");
    error.more.push_back(fail(
        ErrorCode::phone_is_shared,
        "/value",
        {{"member", owner.to_string()}, {"name", mask_name(member->name)}}
    ));
  }
  return error;
}

}  // namespace

Result<members::Member> Enrol::find(
    sql::Tx& tx, const api::Call& call, const LookupRequest& request
) const {
  std::optional<OwnerId> owner;
  std::optional<ProgrammeId> programme;
  const bool needs_programme = request.kind != LookupKind::member_id &&
                               request.kind != LookupKind::card &&
                               request.kind != LookupKind::track;
  if (needs_programme || request.programme) {
    GX_TRY(counter, find_counter(house_, call, request.programme, std::nullopt));
    programme = counter.programme;
  }
  if (request.kind == LookupKind::card) {
    const auto card = cards::find_by_number(tx, request.value);
    if (!card) return fail(ErrorCode::card_not_found, "/value");
    owner = card->owner;
  } else if (request.kind == LookupKind::track) {
    auto card = cards::find_by_track(tx, house_.keys, request.value);
    if (!card) return fail(card.error().code, "/value");
    owner = card->owner;
  } else if (request.kind == LookupKind::member_id) {
    if (const auto id = parse_id(request.value)) owner = OwnerId(*id);
  } else {
    const auto kind = identity_of(request.kind);
    owner = house_.members.find_owner(tx, *programme, kind, external_of(request));
    if (!owner && request.kind == LookupKind::phone) {
      const auto sharers = house_.members.sharers(tx, *programme, request.value);
      if (!sharers.empty()) return shared_by(tx, house_.members, sharers);
    }
  }
  // Whom the actor may not see does not exist for him, and a card of theirs neither.
  const bool by_card = request.kind == LookupKind::card || request.kind == LookupKind::track;
  const Error none =
      fail(by_card ? ErrorCode::card_not_found : ErrorCode::member_not_found, "/value");
  if (!owner) return none;
  // What a merged member is known by means who they are now; only the id itself is asked for as it
  // is.
  if (request.kind != LookupKind::member_id) owner = members::heir_of(tx, *owner).value_or(*owner);
  auto member = house_.members.find_seen(tx, *house_.org.snapshot(), call.actor, *owner);
  if (!member || (programme && member->programme != *programme)) return none;
  return *std::move(member);
}

Result<api::Reply<MemberView>> Enrol::look_up(const api::Call& call, const LookupRequest& request)
    const {
  auto found = house_.db.read([&](sql::Tx& tx) -> Result<MemberView> {
    GX_TRY(member, find(tx, call, request));
    return view(tx, call, member);
  });
  GX_TRY(shown_member, std::move(found));
  return reply(call, std::move(shown_member));
}

FoundMember Enrol::brief(sql::Tx& tx, const members::Member& member) const {
  return {
      member.id,
      member.member_code,
      member.state,
      shown_name(member.name, false),
      shown(house_.members.contact(tx, member.id).phone, false),
      member.joined_on,
      std::nullopt};
}

FoundMembers Enrol::search_cards(
    sql::Tx& tx, ProgrammeId programme, const std::string& end, Instant now
) const {
  const auto version = house_.programmes.shown(programme, now);
  GX_CHECK_WHY(version != nullptr, "a counter of a programme that is not there");
  const Date today = version->zone.date_of(now);
  FoundMembers answer;
  // Cards are of all programmes; who is shown is a member of this one.
  CardId after;
  for (;;) {
    const auto page = cards::find_by_end(tx, end, after, cards_page);
    for (const cards::Card& card : page) {
      auto member = house_.members.find(tx, card.owner);
      if (member && member->merged_into) {
        member = house_.members.find(tx, *members::heir_of(tx, card.owner));
      }
      if (!member || member->programme != programme || member->state == members::State::closed) {
        continue;
      }
      if (answer.items.size() == search_max) {
        answer.more = true;
        return answer;
      }
      answer.items.push_back(brief(tx, *member));
      answer.items.back().card =
          FoundCard{card.id, card.number, card.form, cards::state_on(card, today)};
    }
    if (page.size() < cards_page) return answer;
    after = page.back().id;
  }
}

Result<FoundMembers> Enrol::search(const api::Call& call, const SearchRequest& request) const {
  const int given = int{request.phone_last4.has_value()} + int{request.card_end.has_value()} +
                    int{request.name.has_value()} + int{request.name_prefix.has_value()};
  if (given != 1) {
    return fail(ErrorCode::invalid_request, "", {{"reason", "@one_search"}});
  }
  GX_TRY(counter, find_counter(house_, call, request.programme, std::nullopt));
  return house_.db.read([&](sql::Tx& tx) -> Result<FoundMembers> {
    if (request.card_end) return search_cards(tx, counter.programme, *request.card_end, call.now);
    const int wanted = search_max + 1;  // one more tells whether there are more
    const members::Members& members = house_.members;
    auto found =
        request.phone_last4
            ? members.find_by_phone_end(tx, counter.programme, *request.phone_last4, wanted)
        : request.name ? members.search(tx, counter.programme, *request.name, wanted)
                       : members.find_by_name(tx, counter.programme, *request.name_prefix, wanted);
    FoundMembers answer;
    answer.more = found.size() > search_max;
    if (answer.more) found.pop_back();
    for (const auto& member : found) answer.items.push_back(brief(tx, member));
    return answer;
  });
}

Result<ContactView> Enrol::contact(const api::Call& call, const MemberPath& request) const {
  auto found = house_.db.read([&](sql::Tx& tx) -> Result<ContactView> {
    GX_TRY(member, load(tx, call, request.id));
    auto contact = house_.members.contact(tx, request.id);
    ContactView view;
    view.name = shown_name(member.name, true);
    view.phone = shown(contact.phone, true);
    view.email = shown(contact.email, true);
    view.id_number = shown(contact.id_number, true);
    if (!contact.address.empty()) view.address = std::move(contact.address);
    view.external_ids = std::move(contact.external_ids);
    return view;
  });
  if (found) {
    audit(house_, call, request.id, "name,phone,email,id_number,address,external_ids");
  }
  return found;
}

}  // namespace guanxi::enrol
