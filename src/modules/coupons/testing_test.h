// What the tests of coupons share: a programme with members in a real database, and a verify after
// every test.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <barrier>
#include <thread>

#include "modules/coupons/codes.h"
#include "modules/coupons/coupons.h"
#include "modules/coupons/gifts.h"
#include "modules/coupons/lists.h"
#include "modules/coupons/merging.h"
#include "modules/coupons/refusals.h"
#include "modules/coupons/verify.h"
#include "modules/coupons/work.h"
#include "platform/sql/testing.h"

namespace guanxi::coupons {

inline const ActorId clerk(7);
inline const StoreId first_store(31), second_store(32);
inline Date day(const char* text) { return *Date::parse(text); }
/// How many events of the kind were told (coupons_test.cpp).
std::int64_t count_news(sql::Tx& tx, const char* kind);

class CouponsTest : public testing::Test {
 protected:
  CouponsTest() {
    programmes::Programmes::NewProgramme wanted;
    wanted.code = "MAIN";
    wanted.name = "MAIN";
    wanted.currency = Currency::cny;
    wanted.effective_from = now();
    GX_CHECK(programmes.add(wanted, clerk, now()).has_value());
    programme = *programmes.find("MAIN");
    member = add_member("1990-03-15");
    other = add_member(nullptr);
  }
  ~CouponsTest() override {
    const Report report = verify_all();
    EXPECT_EQ(report.faults_found, expected_faults)
        << (report.faults.empty() ? "" : report.faults.front());
  }

  OwnerId add_member(const char* birthday) {
    members::NewMember person;
    person.programme = programme;
    person.name = "王芳";
    if (birthday != nullptr) person.birthday = day(birthday);
    person.joined_on = day("2026-01-01");
    const auto added =
        temp->write([&](sql::Tx& tx) { return members.add(tx, ids, person, clerk, now()); });
    GX_CHECK(added.has_value());
    return added->id;
  }
  Instant now() { return temp.clock().now(); }
  Date today() { return TimeZone().date_of(now()); }
  Act act(std::optional<StoreId> store = std::nullopt) { return {clerk, now(), today(), store}; }
  void move_to(const char* date) {
    temp.clock().set(*Instant::parse(std::string(date) + "T04:00:00Z"));
  }

  /// Twenty off two hundred, all of 2026, comes back while it is valid.
  Template reduction(const char* code = "OFF20") {
    Template one;
    one.programme = programme;
    one.code = code;
    one.name_zh = "满200减20";
    one.name_en = "20 off 200";
    one.rule_code = code;
    one.valid_from = day("2026-01-01");
    one.valid_until = day("2026-12-31");
    one.reason = "opening";
    return one;
  }
  Template cash(bool in_parts, const char* code = "CASH") {
    Template one = reduction(code);
    one.kind = CouponKind::cash;
    one.face_value = 5'000;
    one.in_parts = in_parts;
    return one;
  }
  Result<Template> put(const Template& wanted, const KnowsRule& knows = {}) {
    return temp->write([&](sql::Tx& tx) {
      return put_template(tx, ids, wanted, knows, clerk, now());
    });
  }
  Result<Template> move(const Template& one, TemplateState to) {
    return temp->write([&](sql::Tx& tx) {
      return move_template(tx, one.id, one.version, to, {}, "because", clerk, now());
    });
  }
  Template active(const Template& wanted) {
    const auto added = put(wanted);
    GX_CHECK(added.has_value());
    const auto started = move(*added, TemplateState::active);
    GX_CHECK(started.has_value());
    return reload(*started);
  }
  Template reload(const Template& one) {
    return *temp->read([&](sql::Tx& tx) { return find_template(tx, one.id); });
  }

