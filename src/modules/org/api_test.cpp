// The endpoints from the outside: requests in, documents out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modules/org/org.h"
#include "modules/programmes/programmes.h"
#include "platform/api/api.h"
#include "platform/sql/testing.h"

namespace guanxi::org {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// Lets everybody in as `actor`.
class Doorkeeper final : public api::Authenticator {
 public:
  Result<api::Actor> authenticate(const http::Request&, Instant) override { return actor; }
  api::Actor actor = api::Actor::system("admin");
};

class OrgApiTest : public testing::Test {
 protected:
  OrgApiTest() {
    programmes::Programmes::NewProgramme programme;
    programme.code = "MAIN";
    programme.name = "贵宾会";
    EXPECT_TRUE(programmes.add(programme, ActorId(1), temp.clock().now()));
    add_endpoints(api, org, programmes);
  }

  http::Response send(const char* method, const std::string& target, const std::string& body = "") {
    http::Request request;
    request.method = method;
    request.target = target;
    request.path = target.substr(0, target.find('?'));
    if (const auto at = target.find("limit="); at != std::string::npos)
      request.query = {{"limit", target.substr(at + 6)}};
    if (!cursor.empty()) request.query.emplace_back("cursor", cursor);
    request.headers = {{"accept-language", "en"}};
    if (!body.empty()) request.headers.emplace_back("content-type", "application/json");
    request.body = body;
    request.received_at = temp.clock().now();
    return api.handle(request);
  }
  /// "201 {…}": the whole answer in one text.
  std::string post(const std::string& target, const std::string& body) {
    const auto response = send("POST", target, body);
    return std::to_string(response.status) + " " + response.body;
  }
  std::string get(const std::string& target) {
    const auto response = send("GET", target);
    return std::to_string(response.status) + " " + response.body;
  }
  void add_group() {
    ASSERT_THAT(
        post("/v1/org/units", R"({"kind":"group","code":"G","name":"集团"})"), HasSubstr("201 ")
    );
  }
  void add_store(const std::string& code) {
    ASSERT_THAT(
        post(
            "/v1/stores",
            R"({"code":")" + code + R"(","name":"店","parent_code":"G","programme_code":"MAIN"})"
        ),
        HasSubstr("201 ")
    );
  }

  sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 1};
  programmes::Programmes programmes{*temp, ids};
  Org org{*temp, ids};
  Doorkeeper door;
  api::Api api{temp.clock(), &door};
  std::string cursor;
};

TEST_F(OrgApiTest, from_group_to_till) {
  add_group();
  EXPECT_THAT(
      post(
          "/v1/org/units", R"({"kind":"region","code":"EAST","name":"华东大区","parent_code":"G"})"
      ),
      AllOf(
          HasSubstr("201 "),
          HasSubstr(R"("kind":"region")"),
          HasSubstr(R"("depth":1)"),
          HasSubstr(R"("parent_id":)")
      )
  );
  const auto added = send(
      "POST",
      "/v1/stores",
      R"({"code":"S001","name":"南京路店","parent_code":"EAST","programme_code":"MAIN","time_zone":"Asia/Shanghai","cutoff_minutes":240})"
  );
  EXPECT_EQ(added.status, 201) << added.body;
  EXPECT_THAT(
      added.headers,
      testing::Contains(std::pair<std::string, std::string>("Location", "/v1/stores/S001"))
  );
  EXPECT_EQ(get("/v1/stores/S001"), "200 " + added.body);
  EXPECT_THAT(
      added.body,
      HasSubstr(
          R"("code":"S001","name":"南京路店","parent_code":"EAST","programme_code":"MAIN","time_zone":"Asia/Shanghai","cutoff_minutes":240,"active":true)"
      )
  );
  EXPECT_THAT(
      post("/v1/stores/S001/counters", R"({"code":"C01","name":"化妆品一柜"})"),
      AllOf(HasSubstr("201 "), HasSubstr(R"("store":"S001","code":"C01","name":"化妆品一柜")"))
  );
  EXPECT_THAT(post("/v1/stores/S001/tills", R"({"code":"02","name":"二号"})"), HasSubstr("201 "));
  EXPECT_THAT(post("/v1/stores/S001/tills", R"({"code":"01","name":"一号"})"), HasSubstr("201 "));
  EXPECT_THAT(
      get("/v1/stores/S001/tills"),
      testing::MatchesRegex(R"(200 .*"code":"01","name":"一号","active":true.*"code":"02".*)")
  );
  const std::string tree = get("/v1/org");
  std::size_t last = 0;
  for (const char* code : {"\"G\"", "\"EAST\"", "\"S001\"", "\"C01\""}) {
    const auto at = tree.find("\"code\":" + std::string(code));
    ASSERT_NE(at, std::string::npos) << tree;
    EXPECT_GT(at, last) << "behind what it hangs below";
    last = at;
  }
}

