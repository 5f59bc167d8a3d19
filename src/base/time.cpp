#include "base/time.h"

#include <date/date.h>
#include <date/tz.h>

#include <algorithm>
#include <limits>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <vector>

#include "base/check.h"

namespace guanxi {
namespace {

constexpr std::int64_t micros_per_second = 1'000'000;
constexpr std::int64_t seconds_per_minute = 60;
constexpr std::int64_t seconds_per_day = 86'400;
constexpr std::int64_t first_day = -719'162;  // 0001-01-01, in days since 1970-01-01
constexpr std::int64_t last_day = 2'932'896;  // 9999-12-31

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}
constexpr std::int64_t floor_mod(std::int64_t a, std::int64_t b) { return a - floor_div(a, b) * b; }

date::year_month_day civil(Date day) { return date::year(day.year()) / day.month() / day.day(); }

std::int64_t days_of(Date day) { return date::sys_days(civil(day)).time_since_epoch().count(); }

Date date_of_days(std::int64_t days) {
  GX_CHECK_WHY(days >= first_day && days <= last_day, "a date outside the years 1 … 9999");
  const date::year_month_day ymd{date::sys_days{date::days{days}}};
  const std::optional<Date> day = Date::of(
      static_cast<int>(ymd.year()),
      static_cast<int>(static_cast<unsigned>(ymd.month())),
      static_cast<int>(static_cast<unsigned>(ymd.day()))
  );
  GX_CHECK(day.has_value());
  return *day;
}

// ── text ──

/// Reads fixed shapes off the front of a text; once something does not fit, `good` stays false.
struct Reader {
  std::string_view rest;
  bool good = true;

  int digits(std::size_t count) {
    if (rest.size() < count) good = false;
    if (!good) return 0;
    int value = 0;
    for (const char c : rest.substr(0, count)) {
      if (c < '0' || c > '9') good = false;
      value = value * 10 + (c - '0');
    }
    rest.remove_prefix(count);
    return value;
  }

  char one_of(std::string_view allowed) {
    if (rest.empty() || allowed.find(rest.front()) == std::string_view::npos) good = false;
    if (!good) return '\0';
    const char c = rest.front();
    rest.remove_prefix(1);
    return c;
  }
};

void append_digits(std::string& out, std::int64_t value, std::size_t width) {
  const std::size_t start = out.size();
  out.resize(start + width, '0');
  for (std::size_t i = width; i > 0; --i, value /= 10) {
    out[start + i - 1] = static_cast<char>('0' + value % 10);
  }
}

void append_date(std::string& out, Date day) {
  append_digits(out, day.year(), 4);
  out += '-';
  append_digits(out, day.month(), 2);
  out += '-';
  append_digits(out, day.day(), 2);
}

void append_date_time(std::string& out, std::int64_t local_seconds, std::int64_t micros) {
  append_date(out, date_of_days(floor_div(local_seconds, seconds_per_day)));
  const std::int64_t second_of_day = floor_mod(local_seconds, seconds_per_day);
  out += 'T';
  append_digits(out, second_of_day / 3600, 2);
  out += ':';
  append_digits(out, second_of_day / 60 % 60, 2);
  out += ':';
  append_digits(out, second_of_day % 60, 2);
  if (micros != 0) {
    out += '.';
    append_digits(out, micros, 6);
  }
}

std::int64_t seconds_of(Instant instant) { return floor_div(instant.micros(), micros_per_second); }

// ── zones ──

/// From `begin` (UTC seconds) until the next span begins, local time is UTC + `offset` seconds.
struct Span {
  std::int64_t begin;
  std::int64_t offset;
};

/// A zone's rules, flattened when it is first asked for and never changed: reading needs no lock.
struct Zone {
  std::string name;
  std::vector<Span> spans;  // the first begins at the beginning of time

  std::size_t span_at(std::int64_t utc_seconds) const {
    const auto after = std::upper_bound(
        spans.begin() + 1,
        spans.end(),
        utc_seconds,
        [](std::int64_t seconds, const Span& span) { return seconds < span.begin; }
    );
    return static_cast<std::size_t>(after - spans.begin()) - 1;
  }

  std::int64_t offset_at(std::int64_t utc_seconds) const {
    return spans[span_at(utc_seconds)].offset;
  }

  std::int64_t local_seconds(Instant instant) const {
    const std::int64_t utc = seconds_of(instant);
    return utc + offset_at(utc);
  }

