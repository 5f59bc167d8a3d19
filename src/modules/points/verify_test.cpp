// Every rule of verify is proved by a planted violation.
#include "modules/points/verify.h"

#include <gmock/gmock.h>

#include "modules/points/roots.h"
#include "modules/points/testing.h"

namespace guanxi::points {
namespace {

using programmes::ShortfallPolicy;
using testing::HasSubstr;

class VerifyTest : public PointsTest {
 protected:
  // Two members, every kind of entry but expiry, and two roots.
  VerifyTest() {
    verify_at_end = false;
    open(second);
    EXPECT_TRUE(earn_points(1, 20, in_2028));
    EXPECT_TRUE(redeem(ids.next(), 15));
    EXPECT_TRUE(reverse(1, in_2028, 4, ShortfallPolicy::refuse));
    temp.clock().advance_seconds(2 * 3600);
    EXPECT_TRUE(make_due_root(*temp, ids, temp.clock().now()).has_value());
    EXPECT_TRUE(earn_points(2, 10, in_2027));
    EXPECT_TRUE(earn_points(3, 9, in_2028));
    EXPECT_TRUE(earn_points(4, 0, in_2028));
    const Context with = context(second, {CauseKind::sale, 5});
    EXPECT_TRUE(temp->write([&](sql::Tx& tx) {
      return post_earned(tx, ids, with, Points(7), in_2028);
    }));
    temp.clock().advance_seconds(2 * 3600);
    EXPECT_TRUE(make_due_root(*temp, ids, temp.clock().now()).has_value());
  }

  std::int64_t plant(const sql::Query& query) {
    std::int64_t changed = 0;
    const auto done = temp->write([&](sql::Tx& tx) -> Outcome {
      changed = tx.exec(query);
      return ok();
    });
    EXPECT_TRUE(done);
    return changed;
  }

