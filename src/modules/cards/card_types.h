// Card types: what a kind of card is worth, how long it lives and what its numbers look like – the
// eighteen parameters of a card type, validated together. A type is changed under its version, and
// every change is written down field by field. Once a number of it was handed out, a type can only
// be retired: its cards stay what they are, no more are made.
//
// Each type has one open range of numbers. Where the form of the numbers changes after some were
// handed out, the range is closed with those, and another is opened. Cards that another system
// printed have their numbers in legacy ranges: they are bound as they are, and none is made. Ranges
// never meet on a printed number, whatever their state. See ranges.h.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/money.h"
#include "base/rate.h"
#include "base/result.h"
#include "base/time.h"
#include "modules/cards/cards.h"
#include "platform/sql/sql.h"

namespace guanxi::cards {

enum class CardUse { member, temporary, rebate_voucher };
BOOST_DESCRIBE_ENUM(CardUse, member, temporary, rebate_voucher)
enum class Validity { unlimited, months, until };
BOOST_DESCRIBE_ENUM(Validity, unlimited, months, until)
enum class Verification { none, printed_code };
BOOST_DESCRIBE_ENUM(Verification, none, printed_code)
enum class TypeState { active, retired };
BOOST_DESCRIBE_ENUM(TypeState, active, retired)
enum class RangeState { open, closed, legacy };
BOOST_DESCRIBE_ENUM(RangeState, open, closed, legacy)

/// Rates have at most 9 decimals. Money is in the programme's currency.
struct CardTerms {
  CardUse use = CardUse::member;
  int serial_length = 8;
  std::int64_t first_number = 1, last_number = 99'999'999;  // serials of the range
  std::string prefix, suffix;  // the whole of what is printed, e.g. store code + type's own prefix
  int check_length = 1;        // 0: none, 1: Luhn, 2: ISO 7064 MOD 97-10
  Validity validity = Validity::unlimited;
  std::optional<int> validity_months;  // months: to the end of the month this many months later
  std::optional<Date> valid_until;     // until: through this day
  Verification verification = Verification::none;
  Rate points_rate;                       // on the points of a receipt, default 1
  Rate points_multiple = Rate::of(0, 1);  // class E: the extra, in multiples of class A
  Rate discount_rate;                     // of the list price: 0.90 pays 90 %
  std::optional<std::string> cost_group;  // who shares the cost of the discount
  std::optional<Money> entitling_amount;  // a receipt of this much entitles to a card
  Rate stack_start, stack_rate;           // discount on discount 折上折
  bool small_change = false;              // change may be saved to the card …
  std::optional<Money> small_change_cap;  // … up to this balance

