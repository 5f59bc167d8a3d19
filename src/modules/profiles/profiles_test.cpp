#include "modules/profiles/profiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/sql/testing.h"

namespace guanxi::profiles {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const ActorId clerk(7);
const ProgrammeId main_programme(11);

const sql::Query stored_values{
    "SELECT COALESCE(value, '(sealed)') FROM profile_values ORDER BY field"};
const sql::Query rows_left{
    "SELECT (SELECT COUNT(*) FROM profile_values) + (SELECT COUNT(*) FROM profile_search) + "
    "(SELECT COUNT(*) FROM profile_addresses) + (SELECT COUNT(*) FROM profile_relatives)"};

std::string refusal(const Error& error) {
  return std::string(code_name(error.code)) + " " + error.pointer;
}

Field a_field(const char* code, FieldKind kind) {
  Field field;
  field.programme = main_programme;
  field.code = code;
  field.kind = kind;
  field.label_zh = "字段";
  field.label_en = "Field";
  if (kind == FieldKind::choice || kind == FieldKind::choices) {
    field.choices = {{"red", "红", "Red"}, {"blue", "蓝", "Blue"}};
  }
  return field;
}

TEST(ProfileValues, are_read_by_what_their_field_says) {
  Field size = a_field("size", FieldKind::number);
  size.decimals = 1;
  size.min = 200;
  size.max = 500;
  Field temperature = a_field("temperature", FieldKind::number);
  temperature.decimals = 2;
  const Field name = a_field("nickname", FieldKind::text), day = a_field("day", FieldKind::date);
  const Field colour = a_field("colour", FieldKind::choice);
  const Field colours = a_field("colours", FieldKind::choices);
  const Field yes = a_field("yes", FieldKind::boolean);
  const struct {
    const Field& field;
    std::vector<std::string> written;
    const char *result, *reason;
  } rows[] = {
      {size, {"42.5"}, "42.5", "as written"},
      {size, {"42"}, "42.0", "with the field's decimals"},
      {size, {"042.5"}, "42.5", "one form for one value"},
      {size, {"42.55"}, "bad_format /v", "more decimals than the field has"},
      {size, {"19.9"}, "out_of_range /v", "below the least"},
      {size, {"50.1"}, "out_of_range /v", "above the most"},
      {size, {"20.0"}, "20.0", "the least is inside"},
      {size, {"1e3"}, "bad_format /v", "no exponents"},
      {size, {"4,5"}, "bad_format /v", "no commas"},
      {size, {"."}, "bad_format /v", "no digits"},
      {size, {"42", "43"}, "too_many /v", "one value"},
      {temperature, {"-0.05"}, "-0.05", "below nothing"},
      {temperature, {"0"}, "0.00", "nothing"},
      {temperature, {"9999999999999999"}, "bad_format /v", "more than can be kept exactly"},
      {name, {"  小  明 "}, "小 明", "tidied"},
      {name, {" "}, "missing_field /v", "blank is not a value"},
      {day, {"2020-02-29"}, "2020-02-29", "a day"},
      {day, {"2021-02-29"}, "bad_format /v", "no such day"},
      {day, {"1899-12-31"}, "out_of_range /v", "too long ago"},
      {colour, {"red"}, "red", "a choice"},
      {colour, {"green"}, "unknown_value /v", "no choice"},
      {colour, {"red", "blue"}, "too_many /v", "one of them"},
      {colours, {"red", "blue", "red"}, "blue red", "sorted, each once"},
      {colours, {"red", "green"}, "unknown_value /v", "no choice among them"},
      {yes, {"true"}, "true", "yes"},
      {yes, {"yes"}, "unknown_value /v", "a word of ours"},
  };
  for (const auto& row : rows) {
    const auto read = read_value(row.field, row.written, "/v");
    EXPECT_EQ(read ? *read : refusal(read.error()), row.result) << row.reason;
  }
}

TEST(Divisions, have_a_shape_and_a_province) {
  for (const char* const good : {"310101", "110000", "440300", "710000", "820000"}) {
    EXPECT_TRUE(check_division(good, "/d")) << good;
  }
  for (const char* const bad : {"", "31010", "3101011", "31010a", "990101", "310001", "001100"}) {
    EXPECT_FALSE(check_division(bad, "/d")) << bad;
  }
}

class ProfilesTest : public testing::Test {
 protected:
  ProfilesTest() {
    member.id = OwnerId(501);
    member.programme = main_programme;
  }
  Result<Field> put(const Field& field) {
    return temp->write([&](sql::Tx& tx) { return put_field(tx, field, clerk, now()); });
  }
  Field given(Field field) {
    auto made = put(field);
    GX_CHECK(made.has_value());
    return *made;
  }
  std::string set(const std::vector<Edit>& edits) {
    const auto done =
        temp->write([&](sql::Tx& tx) { return profiles.set(tx, member, edits, clerk, now()); });
    if (!done) return refusal(done.error());
    std::string fields;
    for (const audit::Change& change : done->all()) fields += change.field + " ";
    return fields;
  }
  std::vector<std::string> values() {
    std::vector<std::string> all;
    for (const Value& value :
         temp->read([&](sql::Tx& tx) { return profiles.values(tx, member); })) {
      all.push_back(value.field + "=" + value.value);
    }
    return all;
  }
  std::vector<OwnerId> find(const char* field, const char* value) {
    return *temp->read([&](sql::Tx& tx) {
      return profiles.find(tx, main_programme, field, value, OwnerId(), 10);
    });
  }
  Result<Address> put(Address address) {
    return temp->write([&](sql::Tx& tx) {
      return profiles.put_address(tx, ids, member.id, address, clerk, now());
    });
  }
  std::vector<Address> addresses() {
    return temp->read([&](sql::Tx& tx) { return profiles.addresses(tx, member.id); });
  }
  Result<Relative> add(Relative relative, bool consents) {
    return temp->write([&](sql::Tx& tx) {
      return profiles.add_relative(tx, ids, member.id, relative, consents, clerk, now());
    });
  }
  Instant now() { return temp.clock().now(); }

  sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 1};
  const crypto::KeyRing keys = crypto::KeyRing::for_tests("profiles");
  const Profiles profiles{keys};
  members::Member member;
};

TEST_F(ProfilesTest, a_definition_is_checked_as_a_whole) {
  const auto refused = [&](auto change) {
    Field field = a_field("field", FieldKind::number);
    change(field);
    const auto made = put(field);
    return made ? std::string("ok") : refusal(made.error());
  };
  EXPECT_EQ(refused([](Field& f) { f.code = "a b"; }), "bad_format /code");
  EXPECT_EQ(refused([](Field& f) { f.label_en.clear(); }), "missing_field /label_en");
  EXPECT_EQ(refused([](Field& f) { f.decimals = 7; }), "out_of_range /decimals");
  EXPECT_EQ(refused([](Field& f) { f.min = 2, f.max = 1; }), "out_of_range /max");
  EXPECT_EQ(refused([](Field& f) { f.choices = {{"a", "a", "a"}}; }), "unknown_value /choices");
  EXPECT_EQ(refused([](Field& f) { f.kind = FieldKind::choice; }), "too_few /choices");
  EXPECT_EQ(
      refused([](Field& f) {
        f.kind = FieldKind::text;
        f.max = 501;
      }),
      "out_of_range /max"
  );
  EXPECT_EQ(refused([](Field& f) { f.version = 3; }), "stale_version ");
  EXPECT_EQ(refused([](Field&) {}), "ok");
  EXPECT_EQ(refused([](Field&) {}), "stale_version ") << "it is there already";
}

TEST_F(ProfilesTest, what_values_are_stored_by_does_not_change) {
  const Field before = given(a_field("colour", FieldKind::choice));
  const auto refused = [&](auto change) {
    Field field = before;
    change(field);
    const auto made = put(field);
    return made ? std::string("ok") : refusal(made.error());
  };
  EXPECT_EQ(refused([](Field& f) { f.kind = FieldKind::choices; }), "unknown_value /kind");
  EXPECT_EQ(refused([](Field& f) { f.personal = true; }), "unknown_value /personal");
  EXPECT_EQ(refused([](Field& f) { f.searchable = true; }), "unknown_value /searchable");
  EXPECT_EQ(
      refused([](Field& f) {
        f.choices = {{"red", "红", "Red"}, {"green", "绿", "Green"}};
      }),
      "unknown_value /choices"
  );
  EXPECT_EQ(refused([](Field& f) { f.choices.push_back({"green", "绿", "Green"}); }), "ok");
}

TEST_F(ProfilesTest, values_are_set_cleared_and_found) {
  Field size = a_field("size", FieldKind::number);
  size.decimals = 1;
  size.searchable = true;
  given(size);
  Field colours = a_field("colours", FieldKind::choices);
  colours.searchable = true;
  given(colours);
  Field hobby = a_field("hobby", FieldKind::text);
  hobby.personal = hobby.searchable = true;
  given(hobby);
  EXPECT_EQ(
      set({{"size", {"42"}}, {"colours", {"red", "blue"}}, {"hobby", {"钓鱼"}}}),
      "colours hobby size "
  );
  EXPECT_EQ(set({{"size", {"42.0"}}}), "") << "the same value is no change";
  EXPECT_THAT(values(), ElementsAre("colours=blue red", "hobby=钓鱼", "size=42.0"));
  EXPECT_THAT(
      temp->read([](sql::Tx& tx) { return tx.list<std::string>(stored_values); }),
      ElementsAre("blue red", "(sealed)", "42.0")
  );
  EXPECT_THAT(find("size", "42"), ElementsAre(member.id));
  EXPECT_THAT(find("size", "43"), ElementsAre());
  EXPECT_THAT(find("colours", "red"), ElementsAre(member.id));
  EXPECT_THAT(find("hobby", " 钓鱼 "), ElementsAre(member.id)) << "by a keyed hash";
  EXPECT_EQ(set({{"size", {}}, {"colours", {"red"}}}), "colours size ");
  EXPECT_THAT(find("size", "42"), ElementsAre());
  EXPECT_THAT(find("colours", "blue"), ElementsAre());
}

