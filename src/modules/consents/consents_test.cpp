#include "modules/consents/consents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modules/consents/verify.h"
#include "platform/sql/testing.h"

namespace guanxi::consents {
namespace {

using testing::HasSubstr;

const ActorId clerk(7);
const ProgrammeId main_programme(11);
const Subject sms{Purpose::marketing, Channel::sms, {}};
const Subject profiling{Purpose::profiling, Channel::none, {}};
const Subject restriction{Purpose::restriction, Channel::none, {}};

const sql::Query tamper_entry{"UPDATE consent_entries SET text_version = 9 WHERE seq = 1"};
const sql::Query remove_last{"DELETE FROM consent_entries WHERE seq = 2"};
const sql::Query remove_first{"DELETE FROM consent_entries WHERE seq = 1"};
const sql::Query tamper_state{"UPDATE consent_states SET decision = 'given'"};
const sql::Query remove_entries{"DELETE FROM consent_entries"};

class ConsentsTest : public testing::Test {
 protected:
  ConsentsTest() {
    member.id = OwnerId(501);
    member.programme = main_programme;
    given_text("charter", Purpose::membership);
    given_text("sms-marketing", Purpose::marketing);
    given_text("profiling", Purpose::profiling);
    temp.clock().advance_seconds(60);
  }

  Result<Text> publish(NewText text) {
    return temp->write([&](sql::Tx& tx) { return consents::publish(tx, text, clerk, now()); });
  }
  NewText text(const char* code, Purpose purpose) {
    return {
        main_programme,
        code,
        purpose,
        {"标题", "Title"},
        {"全文", "The whole"},
        false,
        now(),
        "opening"};
  }
  void given_text(const char* code, Purpose purpose, bool renews = false) {
    NewText wanted = text(code, purpose);
    wanted.renews = renews;
    GX_CHECK(publish(wanted).has_value());
  }
  Outcome give(
      const Subject& subject, const char* code, std::int64_t version, Place place = {clerk}
  ) {
    return temp->write([&](sql::Tx& tx) {
      return consents::give(tx, member, subject, code, version, place, now(), now());
    });
  }
  Outcome withdraw(const Subject& subject) {
    return temp->write([&](sql::Tx& tx) {
      return consents::withdraw(tx, member, subject, {clerk}, now(), now());
    });
  }
  Outcome accept(const char* document, std::int64_t version) {
    return temp->write([&](sql::Tx& tx) {
      return consents::accept(tx, member, document, version, {clerk}, now(), now());
    });
  }
  bool may(const Subject& subject) {
    return temp->read([&](sql::Tx& tx) { return consents::may(tx, member, subject, now()); });
  }
  std::vector<Entry> history() {
    return temp->read([&](sql::Tx& tx) { return consents::history(tx, member.id, 0, 50); });
  }
  Report report() {
    return temp->read([](sql::Tx& tx) { return verify(tx); });
  }
  void run(const sql::Query& query) {
    const auto done = temp->write([&](sql::Tx& tx) -> Outcome {
      GX_CHECK(tx.exec(query) > 0);
      return ok();
    });
    GX_CHECK(done.has_value());
  }
  Instant now() { return temp.clock().now(); }
  static std::string refusal(const Outcome& outcome) {
    if (outcome) return "ok";
    return std::string(code_name(outcome.error().code)) + " " + outcome.error().pointer;
  }

  sql::TempDatabase temp;
  members::Member member;
};

TEST_F(ConsentsTest, nothing_is_ticked_in_advance) {
  EXPECT_FALSE(may(sms));
  EXPECT_FALSE(may(profiling));
  EXPECT_FALSE(may({Purpose::membership, Channel::none, "charter"}));
}

TEST_F(ConsentsTest, given_and_withdrawn_with_what_was_shown_where_and_when) {
  ASSERT_TRUE(give(sms, "sms-marketing", 1, {clerk, StoreId(5), "wechat", "F-1"}));
  EXPECT_TRUE(may(sms));
  EXPECT_FALSE(may({Purpose::marketing, Channel::email, {}})) << "each channel for itself";
  temp.clock().advance_seconds(60);
  ASSERT_TRUE(withdraw(sms));
  EXPECT_FALSE(may(sms));
  const auto entries = history();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].decision, Decision::withdrawn);
  EXPECT_EQ(entries[0].text, "");
  EXPECT_EQ(entries[1].text, "sms-marketing");
  EXPECT_EQ(entries[1].text_version, 1);
  EXPECT_TRUE(entries[1].text_digest.has_value());
  EXPECT_EQ(entries[1].place.store, StoreId(5));
  EXPECT_EQ(entries[1].place.source, "wechat");
  EXPECT_EQ(entries[1].place.evidence, "F-1");
  EXPECT_EQ(report().faults_found, 0);
}

