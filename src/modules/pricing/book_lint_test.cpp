// The linter over the rule book: what is in force, and drafts as they would be.
#include "modules/pricing/book_fixture_test.h"

namespace guanxi::pricing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class BookLintTest : public BookTest {
 protected:
  std::string lint(std::vector<std::pair<std::string, std::string>> more = {}) {
    query = std::move(more);
    query.emplace_back("programme", "MAIN");
    return get("/v1/pricing/lint");
  }
};

TEST_F(BookLintTest, a_draft_is_seen_among_what_is_in_force) {
  EXPECT_THAT(lint(), HasSubstr(R"({"findings":[],"complete":true})"));
  // FUJI at 0.9, and then every item of it at 0.8: the first is never the better one for anybody.
  audited(document_json("OLD", "0.9"));
  EXPECT_THAT(lint(), Not(HasSubstr("shadowed_document")));
  const RuleId later = draft(document_json("NEW", "0.8"));
  EXPECT_THAT(lint(), Not(HasSubstr("shadowed_document"))) << "a draft is not in force";
  const std::string seen = lint({{"rule", later.to_string()}});
  EXPECT_THAT(seen, HasSubstr("shadowed_document"));
  EXPECT_THAT(seen, HasSubstr(R"("rules":["OLD","NEW"])"));
  EXPECT_THAT(seen, HasSubstr(R"("payable":)")) << "its basket is priced";
  EXPECT_THAT(lint({{"drafts", "true"}}), Not(HasSubstr("shadowed_document")));

  // Submitting tells the author, and reading it the auditor; neither is stopped.
  EXPECT_THAT(step(later, "submit"), HasSubstr("shadowed_document"));
  EXPECT_THAT(lint({{"drafts", "true"}}), HasSubstr("shadowed_document"));
  EXPECT_THAT(get(path_of(later)), HasSubstr("shadowed_document"));
  EXPECT_THAT(step(later, "audit", auditor), StartsWith("200"));
  EXPECT_THAT(get(path_of(later)), Not(HasSubstr("findings")));
  EXPECT_THAT(lint(), HasSubstr("shadowed_document"));
  EXPECT_THAT(lint({{"limit", "1"}}), StartsWith("200"));
}

TEST_F(BookLintTest, a_revision_stands_in_the_place_of_the_one_before) {
  audited(document_json("D", "0.9"));
  const RuleId next = draft(document_json("D", "0.8"));
  EXPECT_THAT(lint({{"rule", next.to_string()}}), Not(HasSubstr("shadowed_document")));
  EXPECT_THAT(step(next, "submit"), HasSubstr(R"("findings":[])"));
}

TEST_F(BookLintTest, only_drafts_of_the_programme_are_looked_at) {
  const RuleId id = audited(promotion_json("P", 100));
  EXPECT_THAT(lint({{"rule", id.to_string()}}), HasSubstr("unknown_value"));
  EXPECT_THAT(lint({{"rule", "123"}}), HasSubstr("not_found"));
  query = {{"programme", "NONE"}};
  EXPECT_THAT(get("/v1/pricing/lint"), HasSubstr("programme_not_found"));
}

TEST_F(BookLintTest, too_many_rules_are_cut_and_the_answer_says_so) {
  audited(promotion_json("P", 100));
  audited(document_json("A", "0.9"));
  audited(document_json("B", "0.8"));
  const auto with = [&](std::int64_t entries) {
    return temp->read([&](sql::Tx& tx) {
      return book.snapshot_with(tx, main, {}, entries, temp.clock().now());
    });
  };
  const auto all = with(3);
  EXPECT_TRUE(all.complete);
  EXPECT_EQ(all.snapshot->index().rules().documents.size(), 2U);
  const auto some = with(2);
  EXPECT_FALSE(some.complete);
  EXPECT_EQ(some.snapshot->index().rules().promotions.size(), 1U);
  ASSERT_EQ(some.snapshot->index().rules().documents.size(), 1U);
  EXPECT_EQ(some.snapshot->index().rules().documents[0].code, "B") << "the newest first";
}

}  // namespace
}  // namespace guanxi::pricing
