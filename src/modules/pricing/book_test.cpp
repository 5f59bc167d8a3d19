// The rule book in memory: what a till prices with, and what replays do.
#include "modules/pricing/book.h"

#include <atomic>
#include <thread>

#include "modules/pricing/book_fixture_test.h"

namespace guanxi::pricing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class RuleBookTest : public BookTest {
 protected:
  /// What one piece of A1001 for 100.00 costs at that moment.
  std::int64_t payable(const Snapshot& snapshot, Instant at, bool member = false) {
    Basket basket;
    basket.currency = Currency::cny;
    basket.at = at;
    basket.day = TimeZone().date_of(at);
    if (member) basket.member.emplace();
    BasketLine line;
    const auto item = temp->read([](sql::Tx& tx) { return catalog::find_item(tx, "A1001"); });
    line.goods.of(GoodsKind::item) = item->id.value();
    line.goods.of(GoodsKind::brand) = item->brand->value();
    line.list_price = *UnitPrice::parse("100");
    line.quantity = *Quantity::parse("1");
    basket.lines.push_back(line);
    return price(snapshot.index(), basket).payable;
  }
  std::int64_t payable_now(bool member = false) {
    return payable(*book.snapshot(main), temp.clock().now(), member);
  }
};

TEST_F(RuleBookTest, prices_follow_audits_and_ends) {
  EXPECT_EQ(payable_now(), 10000);
  const RuleId first = audited(promotion_json("MAY", 2000));
  const Instant then = temp.clock().now();
  EXPECT_EQ(payable_now(), 8000);
  audited(document_json("D", "0.9"));
  EXPECT_EQ(payable_now(true), 7000) << "0.9 of 100.00, then 20.00 off";
  const RuleId second = audited(promotion_json("MAY", 2500));
  EXPECT_EQ(payable_now(), 7500);
  EXPECT_EQ(payable(*book.snapshot(main), then), 8000) << "a late sale has the rule of its time";
  EXPECT_EQ(book.snapshot(main)->find(RuleKind::promotion, "MAY", then), first.value());
  EXPECT_EQ(
      book.snapshot(main)->find(RuleKind::promotion, "MAY", temp.clock().now()), second.value()
  );
  EXPECT_THAT(step(second, "end", auditor), StartsWith("200"));
  EXPECT_EQ(payable_now(), 10000);
  EXPECT_EQ(
      book.snapshot(main)->find(RuleKind::promotion, "MAY", temp.clock().now()), std::nullopt
  );
  EXPECT_EQ(book.snapshot(main)->number(), 4);
  EXPECT_EQ(book.snapshot(*programmes.find("OTHER"))->number(), 0) << "each programme its own";
}

TEST_F(RuleBookTest, another_process_sees_it_when_it_looks) {
  const auto store = temp.another();
  programmes::Programmes their_programmes{*store, ids};
  org::Org their_org{*store, ids};
  RuleBook theirs{{*store, their_org, their_programmes}, temp.clock().now()};
  audited(promotion_json("MAY", 2000));
  const auto before = theirs.snapshot(main);
  EXPECT_EQ(before->number(), 0);
  theirs.refresh(temp.clock().now());
  EXPECT_EQ(theirs.snapshot(main)->number(), 1);
  EXPECT_EQ(payable(*theirs.snapshot(main), temp.clock().now()), 8000);
  EXPECT_EQ(payable(*before, temp.clock().now()), 10000) << "who holds the old one keeps it";
  const auto same = theirs.snapshot(main);
  theirs.refresh(temp.clock().now());
  EXPECT_EQ(theirs.snapshot(main), same) << "nothing moved, nothing is compiled";
}

TEST_F(RuleBookTest, a_book_is_read_the_same_anew) {
  audited(promotion_json("MAY", 2000));
  audited(promotion_json("MAY", 2500));
  audited(document_json("D", "0.9"));
  const RuleBook anew{{*temp, org, programmes}, temp.clock().now()};
  EXPECT_EQ(anew.snapshot(main)->number(), 3);
  EXPECT_THAT(anew.snapshot(main)->index().rules().promotions, SizeIs(2));
  EXPECT_EQ(payable(*anew.snapshot(main), temp.clock().now(), true), 6500);
}

