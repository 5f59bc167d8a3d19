// Members out of a file, from the file to the books.
#include "flows/rosters/rosters.h"

#include <gtest/gtest.h>

#include "flows/rosters/house_test.h"
#include "modules/cards/cards.h"
#include "modules/matching/pairs.h"
#include "modules/points/documents.h"

namespace guanxi::rosters {
namespace {

using State = Report::State;
using members::IdentityKind;

class Imported : public RosterHouse {
 protected:
  std::int64_t members_there() {
    static const sql::Query all{"SELECT COUNT(*) FROM members"};
    return count(all);
  }
};

constexpr const char* two =
    "姓名,手机,生日,性别,卡号,会员编号,入会日期,积分,储值余额\n"
    "张小明,13800138000,1990/5/1,男,G1001,L-1,2020-01-02,1200,\n"
    "李娜,13900139000,,女,,L-2,,,888.80\n";

TEST_F(Imported, no_child_without_a_guardian_who_is_in_no_file) {
  const Report report =
      import("姓名,手机,生日\n小明,13800138000,2013-05-01\n李娜,13900139000,2011-12-31\n");
  EXPECT_EQ(report.counters.created, 1) << "14 is old enough";
  EXPECT_EQ(report.counters.rejected, 1);
  EXPECT_NE(rejects().at(1).find("guardian"), std::string::npos) << rejects().at(1);
}

TEST_F(Imported, become_members_with_what_they_had) {
  const Report report = import(two);
  ASSERT_EQ(report.state, State::done) << report.fault;
  const Counters expected{.created = 2, .points = 1200, .stored = 88880};
  Counters counters = report.counters;
  counters.rejects_bytes = 0;
  EXPECT_EQ(counters, expected);
  EXPECT_EQ(rejects().size(), 1U) << "a header alone";

  const members::Member zhang = member("13800138000");
  EXPECT_EQ(zhang.name, "张小明");
  EXPECT_EQ(zhang.gender, members::Gender::male);
  EXPECT_EQ(zhang.birthday->to_string(), "1990-05-01");
  EXPECT_EQ(zhang.joined_on.to_string(), "2020-01-02");
  EXPECT_EQ(zhang.channel, "import");
  temp_->read([&](sql::Tx& tx) {
    EXPECT_EQ(cards::find_by_number(tx, "G1001")->owner, zhang.id);
    EXPECT_EQ(members_.find_owner(tx, main_, IdentityKind::external, "L-1"), zhang.id);
    const auto documents = points::documents_of(tx, zhang.id, std::nullopt, 10);
    ASSERT_EQ(documents.size(), 1U);
    EXPECT_EQ(documents[0].state, points::DocumentState::posted);
    EXPECT_NE(documents[0].reason.find("opening balance"), std::string::npos);
    EXPECT_EQ(documents[0].created_by, actor_.id);
    EXPECT_FALSE(documents[0].submitted_on) << "it counts for no limit";
  });
  EXPECT_EQ(points_of("13800138000").d, Points(1200)) << "class D";
  EXPECT_EQ(points_of("13900139000").seq, 0) << "nothing was posted";
  EXPECT_FALSE(wallet_of("13800138000"));
  EXPECT_EQ(wallet_of("13900139000")->principal, Money(88880, Currency::cny));
  static const sql::Query opening{
      "SELECT COUNT(*) FROM wallet_recharges WHERE paid_by = 'opening_balance'"};
  EXPECT_EQ(count(opening), 1);
  static const sql::Query events{
      "SELECT COUNT(*) FROM outbox_events WHERE kind = 'member.enrolled'"};
  EXPECT_EQ(count(events), 2);
}

TEST_F(Imported, twice_change_nothing) {
  const Report first = import(two);
  const Report again = import(two);
  EXPECT_EQ(again.state, State::already_done);
  EXPECT_EQ(again.counters, first.counters);
  EXPECT_EQ(members_there(), 2);

  const Report upsert = import(two, {.mode = Mode::upsert});
  EXPECT_EQ(upsert.state, State::done) << "another order is another import …";
  EXPECT_EQ(upsert.counters.unchanged, 2) << "… which finds everything as it is";
  EXPECT_EQ(upsert.counters.points, 0);
  EXPECT_EQ(points_of("13800138000").balance, Points(1200));
  EXPECT_EQ(member("13800138000").version, 1);
  EXPECT_EQ(wallet_of("13900139000")->principal, Money(88880, Currency::cny));
}

TEST_F(Imported, with_faults_are_told_cell_by_cell_and_can_be_corrected) {
  const std::string bad =
      "姓名,手机,生日,门店\n"
      "甲,13800138001,1990-05-01,S001\n"
      "乙,138,1990-13-01,S001\n"
      "丙,13800138001,,S001\n"
      "丁,13800138003,,S009\n"
      "戊,13800138004,,S002\n"
      "己,,,S001\n"
      "庚,13800138006,2024-01-01,S001\n"
      "辛,13800138007\n";
  const Report report = import(bad);
  EXPECT_EQ(report.counters.created, 1);
  EXPECT_EQ(report.counters.rejected, 7);
  const auto lines = rejects();
  ASSERT_EQ(lines.size(), 8U);
  EXPECT_EQ(lines[0], "姓名,手机,生日,门店,reject_line,reject_reason");
  EXPECT_TRUE(lines[1].starts_with("乙,138,1990-13-01,S001,3,")) << lines[1];
  EXPECT_NE(lines[1].find("手机: "), std::string::npos) << lines[1];
  EXPECT_NE(lines[1].find("生日: "), std::string::npos) << lines[1];
  EXPECT_NE(lines[2].find("already belongs to another member"), std::string::npos) << lines[2];
  EXPECT_NE(lines[3].find("no such store: S009"), std::string::npos) << lines[3];
  EXPECT_NE(lines[4].find("门店: "), std::string::npos) << "a store of another programme";
  EXPECT_TRUE(lines[5].starts_with("己,,,S001,7,")) << "nothing to know them by";
  EXPECT_NE(lines[6].find("guardian"), std::string::npos) << lines[6];
  EXPECT_TRUE(lines[7].starts_with(",,,,9,")) << "a damaged row says where it stands";

  const std::string corrected =
      "\xEF\xBB\xBF" + lines[0] + "\n乙,13800138002,1990-12-01,S001,3,corrected\n";
  const Report second = import(corrected);
  EXPECT_EQ(second.counters.created, 1);
  EXPECT_EQ(member("13800138002").name, "乙");
}

TEST_F(Imported, are_updated_by_their_key) {
  import(two);
  const std::string changes =
      "手机,姓名,邮箱,卡号,积分\n"
      "13800138000,张晓明,zhang@example.com,G1001,1200\n"
      "13900139000,,,G2002,50\n"
      "13700137000,王五,,,\n"
      ",赵六,,,\n";
  const Report report = import(changes, {.mode = Mode::update});
  EXPECT_EQ(report.counters.updated, 2);
  EXPECT_EQ(report.counters.rejected, 2) << "nobody has that phone; and no key";
  EXPECT_EQ(report.counters.points, 50) << "1200 was booked before";
  EXPECT_EQ(member("13800138000").name, "张晓明");
  EXPECT_EQ(member("13800138000").birthday->to_string(), "1990-05-01") << "not in the file: stays";
  EXPECT_EQ(member("13900139000").name, "李娜") << "an empty cell clears nothing";
  const OwnerId li = *by_phone("13900139000");
  temp_->read([&](sql::Tx& tx) { EXPECT_EQ(cards::find_by_number(tx, "G2002")->owner, li); });
  const Report upsert =
      import("手机,姓名\n13700137000,王五\n13900139000,李娜娜\n", {.mode = Mode::upsert});
  EXPECT_EQ(upsert.counters.created, 1);
  EXPECT_EQ(upsert.counters.updated, 1);
  const Report by_number =
      import("会员编号,手机\nL-1,13600136000\n", {.mode = Mode::update, .key = Key::external_id});
  EXPECT_EQ(by_number.counters.updated, 1);
  EXPECT_FALSE(by_phone("13800138000")) << "the old phone is free";
  EXPECT_EQ(member("13600136000").name, "张晓明");
  const Report by_card =
      import("卡号,姓名\nG1001,章明\n", {.mode = Mode::update, .key = Key::card});
  EXPECT_EQ(by_card.counters.updated, 1);
  const std::string id = member("13900139000").member_code;
  const Report by_id = import(
      "会员ID,姓名\n" + id + ",李一\nM00000000000,某人\n",
      {.mode = Mode::upsert, .key = Key::member_id}
  );
  EXPECT_EQ(by_id.counters.updated, 1);
  EXPECT_EQ(by_id.counters.rejected, 1) << "nobody is enrolled under an id that a file brings";
}

TEST_F(Imported, whose_balance_cannot_be_booked_are_not_taken_at_all) {
  const Report report = import(
      "姓名,手机,积分,储值\n"
      "甲,13800138001,10,1000.01\n"
      "乙,13800138002,10,1000\n"
  );
  EXPECT_EQ(report.counters.created, 1);
  EXPECT_FALSE(by_phone("13800138001")) << "an unnamed card holds 1,000 yuan at most";
  EXPECT_NE(rejects()[1].find("储值: "), std::string::npos);
  const Report more = import("手机,积分,储值\n13800138002,11,1000\n", {.mode = Mode::update});
  EXPECT_EQ(more.counters.rejected, 1) << "an opening balance is booked once";
  EXPECT_EQ(points_of("13800138002").balance, Points(10));
  auto nowhere = options("手机,储值\n13800138003,5\n");
  nowhere.order.store = "";
  const auto refused = rosters_.run(nowhere, actor_);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->counters.rejected, 1) << "no store, no legal person who owes it";
}

TEST_F(Imported, who_may_be_members_already_wait_or_are_left_out) {
  import("姓名,手机,生日\n张小明,13800138000,1990-05-01\n");
  import("姓名,手机,生日\n张小明,13800138001,1990-05-01\n");
  const std::string again = "姓名,手机,生日\n张晓明,13800138002,1990-05-01\n";
  const Report skipped = import(again, {.duplicates = OnDuplicate::skip});
  EXPECT_EQ(skipped.counters.skipped, 1);
  EXPECT_FALSE(by_phone("13800138002"));
  EXPECT_EQ(rejects().size(), 2U) << "they stand among what was not taken";
  const auto open = [&] {
    return temp_->read([&](sql::Tx& tx) {
      return matching::list_pairs(tx, main_, matching::Decision::open, std::nullopt, 10).size();
    });
  };
  const auto before = open();
  const Report queued = import(again);
  EXPECT_EQ(queued.counters.created, 1);
  EXPECT_EQ(queued.counters.alike, 1);
  EXPECT_GT(open(), before);
  const auto there = open();
  const Report unseen = import(
      "姓名,手机,生日\n张小明,13800138003,1990-05-01\n", {.duplicates = OnDuplicate::create}
  );
  EXPECT_EQ(unseen.counters.created, 1);
  EXPECT_EQ(open(), there);
}

TEST_F(Imported, who_may_be_somebody_is_found_whatever_the_batches) {
  static const sql::Query pairs{"SELECT COUNT(*) FROM matching_pairs"};
  static constexpr std::pair<const char*, const char*> names[] = {
      {"张小明", "李娜"},
      {"陈建国", "周敏"},
      {"何晓东", "吴倩"},
      {"孙浩然", "郑雪梅"},
      {"冯天佑", "蒋淑贞"}};
  const auto text = [](int run) {
    std::string rows = "姓名,手机,生日\n";
    for (int i = 0; i < 12; ++i) {  // three of each, right behind each other and far apart
      const auto& [one, other] = names[run];
      rows += (i % 2 == 0 ? one : other);
      rows += ",1380010" + std::to_string(10 + run) + std::to_string(10 + i);
      rows += "," + std::to_string(1960 + 3 * run) + (i < 6 ? "-05-01\n" : "-11-23\n");
    }
    return rows;
  };
  std::optional<std::int64_t> found;
  std::int64_t before = 0;
  int run = 0;
  for (const int batch : {1, 2, 3, 5, 200}) {
    Options wanted = options(text(run++), {.duplicates = OnDuplicate::review});
    wanted.batch_rows = batch;
    const auto report = rosters_.run(wanted, actor_);
    ASSERT_EQ(report->counters.created, 12);
    const std::int64_t all = count(pairs);
    if (!found) found = all;
    EXPECT_EQ(report->counters.alike, 8) << batch;
    EXPECT_EQ(all - before, *found) << batch;
    before = all;
  }
}

TEST_F(Imported, who_changed_a_row_before_is_compared_as_they_are_now) {
  import("姓名,手机,生日\n王五,13700137000,1980-02-02\n");
  for (const int batch : {1, 200}) {
    const std::string phone = batch == 1 ? "13800138001" : "13800138002";
    Options wanted = options(
        "姓名,手机,生日\n赵六" + std::to_string(batch) + ",13700137000,\n赵六" +
            std::to_string(batch) + "," + phone + ",1980-02-02\n",
        {.mode = Mode::upsert}
    );
    wanted.batch_rows = batch;
    const auto report = rosters_.run(wanted, actor_);
    EXPECT_EQ(report->counters.updated, 1);
    EXPECT_EQ(report->counters.created, 1);
    EXPECT_EQ(report->counters.alike, 1) << batch;
  }
}

TEST_F(Imported, resume_behind_the_last_batch) {
  std::string text = "手机,积分\n";
  for (int i = 0; i < 25; ++i) text += "138001380" + std::to_string(10 + i) + ",1\n";
  text += "bad,1\n";
  Options cut = options(text);
  cut.batch_rows = 10;
  cut.stop = [] { return true; };
  const auto stopped = rosters_.run(cut, actor_);
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->state, State::stopped);
  EXPECT_EQ(members_there(), 10);
  std::ofstream(cut.rejects, std::ios::app) << "written by a batch that did not count\n";
  Options rest = options(text);
  rest.batch_rows = 7;  // another size than before
  const auto done = rosters_.run(rest, actor_);
  ASSERT_TRUE(done);
  EXPECT_TRUE(done->resumed);
  EXPECT_EQ(done->state, State::done);
  EXPECT_EQ(done->counters.created, 25);
  EXPECT_EQ(done->counters.points, 25);
  EXPECT_EQ(members_there(), 25);
  ASSERT_EQ(rejects().size(), 2U);
  EXPECT_TRUE(rejects()[1].starts_with("bad,1,27,"));
}

