// The wallets of two members who are one: contracts and change follow, old receipts and payouts
// come to the same, and an undo gives back what can still be told apart.
#include <gtest/gtest.h>

#include <barrier>
#include <thread>

#include "support/wallets.h"

namespace guanxi::test {
namespace {

constexpr const char* purse_phone = "13900139000";

class MergeWallet : public testing::Test {
 protected:
  void TearDown() override { house.expect_clean_books(); }

  Answer post(const std::string& target, const json::object& body) {
    house.clock().advance_seconds(1);
    return house.manager().post(target, body, "merging-" + std::to_string(++keys));
  }
  Answer get(const std::string& target) const { return house.manager().get(target); }
  Answer merge(bool dry_run = false) {
    return post(
        "/v1/members/" + she + "/merges",
        {{"absorbed", old}, {"reason", "one person"}, {"dry_run", dry_run}}
    );
  }
  Answer undo(const Answer& merged) {
    return post(
        "/v1/members/" + she + "/merges/" + merged.string("/id") + "/undo",
        {{"reason", "a mistake"}}
    );
  }
  /// Goods of 100.00 paid with stored value.
  Answer pay(const std::string& phone) {
    house.clock().advance_seconds(1);
    return house.sell({.phone = phone, .lines = {{"A1001"}}, .tenders = {{"stored_value", 10000}}});
  }
  Answer save(const std::string& phone, std::int64_t fen) {
    return house.sell(
        {.phone = phone,
         .lines = {{"A1003"}},
         .more = {{"save_change", json::object{{"amount", money(fen)}}}}}
    );
  }
  Answer pay_out(const std::string& member, const char* fault) {
    return post(
        "/v1/members/" + member + "/wallet/payouts",
        {{"fault", fault},
         {"method", "bank"},
         {"reason", "leaving"},
         {"store", "S001"},
         {"proof", {{"kind", "cashier"}}}}
    );
  }

