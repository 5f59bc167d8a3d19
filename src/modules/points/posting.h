// Inside modules/points: one posting in the making. The rules enter transfers one after another and
// see the account and lots as they stand after each; nothing is written before write(), so a
// refusal costs nothing. One posting may hold many entries and is still one guarded update. Used by
// one thread, within one Tx.
#pragma once

#include <vector>

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
  LotAt add_lot(Date expires_on, std::int64_t lot_id, Class klass);
  std::optional<LotAt> load_lot(sql::Tx& tx, Date expires_on, std::int64_t lot_id, Class klass);
  /// Every lot with something left on the context's day, in the order of use.
  std::vector<LotAt> load_open_lots(sql::Tx& tx);
  void note_reversed(LotAt at, Points amount);

  /// Enters a transfer that moves (or, for `owed` and `repaid`, speaks of) a lot.
  void enter(Reason reason, Sum sum, Points amount, LotAt at) {
    enter(reason, sum, amount, at, context_.cause);
  }
  void enter(Reason reason, Sum sum, Points amount, LotAt at, Cause cause);
  /// Enters a visit that moves nothing: amount 0, no lot.
  void enter_nothing(Reason reason, Sum sum);

  /// Expires every lot past its last day and returns how much; a look at account.next_expiry unless
  /// something is due.
  Points expire_due(sql::Tx& tx);
  /// Expires what is free of one lot if it is past its last day, for the context's cause; returns
  /// how much.
  Points expire_lot(LotAt at);

  /// Account, lots and entries. Errors: conflict, account_not_found, posting_repeated (an added lot
  /// exists).
  Result<Account> write(sql::Tx& tx, IdGenerator& ids);

 private:
  struct WorkingLot {
    Lot lot;
    bool is_new = false, changed = false;
  };
  LotAt place(const Lot& lot);  // the one loaded before, or a new place

  const Account& before_;
  Account now_;
  const Context& context_;
  Instant posted_at_;
  std::vector<WorkingLot> lots_;
  std::vector<Entry> entries_;
};

}  // namespace guanxi::points
