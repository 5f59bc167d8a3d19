// The ranges of a type as others see them, and those of numbers that another system printed.
#include "modules/cards/type_ranges.h"

#include <algorithm>

#include "base/naming.h"
#include "modules/cards/card_types.h"
#include "modules/cards/numbers.h"
#include "modules/cards/store.h"
#include "modules/cards/type_rules.h"

namespace guanxi::cards {
namespace {

/// The faults of the terms these numbers would give, under the names of their own fields.
Outcome check_legacy(const CardType& type, const LegacyNumbers& numbers, CardTerms& terms) {
  terms.prefix = numbers.prefix;
  terms.suffix = numbers.suffix;
  terms.serial_length = numbers.serial_length;
  terms.first_number = numbers.first_number;
  terms.last_number = numbers.last_number;
  terms.check_length = numbers.check_length;
  CardTypeInput probe = type.content;
  probe.terms = terms;
  auto outcome = check(probe, type.currency);
  if (outcome) return outcome;
  constexpr std::string_view below = "/terms";
  Error error = std::move(outcome).error();
  const auto lift = [&](std::string& pointer) {
    if (pointer.starts_with(below)) pointer.erase(0, below.size());
  };
  lift(error.pointer);
  for (Error& one : error.more) lift(one.pointer);
  return error;
}

std::string words_of(const NumberRange& range) {
  return printed_number(range.form, range.first) + " - " + printed_number(range.form, range.last);
}

}  // namespace

Outcome check_free(
    sql::Tx& tx,
    const NumberRange& wanted,
    const std::string& pointer,
    std::optional<store::RangeId> except
) {
  for (const store::Range& range : store::all_ranges(tx)) {
    const NumberRange taken = range.taken();
    if (range.id == except || !may_meet(wanted, taken)) continue;
    const auto type = store::find_type(tx, range.type);
    return fail(
        ErrorCode::card_range_overlaps,
        pointer,
        {{"type", type ? type->code : ""},
         {"first", printed_number(taken.form, taken.first)},
         {"last", printed_number(taken.form, taken.last)}}
    );
  }
  return ok();
}

Result<CardType> add_legacy_range(
    sql::Tx& tx,
    IdGenerator& ids,
    CardTypeId id,
    std::int64_t version,
    const LegacyNumbers& wanted,
    std::string_view reason,
    ActorId by,
    Instant now
) {
  auto type = store::find_type(tx, id);
  if (!type) return ErrorCode::card_type_not_found;
  if (type->version != version) return ErrorCode::stale_version;
  CardTerms terms = type->content.terms;
  Faults faults;
  faults.add(check_legacy(*type, wanted, terms)).add(check_reason(reason));
  GX_TRY_VOID(faults.outcome());
  const NumberRange numbers = range_of(terms);
  GX_TRY_VOID(check_free(tx, numbers, "/first_number"));
  type->changed_at = now;
  type->changed_by = by;
  if (!store::update_type(tx, *type)) return ErrorCode::stale_version;
  ++type->version;
  store::insert_range(
      tx, {ids.next_id<store::RangeTag>(), id, RangeState::legacy, numbers, numbers.first}
  );
  TypeChange change;
  change.version = type->version;
  change.field = "legacy_range";
  change.after = words_of(numbers);
  change.reason = reason;
  change.changed_at = now;
  change.changed_by = by;
  store::insert_change(tx, id, change);
  return *std::move(type);
}

Result<CardType> remove_legacy_range(
    sql::Tx& tx,
    CardTypeId id,
    std::int64_t version,
    std::string_view first_number,
    std::string_view reason,
    ActorId by,
    Instant now
) {
  GX_TRY_VOID(check_reason(reason));
  auto type = store::find_type(tx, id);
  if (!type) return ErrorCode::card_type_not_found;
  if (type->version != version) return ErrorCode::stale_version;
  const auto ranges = store::ranges_of(tx, id);
  const auto found = std::ranges::find_if(ranges, [&](const store::Range& range) {
    return range.state == RangeState::legacy &&
           printed_number(range.numbers.form, range.numbers.first) == first_number;
  });
  if (found == ranges.end()) return fail(ErrorCode::card_range_not_found, "/first_number");
  const NumberRange& numbers = found->numbers;
  const auto used =
      store::numbers_within(tx, first_number, printed_number(numbers.form, numbers.last), 1);
  if (!used.empty()) return fail(ErrorCode::card_range_in_use, {}, {{"number", used.front()}});
  type->changed_at = now;
  type->changed_by = by;
  if (!store::update_type(tx, *type)) return ErrorCode::stale_version;
  ++type->version;
  if (!store::delete_range(tx, *found)) return ErrorCode::conflict;
  store::insert_change(
      tx,
      id,
      {type->version, "legacy_range", words_of(numbers), std::nullopt, std::string(reason), now, by}
  );
  return *std::move(type);
}

std::optional<CardType> type_of_number(sql::Tx& tx, std::string_view text) {
  const auto number = canonical_number(text);
  if (!number) return std::nullopt;
  if (const auto card = store::find_by_number(tx, *number)) {
    return card->type ? store::find_type(tx, *card->type) : std::nullopt;
  }
  for (const store::Range& range : store::all_ranges(tx)) {
    if (range.state != RangeState::legacy) continue;
    if (fit_of(range.numbers, *number) == NumberFit::inside)
      return store::find_type(tx, range.type);
  }
  return std::nullopt;
}

std::vector<TypeRange> ranges_of(sql::Tx& tx, CardTypeId type) {
  std::vector<TypeRange> ranges;
  for (const store::Range& range : store::ranges_of(tx, type)) {
    const NumberRange taken = range.taken();
    ranges.push_back(
        {range.state,
         printed_number(taken.form, taken.first),
         printed_number(taken.form, taken.last),
         range.next - range.numbers.first}
    );
  }
  return ranges;
}

}  // namespace guanxi::cards
