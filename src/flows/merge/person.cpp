// What is known of two people who are one: the survivor's own stays, the other's fills what is
// empty.
#include <algorithm>

#include "flows/merge/merge.h"

namespace guanxi::merge {
namespace {

constexpr std::string_view address_prefix = "address/";
constexpr std::string_view relative_prefix = "relative/";
constexpr std::string_view profile_prefix = "profile/";

/// The number behind a prefix; nullopt where the text is of another kind.
std::optional<std::int64_t> number_after(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return std::nullopt;
  return parse_id(text.substr(prefix.size()));
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::size_t from = 0;
  while (from <= text.size()) {
    const std::size_t end = std::min(text.find(' ', from), text.size());
    if (end > from) words.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return words;
}

/// A stored value as it is written: choices apart, everything else whole.
std::vector<std::string> written(const profiles::Field& field, const std::string& value) {
  if (field.kind == profiles::FieldKind::choices) return words_of(value);
  return {value};
}

const profiles::Value* find_value(
    const std::vector<profiles::Value>& values, const std::string& field
) {
  const auto found = std::ranges::find(values, field, &profiles::Value::field);
  return found == values.end() ? nullptr : &*found;
}

/// The standard fields that the one lacks and the other has.
members::Change missing_of(
    const members::Member& mine,
    const members::Contact& my_contact,
    const members::Member& theirs,
    const members::Contact& their_contact
) {
  members::Change change;
  if (mine.name.empty() && !theirs.name.empty()) change.name = theirs.name;
  if (mine.gender == members::Gender::unknown && theirs.gender != members::Gender::unknown) {
    change.gender = theirs.gender;
  }
  if (!mine.birthday && theirs.birthday) change.birthday = theirs.birthday;
  if (!my_contact.id_number && their_contact.id_number) change.id_number = their_contact.id_number;
  if (my_contact.address.empty() && !their_contact.address.empty()) {
    change.address = their_contact.address;
  }
  change.guardian_consents = true;  // somebody gave it when it was entered there
  change.correction = true;
  return change;
}

std::vector<std::string> names_of(const members::Change& change) {
  std::vector<std::string> names;
  if (change.name) names.emplace_back("name");
  if (change.gender) names.emplace_back("gender");
  if (change.birthday) names.emplace_back("birthday");
  if (change.id_number) names.emplace_back("id_number");
  if (change.address) names.emplace_back("address");
  return names;
}

bool holds(const std::vector<std::string>& all, std::string_view one) {
  return std::ranges::find(all, one) != all.end();
}

/// Empties the fields that still are as they came.
members::Change emptied(
    const std::vector<std::string>& filled,
    const members::Member& mine,
    const members::Contact& my_contact,
    const members::Member& theirs,
    const members::Contact& their_contact
) {
  members::Change change;
  if (holds(filled, "name") && mine.name == theirs.name) change.name = "";
  if (holds(filled, "gender") && mine.gender == theirs.gender) {
    change.gender = members::Gender::unknown;
  }
  if (holds(filled, "birthday") && mine.birthday == theirs.birthday) {
    change.birthday = std::optional<Date>();
  }
  if (holds(filled, "id_number") && my_contact.id_number == their_contact.id_number) {
    change.id_number = std::optional<IdNumber>();
  }
  if (holds(filled, "address") && my_contact.address == their_contact.address) change.address = "";
  change.correction = true;
  return change;
}

}  // namespace

std::vector<std::string> Merging::gaps(sql::Tx& tx, const Two& two) const {
  auto names = names_of(missing_of(
      two.survivor,
      house_.members.contact(tx, two.survivor.id),
      two.absorbed,
      house_.members.contact(tx, two.absorbed.id)
  ));
  const auto mine = profiles_.values(tx, two.survivor);
  for (const profiles::Value& value : profiles_.values(tx, two.absorbed)) {
    if (find_value(mine, value.field) != nullptr) continue;
    const auto field = profiles::find_field(tx, two.survivor.programme, value.field);
    if (field && field->state == profiles::FieldState::active) {
      names.push_back(std::string(profile_prefix) + value.field);
    }
  }
  return names;
}

Result<std::vector<std::string>> Merging::fill(sql::Tx& tx, const Two& two, ActorId by, Instant now)
    const {
  std::vector<std::string> filled;
  const members::Change change = missing_of(
      two.survivor,
      house_.members.contact(tx, two.survivor.id),
      two.absorbed,
      house_.members.contact(tx, two.absorbed.id)
  );
  const std::vector<std::string> all = gaps(tx, two);
  filled = names_of(change);
  if (!filled.empty()) {
    GX_TRY_VOID(house_.members.change(tx, two.survivor.id, two.survivor.version, change, by, now));
  }
  const auto theirs = profiles_.values(tx, two.absorbed);
  std::vector<profiles::Edit> edits;
  std::vector<std::string> names;
  for (const std::string& name : all) {
    if (!name.starts_with(profile_prefix)) continue;
    const profiles::Value* const value = find_value(theirs, name.substr(profile_prefix.size()));
    const auto field = profiles::find_field(tx, two.survivor.programme, value->field);
    edits.push_back({value->field, written(*field, value->value)});
    names.push_back(name);
  }
  // A field that is required and that both lack, or a value that is no longer one, must not stand
  // in the way: then these stay where they are. set() refuses before it writes.
  if (!edits.empty() && profiles_.set(tx, two.survivor, edits, by, now)) {
    filled.insert(filled.end(), names.begin(), names.end());
  }
  if (profiles_.addresses(tx, two.survivor.id).empty()) {
    for (profiles::Address address : profiles_.addresses(tx, two.absorbed.id)) {
      address.id = {};
      GX_TRY(
          put, profiles_.put_address(tx, house_.ids, two.survivor.id, std::move(address), by, now)
      );
      filled.push_back(std::string(address_prefix) + put.id.to_string());
    }
  }
  if (profiles_.relatives(tx, two.survivor.id).empty()) {
    for (profiles::Relative relative : profiles_.relatives(tx, two.absorbed.id)) {
      relative.id = {};
      GX_TRY(
          added,
          profiles_.add_relative(
              tx, house_.ids, two.survivor.id, std::move(relative), true, by, now
          )
      );
      filled.push_back(std::string(relative_prefix) + added.id.to_string());
    }
  }
  return filled;
}

Outcome Merging::empty(
    sql::Tx& tx, const Two& two, const std::vector<std::string>& filled, ActorId by, Instant now
) const {
  GX_TRY_VOID(house_.members.change(
      tx,
      two.survivor.id,
      two.survivor.version,
      emptied(
          filled,
          two.survivor,
          house_.members.contact(tx, two.survivor.id),
          two.absorbed,
          house_.members.contact(tx, two.absorbed.id)
      ),
      by,
      now
  ));
  const auto mine = profiles_.values(tx, two.survivor);
  const auto theirs = profiles_.values(tx, two.absorbed);
  for (const std::string& name : filled) {
    if (const auto id = number_after(name, address_prefix)) {
      const auto gone =
          profiles_.remove_address(tx, two.survivor.id, profiles::AddressId(*id), by, now);
      if (!gone && gone.error().code != ErrorCode::address_not_found) return gone.error();
    } else if (const auto relative = number_after(name, relative_prefix)) {
      const auto gone =
          profiles_.remove_relative(tx, two.survivor.id, profiles::RelativeId(*relative));
      if (!gone && gone.error().code != ErrorCode::relative_not_found) return gone.error();
    } else if (name.starts_with(profile_prefix)) {
      const std::string field = name.substr(profile_prefix.size());
      const profiles::Value* const now_mine = find_value(mine, field);
      const profiles::Value* const came = find_value(theirs, field);
      if (now_mine == nullptr || came == nullptr || now_mine->value != came->value) continue;
      // One that is required by now stays: set() refuses before it writes.
      const auto cleared = profiles_.set(tx, two.survivor, {{field, {}}}, by, now);
      if (!cleared && cleared.error().code == ErrorCode::conflict) return cleared.error();
    }
  }
  return ok();
}

}  // namespace guanxi::merge