TEST_F(Imported, begin_a_lost_file_of_rejected_rows_anew) {
  const std::string text = "手机,会员编号\n1,A\n13800138001,B\n2,C\n";
  Options cut = options(text);
  cut.batch_rows = 1;
  cut.stop = [] { return true; };
  ASSERT_TRUE(rosters_.run(cut, actor_));
  std::filesystem::remove(cut.rejects);
  ASSERT_TRUE(rosters_.run(options(text), actor_));
  ASSERT_EQ(rejects().size(), 2U) << "the header, and what was rejected since";
  EXPECT_TRUE(rejects()[0].starts_with("手机,会员编号,"));
  EXPECT_TRUE(rejects()[1].starts_with("2,C,4,"));
}

TEST_F(Imported, are_previewed_without_a_trace) {
  import("手机\n13800138000\n");
  Options wanted = options(
      "手机,姓名,星座\n"
      "13800138001,甲,金\n"
      "13800138001,乙,金\n"
      "138,丙,金\n"
      "13800138000,丁,银\n"
  );
  wanted.batch_rows = 1;
  EXPECT_EQ(rosters_.preview(wanted, actor_).error().code, ErrorCode::unknown_field);
  wanted.order.ignore_unknown = true;
  const auto create = rosters_.preview(wanted, actor_);
  ASSERT_TRUE(create);
  EXPECT_EQ(create->counters.created, 1);
  EXPECT_EQ(create->counters.rejected, 3) << "a later batch would find the row of an earlier one";
  EXPECT_EQ(create->fields[2], std::nullopt);
  EXPECT_EQ(create->rows.size(), 4U);
  ASSERT_EQ(create->faults.size(), 3U);
  EXPECT_TRUE(create->faults[0].starts_with("3: 手机: ")) << create->faults[0];
  wanted.order.mode = Mode::upsert;
  const auto upsert = rosters_.preview(wanted, actor_);
  EXPECT_EQ(upsert->counters.created, 1);
  EXPECT_EQ(upsert->counters.updated, 2);
  EXPECT_EQ(members_there(), 1);
  static const sql::Query imports{"SELECT COUNT(*) FROM rosters_imports"};
  EXPECT_EQ(count(imports), 1);
}

TEST_F(Imported, from_files_that_are_none_leave_no_trace) {
  EXPECT_EQ(import("").state, State::failed);
  const auto code = [&](Options wanted) { return rosters_.run(wanted, actor_).error().code; };
  Options gone = options("手机\n");
  gone.file = directory_ / "gone.csv";
  EXPECT_EQ(code(gone), ErrorCode::not_found);
  Options nowhere = options("手机\n");
  nowhere.order.programme = "NONE";
  EXPECT_EQ(code(nowhere), ErrorCode::programme_not_found);
  EXPECT_EQ(code(options("手机\n", {.store = "S002"})), ErrorCode::unknown_value);
  EXPECT_EQ(code(options("姓名\n", {.mode = Mode::update})), ErrorCode::missing_field);
  static const sql::Query imports{"SELECT COUNT(*) FROM rosters_imports"};
  EXPECT_EQ(count(imports), 0);
}

}  // namespace
}  // namespace guanxi::rosters
