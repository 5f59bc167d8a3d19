#include "flows/checkout/caps.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>

#include "base/allocate.h"
#include "flows/checkout/limits.h"
#include "modules/points/budgets.h"
#include "modules/points/caps.h"

namespace guanxi::checkout {
namespace {

constexpr const char* points_capped = "points_capped";
constexpr const char* points_over_budget = "points_over_budget";
constexpr const char* risk_stopped = "risk_stopped";

}  // namespace

std::optional<Points> earns_at_most(sql::Tx& tx, const SalePlan& plan) {
  const std::int64_t most = plan.programme->parameters.member_day_points_max;
  if (most == 0) return std::nullopt;
  const Instant from = plan.programme->zone.start_of(plan.today);
  Points earned = points::earned_since(tx, plan.buyer->account, from);
  for (const OwnerId one : members::merged_into(tx, plan.buyer->member.id)) {
    if (const auto account = points::find_account(tx, one)) {
      earned += points::earned_since(tx, *account, from);
    }
  }
  return std::max(Points(most) - earned, Points(0));
}

void keep_budget(sales::Receipt& receipt, const SalePlan& plan) {
  std::erase_if(receipt.notes, [](const sales::Note& note) {
    return note.code == points_over_budget;
  });
  if (!plan.budget_left) return;
  const auto classes = plan.programme->parameters.programme_day_points_of;
  const points::Earning earned = earning_of(receipt);
  if (points::budgeted(earned, classes) <= *plan.budget_left) return;
  cut_points(
      receipt, points::within_budget(earned, classes, *plan.budget_left), points_over_budget
  );
}

void cap_points(sales::Receipt& receipt, const std::optional<Points>& most) {
  std::erase_if(receipt.notes, [](const sales::Note& note) { return note.code == points_capped; });
  if (!most || receipt.points_of_all_classes() <= *most) return;
  cut_points(receipt, points::capped(earning_of(receipt), *most), points_capped);
}

points::Earning earning_of(const sales::Receipt& receipt) {
  return {
      .a = receipt.points_earned,
      .b = receipt.multiplied_points,
      .c = receipt.gift_points,
      .e = receipt.identity_points};
}

void cut_points(sales::Receipt& receipt, const points::Earning& kept, const char* code) {
  const auto cut = [&](Points& earned, Points left, const char* klass) {
    if (left == earned) return;
    receipt.notes.push_back({code, 0, (earned - left).value(), klass});
    earned = left;
  };
  if (kept.a != receipt.points_earned) {
    std::vector<std::int64_t> weights;
    for (const sales::Line& line : receipt.lines) weights.push_back(line.points.value());
    const auto shares = allocate(kept.a, weights);
    for (std::size_t i = 0; i < shares.size(); ++i) receipt.lines[i].points = shares[i];
  }
  cut(receipt.gift_points, kept.c, "c");
  cut(receipt.multiplied_points, kept.b, "b");
  cut(receipt.identity_points, kept.e, "e");
  cut(receipt.points_earned, kept.a, "a");
}

Points cut_of(const sales::Receipt& receipt, std::string_view klass) {
  Points sum;
  for (const sales::Note& note : receipt.notes) {
    const bool is_cut = note.code == points_capped || note.code == points_over_budget;
    if (is_cut && note.text == klass) sum += Points(note.value);
  }
  return sum;
}

void stop_by_risk(const House& house, SalePlan& plan) {
  const auto rule = house.risk.stopping(plan.buyer->member.id, plan.receipt.occurred_at);
  if (!rule) return;
  plan.earns_at_most = Points(0);
  plan.receipt.notes.push_back({risk_stopped, 0, 0, boost::describe::enum_to_string(*rule, "")});
}

std::optional<std::string> risk_words(const sales::Note& note, bool zh) {
  if (note.code != risk_stopped) return std::nullopt;
  return (zh ? "会员当日被风控规则限制，不计积分："
             : "Earns nothing: the member was limited by risk rule ") +
         note.text;
}

std::optional<std::string> cap_words(const sales::Note& note, bool zh) {
  const bool of_member = note.code == points_capped;
  if (!of_member && note.code != points_over_budget) return std::nullopt;
  std::string klass = note.text;
  std::ranges::transform(klass, klass.begin(), [](char c) {
    return static_cast<char>(c - 'a' + 'A');
  });
  return fmt::format(
      fmt::runtime(
          of_member ? zh ? "已达会员每日积分上限：{} 类少记 {} 分"
                         : "The member's points of a day are capped: class {} is cut by {}"
          : zh      ? "会员计划当日积分预算已用完：{} 类少记 {} 分"
                    : "The programme's budget of the day is used up: class {} is cut by {}"
      ),
      klass,
      note.value
  );
}

}  // namespace guanxi::checkout
