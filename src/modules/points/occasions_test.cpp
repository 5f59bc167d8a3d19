// Which occasions a sale has, and how they are declared.
#include "modules/points/occasion_book.h"

#include <gmock/gmock.h>

#include <functional>

#include "modules/points/testing.h"

namespace guanxi::points {
namespace {

using testing::ElementsAre;

Date day(const char* text) { return *Date::parse(text); }

TEST(OccasionRules, AllConditionsMustHold) {
  OccasionFacts facts;
  facts.day = day("2026-03-02");  // a Monday
  facts.minute = 600;
  facts.store = StoreId(7);
  facts.card_type = 30;
  facts.birthday = day("1990-03-02");
  facts.items = {"A1", "B2"};
  struct Row {
    std::function<void(Occasion&)> condition;
    bool applies;
    const char* reason;
  };
  const Row rows[] = {
      {[](Occasion&) {}, true, "without conditions"},
      {[](Occasion& o) { o.weekdays = 1; }, true, "Mondays"},
      {[](Occasion& o) { o.weekdays = 126; }, false, "all but Mondays"},
      {[](Occasion& o) { o.from_minute = 600; }, true, "from ten on"},
      {[](Occasion& o) { o.from_minute = 601; }, false, "from a minute past ten"},
      {[](Occasion& o) { o.to_minute = 600; }, false, "until ten, which is excluded"},
      {[](Occasion& o) { o.to_minute = 601; }, true, "until a minute past ten"},
      {[](Occasion& o) { o.birthday = OccasionBirthday::day; }, true, "today"},
      {[](Occasion& o) { o.birthday = OccasionBirthday::month; }, true, "this month"},
      {[](Occasion& o) {
         o.stores = {StoreId(7), StoreId(8)};
       },
       true,
       "at this store"},
      {[](Occasion& o) { o.stores = {StoreId(8)}; }, false, "at another"},
      {[](Occasion& o) { o.card_types = {30}; }, true, "for this card"},
      {[](Occasion& o) { o.card_types = {31}; }, false, "for others"},
      {[](Occasion& o) {
         o.items = {"B2", "C3"};
       },
       true,
       "one of them is bought"},
      {[](Occasion& o) { o.items = {"C3"}; }, false, "it is not bought"},
  };
  for (const Row& row : rows) {
    Occasion occasion;
    row.condition(occasion);
    EXPECT_EQ(applies(occasion, facts), row.applies) << row.reason;
  }
  Occasion of_a_type;
  of_a_type.card_types = {30};
  facts.card_type.reset();
  EXPECT_FALSE(applies(of_a_type, facts)) << "a card without a type";
}

TEST(OccasionRules, ABirthdayOf29FebruaryIsThe28thInOtherYears) {
  const auto on = [](const char* today, const char* born, OccasionBirthday birthday) {
    Occasion occasion;
    occasion.birthday = birthday;
    OccasionFacts facts;
    facts.day = day(today);
    if (born != nullptr) facts.birthday = day(born);
    return applies(occasion, facts);
  };
  EXPECT_TRUE(on("2026-02-28", "2000-02-29", OccasionBirthday::day));
  EXPECT_FALSE(on("2026-03-01", "2000-02-29", OccasionBirthday::day));
  EXPECT_TRUE(on("2028-02-29", "2000-02-29", OccasionBirthday::day));
  EXPECT_FALSE(on("2028-02-28", "2000-02-29", OccasionBirthday::day)) << "a leap year";
  EXPECT_TRUE(on("2026-02-01", "2000-02-29", OccasionBirthday::month));
  EXPECT_FALSE(on("2026-02-28", "2000-03-28", OccasionBirthday::day));
  EXPECT_FALSE(on("2026-02-28", nullptr, OccasionBirthday::day)) << "nobody knows it";
  EXPECT_TRUE(on("2026-02-28", nullptr, OccasionBirthday::any));
}

TEST(OccasionRules, TheHighestMultipleCountsAndGiftsAreAllGiven) {
  const auto occasion = [](const char* code, OccasionKind kind, Rate multiple, int points) {
    Occasion made;
    made.code = code;
    made.kind = kind;
    made.multiple = multiple;
    made.points = Points(points);
    return made;
  };
  const Rate one = Rate::one();
  const Gains gains = gains_of(
      {occasion("A", OccasionKind::multiple, Rate::of(3, 2), 0),
       occasion("B", OccasionKind::gift, one, 50),
       occasion("C", OccasionKind::multiple, Rate::of(3, 1), 0),
       occasion("D", OccasionKind::gift, one, 8),
       occasion("E", OccasionKind::multiple, Rate::of(3, 1), 0)},
      {}
  );
  EXPECT_EQ(gains.multiple(), Rate::of(3, 1));
  EXPECT_EQ(gains.multiples.front().code, "C") << "of equal ones the first by code";
  EXPECT_EQ(gains.multiples.size(), 3U);
  EXPECT_EQ(gains.given(), Points(58));
  EXPECT_EQ(Gains().multiple(), one);
}

class OccasionsTest : public PointsTest {
 protected:
  Occasion wish(const char* code, const char* starts_at) {
    Occasion occasion;
    occasion.programme = ProgrammeId(1);
    occasion.code = code;
    occasion.name = "Double";
    occasion.multiple = Rate::of(2, 1);
    occasion.starts_at = *Instant::parse(starts_at);
    occasion.reason = "spring";
    return occasion;
  }
  Result<Occasion> add(Occasion occasion) {
    return temp->write([&](sql::Tx& tx) {
      return add_occasion(tx, ids, std::move(occasion), ActorId(9), temp.clock().now());
    });
  }
  Result<Occasion> retire(const char* code) {
    return temp->write([&](sql::Tx& tx) {
      return retire_occasion(tx, ids, ProgrammeId(1), code, "over", ActorId(9), temp.clock().now());
    });
  }
  std::vector<std::string> in_force(const char* when, int programme = 1) {
    std::vector<std::string> found;
    book.refresh();
    for (const Occasion& occasion : book.in_force(ProgrammeId(programme), *Instant::parse(when))) {
      found.push_back(occasion.code + std::to_string(occasion.version));
    }
    return found;
  }

