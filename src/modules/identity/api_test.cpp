#include <boost/json.hpp>

#include "modules/identity/testing.h"
#include "platform/api/idempotency.h"

namespace guanxi::identity {
namespace {

namespace json = boost::json;

class IdentityApiTest : public IdentityTest {
 protected:
  IdentityApiTest() { add_endpoints(api_, *temp_, *identity_, first_answers_); }

  struct Answer {
    int status = 0;
    json::value body;
  };
  Answer call(
      const std::string& token, const char* method, std::string target, const std::string& body = ""
  ) {
    http::Request request;
    request.method = method;
    request.path = target.substr(0, target.find('?'));
    if (const auto mark = target.find('?'); mark != std::string::npos) {
      const std::string pair = target.substr(mark + 1);
      const auto equals = pair.find('=');
      request.query = {{pair.substr(0, equals), pair.substr(equals + 1)}};
    }
    request.target = std::move(target);
    request.headers = {
        {"authorization", "Bearer " + token},
        {"content-type", "application/json"},
        {"idempotency-key", key_.empty() ? "key-" + std::to_string(++calls_) : key_},
        {"accept-language", "en"}};
    request.body = body;
    const http::Response response = api_.handle(request);
    return {response.status, response.body.empty() ? json::value() : json::parse(response.body)};
  }
  static std::string text(const json::value& value) { return json::value_to<std::string>(value); }

