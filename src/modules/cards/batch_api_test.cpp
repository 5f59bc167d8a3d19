// The endpoints of batches and track keys from the outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modules/cards/api_fixture_test.h"

namespace guanxi::cards {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;

class BatchesApiTest : public CardsApi {
 protected:
  BatchesApiTest() { post("/v1/card-types", type_body("GOLD", "printed_code")); }
  std::string make(int count) {
    return post("/v1/card-types/GOLD/batches", R"({"cards":)" + std::to_string(count) + "}");
  }
  static std::string id_of(const std::string& answer) {
    const auto at = answer.find(R"("id":")") + 6;
    return answer.substr(at, answer.find('"', at) - at);
  }
  std::string header(std::string_view name) const {
    for (const auto& [known, value] : last.headers) {
      if (known == name) return value;
    }
    return "";
  }
};

TEST_F(BatchesApiTest, a_batch_is_made_once_per_key) {
  const std::string made = make(3);
  EXPECT_THAT(
      made,
      AllOf(
          HasSubstr("201 "),
          HasSubstr(R"("card_type":"GOLD","cards":3,"in_stock":3,"first_number":"880010004")"),
          HasSubstr(R"("numbers":{"handed_out":3,"left":997,"low":false})")
      )
  );
  EXPECT_EQ(send("POST", "/v1/card-types/GOLD/batches", R"({"cards":3})"), made)
      << "a retry gets the first answer";
  EXPECT_EQ(header("Idempotency-Replayed"), "true");
  EXPECT_THAT(make(950), HasSubstr(R"("left":47,"low":true)")) << "the warning";
  EXPECT_THAT(
      make(100), AllOf(HasSubstr("409 "), HasSubstr("card_numbers_used_up"), HasSubstr("47"))
  );
  for (const int count : {0, -1, 10'001}) EXPECT_THAT(make(count), HasSubstr("/cards")) << count;
  EXPECT_EQ(get("/v1/card-batches/" + id_of(made)).substr(0, 4), "200 ");
  const std::string page = get("/v1/card-types/GOLD/batches", {{"limit", "1"}});
  EXPECT_THAT(page, AllOf(HasSubstr(R"("cards":950)"), HasSubstr("next_cursor")));
  EXPECT_THAT(post("/v1/card-types/NONE/batches", R"({"cards":1})"), HasSubstr("404 "));
}

TEST_F(BatchesApiTest, the_file_to_print_is_csv_and_comes_once) {
  const std::string path = "/v1/card-batches/" + id_of(make(2));
  const std::string line = "8800100[0-9]{2},8800100[0-9]{2}\\.[0-9A-Z]{24},[0-9A-Z]{8}\n";
  EXPECT_THAT(
      post(path + "/print"), MatchesRegex("200 number,track,verification_code\n" + line + line)
  );
  EXPECT_EQ(last.content_type, "text/csv; charset=utf-8");
  EXPECT_THAT(header("Content-Disposition"), MatchesRegex(R"(attachment; filename="cards-.*csv")"));
  EXPECT_EQ(header("Cache-Control"), "no-store");
  EXPECT_THAT(
      post(path + "/print"),
      AllOf(HasSubstr("409 "), HasSubstr("card_codes_shown"), HasSubstr("2026"))
  );
  EXPECT_THAT(
      post(path + "/cancel", R"({"number":"880010004"})"),
      AllOf(HasSubstr("200 "), HasSubstr(R"("in_stock":1)"))
  );
  EXPECT_THAT(post(path + "/cancel", R"({"number":"880010004"})"), HasSubstr("it is cancelled"));
  EXPECT_THAT(
      post(path + "/print", R"({"renew":true})"),
      MatchesRegex("200 number,track,verification_code\n" + line)
  );
  EXPECT_THAT(get(path), HasSubstr(R"("printings":2)"));
  EXPECT_THAT(post("/v1/card-batches/1/print"), HasSubstr("card_batch_not_found"));
}

TEST_F(BatchesApiTest, printing_is_a_permission_of_its_own) {
  const std::string path = "/v1/card-batches/" + id_of(make(1));
  door.actor.permissions = {"cards:read", "cards:write"};
  EXPECT_THAT(get(path), HasSubstr("200 "));
  EXPECT_THAT(make(1), HasSubstr("403 "));
  EXPECT_THAT(post(path + "/print"), HasSubstr("403 "));
  EXPECT_THAT(post("/v1/card-track-keys"), HasSubstr("403 "));
  door.actor.permissions = {"cards:print"};
  EXPECT_THAT(post(path + "/print"), HasSubstr("200 "));
  door.actor.stores = {StoreId(5)};
  EXPECT_THAT(make(1), HasSubstr("store_out_of_scope"));
}

TEST_F(BatchesApiTest, track_keys_are_rotated_and_retired) {
  EXPECT_THAT(get("/v1/card-track-keys"), HasSubstr(R"({"items":[{"number":1,"state":"active")"));
  EXPECT_THAT(post("/v1/card-track-keys/1/retire"), HasSubstr("card_track_key_in_use"));
  EXPECT_THAT(post("/v1/card-track-keys"), AllOf(HasSubstr("201 "), HasSubstr(R"("number":2)")));
  EXPECT_THAT(send("POST", "/v1/card-track-keys"), HasSubstr(R"("number":2)")) << "once per key";
  EXPECT_THAT(post("/v1/card-track-keys/1/retire"), HasSubstr(R"("state":"retired")"));
  EXPECT_THAT(post("/v1/card-track-keys/9/retire"), HasSubstr("card_track_key_not_found"));
}

}  // namespace
}  // namespace guanxi::cards
