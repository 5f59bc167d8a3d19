// A request from the door to the handler and back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/check.h"
#include "platform/api/sample_shop_test.h"
#include "platform/crypto/crypto.h"
#include "platform/sql/sql.h"

namespace guanxi::api {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::good_order;
using ::testing::HasSubstr;
using testing::header_of;
using ::testing::IsEmpty;
using testing::request_of;

class Dispatch : public ::testing::Test {
 protected:
  Dispatch() {
    api_.add<shop::GetOrder, shop::OrderView>(
        {.method = Method::get,
         .path = "/v1/orders/{id}",
         .operation = "get_order",
         .tag = "orders",
         .permission = "orders:read"},
        [](const Call&, const shop::GetOrder& request) -> Result<Reply<shop::OrderView>> {
          if (request.id.value() == 404) return fail(ErrorCode::receipt_not_found, "/id");
          return Reply<shop::OrderView>{.body = {request.id, {}, {}}, .etag = etag_of(7)};
        }
    );
    api_.add<shop::ListOrders, Page<shop::GetOrder>>(
        {.method = Method::get, .path = "/v1/orders", .operation = "list_orders", .tag = "orders"},
        [this](const Call&, const shop::ListOrders& request) -> Result<Page<shop::GetOrder>> {
          listed_ = request;
          return Page<shop::GetOrder>{};
        }
    );
    api_.add<shop::Order, shop::OrderView>(
        {.method = Method::post,
         .path = "/v1/orders",
         .operation = "place_order",
         .tag = "orders",
         .permission = "orders:write",
         .idempotency = Idempotency::required,
         .success_status = 201},
        [this](const Call& call, const shop::Order& request) -> Result<Reply<shop::OrderView>> {
          key_ = call.idempotency_key;
          hash_ = call.request_hash;
          Reply<shop::OrderView> reply{
              .body = {shop::OrderId(1), request, {}}, .location = "/v1/orders/1"};
          if (key_ == "again") {
            reply.replayed = true;
            reply.stored_json = R"({"id":"1"})";
          }
          return reply;
        }
    );
    api_.add<shop::ChangeOrder, Nothing>(
        {.method = Method::patch,
         .path = "/v1/orders/{id}",
         .operation = "change_order",
         .tag = "orders",
         .permission = "orders:write",
         .needs_if_match = true},
        [this](const Call& call, const shop::ChangeOrder& request) -> Outcome {
          changed_ = request;
          GX_TRY_VOID(check_if_match(call, etag_of(7)));
          return ok();
        }
    );
    api_.add<shop::GetOrder, Nothing>(
        {.method = Method::post,
         .path = "/v1/orders/{id}/labels",
         .operation = "print_labels",
         .tag = "orders",
         .file_type = "text/csv; charset=utf-8"},
        [](const Call&, const shop::GetOrder&) -> Result<Reply<Nothing>> {
          return Reply<Nothing>{.file = {"labels-1.csv", "a,b\n"}};
        }
    );
    api_.add<shop::GetOrder, Nothing>(
        {.method = Method::post,
         .path = "/v1/orders/{id}/void",
         .operation = "void_order",
         .tag = "orders"},
        [this](const Call&, const shop::GetOrder&) -> Outcome {
          if (fault_) fault_();
          return ok();
        }
    );
  }

  int fault_count(const http::Response& response, const std::string& text) const {
    int count = 0;
    for (std::size_t at = 0; (at = response.body.find(text, at)) != std::string::npos; ++at)
      ++count;
    return count;
  }
  static std::string code_of(const http::Response& response) {
    const auto at = response.body.find(R"("code":")") + 8;
    return response.body.substr(at, response.body.find('"', at) - at);
  }