TEST_F(ConsentsTest, what_stands_so_already_changes_nothing) {
  ASSERT_TRUE(give(sms, "sms-marketing", 1));
  ASSERT_TRUE(give(sms, "sms-marketing", 1));
  ASSERT_TRUE(withdraw(profiling)) << "a refusal is taken down too";
  ASSERT_TRUE(withdraw(profiling));
  EXPECT_EQ(history().size(), 2U);
}

TEST_F(ConsentsTest, what_is_decided_again_later_has_its_day) {
  ASSERT_TRUE(withdraw(sms));
  temp.clock().advance_seconds(60);
  ASSERT_TRUE(withdraw(sms));
  const auto entries = history();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].decided_at, now()) << "nothing of the time between overrides it";
  EXPECT_EQ(report().faults_found, 0);
}

TEST_F(ConsentsTest, the_charter_is_accepted_version_by_version) {
  ASSERT_TRUE(accept("charter", 1));
  EXPECT_TRUE(may({Purpose::membership, Channel::none, "charter"}));
  given_text("charter", Purpose::membership);
  EXPECT_TRUE(may({Purpose::membership, Channel::none, "charter"})) << "version 2 asks nobody";
  temp.clock().advance_seconds(1);
  given_text("charter", Purpose::membership, true);
  EXPECT_FALSE(may({Purpose::membership, Channel::none, "charter"})) << "version 3 does";
  ASSERT_TRUE(accept("charter", 3));
  EXPECT_TRUE(may({Purpose::membership, Channel::none, "charter"}));
  EXPECT_EQ(refusal(accept("charter", 4)), "consent_text_not_found /text");
  EXPECT_EQ(refusal(accept("nothing", 1)), "consent_text_not_found /text");
  EXPECT_EQ(refusal(accept("sms-marketing", 1)), "unknown_value /text");
}

TEST_F(ConsentsTest, a_new_wording_that_renews_ends_old_consents_from_its_day_on) {
  ASSERT_TRUE(give(sms, "sms-marketing", 1));
  NewText later = text("sms-marketing", Purpose::marketing);
  later.renews = true;
  later.effective_from = now().plus_seconds(3600);
  ASSERT_TRUE(publish(later));
  EXPECT_TRUE(may(sms));
  EXPECT_EQ(refusal(give(sms, "sms-marketing", 2)), "consent_text_not_found /text")
      << "not in force yet";
  temp.clock().advance_seconds(3600);
  EXPECT_FALSE(may(sms));
  ASSERT_TRUE(give(sms, "sms-marketing", 2));
  EXPECT_TRUE(may(sms));
}

TEST_F(ConsentsTest, wishes_of_the_person_come_first) {
  ASSERT_TRUE(give(sms, "sms-marketing", 1));
  ASSERT_TRUE(give(profiling, "profiling", 1));
  ASSERT_TRUE(accept("charter", 1));
  ASSERT_TRUE(give({Purpose::non_personalised, Channel::none, {}}, "", 0));
  EXPECT_FALSE(may(profiling));
  EXPECT_TRUE(may(sms));
  ASSERT_TRUE(give(restriction, "", 0));
  EXPECT_FALSE(may(sms));
  EXPECT_TRUE(may({Purpose::membership, Channel::none, "charter"})) << "the contract goes on";
  EXPECT_TRUE(may(restriction));
  ASSERT_TRUE(withdraw(restriction));
  EXPECT_TRUE(may(sms));
}

