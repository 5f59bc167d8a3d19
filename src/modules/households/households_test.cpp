// Households: who belongs to whom, and since when.
#include "modules/households/households.h"

#include <gmock/gmock.h>

#include "modules/households/history.h"
#include "platform/sql/testing.h"

namespace guanxi::households {
namespace {

class HouseholdsTest : public testing::Test {
 protected:
  ~HouseholdsTest() override {
    EXPECT_THAT(temp->read([](sql::Tx& tx) { return verify(tx); }), testing::IsEmpty());
  }
  static members::Member member(std::int64_t id) {
    members::Member made;
    made.id = OwnerId(id);
    made.programme = ProgrammeId(1);
    return made;
  }
  Result<Household> make(const std::vector<std::int64_t>& ids_of) {
    std::vector<members::Member> all;
    for (const std::int64_t id : ids_of) all.push_back(member(id));
    return temp->write([&](sql::Tx& tx) {
      return create(tx, ids, all, ActorId(9), temp.clock().now());
    });
  }
  Result<Membership> add(HouseholdId household, std::int64_t id) {
    return temp->write([&](sql::Tx& tx) {
      return join(tx, ids, household, member(id), ActorId(9), temp.clock().now());
    });
  }
  void go(std::int64_t id, Ending ending) {
    const auto done = temp->write([&](sql::Tx& tx) -> Outcome {
      leave(tx, OwnerId(id), ending, "", ActorId(9), temp.clock().now());
      return ok();
    });
    EXPECT_TRUE(done);
  }
  Result<Terms> allow(int members_max, std::int64_t version = 0) {
    return temp->write([&](sql::Tx& tx) {
      Terms terms;
      terms.programme = ProgrammeId(1);
      terms.version = version;
      terms.members_max = members_max;
      terms.reason = "test";
      return put_terms(tx, terms, ActorId(9), temp.clock().now());
    });
  }
  std::optional<Membership> where(std::int64_t id) {
    return temp->read([&](sql::Tx& tx) { return membership_of(tx, OwnerId(id)); });
  }
  std::vector<Membership> all(HouseholdId household) {
    return temp->read([&](sql::Tx& tx) { return members_of(tx, household); });
  }
  State state(HouseholdId household) {
    return temp->read([&](sql::Tx& tx) { return find(tx, household)->state; });
  }

  sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 0};
};

TEST_F(HouseholdsTest, TheFirstIsTheHeadAndEverybodyIsInOneHouseholdAtATime) {
  const auto made = make({1, 2});
  ASSERT_TRUE(made);
  EXPECT_TRUE(where(1)->is_head);
  EXPECT_FALSE(where(2)->is_head);
  const auto again = make({3, 2});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::already_in_household);
  EXPECT_EQ(again.error().pointer, "/members/0/member");
  EXPECT_FALSE(where(3)) << "nothing was written";
  EXPECT_EQ(add(made->id, 1).error().code, ErrorCode::already_in_household);
}

TEST_F(HouseholdsTest, AProgrammesTermsSayHowManyMayBelong) {
  ASSERT_TRUE(allow(3));
  const auto four = make({1, 2, 3, 4});
  ASSERT_FALSE(four);
  EXPECT_EQ(four.error().code, ErrorCode::household_full);
  EXPECT_EQ(four.error().facts.front().second, "3");
  const auto made = make({1, 2});
  ASSERT_TRUE(add(made->id, 3));
  EXPECT_EQ(add(made->id, 4).error().code, ErrorCode::household_full);
  go(2, Ending::left);
  EXPECT_TRUE(add(made->id, 4)) << "who has left takes no room";
}

TEST_F(HouseholdsTest, WhenTheHeadLeavesWhoJoinedFirstIsTheHead) {
  const auto made = make({1, 2, 3});
  go(1, Ending::closed);
  EXPECT_TRUE(where(2)->is_head);
  EXPECT_FALSE(where(3)->is_head);
  const auto members = all(made->id);
  ASSERT_EQ(members.size(), 3U) << "who left stays in the history";
  EXPECT_EQ(members[0].ending, Ending::closed);
  EXPECT_EQ(state(made->id), State::open);
}

TEST_F(HouseholdsTest, AHouseholdOfOneIsOver) {
  const auto made = make({1, 2});
  go(2, Ending::removed);
  EXPECT_EQ(state(made->id), State::dissolved);
  EXPECT_FALSE(where(1));
  EXPECT_EQ(all(made->id)[0].ending, Ending::dissolved);
  EXPECT_EQ(add(made->id, 3).error().code, ErrorCode::household_not_found);
  EXPECT_TRUE(make({2, 1})) << "both are free for another one";
  const auto history = temp->read([](sql::Tx& tx) { return history_of(tx, OwnerId(1)); });
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history[0].household, made->id);
  EXPECT_FALSE(history[1].left_at);
}

TEST_F(HouseholdsTest, WhoIsInNoneLeavesNothing) {
  go(7, Ending::erased);
  EXPECT_FALSE(where(7));
}

TEST_F(HouseholdsTest, SharedIsOnlyWhatBothAreInNow) {
  const auto made = make({1, 2, 3});
  ASSERT_TRUE(make({4, 5}));
  const auto together = [&](std::int64_t a, std::int64_t b) {
    return temp->read([&](sql::Tx& tx) { return shared(tx, OwnerId(a), OwnerId(b)); });
  };
  EXPECT_EQ(*together(1, 3), made->id);
  EXPECT_EQ(together(1, 4).error().code, ErrorCode::not_in_household);
  EXPECT_EQ(together(1, 6).error().code, ErrorCode::not_in_household);
  EXPECT_EQ(together(1, 1).error().code, ErrorCode::not_in_household);
  go(3, Ending::left);
  EXPECT_EQ(together(1, 3).error().code, ErrorCode::not_in_household);
}

TEST_F(HouseholdsTest, AChangeOfTermsIsTheNextVersionForWhoSawTheLast) {
  ASSERT_TRUE(allow(4));
  EXPECT_EQ(allow(5).error().code, ErrorCode::stale_version);
  ASSERT_TRUE(allow(5, 1));
  const Terms now = temp->read([](sql::Tx& tx) { return terms_of(tx, ProgrammeId(1)); });
  EXPECT_EQ(now.version, 2);
  EXPECT_EQ(now.members_max, 5);
  EXPECT_FALSE(now.transfers) << "off until somebody switches them on";
  const Terms other = temp->read([](sql::Tx& tx) { return terms_of(tx, ProgrammeId(2)); });
  EXPECT_EQ(other.version, 0);
  EXPECT_EQ(other.members_max, 6);
}

}  // namespace
}  // namespace guanxi::households