  /// UTC of a local time: the first span that still contains it; in a gap, where the span after it
  /// begins.
  std::int64_t utc_seconds(std::int64_t local) const {
    // No zone is, or ever was, further than 16 hours from UTC.
    std::size_t i = span_at(local - seconds_per_day);
    while (i + 1 < spans.size() && local - spans[i].offset >= spans[i + 1].begin) ++i;
    return std::max(local - spans[i].offset, spans[i].begin);
  }
};

std::unique_ptr<const Zone> load_zone(const date::time_zone& rules) {
  auto zone = std::make_unique<Zone>();
  zone->name = rules.name();
  const date::sys_seconds until = date::sys_days{date::year(2500) / 1 / 1};
  date::sys_seconds at = date::sys_days{date::year(1900) / 1 / 1};
  while (at < until) {
    const date::sys_info info = rules.get_info(at);
    const std::int64_t offset = info.offset.count();
    if (zone->spans.empty()) {
      zone->spans.push_back({std::numeric_limits<std::int64_t>::min(), offset});
    } else if (zone->spans.back().offset != offset) {
      zone->spans.push_back({at.time_since_epoch().count(), offset});
    }
    GX_CHECK(info.end > at);
    at = info.end;
  }
  return zone;
}

const date::time_zone* locate(const date::tzdb& database, std::string_view name) {
  const auto found = std::lower_bound(
      database.zones.begin(),
      database.zones.end(),
      name,
      [](const date::time_zone& zone, std::string_view wanted) { return zone.name() < wanted; }
  );
  return found != database.zones.end() && found->name() == name ? &*found : nullptr;
}

/// The system's zone database. The library reads only the transitions that are written out; a
/// database in the "slim" form ends with the last rule's first ones, and London would stay in
/// summer for ever, silently an hour off every winter. Better not to start.
const date::tzdb& load_database() {
  using std::chrono::hours;
  const date::tzdb& database = date::get_tzdb();
  if (const date::time_zone* london = locate(database, "Europe/London")) {
    const date::sys_seconds winter = date::sys_days{date::year(2036) / 1 / 1};
    const date::sys_seconds summer = date::sys_days{date::year(2036) / 7 / 1};
    if (london->get_info(winter).offset != hours(0) ||
        london->get_info(summer).offset != hours(1)) {
      throw std::runtime_error(
          "the time zone database lacks future transitions; install tzdata built with 'zic -b fat'"
      );
    }
  }
  return database;
}

/// The zones asked for so far. They are never removed, so a TimeZone may point at one for ever.
class Zones {
 public:
  const Zone* find(std::string_view name) {
    {
      const std::shared_lock lock(mutex_);
      if (const auto known = zones_.find(name); known != zones_.end()) return known->second.get();
    }
    const std::unique_lock lock(mutex_);
    static const date::tzdb& database = load_database();
    const date::time_zone* rules = locate(database, name);
    if (rules == nullptr) return nullptr;
    auto& zone = zones_[std::string(name)];
    if (!zone) zone = load_zone(*rules);
    return zone.get();
  }

 private:
  std::shared_mutex mutex_;
  std::map<std::string, std::unique_ptr<const Zone>, std::less<>> zones_;
};

const Zone* find_zone(std::string_view name) {
  // Not destroyed at exit: another static's destructor may still format a time.
  static Zones& zones = *new Zones;
  return zones.find(name);
}

const Zone& zone_of(const void* zone) { return *static_cast<const Zone*>(zone); }

Instant instant_of_seconds(std::int64_t seconds) { return Instant::from_seconds(seconds); }

}  // namespace

// ── Instant ──

std::optional<Instant> Instant::parse(std::string_view text) {
  Reader in{text};
  const int year = in.digits(4);
  in.one_of("-");
  const int month = in.digits(2);
  in.one_of("-");
  const int day = in.digits(2);
  in.one_of("Tt");
  const int hour = in.digits(2);
  in.one_of(":");
  const int minute = in.digits(2);
  in.one_of(":");
  const int second = in.digits(2);
  std::int64_t fraction = 0;
  if (in.good && in.rest.starts_with('.')) {
    in.one_of(".");
    std::int64_t place = micros_per_second / 10;
    fraction = in.digits(1) * place;
    while (in.good && !in.rest.empty() && in.rest.front() >= '0' && in.rest.front() <= '9') {
      place /= 10;
      if (place == 0) return std::nullopt;  // finer than a microsecond
      fraction += in.digits(1) * place;
    }
  }
  const char sign = in.one_of("Zz+-");
  std::int64_t offset_minutes = 0;
  if (sign == '+' || sign == '-') {
    const int offset_hour = in.digits(2);
    in.one_of(":");
    const int offset_minute = in.digits(2);
    if (offset_hour > 23 || offset_minute > 59) return std::nullopt;
    offset_minutes = (offset_hour * 60 + offset_minute) * (sign == '+' ? 1 : -1);
  }
  if (!in.good || !in.rest.empty() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const std::optional<Date> date = Date::of(year, month, day);
  if (!date) return std::nullopt;
  const std::int64_t seconds = days_of(*date) * seconds_per_day +
                               (hour * 60 + minute - offset_minutes) * seconds_per_minute + second;
  if (seconds < 0 || seconds >= (last_day + 1) * seconds_per_day) return std::nullopt;
  return from_micros(seconds * micros_per_second + fraction);
}

std::string Instant::to_string() const {
  std::string out;
  out.reserve(27);
  append_date_time(out, seconds_of(*this), floor_mod(micros_, micros_per_second));
  out += 'Z';
  return out;
}

// ── Date ──

std::optional<Date> Date::of(int year, int month, int day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31)
    return std::nullopt;
  if (!(date::year(year) / month / day).ok()) return std::nullopt;
  return Date(std::int64_t{year} * 10000 + month * 100 + day);
}

