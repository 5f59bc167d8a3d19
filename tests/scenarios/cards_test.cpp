// Cards from the printer to their end, as a till and a desk live through it.
#include <gtest/gtest.h>

#include <atomic>
#include <sstream>
#include <thread>

#include "support/house.h"

namespace guanxi::test {
namespace {

class Cards : public testing::Test {
 protected:
  struct Printed {
    std::string number, track, code;
  };

  json::object type_of(const char* code, const json::object& changes = {}) {
    json::object terms{
        {"use", "member"},
        {"serial_length", 6},
        {"first_number", 1000},
        {"last_number", 1999},
        {"prefix", "88"},
        {"suffix", ""},
        {"check_length", 1},
        {"validity", "months"},
        {"validity_months", 12},
        {"verification", "printed_code"},
        {"points_rate", "1"},
        {"points_multiple", "1"},
        {"discount_rate", "1"},
        {"stack_start", "0.8"},
        {"stack_rate", "1"},
        {"small_change", false}};
    for (const auto& [name, value] : changes) terms[name] = value;
    return {
        {"programme", "MAIN"},
        {"code", code},
        {"name", code},
        {"terms", terms},
        {"reason", "opening"}};
  }
  void add_type(const char* code, const json::object& changes = {}) {
    const Answer added = house.manager().post("/v1/card-types", type_of(code, changes));
    ASSERT_EQ(added.status, 201) << added;
  }
  std::vector<Printed> print(const char* type, int count) {
    const std::string key = std::string("batch-") + type + std::to_string(++keys_);
    const Answer batch = house.manager().post(
        std::string("/v1/card-types/") + type + "/batches", {{"cards", count}}, key
    );
    EXPECT_EQ(batch.status, 201) << batch;
    const Answer file = house.manager().post(batch.header("Location") + "/print", json::object());
    EXPECT_EQ(file.status, 200) << file;
    std::vector<Printed> printed;
    std::istringstream lines(file.text);
    std::string line;
    std::getline(lines, line);
    EXPECT_EQ(line, "number,track,verification_code");
    while (std::getline(lines, line)) {
      std::istringstream cells(line);
      Printed card;
      std::getline(cells, card.number, ',');
      std::getline(cells, card.track, ',');
      std::getline(cells, card.code);
      printed.push_back(card);
    }
    return printed;
  }
  Answer sell_to(const char* kind, const std::string& value) {
    return house.sell(
        {.lines = {{"A1001"}}, .more = {{"member", {{"kind", kind}, {"value", value}}}}}
    );
  }
  /// The card of that number among the member's.
  json::value card_of(const std::string& member, const std::string& number) {
    const Answer answer = house.manager().get("/v1/members/" + member);
    for (const json::value& card : answer.body.at("cards").as_array()) {
      if (card.at("number").as_string() == number) return card;
    }
    ADD_FAILURE() << number << " is none of " << answer;
    return nullptr;
  }
  /// `what`: "" to change the card, or "/renew", "/replace", "/track".
  Answer with_card(
      const std::string& member,
      const std::string& number,
      const std::string& what,
      const json::object& body
  ) {
    const json::value card = card_of(member, number);
    return house.manager().send(
        {.method = what.empty() ? "PATCH" : "POST",
         .target = "/v1/members/" + member + "/cards/" +
                   json::value_to<std::string>(card.at("id")) + what,
         .body = json::serialize(body),
         .key = "card-" + std::to_string(++keys_),
         .if_match = '"' + std::to_string(card.at("version").as_int64()) + '"'}
    );
  }
  /// "card_not_usable: lost", and the same in the member's language.
  void expect_refused(const Answer& answer, const char* state, const char* words) {
    EXPECT_EQ(answer.code(), "card_not_usable") << answer;
    EXPECT_EQ(answer.string("/facts/state"), state) << answer;
    EXPECT_NE(answer.text.find(words), std::string::npos) << answer;
  }

  TestHouse house;
  int enrolments_ = 0;

