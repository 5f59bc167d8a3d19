// The wallets of two members who become one, and of a merge that is undone. Contracts – recharges
// with their principal and bonus, what was paid with them, given back and kept – and small change
// go to the survivor as they are: company, offer, date and terms stay, so that payments taken back,
// voids and payouts come to the same wherever the contract is. Both accounts post, always, so that
// whoever has read one of them before plans again. The journals of before stay with whom they
// happened to. See docs/adr/0016.
//
// The law caps what may be recharged to, not what two contracts come to: a sum over the cap stands
// and is used up, only recharging waits until it is below ([SPC-18] in rules.h).
//
// Threads: functions of the caller's Tx; any thread.
#pragma once

#include "modules/wallet/wallet.h"

namespace guanxi::wallet {

struct Merge {
  std::int64_t id = 0;
  OwnerId absorbed, survivor;
  Instant now;
  ActorId actor;
};

/// What went from one to the other.
struct Carried {
  Money stored, change;
  std::size_t recharges = 0;
};
/// Whether the two can become one. False: small change of both is owed by two legal persons, or the
/// currencies differ; both would have to be told apart afterwards.
bool may_merge(sql::Tx& tx, OwnerId absorbed, OwnerId survivor);
/// What post_merge would do: reads only. nullopt: `absorbed` has no wallet.
std::optional<Carried> plan_merge(sql::Tx& tx, const Merge& merge);
/// Moves all of it. A freeze follows, and so does that the buyer is registered; whose registrations
/// stay where they are sealed. may_merge() must be true. Errors: conflict, posting_repeated.
Result<std::optional<Carried>> post_merge(sql::Tx& tx, IdGenerator& ids, const Merge& merge);

/// Whether the merge can be taken back: the money of each can still be told apart. False: a
/// contract it brought was used, paid back or paid out since, or small change was.
bool may_undo_merge(sql::Tx& tx, const Merge& merge);
/// Moves back what the merge brought. `selves`: absorbed and whoever is merged into that one, whose
/// payments with small change go along. may_undo_merge() must be true. nullopt: the merge moved no
/// wallet. Errors: conflict, posting_repeated.
Result<std::optional<Carried>> post_merge_undo(
    sql::Tx& tx, IdGenerator& ids, const Merge& merge, const std::vector<OwnerId>& selves
);

}  // namespace guanxi::wallet
