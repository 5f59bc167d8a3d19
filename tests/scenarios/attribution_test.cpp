// Late attribution: a sale made without a member is given to one afterwards, told from the outside.
// Here nobody has to approve it; the documents are in attribution_documents_test.cpp.
#include <gtest/gtest.h>

#include <barrier>
#include <thread>

#include "base/random.h"
#include "support/house.h"
#include "support/news.h"

namespace guanxi::test {
namespace {

constexpr const char* other_phone = "13900139000";

/// As many as one likes, by anybody.
programmes::Parameters unapproved() {
  programmes::Parameters parameters;
  parameters.late_attribution_unapproved_points = 1'000'000;
  parameters.late_attributions_member_month_max = parameters.late_attributions_actor_day_max = 0;
  return parameters;
}

json::object by_phone(const char* phone) { return {{"kind", "phone"}, {"value", phone}}; }

class Attribution : public testing::Test {
 protected:
  explicit Attribution(const TestHouse::Options& options = {.parameters = unapproved()})
      : house(options) {
    she = house.enrol(her_phone);
    other = house.enrol(other_phone);
  }

  std::string key() { return "attribute-" + std::to_string(++keys); }
  Answer sell(std::vector<Goods> lines = {{"A1001"}}, const std::string& phone = "") {
    house.clock().advance_seconds(1);
    return house.sell({.phone = phone, .lines = std::move(lines)});
  }
  json::object body(json::object more = {}) const {
    json::object body{
        {"member", by_phone(her_phone)}, {"cashier", "C07"}, {"reason", "card forgotten"}};
    for (const auto& [name, value] : more) body[name] = value;
    return body;
  }
  static std::string target(const Answer& sale) {
    return "/v1/receipts/" + sale.string("/receipt") + "/attribution";
  }
  Answer attribute(const Answer& sale, json::object more = {}) {
    house.clock().advance_seconds(1);
    return house.manager().post(target(sale), body(std::move(more)), key());
  }
  Answer give_back(const Answer& sale, std::vector<std::pair<int, std::string>> lines = {}) {
    house.clock().advance_seconds(1);
    return house.refund({.receipt = sale.string("/receipt"), .lines = std::move(lines)});
  }
  Answer receipt(const Answer& sale) const {
    return house.manager().get("/v1/receipts/" + sale.string("/receipt"));
  }
  void declare(const char* code, json::object more) {
    json::object occasion{
        {"programme", "MAIN"}, {"code", code}, {"name", code}, {"reason", "spring"}};
    for (const auto& [name, value] : more) occasion[name] = value;
    const Answer answer = house.manager().post("/v1/points/occasions", occasion, key());
    ASSERT_EQ(answer.status, 201) << answer;
  }
  void open_ladder() {
    const auto tier = [](const char* code, int threshold, const char* multiple) {
      return json::object{
          {"code", code},
          {"name_zh", code},
          {"name_en", code},
          {"threshold", threshold},
          {"keep", threshold},
          {"discount_rate", "1"},
          {"points_multiple", multiple}};
    };
    const json::object terms{
        {"name_zh", "会员等级"},
        {"name_en", "Tiers"},
        {"decides_rates", true},
        {"period", "calendar"},
        {"downgrade", "one_step"},
        {"sources", {{"amount", money(100)}, {"amount_growth", 1}}},
        {"tiers", {tier("BASE", 0, "0"), tier("GOLD", 150, "1")}}};
    const Answer added = house.manager().post(
        "/v1/tier-ladders",
        {{"programme", "MAIN"}, {"code", "CLUB"}, {"terms", terms}, {"reason", "opening"}}
    );
    ASSERT_EQ(added.status, 201) << added;
    const Answer on = house.manager().send(
        {.method = "POST",
         .target = "/v1/tier-ladders/CLUB/switch-on",
         .body = R"({"reason":"opening"})",
         .if_match = house.manager().get("/v1/tier-ladders/CLUB").header("ETag")}
    );
    ASSERT_EQ(on.status, 200) << on;
    house.clock().advance_seconds(1);
  }
  std::int64_t growth(const std::string& member) const {
    const Answer tier = house.manager().get("/v1/members/" + member + "/tier");
    return tier.find("/ladders/0/growth") ? tier.integer("/ladders/0/growth") : 0;
  }
  std::string tier(const std::string& member) const {
    return house.manager().get("/v1/members/" + member + "/tier").string("/ladders/0/tier");
  }
  void tell() { hand_out_news(house); }
  void expect_refused(
      const Answer& sale,
      int status,
      const char* code,
      json::object more = {},
      const char* pointer = "/receipt"
  ) {
    const std::string before = receipt(sale).text;
    const std::int64_t had = house.points(she);
    const Answer refused = attribute(sale, std::move(more));
    EXPECT_EQ(refused.status, status) << refused;
    EXPECT_EQ(refused.code(), code) << refused;
    EXPECT_EQ(refused.pointer(), pointer) << refused;
    EXPECT_EQ(receipt(sale).text, before) << "nothing has changed";
    EXPECT_EQ(house.points(she), had);
  }

