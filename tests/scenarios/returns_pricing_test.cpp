// Refunds of any subset in any order end where one refund of everything ends: at what was before.
// Carts with a member price, promotions, coupons, points, stored value and cash, all at once.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/random.h"
#include "support/priced.h"
#include "support/wallets.h"

namespace guanxi::test {
namespace {

constexpr const char* phone = "13900139000";

class Returns : public Vouchers {
 protected:
  Returns() {
    buyer = wallets.enrol(phone);
    const Answer named = house.manager().post(
        "/v1/members/" + buyer + "/wallet/buyers",
        {{"name", "张小明"},
         {"document", "resident_id"},
         {"number", "11010519491231002X"},
         {"contact", phone},
         {"store", "S001"}},
        "buyer"
    );
    EXPECT_LT(named.status, 300) << named;
    wallets.recharge(buyer, 400'000, 40'000);
    // Points to pay with, before any rule.
    EXPECT_EQ(house.sell({.phone = phone, .lines = {{"A1001", "900"}}}).status, 201);
    put(rule(
        "document", "D95", {{"entries", {{{"goods", goods("item", "A1002")}, {"rate", "0.95"}}}}}
    ));
    put(money_off(
        "SPEND",
        2000,
        0,
        {{"threshold", {{"amount", money(20000)}, {"every", true}}},
         {"limits", {{{"per", "member"}, {"uses", 1}}, {{"per", "day"}, {"money", money(9000)}}}}}
    ));
    put(rule(
        "promotion",
        "SECOND",
        {{"scope", {{"include", {goods("item", "A1003")}}}},
         {"reward", {{"kind", "buy_get"}, {"buy", 1}, {"get", 1}, {"rate", "0.5"}}}}
    ));
    put(rule(
        "promotion",
        "TRIPLE",
        {{"reward", {{"kind", "points_multiple"}, {"multiple", "3"}}},
         {"limits", {{{"per", "member"}, {"uses", 1}}}}}
    ));
    offer("OFF5", 500, 0);
    offer("CASH40", 4000, 0, {{"kind", "cash"}, {"face_value", money(4000)}, {"in_parts", true}});
    off5 = issue("OFF5", buyer);
    cash40 = issue("CASH40", buyer);
  }

