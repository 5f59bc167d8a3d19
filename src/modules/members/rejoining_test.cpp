// Who joins again: whoever takes a phone after somebody gave it up.
#include "modules/members/members_fixture_test.h"
#include "modules/members/store.h"

namespace guanxi::members {
namespace {

constexpr const char* their_phone = "13900139000";

class RejoiningTest : public MembersTest {
 protected:
  bool was_here(const Member& member, std::int64_t days = 365) {
    const Instant since = now().plus_seconds(-86'400 * days);
    return temp->read([&](sql::Tx& tx) { return was_here_before(tx, member.id, since); });
  }
  void pass_days(std::int64_t days) { temp.clock().advance_seconds(86'400 * days); }
};

TEST_F(RejoiningTest, who_takes_a_phone_that_was_given_up_was_here_before) {
  const Member before = given(person("王芳", their_phone));
  EXPECT_FALSE(was_here(before));
  ASSERT_TRUE(close(before.id, 1));
  pass_days(10);
  const Member after = given(person("王芳", their_phone));
  EXPECT_TRUE(was_here(after));
  EXPECT_FALSE(was_here(after, 9)) << "longer ago";
  EXPECT_FALSE(was_here(given(person("李雷", "13900139001"))));
}

TEST_F(RejoiningTest, who_shared_a_phone_with_somebody_who_left_was_here_all_along) {
  const Member first = given(person("王芳", their_phone));
  NewMember wanted = person("李雷", their_phone);
  wanted.phone_shared = true;
  const Member second = given(wanted);
  pass_days(1);
  ASSERT_TRUE(close(first.id, 1));
  EXPECT_FALSE(was_here(second));
}

TEST_F(RejoiningTest, who_takes_over_the_phone_of_an_account_of_theirs_is_the_same) {
  const Member gone = given(person("王芳", their_phone));
  const Member stays = given(person("王芳", "13900139001"));
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) -> Outcome {
    GX_TRY_VOID(members.merge(tx, gone.id, 1, stays.id, somebody, now()));
    store::release(tx, gone.id, IdentityKind::phone, somebody, now());
    return ok();
  }));
  Change wanted;
  wanted.phone = Phone::parse(their_phone);
  ASSERT_TRUE(change(stays.id, find(stays.id)->version, wanted));
  EXPECT_FALSE(was_here(stays));
}

}  // namespace
}  // namespace guanxi::members
