// What members agreed to in another system, who recommended them, and in which state their cards
// are.
#include <gtest/gtest.h>

#include "flows/rosters/house_test.h"
#include "flows/rosters/undo.h"
#include "modules/cards/cards.h"
#include "modules/consents/consents.h"
#include "modules/profiles/profiles.h"
#include "modules/registrations/registrations.h"

namespace guanxi::rosters {
namespace {

using consents::Channel;
using consents::Decision;
using consents::Purpose;

const consents::Subject by_sms{Purpose::marketing, Channel::sms, {}};

class Agreements : public RosterHouse {
 protected:
  Agreements() {
    consents::NewText text;
    text.programme = main_;
    text.code = "sms-marketing";
    text.purpose = Purpose::marketing;
    text.title = text.body = {"短信营销", "Marketing by SMS"};
    text.effective_from = now();
    text.reason = "opening";
    GX_CHECK(
        temp_->write([&](sql::Tx& tx) { return consents::publish(tx, text, ActorId(1), now()); }
        ).has_value()
    );
    temp_.clock().advance_seconds(60);
  }
  bool may(const char* phone, const consents::Subject& subject) {
    const members::Member who = member(phone);
    return temp_->read([&](sql::Tx& tx) { return consents::may(tx, who, subject, now()); });
  }
  std::vector<consents::Entry> history(OwnerId owner) {
    return temp_->read([&](sql::Tx& tx) { return consents::history(tx, owner, 0, 20); });
  }
  UndoReport undo(ImportId id) {
    const auto report = undo_.run({.import = id}, actor_);
    GX_CHECK_WHY(report.has_value(), std::string(code_name(report.error().code)));
    return *report;
  }
  void decide(OwnerId owner, Decision decision) {
    const auto done = temp_->write([&](sql::Tx& tx) -> Outcome {
      const consents::Place place{actor_.id};
      const members::Member who = *members_.find(tx, owner);
      if (decision == Decision::withdrawn) {
        return consents::withdraw(tx, who, by_sms, place, now(), now());
      }
      return consents::give(tx, who, by_sms, "sms-marketing", 1, place, now(), now());
    });
    GX_CHECK(done.has_value());
  }
  std::string why(const std::string& text) {
    const Report report = import(text);
    EXPECT_EQ(report.counters.rejected, 1) << text;
    return rejects().size() > 1 ? rejects()[1] : "";
  }