std::optional<Date> Date::from_yyyymmdd(std::int64_t number) {
  if (number < 1'01'01 || number > never.number_) return std::nullopt;
  return of(
      static_cast<int>(number / 10000),
      static_cast<int>(number / 100 % 100),
      static_cast<int>(number % 100)
  );
}

std::optional<Date> Date::parse(std::string_view text) {
  Reader in{text};
  const int year = in.digits(4);
  in.one_of("-");
  const int month = in.digits(2);
  in.one_of("-");
  const int day = in.digits(2);
  if (!in.good || !in.rest.empty()) return std::nullopt;
  return of(year, month, day);
}

std::string Date::to_string() const {
  std::string out;
  append_date(out, *this);
  return out;
}

Date Date::plus_days(int days) const { return date_of_days(days_of(*this) + days); }

Date Date::month_end_after(int months) const {
  const std::int64_t month_number = std::int64_t{year()} * 12 + (month() - 1) + months;
  const std::int64_t year_of_end = floor_div(month_number, 12);
  GX_CHECK_WHY(year_of_end >= 1 && year_of_end <= 9999, "a date outside the years 1 … 9999");
  const date::year_month_day_last end = date::year(static_cast<int>(year_of_end)) /
                                        static_cast<int>(floor_mod(month_number, 12) + 1) /
                                        date::last;
  return date_of_days(date::sys_days(end).time_since_epoch().count());
}

int Date::days_until(Date other) const { return static_cast<int>(days_of(other) - days_of(*this)); }

// ── TimeZone ──

TimeZone::TimeZone() {
  static const Zone* const shanghai = find_zone("Asia/Shanghai");
  if (shanghai == nullptr) throw std::runtime_error("the time zone database has no Asia/Shanghai");
  zone_ = shanghai;
}

std::optional<TimeZone> TimeZone::find(std::string_view iana_name) {
  const Zone* zone = find_zone(iana_name);
  if (zone == nullptr) return std::nullopt;
  return TimeZone(zone);
}

std::string_view TimeZone::name() const { return zone_of(zone_).name; }

Date TimeZone::date_of(Instant instant) const {
  return date_of_days(floor_div(zone_of(zone_).local_seconds(instant), seconds_per_day));
}

int TimeZone::minute_of_day(Instant instant) const {
  const std::int64_t local = zone_of(zone_).local_seconds(instant);
  return static_cast<int>(floor_mod(local, seconds_per_day) / seconds_per_minute);
}

Instant TimeZone::start_of(Date date) const { return at(date, 0, 0); }

Instant TimeZone::at(Date date, int hour, int minute, int second) const {
  GX_CHECK(hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59);
  const std::int64_t local = days_of(date) * seconds_per_day + hour * 3600 + minute * 60 + second;
  return instant_of_seconds(zone_of(zone_).utc_seconds(local));
}

std::string TimeZone::format(Instant instant) const {
  const std::int64_t utc = seconds_of(instant);
  const std::int64_t exact = zone_of(zone_).offset_at(utc);
  // RFC 3339 has no seconds in its offset. A few zones had, before 1972; the text must still name
  // this instant.
  const std::int64_t offset = floor_div(exact, seconds_per_minute) * seconds_per_minute;
  std::string out;
  out.reserve(32);
  append_date_time(out, utc + offset, floor_mod(instant.micros(), micros_per_second));
  const std::int64_t minutes = (offset < 0 ? -offset : offset) / seconds_per_minute;
  out += offset < 0 ? '-' : '+';
  append_digits(out, minutes / 60, 2);
  out += ':';
  append_digits(out, minutes % 60, 2);
  return out;
}

Date business_date(Instant instant, const TimeZone& zone, int cutoff_minutes) {
  GX_CHECK(cutoff_minutes >= 0 && cutoff_minutes <= 720);
  // The last date whose business day has begun. Comparing instants rather than wall clocks keeps
  // the date from going back when clocks do: at a cut-off of 01:30 the hour from 01:00 runs twice,
  // but the day begins once.
  const auto has_begun = [&](Date date) {
    return zone.at(date, cutoff_minutes / 60, cutoff_minutes % 60) <= instant;
  };
  const Date today = zone.date_of(instant);
  if (today < Date::never && has_begun(today.plus_days(1))) return today.plus_days(1);
  return has_begun(today) ? today : today.plus_days(-1);
}

}  // namespace guanxi
