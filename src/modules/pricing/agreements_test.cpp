// Agreements on cost sharing: their life, and what is refused.
#include "modules/pricing/agreements.h"

#include "modules/pricing/book_fixture_test.h"

namespace guanxi::pricing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class AgreementTest : public BookTest {
 protected:
  std::string put(
      const std::string& agreements, const char* seen = "*", const char* reason = "contract"
  ) {
    temp.clock().advance_seconds(1);
    return send(
        "PUT",
        "/v1/pricing/agreements",
        R"({"programme":"MAIN","agreements":)" + agreements + R"(,"reason":")" + reason + "\"}",
        seen
    );
  }
  std::string agreements(const char* below = "") {
    query = {{"programme", "MAIN"}};
    return get(std::string("/v1/pricing/agreements") + below);
  }
  static inline const std::string of_a =
      R"([{"on":"member_rate","cost_group":"A","shares":[{"of":"mall","weight":60},)"
      R"({"of":"counter_group","weight":40}]}])";
};

TEST_F(AgreementTest, they_are_versions_with_a_reason) {
  EXPECT_THAT(agreements(), HasSubstr(R"("version":0)"));
  EXPECT_THAT(put(of_a, ""), StartsWith("428"));
  EXPECT_THAT(put(of_a, "\"0\"", " "), HasSubstr("missing_field"));
  const Instant before = temp.clock().now();
  EXPECT_THAT(put(of_a, "\"0\"", "first"), HasSubstr(R"("version":1)"));
  EXPECT_THAT(put(of_a, "\"0\""), StartsWith("412"));
  EXPECT_THAT(put(of_a, "\"1\""), HasSubstr(R"("version":1)")) << "nothing new";
  EXPECT_THAT(put("[]", "\"1\"", "second"), HasSubstr(R"("version":2)"));
  const std::string history = agreements("/history");
  EXPECT_LT(history.find("second"), history.find("first"));

  const auto snapshot = book.snapshot(main);
  const auto at = [&](int seconds) {
    return snapshot->agreed(RuleKind::member_rate, "A", before.plus_seconds(seconds));
  };
  EXPECT_EQ(at(0), nullptr) << "before it was made";
  ASSERT_NE(at(1), nullptr);
  EXPECT_EQ(at(1)->size(), 2U);
  EXPECT_EQ(at(60), nullptr) << "the second has none";
  EXPECT_EQ(snapshot->agreed(RuleKind::promotion, "A", before.plus_seconds(1)), nullptr);
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(AgreementTest, what_cannot_be_is_refused_at_its_place) {
  const auto refused = [&](const std::string& content, const char* code, const char* at) {
    const std::string answer = put(content);
    EXPECT_THAT(answer, HasSubstr(code)) << content;
    EXPECT_THAT(answer, HasSubstr(at)) << content;
  };
  refused(R"([{"on":"member_rate","shares":[]}])", "too_few", "/agreements/0/shares");
  refused(
      R"([{"on":"member_rate","shares":[{"of":"mall","weight":0}]}])",
      "out_of_range",
      "/agreements/0/shares"
  );
  refused(
      R"([{"on":"rounding","cost_group":"A","shares":[{"of":"mall","weight":1}]}])",
      "unknown_value",
      "/agreements/0/cost_group"
  );
  refused(R"([{"on":"rounding","shares":[{"weight":1}]}])", "bad_format", "/agreements/0/shares/0");
  refused(
      R"([{"on":"rounding","shares":[{"party":"P","of":"mall","weight":1}]}])",
      "bad_format",
      "/agreements/0/shares/0"
  );
  refused(
      R"([{"on":"rounding","shares":[{"of":"mall","weight":1},{"of":"mall","weight":2}]}])",
      "code_taken",
      "/agreements/0/shares/1/of"
  );
  refused(
      R"([{"on":"rounding","shares":[{"party":"P","weight":1}]},)"
      R"({"on":"rounding","shares":[{"party":"Q","weight":1}]}])",
      "code_taken",
      "/agreements/1"
  );
  EXPECT_THAT(agreements(), HasSubstr(R"("version":0)")) << "nothing is written";
}

TEST_F(AgreementTest, who_is_limited_to_stores_reads_only) {
  door.stores = {org.snapshot()->find_store("S001")->id};
  EXPECT_THAT(put(of_a), HasSubstr("store_out_of_scope"));
  EXPECT_THAT(agreements(), StartsWith("200"));
}

}  // namespace
}  // namespace guanxi::pricing
