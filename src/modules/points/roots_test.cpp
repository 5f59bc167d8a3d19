#include "modules/points/roots.h"

#include <gtest/gtest.h>

#include "modules/points/testing.h"

namespace guanxi::points {
namespace {

class RootsTest : public PointsTest {
 protected:
  std::optional<Root> due() { return make_due_root(*temp, ids, temp.clock().now()); }
  bool holds(const Root& root) {
    const auto again = temp->read([&](sql::Tx& tx) { return recompute_root(tx, root.root_id); });
    return again && again->matches() && again->stored.hash == root.hash;
  }
};

TEST_F(RootsTest, CoversTheLastWholeHourOnceItIsOldEnough) {
  move_to("2026-01-01T01:09:59Z");
  ASSERT_TRUE(due().has_value()) << "the hour before";
  EXPECT_FALSE(due().has_value()) << "once";
  move_to("2026-01-01T01:10:00Z");
  const auto root = due();
  ASSERT_TRUE(root.has_value());
  EXPECT_EQ(root->covers_to, *Instant::parse("2026-01-01T01:00:00Z"));
  EXPECT_EQ(root->heads, Heads{}) << "nobody has an entry";
}

TEST_F(RootsTest, CoversExactlyWhatWasPostedBefore) {
  open(OwnerId(1002));
  ASSERT_TRUE(earn_points(1, 10, in_2028));
  move_to("2026-01-01T00:59:59.999999Z");
  ASSERT_TRUE(earn_points(2, 5, in_2028));
  move_to("2026-01-01T01:00:00Z");
  ASSERT_TRUE(earn_points(3, 100, in_2028));
  const Context with = context(OwnerId(1002), {CauseKind::sale, 4});
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) {
    return post_earned(tx, ids, with, Points(1), in_2028);
  }));
  move_to("2026-01-01T01:15:00Z");
  const auto root = due();
  ASSERT_TRUE(root.has_value());
  EXPECT_EQ(root->heads.accounts, 1);
  EXPECT_EQ(root->heads.entries, 2);
  EXPECT_EQ(root->heads.balance, Points(15));
}

TEST_F(RootsTest, AnyRootCanBeRecomputedHoweverMuchCameAfter) {
  std::vector<Root> roots;
  for (int hour = 0; hour < 5; ++hour) {
    for (std::int64_t visit = 0; visit < 3; ++visit) {
      ASSERT_TRUE(earn_points(hour * 10 + visit + 1, visit, in_2028));
    }
    temp.clock().advance_seconds(3600 + root_lag_seconds);
    const auto root = due();
    ASSERT_TRUE(root.has_value());
    roots.push_back(*root);
  }
  for (const Root& root : roots) EXPECT_TRUE(holds(root)) << root.covers_to.to_string();
  for (std::size_t i = 1; i < roots.size(); ++i) {
    EXPECT_GT(roots[i].heads.entries, roots[i - 1].heads.entries);
    EXPECT_NE(roots[i].heads.digest, roots[i - 1].heads.digest);
  }
  EXPECT_EQ(temp->read([](sql::Tx& tx) { return last_root(tx); })->root_id, roots.back().root_id);
  EXPECT_FALSE(temp->read([](sql::Tx& tx) { return recompute_root(tx, 1); }).has_value());
}

TEST_F(RootsTest, AnAlteredEntryUnderARootIsFoundByThatRoot) {
  ASSERT_TRUE(earn_points(1, 10, in_2028));
  ASSERT_TRUE(earn_points(2, 10, in_2028));
  temp.clock().advance_seconds(3600 + root_lag_seconds);
  const auto root = due();
  ASSERT_TRUE(root.has_value() && holds(*root));
  verify_at_end = false;
  ASSERT_TRUE(temp->write([](sql::Tx& tx) -> Outcome {
    static const sql::Query alter{
        "UPDATE points_accounts SET head_hash = zeroblob(32)",
        "UPDATE points_accounts SET head_hash = decode(repeat('00', 32), 'hex')"};
    tx.exec(alter);
    return ok();
  }));
  EXPECT_FALSE(holds(*root));
}

TEST_F(RootsTest, ARootTooFreshIsAFaultOfOurs) {
  const Instant now = temp.clock().now();
  EXPECT_THROW(static_cast<void>(make_root(*temp, ids, now, now)), CheckFailed);
}

}  // namespace
}  // namespace guanxi::points
