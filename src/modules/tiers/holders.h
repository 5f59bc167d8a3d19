// Which tier each member has, as it was posted last, for whoever counts them. Reads only; functions
// of the caller's Tx, any thread.
#pragma once

#include <functional>

#include "modules/tiers/tiers.h"

namespace guanxi::tiers {

struct Holder {
  OwnerId owner;
  LadderId ladder;
  std::string tier;   // that applies, grants included
  std::string began;  // that applied before anything grew: the lowest of then
};
/// Of every ladder.
std::vector<Holder> held_by(sql::Tx& tx, OwnerId owner);
/// In the order of owners and ladders; who has never grown is not among them.
void each_holder(sql::Tx& tx, const std::function<void(const Holder&)>& visit);

}  // namespace guanxi::tiers
