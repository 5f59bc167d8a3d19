// Every rule of verify is proved by a planted violation.
#include "modules/wallet/verify.h"

#include <gmock/gmock.h>

#include "modules/wallet/testing.h"

namespace guanxi::wallet {
namespace {

using testing::HasSubstr;

class WalletVerifyTest : public WalletTest {
 protected:
  // Two members and every kind of entry.
  WalletVerifyTest() {
    verify_at_end = false;
    make_named();
    EXPECT_TRUE(recharge(1, 100'000, 20'000));
    EXPECT_TRUE(pay(2, 60'000));
    EXPECT_TRUE(pay_out(Fault::consumer));
    EXPECT_TRUE(take_back(2, 6'000));
    EXPECT_TRUE(save(700, 5'000));
    EXPECT_TRUE(pay(3, 600, 100));
    EXPECT_TRUE(pay_out(Fault::consumer));
    EXPECT_TRUE(recharge(4, 2'000, 0));
    EXPECT_TRUE(post(CauseKind::freeze, [&](sql::Tx& tx, const Context& with) {
      return post_freeze(tx, ids, with);
    }));
    member = second;
    open(second);
    EXPECT_TRUE(recharge(5, 1'000, 10));
  }

  std::int64_t plant(const sql::Query& query) {
    std::int64_t changed = 0;
    temp.given([&](sql::Tx& tx) { changed = tx.exec(query); });
    return changed;
  }

  const OwnerId second{1002};
};

TEST_F(WalletVerifyTest, ACleanStoreHasNoFaultsAndItsReportAddsUp) {
  for (const std::int64_t per_pass : {1, 2, 100'000}) {
    const VerifyReport report = verify_all({.accounts_per_pass = per_pass});
    EXPECT_TRUE(report.is_clean()) << named(report);
    EXPECT_EQ(report.accounts, 2);
    EXPECT_EQ(report.lots, 6);
    EXPECT_EQ(report.principal, 3'000);
    EXPECT_EQ(report.bonus, 10);
    EXPECT_EQ(report.change, 0);
    EXPECT_EQ(
        report.cash + report.granted + report.sales + report.kept,
        -(report.principal + report.bonus + report.change)
    );
    EXPECT_NE(report.digest, sql::Digest{});
  }
}

TEST_F(WalletVerifyTest, AnEmptyStoreIsClean) {
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
    edit_amount, "UPDATE wallet_entries SET amount = amount + 1 WHERE owner_id = 1002 AND seq = 1"
);
GX_PLANT(edit_actor, "UPDATE wallet_entries SET actor_id = 8 WHERE owner_id = 1001 AND seq = 2");
GX_PLANT(edit_store, "UPDATE wallet_entries SET store_id = 12 WHERE owner_id = 1001 AND seq = 2");
GX_PLANT(
    edit_noted, "UPDATE wallet_entries SET balance = balance + 1 WHERE owner_id = 1001 AND seq = 2"
);
GX_PLANT(
    edit_time,
    "UPDATE wallet_entries SET posted_at = posted_at - 1 WHERE owner_id = 1001 AND seq = 2"
);
GX_PLANT(
    edit_reason, "UPDATE wallet_entries SET reason = 'present' WHERE owner_id = 1001 AND seq = 2"
);
GX_PLANT(
    edit_house, "UPDATE wallet_entries SET debit = 'granted' WHERE owner_id = 1001 AND seq = 2"
);
GX_PLANT(
    edit_asset, "UPDATE wallet_entries SET asset = 'change' WHERE owner_id = 1001 AND seq = 2"
);
GX_PLANT(edit_lot_id, "UPDATE wallet_entries SET lot_id = 6 WHERE owner_id = 1002 AND seq = 1");
GX_PLANT(delete_first, "DELETE FROM wallet_entries WHERE owner_id = 1001 AND seq = 1");
GX_PLANT(delete_middle, "DELETE FROM wallet_entries WHERE owner_id = 1001 AND seq = 5");
GX_PLANT(
    edit_previous, "UPDATE wallet_entries SET prev_entry_id = 5 WHERE owner_id = 1001 AND seq = 2"
);
GX_PLANT(delete_last, "DELETE FROM wallet_entries WHERE owner_id = 1002 AND seq = 2");
GX_PLANT(edit_balance, "UPDATE wallet_accounts SET principal = 2001 WHERE owner_id = 1001");
GX_PLANT(edit_change, "UPDATE wallet_accounts SET small_change = 1 WHERE owner_id = 1001");
GX_PLANT(edit_seq, "UPDATE wallet_accounts SET seq = seq + 1 WHERE owner_id = 1001");
GX_PLANT(
    edit_head,
    "UPDATE wallet_accounts SET head_hash = zeroblob(32) WHERE owner_id = 1001",
    "UPDATE wallet_accounts SET head_hash = decode(repeat('00', 32), 'hex') WHERE owner_id = 1001"
);
GX_PLANT(edit_posted, "UPDATE wallet_accounts SET posted_at = 1 WHERE owner_id = 1001");
GX_PLANT(thaw, "UPDATE wallet_accounts SET state = 'open' WHERE owner_id = 1001");
GX_PLANT(unname, "UPDATE wallet_accounts SET named = 0 WHERE owner_id = 1001");
GX_PLANT(delete_account, "DELETE FROM wallet_accounts WHERE owner_id = 1002");
GX_PLANT(
    edit_lot,
    "UPDATE wallet_lots SET remaining = remaining - 1, spent = spent + 1 "
    "WHERE owner_id = 1002 AND asset = 'principal'"
);
GX_PLANT(
    edit_original,
    "UPDATE wallet_lots SET original = original + 1, remaining = remaining + 1 "
    "WHERE owner_id = 1002 AND asset = 'principal'"
);
GX_PLANT(delete_lot, "DELETE FROM wallet_lots WHERE owner_id = 1002 AND asset = 'bonus'");
GX_PLANT(delete_recharge, "DELETE FROM wallet_recharges WHERE owner_id = 1002");
GX_PLANT(
    edit_recharge, "UPDATE wallet_recharges SET principal = principal + 1 WHERE owner_id = 1002"
);
GX_PLANT(
    edit_payment,
    "UPDATE wallet_payments SET restored = restored + 1 WHERE owner_id = 1001 AND payment_id = 2"
);
GX_PLANT(
    edit_change_payment,
    "UPDATE wallet_payments SET amount = amount + 1, undiscounted = undiscounted + 1 "
    "WHERE owner_id = 1001 AND lot_id = 0"
);
GX_PLANT(
    stray_payment, "UPDATE wallet_payments SET lot_id = 99 WHERE owner_id = 1001 AND payment_id = 2"
);
GX_PLANT(
    edit_payout, "UPDATE wallet_payouts SET kept = kept + 1 WHERE owner_id = 1001 AND kept > 0"
);
GX_PLANT(
    delete_document, "DELETE FROM wallet_documents WHERE owner_id = 1001 AND cause_kind = 'sale'"
);

class WalletPlantedTest : public WalletVerifyTest, public testing::WithParamInterface<Planted> {};

TEST_P(WalletPlantedTest, IsFound) {
  ASSERT_GE(plant(GetParam().query), 1);
  const VerifyReport report = verify_all();
  EXPECT_FALSE(report.is_clean());
  bool found = false;
  for (const BookFault& fault : report.faults) {
    found = found || (fault.owner.value() == GetParam().owner &&
                      fault.what.find(GetParam().found) != std::string::npos);
  }
  EXPECT_TRUE(found) << "of owner " << GetParam().owner << ": " << GetParam().found << "\nin\n"
                     << named(report);
}

INSTANTIATE_TEST_SUITE_P(
    Plants,
    WalletPlantedTest,
    testing::Values(
        Planted{"edit_amount", edit_amount, "does not have the hash", 1002},
        Planted{"edit_amount_lot", edit_amount, "is not what its entries say", 1002},
        Planted{"edit_amount_sum", edit_amount, "the account's principal is 1000 where", 1002},
        Planted{"edit_amount_houses", edit_amount, "do not balance", 0},
        Planted{"edit_actor", edit_actor, "does not have the hash"},
        Planted{"edit_store", edit_store, "does not have the hash"},
        Planted{"edit_noted", edit_noted, "the balance noted in entry"},
        Planted{"edit_time", edit_time, "was posted before the entry before it"},
        Planted{"edit_reason", edit_reason, "no transfer that its reason allows"},
        Planted{"edit_house", edit_house, "no transfer that its reason allows"},
        Planted{"edit_asset", edit_asset, "no transfer that its reason allows"},
        Planted{"edit_lot_id", edit_lot_id, "moves a lot that is not there", 1002},
        Planted{"delete_first", delete_first, "has seq 2 where 1 was expected"},
        Planted{"delete_middle", delete_middle, "has seq 6 where 5 was expected"},
        Planted{"delete_last", delete_last, "the account's head is entry", 1002},
        Planted{"edit_previous", edit_previous, "does not name the entry before it"},
        Planted{"edit_balance", edit_balance, "the account's principal is 2001 where 2000"},
        Planted{"edit_balance_lots", edit_balance, "principal beside its lots is 2001"},
        Planted{"edit_change", edit_change, "the account's change is 1 where 0"},
        Planted{"edit_seq", edit_seq, "the account's head is entry"},
        Planted{"edit_head", edit_head, "head hash is not that of the journal's last entry"},
        Planted{"edit_posted", edit_posted, "was not posted when its last entry was"},
        Planted{"thaw", thaw, "state is not what its entries say"},
        Planted{"unname", unname, "state is not what its entries say"},
        Planted{"delete_account", delete_account, "belongs to no account", 1002},
        Planted{"edit_lot", edit_lot, "is not what its entries say", 1002},
        Planted{"edit_lot_payments", edit_lot, "what payments took of recharge 5", 1002},
        Planted{"edit_lot_ratio", edit_lot, "spent is 1 where 0", 1002},
        Planted{"edit_original", edit_original, "is not what was recharged", 1002},
        Planted{"delete_lot", delete_lot, "has no bonus beside it", 1002},
        Planted{"delete_recharge", delete_recharge, "has no recharge", 1002},
        Planted{"edit_recharge", edit_recharge, "is not what was recharged", 1002},
        Planted{"edit_payment", edit_payment, "what payments took of recharge 1"},
        Planted{"edit_change_payment", edit_change_payment, "payments took other change"},
        Planted{"stray_payment", stray_payment, "took of a recharge that is not there"},
        Planted{"edit_payout", edit_payout, "the payouts are not what their entries say"},
        Planted{"delete_document", delete_document, "not one document for each cause"}
    ),
    [](const auto& each) { return each.param.name; }
);

TEST_F(WalletVerifyTest, FaultsAreNamedUpToTheLimitAndAllCounted) {
  static const sql::Query all_of_them{"UPDATE wallet_entries SET actor_id = 8"};
  const std::int64_t entries = plant(all_of_them);
  ASSERT_GT(entries, 3);
  const VerifyReport report = verify_all({.faults_max = 3});
  EXPECT_EQ(report.faults.size(), 3U);
  EXPECT_EQ(report.faults_found, entries);
}

}  // namespace
}  // namespace guanxi::wallet