  bool operator==(const CardTerms&) const = default;
};

namespace limits {
inline constexpr std::int64_t affix_length_max = 16;
inline constexpr std::int64_t validity_months_max = 600;
inline constexpr std::int64_t rate_max = 100;  // of points
inline constexpr std::int64_t entitling_amount_max = 1'000'000'000'000;
/// What a card nobody registered may hold at most by law: 1,000 yuan. Change is small.
inline constexpr std::int64_t small_change_cap_max = 100'000;
inline constexpr std::int64_t warn_below_max = 1'000'000'000;
}  // namespace limits

/// What of a type can be changed.
struct CardTypeInput {
  std::string name;
  CardTerms terms;
  std::int64_t warn_below = 1000;  // fewer numbers left than this is a warning
};

struct CardType {
  CardTypeId id;
  ProgrammeId programme;
  Currency currency;
  std::string code;
  TypeState state = TypeState::active;
  std::int64_t version = 1;
  CardTypeInput content;
  Instant created_at;
  ActorId created_by;
  Instant changed_at;
  ActorId changed_by;
};

/// How many numbers a type has handed out, and what is left of its open range. Left may be a little
/// less in truth: a number that a card from elsewhere has already is passed over.
struct CardNumbers {
  std::int64_t handed_out = 0, left = 0;
  bool low = false;  // left < warn_below
};

/// Errors, all at once, at /name, /warn_below and the parameter's name below /terms: missing_field,
/// too_long, bad_format, out_of_range, currency_mismatch.
Outcome check(const CardTypeInput& input, Currency currency);

struct NewCardType {
  ProgrammeId programme;
  Currency currency;  // the programme's
  std::string code;
  CardTypeInput content;
};
/// Refuses before its first write. Errors: those of check(), at /code, code_taken,
/// card_range_overlaps at /terms/first_number (fact `type`: whose), too_long and bad_format at
/// /reason.
Result<CardType> add_type(
    sql::Tx& tx,
    IdGenerator& ids,
    const NewCardType& type,
    std::string_view reason,
    ActorId by,
    Instant now
);
/// The type as it shall be; the same content makes no new version. Errors: card_type_not_found,
/// stale_version unless it still has `version`, out_of_range at /terms/last_number below what was
/// handed out, and those of add_type.
Result<CardType> change_type(
    sql::Tx& tx,
    IdGenerator& ids,
    CardTypeId id,
    std::int64_t version,
    const CardTypeInput& content,
    std::string_view reason,
    ActorId by,
    Instant now
);
/// Numbers of cards that another system printed.
struct LegacyNumbers {
  std::string prefix, suffix;
  int serial_length = 8;
  std::int64_t first_number = 0, last_number = 0;
  int check_length =
      0;  // of ours; 0 where the old system had none, or others: they are serial then
};
/// From now on cards with these numbers are of this type; those that have one already stay as they
/// are. Errors: card_type_not_found, stale_version, card_range_overlaps, and at the fields those
/// that a type's own numbers may have.
Result<CardType> add_legacy_range(
    sql::Tx& tx,
    IdGenerator& ids,
    CardTypeId id,
    std::int64_t version,
    const LegacyNumbers& numbers,
    std::string_view reason,
    ActorId by,
    Instant now
);

/// Takes a mistyped legacy range back, named by its first printed number. Errors:
/// card_type_not_found, stale_version, card_range_not_found, card_range_in_use with a `number` that
/// a card has.
Result<CardType> remove_legacy_range(
    sql::Tx& tx,
    CardTypeId id,
    std::int64_t version,
    std::string_view first_number,
    std::string_view reason,
    ActorId by,
    Instant now
);

/// Retires a type or takes it back into use. Errors: card_type_not_found, stale_version.
Result<CardType> set_type_state(
    sql::Tx& tx,
    CardTypeId id,
    std::int64_t version,
    TypeState state,
    std::string_view reason,
    ActorId by,
    Instant now
);
/// Deletes a type that handed out no number and has no legacy range; its changes stay. Errors:
/// card_type_not_found, stale_version, card_type_in_use.
Outcome remove_type(
    sql::Tx& tx,
    CardTypeId id,
    std::int64_t version,
    std::string_view reason,
    ActorId by,
    Instant now
);

std::optional<CardType> find_type(sql::Tx& tx, CardTypeId id);
/// The terms of a card's type; those of a card without one are the defaults.
CardTerms terms_of(sql::Tx& tx, const Card& card);
/// The same with the rates – of points, identity, discount and 折上折 – that were in force at an
/// earlier time.
CardTerms terms_at(sql::Tx& tx, const Card& card, Instant at);
std::optional<CardType> find_type(sql::Tx& tx, std::string_view code);
/// By code.
std::vector<CardType> list_types(sql::Tx& tx);
/// The type that a card of this number is of: in stock, somebody's, or of a legacy range.
std::optional<CardType> type_of_number(sql::Tx& tx, std::string_view number);

struct TypeRange {
  RangeState state = RangeState::open;
  std::string first, last;      // printed; of a closed one what it handed out
  std::int64_t handed_out = 0;  // legacy: 0, they were not ours
};
/// The first opened first.
std::vector<TypeRange> ranges_of(sql::Tx& tx, CardTypeId type);
CardNumbers numbers_of(sql::Tx& tx, const CardType& type);

/// One field of one change. Its text is that of the API: words, numbers, "0.95", "50.00 CNY".
struct TypeChange {
  std::int64_t version = 0;                  // that it made
  std::string field;                         // "discount_rate"; "state"
  std::optional<std::string> before, after;  // nothing: there was none
  std::string reason;
  Instant changed_at;
  ActorId changed_by;
};
/// The type that has this code, or had it before it was deleted: its changes stay.
std::optional<CardTypeId> type_once(sql::Tx& tx, std::string_view code);
/// The newest first, of versions below `before_version` (none: all), of at most `versions`
/// versions.
std::vector<TypeChange> changes_of(
    sql::Tx& tx, CardTypeId id, std::optional<std::int64_t> before_version, int versions
);

}  // namespace guanxi::cards
