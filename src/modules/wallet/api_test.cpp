// The endpoints from the outside: requests in, documents out.
#include <gmock/gmock.h>

#include "modules/audit/audit.h"
#include "modules/members/members.h"
#include "modules/programmes/programmes.h"
#include "modules/wallet/buyers.h"
#include "modules/wallet/testing.h"
#include "platform/api/api.h"
#include "platform/api/idempotency.h"

namespace guanxi::wallet {
namespace {

using testing::HasSubstr;
using testing::Not;

// Lets everybody in as `actor`.
class WalletDoorkeeper final : public api::Authenticator {
 public:
  Result<api::Actor> authenticate(const http::Request&, Instant) override { return actor; }
  api::Actor actor = [] {
    api::Actor made = api::Actor::system("cashier");
    made.permissions = {"wallet:*"};
    return made;
  }();
};

class WalletApiTest : public WalletTest {
 protected:
  WalletApiTest() {
    const Instant now = temp.clock().now();
    programmes::Programmes::NewProgramme added;
    added.code = "M";
    added.name = "Members";
    added.effective_from = now;
    // Proofs have tests of their own.
    added.parameters.proof_stored_value_cashier_max = programmes::limits::proof_cashier_max;
    programme = *programmes.add(added, ActorId(1), now);
    EXPECT_TRUE(org.add_unit({"group", "G", "Group", ""}, ActorId(1), now));
    add_store("C1", "S001");
    add_store("C1", "S002");
    add_store("C2", "S003");
    customer = temp->write([&](sql::Tx& tx) {
                     return members.add(
                         tx,
                         ids,
                         {.programme = programme, .name = "张小明", .joined_on = zone.date_of(now)},
                         ActorId(1),
                         now
                     );
                   }
    )->id;
    base = "/v1/members/" + customer.to_string() + "/wallet";
    add_endpoints(api, {*temp, ids, programmes, org, members, buyers, proofs, first_answers});
  }

  void add_store(const std::string& company, const std::string& store) {
    const Instant now = temp.clock().now();
    static_cast<void>(org.add_unit({"company", company, company, "G"}, ActorId(1), now));
    EXPECT_TRUE(org.add_store(
        {.code = store, .name = store, .parent_code = company, .programme = programme},
        ActorId(1),
        now
    ));
  }
  /// As a checkout at `store` would.
  ErrorCode pay_at(const std::string& store, std::int64_t receipt, std::int64_t amount) {
    const auto organisation = org.snapshot();
    const StoreId at = organisation->find_store(store)->id;
    Context with = context(customer, {CauseKind::sale, receipt});
    with.store = at;
    return code_of(temp->write([&](sql::Tx& tx) {
      return post_payment(
          tx, ids, with, {at, company_of(*organisation, at)}, {fen(amount), fen(0), fen(amount)}
      );
    }));
  }

