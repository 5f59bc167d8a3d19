// The endpoints from the outside: requests in, documents out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modules/programmes/programmes.h"
#include "platform/api/api.h"
#include "platform/sql/testing.h"

namespace guanxi::programmes {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// Lets everybody in as `actor`.
class Doorkeeper final : public api::Authenticator {
 public:
  Result<api::Actor> authenticate(const http::Request&, Instant) override { return actor; }
  api::Actor actor = api::Actor::system("admin");
};

const std::string defaults =
    R"({"earn_amount":1000,"earn_points":1,"earn_scope":"receipt","earn_rounding":"floor","expiry":"months","expiry_months":24,"expiry_month":12,"expiry_day":31,"shortfall":"purchase","points_price":1000,"stored_value_earns":"principal","duplicate_review_score":3000,"duplicate_automatic_score":0,"hold_minutes":15,"document_points_max":10000,"document_actor_day_max":50000,"document_programme_day_max":500000,"notice_days":30,"pay_points":1000,"pay_amount":100,"pay_points_min":1,"pay_points_step":1,"pay_percent_max":100,"paid_points_earn":"nothing","member_day_points_max":0,"proof_points_cashier_max":5000,"proof_stored_value_cashier_max":20000,"proof_small_change_cashier_max":5000,"proof_attempts_max":5,"proof_lock_minutes":30,"one_time_code_minutes":5,"one_time_codes_hour_max":5,"points_pending_days":0,"programme_day_points_max":0,"programme_day_points_of":"extras","late_attribution_days":7,"late_attribution_unapproved_points":0,"late_attribution_points_max":100000,"late_attributions_member_month_max":5,"late_attributions_actor_day_max":50,"refund_without_receipt_max":0,"refunds_without_receipt_year_max":3,"points_sale_price":0,"points_sale_step":100,"points_sale_member_year_max":100000,"proof_coupons_free_max":10000})";

class ProgrammesApiTest : public testing::Test {
 protected:
  ProgrammesApiTest() { add_endpoints(api, programmes); }

  /// "201 {…}": the whole answer in one text.
  std::string send(const char* method, const std::string& path, const std::string& body = "") {
    http::Request request;
    request.method = method;
    request.path = request.target = path;
    request.headers = {{"accept-language", "en"}};
    if (!body.empty()) request.headers.emplace_back("content-type", "application/json");
    request.body = body;
    request.received_at = temp.clock().now();
    const auto response = api.handle(request);
    return std::to_string(response.status) + " " + response.body;
  }
  std::string post(const std::string& path, const std::string& body) {
    return send("POST", path, body);
  }
  std::string get(const std::string& path) { return send("GET", path); }
  static std::string changed(const std::string& old, const std::string& replacement) {
    std::string text = defaults;
    return text.replace(text.find(old), old.size(), replacement);
  }

  sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 1};
  Programmes programmes{*temp, ids};
  Doorkeeper door;
  api::Api api{temp.clock(), &door};
};

TEST_F(ProgrammesApiTest, a_programme_needs_a_code_a_name_and_a_currency) {
  const std::string added =
      post("/v1/programmes", R"({"code":"MAIN","name":"贵宾会","currency":"CNY"})");
  EXPECT_THAT(
      added,
      AllOf(
          HasSubstr("201 "),
          HasSubstr(R"("time_zone":"Asia/Shanghai")"),
          HasSubstr(R"("version":1)"),
          HasSubstr(R"("effective_from":"2026-01-01T00:00:00Z","in_force":true)"),
          HasSubstr(R"("parameters":)" + defaults)
      )
  );
  EXPECT_EQ(get("/v1/programmes/MAIN"), "200 " + added.substr(4));
  EXPECT_EQ(get("/v1/programmes"), "200 {\"items\":[" + added.substr(4) + "]}");
  EXPECT_THAT(
      post("/v1/programmes", R"({"code":"MAIN","name":"again","currency":"CNY"})"),
      AllOf(HasSubstr("409 "), HasSubstr("code_taken"), HasSubstr("MAIN"))
  );
}

TEST_F(ProgrammesApiTest, the_next_version_comes_into_force_later) {
  ASSERT_THAT(
      post("/v1/programmes", R"({"code":"MAIN","name":"n","currency":"CNY"})"), HasSubstr("201 ")
  );
  const std::string body = R"({"effective_from":"2026-02-01T00:00:00+08:00","parameters":)" +
                           changed(R"("expiry_months":24)", R"("expiry_months":12)") +
                           R"(,"note":"一年"})";
  EXPECT_THAT(
      post("/v1/programmes/MAIN/versions", body),
      AllOf(
          HasSubstr("201 "),
          HasSubstr(R"("version":2,"effective_from":"2026-01-31T16:00:00Z")"),
          HasSubstr("一年")
      )
  );
  EXPECT_THAT(
      post("/v1/programmes/MAIN/versions", body),
      AllOf(HasSubstr("400 "), HasSubstr("out_of_range"), HasSubstr("/effective_from"))
  ) << "a repetition adds nothing";
  EXPECT_THAT(get("/v1/programmes/MAIN"), HasSubstr(R"("version":1)"));
  temp.clock().advance_seconds(40 * 86400);
  EXPECT_THAT(
      get("/v1/programmes/MAIN"),
      AllOf(HasSubstr(R"("version":2)"), HasSubstr(R"("expiry_months":12)"))
  );
  EXPECT_THAT(
      get("/v1/programmes/MAIN/versions"),
      testing::MatchesRegex(R"(200 \{"items":\[\{"version":1,.*\{"version":2,.*)")
  );
}

