// The API is what its document says: examples read back, the committed document is the program's,
// every statement of the program prepares, and nobody gets anywhere without credentials and
// permission.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>

#include "support/house.h"

namespace guanxi::test {
namespace {

std::string method_of(api::Method method) {
  switch (method) {
    case api::Method::get:
      return "GET";
    case api::Method::post:
      return "POST";
    case api::Method::put:
      return "PUT";
    case api::Method::patch:
      return "PATCH";
    case api::Method::del:
      return "DELETE";
  }
  return "";
}

/// "/v1/members/{id}/cards/{card}" → "/v1/members/1/cards/1"
std::string some_target(const char* path) {
  return std::regex_replace(std::string(path), std::regex(R"(\{[^}]+\})"), "1");
}

TEST(Contract, every_statement_of_the_program_prepares) {
  TestHouse house;
  const auto all = sql::Query::all();
  EXPECT_GT(all.size(), 100U) << "the statements of all modules are linked in";
  for (const sql::Query* const query : all) {
    EXPECT_NO_THROW(house.application().db().prepare(*query)) << query->sqlite();
  }
}

TEST(Contract, the_document_has_nothing_to_complain_about) {
  TestHouse house;
  const auto complaints = house.application().api().complaints();
  for (const std::string& complaint : complaints) ADD_FAILURE() << complaint;
  EXPECT_GT(house.application().api().operations().size(), 40U);
}

TEST(Contract, the_committed_document_is_the_programs) {
  const char* const root = std::getenv("GUANXI_SOURCE_DIR");
  if (root == nullptr) GTEST_SKIP() << "GUANXI_SOURCE_DIR is not set";
  std::ifstream file(std::filesystem::path(root) / "docs/api/openapi.json", std::ios::binary);
  std::ostringstream committed;
  committed << file.rdbuf();
  TestHouse house;
  EXPECT_TRUE(committed.str() == house.application().api().openapi() + "\n")
      << "docs/api/openapi.json is not what the program says. If the change of the API is meant:\n"
         "  script/build && build/release/guanxi openapi > docs/api/openapi.json";
}

TEST(Contract, the_document_is_served) {
  TestHouse house;
  EXPECT_EQ(house.nobody().get("/openapi.json").text, house.application().api().openapi());
  EXPECT_EQ(house.nobody().get("/docs").status, 200);
}

TEST(Contract, every_endpoint_wants_credentials_and_its_permission) {
  TestHouse house;
  const Client stranger = house.person("stranger", {});
  int judged = 0;
  for (const auto& operation : house.application().api().operations()) {
    const api::Spec& spec = operation.spec;
    if (spec.permission == nullptr) continue;
    const std::string method = method_of(spec.method);
    const Ask ask{
        .method = method,
        .target = some_target(spec.path),
        .body = method == "GET" || method == "DELETE" ? "" : "{}",
        .key = "some-key",
        .if_match = "\"1\""};
    const Answer nobody = house.nobody().send(ask);
    EXPECT_EQ(nobody.status, 401) << spec.operation << ": " << nobody;
    EXPECT_EQ(nobody.code(), "unauthenticated") << spec.operation;
    if (std::string_view(spec.permission) == identity::own_permission) continue;
    const Answer refused = stranger.send(ask);
    EXPECT_EQ(refused.status, 403) << spec.operation << ": " << refused;
    EXPECT_EQ(refused.code(), "forbidden") << spec.operation;
    EXPECT_NE(refused.text.find(spec.permission), std::string::npos)
        << spec.operation << ": says what is missing";
    ++judged;
  }
  EXPECT_GT(judged, 35);
}

TEST(Contract, every_value_of_a_permission_is_that_of_its_tag) {
  TestHouse house;
  for (const auto& operation : house.application().api().operations()) {
    if (operation.spec.permission == nullptr) continue;
    const std::string permission = operation.spec.permission;
    EXPECT_TRUE(std::regex_match(permission, std::regex("[a-z]+:[a-z_]+")))
        << operation.spec.operation;
  }
}

}  // namespace
}  // namespace guanxi::test
