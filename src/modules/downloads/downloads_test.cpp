// The making of files: whole or not at all, as far as the account sees, within limits, and gone in
// time. The reports are made up.
#include "modules/downloads/downloads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modules/downloads/parts.h"
#include "modules/downloads/view.h"
#include "platform/log/log.h"
#include "platform/sql/testing.h"

namespace guanxi::downloads {
namespace {

using testing::HasSubstr;

const ActorId clerk(7);
const sql::Query count_parts{"SELECT COUNT(*) FROM download_parts"};
const sql::Query count_files{"SELECT COUNT(*) FROM download_files"};
const sql::Query some_part{"SELECT data FROM download_parts ORDER BY download_id, part LIMIT 1"};

class DownloadsTest : public testing::Test {
 protected:
  DownloadsTest() {
    Report numbers;
    numbers.name = "numbers";
    numbers.title = {"数字", "Numbers"};
    numbers.permissions = {"numbers:read"};
    numbers.takes = by_store;
    numbers.open = [this](const Asking& asking) { return open(asking); };
    reports.add(numbers);
    actor.id = clerk;
    actor.kind = api::Actor::Kind::person;
    actor.permissions = {"numbers:read"};
  }

  /// `rows` rows in pages of 1,000; `at_page` is called before each page but the first.
  Result<Table> open(const Asking& asking) {
    seen.push_back(asking);
    Table table;
    table.columns = {
        {asking.title({"数字", "Number"}), files::CellKind::number},
        {asking.title({"文字", "Text"})}};
    table.total = rows;
    table.next = [this, done = 0](Rows& page) mutable {
      page.clear();
      if (done > 0) at_page();
      for (int i = 0; i < 1'000 && done < rows; ++i, ++done)
        page.push_back({std::to_string(done), done == 0 ? "=1+1" : filling});
      return done < rows;
    };
    return table;
  }

  DownloadId ask(Format format = Format::csv, bool clear = false) {
    store::Row row;
    row.id = ids.next_id<DownloadTag>();
    row.report = "numbers";
    row.format = format;
    row.asked_for = "{}";
    row.clear = clear;
    row.language = "en";
    row.requested_at = temp.clock().now();
    row.requested_by = clerk;
    GX_CHECK(temp->write(
                     [&](sql::Tx& tx) -> Outcome {
                       store::insert(tx, row);
                       return ok();
                     }
    ).has_value());
    return row.id;
  }
  House house() {
    return {*temp, ids, keys, temp.clock(), reports, [this](ActorId id) {
              return id == actor.id ? std::optional(actor) : std::nullopt;
            }};
  }
  /// What the job made of it.
  Outcome run(const char* job = "downloads.make") {
    jobs::Scheduler scheduler(*temp, temp.clock(), {});
    add_jobs(scheduler, house(), settings);
    return scheduler.run_now(job, temp.clock().now());
  }
  store::Row row(DownloadId id) {
    const auto found = temp->read([&](sql::Tx& tx) { return store::find(tx, id); });
    GX_CHECK(found.has_value());
    return *found;
  }
  std::string content(DownloadId id) {
    const crypto::Sealer sealer(keys);
    std::string whole;
    for (const auto& part :
         temp->read([&](sql::Tx& tx) { return store::parts(tx, id, 1, INT64_MAX); })) {
      whole += sealer.open(part.data, place_of(id.value()));
    }
    return whole;
  }
  std::int64_t count(const sql::Query& query) {
    return temp->read([&](sql::Tx& tx) { return tx.get<std::int64_t>(query); });
  }

  sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 1};
  crypto::KeyRing keys = crypto::KeyRing::for_tests("downloads");
  Reports reports;
  Settings settings;
  api::Actor actor;
  int rows = 3;
  std::string filling = "x";
  std::function<void()> at_page = [] {};
  std::vector<Asking> seen;
  log::Capture quiet;
};

TEST_F(DownloadsTest, a_file_is_made_in_the_language_of_who_asked) {
  const DownloadId id = ask();
  ASSERT_TRUE(run().has_value());
  const store::Row made = row(id);
  EXPECT_EQ(made.state, State::done);
  EXPECT_EQ(made.rows_done, 3);
  EXPECT_EQ(made.rows_total, 3);
  EXPECT_EQ(made.parts, 1);
  EXPECT_EQ(content(id), "\xEF\xBB\xBFNumber,Text\n0,'=1+1\n1,x\n2,x\n");
  EXPECT_EQ(made.bytes, std::ssize(content(id)));
  EXPECT_EQ(made.expires_at, made.ended_at->plus_seconds(7 * 86'400));
  const auto sealed = temp->read([&](sql::Tx& tx) { return tx.get<sql::Bytes>(some_part); });
  EXPECT_EQ(sealed.data.find("Number"), std::string::npos) << "kept sealed";
}

TEST_F(DownloadsTest, a_large_file_comes_in_parts_and_whole) {
  rows = 20'000;
  filling = std::string(50, 'y');
  const DownloadId id = ask();
  ASSERT_TRUE(run().has_value());
  EXPECT_GT(row(id).parts, 3);
  EXPECT_EQ(row(id).parts, count(count_parts));
  const std::string whole = content(id);
  EXPECT_EQ(std::ranges::count(whole, '\n'), 20'001);
  EXPECT_EQ(row(id).bytes, std::ssize(whole));
}

TEST_F(DownloadsTest, a_workbook_is_one) {
  const DownloadId id = ask(Format::xlsx);
  ASSERT_TRUE(run().has_value());
  EXPECT_TRUE(content(id).starts_with("PK\x03\x04"));
  EXPECT_EQ(row(id).rows_done, 3);
}

TEST_F(DownloadsTest, one_that_broke_off_begins_anew_and_nothing_of_it_is_left) {
  rows = 20'000;
  filling = std::string(50, 'y');
  const DownloadId id = ask();
  int pages = 0;
  at_page = [&] {
    if (++pages == 15) throw sql::StorageFault(sql::StorageFault::Kind::busy, "the plug");
  };
  EXPECT_FALSE(run().has_value());
  EXPECT_EQ(row(id).state, State::running) << "to be tried again";
  EXPECT_GT(count(count_parts), 1);
  EXPECT_GT(row(id).rows_done, 0);
  at_page = [] {};
  rows = 2;
  temp.clock().advance_seconds(1);
  ASSERT_TRUE(run().has_value());
  EXPECT_EQ(row(id).state, State::done);
  EXPECT_EQ(row(id).attempt, 2);
  EXPECT_EQ(count(count_parts), 1) << "no part of the first attempt";
  EXPECT_EQ(std::ranges::count(content(id), '\n'), 3);
}

TEST_F(DownloadsTest, one_that_breaks_off_again_and_again_has_failed) {
  rows = 2'000;
  const DownloadId id = ask();
  at_page = [] { throw sql::StorageFault(sql::StorageFault::Kind::busy, "the plug"); };
  for (int i = 0; i < 20 && row(id).state != State::failed; ++i) {
    temp.clock().advance_seconds(1);
    (void)run();
  }
  EXPECT_EQ(row(id).state, State::failed);
  EXPECT_EQ(row(id).attempt, 9);
}

TEST_F(DownloadsTest, a_fault_of_ours_fails_it_and_lets_the_next_go_on) {
  rows = 2'000;
  const DownloadId first = ask(), second = ask();
  at_page = [&] {
    at_page = [] {};
    throw std::runtime_error("a bug");
  };
  ASSERT_TRUE(run().has_value());
  EXPECT_EQ(row(first).state, State::failed);
  EXPECT_FALSE(row(first).fault.empty());
  EXPECT_EQ(row(second).state, State::done);
}

TEST_F(DownloadsTest, what_is_dropped_in_the_making_ends_and_goes) {
  rows = 20'000;
  const DownloadId id = ask();
  at_page = [&] {
    (void)temp->write([&](sql::Tx& tx) -> Result<bool> {
      return store::drop(tx, id, temp.clock().now());
    });
  };
  ASSERT_TRUE(run().has_value());
  EXPECT_FALSE(temp->read([&](sql::Tx& tx) { return store::find(tx, id); }).has_value());
  ASSERT_TRUE(run("downloads.sweep").has_value());
  EXPECT_EQ(count(count_files), 0);
  EXPECT_EQ(count(count_parts), 0);
}

TEST_F(DownloadsTest, is_made_for_who_the_account_is_now) {
  actor.stores = {StoreId(11), StoreId(12)};
  actor.permissions = {"*"};
  const DownloadId id = ask();
  ASSERT_TRUE(run().has_value());
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen.front().actor.stores, actor.stores);
  EXPECT_EQ(seen.front().actor.permissions, std::vector<std::string>{"numbers:read"})
      << "no more than what the report takes: a key may be good for less than its account";
  EXPECT_EQ(row(id).stores, "11,12");
}

TEST_F(DownloadsTest, fails_in_words_where_the_account_may_no_more) {
  const DownloadId without_permission = ask();
  actor.permissions = {"letters:read"};
  ASSERT_TRUE(run().has_value());
  EXPECT_EQ(row(without_permission).state, State::failed);
  EXPECT_THAT(row(without_permission).fault, HasSubstr("numbers:read"));
  actor.permissions = {"numbers:read"};
  const DownloadId in_the_clear = ask(Format::csv, true);
  ASSERT_TRUE(run().has_value());
  EXPECT_THAT(row(in_the_clear).fault, HasSubstr("members:reveal"));
  actor.id = ActorId(8);
  const DownloadId of_nobody = ask();
  ASSERT_TRUE(run().has_value());
  EXPECT_EQ(row(of_nobody).state, State::failed);
  EXPECT_EQ(count(count_parts), 0);
}

TEST_F(DownloadsTest, has_limits) {
  rows = 3'000;
  settings.rows_max = 2'500;
  const DownloadId many = ask();
  ASSERT_TRUE(run().has_value());
  EXPECT_EQ(row(many).state, State::failed);
  EXPECT_THAT(row(many).fault, HasSubstr("2500 rows"));
  settings.rows_max = 1'000'000;
  settings.bytes_max = 10'000;
  const DownloadId large = ask();
  ASSERT_TRUE(run().has_value());
  EXPECT_THAT(row(large).fault, HasSubstr("10000 bytes"));
  ASSERT_TRUE(run("downloads.sweep").has_value());
  EXPECT_EQ(count(count_parts), 0);
}

TEST_F(DownloadsTest, a_file_goes_in_time_and_its_row_later) {
  const DownloadId id = ask();
  ASSERT_TRUE(run().has_value());
  temp.clock().advance_seconds(7 * 86'400 - 1);
  ASSERT_TRUE(run("downloads.sweep").has_value());
  EXPECT_EQ(count(count_parts), 1);
  temp.clock().advance_seconds(1);
  ASSERT_TRUE(run("downloads.sweep").has_value());
  EXPECT_EQ(row(id).state, State::expired);
  EXPECT_EQ(count(count_parts), 0);
  temp.clock().advance_seconds(30 * 86'400);
  ASSERT_TRUE(run("downloads.sweep").has_value());
  EXPECT_EQ(count(count_files), 0);
}

TEST_F(DownloadsTest, files_in_the_clear_go_with_an_erasure) {
  actor.permissions.emplace_back("members:reveal");
  const DownloadId clear = ask(Format::csv, true), masked = ask();
  ASSERT_TRUE(run().has_value());
  ASSERT_TRUE(temp->write(
                      [](sql::Tx& tx) -> Outcome {
                        forget_clear(tx);
                        return ok();
                      }
  ).has_value());
  EXPECT_EQ(row(clear).state, State::expired);
  EXPECT_EQ(row(masked).state, State::done);
  ASSERT_TRUE(run("downloads.sweep").has_value());
  EXPECT_EQ(count(count_parts), 1);
}

TEST_F(DownloadsTest, one_in_the_clear_begins_anew_when_somebody_is_erased_amidst_it) {
  actor.permissions.emplace_back("members:reveal");
  rows = 5'000;
  const DownloadId id = ask(Format::csv, true);
  bool erased = false;
  at_page = [&] {
    if (std::exchange(erased, true)) return;
    (void)temp->write([](sql::Tx& tx) -> Outcome {
      forget_clear(tx);
      return ok();
    });
  };
  for (int i = 0; i < 2; ++i) {
    temp.clock().advance_seconds(1);
    ASSERT_TRUE(run().has_value());
  }
  EXPECT_EQ(row(id).state, State::done);
  EXPECT_EQ(seen.size(), 2U) << "the first attempt wrote nothing that counts";
}

TEST_F(DownloadsTest, seals_are_walked_over) {
  rows = 20'000;
  filling = std::string(50, 'y');
  ask();
  ASSERT_TRUE(run().has_value());
  crypto::SealCensus census;
  std::optional<PartPlace> at{PartPlace()};
  while (at) at = walk_seals(*temp, keys, *at, 2, crypto::SealWalk::count, census);
  EXPECT_EQ(census.values(), count(count_parts));
  EXPECT_EQ(census.unreadable, 0);
}

TEST(DownloadReports, a_filter_has_what_is_needed_and_nothing_else) {
  Report report;
  report.needs = by_programme | by_days;
  report.takes = by_store;
  Filter good;
  good.programme = "MAIN";
  good.from = good.to = Date();
  EXPECT_TRUE(check_filter(report, good).has_value());
  good.store = "S001";
  EXPECT_TRUE(check_filter(report, good).has_value());
  Filter half = good;
  half.to.reset();
  EXPECT_EQ(check_filter(report, half).error(), fail(ErrorCode::missing_field, "/filter/to"));
  Filter more = good;
  more.bearer = "mall";
  EXPECT_EQ(check_filter(report, more).error(), fail(ErrorCode::unknown_field, "/filter/bearer"));
  EXPECT_EQ(check_filter(report, {}).error().more.size(), 3U);
  Filter backwards = good;
  backwards.from = Date().plus_days(1);
  EXPECT_EQ(check_filter(report, backwards).error().pointer, "/filter/to");
  Filter far = good;
  far.to = Date::never;
  EXPECT_EQ(check_filter(report, far).error().pointer, "/filter/to");
  EXPECT_EQ(field_names(report.needs), (std::vector<std::string>{"programme", "from", "to"}));
}

TEST(DownloadRows, who_may_read_what_was_made_for_other_stores) {
  api::Actor actor;
  EXPECT_TRUE(covers(actor, "")) << "no limit";
  EXPECT_TRUE(covers(actor, "1,2"));
  actor.stores = {StoreId(1), StoreId(12)};
  EXPECT_FALSE(covers(actor, "")) << "made without a limit";
  EXPECT_TRUE(covers(actor, "12"));
  EXPECT_TRUE(covers(actor, "1,12"));
  EXPECT_FALSE(covers(actor, "1,2"));
}

}  // namespace
}  // namespace guanxi::downloads
