// The rules of risk, row by row with the reason of each.
#include "modules/risk/rules.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "modules/risk/words.h"

namespace guanxi::risk {
namespace {

const Date monday = *Date::of(2026, 3, 2);

Deed sale(std::int64_t id, int minute, std::int64_t amount = 10'000) {
  Deed deed;
  deed.owner = OwnerId(1);
  deed.id = id;
  deed.day = monday;
  deed.occurred_at = Instant::from_seconds(std::int64_t{60} * minute);
  deed.store = StoreId(1);
  deed.till = TillId(1);
  deed.cashier = "C07";
  deed.amount = amount;
  return deed;
}
Deed back(std::int64_t id, DeedKind kind, std::int64_t of, std::int64_t amount) {
  Deed deed = sale(id, static_cast<int>(id), amount);
  deed.kind = kind;
  deed.original = of;
  return deed;
}
std::vector<Deed> sales(int count, int every_minutes, int stores = 1) {
  std::vector<Deed> deeds;
  for (int i = 0; i < count; ++i) {
    deeds.push_back(sale(i + 1, i * every_minutes));
    deeds.back().store = StoreId(1 + i % stores);
    deeds.back().cashier = "C" + std::to_string(i);
  }
  return deeds;
}

/// "receipts_day 9>8 of 9", joined by commas.
std::string judged(
    Rule rule,
    const std::vector<Deed>& deeds,
    const std::string* employee = nullptr,
    Mode mode = Mode::watch
) {
  RuleVersion version = usual_rule(ProgrammeId(1), rule);
  version.mode = mode;
  std::string text;
  for (const Suspicion& found : judge_member(version, deeds, monday, employee)) {
    if (!text.empty()) text += ", ";
    const std::string pair = text_of({{found.threshold, found.measured}});
    text +=
        pair + '>' + std::to_string(found.allowed) + " of " + std::to_string(found.deeds.size());
    if (!found.subject.empty()) text += " by " + found.subject;
  }
  return text;
}

TEST(CardOften, counts_a_day_stores_and_minutes) {
  struct Row {
    std::vector<Deed> deeds;
    const char* found;
    const char* reason;
  };
  std::vector<Deed> one_voided = sales(9, 60);
  one_voided.push_back(back(20, DeedKind::voiding, 9, 10'000));
  std::vector<Deed> yesterday = sales(9, 60);
  yesterday.front().day = monday.plus_days(-1);
  const Row rows[] = {
      {{}, "", "nothing was done"},
      {sales(8, 60), "", "so many are allowed"},
      {sales(9, 60), "receipts_day=9>8 of 9", "one more is not"},
      {one_voided, "", "a sale that was voided was none"},
      {yesterday, "", "each day by itself"},
      {sales(4, 60, 4), "", "so many stores are allowed"},
      {sales(5, 60, 5), "stores_day=5>4 of 5", "one more is not"},
      {sales(3, 1), "", "three within ten minutes"},
      {sales(4, 3), "receipts_minutes=4>3 of 4", "four within nine minutes"},
      {sales(4, 4), "", "the fourth comes twelve minutes after the first"},
      {sales(11, 1), "receipts_day=11>8 of 11", "the day comes first: it holds the others"},
  };
  for (const Row& row : rows)
    EXPECT_EQ(judged(Rule::card_often, row.deeds), row.found) << row.reason;
}

TEST(SameCashier, counts_one_cashier_of_one_store) {
  std::vector<Deed> deeds;
  for (int i = 0; i < 4; ++i) deeds.push_back(sale(i + 1, i));
  EXPECT_EQ(judged(Rule::same_cashier, deeds), "") << "so many are allowed";
  deeds.push_back(sale(5, 5));
  EXPECT_EQ(judged(Rule::same_cashier, deeds), "cashier_day=5>4 of 5 by 1/C07");
  deeds.back().store = StoreId(2);
  EXPECT_EQ(judged(Rule::same_cashier, deeds), "") << "C07 of another store is somebody else";
  deeds.back() = sale(5, 5);
  deeds.back().cashier = "";
  EXPECT_EQ(judged(Rule::same_cashier, deeds), "") << "nobody is named";
}

TEST(RefundShare, wants_enough_refunds_and_a_large_share) {
  struct Row {
    int refunds;
    std::int64_t each;
    const char* found;
    const char* reason;
  };
  const Row rows[] = {
      {3, 40'000, "", "too few to say anything"},
      {4, 12'500, "", "half of 100,000 is allowed"},
      {4, 12'501, "refund_percent=50>50 of 4", "a fen more is not"},
      {5, 20'000, "refund_percent=100>50 of 5", "everything came back"},
  };
  for (const Row& row : rows) {
    std::vector<Deed> deeds;
    for (int i = 0; i < 10; ++i) deeds.push_back(sale(i + 1, i));
    for (int i = 0; i < row.refunds; ++i) {
      deeds.push_back(back(20 + i, DeedKind::refund, i + 1, row.each));
    }
    EXPECT_EQ(judged(Rule::refund_share, deeds), row.found) << row.reason;
  }
  std::vector<Deed> older;
  for (int i = 0; i < 4; ++i) older.push_back(back(20 + i, DeedKind::refund, i, 100));
  EXPECT_EQ(judged(Rule::refund_share, older), "refund_percent=1000>50 of 4")
      << "what was sold before the window came back in it";
  for (Deed& deed : older) deed.day = monday.plus_days(-30);
  EXPECT_EQ(judged(Rule::refund_share, older), "") << "thirty days, today included";
}

TEST(SpendAndReturn, counts_returns_whose_points_were_spent) {
  std::vector<Deed> deeds = sales(3, 60);
  for (int i = 0; i < 2; ++i) deeds.push_back(back(20 + i, DeedKind::refund, i + 1, 10'000));
  EXPECT_EQ(judged(Rule::spend_and_return, deeds), "") << "the points were still there";
  deeds[3].short_of_points = true;
  EXPECT_EQ(judged(Rule::spend_and_return, deeds), "") << "once may happen";
  deeds[4].short_of_points = true;
  EXPECT_EQ(judged(Rule::spend_and_return, deeds), "returns=2>1 of 2");
}

TEST(StaffCard, looks_at_staff_only) {
  const std::string employee = "E07", cashier = "C07";
  EXPECT_EQ(judged(Rule::staff_card, sales(31, 60)), "") << "no staff";
  EXPECT_EQ(judged(Rule::staff_card, sales(30, 60), &employee), "");
  EXPECT_EQ(judged(Rule::staff_card, sales(31, 60), &employee), "receipts_month=31>30 of 31");
  EXPECT_EQ(
      judged(Rule::staff_card, {sale(1, 1, 600'000), sale(2, 2, 400'001)}, &employee),
      "amount_month=1000001>1000000 of 2"
  );
  EXPECT_EQ(judged(Rule::staff_card, {sale(1, 1)}, &employee), "") << "rung by somebody else";
  EXPECT_EQ(judged(Rule::staff_card, {sale(1, 1)}, &cashier), "own_month=1>0 of 1");
}

TEST(TillsAndActors, are_judged_by_the_day) {
  std::vector<Deed> late = sales(6, 1);
  for (Deed& deed : late) deed.unproved = true;
  const RuleVersion unproved = usual_rule(ProgrammeId(1), Rule::late_unproved);
  EXPECT_TRUE(judge_till(unproved, late, monday).has_value());
  late.front().unproved = false;
  EXPECT_FALSE(judge_till(unproved, late, monday).has_value()) << "five are allowed";

  const RuleVersion by_hand = usual_rule(ProgrammeId(1), Rule::value_by_hand);
  Deed document = sale(1, 1, 0), recharge = sale(2, 1, 1'000'000);
  document.kind = DeedKind::document;
  document.points = Points(20'000);
  recharge.kind = DeedKind::recharge;
  EXPECT_FALSE(judge_actor(by_hand, std::vector{document, recharge}, monday).has_value());
  recharge.amount += 1;
  EXPECT_EQ(
      judge_actor(by_hand, std::vector{document, recharge}, monday)->threshold,
      Threshold::amount_day
  );
  document.points += Points(1);
  EXPECT_EQ(
      judge_actor(by_hand, std::vector{document, recharge}, monday)->threshold,
      Threshold::points_day
  );
}

TEST(Rules, that_are_off_see_nothing) {
  EXPECT_EQ(judged(Rule::card_often, sales(50, 1), nullptr, Mode::off), "");
}

TEST(Rules, have_defaults_within_their_ranges_and_look_no_further_than_is_kept) {
  for (const ThresholdSpec& spec : threshold_specs()) {
    EXPECT_LE(spec.min, spec.usual);
    EXPECT_LE(spec.usual, spec.max);
    if (spec.threshold == Threshold::days) {
      EXPECT_LT(spec.max, days_kept);
    }
  }
  for (int i = 0; i < rule_count; ++i) {
    const RuleVersion rule = usual_rule(ProgrammeId(1), static_cast<Rule>(i));
    EXPECT_EQ(rule.mode, Mode::watch) << "nobody is limited who did not ask for it";
    EXPECT_FALSE(rule.thresholds.empty());
    EXPECT_EQ(parse_thresholds(rule.rule, text_of(rule.thresholds)), rule.thresholds);
  }
}

TEST(Windows, stand_side_by_side) {
  const Date first = window_of(monday, 30);
  EXPECT_LE(first, monday);
  EXPECT_GT(first.plus_days(30), monday);
  EXPECT_EQ(window_of(first, 30), first);
  EXPECT_EQ(window_of(first.plus_days(29), 30), first);
  EXPECT_EQ(window_of(first.plus_days(30), 30), first.plus_days(30));
}

TEST(Evidence, keeps_the_newest) {
  std::vector<std::int64_t> ids;
  for (int i = 1; i <= evidence_max + 2; ++i) ids.push_back(i);
  const auto kept = parse_evidence(evidence_text(ids));
  ASSERT_EQ(kept.size(), static_cast<std::size_t>(evidence_max));
  EXPECT_EQ(kept.front(), 3);
  EXPECT_EQ(kept.back(), evidence_max + 2);
  EXPECT_TRUE(parse_evidence("").empty());
}

}  // namespace
}  // namespace guanxi::risk
