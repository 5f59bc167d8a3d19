// Inside modules/tiers: what a ladder may be, how it reads in the log of changes, and what members
// are told of it. Pure.
#pragma once

#include "modules/tiers/ladders.h"

namespace guanxi::tiers {

/// Everything that is wrong with the terms, each at its field below /terms.
Outcome check(const Terms& terms, Currency currency);

struct FieldText {
  std::string field, text;
};
/// Every parameter in words, each under a name that stays when tiers are added or moved.
std::vector<FieldText> texts_of(const Terms& terms);

/// The rules for members, a sentence each.
std::vector<std::string> rules_text(const Terms& terms, bool zh);

}  // namespace guanxi::tiers
