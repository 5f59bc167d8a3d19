// Triggers: what they may say, and that one happening issues one coupon to a person.
#include "modules/coupons/triggers.h"

#include "modules/coupons/testing_test.h"

namespace guanxi::coupons {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class TriggersTest : public CouponsTest {
 protected:
  /// A ladder CLUB with the tiers GOLD and DIAMOND above its lowest.
  static TierFound knows(
      ProgrammeId /*programme*/, std::string_view ladder, std::string_view tier
  ) {
    if (ladder != "CLUB") return TierFound::no_ladder;
    return tier == "GOLD" || tier == "DIAMOND" ? TierFound::found : TierFound::no_tier;
  }
  static TriggerWithTiers on(Happening happening) {
    TriggerWithTiers wanted;
    wanted.trigger.happening = happening;
    wanted.trigger.reason = "welcome";
    return wanted;
  }
  static TriggerWithTiers on_tiers(std::vector<std::string> tiers, const char* ladder = "CLUB") {
    TriggerWithTiers wanted = on(Happening::tier_upgrade);
    wanted.trigger.ladder = ladder;
    wanted.tiers = std::move(tiers);
    return wanted;
  }
  Result<TriggerWithTiers> make(const Template& terms, const TriggerWithTiers& wanted) {
    return temp->write([&](sql::Tx& tx) {
      return make_trigger(tx, ids, terms, wanted, knows, act());
    });
  }
  Trigger made(const Template& terms, Happening happening = Happening::enrolment) {
    const auto one = make(terms, on(happening));
    GX_CHECK(one.has_value());
    return one->trigger;
  }
  Fired fire_it(const Trigger& trigger, const Firing& firing) {
    const auto fired =
        temp->write([&](sql::Tx& tx) { return fire(tx, ids, trigger, firing, act()); });
    GX_CHECK(fired.has_value());
    return *fired;
  }
  Fired fire_for(const Trigger& trigger, OwnerId owner, int year = 0, std::string tier = {}) {
    return fire_it(trigger, {owner, {}, {}, year, {}, std::move(tier)});
  }
  void stop_it(const Trigger& trigger) {
    const auto stopped =
        temp->write([&](sql::Tx& tx) { return stop_trigger(tx, trigger.id, clerk, now()); });
    GX_CHECK(stopped.has_value());
  }
  Trigger again(const Trigger& trigger) {
    return temp->read([&](sql::Tx& tx) { return find_trigger(tx, trigger.id); })->trigger;
  }
  std::vector<std::string> missed_by(const Trigger& trigger) {
    std::vector<std::string> refusals;
    const auto missed = temp->read([&](sql::Tx& tx) { return misses_of(tx, trigger.id, {}, 10); });
    for (const Miss& one : missed) refusals.push_back(one.refusal);
    return refusals;
  }
};

TEST_F(TriggersTest, what_a_trigger_says_fits_what_happens) {
  const Template one = active(reduction());
  const auto refused = [&](const TriggerWithTiers& wanted) { return why_of(make(one, wanted)); };
  EXPECT_EQ(refused(on(Happening::tier_upgrade)), "invalid_request");
  EXPECT_EQ(refused(on_tiers({})), "missing_field at /tiers");
  EXPECT_EQ(refused(on_tiers({"GOLD"}, "OTHER")), "tier_ladder_not_found at /ladder");
  EXPECT_EQ(refused(on_tiers({"GOLD", "BASE"})), "unknown_value at /tiers/1");
  EXPECT_EQ(refused(on_tiers({"GOLD", "GOLD"})), "unknown_value at /tiers/1");
  TriggerWithTiers wanted = on(Happening::enrolment);
  wanted.trigger.days_before = 1;
  EXPECT_EQ(refused(wanted), "invalid_request at /days_before");
  wanted = on(Happening::birthday);
  wanted.trigger.days_before = limits::days_before_max + 1;
  EXPECT_EQ(refused(wanted), "out_of_range at /days_before");
  wanted = on(Happening::first_purchase);
  wanted.trigger.ladder = "CLUB";
  EXPECT_EQ(refused(wanted), "invalid_request at /ladder");
  const auto draft = put(reduction("DRAFT"));
  ASSERT_TRUE(draft);
  EXPECT_EQ(why_of(make(*draft, on(Happening::enrolment))), "coupon_template_state at /template");
}

TEST_F(TriggersTest, a_trigger_is_kept_with_its_tiers_and_stopped_once) {
  const Template one = active(reduction());
  const auto tiers = make(one, on_tiers({"GOLD", "DIAMOND"}));
  ASSERT_TRUE(tiers) << why_of(tiers);
  const Trigger birthday = made(one, Happening::birthday);
  EXPECT_EQ(birthday.covered_until, day("2025-12-31")) << "from today on";
  auto all = temp->read([&](sql::Tx& tx) { return triggers_of(tx, one.id); });
  ASSERT_EQ(all.size(), 2U);
  EXPECT_THAT(all[0].tiers, ElementsAre("GOLD", "DIAMOND"));
  EXPECT_EQ(all[0].place_of("DIAMOND"), 1);
  EXPECT_FALSE(all[0].place_of("BASE"));
  const auto stop = [&] {
    return temp->write([&](sql::Tx& tx) { return stop_trigger(tx, birthday.id, clerk, now()); });
  };
  const auto stopped = stop();
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->trigger.state, TriggerState::stopped);
  EXPECT_EQ(stopped->trigger.stopped_by, clerk);
  EXPECT_EQ(why_of(stop()), "coupon_trigger_state at /id");
  all = temp->read([](sql::Tx& tx) { return active_triggers(tx); });
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all.front().trigger.id, tiers->trigger.id);
}

