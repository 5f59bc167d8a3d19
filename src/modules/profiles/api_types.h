// The requests and answers of profiles, with their documentation; and what stands inside seals.
// Private to the module.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modules/profiles/profiles.h"
#include "platform/api/api.h"

namespace guanxi::profiles {

BOOST_DESCRIBE_STRUCT(Choice, (), (code, zh, en))

struct StoredChoices {
  std::vector<Choice> items;
};
BOOST_DESCRIBE_STRUCT(StoredChoices, (), (items))

struct SealedAddress {
  std::string street, recipient, phone, postcode;
};
BOOST_DESCRIBE_STRUCT(SealedAddress, (), (street, recipient, phone, postcode))

struct SealedRelative {
  std::string name;
  std::optional<Date> birthday;
};
BOOST_DESCRIBE_STRUCT(SealedRelative, (), (name, birthday))

struct ListFields {
  std::string programme;
};
BOOST_DESCRIBE_STRUCT(ListFields, (), (programme))

struct PutField {
  std::string programme, code;
  FieldKind kind = FieldKind::text;
  FieldUse use = FieldUse::profile;
  std::string label_zh, label_en;
  bool required = false, personal = false, searchable = false;
  int decimals = 0;
  std::optional<std::int64_t> min, max;
  std::vector<Choice> choices;
  FieldState state = FieldState::active;
};
BOOST_DESCRIBE_STRUCT(
    PutField,
    (),
    (programme,
     code,
     kind,
     use,
     label_zh,
     label_en,
     required,
     personal,
     searchable,
     decimals,
     min,
     max,
     choices,
     state)
)

struct FieldView {
  std::string code;
  FieldKind kind = FieldKind::text;
  FieldUse use = FieldUse::profile;
  std::string label_zh, label_en;
  bool required = false, personal = false, searchable = false;
  int decimals = 0;
  std::optional<std::int64_t> min, max;
  std::vector<Choice> choices;
  FieldState state = FieldState::active;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(
    FieldView,
    (),
    (code,
     kind,
     use,
     label_zh,
     label_en,
     required,
     personal,
     searchable,
     decimals,
     min,
     max,
     choices,
     state,
     version)
)
struct FieldList {
  std::vector<FieldView> items;
};
BOOST_DESCRIBE_STRUCT(FieldList, (), (items))

struct OfMember {
  OwnerId id;
};
BOOST_DESCRIBE_STRUCT(OfMember, (), (id))

struct ValueEdit {
  std::string field;
  std::vector<std::string> values;
};
BOOST_DESCRIBE_STRUCT(ValueEdit, (), (field, values))

struct ChangeProfile {
  OwnerId id;
  std::vector<ValueEdit> values;
};
BOOST_DESCRIBE_STRUCT(ChangeProfile, (), (id, values))

struct ValueView {
  std::string field;
  std::optional<std::vector<std::string>> values;
  bool personal = false;
};
BOOST_DESCRIBE_STRUCT(ValueView, (), (field, values, personal))
struct ProfileView {
  std::vector<ValueView> values;
};
BOOST_DESCRIBE_STRUCT(ProfileView, (), (values))

struct FindByField {
  std::string programme, field, value;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(FindByField, (), (programme, field, value, limit, cursor))
struct FoundByField {
  OwnerId id;
};
BOOST_DESCRIBE_STRUCT(FoundByField, (), (id))

struct AddAddress {
  OwnerId id;
  std::string division, street;
  std::optional<std::string> recipient, phone, postcode;
  bool is_default = false;
};
BOOST_DESCRIBE_STRUCT(
    AddAddress, (), (id, division, street, recipient, phone, postcode, is_default)
)
struct PutAddress {
  OwnerId id;
  AddressId address;
  std::string division, street;
  std::optional<std::string> recipient, phone, postcode;
  bool is_default = false;
};
BOOST_DESCRIBE_STRUCT(
    PutAddress, (), (id, address, division, street, recipient, phone, postcode, is_default)
)
struct AddressPath {
  OwnerId id;
  AddressId address;
};
BOOST_DESCRIBE_STRUCT(AddressPath, (), (id, address))
struct AddressView {
  AddressId id;
  std::string division;
  std::optional<std::string> street, recipient, phone, postcode;
  bool is_default = false;
};
BOOST_DESCRIBE_STRUCT(
    AddressView, (), (id, division, street, recipient, phone, postcode, is_default)
)
struct AddressList {
  std::vector<AddressView> items;
};
BOOST_DESCRIBE_STRUCT(AddressList, (), (items))

struct AddRelative {
  OwnerId id;
  Relation relation = Relation::child;
  std::optional<std::string> name;
  std::optional<Date> birthday;
};
BOOST_DESCRIBE_STRUCT(AddRelative, (), (id, relation, name, birthday))
struct RelativePath {
  OwnerId id;
  RelativeId relative;
};
BOOST_DESCRIBE_STRUCT(RelativePath, (), (id, relative))
struct RelativeView {
  RelativeId id;
  Relation relation = Relation::other;
  std::optional<std::string> name;
  std::optional<Date> birthday;
};
BOOST_DESCRIBE_STRUCT(RelativeView, (), (id, relation, name, birthday))
struct RelativeList {
  std::vector<RelativeView> items;
};
BOOST_DESCRIBE_STRUCT(RelativeList, (), (items))

}  // namespace guanxi::profiles

#include "modules/profiles/api_docs.h"  // IWYU pragma: export