  TestHouse house;
  Wallets wallets{house};
  const std::string she = wallets.enrol(her_phone);
  const std::string old = wallets.enrol(purse_phone);
  int keys = 0;
};

TEST_F(MergeWallet, value_follows_and_pays_under_either_phone) {
  wallets.recharge(old, 20000, 4000);
  wallets.recharge(she, 5000);
  ASSERT_EQ(save(purse_phone, 40).status, 201);
  ASSERT_EQ(save(her_phone, 30).status, 201);
  const Answer preview = merge(true);
  EXPECT_EQ(preview.integer("/stored/amount"), 24000) << preview;
  EXPECT_EQ(preview.integer("/small_change/amount"), 40);
  EXPECT_EQ(wallets.stored(old), 24000) << "only told";
  const Answer merged = merge();
  ASSERT_EQ(merged.status, 201) << merged;
  EXPECT_EQ(merged.integer("/stored/amount"), 24000);
  EXPECT_EQ(wallets.stored(she), 29000);
  EXPECT_EQ(wallets.bonus(she), 4000);
  EXPECT_EQ(wallets.change(she), 70);
  EXPECT_EQ(wallets.stored(old), 0);
  EXPECT_EQ(wallets.change(old), 0);
  EXPECT_EQ(wallets.of(she).size("/recharges"), 2U);
  ASSERT_EQ(pay(purse_phone).status, 201);
  ASSERT_EQ(pay(her_phone).status, 201);
  EXPECT_EQ(wallets.stored(she), 9000);
  const Answer shown = get("/v1/members/" + she + "/merges/" + merged.string("/id"));
  EXPECT_EQ(shown.integer("/stored/amount"), 24000) << shown;
}

TEST_F(MergeWallet, goods_of_an_old_receipt_come_back_to_where_the_contract_is) {
  wallets.recharge(old, 20000, 4000);
  const Answer sale = house.sell(
      {.phone = purse_phone,
       .lines = {{"A1001"}},
       .tenders = {{"stored_value", 9000}, {"cash", 1000}},
       .more = {{"save_change", json::object{{"amount", money(40)}}}}}
  );
  ASSERT_EQ(sale.status, 201) << sale;
  ASSERT_EQ(merge().status, 201);
  EXPECT_EQ(wallets.stored(she), 15000);
  EXPECT_EQ(wallets.change(she), 40);
  const Answer back = house.void_sale({.receipt = sale.string("/receipt")});
  ASSERT_EQ(back.status, 201) << back;
  EXPECT_EQ(wallets.stored(she), 24000);
  EXPECT_EQ(wallets.principal(she), 20000) << "as if it had never been spent";
  EXPECT_EQ(wallets.change(she), 0) << "the void hands the change out";
  EXPECT_EQ(wallets.stored(old), 0);
}

TEST_F(MergeWallet, payouts_by_cause_and_voids_are_right_where_the_contract_is) {
  wallets.recharge(old, 100000 / 2, 10000);  // 500.00 + 100.00
  const Answer mistyped = post(
      "/v1/members/" + old + "/wallet/recharges",
      {{"amount", money(3000)}, {"paid_by", "cash"}, {"store", "S001"}}
  );
  ASSERT_EQ(mistyped.status, 201) << mistyped;
  for (int i = 0; i < 3; ++i) ASSERT_EQ(pay(purse_phone).status, 201);
  ASSERT_EQ(merge().status, 201);
  const Answer nobody = post(
      "/v1/members/" + old + "/wallet/recharges/" + mistyped.string("/id") + "/void",
      {{"reason", "mistyped"}}
  );
  EXPECT_EQ(nobody.code(), "payment_not_found") << nobody;
  const Answer voided = post(
      "/v1/members/" + she + "/wallet/recharges/" + mistyped.string("/id") + "/void",
      {{"reason", "mistyped"}}
  );
  ASSERT_EQ(voided.status, 201) << voided;
  EXPECT_EQ(wallets.stored(she), 30000);
  EXPECT_EQ(pay_out(old, "merchant").code(), "nothing_to_pay_out");
  const Answer paid = pay_out(she, "merchant");
  ASSERT_EQ(paid.status, 201) << paid;
  EXPECT_EQ(paid.integer("/principal/amount"), 25000) << paid;
  EXPECT_EQ(wallets.stored(she), 0);
}

TEST_F(MergeWallet, a_sum_over_the_cap_stands_and_only_recharging_waits) {
  wallets.recharge(old, 80000);
  wallets.recharge(she, 60000);
  ASSERT_EQ(merge().status, 201);
  EXPECT_EQ(wallets.stored(she), 140000) << "more than an unnamed wallet may be recharged to";
  const json::object one{{"amount", money(100)}, {"paid_by", "cash"}, {"store", "S001"}};
  EXPECT_EQ(post("/v1/members/" + she + "/wallet/recharges", one).code(), "wallet_limit_exceeded");
  EXPECT_EQ(post("/v1/members/" + old + "/wallet/recharges", one).code(), "member_closed");
  for (int i = 0; i < 5; ++i) ASSERT_EQ(pay(her_phone).status, 201);
  EXPECT_EQ(post("/v1/members/" + she + "/wallet/recharges", one).status, 201);
}

TEST_F(MergeWallet, the_registered_buyer_and_a_freeze_follow) {
  wallets.recharge(old, 10000);
  const Answer registered = post(
      "/v1/members/" + old + "/wallet/buyers",
      {{"name", "张小明"},
       {"document", "resident_id"},
       {"number", "11010519491231002X"},
       {"contact", purse_phone},
       {"store", "S001"}}
  );
  ASSERT_EQ(registered.status, 201) << registered;
  wallets.set_frozen(old, true);
  const Answer merged = merge();
  ASSERT_EQ(merged.status, 201) << merged;
  EXPECT_EQ(wallets.of(she).string("/state"), "frozen");
  EXPECT_NE(wallets.of(she).text.find(R"("named":true)"), std::string::npos);
  EXPECT_EQ(get("/v1/members/" + she + "/wallet/buyers").size("/items"), 1U);
  EXPECT_EQ(pay(her_phone).string("/errors/0/code"), "wallet_frozen");
  ASSERT_EQ(undo(merged).status, 200);
  EXPECT_EQ(wallets.of(she).string("/state"), "open");
  EXPECT_NE(wallets.of(she).text.find(R"("named":false)"), std::string::npos);
  EXPECT_EQ(wallets.of(old).string("/state"), "frozen");
  EXPECT_EQ(wallets.stored(old), 10000);
}

TEST_F(MergeWallet, an_undo_gives_the_contracts_back_unless_they_were_used) {
  wallets.recharge(old, 30000);
  const Answer before = pay(purse_phone);
  ASSERT_EQ(save(purse_phone, 40).status, 201);
  const Answer merged = merge();
  ASSERT_EQ(merged.status, 201) << merged;
  wallets.recharge(she, 5000);
  ASSERT_EQ(undo(merged).status, 200);
  EXPECT_EQ(wallets.stored(old), 20000);
  EXPECT_EQ(wallets.change(old), 40);
  EXPECT_EQ(wallets.stored(she), 5000) << "what she paid in since is hers";
  ASSERT_EQ(house.refund({.receipt = before.string("/receipt")}).status, 201);
  EXPECT_EQ(wallets.stored(old), 30000);

  const Answer again = merge();
  ASSERT_EQ(again.status, 201) << again;
  ASSERT_EQ(pay(her_phone).status, 201);
  const Answer refused = undo(again);
  EXPECT_EQ(refused.code(), "merge_not_possible") << refused;
  EXPECT_EQ(wallets.stored(she), 25000) << "nothing moved";
  EXPECT_EQ(get("/v1/members/" + old).string("/state"), "closed");
}

TEST_F(MergeWallet, what_is_owed_is_the_same_before_and_after) {
  wallets.recharge(old, 20000, 4000);
  wallets.recharge(she, 5000);
  ASSERT_EQ(pay(purse_phone).status, 201);
  const std::string today = house.today().to_string();
  const std::string span = "?programme=MAIN&from=" + today + "&to=" + today;
  const std::string owed = get("/v1/wallet/reports/liability" + span).text;
  const std::string settled = get("/v1/wallet/reports/settlement" + span).text;
  ASSERT_NE(owed.find("16667"), std::string::npos) << owed;
  const Answer merged = merge();
  ASSERT_EQ(merged.status, 201);
  EXPECT_EQ(get("/v1/wallet/reports/liability" + span).text, owed);
  EXPECT_EQ(get("/v1/wallet/reports/settlement" + span).text, settled);
  ASSERT_EQ(undo(merged).status, 200);
  EXPECT_EQ(get("/v1/wallet/reports/liability" + span).text, owed);
  EXPECT_EQ(get("/v1/wallet/reports/settlement" + span).text, settled);
}

TEST_F(MergeWallet, contracts_go_on_with_whom_the_survivor_is_merged_into) {
  const std::string third = wallets.enrol("13700137000");
  wallets.recharge(old, 30000);
  ASSERT_EQ(save(purse_phone, 40).status, 201);
  const Answer sale = house.sell(
      {.phone = purse_phone,
       .lines = {{"A1003"}},
       .tenders = {{"small_change", 40}, {"cash", 1960}}}
  );
  ASSERT_EQ(sale.status, 201) << sale;
  ASSERT_EQ(save(purse_phone, 50).status, 201);
  const Answer first = merge();
  ASSERT_EQ(first.status, 201) << first;
  const Answer second =
      post("/v1/members/" + third + "/merges", {{"absorbed", she}, {"reason", "the same again"}});
  ASSERT_EQ(second.status, 201) << second;
  EXPECT_EQ(wallets.stored(third), 30000);
  EXPECT_EQ(wallets.change(third), 50);
  ASSERT_EQ(
      post(
          "/v1/members/" + third + "/merges/" + second.string("/id") + "/undo", {{"reason", "no"}}
      ).status,
      200
  );
  ASSERT_EQ(undo(first).status, 200);
  EXPECT_EQ(wallets.stored(old), 30000);
  EXPECT_EQ(wallets.change(old), 50);
  ASSERT_EQ(house.refund({.receipt = sale.string("/receipt")}).status, 201);
  EXPECT_EQ(wallets.change(old), 90) << "the payment went along both ways";
}

TEST_F(MergeWallet, small_change_that_is_all_spent_brings_along_who_owes_it) {
  ASSERT_EQ(save(purse_phone, 40).status, 201);
  const Answer sale = house.sell(
      {.phone = purse_phone,
       .lines = {{"A1003"}},
       .tenders = {{"small_change", 40}, {"cash", 1960}}}
  );
  ASSERT_EQ(sale.status, 201) << sale;
  ASSERT_EQ(merge().status, 201);
  const std::string third = wallets.enrol("13700137000");
  ASSERT_EQ(save("13700137000", 30).status, 201);
  const Answer second =
      post("/v1/members/" + she + "/merges", {{"absorbed", third}, {"reason", "the same again"}});
  ASSERT_EQ(second.status, 201) << second << "both are owed by one company";
  ASSERT_EQ(house.refund({.receipt = sale.string("/receipt")}).status, 201);
  EXPECT_EQ(wallets.change(she), 70);
  const Answer spent = house.sell(
      {.phone = her_phone, .lines = {{"A1003"}}, .tenders = {{"small_change", 70}, {"cash", 1930}}}
  );
  EXPECT_EQ(spent.status, 201) << spent;
}

TEST_F(MergeWallet, tills_may_take_payments_of_both_while_it_is_done) {
  wallets.recharge(old, 90000);
  wallets.recharge(she, 90000);
  constexpr int threads = 4, rounds = 5;
  std::atomic<std::int64_t> paid = 0;
  std::barrier start(threads + 1);
  {
    std::vector<std::jthread> running;
    for (int thread = 0; thread < threads; ++thread) {
      running.emplace_back([&, thread] {
        start.arrive_and_wait();
        for (int round = 0; round < rounds; ++round) {
          const Answer sale = house.sell(
              {.phone = (thread + round) % 2 == 0 ? her_phone : purse_phone,
               .lines = {{"A1003"}},
               .tenders = {{"stored_value", 2000}},
               .sequence = 1 + thread * 1'000'000 + round}
          );
          if (sale.status == 201) {
            paid += 2000;
          } else {
            EXPECT_EQ(sale.code(), "conflict") << sale;
          }
        }
      });
    }
    start.arrive_and_wait();
    for (int i = 0; i < 20; ++i) {
      const Answer merged = house.manager().post(
          "/v1/members/" + she + "/merges",
          {{"absorbed", old}, {"reason", "one person"}},
          "meanwhile-" + std::to_string(i)
      );
      if (merged.status == 201) break;
      EXPECT_EQ(merged.code(), "conflict") << merged;
    }
  }
  EXPECT_EQ(wallets.stored(she) + wallets.stored(old), 180000 - paid);
  EXPECT_EQ(wallets.stored(old), 0);
}

}  // namespace
}  // namespace guanxi::test
