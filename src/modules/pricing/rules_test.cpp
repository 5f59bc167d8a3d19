// The life of a rule, told over HTTP: each step, and each that is refused and changes nothing.
#include <barrier>
#include <map>
#include <thread>

#include "modules/pricing/book_fixture_test.h"

namespace guanxi::pricing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class RulesTest : public BookTest {
 protected:
  std::vector<std::string> actions(RuleId id) {
    audit::Search search;
    search.object_kind = "pricing_rule";
    search.object_id = id.to_string();
    search.before_at = temp.clock().now().plus_seconds(3600);
    std::vector<std::string> all;
    for (audit::Recorded& one :
         temp->read([&](sql::Tx& tx) { return audit::search(tx, search); })) {
      all.insert(all.begin(), one.action.substr(std::string("pricing_rule_").size()));
    }
    return all;
  }
  /// A new rule that has come to that state.
  RuleId in_state(RuleState state) {
    const std::string rule = promotion_json("P" + std::to_string(++codes_), 500);
    switch (state) {
      case RuleState::draft:
        return draft(rule);
      case RuleState::submitted:
        return submitted(rule);
      case RuleState::audited:
        return audited(rule);
      case RuleState::rejected: {
        const RuleId id = submitted(rule);
        EXPECT_THAT(step(id, "reject", auditor), StartsWith("200"));
        return id;
      }
      case RuleState::withdrawn: {
        const RuleId id = submitted(rule);
        EXPECT_THAT(step(id, "withdraw"), StartsWith("200"));
        return id;
      }
      case RuleState::ended: {
        const RuleId id = audited(rule);
        EXPECT_THAT(step(id, "end", auditor), StartsWith("200"));
        return id;
      }
    }
    return {};
  }

 private:
  int codes_ = 0;
};

