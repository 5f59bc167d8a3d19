#include "flows/rosters/post.h"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>

#include "base/naming.h"
#include "flows/duplicates/duplicates.h"
#include "flows/enrol/enrol.h"
#include "flows/enrol/events.h"
#include "flows/rosters/prior.h"
#include "modules/audit/audit.h"
#include "modules/cards/cards.h"
#include "modules/registrations/registrations.h"

namespace guanxi::rosters {
namespace {

using members::IdentityKind;

constexpr const char* channel = "import";

std::string pointer_of(Field field) { return "/" + std::string(word(field)); }

Field field_of(Key key) {
  switch (key) {
    case Key::phone:
      return Field::phone;
    case Key::card:
      return Field::card;
    case Key::external_id:
      return Field::external_id;
    case Key::member_id:
      return Field::member_id;
    case Key::email:
      break;
  }
  return Field::email;
}

using Text = std::optional<std::string>;

Text personal_text(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}
Text personal_text(members::Gender gender) { return boost::describe::enum_to_string(gender, ""); }
Text personal_text(Date day) { return day.to_string(); }
Text personal_text(const Phone& phone) { return phone.reveal_e164(); }
Text personal_text(const Email& email) { return email.reveal(); }
Text personal_text(const IdNumber& number) { return number.reveal(); }

/// What the row changes: where there is something to put back, there was a change.
audit::Changes changes_of(const members::Change& wanted, const members::Change& back) {
  audit::Changes changes;
  const auto text = [](const auto& edit) { return edit ? personal_text(*edit) : Text(); };
  const auto field = [&](const char* name, const auto& before, const auto& after) {
    if (before) changes.add_personal(name, text(before), text(after));
  };
  const auto edit = [&](const char* name, const auto& before, const auto& after) {
    if (before) changes.add_personal(name, text(*before), after ? text(*after) : Text());
  };
  field("name", back.name, wanted.name);
  field("gender", back.gender, wanted.gender);
  field("address", back.address, wanted.address);
  edit("birthday", back.birthday, wanted.birthday);
  edit("phone", back.phone, wanted.phone);
  edit("email", back.email, wanted.email);
  edit("id_number", back.id_number, wanted.id_number);
  if (back.language) changes.add("language", personal_text(*back.language), text(wanted.language));
  return changes;
}

}  // namespace

void Poster::record(
    sql::Tx& tx, const char* action, const store::Row& row, audit::Changes changes, Instant now
) const {
  changes.add("import", {}, row.import.to_string());
  audit::record(
      tx,
      crypto::Sealer(house_.keys),
      actor_.id,
      {.action = action,
       .object_kind = "member",
       .object_id = row.owner.to_string(),
       .member = row.owner,
       .changes = std::move(changes)},
      now
  );
}

Result<Posted> Poster::post(
    sql::Tx& tx, const Person& person, const Newcomer* newcomer, store::Row row, Instant now
) const {
  row.posted_at = now;
  if (order_.mode == Mode::create) return create(tx, person, newcomer, row, now);
  GX_TRY(owner, find(tx, person));
  if (owner) {
    row.named = *owner;
    // What a merged member is known by means who they are now.
    return update(tx, members::heir_of(tx, *owner).value_or(*owner), person, row, now);
  }
  // An id is ours to give: nobody is enrolled under one that a file brings.
  if (order_.mode == Mode::update || order_.key == Key::member_id) {
    return fail(ErrorCode::member_not_found, pointer_of(field_of(order_.key)));
  }
  return create(tx, person, newcomer, row, now);
}

Result<std::optional<OwnerId>> Poster::find(sql::Tx& tx, const Person& person) const {
  const members::Members& members = house_.members;
  const ProgrammeId programme = target_.programme->programme;
  const auto by = [&](IdentityKind kind, std::string_view value) {
    return members.find_owner(tx, programme, kind, value);
  };
  const Error none = fail(ErrorCode::missing_field, pointer_of(field_of(order_.key)));
  std::optional<OwnerId> owner;
  switch (order_.key) {
    case Key::phone:
      if (!person.phone) return none;
      return by(IdentityKind::phone, person.phone->reveal_e164());
    case Key::email:
      if (!person.email) return none;
      return by(IdentityKind::email, person.email->reveal());
    case Key::external_id:
      if (person.external_id.empty()) return none;
      return by(IdentityKind::external, person.external_id);
    case Key::card:
      if (person.card.empty()) return none;
      if (const auto card = cards::find_by_number(tx, person.card); card && card->owner) {
        owner = card->owner;
      }
      break;
    case Key::member_id:
      if (person.member_id.empty()) return none;
      if (const auto id = parse_id(person.member_id)) {
        owner = OwnerId(*id);
      } else {
        owner = by(IdentityKind::member_code, person.member_id);
      }
      break;
  }
  if (!owner) return owner;
  const auto member = members.find(tx, *owner);
  if (member && member->programme == programme) return owner;
  // A card of another programme's member: nobody of ours, and the number is not free.
  if (order_.key == Key::card) return fail(ErrorCode::card_number_taken, "/card");
  return std::optional<OwnerId>();
}

Result<std::optional<StoreId>> Poster::store_of(const Person& person) const {
  if (person.store.empty()) return target_.store;
  const org::Store* const store = target_.organisation->find_store(person.store);
  if (store == nullptr) {
    return fail(ErrorCode::store_not_found, "/store", {{"store", person.store}});
  }
  if (!actor_.in_scope(store->id)) return fail(ErrorCode::store_out_of_scope, "/store");
  if (store->programme != target_.programme->programme) {
    return fail(ErrorCode::unknown_value, "/store");
  }
  return std::optional(store->id);
}

Result<members::NewMember> Poster::new_member(const Person& person, Instant now) const {
  if (!person.phone && !person.email && person.external_id.empty() && person.card.empty()) {
    return ErrorCode::identity_required;
  }
  const programmes::Version& programme = *target_.programme;
  members::NewMember input;
  input.programme = programme.programme;
  input.name = person.name;
  input.gender = person.gender.value_or(members::Gender::unknown);
  input.birthday = person.birthday;
  input.phone = person.phone;
  input.email = person.email;
  input.id_number = person.id_number;
  input.address = person.address;
  input.external_id = person.external_id;
  for (const Person::External& one : person.externals) {
    input.more_external_ids.push_back({one.text, one.field});
  }
  if (!person.language.empty()) input.language = person.language;
  input.channel = channel;
  GX_TRY(store, store_of(person));
  input.store = store;
  input.joined_on = person.joined_on.value_or(programme.zone.date_of(now));
  return input;
}

std::optional<Newcomer> Poster::make_ready(const Person& person, Instant now) const {
  if (order_.mode == Mode::update) return std::nullopt;
  const auto input = new_member(person, now);
  if (!input) return std::nullopt;
  return house_.db.read([&](sql::Tx& tx) -> std::optional<Newcomer> {
    if (order_.mode == Mode::upsert) {
      const auto known = find(tx, person);
      if (!known || *known) return std::nullopt;
    }
    Newcomer newcomer{house_.members.prepare(*input, house_.ids.next_id<OwnerTag>(), now)};
    if (order_.duplicates != OnDuplicate::create) {
      newcomer.compared = duplicates::compare(
          tx,
          house_.members,
          *input,
          target_.programme->parameters.duplicate_review_score,
          actor_.may("members:reveal")
      );
    }
    return newcomer;
  });
}

std::vector<duplicates::Possible> Poster::possible_duplicates(sql::Tx& tx, const Newcomer& newcomer)
    const {
  const members::NewMember& input = newcomer.member.input();
  const int score_min = target_.programme->parameters.duplicate_review_score;
  const bool clear = actor_.may("members:reveal");
  return newcomer.compared
             ? duplicates::possible_duplicates(
                   tx, house_.members, input, score_min, clear, *newcomer.compared
               )
             : duplicates::possible_duplicates(tx, house_.members, input, score_min, clear);
}

Result<Posted> Poster::create(
    sql::Tx& tx, const Person& person, const Newcomer* newcomer, store::Row row, Instant now
) const {
  GX_TRY(input, new_member(person, now));
  // Whoever was a member elsewhere is not asked the terms of joining again; a file brings no
  // guardian's consent.
  const Date today = target_.programme->zone.date_of(now);
  if (person.birthday &&
      registrations::age_on(*person.birthday, today) < registrations::guardian_years) {
    return fail(ErrorCode::guardian_consent_required, "/birthday");
  }
  GX_TRY(openings, check_openings(tx, nullptr, {}, person, input.store, now));
  GX_TRY_VOID(check_values(tx, nullptr, person));
  GX_TRY_VOID(check_consents(tx, person, input.store, row.import, now));
  GX_TRY(referrer, referrer_of(tx, person));
  const Newcomer ready =
      newcomer != nullptr
          ? *newcomer
          : Newcomer{house_.members.prepare(input, house_.ids.next_id<OwnerTag>(), now)};
  Posted posted;
  std::vector<duplicates::Possible> possible;
  if (order_.duplicates != OnDuplicate::create) {
    possible = possible_duplicates(tx, ready);
    // Whoever has the phone or the card is no duplicate but the member: enrolment says so.
    if (order_.duplicates == OnDuplicate::skip && !possible.empty()) {
      posted.deed = Deed::skipped;
      return posted;
    }
  }
  GX_TRY(
      enrolled,
      enrol::enrol(tx, house_.ids, house_.members, ready.member, person.card, actor_.id, now)
  );
  posted.deed = Deed::created;
  posted.alike = !possible.empty();
  if (posted.alike) {
    duplicates::note_possible(tx, enrolled.member, possible, api::Language::zh_cn, now);
  }
  if (!person.card.empty()) set_card_state(tx, enrolled.card, person, now);
  row.owner = row.named = enrolled.member.id;
  row.deed = store::Deed::created;
  row.version = enrolled.member.version;
  record(tx, "member_enrolled", row, {}, now);
  set_values(tx, enrolled.member, person, row, now);
  bring_consents(tx, enrolled.member, person, input.store, row, now);
  if (person.place) add_place(tx, person, row, now);
  if (referrer) note_referrer(tx, enrolled.member, *referrer, now);
  book(tx, openings, row, posted, now);
  store::insert_row(tx, row);
  return posted;
}

std::vector<OwnerId> Poster::people_of(sql::Tx& tx, OwnerId owner) const {
  std::vector<OwnerId> people = members::merged_into(tx, owner);
  people.insert(people.begin(), owner);
  return people;
}

namespace {

bool is_one_of(std::span<const OwnerId> people, OwnerId somebody) {
  return std::ranges::find(people, somebody) != people.end();
}

}  // namespace

members::Change Poster::change_of(
    sql::Tx& tx, std::span<const OwnerId> people, const Person& person
) const {
  members::Change change;
  if (!person.name.empty()) change.name = person.name;
  if (!person.address.empty()) change.address = person.address;
  if (!person.language.empty()) change.language = person.language;
  change.gender = person.gender;
  if (person.birthday) change.birthday = person.birthday;
  if (person.phone) change.phone = person.phone;
  if (person.email) change.email = person.email;
  if (person.id_number) change.id_number = person.id_number;
  const auto merged = people.subspan(1);
  const auto is_theirs = [&](IdentityKind kind, std::string_view value) {
    if (merged.empty()) return false;
    const auto holder = house_.members.find_owner(tx, target_.programme->programme, kind, value);
    return holder && is_one_of(merged, *holder);
  };
  if (person.phone && is_theirs(IdentityKind::phone, person.phone->reveal_e164())) {
    change.phone.reset();
  }
  if (person.email && is_theirs(IdentityKind::email, person.email->reveal())) {
    change.email.reset();
  }
  return change;
}

Outcome Poster::check_external_id(
    sql::Tx& tx, std::span<const OwnerId> people, const std::string& external_id
) const {
  if (external_id.empty()) return ok();
  const auto holder = house_.members.find_owner(
      tx, target_.programme->programme, IdentityKind::external, external_id
  );
  if (holder && is_one_of(people, *holder)) return ok();
  if (holder) return fail(ErrorCode::identity_taken, "/external_id", {{"kind", "external_id"}});
  return fail(ErrorCode::bad_format, "/external_id", {{"expected", "@external_id_stays"}});
}

/// Whether the card of the row is to be issued: it is not the member's yet, and may be.
Result<bool> Poster::check_card(
    sql::Tx& tx, std::span<const OwnerId> people, const Person& person, Date today
) const {
  if (person.card.empty()) return false;
  const auto card = cards::find_by_number(tx, person.card);
  if (card && card->owner && is_one_of(people, card->owner)) return false;
  GX_TRY_VOID(cards::check_new(
      tx, {.number = person.card, .programme = target_.programme->programme, .today = today}
  ));
  return true;
}

Result<Posted> Poster::update(
    sql::Tx& tx, OwnerId owner, const Person& person, store::Row row, Instant now
) const {
  const members::Members& members = house_.members;
  const auto member = members.find(tx, owner);
  GX_CHECK(member.has_value());
  if (member->state == members::State::closed) return ErrorCode::member_closed;
  const Date today = target_.programme->zone.date_of(now);
  const std::vector<OwnerId> people = people_of(tx, owner);
  Faults faults;
  faults.add(check_external_id(tx, people, person.external_id));
  const auto card = check_card(tx, people, person, today);
  if (!card) faults.add(card.error());
  GX_TRY_VOID(faults.outcome());
  GX_TRY(store, store_of(person));
  const std::optional<StoreId> of_money = store ? store : member->joined_store;
  GX_TRY(openings, check_openings(tx, &*member, row.named, person, of_money, now));
  GX_TRY_VOID(check_values(tx, &*member, person));
  GX_TRY_VOID(check_externals(tx, *member, person));
  GX_TRY_VOID(check_consents(tx, person, store, row.import, now));
  GX_TRY(new_place, check_place(tx, owner, person));
  const members::Change change = change_of(tx, people, person);
  const members::Change back = reverse_of(change, *member, members.contact(tx, owner));
  GX_TRY(after, members.change(tx, owner, member->version, change, actor_.id, now));
  Posted posted;
  if (after.version != member->version) {
    enrol::append_member_event(tx, house_.ids, enrol::member_changed, after, now);
    posted.deed = Deed::updated;
  }
  if (*card) {
    const cards::NewCard wanted{
        .number = person.card, .programme = target_.programme->programme, .today = today};
    const auto issued = cards::issue(tx, house_.ids, owner, wanted, store, actor_.id, now);
    GX_CHECK_WHY(issued.has_value(), "a card that was checked is refused");
    enrol::append_card_event(tx, house_.ids, enrol::card_issued, *issued, now);
    row.card = issued->id;
    set_card_state(tx, *issued, person, now);
    posted.deed = Deed::updated;
  }
  row.owner = owner;
  row.deed = store::Deed::updated;
  if (after.version != member->version) {
    record(tx, "member_changed", row, changes_of(change, back), now);
  }
  row.version = after.version;
  Prior prior{
      after.version != member->version ? back : members::Change(),
      set_values(tx, after, person, row, now),
      add_externals(tx, after, person, row, now),
      bring_consents(tx, after, person, store, row, now)};
  if (new_place) prior.address = add_place(tx, person, row, now);
  if (!prior.is_empty()) {
    posted.deed = Deed::updated;
    const crypto::Sealer sealer(house_.keys);
    row.prior = sql::Bytes{sealer.seal(to_text(prior), {prior_column, owner.value()})};
  }
  book(tx, openings, row, posted, now);
  const bool booked = posted.points != 0 || posted.stored != 0 || posted.change != 0 ||
                      posted.growth != 0 || posted.tier;
  if (booked) posted.deed = Deed::updated;
  if (posted.deed == Deed::updated) store::insert_row(tx, row);
  return posted;
}

}  // namespace guanxi::rosters
