#include "flows/enrol/recording.h"

#include <boost/describe/enum_to_string.hpp>
#include <sstream>

namespace guanxi::enrol {
namespace {

using Text = std::optional<std::string>;

Text unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

template <class Enum>
Text word(Enum value) {
  return boost::describe::enum_to_string(value, "");
}

template <class T>
Text revealed(const std::optional<T>& value) {
  if (!value) return std::nullopt;
  if constexpr (std::is_same_v<T, Phone>) {
    return value->reveal_e164();
  } else {
    return value->reveal();
  }
}

Text joined(const std::vector<std::string>& values) {
  std::string all;
  for (const std::string& value : values) all += (all.empty() ? "" : " ") + value;
  return unless_empty(all);
}

Text day(const std::optional<Date>& date) {
  return date ? std::optional(date->to_string()) : std::nullopt;
}

}  // namespace

Facts facts_of(sql::Tx& tx, const House& house, const members::Member& member) {
  return {member, house.members.contact(tx, member.id)};
}

audit::Changes changes_between(const std::optional<Facts>& before, const Facts& after) {
  audit::Changes changes;
  const auto plain = [&](const char* field, const auto& value_of) {
    changes.add(field, before ? value_of(*before) : std::nullopt, value_of(after));
  };
  const auto personal = [&](const char* field, const auto& value_of) {
    changes.add_personal(field, before ? value_of(*before) : std::nullopt, value_of(after));
  };
  plain("member_code", [](const Facts& f) { return unless_empty(f.member.member_code); });
  plain("programme", [](const Facts& f) { return Text(f.member.programme.to_string()); });
  plain("state", [](const Facts& f) { return word(f.member.state); });
  plain("language", [](const Facts& f) { return unless_empty(f.member.language); });
  plain("channel", [](const Facts& f) { return unless_empty(f.member.channel); });
  plain("joined_on", [](const Facts& f) { return day(f.member.joined_on); });
  plain("joined_store", [](const Facts& f) {
    return f.member.joined_store ? Text(f.member.joined_store->to_string()) : Text();
  });
  personal("name", [](const Facts& f) { return unless_empty(f.member.name); });
  personal("gender", [](const Facts& f) { return word(f.member.gender); });
  personal("birthday", [](const Facts& f) { return day(f.member.birthday); });
  personal("phone", [](const Facts& f) { return revealed(f.contact.phone); });
  personal("email", [](const Facts& f) { return revealed(f.contact.email); });
  personal("id_number", [](const Facts& f) { return revealed(f.contact.id_number); });
  personal("address", [](const Facts& f) { return unless_empty(f.contact.address); });
  personal("external_ids", [](const Facts& f) { return joined(f.contact.external_ids); });
  return changes;
}

void record_member(
    sql::Tx& tx,
    const crypto::KeyRing& keys,
    const api::Call& call,
    const char* action,
    OwnerId member,
    audit::Changes changes,
    const std::string& reason
) {
  audit::record(
      tx,
      crypto::Sealer(keys),
      call,
      {.action = action,
       .object_kind = "member",
       .object_id = member.to_string(),
       .member = member,
       .changes = std::move(changes),
       .reason = reason},
      call.now
  );
}

void record_verified(
    sql::Tx& tx, const api::Call& call, OwnerId member, const char* field, const std::string& why
) {
  audit::Changes changes;
  changes.name(field, true);
  audit::record(
      tx,
      call,
      {.action = "identity_verified",
       .object_kind = "member",
       .object_id = member.to_string(),
       .member = member,
       .changes = std::move(changes),
       .reason = why},
      call.now
  );
}

void record_reveal(
    const House& house, const api::Call& call, OwnerId member, const std::string& fields
) {
  audit::Changes seen;
  std::istringstream names(fields);
  for (std::string name; std::getline(names, name, ',');) seen.name(name.c_str(), true);
  const auto written = house.db.write([&](sql::Tx& tx) -> Outcome {
    record_member(tx, house.keys, call, "member_revealed", member, seen);
    return ok();
  });
  GX_CHECK(written.has_value());
}

void record_card(
    sql::Tx& tx,
    const crypto::KeyRing& keys,
    const api::Call& call,
    const char* action,
    const cards::Card* before,
    const cards::Card& after
) {
  const auto text = [&](const auto& value_of) { return before ? value_of(*before) : Text(); };
  audit::Changes changes;
  const auto state = [](const cards::Card& card) { return word(card.state); };
  const auto valid_to = [](const cards::Card& card) {
    return card.valid_to == Date::never ? Text() : Text(card.valid_to.to_string());
  };
  const auto number = [](const cards::Card& card) { return Text(card.number); };
  changes.add_personal("number", text(number), number(after));
  changes.add("state", text(state), state(after));
  changes.add("valid_to", text(valid_to), valid_to(after));
  audit::record(
      tx,
      crypto::Sealer(keys),
      call,
      {.action = action,
       .object_kind = "card",
       .object_id = after.id.to_string(),
       .member = after.owner,
       .changes = std::move(changes)},
      call.now
  );
}

}  // namespace guanxi::enrol
