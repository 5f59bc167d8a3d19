// Duplicates: members who may be one person. They are looked for when somebody enrols, and among
// all members of a programme in the background; pairs from the programme's review score on wait in
// a queue until somebody says that they are the same person or another. A pair is put into the
// queue once. Above a second score, which is off by default, a pair is taken for one person without
// anybody looking, unless something that lasts contradicts.
//
// The flow of enrolment calls possible_duplicates(); class Duplicates answers /v1/duplicates.
// Threads: Duplicates may be used from any thread; its job runs in one process at a time.
#pragma once

#include "flows/duplicates/types.h"
#include "modules/org/org.h"
#include "modules/programmes/programmes.h"
#include "platform/jobs/jobs.h"

namespace guanxi::duplicates {

/// A member who may be the person about to be enrolled.
struct Possible {
  members::Known member;
  matching::Verdict verdict;
};

/// The members somebody new may be, the likeliest first, at most ten. Compared are those who share
/// birthday, whole name or the end of the identity number – phone and e-mail belong to one member
/// only –, the youngest hundred memberships of each. Without `clear`, what the caller may not see
/// (e-mail, identity number, address) is not compared: an answer would tell what it is. A search
/// among all compares everything.
std::vector<Possible> possible_duplicates(
    sql::Tx& tx,
    const members::Members& members,
    const members::NewMember& somebody,
    int score_min,
    bool clear
);
/// Whom somebody new was compared with beforehand, in a snapshot beside the writer. Members who
/// changed since, or came, are compared when it counts.
struct Compared {
  struct One {
    members::AtVersion member;
    std::optional<Possible> possible;  // of enough likeness
  };
  members::Traits traits;
  std::vector<One> ones;
};
Compared compare(
    sql::Tx& tx,
    const members::Members& members,
    const members::NewMember& somebody,
    int score_min,
    bool clear
);
/// As the function above, with the same answer.
std::vector<Possible> possible_duplicates(
    sql::Tx& tx,
    const members::Members& members,
    const members::NewMember& somebody,
    int score_min,
    bool clear,
    const Compared& before
);

/// Puts them into the queue, once the new member has an id, and shows them.
std::vector<PossibleDuplicate> note_possible(
    sql::Tx& tx,
    const members::Member& fresh,
    const std::vector<Possible>& possible,
    api::Language language,
    Instant now
);

/// Decides the pair of the two for an action that says it all – a merge, its undo –, if they are
/// one; writes the outbox event as a decision at the desk does. Errors: stale_version.
Outcome decide_if_known(
    sql::Tx& tx,
    IdGenerator& ids,
    std::pair<OwnerId, OwnerId> two,
    matching::Decision decision,
    const std::string& reason,
    ActorId by,
    Instant now
);

/// What the desk works with. All outlive it.
struct House {
  sql::Database& db;
  org::Org& org;
  programmes::Programmes& programmes;
  members::Members& members;
  IdGenerator& ids;
  ActorId system;  // decides what nobody looks at
};

class Duplicates {
 public:
  explicit Duplicates(const House& house) : house_(house) {}

  // Errors of what names a programme: programme_not_found, store_out_of_scope (/programme).

  /// The likeliest first. Errors: bad_cursor.
  Result<api::Page<PairView>> list(const api::Call& call, const ListPairs& request) const;
  /// Writes the outbox event "duplicate.decided". Errors: member_not_found (also for members the
  /// actor may not see), not_found (they are no pair), stale_version.
  Result<api::Reply<PairView>> decide(const api::Call& call, const DecidePair& request) const;

  /// Asks for a search among all members; where one waits or runs, that one is answered.
  Result<api::Reply<ScanView>> request_scan(const api::Call& call, const RequestScan& request)
      const;
  /// Errors: not_found.
  Result<ScanView> scan(const api::Call& call, const GetScan& request) const;

  /// Does the oldest search that was asked for; none waiting, nothing. One that is stopped begins
  /// anew the next time: nothing it has noted is lost or noted twice.
  Outcome work(jobs::Context& context) const;

 private:
  Result<ProgrammeId> programme_of(const api::Call& call, const std::string& code) const;
  PersonView person(sql::Tx& tx, OwnerId id) const;
  PairView view(sql::Tx& tx, const matching::KnownPair& pair, const api::Call& call) const;

  House house_;
};

/// /v1/duplicates and below. `duplicates` outlives `api`.
void add_endpoints(api::Api& api, const Duplicates& duplicates);
/// "duplicates.scan". `duplicates` outlives `jobs`.
void add_jobs(jobs::Scheduler& jobs, const Duplicates& duplicates);

}  // namespace guanxi::duplicates