TEST_F(TriggersTest, one_happening_issues_one_coupon_to_a_person) {
  const Template one = active(reduction());
  const Trigger trigger = made(one);
  EXPECT_EQ(fire_for(trigger, member), Fired::issued);
  EXPECT_EQ(fire_for(trigger, member), Fired::nothing) << "had before";
  EXPECT_EQ(fire_for(trigger, member, 2027), Fired::issued) << "another happening";
  EXPECT_EQ(fire_it(trigger, {other, {member}, {}, 0, {}}), Fired::nothing)
      << "who was merged into them had it";
  EXPECT_EQ(fire_for(trigger, other), Fired::issued);
  EXPECT_EQ(taken(one), 3);
  EXPECT_EQ(again(trigger).issued, 3);
  EXPECT_EQ(again(trigger).missed, 0);
}

TEST_F(TriggersTest, what_is_not_issued_is_kept_with_its_reason_until_it_is) {
  Template wanted = reduction();
  wanted.stock = 1;
  const Template one = active(wanted);
  const Trigger trigger = made(one);
  EXPECT_EQ(fire_for(trigger, member), Fired::issued);
  EXPECT_EQ(fire_for(trigger, other), Fired::missed);
  EXPECT_EQ(fire_for(trigger, other), Fired::nothing) << "known";
  const OwnerId third = add_member(nullptr);
  EXPECT_EQ(fire_it(trigger, {third, {}, {}, 0, "member_frozen"}), Fired::missed);
  EXPECT_THAT(missed_by(trigger), ElementsAre("member_frozen", "coupons_used_up"));
  EXPECT_EQ(again(trigger).missed, 2);
  Template more = reload(one);
  more.stock = 9;
  ASSERT_TRUE(put(more));
  EXPECT_EQ(fire_for(trigger, other), Fired::issued) << "after all";
  EXPECT_THAT(missed_by(trigger), ElementsAre("member_frozen"));
  EXPECT_EQ(again(trigger).issued, 2);
  EXPECT_EQ(again(trigger).missed, 1);
}