 private:
  int keys_ = 0;
};

TEST_F(Cards, a_file_to_print_is_also_a_workbook) {
  add_type("GOLD");
  const Answer batch =
      house.manager().post("/v1/card-types/GOLD/batches", {{"cards", 2}}, "batch-book");
  const Answer file =
      house.manager().post(batch.header("Location") + "/print", {{"format", "xlsx"}});
  ASSERT_EQ(file.status, 200) << file.code();
  EXPECT_NE(file.header("Content-Disposition").find(".xlsx"), std::string::npos);
  EXPECT_EQ(file.text.substr(0, 2), "PK");
  EXPECT_EQ(
      house.manager().post(batch.header("Location") + "/print", json::object()).code(),
      "card_codes_shown"
  ) << "in whatever form they were shown";
}

TEST_F(Cards, a_printed_card_is_bound_with_its_code_and_identifies_by_number_and_track) {
  add_type("GOLD");
  const auto printed = print("GOLD", 2);
  ASSERT_EQ(printed.size(), 2U);
  expect_refused(sell_to("card", printed[0].number), "stock", "in stock");
  expect_refused(sell_to("track", printed[0].track), "stock", "in stock");
  EXPECT_EQ(
      house.manager().post(
                         "/v1/members/lookup", {{"kind", "card"}, {"value", printed[0].number}}
      ).code(),
      "card_not_found"
  ) << "it is nobody's";

  const auto enrol = [&](const json::object& more) {
    json::object body{
        {"programme", "MAIN"}, {"phone", her_phone}, {"card_number", printed[0].number}};
    for (const auto& [name, value] : more) body[name] = value;
    return house.manager().post("/v1/members", body, "enrol-" + std::to_string(++enrolments_));
  };
  EXPECT_EQ(enrol({}).pointer(), "/verification_code") << "the code is asked for";
  EXPECT_EQ(enrol({{"verification_code", printed[1].code}}).code(), "card_code_wrong");
  const Answer member = enrol({{"verification_code", printed[0].code}});
  ASSERT_EQ(member.status, 201) << member;
  EXPECT_EQ(member.string("/cards/0/card_type"), "GOLD");
  EXPECT_EQ(member.string("/cards/0/valid_to"), "2027-03-31");

  EXPECT_EQ(sell_to("card", printed[0].number).status, 201);
  EXPECT_EQ(sell_to("track", printed[0].track).status, 201);
  std::string altered = printed[0].track;
  altered.back() = altered.back() == '0' ? '1' : '0';
  EXPECT_EQ(sell_to("track", altered).code(), "card_track_refused");
  EXPECT_EQ(sell_to("track", printed[0].number).code(), "card_track_refused")
      << "a number is no track";
  EXPECT_EQ(
      house.manager().post(
                         "/v1/members/lookup", {{"kind", "track"}, {"value", printed[0].track}}
      ).string("/id"),
      member.string("/id")
  );
  const Answer written = with_card(member.string("/id"), printed[0].number, "/track", {});
  ASSERT_EQ(written.status, 200) << written;
  EXPECT_EQ(sell_to("track", printed[0].track).code(), "card_track_superseded");
  EXPECT_EQ(sell_to("track", written.string("/track")).status, 201);
}

TEST_F(Cards, a_mistyped_number_is_told_by_its_check_digit) {
  add_type("GOLD");
  print("GOLD", 1);  // 88 001000 4
  const auto bind = [&](const char* number) {
    return house.manager().post(
        "/v1/members",
        {{"programme", "MAIN"}, {"phone", her_phone}, {"card_number", number}},
        std::string("bind-") + number
    );
  };
  const Answer mistyped = bind("880010005");
  EXPECT_EQ(mistyped.pointer(), "/card_number");
  EXPECT_NE(mistyped.text.find("mistyped"), std::string::npos) << mistyped;
  EXPECT_EQ(bind("880010012").code(), "card_number_not_printed") << "right, but nobody made it";
  EXPECT_EQ(bind("660010012").status, 201) << "a number from elsewhere, as it is";
}

TEST_F(Cards, frozen_lost_expired_and_replaced_cards_say_why_they_cannot_be_used) {
  add_type("GOLD", {{"verification", "none"}});
  const auto printed = print("GOLD", 2);
  const std::string& number = printed[0].number;
  const std::string member = house.enrol(her_phone, {{"card_number", number}});
  ASSERT_EQ(sell_to("card", number).status, 201);
  const std::int64_t earned = house.points(member);
  const auto set = [&](const char* state) {
    const Answer changed = with_card(member, number, "", {{"state", state}});
    EXPECT_EQ(changed.status, 200) << changed;
  };
  const auto refused = [&](const char* state, const char* words) {
    expect_refused(sell_to("card", number), state, words);
    expect_refused(sell_to("track", printed[0].track), state, words);
    expect_refused(sell_to("phone", her_phone), state, words);
    const json::object basket{
        {"store", "S001"},
        {"till", "01"},
        {"occurred_at", house.now_text()},
        {"member", {{"kind", "card"}, {"value", number}}},
        {"lines", {{{"item", "A1001"}, {"quantity", "1"}}}}};
    expect_refused(house.manager().post("/v1/checkout/quote", basket), state, words);
  };
  set("frozen");
  refused("frozen", "it is frozen");
  set("lost");
  refused("lost", "it was reported lost");
  set("active");
  EXPECT_EQ(sell_to("card", number).status, 201) << "found again";
  EXPECT_EQ(with_card(member, number, "", {{"state", "issued"}}).code(), "card_state_forbidden");

  house.advance_days(400);
  refused("expired", "must be renewed first");
  EXPECT_EQ(house.points(member), earned * 2) << "nothing the member owns is lost with it";
  const Answer renewed = with_card(member, number, "/renew", {});
  ASSERT_EQ(renewed.status, 200) << renewed;
  EXPECT_EQ(renewed.string("/state"), "active");
  EXPECT_EQ(sell_to("card", number).status, 201);

  set("lost");
  const Answer fresh = with_card(member, number, "/replace", {{"card_number", printed[1].number}});
  ASSERT_EQ(fresh.status, 201) << fresh;
  EXPECT_EQ(fresh.string("/number"), printed[1].number);
  EXPECT_TRUE(fresh.body.at("primary").as_bool());
  expect_refused(sell_to("card", number), "replaced", "replaced by a new card");
  EXPECT_EQ(sell_to("card", printed[1].number).status, 201);
  EXPECT_EQ(sell_to("phone", her_phone).status, 201) << "the new one is the primary";
  EXPECT_EQ(with_card(member, number, "", {{"state", "active"}}).code(), "card_not_usable");
}

TEST_F(Cards, an_issued_card_is_taken_into_use_later) {
  add_type("GOLD", {{"verification", "none"}});
  const auto printed = print("GOLD", 1);
  const std::string member = house.enrol(her_phone);
  const Answer sent = house.manager().post(
      "/v1/members/" + member + "/cards",
      {{"card_number", printed[0].number}, {"activate", false}},
      "send-it"
  );
  ASSERT_EQ(sent.status, 201) << sent;
  EXPECT_EQ(sent.string("/state"), "issued");
  expect_refused(sell_to("card", printed[0].number), "issued", "not active yet");
  EXPECT_EQ(with_card(member, printed[0].number, "", {{"state", "active"}}).status, 200);
  EXPECT_EQ(sell_to("card", printed[0].number).status, 201);
}

TEST_F(Cards, the_presented_card_else_the_primary_decides_the_points) {
  add_type("ORDINARY", {{"verification", "none"}, {"prefix", "70"}, {"points_multiple", "0"}});
  add_type("GOLD", {{"verification", "none"}, {"prefix", "71"}, {"points_multiple", "1"}});
  add_type("DIAMOND", {{"verification", "none"}, {"prefix", "72"}, {"points_multiple", "2"}});
  add_type("HALF_MORE", {{"verification", "none"}, {"prefix", "73"}, {"points_rate", "1.5"}});
  struct Row {
    const char* type;
    std::int64_t a, e;
    const char* words;
  };
  const Row rows[] = {
      {"ORDINARY", 10, 0, "Consumption points: 100.00 ÷ 10.00 × 1 = 10"},
      {"GOLD", 10, 10, "Identity points: 10 × 1 = 10"},
      {"DIAMOND", 10, 20, "Identity points: 10 × 2 = 20"},
      {"HALF_MORE", 15, 15, "Consumption points: 100.00 ÷ 10.00 × 1 × 1.5 = 15"}};
  std::int64_t number = 13900139000;
  for (const Row& row : rows) {
    const std::string card = print(row.type, 1).front().number;
    const std::string own = std::to_string(++number);
    const std::string member = house.enrol(own, {{"card_number", card}});
    for (const bool presented : {true, false}) {
      const Answer sale = presented ? sell_to("card", card) : sell_to("phone", own);
      ASSERT_EQ(sale.status, 201) << row.type << ": " << sale;
      EXPECT_EQ(sale.integer("/points/a"), row.a) << row.type;
      EXPECT_EQ(sale.integer("/points/e"), row.e) << row.type;
      EXPECT_NE(sale.text.find(row.words), std::string::npos) << sale;
    }
    EXPECT_EQ(house.points(member), 2 * (row.a + row.e)) << row.type;
    EXPECT_EQ(house.points(member, "/classes/e"), 2 * row.e) << row.type;
  }
}

TEST_F(Cards, a_card_newer_than_the_sale_gives_what_the_member_had_then) {
  add_type("GOLD", {{"verification", "none"}});
  const auto cards = print("GOLD", 4);
  const auto given = [&](const std::string& receipt, const char* kind, const std::string& value) {
    return house.manager().post(
        "/v1/receipts/" + receipt + "/attribution",
        {{"member", {{"kind", kind}, {"value", value}}},
         {"cashier", "C07"},
         {"reason", "card forgotten"}},
        "give-" + receipt + value
    );
  };
  const std::string own = "13900139000";
  const std::string member = house.enrol(own);
  const std::string first = house.sell({.lines = {{"A1001"}}}).string("/receipt");
  house.clock().advance_seconds(60);
  const Answer bound = house.manager().post(
      "/v1/members/" + member + "/cards", {{"card_number", cards[0].number}}, "bind"
  );
  ASSERT_EQ(bound.status, 201) << bound;
  EXPECT_EQ(given(first, "phone", own).integer("/earned"), 10) << "there was no gold card yet";
  const std::string second = house.sell({.lines = {{"A1001"}}}).string("/receipt");
  house.clock().advance_seconds(60);
  const Answer replaced =
      with_card(member, cards[0].number, "/replace", {{"card_number", cards[1].number}});
  ASSERT_EQ(replaced.status, 201) << replaced;
  const Answer third = house.manager().post(
      "/v1/members/" + member + "/cards", {{"card_number", cards[2].number}}, "bind-again"
  );
  ASSERT_EQ(third.status, 201) << third;
  const Answer ended =
      with_card(member, cards[2].number, "", {{"state", "cancelled"}, {"reason", "a mistake"}});
  ASSERT_EQ(ended.status, 200) << ended;
  expect_refused(given(second, "card", cards[2].number), "cancelled", "cancelled");
  EXPECT_EQ(given(second, "phone", own).integer("/earned"), 20) << "that of the card it replaced";
}

TEST_F(Cards, a_card_that_took_another_ones_place_gives_what_that_one_gave) {
  add_type("GOLD", {{"verification", "none"}});
  const auto cards = print("GOLD", 2);
  const std::string own = "13900139000";
  const std::string member = house.enrol(own, {{"card_number", cards[0].number}});
  const std::string sale = house.sell({.lines = {{"A1001"}}}).string("/receipt");
  house.clock().advance_seconds(60);
  const Answer ended =
      with_card(member, cards[0].number, "", {{"state", "cancelled"}, {"reason", "a mistake"}});
  ASSERT_EQ(ended.status, 200) << ended;
  const Answer bound = house.manager().post(
      "/v1/members/" + member + "/cards", {{"card_number", cards[1].number}}, "bind"
  );
  ASSERT_EQ(bound.status, 201) << bound;
  const Answer given = house.manager().post(
      "/v1/receipts/" + sale + "/attribution",
      {{"member", {{"kind", "phone"}, {"value", own}}},
       {"cashier", "C07"},
       {"reason", "card forgotten"}},
      "give"
  );
  EXPECT_EQ(given.integer("/earned"), 20) << given;
}

TEST_F(Cards, a_late_sale_has_the_card_and_the_rates_of_its_day) {
  add_type("GOLD", {{"verification", "none"}, {"validity_months", 1}});
  const std::string card = print("GOLD", 1).front().number;
  const std::string id = house.enrol(her_phone, {{"card_number", card}});
  const std::string then = house.now_text();
  const auto late = [&] {
    return house.sell(
        {.lines = {{"A1001"}},
         .more = {{"occurred_at", then}, {"member", {{"kind", "card"}, {"value", card}}}}}
    );
  };
  house.clock().advance_seconds(3600);
  const Answer type = house.manager().get("/v1/card-types/GOLD");
  json::object change = type_of("GOLD", {{"verification", "none"}, {"validity_months", 1}});
  change.at("terms").as_object()["points_multiple"] = "2";
  change.at("terms").as_object()["points_rate"] = "3";
  change.erase("programme");
  change.erase("code");
  const Answer changed = house.manager().send(
      {.method = "PUT",
       .target = "/v1/card-types/GOLD",
       .body = json::serialize(change),
       .if_match = type.header("ETag")}
  );
  ASSERT_EQ(changed.status, 200) << changed;
  const Answer sale = late();
  ASSERT_EQ(sale.status, 201) << sale;
  EXPECT_EQ(sale.integer("/points/a"), 10);
  EXPECT_EQ(sale.integer("/points/e"), 10) << "the multiple that was in force";
  EXPECT_EQ(sell_to("card", card).integer("/points/e"), 60) << "today's";
  house.clock().advance_seconds(60);
  const Answer member = house.manager().get("/v1/members/" + id);
  const std::string at = "/v1/members/" + id + "/cards/" + member.string("/cards/0/id");
  const Answer lost = house.manager().send(
      {.method = "PATCH",
       .target = at,
       .body = R"({"state":"lost","reason":"in the tram"})",
       .if_match = "\"" + std::to_string(member.integer("/cards/0/version")) + "\""}
  );
  ASSERT_EQ(lost.status, 200) << lost;
  EXPECT_EQ(late().code(), "card_not_usable") << "now it is";
  json::object told = house.sale_body(
      {.lines = {{"A1001", "1", "100.00"}},
       .more =
           {{"occurred_at", then},
            {"pricing", "as_sold"},
            {"member", {{"kind", "card"}, {"value", card}}}}}
  );
  told["lines"].as_array()[0].as_object()["amount"] = money(10000);
  const Answer offline = TestHouse::post_keyed(house.manager(), "/v1/checkout", told);
  EXPECT_EQ(offline.status, 201) << "an offline till sold before it was lost: " << offline;
  EXPECT_EQ(sell_to("card", card).code(), "card_not_usable");
  const Answer changes = house.manager().get(at + "/changes");
  EXPECT_EQ(changes.string("/items/0/before"), "active");
  EXPECT_EQ(changes.string("/items/0/after"), "lost");
  EXPECT_EQ(changes.string("/items/0/reason"), "in the tram");
  house.clock().advance_seconds(86400 * 60);
  EXPECT_EQ(sell_to("card", card).code(), "card_not_usable") << "expired";
}

TEST_F(Cards, identity_points_go_back_in_proportion_and_to_the_last) {
  add_type("DIAMOND", {{"verification", "none"}, {"points_multiple", "2"}});
  const std::string card = print("DIAMOND", 1).front().number;
  const std::string member = house.enrol(her_phone, {{"card_number", card}});
  const Answer sale = house.sell(
      {.lines = {{"A1001", "3"}, {"A1002"}},
       .more = {{"member", {{"kind", "card"}, {"value", card}}}}}
  );
  ASSERT_EQ(sale.status, 201) << sale;
  EXPECT_EQ(sale.integer("/points/a"), 35);
  EXPECT_EQ(sale.integer("/points/e"), 70);
  const std::string receipt = sale.string("/receipt");
  const Answer one = house.refund({.receipt = receipt, .lines = {{1, "1"}}});
  ASSERT_EQ(one.status, 201) << one;
  EXPECT_EQ(one.integer("/points/a"), 9) << "35 × 100.00 ÷ 359.90, rounded down";
  EXPECT_EQ(one.integer("/points/e"), 19) << "70 × 100.00 ÷ 359.90, rounded down";
  EXPECT_NE(one.text.find("9 consumption points taken back, 19 identity points"), std::string::npos)
      << one;
  EXPECT_EQ(house.points(member), 77);
  ASSERT_EQ(house.refund({.receipt = receipt}).status, 201);
  EXPECT_EQ(house.points(member), 0) << "the last return takes the remainder";
  EXPECT_EQ(house.points(member, "/classes/e"), 0);
}

TEST_F(Cards, identity_points_that_were_spent_are_bought_with_the_others) {
  add_type("GOLD", {{"verification", "none"}});
  const std::string card = print("GOLD", 1).front().number;
  const std::string member = house.enrol(her_phone, {{"card_number", card}});
  const Answer sale = sell_to("card", card);
  const Answer spent = house.manager().post(
      "/v1/members/" + member + "/points/redemptions",
      {{"points", 15}, {"reason", "a gift"}, {"store", "S001"}},
      "spend"
  );
  ASSERT_EQ(spent.status, 201) << spent;
  const Answer back = house.refund({.receipt = sale.string("/receipt")});
  ASSERT_EQ(back.status, 201) << back;
  EXPECT_EQ(house.points(member), 0);
  EXPECT_EQ(house.points(member, "/classes/f"), 15) << "earned 20, 15 spent elsewhere";
}

TEST_F(Cards, identity_points_of_lines_that_earn_alone_go_back_line_by_line) {
  programmes::Parameters parameters;
  parameters.earn_scope = programmes::EarnScope::line;
  TestHouse::Options options;
  options.parameters = parameters;
  TestHouse own(options);
  const auto sell_and_return = [&](const std::vector<int>& order) {
    json::object type = type_of("GOLD", {{"verification", "none"}});
    const Answer added = own.manager().post("/v1/card-types", type);
    EXPECT_TRUE(added.status == 201 || added.code() == "code_taken") << added;
    const std::string key = "one-" + std::to_string(own.next_sequence());
    const Answer batch = own.manager().post("/v1/card-types/GOLD/batches", {{"cards", 1}}, key);
    const std::string card = batch.string("/first_number");
    const std::string phone_number = std::to_string(13700137000 + own.next_sequence());
    const std::string member = own.enrol(phone_number, {{"card_number", card}});
    const Answer sale =
        own.sell({.phone = phone_number, .lines = {{"A1001"}, {"A1002"}, {"A1003", "2"}}});
    EXPECT_EQ(sale.integer("/points/a"), 10 + 5 + 4) << sale;
    EXPECT_EQ(sale.integer("/points/e"), 19);
    for (const int line : order) {
      const Answer back = own.refund({.receipt = sale.string("/receipt"), .lines = {{line, "1"}}});
      EXPECT_EQ(back.status, 201) << back;
    }
    EXPECT_EQ(own.points(member), 0);
  };
  sell_and_return({1, 2, 3, 3});
  sell_and_return({3, 1, 3, 2});
}

TEST_F(Cards, a_typed_card_takes_the_virtual_ones_place_and_a_real_card_the_temporary_ones) {
  add_type(
      "TEMP",
      {{"use", "temporary"},
       {"verification", "none"},
       {"prefix", "70"},
       {"validity_months", 1},
       {"points_multiple", "0"}}
  );
  add_type("GOLD", {{"verification", "none"}});
  const std::string temporary = print("TEMP", 1).front().number;
  const std::string gold = print("GOLD", 1).front().number;
  const std::string member = house.enrol(her_phone);
  const auto bind = [&](const std::string& number) {
    return house.manager().post(
        "/v1/members/" + member + "/cards", {{"card_number", number}}, "bind-" + number
    );
  };
  const Answer bound = bind(temporary);
  ASSERT_EQ(bound.status, 201) << bound;
  EXPECT_TRUE(bound.body.at("primary").as_bool());
  EXPECT_EQ(sell_to("phone", her_phone).integer("/points/e"), 0);
  house.advance_days(70);
  expect_refused(sell_to("phone", her_phone), "expired", "must be renewed first");
  const Answer real = with_card(member, temporary, "/replace", {{"card_number", gold}});
  ASSERT_EQ(real.status, 201) << real;
  EXPECT_EQ(real.string("/card_type"), "GOLD");
  expect_refused(sell_to("card", temporary), "replaced", "replaced by a new card");
  EXPECT_EQ(sell_to("phone", her_phone).integer("/points/e"), 10);
  EXPECT_EQ(house.points(member), 10 + 20) << "what was earned on the temporary card is there";
}

TEST_F(Cards, a_rebate_voucher_card_makes_nobody_known) {
  add_type(
      "REBATE",
      {{"use", "rebate_voucher"},
       {"verification", "none"},
       {"points_multiple", "0"},
       {"discount_rate", "1"}}
  );
  const std::string number = print("REBATE", 1).front().number;
  const Answer enrolled = house.manager().post(
      "/v1/members",
      {{"programme", "MAIN"}, {"phone", her_phone}, {"card_number", number}},
      "only-it"
  );
  EXPECT_EQ(enrolled.code(), "card_not_usable");
  EXPECT_EQ(enrolled.pointer(), "/card_number");
  const std::string member = house.enrol(her_phone);
  const Answer bound =
      house.manager().post("/v1/members/" + member + "/cards", {{"card_number", number}}, "beside");
  ASSERT_EQ(bound.status, 201) << bound;
  EXPECT_FALSE(bound.body.at("primary").as_bool());
  const Answer sale = sell_to("card", number);
  EXPECT_EQ(sale.code(), "card_not_usable") << sale;
  EXPECT_NE(sale.text.find("rebate-voucher card"), std::string::npos) << sale;
  EXPECT_EQ(sell_to("phone", her_phone).status, 201);
}

TEST_F(Cards, a_receipt_that_reaches_the_amount_entitles_to_one_card) {
  add_type(
      "GOLD",
      {{"verification", "none"}, {"entitling_amount", {{"amount", 20000}, {"currency", "CNY"}}}}
  );
  const auto printed = print("GOLD", 3);
  const Client clerk = house.person("clerk", {"members:read", "members:write"}, {"S001"});
  const std::string member = house.enrol(her_phone);
  house.enrol("13900139000");
  int keys = 0;
  const auto issue = [&](const std::string& number, const std::string& receipt) {
    json::object body{{"card_number", number}};
    if (!receipt.empty()) body["receipt"] = receipt;
    return clerk.post(
        "/v1/members/" + member + "/cards", body, "by-receipt-" + std::to_string(++keys)
    );
  };
  const auto refused = [&](const std::string& receipt, const char* code, const char* words) {
    const Answer answer = issue(printed[0].number, receipt);
    EXPECT_EQ(answer.code(), code) << answer;
    EXPECT_EQ(answer.pointer(), "/receipt") << answer;
    EXPECT_NE(answer.text.find(words), std::string::npos) << answer;
  };
  const auto sold = [&](const char* buyer, const char* quantity) {
    return house.sell({.phone = buyer, .lines = {{"A1001", quantity}}}).string("/receipt");
  };
  refused("", "invalid_request", "The required field receipt is missing");
  refused("1", "receipt_not_found", "");
  refused(sold(her_phone, "1.999"), "card_not_usable", "less than the amount");
  refused(sold("13900139000", "2"), "card_not_usable", "another member's");
  const std::string returned = sold(her_phone, "2");
  const Answer back = house.refund({.receipt = returned, .lines = {{1, "0.1"}}});
  refused(returned, "card_not_usable", "less than the amount");
  refused(back.string("/receipt"), "not_a_sale", "");
  const std::string voided = sold(her_phone, "2");
  house.void_sale({.receipt = voided});
  refused(voided, "already_voided", "");

  const std::string receipt = sold(her_phone, "2");
  ASSERT_EQ(issue(printed[0].number, receipt).status, 201) << "the boundary is inside";
  const Answer again = issue(printed[1].number, receipt);
  EXPECT_EQ(again.code(), "card_not_usable") << again;
  EXPECT_NE(again.text.find("by the receipt before"), std::string::npos) << again;
  EXPECT_EQ(issue("660001", sold(her_phone, "2")).pointer(), "/receipt") << "it asks for none";
  EXPECT_EQ(
      house.manager()
          .post("/v1/members/" + member + "/cards", {{"card_number", printed[1].number}}, "granted")
          .status,
      201
  ) << "who may grant needs no receipt";

  const std::string anonymous = house.sell({.lines = {{"A1001", "2"}}}).string("/receipt");
  const Answer enrolled = clerk.post(
      "/v1/members",
      {{"phone", "13700137000"}, {"card_number", printed[2].number}, {"receipt", anonymous}},
      "enrol-by-receipt"
  );
  EXPECT_EQ(enrolled.status, 201) << enrolled;
  EXPECT_EQ(enrolled.string("/cards/0/card_type"), "GOLD");
}

TEST_F(Cards, sixteen_desks_with_one_receipt_issue_one_card) {
  add_type(
      "GOLD",
      {{"verification", "none"}, {"entitling_amount", {{"amount", 20000}, {"currency", "CNY"}}}}
  );
  constexpr int desks = 16;
  const auto printed = print("GOLD", desks);
  const std::string member = house.enrol(her_phone);
  const std::string receipt =
      house.sell({.phone = her_phone, .lines = {{"A1001", "2"}}}).string("/receipt");
  std::atomic<int> issued{0}, refused{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < desks; ++i) {
    threads.emplace_back([&, i] {
      const Answer answer = house.manager().post(
          "/v1/members/" + member + "/cards",
          {{"card_number", printed[static_cast<std::size_t>(i)].number}, {"receipt", receipt}},
          "desk-" + std::to_string(i)
      );
      if (answer.status == 201) ++issued;
      if (answer.code() == "card_not_usable") ++refused;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(issued, 1);
  EXPECT_EQ(refused, desks - 1);
}

TEST_F(Cards, legacy_numbers_move_in_as_they_are) {
  add_type("GOLD", {{"verification", "none"}});
  const auto declare = [&](const char* prefix, const char* tag) {
    return house.manager().send(
        {.method = "POST",
         .target = "/v1/card-types/GOLD/legacy-ranges",
         .body = json::serialize(json::object{
             {"prefix", prefix},
             {"suffix", ""},
             {"serial_length", 6},
             {"first_number", 100000},
             {"last_number", 199999},
             {"check_length", 0},
             {"reason", "the old system"}}),
         .if_match = tag}
    );
  };
  ASSERT_EQ(declare("66", "\"1\"").status, 200);
  EXPECT_EQ(declare("66", "\"2\"").code(), "card_range_overlaps");
  EXPECT_EQ(declare("old", "\"2\"").pointer(), "/prefix");
  const Answer ranges = house.manager().get("/v1/card-types/GOLD/ranges");
  EXPECT_EQ(ranges.string("/items/1/state"), "legacy") << ranges;
  EXPECT_EQ(ranges.string("/items/1/first"), "66100000");
  const std::string member = house.enrol(her_phone, {{"card_number", "66123456"}});
  const json::value card = card_of(member, "66123456");
  EXPECT_EQ(card.at("card_type").as_string(), "GOLD");
  EXPECT_EQ(sell_to("card", "66 123-456").integer("/points/e"), 10);
  const Answer meets = house.manager().post(
      "/v1/card-types",
      type_of(
          "SILVER",
          {{"prefix", "661"}, {"serial_length", 5}, {"check_length", 0}, {"last_number", 99999}}
      )
  );
  EXPECT_EQ(meets.code(), "card_range_overlaps") << meets;
}

TEST_F(Cards, a_type_that_is_in_use_can_only_be_retired) {
  add_type("GOLD", {{"verification", "none"}});
  const auto printed = print("GOLD", 1);
  const auto remove = [&] {
    return house.manager().send(
        {.method = "DELETE", .target = "/v1/card-types/GOLD?reason=old", .if_match = "*"}
    );
  };
  EXPECT_EQ(remove().code(), "card_type_in_use");
  const Answer retired = house.manager().send(
      {.method = "PATCH",
       .target = "/v1/card-types/GOLD",
       .body = R"({"state":"retired","reason":"old"})",
       .if_match = "*"}
  );
  ASSERT_EQ(retired.status, 200) << retired;
  EXPECT_EQ(
      house.manager().post("/v1/card-types/GOLD/batches", {{"cards", 1}}, "one-more").code(),
      "card_type_retired"
  );
}

}  // namespace
}  // namespace guanxi::test
