// What the audit trail is told of an occasion, version by version.
#include "modules/audit/audit.h"
#include "modules/points/api_fixture_test.h"

namespace guanxi::points {
namespace {

class OccasionTrail : public PointsApiTest {
 protected:
  OccasionTrail() { door.actor.permissions = {"points:*"}; }

  int declare(const std::string& more) {
    temp.clock().advance_seconds(1);
    return post(
               "/v1/points/occasions",
               R"({"programme":"M","code":"SPRING","name":"spring","kind":"multiple",)"
               R"("reason":"season",)" +
                   more + "}",
               "o" + std::to_string(++keys_used)
    )
        .status;
  }
  std::vector<audit::Recorded> trail() {
    audit::Search search;
    search.object_kind = "points_occasion";
    search.object_id = programme.to_string() + ".SPRING";
    search.before_at = temp.clock().now().plus_seconds(3600);
    return temp->read([&](sql::Tx& tx) { return audit::search(tx, search); });
  }
  static std::string change(const audit::Recorded& entry, const std::string& field) {
    for (const audit::Change& one : entry.changes) {
      if (one.field == field) return one.before.value_or("") + ">" + one.after.value_or("");
    }
    return "";
  }

  int keys_used = 0;
};

TEST_F(OccasionTrail, EveryVersionLeavesItsFieldsAndARefusedOneNothing) {
  ASSERT_EQ(declare(R"("multiple":"2","weekdays":["monday","sunday"])"), 201);
  ASSERT_EQ(declare(R"("multiple":"3","weekdays":["monday","sunday"],"stores":["S001"])"), 201);
  EXPECT_EQ(declare(R"("multiple":"0.5")"), 400);
  EXPECT_EQ(declare(R"("multiple":"2","stores":["S999"])"), 404);
  temp.clock().advance_seconds(1);
  const auto retired =
      post("/v1/points/occasions/SPRING/retirement", R"({"programme":"M","reason":"over"})", "end");
  ASSERT_EQ(retired.status, 200) << retired.body;
  const auto entries = trail();
  ASSERT_EQ(entries.size(), 3U);
  const audit::Recorded &end = entries[0], &changed = entries[1], &added = entries[2];
  EXPECT_EQ(added.action, "points_occasion_added");
  EXPECT_EQ(added.reason, "season");
  EXPECT_EQ(change(added, "multiple"), ">2");
  EXPECT_EQ(change(added, "weekdays"), ">monday sunday");
  EXPECT_EQ(changed.action, "points_occasion_changed");
  EXPECT_EQ(change(changed, "version"), "1>2");
  EXPECT_EQ(change(changed, "multiple"), "2>3");
  EXPECT_EQ(change(changed, "stores"), ">S001");
  EXPECT_EQ(change(changed, "weekdays"), "") << "as it was";
  EXPECT_EQ(end.action, "points_occasion_retired");
  EXPECT_EQ(end.reason, "over");
  EXPECT_EQ(change(end, "state"), "active>retired");
}

}  // namespace
}  // namespace guanxi::points
