// Inside flows/replay: who bears what comes off, called as the reports on cost sharing call them
// (modules/pricing/shares.h). Bearers have numbers as they come; the mall is 0.
//
// Threads: belong to one thread at a time.
#pragma once

#include <map>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "flows/replay/replay.h"
#include "modules/pricing/agreements.h"
#include "modules/pricing/engine/basket.h"
#include "modules/pricing/engine/rules.h"
#include "modules/pricing/shares.h"

namespace guanxi::replay {

/// Whom the goods of a line have, by number; 0: the mall bears for them.
struct LineParties {
  std::int64_t counter = 0, counter_group = 0, brand = 0;
};
/// What a concession turns on besides its line.
struct ConcededAt {
  std::optional<std::string> cost_group;  // of the member's card
  Instant when;
};

class Bearers {
 public:
  explicit Bearers(const House& house) : house_(house) {}

  /// Before the first sale.
  void begin(sql::Tx& tx, ProgrammeId programme);
  LineParties line(
      sql::Tx& tx,
      StoreId store,
      const std::optional<CounterId>& counter,
      const pricing::Goods& goods
  );
  /// Of what a rule with these shares took off, else as agreed; empty: the mall. What it returns
  /// stays.
  std::span<const pricing::Share> of(
      pricing::RuleKind kind,
      const std::vector<pricing::ShareTerms>* of_rule,
      const ConcededAt& at,
      const LineParties& line
  );
  /// "mall", "party:P1", "counter:S001/C1" …
  std::string name(std::int64_t party) const;

 private:
  using Key = std::tuple<const void*, std::int64_t, std::int64_t, std::int64_t>;
  std::int64_t number(const std::string& name);
  std::int64_t number_of_category(sql::Tx& tx, const char* kind, std::int64_t id);
  std::string name_or_none(std::int64_t party) const;

  const House& house_;
  pricing::Agreements agreements_;
  std::vector<std::string> names_;  // by number, from 1
  std::unordered_map<std::string, std::int64_t> numbers_;
  std::unordered_map<std::int64_t, std::int64_t> counters_, categories_;  // by id
  std::map<Key, std::vector<pricing::Share>> shares_;  // by the list they come from and the line
};

}  // namespace guanxi::replay
