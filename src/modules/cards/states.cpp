#include "modules/cards/states.h"

#include <algorithm>

namespace guanxi::cards {
std::span<const Edge> edges() {
  using enum State;
  using enum Step;
  static constexpr Edge all[] = {
      {stock, issued, bind},  // sent to its owner, who has yet to take it into use
      {stock, active, bind},    {stock, cancelled, set},  // damaged in the printer
      {issued, active, set},    {issued, frozen, set},       {issued, lost, set},
      {issued, cancelled, set}, {issued, issued, renew},     {issued, replaced, replace},
      {issued, expired, time},  {active, frozen, set},       {active, lost, set},
      {active, cancelled, set}, {active, active, renew},     {active, replaced, replace},
      {active, expired, time},  {frozen, active, set},       {frozen, lost, set},
      {frozen, cancelled, set}, {frozen, replaced, replace}, {lost, active, set},  // found again
      {lost, cancelled, set},   {lost, replaced, replace},   {expired, active, renew},
      {expired, lost, set},     {expired, cancelled, set},   {expired, replaced, replace},
  };
  return all;
}

bool may_go(State from, State to, Step by) {
  return std::ranges::any_of(edges(), [&](const Edge& edge) {
    return edge.from == from && edge.to == to && edge.by == by;
  });
}

bool is_final(State state) {
  return std::ranges::none_of(edges(), [&](const Edge& edge) { return edge.from == state; });
}

}  // namespace guanxi::cards
