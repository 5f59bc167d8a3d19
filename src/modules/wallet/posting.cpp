#include "modules/wallet/posting.h"

#include <algorithm>

#include "modules/wallet/store.h"
#include "modules/wallet/transfer.h"

namespace guanxi::wallet {

Posting::Posting(const Account& account, const Context& context)
    : before_(account),
      now_(account),
      context_(context),
      // Never earlier than the entry before, so that time does not go back along a chain.
      posted_at_(std::max(context.posted_at, account.posted_at)) {
  GX_CHECK_WHY(context.owner == account.owner, "the context is of another owner");
  GX_CHECK_WHY(context.expected_seq == account.seq, "the context is of another plan");
}

Posting::At Posting::place(const Recharge& recharge) {
  recharges_.push_back({recharge, recharge});
  return recharges_.size() - 1;
}

Posting::At Posting::add(const Recharge& recharge) {
  recharges_.push_back({recharge, recharge, true, true});
  return recharges_.size() - 1;
}

void Posting::enter(Reason reason, Asset asset, Money amount, At at) {
  if (amount.is_zero()) return;
  Working& working = recharges_[at];
  apply(lot_of(working.recharge, asset), reason, amount);
  working.changed = true;
  enter_as(reason, asset, amount, working.recharge.id);
}

void Posting::enter_change(Reason reason, Money amount) {
  if (!amount.is_zero()) enter_as(reason, Asset::change, amount, 0);
}

void Posting::note(Reason reason) {
  GX_CHECK(moves_nothing(reason));
  enter_as(reason, Asset::principal, Money::zero(now_.currency), 0);
}

void Posting::enter_as(Reason reason, Asset asset, Money amount, std::int64_t lot_id) {
  GX_CHECK(!amount.is_negative());
  const auto transfer = transfer_of(reason, asset);
  GX_CHECK(transfer.has_value());
  apply(now_, reason, asset, amount);
  GX_CHECK(!sum_in(now_, asset).is_negative());
  entries_.push_back(
      {.posted_at = posted_at_,
       .occurred_at = context_.occurred_at,
       .cause = context_.cause,
       .reason = reason,
       .asset = asset,
       .debit = transfer->debit,
       .credit = transfer->credit,
       .amount = amount,
       .lot_id = lot_id,
       .balance = sum_in(now_, asset),
       .store = context_.store,
       .actor = context_.actor}
  );
}

Result<Account> Posting::write(sql::Tx& tx, IdGenerator& ids) {
  GX_CHECK(!entries_.empty());
  now_.posted_at = posted_at_;
  std::vector<sql::Digest> hashes;
  hashes.reserve(entries_.size());
  for (Entry& entry : entries_) {
    // Ids grow along a chain even if the machine's clock was set back while we were down: the key
    // holds the owner as well, so the next number is free.
    entry.entry_id = std::max(ids.next(), now_.head_entry_id + 1);
    entry.prev_entry_id = now_.head_entry_id;
    entry.seq = ++now_.seq;
    now_.head_hash = store::hash_entry(now_.head_hash, now_.owner, entry);
    now_.head_entry_id = entry.entry_id;
    hashes.push_back(now_.head_hash);
  }
  if (!store::update_account(tx, before_, now_)) {
    return store::find_account(tx, now_.owner) ? ErrorCode::conflict : ErrorCode::wallet_not_found;
  }
  if (!store::insert_document(tx, context_)) return ErrorCode::posting_repeated;
  for (const Working& working : recharges_) {
    if (working.is_new) {
      store::insert_lots(tx, now_.owner, working.recharge);
    } else if (working.changed && !store::update_lots(tx, now_.owner, working.before, working.recharge)) {
      return ErrorCode::conflict;  // read at another moment than the account
    }
  }
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    store::insert_entry(tx, now_.owner, entries_[i], hashes[i]);
  }
  return now_;
}

}  // namespace guanxi::wallet
