// The endpoints from the outside: requests in, documents out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modules/catalog/catalog.h"
#include "platform/api/api.h"
#include "platform/sql/testing.h"

namespace guanxi::catalog {
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

using Pairs = std::vector<std::pair<std::string, std::string>>;

const std::string apple =
    R"({"name":"红富士苹果","unit":"kg","currency":"CNY","list_price":"59.90","shop_price":"49.90","large_category":"FOOD",)"
    R"("middle_category":"FRESH","small_category":"FRUIT","counter_group":"G01","brand":"FUJI","barcodes":["6901234567892"],)"
    R"("is_goods":true})";

class CatalogApiTest : public testing::Test {
 protected:
  CatalogApiTest() { add_endpoints(api, catalog); }

  http::Response send(
      const char* method,
      const std::string& path,
      const std::string& body,
      Pairs headers,
      Pairs query = {}
  ) {
    http::Request request;
    request.method = method;
    request.path = request.target = path;
    request.query = std::move(query);
    request.headers = std::move(headers);
    request.headers.emplace_back("accept-language", "en");
    if (!body.empty()) {
      request.headers.emplace_back("content-type", "application/json");
    }
    request.body = body;
    request.received_at = temp.clock().now();
    return api.handle(request);
  }
  /// "201 "1" {…}": status, ETag and the whole answer in one text.
  static std::string words(const http::Response& response) {
    std::string etag;
    for (const auto& [name, value] : response.headers) {
      if (name == "ETag") etag = value + " ";
    }
    return std::to_string(response.status) + " " + etag + response.body;
  }
  std::string put(const std::string& code, const std::string& body, Pairs headers = {}) {
    return words(send("PUT", "/v1/items/" + code, body, std::move(headers)));
  }
  std::string patch(const std::string& code, const std::string& state, Pairs headers) {
    return words(
        send("PATCH", "/v1/items/" + code, R"({"state":")" + state + "\"}", std::move(headers))
    );
  }
  std::string get(const std::string& path, Pairs query = {}) {
    return words(send("GET", path, "", {}, std::move(query)));
  }

  sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 1};
  Catalog catalog{*temp, ids};
  Doorkeeper door;
  api::Api api{temp.clock(), &door};
};

TEST_F(CatalogApiTest, an_item_is_created_and_read) {
  const std::string created = put("A1001", apple, {{"if-none-match", "*"}});
  EXPECT_THAT(
      created,
      AllOf(
          HasSubstr("201 \"1\" "),
          HasSubstr(R"("code":"A1001","name":"红富士苹果","unit":"kg","currency":"CNY")")
      )
  );
  EXPECT_THAT(
      created,
      HasSubstr(
          R"("large_category":"FOOD","middle_category":"FRESH","small_category":"FRUIT","counter_group":"G01","brand":"FUJI","barcodes":["6901234567892"],"is_goods":true,"state":"active","version":1)"
      )
  );
  EXPECT_EQ(get("/v1/items/A1001"), "200 " + created.substr(4));
  EXPECT_THAT(put("A1002", R"({"name":"n"})"), HasSubstr("201 \"1\" "))
      << "the least an item needs";
  EXPECT_THAT(
      put("BANK%20CHARGES", R"({"name":"n","is_goods":false})"),
      HasSubstr(R"("code":"BANK CHARGES")")
  );
  EXPECT_THAT(
      get("/v1/items/NOPE"),
      AllOf(HasSubstr("404 "), HasSubstr("item_not_found"), HasSubstr("NOPE"))
  );
}

