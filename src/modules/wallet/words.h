// Inside modules/wallet only: how its enums are stored (as words) and read back.
#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <string_view>

#include "modules/wallet/wallet.h"
#include "platform/sql/enum_column.h"

namespace guanxi::wallet {

BOOST_DESCRIBE_ENUM(
    CauseKind,
    sale,
    refund,
    void_sale,
    change,
    recharge,
    payout,
    freeze,
    release,
    buyer,
    merge,
    merge_undo,
    opening
)
BOOST_DESCRIBE_ENUM(
    Reason,
    recharged,
    granted,
    paid,
    restored,
    saved,
    handed_out,
    paid_out,
    kept,
    waived,
    forfeited,
    voided,
    frozen,
    released,
    registered,
    merged_out,
    merged_in,
    spent_out,
    spent_in,
    repaid_out,
    repaid_in,
    kept_out,
    kept_in,
    merged,
    unregistered
)
BOOST_DESCRIBE_ENUM(Asset, principal, bonus, change)
BOOST_DESCRIBE_ENUM(House, member, cash, granted, sales, kept, merged)

/// The enumerator of that name; nullopt for a word that is none.
template <class Enum>
std::optional<Enum> parse_word(std::string_view text) {
  std::optional<Enum> found;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>([&](auto enumerator) {
    if (text == enumerator.name) found = enumerator.value;
  });
  return found;
}

}  // namespace guanxi::wallet
