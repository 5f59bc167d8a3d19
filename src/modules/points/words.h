// Inside modules/points only: how its enums are stored (as words) and read back.
#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <string_view>

#include "modules/points/points.h"
#include "platform/sql/enum_column.h"

namespace guanxi::points {

BOOST_DESCRIBE_ENUM(Class, a, b, c, d, e, f)
BOOST_DESCRIBE_ENUM(
    CauseKind,
    sale,
    refund,
    void_sale,
    redemption,
    redemption_reversal,
    expiry,
    correction,
    hold,
    document,
    transfer,
    transfer_return,
    gift,
    merge,
    merge_undo,
    late_return,
    points_sale,
    points_sale_void,
    refund_without_receipt,
    refund_without_receipt_void
)
BOOST_DESCRIBE_ENUM(
    Reason,
    earned,
    repaid,
    reversed,
    owed,
    forgiven,
    redeemed,
    restored,
    expired,
    purchased,
    granted,
    deducted,
    held,
    released,
    settled,
    given,
    received,
    returned,
    merged_out,
    merged_in,
    merged_back,
    debt_out,
    debt_in,
    unsettled,
    refunded,
    reinstated
)
BOOST_DESCRIBE_ENUM(Sum, a, b, c, d, e, f, redeemed)
BOOST_DESCRIBE_ENUM(House, member, issued, redeemed, expired, sold, transferred, merged)

/// The enumerator of that name; nullopt for a word that is none.
template <class Enum>
std::optional<Enum> parse_word(std::string_view text) {
  std::optional<Enum> found;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>([&](auto enumerator) {
    if (text == enumerator.name) found = enumerator.value;
  });
  return found;
}

}  // namespace guanxi::points
