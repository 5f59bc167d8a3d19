// Inside modules/wallet: what verify knows of each owner and lot on its way through the journal,
// and how it reads an entry. Pure; any thread.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <tuple>

#include "modules/wallet/transfer.h"
#include "modules/wallet/verify_store.h"

namespace guanxi::wallet {

// Sums of what is stored, whatever it is: modulo 2^64 rather than undefined.
using Wrapping = std::uint64_t;
inline Wrapping wrap(std::int64_t value) { return static_cast<Wrapping>(value); }
inline std::int64_t unwrap(Wrapping value) { return static_cast<std::int64_t>(value); }

struct OwnerState {
  std::int64_t owner = 0, head_entry_id = 0, seq = 0, posted_at = 0;
  std::array<std::int64_t, 3> noted{};  // balance by Asset, as the last entry of each says
  std::array<Wrapping, 3> sums{};       // by Asset, from the entries
  sql::Digest hash{};
  bool frozen = false, named = false;
  std::array<Wrapping, 2> lots{};  // remaining of principal and bonus
  Wrapping change_spent = 0;       // entries − payments: 0 if they agree
  // Entries − payouts, of what each payout paid, kept and forfeited.
  Wrapping paid_out = 0, change_paid_out = 0, kept = 0, forfeited = 0;
  std::string cause_kind;  // of the last entry
  std::int64_t cause_id = 0, causes = 0;
};

struct LotState {
  std::int64_t owner = 0, lot_id = 0;
  Asset asset = Asset::principal;
  bool is_named = false;                // by a recharge
  Wrapping paid_in = 0, recharged = 0;  // by the recharge, by entries
  bool gone = false;                    // of a recharge, and empty
  bool left = false;                    // with a merge, by entries
  // As stored; then what the entries say is taken off, and what the payments say.
  Wrapping original = 0, remaining = 0, spent = 0, paid_out = 0, kept = 0;
  std::int64_t stored_original = 0, stored_spent = 0;
  Wrapping by_payments = 0;
  Wrapping voided = 0;  // by entries
  auto key() const { return std::tuple(owner, lot_id, asset); }
};

struct ParsedEntry {
  Reason reason;
  Asset asset;
  Transfer transfer;
};
/// nullopt for an entry that is no transfer its reason allows.
std::optional<ParsedEntry> parse(const store::RawEntry& raw);

/// Whether it takes something of a contract away, by a merge.
bool is_leaving(Reason reason);

/// What merges took from accounts and have not brought to others: nothing, if all is well.
class CarriedSums {
 public:
  void take(const ParsedEntry& entry, Wrapping amount);
  bool is_even() const;

 private:
  std::array<Wrapping, 3> left_{};  // by Asset
  Wrapping spent_ = 0, repaid_ = 0, kept_ = 0;
};

}  // namespace guanxi::wallet
