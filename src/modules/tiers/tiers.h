// What members have grown and which tier that gives: a journal of growth per member and ladder,
// append-only and hash-chained, and the standing that follows from it. Growth counts for the day it
// occurred on, and is posted today; a refund's counts for the day of its sale, so that closed
// periods never change.
//
// A Progress is one posting in the making: it brings a standing up to the day – what has aged out
// of the window, periods that ended, grants that ran out, anniversaries –, takes in growth, and
// decides the tier. Nothing is written before write(), which is guarded by the number of entries
// the plan saw. Rules: docs/guide/tiers.md.
//
// Threads: functions of the caller's Tx; a Progress belongs to its maker.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/tiers/ladders.h"

namespace guanxi::tiers {

enum class EntryKind {
  sale,
  refund,
  void_sale,
  behaviour,
  tenure,
  kept,       // at the end of a period
  lost,       // at the end of a period, one tier or more
  granted,    // by hand, to a last day
  purchased,  // the same, bought
  grant_ended,
  ladder,   // a new version of the ladder gave another tier
  merged,   // what a merged member has grown, or no longer, see merging.h
  opening,  // what was grown in another system, or that taken back
  refund_without_receipt,
  refund_without_receipt_void
};
BOOST_DESCRIBE_ENUM(
    EntryKind,
    sale,
    refund,
    void_sale,
    behaviour,
    tenure,
    kept,
    lost,
    granted,
    purchased,
    grant_ended,
    ladder,
    merged,
    opening,
    refund_without_receipt,
    refund_without_receipt_void
)

struct Entry {
  std::int64_t seq = 0;
  Instant posted_at{}, occurred_at{};
  Date counts_on{};
  EntryKind kind = EntryKind::sale;
  std::int64_t cause_id = 0;
  std::int64_t receipt_id = 0;  // the sale whose growth it is, or the refund without one; 0: none
  std::int64_t growth = 0, of_visit = 0;
  std::string tier_before{}, tier_after{};  // what applied, grants included
  std::string note{};
  ActorId actor{};
};

/// Where a member stands on a ladder. `tier` is by growth; a grant may give more for a while.
struct Standing {
  OwnerId owner;
  LadderId ladder;
  ProgrammeId programme;
  Date joined_on;
  std::int64_t version = 0;
  std::string tier;
  Instant since;
  Date period_from, period_until = Date::never;
  std::int64_t needs = 0;   // what the upgrade to it rests on; 0: it was kept, or everybody has it
  std::string below;        // what it falls back to if less is left, see Held in progress.cpp
  std::int64_t growth = 0;  // of what counts on window_from or later
  Date window_from;
  std::int64_t support = 0;  // of what counts on support_from or later: what there is of needs
  Date support_from = Date::never;
  Date visited_on, tenure_on = Date::never;
  std::optional<std::string> grant_tier;
  Date grant_until;          // the last day
  std::string grants_later;  // the others, see grants_of()
  Date told_until, due_on = Date::never;
  std::int64_t seq = 0;
  sql::Digest head_hash{};
  Instant posted_at;

  bool operator==(const Standing&) const = default;
};

/// A tier given by hand or bought, through its last day.
struct Grant {
  std::string tier;
  Date until;
  bool operator==(const Grant&) const = default;
};
/// The highest first, of the same tier the longest. Some may give nothing beside the others.
std::vector<Grant> grants_of(const Standing& standing);

/// A member of a ladder's programme.
struct Who {
  OwnerId owner;
  Date joined_on;
};
struct Today {
  Instant now;
  Date day;  // of now, in the programme's zone
};
/// The growth of entries that count on `from` … `to`, as stored.
using Sums = std::function<std::int64_t(Date from, Date to)>;

class Progress {
 public:
  /// Nullopt as standing: nothing has grown yet.
  Progress(
      VersionPtr version,
      const Who& who,
      const std::optional<Standing>& standing,
      const Today& today,
      Sums sums
  );

  const Version& version() const { return *version_; }
  const Standing& standing() const { return now_; }
  const std::optional<Standing>& before() const { return before_; }
  /// What applies today, grants included.
  const std::string& tier() const;
  /// What applied on that day, before any of today's decisions.
  const std::string& tier_before(Date day) const;
  const std::vector<Entry>& entries() const { return entries_; }
  bool has_news() const;

