// Templates, issuing, limits, days, and the four ends of a coupon.
#include "modules/coupons/rules.h"
#include "modules/coupons/testing_test.h"

namespace guanxi::coupons {
namespace {

const sql::Query count_news_sql{"SELECT COUNT(*) FROM outbox_events WHERE kind = $1"};

}  // namespace

std::int64_t count_news(sql::Tx& tx, const char* kind) {
  return tx.get<std::int64_t>(count_news_sql, kind);
}

namespace {

TEST_F(CouponsTest, a_template_says_what_its_kind_needs_and_nothing_else) {
  struct Case {
    const char* reason;
    std::function<void(Template&)> spoil;
    const char* refusal;
  };
  const Case cases[] = {
      {"days", [](Template& t) { t.valid_from.reset(); }, "missing_field at /valid_from"},
      {"days",
       [](Template& t) { t.valid_until = day("2025-12-31"); },
       "out_of_range at /valid_until"},
      {"days", [](Template& t) { t.valid_from = Date::never; }, "out_of_range at /valid_from"},
      {"relative only", [](Template& t) { t.for_days = 3; }, "invalid_request at /for_days"},
      {"no days at all",
       [](Template& t) {
         t.validity = Validity::relative;
         t.valid_from.reset();
         t.valid_until.reset();
       },
       "out_of_range at /for_days"},
      {"a rule", [](Template& t) { t.rule_code.reset(); }, "missing_field at /rule_code"},
      {"no value", [](Template& t) { t.face_value = 1; }, "invalid_request at /face_value"},
      {"no parts", [](Template& t) { t.in_parts = true; }, "invalid_request at /in_parts"},
      {"a value", [](Template& t) { t.kind = CouponKind::cash; }, "out_of_range at /face_value"},
      {"an item", [](Template& t) { t.kind = CouponKind::gift; }, "missing_field at /item"},
      {"parking",
       [](Template& t) { t.kind = CouponKind::parking; },
       "invalid_request at /rule_code"},
      {"pick-ups",
       [](Template& t) {
         t.pickups = {{first_store, 1}};
       },
       "invalid_request at /pickups"},
      {"stock", [](Template& t) { t.stock = -1; }, "out_of_range at /stock"},
      {"reason", [](Template& t) { t.reason = " "; }, "missing_field at /reason"},
      {"code", [](Template& t) { t.code = "a b"; }, "bad_format at /code"},
  };
  for (const Case& one : cases) {
    Template wanted = reduction();
    one.spoil(wanted);
    EXPECT_EQ(why_of(put(wanted)), one.refusal) << one.reason;
  }
  EXPECT_TRUE(temp->read([&](sql::Tx& tx) { return templates_of(tx, programme); }).empty());
}

TEST_F(CouponsTest, a_template_is_known_by_its_code_and_its_rule_by_the_rule_book) {
  const KnowsRule none = [](ProgrammeId, std::string_view) { return RuleFound::none; };
  EXPECT_EQ(why_of(put(reduction(), none)), "pricing_rule_not_found at /rule_code");
  const auto added = put(reduction());
  ASSERT_TRUE(added);
  EXPECT_EQ(added->state, TemplateState::draft);
  EXPECT_EQ(why_of(put(reduction())), "code_taken at /code");
}

TEST_F(CouponsTest, a_face_value_starts_with_a_rule_that_takes_money_off_only) {
  const auto started = [&](const Template& wanted, RuleFound rule) {
    const KnowsRule knows = [rule](ProgrammeId, std::string_view) { return rule; };
    const auto draft = put(wanted, knows);
    GX_CHECK(draft.has_value());
    return temp->write([&](sql::Tx& tx) {
      return move_template(
          tx, draft->id, draft->version, TemplateState::active, knows, "because", clerk, now()
      );
    });
  };
  EXPECT_EQ(
      why_of(started(cash(true, "A"), RuleFound::other)), "coupon_rule_not_money at /rule_code"
  );
  EXPECT_EQ(
      temp->read([&](sql::Tx& tx) { return find_template(tx, programme, "A")->state; }),
      TemplateState::draft
  );
  EXPECT_TRUE(started(cash(true, "B"), RuleFound::money_off));
  EXPECT_TRUE(started(reduction("C"), RuleFound::other)) << "it has no balance";
}

TEST_F(CouponsTest, a_draft_changes_wholly_an_active_template_only_around_its_terms) {
  auto one = put(reduction());
  ASSERT_TRUE(one);
  EXPECT_EQ(why_of(issue_to(member, *one)), "coupon_template_state") << "a draft issues nothing";
  Template wanted = *one;
  wanted.transferable = true;
  wanted.version = 7;
  EXPECT_EQ(why_of(put(wanted)), "stale_version");
  wanted.version = one->version;
  const auto changed = put(wanted);
  ASSERT_TRUE(changed);
  EXPECT_TRUE(changed->transferable);
  EXPECT_EQ(changed->version, 2);
  const auto started = move(*changed, TemplateState::active);
  ASSERT_TRUE(started);
  EXPECT_EQ(why_of(move(*started, TemplateState::active)), "coupon_template_state at /id");
  Template other_terms = *started;
  other_terms.on_refund = OnRefund::lost;
  EXPECT_EQ(why_of(put(other_terms)), "coupon_template_fixed");
  given(member, *started);
  given(member, *started);
  Template stocked = *started;
  stocked.stock = 1;
  EXPECT_EQ(why_of(put(stocked)), "out_of_range at /stock") << "two are out";
  stocked.stock = 2;
  stocked.name_en = "Twenty";
  const auto again = put(stocked);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->name_en, "Twenty");
  const auto stopped = move(*again, TemplateState::stopped);
  ASSERT_TRUE(stopped);
  EXPECT_EQ(why_of(put(*stopped)), "coupon_template_state at /id");
  EXPECT_EQ(why_of(issue_to(member, *stopped)), "coupon_template_state");
}

TEST_F(CouponsTest, a_window_is_fixed_or_counted_from_the_issue_or_the_month_of_the_birthday) {
  Template one = reduction();
  EXPECT_EQ(window_of(one, day("2026-12-31"), {})->until, day("2026-12-31"));
  EXPECT_FALSE(window_of(one, day("2027-01-01"), {})) << "over";
  one.validity = Validity::relative;
  one.after_days = 2;
  one.for_days = 7;
  EXPECT_EQ(window_of(one, day("2026-02-26"), {})->from, day("2026-02-28"));
  EXPECT_EQ(window_of(one, day("2026-02-26"), {})->until, day("2026-03-06"));
  one.validity = Validity::birthday_month;
  const Date leap = day("2000-02-29");
  EXPECT_EQ(window_of(one, day("2026-01-10"), leap)->from, day("2026-02-01"));
  EXPECT_EQ(window_of(one, day("2026-01-10"), leap)->until, day("2026-02-28"));
  EXPECT_EQ(window_of(one, day("2026-02-10"), leap)->from, day("2026-02-10")) << "within the month";
  EXPECT_EQ(window_of(one, day("2026-03-01"), leap)->until, day("2027-02-28")) << "past it";
  EXPECT_FALSE(window_of(one, day("2026-03-01"), {})) << "nobody knows the birthday";
}

TEST_F(CouponsTest, one_cause_issues_once) {
  const Template one = active(reduction());
  const Cause cause{CauseKind::desk, 99, 0};
  const auto first = issue_to(member, one, cause);
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->repeated);
  const auto again = issue_to(member, one, cause);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->coupon.id, first->coupon.id);
  EXPECT_FALSE(issue_to(member, one, {CauseKind::desk, 99, 1})->repeated) << "the second of it";
  EXPECT_FALSE(issue_to(other, one, cause)->repeated) << "somebody else's";
  EXPECT_EQ(taken(one), 3);
  EXPECT_EQ(news("coupon.issued"), 3);
}