TEST_F(ProfilesTest, a_profile_that_is_changed_has_what_is_required) {
  Field wanted = a_field("wanted", FieldKind::boolean);
  wanted.required = true;
  const Field stored = given(wanted);
  given(a_field("other", FieldKind::text));
  EXPECT_EQ(set({{"other", {"x"}}}), "missing_field /values");
  EXPECT_EQ(set({{"other", {"x"}}, {"wanted", {"true"}}}), "other wanted ");
  EXPECT_EQ(set({{"wanted", {}}}), "missing_field /values");
  EXPECT_EQ(set({{"nothing", {"x"}}}), "profile_field_not_found /values/0");
  EXPECT_THAT(values(), ElementsAre("other=x", "wanted=true")) << "a refusal writes nothing";
  Field retired = stored;
  retired.state = FieldState::retired;
  given(retired);
  EXPECT_EQ(set({{"wanted", {"false"}}}), "profile_field_not_found /values/0");
  EXPECT_EQ(set({{"other", {"y"}}}), "other ") << "nobody asks for it any more";
}

TEST_F(ProfilesTest, one_address_is_the_default) {
  const Address first =
      *put(Address{{}, "310101", "南京东路 1 号", "张小明", "13800138000", "200001"});
  EXPECT_TRUE(first.is_default);
  const Address second = *put(Address{{}, "440305", "深南大道 2 号", "", "", "", true});
  ASSERT_EQ(addresses().size(), 2U);
  EXPECT_EQ(addresses()[0].id, second.id);
  EXPECT_EQ(addresses()[1].phone, "+8613800138000");
  EXPECT_FALSE(addresses()[1].is_default);
  Address changed = second;
  changed.is_default = false;
  changed.street = "深南大道 3 号";
  EXPECT_TRUE(put(changed)->is_default) << "there always is one";
  const auto remove = [&](AddressId id) {
    return temp->write([&](sql::Tx& tx) {
      return profiles.remove_address(tx, member.id, id, clerk, now());
    });
  };
  EXPECT_TRUE(remove(second.id));
  EXPECT_TRUE(addresses().at(0).is_default) << "the rest takes over";
  EXPECT_EQ(remove(second.id).error().code, ErrorCode::address_not_found);
  changed.id = AddressId(9);
  EXPECT_EQ(put(changed).error().code, ErrorCode::address_not_found);
  EXPECT_EQ(refusal(put(Address{{}, "990101", "x"}).error()), "bad_format /division");
  EXPECT_EQ(refusal(put(Address{{}, "310101", " "}).error()), "missing_field /street");
  EXPECT_EQ(refusal(put(Address{{}, "310101", "x", "", "12"}).error()), "bad_format /phone");
  EXPECT_EQ(refusal(put(Address{{}, "310101", "x", "", "", "12"}).error()), "bad_format /postcode");
}

TEST_F(ProfilesTest, a_child_under_fourteen_needs_a_guardians_consent) {
  const Relative child{{}, Relation::child, "小小", Date::of(2020, 6, 1)};
  EXPECT_EQ(refusal(add(child, false).error()), "guardian_consent_required /birthday");
  ASSERT_TRUE(add(child, true));
  EXPECT_TRUE(add({{}, Relation::spouse, "李雷", Date::of(1990, 1, 1)}, false));
  EXPECT_EQ(refusal(add({{}, Relation::child, "", {}}, false).error()), "missing_field /name");
  EXPECT_EQ(
      refusal(add({{}, Relation::child, "", Date::of(2999, 1, 1)}, true).error()),
      "out_of_range /birthday"
  );
  const auto family = temp->read([&](sql::Tx& tx) { return profiles.relatives(tx, member.id); });
  ASSERT_EQ(family.size(), 2U);
  EXPECT_EQ(family[0].name, "小小");
  EXPECT_EQ(family[0].birthday, Date::of(2020, 6, 1));
}

TEST_F(ProfilesTest, erasure_leaves_nothing_and_a_walk_counts_the_seals) {
  Field hobby = a_field("hobby", FieldKind::text);
  hobby.personal = hobby.searchable = true;
  given(hobby);
  set({{"hobby", {"钓鱼"}}});
  ASSERT_TRUE(put(Address{{}, "310101", "x"}));
  ASSERT_TRUE(add({{}, Relation::child, "小小", {}}, false));
  crypto::SealCensus census;
  OwnerId at;
  while (const auto next = profiles.walk_seals(*temp, at, 1, crypto::SealWalk::renew, census)) {
    at = *next;
  }
  EXPECT_EQ(census.values(), 3);
  EXPECT_EQ(census.unreadable, 0);
  const auto erased = temp->write([&](sql::Tx& tx) -> Outcome {
    profiles.erase(tx, member.id);
    return ok();
  });
  ASSERT_TRUE(erased);
  EXPECT_EQ(temp->read([](sql::Tx& tx) { return tx.get<std::int64_t>(rows_left); }), 0);
}

}  // namespace
}  // namespace guanxi::profiles
