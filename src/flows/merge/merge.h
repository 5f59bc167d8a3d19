// Merges: two members who are one person become one. Everything that carries the one's id follows
// to the other – what identifies, points and what is owed, growth, refusals of consent, what is
// known of the person –, journalled, and is given back when the merge is undone within 30 days, as
// far as it is still there. What a merge cannot carry yet forbids it (Obstacle): nothing is lost.
//
// The merged member stays in the books under its own id, closed, with a pointer to the survivor:
// receipts, cards and identities are followed from there (docs/adr/0016). Checkouts that run
// meanwhile find the account changed and plan again.
//
// Threads: Merging may be used from any thread.
#pragma once

#include "flows/merge/store.h"
#include "modules/coupons/coupons.h"
#include "modules/members/members.h"
#include "modules/org/org.h"
#include "modules/profiles/profiles.h"
#include "modules/programmes/programmes.h"
#include "modules/risk/risk.h"
#include "modules/tiers/ladders.h"
#include "platform/api/idempotency.h"

namespace guanxi::merge {

inline constexpr int undo_days = 30;

/// What it works with. All outlive it.
struct House {
  sql::Database& db;
  const org::Org& org;
  const programmes::Programmes& programmes;
  const members::Members& members;
  const tiers::Ladders& ladders;
  const risk::Risk& risk;
  const crypto::KeyRing& keys;
  IdGenerator& ids;
  const api::FirstAnswers& answers;
};

class Merging {
 public:
  explicit Merging(const House& house)
      : house_(house), profiles_(house.keys), sealer_(house.keys) {}

  // Every function answers member_not_found also for members the actor may not see.

  /// Once per idempotency key. With dry_run nothing is written and obstacles stand in the answer.
  /// Writes the outbox event "member.merged", and decides the pair if the two are in the queue of
  /// duplicates. Errors: merge_not_possible with the fact `obstacle`.
  Result<api::Reply<MergeView>> merge(const api::Call& call, const MergeMembers& request) const;
  /// Asked for by either of the two. Errors: merge_not_found.
  Result<MergeView> get(const api::Call& call, const GetMerge& request) const;
  /// In which a member stayed or was merged.
  Result<MergeList> list(const api::Call& call, const ListMerges& request) const;
  /// Once per idempotency key. Writes the outbox event "member.merge_undone". Errors:
  /// merge_not_found, merge_undo_too_late, merge_not_possible (it is undone, or the survivor is
  /// gone).
  Result<api::Reply<MergeView>> undo(const api::Call& call, const UndoMerge& request) const;

 private:
  struct Two {
    members::Member survivor, absorbed;
  };
  Result<members::Member> load(sql::Tx& tx, const api::Call& call, OwnerId id, const char* pointer)
      const;
  Result<Two> load_two(sql::Tx& tx, const api::Call& call, const MergeMembers& request) const;
  Date today_of(ProgrammeId programme, Instant now) const;
  std::vector<Obstacle> obstacles_of(sql::Tx& tx, const Two& two, Instant now) const;
  Result<MergeView> preview(sql::Tx& tx, const api::Call& call, const MergeMembers& request) const;
  Result<MergeView> carry_out(sql::Tx& tx, const api::Call& call, const MergeMembers& request)
      const;
  Result<MergeView> take_back(sql::Tx& tx, const api::Call& call, const UndoMerge& request) const;
  Result<store::Merge> find(sql::Tx& tx, const api::Call& call, OwnerId member, MergeId id) const;
  void record(
      sql::Tx& tx,
      const api::Call& call,
      const store::Merge& merge,
      const char* action,
      const std::string& reason,
      const std::vector<std::string>& fields
  ) const;

  // person.cpp: what is known of the person
  /// Fields of the survivor's that are empty and that the other has, by name.
  std::vector<std::string> gaps(sql::Tx& tx, const Two& two) const;
  /// Fills them; returns what was filled, addresses and relatives with their new ids.
  Result<std::vector<std::string>> fill(sql::Tx& tx, const Two& two, ActorId by, Instant now) const;
  /// Empties again what still is as it was filled.
  Outcome empty(
      sql::Tx& tx, const Two& two, const std::vector<std::string>& filled, ActorId by, Instant now
  ) const;

  // following.cpp: what else is the person's. Returns words for what moved, kept with the merge, by
  // which it goes back.
  /// Errors: conflict.
  Result<std::vector<std::string>> follow(
      sql::Tx& tx, const Two& two, MergeId merge, Date today, ActorId by, Instant now
  ) const;
  Outcome unfollow(
      sql::Tx& tx,
      const Two& two,
      MergeId merge,
      const std::vector<std::string>& moved,
      Date today,
      ActorId by,
      Instant now
  ) const;

  House house_;
  profiles::Profiles profiles_;
  crypto::Sealer sealer_;
};

/// Coupons that `owner` got back after being merged go on to whom they are now. Errors: conflict.
Outcome carry_coupons_on(sql::Tx& tx, IdGenerator& ids, OwnerId owner, const coupons::Act& act);

/// Below /v1/members/{id}/merges. `merging` outlives `api`.
void add_endpoints(api::Api& api, const Merging& merging);

}  // namespace guanxi::merge
