// Cards from the printer to their end, as a till and a desk live through it.
#include <gtest/gtest.h>

#include <sstream>

#include "support/house.h"

namespace guanxi::test {
namespace {

constexpr const char* phone = "13800138000";

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
        {"discount_rate", "0.95"},
        {"stack_start", "0.8"},
        {"stack_rate", "0.95"},
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
    json::object body{{"programme", "MAIN"}, {"phone", phone}, {"card_number", printed[0].number}};
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
        {{"programme", "MAIN"}, {"phone", phone}, {"card_number", number}},
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
  const std::string member = house.enrol(phone, {{"card_number", number}});
  ASSERT_EQ(sell_to("card", number).status, 201);
  const std::int64_t earned = house.points(member);
  const auto set = [&](const char* state) {
    const Answer changed = with_card(member, number, "", {{"state", state}});
    EXPECT_EQ(changed.status, 200) << changed;
  };
  const auto refused = [&](const char* state, const char* words) {
    expect_refused(sell_to("card", number), state, words);
    expect_refused(sell_to("track", printed[0].track), state, words);
    expect_refused(sell_to("phone", phone), state, words);
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
  EXPECT_EQ(sell_to("phone", phone).status, 201) << "the new one is the primary";
  EXPECT_EQ(with_card(member, number, "", {{"state", "active"}}).code(), "card_not_usable");
}

TEST_F(Cards, an_issued_card_is_taken_into_use_later) {
  add_type("GOLD", {{"verification", "none"}});
  const auto printed = print("GOLD", 1);
  const std::string member = house.enrol(phone);
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
