// The requests and answers of the endpoints of card types. Their words and limits stand in
// api_docs.h. Inside modules/cards only.
#pragma once

#include "modules/cards/card_types.h"
#include "platform/api/api.h"

namespace guanxi::cards {

BOOST_DESCRIBE_STRUCT(
    CardTerms,
    (),
    (use,
     serial_length,
     first_number,
     last_number,
     prefix,
     suffix,
     check_length,
     validity,
     validity_months,
     valid_until,
     verification,
     points_rate,
     points_multiple,
     discount_rate,
     cost_group,
     entitling_amount,
     stack_start,
     stack_rate,
     small_change,
     small_change_cap)
)

struct AddCardType {
  std::string programme, code, name;
  CardTerms terms;
  std::int64_t warn_below = 1000;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(AddCardType, (), (programme, code, name, terms, warn_below, reason))

struct PutCardType {
  std::string code, name;
  CardTerms terms;
  std::int64_t warn_below = 1000;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(PutCardType, (), (code, name, terms, warn_below, reason))

struct GetCardType {
  std::string code;
};
BOOST_DESCRIBE_STRUCT(GetCardType, (), (code))

struct SetCardTypeState {
  std::string code;
  TypeState state = TypeState::active;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(SetCardTypeState, (), (code, state, reason))

struct DeleteCardType {
  std::string code, reason;
};
BOOST_DESCRIBE_STRUCT(DeleteCardType, (), (code, reason))

struct ListTypeChanges {
  std::string code;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListTypeChanges, (), (code, limit, cursor))

struct AddLegacyRange {
  std::string code;
  std::string prefix, suffix;
  int serial_length = 8;
  std::int64_t first_number = 0, last_number = 0;
  int check_length = 0;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(
    AddLegacyRange,
    (),
    (code, prefix, suffix, serial_length, first_number, last_number, check_length, reason)
)

struct RemoveLegacyRange {
  std::string code, first_number, reason;
};
BOOST_DESCRIBE_STRUCT(RemoveLegacyRange, (), (code, first_number, reason))

struct RangeView {
  RangeState state = RangeState::open;
  std::string first, last;
  std::int64_t handed_out = 0;
};
BOOST_DESCRIBE_STRUCT(RangeView, (), (state, first, last, handed_out))

struct RangeList {
  std::vector<RangeView> items;
};
BOOST_DESCRIBE_STRUCT(RangeList, (), (items))

struct NumbersView {
  std::int64_t handed_out = 0, left = 0;
  bool low = false;
};
BOOST_DESCRIBE_STRUCT(NumbersView, (), (handed_out, left, low))

struct CardTypeView {
  CardTypeId id;
  std::string programme, code, name;
  TypeState state = TypeState::active;
  std::int64_t version = 1;
  CardTerms terms;
  std::int64_t warn_below = 0;
  Instant created_at, changed_at;
};
BOOST_DESCRIBE_STRUCT(
    CardTypeView,
    (),
    (id, programme, code, name, state, version, terms, warn_below, created_at, changed_at)
)

struct CardTypeList {
  std::vector<CardTypeView> items;
};
BOOST_DESCRIBE_STRUCT(CardTypeList, (), (items))

struct TypeChangeView {
  std::int64_t version = 0;
  std::string field;
  std::optional<std::string> before, after;
  std::string reason;
  Instant changed_at;
  ActorId changed_by;
};
BOOST_DESCRIBE_STRUCT(
    TypeChangeView, (), (version, field, before, after, reason, changed_at, changed_by)
)

}  // namespace guanxi::cards

#include "modules/cards/api_docs.h"  // IWYU pragma: export