  TestHouse house;  // Monday 2026-03-02, 10:00 in Shanghai
  std::string she, other;
  int keys = 0;
};

TEST_F(Attribution, gives_what_the_sale_would_have_given_and_leaves_what_was_paid) {
  open_ladder();
  declare("DOUBLE", {{"kind", "multiple"}, {"multiple", "2"}});
  declare("GIFT", {{"kind", "gift"}, {"points", 3}});
  const Answer sale = sell({{"A1001"}, {"A1002"}});
  ASSERT_EQ(sale.status, 201) << sale;
  const Answer hers = sell({{"A1001"}, {"A1002"}}, other_phone);

  const Answer given = attribute(sale);
  ASSERT_EQ(given.status, 201) << given;
  for (const char* at : {"/points/a", "/points/b", "/points/c", "/points/e"}) {
    EXPECT_EQ(given.integer(std::string("/receipt") + at), hers.integer(at)) << at;
  }
  EXPECT_EQ(given.integer("/receipt/points/a"), 15);
  EXPECT_EQ(given.integer("/earned"), house.points(other));
  EXPECT_EQ(given.integer("/returned"), 0);
  EXPECT_EQ(given.integer("/balance"), house.points(she));
  EXPECT_EQ(house.points(she), house.points(other));
  EXPECT_EQ(growth(she), 159);
  EXPECT_EQ(tier(she), "GOLD");
  EXPECT_EQ(given.string("/receipt/member"), she);
  EXPECT_EQ(given.integer("/receipt/payable/amount"), sale.integer("/payable/amount"));
  EXPECT_NE(given.text.find("Given to the member after the sale"), std::string::npos) << given;

  const Answer shown = receipt(sale);
  EXPECT_EQ(shown.string("/attribution/cashier"), "C07") << shown;
  EXPECT_EQ(shown.string("/attribution/reason"), "card forgotten");
  EXPECT_EQ(shown.integer("/attribution/earned"), given.integer("/earned"));
  EXPECT_EQ(receipt(hers).find("/attribution"), nullptr) << "nobody gave it to them";
  const Answer list = house.manager().get("/v1/members/" + she + "/receipts");
  ASSERT_EQ(list.size("/receipts"), 1U) << list;
  EXPECT_EQ(list.string("/receipts/0/receipt"), sale.string("/receipt"));
}

TEST_F(Attribution, has_the_rules_of_the_sale_and_the_books_of_today) {
  const Answer sale = sell();
  house.clock().advance_seconds(1);
  declare("DOUBLE", {{"kind", "multiple"}, {"multiple", "2"}});
  house.advance_days(1);
  programmes::Parameters dear = unapproved();
  dear.earn_points = 5;
  house.set_parameters(dear, house.now());
  const Answer given = attribute(sale);
  ASSERT_EQ(given.status, 201) << given;
  EXPECT_EQ(given.integer("/earned"), 10) << "neither the new rate nor the later occasion";
  const Answer entries = house.manager().get("/v1/members/" + she + "/points/entries");
  EXPECT_EQ(entries.string("/items/0/cause/kind"), "sale") << entries;
  EXPECT_EQ(entries.string("/items/0/posted_at").substr(0, 10), house.now_text().substr(0, 10))
      << entries;
  EXPECT_EQ(receipt(sale).string("/receipt/posted_at"), sale.string("/posted_at"));
}

TEST_F(Attribution, what_had_come_back_earns_nothing_and_the_rest_goes_back_exactly) {
  open_ladder();
  const Answer sale = sell({{"A1001"}, {"A1003"}});
  ASSERT_EQ(give_back(sale, {{2, "1"}}).status, 201);
  const Answer given = attribute(sale);
  ASSERT_EQ(given.status, 201) << given;
  EXPECT_EQ(given.integer("/earned"), 12);
  EXPECT_EQ(given.integer("/returned"), 2);
  EXPECT_EQ(given.integer("/balance"), 10);
  EXPECT_EQ(growth(she), 100);
  EXPECT_EQ(receipt(sale).size("/refunds"), 1U);
  EXPECT_EQ(receipt(sale).integer("/attribution/returned"), 2);
  house.expect_clean_books();
  const Answer rest = give_back(sale);
  ASSERT_EQ(rest.status, 201) << rest;
  EXPECT_EQ(rest.string("/member"), she);
  EXPECT_EQ(house.points(she), 0);
  EXPECT_EQ(growth(she), 0);
}

TEST_F(Attribution, a_sale_is_voided_on_its_day_as_any_other) {
  const Answer sale = sell();
  ASSERT_EQ(attribute(sale).status, 201);
  ASSERT_EQ(house.points(she), 10);
  house.clock().advance_seconds(1);
  const Answer voided = house.void_sale({.receipt = sale.string("/receipt")});
  ASSERT_EQ(voided.status, 201) << voided;
  EXPECT_EQ(house.points(she), 0);
}

TEST_F(Attribution, happens_once_and_only_to_a_sale_that_is_nobodys) {
  const Answer sale = sell();
  ASSERT_EQ(attribute(sale).status, 201);
  expect_refused(sale, 409, "receipt_has_member");
  expect_refused(sale, 409, "receipt_has_member", {{"member", by_phone(other_phone)}});
  expect_refused(sell({{"A1001"}}, her_phone), 409, "receipt_has_member");

  const Answer gone = sell();
  const Answer back = give_back(gone);
  expect_refused(gone, 409, "nothing_left_to_attribute");
  expect_refused(back, 409, "not_a_sale");
  const Answer voided = sell();
  house.clock().advance_seconds(1);
  ASSERT_EQ(house.void_sale({.receipt = voided.string("/receipt")}).status, 201);
  expect_refused(voided, 409, "already_voided");
  const Answer nothing =
      house.manager().post("/v1/receipts/300000000000999/attribution", body(), key());
  EXPECT_EQ(nothing.code(), "receipt_not_found") << nothing;
}

TEST_F(Attribution, has_its_days) {
  const Answer sale = sell();
  const Answer second = sell();
  house.advance_days(7);
  ASSERT_EQ(attribute(sale).status, 201) << "the seventh day after its own is the last";
  house.advance_days(1);
  expect_refused(second, 409, "attribution_too_late");
  const Answer late = attribute(second);
  EXPECT_NE(late.text.find("2026-03-09"), std::string::npos) << late;
  programmes::Parameters never = unapproved();
  never.late_attribution_days = 0;
  house.set_parameters(never, house.now());
  expect_refused(sell(), 409, "attribution_off");
}

TEST_F(Attribution, names_what_is_wrong_about_the_member) {
  const Answer sale = sell();
  expect_refused(
      sale, 404, "member_not_found", {{"member", by_phone("13100131000")}}, "/member/value"
  );
  expect_refused(
      sale,
      400,
      "invalid_request",
      {{"member", {{"kind", "rotating_code"}, {"value", "123456789012345678"}}}},
      "/member/kind"
  );
  expect_refused(sale, 400, "invalid_request", {{"reason", ""}}, "/reason");
  expect_refused(sale, 400, "invalid_request", {{"cashier", ""}}, "/cashier");
}

TEST_F(Attribution, needs_its_own_permission_and_the_store) {
  const Answer sale = sell();
  const Client clerk = house.person("clerk", {"sales:write", "sales:read", "sales:refund"});
  EXPECT_EQ(clerk.post(target(sale), body(), key()).code(), "forbidden");
  const Client elsewhere = house.person("elsewhere", {"sales:attribute"}, {"S002"});
  EXPECT_EQ(elsewhere.post(target(sale), body(), key()).code(), "receipt_not_found");
  const Client here = house.person("here", {"sales:attribute"}, {"S001"});
  EXPECT_EQ(here.post(target(sale), body(), key()).status, 201);
}

TEST_F(Attribution, a_retry_of_either_request_gets_its_first_answer) {
  const json::object request = house.sale_body({.lines = {{"A1001"}}});
  const Answer sale = TestHouse::post_keyed(house.manager(), "/v1/checkout", request);
  ASSERT_EQ(sale.status, 201) << sale;
  const Answer given = house.manager().post(target(sale), body(), "once");
  ASSERT_EQ(given.status, 201) << given;
  house.clock().advance_seconds(60);
  const Answer again = house.manager().post(target(sale), body(), "once");
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(again.text, given.text);
  EXPECT_EQ(house.points(she), 10);
  const Answer retried = TestHouse::post_keyed(house.manager(), "/v1/checkout", request);
  EXPECT_TRUE(retried.replayed());
  EXPECT_EQ(retried.text, sale.text) << "as it was answered when it was sold";
}

TEST_F(Attribution, also_of_a_sale_with_a_key_of_its_own) {
  const json::object request = house.sale_body({.lines = {{"A1001"}}});
  const Answer sale = house.manager().post("/v1/checkout", request, "a-key-of-its-own");
  ASSERT_EQ(sale.status, 201) << sale;
  ASSERT_EQ(attribute(sale).status, 201);
  const Answer retried = house.manager().post("/v1/checkout", request, "a-key-of-its-own");
  EXPECT_TRUE(retried.replayed()) << retried;
  EXPECT_EQ(retried.text, sale.text);
}

TEST_F(Attribution, goes_to_whom_the_member_was_merged_into) {
  const Answer sale = sell();
  house.clock().advance_seconds(1);
  const Answer merged = house.manager().post(
      "/v1/members/" + she + "/merges", {{"absorbed", other}, {"reason", "one person"}}, key()
  );
  ASSERT_EQ(merged.status, 201) << merged;
  const Answer given = attribute(sale, {{"member", by_phone(other_phone)}});
  ASSERT_EQ(given.status, 201) << given;
  EXPECT_EQ(given.string("/receipt/member"), she);
  EXPECT_EQ(house.points(she), 10);
}

TEST_F(Attribution, limits_hold_as_for_a_sale) {
  programmes::Parameters limited = unapproved();
  limited.member_day_points_max = 25;
  limited.points_pending_days = 3;
  house.set_parameters(limited, house.now().plus_seconds(1));
  declare("ONCE", {{"kind", "gift"}, {"points", 8}, {"times_per_member", 1}, {"period", "ever"}});
  house.clock().advance_seconds(2);
  const Answer first = sell(), second = sell();
  const Answer given = attribute(first);
  EXPECT_EQ(given.integer("/earned"), 18) << given;
  EXPECT_EQ(house.points(she, "/usable"), 0) << "pending, as of the sale's day";
  const Answer capped = attribute(second);
  EXPECT_EQ(capped.integer("/earned"), 7)
      << "the occasion is used up, and the day is full" << capped;
  ASSERT_EQ(give_back(first).status, 201);
  EXPECT_EQ(house.points(she), 7);
}

TEST_F(Attribution, debts_are_repaid_and_earlier_returns_never_cost_money) {
  programmes::Parameters debt = unapproved();
  debt.shortfall = programmes::ShortfallPolicy::debt;
  house.set_parameters(debt, house.now().plus_seconds(1));
  house.clock().advance_seconds(2);
  const Answer hers = sell({{"A1001"}}, her_phone);
  ASSERT_EQ(
      house.manager()
          .post(
              "/v1/members/" + she + "/points/redemptions",
              {{"points", 10}, {"reason", "mug"}, {"proof", {{"kind", "cashier"}}}},
              key()
          )
          .status,
      201
  );
  ASSERT_EQ(give_back(hers).status, 201);
  ASSERT_EQ(house.points(she), -10);
  programmes::Parameters buys = unapproved();
  buys.shortfall = programmes::ShortfallPolicy::purchase;
  house.set_parameters(buys, house.now().plus_seconds(1));
  house.clock().advance_seconds(2);
  const Answer sale = sell({{"A1001"}, {"A1003"}});
  ASSERT_EQ(give_back(sale, {{1, "1"}}).status, 201);
  const Answer given = attribute(sale);
  ASSERT_EQ(given.status, 201) << given;
  EXPECT_EQ(given.integer("/earned"), 12);
  EXPECT_EQ(given.integer("/returned"), 10);
  EXPECT_EQ(house.points(she), -8) << "twelve repaid ten, and ten of them were never hers";
}

TEST_F(Attribution, is_told_to_reports_and_to_the_rules_of_risk) {
  std::vector<Answer> sales;
  for (int i = 0; i < 5; ++i) {
    sales.push_back(sell());
    house.advance_days(1);
  }
  tell();
  const std::string days = "/v1/stores/S001/days?from=2026-03-02&to=2026-03-02";
  EXPECT_EQ(house.manager().get(days).integer("/days/0/member_sales"), 0);
  for (const Answer& sale : sales) ASSERT_EQ(attribute(sale).status, 201);
  tell();
  const Answer day = house.manager().get(days);
  EXPECT_EQ(day.integer("/days/0/sales/count"), 1) << day;
  EXPECT_EQ(day.integer("/days/0/member_sales"), 1) << day;
  EXPECT_EQ(day.integer("/days/0/points"), 10) << day;
  const Answer found = house.manager().get("/v1/risk/findings?programme=MAIN&rule=same_cashier");
  ASSERT_EQ(found.size("/items"), 1U) << found << "strangers' receipts of five days in one go";
  EXPECT_EQ(found.string("/items/0/member"), she);
  EXPECT_EQ(found.integer("/items/0/measured"), 5);
  const Answer often = house.manager().get("/v1/risk/findings?programme=MAIN&rule=card_often");
  EXPECT_EQ(often.size("/items"), 1U) << often;
}

TEST_F(Attribution, stands_in_the_trail) {
  const Answer sale = sell();
  ASSERT_EQ(attribute(sale).status, 201);
  const Answer trail = house.manager().get("/v1/audit?member=" + she);
  ASSERT_EQ(trail.status, 200) << trail;
  EXPECT_NE(trail.text.find("receipt_attributed"), std::string::npos) << trail;
  EXPECT_NE(trail.text.find("card forgotten"), std::string::npos) << trail;
}

TEST_F(Attribution, many_at_once_give_it_once_and_returns_meanwhile_stay_right) {
  constexpr int rounds = 6;
  for (int round = 0; round < rounds; ++round) {
    const Answer sale = sell({{"A1001", "3"}, {"A1003"}});
    const json::object back =
        house.back_body({.receipt = sale.string("/receipt"), .lines = {{1, "1"}}});
    std::atomic<int> given = 0, returned = 0;
    std::barrier start(5);
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&, i] {
          start.arrive_and_wait();
          const Answer answer = house.manager().post(
              target(sale),
              body({{"member", by_phone(i % 2 == 0 ? her_phone : other_phone)}}),
              "race-" + std::to_string(round) + "-" + std::to_string(i)
          );
          if (answer.status == 201) ++given;
          EXPECT_TRUE(answer.status == 201 || answer.code() == "receipt_has_member") << answer;
        });
      }
      threads.emplace_back([&] {
        start.arrive_and_wait();
        const Answer answer = TestHouse::post_keyed(
            house.manager(), "/v1/checkout/" + sale.string("/receipt") + "/refunds", back
        );
        if (answer.status == 201) ++returned;
        EXPECT_EQ(answer.status, 201) << answer;
      });
    }
    EXPECT_EQ(given, 1);
    EXPECT_EQ(returned, 1);
    EXPECT_EQ(house.points(she) + house.points(other), 22 * (round + 1));
    house.expect_clean_books();
  }
}