TEST_F(OrgApiTest, refusals_name_the_field_and_change_nothing) {
  add_group();
  add_store("S001");
  const std::string before = get("/v1/org");
  const std::string store = R"("name":"n","parent_code":"G","programme_code":"MAIN")";
  const struct {
    const char* reason;
    std::string target, body, status, code, pointer;
  } rows[] = {
      {"a code twice",
       "/v1/stores",
       R"({"code":"S001",)" + store + "}",
       "409",
       "code_taken",
       "/code"},
      {"a group twice",
       "/v1/org/units",
       R"({"kind":"group","code":"G","name":"n"})",
       "409",
       "code_taken",
       "/code"},
      {"no such parent",
       "/v1/org/units",
       R"({"kind":"company","code":"C","name":"n","parent_code":"X"})",
       "409",
       "wrong_parent",
       "/parent_code"},
      {"a kind that is not above stores",
       "/v1/org/units",
       R"({"kind":"store","code":"C","name":"n","parent_code":"G"})",
       "400",
       "unknown_value",
       "/kind"},
      {"no such programme",
       "/v1/stores",
       R"({"code":"S2","name":"n","parent_code":"G","programme_code":"X"})",
       "404",
       "programme_not_found",
       "/programme_code"},
      {"a zone that is none",
       "/v1/stores",
       R"({"code":"S2",)" + store + R"(,"time_zone":"Mars"})",
       "400",
       "time_zone_unknown",
       "/time_zone"},
      {"a cut-off after noon",
       "/v1/stores",
       R"({"code":"S2",)" + store + R"(,"cutoff_minutes":721})",
       "400",
       "out_of_range",
       "/cutoff_minutes"},
      {"a code with a slash",
       "/v1/stores",
       R"({"code":"S/2",)" + store + "}",
       "400",
       "bad_format",
       "/code"},
      {"a field we do not know",
       "/v1/stores",
       R"({"code":"S2","colour":"red",)" + store + "}",
       "400",
       "unknown_field",
       "/colour"},
      {"a till of no store",
       "/v1/stores/S9/tills",
       R"({"code":"01","name":"n"})",
       "404",
       "store_not_found",
       ""},
      {"a counter of no store",
       "/v1/stores/S9/counters",
       R"({"code":"01","name":"n"})",
       "404",
       "store_not_found",
       ""},
  };
  for (const auto& row : rows) {
    const std::string answer = post(row.target, row.body);
    EXPECT_THAT(answer, AllOf(HasSubstr(row.status + " "), HasSubstr(row.code))) << row.reason;
    if (!row.pointer.empty()) {
      EXPECT_THAT(answer, HasSubstr('"' + row.pointer + '"')) << row.reason;
    }
  }
  EXPECT_EQ(get("/v1/org"), before);
  EXPECT_THAT(
      get("/v1/stores/S9"), AllOf(HasSubstr("404 "), HasSubstr("store_not_found"), HasSubstr("S9"))
  );
}

