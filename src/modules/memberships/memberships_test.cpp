// Buying, renewing, cancelling and the end, on a store with a ladder.
#include "modules/memberships/memberships.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "modules/memberships/verify.h"
#include "modules/memberships/work.h"
#include "modules/points/points.h"
#include "platform/sql/testing.h"

namespace guanxi::memberships {
namespace {

const ActorId seller(7);
Date day(const char* text) { return *Date::parse(text); }

const sql::Query count_events{"SELECT COUNT(*) FROM outbox_events WHERE kind = $1"};
const sql::Query move_end{"UPDATE memberships SET until = until - 1"};

class MembershipsTest : public testing::Test {
 protected:
  MembershipsTest() {
    programmes::Programmes::NewProgramme wanted;
    wanted.code = "MAIN";
    wanted.name = "MAIN";
    wanted.currency = Currency::cny;
    wanted.effective_from = now();
    GX_CHECK(programmes_.add(wanted, seller, now()).has_value());
    programme_ = *programmes_.find("MAIN");
    add_ladder();
    GX_CHECK(put(plan()).has_value());
    members::NewMember person;
    person.programme = programme_;
    person.name = "王芳";
    person.joined_on = day("2026-01-01");
    member_ = *temp_->write([&](sql::Tx& tx) {
      auto added = members_.add(tx, ids_, person, seller, now());
      if (added) points::open_account(tx, added->id, programme_, now());
      return added;
    });
  }
  ~MembershipsTest() override {
    const Report report = verify_all();
    EXPECT_EQ(report.faults_found, expected_faults_)
        << (report.faults.empty() ? "" : report.faults.front());
  }

  void add_ladder() {
    tiers::Terms terms;
    terms.name_zh = "会员等级";
    terms.name_en = "Tiers";
    terms.sources.amount = Money(100, Currency::cny);
    terms.sources.amount_growth = 1;
    for (const char* code : {"BASE", "GOLD", "DIAMOND"}) {
      tiers::Tier tier;
      tier.code = code;
      tier.name_zh = code;
      tier.name_en = code;
      tier.discount_rate = Rate::one();
      tier.threshold = 1000 * std::ssize(terms.tiers);
      tier.keep = tier.threshold;
      terms.tiers.push_back(tier);
    }
    const auto added =
        ladders_.add(programme_, Currency::cny, "CLUB", terms, "opening", seller, now());
    GX_CHECK(added.has_value());
    ladder_ = added->id;
    GX_CHECK(ladders_.switch_on(ladder_, 1, "opening", seller, now()).has_value());
  }
  Plan plan() {
    Plan plan;
    plan.programme = programme_;
    plan.code = "PLUS";
    plan.name_zh = "悦享会员";
    plan.name_en = "Plus";
    plan.price = 19'900;
    plan.months = 12;
    plan.ladder = ladder_;
    plan.tier = "GOLD";
    plan.renewal_days = 60;
    plan.grace_days = 15;
    plan.reminder_days = {30, 7, 1};
    plan.refund_days = 7;
    plan.reason = "opening";
    return plan;
  }
  Result<Plan> put(const Plan& plan) {
    return temp_->write([&](sql::Tx& tx) { return put_plan(tx, plan, seller, now()); });
  }
  Desk desk() { return {ids_, ladders_, programmes_}; }
  Purchase paying(const char* reference, std::int64_t fen = 19'900) {
    return {"PLUS", Money(fen, Currency::cny), reference};
  }
  Result<Bought> buy(const Purchase& purchase) {
    return temp_->write([&](sql::Tx& tx) {
      return memberships::buy(tx, desk(), member_, purchase, seller, now());
    });
  }
  Result<Bought> renew(const Purchase& purchase) {
    return temp_->write([&](sql::Tx& tx) {
      return memberships::renew(tx, desk(), member_, purchase, seller, now());
    });
  }
  Result<Bought> cancel(bool without_refund = false) {
    return temp_->write([&](sql::Tx& tx) {
      return memberships::cancel(
          tx,
          desk(),
          member_,
          "PLUS",
          std::nullopt,
          without_refund,
          "changed his mind",
          seller,
          now()
      );
    });
  }
  void shop() {
    const Instant at = now();
    const auto done = temp_->write([&](sql::Tx& tx) {
      const auto account = points::find_account(tx, member_.id);
      return points::post_earned(
          tx,
          ids_,
          {.owner = member_.id,
           .cause = {points::CauseKind::sale, ids_.next()},
           .occurred_at = at,
           .posted_at = at,
           .actor = seller,
           .expected_seq = account->seq,
           .today = TimeZone().date_of(at)},
          Points(0),
          Date::never
      );
    });
    GX_CHECK(done.has_value());
  }
  std::string tier() {
    return temp_->read([&](sql::Tx& tx) -> std::string {
      const auto standing = tiers::find_standing(tx, member_.id, ladder_);
      if (!standing) return "none";
      const Date today = TimeZone().date_of(now());
      const tiers::Progress progress(
          ladders_.in_force(ladder_, now()),
          {member_.id, member_.joined_on},
          standing,
          {now(), today},
          tiers::sums_of(tx, member_.id, ladder_)
      );
      return progress.tier();
    });
  }
  Membership standing() {
    const Date today = TimeZone().date_of(now());
    return temp_->read([&](sql::Tx& tx) { return memberships_of(tx, member_.id, today).front(); });
  }
  void run_job() {
    jobs::Scheduler scheduler(*temp_, temp_.clock(), {});
    scheduler.add({.name = "memberships.ends", .run = [this](jobs::Context& context) {
                     return follow_ends({*temp_, ids_, programmes_}, context);
                   }});
    scheduler.run_due(now());
  }
  std::int64_t events(std::string_view kind) {
    return temp_->read([&](sql::Tx& tx) { return tx.get<std::int64_t>(count_events, kind); });
  }
  Report verify_all() {
    return temp_->read([](sql::Tx& tx) { return verify(tx); });
  }
  void move_to(const char* date) {
    temp_.clock().set(*Instant::parse(std::string(date) + "T04:00:00Z"));
  }
  Instant now() { return temp_.clock().now(); }