TEST_F(Attribution, not_of_a_sale_from_before_somebody_joined) {
  const Answer sale = sell();
  house.advance_days(1);
  const std::string third = house.enrol("13600136000");
  const Answer refused = attribute(sale, {{"member", by_phone("13600136000")}});
  EXPECT_EQ(refused.code(), "not_eligible") << refused;
  EXPECT_EQ(refused.pointer(), "/member/value");
  EXPECT_EQ(house.points(third), 0);
  EXPECT_EQ(attribute(sale).status, 201) << "she was a member by then";
}

TEST_F(Attribution, has_the_tier_of_the_moment_however_late_its_end_is_posted) {
  open_ladder();
  const Answer granted = house.manager().post(
      "/v1/members/" + she + "/tier/grants",
      {{"ladder", "CLUB"}, {"tier", "GOLD"}, {"until", "2026-03-03"}, {"reason", "VIP"}},
      key()
  );
  ASSERT_EQ(granted.status, 201) << granted;
  const Answer during = sell();
  house.advance_days(2);
  const Answer afterwards = sell();
  EXPECT_EQ(sell({{"A1001"}}, her_phone).integer("/points/e"), 0) << "this posts the end";
  EXPECT_EQ(attribute(afterwards).integer("/receipt/points/e"), 0);
  EXPECT_EQ(attribute(during).integer("/receipt/points/e"), 10);
}