  Undo undo_{house()};
};

TEST_F(Agreements, come_with_when_where_and_to_which_words) {
  const Report report = import(
      "手机,同意\n"
      "13800138000,marketing/sms 2020-05-01 sms-marketing/1 store; non_personalised 2021-01-01 - "
      "web\n"
      "13900139000,marketing/sms 2020-05-01 withdrawn call_centre\n"
  );
  ASSERT_EQ(report.counters.created, 2) << (rejects().size() > 1 ? rejects()[1] : "");
  EXPECT_TRUE(may("13800138000", by_sms));
  EXPECT_TRUE(may("13800138000", {Purpose::non_personalised, Channel::none, {}}));
  EXPECT_FALSE(may("13900139000", by_sms));
  const auto entries = history(*by_phone("13800138000"));
  ASSERT_EQ(entries.size(), 2U);
  const consents::Entry& sms = entries[1];
  EXPECT_EQ(TimeZone().date_of(sms.decided_at), *Date::parse("2020-05-01"));
  EXPECT_EQ(sms.text, "sms-marketing");
  EXPECT_EQ(sms.text_version, 1);
  EXPECT_TRUE(sms.text_digest);
  EXPECT_EQ(sms.place.source, "store");
  EXPECT_EQ(sms.place.evidence, "import " + report.id.to_string());
}

TEST_F(Agreements, faults_are_named_and_nothing_is_written) {
  for (const char* cell :
       {"yes",
        "marketing 2020-05-01 sms-marketing/1 store",
        "marketing/sms 2020-05-01 sms-marketing/1",
        "marketing/sms 2020-05-01 sms-marketing store",
        "marketing/sms 2020-05-01 sms-marketing/2 store",
        "marketing/sms 2020-05-01 other/1 store",
        "marketing/sms 2099-05-01 sms-marketing/1 store",
        "profiling 2020-05-01 sms-marketing/1 store",
        "marketing/sms never sms-marketing/1 store",
        "membership/charter 2020-05-01 withdrawn store"}) {
    const std::string said = why(std::string("手机,同意\n13800138000,") + cell + "\n");
    EXPECT_NE(said.find("同意: "), std::string::npos) << cell << "\n" << said;
    EXPECT_FALSE(by_phone("13800138000")) << cell;
  }
}

TEST_F(Agreements, never_replace_what_was_decided_later) {
  import("手机\n13800138000\n");
  const OwnerId owner = *by_phone("13800138000");
  decide(owner, Decision::withdrawn);
  const std::string given =
      "手机,同意\n13800138000,marketing/sms 2020-05-01 sms-marketing/1 store\n";
  EXPECT_EQ(import(given, {.mode = Mode::update}).counters.unchanged, 1);
  EXPECT_FALSE(may("13800138000", by_sms));
  EXPECT_EQ(history(owner).size(), 1U);
}

TEST_F(Agreements, come_once_and_go_back_with_the_import) {
  const std::string withdrawn = "手机,同意\n13800138000,marketing/sms 2021-01-01 withdrawn web\n";
  import("手机,同意\n13800138000,marketing/sms 2020-05-01 sms-marketing/1 store\n");
  const OwnerId owner = *by_phone("13800138000");
  const Report wrong = import(withdrawn, {.mode = Mode::update});
  ASSERT_EQ(wrong.counters.updated, 1);
  EXPECT_FALSE(may("13800138000", by_sms));
  EXPECT_EQ(import(withdrawn + "\n", {.mode = Mode::update}).counters.unchanged, 1) << "again";
  EXPECT_EQ(undo(wrong.id).undone, 1);
  EXPECT_TRUE(may("13800138000", by_sms)) << "what stood before stands again";
  EXPECT_EQ(history(owner).size(), 3U) << "the ledger forgets nothing";

  const Report fresh =
      import("手机,同意\n13800138000,non_personalised 2021-01-02 - web\n", {.mode = Mode::update});
  EXPECT_EQ(undo(fresh.id).undone, 1);
  EXPECT_FALSE(may("13800138000", {Purpose::non_personalised, Channel::none, {}}));
}

TEST_F(Agreements, several_of_one_subject_go_back_together_and_row_by_row) {
  import("手机\n13800138000\n");
  const OwnerId owner = *by_phone("13800138000");
  const Report wrong = import(
      "手机,同意\n"
      "13800138000,marketing/sms 2020-05-01 sms-marketing/1 store; "
      "marketing/sms 2021-05-01 withdrawn app\n"
      "13800138000,marketing/sms 2022-05-01 sms-marketing/1 store\n",
      {.mode = Mode::update}
  );
  EXPECT_TRUE(may("13800138000", by_sms));
  EXPECT_EQ(undo(wrong.id).undone, 2);
  EXPECT_FALSE(may("13800138000", by_sms));
  EXPECT_EQ(history(owner).size(), 5U);
}

TEST_F(Agreements, given_under_the_name_of_who_was_merged_is_not_the_survivors_word) {
  import("手机\n13800138000\n13900139000\n");
  const OwnerId heir = *by_phone("13800138000"), merged = *by_phone("13900139000");
  ASSERT_TRUE(temp_->write([&](sql::Tx& tx) -> Outcome {
    GX_TRY_VOID(members_.merge(tx, merged, 1, heir, actor_.id, now()));
    return ok();
  }));
  const auto bring = [&](const char* what) {
    import(
        std::string("手机,同意\n13900139000,marketing/sms ") + what + " store\n",
        {.mode = Mode::update}
    );
  };
  bring("2022-05-01 sms-marketing/1");
  EXPECT_TRUE(history(heir).empty());
  bring("2021-05-01 withdrawn");
  EXPECT_EQ(history(heir).size(), 1U) << "a refusal is taken down for both";
}

TEST_F(Agreements, that_were_changed_since_stay) {
  import("手机\n13800138000\n");
  const Report report = import(
      "手机,同意\n13800138000,marketing/sms 2020-05-01 sms-marketing/1 store\n",
      {.mode = Mode::update}
  );
  const OwnerId owner = *by_phone("13800138000");
  decide(owner, Decision::withdrawn);
  EXPECT_EQ(undo(report.id).kept, 1);
  EXPECT_FALSE(may("13800138000", by_sms));
}

TEST_F(Agreements, who_recommended_a_member_is_noted_and_nothing_is_paid) {
  const Report report = import(
      "姓名,手机,会员编号,推荐人\n"
      "张小明,13800138000,L-1,\n"
      "李娜,13900139000,L-2,138 0013 8000\n"
      "王五,13700137000,L-3,L-1\n"
      "赵六,13700137001,L-4,L-9\n"
  );
  EXPECT_EQ(report.counters.created, 3);
  ASSERT_EQ(rejects().size(), 2U);
  EXPECT_NE(rejects()[1].find("推荐人: "), std::string::npos) << rejects()[1];
  const OwnerId zhang = *by_phone("13800138000"), li = *by_phone("13900139000");
  temp_->read([&](sql::Tx& tx) {
    EXPECT_EQ(registrations::find(tx, li)->referrer, zhang);
    const auto all = registrations::referrals_of(tx, zhang, OwnerId(), 10);
    EXPECT_EQ(all.size(), 2U);
    for (const auto& one : all) EXPECT_EQ(one.state, registrations::RewardState::none);
  });
  EXPECT_TRUE(points_of("13800138000").balance.is_zero());
  EXPECT_EQ(undo(report.id).undone, 3);
  temp_->read([&](sql::Tx& tx) {
    EXPECT_TRUE(registrations::referrals_of(tx, zhang, OwnerId(), 10).empty());
    EXPECT_FALSE(registrations::find(tx, li));
  });
}

TEST_F(Agreements, a_card_comes_in_the_state_it_had) {
  const Report report = import(
      "手机,卡号,卡状态\n"
      "13800138000,G1001,挂失\n"
      "13900139000,G1002,frozen\n"
      "13700137000,G1003,正常\n"
      "13700137001,G1004,坏了\n"
  );
  EXPECT_EQ(report.counters.created, 3);
  ASSERT_EQ(rejects().size(), 2U);
  EXPECT_NE(rejects()[1].find("卡状态: "), std::string::npos) << rejects()[1];
  const auto state = [&](const char* number) {
    return temp_->read([&](sql::Tx& tx) { return cards::find_by_number(tx, number)->state; });
  };
  EXPECT_EQ(state("G1001"), cards::State::lost);
  EXPECT_EQ(state("G1002"), cards::State::frozen);
  EXPECT_EQ(state("G1003"), cards::State::active);
  EXPECT_EQ(undo(report.id).undone, 3);
  EXPECT_FALSE(temp_->read([&](sql::Tx& tx) { return cards::find_by_number(tx, "G1001"); }))
      << "the number is free for the file that is right";
}

TEST_F(Agreements, a_postal_address_comes_once_and_goes_back) {
  const profiles::Profiles profiles(keys_);
  const auto places = [&](const char* phone) {
    const OwnerId owner = *by_phone(phone);
    return temp_->read([&](sql::Tx& tx) { return profiles.addresses(tx, owner); });
  };
  const std::string file = "手机,行政区划,详细地址,邮编\n13800138000,310106,南京西路 1 号,200040\n";
  import(file);
  ASSERT_EQ(places("13800138000").size(), 1U);
  EXPECT_EQ(places("13800138000")[0].postcode, "200040");
  EXPECT_TRUE(places("13800138000")[0].is_default);
  EXPECT_EQ(import(file, {.mode = Mode::update}).counters.unchanged, 1);
  const Report more =
      import("手机,行政区划,详细地址\n13800138000,110105,建国路 2 号\n", {.mode = Mode::update});
  EXPECT_EQ(more.counters.updated, 1);
  EXPECT_EQ(places("13800138000").size(), 2U);
  EXPECT_EQ(undo(more.id).undone, 1);
  ASSERT_EQ(places("13800138000").size(), 1U);
  EXPECT_EQ(places("13800138000")[0].division, "310106");
  for (const char* cells : {"990106,路,", "310106,,200040", "310106,路,2000"}) {
    const std::string said =
        why(std::string("手机,行政区划,详细地址,邮编\n13900139000,") + cells + "\n");
    EXPECT_NE(said.find(": "), std::string::npos) << cells;
    EXPECT_FALSE(by_phone("13900139000")) << cells;
  }
}

}  // namespace
}  // namespace guanxi::rosters