TEST_F(CatalogApiTest, what_goods_cost_is_for_those_who_may_know) {
  const std::string costly = R"({"name":"n","list_price":"9.90","cost_price":"6.25"})";
  ASSERT_THAT(
      put("A1001", costly), AllOf(HasSubstr("201 \"1\" "), HasSubstr(R"("cost_price":"6.25")"))
  );
  EXPECT_THAT(get("/v1/items/A1001"), HasSubstr(R"("cost_price":"6.25")"));
  EXPECT_THAT(
      put("A1002", R"({"name":"n","cost_price":"-1"})"),
      AllOf(HasSubstr("400 "), HasSubstr("/cost_price"))
  );

  door.actor.permissions = {"catalog:read", "catalog:write"};
  EXPECT_THAT(get("/v1/items/A1001"), Not(HasSubstr("cost_price")));
  EXPECT_THAT(get("/v1/items"), Not(HasSubstr("cost_price")));
  EXPECT_THAT(
      put("A1001", costly, {{"if-match", "\"1\""}}),
      AllOf(HasSubstr("403 "), HasSubstr("/cost_price"), HasSubstr("catalog:costs"))
  );
  EXPECT_THAT(
      put("A1001", R"({"name":"n","list_price":"9.90"})", {{"if-match", "\"1\""}}),
      HasSubstr("200 \"1\" ")
  ) << "who does not see it does not take it away";

  door.actor.permissions = {"*"};
  EXPECT_THAT(get("/v1/items/A1001"), HasSubstr(R"("cost_price":"6.25")"));
  EXPECT_THAT(
      put("A1001", R"({"name":"n","list_price":"9.90"})", {{"if-match", "\"1\""}}),
      AllOf(HasSubstr("200 \"2\" "), Not(HasSubstr("cost_price")))
  );
}

TEST_F(CatalogApiTest, a_change_names_the_version_it_was_made_from) {
  ASSERT_THAT(put("A1001", apple), HasSubstr("201 "));
  const std::string pear = R"({"name":"Pear"})";
  EXPECT_THAT(put("A1001", pear), AllOf(HasSubstr("428 "), HasSubstr("precondition_required")));
  EXPECT_THAT(put("A1001", pear, {{"if-none-match", "*"}}), HasSubstr("428 "));
  EXPECT_THAT(
      put("A1001", pear, {{"if-match", "\"7\""}}),
      AllOf(HasSubstr("412 "), HasSubstr("stale_version"))
  );
  EXPECT_THAT(get("/v1/items/A1001"), HasSubstr("红富士苹果")) << "refusals change nothing";
  EXPECT_THAT(put("A1001", apple, {{"if-match", "\"1\""}}), HasSubstr("200 \"1\" "))
      << "the same content, the same version";
  EXPECT_THAT(
      put("A1001", pear, {{"if-match", "\"1\""}}),
      AllOf(HasSubstr("200 \"2\" "), HasSubstr("Pear"), HasSubstr(R"("barcodes":[])"))
  );
  EXPECT_THAT(put("A1001", apple, {{"if-match", "\"1\""}}), HasSubstr("412 "))
      << "somebody else was faster";
  EXPECT_THAT(put("NEW", pear, {{"if-match", "\"1\""}}), HasSubstr("412 "))
      << "there is no such version to change";
  EXPECT_THAT(get("/v1/items/NEW"), HasSubstr("404 "));
}

TEST_F(CatalogApiTest, an_item_is_retired_and_taken_back) {
  ASSERT_THAT(put("A1001", apple), HasSubstr("201 "));
  EXPECT_THAT(patch("A1001", "retired", {}), HasSubstr("428 "));
  EXPECT_THAT(patch("A1001", "retired", {{"if-match", "\"9\""}}), HasSubstr("412 "));
  EXPECT_THAT(
      patch("A1001", "gone", {{"if-match", "\"1\""}}), AllOf(HasSubstr("400 "), HasSubstr("/state"))
  );
  EXPECT_THAT(
      patch("A1001", "retired", {{"if-match", "\"1\""}}),
      AllOf(HasSubstr("200 \"2\" "), HasSubstr(R"("state":"retired")"))
  );
  EXPECT_THAT(patch("A1001", "retired", {{"if-match", "\"2\""}}), HasSubstr("200 \"2\" "));
  EXPECT_THAT(patch("A1001", "active", {{"if-match", "*"}}), HasSubstr("200 \"3\" "));
  EXPECT_THAT(patch("NOPE", "retired", {{"if-match", "*"}}), HasSubstr("404 "));
}

