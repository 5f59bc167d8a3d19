// Issuing to an audience: counted, released, gone through.
#include "modules/coupons/testing_test.h"

namespace guanxi::coupons {
namespace {

using testing::ElementsAre;

class AudienceListsTest : public CouponsTest {
 protected:
  AudienceListsTest() {
    audiences::Audience wanted;
    wanted.programme = programme;
    wanted.code = wanted.name_zh = wanted.name_en = "MUMS";
    wanted.reason = "test";
    wanted.changed_at = now();
    wanted.changed_by = clerk;
    mums = *temp->write([&](sql::Tx& tx) { return audiences::create(tx, ids, wanted); });
    third = add_member(nullptr);
    for (const OwnerId one : {member, other, third}) add(one);
  }
  void add(OwnerId one) {
    temp.given([&](sql::Tx& tx) {
      GX_CHECK(audiences::add_member(tx, ids, mums.id, one, {clerk, now()}));
    });
  }
  void remove(OwnerId one) {
    temp.given([&](sql::Tx& tx) {
      GX_CHECK(audiences::remove_member(tx, mums.id, one, {clerk, now()}));
    });
  }
  void merge(OwnerId from, OwnerId into) {
    temp.given([&](sql::Tx& tx) {
      GX_CHECK(members.merge(tx, from, 1, into, clerk, now()).has_value());
    });
  }
  MemberList ordered(const Template& terms) {
    const auto list = temp->write([&](sql::Tx& tx) {
      return order_audience(tx, ids, terms, mums, "autumn", clerk, now());
    });
    GX_CHECK(list.has_value());
    temp.clock().advance_seconds(1);
    return *list;
  }
  Result<MemberList> release(const MemberList& list) {
    return temp->write([&](sql::Tx& tx) { return release_list(tx, list.id); });
  }
  MemberList again(const MemberList& list) {
    return *temp->read([&](sql::Tx& tx) { return find_list(tx, list.id); });
  }
  /// What each row says, in the order of members.
  std::vector<std::string> outcomes(const MemberList& list) {
    std::vector<std::string> words;
    const auto rows = temp->read([&](sql::Tx& tx) { return rows_of(tx, list.id, 0, 10); });
    for (const ListRow& row : rows) words.push_back(row.refusal.value_or("issued"));
    return words;
  }