TEST_F(TriggersTest, a_trigger_rests_with_its_template) {
  const Template one = active(reduction());
  const Trigger trigger = made(one);
  ASSERT_TRUE(move(one, TemplateState::stopped));
  EXPECT_EQ(fire_for(trigger, member), Fired::resting);
  EXPECT_THAT(missed_by(trigger), IsEmpty());
  EXPECT_EQ(taken(one), 0);
}

TEST_F(TriggersTest, one_that_was_stopped_meanwhile_issues_no_more) {
  const Template one = active(reduction());
  const Trigger trigger = made(one, Happening::birthday);
  stop_it(trigger);
  EXPECT_EQ(fire_for(trigger, member, 2026), Fired::resting) << "though it was read as active";
  EXPECT_THAT(missed_by(trigger), IsEmpty());
  EXPECT_EQ(taken(one), 0);
}

TEST_F(TriggersTest, one_that_is_made_anew_issues_nothing_twice) {
  const Template one = active(reduction());
  const Trigger before = made(one, Happening::birthday);
  EXPECT_EQ(fire_for(before, member, 2026), Fired::issued);
  stop_it(before);
  const Trigger after = made(one, Happening::birthday);
  EXPECT_EQ(fire_for(after, member, 2026), Fired::nothing);
  EXPECT_EQ(fire_it(after, {other, {member}, {}, 2026, {}}), Fired::nothing);
  EXPECT_EQ(fire_for(after, member, 2027), Fired::issued) << "next year's";
  EXPECT_EQ(fire_for(made(one), member), Fired::issued) << "something else happened";
  const Trigger elsewhere = made(active(reduction("OTHER")), Happening::birthday);
  EXPECT_EQ(fire_for(elsewhere, member, 2026), Fired::issued) << "another template";
}

TEST_F(TriggersTest, a_tier_is_one_wherever_triggers_name_it) {
  const Template one = active(reduction());
  const auto before = make(one, on_tiers({"GOLD", "DIAMOND"}));
  ASSERT_TRUE(before);
  EXPECT_EQ(fire_for(before->trigger, member, 2026, "DIAMOND"), Fired::issued);
  EXPECT_EQ(fire_for(before->trigger, member, 2026, "DIAMOND"), Fired::nothing);
  EXPECT_EQ(fire_for(before->trigger, member, 2026, "BASE"), Fired::nothing) << "is not named";
  stop_it(before->trigger);
  const auto after = make(one, on_tiers({"DIAMOND", "GOLD"}));
  ASSERT_TRUE(after);
  EXPECT_EQ(fire_for(after->trigger, member, 2026, "DIAMOND"), Fired::nothing);
  EXPECT_EQ(fire_for(after->trigger, member, 2026, "GOLD"), Fired::issued);
  EXPECT_EQ(fire_for(after->trigger, member, 2027, "DIAMOND"), Fired::issued);
}

TEST_F(TriggersTest, days_are_gone_through_forwards) {
  const Trigger trigger = made(active(reduction()), Happening::birthday);
  const auto cover_to = [&](const char* until) {
    return *temp->write([&](sql::Tx& tx) -> Result<bool> {
      return cover(tx, trigger.id, day(until));
    });
  };
  EXPECT_TRUE(cover_to("2026-01-03"));
  EXPECT_FALSE(cover_to("2026-01-02"));
  EXPECT_EQ(again(trigger).covered_until, day("2026-01-03"));
}

const sql::Query more_issued{"UPDATE coupon_triggers SET issued = issued + 1"};

TEST_F(TriggersTest, verify_counts_what_triggers_issued) {
  const Trigger trigger = made(active(reduction()));
  ASSERT_EQ(fire_for(trigger, member), Fired::issued);
  temp.given([](sql::Tx& tx) { tx.exec(more_issued); });
  const Report report = verify_all();
  EXPECT_EQ(report.faults_found, 1);
  EXPECT_THAT(report.faults.front(), testing::HasSubstr("it is not what it issued"));
  expected_faults = 1;
}

}  // namespace
}  // namespace guanxi::coupons
