// The SQL of card types, their changes and ranges. Inside modules/cards only.
#pragma once

#include "modules/cards/card_types.h"
#include "modules/cards/ranges.h"

namespace guanxi::cards::store {

struct RangeTag;
using RangeId = Id<RangeTag>;

struct Range {
  RangeId id;
  CardTypeId type;
  RangeState state = RangeState::open;
  NumberRange numbers;
  std::int64_t next = 0;  // serial to hand out next

  /// What must not be printed by any other range: all of an open or legacy one, of a closed one
  /// what it handed out.
  NumberRange taken() const {
    NumberRange range = numbers;
    if (state == RangeState::closed) range.last = next - 1;
    return range;
  }
};

/// False if the code is taken; nothing is written then.
bool insert_type(sql::Tx& tx, const CardType& type);
/// Writes name, state, content and who changed it as version + 1 if the row still has type.version.
bool update_type(sql::Tx& tx, const CardType& type);
bool delete_type(sql::Tx& tx, CardTypeId id, std::int64_t version);
std::optional<CardType> find_type(sql::Tx& tx, CardTypeId id);
std::optional<CardType> find_type(sql::Tx& tx, std::string_view code);
std::vector<CardType> list_types(sql::Tx& tx);

void insert_change(sql::Tx& tx, CardTypeId type, const TypeChange& change);
/// Of its changes, also after it was deleted; 0: there are none.
std::int64_t last_version(sql::Tx& tx, CardTypeId type);
std::vector<TypeChange> changes_between(
    sql::Tx& tx, CardTypeId type, std::int64_t from_version, std::int64_t to_version
);

/// The last type that was deleted under this code.
std::optional<CardTypeId> find_deleted(sql::Tx& tx, std::string_view code);

void insert_range(sql::Tx& tx, const Range& range);
/// Writes state and last number if the next to hand out is still range.next.
bool update_range(sql::Tx& tx, const Range& range);
/// Moves the next number to hand out of an open range from range.next to `next`.
bool hand_out(sql::Tx& tx, const Range& range, std::int64_t next);
void delete_ranges(sql::Tx& tx, CardTypeId type);
bool delete_range(sql::Tx& tx, const Range& range);
std::vector<Range> all_ranges(sql::Tx& tx);
std::vector<Range> ranges_of(sql::Tx& tx, CardTypeId type);
/// Numbers of cards within first … last (printed, of one form), at most `limit`, in order.
std::vector<std::string> numbers_within(
    sql::Tx& tx, std::string_view first, std::string_view last, int limit
);
/// The one that numbers are handed out of.
std::optional<Range> open_range_of(sql::Tx& tx, CardTypeId type);

}  // namespace guanxi::cards::store