TEST_F(RuleBookTest, rules_name_others_by_code_through_all_revisions) {
  const RuleId coupon_1 = audited(testing::rule(
      "coupon", "C5", R"("reward":{"kind":"money_off","amount":)" + testing::yuan_json(500) + "}"
  ));
  const RuleId a1 = audited(promotion_json("A", 100));
  const RuleId b = audited(promotion_json("B", 200, R"("not_with":["A"],)"));
  const RuleId gift =
      audited(testing::rule("promotion", "GIFT", R"("reward":{"kind":"coupon_gift","coupon":"C5"})")
      );
  const auto coupon_of_gift = [&] {
    const Promotion* rule = book.snapshot(main)->index().find_promotion(gift.value());
    return std::get<CouponGift>(rule->reward).coupon_template;
  };
  EXPECT_EQ(coupon_of_gift(), coupon_1.value());
  const RuleId a2 = audited(promotion_json("A", 150));
  const RuleId coupon_2 = audited(testing::rule(
      "coupon", "C5", R"("reward":{"kind":"money_off","amount":)" + testing::yuan_json(600) + "}"
  ));
  EXPECT_THAT(
      book.snapshot(main)->index().find_promotion(b.value())->not_with,
      ElementsAre(a1.value(), a2.value())
  );
  EXPECT_EQ(coupon_of_gift(), coupon_2.value()) << "the newest one";
}

TEST_F(RuleBookTest, numbers_stand_for_the_same_codes_in_every_snapshot) {
  audited(promotion_json(
      "A",
      100,
      R"("conditions":{"groups":["VIP"]},"shares":[{"party":"MALL","weight":7},)"
      R"({"party":"BRAND","weight":3}],)"
  ));
  const auto first = book.snapshot(main);
  EXPECT_GT(first->group("VIP"), 0);
  EXPECT_EQ(first->group("NEW"), 0);
  EXPECT_EQ(first->party_code(first->party("BRAND")), "BRAND");
  audited(promotion_json("B", 100, R"("conditions":{"groups":["NEW","VIP"]},)"));
  const auto second = book.snapshot(main);
  EXPECT_EQ(second->group("VIP"), first->group("VIP"));
  EXPECT_NE(second->group("NEW"), second->group("VIP"));
  EXPECT_EQ(second->party("MALL"), first->party("MALL"));
}