  ManualClock clock_{Instant::from_seconds(1'795'000'000)};
  testing::NamedTokens tokens_;
  std::vector<std::string> observed_;
  std::vector<std::string> alarms_;
  Api api_{
      clock_,
      &tokens_,
      {.observe =
           [this](const Observation& seen) {
             observed_.push_back(
                 std::string(seen.operation) + " " + std::to_string(seen.status) +
                 (seen.replayed ? " replayed" : "")
             );
           },
       .alarm =
           [this](const Alarm& alarm) {
             alarms_.push_back(
                 std::string(alarm.operation) + " " + std::string(alarm.trace_id) + " " + alarm.what
             );
           }}};
  shop::ListOrders listed_;
  shop::ChangeOrder changed_;
  std::string key_;
  std::array<std::uint8_t, 32> hash_{};
  std::function<void()> fault_;
};

TEST_F(Dispatch, FindsTheEndpointOrSaysWhatIsThere) {
  const struct {
    const char *method, *path;
    int status;
    const char *code, *allow;
  } rows[] = {
      {"GET", "/v1/orders/5", 200, "", "(none)"},
      {"GET", "/v1/orders", 200, "", "(none)"},
      {"GET", "/v1/order", 404, "not_found", "(none)"},
      {"GET", "/v1/orders/", 404, "not_found", "(none)"},
      {"GET", "/v1/orders/5/x", 404, "not_found", "(none)"},
      {"GET", "/", 404, "not_found", "(none)"},
      {"GET", "", 404, "not_found", "(none)"},
      {"GET", "v1/orders", 404, "not_found", "(none)"},
      {"GET", "//v1/orders", 404, "not_found", "(none)"},
      {"DELETE", "/v1/orders/5", 405, "method_not_allowed", "GET, PATCH"},
      {"PUT", "/v1/orders", 405, "method_not_allowed", "GET, POST"},
      {"BREW", "/v1/orders", 405, "method_not_allowed", "GET, POST"},
      {"GET", "/v1/orders/5/void", 405, "method_not_allowed", "POST"},
      {"POST", "/docs", 405, "method_not_allowed", "GET"},
      {"POST", "/openapi.json", 405, "method_not_allowed", "GET"}};
  for (const auto& row : rows) {
    const auto response = api_.handle(request_of(row.method, row.path));
    EXPECT_EQ(response.status, row.status) << row.method << ' ' << row.path;
    if (*row.code != '\0') {
      EXPECT_EQ(code_of(response), row.code) << row.path;
    }
    EXPECT_EQ(header_of(response, "Allow"), row.allow) << row.path;
  }
}

TEST_F(Dispatch, AsksWhoThenWhetherTheyMay) {
  auto request = request_of("GET", "/v1/orders/5");
  request.headers[0].second = "Bearer nobody";
  auto response = api_.handle(request);
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(header_of(response, "WWW-Authenticate"), R"(Bearer realm="guanxi")");

  request = request_of("POST", "/v1/orders", "not even json");
  request.headers[0].second = "Bearer reader";
  response = api_.handle(request);
  EXPECT_EQ(response.status, 403) << "before a word of the body is read";
  EXPECT_THAT(response.body, HasSubstr("orders:write"));

  request = request_of("GET", "/v1/orders");
  request.headers.clear();
  EXPECT_EQ(api_.handle(request).status, 200) << "public";
}

TEST_F(Dispatch, ReadsPathParameters) {
  EXPECT_THAT(api_.handle(request_of("GET", "/v1/orders/42")).body, HasSubstr(R"({"id":"42")"));
  EXPECT_THAT(api_.handle(request_of("GET", "/v1/orders/%34%32")).body, HasSubstr(R"({"id":"42")"));
  for (const char* path :
       {"/v1/orders/x",
        "/v1/orders/0",
        "/v1/orders/-1",
        "/v1/orders/%zz",
        "/v1/orders/%ff",
        "/v1/orders/9223372036854775808",
        "/v1/orders/42%00",
        "/v1/orders/4%2F2"}) {
    const auto response = api_.handle(request_of("GET", path));
    EXPECT_EQ(response.status, 400) << path;
    EXPECT_THAT(response.body, HasSubstr(R"("pointer":"/id","code":"bad_format")")) << path;
  }
}

TEST_F(Dispatch, ReadsTheQuery) {
  auto request = request_of("GET", "/v1/orders");
  request.query = {
      {"store", "7"},
      {"channel", "store"},
      {"channel", "default"},
      {"since", "2026-11-21"},
      {"open", "false"},
      {"limit", "200"},
      {"cursor", "abc"}};
  ASSERT_EQ(api_.handle(request).status, 200);
  EXPECT_EQ(listed_.store, StoreId(7));
  EXPECT_THAT(listed_.channel, ElementsAre(shop::Channel::store, shop::Channel::default_));
  EXPECT_EQ(listed_.since, Date::of(2026, 11, 21));
  EXPECT_FALSE(listed_.open);
  EXPECT_EQ(listed_.limit, 200);
  EXPECT_EQ(listed_.cursor, "abc");

  ASSERT_EQ(api_.handle(request_of("GET", "/v1/orders")).status, 200);
  EXPECT_EQ(listed_.limit, page_limit_default);
  EXPECT_TRUE(listed_.open);
  EXPECT_THAT(listed_.channel, IsEmpty());
}

TEST_F(Dispatch, RefusesABadQueryByItsParameter) {
  const struct {
    std::vector<std::pair<std::string, std::string>> query;
    const char *pointer, *code;
  } rows[] = {
      {{{"limit", "0"}}, "/limit", "out_of_range"},
      {{{"limit", "201"}}, "/limit", "out_of_range"},
      {{{"limit", "99999999999999999999"}}, "/limit", "out_of_range"},
      {{{"limit", ""}}, "/limit", "wrong_type"},
      {{{"limit", "050"}}, "/limit", "wrong_type"},
      {{{"limit", "+5"}}, "/limit", "wrong_type"},
      {{{"limit", "5 "}}, "/limit", "wrong_type"},
      {{{"limit", "5.0"}}, "/limit", "wrong_type"},
      {{{"open", "1"}}, "/open", "unknown_value"},
      {{{"store", "7"}, {"store", "8"}}, "/store", "duplicate_field"},
      {{{"offset", "10"}}, "/offset", "unknown_field"},
      {{{"since", "21.11.2026"}}, "/since", "bad_format"},
      {{{"cursor", std::string(513, 'a')}}, "/cursor", "too_long"},
      {{{"cursor", "\xed\xa0\x80"}}, "/cursor", "bad_format"},
      {{{"cursor", std::string("a\0b", 3)}}, "/cursor", "bad_format"},
      {{{"channel", "store"}, {"channel", "x"}}, "/channel/1", "unknown_value"},
      {{{"channel", "store"}, {"channel", "store"}, {"channel", "store"}}, "/channel", "too_many"}};
  for (const auto& row : rows) {
    auto request = request_of("GET", "/v1/orders");
    request.query = row.query;
    const auto response = api_.handle(request);
    EXPECT_EQ(response.status, 400) << row.pointer;
    EXPECT_THAT(
        response.body,
        HasSubstr(R"("pointer":")" + std::string(row.pointer) + R"(","code":")" + row.code + '"')
    );
  }
}

TEST_F(Dispatch, WantsJsonAndSaysSo) {
  const struct {
    const char* type;
    int status;
  } rows[] = {
      {"application/json", 201},
      {"application/json; charset=utf-8", 201},
      {"Application/JSON;charset=\"UTF-8\"", 201},
      {"application/json; charset=gbk", 415},
      {"application/x-www-form-urlencoded", 415},
      {"text/plain", 415},
      {"application/jsonx", 415},
      {"application/merge-patch+json", 415},
      {"", 415}};
  for (const auto& row : rows) {
    auto request = request_of("POST", "/v1/orders", good_order);
    request.headers.back().second = row.type;
    request.headers.emplace_back("idempotency-key", "k");
    EXPECT_EQ(api_.handle(request).status, row.status) << row.type;
  }
  EXPECT_EQ(api_.handle(request_of("GET", "/v1/orders", "{}")).status, 400)
      << "a body where none belongs";
  EXPECT_EQ(api_.handle(request_of("POST", "/v1/orders/5/void")).status, 204)
      << "nothing to say, nothing needed";
  EXPECT_EQ(api_.handle(request_of("POST", "/v1/orders/5/void", "{}")).status, 204);
  EXPECT_EQ(api_.handle(request_of("POST", "/v1/orders/5/void", R"({"id":"6"})")).status, 400)
      << "id comes from the path";
  auto request = request_of("POST", "/v1/orders/5/void");
  request.query = {{"x", "1"}};
  EXPECT_EQ(api_.handle(request).status, 400) << "a query where none belongs";
}

TEST_F(Dispatch, AnEmptyBodyIsToldEveryMissingField) {
  auto request = request_of("POST", "/v1/orders");
  request.headers.emplace_back("idempotency-key", "k");
  const auto response = api_.handle(request);
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(fault_count(response, R"("code":"missing_field")"), 11);
}

TEST_F(Dispatch, WantsAnIdempotencyKeyQuotedOrBare) {
  const struct {
    std::string header;
    int status;
    std::string key;
  } rows[] = {
      {"till7-000123", 201, "till7-000123"},
      {"\"till7-000123\"", 201, "till7-000123"},
      {std::string(64, 'k'), 201, std::string(64, 'k')},
      {std::string(65, 'k'), 400, ""},
      {"\"" + std::string(64, 'k') + "\"", 201, std::string(64, 'k')},
      {"\"\"", 400, ""},
      {"\"", 400, ""},
      {"\"half", 400, ""},
      {"two words", 400, ""},
      {"k\x7f", 400, ""},
      {"键", 400, ""}};
  for (const auto& row : rows) {
    key_.clear();
    auto request = request_of("POST", "/v1/orders", good_order);
    request.headers.emplace_back("idempotency-key", row.header);
    const auto response = api_.handle(request);
    EXPECT_EQ(response.status, row.status) << row.header;
    EXPECT_EQ(key_, row.key) << row.header;
    if (row.status == 400) {
      EXPECT_THAT(
          response.body, HasSubstr(R"("pointer":"/headers/Idempotency-Key","code":"bad_format")")
      );
    }
  }
  const auto response = api_.handle(request_of("POST", "/v1/orders", good_order));
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(code_of(response), "idempotency_key_missing");
}

TEST_F(Dispatch, HashesMethodTargetAndBodyForTheReplayCheck) {
  auto request = request_of("POST", "/v1/orders", good_order);
  request.headers.emplace_back("idempotency-key", "k");
  ASSERT_EQ(api_.handle(request).status, 201);
  const std::string_view parts[] = {"POST", "/v1/orders", good_order};
  EXPECT_EQ(hash_, crypto::sha256_of_parts(parts));
}

TEST_F(Dispatch, AnswersWithTheHeadersOfTheReply) {
  auto request = request_of("POST", "/v1/orders", good_order);
  request.headers.emplace_back("idempotency-key", "first");
  auto response = api_.handle(request);
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(header_of(response, "Location"), "/v1/orders/1");
  EXPECT_EQ(header_of(response, "Cache-Control"), "no-store");
  EXPECT_EQ(header_of(response, "Idempotency-Replayed"), "(none)");

  request.headers.back().second = "again";
  response = api_.handle(request);
  EXPECT_EQ(header_of(response, "Idempotency-Replayed"), "true");
  EXPECT_EQ(response.body, R"({"id":"1"})") << "what was stored, not what the handler built";
  EXPECT_THAT(observed_, ElementsAre("place_order 201", "place_order 201 replayed"));
}

TEST_F(Dispatch, AFileIsAnsweredAsItIs) {
  const auto response = api_.handle(request_of("POST", "/v1/orders/5/labels"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "text/csv; charset=utf-8");
  EXPECT_EQ(response.body, "a,b\n");
  EXPECT_EQ(header_of(response, "Content-Disposition"), R"(attachment; filename="labels-1.csv")");
  EXPECT_EQ(header_of(response, "Cache-Control"), "no-store");
  EXPECT_NE(api_.openapi().find(R"("text/csv; charset=utf-8": {)"), std::string::npos)
      << "the document says so";
}

TEST_F(Dispatch, ServesAndChecksVersions) {
  auto request = request_of("GET", "/v1/orders/5");
  EXPECT_EQ(header_of(api_.handle(request), "ETag"), "\"7\"");
  request.headers.emplace_back("if-none-match", "\"6\", W/\"7\"");
  EXPECT_EQ(api_.handle(request).status, 304);
  EXPECT_EQ(api_.handle(request).body, "");

  request = request_of("PATCH", "/v1/orders/5", R"({"note":null})");
  auto response = api_.handle(request);
  EXPECT_EQ(response.status, 428);
  EXPECT_THAT(response.body, HasSubstr("/headers/If-Match"));
  request.headers.emplace_back("if-match", "\"6\"");
  response = api_.handle(request);
  EXPECT_EQ(response.status, 412);
  EXPECT_THAT(response.body, HasSubstr(R"("facts":{"current":"\"7\""})"));
  for (const char* tag : {"\"7\"", "*", "\"5\", \"7\""}) {
    request.headers.back().second = tag;
    response = api_.handle(request);
    EXPECT_EQ(response.status, 204) << tag;
    EXPECT_EQ(response.body + response.content_type, "") << tag;
  }
  EXPECT_TRUE(changed_.note.is_null());
}

TEST_F(Dispatch, APatchTellsNullFromAbsent) {
  auto request = request_of("PATCH", "/v1/orders/5", R"({"channel":null})");
  request.headers.emplace_back("if-match", "*");
  EXPECT_EQ(api_.handle(request).status, 400)
      << "a null that would clear nothing is not obeyed silently";
  request.body = "{}";
  EXPECT_EQ(api_.handle(request).status, 204);
  EXPECT_TRUE(changed_.note.is_absent());
}

TEST_F(Dispatch, SpeaksTheLanguageAskedFor) {
  auto request = request_of("GET", "/v1/orders/404");
  EXPECT_THAT(api_.handle(request).body, HasSubstr("There is no such receipt"));
  EXPECT_EQ(header_of(api_.handle(request), "Content-Language"), "en");
  request.headers.pop_back();
  EXPECT_THAT(api_.handle(request).body, HasSubstr("没有找到这张小票"));
  EXPECT_EQ(header_of(api_.handle(request), "Content-Language"), "zh-CN");
  EXPECT_EQ(header_of(api_.handle(request), "Vary"), "Accept-Language");
}

TEST_F(Dispatch, TurnsFaultsIntoAnswersAndAlarms) {
  using Kind = sql::StorageFault::Kind;
  const struct {
    std::function<void()> fault;
    int status;
    const char *code, *retry, *alarm;
  } rows[] = {
      {[] { throw sql::StorageFault(Kind::full, "disk"); },
       507,
       "storage_full",
       "30",
       "store: disk"},
      {[] { throw sql::StorageFault(Kind::busy, "lock"); }, 503, "overloaded", "1", "store: lock"},
      {[] { throw sql::StorageFault(Kind::halted, "lot"); }, 503, "not_ready", "30", "store: lot"},
      {[] { throw sql::StorageFault(Kind::corrupt, "page"); },
       500,
       "internal",
       "(none)",
       "store: page"},
      {[] { GX_CHECK_WHY(false, "sum"); }, 500, "internal", "(none)", "check failed: "},
      {[] { throw std::runtime_error("what"); }, 500, "internal", "(none)", "exception: what"},
      {[] { throw 7; }, 500, "internal", "(none)", "unknown type"}};
  for (const auto& row : rows) {
    alarms_.clear();
    fault_ = row.fault;
    const auto response = api_.handle(request_of("POST", "/v1/orders/5/void"));
    EXPECT_EQ(response.status, row.status);
    EXPECT_EQ(code_of(response), row.code);
    EXPECT_EQ(header_of(response, "Retry-After"), row.retry);
    EXPECT_THAT(
        alarms_,
        ElementsAre(
            AllOf(HasSubstr("void_order 4bf92f3577b34da6a3ce929d0e0e4736"), HasSubstr(row.alarm))
        )
    );
    EXPECT_THAT(response.body, Not(HasSubstr(row.alarm))) << "the inside stays inside";
  }
}

TEST_F(Dispatch, AMistakeInADeclarationStopsTheStart) {
  const auto add = [&](Spec spec) {
    api_.add<shop::GetOrder, Nothing>(
        std::move(spec), [](const Call&, const shop::GetOrder&) -> Outcome { return ok(); }
    );
  };
  EXPECT_THROW(add({.path = "/v1/x/{id}", .operation = "get_order", .tag = "x"}), CheckFailed)
      << "operation twice";
  EXPECT_THROW(add({.path = "/v1/orders/{id}", .operation = "x", .tag = "x"}), CheckFailed)
      << "path twice";
  EXPECT_THROW(add({.path = "/v1/x/{number}", .operation = "x", .tag = "x"}), CheckFailed)
      << "no such member";
  EXPECT_THROW(add({.path = "v1/x/{id}", .operation = "x", .tag = "x"}), CheckFailed) << "no slash";
  EXPECT_THROW(add({.path = "/v1/x/{id}", .operation = "x"}), CheckFailed) << "no tag";
  EXPECT_NO_THROW(add({.path = "/v1/x/{id}", .operation = "x", .tag = "x"}));
  const auto by_query = [](const Call&, const shop::Order&) -> Outcome { return ok(); };
  EXPECT_THROW(
      (api_.add<shop::Order, Nothing>({.path = "/v1/y", .operation = "y", .tag = "y"}, by_query)),
      CheckFailed
  ) << "lines do not fit a query";
  const auto put = [](const Call&, const shop::ChangeOrder&) -> Outcome { return ok(); };
  EXPECT_THROW(
      (api_.add<shop::ChangeOrder, Nothing>(
          {.method = Method::put, .path = "/v1/z/{id}", .operation = "z", .tag = "z"}, put
      )),
      CheckFailed
  ) << "a Patch outside of patch";
}

TEST(Actor, PermissionsAndScope) {
  Actor actor;
  EXPECT_FALSE(actor.may("sales:read"));
  actor.permissions = {"sales:read", "points:*"};
  EXPECT_TRUE(actor.may("sales:read"));
  EXPECT_FALSE(actor.may("sales:write"));
  EXPECT_TRUE(actor.may("points:grant"));
  EXPECT_FALSE(actor.may("pointsx:grant"));
  EXPECT_TRUE(Actor::system("import").may("anything:at_all"));
  EXPECT_TRUE(actor.in_scope(StoreId(1))) << "no list: every store";
  actor.stores = {StoreId(2)};
  EXPECT_FALSE(actor.in_scope(StoreId(1)));
  EXPECT_TRUE(actor.in_scope(StoreId(2)));
}

}  // namespace
}  // namespace guanxi::api