  Result<Issued> issue_to(OwnerId owner, const Template& terms, Cause cause) {
    return temp->write([&](sql::Tx& tx) -> Result<Issued> {
      const auto who = members.find(tx, owner);
      const auto fresh = find_template(tx, terms.id);
      return issue(tx, ids, *fresh, {owner, who->birthday, cause, "because"}, act());
    });
  }
  Result<Issued> issue_to(OwnerId owner, const Template& terms) {
    return issue_to(owner, terms, {CauseKind::desk, ids.next()});
  }
  Coupon given(OwnerId owner, const Template& terms) {
    const auto issued = issue_to(owner, terms);
    GX_CHECK(issued.has_value());
    return issued->coupon;
  }
  Coupon found(const Coupon& coupon) {
    return *temp->read([&](sql::Tx& tx) {
      return find_coupon(tx, coupon.owner, coupon.id, today(), now());
    });
  }
  Result<Coupon> withdraw_it(const Coupon& coupon) {
    return temp->write([&](sql::Tx& tx) {
      return withdraw(tx, ids, coupon.owner, coupon.id, "by mistake", act());
    });
  }
  Result<Coupon> hold_it(const Coupon& coupon, std::int64_t hold_id, int minutes = 15) {
    const Instant deadline = now().plus_seconds(60 * minutes);
    return temp->write([&](sql::Tx& tx) {
      return hold(tx, coupon.owner, coupon.id, hold_id, deadline, act());
    });
  }
  Result<Coupon> release_it(const Coupon& coupon, std::int64_t hold_id) {
    return temp->write([&](sql::Tx& tx) {
      return release(tx, coupon.owner, coupon.id, hold_id, act());
    });
  }
  Result<Redeemed> redeem_it(
      const Coupon& coupon,
      std::int64_t receipt,
      std::int64_t amount,
      std::int64_t hold_id = 0,
      std::optional<StoreId> store = first_store
  ) {
    return temp->write([&](sql::Tx& tx) -> Result<Redeemed> {
      const auto terms = find_template(tx, coupon.template_id);
      Redemption wanted;
      wanted.owner = coupon.owner;
      wanted.coupon = coupon.id;
      if (receipt != 0) wanted.receipt = ReceiptId(receipt);
      wanted.hold = hold_id;
      wanted.amount = amount;
      return redeem(tx, ids, *terms, wanted, act(store));
    });
  }
  Result<std::vector<Reversed>> reverse_it(const Reversal& wanted) {
    return temp->write([&](sql::Tx& tx) { return reverse(tx, ids, wanted, act(first_store)); });
  }
  Result<std::vector<Reversed>> reverse_all(OwnerId owner, std::int64_t receipt, std::int64_t id) {
    return reverse_it({owner, ReceiptId(receipt), id, true, {}});
  }
  Result<std::vector<Presented>> present(
      OwnerId owner, const std::vector<Shown>& shown, std::int64_t hold_id = 0
  ) {
    return temp->read([&](sql::Tx& tx) {
      return find_presented(tx, keys, owner, shown, hold_id, today(), now());
    });
  }
  std::int64_t taken(const Template& one) {
    return temp->read([&](sql::Tx& tx) { return taken_of(tx, one.id); });
  }
  std::int64_t news(const char* kind) {
    return temp->read([&](sql::Tx& tx) { return count_news(tx, kind); });
  }
  template <class Function>
  void run_job(const Function& function) {
    const Work work{*temp, ids, programmes, members, keys};
    jobs::Scheduler scheduler(*temp, temp.clock(), {});
    scheduler.add({.name = "coupons.test", .run = [&](jobs::Context& context) {
                     return function(work, context);
                   }});
    scheduler.run_due(now());
    EXPECT_EQ(scheduler.status().front().last_error, "");
    temp.clock().advance_seconds(61);  // so that it is due again
  }
  Report verify_all() {
    return temp->read([](sql::Tx& tx) { return verify(tx); });
  }
  /// How many of so many threads at once had a success; a conflict is tried again, as flows do.
  template <class Task>
  int rush(int threads, const Task& task) {
    std::atomic<int> won = 0;
    {
      std::barrier start(threads);
      std::vector<std::jthread> running;
      for (int i = 0; i < threads; ++i) {
        running.emplace_back([&, i] {
          start.arrive_and_wait();
          for (;;) {
            const auto done = task(i);
            if (done.has_value()) ++won;
            if (done.has_value() || done.error().code != ErrorCode::conflict) return;
          }
        });
      }
    }
    return won;
  }

  sql::TempDatabase temp;  // 2026-01-01T00:00Z
  IdGenerator ids{temp.clock(), 1};
  const crypto::KeyRing keys = crypto::KeyRing::for_tests("coupons");
  const members::Members members{keys};
  programmes::Programmes programmes{*temp, ids};
  ProgrammeId programme;
  OwnerId member, other;
  std::int64_t expected_faults = 0;
};

template <class T>
std::string why_of(const Result<T>& result) {
  if (result) return "it was not refused";
  const Error& error = result.error();
  const std::string name = refusal_of(error);
  return (name.empty() ? std::string(code_name(error.code)) : name) +
         (error.pointer.empty() ? "" : " at " + error.pointer);
}

}  // namespace guanxi::coupons
