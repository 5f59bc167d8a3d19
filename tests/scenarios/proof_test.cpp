// Proof before value is spent: what a static code may do, what a cashier may confirm, and what only
// the member can.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "support/wallets.h"

namespace guanxi::test {
namespace {

constexpr const char* pin = "482913";

json::object by_cashier() { return {{"kind", "cashier"}}; }
json::object by(const char* kind, const std::string& value) {
  return {{"kind", kind}, {"value", value}};
}

/// 600.00 of stored value; a cashier may confirm up to 200.00.
class Proof : public testing::Test {
 protected:
  Proof() { wallets.recharge(member, 60'000); }

  /// A sale for that much stored value.
  json::object sale(std::int64_t fen, const json::value& proof = nullptr) {
    json::object body = house.sale_body(
        {.phone = her_phone,
         .lines = {{"A1001", "1", price(fen)}},
         .tenders = {{"stored_value", fen}},
         .more = {{"proof", proof}}}
    );
    if (proof.is_null()) body.erase("proof");
    return body;
  }
  static std::string price(std::int64_t fen) {
    return std::to_string(fen / 100) + "." + std::to_string(fen / 10 % 10) +
           std::to_string(fen % 10);
  }
  Answer sell(const json::object& body) {
    return TestHouse::post_keyed(till, "/v1/checkout", body);
  }
  Answer spend(std::int64_t fen, const json::value& proof = nullptr) {
    return sell(sale(fen, proof));
  }
  Answer at(const std::string& what, const json::value& body = nullptr) {
    const std::string text = body.is_null() ? "" : json::serialize(body);
    return house.manager().send(
        {.method = "POST", .target = "/v1/members/" + member + what, .body = text}
    );
  }
  void set_pin() {
    const Answer set = house.manager().send(
        {.method = "PUT",
         .target = "/v1/members/" + member + "/pin",
         .body = json::serialize(json::object{{"pin", pin}})}
    );
    ASSERT_EQ(set.status, 200) << set;
  }
  std::string shown_code() { return at("/rotating-code").string("/code"); }
  /// A one-time code as the member reads it.
  std::string told_code(const char* purpose = "spend") {
    const Answer issued = at("/one-time-codes", {{"purpose", purpose}});
    EXPECT_EQ(issued.status, 201) << issued;
    EXPECT_EQ(issued.find("/digits"), nullptr) << "the answer does not say it";
    return house.manager()
        .get("/v1/members/" + member + "/one-time-codes/" + issued.string("/id"))
        .string("/digits");
  }
  void expect_refused(const Answer& answer, const char* code, const char* pointer) {
    EXPECT_EQ(answer.code(), code) << answer;
    EXPECT_EQ(answer.pointer(), pointer) << answer;
  }
  std::int64_t left() { return wallets.stored(member); }

  TestHouse house{{.strict_proof = true}};
  Wallets wallets{house};
  const std::string member = wallets.enrol(her_phone);
  const Client till = house.till("S001", "01");
};

TEST_F(Proof, a_static_code_earns_and_does_not_spend) {
  const Answer earned = sell(house.sale_body({.phone = her_phone, .lines = {{"A1001"}}}));
  EXPECT_EQ(earned.status, 201) << earned;
  EXPECT_EQ(earned.text.find("proof"), std::string::npos) << "nothing to prove";
  const Answer spent = spend(1'000);
  expect_refused(spent, "proof_required", "/proof");
  EXPECT_EQ(spent.string("/facts/cashier_max"), "200.00");
  EXPECT_EQ(left(), 60'000);
}

TEST_F(Proof, a_cashier_confirms_up_to_the_programmes_amount) {
  const Answer small = spend(20'000, by_cashier());
  ASSERT_EQ(small.status, 201) << small;
  EXPECT_NE(small.text.find("The cashier confirmed the member"), std::string::npos) << small;
  expect_refused(spend(20'001, by_cashier()), "proof_too_weak", "/proof");
  EXPECT_EQ(left(), 40'000);
  expect_refused(
      spend(100, {{"kind", "cashier"}, {"value", "1"}}), "invalid_request", "/proof/value"
  );
}

TEST_F(Proof, each_kind_of_value_has_its_own_limit) {
  ASSERT_EQ(
      house
          .sell(
              {.phone = her_phone,
               .lines = {{"A1003"}},
               .more = {{"save_change", {{"amount", money(4'900)}}}}}
          )
          .status,
      201
  );
  programmes::Parameters parameters;
  parameters.proof_small_change_cashier_max = 4'000;
  house.set_parameters(parameters, house.now().plus_seconds(60));
  house.clock().advance_seconds(60);
  json::object body = house.sale_body(
      {.phone = her_phone,
       .lines = {{"A1001", "1", "200.00"}},
       .tenders = {{"stored_value", 15'900}, {"small_change", 4'100}}}
  );
  const Answer refused = sell(body);
  expect_refused(refused, "proof_too_weak", "/proof");
  EXPECT_EQ(refused.string("/facts/amount"), "41.00") << "the stored value is below its limit";
}

TEST_F(Proof, the_pin_spends_any_amount) {
  expect_refused(spend(50'000, by("pin", pin)), "pin_not_set", "/proof/kind");
  set_pin();
  const Answer sold = spend(50'000, by("pin", pin));
  ASSERT_EQ(sold.status, 201) << sold;
  EXPECT_NE(sold.text.find("Proved by the member's PIN"), std::string::npos);
  EXPECT_EQ(sold.text.find(pin), std::string::npos) << "no secret in an answer";
  const Answer read = house.manager().get("/v1/receipts/" + sold.string("/receipt"));
  EXPECT_EQ(read.text.find(pin), std::string::npos) << "nor in a receipt";
  const Answer standing = house.manager().get("/v1/members/" + member + "/proofs");
  EXPECT_EQ(standing.string("/uses/0/kind"), "pin");
  EXPECT_EQ(standing.string("/uses/0/cause_id"), sold.string("/receipt"));
  EXPECT_EQ(standing.text.find(pin), std::string::npos);
}

TEST_F(Proof, wrong_pins_lock_and_the_right_one_is_no_help_then) {
  set_pin();
  for (int left = 4; left > 0; --left) {
    const Answer wrong = spend(50'000, by("pin", "135790"));
    expect_refused(wrong, "proof_wrong", "/proof/value");
    EXPECT_EQ(wrong.string("/facts/left"), std::to_string(left));
  }
  expect_refused(spend(50'000, by("pin", "135790")), "proof_locked", "/proof/value");
  expect_refused(spend(50'000, by("pin", pin)), "proof_locked", "/proof/value");
  EXPECT_EQ(spend(100, by_cashier()).status, 201) << "other proofs stand";
  house.clock().advance_seconds(std::int64_t{30} * 60 + 1);
  expect_refused(spend(50'000, by("pin", "135790")), "proof_wrong", "/proof/value");
  ASSERT_EQ(spend(50'000, by("pin", pin)).status, 201) << "a lock ends, and begins a new count";
  EXPECT_EQ(left(), 9'900);
}

TEST_F(Proof, many_guesses_at_once_are_no_more_than_the_limit) {
  set_pin();
  std::vector<std::thread> clients;
  std::atomic<int> looked_at{0};
  std::vector<json::object> sales;
  for (int i = 0; i < 8; ++i) sales.push_back(sale(50'000, by("pin", "135790")));
  for (const json::object& body : sales) {
    clients.emplace_back([&, body] {
      const Answer answer = TestHouse::post_keyed(house.manager(), "/v1/checkout", body);
      if (answer.code() == "proof_wrong") ++looked_at;
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_LE(looked_at, 4) << "the fifth locks";
  expect_refused(spend(50'000, by("pin", pin)), "proof_locked", "/proof/value");
}

TEST_F(Proof, a_pin_is_changed_by_who_knows_it_or_is_told_a_code) {
  set_pin();
  const auto change = [&](const char* to, const json::value& proof) {
    json::object body{{"pin", to}};
    if (!proof.is_null()) body["proof"] = proof;
    return house.manager().send(
        {.method = "PUT", .target = "/v1/members/" + member + "/pin", .body = json::serialize(body)}
    );
  };
  expect_refused(change("135790", nullptr), "proof_required", "/proof");
  expect_refused(change("135790", by_cashier()), "proof_too_weak", "/proof");
  expect_refused(change("135790", by("pin", "246801")), "proof_wrong", "/proof/value");
  expect_refused(change("123456", by("pin", pin)), "pin_weak", "/pin");
  expect_refused(change("138000", by("pin", pin)), "pin_weak", "/pin");
  EXPECT_EQ(change("135790", by("pin", pin)).status, 200);
  expect_refused(
      change("246801", by("one_time_code", told_code())), "proof_not_found", "/proof/value"
  );
  EXPECT_EQ(change("246801", by("one_time_code", told_code("pin"))).status, 200);
  EXPECT_EQ(spend(50'000, by("pin", "246801")).status, 201);
  // Forgotten: staff with the permission take it away, and say why.
  const Client clerk = house.person("clerk", {"proofs:pin"});
  EXPECT_EQ(
      clerk.post("/v1/members/" + member + "/pin/removal", {{"reason", "forgotten"}}).status, 403
  );
  EXPECT_EQ(at("/pin/removal", {{"reason", "forgotten, document seen"}}).status, 200);
  expect_refused(spend(5'000, by("pin", "246801")), "pin_not_set", "/proof/kind");
  set_pin();
}

TEST_F(Proof, the_rotating_code_names_the_member_and_proves_him_once) {
  const std::string code = shown_code();
  json::object body = sale(30'000);
  body["member"] = by("rotating_code", code);
  const Answer quoted = till.post(
      "/v1/checkout/quote",
      {{"store", "S001"}, {"till", "01"}, {"member", body["member"]}, {"lines", body["lines"]}}
  );
  EXPECT_EQ(quoted.status, 200) << quoted;
  const Answer sold = sell(body);
  ASSERT_EQ(sold.status, 201) << sold;
  EXPECT_EQ(sold.string("/member"), member);
  EXPECT_EQ(sold.text.find(code), std::string::npos);
  EXPECT_NE(sold.text.find("Proved by the rotating member code"), std::string::npos);
  // The same request again is the same sale, and asks for no other code.
  const Answer again = sell(body);
  EXPECT_TRUE(again.replayed()) << again;
  EXPECT_EQ(again.text, sold.text);
  house.clock().advance_seconds(3600);
  EXPECT_TRUE(sell(body).replayed()) << "an hour later, too";
  house.clock().advance_seconds(-3600);
  json::object other = sale(100);
  other["member"] = by("rotating_code", code);
  expect_refused(sell(other), "proof_used", "/member/value");
  EXPECT_EQ(left(), 30'000);
}

TEST_F(Proof, a_rotating_code_proves_who_was_named_otherwise) {
  house.enrol("13900139000");
  const std::string code = shown_code();
  json::object others = sale(100, by("rotating_code", code));
  others["member"] = by("phone", "13900139000");
  expect_refused(sell(others), "not_enough_stored_value", "/tenders/0/amount");
  EXPECT_EQ(spend(30'000, by("rotating_code", code)).status, 201);
}

TEST_F(Proof, a_rotating_code_is_good_for_a_step_before_and_after) {
  const auto after = [&](std::int64_t seconds) {
    const std::string code = shown_code();
    house.clock().advance_seconds(seconds);
    return spend(100, by("rotating_code", code));
  };
  const std::int64_t into = house.now().micros() / 1'000'000 % 30;
  house.clock().advance_seconds(30 - into);  // the begin of a step
  EXPECT_EQ(after(59).status, 201);
  house.clock().advance_seconds(1);
  expect_refused(after(60), "proof_expired", "/proof/value");
  const std::string early = shown_code();
  house.clock().advance_seconds(-30);
  EXPECT_EQ(spend(100, by("rotating_code", early)).status, 201) << "the till's clock is late";
  house.clock().advance_seconds(90);
  const std::string lost = shown_code();
  EXPECT_EQ(at("/rotating-code/renewal").status, 200);
  expect_refused(spend(100, by("rotating_code", lost)), "proof_wrong", "/proof/value");
}

TEST_F(Proof, a_rotating_code_is_no_key_to_the_pin) {
  set_pin();
  const json::object body{{"pin", "271828"}, {"proof", by("rotating_code", shown_code())}};
  const Answer changed = house.manager().send(
      {.method = "PUT", .target = "/v1/members/" + member + "/pin", .body = json::serialize(body)}
  );
  expect_refused(changed, "proof_too_weak", "/proof");
  EXPECT_EQ(spend(30'000, by("pin", pin)).status, 201) << "the old one stands";
}

TEST_F(Proof, guessed_rotating_codes_lock) {
  std::string code = shown_code();
  code.back() = code.back() == '0' ? '1' : '0';
  for (int i = 0; i < 4; ++i)
    expect_refused(spend(100, by("rotating_code", code)), "proof_wrong", "/proof/value");
  expect_refused(spend(100, by("rotating_code", code)), "proof_locked", "/proof/value");
  expect_refused(spend(100, by("rotating_code", shown_code())), "proof_locked", "/proof/value");
}

TEST_F(Proof, one_code_at_many_tills_spends_once) {
  const std::string code = shown_code();
  std::vector<json::object> sales;
  for (int i = 0; i < 8; ++i) sales.push_back(sale(1'000, by("rotating_code", code)));
  std::atomic<int> sold{0}, refused{0};
  std::vector<std::thread> tills;
  for (const json::object& body : sales) {
    tills.emplace_back([&, body] {
      const Answer answer = TestHouse::post_keyed(house.manager(), "/v1/checkout", body);
      if (answer.status == 201) ++sold;
      if (answer.code() == "proof_used") ++refused;
    });
  }
  for (std::thread& one : tills) one.join();
  EXPECT_EQ(sold, 1);
  EXPECT_EQ(refused, 7);
  EXPECT_EQ(left(), 59'000);
}

TEST_F(Proof, a_one_time_code_is_good_once_for_minutes_and_few_attempts) {
  expect_refused(spend(30'000, by("one_time_code", "123987")), "proof_not_found", "/proof/value");
  const std::string first = told_code(), code = told_code();
  if (first != code)
    expect_refused(spend(30'000, by("one_time_code", first)), "proof_wrong", "/proof/value");
  EXPECT_EQ(spend(30'000, by("one_time_code", code)).status, 201) << "the newer one counts";
  expect_refused(spend(100, by("one_time_code", code)), "proof_not_found", "/proof/value");
  const std::string late = told_code();
  house.clock().advance_seconds(300);
  expect_refused(spend(100, by("one_time_code", late)), "proof_expired", "/proof/value");
  const std::string tried = told_code();
  std::string wrong = tried;
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  for (int i = 0; i < 4; ++i)
    expect_refused(spend(100, by("one_time_code", wrong)), "proof_wrong", "/proof/value");
  expect_refused(spend(100, by("one_time_code", wrong)), "proof_locked", "/proof/value");
  expect_refused(spend(100, by("one_time_code", tried)), "proof_locked", "/proof/value");
}

TEST_F(Proof, one_time_codes_are_issued_so_often_an_hour_and_seen_by_few) {
  for (int i = 0; i < 5; ++i) told_code();
  const Answer sixth = at("/one-time-codes", {{"purpose", "spend"}});
  EXPECT_EQ(sixth.code(), "one_time_codes_too_many") << sixth;
  house.clock().advance_seconds(3601);
  const std::string id = at("/one-time-codes", {{"purpose", "spend"}}).string("/id");
  const std::string target = "/v1/members/" + member + "/one-time-codes/" + id;
  EXPECT_EQ(house.person("channel", {"proofs:code", "proofs:read"}).get(target).status, 403);
  EXPECT_EQ(house.manager().get(target).status, 200);
  house.clock().advance_seconds(300);
  EXPECT_EQ(house.manager().get(target).code(), "proof_not_found") << "over";
}

TEST_F(Proof, a_supervisor_may_decide_and_says_why) {
  const json::object decided{{"kind", "supervisor"}, {"reason", "phone lost, document seen"}};
  expect_refused(spend(50'000, decided), "forbidden", "/proof/kind");
  const Answer sold = TestHouse::post_keyed(house.manager(), "/v1/checkout", sale(50'000, decided));
  ASSERT_EQ(sold.status, 201) << sold;
  const Answer standing = house.manager().get("/v1/members/" + member + "/proofs");
  EXPECT_EQ(standing.string("/uses/0/reason"), "phone lost, document seen");
  expect_refused(
      TestHouse::post_keyed(house.manager(), "/v1/checkout", sale(100, {{"kind", "supervisor"}})),
      "invalid_request",
      "/proof/reason"
  );
}

TEST_F(Proof, what_a_till_tells_after_the_fact_is_not_refused_and_says_so) {
  json::object body = sale(30'000);
  body["pricing"] = "as_sold";
  expect_refused(sell(body), "proof_required", "/proof");
  house.clock().advance_seconds(601);  // the line was down
  const Answer late = sell(body);
  ASSERT_EQ(late.status, 201) << late;
  EXPECT_NE(late.text.find("Told after the fact: nothing was proved"), std::string::npos) << late;
  json::object engine = sale(100);
  house.clock().advance_seconds(601);
  expect_refused(sell(engine), "proof_required", "/proof");
}

TEST_F(Proof, an_exchange_that_spends_again_proves_it_again) {
  const Answer sold = spend(10'000, by_cashier());
  json::object request{
      {"returned", {{"sequence", house.next_sequence()}, {"reason", "size"}}},
      {"sale", sale(30'000, by_cashier())}};
  const auto post = [&] {
    return house.manager().post(
        "/v1/checkout/" + sold.string("/receipt") + "/exchanges",
        request,
        TestHouse::natural_key(request["sale"].as_object())
    );
  };
  expect_refused(post(), "proof_too_weak", "/sale/proof");
  EXPECT_EQ(left(), 50'000);
  request["sale"].as_object()["proof"] = by("one_time_code", told_code());
  const Answer done = post();
  EXPECT_EQ(done.status, 201) << done;
  EXPECT_EQ(left(), 30'000);
}

TEST_F(Proof, points_and_payouts_take_one_at_the_desk) {
  ASSERT_EQ(house.sell({.phone = her_phone, .lines = {{"A1001", "1", "200000.00"}}}).status, 201);
  const std::string points = "/v1/members/" + member + "/points";
  int key = 0;
  const auto desk = [&](const std::string& target, json::object body, const json::value& proof) {
    if (!proof.is_null()) body["proof"] = proof;
    return house.manager().post(target, body, "desk-" + std::to_string(++key));
  };
  for (const char* const what : {"/redemptions", "/holds"}) {
    const std::string target = points + what;
    const json::object small{{"points", 100}, {"reason", "mug"}};
    const json::object much{{"points", 5'001}, {"reason", "kettle"}};
    EXPECT_EQ(desk(target, small, nullptr).status, 201) << "who calls confirms";
    expect_refused(desk(target, much, nullptr), "proof_too_weak", "/proof");
    const std::string code = shown_code();
    EXPECT_EQ(desk(target, much, by("rotating_code", code)).status, 201) << what;
    expect_refused(desk(target, small, by("rotating_code", code)), "proof_used", "/proof/value");
    house.clock().advance_seconds(60);
  }
  const std::string payouts = "/v1/members/" + member + "/wallet/payouts";
  const json::object payout{
      {"fault", "merchant"}, {"method", "bank"}, {"reason", "moves"}, {"store", "S001"}};
  expect_refused(desk(payouts, payout, nullptr), "proof_too_weak", "/proof");
  const std::string code = told_code();
  const Answer paid = desk(payouts, payout, by("one_time_code", code));
  EXPECT_EQ(paid.status, 201) << paid;
  const Answer again = house.manager().post(
      payouts,
      [&] {
        json::object body = payout;
        body["proof"] = by("one_time_code", code);
        return body;
      }(),
      "desk-" + std::to_string(key)
  );
  EXPECT_TRUE(again.replayed()) << again;
  EXPECT_EQ(again.text, paid.text);
}

TEST_F(Proof, an_identity_is_verified_by_a_code_that_was_sent_there) {
  const std::string target = "/v1/members/" + member;
  const auto verify = [&](const json::value& proof) {
    return at("/identities/verification", {{"kind", "phone"}, {"proof", proof}});
  };
  const auto states = [&] {
    std::string all;
    const Answer listed = house.manager().get(target + "/identities");
    for (const auto& one : listed.find("/items")->as_array()) {
      if (one.at("kind").as_string() != "phone") continue;
      all += std::string(one.at("state").as_string()) + " ";
    }
    return all;
  };
  EXPECT_EQ(states(), "unverified ");
  expect_refused(verify(by("pin", pin)), "proof_too_weak", "/proof/kind");
  expect_refused(verify(by("one_time_code", told_code())), "proof_not_found", "/proof/value");
  const std::string code = told_code("phone");
  EXPECT_EQ(verify(by("one_time_code", code)).status, 200);
  EXPECT_EQ(states(), "verified ");
  // A new phone is unverified, and a code that went to the old one is no proof of it.
  const std::string before = told_code("phone");
  house.clock().advance_seconds(1);
  const Answer changed = house.manager().send(
      {.method = "PATCH",
       .target = target,
       .body = R"({"phone":"13900139000"})",
       .if_match = house.manager().get(target).header("ETag")}
  );
  ASSERT_EQ(changed.status, 200) << changed;
  EXPECT_EQ(states(), "unverified released ");
  expect_refused(verify(by("one_time_code", before)), "proof_expired", "/proof/value");
  const json::object decided{{"kind", "supervisor"}, {"reason", "phone was shown"}};
  const Answer done = verify(decided);
  EXPECT_EQ(done.status, 200) << done;
  EXPECT_EQ(states(), "verified released ");
  expect_refused(
      at("/identities/verification", {{"kind", "email"}, {"proof", decided}}),
      "identity_not_found",
      "/kind"
  );
}

}  // namespace
}  // namespace guanxi::test
