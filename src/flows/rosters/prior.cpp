#include "flows/rosters/prior.h"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/json.hpp>

#include "base/check.h"

namespace guanxi::rosters {
namespace {

namespace json = boost::json;

template <class T, class Text>
void put(json::object& object, const char* name, const members::Edit<T>& edit, Text&& text) {
  if (!edit) return;
  if (*edit) {
    object[name] = text(**edit);
  } else {
    object[name] = nullptr;
  }
}

template <class T, class Parse>
void take(const json::object& object, const char* name, members::Edit<T>& edit, Parse&& parse) {
  const json::value* const value = object.if_contains(name);
  if (value == nullptr) return;
  edit = std::optional<T>();
  if (value->is_null()) return;
  *edit = parse(std::string_view(value->as_string()));
  GX_CHECK_WHY(edit->has_value(), "a kept value cannot be read");
}

void take(const json::object& object, const char* name, std::optional<std::string>& text) {
  if (const json::value* value = object.if_contains(name)) text = value->as_string().c_str();
}

/// What is to be put back of a field: nothing unless the change touches it.
template <class T>
members::Edit<T> reverse(const members::Edit<T>& wanted, const std::optional<T>& had) {
  if (!wanted || *wanted == had) return std::nullopt;
  return members::Edit<T>(had);
}
template <class T>
std::optional<T> reverse(const std::optional<T>& wanted, const T& had) {
  if (!wanted || *wanted == had) return std::nullopt;
  return had;
}

}  // namespace

members::Change reverse_of(
    const members::Change& change, const members::Member& before, const members::Contact& contact
) {
  members::Change back;
  back.name = reverse(change.name, before.name);
  back.gender = reverse(change.gender, before.gender);
  back.birthday = reverse(change.birthday, before.birthday);
  back.phone = reverse(change.phone, contact.phone);
  back.email = reverse(change.email, contact.email);
  back.id_number = reverse(change.id_number, contact.id_number);
  back.address = reverse(change.address, contact.address);
  back.language = reverse(change.language, before.language);
  return back;
}

bool is_empty(const members::Change& change) {
  return !change.name && !change.gender && !change.birthday && !change.phone && !change.email &&
         !change.id_number && !change.address && !change.language;
}

bool Prior::is_empty() const {
  return rosters::is_empty(change) && values.empty() && externals.empty() && consents.empty() &&
         !address;
}

std::string to_text(const Prior& prior) {
  const members::Change& change = prior.change;
  json::object object;
  if (change.name) object["name"] = *change.name;
  if (change.gender) object["gender"] = boost::describe::enum_to_string(*change.gender, "");
  if (change.address) object["address"] = *change.address;
  if (change.language) object["language"] = *change.language;
  put(object, "birthday", change.birthday, [](Date day) { return day.to_string(); });
  put(object, "phone", change.phone, [](const Phone& phone) { return phone.reveal_e164(); });
  put(object, "email", change.email, [](const Email& email) { return email.reveal(); });
  put(object, "id_number", change.id_number, [](const IdNumber& id) { return id.reveal(); });
  json::array values, externals;
  for (const PriorValue& value : prior.values) {
    values.push_back(json::array{value.field, value.before, value.after});
  }
  for (const std::string& text : prior.externals) externals.emplace_back(text);
  if (!values.empty()) object["values"] = std::move(values);
  if (!externals.empty()) object["externals"] = std::move(externals);
  json::array consents;
  for (const PriorConsent& one : prior.consents) {
    const consents::Subject& subject = one.subject;
    consents.push_back(json::array{
        boost::describe::enum_to_string(subject.purpose, ""),
        boost::describe::enum_to_string(subject.channel, ""),
        subject.topic,
        one.seq});
  }
  if (!consents.empty()) object["consents"] = std::move(consents);
  if (prior.address) {
    const profiles::Address& place = *prior.address;
    object["added_address"] =
        json::array{place.id.value(), place.division, place.street, place.postcode};
  }
  return json::serialize(object);
}

Prior prior_of_text(std::string_view text) {
  const json::value value = json::parse(text);
  const json::object& object = value.as_object();
  Prior prior;
  members::Change& change = prior.change;
  take(object, "name", change.name);
  take(object, "address", change.address);
  take(object, "language", change.language);
  if (const json::value* gender = object.if_contains("gender")) {
    members::Gender found{};
    GX_CHECK(boost::describe::enum_from_string(gender->as_string().c_str(), found));
    change.gender = found;
  }
  take(object, "birthday", change.birthday, [](std::string_view day) { return Date::parse(day); });
  take(object, "phone", change.phone, [](std::string_view phone) { return Phone::parse(phone); });
  take(object, "email", change.email, [](std::string_view email) { return Email::parse(email); });
  take(object, "id_number", change.id_number, [](std::string_view id) {
    return IdNumber::parse(id);
  });
  if (const json::value* values = object.if_contains("values")) {
    for (const json::value& one : values->as_array()) {
      const json::array& parts = one.as_array();
      prior.values.push_back(
          {parts.at(0).as_string().c_str(),
           parts.at(1).as_string().c_str(),
           parts.at(2).as_string().c_str()}
      );
    }
  }
  if (const json::value* externals = object.if_contains("externals")) {
    for (const json::value& one : externals->as_array()) {
      prior.externals.emplace_back(one.as_string().c_str());
    }
  }
  if (const json::value* address = object.if_contains("added_address")) {
    const json::array& parts = address->as_array();
    profiles::Address& place = prior.address.emplace();
    place.id = profiles::AddressId(parts.at(0).as_int64());
    place.division = parts.at(1).as_string().c_str();
    place.street = parts.at(2).as_string().c_str();
    place.postcode = parts.at(3).as_string().c_str();
  }
  if (const json::value* consents = object.if_contains("consents")) {
    for (const json::value& one : consents->as_array()) {
      const json::array& parts = one.as_array();
      PriorConsent& consent = prior.consents.emplace_back();
      consents::Subject& subject = consent.subject;
      GX_CHECK(boost::describe::enum_from_string(parts.at(0).as_string().c_str(), subject.purpose));
      GX_CHECK(boost::describe::enum_from_string(parts.at(1).as_string().c_str(), subject.channel));
      subject.topic = parts.at(2).as_string().c_str();
      consent.seq = parts.at(3).as_int64();
    }
  }
  return prior;
}

}  // namespace guanxi::rosters
