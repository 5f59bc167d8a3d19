// Terms in versions, and who fits them.
#include "modules/registrations/registrations.h"

#include <gtest/gtest.h>

#include "modules/registrations/codes.h"

#include "modules/registrations/verify.h"
#include "platform/sql/testing.h"

namespace guanxi::registrations {
namespace {

const ActorId officer(7);
const ProgrammeId club(11);

Date day(const char* text) { return *Date::parse(text); }

std::vector<std::pair<ErrorCode, std::string>> faults_of(const Outcome& outcome) {
  std::vector<std::pair<ErrorCode, std::string>> all;
  if (outcome) return all;
  const Error& error = outcome.error();
  if (error.more.empty()) return {{error.code, error.pointer}};
  for (const Error& one : error.more) all.emplace_back(one.code, one.pointer);
  return all;
}

Version with_terms(Terms terms) {
  if (terms.channels.empty()) terms.channels = {Channel::store, Channel::web};
  return {club, 1, std::move(terms), "opening", Instant(), officer};
}

Facts grown_up() {
  Facts facts;
  facts.channel = "store";
  facts.given = {Required::phone};
  facts.birthday = day("1990-05-04");
  facts.today = day("2026-03-02");
  return facts;
}

using Named = std::vector<std::pair<ErrorCode, std::string>>;

TEST(Age, is_counted_in_full_years) {
  EXPECT_EQ(age_on(day("2012-03-02"), day("2026-03-02")), 14) << "on the birthday itself";
  EXPECT_EQ(age_on(day("2012-03-03"), day("2026-03-02")), 13) << "a day before";
  EXPECT_EQ(age_on(day("2012-02-29"), day("2026-02-28")), 14) << "29 February: on the 28th";
  EXPECT_EQ(age_on(day("2012-02-29"), day("2026-02-27")), 13);
  EXPECT_EQ(age_on(day("2012-02-29"), day("2028-02-28")), 15) << "in a leap year on the day";
}

TEST(Fit, without_terms_everybody_does) {
  Version none;
  none.programme = club;
  Facts facts = grown_up();
  facts.channel = "a-shop-of-ours";
  facts.given = {};
  facts.birthday.reset();
  EXPECT_TRUE(check_fits(none, facts));
  facts.birthday = day("2020-01-01");
  EXPECT_TRUE(check_fits(none, facts)) << "members::add asks for the guardian";
}

TEST(Fit, every_fault_is_told_at_once_and_names_its_field) {
  Terms terms;
  terms.required = {Required::name, Required::phone};
  terms.proved_channels = {Channel::web};
  terms.age_min = 18;
  terms.entry = Entry::receipt;
  terms.entry_amount = 10'000;
  Facts facts = grown_up();
  facts.channel = "wechat";
  facts.given = {};
  facts.birthday = day("2010-01-01");
  EXPECT_EQ(
      faults_of(check_fits(with_terms(terms), facts)),
      (Named{
          {ErrorCode::registration_channel_closed, "/channel"},
          {ErrorCode::missing_field, "/name"},
          {ErrorCode::missing_field, "/phone"},
          {ErrorCode::not_eligible, "/birthday"},
          {ErrorCode::missing_field, "/receipt"}})
  );
}

TEST(Fit, a_lowest_age_makes_the_birthday_necessary) {
  Terms terms;
  terms.age_min = 18;
  Facts facts = grown_up();
  facts.birthday.reset();
  EXPECT_EQ(
      faults_of(check_fits(with_terms(terms), facts)),
      (Named{{ErrorCode::missing_field, "/birthday"}})
  );
}

TEST(Fit, under_14_joins_with_a_guardian_or_not_at_all) {
  Terms terms;
  Facts facts = grown_up();
  facts.birthday = day("2013-01-01");
  EXPECT_EQ(
      faults_of(check_fits(with_terms(terms), facts)),
      (Named{{ErrorCode::guardian_consent_required, "/guardian"}})
  );
  facts.has_guardian = true;
  EXPECT_TRUE(check_fits(with_terms(terms), facts));
  terms.under_14 = Under14::refused;
  EXPECT_EQ(
      faults_of(check_fits(with_terms(terms), facts)),
      (Named{{ErrorCode::not_eligible, "/birthday"}})
  );
  facts = grown_up();
  facts.has_guardian = true;
  EXPECT_EQ(
      faults_of(check_fits(with_terms({}), facts)), (Named{{ErrorCode::unknown_value, "/guardian"}})
  ) << "nobody's data is taken without need";
}

TEST(Fit, a_channel_may_want_the_phone_proved) {
  Terms terms;
  terms.proved_channels = {Channel::web};
  Facts facts = grown_up();
  EXPECT_TRUE(check_fits(with_terms(terms), facts)) << "the store does not";
  facts.channel = "web";
  EXPECT_EQ(
      faults_of(check_fits(with_terms(terms), facts)),
      (Named{{ErrorCode::proof_required, "/phone_code"}})
  );
  facts.given = {};
  EXPECT_EQ(
      faults_of(check_fits(with_terms(terms), facts)), (Named{{ErrorCode::missing_field, "/phone"}})
  );
  facts = grown_up();
  facts.has_code = true;
  EXPECT_TRUE(check_fits(with_terms(terms), facts));
}

TEST(Fit, a_paid_entry_takes_one_of_its_plans) {
  Terms terms;
  terms.entry = Entry::paid;
  Facts facts = grown_up();
  EXPECT_EQ(
      faults_of(check_fits(with_terms(terms), facts)),
      (Named{{ErrorCode::missing_field, "/membership"}})
  );
  facts.plan = "PLUS";
  EXPECT_TRUE(check_fits(with_terms(terms), facts)) << "any of the programme";
  terms.plans = {"VIP"};
  EXPECT_EQ(
      faults_of(check_fits(with_terms(terms), facts)),
      (Named{{ErrorCode::not_eligible, "/membership/plan"}})
  );
}

class TermsTest : public testing::Test {
 protected:
  Result<Version> publish(std::int64_t seen, const Terms& terms, const char* reason = "opening") {
    return temp->write([&](sql::Tx& tx) {
      return registrations::publish(tx, club, seen, terms, reason, officer, temp.clock().now());
    });
  }
  Version now_in_force() {
    return temp->read([&](sql::Tx& tx) { return terms_of(tx, club); });
  }
  static Terms open_terms() {
    Terms terms;
    terms.channels = {Channel::store, Channel::wechat};
    terms.proved_channels = {Channel::wechat};
    terms.required = {Required::phone, Required::birthday};
    terms.charter = "charter";
    terms.newcomer_points = Points(100);
    terms.referrer_points = Points(50);
    terms.referrer_month_max = 3;
    return terms;
  }
  sql::TempDatabase temp;
};

TEST_F(TermsTest, a_change_is_the_next_version_and_the_old_one_stays) {
  EXPECT_EQ(now_in_force().version, 0);
  EXPECT_EQ(now_in_force().terms.channels.size(), 5U) << "open to everybody";
  const auto first = publish(0, open_terms());
  ASSERT_TRUE(first);
  EXPECT_EQ(now_in_force().terms, open_terms()) << "as it was said";
  EXPECT_EQ(publish(1, open_terms())->version, 1) << "the same content makes no version";
  Terms paid = open_terms();
  paid.entry = Entry::paid;
  paid.plans = {"PLUS", "VIP"};
  paid.referrer_month_max.reset();
  ASSERT_TRUE(publish(1, paid, "only who pays"));
  EXPECT_EQ(publish(1, open_terms()).error().code, ErrorCode::stale_version);
  const auto all = temp->read([&](sql::Tx& tx) { return versions_of(tx, club); });
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].terms, paid);
  EXPECT_EQ(all[0].reason, "only who pays");
  EXPECT_EQ(all[1].terms, open_terms());
}

