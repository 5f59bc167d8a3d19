// Holds accounts, lots, journal, payments and payouts to one another: part of what `guanxi verify`
// runs, hourly in a server, and after every scenario test. Reads only. Nothing it finds throws: a
// fault is named and the search goes on.
//
// How: the journal has no index by owner, so it is streamed in the order of its key with a compact
// state per owner and lot, for at most `accounts_per_pass` owners at once. Memory is bounded by
// that; each further so many accounts cost one more pass over the journal. The caller's Tx is one
// snapshot from beginning to end.
#pragma once

#include <string>
#include <vector>

#include "base/id.h"
#include "platform/sql/sql.h"

namespace guanxi::wallet {

struct VerifyOptions {
  std::int64_t accounts_per_pass = 100'000;
  std::size_t faults_max = 100;  // named; all are counted
};

struct BookFault {
  std::string
      what;       // "entry 7 does not have the hash of its fields"; for operators, no personal data
  OwnerId owner;  // 0: of no one owner
};

struct VerifyReport {
  std::int64_t accounts = 0, entries = 0, lots = 0;
  // Minor units, of whatever currency the accounts have.
  std::int64_t principal = 0, bonus = 0, change = 0;
  // Credits − debits of each house account: together they are −(principal + bonus + change), as
  // every entry is a transfer.
  std::int64_t cash = 0, granted = 0, sales = 0, kept = 0;
  sql::Digest digest{};  // over all heads in owner order
  std::vector<BookFault> faults;
  std::int64_t faults_found = 0;
  bool is_clean() const { return faults_found == 0; }
};

/// Checks: each chain continuous from its first entry to the account's head, seq without gaps,
/// every hash, time that does not go back; every entry a transfer its reason allows; the balance
/// noted in each entry; sums and state of the account = Σ entries; principal and bonus = Σ lots;
/// every lot as its entries say, within its bounds and as its recharge says; a recharge void as a
/// whole or not at all; what left a wallet with a merge has arrived in another;
/// principal and bonus spent in the ratio of their recharge; payments less
/// what came back = what was spent of each lot and of the change; payouts = their entries; one
/// document for each cause; Σ debit = Σ credit.
VerifyReport verify(sql::Tx& tx, const VerifyOptions& options = {});

}  // namespace guanxi::wallet