TEST_F(ConsentsTest, refusals_name_their_field) {
  EXPECT_EQ(
      refusal(give({Purpose::marketing, Channel::none, {}}, "sms-marketing", 1)),
      "missing_field /channel"
  );
  EXPECT_EQ(
      refusal(give({Purpose::profiling, Channel::sms, {}}, "profiling", 1)),
      "unknown_value /channel"
  );
  EXPECT_EQ(
      refusal(give({Purpose::sharing, Channel::none, {}}, "profiling", 1)), "missing_field /topic"
  );
  EXPECT_EQ(
      refusal(give({Purpose::profiling, Channel::none, "x"}, "profiling", 1)),
      "unknown_value /topic"
  );
  EXPECT_EQ(refusal(give(sms, "", 0)), "missing_field /text");
  EXPECT_EQ(refusal(give(sms, "profiling", 1)), "unknown_value /text");
  EXPECT_EQ(refusal(give(restriction, "charter", 1)), "unknown_value /text");
  EXPECT_EQ(refusal(give(sms, "sms-marketing", 1, {clerk, {}, "", {}})), "missing_field /source");
  EXPECT_EQ(
      refusal(withdraw({Purpose::membership, Channel::none, "charter"})), "unknown_value /purpose"
  );
  const auto tomorrow = temp->write([&](sql::Tx& tx) {
    const Instant at = now().plus_seconds(86'400);
    return consents::accept(tx, member, "charter", 1, {clerk}, at, now());
  });
  EXPECT_EQ(refusal(tomorrow), "out_of_range /at");
  EXPECT_TRUE(history().empty()) << "a refusal writes nothing";
}

TEST_F(ConsentsTest, texts_are_complete_and_never_go_back) {
  const auto refused = [&](auto change) {
    NewText wanted = text("policy", Purpose::membership);
    change(wanted);
    const auto made = publish(wanted);
    if (made) return std::string("ok");
    return std::string(code_name(made.error().code)) + " " + made.error().pointer;
  };
  EXPECT_EQ(refused([](NewText& t) { t.title.en.clear(); }), "missing_field /title/en");
  EXPECT_EQ(refused([](NewText& t) { t.body.zh.clear(); }), "missing_field /body/zh");
  EXPECT_EQ(refused([](NewText& t) { t.code = "a b"; }), "bad_format /code");
  EXPECT_EQ(
      refused([](NewText& t) { t.purpose = Purpose::restriction; }), "unknown_value /purpose"
  );
  EXPECT_EQ(
      refused([](NewText& t) { t.effective_from = Instant::from_micros(1); }),
      "out_of_range /effective_from"
  );
  EXPECT_EQ(
      refused([](NewText& t) {
        t.code = "charter";
        t.purpose = Purpose::profiling;
      }),
      "unknown_value /purpose"
  );
  EXPECT_EQ(refused([](NewText&) {}), "ok");
  EXPECT_EQ(refused([](NewText&) {}), "out_of_range /effective_from") << "after the one before";
}

TEST_F(ConsentsTest, whoever_touches_the_ledger_is_found_out) {
  ASSERT_TRUE(give(sms, "sms-marketing", 1));
  ASSERT_TRUE(withdraw(sms));
  const auto whole = report();
  EXPECT_EQ(whole.faults_found, 0);
  EXPECT_EQ(whole.entries, 2);
  run(tamper_state);
  EXPECT_THAT(report().faults.at(0), HasSubstr("not what its newest entry says"));
  run(remove_last);
  EXPECT_GT(report().faults_found, 0) << "the state is of an entry that is gone";
  run(tamper_entry);
  EXPECT_THAT(report().faults.at(0), HasSubstr("entry 1 is not what its hash says"));
  run(remove_entries);
  EXPECT_THAT(report().faults.at(0), HasSubstr("states of members without entries"));
}

TEST_F(ConsentsTest, a_missing_entry_shows) {
  ASSERT_TRUE(give(sms, "sms-marketing", 1));
  ASSERT_TRUE(withdraw(sms));
  run(remove_first);
  EXPECT_THAT(report().faults.at(0), HasSubstr("an entry before 2 is missing"));
}

}  // namespace
}  // namespace guanxi::consents
