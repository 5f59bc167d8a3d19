// Instants (UTC microseconds), calendar dates and the business day of a shop. `now` is read once
// per flow from a Clock and passed down as a value. Values; any thread. Dates outside the years 1 …
// 9999 are a fault of ours (CheckFailed).
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace guanxi {

class Instant {
 public:
  constexpr Instant() = default;
  static constexpr Instant from_micros(std::int64_t micros) { return Instant(micros); }
  static constexpr Instant from_seconds(std::int64_t seconds) {
    return Instant(seconds * 1'000'000);
  }
  constexpr std::int64_t micros() const { return micros_; }  // since 1970-01-01T00:00Z
  constexpr Instant plus_micros(std::int64_t micros) const { return Instant(micros_ + micros); }
  constexpr Instant plus_seconds(std::int64_t seconds) const {
    return plus_micros(seconds * 1'000'000);
  }
  constexpr auto operator<=>(const Instant&) const = default;

  /// RFC 3339 with 'Z' or an offset and at most 6 fraction digits, years 1970 … 9999 in UTC;
  /// nullopt otherwise. A leap second (":60") is refused: an Instant cannot hold it.
  static std::optional<Instant> parse(std::string_view text);
  /// RFC 3339 in UTC: "2026-11-21T13:05:00Z", with six fraction digits only if there are
  /// microseconds.
  std::string to_string() const;

 private:
  constexpr explicit Instant(std::int64_t micros) : micros_(micros) {}
  std::int64_t micros_ = 0;
};

/// A calendar date. Stored and ordered as the number yyyymmdd.
class Date {
 public:
  constexpr Date() = default;
  static std::optional<Date> of(int year, int month, int day);  // nullopt if there is no such day
  static std::optional<Date> from_yyyymmdd(std::int64_t number);
  static std::optional<Date> parse(std::string_view text);  // "2026-11-21"

  constexpr std::int64_t yyyymmdd() const { return number_; }
  constexpr int year() const { return static_cast<int>(number_ / 10000); }
  constexpr int month() const { return static_cast<int>(number_ / 100 % 100); }
  constexpr int day() const { return static_cast<int>(number_ % 100); }
  std::string to_string() const;  // "2026-11-21"
  Date plus_days(int days) const;
  /// The last day of the month `months` after this one: "N months rolled to month-end".
  Date month_end_after(int months) const;
  int days_until(Date other) const;
  constexpr auto operator<=>(const Date&) const = default;

  static const Date never;  // 9999-12-31: an expiry that does not come

 private:
  constexpr explicit Date(std::int64_t number) : number_(number) {}
  std::int64_t number_ = 19700101;
};
inline constexpr Date Date::never{99991231};

/// An IANA time zone. Cheap to copy; the rules live as long as the process: an update of the
/// system's tzdata takes effect at the next start. Transitions are known to 2037, as tzdata writes
/// them out; after that the last offset stays. A missing or unusable tzdata is a
/// std::runtime_error.
class TimeZone {
 public:
  TimeZone();  // Asia/Shanghai
  /// "Europe/London"; nullopt for a name the system's tzdata does not know. The first call for a
  /// zone reads its file, later ones are a look-up.
  static std::optional<TimeZone> find(std::string_view iana_name);

  std::string_view name() const;
  Date date_of(Instant instant) const;
  int minute_of_day(Instant instant) const;  // 0 … 1439, local wall clock
  /// The first instant of the local date (00:00, or the end of a gap that swallows it).
  Instant start_of(Date date) const;
  /// The instant of a local wall-clock time; the earlier one when it occurs twice, the gap's end
  /// when it never occurs.
  Instant at(Date date, int hour, int minute, int second = 0) const;
  /// RFC 3339 with this zone's offset: "2026-11-21T21:05:00+08:00".
  std::string format(Instant instant) const;

 private:
  explicit TimeZone(const void* zone) : zone_(zone) {}
  const void* zone_;
};

/// The business date of an instant: the local date after moving the day's end to `cutoff_minutes`
/// past midnight (0 … 720). A bar whose day ends at 04:00 books 02:30 on the 12th to the 11th.
/// Never goes back as time goes on, not even when the clocks do: a business day begins once, at the
/// first instant whose wall clock shows the cut-off (at the gap's end where none does).
Date business_date(Instant instant, const TimeZone& zone, int cutoff_minutes);

}  // namespace guanxi