TEST_F(CouponsTest, stock_and_the_limit_of_a_member_end_issuing_and_change_nothing) {
  Template wanted = reduction();
  wanted.stock = 3;
  wanted.per_member_max = 2;
  const Template one = active(wanted);
  const Coupon first = given(member, one);
  given(member, one);
  EXPECT_EQ(why_of(issue_to(member, one)), "coupon_member_limit");
  given(other, one);
  EXPECT_EQ(why_of(issue_to(other, one)), "coupons_used_up");
  EXPECT_EQ(taken(one), 3);
  ASSERT_TRUE(withdraw_it(first));
  EXPECT_EQ(taken(one), 2) << "its place is free again";
  EXPECT_TRUE(issue_to(member, one));
}

TEST_F(CouponsTest, a_birthday_coupon_needs_a_birthday) {
  Template wanted = reduction("BDAY");
  wanted.kind = CouponKind::birthday;
  wanted.validity = Validity::birthday_month;
  wanted.valid_from.reset();
  wanted.valid_until.reset();
  const Template one = active(wanted);
  EXPECT_EQ(given(member, one).valid_from, day("2026-03-01"));
  EXPECT_EQ(why_of(issue_to(other, one)), "coupon_birthday_unknown");
}

TEST_F(CouponsTest, a_coupon_is_good_through_its_last_day_and_over_on_any_access_after_it) {
  const Template one = active(reduction());
  const Coupon coupon = given(member, one);
  temp.clock().set(*Instant::parse("2026-12-31T15:59:59Z"));  // one second before midnight there
  EXPECT_EQ(found(coupon).state, CouponState::issued);
  EXPECT_TRUE(present(member, {{coupon.id, ""}}));
  temp.clock().advance_seconds(1);
  EXPECT_EQ(found(coupon).state, CouponState::expired) << "nobody has written it down";
  EXPECT_EQ(why_of(present(member, {{coupon.id, ""}})), "coupon_expired at /coupons/0");
  EXPECT_EQ(why_of(redeem_it(coupon, 1, 0)), "coupon_expired at /coupon");
  EXPECT_EQ(why_of(withdraw_it(coupon)), "coupon_state at /coupon");
  run_job(expire_due);
  EXPECT_EQ(news("coupon.expired"), 1);
  run_job(expire_due);
  EXPECT_EQ(news("coupon.expired"), 1) << "once";
}

