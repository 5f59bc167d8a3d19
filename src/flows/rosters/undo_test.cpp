// Imports that were a mistake.
#include "flows/rosters/undo.h"

#include <gtest/gtest.h>

#include "flows/rosters/house_test.h"
#include "modules/cards/verify.h"
#include "modules/points/documents.h"
#include "modules/profiles/profiles.h"

namespace guanxi::rosters {
namespace {

using UndoState = UndoReport::State;

class Undone : public RosterHouse {
 protected:
  UndoReport undo(ImportId id, std::function<bool()> stop = {}) {
    const auto report = undo_.run(
        {.import = id, .batch_rows = 2, .on_progress = {}, .stop = std::move(stop)}, actor_
    );
    GX_CHECK_WHY(report.has_value(), std::string(code_name(report.error().code)));
    return *report;
  }
  void change_name(const char* phone, const char* name) {
    const members::Member before = member(phone);
    members::Change change;
    change.name = name;
    const auto changed = temp_->write([&](sql::Tx& tx) {
      return members_.change(tx, before.id, before.version, change, actor_.id, now());
    });
    GX_CHECK(changed.has_value());
  }
  void expect_books_agree() {
    temp_->read([&](sql::Tx& tx) {
      EXPECT_TRUE(cards::verify(tx).is_clean());
      return 0;
    });
  }

