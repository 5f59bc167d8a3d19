// What the tests of the wallet share: members with a wallet in a real database, and a verify after
// every test.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "modules/wallet/wallet.h"
#include "platform/sql/testing.h"

namespace guanxi::wallet {

inline std::string named(const VerifyReport& report) {
  std::string all;
  for (const BookFault& fault : report.faults) {
    all += "owner " + fault.owner.to_string() + ": " + fault.what + "\n";
  }
  return all;
}

inline Money fen(std::int64_t minor) { return {minor, Currency::cny}; }
inline Money yuan_of(std::int64_t major) { return fen(major * 100); }

class WalletTest : public testing::Test {
 protected:
  WalletTest() { open(member); }
  ~WalletTest() override {
    if (!verify_at_end) return;
    const VerifyReport report = verify_all();
    EXPECT_TRUE(report.is_clean()) << named(report);
  }

  void open(OwnerId owner) {
    temp.given([&](sql::Tx& tx) {
      open_account(tx, owner, ProgrammeId(1), Currency::cny, temp.clock().now());
    });
  }
  Account account(OwnerId owner) {
    auto found = temp->read([&](sql::Tx& tx) { return find_account(tx, owner); });
    EXPECT_TRUE(found.has_value());
    return found.value_or(Account{});
  }
  Account account() { return account(member); }
  VerifyReport verify_all(const VerifyOptions& options = {}) {
    return temp->read([&](sql::Tx& tx) { return verify(tx, options); });
  }

  Context context(OwnerId owner, Cause cause) {
    return {
        .owner = owner,
        .cause = cause,
        .occurred_at = temp.clock().now(),
        .posted_at = temp.clock().now(),
        .actor = ActorId(9),
        .store = here.store,
        .expected_seq = account(owner).seq};
  }
  /// Runs `posting(tx, context)` for a cause with an id of its own.
  template <class Posting>
  auto post(CauseKind kind, Posting&& posting) {
    return post({kind, ids.next()}, posting);
  }
  template <class Posting>
  auto post(Cause cause, Posting&& posting) {
    const Context with = context(member, cause);
    return temp->write([&](sql::Tx& tx) { return posting(tx, with); });
  }

  Result<Account> recharge(std::int64_t principal, std::int64_t bonus) {
    return recharge(ids.next(), principal, bonus);
  }
  Result<Account> recharge(std::int64_t id, std::int64_t principal, std::int64_t bonus) {
    return post({CauseKind::recharge, id}, [&](sql::Tx& tx, const Context& with) {
      const NewRecharge made{fen(principal), fen(bonus), {}, here.company, "cash", {}};
      return post_recharge(tx, ids, with, rules, made);
    });
  }
  Result<Paid> pay(std::int64_t receipt, std::int64_t stored, std::int64_t change = 0) {
    return pay(receipt, stored, change, stored);
  }
  Result<Paid> pay(
      std::int64_t receipt, std::int64_t stored, std::int64_t change, std::int64_t undiscounted
  ) {
    return post({CauseKind::sale, receipt}, [&](sql::Tx& tx, const Context& with) {
      return post_payment(
          tx, ids, with, here, Payment{fen(stored), fen(change), fen(undiscounted)}
      );
    });
  }
  Result<Paid> take_back(std::int64_t receipt, std::int64_t stored, std::int64_t change = 0) {
    return post(CauseKind::refund, [&](sql::Tx& tx, const Context& with) {
      return post_payment_refund(tx, ids, with, {receipt, fen(stored), fen(change)});
    });
  }
  Result<Saved> save(std::int64_t amount, std::int64_t cap, bool part = false, bool on = true) {
    return post(CauseKind::change, [&](sql::Tx& tx, const Context& with) {
      return post_change_saved(tx, ids, with, here, fen(amount), {on, fen(cap)}, part);
    });
  }
  Result<PaidOut> pay_out(Fault fault, PayoutMethod method = PayoutMethod::bank) {
    return post(CauseKind::payout, [&](sql::Tx& tx, const Context& with) {
      return post_payout(tx, ids, with, rules, here, fault, method, std::nullopt);
    });
  }
  Payout planned(Fault fault) {
    const Account now = account();
    return temp->read([&](sql::Tx& tx) { return plan_payout(tx, now, here, fault); });
  }
  void make_named() {
    ASSERT_TRUE(post(CauseKind::buyer, [&](sql::Tx& tx, const Context& with) {
      return post_named(tx, ids, with);
    }));
  }
  std::vector<Recharge> open_now() {
    const Account now = account();
    return temp->read([&](sql::Tx& tx) { return open_recharges(tx, now); });
  }
  std::vector<Entry> statement() {
    const Account now = account();
    return temp->read([&](sql::Tx& tx) { return journal(tx, now, 0, 1000); });
  }

  sql::TempDatabase temp;  // 2026-01-01T00:00Z
  IdGenerator ids{temp.clock(), 0};
  const RulePack& rules = *rules_for(Currency::cny);
  OwnerId member{1001};
  Place here{StoreId(11), org::UnitId(1)};
  bool verify_at_end = true;
};

template <class T>
ErrorCode code_of(const Result<T>& result) {
  return result.has_value() ? ErrorCode::internal : result.error().code;
}
template <class T>
std::string fact_of(const Result<T>& result, std::string_view name) {
  for (const auto& [known, value] : result.error().facts) {
    if (known == name) return value;
  }
  return "";
}

}  // namespace guanxi::wallet
