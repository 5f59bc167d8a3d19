// Inside flows/replay: the rules of a replay – the draft, and beside it the book as it was at each
// moment – in one index, and the rules that made the receipts. Every revision has a number of its
// own, in the index and in the report; two of one code are told apart by nobody who reads it.
//
// Threads: belong to one thread at a time.
#pragma once

#include <map>
#include <memory>
#include <unordered_map>

#include "flows/replay/replay.h"
#include "modules/pricing/compile.h"
#include "modules/pricing/engine/replay.h"
#include "modules/pricing/rule_life.h"

namespace guanxi::replay {

/// What codes mean in the store. Tiers, groups, parties and exclusive groups get numbers as they
/// come.
class StoreNames : public pricing::Names {
 public:
  StoreNames(sql::Tx& tx, const House& house, const programmes::Version& programme, Instant now);
  /// From now on a code that is not there is refused: the draft is somebody's to mend. Rules of the
  /// book may name what is gone by now, which is nobody's then.
  void be_strict() { strict_ = true; }

  std::optional<std::int64_t> find(Kind kind, std::string_view code) override;
  std::optional<std::int64_t> find_goods(pricing::GoodsKind kind, std::string_view code) override;
  std::optional<std::int64_t> find_rule(pricing::RuleKind kind, std::string_view code) override;
  void declare(pricing::RuleKind kind, std::string_view code) { fresh_.declare(kind, code); }

  /// Of the ladder that decides rates, as it is now.
  const std::vector<std::string>& tiers() const { return tiers_; }
  std::int64_t tier(std::string_view code) { return *fresh_.find(Kind::tier, code); }
  std::string_view code_of(Kind kind, std::int64_t number) const {
    return fresh_.code_of(kind, number);
  }

 private:
  std::optional<std::int64_t> missing();

  sql::Tx& tx_;
  ProgrammeId programme_;
  std::shared_ptr<const org::Snapshot> organisation_;
  std::map<std::string, std::int64_t, std::less<>> card_types_;
  std::vector<std::string> tiers_;
  std::set<std::string, std::less<>> audiences_;  // in use
  std::map<pricing::GoodsRef, std::optional<std::int64_t>> goods_;
  pricing::FreshNames fresh_;
  std::int64_t nobody_ = 0;
  bool strict_ = false;
};

class Rules {
 public:
  /// Errors: those of check().
  static Result<std::unique_ptr<Rules>> load(
      sql::Tx& tx,
      const House& house,
      const Order& order,
      const programmes::Version& programme,
      Instant now
  );

  const pricing::Index& index() const { return *index_; }
  struct Revision {
    pricing::RuleKind kind = pricing::RuleKind::promotion;
    std::string code;
    std::vector<pricing::ShareTerms> shares;
  };
  /// The number of the rule that a receipt's trace names, 0 where it was too long ago.
  std::int64_t number_of(std::int64_t book_rule) const;
  const Revision& revision(std::int64_t number) const {
    return revisions_[static_cast<std::size_t>(number) - 1];
  }
  /// Of a tier that a member has or had, whether or not a rule names it; 0 for none.
  std::int64_t tier(std::string_view code);
  /// Of an audience that a rule names; 0: none does.
  std::int64_t group(std::string_view code) const;
  /// Empty: no tier.
  std::string tier_code(std::int64_t tier) const;

 private:
  Rules() = default;
  struct Making;
  using Codes = std::map<std::pair<pricing::RuleKind, std::int64_t>, std::vector<std::int64_t>>;
  void add(
      Making& making,
      const pricing::RuleTerms& terms,
      const pricing::BookRule* of_book,
      bool in_force,
      std::string_view pointer
  );
  void add_book(sql::Tx& tx, Making& making, const Order& order, Instant from);
  void finish(Making& making);

  std::vector<Revision> revisions_;  // by number, from 1
  std::unordered_map<std::int64_t, std::int64_t> of_book_;
  std::map<std::string, std::int64_t, std::less<>> tiers_, groups_;
  std::unordered_map<std::int64_t, std::string> tier_codes_;
  std::unique_ptr<pricing::Index> index_;
};

}  // namespace guanxi::replay