TEST_F(ProgrammesApiTest, refusals_name_the_field_and_change_nothing) {
  ASSERT_THAT(
      post("/v1/programmes", R"({"code":"MAIN","name":"n","currency":"CNY"})"), HasSubstr("201 ")
  );
  const std::string before = get("/v1/programmes/MAIN/versions");
  const auto version = [&](const std::string& parameters) {
    return post(
        "/v1/programmes/MAIN/versions",
        R"({"effective_from":"2027-01-01T00:00:00Z","parameters":)" + parameters + "}"
    );
  };
  const struct {
    const char* reason;
    std::string answer, status, code, pointer;
  } rows[] = {
      {"a rate per nothing",
       version(changed(R"("earn_amount":1000)", R"("earn_amount":0)")),
       "400",
       "out_of_range",
       "/parameters/earn_amount"},
      {"more points than can be counted",
       version(changed(R"("earn_points":1,)", R"("earn_points":1000001,)")),
       "400",
       "out_of_range",
       "/parameters/earn_points"},
      {"31 November",
       version(changed(R"("expiry_month":12)", R"("expiry_month":11)")),
       "400",
       "out_of_range",
       "/parameters/expiry_day"},
      {"points for nothing",
       version(changed(R"("points_price":1000)", R"("points_price":0)")),
       "400",
       "out_of_range",
       "/parameters/points_price"},
      {"a policy nobody knows",
       version(changed(R"("purchase")", R"("ignore")")),
       "400",
       "unknown_value",
       "/parameters/shortfall"},
      {"a parameter left out would change silently",
       version(changed(R"("earn_points":1,)", "")),
       "400",
       "missing_field",
       "/parameters/earn_points"},
      {"a parameter nobody knows",
       version(changed(R"("earn_points":1,)", R"("earn_points":1,"bonus":2,)")),
       "400",
       "unknown_field",
       "/parameters/bonus"},
      {"no such programme",
       post(
           "/v1/programmes/X/versions",
           R"({"effective_from":"2027-01-01T00:00:00Z","parameters":)" + defaults + "}"
       ),
       "404",
       "programme_not_found",
       ""},
      {"no such currency",
       post("/v1/programmes", R"({"code":"X","name":"n","currency":"XXX"})"),
       "400",
       "/currency",
       ""},
      {"no such zone",
       post("/v1/programmes", R"({"code":"X","name":"n","currency":"CNY","time_zone":"Mars"})"),
       "400",
       "time_zone_unknown",
       "/time_zone"},
      {"reading what is not there", get("/v1/programmes/X"), "404", "programme_not_found", ""},
      {"nor its versions", get("/v1/programmes/X/versions"), "404", "programme_not_found", ""},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(
        row.answer, AllOf(HasSubstr(row.status + " "), HasSubstr(row.code), HasSubstr(row.pointer))
    ) << row.reason;
  }
  EXPECT_EQ(get("/v1/programmes/MAIN/versions"), before);
}

TEST_F(ProgrammesApiTest, reading_and_writing_are_different_permissions) {
  door.actor.permissions = {"programmes:read"};
  EXPECT_THAT(get("/v1/programmes"), HasSubstr("200 "));
  EXPECT_THAT(
      post("/v1/programmes", R"({"code":"M","name":"n","currency":"CNY"})"), HasSubstr("403 ")
  );
}

TEST_F(ProgrammesApiTest, the_document_has_every_path_and_complete_words) {
  const std::string document = api.openapi();
  for (const char* path :
       {"\"/v1/programmes\":", "\"/v1/programmes/{code}\":", "\"/v1/programmes/{code}/versions\":"})
    EXPECT_THAT(document, HasSubstr(path));
  for (const auto& operation : api.operations()) {
    EXPECT_STRNE(operation.spec.summary.zh, "") << operation.spec.operation;
    EXPECT_STRNE(operation.spec.summary.en, "") << operation.spec.operation;
    EXPECT_STRNE(operation.spec.permission, nullptr) << operation.spec.operation;
  }
}

}  // namespace
}  // namespace guanxi::programmes
