// What the audit trail is told of a ladder: who, within which request, which fields, why.
#include <gtest/gtest.h>

#include "modules/tiers/testing.h"
#include "platform/sql/testing.h"

namespace guanxi::tiers {
namespace {

class LadderTrail : public testing::Test {
 protected:
  std::vector<audit::Recorded> trail(LadderId ladder) {
    audit::Search search;
    search.object_kind = "tier_ladder";
    search.object_id = ladder.to_string();
    search.before_at = temp.clock().now().plus_seconds(3600);
    return temp->read([&](sql::Tx& tx) { return audit::search(tx, search); });
  }
  static std::string change(const audit::Recorded& entry, const std::string& field) {
    for (const audit::Change& one : entry.changes) {
      if (one.field == field) return one.before.value_or("") + ">" + one.after.value_or("");
    }
    return "";
  }
  Instant later() {
    temp.clock().advance_seconds(1);
    return temp.clock().now();
  }

  sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 0};
  Ladders ladders{*temp, ids};
  const ActorId actor{9};
};

TEST_F(LadderTrail, every_command_leaves_its_fields_and_a_refused_one_nothing) {
  const auto added =
      ladders.add(ProgrammeId(1), Currency::cny, "CLUB", three_tiers(), "opening", actor, later());
  ASSERT_TRUE(added);
  ASSERT_TRUE(ladders.switch_on(added->id, 1, "go", actor, later()));
  Terms terms = three_tiers();
  terms.tiers[1].threshold = 1200;
  terms.tiers.insert(terms.tiers.begin() + 1, tier("SILVER", 500, 400));
  ASSERT_TRUE(ladders.change(added->id, 1, terms, "a tier between", actor, later()));
  ASSERT_TRUE(ladders.change(added->id, 2, terms, "the same again", actor, later()));
  Terms without = terms;
  without.tiers.pop_back();
  EXPECT_EQ(
      ladders.change(added->id, 2, without, "one less", actor, later()).error().code,
      ErrorCode::tier_in_use
  );
  ASSERT_TRUE(ladders.switch_on(added->id, 2, "now", actor, later()));
  EXPECT_EQ(
      ladders.switch_on(added->id, 2, "again", actor, later()).error().code,
      ErrorCode::tier_version_on
  );

  const auto entries = trail(added->id);
  ASSERT_EQ(entries.size(), 4U);
  const audit::Recorded &on = entries[0], &changed = entries[1], &made = entries[3];
  EXPECT_EQ(made.action, "tier_ladder_added");
  EXPECT_EQ(made.actor, actor);
  EXPECT_EQ(made.reason, "opening");
  EXPECT_EQ(change(made, "code"), ">CLUB");
  EXPECT_EQ(change(made, "tiers/GOLD/threshold"), ">1000");
  EXPECT_EQ(changed.action, "tier_ladder_changed");
  EXPECT_EQ(change(changed, "version"), "1>2");
  EXPECT_EQ(change(changed, "tiers/GOLD/threshold"), "1000>1200");
  EXPECT_EQ(change(changed, "tiers/SILVER/threshold"), ">500");
  EXPECT_EQ(change(changed, "tiers/DIAMOND/threshold"), "") << "as it was";
  EXPECT_EQ(on.action, "tier_ladder_switched_on");
  EXPECT_EQ(on.reason, "now");
  EXPECT_EQ(change(on, "in_force"), "1>2");
  EXPECT_EQ(change(on, "tiers/GOLD/threshold"), "1000>1200") << "what is different for members";
}

}  // namespace
}  // namespace guanxi::tiers
