// Codes, batches and claiming; gifts to friends; lists of members; merges.
#include "modules/coupons/reports.h"
#include "modules/coupons/testing_test.h"
#include "platform/crypto/crypto.h"

namespace guanxi::coupons {
namespace {

using testing::ElementsAre;

class CodesTest : public CouponsTest {
 protected:
  Result<Batch> order(const Template& one, std::int64_t codes) {
    return temp->write([&](sql::Tx& tx) {
      return order_batch(tx, ids, *find_template(tx, one.id), codes, "leaflet", clerk, now());
    });
  }
  Batch made(const Template& one, std::int64_t codes) {
    const auto batch = order(one, codes);
    GX_CHECK(batch.has_value());
    run_job(make_codes);
    return *temp->read([&](sql::Tx& tx) { return find_batch(tx, batch->id); });
  }
  std::string code_in(const Batch& batch, std::int64_t number) {
    return code_at(keys.derive("coupons.codes"), batch.salt->data, number);
  }
  Result<Claimed> claim_by(OwnerId owner, const std::string& code) {
    return temp->write([&](sql::Tx& tx) {
      const auto who = members.find(tx, owner);
      return claim(tx, ids, keys, {owner, who->programme, who->birthday}, code, act());
    });
  }
  Result<Batch> cancel(const Batch& batch) {
    return temp->write([&](sql::Tx& tx) { return cancel_batch(tx, batch.id); });
  }
  Result<Offered> offer_it(const Coupon& coupon, int hours = 24) {
    return temp->write([&](sql::Tx& tx) {
      return offer(tx, ids, keys, coupon.owner, coupon.id, now().plus_seconds(3600 * hours), act());
    });
  }
  Template transferable(Template wanted) {
    wanted.transferable = true;
    return active(wanted);
  }
};

TEST_F(CodesTest, a_code_reads_as_people_write_it_and_catches_a_slip) {
  const std::string code = code_of({0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 1});
  EXPECT_EQ(code.substr(0, 16), "ZZZZZZZZ00000001");
  EXPECT_EQ(code.size(), 17U);
  EXPECT_EQ(canonical_code(code), code);
  std::string written = "zzzz zzzz-OOOO-oooi";
  written += code.back();
  EXPECT_EQ(canonical_code(written), code);
  EXPECT_EQ(canonical_code(grouped(code)), code);
  EXPECT_FALSE(canonical_code(code.substr(1)));
  EXPECT_FALSE(canonical_code(code + "0"));
  EXPECT_FALSE(canonical_code("U" + code.substr(1))) << "no letter of ours";
  constexpr std::string_view letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const std::string any = random_code();
  for (std::size_t at = 0; at < any.size(); ++at) {
    for (const char letter : letters) {
      std::string wrong = any;
      wrong[at] = letter;
      EXPECT_EQ(canonical_code(wrong).has_value(), letter == any[at]) << wrong;
    }
  }
}

TEST_F(CodesTest, a_batch_is_made_by_the_job_and_exported_once) {
  Template wanted = reduction();
  wanted.stock = 10'000;
  const Template one = active(wanted);
  EXPECT_EQ(why_of(order(one, 10'001)), "coupons_used_up at /codes");
  const auto ordered = order(one, 9'000);
  ASSERT_TRUE(ordered);
  EXPECT_EQ(taken(one), 9'000) << "set aside";
  const auto too_early =
      temp->write([&](sql::Tx& tx) { return export_batch(tx, ordered->id, clerk, now()); });
  EXPECT_EQ(why_of(too_early), "coupon_batch_state at /id");
  run_job(make_codes);
  const auto batch =
      temp->write([&](sql::Tx& tx) { return export_batch(tx, ordered->id, clerk, now()); });
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->made, 9'000);
  const std::string file = codes_csv(keys, *batch);
  EXPECT_EQ(std::ranges::count(file, '\n'), 9'001);
  const std::string line = "\n9000," + grouped(code_in(*batch, 9'000)) + "\n";
  EXPECT_THAT(file, testing::EndsWith(line));
  const auto again =
      temp->write([&](sql::Tx& tx) { return export_batch(tx, ordered->id, clerk, now()); });
  EXPECT_EQ(why_of(again), "coupon_batch_state at /id");
  const auto kept = temp->read([&](sql::Tx& tx) { return find_batch(tx, ordered->id); });
  EXPECT_FALSE(kept->salt) << "nobody can make them again";
  EXPECT_TRUE(claim_by(member, code_in(*batch, 9'000)));
}

TEST_F(CodesTest, a_job_that_stops_goes_on_where_it_stopped) {
  const Template one = active(reduction());
  const auto ordered = order(one, 5'000);
  ASSERT_TRUE(ordered);
  const Work work{*temp, ids, programmes, members, keys};
  // Stopped at once; what is there is kept whole, and the next run goes on.
  jobs::Scheduler scheduler(*temp, temp.clock(), {});
  scheduler.add({.name = "coupons.codes", .run = [&](jobs::Context& context) {
                   return make_codes(work, context);
                 }});
  scheduler.stop();
  run_job(make_codes);
  run_job(make_codes);
  const auto batch = temp->read([&](sql::Tx& tx) { return find_batch(tx, ordered->id); });
  EXPECT_EQ(batch->state, BatchState::made);
  EXPECT_EQ(batch->made, 5'000);
  EXPECT_EQ(verify_all().codes, 5'000);
}

TEST_F(CodesTest, a_code_is_claimed_once_and_counts_for_the_limit_of_the_member) {
  Template wanted = reduction();
  wanted.per_member_max = 1;
  const Template one = active(wanted);
  const Batch batch = made(one, 40);
  const auto claimed = claim_by(member, grouped(code_in(batch, 7)));
  ASSERT_TRUE(claimed);
  EXPECT_EQ(claimed->coupon.cause, (Cause{CauseKind::code, batch.id.value(), 7}));
  EXPECT_EQ(why_of(claim_by(other, code_in(batch, 7))), "coupon_code_used at /code");
  EXPECT_EQ(why_of(claim_by(member, code_in(batch, 8))), "coupon_member_limit at /code");
  EXPECT_EQ(why_of(claim_by(other, random_code())), "coupon_code_wrong at /code");
  EXPECT_EQ(why_of(claim_by(other, "nonsense")), "coupon_code_wrong at /code");
  EXPECT_TRUE(claim_by(other, code_in(batch, 8))) << "a refusal uses up no code";
  const auto shown = present(member, {{CouponId(), grouped(code_in(batch, 7))}});
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->front().coupon, claimed->coupon.id);
  EXPECT_EQ(
      why_of(present(member, {{CouponId(), code_in(batch, 8)}})), "coupon_not_found at /coupons/0"
  ) << "somebody else's";
}

TEST_F(CodesTest, a_cancelled_batch_gives_its_places_back_and_its_codes_are_void) {
  const Template one = active(reduction());
  const Batch batch = made(one, 40);
  ASSERT_TRUE(claim_by(member, code_in(batch, 1)));
  const auto cancelled = cancel(batch);
  ASSERT_TRUE(cancelled);
  EXPECT_EQ(cancelled->claimed, 1);
  EXPECT_EQ(taken(one), 1);
  EXPECT_EQ(why_of(claim_by(other, code_in(batch, 2))), "coupon_code_wrong at /code");
  EXPECT_EQ(why_of(cancel(batch)), "coupon_batch_state at /id");
  const auto half = order(one, 10'000);
  ASSERT_TRUE(half);
  ASSERT_TRUE(cancel(*half)) << "while it is being made";
  run_job(make_codes);
  EXPECT_EQ(taken(one), 1);
}

TEST_F(CodesTest, a_member_may_be_wrong_ten_times_a_day) {
  const auto attempt = [&] {
    return temp->write([&](sql::Tx& tx) { return count_attempt(tx, member, today()); });
  };
  for (int i = 0; i < 9; ++i) ASSERT_TRUE(attempt());
  ASSERT_TRUE(attempt());
  EXPECT_EQ(why_of(attempt()), "coupon_attempts_exceeded at /code");
  temp.given([&](sql::Tx& tx) { forget_attempt(tx, member, today()); });
  EXPECT_TRUE(attempt()) << "one of them was right";
  EXPECT_EQ(why_of(attempt()), "coupon_attempts_exceeded at /code");
  temp.clock().advance_seconds(86'400);
  EXPECT_TRUE(attempt());
}

TEST_F(CodesTest, sixty_four_who_guess_at_once_have_ten_attempts) {
  EXPECT_EQ(
      rush(
          64,
          [&](int) {
            return temp->write([&](sql::Tx& tx) { return count_attempt(tx, member, today()); });
          }
      ),
      10
  );
}

TEST_F(CodesTest, sixty_four_at_once_claim_one_code_once) {
  const Template one = active(reduction());
  const Batch batch = made(one, 5);
  const std::string code = code_in(batch, 3);
  EXPECT_EQ(rush(64, [&](int i) { return claim_by(i % 2 == 0 ? member : other, code); }), 1);
}

TEST_F(CodesTest, many_at_once_claim_a_batch_and_each_code_once) {
  const Template one = active(reduction());
  const Batch batch = made(one, 20);
  std::vector<std::string> codes;
  for (std::int64_t number = 1; number <= 20; ++number) codes.push_back(code_in(batch, number));
  std::atomic<int> claimed = 0;
  rush(8, [&](int i) -> Result<bool> {
    for (std::size_t at = 0; at < codes.size(); ++at) {  // two begin anywhere, and meet
      const std::string& code = codes[(at + static_cast<std::size_t>(i) * 5) % codes.size()];
      const OwnerId who = i % 2 == 0 ? member : other;
      auto done = claim_by(who, code);
      while (!done && done.error().code == ErrorCode::conflict) done = claim_by(who, code);
      if (done) ++claimed;
    }
    return true;
  });
  EXPECT_EQ(claimed, 20);
  EXPECT_EQ(
      temp->read([&](sql::Tx& tx) {
        const auto hers = coupons_of(tx, member, {}, {}, today(), now(), 100).size();
        return hers + coupons_of(tx, other, {}, {}, today(), now(), 100).size();
      }),
      20U
  );
  EXPECT_EQ(taken(one), 20);
}

TEST_F(CodesTest, a_friend_gets_what_is_left_with_the_same_last_day) {
  const Template one = transferable(cash(true));
  const Coupon coupon = given(member, one);
  ASSERT_TRUE(redeem_it(coupon, 1, 2'000));
  const auto offered = offer_it(coupon);
  ASSERT_TRUE(offered);
  EXPECT_EQ(why_of(redeem_it(coupon, 2, 100)), "coupon_state at /coupon") << "it is on offer";
  EXPECT_EQ(why_of(claim_by(member, offered->code)), "coupon_own_gift at /code");
  const auto claimed = claim_by(other, offered->code);
  ASSERT_TRUE(claimed);
  EXPECT_EQ(claimed->given_by, member);
  EXPECT_EQ(claimed->coupon.balance, 3'000);
  EXPECT_EQ(claimed->coupon.valid_until, coupon.valid_until);
  EXPECT_EQ(found(coupon).state, CouponState::given);
  EXPECT_EQ(why_of(claim_by(other, offered->code)), "coupon_code_used at /code");
  EXPECT_EQ(taken(one), 1) << "it is one still";
  ASSERT_TRUE(reverse_all(member, 1, 50));
  EXPECT_EQ(found(coupon).balance, 2'000) << "what was used before is refunded to who used it";
}

TEST_F(CodesTest, an_offer_that_nobody_claims_in_time_is_the_givers_again) {
  const Coupon coupon = given(member, transferable(reduction()));
  const auto offered = offer_it(coupon, 1);
  ASSERT_TRUE(offered);
  temp.clock().advance_seconds(3600);
  EXPECT_EQ(found(coupon).state, CouponState::issued);
  EXPECT_EQ(why_of(claim_by(other, offered->code)), "coupon_code_wrong at /code");
  const auto second = offer_it(coupon);
  ASSERT_TRUE(second);
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) { return take_back_offer(tx, member, coupon.id, act()); }
  ));
  EXPECT_EQ(why_of(claim_by(other, second->code)), "coupon_code_wrong at /code");
  EXPECT_TRUE(redeem_it(coupon, 1, 100));
}

TEST_F(CodesTest, an_old_code_of_an_offer_that_was_renewed_is_good_for_nothing) {
  const Coupon coupon = given(member, transferable(reduction()));
  const auto first = offer_it(coupon, 1);
  temp.clock().advance_seconds(3600);
  const auto second = offer_it(coupon, 1);
  EXPECT_EQ(why_of(claim_by(other, first->code)), "coupon_code_wrong at /code");
  EXPECT_TRUE(claim_by(other, second->code));
}

TEST_F(CodesTest, only_a_transferable_coupon_can_be_given) {
  const Coupon coupon = given(member, active(reduction()));
  EXPECT_EQ(why_of(offer_it(coupon)), "coupon_not_transferable at /coupon");
  EXPECT_EQ(found(coupon).state, CouponState::issued);
}

TEST_F(CodesTest, sixty_four_friends_at_once_get_one_gift_once) {
  const Coupon coupon = given(member, transferable(reduction()));
  const OwnerId third = add_member(nullptr);
  const std::string code = offer_it(coupon)->code;
  EXPECT_EQ(rush(64, [&](int i) { return claim_by(i % 2 == 0 ? other : third, code); }), 1);
}

TEST_F(CodesTest, a_list_is_gone_through_and_each_row_says_what_became_of_it) {
  Template wanted = reduction();
  wanted.per_member_max = 1;
  const Template one = active(wanted);
  given(other, one);
  const std::vector<OwnerId> names{member, OwnerId(12345), other, add_member(nullptr)};
  const auto list = temp->write([&](sql::Tx& tx) {
    return order_list(tx, ids, one, names, "autumn", clerk, now());
  });
  ASSERT_TRUE(list);
  run_job(follow_lists);
  run_job(follow_lists);
  const auto done = temp->read([&](sql::Tx& tx) { return find_list(tx, list->id); });
  EXPECT_EQ(done->state, ListState::done);
  EXPECT_EQ(done->handled, 4);
  EXPECT_EQ(done->refused, 2);
  std::vector<std::string> rows;
  for (const ListRow& row : temp->read([&](sql::Tx& tx) { return rows_of(tx, list->id, 0, 10); })) {
    EXPECT_NE(row.coupon.has_value(), row.refusal.has_value());
    rows.push_back(row.refusal.value_or("issued"));
  }
  EXPECT_THAT(rows, ElementsAre("issued", "member_not_found", "coupon_member_limit", "issued"));
  EXPECT_EQ(taken(one), 3);
}

TEST_F(CodesTest, nobody_stands_in_a_list_twice_under_a_merged_name_either) {
  const Template one = active(reduction());
  const OwnerId third = add_member(nullptr);
  temp.given([&](sql::Tx& tx) {
    GX_CHECK(members.merge(tx, member, 1, other, clerk, now()).has_value());
  });
  const auto ordered = [&](const std::vector<OwnerId>& names) {
    return temp->write([&](sql::Tx& tx) {
      return order_list(tx, ids, one, names, "autumn", clerk, now());
    });
  };
  EXPECT_EQ(why_of(ordered({third, other, third})), "coupon_list_twice at /members/2");
  EXPECT_EQ(why_of(ordered({third, other, member})), "coupon_list_twice at /members/2");
  EXPECT_TRUE(temp->read([&](sql::Tx& tx) { return lists_of(tx, one.id, {}, 10); }).empty());
  const auto list = ordered({member, third});
  ASSERT_TRUE(list);
  run_job(follow_lists);
  const auto rows = temp->read([&](sql::Tx& tx) { return rows_of(tx, list->id, 0, 10); });
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].owner, other) << "who the merged one is now";
  EXPECT_TRUE(rows[0].coupon);
  EXPECT_TRUE(rows[1].coupon);
}

TEST_F(CodesTest, codes_of_another_programme_are_wrong) {
  programmes::Programmes::NewProgramme wanted;
  wanted.code = "UK";
  wanted.name = "UK";
  wanted.currency = Currency::gbp;
  wanted.effective_from = now();
  ASSERT_TRUE(programmes.add(wanted, clerk, now()));
  const ProgrammeId here = programme;
  programme = *programmes.find("UK");
  const OwnerId stranger = add_member(nullptr);
  programme = here;
  const Template one = active(reduction());
  const Batch batch = made(one, 2);
  EXPECT_EQ(why_of(claim_by(stranger, code_in(batch, 1))), "coupon_code_wrong at /code");
  EXPECT_TRUE(claim_by(member, code_in(batch, 1))) << "it is good still";
  const Coupon coupon = given(member, transferable(cash(true)));
  const std::string code = offer_it(coupon)->code;
  EXPECT_EQ(why_of(claim_by(stranger, code)), "coupon_code_wrong at /code");
  EXPECT_EQ(found(coupon).state, CouponState::offered);
  EXPECT_TRUE(claim_by(other, code));
}

TEST_F(CodesTest, a_list_that_is_cancelled_issues_no_more) {
  const Template one = active(reduction());
  const auto list = temp->write([&](sql::Tx& tx) {
    return order_list(tx, ids, one, {member, other}, "autumn", clerk, now());
  });
  const auto cancel_it = [&] {
    return temp->write([&](sql::Tx& tx) { return cancel_list(tx, list->id); });
  };
  ASSERT_TRUE(cancel_it());
  run_job(follow_lists);
  EXPECT_EQ(taken(one), 0);
  EXPECT_EQ(why_of(cancel_it()), "coupon_list_state at /id");
}

TEST_F(CodesTest, figures_are_counted_by_day_and_store) {
  const Template one = active(cash(true));
  const Coupon a = given(member, one), b = given(other, one);
  ASSERT_TRUE(redeem_it(a, 1, 2'000));
  ASSERT_TRUE(redeem_it(a, 2, 1'000, 0, second_store));
  ASSERT_TRUE(reverse_it({member, ReceiptId(1), 50, false, {{a.id, 500}}}));
  ASSERT_TRUE(withdraw_it(b));
  const auto rows = temp->read([&](sql::Tx& tx) {
    return report(tx, one.id, day("2026-01-01"), day("2026-01-31"));
  });
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_FALSE(rows[0].store);
  EXPECT_EQ(rows[0].issued, 2);
  EXPECT_EQ(rows[0].withdrawn, 1);
  EXPECT_EQ(rows[1].store, first_store);
  EXPECT_EQ(rows[1].redeemed, 1);
  EXPECT_EQ(rows[1].amount, 2'000);
  EXPECT_EQ(rows[1].returned_amount, 500);
  EXPECT_EQ(rows[2].amount, 1'000);
  move_to("2027-01-02");
  run_job(expire_due);
  const auto later = temp->read([&](sql::Tx& tx) {
    return report(tx, one.id, day("2027-01-01"), day("2027-01-31"));
  });
  ASSERT_EQ(later.size(), 1U);
  EXPECT_EQ(later[0].expired, 1);
  EXPECT_EQ(later[0].expired_amount, 2'500);
}

class MergingTest : public CodesTest {
 protected:
  Merge merge_of(std::int64_t id) { return {id, member, other, act()}; }
  std::int64_t merge(std::int64_t id) {
    const auto done = temp->write([&](sql::Tx& tx) { return post_merge(tx, ids, merge_of(id)); });
    GX_CHECK(done.has_value());
    return *done;
  }
  Uncarried undo(std::int64_t id) {
    const auto done = temp->write([&](sql::Tx& tx) { return post_merge_undo(tx, merge_of(id)); });
    GX_CHECK(done.has_value());
    return *done;
  }
  std::vector<Coupon> of(OwnerId owner) {
    return temp->read([&](sql::Tx& tx) {
      return coupons_of(tx, owner, CouponState::issued, {}, today(), now(), 100);
    });
  }
};

TEST_F(MergingTest, what_can_be_used_goes_along_and_the_counters_are_summed) {
  Template wanted = cash(true);
  wanted.per_member_max = 3;
  const Template one = active(wanted);
  const Coupon used = given(member, one), open = given(member, one);
  given(other, one);
  ASSERT_TRUE(redeem_it(used, 1, 2'000));
  ASSERT_TRUE(redeem_it(used, 2, 3'000));
  EXPECT_EQ(merge(70), 1);
  EXPECT_EQ(found(open).state, CouponState::carried);
  EXPECT_EQ(found(used).state, CouponState::redeemed) << "stays where it happened";
  ASSERT_EQ(of(other).size(), 2U);
  EXPECT_EQ(why_of(issue_to(other, one)), "coupon_member_limit") << "two and one";
  ASSERT_TRUE(reverse_all(member, 1, 50));
  EXPECT_EQ(merge(70), 1) << "what a refund gave back follows";
  EXPECT_EQ(of(other).size(), 3U);
  EXPECT_TRUE(of(member).empty());
}

TEST_F(MergingTest, an_undo_takes_back_what_is_still_whole) {
  Template wanted = cash(true);
  wanted.per_member_max = 3;
  const Template one = active(wanted);
  const Coupon a = given(member, one), b = given(member, one);
  EXPECT_EQ(merge(70), 2);
  const Coupon theirs = of(other).front();
  ASSERT_TRUE(redeem_it(theirs, 9, 100));
  const Uncarried back = undo(70);
  EXPECT_EQ(back.back, 1);
  EXPECT_EQ(back.kept, 1) << "used since: it stays with the survivor";
  ASSERT_EQ(of(member).size(), 1U);
  EXPECT_EQ(of(member).front().balance, 5'000);
  EXPECT_EQ(of(other).size(), 1U);
  EXPECT_TRUE(found(a).state == CouponState::issued || found(b).state == CouponState::issued);
  EXPECT_TRUE(issue_to(other, one)) << "the counter is the survivor's own again";
  EXPECT_EQ(merge(71), 1) << "and they may be merged again";
}

TEST_F(MergingTest, a_claimed_code_stands_for_what_took_its_coupons_place) {
  const Batch batch = made(active(reduction()), 2);
  const std::string code = code_in(batch, 1);
  ASSERT_TRUE(claim_by(member, code));
  const OwnerId last = add_member(nullptr);
  const auto close = [&](OwnerId from, OwnerId into) {
    temp.given([&](sql::Tx& tx) {
      const auto version = members.find(tx, from)->version;
      GX_CHECK(members.merge(tx, from, version, into, clerk, now()).has_value());
    });
  };
  ASSERT_EQ(merge(70), 1);
  close(member, other);
  const auto shown = present(other, {{CouponId(), code}});
  ASSERT_TRUE(shown) << why_of(shown);
  EXPECT_EQ(shown->front().coupon, of(other).front().id);
  EXPECT_EQ(why_of(present(last, {{CouponId(), code}})), "coupon_not_found at /coupons/0");
  const Merge next{71, other, last, act()};
  ASSERT_TRUE(temp->write([&](sql::Tx& tx) { return post_merge(tx, ids, next); }));
  close(other, last);
  ASSERT_TRUE(present(last, {{CouponId(), code}}));
  EXPECT_EQ(present(last, {{CouponId(), code}})->front().coupon, of(last).front().id);
}

TEST_F(MergingTest, a_code_is_its_claimants_again_when_the_merge_is_undone) {
  const Batch batch = made(active(reduction()), 1);
  const auto claimed = claim_by(member, code_in(batch, 1));
  ASSERT_TRUE(claimed);
  ASSERT_EQ(merge(70), 1);
  ASSERT_EQ(undo(70).back, 1);
  EXPECT_EQ(present(member, {{CouponId(), code_in(batch, 1)}})->front().coupon, claimed->coupon.id);
  EXPECT_FALSE(present(other, {{CouponId(), code_in(batch, 1)}}));
}

TEST_F(MergingTest, a_coupon_that_is_held_stands_in_the_way) {
  const Coupon coupon = given(member, active(reduction()));
  ASSERT_TRUE(hold_it(coupon, 41));
  const auto held = [&] {
    return temp->read([&](sql::Tx& tx) { return held_of(tx, member, today(), now()); });
  };
  EXPECT_EQ(held(), 1);
  temp.clock().advance_seconds(15 * 60);
  EXPECT_EQ(held(), 0);
}

}  // namespace
}  // namespace guanxi::coupons
