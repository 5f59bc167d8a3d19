// The journal in a real database against a model of a few lines that knows nothing of windows,
// support or entries: years, sums and thresholds.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "modules/tiers/current.h"
#include "modules/tiers/testing.h"
#include "modules/tiers/verify.h"
#include "platform/sql/testing.h"

namespace guanxi::tiers {
namespace {

constexpr std::int64_t thresholds[] = {0, 1000, 5000}, keeps[] = {0, 800, 4000};
constexpr const char* codes[] = {"BASE", "GOLD", "DIAMOND"};

struct Model {
  struct Event {
    int year;
    std::int64_t growth;
  };
  std::vector<Event> events;
  int tier = 0, floor = 0, year = 2026;

  std::int64_t of(int of_year) const {
    std::int64_t sum = 0;
    for (const Event& event : events) sum += event.year == of_year ? event.growth : 0;
    return sum;
  }
  void advance(int to) {
    for (; year < to; ++year) {
      if (tier > 0 && of(year) < keeps[tier]) --tier;
      floor = tier;
    }
  }
  void event(int of_year, std::int64_t growth) {
    events.push_back({of_year, growth});
    int reached = 0;
    while (reached < 2 && thresholds[reached + 1] <= of(year)) ++reached;
    if (reached > tier || tier > floor) tier = std::max({floor, reached});
  }
};

class TiersTest : public testing::Test {
 protected:
  Progress progress(Date today) {
    const Instant now = TimeZone().start_of(today);
    return temp->read([&](sql::Tx& tx) {
      Progress made(
          version,
          {member, date("2024-05-01")},
          find_standing(tx, member, version->ladder),
          {now, today},
          sums_of(tx, member, version->ladder)
      );
      return made;
    });
  }
  /// On that day, in one transaction, as a till does.
  Outcome enter(Date today, Entry entry) {
    const Instant now = TimeZone().start_of(today).plus_seconds(++second);
    return temp->write([&](sql::Tx& tx) -> Outcome {
      Progress made(
          version,
          {member, date("2024-05-01")},
          find_standing(tx, member, version->ladder),
          {now, today},
          sums_of(tx, member, version->ladder)
      );
      made.enter(entry);
      return write(tx, ids, made, ids.next(), now, ActorId(9));
    });
  }
  std::string faults() {
    const auto report = temp->read([](sql::Tx& tx) { return verify(tx); });
    std::string all;
    for (const std::string& fault : report.faults) all += fault + "\n";
    return all;
  }

  sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 0};
  VersionPtr version = version_of(three_tiers());
  OwnerId member{1001};
  std::int64_t second = 0;
};

TEST_F(TiersTest, agree_with_a_model_of_years_and_sums) {
  EXPECT_TRUE(rc::check([&] {
    member = OwnerId(member.value() + 1);
    Model model;
    Date today = date("2026-01-10");
    struct Sale {
      Date day;
      std::int64_t left;
    };
    std::vector<Sale> sales;
    const int steps = *rc::gen::inRange(1, sql::test_engine() == sql::Engine::sqlite ? 40 : 12);
    for (int i = 0; i < steps; ++i) {
      today = today.plus_days(*rc::gen::inRange(0, 150));
      Entry entry;
      entry.counts_on = today;
      if (!sales.empty() && *rc::gen::inRange(0, 3) == 0) {
        Sale& sale = sales[*rc::gen::inRange<std::size_t>(0, sales.size())];
        entry.kind = EntryKind::refund;
        entry.counts_on = sale.day;
        entry.growth = -*rc::gen::inRange<std::int64_t>(0, sale.left + 1);
        sale.left += entry.growth;
      } else {
        entry.counts_on = today.plus_days(-*rc::gen::element(0, 0, 0, 40));
        entry.growth = *rc::gen::element<std::int64_t>(1, 200, 799, 1000, 4999);
        sales.push_back({entry.counts_on, entry.growth});
      }
      model.advance(today.year());
      model.event(entry.counts_on.year(), entry.growth);
      RC_ASSERT(enter(today, entry).has_value());
      const Progress now = progress(today);
      RC_ASSERT(now.tier() == codes[model.tier]);
      RC_ASSERT(now.standing().growth == model.of(today.year()));
      RC_ASSERT(!now.has_news());
    }
    RC_ASSERT(faults().empty());
  }));
}

TEST_F(TiersTest, a_plan_that_has_become_stale_writes_nothing) {
  Progress first = progress(date("2026-03-02")), second_plan = progress(date("2026-03-02"));
  for (Progress* const plan : {&first, &second_plan})
    plan->enter({.counts_on = date("2026-03-02"), .growth = 1000});
  const auto post = [&](const Progress& plan) {
    return temp->write([&](sql::Tx& tx) {
      return write(tx, ids, plan, 1, Instant::from_seconds(1), ActorId(9));
    });
  };
  EXPECT_TRUE(post(first));
  EXPECT_EQ(post(second_plan).error().code, ErrorCode::conflict);
  EXPECT_EQ(progress(date("2026-03-02")).standing().growth, 1000);
  EXPECT_EQ(faults(), "");
}

TEST_F(TiersTest, are_judged_by_what_another_process_has_switched_on) {
  Ladders here(*temp, ids), there(*temp, ids);
  const Instant now = temp.clock().now();
  const auto added =
      there.add(ProgrammeId(1), Currency::cny, "CLUB", three_tiers(), "opening", ActorId(9), now);
  ASSERT_TRUE(added);
  ASSERT_TRUE(there.switch_on(added->id, 1, "opening", ActorId(9), now));
  EXPECT_EQ(here.in_force(added->id, now), nullptr) << "it has yet to hear of it";
  Standing standing;
  standing.ladder = added->id;
  standing.version = 1;
  const auto judged = [&](const std::optional<Standing>& by) {
    return temp->read([&](sql::Tx& tx) { return current_version(tx, here, added->id, by, now); });
  };
  EXPECT_EQ(judged(std::nullopt), nullptr);
  ASSERT_NE(judged(standing), nullptr);
  EXPECT_EQ(judged(standing)->terms, three_tiers());
  here.refresh();
  ASSERT_NE(judged(std::nullopt), nullptr);
  EXPECT_EQ(there.change(added->id, 1, three_tiers(), "nothing", ActorId(9), now)->version, 1)
      << "the same makes no new version";
}

TEST_F(TiersTest, verify_names_what_was_tampered_with) {
  ASSERT_TRUE(enter(date("2026-03-02"), {.counts_on = date("2026-03-02"), .growth = 1000}));
  ASSERT_TRUE(enter(date("2026-03-03"), {.counts_on = date("2026-03-03"), .growth = 10}));
  EXPECT_EQ(faults(), "");
  static const sql::Query more{"UPDATE tiers_entries SET growth = growth + 1 WHERE seq = 1"};
  static const sql::Query less{"UPDATE tiers_entries SET growth = growth - 1 WHERE seq = 1"};
  static const sql::Query richer{"UPDATE tiers_standings SET growth = growth + 1"};
  static const sql::Query poorer{"UPDATE tiers_standings SET growth = growth - 1"};
  static const sql::Query higher{"UPDATE tiers_standings SET tier = 'DIAMOND'"};
  static const sql::Query gone{"DELETE FROM tiers_entries WHERE seq = 2"};
  const auto plant = [&](const sql::Query& planted) {
    ASSERT_TRUE(temp->write([&](sql::Tx& tx) -> Outcome {
      tx.exec(planted);
      return ok();
    }));
  };
  plant(more);
  EXPECT_NE(faults().find("entry 1 is not what was chained"), std::string::npos) << faults();
  plant(less);
  plant(richer);
  EXPECT_NE(faults().find("its growth is not what its entries say"), std::string::npos);
  plant(poorer);
  EXPECT_EQ(faults(), "");
  plant(higher);
  EXPECT_NE(faults().find("its tier is not the journal's"), std::string::npos);
  plant(gone);
  EXPECT_NE(faults().find("its number of entries"), std::string::npos);
}

}  // namespace
}  // namespace guanxi::tiers
