// Holds accounts, lots, journal and roots to one another: what `guanxi verify` runs, what runs
// hourly in a server, and after every scenario test. Reads only. Nothing it finds throws: a fault
// is named and the search goes on.
//
// How: the journal has no index by owner, so it is streamed in the order of its key with a compact
// state per owner (about 260 bytes), for at most `accounts_per_pass` owners at once. Memory is
// bounded by that – 130 MB with the default, whatever the size of the journal – and each further
// 500,000 accounts cost one more pass over it: 2 M accounts and 10 M entries take four. Lots are
// compared with the journal through a random linear sketch of 8 bytes per owner (a difference stays
// hidden with probability 2^-64); only where it differs are that owner's lots compared one by one,
// to name them.
//
// The caller's Tx is one snapshot from beginning to end: on SQLite the write-ahead log cannot be
// reset meanwhile.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/points.h"
#include "platform/sql/sql.h"

namespace guanxi::points {

struct VerifyOptions {
  std::int64_t accounts_per_pass = 500'000;
  std::size_t faults_max = 100;  // named; all are counted
};

struct Fault {
  std::string
      what;       // "entry 7 does not have the hash of its fields"; for operators, no personal data
  OwnerId owner;  // 0: of no one owner
};

struct VerifyReport {
  std::int64_t accounts = 0, entries = 0, lots = 0, roots = 0;
  Points balance, owed;
  // Credits − debits of each house account: together they are −balance, as every entry is a
  // transfer.
  Points issued, redeemed, expired, sold;
  sql::Digest digest{};  // over all heads in owner order, as a root made now would have it
  std::vector<Fault> faults;
  std::int64_t faults_found = 0;
  bool is_clean() const { return faults_found == 0; }
};

/// Checks: each chain continuous from its first entry to the account's head, seq without gaps,
/// every hash, time that does not go back; every entry a transfer its reason allows; the balance
/// noted in each entry; sums, balance, owed and held of the account = Σ entries; balance = a + … +
/// f − redeemed = Σ lots − owed; held = Σ lots = Σ open holds; what posted documents say = Σ their
/// entries; every lot as its entries say and within its bounds, reversals ≤ what was earned;
/// next_expiry and pending_until; Σ debit = Σ credit; what merges took = what they brought, per
/// merge and class; the chain of roots, and the newest recomputed.
VerifyReport verify(sql::Tx& tx, const VerifyOptions& options = {});

}  // namespace guanxi::points