TEST_F(Attribution, one_that_is_posted_late_says_nothing_of_other_moments) {
  open_ladder();
  const Answer first = sell(), second = sell();
  sell({{"A1001", "2"}}, her_phone);
  ASSERT_EQ(tier(she), "GOLD");
  EXPECT_EQ(attribute(first).integer("/receipt/points/e"), 0);
  EXPECT_EQ(attribute(second).integer("/receipt/points/e"), 0) << "in whatever order they come";
}

/// Whatever was returned before or after: who is given a sale has what who bought it has.
class SameAsBought : public testing::TestWithParam<programmes::EarnScope> {};

TEST_P(SameAsBought, whatever_comes_back_before_and_afterwards) {
  programmes::Parameters parameters = unapproved();
  parameters.earn_scope = GetParam();
  TestHouse house({.parameters = parameters});
  const std::string bought = house.enrol(her_phone), given = house.enrol(other_phone);
  const Answer occasion = house.manager().post(
      "/v1/points/occasions",
      {{"programme", "MAIN"},
       {"code", "MORE"},
       {"name", "more"},
       {"reason", "spring"},
       {"kind", "multiple"},
       {"multiple", "2.5"}},
      "declare"
  );
  ASSERT_EQ(occasion.status, 201) << occasion;
  SeededRandom random(seed());
  const auto draw = [&](int from, int to) { return static_cast<int>(random.between(from, to)); };
  for (int round = 0; round < times(20); ++round) {
    house.clock().advance_seconds(1);
    std::vector<Goods> goods;
    const int lines = draw(1, 4);
    std::vector<int> left;
    for (int i = 0; i < lines; ++i) {
      left.push_back(draw(1, 3));
      const char* item = draw(0, 1) == 0 ? "A1002" : "A1003";
      goods.push_back({item, std::to_string(left.back())});
    }
    const Answer hers = house.sell({.phone = her_phone, .lines = goods});
    const Answer nobodys = house.sell({.lines = goods});
    ASSERT_EQ(hers.status, 201) << hers;
    const int returns = draw(0, 3), before = draw(0, returns);
    const auto attribute = [&] {
      house.clock().advance_seconds(1);
      return house.manager().post(
          "/v1/receipts/" + nobodys.string("/receipt") + "/attribution",
          {{"member", by_phone(other_phone)}, {"cashier", "C07"}, {"reason", "forgotten"}},
          "give-" + std::to_string(round)
      );
    };
    bool was_given = false;
    for (int i = 0; i < returns; ++i) {
      if (i == before) was_given = attribute().status == 201;
      const int line = draw(0, lines - 1);
      int& rest = left[static_cast<std::size_t>(line)];
      if (rest == 0) continue;
      const int quantity = draw(1, rest);
      rest -= quantity;
      house.clock().advance_seconds(1);
      for (const Answer& sale : {hers, nobodys}) {
        const Answer back = house.refund(
            {.receipt = sale.string("/receipt"), .lines = {{line + 1, std::to_string(quantity)}}}
        );
        ASSERT_EQ(back.status, 201) << back;
      }
    }
    if (!was_given) was_given = attribute().status == 201;
    const bool anything = std::ranges::any_of(left, [](int rest) { return rest > 0; });
    EXPECT_TRUE(was_given || !anything) << "seed " << seed();
    for (const char* what : {"/balance", "/classes/a", "/classes/b"}) {
      ASSERT_EQ(house.points(bought, what), house.points(given, what))
          << what << " in round " << round << ", seed " << seed();
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Scopes,
    SameAsBought,
    testing::Values(programmes::EarnScope::receipt, programmes::EarnScope::line),
    [](const auto& scope) {
      return scope.param == programmes::EarnScope::receipt ? "of_the_receipt" : "of_each_line";
    }
);

}  // namespace
}  // namespace guanxi::test