TEST_F(CouponsTest, members_are_told_once_before_the_last_day) {
  const Template one = active(reduction());
  given(member, one);
  given(other, one);
  run_job(tell_endings);
  EXPECT_EQ(news("coupon.ending"), 0) << "too early";
  move_to("2026-12-02");
  const auto soon = temp->read([&](sql::Tx& tx) {
    return endings(tx, programme, today(), today().plus_days(30), {}, 10);
  });
  EXPECT_EQ(soon.size(), 2U);
  run_job(tell_endings);
  run_job(tell_endings);
  EXPECT_EQ(news("coupon.ending"), 2);
}

TEST_F(CouponsTest, coupons_are_listed_newest_first_by_what_they_are_now) {
  const Template one = active(reduction());
  Template short_lived = reduction("SHORT");
  short_lived.valid_until = day("2026-01-31");
  const Template two = active(short_lived);
  const Coupon a = given(member, one), b = given(member, two), c = given(member, one);
  move_to("2026-02-01");
  const auto list = [&](std::optional<CouponState> state, CouponId before, int limit) {
    std::vector<CouponId> all;
    for (const Coupon& coupon : temp->read([&](sql::Tx& tx) {
           return coupons_of(tx, member, state, before, today(), now(), limit);
         })) {
      all.push_back(coupon.id);
    }
    return all;
  };
  EXPECT_THAT(list({}, {}, 10), testing::ElementsAre(c.id, b.id, a.id));
  EXPECT_THAT(list({}, {}, 2), testing::ElementsAre(c.id, b.id));
  EXPECT_THAT(list(CouponState::issued, c.id, 10), testing::ElementsAre(a.id));
  EXPECT_THAT(list(CouponState::expired, {}, 10), testing::ElementsAre(b.id));
}

