// The endpoints of card types from the outside: requests in, documents out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modules/cards/api_fixture_test.h"

namespace guanxi::cards {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

using CardTypesApiTest = CardsApi;

TEST_F(CardTypesApiTest, a_type_is_added_read_and_listed) {
  const std::string added = post("/v1/card-types", type_body("GOLD"));
  EXPECT_THAT(
      added,
      AllOf(
          HasSubstr("201 "),
          HasSubstr(R"("programme":"MAIN","code":"GOLD","name":"金卡","state":"active","version":1)"
          ),
          HasSubstr(R"("discount_rate":"0.95")"),
          HasSubstr(R"("small_change_cap":{"amount":5000,"currency":"CNY"})"),
          Not(HasSubstr("valid_until"))
      )
  );
  EXPECT_EQ(get("/v1/card-types/GOLD"), "200 " + added.substr(4));
  EXPECT_EQ(get("/v1/card-types"), "200 {\"items\":[" + added.substr(4) + "]}");
  EXPECT_EQ(get("/v1/card-types/GOLD/numbers"), R"(200 {"handed_out":0,"left":1000,"low":false})");
  EXPECT_THAT(
      post("/v1/card-types", type_body("GOLD")), AllOf(HasSubstr("409 "), HasSubstr("code_taken"))
  );
}

TEST_F(CardTypesApiTest, a_change_wants_the_version_and_leaves_its_trace) {
  post("/v1/card-types", type_body("GOLD"));
  std::string body = type_body("");
  const auto replace = [&](const std::string& old, const std::string& fresh) {
    body.replace(body.find(old), old.size(), fresh);
  };
  replace(R"("programme":"MAIN","code":"",)", "");
  replace(R"("discount_rate":"0.95")", R"("discount_rate":"0.90")");
  replace(R"("reason":"first")", R"("reason":"cheaper")");
  EXPECT_THAT(send("PUT", "/v1/card-types/GOLD", body), HasSubstr("428 "));
  EXPECT_THAT(send("PUT", "/v1/card-types/GOLD", body, "\"2\""), HasSubstr("412 "));
  EXPECT_THAT(
      send("PUT", "/v1/card-types/GOLD", body, "\"1\""),
      AllOf(HasSubstr("200 "), HasSubstr(R"("version":2)"), HasSubstr(R"("discount_rate":"0.9")"))
  );
  EXPECT_THAT(send("PUT", "/v1/card-types/GOLD", body, "\"2\""), HasSubstr(R"("version":2)"))
      << "the same content makes no new version";
  const std::string changes = get("/v1/card-types/GOLD/changes", {{"limit", "1"}});
  EXPECT_THAT(
      changes,
      AllOf(
          HasSubstr(
              R"("version":2,"field":"discount_rate","before":"0.95","after":"0.9","reason":"cheaper")"
          ),
          HasSubstr(R"("changed_by":"9")"),
          HasSubstr("next_cursor"),
          Not(HasSubstr(R"("version":1)"))
      )
  );
  const auto at = changes.find("next_cursor\":\"") + 14;
  const std::string cursor = changes.substr(at, changes.find('"', at) - at);
  EXPECT_THAT(
      get("/v1/card-types/GOLD/changes", {{"limit", "5"}, {"cursor", cursor}}),
      AllOf(
          HasSubstr(R"("version":1,"field":"check_length","after":"1")"), Not(HasSubstr("cursor"))
      )
  );
}

TEST_F(CardTypesApiTest, every_fault_is_named_with_its_pointer) {
  std::string body = type_body("GOLD");
  const auto replace = [&](const std::string& old, const std::string& fresh) {
    body.replace(body.find(old), old.size(), fresh);
  };
  replace(R"("prefix":"88")", R"("prefix":"vip")");
  replace(R"("last_number":1999)", R"("last_number":5)");
  replace(R"("validity":"unlimited")", R"("validity":"months")");
  EXPECT_THAT(
      post("/v1/card-types", body),
      AllOf(
          HasSubstr("400 "),
          HasSubstr(R"("pointer":"/terms/prefix","code":"bad_format")"),
          HasSubstr(R"("pointer":"/terms/last_number","code":"out_of_range")"),
          HasSubstr(R"("pointer":"/terms/validity_months","code":"missing_field")")
      )
  );
  EXPECT_EQ(get("/v1/card-types"), R"(200 {"items":[]})");
  post("/v1/card-types", type_body("GOLD"));
  EXPECT_THAT(
      post("/v1/card-types", type_body("OTHER")),
      AllOf(
          HasSubstr("409 "),
          HasSubstr("card_range_overlaps"),
          HasSubstr("/terms/first_number"),
          HasSubstr("GOLD"),
          HasSubstr("880010004")
      )
  );
  std::string nowhere = type_body("X");
  nowhere.replace(nowhere.find("MAIN"), 4, "NONE");
  EXPECT_THAT(post("/v1/card-types", nowhere), HasSubstr("programme_not_found"));
}

TEST_F(CardTypesApiTest, a_type_is_retired_taken_back_and_deleted) {
  post("/v1/card-types", type_body("GOLD"));
  const std::string retire = R"({"state":"retired","reason":"no more"})";
  EXPECT_THAT(
      send("PATCH", "/v1/card-types/GOLD", retire, "\"1\""),
      AllOf(HasSubstr("200 "), HasSubstr(R"("state":"retired","version":2)"))
  );
  EXPECT_THAT(send("DELETE", "/v1/card-types/GOLD", "", "\"2\""), HasSubstr("/reason"));
  query = {{"reason", "never used"}};
  EXPECT_THAT(send("DELETE", "/v1/card-types/GOLD", "", "\"1\""), HasSubstr("412 "));
  EXPECT_THAT(send("DELETE", "/v1/card-types/GOLD", "", "\"2\""), HasSubstr("204 "));
  query.clear();
  for (const char* path : {"", "/numbers"})
    EXPECT_THAT(get(std::string("/v1/card-types/GOLD") + path), HasSubstr("card_type_not_found"));
  EXPECT_THAT(get("/v1/card-types/SILVER/changes"), HasSubstr("card_type_not_found"));
  EXPECT_THAT(get("/v1/card-types/GOLD/changes"), HasSubstr(R"("reason":"never used")"))
      << "what was deleted keeps its changes";
}

TEST_F(
    CardTypesApiTest, reading_and_writing_are_different_permissions_and_writing_is_for_the_group
) {
  post("/v1/card-types", type_body("GOLD"));
  door.actor.permissions = {"cards:read"};
  EXPECT_THAT(get("/v1/card-types/GOLD"), HasSubstr("200 "));
  EXPECT_THAT(post("/v1/card-types", type_body("B")), HasSubstr("403 "));
  EXPECT_THAT(send("DELETE", "/v1/card-types/GOLD", "", "\"1\""), HasSubstr("403 "));
  door.actor.permissions = {"*"};
  door.actor.stores = {StoreId(5)};
  EXPECT_THAT(get("/v1/card-types/GOLD"), HasSubstr("200 "));
  EXPECT_THAT(post("/v1/card-types", type_body("B")), HasSubstr("store_out_of_scope"));
}

TEST_F(CardTypesApiTest, the_document_has_complete_words) {
  for (const std::string& complaint : api.complaints()) ADD_FAILURE() << complaint;
}

}  // namespace
}  // namespace guanxi::cards
