// Inside modules/wallet: rows as they are, for verify: nothing is interpreted, so nothing can hide
// behind a failed check. Functions of the caller's Tx; any thread.
#pragma once

#include <functional>
#include <string>

#include "platform/sql/sql.h"

namespace guanxi::wallet::store {

struct RawAccount {
  std::int64_t owner = 0;
  std::string state;
  std::int64_t named = 0, principal = 0, bonus = 0, change = 0, seq = 0, head_entry_id = 0,
               posted_at = 0;
  sql::Bytes head_hash;
};
struct RawLot {
  std::int64_t owner = 0, lot_id = 0;
  std::string asset;
  std::int64_t original = 0, remaining = 0, spent = 0, paid_out = 0, kept = 0;
};
struct RawRecharge {
  std::int64_t owner = 0, recharge_id = 0, principal = 0, bonus = 0;
};
struct RawEntry {
  std::int64_t entry_id = 0, owner = 0, seq = 0, prev_entry_id = 0, posted_at = 0, occurred_at = 0;
  std::string cause_kind;
  std::int64_t cause_id = 0;
  std::string reason, asset, debit, credit;
  std::int64_t amount = 0, lot_id = 0, balance = 0, store = 0, actor = 0;
  sql::Bytes hash;
};
struct RawPart {
  std::int64_t owner = 0, payment_id = 0, lot_id = 0, amount = 0, undiscounted = 0, restored = 0,
               undiscounted_restored = 0;
};
struct RawPayout {
  std::int64_t owner = 0, payout_id = 0, principal = 0, change = 0, kept = 0, forfeited = 0;
};
struct RawCount {
  std::int64_t owner = 0, count = 0;
};

/// Accounts after `after` in owner order, at most `limit`.
void each_account(
    sql::Tx& tx,
    std::int64_t after,
    std::int64_t limit,
    const std::function<void(const RawAccount&)>& visit
);

/// Of the owners in (after, to].
struct Owners {
  std::int64_t after = 0, to = 0;
};
/// By owner, recharge and asset.
void each_lot(sql::Tx& tx, Owners owners, const std::function<void(const RawLot&)>& visit);
void each_recharge(
    sql::Tx& tx, Owners owners, const std::function<void(const RawRecharge&)>& visit
);
/// In the order of the primary key: entry id, then owner.
void each_entry(sql::Tx& tx, Owners owners, const std::function<void(const RawEntry&)>& visit);
void each_part(sql::Tx& tx, Owners owners, const std::function<void(const RawPart&)>& visit);
void each_payout(sql::Tx& tx, Owners owners, const std::function<void(const RawPayout&)>& visit);
/// How many documents each owner has.
void each_documents(sql::Tx& tx, Owners owners, const std::function<void(const RawCount&)>& visit);

}  // namespace guanxi::wallet::store
