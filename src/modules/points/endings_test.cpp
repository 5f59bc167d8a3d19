#include "modules/points/endings.h"

#include <gmock/gmock.h>

#include "modules/points/api_fixture_test.h"

namespace guanxi::points {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

class EndingsTest : public PointsApiTest {
 protected:
  // Member 2002 loses 5 on the 10th and 7 on the 20th, member 2003 something in between, member
  // 2004 nothing before the summer.
  EndingsTest() {
    for (const OwnerId owner : {OwnerId(2003), OwnerId(2004)}) {
      EXPECT_TRUE(temp->write([&](sql::Tx& tx) -> Outcome {
        open_account(tx, owner, programme, temp.clock().now());
        return ok();
      }));
    }
    earn(1, 5, day("2026-01-10"));
    earn(2, 7, day("2026-01-20"));
    give(OwnerId(2003), 3, 9, day("2026-01-15"));
    give(OwnerId(2004), 4, 9, day("2026-06-30"));
  }
  void give(OwnerId owner, std::int64_t receipt, std::int64_t points, Date expires_on) {
    const Context with = context(owner, {CauseKind::sale, receipt});
    ASSERT_TRUE(temp->write([&](sql::Tx& tx) {
      return post_earned(tx, ids, with, Points(points), expires_on);
    }));
  }
  std::vector<std::string> found(const char* until, int accounts = 10) {
    std::vector<std::string> all;
    Due after;
    for (bool more = true; more;) {
      const Endings page = temp->read([&](sql::Tx& tx) {
        return endings(tx, programme, after, today(), day(until), accounts);
      });
      for (const Ending& each : page.endings) {
        all.push_back(
            each.owner.to_string() + " " + each.expires_on.to_string() + " " +
            std::to_string(each.points.value()) + (each.told ? " told" : "")
        );
      }
      more = page.next.has_value();
      if (more) after = *page.next;
    }
    return all;
  }
  bool tell(OwnerId owner, const char* on, std::int64_t points) {
    return *temp->write([&](sql::Tx& tx) -> Result<bool> {
      return tell_ending(tx, ids, programme, {owner, day(on), Points(points)}, temp.clock().now());
    });
  }
};

TEST_F(EndingsTest, WhatEndsSoonIsListedByMemberAndDay) {
  EXPECT_THAT(found("2026-01-09"), ElementsAre());
  EXPECT_THAT(found("2026-01-10"), ElementsAre("2002 2026-01-10 5")) << "the day is inside";
  for (const int accounts : {1, 2, 10}) {
    EXPECT_THAT(
        found("2026-01-31", accounts),
        ElementsAre("2002 2026-01-10 5", "2002 2026-01-20 7", "2003 2026-01-15 9")
    ) << accounts;
  }
  move_to("2026-01-10T16:00:00Z");
  EXPECT_THAT(found("2026-01-31"), ElementsAre("2002 2026-01-20 7", "2003 2026-01-15 9"))
      << "what is past its day is no news";
}

TEST_F(EndingsTest, WhatWasSpentDoesNotEnd) {
  ASSERT_EQ(post(base + "/redemptions", R"({"points":6,"reason":"a cup"})").status, 201);
  EXPECT_THAT(found("2026-01-31"), UnorderedElementsAre("2002 2026-01-20 6", "2003 2026-01-15 9"));
}

const sql::Query read_news{
    "SELECT facts FROM outbox_events WHERE kind = 'points.ending' ORDER BY event_id"};

TEST_F(EndingsTest, EachIsToldOnce) {
  EXPECT_TRUE(tell(customer, "2026-01-10", 5));
  EXPECT_FALSE(tell(customer, "2026-01-10", 5));
  EXPECT_TRUE(tell(customer, "2026-01-20", 7));
  EXPECT_THAT(
      found("2026-01-31"),
      ElementsAre("2002 2026-01-10 5 told", "2002 2026-01-20 7 told", "2003 2026-01-15 9")
  );
  const auto news = temp->read([](sql::Tx& tx) { return tx.list<std::string>(read_news); });
  ASSERT_EQ(news.size(), 2U);
  EXPECT_THAT(news[0], HasSubstr(R"("expires_on":"2026-01-10","points":5})"));
}

TEST_F(EndingsTest, TheListIsPagedByMembers) {
  const std::string path = "/v1/points/endings";
  const auto all = get(path, {{"programme", "M"}});
  ASSERT_EQ(all.status, 200) << all.body;
  EXPECT_THAT(all.body, HasSubstr(R"({"member":"2003","expires_on":"2026-01-15","points":9)"));
  EXPECT_THAT(all.body, Not(HasSubstr("2026-06-30"))) << "30 days ahead by default";
  EXPECT_THAT(
      get(path, {{"programme", "M"}, {"until", "2026-06-30"}}).body, HasSubstr("2026-06-30")
  );
  const auto first = get(path, {{"programme", "M"}, {"limit", "1"}});
  EXPECT_THAT(first.body, HasSubstr("2026-01-20")) << "both days of one member";
  const auto cursor = text_of(first, "next_cursor");
  ASSERT_FALSE(cursor.empty());
  const auto second = get(path, {{"programme", "M"}, {"limit", "1"}, {"cursor", cursor}});
  EXPECT_THAT(second.body, HasSubstr(R"("member":"2003")"));
  const auto other = get(path, {{"programme", "M"}, {"until", "2026-02-01"}, {"cursor", cursor}});
  EXPECT_EQ(other.status, 400) << "a cursor of another list";
  EXPECT_EQ(get(path, {{"programme", "NONE"}}).status, 404);
}

}  // namespace
}  // namespace guanxi::points
