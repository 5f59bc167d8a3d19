// Enrolling: through the API and inside a caller's own transaction.
#include <atomic>
#include <thread>

#include "base/luhn.h"
#include "flows/enrol/events.h"
#include "flows/enrol/house_test.h"
#include "modules/points/points.h"

namespace guanxi::enrol {
namespace {

class EnrolTest : public HouseTest {
 protected:
  std::int64_t member_count() {
    static const sql::Query members{"SELECT COUNT(*) FROM members"};
    return count(members);
  }
};

constexpr const char* zhang =
    R"({"store":"S001","name":"张小明","phone":"138 0013 8000","gender":"male",)"
    R"("birthday":"1990-05-04","email":"xiaoming@example.com"})";

TEST_F(EnrolTest, AMemberGetsCardAndAccountInOneStep) {
  const Answer made = call("clerk", "POST", "/v1/members", zhang);
  ASSERT_EQ(made.status, 201) << made.text;
  const std::string id = made.text_at("id");
  EXPECT_EQ(made.headers.at("Location"), "/v1/members/" + id);
  EXPECT_EQ(made.text_at("programme"), "MAIN");
  EXPECT_EQ(made.text_at("joined_store"), "S001");
  EXPECT_EQ(made.text_at("joined_on"), "2026-01-01");
  EXPECT_EQ(made.text_at("state"), "active");
  EXPECT_EQ(made.text_at("phone"), "138****8000");
  EXPECT_EQ(made.text_at("name"), "张**");
  const json::value& card = made.body.at("cards").at(0);
  const auto number = json::value_to<std::string>(card.at("number"));
  EXPECT_EQ(number.front(), 'V');
  EXPECT_TRUE(luhn_fits(number.substr(1)));
  EXPECT_EQ(json::serialize(card.at("primary")), "true");
  EXPECT_EQ(json::serialize(made.body.at("points")), R"({"balance":0,"held":0,"owed":0})");

  static const sql::Query facts{"SELECT facts FROM outbox_events WHERE kind = 'member.enrolled'"};
  const auto news = temp_->read([&](sql::Tx& tx) { return tx.get<std::string>(facts); });
  const json::value told = json::parse(news);
  EXPECT_EQ(json::serialize(told.at("channel")), R"("store")");
  EXPECT_EQ(json::value_to<std::int64_t>(told.at("store")), main_store_.value());
}

TEST_F(EnrolTest, OneKeyEnrolsOnce) {
  const std::map<std::string, std::string> key{{"idempotency-key", "once"}};
  const Answer first = call("clerk", "POST", "/v1/members", zhang, key);
  const Answer again = call("clerk", "POST", "/v1/members", zhang, key);
  ASSERT_EQ(again.status, 201);
  EXPECT_EQ(again.text, first.text) << "the same bytes";
  EXPECT_EQ(again.headers.at("ETag"), first.headers.at("ETag"));
  EXPECT_EQ(again.headers.at("Location"), first.headers.at("Location"));
  EXPECT_EQ(again.headers.at("Idempotency-Replayed"), "true");
  EXPECT_EQ(first.headers.count("Idempotency-Replayed"), 0U);

  const Answer other = call("clerk", "POST", "/v1/members", R"({"phone":"13900139000"})", key);
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(other.code(), "idempotency_key_reused");
  EXPECT_EQ(call("boss", "POST", "/v1/members", zhang, key).code(), "identity_taken")
      << "a key belongs to one actor";
  EXPECT_EQ(member_count(), 1);

  const std::map<std::string, std::string> second{{"idempotency-key", "second"}};
  EXPECT_EQ(call("clerk", "POST", "/v1/members", zhang, second).code(), "identity_taken");
  ASSERT_EQ(call("clerk", "POST", "/v1/members", R"({"phone":"13900139000"})", second).status, 201)
      << "a refusal does not use up its key";
}

TEST_F(EnrolTest, SixteenRequestsForOnePhoneMakeOneMember) {
  std::atomic<int> created = 0, taken = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&, i] {
      const Answer answer = call(
          "boss", "POST", "/v1/members", zhang, {{"idempotency-key", "thread-" + std::to_string(i)}}
      );
      if (answer.status == 201) ++created;
      if (answer.status == 409 && answer.code() == "identity_taken") ++taken;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(created, 1);
  EXPECT_EQ(taken, 15);
  EXPECT_EQ(member_count(), 1);
  static const sql::Query cards{"SELECT COUNT(*) FROM cards"};
  static const sql::Query accounts{"SELECT COUNT(*) FROM points_accounts"};
  static const sql::Query events{
      "SELECT COUNT(*) FROM outbox_events WHERE kind = 'member.enrolled'"};
  for (const sql::Query* one : {&cards, &accounts, &events}) EXPECT_EQ(count(*one), 1);
}

TEST_F(EnrolTest, BadInputIsNamedAndChangesNothing) {
  given(R"({"store":"S001","phone":"13800138000","email":"a@example.com","card_number":"8800"})");
  const struct {
    const char* reason;
    const char* who;
    std::string body;
    int status;
    const char* code;
    const char* pointer;
  } rows[] = {
      {"no identity", "clerk", R"({"name":"张"})", 400, "identity_required", ""},
      {"a short phone", "clerk", R"({"phone":"138"})", 400, "bad_format", "/phone"},
      {"not an e-mail", "clerk", R"({"email":"a@"})", 400, "bad_format", "/email"},
      {"a wrong check digit",
       "clerk",
       R"({"phone":"13900139000","id_number":"110105194912310021"})",
       400,
       "bad_format",
       "/id_number"},
      {"under fourteen",
       "clerk",
       R"({"phone":"13900139000","birthday":"2015-01-01"})",
       400,
       "out_of_range",
       "/birthday"},
      {"no such day",
       "clerk",
       R"({"phone":"13900139000","birthday":"2001-02-29"})",
       400,
       "bad_format",
       "/birthday"},
      {"a field nobody knows",
       "clerk",
       R"({"phone":"13900139000","points":100})",
       400,
       "unknown_field",
       "/points"},
      {"a gender nobody knows",
       "clerk",
       R"({"phone":"13900139000","gender":"x"})",
       400,
       "unknown_value",
       "/gender"},
      {"a number for a phone", "clerk", R"({"phone":13900139000})", 400, "wrong_type", "/phone"},
      {"an empty name", "clerk", R"({"phone":"13900139000","name":""})", 400, "too_short", "/name"},
      {"a name with NUL",
       "clerk",
       R"({"phone":"13900139000","name":"a\u0000"})",
       400,
       "bad_format",
       "/name"},
      {"a lone surrogate",
       "clerk",
       R"({"phone":"13900139000","name":"\ud800"})",
       400,
       "bad_format",
       "/name"},
      {"a megabyte of name",
       "clerk",
       R"({"phone":"13900139000","name":")" + std::string(1'000'000, 'a') + R"("})",
       400,
       "too_long",
       "/name"},
      {"a card number with a slash",
       "clerk",
       R"({"card_number":"88/00"})",
       400,
       "bad_format",
       "/card_number"},
      {"a virtual number of one's own",
       "clerk",
       R"({"card_number":"V123456789012347"})",
       400,
       "bad_format",
       "/card_number"},
      {"a card that is out already",
       "clerk",
       R"({"card_number":"88-00"})",
       409,
       "card_number_taken",
       "/card_number"},
      {"the phone of another",
       "clerk",
       R"({"phone":"+86 138 0013 8000"})",
       409,
       "identity_taken",
       "/phone"},
      {"the mailbox of another",
       "clerk",
       R"({"phone":"13900139000","email":"A@Example.com"})",
       409,
       "identity_taken",
       "/email"},
      {"a store that is not there",
       "clerk",
       R"({"phone":"13900139000","store":"S999"})",
       404,
       "store_not_found",
       "/store"},
      {"a store out of scope",
       "clerk",
       R"({"phone":"13900139000","store":"S002"})",
       403,
       "store_out_of_scope",
       "/store"},
      {"a programme out of scope",
       "clerk",
       R"({"phone":"13900139000","programme":"OTHER"})",
       403,
       "store_out_of_scope",
       "/programme"},
      {"a programme that is not there",
       "boss",
       R"({"phone":"13900139000","programme":"NOPE"})",
       404,
       "programme_not_found",
       "/programme"},
      {"two programmes could be meant",
       "boss",
       R"({"phone":"13900139000"})",
       400,
       "missing_field",
       "/programme"},
      {"store and programme disagree",
       "boss",
       R"({"phone":"13900139000","store":"S001","programme":"OTHER"})",
       400,
       "unknown_value",
       "/programme"},
      {"may only read", "reader", R"({"phone":"13900139000"})", 403, "forbidden", ""},
      {"nobody", "nobody", R"({"phone":"13900139000"})", 401, "unauthenticated", ""},
      {"not JSON", "clerk", "phone=13900139000", 400, "malformed_json", ""},
      {"nothing", "clerk", "", 400, "identity_required", ""},
  };
  for (const auto& row : rows) {
    const Answer answer = call(row.who, "POST", "/v1/members", row.body);
    EXPECT_EQ(answer.status, row.status) << row.reason << ": " << answer.text;
    const std::string code =
        answer.code() == "invalid_request"
            ? json::value_to<std::string>(answer.body.at("errors").at(0).at("code"))
            : answer.code();
    EXPECT_EQ(code, row.code) << row.reason << ": " << answer.text;
    if (*row.pointer != '\0') {
      EXPECT_EQ(answer.pointer(), row.pointer) << row.reason;
    }
    EXPECT_EQ(answer.text.find("13900139000"), std::string::npos) << row.reason;
  }
  EXPECT_EQ(member_count(), 1);
  const Answer keyless = call("clerk", "POST", "/v1/members", zhang, {{"idempotency-key", ""}});
  EXPECT_EQ(keyless.status, 400);
  EXPECT_EQ(keyless.code(), "idempotency_key_missing");
}

TEST_F(EnrolTest, AChildIsToldWhyInBothLanguages) {
  const std::string body = R"({"phone":"13900139000","birthday":"2015-01-01"})";
  const Answer english = call("clerk", "POST", "/v1/members", body);
  const json::value& error = english.body.at("errors").at(0);
  EXPECT_EQ(
      json::value_to<std::string>(error.at("facts").at("reason")), "guardian_consent_required"
  );
  EXPECT_THAT(json::value_to<std::string>(error.at("message")), testing::HasSubstr("guardian"));
  const Answer chinese = call("clerk", "POST", "/v1/members", body, {{"accept-language", "zh-CN"}});
  EXPECT_THAT(chinese.text, testing::HasSubstr("监护人"));
}

TEST_F(EnrolTest, ATillEnrolsForItsOwnStore) {
  const Answer made = call("till", "POST", "/v1/members", R"({"phone":"13800138000"})");
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.text_at("joined_store"), "S001");
  EXPECT_EQ(made.text_at("programme"), "MAIN");
}

TEST_F(EnrolTest, ACallerEnrolsInItsOwnTransaction) {
  members::NewMember input;
  input.programme = *programmes_.find("MAIN");
  input.external_id = "legacy:17850";
  input.channel = "import";
  input.joined_on = *Date::of(2010, 12, 1);
  const auto run = [&](bool refuse) {
    return temp_->write([&](sql::Tx& tx) -> Result<Enrolled> {
      SeededRandom random(42);  // made anew: the function may run again
      GX_TRY(enrolled, enrol(tx, ids_, members_, input, "", boss(), now(), &random));
      if (refuse) return ErrorCode::conflict;
      return enrolled;
    });
  };
  EXPECT_FALSE(run(true));
  EXPECT_EQ(member_count(), 0) << "what the caller refuses has not happened";
  const auto enrolled = run(false);
  ASSERT_TRUE(enrolled);
  EXPECT_EQ(enrolled->card.owner, enrolled->member.id);
  EXPECT_TRUE(enrolled->card.primary);
  const auto account =
      temp_->read([&](sql::Tx& tx) { return points::find_account(tx, enrolled->member.id); });
  ASSERT_TRUE(account);
  EXPECT_EQ(account->programme, input.programme);
  EXPECT_EQ(run(false).error().pointer, "/external_id");

  SeededRandom same(42);
  input.external_id = "legacy:17851";
  input.programme = *programmes_.find("OTHER");
  const auto again = temp_->write([&](sql::Tx& tx) -> Result<Enrolled> {
    SeededRandom random(42);
    return enrol(tx, ids_, members_, input, "", boss(), now(), &random);
  });
  ASSERT_TRUE(again);
  EXPECT_EQ(again->member.member_code, enrolled->member.member_code)
      << "one seed, one code; each programme has its own";
  EXPECT_NE(again->card.number, enrolled->card.number) << "card numbers are one space";
}

}  // namespace
}  // namespace guanxi::enrol
