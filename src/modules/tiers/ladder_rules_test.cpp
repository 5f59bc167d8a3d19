#include "modules/tiers/ladder_rules.h"

#include <algorithm>
#include <functional>

#include "modules/tiers/testing.h"

namespace guanxi::tiers {
namespace {

TEST(LadderRules, judge_everything_together_each_fault_at_its_field) {
  struct Row {
    const char* pointer;  // empty: sound
    ErrorCode code;
    std::function<void(Terms&)> change;
    const char* why;
  };
  const ErrorCode range = ErrorCode::out_of_range;
  const Row rows[] = {
      {"", range, [](Terms&) {}, "as it is"},
      {"", range, [](Terms& t) { t.tiers.resize(1); }, "one tier is a ladder"},
      {"/terms/tiers", ErrorCode::too_few, [](Terms& t) { t.tiers.clear(); }, "none is not"},
      {"/terms/tiers/0/threshold",
       range,
       [](Terms& t) { t.tiers[0].threshold = 1; },
       "the lowest is everybody's"},
      {"/terms/tiers/2/threshold",
       range,
       [](Terms& t) { t.tiers[2].threshold = t.tiers[2].keep = 1000; },
       "as much as the one below"},
      {"/terms/tiers/1/keep",
       range,
       [](Terms& t) { t.tiers[1].keep = 1001; },
       "harder to keep than to reach"},
      {"/terms/tiers/2/keep",
       range,
       [](Terms& t) { t.tiers[2].keep = 799; },
       "easier to keep than the one below"},
      {"/terms/tiers/2/code",
       ErrorCode::code_taken,
       [](Terms& t) { t.tiers[2].code = "GOLD"; },
       "twice the same"},
      {"/terms/tiers/1/discount_rate",
       range,
       [](Terms& t) { t.tiers[1].discount_rate = Rate::of(11, 10); },
       "dearer than the list"},
      {"/terms/tiers/0/price",
       ErrorCode::bad_format,
       [](Terms& t) { t.tiers[0].price = Money(100, Currency::cny); },
       "what everybody has"},
      {"/terms/tiers/1/price/currency",
       ErrorCode::currency_mismatch,
       [](Terms& t) { t.tiers[1].price = Money(100, Currency::gbp); },
       "other money"},
      {"/terms/tiers/1/gifts/0/name_en",
       ErrorCode::missing_field,
       [](Terms& t) {
         t.tiers[1].gifts = {{"CAKE", "蛋糕", ""}};
       },
       "in both languages"},
      {"/terms/name_en",
       ErrorCode::missing_field,
       [](Terms& t) { t.name_en = ""; },
       "in both languages"},
      {"/terms/period_months",
       ErrorCode::missing_field,
       [](Terms& t) { t.period = PeriodKind::rolling; },
       "rolling over what"},
      {"/terms/period_months",
       ErrorCode::bad_format,
       [](Terms& t) { t.period_months = 12; },
       "a year has its months"},
      {"/terms/grace_days",
       range,
       [](Terms& t) {
         t.period = PeriodKind::rolling;
         t.period_months = 1;
         t.grace_days = 28;
       },
       "longer than the next period"},
      {"/terms/sources/amount_growth",
       ErrorCode::missing_field,
       [](Terms& t) { t.sources.amount_growth = 0; },
       "nothing ever grows"},
      {"/terms/sources/behaviours/0/growth",
       range,
       [](Terms& t) {
         t.sources.behaviours = {{"REVIEW", "晒单", "Review", 0}};
       },
       "for nothing"},
  };
  for (const Row& row : rows) {
    Terms terms = three_tiers();
    row.change(terms);
    const Outcome outcome = check(terms, Currency::cny);
    ASSERT_EQ(outcome.has_value(), *row.pointer == '\0') << row.why;
    if (outcome) continue;
    EXPECT_EQ(outcome.error().pointer, row.pointer) << row.why;
    EXPECT_EQ(outcome.error().code, row.code) << row.why;
  }
  Terms twice = three_tiers();
  twice.name_zh = "";
  twice.tiers[1].keep = 2000;
  EXPECT_EQ(check(twice, Currency::cny).error().more.size(), 2U) << "all at once";
}

TEST(LadderRules, name_every_field_by_what_stays) {
  Terms terms = three_tiers();
  const auto find = [&](const std::string& field) -> std::string {
    for (const FieldText& text : texts_of(terms)) {
      if (text.field == field) return text.text;
    }
    return "-";
  };
  EXPECT_EQ(find("tiers/GOLD/threshold"), "1000");
  EXPECT_EQ(find("tiers/DIAMOND/place"), "2");
  terms.tiers.insert(terms.tiers.begin() + 1, tier("SILVER", 500, 400));
  EXPECT_EQ(find("tiers/GOLD/threshold"), "1000") << "the place in a list is no name";
  EXPECT_EQ(find("tiers/DIAMOND/place"), "3");
}

TEST(LadderRules, are_told_in_both_languages) {
  Terms terms = three_tiers();
  terms.grace_days = 30;
  terms.tiers[1].discount_rate = Rate::of(95, 100);
  const auto zh = rules_text(terms, true), en = rules_text(terms, false);
  EXPECT_EQ(zh.size(), en.size());
  const auto says = [](const std::vector<std::string>& lines, const std::string& line) {
    return std::ranges::find(lines, line) != lines.end();
  };
  EXPECT_TRUE(says(
      en,
      "Tier GOLD: from 1000 growth, kept with 800 in a period; pays 95 %; 1 times the base points "
      "on top."
  )) << en[3];
  EXPECT_TRUE(says(zh, "等级GOLD：成长值满 1000，每期满 800 保级；付 95 %；另得 1 倍基础积分。"))
      << zh[3];
}

}  // namespace
}  // namespace guanxi::tiers
