#include "modules/points/chain.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "platform/crypto/crypto.h"

namespace guanxi::points {
namespace {

const ChainedFields sample{
    .owner = 1001,
    .entry_id = 7,
    .seq = 1,
    .prev_entry_id = 0,
    .posted_at = 1'767'225'600'000'000,
    .occurred_at = 1'767'225'600'000'000,
    .cause_kind = "sale",
    .cause_id = 42,
    .reason = "earned",
    .klass = "a",
    .debit = "issued",
    .credit = "member",
    .amount = 10,
    .expires_on = 20280131,
    .lot_id = 42,
    .lot_class = "a",
    .balance = 10,
    .actor = 9};

// The form is for ever: journals written by this version must verify in every later one. Computed
// independently with
//   python3: s(b'guanxi.points.entry.1')+s(bytes(32))+… where s(x)=bytes([len(x)])+x and numbers
//   are 8 bytes, big end first
TEST(Chain, FormNeverChanges) {
  EXPECT_EQ(
      crypto::to_hex(crypto::bytes_of(entry_hash({}, sample))),
      "a03f7740601298fe9eb3a55f8f65859f113235d7657b764f9edbad5a427fd124"
  );
  EXPECT_EQ(
      crypto::to_hex(crypto::bytes_of(fold_head({}, OwnerId(1001), 1, {}))),
      "365d4a3141449b30e97929c9a2d51faab74929ef91fe75e54157eb0b72a131d6"
  );
  EXPECT_EQ(
      crypto::to_hex(crypto::bytes_of(root_hash({}, {1, 2, 3, 4, -5, sql::Digest{}, 6}))),
      "334d34df292d2f68b8a018372078012ae6a1e423428ecdff5ede88ac16fdd667"
  );
}

TEST(Chain, EveryFieldAndTheHashBeforeCount) {
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
      [](auto& f) { f.klass = "b"; },
      [](auto& f) { f.debit = "x"; },
      [](auto& f) { f.credit = "x"; },
      [](auto& f) { ++f.amount; },
      [](auto& f) { ++f.expires_on; },
      [](auto& f) { ++f.lot_id; },
      [](auto& f) { f.lot_class = "b"; },
      [](auto& f) { ++f.balance; },
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

TEST(Chain, AByteMovedFromOneFieldToTheNextChangesTheHash) {
  ChainedFields moved = sample;
  moved.debit = "issuedm";
  moved.credit = "ember";
  EXPECT_NE(entry_hash({}, moved), entry_hash({}, sample));
}

}  // namespace
}  // namespace guanxi::points
