// What an import leaves in the audit trail, member by member.
#include <gmock/gmock.h>

#include "flows/rosters/house_test.h"
#include "modules/audit/audit.h"

namespace guanxi::rosters {
namespace {

class RosterTrail : public RosterHouse {
 protected:
  std::vector<audit::Recorded> about(const char* phone) {
    const crypto::Sealer sealer(keys_);
    const auto owner = by_phone(phone);
    GX_CHECK(owner.has_value());
    return temp_->read([&](sql::Tx& tx) { return audit::about(tx, sealer, *owner, 100); });
  }
  static const audit::Change* field(const audit::Recorded& entry, const char* name) {
    for (const audit::Change& one : entry.changes) {
      if (one.field == name) return &one;
    }
    return nullptr;
  }
};

TEST_F(RosterTrail, whom_it_enrolled_and_what_it_changed_stand_with_its_id) {
  const Report first = import("姓名,手机,会员编号\n张三,13800138000,E1\n李四,13800138001,E2\n");
  ASSERT_EQ(first.counters.created, 2) << ::testing::PrintToString(rejects());
  const auto made = about("+8613800138000");
  ASSERT_EQ(made.size(), 1U);
  EXPECT_EQ(made[0].action, "member_enrolled");
  EXPECT_EQ(made[0].actor, ActorId(7));
  ASSERT_NE(field(made[0], "import"), nullptr);
  EXPECT_EQ(field(made[0], "import")->after, first.id.to_string());
  EXPECT_FALSE(made[0].has_values) << "the values stand in the member";

  temp_.clock().advance_seconds(1);
  Order order;
  order.mode = Mode::upsert;
  order.key = Key::external_id;
  const Report second =
      import("姓名,手机,会员编号\n张三丰,13900139000,E1\n李四,13800138001,E2\n", order);
  ASSERT_EQ(second.counters.updated, 1) << ::testing::PrintToString(rejects());
  ASSERT_EQ(second.counters.unchanged, 1);
  const auto changed = about("+8613900139000");
  ASSERT_EQ(changed.size(), 2U);
  const audit::Recorded& entry = changed[1];
  EXPECT_EQ(entry.action, "member_changed");
  EXPECT_EQ(entry.object_kind, "member");
  EXPECT_TRUE(entry.has_values) << "sealed";
  ASSERT_NE(field(entry, "name"), nullptr);
  EXPECT_EQ(field(entry, "name")->before, "张三");
  EXPECT_EQ(field(entry, "name")->after, "张三丰");
  ASSERT_NE(field(entry, "phone"), nullptr);
  EXPECT_TRUE(field(entry, "phone")->personal);
  EXPECT_EQ(field(entry, "phone")->before, "+8613800138000");
  EXPECT_EQ(field(entry, "phone")->after, "+8613900139000");
  EXPECT_EQ(field(entry, "import")->after, second.id.to_string());
  EXPECT_EQ(about("+8613800138001").size(), 1U) << "unchanged: nothing";
}

TEST_F(RosterTrail, a_preview_and_a_refused_row_leave_nothing) {
  const auto tried = rosters_.preview(options("姓名,手机\n张三,13800138000\n"), actor_);
  ASSERT_TRUE(tried);
  import("姓名,手机\n张三,138001380\n");
  audit::Search everything;
  everything.before_at = now().plus_seconds(3600);
  everything.limit = 100;
  const auto all = temp_->read([&](sql::Tx& tx) { return audit::search(tx, everything); });
  EXPECT_FALSE(all.empty()) << "stores and programmes";
  for (const audit::Recorded& one : all) EXPECT_NE(one.object_kind, "member") << one.action;
}

}  // namespace
}  // namespace guanxi::rosters
