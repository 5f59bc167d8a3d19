#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <stdlib.h>
#include <time.h>

#include <atomic>
#include <thread>
#include <vector>

#include "base/check.h"
#include "base/time.h"

namespace guanxi {
namespace {

Instant instant(std::string_view text) { return Instant::parse(text).value(); }
Date date(std::string_view text) { return Date::parse(text).value(); }
TimeZone zone(std::string_view name) { return TimeZone::find(name).value(); }

constexpr const char* zone_names[] = {
    "Asia/Shanghai",
    "Asia/Urumqi",
    "Asia/Hong_Kong",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "America/Havana",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Africa/Monrovia",
    "Asia/Beirut",
    "America/Sao_Paulo",
    "UTC",
};

TEST(TimeZone, finds_what_tzdata_names) {
  EXPECT_EQ(TimeZone().name(), "Asia/Shanghai");
  for (const char* name : zone_names) EXPECT_EQ(zone(name).name(), name);
  // Files beside the zones, other spellings, paths: none may reach the file system or be taken for
  // a zone.
  for (const char* name :
       {"",
        "Mars/Olympus",
        "europe/london",
        "Europe",
        "Europe/",
        "/Europe/London",
        "../zoneinfo/UTC",
        "zone.tab",
        "zone1970.tab",
        "iso3166.tab",
        "tzdata.zi",
        "leapseconds",
        "leap-seconds.list",
        "posix/UTC",
        "right/UTC",
        "+08:00",
        "CST"}) {
    EXPECT_EQ(TimeZone::find(name), std::nullopt) << name;
  }
}

TEST(TimeZone, shows_local_wall_time) {
  const TimeZone shanghai;
  EXPECT_EQ(shanghai.format(instant("2026-11-21T13:05:00Z")), "2026-11-21T21:05:00+08:00");
  EXPECT_EQ(shanghai.date_of(instant("2026-11-21T16:00:00Z")), date("2026-11-22"));
  EXPECT_EQ(shanghai.date_of(instant("2026-11-21T15:59:59.999999Z")), date("2026-11-21"));
  EXPECT_EQ(shanghai.minute_of_day(instant("2026-11-21T13:05:59Z")), 21 * 60 + 5);
  const TimeZone london = zone("Europe/London");
  EXPECT_EQ(london.format(instant("2026-01-15T12:00:00.25Z")), "2026-01-15T12:00:00.250000+00:00");
  EXPECT_EQ(london.format(instant("2026-07-15T12:00:00Z")), "2026-07-15T13:00:00+01:00");
  EXPECT_EQ(london.format(instant("2036-07-15T12:00:00Z")), "2036-07-15T13:00:00+01:00");
  EXPECT_EQ(
      zone("America/St_Johns").format(instant("2026-01-15T12:00:00Z")), "2026-01-15T08:30:00-03:30"
  );
  EXPECT_EQ(
      zone("Asia/Kathmandu").format(instant("2026-01-15T12:00:00Z")), "2026-01-15T17:45:00+05:45"
  );
  // Monrovia was 44 min 30 s behind until 1972; the text rounds the offset and still names the
  // instant.
  EXPECT_EQ(
      zone("Africa/Monrovia").format(instant("1971-01-01T12:00:00Z")), "1971-01-01T11:15:00-00:45"
  );
}

TEST(TimeZone, finds_the_instant_of_a_wall_time) {
  struct Row {
    const char* reason;
    const char* zone;
    const char* date;
    int hour, minute;
    const char* utc;
  };
  const Row rows[] = {
      {"no summer time", "Asia/Shanghai", "2026-11-21", 21, 5, "2026-11-21T13:05:00Z"},
      {"winter", "Europe/London", "2026-01-15", 12, 0, "2026-01-15T12:00:00Z"},
      {"summer", "Europe/London", "2026-07-15", 12, 0, "2026-07-15T11:00:00Z"},
      {"just before the gap", "Europe/London", "2026-03-29", 0, 59, "2026-03-29T00:59:00Z"},
      {"the gap's first minute: the gap's end",
       "Europe/London",
       "2026-03-29",
       1,
       0,
       "2026-03-29T01:00:00Z"},
      {"inside the gap: the gap's end",
       "Europe/London",
       "2026-03-29",
       1,
       30,
       "2026-03-29T01:00:00Z"},
      {"after the gap", "Europe/London", "2026-03-29", 2, 0, "2026-03-29T01:00:00Z"},
      {"an hour after the gap", "Europe/London", "2026-03-29", 3, 0, "2026-03-29T02:00:00Z"},
      {"twice: the earlier", "Europe/London", "2026-10-25", 1, 0, "2026-10-25T00:00:00Z"},
      {"twice, last minute", "Europe/London", "2026-10-25", 1, 59, "2026-10-25T00:59:00Z"},
      {"once again", "Europe/London", "2026-10-25", 2, 0, "2026-10-25T02:00:00Z"},
      {"midnight swallowed: the day begins at 01:00",
       "Asia/Beirut",
       "2022-03-27",
       0,
       0,
       "2022-03-26T22:00:00Z"},
      {"midnight occurs twice: the earlier",
       "America/Havana",
       "2025-11-02",
       0,
       0,
       "2025-11-02T04:00:00Z"},
      {"half an hour of summer time",
       "Australia/Lord_Howe",
       "2026-10-04",
       2,
       15,
       "2026-10-03T15:30:00Z"},
      {"a whole day swallowed", "Pacific/Apia", "2011-12-30", 12, 0, "2011-12-30T10:00:00Z"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(zone(row.zone).at(date(row.date), row.hour, row.minute).to_string(), row.utc)
        << row.reason;
  }
  EXPECT_EQ(
      zone("Asia/Beirut").minute_of_day(zone("Asia/Beirut").start_of(date("2022-03-27"))), 60
  );
  EXPECT_EQ(TimeZone().at(date("2026-11-21"), 23, 59, 59).to_string(), "2026-11-21T15:59:59Z");
  EXPECT_THROW(static_cast<void>(TimeZone().at(date("2026-11-21"), 24, 0)), CheckFailed);
  EXPECT_THROW(static_cast<void>(TimeZone().at(date("2026-11-21"), 0, 60)), CheckFailed);
}

TEST(BusinessDate, begins_at_the_cut_off) {
  struct Row {
    const char* reason;
    const char* zone;
    int cutoff_minutes;
    const char* utc;
    const char* business_date;
  };
  const Row rows[] = {
      {"midnight, last microsecond",
       "Asia/Shanghai",
       0,
       "2026-11-12T15:59:59.999999Z",
       "2026-11-12"},
      {"midnight, first instant", "Asia/Shanghai", 0, "2026-11-12T16:00:00Z", "2026-11-13"},
      {"a bar at 02:30 books to the day before",
       "Asia/Shanghai",
       240,
       "2026-11-11T18:30:00Z",
       "2026-11-11"},
      {"one second before its cut-off", "Asia/Shanghai", 240, "2026-11-11T19:59:59Z", "2026-11-11"},
      {"at its cut-off", "Asia/Shanghai", 240, "2026-11-11T20:00:00Z", "2026-11-12"},
      {"over the year", "Asia/Shanghai", 240, "2026-12-31T17:00:00Z", "2026-12-31"},
      {"at noon at the latest", "Asia/Shanghai", 720, "2026-11-12T03:59:00Z", "2026-11-11"},
      {"London summer, before", "Europe/London", 240, "2026-07-15T02:59:59Z", "2026-07-14"},
      {"London summer, at", "Europe/London", 240, "2026-07-15T03:00:00Z", "2026-07-15"},
      {"night of the gap, 03:59 on the wall",
       "Europe/London",
       240,
       "2026-03-29T02:59:00Z",
       "2026-03-28"},
      {"night of the gap, 04:00 on the wall",
       "Europe/London",
       240,
       "2026-03-29T03:00:00Z",
       "2026-03-29"},
      {"cut-off inside the gap: before it",
       "Europe/London",
       90,
       "2026-03-29T00:59:59Z",
       "2026-03-28"},
      {"cut-off inside the gap: its end",
       "Europe/London",
       90,
       "2026-03-29T01:00:00Z",
       "2026-03-29"},
      {"long night, 03:59 on the wall", "Europe/London", 240, "2026-10-25T03:59:00Z", "2026-10-24"},
      {"long night, 04:00 on the wall", "Europe/London", 240, "2026-10-25T04:00:00Z", "2026-10-25"},
      {"cut-off 01:30 occurs twice: before the first",
       "Europe/London",
       90,
       "2026-10-25T00:29:00Z",
       "2026-10-24"},
      {"from the first", "Europe/London", 90, "2026-10-25T00:30:00Z", "2026-10-25"},
      {"01:10 for the second time stays in the day that began",
       "Europe/London",
       90,
       "2026-10-25T01:10:00Z",
       "2026-10-25"},
      {"midnight twice: the day begins once",
       "America/Havana",
       0,
       "2025-11-02T04:30:00Z",
       "2025-11-02"},
      {"00:01 back to 23:01: the day that began goes on",
       "America/St_Johns",
       0,
       "2010-11-07T02:45:00Z",
       "2010-11-07"},
      {"the last day there is", "UTC", 0, "9999-12-31T12:00:00Z", "9999-12-31"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(
        business_date(instant(row.utc), zone(row.zone), row.cutoff_minutes), date(row.business_date)
    ) << row.reason;
  }
  EXPECT_THROW(static_cast<void>(business_date(Instant(), TimeZone(), -1)), CheckFailed);
  EXPECT_THROW(static_cast<void>(business_date(Instant(), TimeZone(), 721)), CheckFailed);
}

rc::Gen<Instant> instants_until_2037() {
  return rc::gen::map(
      rc::gen::inRange<std::int64_t>(0, 2'114'380'800'000'000), &Instant::from_micros
  );
}

RC_GTEST_PROP(TimeZoneProperty, agrees_with_the_c_library, ()) {
  const std::string name =
      *rc::gen::elementOf(std::vector<std::string>(std::begin(zone_names), std::end(zone_names)));
  const Instant at = *instants_until_2037();
  const char* before = getenv("TZ");
  const std::string restore = before == nullptr ? "" : before;
  setenv("TZ", name.c_str(), 1);
  tzset();
  const time_t seconds = at.micros() / 1'000'000;
  struct tm local = {};
  localtime_r(&seconds, &local);
  if (before == nullptr) {
    unsetenv("TZ");
  } else {
    setenv("TZ", restore.c_str(), 1);
  }
  tzset();
  RC_ASSERT(
      zone(name).date_of(at) == Date::of(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday)
  );
  RC_ASSERT(zone(name).minute_of_day(at) == local.tm_hour * 60 + local.tm_min);
}

RC_GTEST_PROP(TimeZoneProperty, text_with_offset_round_trips, ()) {
  const Instant at = *instants_until_2037();
  const TimeZone somewhere = zone(
      *rc::gen::elementOf(std::vector<std::string>(std::begin(zone_names), std::end(zone_names)))
  );
  // The first hours of 1970 lie in 1969 further west: the text is right, and parse reads it by its
  // instant.
  RC_ASSERT(Instant::parse(somewhere.format(at)) == at);
}

RC_GTEST_PROP(TimeZoneProperty, a_wall_time_leads_back_to_itself_or_an_earlier_twin, ()) {
  const TimeZone somewhere = zone(
      *rc::gen::elementOf(std::vector<std::string>(std::begin(zone_names), std::end(zone_names)))
  );
  const Instant at = Instant::from_seconds((*instants_until_2037()).micros() / 60'000'000 * 60);
  const int minute = somewhere.minute_of_day(at);
  const Instant again = somewhere.at(somewhere.date_of(at), minute / 60, minute % 60);
  RC_ASSERT(again <= at);
  RC_ASSERT(somewhere.minute_of_day(again) == minute);
  RC_ASSERT(somewhere.date_of(again) == somewhere.date_of(at));
}

RC_GTEST_PROP(BusinessDateProperty, never_goes_back, ()) {
  const TimeZone somewhere = zone(
      *rc::gen::elementOf(std::vector<std::string>(std::begin(zone_names), std::end(zone_names)))
  );
  const int cutoff = *rc::gen::inRange(0, 721);
  const Instant at = *instants_until_2037();
  const Instant later = at.plus_seconds(*rc::gen::inRange(0, 7200));
  const Date booked = business_date(at, somewhere, cutoff);
  RC_ASSERT(business_date(later, somewhere, cutoff) >= booked);
  RC_ASSERT(somewhere.at(booked, cutoff / 60, cutoff % 60) <= at);
}

TEST(BusinessDate, never_goes_back_around_any_change_of_clocks) {
  // Random instants rarely meet a change; walk through every day that is not 24 hours long, and its
  // neighbours.
  int changes = 0;
  for (const char* name : zone_names) {
    const TimeZone somewhere = zone(name);
    for (Date day = date("2000-01-01"); day < date("2030-01-01"); day = day.plus_days(1)) {
      const Instant begin = somewhere.start_of(day);
      if (somewhere.start_of(day.plus_days(1)) == begin.plus_seconds(86'400)) continue;
      ++changes;
      for (const int cutoff : {0, 30, 90, 150, 240}) {
        Date last = business_date(begin.plus_seconds(-86'400), somewhere, cutoff);
        for (std::int64_t second = -86'400; second < 2 * 86'400; second += 600) {
          const Instant at = begin.plus_seconds(second);
          const Date now = business_date(at, somewhere, cutoff);
          ASSERT_GE(now, last) << name << ' ' << cutoff << ' ' << at.to_string();
          last = now;
        }
      }
    }
  }
  EXPECT_GT(changes, 400) << "the walk must meet the changes it is about";
}

TEST(TimeZone, may_be_asked_from_many_threads) {
  std::atomic<int> wrong{0};
  {
    std::vector<std::jthread> workers;
    for (int t = 0; t < 8; ++t) {
      workers.emplace_back([&wrong] {
        for (const char* name :
             {"Asia/Tokyo", "Europe/Paris", "America/Chicago", "Nowhere/At_All"}) {
          const std::optional<TimeZone> found = TimeZone::find(name);
          const bool known = std::string_view(name) != "Nowhere/At_All";
          if (found.has_value() != known || (known && found->name() != name)) ++wrong;
        }
      });
    }
  }
  EXPECT_EQ(wrong.load(), 0);
}

}  // namespace
}  // namespace guanxi
