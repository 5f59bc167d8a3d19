// What a row says besides the profile: fields that the programme defines, and ids of WeChat.
#include <algorithm>

#include "flows/enrol/events.h"
#include "flows/rosters/post.h"
#include "modules/audit/audit.h"
#include "modules/cards/cards.h"
#include "modules/members/externals.h"

namespace guanxi::rosters {
namespace {

constexpr const char* card_state_reason = "导入时的状态 state when imported";

std::optional<std::string> text_of(const std::string& value) {
  return value.empty() ? std::nullopt : std::optional(value);
}

const std::string* value_in(const std::vector<profiles::Value>& values, std::string_view field) {
  const auto found = std::ranges::find(values, field, &profiles::Value::field);
  return found == values.end() ? nullptr : &found->value;
}

}  // namespace

std::optional<OwnerId> Poster::named(
    sql::Tx& tx, const Mapping& mapping, std::span<const std::string> cells
) const {
  using members::IdentityKind;
  const ProgrammeId programme = target_.programme->programme;
  const auto by = [&](IdentityKind kind, Field field) {
    const std::string cell = mapping.cell(cells, field);
    return cell.empty() ? std::nullopt : house_.members.find_owner(tx, programme, kind, cell);
  };
  if (const auto owner = by(IdentityKind::phone, Field::phone)) return owner;
  if (const auto owner = by(IdentityKind::email, Field::email)) return owner;
  if (const auto owner = by(IdentityKind::external, Field::external_id)) return owner;
  const std::string number = mapping.cell(cells, Field::card);
  const auto card = number.empty() ? std::nullopt : cards::find_by_number(tx, number);
  if (card) return card->owner;
  const auto id = parse_id(mapping.cell(cells, Field::member_id));
  if (id && house_.members.find(tx, OwnerId(*id))) return OwnerId(*id);
  return by(IdentityKind::member_code, Field::member_id);
}

Outcome Poster::check_values(sql::Tx& tx, const members::Member* member, const Person& person)
    const {
  if (person.values.empty()) return ok();
  const auto there =
      member ? profiles::Profiles(house_.keys).values(tx, *member) : std::vector<profiles::Value>();
  Faults faults;
  for (const profiles::Field& field : target_.fields) {
    if (!field.required || value_in(there, field.code) != nullptr) continue;
    const bool said =
        std::ranges::find(person.values, field.code, &Person::Value::field) != person.values.end();
    if (said) continue;
    faults.add(fail(
        ErrorCode::missing_field,
        "/" + std::string(defined_prefix) + field.code,
        {{"field", field.code}}
    ));
  }
  return faults.outcome();
}

std::vector<PriorValue> Poster::set_values(
    sql::Tx& tx,
    const members::Member& member,
    const Person& person,
    const store::Row& row,
    Instant now
) const {
  std::vector<PriorValue> prior;
  if (person.values.empty()) return prior;
  const profiles::Profiles profiles(house_.keys);
  const auto before = profiles.values(tx, member);
  std::vector<profiles::Edit> edits;
  for (const Person::Value& value : person.values) edits.push_back({value.field, value.written});
  const auto changes = profiles.set(tx, member, edits, actor_.id, now);
  GX_CHECK_WHY(changes.has_value(), "values that were checked are refused");
  const auto after = profiles.values(tx, member);
  for (const Person::Value& value : person.values) {
    const std::string* const was = value_in(before, value.field);
    const std::string* const is = value_in(after, value.field);
    PriorValue one{value.field, was ? *was : "", is ? *is : ""};
    if (one.before != one.after) prior.push_back(std::move(one));
  }
  if (!prior.empty()) {
    record(tx, "profile_changed", row, *changes, now);
  }
  return prior;
}

Result<bool> Poster::check_place(sql::Tx& tx, OwnerId owner, const Person& person) const {
  if (!person.place) return false;
  const auto there = profiles::Profiles(house_.keys).addresses(tx, owner);
  const bool known = std::ranges::any_of(there, [&](const profiles::Address& one) {
    return one.division == person.place->division && one.street == person.place->street &&
           one.postcode == person.place->postcode;
  });
  if (known) return false;
  if (std::ssize(there) < profiles::addresses_max) return true;
  return fail(ErrorCode::too_many, "/division", {{"max", std::to_string(profiles::addresses_max)}});
}

profiles::Address Poster::add_place(
    sql::Tx& tx, const Person& person, const store::Row& row, Instant now
) const {
  const auto added = profiles::Profiles(house_.keys)
                         .put_address(tx, house_.ids, row.owner, *person.place, actor_.id, now);
  GX_CHECK_WHY(added.has_value(), "an address that was checked is refused");
  audit::Changes changes;
  changes.add_personal("division", {}, added->division)
      .add_personal("street", {}, added->street)
      .add_personal("postcode", {}, text_of(added->postcode));
  record(tx, "address_added", row, std::move(changes), now);
  return *added;
}

void Poster::set_card_state(sql::Tx& tx, const cards::Card& card, const Person& person, Instant now)
    const {
  if (!person.card_state || *person.card_state == card.state) return;
  const Date today = target_.programme->zone.date_of(now);
  const bool over = cards::state_on(card, today) == cards::State::expired;
  if (over && *person.card_state == cards::State::frozen) return;  // expired, which says as much
  const cards::Change change{
      card.owner, card.id, card.version, actor_.id, now, today, card_state_reason};
  const auto after = cards::set_state(tx, change, *person.card_state);
  GX_CHECK_WHY(after.has_value(), "the state of a card that was just issued is refused");
  enrol::append_card_event(tx, house_.ids, enrol::card_changed, *after, now);
}

Outcome Poster::check_externals(sql::Tx& tx, const members::Member& member, const Person& person)
    const {
  if (person.externals.empty()) return ok();
  const members::Externals externals(house_.keys);
  std::size_t held = externals.of(tx, member.id).size();  // those of merged people as well
  Faults faults;
  for (const Person::External& one : person.externals) {
    const std::string pointer = std::string("/") + one.field;
    if (externals.find(tx, member.id, one.text)) continue;
    const auto holder =
        house_.members.find_owner(tx, member.programme, members::IdentityKind::external, one.text);
    if (holder) {
      faults.add(fail(ErrorCode::identity_taken, pointer, {{"kind", one.field}}));
    } else if (++held > static_cast<std::size_t>(members::externals_max)) {
      faults.add(
          fail(ErrorCode::too_many, pointer, {{"max", std::to_string(members::externals_max)}})
      );
    }
  }
  return faults.outcome();
}

std::vector<std::string> Poster::add_externals(
    sql::Tx& tx,
    const members::Member& member,
    const Person& person,
    const store::Row& row,
    Instant now
) const {
  std::vector<std::string> added;
  const members::Externals externals(house_.keys);
  audit::Changes changes;
  for (const Person::External& one : person.externals) {
    const auto taken = externals.add(tx, member, one.text, now);
    GX_CHECK_WHY(taken.has_value(), "an id of WeChat that was checked is refused");
    if (!taken->is_new) continue;
    changes.add_personal(one.field, std::nullopt, text_of(one.text));
    added.push_back(one.text);
  }
  if (added.empty()) return added;
  record(tx, "identity_added", row, std::move(changes), now);
  enrol::append_member_event(tx, house_.ids, enrol::identity_added, member, now);
  return added;
}

}  // namespace guanxi::rosters
