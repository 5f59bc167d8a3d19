// Pairs of members who may be one person, and what was decided about them. A pair is kept once,
// under the smaller id; as long as it is open, a later look refreshes its score. Once somebody
// decided, it is never put into the queue again; a decision may be corrected.
//
// The flow of duplicates calls this, in its transaction. Threads: functions of values and of the
// caller's Tx; any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "base/time.h"
#include "modules/matching/matching.h"
#include "platform/sql/sql.h"

namespace guanxi::matching {

enum class Decision { open, same, another };
BOOST_DESCRIBE_ENUM(Decision, open, same, another)
enum class Origin { entry, scan };  // found when the younger one was enrolled, or among all
BOOST_DESCRIBE_ENUM(Origin, entry, scan)

struct KnownPair {
  OwnerId one, other;  // one < other
  ProgrammeId programme;
  Verdict verdict;
  Origin origin = Origin::scan;
  Instant found_at;
  Decision decision = Decision::open;
  std::optional<Instant> decided_at = {};
  std::optional<ActorId> decided_by = {};
  std::string note = {};  // why it was decided so
  std::int64_t version = 1;

  bool operator==(const KnownPair&) const = default;
};

enum class Noted { fresh, open, decided };
/// Puts a pair into the queue; one that is there is given the verdict, unless it is decided.
Noted note(sql::Tx& tx, const Pair& pair, ProgrammeId programme, Origin origin, Instant now);

/// Either order of the two is the same.
std::optional<KnownPair> find_pair(sql::Tx& tx, OwnerId one, OwnerId other);

/// Where a page of pairs ended.
struct PairPlace {
  std::int64_t score;
  OwnerId one, other;
};
/// The highest score first; behind `after`, if given.
std::vector<KnownPair> list_pairs(
    sql::Tx& tx,
    ProgrammeId programme,
    Decision decision,
    const std::optional<PairPlace>& after,
    int limit
);

/// Decides, or corrects a decision, if the pair still has `version`. What it says already changes
/// nothing. Errors: not_found (there is no such pair), stale_version.
Result<KnownPair> decide(
    sql::Tx& tx,
    OwnerId one,
    OwnerId other,
    std::int64_t version,
    Decision decision,
    std::string_view note,
    ActorId by,
    Instant now
);

/// How many open pairs a member is in.
int count_open_pairs(sql::Tx& tx, OwnerId member);
/// Takes the open pairs of a member who is somebody else's other name by the merge `by` out of the
/// queue, and puts those back when it is undone.
void shelve_open_pairs(sql::Tx& tx, OwnerId member, std::int64_t by);
void put_back_pairs(sql::Tx& tx, OwnerId member, std::int64_t by);
/// When a membership ends, nobody need look at its open pairs. Returns how many there were.
std::int64_t forget_open_pairs(sql::Tx& tx, OwnerId member);

}  // namespace guanxi::matching