  /// Growth, more or less; decides the tier. seq, tiers and posting are filled in here and by
  /// write().
  void enter(Entry entry);
  /// A sale's growth of that day: a visit's, where the day has none yet.
  bool is_visit(Date day) const { return day > now_.visited_on; }
  void note_visit(Date day) { now_.visited_on = day; }
  void forget_visit(Date day) {
    if (now_.visited_on == day) now_.visited_on = day.plus_days(-1);
  }
  /// Gives `tier` until `until`, that day included, beside what else is granted.
  void grant(Entry entry, const std::string& tier, Date until);
  /// Whether a grant would give anything that growth and other grants do not.
  bool would_give(const std::string& tier, Date until) const;
  /// Ends one such grant before its day. False: there is none.
  bool end_grant(Entry entry, const Grant& grant);
  /// Ends every grant of `tier` before its day. False: there is none.
  bool end_grant_of(Entry entry, const std::string& tier);

  /// What is there of the growth that decides at the end of the period; above the lowest tier only.
  std::int64_t growth_of_period() const;
  /// The tier at the end of the period if nothing more grows.
  std::string tier_without_growth() const;

 private:
  std::size_t rank() const { return version_->rank_of(now_.tier); }
  std::size_t reached(std::int64_t growth) const;
  std::int64_t sum(Date from, Date to) const;
  Date window_of(Date day) const;
  void begin(const Who& who);
  void follow_version();
  void roll_window();
  void settle();
  bool is_covered_by_grants(const std::string& tier, Date until) const;
  void end_grants();
  std::vector<Grant> running_grants() const;
  void keep(const std::vector<Grant>& grants);
  void add_tenure();
  void end_periods();
  void decide();
  void upgrade(std::size_t rank);
  void fall_back();
  void count(const Entry& entry);
  void rest_on_nothing();
  void hold(std::size_t rank, Date from, Date until);
  void set_due();
  void date(Entry& entry) const;
  void push(Entry entry);

  VersionPtr version_;
  std::optional<Standing> before_;
  Standing now_;
  Today today_;
  Sums sums_;
  std::vector<Entry> entries_;
};

/// The growth that a net amount gives, whole units only.
std::int64_t growth_of(const Sources& sources, Money net_paid);
struct Period {
  Date from, until;
};
/// The calendar or membership year that holds `day`.
Period year_of(PeriodKind kind, Date joined_on, Date day);
/// The same day so many months later, or the last one of its month.
Date add_months(Date day, int months);

/// Of every ladder, in one question.
std::vector<Standing> standings_of(sql::Tx& tx, OwnerId owner);
std::optional<Standing> find_standing(sql::Tx& tx, OwnerId owner, LadderId ladder);
/// Sums of that journal, read in `tx`, which must outlive it.
Sums sums_of(sql::Tx& tx, OwnerId owner, LadderId ladder);
/// The tier that applied at `when` of `day`, as the books of `known_by` have it: by what was
/// entered before the first that came later, for every entry rests on all those before it. What
/// ends by the day counts however late it was posted. Nullopt: nothing had changed it.
std::optional<std::string> tier_at(
    sql::Tx& tx, OwnerId owner, LadderId ladder, Instant when, Date day, Instant known_by
);
/// The newest first, behind `before_seq` (nullopt: from the newest).
std::vector<Entry> journal(
    sql::Tx& tx, OwnerId owner, LadderId ladder, std::optional<std::int64_t> before_seq, int limit
);
/// When what applied became another tier, on any ladder; the newest first.
struct TierMove {
  LadderId ladder;
  std::int64_t seq = 0;
  Instant posted_at;
  std::string tier_before, tier_after;
  ActorId actor;
};
std::vector<TierMove> moves_of(sql::Tx& tx, OwnerId owner);
/// What a sale and its returns have entered, by ladder.
struct OfReceipt {
  LadderId ladder;
  EntryKind kind = EntryKind::sale;
  Date counts_on;
  std::int64_t growth = 0, of_visit = 0;
};
std::vector<OfReceipt> entries_of(sql::Tx& tx, OwnerId owner, std::int64_t receipt);

/// Whether what is written happened here, or an import of members or receipts brought it.
enum class Origin { here, import };
/// Writes the standing and its entries, and the news of another tier. `cause_id` stands in entries
/// that have none. Errors: conflict.
Outcome write(
    sql::Tx& tx,
    IdGenerator& ids,
    const Progress& progress,
    std::int64_t cause_id,
    Instant posted_at,
    ActorId actor,
    Origin origin = Origin::here
);

}  // namespace guanxi::tiers
