#include "modules/points/lots.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "modules/points/transfer.h"
#include "modules/points/verify_lots.h"
#include "modules/points/words.h"

namespace guanxi::points {
namespace {

Lot lot(std::int64_t day, std::int64_t id, std::int64_t remaining, std::int64_t held = 0) {
  Lot made;
  made.expires_on = *Date::from_yyyymmdd(day);
  made.lot_id = id;
  made.original = Points(1000);
  made.remaining = Points(remaining);
  made.held = Points(held);
  return made;
}
std::vector<std::pair<std::size_t, std::int64_t>> pairs(const std::vector<Take>& takes) {
  std::vector<std::pair<std::size_t, std::int64_t>> all;
  for (const Take& take : takes) all.emplace_back(take.lot, take.amount.value());
  return all;
}

TEST(Lots, AreUsedFirstToExpireFirst) {
  std::vector<Lot> lots{
      lot(20270131, 5, 1), lot(20261231, 9, 1), lot(20261231, 2, 1), lot(99991231, 1, 1)};
  lots.push_back(lots[2]);
  lots.back().klass = Class::b;
  std::ranges::sort(lots, used_before);
  std::vector<std::pair<std::int64_t, Class>> order;
  for (const Lot& each : lots) order.emplace_back(each.lot_id, each.klass);
  EXPECT_EQ(
      order,
      (std::vector<std::pair<std::int64_t, Class>>{
          {2, Class::a}, {2, Class::b}, {9, Class::a}, {5, Class::a}, {1, Class::a}})
  );
}

TEST(Lots, SpendingTakesInOrderAndLeavesHeldPointsAlone) {
  using Pairs = std::vector<std::pair<std::size_t, std::int64_t>>;
  struct Case {
    const char* reason;
    std::vector<Lot> lots;
    std::int64_t amount;
    Pairs takes;
    std::int64_t missing;
  };
  const Case cases[] = {
      {"part of the first", {lot(20261231, 1, 10), lot(20270131, 2, 10)}, 4, {{0, 4}}, 0},
      {"exactly the first", {lot(20261231, 1, 10), lot(20270131, 2, 10)}, 10, {{0, 10}}, 0},
      {"over into the second",
       {lot(20261231, 1, 10), lot(20270131, 2, 10)},
       11,
       {{0, 10}, {1, 1}},
       0},
      {"more than there is", {lot(20261231, 1, 10)}, 12, {{0, 10}}, 2},
      {"no lots", {}, 5, {}, 5},
      {"nothing", {lot(20261231, 1, 10)}, 0, {}, 0},
      {"what is held stays",
       {lot(20261231, 1, 10, 7), lot(20270131, 2, 10)},
       5,
       {{0, 3}, {1, 2}},
       0},
      {"a lot held whole is passed over",
       {lot(20261231, 1, 10, 10), lot(20270131, 2, 10)},
       5,
       {{1, 5}},
       0},
  };
  for (const Case& c : cases) {
    const Takes taken = take(c.lots, Points(c.amount));
    EXPECT_EQ(pairs(taken.takes), c.takes) << c.reason;
    EXPECT_EQ(taken.missing.value(), c.missing) << c.reason;
  }
}

TEST(Lots, AReturnTakesItsOwnLotThenForgivesThenTakesOthersThenFallsShort) {
  struct Case {
    const char* reason;
    std::int64_t left, expired, forgiven_before, others, amount;
    std::int64_t own, forgiven, from_others, shortfall;
  };
  const Case cases[] = {
      {"the lot has it", 20, 0, 0, 9, 20, 20, 0, 0, 0},
      {"spent on something else, others have it", 5, 0, 0, 30, 20, 5, 0, 15, 0},
      {"the example: nobody has it", 5, 0, 0, 0, 20, 5, 0, 0, 15},
      {"expired: not charged again", 0, 20, 0, 30, 20, 0, 20, 0, 0},
      {"expired in part", 0, 12, 0, 30, 20, 0, 12, 8, 0},
      {"forgiven once is forgiven", 0, 12, 10, 3, 8, 0, 2, 3, 3},
      {"restored after expiry of the rest", 4, 6, 0, 0, 11, 4, 6, 0, 1},
  };
  for (const Case& c : cases) {
    Lot own = lot(20261231, 1, c.left);
    own.expired = Points(c.expired);
    own.forgiven = Points(c.forgiven_before);
    const std::vector<Lot> others{lot(20261231, 2, c.others)};
    const ReturnPlan plan = plan_return(own, others, Points(c.amount));
    Points from_others;
    for (const Take& take : plan.from_others) from_others += take.amount;
    EXPECT_EQ(plan.from_own.value(), c.own) << c.reason;
    EXPECT_EQ(plan.forgiven.value(), c.forgiven) << c.reason;
    EXPECT_EQ(from_others.value(), c.from_others) << c.reason;
    EXPECT_EQ(plan.shortfall.value(), c.shortfall) << c.reason;
  }
}

// The table of transfer.h holds for every reason and sum: what the account's balance does, its lots
// less what it owes do.
TEST(Transfers, KeepAccountAndLotsEqual) {
  int allowed = 0;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Reason>>([&](auto reason) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Sum>>([&](auto sum) {
      const auto transfer = transfer_of(reason.value, sum.value);
      if (!transfer) return;
      ++allowed;
      const bool of_hold = reason.value == Reason::held || reason.value == Reason::released ||
                           reason.value == Reason::settled || reason.value == Reason::unsettled;
      EXPECT_EQ(transfer->debit == transfer->credit, of_hold) << reason.name;
      EXPECT_TRUE(transfer->debit == House::member || transfer->credit == House::member);
      Account account;
      Lot moved;
      apply(account, reason.value, sum.value, Points(7));
      apply(moved, reason.value, sum.value, Points(7));
      EXPECT_EQ(account.balance, transfer->moved(Points(7))) << reason.name;
      EXPECT_EQ(account.balance.is_zero(), of_hold) << reason.name;
      EXPECT_EQ(account.held, moved.held) << reason.name;
      EXPECT_EQ(account.balance, moved.remaining - account.owed) << reason.name;
      const Points classes = account.a + account.b + account.c + account.d + account.e + account.f;
      EXPECT_EQ(account.balance, classes - account.redeemed) << reason.name;
    });
  });
  // earned, reversed, owed, forgiven, expired: six classes each; repaid: six and redeemed;
  // purchased, refunded: f; redeemed, restored; granted, deducted: d; held, released, settled: six
  // each; given, received, returned: six each; merged_out, merged_in, merged_back, debt_out,
  // debt_in, unsettled, reinstated: six each
  EXPECT_EQ(allowed, 5 * 6 + 7 + 2 + 2 + 2 + 3 * 6 + 3 * 6 + 7 * 6);
}

TEST(LotBounds, HoldForEveryNumberOfALot) {
  using Edit = void (*)(store::RawLot&);
  struct Case {
    const char* reason;
    Edit edit;
    bool holds;
  };
  const Case cases[] = {
      {"as it is", [](auto&) {}, true},
      {"all left", [](auto& lot) { lot.remaining = 6; }, true},
      {"more left than is there", [](auto& lot) { lot.remaining = 7; }, false},
      {"nothing left", [](auto& lot) { lot.remaining = lot.held = 0; }, true},
      {"less than nothing", [](auto& lot) { lot.remaining = -1; }, false},
      {"more held than left", [](auto& lot) { lot.held = 6; }, false},
      {"less than nothing held", [](auto& lot) { lot.held = -1; }, false},
      {"less than nothing expired", [](auto& lot) { lot.expired = -1; }, false},
      {"more forgiven than expired", [](auto& lot) { lot.forgiven = 5; }, false},
      {"less than nothing forgiven", [](auto& lot) { lot.forgiven = -1; }, false},
      {"all of it returned", [](auto& lot) { lot.reversed = 10; }, true},
      {"more returned than earned", [](auto& lot) { lot.reversed = 11; }, false},
      {"less than nothing returned", [](auto& lot) { lot.reversed = -1; }, false},
      {"a cause that is none", [](auto& lot) { lot.cause_kind = "present"; }, false},
      {"usable from a day", [](auto& lot) { lot.usable_from = 20260228; }, true},
      {"usable from a day that is none", [](auto& lot) { lot.usable_from = 20260229; }, false},
      {"less than nothing earned", [](auto& lot) { lot.original = INT64_MIN; }, false},
  };
  for (const Case& c : cases) {
    store::RawLot lot;
    lot.original = 10;
    lot.remaining = 5;
    lot.held = 2;
    lot.expired = 4;
    lot.forgiven = 3;
    lot.cause_kind = "sale";
    c.edit(lot);
    EXPECT_EQ(in_bounds(lot), c.holds) << c.reason;
  }
}

}  // namespace
}  // namespace guanxi::points
