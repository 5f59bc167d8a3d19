// Who may write rules at all, what the trail keeps of long ones, and the parameters of pricing.
#include "modules/pricing/book_fixture_test.h"

namespace guanxi::pricing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class RuleDeskTest : public BookTest {};

TEST_F(RuleDeskTest, who_is_limited_to_stores_reads_only) {
  const RuleId id = draft(promotion_json("MAY", 2000));
  door.stores = {org.snapshot()->find_store("S001")->id};
  EXPECT_THAT(get(path_of(id)), StartsWith("200"));
  EXPECT_THAT(step(id, "submit"), HasSubstr("store_out_of_scope"));
  EXPECT_THAT(
      send("POST", "/v1/pricing/rules", body_of(promotion_json("B", 1))),
      HasSubstr("store_out_of_scope")
  );
  const std::string parameters = R"({"programme":"MAIN","parameters":{},"reason":"x"})";
  EXPECT_THAT(
      send("PUT", "/v1/pricing/parameters", parameters, "\"0\""), HasSubstr("store_out_of_scope")
  );
}

TEST_F(RuleDeskTest, a_document_of_many_lines_names_them_in_the_trail) {
  std::string entries;
  for (int i = 0; i < 100; ++i) {
    add_item("I" + std::to_string(i), "FUJI");
    entries += std::string(i == 0 ? "" : ",") + R"({"goods":{"kind":"item","code":"I)" +
               std::to_string(i) + R"("},"rate":"0.9"})";
  }
  const RuleId id = audited(testing::rule("document", "D", R"("entries":[)" + entries + "]"));
  const std::string history = get(path_of(id) + "/history");
  EXPECT_THAT(history, HasSubstr(R"({"field":"entries"})"));
  EXPECT_THAT(history, Not(HasSubstr("entries/99")));
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(RuleDeskTest, parameters_are_versions_with_a_reason) {
  query = {{"programme", "MAIN"}};
  EXPECT_THAT(get("/v1/pricing/parameters"), HasSubstr(R"("version":0)"));
  EXPECT_EQ(etag, "\"0\"");
  const auto put = [&](const std::string& parameters, const char* seen, const char* reason) {
    temp.clock().advance_seconds(1);
    return send(
        "PUT",
        "/v1/pricing/parameters",
        R"({"programme":"MAIN","parameters":)" + parameters + R"(,"reason":")" + reason + "\"}",
        seen
    );
  };
  const std::string jiao = R"({"stacking":"product","round_off":{"to":10,"rounding":"floor"}})";
  EXPECT_THAT(put(jiao, "", "x"), StartsWith("428"));
  EXPECT_THAT(put(jiao, "\"0\"", " "), HasSubstr("missing_field"));
  EXPECT_THAT(put(R"({"precedence":["item"]})", "\"0\"", "x"), HasSubstr("/parameters/precedence"));
  EXPECT_THAT(put(jiao, "\"0\"", "cash"), HasSubstr(R"("version":1)"));
  EXPECT_THAT(put(jiao, "\"0\"", "cash"), StartsWith("412"));
  EXPECT_THAT(put(jiao, "\"1\"", "again"), HasSubstr(R"("version":1)")) << "nothing new";
  EXPECT_THAT(put("{}", "\"1\"", "back"), HasSubstr(R"("version":2)"));
  query = {{"programme", "MAIN"}};
  const std::string history = get("/v1/pricing/parameters/history");
  EXPECT_LT(history.find("back"), history.find("cash"));
  EXPECT_EQ(book.snapshot(main)->number(), 2);
  EXPECT_EQ(book.snapshot(main)->parameters_version(), 2);
  EXPECT_EQ(book.snapshot(main)->index().rules().parameters.round_off_to, 1);
  EXPECT_THAT(faults(), IsEmpty());
}

}  // namespace
}  // namespace guanxi::pricing
