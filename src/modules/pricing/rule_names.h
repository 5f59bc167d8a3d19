// Inside modules/pricing: what codes mean in the store. Goods have the catalogue's ids, stores the
// organisation's, card types their own; tiers, groups, parties and exclusive groups get numbers as
// they come, which stay for as long as the RuleNumbers do.
//
// Threads: belong to one thread at a time.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>

#include "modules/org/org.h"
#include "modules/pricing/book.h"
#include "modules/pricing/compile.h"

namespace guanxi::pricing {

/// All goods that a rule names.
std::vector<GoodsRef> goods_of(const RuleTerms& terms);

/// What the store knows of the codes that rules name, asked in a few questions.
class KnownCodes {
 public:
  KnownCodes(sql::Tx& tx, const org::Org& org, ProgrammeId programme);
  /// Before goods of these rules are asked for.
  void ask_goods(sql::Tx& tx, std::span<const GoodsRef> goods);
  std::optional<std::int64_t> store(std::string_view code) const;
  std::optional<std::int64_t> card_type(std::string_view code) const;
  std::optional<std::int64_t> goods(GoodsKind kind, std::string_view code) const;
  /// Whether a rule may name it.
  bool is_audience(std::string_view code) const { return audiences_.contains(code); }

 private:
  ProgrammeId programme_;
  std::shared_ptr<const org::Snapshot> organisation_;
  std::map<std::string, std::int64_t, std::less<>> card_types_;
  std::set<std::string, std::less<>> audiences_;  // in use
  std::unordered_map<std::string, std::int64_t> goods_[goods_kinds];
};

/// Whether what a rule names is there: for rules that somebody writes.
class CheckedNames : public Names {
 public:
  /// `tiers` and `rules` (kind and code) are what there is.
  CheckedNames(
      const KnownCodes& known,
      std::set<std::string, std::less<>> tiers,
      std::set<std::pair<RuleKind, std::string>> rules
  )
      : known_(known), tiers_(std::move(tiers)), rules_(std::move(rules)) {}

  std::optional<std::int64_t> find(Kind kind, std::string_view code) override;
  std::optional<std::int64_t> find_goods(GoodsKind kind, std::string_view code) override;
  std::optional<std::int64_t> find_rule(RuleKind kind, std::string_view code) override;

 private:
  const KnownCodes& known_;
  std::set<std::string, std::less<>> tiers_;
  std::set<std::pair<RuleKind, std::string>> rules_;
  FreshNames fresh_;
};

/// Numbers for rules that were audited: a code that is not there gets one of its own below 0, which
/// is nobody's.
class LoadedNames : public Names {
 public:
  LoadedNames(const KnownCodes& known, RuleNumbers& numbers, RuleNumbers::Numbers& rules)
      : known_(known), numbers_(numbers), rules_(rules) {}

  std::optional<std::int64_t> find(Kind kind, std::string_view code) override;
  std::optional<std::int64_t> find_goods(GoodsKind kind, std::string_view code) override;
  /// A number for the code, whatever its revisions.
  std::optional<std::int64_t> find_rule(RuleKind kind, std::string_view code) override;

  /// Whether a code was not there since this was last asked.
  bool take_missing() { return std::exchange(missing_, false); }

 private:
  std::int64_t nobody();

  const KnownCodes& known_;
  RuleNumbers& numbers_;
  RuleNumbers::Numbers& rules_;
  std::int64_t nobody_ = 0;
  bool missing_ = false;
};

/// The same for all revisions of a code.
std::string rule_key(RuleKind kind, std::string_view code);

}  // namespace guanxi::pricing
