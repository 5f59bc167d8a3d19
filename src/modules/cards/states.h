// The life of a card: which state may follow which, and by what. Pure. Inside modules/cards only.
#pragma once

#include <optional>
#include <span>

#include "modules/cards/cards.h"

namespace guanxi::cards {

/// What takes a card from one state to the next.
enum class Step {
  bind,     // a card in stock gets its owner
  set,      // somebody says so, set_state()
  renew,    // its life is made longer
  replace,  // another card takes its place
  time,     // its last day is over
};

struct Edge {
  State from, to;
  Step by;
};
/// All that is allowed; anything else is not.
std::span<const Edge> edges();
bool may_go(State from, State to, Step by);
/// Nothing follows any more.
bool is_final(State state);

}  // namespace guanxi::cards