  http::Response get(
      const std::string& path,
      std::vector<std::pair<std::string, std::string>> query = {},
      const char* language = "en"
  ) {
    http::Request request;
    request.method = "GET";
    request.path = request.target = path;
    request.query = std::move(query);
    request.headers = {{"accept-language", language}};
    request.received_at = temp.clock().now();
    return api.handle(request);
  }
  http::Response post(const std::string& path, const std::string& body) {
    return post(path, body, "k" + std::to_string(++keys_used));
  }
  http::Response post(const std::string& path, const std::string& body, const std::string& key) {
    http::Request request;
    request.method = "POST";
    request.path = request.target = path;
    request.headers = {
        {"accept-language", "en"}, {"content-type", "application/json"}, {"idempotency-key", key}};
    request.body = body;
    request.received_at = temp.clock().now();
    return api.handle(request);
  }
  static std::string recharge_body(
      std::int64_t amount, const std::string& more = "", const std::string& store = "S001"
  ) {
    return R"({"amount":{"amount":)" + std::to_string(amount) +
           R"(,"currency":"CNY"},"paid_by":"cash","store":")" + store + "\"" + more + "}";
  }
  static std::string yuan_json(std::int64_t amount) {
    return R"({"amount":)" + std::to_string(amount) + R"(,"currency":"CNY"})";
  }
  void add_offer() {
    const auto added = post(
        "/v1/wallet/offers",
        R"({"programme":"M","code":"R1000","name":"1000+200","pay":)" + yuan_json(100'000) +
            R"(,"bonus":)" + yuan_json(20'000) + "}"
    );
    EXPECT_EQ(added.status, 201) << added.body;
  }
  http::Response register_buyer() {
    return post(
        base + "/buyers",
        R"({"name":"张小明","document":"resident_id","number":"11010519491231002X",)"
        R"("contact":"13800138000","store":"S001"})"
    );
  }
  static std::string text_of(const http::Response& response, const std::string& name) {
    const auto at = response.body.find('"' + name + "\":\"");
    if (at == std::string::npos) return "";
    const auto begin = at + name.size() + 4;
    return response.body.substr(begin, response.body.find('"', begin) - begin);
  }

  int keys_used = 0;
  TimeZone zone;
  programmes::Programmes programmes{*temp, ids};
  org::Org org{*temp, ids};
  const crypto::KeyRing keys = crypto::KeyRing::for_tests("wallet");
  const members::Members members{keys};
  const Buyers buyers{keys};
  const proofs::Proofs proofs{{*temp, ids, keys, members, programmes, org}};
  const api::FirstAnswers first_answers{keys};
  WalletDoorkeeper door;
  api::Api api{temp.clock(), &door};
  ProgrammeId programme;
  OwnerId customer;
  std::string base;
};

TEST_F(WalletApiTest, WhoNeverRechargedHasZeros) {
  const auto answer = get(base);
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_THAT(answer.body, HasSubstr(R"("state":"open","named":false)"));
  EXPECT_THAT(answer.body, HasSubstr(R"("stored":{"amount":0,"currency":"CNY"})"));
  EXPECT_THAT(answer.body, HasSubstr(R"("room":{"amount":100000,"currency":"CNY"})"));
  EXPECT_THAT(get(base + "/entries").body, HasSubstr(R"("items":[])"));
}

TEST_F(WalletApiTest, APaymentIsRechargedOnceUnderWhateverKey) {
  const std::string paid = recharge_body(1'000, R"(,"reference":"4200001234")");
  ASSERT_EQ(post(base + "/recharges", paid).status, 201);
  const auto again = post(base + "/recharges", paid);
  EXPECT_EQ(again.status, 409) << again.body;
  EXPECT_THAT(again.body, HasSubstr(R"("code":"posting_repeated")"));
  EXPECT_THAT(again.body, HasSubstr(R"("pointer":"/reference")"));
  EXPECT_THAT(get(base).body, HasSubstr(R"("stored":{"amount":1000,"currency":"CNY"})"));
}

TEST_F(WalletApiTest, TheWholeStoryWithEveryNumberExplained) {
  add_offer();
  const auto refused = post(base + "/recharges", recharge_body(100'000, R"(,"offer":"R1000")"));
  EXPECT_EQ(refused.status, 409) << "1,200 are more than an unnamed wallet holds";
  EXPECT_THAT(refused.body, HasSubstr("wallet_limit_exceeded"));
  const auto registered = register_buyer();
  ASSERT_EQ(registered.status, 201) << registered.body;
  EXPECT_THAT(registered.body, HasSubstr(R"("name":"张**")"));
  EXPECT_THAT(registered.body, Not(HasSubstr("11010519491231002X")));
  EXPECT_THAT(registered.body, HasSubstr(R"("keep_until":"2031-01-31")"));
  const auto recharged = post(base + "/recharges", recharge_body(100'000, R"(,"offer":"R1000")"));
  ASSERT_EQ(recharged.status, 201) << recharged.body;
  EXPECT_THAT(recharged.body, HasSubstr(R"("stored":{"amount":120000,"currency":"CNY"})"));
  ASSERT_EQ(pay_at("S002", 7, 60'000), ErrorCode::internal);

  const auto shown = get(base);
  EXPECT_THAT(
      shown.body,
      HasSubstr("Paid 1000.00, given 200.00. Spent 600.00: by 1000.00 to 200.00 that is 500.00 "
                "principal and 100.00 bonus. The merchant's side: 1000.00 − 500.00 − 0.00 paid out "
                "= 500.00. The consumer's side: 1000.00 − 600.00 without the discount − 0.00 paid "
                "out, not below 0 = 400.00.")
  );
  EXPECT_THAT(
      shown.body,
      HasSubstr("Principal 500.00 + bonus 100.00 = 600.00 stored; small change 0.00. A named "
                "wallet holds at most 5000.00: 4400.00 more fits.")
  );
  EXPECT_THAT(shown.body, HasSubstr(R"("store":"S001","company":"C1")"));
  EXPECT_THAT(get(base, {}, "zh-CN").body, HasSubstr("本金 500.00 + 赠送 100.00 = 储值 600.00"));

  const std::string payout =
      R"({"fault":"consumer","method":"bank","reason":"moves away","store":"S001"})";
  const auto paid_out = post(base + "/payouts", payout, "p");
  ASSERT_EQ(paid_out.status, 201) << paid_out.body;
  EXPECT_THAT(paid_out.body, HasSubstr(R"("total":{"amount":40000,"currency":"CNY"})"));
  EXPECT_THAT(paid_out.body, HasSubstr(R"("kept":{"amount":10000,"currency":"CNY"})"));
  EXPECT_EQ(post(base + "/payouts", payout, "p").body, paid_out.body) << "a retry";
  const auto again = post(base + "/payouts", payout);
  EXPECT_EQ(again.status, 409);
  EXPECT_THAT(again.body, HasSubstr("nothing_to_pay_out"));
  const auto entries = get(base + "/entries");
  EXPECT_THAT(entries.body, HasSubstr(R"("text":"Paid out to the buyer","note":"moves away")"));
  EXPECT_THAT(entries.body, HasSubstr(R"("amount":{"amount":-40000,"currency":"CNY"})"));
}

TEST_F(WalletApiTest, WhoReadsABuyerIsRecordedAndTheRegistrationIsSealed) {
  ASSERT_EQ(register_buyer().status, 201);
  const auto trail = [&] {
    const crypto::Sealer sealer(keys);
    return temp->read([&](sql::Tx& tx) { return audit::about(tx, sealer, customer, 100); });
  };
  ASSERT_EQ(trail().size(), 1U);
  EXPECT_EQ(trail()[0].action, "wallet_buyer_registered");
  EXPECT_TRUE(trail()[0].has_values);
  EXPECT_EQ(trail()[0].changes[2].field, "buyer_number");
  EXPECT_EQ(trail()[0].changes[2].after, "11010519491231002X");
  const auto shown = get(base + "/buyers");
  ASSERT_EQ(shown.status, 200) << shown.body;
  EXPECT_THAT(shown.body, HasSubstr("11010519491231002X"));
  ASSERT_EQ(trail().size(), 2U);
  EXPECT_EQ(trail()[1].action, "member_revealed");
  EXPECT_FALSE(trail()[1].has_values) << "names what was seen, and no more";
}

TEST_F(WalletApiTest, AMistypedRechargeIsVoidAndItsPaymentRechargedAnew) {
  const auto made = post(base + "/recharges", recharge_body(90'000, R"(,"reference":"42")"));
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string target = base + "/recharges/" + text_of(made, "id") + "/void";
  const std::string why = R"({"reason":"one nought too many"})";
  EXPECT_THAT(post(target, "{}").body, HasSubstr("missing_field"));
  door.actor.permissions = {"wallet:recharge", "wallet:payout"};
  EXPECT_EQ(post(target, why).status, 403);
  door.actor.permissions = {"wallet:*"};
  door.actor.stores = {org.snapshot()->find_store("S002")->id};
  EXPECT_THAT(post(target, why).body, HasSubstr("store_out_of_scope"));
  door.actor.stores.clear();
  const auto done = post(target, why, "v");
  ASSERT_EQ(done.status, 201) << done.body;
  EXPECT_THAT(done.body, HasSubstr(R"("stored":{"amount":0,"currency":"CNY"})"));
  EXPECT_EQ(post(target, why, "v").body, done.body) << "a retry";
  const auto again = post(target, why);
  EXPECT_EQ(again.status, 409);
  EXPECT_THAT(again.body, HasSubstr(R"("code":"already_voided")"));
  EXPECT_THAT(again.body, HasSubstr(R"("pointer":"/recharge")"));
  EXPECT_EQ(post(base + "/recharges/17/void", why).status, 404);
  EXPECT_EQ(post(base + "/recharges", recharge_body(9'000, R"(,"reference":"42")")).status, 201)
      << "the payment is recharged right";
  const auto entries = get(base + "/entries");
  EXPECT_THAT(entries.body, HasSubstr(R"("reason":"voided")"));
  EXPECT_THAT(entries.body, HasSubstr("one nought too many"));
  const auto day = get("/v1/wallet/settlement", {{"programme", "M"}, {"date", "2026-01-01"}});
  EXPECT_THAT(day.body, HasSubstr(R"("recharged":{"amount":9000,)"));
  EXPECT_THAT(day.body, HasSubstr(R"("voided":{"amount":90000,)"));
}

TEST_F(WalletApiTest, WhatIsOwedAndSettledIsReportedOverATime) {
  ASSERT_EQ(register_buyer().status, 201);
  add_offer();
  ASSERT_EQ(post(base + "/recharges", recharge_body(100'000, R"(,"offer":"R1000")")).status, 201);
  ASSERT_EQ(pay_at("S002", 1, 12'000), ErrorCode::internal);
  temp.clock().set(*Instant::parse("2026-01-02T04:00:00Z"));
  ASSERT_EQ(post(base + "/recharges", recharge_body(5'000, "", "S002")).status, 201);
  const std::vector<std::pair<std::string, std::string>> time{
      {"programme", "M"}, {"from", "2026-01-01"}, {"to", "2026-01-02"}};
  const auto owed = get("/v1/wallet/reports/liability", time);
  ASSERT_EQ(owed.status, 200) << owed.body;
  EXPECT_THAT(
      owed.body,
      HasSubstr(
          R"("day":"2026-01-01","principal":{"amount":90000,"currency":"CNY"},"bonus":{"amount":18000,)"
      )
  );
  EXPECT_THAT(owed.body, HasSubstr(R"("day":"2026-01-02","principal":{"amount":95000,)"));
  const auto lines = get("/v1/wallet/reports/liability.csv", time);
  ASSERT_EQ(lines.status, 200) << lines.body;
  EXPECT_THAT(
      lines.body, HasSubstr("2026-01-01,C1,S001,900.00,180.00,0.00,1000.00,200.00,100.00,20.00,")
  );
  EXPECT_THAT(lines.body, HasSubstr("2026-01-02,C1,S002,50.00,0.00,0.00,50.00,"));
  const auto settled = get("/v1/wallet/reports/settlement.csv", time);
  ASSERT_EQ(settled.status, 200) << settled.body;
  EXPECT_THAT(
      settled.body, HasSubstr("served,S001,C1,S002,C1,yes,100.00,20.00,0.00,,,,,,,,,,\r\n")
  );
  EXPECT_THAT(settled.body, HasSubstr("taken,,,,,,,,,S001,1000.00,200.00,0.00,0.00,"));
  EXPECT_EQ(get("/v1/wallet/reports/settlement", time).status, 200);
  const auto wide =
      get("/v1/wallet/reports/liability",
          {{"programme", "M"}, {"from", "2026-01-01"}, {"to", "2026-04-03"}});
  EXPECT_EQ(wide.status, 400);
  EXPECT_THAT(wide.body, HasSubstr(R"("max":"2026-04-02")"));
  door.actor.stores = {org.snapshot()->find_store("S001")->id};
  EXPECT_EQ(get("/v1/wallet/reports/liability", time).status, 403);
}

TEST_F(WalletApiTest, TheStatementIsPaged) {
  ASSERT_EQ(post(base + "/recharges", recharge_body(1'000)).status, 201);
  ASSERT_EQ(post(base + "/recharges", recharge_body(2'000)).status, 201);
  const auto first = get(base + "/entries", {{"limit", "1"}});
  EXPECT_THAT(first.body, HasSubstr(R"("amount":{"amount":2000,)"));
  const std::string cursor = text_of(first, "next_cursor");
  const auto second = get(base + "/entries", {{"limit", "1"}, {"cursor", cursor}});
  EXPECT_THAT(second.body, HasSubstr(R"("amount":{"amount":1000,)"));
  EXPECT_THAT(second.body, Not(HasSubstr("next_cursor")));
  EXPECT_EQ(get(base + "/entries", {{"cursor", "x"}}).status, 400);
}

TEST_F(WalletApiTest, AnOfferIsNeverEditedAndARechargeKeepsItsVersion) {
  add_offer();
  const auto body = [](const char* starts, std::int64_t bonus, const char* more = "") {
    return R"({"programme":"M","code":"R1000","name":"x","pay":)" + yuan_json(100'000) +
           R"(,"bonus":)" + yuan_json(bonus) + R"(,"starts_at":")" + starts + "\"" + more + "}";
  };
  const auto early = post("/v1/wallet/offers", body("2026-01-01T00:00:00Z", 0));
  EXPECT_EQ(early.status, 400) << "not after the first version's start";
  EXPECT_THAT(early.body, HasSubstr("/starts_at"));
  const auto next = post(
      "/v1/wallet/offers",
      body("2026-02-01T00:00:00Z", 5'000, R"(,"ends_at":"2026-03-01T00:00:00Z")")
  );
  ASSERT_EQ(next.status, 201) << next.body;
  EXPECT_THAT(next.body, HasSubstr(R"("version":2)"));
  ASSERT_EQ(register_buyer().status, 201);
  const auto recharge = [&] {
    return post(base + "/recharges", recharge_body(100'000, R"(,"offer":"R1000")"));
  };
  EXPECT_THAT(recharge().body, HasSubstr(R"("bonus":{"amount":20000,)"));
  temp.clock().set(*Instant::parse("2026-02-01T00:00:00Z"));
  EXPECT_THAT(recharge().body, HasSubstr(R"("bonus":{"amount":5000,)"));
  temp.clock().set(*Instant::parse("2026-03-01T00:00:00Z"));
  const auto over = recharge();
  EXPECT_EQ(over.status, 409);
  EXPECT_THAT(over.body, HasSubstr("offer_not_in_force"));
  EXPECT_THAT(
      get("/v1/wallet/offers", {{"programme", "M"}}).body, HasSubstr(R"("version":2,"name":"x")")
  );
}

TEST_F(WalletApiTest, FreezingStopsEverythingUntilReleased) {
  ASSERT_EQ(post(base + "/recharges", recharge_body(1'000)).status, 201);
  const auto frozen = post(base + "/freeze", R"({"reason":"lost"})");
  ASSERT_EQ(frozen.status, 201) << frozen.body;
  EXPECT_THAT(frozen.body, HasSubstr(R"("state":"frozen","reason":"lost")"));
  const auto refused = post(base + "/recharges", recharge_body(1'000));
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("wallet_frozen"));
  EXPECT_EQ(pay_at("S001", 1, 1), ErrorCode::wallet_frozen);
  ASSERT_EQ(post(base + "/release", R"({"reason":"found"})").status, 201);
  EXPECT_EQ(post(base + "/release", R"({"reason":"found"})").status, 409);
  EXPECT_EQ(post(base + "/recharges", recharge_body(1'000)).status, 201);
}

TEST_F(WalletApiTest, BadInputIsNamedAndChangesNothing) {
  ASSERT_EQ(post(base + "/recharges", recharge_body(10'001)).status, 201);
  add_offer();
  struct Case {
    const char* reason;
    std::string path, body;
    int status;
    const char* code;
    const char* pointer;
  };
  const std::string recharges = base + "/recharges", payouts = base + "/payouts",
                    buyers_path = base + "/buyers";
  const Case cases[] = {
      {"nothing", recharges, recharge_body(0), 400, "out_of_range", "/amount"},
      {"negative", recharges, recharge_body(-1), 400, "out_of_range", "/amount"},
      {"other money",
       recharges,
       R"({"amount":{"amount":1,"currency":"GBP"},"paid_by":"cash","store":"S001"})",
       409,
       "currency_mismatch",
       "/amount"},
      {"no store",
       recharges,
       R"({"amount":{"amount":1,"currency":"CNY"},"paid_by":"cash"})",
       400,
       "missing_field",
       "/store"},
      {"unknown store", recharges, recharge_body(1, "", "S9"), 404, "store_not_found", "/store"},
      {"unknown offer",
       recharges,
       recharge_body(1, R"(,"offer":"X")"),
       404,
       "offer_not_found",
       "/offer"},
      {"another amount than the offer's",
       recharges,
       recharge_body(1, R"(,"offer":"R1000")"),
       409,
       "offer_amount_differs",
       "/amount"},
      {"a bonus of one's own",
       recharges,
       recharge_body(1, R"(,"bonus":{"amount":1,"currency":"CNY"})"),
       400,
       "unknown_field",
       "/bonus"},
      {"beyond the limit", recharges, recharge_body(90'000), 409, "wallet_limit_exceeded", ""},
      {"nobody",
       "/v1/members/77/wallet/recharges",
       recharge_body(1),
       404,
       "member_not_found",
       "/id"},
      {"no side",
       payouts,
       R"({"method":"bank","reason":"x","store":"S001"})",
       400,
       "missing_field",
       "/fault"},
      {"too much in cash",
       payouts,
       R"({"fault":"consumer","method":"cash","reason":"x","store":"S001"})",
       409,
       "payout_not_in_cash",
       ""},
      {"another company's store owes nothing",
       payouts,
       R"({"fault":"merchant","method":"bank","reason":"x","store":"S003"})",
       409,
       "nothing_to_pay_out",
       ""},
      {"a wrong check digit",
       buyers_path,
       R"({"name":"x","document":"resident_id","number":"110105194912310021","contact":"13800138000","store":"S001"})",
       400,
       "bad_format",
       "/number"},
      {"no phone",
       buyers_path,
       R"({"name":"x","document":"passport","number":"E1","contact":"12","store":"S001"})",
       400,
       "bad_format",
       "/contact"},
      {"ends before it starts",
       "/v1/wallet/licences",
       R"({"programme":"M","number":"Z1","valid_from":"2026-02-01","valid_until":"2026-01-31"})",
       400,
       "out_of_range",
       "/valid_until"},
      {"unknown programme",
       "/v1/wallet/licences",
       R"({"programme":"N","number":"Z1","valid_from":"2026-02-01","valid_until":"2026-02-01"})",
       404,
       "programme_not_found",
       "/programme"},
  };
  const std::int64_t seq = account(customer).seq;
  for (const Case& c : cases) {
    const auto answer = post(c.path, c.body);
    EXPECT_EQ(answer.status, c.status) << c.reason << ": " << answer.body;
    EXPECT_THAT(answer.body, HasSubstr(c.code)) << c.reason;
    EXPECT_THAT(answer.body, HasSubstr(c.pointer)) << c.reason;
  }
  EXPECT_EQ(get("/v1/members/77/wallet").status, 404);
  EXPECT_EQ(account(customer).seq, seq);
}

TEST_F(WalletApiTest, AClosedMemberIsPaidOutAFrozenOneWaits) {
  ASSERT_EQ(post(base + "/recharges", recharge_body(1'000)).status, 201);
  const auto set_state = [&](members::State state) {
    ASSERT_TRUE(temp->write([&](sql::Tx& tx) {
      const auto found = members.find(tx, customer);
      members::Change change;
      change.state = state;
      return members.change(tx, customer, found->version, change, ActorId(1), temp.clock().now());
    }));
  };
  const std::string payout = R"({"fault":"consumer","method":"cash","reason":"x","store":"S001"})";
  set_state(members::State::frozen);
  EXPECT_THAT(post(base + "/recharges", recharge_body(1)).body, HasSubstr("member_frozen"));
  EXPECT_THAT(post(base + "/payouts", payout).body, HasSubstr("member_frozen"));
  set_state(members::State::active);
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) {
    const auto found = members.find(tx, customer);
    return members.close(tx, customer, found->version, ActorId(1), temp.clock().now());
  }));
  EXPECT_THAT(post(base + "/recharges", recharge_body(1)).body, HasSubstr("member_closed"));
  EXPECT_EQ(post(base + "/payouts", payout).status, 201);
}

TEST_F(WalletApiTest, AnActorOfSomeStoresActsForThoseOnly) {
  door.actor.stores = {org.snapshot()->find_store("S001")->id};
  EXPECT_EQ(post(base + "/recharges", recharge_body(1'000)).status, 201);
  const auto elsewhere = post(base + "/recharges", recharge_body(1'000, "", "S002"));
  EXPECT_EQ(elsewhere.status, 403);
  EXPECT_THAT(elsewhere.body, HasSubstr("store_out_of_scope"));
  EXPECT_EQ(post(base + "/freeze", R"({"reason":"lost"})").status, 403) << "names no store";
  EXPECT_EQ(post(base + "/freeze", R"({"reason":"lost","store":"S001"})").status, 201);
  EXPECT_EQ(get("/v1/wallet/settlement", {{"programme", "M"}, {"date", "2026-01-01"}}).status, 403);
  EXPECT_EQ(get("/v1/wallet/offers", {{"programme", "M"}}).status, 200);
}

TEST_F(WalletApiTest, SettlementSaysWhoRechargedAndWhoServed) {
  ASSERT_EQ(register_buyer().status, 201);
  add_offer();
  ASSERT_EQ(post(base + "/recharges", recharge_body(100'000, R"(,"offer":"R1000")")).status, 201);
  ASSERT_EQ(pay_at("S002", 1, 12'000), ErrorCode::internal);
  EXPECT_EQ(pay_at("S003", 2, 6'000), ErrorCode::stored_value_of_another_company);
  const auto licence = post(
      "/v1/wallet/licences",
      R"({"programme":"M","number":"Z1","valid_from":"2026-01-01","valid_until":"2026-01-01"})"
  );
  ASSERT_EQ(licence.status, 201) << licence.body;
  EXPECT_THAT(licence.body, HasSubstr(R"("in_force":true)"));
  const StoreId served_at = org.snapshot()->find_store("S003")->id;
  Context with = context(customer, {CauseKind::sale, 2});
  with.store = served_at;
  const Place place{served_at, company_of(*org.snapshot(), served_at), true};
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) {
    return post_payment(tx, ids, with, place, {fen(6'000), fen(0), fen(6'000)});
  }));
  const auto day = get("/v1/wallet/settlement", {{"programme", "M"}, {"date", "2026-01-01"}});
  ASSERT_EQ(day.status, 200) << day.body;
  EXPECT_THAT(
      day.body,
      HasSubstr(
          R"({"recharged_at":"S001","company":"C1","served_at":"S002","serving_company":"C1","same_company":true,"principal":{"amount":10000,"currency":"CNY"},"bonus":{"amount":2000,"currency":"CNY"})"
      )
  );
  EXPECT_THAT(
      day.body,
      HasSubstr(
          R"({"recharged_at":"S001","company":"C1","served_at":"S003","serving_company":"C2","same_company":false,"principal":{"amount":5000,"currency":"CNY"})"
      )
  );
  EXPECT_THAT(
      day.body, HasSubstr(R"({"store":"S001","recharged":{"amount":100000,"currency":"CNY"})")
  );
  const auto other = get("/v1/wallet/settlement", {{"programme", "M"}, {"date", "2026-01-02"}});
  EXPECT_THAT(other.body, HasSubstr(R"("served":[],"taken":[])"));
  for (const char* const day_off : {"9999-12-31", "0001-01-01"}) {
    EXPECT_EQ(get("/v1/wallet/settlement", {{"programme", "M"}, {"date", day_off}}).status, 400);
  }
}

TEST_F(WalletApiTest, TheRulesNameTheirLaw) {
  const auto english = get("/v1/wallet/rules");
  EXPECT_THAT(english.body, HasSubstr(R"("named_max":{"amount":500000,"currency":"CNY"})"));
  EXPECT_THAT(english.body, HasSubstr("interpretation 4 of 2025"));
  EXPECT_THAT(get("/v1/wallet/rules", {}, "zh-CN").body, HasSubstr("法释〔2025〕4号"));
}

}  // namespace
}  // namespace guanxi::wallet
