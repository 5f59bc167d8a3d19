// Inside modules/wallet: one posting in the making. The rules enter transfers one after another and
// see the account and lots as they stand after each; nothing is written before write(), so a
// refusal costs nothing. One posting may hold many entries and is still one guarded update. Used by
// one thread, within one Tx.
#pragma once

#include <vector>

#include "modules/wallet/lots.h"
#include "modules/wallet/wallet.h"

namespace guanxi::wallet {

class Posting {
 public:
  /// `account` is what the plan saw; context.expected_seq must be its seq.
  Posting(const Account& account, const Context& context);

  const Account& account() const { return now_; }
  const Context& context() const { return context_; }

  /// Recharges are referred to by their place in this posting, which stays.
  using At = std::size_t;
  const Recharge& recharge(At at) const { return recharges_[at].recharge; }
  At place(const Recharge& recharge);
  /// One that does not exist yet: its lots are empty, entries fill them.
  At add(const Recharge& recharge);

  /// Enters a transfer that moves a lot, or small change. An amount of 0 enters nothing.
  void enter(Reason reason, Asset asset, Money amount, At at);
  void enter_change(Reason reason, Money amount);
  /// Enters something that moves nothing: frozen, released, registered.
  void note(Reason reason);
  /// The legal person that owes the small change from now on.
  void owe_change(org::UnitId company) { now_.change_company = company; }

  /// Account, document, lots and entries. Errors: conflict, wallet_not_found, posting_repeated.
  Result<Account> write(sql::Tx& tx, IdGenerator& ids);

 private:
  struct Working {
    Recharge before, recharge;
    bool is_new = false, changed = false;
  };
  void enter_as(Reason reason, Asset asset, Money amount, std::int64_t lot_id);

  const Account& before_;
  Account now_;
  const Context& context_;
  Instant posted_at_;
  std::vector<Working> recharges_;
  std::vector<Entry> entries_;
};

}  // namespace guanxi::wallet