TEST_F(TermsTest, nonsense_is_refused_and_changes_nothing) {
  const struct {
    const char* reason;
    std::string pointer;
    void (*spoil)(Terms&);
  } rows[] = {
      {"no channel",
       "/terms/channels",
       [](Terms& t) {
         t.channels = {};
         t.proved_channels = {};
       }},
      {"a channel twice",
       "/terms/channels/2",
       [](Terms& t) { t.channels.push_back(t.channels[0]); }},
      {"proved but closed",
       "/terms/proved_channels/0",
       [](Terms& t) { t.proved_channels = {Channel::web}; }},
      {"age", "/terms/age_min", [](Terms& t) { t.age_min = 121; }},
      {"a receipt of nothing", "/terms/entry_amount", [](Terms& t) { t.entry = Entry::receipt; }},
      {"an amount without receipt", "/terms/entry_amount", [](Terms& t) { t.entry_amount = 5; }},
      {"plans of a free entry", "/terms/plans/0", [](Terms& t) { t.plans = {"PLUS"}; }},
      {"too much of a gift",
       "/terms/newcomer_points",
       [](Terms& t) { t.newcomer_points = Points(1'000'001); }},
      {"fewer points than none",
       "/terms/referrer_points",
       [](Terms& t) { t.referrer_points = Points(-1); }},
      {"a month of no rewards",
       "/terms/referrer_month_max",
       [](Terms& t) { t.referrer_month_max = 0; }},
      {"no code", "/terms/charter", [](Terms& t) { t.charter = "the charter"; }},
  };
  for (const auto& row : rows) {
    Terms terms = open_terms();
    row.spoil(terms);
    const auto published = publish(0, terms);
    ASSERT_FALSE(published) << row.reason;
    EXPECT_EQ(published.error().pointer, row.pointer) << row.reason;
  }
  EXPECT_EQ(publish(0, open_terms(), " ").error().pointer, "/reason");
  EXPECT_EQ(now_in_force().version, 0);
}

