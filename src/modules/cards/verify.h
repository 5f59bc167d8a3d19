// Cards against their numbers, stock against batches, ranges against one another. Reads only; a
// fault is named and the search goes on.
#pragma once

#include <string>
#include <vector>

#include "modules/cards/cards.h"

namespace guanxi::cards {

struct VerifyReport {
  std::int64_t cards = 0, stock = 0;
  std::vector<std::string> faults;  // the first hundred, named by ids; no personal data
  std::int64_t faults_found = 0;
  bool is_clean() const { return faults_found == 0; }
};

/// Checks: every card and every card in stock has its number to itself, and every number its card;
/// every owner of cards has one primary; what was replaced names what took its place; the cards of
/// a batch are in stock or have an owner, all of them; a type handed out at least what its batches
/// hold, and has one open range; no two ranges meet on a printed number; a receipt that entitled to
/// a card names one.
VerifyReport verify(sql::Tx& tx);

}  // namespace guanxi::cards
