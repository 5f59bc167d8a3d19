// What the tests of points share: a member with an account in a real database, and a verify after
// every test.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "modules/points/points.h"
#include "modules/points/verify.h"
#include "platform/sql/testing.h"

namespace guanxi::points {

// Last days of lots.
inline const Date in_2027 = *Date::parse("2027-06-30");
inline const Date in_2028 = *Date::parse("2028-01-31");

inline std::string named(const VerifyReport& report) {
  std::string all;
  for (const Fault& fault : report.faults) {
    all += "owner " + fault.owner.to_string() + ": " + fault.what + "\n";
  }
  return all;
}

inline programmes::Version programme_with(programmes::ShortfallPolicy policy) {
  programmes::Version version;
  version.programme = ProgrammeId(1);
  version.version = 1;
  version.currency = Currency::cny;
  version.parameters.shortfall = policy;
  version.parameters.points_price = 1000;  // 10.00 for 1,000 points
  return version;
}

class PointsTest : public testing::Test {
 protected:
  PointsTest() { open(member); }
  ~PointsTest() override {
    if (!verify_at_end) return;
    const VerifyReport report = verify_all();
    EXPECT_TRUE(report.is_clean()) << named(report);
  }

  void open(OwnerId owner) {
    const auto opened = temp->write([&](sql::Tx& tx) -> Outcome {
      open_account(tx, owner, ProgrammeId(1), temp.clock().now());
      return ok();
    });
    ASSERT_TRUE(opened.has_value());
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

  static Date day(const char* text) { return *Date::parse(text); }
  Date today() { return zone.date_of(temp.clock().now()); }
  void move_to(const char* instant) { temp.clock().set(*Instant::parse(instant)); }

  Context context(OwnerId owner, Cause cause) {
    return {
        .owner = owner,
        .cause = cause,
        .occurred_at = temp.clock().now(),
        .posted_at = temp.clock().now(),
        .actor = ActorId(9),
        .expected_seq = account(owner).seq,
        .today = today()};
  }

  Result<Account> earn_points(std::int64_t receipt, std::int64_t points, Date expires_on) {
    const Context with = context(member, {CauseKind::sale, receipt});
    return temp->write([&](sql::Tx& tx) {
      return post_earned(tx, ids, with, Points(points), expires_on);
    });
  }
  Result<Reversal> reverse(
      std::int64_t receipt, Date expires_on, std::int64_t points, programmes::ShortfallPolicy policy
  ) {
    const Context with = context(member, {CauseKind::refund, ids.next()});
    return temp->write([&](sql::Tx& tx) {
      return post_reversal(
          tx,
          ids,
          with,
          {.sale = receipt, .expires_on = expires_on, .a = Points(points)},
          programme_with(policy)
      );
    });
  }
  Result<Account> redeem(std::int64_t redemption, std::int64_t points) {
    const Context with = context(member, {CauseKind::redemption, redemption});
    return temp->write([&](sql::Tx& tx) { return post_redemption(tx, ids, with, Points(points)); });
  }
  Result<Restored> restore(std::int64_t redemption) {
    const Context with = context(member, {CauseKind::redemption_reversal, redemption});
    return temp->write([&](sql::Tx& tx) {
      return post_redemption_reversal(tx, ids, with, redemption);
    });
  }
  Result<Points> expire() {
    const Context with = context(member, {CauseKind::expiry, today().yyyymmdd()});
    return temp->write([&](sql::Tx& tx) { return post_expiry(tx, ids, with); });
  }
  std::vector<Entry> statement() {
    return temp->read([&](sql::Tx& tx) { return journal(tx, member, 0, 1000); });
  }
  std::vector<Lot> lots_open() {
    return temp->read([&](sql::Tx& tx) { return open_lots(tx, member, today()); });
  }

  sql::TempDatabase temp;  // 2026-01-01T00:00Z
  IdGenerator ids{temp.clock(), 0};
  TimeZone zone;  // Asia/Shanghai
  const OwnerId member{1001};
  bool verify_at_end = true;
};

template <class T>
ErrorCode code_of(const Result<T>& result) {
  return result.error().code;
}

}  // namespace guanxi::points