TEST_F(CouponsTest, a_withdrawn_coupon_is_gone_and_says_why_it_cannot_be_used) {
  const Template one = active(cash(true));
  const Coupon coupon = given(member, one);
  EXPECT_EQ(
      why_of(temp->write([&](sql::Tx& tx) {
        return withdraw(tx, ids, member, coupon.id, " ", act());
      })),
      "missing_field at /reason"
  );
  ASSERT_TRUE(withdraw_it(coupon));
  EXPECT_EQ(found(coupon).balance, 0);
  EXPECT_EQ(why_of(redeem_it(coupon, 1, 100)), "coupon_state at /coupon");
  EXPECT_EQ(why_of(withdraw_it(coupon)), "coupon_state at /coupon");
  Coupon unknown = coupon;
  unknown.owner = other;
  EXPECT_EQ(why_of(withdraw_it(unknown)), "coupon_not_found at /coupon") << "it is not theirs";
}

TEST_F(CouponsTest, sixty_four_at_once_take_a_stock_of_ten_exactly) {
  Template wanted = reduction();
  wanted.stock = 10;
  wanted.per_member_max = 40;
  const Template one = active(wanted);
  EXPECT_EQ(rush(64, [&](int i) { return issue_to(i % 2 == 0 ? member : other, one); }), 10);
  EXPECT_EQ(taken(one), 10);
}

TEST_F(CouponsTest, sixty_four_at_once_give_a_member_as_many_as_one_may_have) {
  Template wanted = reduction();
  wanted.per_member_max = 3;
  const Template one = active(wanted);
  EXPECT_EQ(rush(64, [&](int) { return issue_to(member, one); }), 3);
}

TEST_F(CouponsTest, sixty_four_repeats_of_one_cause_issue_one) {
  const Template one = active(reduction());
  const Cause cause{CauseKind::desk, 5, 0};
  EXPECT_EQ(rush(64, [&](int) { return issue_to(member, one, cause); }), 64) << "all read the same";
  EXPECT_EQ(taken(one), 1);
}

const sql::Query more_balance{"UPDATE coupons SET balance = balance + 1 WHERE face > 0"};
const sql::Query less_stock{"UPDATE coupon_stocks SET taken = taken - 1 WHERE taken > 0"};
const sql::Query more_counted{"UPDATE coupon_members SET issued = issued + 1"};
const sql::Query forget_returns{"DELETE FROM coupon_returns"};
const sql::Query forget_uses{"DELETE FROM coupon_uses"};

TEST_F(CouponsTest, verify_names_what_was_planted) {
  const Template one = active(cash(true));
  const Coupon coupon = given(member, one);
  ASSERT_TRUE(redeem_it(coupon, 1, 2'000));
  ASSERT_TRUE(reverse_it({member, ReceiptId(1), 2, false, {{coupon.id, 500}}}));
  EXPECT_EQ(verify_all().faults_found, 0);
  const auto planted = [&](const sql::Query& query) {
    std::string first;
    const auto done = temp->write([&](sql::Tx& tx) -> Outcome {
      EXPECT_GT(tx.exec(query), 0);
      const Report report = verify(tx);
      first = report.faults.empty() ? "clean" : report.faults.front();
      return ErrorCode::conflict;  // and is undone
    });
    EXPECT_FALSE(done);
    return first;
  };
  EXPECT_THAT(planted(more_balance), testing::HasSubstr("balance is not what its uses leave"));
  EXPECT_THAT(planted(less_stock), testing::HasSubstr("stock is not what was issued"));
  EXPECT_THAT(planted(more_counted), testing::HasSubstr("counter of template"));
  EXPECT_THAT(planted(forget_returns), testing::HasSubstr("differs from its refunds"));
  EXPECT_THAT(planted(forget_uses), testing::HasSubstr("balance is not what its uses leave"));
}

}  // namespace
}  // namespace guanxi::coupons