TEST_F(RulesTest, a_rule_is_drafted_submitted_and_audited_by_somebody_else) {
  const RuleId id = draft(promotion_json("MAY", 2000));
  EXPECT_EQ(stored(id).state, RuleState::draft);
  EXPECT_EQ(book.snapshot(main)->number(), 0);
  EXPECT_THAT(step(id, "submit"), StartsWith("200"));
  const std::string answer = step(id, "audit", auditor, "checked");
  EXPECT_THAT(answer, HasSubstr(R"("state":"audited")"));
  EXPECT_THAT(answer, HasSubstr(R"("audited_by":"9")"));
  const BookRule rule = stored(id);
  EXPECT_EQ(rule.audited_at, temp.clock().now());
  EXPECT_EQ(rule.created_by, author);
  EXPECT_EQ(rule.revision, 1);
  EXPECT_EQ(rule.version, 3);
  EXPECT_THAT(actions(id), ElementsAre("drafted", "submitted", "audited"));
  EXPECT_EQ(book.snapshot(main)->number(), 1) << "this process has it at once";
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(RulesTest, every_step_out_of_its_turn_is_refused_and_changes_nothing) {
  const std::map<std::string, std::vector<RuleState>> turns = {
      {"submit", {RuleState::draft}},
      {"audit", {RuleState::submitted}},
      {"reject", {RuleState::submitted}},
      {"withdraw", {RuleState::draft, RuleState::submitted}},
      {"end", {RuleState::audited}},
      {"put", {RuleState::draft}},
      {"delete", {RuleState::draft}}};
  int refused = 0;
  for (const RuleState state :
       {RuleState::draft,
        RuleState::submitted,
        RuleState::audited,
        RuleState::rejected,
        RuleState::withdrawn,
        RuleState::ended}) {
    const RuleId id = in_state(state);
    const BookRule before = stored(id);
    for (const auto& [what, states] : turns) {
      if (std::ranges::find(states, state) != states.end()) continue;
      const bool decides = what == "audit" || what == "reject" || what == "end";
      std::string answer;
      if (what == "put") {
        answer = send(
            "PUT", path_of(id), R"({"rule":)" + promotion_json(before.code, 1) + "}", "*", author
        );
      } else if (what == "delete") {
        answer = send("DELETE", path_of(id), "", "*", author);
      } else {
        answer = step(id, what, decides ? auditor : author);
      }
      EXPECT_THAT(answer, StartsWith("409")) << what;
      EXPECT_THAT(answer, HasSubstr(R"("code":"pricing_rule_state")")) << what;
      const BookRule after = stored(id);
      EXPECT_EQ(after.version, before.version) << what;
      EXPECT_EQ(after.state, state) << what;
      EXPECT_EQ(after.content, before.content) << what;
      ++refused;
    }
  }
  EXPECT_EQ(refused, 6 * 7 - 8);
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(RulesTest, nobody_decides_about_their_own_rule) {
  const RuleId id = submitted(promotion_json("MAY", 2000));
  for (const char* what : {"audit", "reject"}) {
    const std::string answer = step(id, what, author);
    EXPECT_THAT(answer, StartsWith("403"));
    EXPECT_THAT(answer, HasSubstr("own_approval"));
  }
  EXPECT_EQ(stored(id).state, RuleState::submitted);
  EXPECT_EQ(stored(id).version, 2);
}

TEST_F(RulesTest, a_draft_is_its_authors_until_somebody_withdraws_it) {
  const RuleId id = draft(promotion_json("MAY", 2000));
  const std::string body = R"({"rule":)" + promotion_json("MAY", 1) + "}";
  EXPECT_THAT(send("PUT", path_of(id), body, "*", another), StartsWith("403"));
  EXPECT_THAT(send("DELETE", path_of(id), "", "*", another), StartsWith("403"));
  EXPECT_THAT(step(id, "submit", another), StartsWith("403"));
  EXPECT_EQ(stored(id).version, 1);
  EXPECT_THAT(step(id, "withdraw", another, "its author left"), StartsWith("200"));
  EXPECT_EQ(stored(id).reason, "its author left");
  EXPECT_EQ(stored(id).ended_by, another);
}

TEST_F(RulesTest, an_edit_names_the_version_it_has_seen) {
  const RuleId id = draft(promotion_json("MAY", 2000));
  const std::string body = R"({"rule":)" + promotion_json("MAY", 2500) + "}";
  EXPECT_THAT(send("PUT", path_of(id), body), StartsWith("428"));
  EXPECT_THAT(send("PUT", path_of(id), body, "\"1\""), StartsWith("200"));
  EXPECT_EQ(etag, "\"2\"");
  EXPECT_THAT(send("PUT", path_of(id), body, "\"1\""), StartsWith("412"));
  EXPECT_THAT(send("PUT", path_of(id), body, "\"2\""), StartsWith("200"));
  EXPECT_EQ(stored(id).version, 2) << "the same again changes nothing";
  const std::string other = R"({"rule":)" + document_json("JUNE", "0.9") + "}";
  const std::string refused = send("PUT", path_of(id), other, "\"2\"");
  EXPECT_THAT(refused, StartsWith("400"));
  EXPECT_THAT(refused, HasSubstr("/rule/kind"));
  EXPECT_THAT(refused, HasSubstr("/rule/code"));
  EXPECT_EQ(stored(id).version, 2);
  EXPECT_THAT(actions(id), ElementsAre("drafted", "edited"));
}

TEST_F(RulesTest, the_next_revision_ends_the_one_in_force_at_its_own_audit) {
  const RuleId first = audited(promotion_json("MAY", 2000));
  const RuleId second = draft(promotion_json("MAY", 2500));
  EXPECT_EQ(stored(second).revision, 2);
  EXPECT_EQ(stored(first).state, RuleState::audited) << "until the audit";
  EXPECT_THAT(step(second, "submit"), StartsWith("200"));
  EXPECT_THAT(step(second, "audit", auditor, "more of it"), StartsWith("200"));
  const BookRule old = stored(first), now = stored(second);
  EXPECT_EQ(old.state, RuleState::ended);
  EXPECT_EQ(old.superseded_by, second);
  EXPECT_EQ(old.ended_at, now.audited_at);
  EXPECT_EQ(old.ended_by, auditor);
  EXPECT_EQ(now.state, RuleState::audited);
  EXPECT_THAT(actions(first), ElementsAre("drafted", "submitted", "audited", "superseded"));
  const std::string history = get(path_of(second) + "/history");
  EXPECT_THAT(
      history, HasSubstr(R"("field":"reward/amount/amount","before":"2000","after":"2500")")
  ) << "the audit says what became different";
  EXPECT_THAT(get(path_of(first)), HasSubstr(R"("amount":2000)")) << "history stays readable";
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(RulesTest, a_revision_begins_after_the_one_before_whatever_the_clock_says) {
  const RuleId first = audited(promotion_json("MAY", 2000));
  const RuleId second = submitted(promotion_json("MAY", 2500));
  const Instant early = stored(first).audited_at->plus_seconds(-60);
  const auto done = temp->write([&](sql::Tx& tx) {
    return audit_rule(tx, *find_rule(tx, second), {auditor, early, ""});
  });
  ASSERT_TRUE(done);
  EXPECT_GT(*done->audited_at, *stored(first).audited_at);
  EXPECT_EQ(stored(first).ended_at, done->audited_at);
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(RulesTest, after_an_end_the_next_revision_begins_no_earlier) {
  const RuleId first = audited(promotion_json("MAY", 2000));
  EXPECT_THAT(step(first, "end", auditor), StartsWith("200"));
  const RuleId second = submitted(promotion_json("MAY", 2500));
  const Instant early = stored(first).ended_at->plus_seconds(-60);
  const auto done = temp->write([&](sql::Tx& tx) {
    return audit_rule(tx, *find_rule(tx, second), {auditor, early, ""});
  });
  ASSERT_TRUE(done);
  EXPECT_EQ(done->audited_at, stored(first).ended_at);
}

TEST_F(RulesTest, of_a_code_one_rule_of_its_kind_is_being_written) {
  const RuleId id = draft(promotion_json("MAY", 2000));
  const std::string again = send("POST", "/v1/pricing/rules", body_of(promotion_json("MAY", 1)));
  EXPECT_THAT(again, StartsWith("409"));
  EXPECT_THAT(again, HasSubstr("code_taken"));
  draft(document_json("MAY", "0.9"));
  EXPECT_THAT(
      send(
          "POST",
          "/v1/pricing/rules",
          R"({"programme":"OTHER","rule":)" + promotion_json("MAY", 1) + "}"
      ),
      StartsWith("201")
  );
  EXPECT_THAT(step(id, "submit"), StartsWith("200"));
  EXPECT_THAT(
      send("POST", "/v1/pricing/rules", body_of(promotion_json("MAY", 1))), StartsWith("409")
  );
  EXPECT_THAT(step(id, "reject", auditor), StartsWith("200"));
  EXPECT_EQ(stored(draft(promotion_json("MAY", 1))).revision, 2);
}

TEST_F(RulesTest, a_deleted_draft_leaves_its_trail_only) {
  const RuleId id = draft(promotion_json("MAY", 2000));
  EXPECT_THAT(send("DELETE", path_of(id), "", "\"1\""), StartsWith("204"));
  EXPECT_THAT(get(path_of(id)), StartsWith("404"));
  EXPECT_EQ(rows(), 0);
  EXPECT_THAT(actions(id), ElementsAre("drafted", "deleted"));
  EXPECT_EQ(stored(draft(promotion_json("MAY", 2000))).revision, 1);
}

TEST_F(RulesTest, rejecting_withdrawing_and_ending_want_a_reason) {
  const RuleId sent = submitted(promotion_json("A", 100)), on = audited(promotion_json("B", 100));
  EXPECT_THAT(step(sent, "reject", auditor, ""), HasSubstr("missing_field"));
  EXPECT_THAT(step(sent, "withdraw", author, ""), HasSubstr("missing_field"));
  EXPECT_THAT(step(on, "end", auditor, ""), HasSubstr("missing_field"));
  EXPECT_THAT(step(on, "end", auditor, "  "), HasSubstr("missing_field"));
  EXPECT_EQ(stored(sent).version, 2);
  EXPECT_EQ(stored(on).version, 3);
}

TEST_F(RulesTest, what_cannot_be_compiled_is_drafted_but_not_submitted_and_all_faults_are_said) {
  const std::string wrong = promotion_json(
      "MAY",
      2000,
      R"("conditions":{"stores":["S999"],"card_types":["NONE"],"tiers":["GOLD"]},)"
      R"("scope":{"include":[{"kind":"brand","code":"NONE"}]},"not_with":["NOBODY"],)"
  );
  const std::string answer =
      send("POST", "/v1/pricing/rules/check", R"({"programme":"MAIN","rule":)" + wrong + "}");
  EXPECT_THAT(answer, StartsWith("400"));
  const std::string pointers[] = {
      "/rule/conditions/stores/0",
      "/rule/conditions/card_types/0",
      "/rule/conditions/tiers/0",
      "/rule/scope/include/0/code",
      "/rule/not_with/0"};
  for (const std::string& pointer : pointers) EXPECT_THAT(answer, HasSubstr(pointer));
  EXPECT_EQ(rows(), 0) << "nothing is stored";
  const RuleId id = draft(wrong);
  const std::string refused = step(id, "submit");
  EXPECT_THAT(refused, StartsWith("400"));
  for (const std::string& pointer : pointers) EXPECT_THAT(refused, HasSubstr(pointer));
  EXPECT_EQ(stored(id).state, RuleState::draft);
  EXPECT_EQ(stored(id).version, 1);
}

TEST_F(RulesTest, what_is_there_is_found_by_its_code) {
  tiers::Terms terms;
  terms.name_zh = "等级";
  terms.name_en = "Tiers";
  terms.sources.amount = Money(100, Currency::cny);
  terms.sources.amount_growth = 1;
  terms.tiers.resize(1);
  terms.tiers[0].code = "BASE";
  terms.tiers[0].name_zh = "普通";
  terms.tiers[0].name_en = "Ordinary";
  const Instant now = temp.clock().now();
  const auto ladder = ladders.add(main, Currency::cny, "CLUB", terms, "opening", author, now);
  ASSERT_TRUE(ladder);
  ASSERT_TRUE(ladders.switch_on(ladder->id, 1, "opening", author, now));
  const std::string good = promotion_json(
      "MAY",
      2000,
      R"("conditions":{"stores":["S001"],"card_types":["GOLD"],"tiers":["BASE"],"groups":["VIP"]},)"
      R"("scope":{"include":[{"kind":"brand","code":"FUJI"},{"kind":"item","code":"A1002"}]},)"
  );
  EXPECT_THAT(
      send("POST", "/v1/pricing/rules/check", R"({"programme":"MAIN","rule":)" + good + "}"),
      StartsWith(R"(200 {"kind":"promotion","code":"MAY"})")
  );
  const std::string elsewhere = R"({"programme":"OTHER","rule":)" +
                                promotion_json("MAY", 1, R"("conditions":{"stores":["S001"]},)") +
                                "}";
  EXPECT_THAT(send("POST", "/v1/pricing/rules/check", elsewhere), StartsWith("400"))
      << "a store of another programme";
}

TEST_F(RulesTest, promotions_may_name_each_other_and_a_gift_wants_its_coupon_in_force) {
  const RuleId a = submitted(promotion_json("A", 100));
  const RuleId b = submitted(promotion_json("B", 200, R"("not_with":["A"],)"));
  EXPECT_THAT(step(b, "audit", auditor), StartsWith("200")) << "the other one is on its way";
  EXPECT_THAT(step(a, "audit", auditor), StartsWith("200"));
  const std::string gift =
      testing::rule("promotion", "GIFT", R"("reward":{"kind":"coupon_gift","coupon":"C5"})");
  const RuleId giving = draft(gift);
  EXPECT_THAT(step(giving, "submit"), HasSubstr("/rule/reward/coupon"));
  const RuleId coupon = submitted(testing::rule(
      "coupon", "C5", R"("reward":{"kind":"money_off","amount":)" + testing::yuan_json(500) + "}"
  ));
  EXPECT_THAT(step(giving, "submit"), StartsWith("200"));
  EXPECT_THAT(step(giving, "audit", auditor), HasSubstr("/rule/reward/coupon"));
  EXPECT_EQ(stored(giving).state, RuleState::submitted);
  EXPECT_THAT(step(coupon, "audit", auditor), StartsWith("200"));
  EXPECT_THAT(step(giving, "audit", auditor), StartsWith("200"));
}

TEST_F(RulesTest, of_two_auditors_at_once_one_wins) {
  for (int round = 0; round < 5; ++round) {
    const RuleId id = submitted(promotion_json("R" + std::to_string(round), 2000));
    std::barrier start(2);
    std::string answers[2];
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < 2; ++i) {
        threads.emplace_back([&, i] {
          http::Request request;
          request.method = "POST";
          request.path = request.target = path_of(id) + (i == 0 ? "/audit" : "/reject");
          request.headers = {
              {"x-actor", std::to_string(9 + i)},
              {"if-match", "\"2\""},
              {"content-type", "application/json"}};
          request.body = R"({"reason":"seen"})";
          request.received_at = temp.clock().now();
          start.arrive_and_wait();
          answers[i] = std::to_string(api.handle(request).status);
        });
      }
    }
    const int won = (answers[0] == "200" ? 1 : 0) + (answers[1] == "200" ? 1 : 0);
    EXPECT_EQ(won, 1) << answers[0] << " " << answers[1];
    EXPECT_EQ(stored(id).version, 3);
  }
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(RulesTest, rules_are_listed_by_kind_state_and_the_beginning_of_their_code) {
  draft(promotion_json("MAY-1", 100));
  draft(promotion_json("MAY-2", 100));
  audited(document_json("MAY-D", "0.9"));
  submitted(promotion_json("JUNE", 100));
  const auto list = [&](std::vector<std::pair<std::string, std::string>> with) {
    with.emplace_back("programme", "MAIN");
    query = std::move(with);
    const std::string answer = get("/v1/pricing/rules");
    std::string codes;
    for (std::size_t at = answer.find("\"code\":\""); at != std::string::npos;
         at = answer.find("\"code\":\"", at + 1)) {
      codes += answer.substr(at + 8, answer.find('"', at + 8) - at - 8) + " ";
    }
    return codes;
  };
  EXPECT_EQ(list({}), "JUNE MAY-D MAY-2 MAY-1 ");
  EXPECT_EQ(list({{"code", "MAY-"}}), "MAY-D MAY-2 MAY-1 ");
  EXPECT_EQ(list({{"code", "MAY-"}, {"kind", "document"}}), "MAY-D ");
  EXPECT_EQ(list({{"state", "draft"}}), "MAY-2 MAY-1 ");
  query = {{"programme", "MAIN"}, {"limit", "3"}};
  const std::string page = get("/v1/pricing/rules");
  const std::size_t at = page.find("\"next_cursor\":\"") + 15;
  EXPECT_EQ(list({{"cursor", page.substr(at, page.find('"', at) - at)}}), "MAY-1 ");
  query = {{"programme", "NONE"}};
  EXPECT_THAT(get("/v1/pricing/rules"), HasSubstr("programme_not_found"));
}

}  // namespace
}  // namespace guanxi::pricing