  OccasionBook book{*temp};  // was made before anything was declared
};

TEST_F(OccasionsTest, AChangeIsTheNextVersion) {
  ASSERT_TRUE(add(wish("A", "2026-01-02T00:00:00Z")));
  Occasion next = wish("A", "2026-01-05T00:00:00Z");
  next.ends_at = *Instant::parse("2026-01-07T00:00:00Z");
  next.stores = {StoreId(5), StoreId(6)};
  next.card_types = {41};
  next.items = {"W-1", "W-2"};
  ASSERT_TRUE(add(next));
  EXPECT_THAT(in_force("2026-01-01T23:00:00Z"), ElementsAre());
  EXPECT_THAT(in_force("2026-01-02T00:00:00Z"), ElementsAre("A1"));
  EXPECT_THAT(in_force("2026-01-05T00:00:00Z"), ElementsAre("A2"));
  EXPECT_THAT(in_force("2026-01-07T00:00:00Z"), ElementsAre()) << "it has ended, and A1 is over";
  EXPECT_THAT(in_force("2026-01-02T00:00:00Z", 2), ElementsAre()) << "of another programme";
  const auto all = temp->read([&](sql::Tx& tx) { return occasions(tx, ProgrammeId(1)); });
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].version, 2);
  EXPECT_EQ(all[0].stores, next.stores);
  EXPECT_EQ(all[0].card_types, next.card_types);
  EXPECT_EQ(all[0].items, next.items);
  EXPECT_EQ(all[0].multiple, Rate::of(2, 1));
  EXPECT_EQ(all[1].reason, "spring");
}

TEST_F(OccasionsTest, WhatWasSoldStaysAsItIs) {
  const auto past = add(wish("A", "2025-12-31T23:59:59Z"));
  EXPECT_EQ(code_of(past), ErrorCode::out_of_range);
  EXPECT_EQ(past.error().pointer, "/starts_at");
  ASSERT_TRUE(add(wish("A", "2026-01-02T00:00:00Z")));
  EXPECT_EQ(add(wish("A", "2026-01-02T00:00:00Z")).error().pointer, "/starts_at");
  Occasion backwards = wish("B", "2026-01-02T00:00:00Z");
  backwards.ends_at = backwards.starts_at;
  EXPECT_EQ(add(backwards).error().pointer, "/ends_at");
}

TEST_F(OccasionsTest, ARetiredOneIsOverForGood) {
  ASSERT_TRUE(add(wish("A", "2026-01-01T00:00:00Z")));
  ASSERT_TRUE(add(wish("A", "2026-01-20T00:00:00Z")));
  move_to("2026-01-03T00:00:00Z");
  ASSERT_TRUE(retire("A"));
  EXPECT_THAT(in_force("2026-01-02T00:00:00Z"), ElementsAre("A1"));
  EXPECT_THAT(in_force("2026-01-03T00:00:00Z"), ElementsAre());
  EXPECT_THAT(in_force("2026-01-20T00:00:00Z"), ElementsAre()) << "what was to come does not";
  EXPECT_EQ(code_of(retire("A")), ErrorCode::points_occasion_retired);
  EXPECT_EQ(code_of(retire("B")), ErrorCode::points_occasion_not_found);
  EXPECT_EQ(code_of(add(wish("A", "2026-02-01T00:00:00Z"))), ErrorCode::points_occasion_retired);
}

}  // namespace
}  // namespace guanxi::points
