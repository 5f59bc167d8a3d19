// The linter over the rule book: what is in force, and drafts as they would be.
#include "modules/pricing/book_lint.h"

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
  EXPECT_THAT(lint(), HasSubstr(R"({"findings":[],"complete":true,"all_goods":true})"));
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

TEST_F(BookLintTest, goods_of_the_catalogue_sold_below_cost) {
  add_item("A1001", "FUJI", "85");
  EXPECT_THAT(lint(), Not(HasSubstr("below_cost"))) << "nothing takes anything off";
  const RuleId id = draft(document_json("D", "0.8"));
  const std::string seen = lint({{"rule", id.to_string()}});
  EXPECT_THAT(seen, HasSubstr(R"("severity":"error","kind":"below_cost","rules":["D"])"));
  EXPECT_THAT(seen, HasSubstr("Item A1001 can be sold below cost: rules D together leave 80.00"));
  EXPECT_THAT(seen, HasSubstr("of a cost of 85.00"));
  EXPECT_THAT(seen, HasSubstr(R"("item":"A1001")")) << "in the basket that shows it";
  EXPECT_THAT(step(id, "submit"), HasSubstr("below_cost"));

  door.permissions = {"pricing:*", "catalog:read"};
  const std::string told = lint({{"drafts", "true"}});
  EXPECT_THAT(told, HasSubstr("Item A1001 can be sold below cost: rules D together do it"));
  EXPECT_THAT(told, Not(HasSubstr("85.00"))) << "what it costs is not for everybody";
  EXPECT_THAT(told, Not(HasSubstr("example"))) << "nor what its basket would tell of it";
  EXPECT_THAT(told, Not(HasSubstr("80.00")));
}

TEST_F(BookLintTest, reading_a_rule_does_not_walk_the_catalogue) {
  add_item("A1001", "FUJI", "85");
  const RuleId id = draft(document_json("D", "0.8"));
  EXPECT_THAT(step(id, "submit"), HasSubstr("below_cost"));
  EXPECT_THAT(get(path_of(id)), HasSubstr(R"("findings":[])"));
}

TEST_F(BookLintTest, a_bound_on_baskets_is_told_as_goods_not_looked_at) {
  add_item("A1001", "FUJI", "85");
  audited(document_json("D", "0.8"));
  const auto with = [&](std::int64_t baskets) {
    LintRequest request;
    request.baskets_max = baskets;
    return temp->read([&](sql::Tx& tx) {
      const Instant now = temp.clock().now();
      return lint_book(tx, desk(), *programmes.shown(main, now), request, now, false);
    });
  };
  EXPECT_TRUE(with(1'000).all_goods);
  EXPECT_EQ(with(1'000).findings.size(), 1U);
  EXPECT_FALSE(with(0).all_goods);
  EXPECT_TRUE(with(0).findings.empty());
}

TEST_F(BookLintTest, what_is_no_more_is_called_by_its_code) {
  audited(document_json("D", "0.9"));
  audited(promotion_json("P", 100, R"("conditions":{"groups":["NEW","VIP"]},)"));
  EXPECT_THAT(lint(), HasSubstr(R"("findings":[])"));
  temp.given([&](sql::Tx& tx) {
    const Instant now = temp.clock().now();
    const ItemId item = catalog::find_item(tx, "A1001")->id;
    GX_CHECK(catalog::set_item_active(tx, ids, item, false, author, now).has_value());
    for (audiences::Audience one : audiences::audiences_of(tx, main)) {
      if (one.code != "VIP") continue;
      one.state = audiences::State::retired;
      one.changed_at = now;
      GX_CHECK(audiences::change(tx, one).has_value());
    }
  });
  const std::string seen = lint();
  EXPECT_THAT(seen, HasSubstr("Rule D names brand FUJI, of which nothing is sold"));
  EXPECT_THAT(
      seen,
      HasSubstr("Rule P is for audience VIP, which is retired or not there; so are 1 of the 2 that "
                "it names.")
  );
}

TEST_F(BookLintTest, of_many_goods_those_that_rules_name_are_looked_at_first) {
  add_item("A1003", "BAR");
  add_item("A1004", "BAR", "90");
  const auto by_item = [](const char* code, const char* item, const char* rate) {
    return testing::rule(
        "document",
        code,
        R"("entries":[{"goods":{"kind":"item","code":")" + std::string(item) + R"("},"rate":")" +
            rate + "\"}]"
    );
  };
  audited(by_item("LAST", "A1004", "0.8"));
  audited(document_json("D", "0.9"));
  const auto with = [&](std::size_t goods) {
    LintRequest request;
    request.goods_max = goods;
    return temp->read([&](sql::Tx& tx) {
      return lint_book(
          tx,
          desk(),
          *programmes.shown(main, temp.clock().now()),
          request,
          temp.clock().now(),
          false
      );
    });
  };
  EXPECT_TRUE(with(4).all_goods);
  const BookFindings some = with(1);
  EXPECT_FALSE(some.all_goods);
  ASSERT_EQ(some.findings.size(), 1U) << "FUJI is sold, though nothing of it was read";
  EXPECT_EQ(some.findings[0].kind, FindingKind::below_cost);
  EXPECT_EQ(with(4).findings.size(), 1U);
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