TEST_F(TermsTest, codes_that_are_over_are_forgotten) {
  const crypto::KeyRing keys = crypto::KeyRing::for_tests("registrations");
  IdGenerator ids(temp.clock(), 1);
  programmes::Programmes programmes(*temp, ids);
  programmes::Programmes::NewProgramme wanted;
  wanted.code = "MAIN";
  wanted.name = "MAIN";
  wanted.currency = Currency::cny;
  wanted.effective_from = temp.clock().now();
  ASSERT_TRUE(programmes.add(wanted, officer, temp.clock().now()));
  const PhoneCodes codes(*temp, ids, keys, programmes);
  const auto phone = Phone::parse("13900139000");
  const ProgrammeId main = *programmes.find("MAIN");
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(codes.issue(main, *phone, officer, temp.clock().now()));
  }
  EXPECT_EQ(
      codes.issue(main, *phone, officer, temp.clock().now()).error().code,
      ErrorCode::one_time_codes_too_many
  ) << "so many in an hour";
  const auto forget = [&] {
    return *temp->write([&](sql::Tx& tx) -> Result<std::int64_t> {
      return PhoneCodes::forget(tx, temp.clock().now(), 3);
    });
  };
  EXPECT_EQ(forget(), 0) << "they are open";
  temp.clock().advance_seconds(3601);
  EXPECT_EQ(forget(), 3);
  EXPECT_EQ(forget(), 2);
  EXPECT_TRUE(codes.issue(main, *phone, officer, temp.clock().now()));
}

const sql::Query forget_due{"DELETE FROM registration_dues"};
const sql::Query forget_receipt{"DELETE FROM registration_receipts"};
const sql::Query forget_referral{"DELETE FROM registration_referrals"};

TEST_F(TermsTest, verify_notices_what_was_changed_behind_its_back) {
  const auto write = [&](const auto& change) {
    GX_CHECK(temp->write(
                     [&](sql::Tx& tx) -> Outcome {
                       change(tx);
                       return ok();
                     }
    ).has_value());
  };
  const Instant now = temp.clock().now();
  write([&](sql::Tx& tx) {
    Registration kept;
    kept.owner = OwnerId(2);
    kept.programme = club;
    kept.channel = "store";
    kept.referrer = OwnerId(1);
    kept.receipt = ReceiptId(5);
    kept.registered_at = now;
    insert(tx, kept);
    GX_CHECK(use_receipt(tx, ReceiptId(5), OwnerId(2), now));
    insert(
        tx, Referral{OwnerId(1), OwnerId(2), club, RewardState::due, Points(50), 3, {}, 0, now, {}}
    );
  });
  bool again = true;
  write([&](sql::Tx& tx) { again = use_receipt(tx, ReceiptId(5), OwnerId(3), now); });
  EXPECT_FALSE(again) << "a receipt opens once";
  const auto faults = [&] {
    return temp->read([](sql::Tx& tx) { return verify(tx).faults_found; });
  };
  EXPECT_EQ(faults(), 0);
  write([&](sql::Tx& tx) { tx.exec(forget_due); });
  EXPECT_EQ(faults(), 1) << "a reward that waits for nothing";
  write([&](sql::Tx& tx) { tx.exec(forget_receipt); });
  EXPECT_EQ(faults(), 2);
  write([&](sql::Tx& tx) { tx.exec(forget_referral); });
  EXPECT_EQ(faults(), 2) << "receipt, and a newcomer whose referrer does not know";
}

}  // namespace
}  // namespace guanxi::registrations
