// What holds for any basket and any rules.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "modules/pricing/engine/drawing.h"
#include "modules/pricing/engine/kinds/kinds.h"

namespace guanxi::pricing {
namespace {

using testing::Drawing;

/// A seed shrinks to nothing simpler: it is the case.
std::uint64_t drawn_seed() {
  return *rc::gen::noShrink(rc::gen::arbitrary<std::uint64_t>()).as("seed of Drawing");
}

/// Empty where everything that was taken off a line is accounted for; else what is not.
std::string lost_fen(const Quote& quote) {
  std::vector<std::int64_t> left;
  for (const PricedLine& line : quote.lines) left.push_back(line.shop);
  for (const Concession& one : quote.concessions) {
    if (one.amount < 0 && one.kind != RuleKind::rounding) return "a rule that raises the price";
    left[one.line - 1] -= one.amount;
  }
  std::int64_t sum = 0, promoted = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    const PricedLine& line = quote.lines[i];
    if (left[i] != line.payable) return "concessions and payable of a line are not its shop total";
    if (line.payable < 0 || line.promoted < 0 || line.member < 0) return "less than nothing";
    if (line.member > line.shop || line.promoted > line.member) return "a step that adds";
    sum += line.payable;
    promoted += line.promoted;
  }
  if (sum != quote.payable) return "lines that do not sum to the payable";
  if (promoted != quote.promoted_total) return "lines that do not sum to the promoted total";
  if (quote.promoted_total - quote.coupon_total - quote.rounded_off != quote.payable)
    return "totals that do not follow from each other";
  for (const Award& award : quote.awards) {
    if (award.count < 0 || award.on_receipt < 0 || award.on_receipt > award.count)
      return "awards that cannot be";
  }
  return {};
}

RC_GTEST_PROP(PricingProperty, NoFenIsLostAndNothingIsNegative, ()) {
  Drawing draw(drawn_seed());
  const Index index(draw.rules(8));
  RC_ASSERT(lost_fen(price(index, draw.basket())) == "");
}

/// What a line costs before rounding off, whose parts are shared by position at the very end.
using LineCost =
    std::tuple<std::int64_t, UnitPrice, UnitPrice, Quantity, LineKind, std::int64_t, std::int64_t>;
std::vector<LineCost> costs_of(const Basket& basket, const Quote& quote) {
  std::vector<LineCost> all;
  for (std::size_t i = 0; i < basket.lines.size(); ++i) {
    const BasketLine& line = basket.lines[i];
    std::int64_t cost = quote.lines[i].payable;
    for (const Concession& one : quote.concessions) {
      if (one.kind == RuleKind::rounding && one.line == i + 1) cost += one.amount;
    }
    all.emplace_back(
        line.goods.of(GoodsKind::item),
        line.list_price,
        line.shop(),
        line.quantity,
        line.kind,
        quote.lines[i].promoted,
        cost
    );
  }
  std::ranges::sort(all);
  return all;
}

// The payable, and what each line costs up to rounding off; of lines that are alike, as a set.
RC_GTEST_PROP(PricingProperty, TheOrderOfLinesChangesNoPrice, ()) {
  Drawing draw(drawn_seed());
  const Index index(draw.rules(6));
  const Basket sold = draw.basket();
  Basket turned = sold;
  draw.shuffle(turned.lines);
  const Quote one = price(index, sold), other = price(index, turned);
  RC_ASSERT(one.payable == other.payable);
  RC_ASSERT(one.coupon_total == other.coupon_total);
  RC_ASSERT(one.exact == other.exact);
  RC_ASSERT(costs_of(sold, one) == costs_of(turned, other));
}

RC_GTEST_PROP(PricingProperty, OneMorePromotionNeverRaisesTheBestPrice, ()) {
  Drawing draw(drawn_seed());
  RuleSet rules = draw.rules(9);
  rules.parameters.choice = Choice::best;
  RC_PRE(!rules.promotions.empty());
  const Basket sold = draw.basket();
  const Quote with = price(Index(rules), sold);
  const auto which = draw.between(0, static_cast<std::int64_t>(rules.promotions.size()) - 1);
  rules.promotions.erase(rules.promotions.begin() + which);
  const Quote without = price(Index(rules), sold);
  RC_ASSERT(with.exact && without.exact);
  RC_ASSERT(with.payable <= without.payable);
}

// Every subset of those that give money, in the declared order, each of them where those before
// leave it room.
RC_GTEST_PROP(PricingProperty, TheBestIsTheBestOfAllSubsets, ()) {
  Drawing draw(drawn_seed());
  RuleSet rules = draw.rules(8);
  const Basket sold = draw.basket();
  rules.parameters.choice = Choice::best;
  const Quote best = price(Index(rules), sold);
  RC_ASSERT(best.exact);
  rules.parameters.choice = Choice::priority;
  std::erase_if(rules.promotions, [](const Promotion& one) { return !gives_money(one.reward); });
  std::int64_t least = INT64_MAX;
  for (unsigned subset = 0; subset < 1U << rules.promotions.size(); ++subset) {
    RuleSet some = rules;
    some.promotions.clear();
    for (std::size_t i = 0; i < rules.promotions.size(); ++i) {
      if ((subset >> i & 1U) != 0) some.promotions.push_back(rules.promotions[i]);
    }
    least = std::min(least, price(Index(std::move(some)), sold, Detail::prices).payable);
  }
  RC_ASSERT(best.payable == least);
}

RC_GTEST_PROP(PricingProperty, AHundredPercentOffPaysNothing, ()) {
  Drawing draw(drawn_seed());
  RuleSet rules = draw.rules(5);
  Promotion all = testing::promotion(99, PercentOff{Rate::of(0, 1)});
  all.lane = 9;
  rules.promotions.push_back(all);
  Basket sold = draw.basket();
  for (BasketLine& line : sold.lines) line.kind = LineKind::goods;
  RC_ASSERT(price(Index(rules), sold).payable == 0);
}

// Nor does it matter what the workspace priced before.
RC_GTEST_PROP(PricingProperty, TheTraceChangesNoPrice, ()) {
  Drawing draw(drawn_seed());
  const Index index(draw.rules(8));
  Workspace workspace;
  Quote brief;
  for (int i = 0; i < 5; ++i) {
    const Basket sold = draw.basket();
    price(index, sold, Detail::prices, workspace, brief);
    const Quote whole = price(index, sold, Detail::trace);
    RC_ASSERT(brief.payable == whole.payable);
    RC_ASSERT(brief.concessions == whole.concessions);
    RC_ASSERT(brief.awards == whole.awards);
    RC_ASSERT(testing::payables(brief) == testing::payables(whole));
    RC_ASSERT(brief.exact == whole.exact);
    for (std::size_t line = 0; line < whole.lines.size(); ++line) {
      RC_ASSERT(brief.lines[line].how == whole.lines[line].how);
      RC_ASSERT(brief.lines[line].multiple == whole.lines[line].multiple);
    }
  }
}

// What the trace says was saved is what was taken off.
RC_GTEST_PROP(PricingProperty, TheTraceAddsUp, ()) {
  Drawing draw(drawn_seed());
  const Index index(draw.rules(8));
  const Quote quote = price(index, draw.basket());
  for (const RuleKind kind : {RuleKind::document, RuleKind::promotion, RuleKind::coupon}) {
    std::int64_t said = 0, taken = 0;
    for (const Considered& seen : quote.considered) {
      if (seen.kind != kind) continue;
      RC_ASSERT(seen.amount == 0 || seen.why == Why::applied);
      said += seen.amount;
    }
    for (const Concession& one : quote.concessions) {
      if (one.kind == kind) taken += one.amount;
    }
    RC_ASSERT(said == taken);
  }
}

std::int64_t number_of(const char* name, std::int64_t otherwise) {
  const char* const text = std::getenv(name);
  return text && *text ? std::atoll(text) : otherwise;
}

// 1,000,000 with GUANXI_PROPERTY_RUNS=1000000; a rule set serves 50 baskets, as in a shop.
TEST(PricingProperty, NoFenIsLostInManyBaskets) {
  const std::int64_t runs =
      number_of("GUANXI_PROPERTY_RUNS", 20'000 * number_of("GUANXI_TEST_SCALE", 1));
  const auto seed = static_cast<std::uint64_t>(number_of("GUANXI_TEST_SEED", 20261123));
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Drawing draw(seed);
  Workspace workspace;
  Quote quote;
  std::int64_t off = 0;
  for (std::int64_t run = 0; run < runs;) {
    const Index index(draw.rules(8));
    for (int i = 0; i < 50 && run < runs; ++i, ++run) {
      price(index, draw.basket(), Detail::prices, workspace, quote);
      ASSERT_EQ(lost_fen(quote), "") << "run " << run;
      off += quote.shop_total - quote.payable;
    }
  }
  EXPECT_GT(off, runs) << "the rules do something";
}

}  // namespace
}  // namespace guanxi::pricing
