// Changing and closing members, and searching for them.
#include "modules/members/members_fixture_test.h"

namespace guanxi::members {
namespace {

TEST_F(MembersTest, AChangeTouchesWhatItNamesOnly) {
  NewMember input = person("张小明", "13800138000");
  input.email = Email::parse("a@example.com");
  input.birthday = Date::of(1990, 5, 4);
  input.address = "上海市";
  const Member before = given(input);

  Change wanted;
  wanted.name = " 张大明 ";
  wanted.birthday = std::optional<Date>();
  const auto after = change(before.id, 1, wanted);
  ASSERT_TRUE(after);
  EXPECT_EQ(after->version, 2);
  EXPECT_EQ(after->name, "张大明");
  EXPECT_EQ(after->birthday, std::nullopt) << "cleared";
  EXPECT_EQ(find(before.id), *after);
  const Contact kept = contact(before.id);
  EXPECT_EQ(kept.phone, input.phone);
  EXPECT_EQ(kept.email, input.email);
  EXPECT_EQ(kept.address, "上海市");

  EXPECT_EQ(change(before.id, 2, wanted)->version, 2) << "nothing new, no new version";
  EXPECT_EQ(change(before.id, 1, wanted).error().code, ErrorCode::stale_version);
  EXPECT_EQ(change(OwnerId(1), 1, wanted).error().code, ErrorCode::member_not_found);
  wanted.state = State::closed;
  EXPECT_EQ(change(before.id, 2, wanted).error().pointer, "/state") << "closing is no profile edit";
  wanted.state = State::frozen;
  EXPECT_EQ(change(before.id, 2, wanted)->state, State::frozen);
}

TEST_F(MembersTest, ABirthdayIsChangedOnceAYear) {
  const Member member = given(person("张小明", "13800138000"));
  const auto born = [&](std::int64_t version, std::optional<Date> day, bool correction = false) {
    Change wanted;
    wanted.birthday = day;
    wanted.correction = correction;
    return change(member.id, version, wanted);
  };
  EXPECT_TRUE(born(1, Date::of(1990, 5, 4))) << "told for the first time";
  EXPECT_TRUE(born(2, Date::of(1991, 5, 4))) << "changed";
  const auto again = born(3, Date::of(1992, 5, 4));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::birthday_changed_recently);
  EXPECT_EQ(again.error().pointer, "/birthday");
  EXPECT_EQ(born(3, std::nullopt).error().code, ErrorCode::birthday_changed_recently)
      << "nor cleared, to be told anew";
  EXPECT_TRUE(born(3, Date::of(1991, 5, 4))) << "what it is already is no change";
  EXPECT_TRUE(born(3, Date::of(1993, 5, 4), true)) << "a correction is always possible";
  temp.clock().advance_seconds(std::int64_t{366} * 86'400);
  EXPECT_TRUE(born(4, Date::of(1994, 5, 4))) << "a year later";
}

TEST_F(MembersTest, AChildNeedsAGuardiansConsent) {
  NewMember child = person("小小", "13800138000");
  child.birthday = Date::of(2020, 1, 1);
  EXPECT_EQ(add(child).error().pointer, "/birthday");
  child.guardian_consents = true;
  const auto added = add(child);
  ASSERT_TRUE(added);
  EXPECT_EQ(added->birthday, Date::of(2020, 1, 1));
  Change wanted;
  wanted.birthday = Date::of(2020, 1, 2);
  EXPECT_EQ(change(added->id, 1, wanted).error().pointer, "/birthday");
  wanted.guardian_consents = true;
  EXPECT_TRUE(change(added->id, 1, wanted));
}

TEST_F(MembersTest, ErasureLeavesNothingThatSaysWhoItWas) {
  NewMember input = person("张小明", "13800138000");
  input.email = Email::parse("a@example.com");
  input.birthday = Date::of(1990, 5, 4);
  input.id_number = IdNumber::parse("11010519491231002X");
  input.address = "上海市";
  input.external_id = "legacy:17850";
  const Member member = given(input);
  const auto erase = [&](OwnerId id, std::int64_t version) {
    return temp->write([&](sql::Tx& tx) { return members.erase(tx, id, version, somebody, now()); }
    );
  };
  EXPECT_EQ(erase(member.id, 2).error().code, ErrorCode::stale_version);
  EXPECT_EQ(erase(OwnerId(1), 1).error().code, ErrorCode::member_not_found);
  const auto erased = erase(member.id, 1);
  ASSERT_TRUE(erased);
  EXPECT_EQ(find(member.id), *erased);
  EXPECT_EQ(erased->state, State::closed);
  EXPECT_EQ(erased->name, "");
  EXPECT_EQ(erased->birthday, std::nullopt);
  EXPECT_EQ(erased->member_code, member.member_code) << "receipts name it";
  const Contact nothing = contact(member.id);
  EXPECT_FALSE(nothing.phone || nothing.email || nothing.id_number);
  EXPECT_EQ(nothing.address, "");
  EXPECT_TRUE(nothing.external_ids.empty());
  for (const auto& [kind, value] :
       {std::pair(IdentityKind::phone, "13800138000"),
        std::pair(IdentityKind::email, "a@example.com"),
        std::pair(IdentityKind::external, "legacy:17850")}) {
    EXPECT_EQ(owner(kind, value), std::nullopt);
  }
  EXPECT_THAT(ending("8000"), ElementsAre());
  EXPECT_THAT(named("张"), ElementsAre());
  EXPECT_TRUE(add(person("李雷", "13800138000"))) << "the phone is free";
  EXPECT_TRUE(erase(member.id, 2)) << "repeatable";
}

TEST_F(MembersTest, AReplacedPhoneIsFreeForOthersAtOnce) {
  const Member first = given(person("甲", "13800138000"));
  const Member second = given(person("乙", "13900139000"));
  Change wanted;
  wanted.phone = Phone::parse("13900139000");
  const auto refused = change(first.id, 1, wanted);
  EXPECT_EQ(refused.error().code, ErrorCode::identity_taken);
  EXPECT_EQ(refused.error().pointer, "/phone");
  EXPECT_EQ(owner(IdentityKind::phone, "13800138000"), first.id) << "nothing was given up";

  wanted.phone = Phone::parse("13700137000");
  ASSERT_TRUE(change(first.id, 1, wanted));
  EXPECT_EQ(owner(IdentityKind::phone, "13700137000"), first.id);
  EXPECT_EQ(owner(IdentityKind::phone, "13800138000"), std::nullopt);
  EXPECT_THAT(ending("7000"), ElementsAre(first.id));
  EXPECT_THAT(ending("8000"), ElementsAre());
  wanted.phone = Phone::parse("13800138000");
  ASSERT_TRUE(change(second.id, 1, wanted)) << "the other takes it";
  EXPECT_EQ(owner(IdentityKind::phone, "13800138000"), second.id);

  wanted.phone = std::optional<Phone>();
  ASSERT_TRUE(change(second.id, 2, wanted));
  EXPECT_EQ(owner(IdentityKind::phone, "13800138000"), std::nullopt);
  EXPECT_EQ(contact(second.id).phone, std::nullopt);
  wanted = {};
  wanted.email = Email::parse("b@example.com");
  ASSERT_TRUE(change(second.id, 3, wanted));
  wanted.email = Email::parse("B@example.com");
  EXPECT_TRUE(change(second.id, 4, wanted)) << "one's own mailbox in other letters";
  EXPECT_EQ(owner(IdentityKind::email, "b@example.com"), second.id);
}

TEST_F(MembersTest, AClosedMemberLeavesItsIdentitiesToOthers) {
  NewMember input = person("张小明", "13800138000");
  input.email = Email::parse("a@example.com");
  input.external_id = "x:1";
  const Member member = given(input);
  EXPECT_EQ(close(member.id, 9).error().code, ErrorCode::stale_version);
  EXPECT_EQ(close(OwnerId(1), 1).error().code, ErrorCode::member_not_found);
  const auto closed = close(member.id, 1);
  ASSERT_TRUE(closed);
  EXPECT_EQ(closed->state, State::closed);
  EXPECT_EQ(closed->version, 2);
  EXPECT_EQ(close(member.id, 2).error().code, ErrorCode::member_closed);
  EXPECT_EQ(change(member.id, 2, {}).error().code, ErrorCode::member_closed);
  EXPECT_EQ(owner(IdentityKind::phone, "13800138000"), std::nullopt);
  EXPECT_EQ(owner(IdentityKind::external, "x:1"), std::nullopt);
  EXPECT_EQ(owner(IdentityKind::member_code, member.member_code), member.id)
      << "the code stays with the member it was given to";
  EXPECT_THAT(named("张"), ElementsAre());
  EXPECT_THAT(ending("8000"), ElementsAre());
  EXPECT_TRUE(add(input)) << "the same person may come back";
}

TEST_F(MembersTest, SearchesByPhoneEndAndNamePrefix) {
  const OwnerId ming = given(person("张小明", "13800138000")).id;
  const OwnerId hong = given(person("张小红", "13900138000")).id;
  const OwnerId li = given(person("李雷", "13700137000")).id;
  NewMember elsewhere = person("张小刚", "13600138000");
  elsewhere.programme = other_programme;
  given(elsewhere);
  EXPECT_THAT(ending("8000"), ElementsAre(ming, hong));
  EXPECT_THAT(ending("0000"), ElementsAre());
  EXPECT_THAT(named("张小"), testing::UnorderedElementsAre(ming, hong));
  EXPECT_THAT(named("张小明"), ElementsAre(ming));
  EXPECT_THAT(named("李"), ElementsAre(li));
  EXPECT_THAT(named(""), ElementsAre()) << "not everybody";
  EXPECT_THAT(named("%"), ElementsAre()) << "a prefix is no pattern";
  EXPECT_EQ(named("张", 1).size(), 1U);
}

}  // namespace
}  // namespace guanxi::members
