// When, where and for whom a rule is in force: conditions that do not look at the goods. Values;
// any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.h"

namespace guanxi::pricing {

enum class Channel : std::uint8_t { store, online, phone, import };
inline constexpr unsigned all_channels = 0xf;  // a bit for each
enum class Paid : std::uint8_t {
  cash,
  bank_card,
  wechat_pay,
  alipay,
  unionpay,
  voucher,
  stored_value,
  small_change,
  points,
  other
};
inline constexpr unsigned all_weekdays = 0x7f;  // bit 0: Monday
enum class BirthdayIn : std::uint8_t { any, day, week, month };

/// Minutes of the day, from ≤ minute < to; where `to` is not after `from` they go over midnight,
/// and what comes after midnight is still the night of the day before.
struct Hours {
  int from = 0, to = 1440;
  bool over_midnight() const { return to <= from; }
  bool contains(int minute) const {
    return over_midnight() ? minute >= from || minute < to : from <= minute && minute < to;
  }
  /// Of a minute that it contains: whether the night began on the day before.
  bool is_after_midnight(int minute) const { return over_midnight() && minute < from; }
  bool operator==(const Hours&) const = default;
};

/// An empty list means anybody, anywhere.
struct Conditions {
  std::optional<Date> from, to;      // both days included, in the time zone of the basket
  unsigned weekdays = all_weekdays;  // from, to and weekdays: days on which the hours begin
  std::vector<Hours> hours;
  std::vector<std::int64_t> stores;
  unsigned channels = all_channels;
  bool members_only = false;
  std::vector<std::int64_t> card_types, tiers;        // of these
  std::vector<std::int64_t> groups, groups_excluded;  // in one of these, in none of those
  BirthdayIn birthday = BirthdayIn::any;
  bool first_purchase = false;
  unsigned tenders = 0;  // pays with one of these at least; 0: whatever

  void sort();  // the lists of numbers: compile() does it
  /// The last day on any minute of which it can hold: the one after `to` where a night ends there.
  Date last_day() const;
  /// Whether it names anything that only a member can be.
  bool asks_member() const {
    return members_only || !card_types.empty() || !tiers.empty() || !groups.empty() ||
           birthday != BirthdayIn::any || first_purchase;
  }
  bool operator==(const Conditions&) const = default;
};

/// Whether somebody born on `birthday` celebrates it on that day; 29 February on the 28th in other
/// years.
bool is_birthday(Date birthday, Date day);
/// The day itself, the week (Monday to Sunday) or the calendar month that it falls in.
bool is_birthday_in(BirthdayIn span, Date birthday, Date day);

}  // namespace guanxi::pricing