  Undo undo_{house()};
};

constexpr const char* two =
    "姓名,手机,卡号,会员编号,积分,储值余额\n"
    "张小明,13800138000,G1001,L-1,1200,\n"
    "李娜,13900139000,,L-2,,888.80\n";

TEST_F(Undone, members_are_closed_and_free_what_makes_them_known) {
  const Report wrong = import(two);
  const OwnerId zhang = *by_phone("13800138000");
  const OwnerId li = *by_phone("13900139000");
  const UndoReport report = undo(wrong.id);
  EXPECT_EQ(report.state, UndoState::undone);
  EXPECT_EQ(report.undone, 2);
  EXPECT_EQ(report.kept, 0);
  EXPECT_FALSE(by_phone("13800138000"));
  temp_->read([&](sql::Tx& tx) {
    EXPECT_EQ(members_.find(tx, zhang)->state, members::State::closed);
    const auto points = points::find_account(tx, zhang);
    EXPECT_TRUE(points->balance.is_zero());
    EXPECT_EQ(points->state, points::AccountState::closed);
    EXPECT_TRUE(wallet::find_account(tx, li)->stored().is_zero());
    EXPECT_FALSE(cards::find_by_number(tx, "G1001"));
    return 0;
  });
  expect_books_agree();
  EXPECT_EQ(undo(wrong.id).state, UndoState::already_undone) << "once only";

  const Report right = import(std::string(two) + "王五,13700137000,G1003,L-3,,\n");
  EXPECT_EQ(right.counters.created, 3) << "phone, card and number are free for the right file";
  EXPECT_EQ(right.counters.points, 1200);
  expect_books_agree();
}

TEST_F(Undone, changes_give_back_what_was_there) {
  import(two);
  const Report wrong = import(
      "手机,姓名,邮箱,生日,卡号,积分\n"
      "13800138000,错的,wrong@example.com,1990-05-01,,\n"
      "13900139000,,,,G2002,70\n"
      "13900139000,也错,,,,\n",
      {.mode = Mode::update}
  );
  ASSERT_EQ(wrong.counters.updated, 3);
  EXPECT_EQ(undo(wrong.id).undone, 3);
  const members::Member zhang = member("13800138000");
  EXPECT_EQ(zhang.name, "张小明");
  EXPECT_FALSE(zhang.birthday) << "there was none";
  EXPECT_EQ(member("13900139000").name, "李娜") << "two rows of one member, from the last back";
  EXPECT_TRUE(points_of("13900139000").balance.is_zero());
  temp_->read([&](sql::Tx& tx) {
    EXPECT_FALSE(members_.contact(tx, zhang.id).email);
    EXPECT_FALSE(cards::find_by_number(tx, "G2002"));
    return 0;
  });
  expect_books_agree();
  static const sql::Query clear{"SELECT COUNT(*) FROM rosters_rows WHERE prior IS NOT NULL"};
  EXPECT_EQ(count(clear), 2) << "what was there is kept, sealed";
}

TEST_F(Undone, a_birthday_goes_back_to_what_it_was) {
  import("手机,生日\n13800138000,1990-05-01\n");
  const Report wrong = import("手机,生日\n13800138000,1991-06-02\n", {.mode = Mode::update});
  ASSERT_EQ(wrong.counters.updated, 1);
  EXPECT_EQ(undo(wrong.id).undone, 1);
  EXPECT_EQ(member("13800138000").birthday, *Date::parse("1990-05-01"));
}

TEST_F(Undone, opening_points_that_have_expired_are_not_taken_again) {
  import("手机,积分\n13800138000,\n");
  import("手机,积分\n13800138000,100\n", {.mode = Mode::update});
  const OwnerId other = [&] {
    import("手机\n13900139000\n");
    return *by_phone("13900139000");
  }();
  const std::string tomorrow = TimeZone().date_of(now()).plus_days(1).to_string();
  const Report short_lived =
      import("手机,积分,积分到期日\n13900139000,70," + tomorrow + "\n", {.mode = Mode::update});
  ASSERT_EQ(short_lived.counters.points, 70);
  temp_.given([&](sql::Tx& tx) {
    points::Document own;
    own.id = ids_.next_id<points::DocumentTag>();
    own.owner = other;
    own.programme = main_;
    own.points = Points(30);
    own.reason = "own";
    own.created_by = actor_.id;
    const auto account = points::find_account(tx, other);
    const points::Context context{
        .owner = other,
        .cause = {points::CauseKind::document, own.id.value()},
        .occurred_at = now(),
        .posted_at = now(),
        .actor = actor_.id,
        .expected_seq = account->seq,
        .today = TimeZone().date_of(now())};
    const auto parameters = programmes_.in_force(main_, now())->parameters;
    GX_CHECK(points::post_opening(tx, ids_, context, own, parameters).has_value());
  });
  temp_.clock().advance_seconds(3 * 86400);
  EXPECT_EQ(undo(short_lived.id).undone, 1);
  const auto today = TimeZone().date_of(now());
  temp_->read([&](sql::Tx& tx) {
    EXPECT_EQ(points::usable_of(tx, *points::find_account(tx, other), today, now()), Points(30));
  });
  expect_books_agree();
}

TEST_F(Undone, an_address_that_was_put_right_since_stays) {
  import("手机\n13800138000\n");
  const Report wrong =
      import("手机,行政区划,街道地址\n13800138000,310101,南京东路1号\n", {.mode = Mode::update});
  ASSERT_EQ(wrong.counters.updated, 1) << (rejects().size() > 1 ? rejects()[1] : "");
  const OwnerId owner = *by_phone("13800138000");
  const profiles::Profiles profiles(keys_);
  temp_.given([&](sql::Tx& tx) {
    profiles::Address address = profiles.addresses(tx, owner).front();
    address.recipient = "张小明";
    GX_CHECK(profiles.put_address(tx, ids_, owner, address, actor_.id, now()).has_value());
  });
  EXPECT_EQ(undo(wrong.id).kept, 1);
  temp_->read([&](sql::Tx& tx) { EXPECT_EQ(profiles.addresses(tx, owner).size(), 1U); });
}

TEST_F(Undone, rows_stay_where_something_happened_since) {
  const Report wrong = import(
      "手机,姓名,积分,储值\n"
      "13800138000,甲,10,\n"
      "13800138001,乙,10,\n"
      "13800138002,丙,,20\n"
      "13800138003,丁,,\n"
      "13800138004,戊,,\n"
  );
  change_name("13800138000", "甲改");
  const members::Member second = member("13800138001");
  const auto spent = temp_->write([&](sql::Tx& tx) {
    const points::Context context{
        .owner = second.id,
        .cause = {points::CauseKind::redemption, ids_.next()},
        .occurred_at = now(),
        .posted_at = now(),
        .actor = actor_.id,
        .expected_seq = points::find_account(tx, second.id)->seq,
        .today = TimeZone().date_of(now())};
    return points::post_redemption(tx, ids_, context, Points(3));
  });
  ASSERT_TRUE(spent);
  const members::Member fourth = member("13800138003");
  temp_.clock().advance_seconds(60);
  const auto frozen = temp_->write([&](sql::Tx& tx) -> Result<cards::Card> {
    const cards::Card card = *cards::primary_card(tx, fourth.id);
    return cards::set_state(
        tx,
        {fourth.id, card.id, card.version, actor_.id, now(), TimeZone().date_of(now()), "lost"},
        cards::State::lost
    );
  });
  ASSERT_TRUE(frozen);
  const UndoReport report = undo(wrong.id);
  EXPECT_EQ(report.undone, 2);
  ASSERT_EQ(report.kept, 3);
  EXPECT_EQ(report.rows[0].line, 2);
  EXPECT_EQ(report.rows[0].why, Kept::changed);
  EXPECT_EQ(report.rows[1].why, Kept::points_moved);
  EXPECT_EQ(report.rows[2].why, Kept::cards_changed);
  EXPECT_EQ(points_of("13800138001").balance, Points(7)) << "untouched";
  EXPECT_FALSE(by_phone("13800138002"));
  EXPECT_FALSE(by_phone("13800138004"));
}

TEST_F(Undone, an_old_phone_that_is_somebody_elses_now_stays_away) {
  import(two);
  const Report wrong =
      import("会员编号,手机\nL-1,13600136000\n", {.mode = Mode::update, .key = Key::external_id});
  import("手机\n13800138000\n");
  const UndoReport report = undo(wrong.id);
  ASSERT_EQ(report.kept, 1);
  EXPECT_EQ(report.rows[0].why, Kept::identity_taken);
  EXPECT_EQ(member("13600136000").name, "张小明");
}

TEST_F(Undone, an_import_goes_on_where_it_was_stopped_and_is_not_for_ever) {
  const Report wrong = import("手机\n13800138000\n13800138001\n13800138002\n13800138003\n");
  EXPECT_EQ(undo(wrong.id, [] { return true; }).state, UndoState::stopped);
  EXPECT_TRUE(by_phone("13800138001"));
  EXPECT_FALSE(by_phone("13800138002")) << "from the last back";
  temp_.clock().advance_seconds(40 * 86400);
  EXPECT_EQ(undo(wrong.id).undone, 4) << "what was begun goes on";

  const Report old = import("手机\n13900138000\n");
  temp_.clock().advance_seconds(31 * 86400);
  EXPECT_EQ(undo(old.id).state, UndoState::too_late);
  EXPECT_EQ(undo_.run({.import = ImportId(1)}, actor_).error().code, ErrorCode::not_found);
}

TEST_F(Undone, an_import_that_was_stopped_in_the_middle_goes_back_too) {
  Options cut = options("手机\n13800138000\n13800138001\n13800138002\n");
  cut.batch_rows = 2;
  cut.stop = [] { return true; };
  const auto half = rosters_.run(cut, actor_);
  ASSERT_EQ(half->state, Report::State::stopped);
  EXPECT_EQ(undo(half->id).undone, 2);
  cut.stop = {};
  EXPECT_EQ(rosters_.run(cut, actor_)->counters.created, 3) << "from the beginning";
}

TEST_F(Undone, what_is_kept_is_sealed_anew_and_forgotten) {
  import(two);
  import("手机,姓名\n13800138000,错的\n", {.mode = Mode::update});
  crypto::SealCensus census;
  const auto next = walk_seals(*temp_, keys_, {}, 10, crypto::SealWalk::count, census);
  ASSERT_TRUE(next);
  EXPECT_FALSE(walk_seals(*temp_, keys_, *next, 10, crypto::SealWalk::renew, census));
  EXPECT_EQ(census.values(), 1);
  EXPECT_EQ(census.unreadable, 0);
  const auto forget = [&] {
    return *temp_->write([&](sql::Tx& tx) -> Result<std::int64_t> {
      return forget_prior(tx, now(), 100);
    });
  };
  EXPECT_EQ(forget(), 0);
  temp_.clock().advance_seconds(61 * 86400);
  EXPECT_EQ(forget(), 1);
}

}  // namespace
}  // namespace guanxi::rosters
