#include "flows/checkout/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>

#include "flows/checkout/caps.h"
#include "modules/members/members.h"
#include "modules/points/budgets.h"
#include "modules/points/uses.h"

namespace guanxi::checkout {
namespace {

constexpr std::string_view used_up_note = "occasion_used_up:";  // and the period

/// The words of a note about a limited occasion.
std::string used_up_words(const sales::Note& note, bool zh) {
  struct Words {
    std::string_view period;
    const char* chinese;
    const char* english;
  };
  constexpr Words all[] = {
      {"day", "{}：当日已用满 {} 次，不再适用", "{} does not apply: already used that day ({})"},
      {"month",
       "{}：当月已用满 {} 次，不再适用",
       "{} does not apply: already used that month ({})"},
      {"year", "{}：当年已用满 {} 次，不再适用", "{} does not apply: already used that year ({})"},
      {"ever", "{}：已用满 {} 次，不再适用", "{} does not apply: already used ({})"}};
  const std::string_view period = std::string_view(note.code).substr(used_up_note.size());
  for (const Words& words : all) {
    if (period != words.period) continue;
    return fmt::format(fmt::runtime(zh ? words.chinese : words.english), note.text, note.value);
  }
  return note.code;
}

bool multiplied_by_promotion(const pricing::PricedLine& line) {
  return line.multiple > Rate::one();
}

/// What the receipt takes of the programme's budget of the day.
Points taken_by(const SalePlan& plan, const sales::Receipt& receipt) {
  if (!plan.budget_left) return {};
  return points::budgeted(earning_of(receipt), plan.programme->parameters.programme_day_points_of);
}

}  // namespace

void limit_gains(sql::Tx& tx, SalePlan& plan, ReceiptId returned) {
  points::Gains& gains = plan.gains;
  const Date day = plan.programme->zone.date_of(plan.receipt.occurred_at);
  std::vector<OwnerId> selves;  // the member, and who was merged into it
  const auto is_used_up = [&](const points::Occasion& occasion) {
    if (occasion.times_per_member == 0) return false;
    if (selves.empty()) {
      selves = members::merged_into(tx, plan.receipt.owner);
      selves.push_back(plan.receipt.owner);
    }
    std::int64_t uses = 0;
    for (const OwnerId one : selves) {
      uses += points::uses_in_period(tx, one, occasion, day, returned.value());
    }
    if (uses < occasion.times_per_member) return false;
    gains.used_up.push_back(occasion);
    return true;
  };
  // Only the highest multiple counts, so only what stands first needs to be asked about.
  while (!gains.multiples.empty() && is_used_up(gains.multiples.front())) {
    gains.multiples.erase(gains.multiples.begin());
  }
  std::erase_if(gains.gifts, is_used_up);
}

void note_used_up(sales::Receipt& receipt, const points::Gains& gains) {
  for (const points::Occasion& occasion : gains.used_up) {
    std::string code(used_up_note);
    code += boost::describe::enum_to_string(occasion.period, "");
    receipt.notes.push_back({std::move(code), 0, occasion.times_per_member, occasion.name});
  }
}

std::optional<Points> budget_left(sql::Tx& tx, const SalePlan& plan) {
  const programmes::Parameters& parameters = plan.programme->parameters;
  if (parameters.programme_day_points_max == 0) return std::nullopt;
  const bool has_extras = !plan.gains.multiples.empty() || !plan.gains.gifts.empty() ||
                          std::ranges::any_of(plan.priced.lines, multiplied_by_promotion);
  const bool all = parameters.programme_day_points_of == programmes::DayPointsOf::all;
  if (!all && !has_extras) return std::nullopt;
  const Points taken = points::taken_of_budget(tx, plan.receipt.programme, plan.today);
  return std::max(Points(parameters.programme_day_points_max) - taken, Points());
}

void apply_uses(sql::Tx& tx, const SalePlan& plan, sales::Receipt& receipt) {
  if (!plan.buyer) return;
  if (plan.points_usable_from && !receipt.points_of_all_classes().is_zero()) {
    receipt.notes.push_back({sales::notes::usable_from, 0, plan.points_usable_from->yyyymmdd()});
  }
  // An occasion that gave nothing – too small a sale, or a limit cut it – is not used.
  const Date day = plan.programme->zone.date_of(receipt.occurred_at);
  const auto use = [&](const points::Occasion& occasion) {
    if (occasion.times_per_member == 0) return;
    points::add_use(tx, {receipt.owner, occasion.code, day, receipt.id.value()});
    receipt.notes.push_back({sales::notes::occasion_use, 0, day.yyyymmdd(), occasion.code});
  };
  const auto by_occasion = [&](const pricing::PricedLine& line) {
    return line.multiple < plan.gains.multiple();
  };
  const bool counts =
      plan.priced.lines.empty() || std::ranges::any_of(plan.priced.lines, by_occasion) ||
      std::ranges::any_of(plan.multiplied_by, [](const PromotionPoints& one) {
        return one.within < one.full;  // what a limit cut, the occasion may have given
      });
  if (!receipt.multiplied_points.is_zero() && !plan.gains.multiples.empty() && counts)
    use(plan.gains.multiples.front());
  if (!receipt.gift_points.is_zero()) {
    for (const points::Occasion& gift : plan.gains.gifts) use(gift);
  }
  if (const Points taken = taken_by(plan, receipt); !taken.is_zero()) {
    receipt.notes.push_back(
        {sales::notes::budget_taken, 0, taken.value(), std::to_string(plan.today.yyyymmdd())}
    );
  }
}

Outcome take_budget(sql::Tx& tx, const SalePlan& plan, const sales::Receipt& receipt) {
  const Points taken = taken_by(plan, receipt);
  if (taken.is_zero()) return ok();
  const std::int64_t most = plan.programme->parameters.programme_day_points_max;
  return points::take_of_budget(tx, receipt.programme, plan.today, taken, most);
}

std::optional<std::string> limit_words(const sales::Note& note, bool zh) {
  if (note.code.starts_with(used_up_note)) return used_up_words(note, zh);
  if (note.code == sales::notes::occasion_use) {
    return fmt::format(fmt::runtime(zh ? "{} 计一次使用" : "One use of {} is counted"), note.text);
  }
  if (note.code == sales::notes::occasion_use_back) {
    return fmt::format(
        fmt::runtime(zh ? "{} 的一次使用退回" : "One use of {} is given back"), note.text
    );
  }
  if (note.code == sales::notes::budget_taken) {
    return fmt::format(
        fmt::runtime(
            zh ? "占用会员计划当日积分预算 {} 分" : "{} of the programme's budget of the day"
        ),
        note.value
    );
  }
  if (note.code == sales::notes::usable_from) {
    const auto day = Date::from_yyyymmdd(note.value);
    return fmt::format(
        fmt::runtime(zh ? "所得积分自 {} 起可用" : "These points can be spent from {} on"),
        day ? day->to_string() : std::string()
    );
  }
  return std::nullopt;
}

}  // namespace guanxi::checkout