  const OwnerId second{1002};
};

TEST_F(VerifyTest, ACleanStoreHasNoFaultsAndItsReportAddsUp) {
  for (const std::int64_t per_pass : {1, 2, 500'000}) {
    const VerifyReport report = verify_all({.accounts_per_pass = per_pass});
    EXPECT_TRUE(report.is_clean()) << named(report);
    EXPECT_EQ(report.accounts, 2);
    EXPECT_EQ(report.entries, 7);
    EXPECT_EQ(report.lots, 4);
    EXPECT_EQ(report.roots, 2);
    EXPECT_EQ(report.balance, Points(27));
    EXPECT_EQ(report.issued, Points(-42)) << "46 earned, 4 taken back";
    EXPECT_EQ(report.redeemed, Points(15));
    const auto root = temp->read([](sql::Tx& tx) { return last_root(tx); });
    ASSERT_TRUE(root.has_value());
    EXPECT_EQ(report.digest, root->heads.digest) << "nothing was posted since the last root";
  }
}

TEST_F(VerifyTest, AnEmptyStoreIsClean) {
  sql::TempDatabase empty;
  const VerifyReport report = empty->read([](sql::Tx& tx) { return verify(tx); });
  EXPECT_TRUE(report.is_clean()) << named(report);
  EXPECT_EQ(report.digest, sql::Digest{});
}

struct Planted {
  const char* name;
  const sql::Query& query;
  const char* found;  // part of a fault
  std::int64_t owner = 1001;
};

#define GX_PLANT(name, ...) \
  const sql::Query name { __VA_ARGS__ }
GX_PLANT(
    edit_amount, "UPDATE points_entries SET amount = amount + 1 WHERE owner_id = 1001 AND seq = 1"
);
GX_PLANT(edit_actor, "UPDATE points_entries SET actor_id = 8 WHERE owner_id = 1001 AND seq = 2");
GX_PLANT(
    edit_noted, "UPDATE points_entries SET balance = balance + 1 WHERE owner_id = 1001 AND seq = 2"
);
GX_PLANT(
    edit_time,
    "UPDATE points_entries SET posted_at = posted_at - 1 WHERE owner_id = 1001 AND seq = 2"
);
GX_PLANT(
    edit_hash,
    "UPDATE points_entries SET hash = x'00' WHERE owner_id = 1001 AND seq = 2",
    "UPDATE points_entries SET hash = decode('00', 'hex') WHERE owner_id = 1001 AND seq = 2"
);
GX_PLANT(
    edit_reason, "UPDATE points_entries SET reason = 'present' WHERE owner_id = 1001 AND seq = 1"
);
GX_PLANT(
    edit_long,
    "UPDATE points_entries SET cause_kind = printf('%0400d', 1) WHERE owner_id = 1001 AND seq = 1",
    "UPDATE points_entries SET cause_kind = repeat('0', 400) WHERE owner_id = 1001 AND seq = 1"
);
GX_PLANT(
    edit_sides,
    "UPDATE points_entries SET debit = 'member', credit = 'issued' WHERE owner_id = 1001 AND seq = "
    "1"
);
GX_PLANT(edit_house, "UPDATE points_entries SET debit = 'sold' WHERE owner_id = 1001 AND seq = 1");
GX_PLANT(
    edit_day, "UPDATE points_entries SET expires_on = 20290131 WHERE owner_id = 1001 AND seq = 1"
);
GX_PLANT(
    swap_amounts,
    "UPDATE points_entries SET amount = CASE seq WHEN 4 THEN 9 ELSE 10 END WHERE owner_id = 1001 "
    "AND seq IN (4, 5)"
);
GX_PLANT(
    swap_order, "UPDATE points_entries SET seq = 9 - seq WHERE owner_id = 1001 AND seq IN (4, 5)"
);
GX_PLANT(delete_first, "DELETE FROM points_entries WHERE owner_id = 1001 AND seq = 1");
GX_PLANT(delete_middle, "DELETE FROM points_entries WHERE owner_id = 1001 AND seq = 2");
GX_PLANT(delete_last, "DELETE FROM points_entries WHERE owner_id = 1001 AND seq = 6");
GX_PLANT(delete_all, "DELETE FROM points_entries WHERE owner_id = 1002");
GX_PLANT(
    copy_entry,
    "INSERT INTO points_entries SELECT entry_id + 1000000, owner_id, seq, prev_entry_id, "
    "posted_at, occurred_at, "
    "cause_kind, cause_id, reason, class, debit, credit, amount, expires_on, lot_id, lot_class, "
    "balance, actor_id, "
    "hash FROM points_entries WHERE owner_id = 1001 AND seq = 6"
);
GX_PLANT(stray_entry, "UPDATE points_entries SET owner_id = 4004 WHERE owner_id = 1002");
GX_PLANT(edit_balance, "UPDATE points_accounts SET balance = balance + 1 WHERE owner_id = 1001");
GX_PLANT(
    edit_class, "UPDATE points_accounts SET balance = balance + 1, a = a + 1 WHERE owner_id = 1001"
);
GX_PLANT(edit_classes, "UPDATE points_accounts SET b = b + 1, a = a - 1 WHERE owner_id = 1001");
GX_PLANT(
    edit_redeemed,
    "UPDATE points_accounts SET redeemed = redeemed + 1, a = a + 1 WHERE owner_id = 1001"
);
GX_PLANT(edit_owed, "UPDATE points_accounts SET owed = owed + 1 WHERE owner_id = 1001");
GX_PLANT(edit_held, "UPDATE points_accounts SET held = 1 WHERE owner_id = 1001");
GX_PLANT(edit_seq, "UPDATE points_accounts SET seq = seq + 1 WHERE owner_id = 1001");
GX_PLANT(
    edit_head,
    "UPDATE points_accounts SET head_hash = zeroblob(32) WHERE owner_id = 1001",
    "UPDATE points_accounts SET head_hash = decode(repeat('00', 32), 'hex') WHERE owner_id = 1001"
);
GX_PLANT(edit_posted, "UPDATE points_accounts SET posted_at = posted_at + 1 WHERE owner_id = 1001");
GX_PLANT(edit_next, "UPDATE points_accounts SET next_expiry = 20280131 WHERE owner_id = 1001");
GX_PLANT(
    edit_usable,
    "UPDATE points_lots SET usable_from = 20270101 WHERE owner_id = 1001 AND lot_id = 2"
);
GX_PLANT(
    edit_no_usable,
    "UPDATE points_lots SET usable_from = 20270230 WHERE owner_id = 1001 AND lot_id = 2"
);
GX_PLANT(
    edit_cause,
    "UPDATE points_lots SET cause_kind = 'document' WHERE owner_id = 1001 AND lot_id = 2"
);
GX_PLANT(
    edit_lot,
    "UPDATE points_lots SET remaining = remaining - 1 WHERE owner_id = 1001 AND lot_id = 2"
);
GX_PLANT(
    edit_two_lots,
    "UPDATE points_lots SET remaining = CASE lot_id WHEN 2 THEN 9 ELSE 1 END WHERE owner_id = 1001 "
    "AND lot_id IN (1, 2)"
);
GX_PLANT(
    edit_original,
    "UPDATE points_lots SET original = original + 1 WHERE owner_id = 1001 AND lot_id = 2"
);
GX_PLANT(
    edit_expired,
    "UPDATE points_lots SET expired = 1, remaining = remaining - 1 WHERE owner_id = 1001 AND "
    "lot_id = 2"
);
GX_PLANT(
    edit_reversed,
    "UPDATE points_lots SET reversed = reversed + 1 WHERE owner_id = 1001 AND lot_id = 1"
);
GX_PLANT(
    edit_lot_day,
    "UPDATE points_lots SET expires_on = 20271231 WHERE owner_id = 1001 AND lot_id = 2"
);
GX_PLANT(edit_lot_class, "UPDATE points_lots SET class = 'b' WHERE owner_id = 1001 AND lot_id = 2");
GX_PLANT(delete_lot, "DELETE FROM points_lots WHERE owner_id = 1001 AND lot_id = 1");
GX_PLANT(stray_lot, "UPDATE points_lots SET owner_id = 4004 WHERE owner_id = 1002");
GX_PLANT(delete_account, "DELETE FROM points_accounts WHERE owner_id = 1002");
GX_PLANT(
    edit_root,
    "UPDATE points_roots SET digest = hash WHERE root_id = (SELECT MAX(root_id) FROM "
    "points_roots)"
);
GX_PLANT(
    edit_root_balance,
    "UPDATE points_roots SET balance = balance + 1 WHERE root_id = (SELECT MAX(root_id) FROM "
    "points_roots)"
);
GX_PLANT(
    edit_old_root,
    "UPDATE points_roots SET digest = hash WHERE root_id = (SELECT MIN(root_id) FROM "
    "points_roots)"
);
GX_PLANT(
    delete_root, "DELETE FROM points_roots WHERE root_id = (SELECT MIN(root_id) FROM points_roots)"
);
GX_PLANT(
    edit_root_time,
    "UPDATE points_roots SET covers_to = 0 WHERE root_id = (SELECT MAX(root_id) FROM points_roots)"
);
GX_PLANT(
    edit_previous,
    "UPDATE points_entries SET prev_entry_id = prev_entry_id - 1 WHERE owner_id = 1001 AND seq = 3"
);
GX_PLANT(
    edit_no_day, "UPDATE points_lots SET expires_on = 20270230 WHERE owner_id = 1001 AND lot_id = 2"
);
#undef GX_PLANT

class PlantedTest : public VerifyTest, public testing::WithParamInterface<Planted> {};

TEST_P(PlantedTest, IsFound) {
  ASSERT_GT(plant(GetParam().query), 0);
  std::int64_t found = 0;
  for (const std::int64_t per_pass : {500'000, 1}) {
    const VerifyReport report = verify_all({.accounts_per_pass = per_pass});
    EXPECT_FALSE(report.is_clean());
    EXPECT_THAT(named(report), HasSubstr(GetParam().found));
    for (const Fault& fault : report.faults) {
      if (fault.what.find(GetParam().found) != std::string::npos) {
        EXPECT_EQ(fault.owner.value(), GetParam().owner);
      }
    }
    if (found != 0) {
      EXPECT_EQ(report.faults_found, found) << "however it is divided";
    }
    found = report.faults_found;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Faults,
    PlantedTest,
    testing::Values(
        Planted{"edit_amount", edit_amount, "does not have the hash"},
        Planted{"edit_amount_balance", edit_amount, "notes the balance"},
        Planted{"edit_amount_sums", edit_amount, "account's a is 35 where its entries say 36"},
        Planted{
            "edit_amount_lot",
            edit_amount,
            "lot 1 of class a until 20280131 has 1 of 20 left where its entries say 2 of 21"},
        Planted{"edit_actor", edit_actor, "does not have the hash"},
        Planted{"edit_noted", edit_noted, "notes the balance 6 where 5 follows"},
        Planted{"edit_time", edit_time, "was posted before the entry before it"},
        Planted{"edit_hash", edit_hash, "does not have the hash"},
        Planted{"edit_reason", edit_reason, "no transfer that its reason allows"},
        Planted{"edit_long", edit_long, "no transfer that its reason allows"},
        Planted{"edit_sides", edit_sides, "no transfer that its reason allows"},
        Planted{"edit_house", edit_house, "no transfer that its reason allows"},
        Planted{"edit_day", edit_day, "the lots are not what their entries say"},
        Planted{"swap_amounts", swap_amounts, "does not have the hash"},
        Planted{"swap_order", swap_order, "missing or out of order"},
        Planted{"delete_first", delete_first, "has seq 2 where 1 was expected"},
        Planted{"delete_middle", delete_middle, "has seq 3 where 2 was expected"},
        Planted{"delete_last", delete_last, "the account's head is entry"},
        Planted{"delete_all", delete_all, "the account's head is entry", 1002},
        Planted{"copy_entry", copy_entry, "has seq 6 where 7 was expected"},
        Planted{"stray_entry", stray_entry, "belongs to no account", 4004},
        Planted{"edit_balance", edit_balance, "balance is 21 where its sums say 20"},
        Planted{"edit_class", edit_class, "a is 36 where its entries say 35"},
        Planted{"edit_classes", edit_classes, "b is 1 where its entries say 0"},
        Planted{"edit_redeemed", edit_redeemed, "redeemed is 16 where its entries say 15"},
        Planted{"edit_owed", edit_owed, "owed is 1 where its entries say 0"},
        Planted{"edit_held", edit_held, "held is 1 where its lots say 0"},
        Planted{"edit_seq", edit_seq, "the account's head is entry"},
        Planted{"edit_head", edit_head, "head hash is not that of the journal's last entry"},
        Planted{"edit_posted", edit_posted, "the account was not posted when its last entry was"},
        Planted{"edit_next", edit_next, "a lot ends before the account's next expiry"},
        Planted{
            "edit_lot",
            edit_lot,
            "lot 2 of class a until 20270630 has 9 of 10 left where its entries say 10 of 10"},
        Planted{"edit_usable", edit_usable, "becomes usable after the account's last such day"},
        Planted{"edit_no_usable", edit_no_usable, "is out of its bounds"},
        Planted{"edit_cause", edit_cause, "until 20270630 names another cause than its entries"},
        Planted{"edit_lot_sum", edit_lot, "balance is 20 where its lots less what is owed say 19"},
        Planted{"edit_two_lots", edit_two_lots, "lot 2 of class a until 20270630 has 9 of 10 left"},
        Planted{"edit_previous", edit_previous, "does not name the entry before it"},
        Planted{"edit_no_day", edit_no_day, "has no such class or day"},
        Planted{"edit_houses", edit_balance, "debits and credits do not balance", 0},
        Planted{"edit_original", edit_original, "the lots are not what their entries say"},
        Planted{"edit_expired", edit_expired, "the lots are not what their entries say"},
        Planted{"edit_reversed", edit_reversed, "the lots note other returns than the journal"},
        Planted{
            "edit_lot_day",
            edit_lot_day,
            "lot 2 of class a until 20271231 has 10 of 10 left where its entries say 0 of 0"},
        Planted{"edit_lot_class", edit_lot_class, "lot 2 of class b until 20270630"},
        Planted{"delete_lot", delete_lot, "lot 1 of class a until 20280131 has 0 of 0 left"},
        Planted{"stray_lot", stray_lot, "belongs to no account", 4004},
        Planted{"delete_account", delete_account, "belongs to no account", 1002},
        Planted{"edit_root", edit_root, "is not what the journal before it gives", 0},
        Planted{
            "edit_root_hash", edit_root, "does not have the hash of its fields and the root", 0},
        Planted{
            "edit_root_balance", edit_root_balance, "is not what the journal before it gives", 0},
        Planted{
            "edit_old_root", edit_old_root, "does not have the hash of its fields and the root", 0},
        Planted{"delete_root", delete_root, "does not have the hash of its fields and the root", 0},
        Planted{"edit_root_time", edit_root_time, "covers no more than the root before it", 0}
    ),
    [](const auto& each) { return each.param.name; }
);

// Whoever can write the database can also compute hashes. A member's history posted anew, with one
// receipt worth more, is consistent in itself: only the root knows.
TEST_F(VerifyTest, HistoryRewrittenHashesAndAllShowsInTheRoot) {
  static const sql::Query entries{"DELETE FROM points_entries WHERE owner_id = 1002"};
  static const sql::Query lots{"DELETE FROM points_lots WHERE owner_id = 1002"};
  static const sql::Query accounts{"DELETE FROM points_accounts WHERE owner_id = 1002"};
  for (const sql::Query* query : {&entries, &lots, &accounts}) ASSERT_EQ(plant(*query), 1);
  temp.clock().advance_seconds(-2 * 3600);
  open(second);
  Context with = context(second, {CauseKind::sale, 5});
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) {
    return post_earned(tx, ids, with, Points(7000), in_2028);
  }));
  const VerifyReport report = verify_all();
  EXPECT_EQ(report.faults_found, 1) << named(report);
  EXPECT_THAT(named(report), HasSubstr("is not what the journal before it gives"));
}

TEST_F(VerifyTest, FaultsAreNamedUpToTheLimitAndAllCounted) {
  static const sql::Query all_of_them{"UPDATE points_entries SET actor_id = 8"};
  ASSERT_GT(plant(all_of_them), 0);
  const VerifyReport report = verify_all({.faults_max = 3});
  EXPECT_EQ(report.faults.size(), 3U);
  EXPECT_EQ(report.faults_found, 7);
}

}  // namespace
}  // namespace guanxi::points
