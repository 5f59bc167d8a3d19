// When the next backup is due. The machine's own clock, as in a crontab: whoever writes 02:30 means
// the wall of the machine room.
#include <charconv>
#include <ctime>

#include "flows/backup/runs.h"

namespace guanxi::backup {
namespace {

Instant at_of_day(std::time_t of, std::string_view at, int days_before) {
  int hour = 0;
  int minute = 0;
  std::from_chars(at.data(), at.data() + 2, hour);
  std::from_chars(at.data() + 3, at.data() + 5, minute);
  std::tm local{};
  localtime_r(&of, &local);
  local.tm_mday -= days_before;
  local.tm_hour = hour;
  local.tm_min = minute;
  local.tm_sec = 0;
  local.tm_isdst = -1;  // a time that the clocks skip or repeat is one of those next to it
  return Instant::from_seconds(std::mktime(&local));
}

}  // namespace

std::optional<Instant> wanted_since(
    const Schedule& schedule, std::optional<Instant> last_done, Instant now
) {
  if (schedule.every_hours > 0) {
    if (!last_done) return now;
    const Instant due = last_done->plus_seconds(std::int64_t{3600} * schedule.every_hours);
    return due <= now ? std::optional(due) : std::nullopt;
  }
  if (schedule.at.empty()) return std::nullopt;
  const auto seconds = static_cast<std::time_t>(now.micros() / 1'000'000);
  Instant due = at_of_day(seconds, schedule.at, 0);
  if (due > now) due = at_of_day(seconds, schedule.at, 1);
  return !last_done || *last_done < due ? std::optional(due) : std::nullopt;
}

}  // namespace guanxi::backup
