#include "modules/points/statement.h"

#include <gmock/gmock.h>

#include "modules/points/api_fixture_test.h"

namespace guanxi::points {
namespace {

using programmes::ShortfallPolicy;
using testing::HasSubstr;

class StatementTest : public PointsApiTest {
 protected:
  Statement of(OwnerId owner, const char* from, const char* until) {
    return temp->read([&](sql::Tx& tx) {
      const Instant end = *Instant::parse(until);
      const Date last = zone.date_of(end).plus_days(-1);
      return statement_of(tx, *find_account(tx, owner), *Instant::parse(from), end, last);
    });
  }
  static std::string text(const ClassStatement& of) {
    std::string all = std::to_string(of.opening.value());
    for (const Movement& movement : of.movements) {
      all +=
          " " + std::string(word(movement.reason)) + " " + std::to_string(movement.points.value());
    }
    return all + " = " + std::to_string(of.closing.value());
  }
};

TEST_F(StatementTest, EachClassBeginsMovesAndEnds) {
  ASSERT_TRUE(earn_points(1, 20, in_2028));  // on 1 January
  move_to("2026-02-01T00:00:00Z");
  ASSERT_TRUE(earn_points(2, 6, in_2027));
  ASSERT_TRUE(earn_points(3, 4, in_2028));
  ASSERT_TRUE(redeem(ids.next(), 15));
  move_to("2026-03-01T00:00:00Z");
  ASSERT_TRUE(reverse(1, in_2028, 20, ShortfallPolicy::purchase));
  const auto february = of(member, "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z");
  EXPECT_EQ(text(february.classes[0]), "20 earned 10 = 30");
  EXPECT_EQ(text(february.classes[5]), "0 = 0");
  EXPECT_EQ(text(february.classes[6]), "0 redeemed 15 = 15");
  EXPECT_EQ(february.opening, Points(20));
  EXPECT_EQ(february.closing, Points(15));
  const auto march = of(member, "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z");
  EXPECT_EQ(march.opening, february.closing) << "where one ends the next begins";
  EXPECT_EQ(text(march.classes[0]), "30 reversed -20 = 10");
  EXPECT_EQ(text(march.classes[5]), "0 purchased 5 = 5");
  EXPECT_EQ(march.closing, account().balance);
  const auto nothing = of(member, "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
  EXPECT_EQ(nothing.opening, Points(0));
  EXPECT_EQ(nothing.closing, Points(0));
}

TEST_F(StatementTest, DaysAreThoseOfTheProgrammesZone) {
  earn(1, 20, in_2028);  // at 08:00 in Shanghai on 1 January
  move_to("2026-01-31T16:00:00Z");
  earn(2, 5, in_2028);  // the first second of February there
  const auto ask = [&](const char* from, const char* to) {
    return get(base + "/statement", {{"from", from}, {"to", to}});
  };
  const auto january = ask("2026-01-01", "2026-01-31");
  ASSERT_EQ(january.status, 200) << january.body;
  EXPECT_THAT(january.body, HasSubstr(R"("opening":0,"classes":[{"class":"a","opening":0)"));
  EXPECT_THAT(
      january.body, HasSubstr(R"([{"reason":"earned","text":"Earned","points":20}],"closing":20)")
  );
  EXPECT_THAT(ask("2026-02-01", "2026-02-01").body, HasSubstr(R"("opening":20,"classes")"));
  const auto csv = get(base + "/statement.csv", {{"from", "2026-02-01"}, {"to", "2026-02-01"}});
  EXPECT_EQ(csv.content_type, "text/csv; charset=utf-8");
  EXPECT_THAT(
      csv.body,
      HasSubstr("all,opening,20\r\na,opening,20\r\na,earned,5\r\na,closing,25\r\nb,opening,0\r\n")
  );
  EXPECT_EQ(ask("1900-01-01", "2026-01-01").status, 400);
  EXPECT_EQ(ask("2026-01-01", "9999-12-31").status, 400);
  const auto backwards = ask("2026-02-02", "2026-02-01");
  EXPECT_EQ(backwards.status, 400);
  EXPECT_THAT(backwards.body, HasSubstr("/to"));
  EXPECT_EQ(
      get("/v1/members/77/points/statement", {{"from", "2026-01-01"}, {"to", "2026-01-01"}}).status,
      404
  );
}

}  // namespace
}  // namespace guanxi::points
