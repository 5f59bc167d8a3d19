#include "flows/checkout/occasions.h"

#include <fmt/format.h>

#include <algorithm>

#include "flows/checkout/caps.h"

namespace guanxi::checkout {
namespace {

constexpr std::int64_t rate_scale = 1'000'000'000;
constexpr const char* multiplied_note = "points_multiplied";
constexpr const char* multiple_lost = "points_multiple_lost";
constexpr const char* gift = "points_gift";

}  // namespace

points::Gains gains_at(const points::OccasionBook& occasions, const SalePlan& plan) {
  const sales::Receipt& receipt = plan.receipt;
  auto in_force = occasions.in_force(receipt.programme, receipt.occurred_at);
  if (in_force.empty()) return {};
  const TimeZone& zone = plan.programme->zone;
  points::OccasionFacts facts;
  facts.day = zone.date_of(receipt.occurred_at);
  facts.minute = zone.minute_of_day(receipt.occurred_at);
  facts.store = receipt.store;
  if (plan.buyer->card.type) facts.card_type = plan.buyer->card.type->value();
  facts.birthday = plan.buyer->member.birthday;
  for (const sales::Line& line : receipt.lines) facts.items.push_back(line.item_code);
  return points::gains_of(std::move(in_force), facts);
}

void note_gains(sales::Receipt& receipt, const points::Gains& gains) {
  for (const points::Occasion& occasion : gains.multiples) {
    const bool first = &occasion == &gains.multiples.front();
    receipt.notes.push_back(
        {first ? multiplied_note : multiple_lost,
         0,
         occasion.multiple.apply(rate_scale, Rounding::floor),
         occasion.name}
    );
  }
  for (const points::Occasion& occasion : gains.gifts) {
    receipt.notes.push_back({gift, 0, occasion.points.value(), occasion.name});
  }
}

std::optional<std::string> occasion_words(
    const sales::Receipt& receipt, const sales::Note& note, bool zh
) {
  const bool beside_promotions = std::ranges::any_of(receipt.notes, [](const sales::Note& other) {
    return other.code == "promotion_multiple";
  });
  if (note.code == multiplied_note && beside_promotions) {  // each line has the higher of the two
    return fmt::format(
        fmt::runtime(zh ? "倍数积分（{}）：{} 倍" : "Multiplied points ({}): {} times"),
        note.text,
        Rate::of(note.value, rate_scale).to_string()
    );
  }
  if (note.code == multiplied_note) {
    return fmt::format(
        fmt::runtime(
            zh ? "倍数积分（{}）：{} × ({} − 1) = {} 分"
               : "Multiplied points ({}): {} × ({} − 1) = {}"
        ),
        note.text,
        (receipt.points_earned + cut_of(receipt, "a")).value(),
        Rate::of(note.value, rate_scale).to_string(),
        (receipt.multiplied_points + cut_of(receipt, "b")).value()
    );
  }
  if (note.code == multiple_lost) {
    return fmt::format(
        fmt::runtime(
            zh ? "{}（{} 倍）未采用：只取最高的倍数"
               : "{} ({} times) does not count: the highest multiple does"
        ),
        note.text,
        Rate::of(note.value, rate_scale).to_string()
    );
  }
  if (note.code == gift) {
    return fmt::format(
        fmt::runtime(zh ? "温馨积分（{}）：{} 分" : "Warmth points ({}): {}"), note.text, note.value
    );
  }
  return std::nullopt;
}

}  // namespace guanxi::checkout