TEST_F(OrgApiTest, stores_come_in_pages) {
  add_group();
  for (const char* code : {"S3", "S1", "S2"}) add_store(code);
  const std::string first = get("/v1/stores?limit=2");
  EXPECT_THAT(first, AllOf(HasSubstr("\"S1\""), HasSubstr("\"S2\""), Not(HasSubstr("\"S3\""))));
  const auto at = first.find("\"next_cursor\":\"") + 15;
  cursor = first.substr(at, first.find('"', at) - at);
  EXPECT_THAT(
      get("/v1/stores?limit=2"),
      AllOf(HasSubstr("\"S3\""), Not(HasSubstr("\"S2\"")), Not(HasSubstr("next_cursor")))
  );
  cursor = "nonsense";
  EXPECT_THAT(get("/v1/stores"), AllOf(HasSubstr("400 "), HasSubstr("bad_cursor")));
}

TEST_F(OrgApiTest, who_is_limited_to_stores_sees_and_changes_only_those) {
  add_group();
  for (const char* code : {"S1", "S2"}) {
    add_store(code);
    ASSERT_THAT(
        post("/v1/stores/" + std::string(code) + "/counters", R"({"code":"K","name":"n"})"),
        HasSubstr("201 ")
    );
  }
  door.actor.kind = api::Actor::Kind::person;
  door.actor.stores = {org.snapshot()->find_store("S1")->id};
  EXPECT_THAT(get("/v1/stores"), AllOf(HasSubstr("\"S1\""), Not(HasSubstr("\"S2\""))));
  EXPECT_THAT(
      get("/v1/org"),
      AllOf(HasSubstr("\"S1\""), HasSubstr("\"G\""), HasSubstr("\"K\""), Not(HasSubstr("\"S2\"")))
  );
  EXPECT_THAT(get("/v1/stores/S2"), AllOf(HasSubstr("403 "), HasSubstr("store_out_of_scope")));
  EXPECT_THAT(get("/v1/stores/S2/tills"), HasSubstr("403 "));
  const std::string till = R"({"code":"01","name":"n"})";
  EXPECT_THAT(post("/v1/stores/S2/tills", till), HasSubstr("403 "));
  EXPECT_THAT(post("/v1/stores/S2/counters", till), HasSubstr("403 "));
  EXPECT_THAT(post("/v1/stores/S1/tills", till), HasSubstr("201 "));
  EXPECT_THAT(
      post("/v1/stores", R"({"code":"S3","name":"n","parent_code":"G","programme_code":"MAIN"})"),
      HasSubstr("403 ")
  ) << "nobody widens his own scope";
  EXPECT_THAT(
      post("/v1/org/units", R"({"kind":"group","code":"H","name":"n"})"), HasSubstr("403 ")
  );
}

TEST_F(OrgApiTest, reading_and_writing_are_different_permissions) {
  door.actor.permissions = {"org:read"};
  EXPECT_THAT(get("/v1/org"), HasSubstr("200 "));
  EXPECT_THAT(
      post("/v1/org/units", R"({"kind":"group","code":"G","name":"n"})"),
      AllOf(HasSubstr("403 "), HasSubstr("org:write"))
  );
  door.actor.permissions = {"catalog:*"};
  EXPECT_THAT(get("/v1/stores"), HasSubstr("403 "));
}

TEST_F(OrgApiTest, the_document_has_every_path_and_complete_words) {
  const std::string document = api.openapi();
  for (const char* path :
       {"\"/v1/org\":",
        "\"/v1/org/units\":",
        "\"/v1/stores\":",
        "\"/v1/stores/{store}\":",
        "\"/v1/stores/{store}/counters\":",
        "\"/v1/stores/{store}/tills\":"})
    EXPECT_THAT(document, HasSubstr(path));
  for (const auto& operation : api.operations()) {
    EXPECT_STRNE(operation.spec.summary.zh, "") << operation.spec.operation;
    EXPECT_STRNE(operation.spec.summary.en, "") << operation.spec.operation;
    EXPECT_STRNE(operation.spec.permission, nullptr) << operation.spec.operation;
  }
}

}  // namespace
}  // namespace guanxi::org