  api::FirstAnswers first_answers_{crypto::KeyRing::for_tests("identity")};
  int calls_ = 0;
  std::string key_;  // the next call's idempotency key; empty: a new one
  api::Api api_{temp_.clock(), identity_.get()};
  std::string boss_ = token_of(person("boss", {"*"}));
};

TEST_F(IdentityApiTest, MeTellsEverybodyWhoTheyAre) {
  const std::string token = token_of(person("王芳", {"sales:read"}, {StoreId(store_a)}));
  const Answer answer = call(token, "GET", "/v1/me");
  ASSERT_EQ(answer.status, 200);
  EXPECT_EQ(text(answer.body.at("name")), "王芳");
  EXPECT_EQ(json::serialize(answer.body.at("permissions")), R"(["sales:read"])");
  EXPECT_EQ(json::serialize(answer.body.at("stores")), R"(["11"])");
  EXPECT_EQ(call("gx_nonsense", "GET", "/v1/me").status, 401);
}

TEST_F(IdentityApiTest, APersonIsAddedGetsATokenAndLosesIt) {
  const Answer added =
      call(boss_, "POST", "/v1/actors", R"({"name":"李雷","permissions":["sales:read"]})");
  ASSERT_EQ(added.status, 201) << json::serialize(added.body);
  const std::string path = "/v1/actors/" + text(added.body.at("id"));
  const Answer issued = call(boss_, "POST", path + "/tokens", R"({"label":"laptop"})");
  ASSERT_EQ(issued.status, 201) << json::serialize(issued.body);
  const std::string token = text(issued.body.at("token"));
  EXPECT_EQ(call(token, "GET", "/v1/me").status, 200);
  EXPECT_EQ(call(token, "GET", "/v1/actors").status, 403);

  EXPECT_EQ(call(boss_, "POST", path + "/state", R"({"state":"disabled"})").status, 200);
  EXPECT_EQ(call(token, "GET", "/v1/me").status, 403);
  EXPECT_EQ(call(boss_, "POST", path + "/state", R"({"state":"active"})").status, 200);
  EXPECT_EQ(call(token, "GET", "/v1/me").status, 200);

  const std::string revoke = path + "/tokens/" + text(issued.body.at("key"));
  EXPECT_EQ(call(boss_, "DELETE", revoke).status, 204);
  EXPECT_EQ(call(boss_, "DELETE", revoke).status, 204);
  EXPECT_EQ(call(token, "GET", "/v1/me").status, 401);

  const Answer detail = call(boss_, "GET", path);
  ASSERT_EQ(detail.status, 200);
  EXPECT_EQ(detail.body.at("credentials").as_array().size(), 1u);
  EXPECT_EQ(json::serialize(detail.body).find(token), std::string::npos);
  const Answer changes =
      call(boss_, "GET", "/v1/access-changes?actor=" + text(added.body.at("id")));
  ASSERT_EQ(changes.status, 200);
  EXPECT_EQ(changes.body.at("items").as_array().size(), 5u);
  EXPECT_EQ(text(changes.body.at("items").at(0).at("action")), "token_revoked");
}

// The answer with the token was lost on the way: the retry must not make a second one.
TEST_F(IdentityApiTest, ARetryGetsTheSameAnswer) {
  key_ = "add-1";
  const std::string body = R"({"name":"李雷","permissions":[]})";
  const Answer first = call(boss_, "POST", "/v1/actors", body);
  ASSERT_EQ(first.status, 201) << json::serialize(first.body);
  const Answer again = call(boss_, "POST", "/v1/actors", body);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(call(boss_, "POST", "/v1/actors", R"({"name":"韩梅","permissions":[]})").status, 422);
  key_ = "token-1";
  const std::string path = "/v1/actors/" + text(first.body.at("id")) + "/tokens";
  const Answer issued = call(boss_, "POST", path, R"({"label":"laptop"})");
  ASSERT_EQ(issued.status, 201) << json::serialize(issued.body);
  EXPECT_EQ(call(boss_, "POST", path, R"({"label":"laptop"})").body, issued.body);
  EXPECT_EQ(call(text(issued.body.at("token")), "GET", "/v1/me").status, 200);
  EXPECT_EQ(identity_->credentials(ActorId(std::stoll(text(first.body.at("id"))))).size(), 1u);
}

TEST_F(IdentityApiTest, ListsGoOnFromTheirCursor) {
  for (int i = 0; i < 5; ++i) person("p" + std::to_string(i), {});
  std::vector<std::string> names;
  std::string query = "?limit=6";
  const Answer whole = call(boss_, "GET", "/v1/actors" + query);
  EXPECT_EQ(whole.body.at("items").as_array().size(), 6u);
  EXPECT_FALSE(whole.body.as_object().contains("next_cursor"));
  const Answer first = call(boss_, "GET", "/v1/actors?limit=4");
  ASSERT_TRUE(first.body.as_object().contains("next_cursor"));
  const Answer rest = call(boss_, "GET", "/v1/actors?cursor=" + text(first.body.at("next_cursor")));
  EXPECT_EQ(rest.body.at("items").as_array().size(), 2u);
  EXPECT_EQ(
      call(boss_, "GET", "/v1/access-changes?limit=1").body.at("items").as_array().size(), 1u
  );
}

TEST_F(IdentityApiTest, WhoIsBoundToAStoreSeesThatStore) {
  const ActorId near = person("near", {}, {StoreId(store_a)});
  const ActorId far = person("far", {}, {StoreId(store_b)});
  const std::string clerk = token_of(person("clerk", {"identity:read"}, {StoreId(store_a)}));
  EXPECT_EQ(call(clerk, "GET", "/v1/actors").body.at("items").as_array().size(), 2u);
  EXPECT_EQ(call(clerk, "GET", "/v1/actors/" + near.to_string()).status, 200);
  EXPECT_EQ(call(clerk, "GET", "/v1/actors/" + far.to_string()).status, 404);
  EXPECT_EQ(call(clerk, "GET", "/v1/access-changes").status, 403);
  EXPECT_EQ(call(clerk, "GET", "/v1/access-changes?actor=" + near.to_string()).status, 200);
}

TEST_F(IdentityApiTest, BadRequestsNameTheFieldAndChangeNothing) {
  const std::string me =
      "/v1/actors/" + identity_->find_actor(Kind::person, "boss")->id.to_string();
  struct Row {
    const char* reason;
    const char* method;
    std::string target;
    const char* body;
    int status;
    const char* pointer;
  };
  const Row rows[] = {
      {"no name", "POST", "/v1/actors", R"({"permissions":[]})", 400, "/name"},
      {"a permission that does not exist",
       "POST",
       "/v1/actors",
       R"({"name":"x","permissions":["sales:fly"]})",
       400,
       "/permissions/0"},
      {"a store that does not exist",
       "POST",
       "/v1/actors",
       R"({"name":"x","permissions":[],"stores":["99"]})",
       404,
       "/stores/0"},
      {"a name that is taken",
       "POST",
       "/v1/actors",
       R"({"name":"boss","permissions":[]})",
       409,
       "/name"},
      {"an unknown field",
       "POST",
       "/v1/actors",
       R"({"name":"x","permissions":[],"admin":true})",
       400,
       "/admin"},
      {"a token for nobody", "POST", "/v1/actors/5/tokens", R"({"label":"x"})", 404, "/id"},
      {"a token that has ended",
       "POST",
       me + "/tokens",
       R"({"label":"x","expires_at":"2020-01-01T00:00:00Z"})",
       400,
       "/expires_at"},
      {"disabling oneself", "POST", me + "/state", R"({"state":"disabled"})", 403, "/id"},
      {"an unknown state", "POST", me + "/state", R"({"state":"asleep"})", 400, "/state"},
      {"a token that is not there", "DELETE", me + "/tokens/tok_000000000000", "", 404, "/key"},
  };
  const auto changes = identity_->changes({}, 0, 200).size();
  for (const Row& row : rows) {
    const Answer answer = call(boss_, row.method, row.target, row.body);
    EXPECT_EQ(answer.status, row.status) << row.reason << json::serialize(answer.body);
    ASSERT_TRUE(answer.body.as_object().contains("errors")) << row.reason;
    EXPECT_EQ(text(answer.body.at("errors").at(0).at("pointer")), row.pointer) << row.reason;
  }
  EXPECT_EQ(identity_->changes({}, 0, 200).size(), changes);
}

}  // namespace
}  // namespace guanxi::identity