  sql::TempDatabase temp_;  // 2026-01-01T00:00Z
  IdGenerator ids_{temp_.clock(), 1};
  const crypto::KeyRing keys_ = crypto::KeyRing::for_tests("memberships");
  const members::Members members_{keys_};
  programmes::Programmes programmes_{*temp_, ids_};
  tiers::Ladders ladders_{*temp_, ids_};
  ProgrammeId programme_;
  tiers::LadderId ladder_;
  members::Member member_;
  std::int64_t expected_faults_ = 0;
};

TEST_F(MembershipsTest, a_term_gives_the_tier_and_lasts_to_the_day) {
  const auto bought = buy(paying("P-1"));
  ASSERT_TRUE(bought);
  EXPECT_EQ(bought->payment.from, day("2026-01-01"));
  EXPECT_EQ(bought->membership.until, day("2026-12-31"));
  EXPECT_EQ(tier(), "GOLD");
  EXPECT_EQ(events("membership.bought"), 1);
  move_to("2027-01-15");
  EXPECT_EQ(tier(), "GOLD") << "the last day of grace";
  EXPECT_EQ(standing().state, State::running);
  move_to("2027-01-16");
  EXPECT_EQ(tier(), "BASE") << "without any job";
  EXPECT_EQ(standing().state, State::ended);
}

TEST_F(MembershipsTest, the_price_is_exact_and_a_payment_pays_once) {
  const auto cheap = buy(paying("P-1", 19'899));
  EXPECT_EQ(cheap.error().code, ErrorCode::membership_price_differs);
  EXPECT_EQ(cheap.error().pointer, "/paid");
  EXPECT_EQ(
      buy({"GOLDEN", Money(19'900, Currency::cny), "P-1"}).error().code,
      ErrorCode::membership_plan_not_found
  );
  ASSERT_TRUE(buy(paying("P-1")));
  EXPECT_EQ(buy(paying("P-2")).error().code, ErrorCode::membership_state) << "one is running";
  move_to("2026-12-20");
  const auto again = renew(paying("P-1"));
  EXPECT_EQ(again.error().code, ErrorCode::code_taken);
  EXPECT_EQ(again.error().pointer, "/reference");
  EXPECT_EQ(standing().payments, 1) << "nothing changed";
}

TEST_F(MembershipsTest, a_renewal_goes_on_from_the_end_or_begins_today) {
  ASSERT_TRUE(buy(paying("P-1")));
  move_to("2026-10-31");
  EXPECT_EQ(renew(paying("P-2")).error().code, ErrorCode::membership_state) << "before the window";
  move_to("2026-11-01");
  const auto early = renew(paying("P-2"));
  ASSERT_TRUE(early) << "60 days before the end";
  EXPECT_EQ(early->payment.from, day("2027-01-01"));
  EXPECT_EQ(early->membership.until, day("2027-12-31"));
  EXPECT_EQ(early->membership.since, day("2026-01-01"));
  move_to("2028-01-15");
  const auto in_grace = renew(paying("P-3"));
  ASSERT_TRUE(in_grace);
  EXPECT_EQ(in_grace->payment.from, day("2028-01-01")) << "in grace: no gap, and none for free";
  move_to("2029-01-16");
  const auto late = renew(paying("P-4"));
  ASSERT_TRUE(late);
  EXPECT_EQ(late->payment.kind, PaymentKind::bought);
  EXPECT_EQ(late->payment.from, day("2029-01-16"));
  EXPECT_EQ(late->membership.since, day("2029-01-16"));
  EXPECT_EQ(tier(), "GOLD");
}

TEST_F(MembershipsTest, an_unused_term_is_returned_in_full_within_its_days) {
  ASSERT_TRUE(buy(paying("P-1")));
  move_to("2026-01-08");
  const auto back = cancel();
  ASSERT_TRUE(back) << "the seventh day";
  EXPECT_EQ(back->payment.refunded, 19'900);
  EXPECT_EQ(back->membership.state, State::cancelled);
  EXPECT_EQ(tier(), "BASE");
  EXPECT_EQ(cancel().error().code, ErrorCode::membership_state);
  ASSERT_TRUE(buy(paying("P-2"))) << "and may buy anew";
  EXPECT_EQ(tier(), "GOLD");
}

TEST_F(MembershipsTest, a_used_or_late_one_only_without_a_refund) {
  ASSERT_TRUE(buy(paying("P-1")));
  temp_.clock().advance_seconds(3600);
  shop();
  const auto used = cancel();
  EXPECT_EQ(used.error().code, ErrorCode::not_eligible);
  EXPECT_EQ(used.error().facts.front().second, "@membership_used");
  move_to("2026-01-09");
  EXPECT_EQ(cancel().error().facts.front().second, "@refund_too_late");
  EXPECT_EQ(tier(), "GOLD") << "nothing changed";
  const auto given_up = cancel(true);
  ASSERT_TRUE(given_up);
  EXPECT_EQ(given_up->payment.refunded, 0);
  EXPECT_EQ(tier(), "BASE");
}

TEST_F(MembershipsTest, a_renewal_that_is_taken_back_leaves_the_term_before) {
  ASSERT_TRUE(buy(paying("P-1")));
  move_to("2026-12-20");
  ASSERT_TRUE(renew(paying("P-2")));
  shop();  // in the term before: the new one has not begun
  const auto back = cancel();
  ASSERT_TRUE(back);
  EXPECT_EQ(back->payment.refunded, 19'900);
  EXPECT_EQ(back->membership.state, State::running);
  EXPECT_EQ(back->membership.until, day("2026-12-31"));
  EXPECT_EQ(tier(), "GOLD");
  move_to("2027-01-16");
  EXPECT_EQ(tier(), "BASE") << "the tier ends with the term that is left";
}

TEST_F(MembershipsTest, reminders_are_told_once_each_and_the_end_too) {
  ASSERT_TRUE(buy(paying("P-1")));
  run_job();
  EXPECT_EQ(events("membership.ending"), 0);
  move_to("2026-12-01");  // 30 days before
  run_job();
  run_job();
  EXPECT_EQ(events("membership.ending"), 1);
  move_to("2026-12-30");  // the notices of 7 days and of a day, at once
  run_job();
  run_job();
  EXPECT_EQ(events("membership.ending"), 2) << "the shortest is told, the one it overtook is not";
  move_to("2027-01-15");
  run_job();
  EXPECT_EQ(events("membership.ended"), 0) << "in grace";
  move_to("2027-01-16");
  run_job();
  run_job();
  EXPECT_EQ(events("membership.ended"), 1);
  EXPECT_EQ(standing().due_on, Date::never) << "nothing is looked at any more";
}

TEST_F(MembershipsTest, a_renewal_begins_the_reminders_anew) {
  ASSERT_TRUE(buy(paying("P-1")));
  move_to("2026-12-01");
  run_job();
  ASSERT_TRUE(renew(paying("P-2")));
  move_to("2026-12-31");
  run_job();
  EXPECT_EQ(events("membership.ending"), 1) << "nobody is told of an end that moved away";
  move_to("2027-12-01");
  run_job();
  EXPECT_EQ(events("membership.ending"), 2);
}

TEST_F(MembershipsTest, what_was_paid_keeps_its_plan_and_a_retired_one_is_not_sold) {
  ASSERT_TRUE(buy(paying("P-1")));
  Plan dearer = plan();
  dearer.version = 1;
  dearer.price = 29'900;
  dearer.grace_days = 0;
  dearer.reason = "costs";
  EXPECT_EQ(put(plan()).error().code, ErrorCode::stale_version);
  ASSERT_TRUE(put(dearer));
  move_to("2027-01-10");
  EXPECT_EQ(standing().state, State::running) << "the grace it was sold with";
  EXPECT_EQ(renew(paying("P-2")).error().code, ErrorCode::membership_price_differs);
  ASSERT_TRUE(renew(paying("P-2", 29'900)));
  const auto retired = temp_->write([&](sql::Tx& tx) {
    return retire_plan(tx, programme_, "PLUS", 2, "nobody wants it", seller, now());
  });
  ASSERT_TRUE(retired);
  EXPECT_EQ(renew(paying("P-3", 29'900)).error().code, ErrorCode::membership_plan_retired);
  EXPECT_EQ(standing().state, State::running) << "it goes on to its end";
}

TEST_F(MembershipsTest, a_plan_that_cannot_be_is_refused_with_its_field) {
  const struct {
    const char* pointer;
    void (*spoil)(Plan&);
  } rows[] = {
      {"/content/price", [](Plan& p) { p.price = 0; }},
      {"/content/months", [](Plan& p) { p.months = 121; }},
      {"/content/grace_days", [](Plan& p) { p.grace_days = -1; }},
      {"/content/reminder_days/1",
       [](Plan& p) {
         p.reminder_days = {7, 30};
       }},
      {"/content/name_zh", [](Plan& p) { p.name_zh = ""; }},
      {"/code", [](Plan& p) { p.code = "a plan"; }},
      {"/reason", [](Plan& p) { p.reason = ""; }},
  };
  for (const auto& row : rows) {
    Plan bad = plan();
    bad.version = 1;
    row.spoil(bad);
    const auto done = put(bad);
    ASSERT_FALSE(done) << row.pointer;
    EXPECT_EQ(done.error().pointer, row.pointer);
  }
}

TEST_F(MembershipsTest, what_was_granted_otherwise_is_not_taken_away) {
  const auto grant = [&](const char* tier, const char* until) {
    const Date today = TimeZone().date_of(now());
    const auto done = temp_->write([&](sql::Tx& tx) {
      tiers::Progress progress(
          ladders_.in_force(ladder_, now()),
          {member_.id, member_.joined_on},
          tiers::find_standing(tx, member_.id, ladder_),
          {now(), today},
          tiers::sums_of(tx, member_.id, ladder_)
      );
      progress.grant({.kind = tiers::EntryKind::granted}, tier, day(until));
      return tiers::write(tx, ids_, progress, 1, now(), seller);
    });
    GX_CHECK(done.has_value());
  };
  grant("GOLD", "2028-12-31");
  ASSERT_TRUE(buy(paying("P-1"))) << "the same tier, for longer";
  ASSERT_TRUE(cancel());
  EXPECT_EQ(tier(), "GOLD") << "it was not the membership's";
  grant("DIAMOND", "2026-06-30");
  ASSERT_TRUE(buy(paying("P-2"))) << "beside it";
  EXPECT_EQ(tier(), "DIAMOND");
  ASSERT_TRUE(cancel());
  EXPECT_EQ(tier(), "DIAMOND");
}

TEST_F(MembershipsTest, what_ends_soon_is_listed_by_its_day) {
  ASSERT_TRUE(buy(paying("P-1")));
  const auto listed = [&](const char* to) {
    return temp_->read([&](sql::Tx& tx) {
      return ending(tx, programme_, day("2026-01-01"), day(to), {}, 10).size();
    });
  };
  EXPECT_EQ(listed("2026-12-30"), 0U);
  EXPECT_EQ(listed("2026-12-31"), 1U);
}

TEST_F(MembershipsTest, verify_notices_a_day_that_nobody_paid) {
  ASSERT_TRUE(buy(paying("P-1")));
  GX_CHECK(temp_
               ->write([](sql::Tx& tx) -> Outcome {
                 tx.exec(move_end);
                 return ok();
               })
               .has_value());
  EXPECT_EQ(verify_all().faults_found, 1);
  expected_faults_ = 1;
}

TEST_F(MembershipsTest, of_many_purchases_at_once_one_succeeds) {
  std::atomic<int> succeeded = 0;
  std::vector<std::thread> sellers;
  for (int i = 0; i < 4; ++i) {
    sellers.emplace_back([&, i] {
      for (int tries = 0; tries < 5; ++tries) {  // as FirstAnswers does where somebody came between
        const auto bought = buy(paying(i % 2 == 0 ? "P-1" : "P-2"));
        if (bought) ++succeeded;
        if (bought || bought.error().code != ErrorCode::conflict) return;
      }
    });
  }
  for (std::thread& one : sellers) one.join();
  EXPECT_EQ(succeeded, 1);
  EXPECT_EQ(verify_all().paid, 19'900);
  EXPECT_EQ(tier(), "GOLD");
}

}  // namespace
}  // namespace guanxi::memberships
