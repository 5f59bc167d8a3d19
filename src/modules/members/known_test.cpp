#include "modules/members/members_fixture_test.h"

namespace guanxi::members {
namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

class KnownTest : public MembersTest {
 protected:
  std::vector<OwnerId> alike(const NewMember& wanted, int limit = 100) {
    return temp->read([&](sql::Tx& tx) {
      std::vector<OwnerId> found;
      for (const Known& one : members.alike(tx, wanted, limit)) found.push_back(one.member.id);
      return found;
    });
  }
  static NewMember born(const char* name, const char* phone, int day) {
    NewMember input = person(name, phone);
    input.birthday = Date::of(1990, 5, day);
    return input;
  }
};

TEST_F(KnownTest, alike_is_who_shares_birthday_name_or_identity_number) {
  const OwnerId ming = given(born("張小明", "13800138000", 4)).id;
  const OwnerId lei = given(born("李雷", nullptr, 4)).id;
  NewMember with_number = person("王伟", nullptr);
  with_number.id_number = IdNumber::parse("11010519491231002X");
  const OwnerId wei = given(with_number).id;
  NewMember elsewhere = born("张小明", nullptr, 4);
  elsewhere.programme = other_programme;
  given(elsewhere);
  const Member gone = given(born("张小明", nullptr, 4));
  ASSERT_TRUE(close(gone.id, 1).has_value());

  EXPECT_THAT(alike(born("Somebody", nullptr, 4)), ElementsAre(lei, ming)) << "the youngest first";
  EXPECT_THAT(alike(born("zhang xiao ming", nullptr, 9)), ElementsAre(ming)) << "in any script";
  EXPECT_THAT(alike(born("李雷", nullptr, 4)), UnorderedElementsAre(lei, ming)) << "each once";
  EXPECT_THAT(alike(with_number), ElementsAre(wei));
  with_number.name = "Somebody";
  EXPECT_THAT(alike(with_number), ElementsAre(wei)) << "by the number alone";
  EXPECT_THAT(alike(person("", nullptr)), IsEmpty());
  EXPECT_THAT(alike(born("", nullptr, 4), 1), ElementsAre(lei)) << "no more than asked for";
}

TEST_F(KnownTest, a_walk_shows_every_member_once_with_what_is_known) {
  std::vector<OwnerId> all;
  for (int i = 0; i < 5; ++i) all.push_back(given(born("张小明", nullptr, 1 + i)).id);
  NewMember elsewhere = person("李雷", nullptr);
  elsewhere.programme = other_programme;
  given(elsewhere);
  NewMember last = person("王伟", "13800138000");
  last.address = "上海市南京东路 1 号";
  all.push_back(given(last).id);
  ASSERT_TRUE(close(all[1], 1).has_value());
  all.erase(all.begin() + 1);

  std::vector<OwnerId> seen;
  Contact contact;
  std::optional<OwnerId> after = OwnerId();
  while (after) {
    after = members.walk(*temp, main_programme, *after, 2, [&](const Known& known) {
      seen.push_back(known.member.id);
      contact = known.contact;
    });
  }
  EXPECT_EQ(seen, all);
  EXPECT_EQ(contact.phone, Phone::parse("13800138000"));
  EXPECT_EQ(contact.address, "上海市南京东路 1 号");
}

}  // namespace
}  // namespace guanxi::members