TEST_F(RuleBookTest, what_is_long_over_is_left_to_replays) {
  audited(promotion_json("OLD", 2000, R"("conditions":{"to":"2026-01-31"},)"));
  const Instant then = temp.clock().now();
  const RuleId ended = audited(promotion_json("ENDED", 100));
  EXPECT_THAT(step(ended, "end", auditor), StartsWith("200"));
  temp.clock().advance_seconds(399LL * 86'400);
  audited(promotion_json("NEW", 300));
  EXPECT_THAT(book.snapshot(main)->index().rules().promotions, SizeIs(3));
  temp.clock().advance_seconds(60LL * 86'400);
  audited(promotion_json("NEWER", 200, R"("conditions":{"stores":["S001"]},)"));
  const auto till = book.snapshot(main);
  EXPECT_THAT(till->index().rules().promotions, SizeIs(2));
  EXPECT_FALSE(till->covers(then));
  const auto whole = book.snapshot_at(main, then);
  EXPECT_THAT(whole->index().rules().promotions, SizeIs(4));
  EXPECT_EQ(payable(*whole, then), 8000);
  EXPECT_EQ(book.snapshot_at(main, then), whole) << "kept until the rule set changes";
  EXPECT_EQ(book.snapshot_at(main, temp.clock().now()), till);
  audited(promotion_json("NEWEST", 200));
  EXPECT_THAT(book.snapshot_at(main, then)->index().rules().promotions, SizeIs(5));
}

TEST_F(RuleBookTest, a_late_sale_has_the_parameters_of_its_time) {
  audited(promotion_json("MAY", 2055));
  const Instant then = temp.clock().now();
  temp.clock().advance_seconds(60);
  const std::string put = send(
      "PUT",
      "/v1/pricing/parameters",
      R"({"programme":"MAIN","parameters":{"round_off":{"to":100,"rounding":"floor"}},"reason":"x"})",
      "\"0\""
  );
  EXPECT_THAT(put, StartsWith("200"));
  EXPECT_EQ(payable_now(), 7900);
  EXPECT_EQ(payable(*book.snapshot_at(main, then), then), 7945);
  EXPECT_EQ(book.snapshot_at(main, then)->parameters_version(), 0);
  EXPECT_EQ(book.snapshot_at(main, temp.clock().now())->parameters_version(), 1);
}

TEST_F(RuleBookTest, a_store_that_was_heard_of_too_late_is_found_at_the_next_look) {
  const auto store = temp.another();
  programmes::Programmes their_programmes{*store, ids};
  org::Org their_org{*store, ids};
  RuleBook theirs{{*store, their_org, their_programmes}, temp.clock().now()};
  add_store("S002");
  const RuleId id = audited(promotion_json("MAY", 2000, R"("conditions":{"stores":["S002"]},)"));
  theirs.refresh(temp.clock().now());  // its organisation does not know the store yet
  const auto stores_of = [&] {
    return theirs.snapshot(main)->index().find_promotion(id.value())->when.stores;
  };
  EXPECT_LT(stores_of().at(0), 0);
  their_org.refresh();
  theirs.refresh(temp.clock().now());
  EXPECT_THAT(stores_of(), ElementsAre(org.snapshot()->find_store("S002")->id.value()));
}

TEST_F(RuleBookTest, readers_and_reloads_do_not_wait_for_each_other) {
  audited(promotion_json("MAY", 2000));
  std::atomic<bool> done = false;
  std::atomic<std::int64_t> reads = 0;
  {
    std::vector<std::jthread> readers;
    for (int i = 0; i < 3; ++i) {
      readers.emplace_back([&] {
        std::int64_t last = 0;
        while (!done) {
          const auto snapshot = book.snapshot(main);
          EXPECT_GE(snapshot->number(), last) << "never an older one";
          last = snapshot->number();
          EXPECT_EQ(snapshot->index().rules().promotions.size(), static_cast<std::size_t>(last));
          ++reads;
        }
      });
    }
    for (int i = 0; i < 10; ++i) audited(promotion_json("P" + std::to_string(i), 100));
    done = true;
  }
  EXPECT_GT(reads, 0);
}

/// More of them than there are connections: a reload that held the book's lock while it waited for
/// one stood still for ever, with them and the whole server. So does this test then.
TEST_F(RuleBookTest, a_reload_and_late_sales_do_not_wait_for_each_other) {
  constexpr int late_sales = 40;
  audited(promotion_json("MAY", 2000));
  const Instant then = temp.clock().now();
  temp.clock().advance_seconds(500LL * 86'400);
  audited(promotion_json("NEW", 100));
  ASSERT_FALSE(book.snapshot(main)->covers(then));
  std::atomic<bool> done = false;
  std::atomic<std::int64_t> asked = 0;
  {
    std::vector<std::jthread> sales;
    for (int i = 0; i < late_sales; ++i) {
      sales.emplace_back([&] {
        while (!done) {
          const auto old =
              temp->read([&](sql::Tx& tx) { return book.snapshot_at(tx, main, then); });
          EXPECT_TRUE(old->covers(then));
          EXPECT_NE(old->find(RuleKind::promotion, "MAY", then), std::nullopt);
          ++asked;
        }
      });
    }
    for (int i = 0; i < 20; ++i) audited(promotion_json("P" + std::to_string(i), 100));
    done = true;
  }
  EXPECT_GT(asked, 0);
  EXPECT_EQ(book.snapshot_at(main, then), book.snapshot_at(main, then)) << "kept for all";
  EXPECT_EQ(book.snapshot_at(main, then)->number(), book.snapshot(main)->number());
}

TEST_F(RuleBookTest, twenty_thousand_documents_are_read_and_compiled) {
  constexpr int documents = 20'000;
  // Audited one by one they would take minutes: they are copied from one that was.
  const RuleId first = audited(document_json("D0", "0.9"));
  static const sql::Query copy{
      "INSERT INTO pricing_rules (rule_id, programme_id, kind, code, revision, state, version, "
      "name_zh, name_en, content, last_day, set_number, created_at, created_by, changed_at, "
      "submitted_at, audited_at, audited_by) SELECT $1, programme_id, kind, CAST($2 AS TEXT), "
      "revision, state, version, name_zh, name_en, CAST($3 AS TEXT), last_day, 2, created_at, "
      "created_by, changed_at, submitted_at, audited_at, audited_by FROM pricing_rules "
      "WHERE rule_id = $4"};
  static const sql::Query raise{"UPDATE pricing_rule_sets SET number = 2"};
  const std::string content = stored(first).content;
  temp.given([&](sql::Tx& tx) {
    for (int i = 1; i < documents; ++i) {
      const std::string code = "D" + std::to_string(i);
      std::string other = content;
      other.replace(other.find("\"D0\"") + 1, 2, code);
      tx.exec(copy, ids.next(), code, other, first);
    }
    tx.exec(raise);
  });
  book.refresh(temp.clock().now());
  const auto snapshot = book.snapshot(main);
  EXPECT_EQ(snapshot->number(), 2);
  EXPECT_THAT(snapshot->index().rules().documents, SizeIs(documents));
  EXPECT_THAT(snapshot->unreadable(), IsEmpty());
  EXPECT_EQ(payable_now(true), 9000);
}

// ---- what is stored ----

TEST_F(RuleBookTest, every_kind_of_rule_is_read_back_as_it_was_written) {
  const std::string conditions =
      R"("conditions":{"from":"2026-05-01","to":"2026-05-31","weekdays":["monday","sunday"],)"
      R"("hours":[{"from":"09:30","to":"24:00"}],"stores":["S001"],"channels":["store","online"],)"
      R"("members_only":true,"card_types":["GOLD"],"groups":["VIP"],"groups_excluded":["STAFF"],)"
      R"("birthday":"month","first_purchase":true,"tenders":["wechat_pay"]},)"
      R"("shares":[{"party":"MALL","weight":7},{"party":"BRAND","weight":3}],)";
  const std::string scope =
      R"("scope":{"include":[{"kind":"brand","code":"FUJI"}],)"
      R"("exclude":[{"kind":"item","code":"A1002"}]},"full_price_only":true,)"
      R"("threshold":{"amount":{"amount":20000,"currency":"CNY"},"every":true,"times_max":3},)";
  const std::string fen = testing::yuan_json(500);
  const std::vector<std::string> rewards = {
      R"({"kind":"money_off","amount":)" + fen + R"(,"each_piece":true})",
      R"({"kind":"percent_off","rate":"0.123456789","cap":)" + fen + "}",
      R"({"kind":"fixed_price","price":"9.9999"})",
      R"({"kind":"steps","measure":"pieces","steps":[{"from_pieces":2,"rate":"0.9"},)"
      R"({"from_pieces":3,"rate":"0.8"}]})",
      R"({"kind":"buy_get","buy":2,"get":1,"rate":"0.5"})",
      R"({"kind":"bundle","slots":[{"scope":{"include":[{"kind":"item","code":"A1001"}]},)"
      R"("pieces":2}],"price":)" +
          fen + "}",
      R"({"kind":"add_on","target":{"include":[{"kind":"item","code":"A1002"}]},"price":"9.9",)"
      R"("pieces":2})",
      R"({"kind":"gift","item":"A1002","pieces":2,"declared_value":)" + fen + "}",
      R"({"kind":"points_multiple","multiple":"2.5"})",
      R"({"kind":"coupon_gift","coupon":"C5","count":3})",
      R"({"kind":"freight_off","cap":)" + fen + "}"};
  std::vector<std::string> rules = {
      testing::rule(
          "document",
          "D",
          conditions +
              R"("entries":[{"goods":{"kind":"item","code":"A1001"},"price":"59.9","stacks":false}])"
      ),
      testing::rule(
          "restriction",
          "R",
          R"("conditions":{"tiers":["GOLD"]},"scope":{"include":[{"kind":"item","code":"A1001"}]})"
      )};
  for (const std::string& reward : rewards) {
    rules.push_back(testing::rule(
        "promotion",
        "P",
        conditions + scope + R"("reward":)" + reward +
            R"(,"lane":-3,"priority":7,"exclusive_group":"X","not_with":["A"],"once_per_line":true)"
    ));
    rules.push_back(testing::rule(
        "coupon",
        "C",
        conditions + scope + R"("reward":)" + reward +
            R"(,"with_promotions":false,"with_member_price":false,"with_others":false,)"
            R"("per_receipt_max":4)"
    ));
  }
  int kept = 0;
  for (const std::string& rule : rules) {
    const RuleTerms terms = testing::some_rules("[" + rule + "]").rules.at(0);
    const std::string json = json_of(terms);
    const auto back = read_terms(json);
    ASSERT_TRUE(back) << rule;
    EXPECT_TRUE(*back == terms) << rule;
    EXPECT_EQ(json_of(*back), json);
    ++kept;
  }
  EXPECT_EQ(kept, 24);
  EXPECT_FALSE(read_terms("{}"));
  EXPECT_FALSE(read_terms("[]"));
}

// ---- verify ----

TEST_F(RuleBookTest, verify_names_every_planted_fault) {
  audited(promotion_json("A", 100));
  const RuleId old = audited(promotion_json("B", 100));
  const RuleId now = audited(promotion_json("B", 200));
  EXPECT_THAT(faults(), IsEmpty());
  static const sql::Query move_audit{
      "UPDATE pricing_rules SET audited_at = audited_at + 1 WHERE rule_id = $1"};
  static const sql::Query move_audit_back{
      "UPDATE pricing_rules SET audited_at = audited_at - 1 WHERE rule_id = $1"};
  static const sql::Query spoil{"UPDATE pricing_rules SET content = $2 WHERE rule_id = $1"};
  static const sql::Query unsubmit{
      "UPDATE pricing_rules SET submitted_at = NULL WHERE rule_id = $1"};
  static const sql::Query lower_set{"UPDATE pricing_rule_sets SET number = 2"};
  const auto plant = [&](const sql::Query& statement, const auto&... arguments) {
    temp.given([&](sql::Tx& tx) { tx.exec(statement, arguments...); });
  };
  plant(move_audit, now);
  EXPECT_THAT(faults(), ElementsAre(HasSubstr("what superseded it did not begin when it ended")));
  plant(move_audit_back, now);
  const std::string content = stored(old).content;
  plant(spoil, old, std::string("{"));
  EXPECT_THAT(faults(), ElementsAre(HasSubstr("cannot be read")));
  plant(spoil, old, json_of(testing::some_rules("[" + promotion_json("C", 1) + "]").rules[0]));
  EXPECT_THAT(faults(), ElementsAre(HasSubstr("not what it is listed as")));
  plant(
      spoil,
      old,
      json_of(
          testing::some_rules("[" + promotion_json("B", 1, R"("threshold":{"every":true},)") + "]")
              .rules[0]
      )
  );
  EXPECT_THAT(faults(), ElementsAre(HasSubstr("cannot be compiled")));
  plant(spoil, old, content);
  plant(unsubmit, now);
  EXPECT_THAT(faults(), ElementsAre(HasSubstr("never submitted")));
  plant(lower_set);
  EXPECT_THAT(faults(), SizeIs(3)) << "two rules of set 3 as well";
}

TEST_F(RuleBookTest, a_rule_that_cannot_be_read_is_left_out_and_the_others_stay) {
  audited(promotion_json("A", 100));
  const RuleId spoilt = audited(promotion_json("B", 200));
  static const sql::Query spoil{"UPDATE pricing_rules SET content = '[]' WHERE rule_id = $1"};
  temp.given([&](sql::Tx& tx) { tx.exec(spoil, spoilt); });
  const RuleBook anew{{*temp, org, programmes}, temp.clock().now()};
  EXPECT_THAT(anew.snapshot(main)->unreadable(), ElementsAre(spoilt.value()));
  EXPECT_EQ(payable(*anew.snapshot(main), temp.clock().now()), 9900);
}

}  // namespace
}  // namespace guanxi::pricing