TEST_F(CatalogApiTest, items_are_listed_in_pages_and_found_by_barcode) {
  for (const char* code : {"C", "A", "B"}) {
    ASSERT_THAT(
        put(code, R"({"name":"n","barcodes":["1)" + std::string(code) + R"(","2)" + code + "\"]}"),
        HasSubstr("201 ")
    );
  }
  const std::string first = get("/v1/items", {{"limit", "2"}});
  EXPECT_THAT(
      first,
      AllOf(
          HasSubstr(R"("barcodes":["1A","2A"])"),
          HasSubstr(R"("barcodes":["1B","2B"])"),
          Not(HasSubstr("\"C\""))
      )
  );
  const auto at = first.find("\"next_cursor\":\"") + 15;
  const std::string cursor = first.substr(at, first.find('"', at) - at);
  EXPECT_THAT(
      get("/v1/items", {{"limit", "2"}, {"cursor", cursor}}),
      AllOf(
          HasSubstr(R"("barcodes":["1C","2C"])"),
          Not(HasSubstr("\"B\"")),
          Not(HasSubstr("next_cursor"))
      )
  );
  EXPECT_THAT(get("/v1/items", {{"limit", "3"}}), Not(HasSubstr("next_cursor")))
      << "an exactly full page is the last";
  EXPECT_THAT(
      get("/v1/items", {{"barcode", "2B"}}), AllOf(HasSubstr("\"B\""), Not(HasSubstr("\"A\"")))
  );
  EXPECT_EQ(get("/v1/items", {{"barcode", "B"}}), R"(200 {"items":[]})") << "a code is no barcode";
  EXPECT_THAT(
      get("/v1/items", {{"cursor", "x"}}), AllOf(HasSubstr("400 "), HasSubstr("bad_cursor"))
  );
}

TEST_F(CatalogApiTest, refusals_name_the_field_and_change_nothing) {
  ASSERT_THAT(put("A1001", apple), HasSubstr("201 "));
  const struct {
    const char* reason;
    std::string body, status, code, pointer;
  } rows[] = {
      {"a negative price",
       R"({"name":"n","list_price":"-1"})",
       "400",
       "out_of_range",
       "/list_price"},
      {"a price of five decimals",
       R"({"name":"n","list_price":"1.00001"})",
       "400",
       "",
       "/list_price"},
      {"a shop price above",
       R"({"name":"n","list_price":"1","shop_price":"2"})",
       "400",
       "out_of_range",
       "/shop_price"},
      {"a shop price of nothing known",
       R"({"name":"n","shop_price":"2"})",
       "400",
       "missing_field",
       "/list_price"},
      {"no name", R"({})", "400", "missing_field", "/name"},
      {"another item's barcode",
       R"({"name":"n","barcodes":["6901234567892"]})",
       "409",
       "code_taken",
       "/barcodes/0"},
      {"another item's code as barcode",
       R"({"name":"n","barcodes":["A1001"]})",
       "409",
       "code_taken",
       "/barcodes/0"},
      {"a category elsewhere",
       R"({"name":"n","middle_category":"DRY","small_category":"FRUIT"})",
       "409",
       "wrong_parent",
       "/small_category"},
      {"a large category alone",
       R"({"name":"n","large_category":"FOOD"})",
       "400",
       "missing_field",
       "/small_category"},
      {"a field we do not know", R"({"name":"n","prize":"1"})", "400", "unknown_field", "/prize"},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(
        put("A1002", row.body),
        AllOf(HasSubstr(row.status + " "), HasSubstr(row.code), HasSubstr(row.pointer))
    ) << row.reason;
  }
  EXPECT_THAT(get("/v1/items/A1002"), HasSubstr("404 "));
}

TEST_F(CatalogApiTest, reading_and_writing_are_different_permissions) {
  door.actor.permissions = {"catalog:read"};
  EXPECT_THAT(get("/v1/items"), HasSubstr("200 "));
  EXPECT_THAT(put("A1001", apple), AllOf(HasSubstr("403 "), HasSubstr("catalog:write")));
  EXPECT_THAT(patch("A1001", "retired", {{"if-match", "*"}}), HasSubstr("403 "));
}

TEST_F(CatalogApiTest, the_document_has_every_path_and_complete_words) {
  const std::string document = api.openapi();
  for (const char* path : {"\"/v1/items\":", "\"/v1/items/{code}\":"})
    EXPECT_THAT(document, HasSubstr(path));
  for (const auto& operation : api.operations()) {
    EXPECT_STRNE(operation.spec.summary.zh, "") << operation.spec.operation;
    EXPECT_STRNE(operation.spec.summary.en, "") << operation.spec.operation;
    EXPECT_STRNE(operation.spec.permission, nullptr) << operation.spec.operation;
  }
}

}  // namespace
}  // namespace guanxi::catalog
