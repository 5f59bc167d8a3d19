#include "modules/programmes/programmes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "platform/sql/testing.h"

namespace guanxi::programmes {
namespace {

const ActorId somebody(7);
const Instant start = Instant::from_seconds(1'700'000'000);

class ProgrammesTest : public testing::Test {
 protected:
  static Programmes::NewProgramme new_programme(const char* code) {
    Programmes::NewProgramme programme;
    programme.code = code;
    programme.name = "贵宾会";
    programme.effective_from = start;
    return programme;
  }
  ProgrammeId add(const char* code) {
    auto added = programmes.add(new_programme(code), somebody, now);
    GX_CHECK(added.has_value());
    return *added;
  }
  static Parameters earning(std::int64_t amount) {
    Parameters parameters;
    parameters.earn_amount = amount;
    return parameters;
  }

  sql::TempDatabase temp;
  IdGenerator ids{temp.clock(), 1};
  Instant now = temp.clock().now();
  Programmes programmes{*temp, ids};
};

TEST_F(ProgrammesTest, an_unknown_programme_is_nothing) {
  EXPECT_EQ(programmes.in_force(ProgrammeId(1), now), nullptr);
  EXPECT_EQ(programmes.version(ProgrammeId(1), 1), nullptr);
  EXPECT_EQ(programmes.shown(ProgrammeId(1), now), nullptr);
  EXPECT_EQ(programmes.find("MAIN"), std::nullopt);
  EXPECT_TRUE(programmes.list(now).empty());
  EXPECT_TRUE(programmes.versions(ProgrammeId(1)).empty());
}

TEST_F(ProgrammesTest, a_programme_reads_back_whole) {
  Programmes::NewProgramme wanted = new_programme("UK");
  wanted.currency = Currency::gbp;
  wanted.time_zone = "Europe/London";
  wanted.parameters.earn_amount = 3;
  wanted.parameters.earn_points = 7;
  const auto id = programmes.add(wanted, somebody, now);
  ASSERT_TRUE(id);
  Programmes again(*temp, ids);
  for (Programmes* each : {&programmes, &again}) {
    EXPECT_EQ(each->find("UK"), *id);
    const auto version = each->version(*id, 1);
    ASSERT_NE(version, nullptr);
    EXPECT_EQ(version->programme, *id);
    EXPECT_EQ(version->version, 1);
    EXPECT_EQ(version->effective_from, start);
    EXPECT_EQ(version->code, "UK");
    EXPECT_EQ(version->name, "贵宾会");
    EXPECT_EQ(version->currency, Currency::gbp);
    EXPECT_EQ(version->zone.name(), "Europe/London");
    EXPECT_EQ(version->parameters, wanted.parameters);
    EXPECT_EQ(version->created_at, now);
    EXPECT_EQ(version->created_by, somebody);
  }
}

TEST_F(ProgrammesTest, every_field_is_checked) {
  const auto refused = [&](auto change) {
    auto programme = new_programme("X");
    change(programme);
    const auto added = programmes.add(programme, somebody, now);
    return added ? "accepted"
                 : std::string(code_name(added.error().code)) + " " + added.error().pointer;
  };
  EXPECT_EQ(refused([](auto& p) { p.code = ""; }), "missing_field /code");
  EXPECT_EQ(refused([](auto& p) { p.code = "会员"; }), "bad_format /code");
  EXPECT_EQ(refused([](auto& p) { p.name = ""; }), "missing_field /name");
  EXPECT_EQ(refused([](auto& p) { p.time_zone = "Asia/Nowhere"; }), "time_zone_unknown /time_zone");
  EXPECT_EQ(
      refused([](auto& p) { p.parameters.earn_amount = 0; }), "out_of_range /parameters/earn_amount"
  );
  EXPECT_EQ(
      refused([](auto& p) {
        p.name = "";
        p.parameters.expiry_months = 0;
      }),
      "invalid_request "
  );
  EXPECT_TRUE(programmes.list(now).empty()) << "a refusal leaves nothing";
}

TEST_F(ProgrammesTest, a_code_is_taken_once) {
  const ProgrammeId id = add("MAIN");
  const auto again = programmes.add(new_programme("MAIN"), somebody, now);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error(), fail(ErrorCode::code_taken, "/code", {{"code", "MAIN"}}));
  EXPECT_EQ(programmes.find("MAIN"), id);
  EXPECT_EQ(programmes.versions(id).size(), 1U);
}

TEST_F(ProgrammesTest, the_version_in_force_is_the_last_that_has_begun) {
  const ProgrammeId id = add("MAIN");
  const Instant second = start.plus_seconds(1000), third = second.plus_micros(1);
  ASSERT_EQ(programmes.add_version(id, earning(200), second, "two", somebody, now).value(), 2);
  ASSERT_EQ(programmes.add_version(id, earning(300), third, "three", somebody, now).value(), 3);
  const struct {
    const char* reason;
    Instant when;
    int version;  // 0: none
  } rows[] = {
      {"before the first nothing is in force", start.plus_micros(-1), 0},
      {"the first instant belongs to the version", start, 1},
      {"the last instant before the next", second.plus_micros(-1), 1},
      {"the next one's first", second, 2},
      {"a version may last a microsecond", third, 3},
      {"the last one stays", third.plus_seconds(1'000'000'000), 3},
  };
  for (const auto& row : rows) {
    const auto found = programmes.in_force(id, row.when);
    EXPECT_EQ(found ? found->version : 0, row.version) << row.reason;
  }
  EXPECT_EQ(programmes.in_force(id, second)->parameters.earn_amount, 200);
  EXPECT_EQ(programmes.version(id, 1)->parameters.earn_amount, 1000) << "the past stays";
  for (const int number : {0, -1, 4}) EXPECT_EQ(programmes.version(id, number), nullptr);
  EXPECT_EQ(programmes.versions(id).back()->note, "three");
  EXPECT_EQ(programmes.shown(id, start.plus_micros(-1))->version, 1) << "shown before it begins";
}

TEST_F(ProgrammesTest, a_version_begins_after_the_last_one) {
  const ProgrammeId id = add("MAIN");
  for (const Instant when : {start, start.plus_micros(-1)}) {
    const auto refused = programmes.add_version(id, {}, when, "", somebody, now);
    ASSERT_FALSE(refused);
    EXPECT_EQ(
        refused.error(),
        fail(
            ErrorCode::out_of_range, "/effective_from", {{"min", start.plus_micros(1).to_string()}}
        )
    );
  }
  EXPECT_EQ(programmes.versions(id).size(), 1U);
}

TEST_F(ProgrammesTest, a_new_version_is_checked) {
  const ProgrammeId id = add("MAIN");
  const Instant later = start.plus_seconds(1);
  const auto refused = [&](ProgrammeId programme,
                           const Parameters& parameters,
                           const std::string& note) {
    const auto added = programmes.add_version(programme, parameters, later, note, somebody, now);
    return added ? "accepted"
                 : std::string(code_name(added.error().code)) + " " + added.error().pointer;
  };
  EXPECT_EQ(refused(ProgrammeId(5), {}, ""), "programme_not_found /programme");
  EXPECT_EQ(refused(id, earning(0), ""), "out_of_range /parameters/earn_amount");
  EXPECT_EQ(refused(id, {}, std::string(501, 'x')), "too_long /note");
  EXPECT_EQ(refused(id, {}, std::string("a\0b", 3)), "bad_format /note");
  EXPECT_EQ(refused(id, {}, "\xFF"), "bad_format /note");
  EXPECT_EQ(refused(id, {}, "第一行\n第二行"), "accepted");
}

TEST_F(ProgrammesTest, the_list_has_each_programme_once_by_code) {
  add("B");
  const ProgrammeId a = add("A");
  ASSERT_TRUE(programmes.add_version(a, {}, now.plus_seconds(10), "", somebody, now));
  auto future = new_programme("C");
  future.effective_from = now.plus_seconds(100);
  ASSERT_TRUE(programmes.add(future, somebody, now));
  std::vector<std::string> shown;
  for (const auto& version : programmes.list(now))
    shown.push_back(version->code + std::to_string(version->version));
  EXPECT_THAT(shown, testing::ElementsAre("A1", "B1", "C1"));
}

TEST_F(ProgrammesTest, refresh_shows_what_another_process_added) {
  const ProgrammeId id = add("MAIN");
  Programmes other(*temp, ids);
  const auto before = programmes.version(id, 1);
  programmes.refresh();
  EXPECT_EQ(programmes.version(id, 1), before) << "nothing changed: nothing was read again";
  ASSERT_TRUE(other.add_version(id, earning(5), start.plus_seconds(1), "", somebody, now));
  ASSERT_TRUE(other.add(new_programme("TWO"), somebody, now));
  EXPECT_EQ(programmes.version(id, 2), nullptr);
  programmes.refresh();
  EXPECT_NE(programmes.version(id, 2), nullptr);
  EXPECT_TRUE(programmes.find("TWO"));
  EXPECT_EQ(before->parameters.earn_amount, 1000) << "a version once given out stays";
}

TEST_F(ProgrammesTest, readers_never_lose_sight_of_a_version) {
  const ProgrammeId id = add("MAIN");
  constexpr int versions = 40;
  std::atomic<int> wrong{0};
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      int seen = 1;
      while (seen < versions) {
        const auto newest = programmes.in_force(id, start.plus_seconds(1'000'000));
        wrong += newest == nullptr || newest->version < seen;
        if (newest == nullptr) break;
        seen = newest->version;
        wrong += programmes.version(id, seen) == nullptr;
      }
    });
  }
  for (int i = 2; i <= versions; ++i) {
    EXPECT_EQ(
        programmes.add_version(id, earning(i), start.plus_seconds(i), "", somebody, now).value(), i
    );
  }
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace guanxi::programmes
