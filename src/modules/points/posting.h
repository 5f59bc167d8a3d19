// Inside modules/points: one posting in the making. The rules enter transfers one after another and
// see the account and lots as they stand after each; nothing is written before write(), so a
// refusal costs nothing. One posting may hold many entries and is still one guarded update. Used by
// one thread, within one Tx.
#pragma once

#include <functional>
#include <vector>

#include "modules/points/holds.h"
#include "modules/points/points.h"

namespace guanxi::points {

class Posting {
 public:
  /// `account` is what the plan saw; context.expected_seq must be its seq.
  Posting(const Account& account, const Context& context);

  const Account& account() const { return now_; }
  const Context& context() const { return context_; }
  bool is_empty() const { return entries_.empty(); }

  /// Lots are referred to by their place in this posting, which stays.
  using LotAt = std::size_t;
  const Lot& lot(LotAt at) const { return lots_[at].lot; }
  /// A lot that does not exist yet.
  LotAt add_lot(
      Date expires_on, std::int64_t lot_id, Class klass, std::optional<Date> usable_from = {}
  );
  std::optional<LotAt> load_lot(sql::Tx& tx, Date expires_on, std::int64_t lot_id, Class klass);
  /// Every lot with something left on the context's day, in the order of use.
  std::vector<LotAt> load_open_lots(sql::Tx& tx);
  /// Those that fit, in the order of use, until `amount` is free in them or there are no more: who
  /// has a thousand lots and spends a point reads the first few.
  std::vector<LotAt> load_open_lots(
      sql::Tx& tx, Points amount, const std::function<bool(const Lot&)>& fits
  );
  /// Every lot that a merge brought and of which something has expired that was not forgiven.
  std::vector<LotAt> load_brought_and_expired(sql::Tx& tx);
  void note_reversed(LotAt at, Points amount);
  /// The place of a lot that another account earned: what it has is no earning of this one.
  LotAt bring_lot(const Lot& theirs);
  void note_brought(LotAt at) { lots_[at].brought = true; }

  /// Enters a transfer that moves (or, for `owed` and `repaid`, speaks of) a lot.
  void enter(Reason reason, Sum sum, Points amount, LotAt at) {
    enter(reason, sum, amount, at, context_.cause);
  }
  void enter(Reason reason, Sum sum, Points amount, LotAt at, Cause cause);
  /// Enters a visit that moves nothing: amount 0, no lot.
  void enter_nothing(Reason reason, Sum sum);

  /// Ends every hold past its deadline, then every lot past its last day, and returns how much
  /// expired; a look at the account unless something is due.
  Points expire_due(sql::Tx& tx);
  /// Expires what is free of one lot if it is past its last day, for the context's cause; returns
  /// how much.
  Points expire_lot(LotAt at);

  struct Part {
    LotAt lot;
    Points points;
  };
  /// What an open hold keeps of which lots.
  std::vector<Part> load_parts(sql::Tx& tx, HoldId hold);
  /// Lets go of what a hold kept; what is owed is repaid from it.
  void release(HoldId hold, std::span<const Part> parts);
  /// Writes down, with the rest, that a hold has ended.
  void note_settled(const Hold& hold) { settled_.push_back(hold); }

  /// Account, lots and entries. Errors: conflict, account_not_found, posting_repeated (an added lot
  /// exists).
  Result<Account> write(sql::Tx& tx, IdGenerator& ids);

 private:
  struct WorkingLot {
    Lot lot;
    bool is_new = false, changed = false, brought = false;
  };
  LotAt place(const Lot& lot);  // the one loaded before, or a new place
  std::vector<LotAt> open_places() const;
  void release_due(sql::Tx& tx);

  const Account& before_;
  Account now_;
  const Context& context_;
  Instant posted_at_;
  std::vector<WorkingLot> lots_;
  std::vector<Entry> entries_;
  std::vector<Hold> settled_;
};

/// The account as it is now, which must be the one the plan saw. Errors: account_not_found,
/// conflict.
Result<Account> load_account(sql::Tx& tx, const Context& context);
/// Errors: account_frozen, account_closed.
Outcome check_open(const Account& account);
/// Errors: those, and points_owed.
Outcome check_spendable(const Account& account);
/// Where `amount` can be taken from what is free, first to expire first: of what is usable for who
/// spends, of pending lots too for who corrects. Errors: not_enough_points.
enum class Reach { usable, pending_too };
Result<std::vector<Posting::Part>> find_free(
    sql::Tx& tx, Posting& posting, Points amount, Reach reach = Reach::usable
);
/// The same among the lots that fit.
Result<std::vector<Posting::Part>> find_free(
    sql::Tx& tx,
    Posting& posting,
    Points amount,
    Reach reach,
    const std::function<bool(const Lot&)>& fits
);

/// Visits the entries younger than the id `after`, newest first, until `visit` returns false.
void walk_back(
    sql::Tx& tx,
    const Account& account,
    std::int64_t after,
    const std::function<bool(const Entry&)>& visit
);

}  // namespace guanxi::points
