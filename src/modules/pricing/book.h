// The rule books of all programmes, compiled and kept in memory so that a price asks no store for
// them. A Snapshot is all that is in force, was, or will be; which of it counts for a basket its
// moment decides. Every audit, end or change of parameters raises the number of the programme's
// rule set: who notes it knows by which rules a price was made, and whether they are the same
// still.
//
// Threads: any. Reading never touches the store and never waits for a reload; snapshot_at() may do
// both, but no lock is held while the store is read. refresh() and the snapshot_at() without a
// transaction may not be called inside one: they would hold a connection and wait for another.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/id.h"
#include "modules/org/org.h"
#include "modules/pricing/agreements.h"
#include "modules/pricing/engine/engine.h"
#include "modules/programmes/programmes.h"
#include "platform/sql/sql.h"

namespace guanxi::pricing {

/// Rules whose last day, or end, is longer ago are not in a till's snapshot.
inline constexpr int over_days_max = 400;

/// The numbers that stand for codes of what has no id of its own: the same in all snapshots of one
/// RuleBook, and in no other.
struct RuleNumbers {
  using Numbers = std::unordered_map<std::string, std::int64_t>;
  Numbers tiers, groups, parties, exclusive_groups;
};

class Snapshot {
 public:
  struct Content {
    ProgrammeId programme;
    std::int64_t number = 0;
    std::int64_t parameters_version = 0;
    Instant from;  // it holds every rule for baskets from then on
    RuleSet rules;
    RuleNumbers numbers;
    std::vector<std::int64_t> unreadable;
    Agreements agreements;
  };
  explicit Snapshot(Content content);

  ProgrammeId programme() const { return programme_; }
  /// Of the rule set; 0: none yet.
  std::int64_t number() const { return number_; }
  std::int64_t parameters_version() const { return parameters_version_; }
  /// Whether a basket of that moment is priced by it as it was then: all rules, and the parameters.
  bool covers(Instant when) const { return when >= from_; }
  /// Ids of rules are those of the book; goods, stores and card types have their ids.
  const Index& index() const { return index_; }

  /// 0: no rule names it.
  std::int64_t tier(std::string_view code) const;
  std::int64_t group(std::string_view code) const;
  std::int64_t party(std::string_view code) const;
  /// Of a number; empty: there is none.
  std::string_view party_code(std::int64_t party) const;
  std::string_view tier_code(std::int64_t tier) const;
  std::string_view group_code(std::int64_t group) const;
  /// Who bears what no rule with shares takes off, as agreed at `when`; null: the mall.
  const std::vector<ShareTerms>* agreed(
      RuleKind kind, const std::optional<std::string>& cost_group, Instant when
  ) const;
  /// The revision of a code that was in force at `when`, whatever its days say: id of the rule.
  std::optional<std::int64_t> find(RuleKind kind, std::string_view code, Instant when) const;
  /// Rules left out because they cannot be compiled: a fault that verify reports.
  const std::vector<std::int64_t>& unreadable() const { return unreadable_; }

 private:
  ProgrammeId programme_;
  std::int64_t number_ = 0, parameters_version_ = 0;
  Instant from_;
  RuleNumbers numbers_;
  std::unordered_map<std::int64_t, std::string> party_codes_;
  std::vector<std::int64_t> unreadable_;
  Agreements agreements_;
  Index index_;
  std::unordered_map<std::string, std::vector<const Rule*>> revisions_;  // by kind and code
};

class RuleBook {
 public:
  struct House {
    sql::Database& db;
    const org::Org& org;
    const programmes::Programmes& programmes;
  };
  /// Reads and compiles all books; the schema must be migrated. All of `house` outlives it.
  RuleBook(const House& house, Instant now);
  ~RuleBook();

  /// Never null: of a programme without rules an empty one with the default parameters.
  std::shared_ptr<const Snapshot> snapshot(ProgrammeId programme) const;
  /// For baskets of that moment, however long ago: late sales and replays. The same as snapshot()
  /// for the last year; else it asks the store, and is kept until the rule set changes.
  std::shared_ptr<const Snapshot> snapshot_at(ProgrammeId programme, Instant when) const;
  /// The same, asked for inside a transaction.
  std::shared_ptr<const Snapshot> snapshot_at(sql::Tx& tx, ProgrammeId programme, Instant when)
      const;
  /// What is in force at `now` and these as well, each in the place of the revision that it would
  /// supersede: made for one question, and not kept. Of more than `entries_max` entries of
  /// documents and other rules the newest, documents last; `complete` says whether that is all.
  /// Rules that cannot be compiled are unreadable().
  struct Trial {
    std::shared_ptr<const Snapshot> snapshot;
    bool complete = true;
  };
  Trial snapshot_with(
      sql::Tx& tx,
      ProgrammeId programme,
      std::span<const BookRule> more,
      std::int64_t entries_max,
      Instant now
  ) const;
  /// Looks whether a rule set changed and compiles what is new if so: one small read otherwise.
  void refresh(Instant now);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace guanxi::pricing