  audiences::Audience mums;
  OwnerId third;
};

TEST_F(AudienceListsTest, it_is_counted_and_nothing_is_issued_before_its_release) {
  Template wanted = reduction();
  wanted.per_member_max = 1;
  wanted.stock = 2;
  const Template one = active(wanted);
  given(other, one);
  const MemberList list = ordered(one);
  EXPECT_EQ(list.state, ListState::counting);
  EXPECT_EQ(why_of(release(list)), "coupon_list_state at /id");
  run_job(follow_lists);
  const MemberList counted = again(list);
  EXPECT_EQ(counted.state, ListState::counted);
  EXPECT_EQ(counted.members, 3);
  EXPECT_EQ(counted.eligible, 2) << "whatever stock there is";
  EXPECT_EQ(counted.over_limit, 1);
  EXPECT_EQ(taken(one), 1);
  run_job(follow_lists);
  EXPECT_EQ(again(list).state, ListState::counted);
  ASSERT_TRUE(release(list));
  EXPECT_EQ(why_of(release(list)), "coupon_list_state at /id");
  run_job(follow_lists);
  const MemberList done = again(list);
  EXPECT_EQ(done.state, ListState::done);
  EXPECT_EQ(done.handled, 3);
  EXPECT_EQ(done.refused, 2);
  EXPECT_THAT(outcomes(list), ElementsAre("issued", "coupons_used_up", "coupons_used_up"));
  const auto reasons = temp->read([&](sql::Tx& tx) { return refusals_of(tx, list.id); });
  ASSERT_EQ(reasons.size(), 1U);
  EXPECT_EQ(reasons.front().members, 2);
}

TEST_F(AudienceListsTest, those_get_one_who_were_in_it_at_the_order_and_are_still) {
  const Template one = active(reduction());
  const MemberList list = ordered(one);
  const OwnerId late = add_member(nullptr);
  add(late);
  run_job(follow_lists);
  EXPECT_EQ(again(list).members, 3);
  ASSERT_TRUE(release(list));
  remove(other);
  run_job(follow_lists);
  EXPECT_EQ(again(list).members, 2);
  EXPECT_THAT(outcomes(list), ElementsAre("issued", "issued"));
  const auto late_coupons = temp->read([&](sql::Tx& tx) {
    return coupons_of(tx, late, std::nullopt, {}, today(), now(), 10);
  });
  EXPECT_TRUE(late_coupons.empty());
}

TEST_F(AudienceListsTest, a_person_gets_one_whatever_names_they_have_there) {
  const Template one = active(reduction());
  merge(member, other);
  const MemberList list = ordered(one);
  run_job(follow_lists);
  EXPECT_EQ(again(list).eligible, 2);
  ASSERT_TRUE(release(list));
  run_job(follow_lists);
  EXPECT_THAT(outcomes(list), ElementsAre("coupon_list_twice", "issued", "issued"));
  EXPECT_EQ(taken(one), 2);
}

TEST_F(AudienceListsTest, who_is_frozen_or_gone_gets_none) {
  const Template one = active(reduction());
  temp.given([&](sql::Tx& tx) {
    members::Change change;
    change.state = members::State::frozen;
    GX_CHECK(members.change(tx, member, 1, change, clerk, now()).has_value());
    GX_CHECK(members.close(tx, other, 1, clerk, now()).has_value());
  });
  const MemberList list = ordered(one);
  run_job(follow_lists);
  EXPECT_EQ(again(list).eligible, 1);
  ASSERT_TRUE(release(list));
  run_job(follow_lists);
  EXPECT_THAT(outcomes(list), ElementsAre("member_frozen", "member_closed", "issued"));
}

const sql::Query refusals_more{"UPDATE coupon_list_refusals SET members = members + 1"};

TEST_F(AudienceListsTest, reasons_are_counted_as_the_job_goes_and_verify_counts_again) {
  Template wanted = reduction();
  wanted.stock = 60;  // more than one piece of the list
  const Template one = active(wanted);
  for (int i = 0; i < 120; ++i) add(add_member(nullptr));
  temp.given([&](sql::Tx& tx) { GX_CHECK(members.close(tx, other, 1, clerk, now()).has_value()); });
  const MemberList list = ordered(one);
  run_job(follow_lists);
  ASSERT_TRUE(release(list));
  run_job(follow_lists);
  const auto reasons = temp->read([&](sql::Tx& tx) { return refusals_of(tx, list.id); });
  ASSERT_EQ(reasons.size(), 2U);
  EXPECT_EQ(reasons[0].refusal, "coupons_used_up");
  EXPECT_EQ(reasons[0].members, 62);
  EXPECT_EQ(reasons[1].refusal, "member_closed");
  EXPECT_EQ(reasons[1].members, 1);
  EXPECT_EQ(verify_all().faults_found, 0);
  temp.given([](sql::Tx& tx) { tx.exec(refusals_more); });
  expected_faults = 2;
}

TEST_F(AudienceListsTest, many_are_gone_through_in_pieces) {
  const Template one = active(reduction());
  for (int i = 0; i < 120; ++i) add(add_member(nullptr));
  const MemberList list = ordered(one);
  run_job(follow_lists);
  EXPECT_EQ(again(list).eligible, 123);
  ASSERT_TRUE(release(list));
  run_job(follow_lists);
  EXPECT_EQ(again(list).state, ListState::done);
  EXPECT_EQ(again(list).handled, 123);
  EXPECT_EQ(taken(one), 123);
}

TEST_F(AudienceListsTest, it_may_be_cancelled_at_any_time_and_a_retired_one_is_not_ordered) {
  const Template one = active(reduction());
  const auto cancel = [&](const MemberList& list) {
    return temp->write([&](sql::Tx& tx) { return cancel_list(tx, list.id); });
  };
  const MemberList first = ordered(one), second = ordered(one);
  ASSERT_TRUE(cancel(first));
  run_job(follow_lists);
  ASSERT_TRUE(cancel(second));
  EXPECT_EQ(why_of(cancel(second)), "coupon_list_state at /id");
  EXPECT_EQ(why_of(release(second)), "coupon_list_state at /id");
  run_job(follow_lists);
  EXPECT_EQ(taken(one), 0);
  mums.state = audiences::State::retired;
  const auto late = temp->write([&](sql::Tx& tx) {
    return order_audience(tx, ids, one, mums, "autumn", clerk, now());
  });
  EXPECT_EQ(why_of(late), "audience_retired at /audience");
}

}  // namespace
}  // namespace guanxi::coupons
