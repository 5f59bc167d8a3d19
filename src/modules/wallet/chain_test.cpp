#include "modules/wallet/chain.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "platform/crypto/crypto.h"

namespace guanxi::wallet {
namespace {

const ChainedFields sample{
    .owner = 1001,
    .entry_id = 7,
    .seq = 1,
    .prev_entry_id = 0,
    .posted_at = 1'767'225'600'000'000,
    .occurred_at = 1'767'225'600'000'000,
    .cause_kind = "recharge",
    .cause_id = 42,
    .reason = "recharged",
    .asset = "principal",
    .debit = "cash",
    .credit = "member",
    .amount = 100'000,
    .lot_id = 42,
    .balance = 100'000,
    .store = 11,
    .actor = 9};

// The form is for ever: journals written by this version must verify in every later one. Computed
// independently with
//   python3: s(b'guanxi.wallet.entry.1')+s(bytes(32))+… where s(x)=bytes([len(x)])+x and numbers
//   are 8 bytes, big end first
TEST(WalletChain, FormNeverChanges) {
  EXPECT_EQ(
      crypto::to_hex(crypto::bytes_of(entry_hash({}, sample))),
      "f897012279afba6645da5fa0891492caec899d6d7d16aceb310b59d0e49b73d1"
  );
  EXPECT_EQ(
      crypto::to_hex(crypto::bytes_of(fold_head({}, OwnerId(1001), 1, {}))),
      "d976714ca42c7362d52f2c7b51329da761c0196ad2d9b0fd9c36683426062f81"
  );
}

TEST(WalletChain, EveryFieldAndTheHashBeforeCount) {
  const std::vector<std::function<void(ChainedFields&)>> edits{
      [](auto& f) { ++f.owner; },
      [](auto& f) { ++f.entry_id; },
      [](auto& f) { ++f.seq; },
      [](auto& f) { ++f.prev_entry_id; },
      [](auto& f) { ++f.posted_at; },
      [](auto& f) { ++f.occurred_at; },
      [](auto& f) { f.cause_kind = "x"; },
      [](auto& f) { ++f.cause_id; },
      [](auto& f) { f.reason = "x"; },
      [](auto& f) { f.asset = "bonus"; },
      [](auto& f) { f.debit = "x"; },
      [](auto& f) { f.credit = "x"; },
      [](auto& f) { ++f.amount; },
      [](auto& f) { ++f.lot_id; },
      [](auto& f) { ++f.balance; },
      [](auto& f) { ++f.store; },
      [](auto& f) { ++f.actor; },
      [](auto& f) { f.amount = -f.amount; }};
  std::set<sql::Digest> seen{entry_hash({}, sample)};
  for (const auto& edit : edits) {
    ChainedFields edited = sample;
    edit(edited);
    EXPECT_TRUE(seen.insert(entry_hash({}, edited)).second);
  }
  sql::Digest other{};
  other[31] = 1;
  EXPECT_TRUE(seen.insert(entry_hash(other, sample)).second);
}

TEST(WalletChain, AByteMovedFromOneFieldToTheNextChangesTheHash) {
  ChainedFields shifted = sample;
  shifted.debit = "cashm";
  shifted.credit = "ember";
  EXPECT_NE(entry_hash({}, shifted), entry_hash({}, sample));
}

}  // namespace
}  // namespace guanxi::wallet