  /// Everything that a sale takes or gives, as one text.
  std::string state() {
    const Answer account = house.manager().get("/v1/members/" + buyer + "/points");
    std::string text = "points " + std::to_string(account.integer("/balance")) + " redeemed " +
                       std::to_string(account.integer("/redeemed"));
    for (const char* const one : {"a", "b", "c", "d", "e", "f"}) {
      text += std::string(" ") + one + " " +
              std::to_string(account.integer(std::string("/classes/") + one));
    }
    text += " stored " + std::to_string(wallets.stored(buyer)) + " bonus " +
            std::to_string(wallets.bonus(buyer));
    const Answer all = house.manager().get("/v1/members/" + buyer + "/coupons");
    for (const json::value& one : all.find("/items")->as_array()) {
      text += " " + std::string(one.at("template").as_string()) + " " +
              std::string(one.at("state").as_string());
      if (const json::value* balance = one.as_object().if_contains("balance"))
        text += " " + json::serialize(*balance);
    }
    // What the limits leave: a basket that wants each limited promotion.
    const Answer asked = ask({{"A1001", "2"}}, {});
    for (const char* const code : {"SPEND", "TRIPLE"})
      text += std::string(" ") + code + " " + why(asked, code);
    return text;
  }
  Answer ask(std::vector<Goods> lines, json::object more) {
    json::object body = house.sale_body({.phone = phone, .lines = std::move(lines)});
    json::object asked{
        {"store", body["store"]},
        {"till", body["till"]},
        {"member", body["member"]},
        {"lines", body["lines"]}};
    for (auto& [key, value] : more) asked[key] = value;
    return house.manager().post("/v1/checkout/quote", asked);
  }
  std::vector<Goods> cart() {
    std::vector<Goods> lines;
    const char* const items[] = {"A1001", "A1002", "A1003"};
    const auto count = random.between(1, 4);
    for (std::int64_t i = 0; i < count; ++i) {
      lines.push_back({items[random.below(3)], std::to_string(random.between(1, 4))});
    }
    return lines;
  }
  std::vector<std::string> coupons() {
    std::vector<std::string> some;
    if (random.chance(2, 3)) some.push_back(off5);
    if (random.chance(1, 2)) some.push_back(cash40);
    return some;
  }
  /// Points, stored value and cash, at random.
  std::vector<Paid> split(std::int64_t payable) {
    std::vector<Paid> tenders;
    const auto pay = [&](const char* kind, std::int64_t amount) {
      if (amount <= 0) return;
      tenders.push_back({kind, amount});
      payable -= amount;
    };
    if (random.chance(1, 2)) pay("points", std::min<std::int64_t>(payable, random.between(1, 30)));
    if (random.chance(1, 2)) pay("stored_value", random.between(0, payable));
    pay("cash", payable);
    return tenders;
  }
  using Sums = std::map<std::string, std::int64_t>;
  static void add(Sums& sums, const Answer& receipt) {
    for (const json::value& tender : receipt.find("/tenders")->as_array()) {
      sums[std::string(tender.at("kind").as_string())] +=
          tender.at("amount").at("amount").as_int64();
    }
  }
  /// Everything back, in parts as chance will have it.
  Sums give_back(const std::string& receipt, const std::vector<Goods>& lines) {
    Sums sums;
    std::vector<std::int64_t> left;
    for (const Goods& line : lines) left.push_back(std::stoll(line.quantity));
    while (std::ranges::any_of(left, [](std::int64_t one) { return one > 0; })) {
      Back back{.receipt = receipt};
      if (!random.chance(1, 5)) {  // else all that is left
        for (std::size_t i = 0; i < left.size(); ++i) {
          if (left[i] == 0 || random.chance(1, 2)) continue;
          const std::int64_t some = random.between(1, left[i]);
          back.lines.emplace_back(static_cast<int>(i) + 1, std::to_string(some));
          left[i] -= some;
        }
        if (back.lines.empty()) continue;
      } else {
        std::ranges::fill(left, 0);
      }
      const Answer refund = house.refund(back);
      EXPECT_EQ(refund.status, 201) << refund;
      if (refund.status != 201) return sums;
      add(sums, refund);
    }
    return sums;
  }

  SeededRandom random{seed()};
  Wallets wallets{house};
  std::string buyer, off5, cash40;
};

TEST_F(Returns, of_any_subset_in_any_order_end_at_what_was_before) {
  SCOPED_TRACE("GUANXI_TEST_SEED=" + std::to_string(seed()));
  for (int round = 0; round < times(40); ++round) {
    house.clock().advance_seconds(1);
    const std::vector<Goods> lines = cart();
    const std::vector<std::string> used = coupons();
    const json::object with{{"coupons", shown(used)}};
    const std::string before = state();
    const Answer quoted = ask(lines, with);
    ASSERT_EQ(quoted.status, 200) << quoted;
    const std::int64_t payable = quoted.integer("/payable/amount");
    Sale sale{.phone = phone, .lines = lines, .tenders = split(payable), .more = with};
    if (sale.tenders.empty()) sale.more["tenders"] = json::array();
    const Answer sold = house.sell(sale);
    if (sold.status == 409 && sold.code() == "coupon_not_applicable") {  // nothing left to take off
      EXPECT_EQ(state(), before);
      continue;
    }
    ASSERT_EQ(sold.status, 201) << sold;
    EXPECT_EQ(sold.integer("/payable/amount"), payable);
    Sums paid;
    add(paid, sold);
    const Sums back = give_back(sold.string("/receipt"), lines);
    EXPECT_EQ(back, paid) << "round " << round;
    EXPECT_EQ(state(), before) << "round " << round << ": " << sold;
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace guanxi::test
