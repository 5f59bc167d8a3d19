// How a card gets its number and terms: out of the stock, from elsewhere, or drawn. Inside
// modules/cards only.
#pragma once

#include "modules/cards/card_types.h"
#include "modules/cards/cards.h"

namespace guanxi::cards {

/// How well its owner is known by a card: the primary gives way to a better one. Nobody is by a
/// rebate-voucher card; virtual ones and numbers from elsewhere are of no type; a temporary one
/// stands in for another.
enum class Standing { none, untyped, temporary, real };
Standing standing_of(sql::Tx& tx, const Card& card);
/// Whether `card`, in use from now on, becomes primary in the place of `primary`.
bool takes_over(sql::Tx& tx, const Card& card, const Card& primary);

/// The last day of a card of a type that begins (or goes on) on `from`; nullopt if the type's own
/// last day is over by then.
std::optional<Date> last_day(const CardTerms& terms, Date from);

/// Claims the number, takes the card out of the stock if it is in it, and fills in everything but
/// `primary`. The row is the caller's. Refuses before its first write, as check_new() says.
Result<Card> take_card(
    sql::Tx& tx, IdGenerator& ids, Random& random, OwnerId owner, const NewCard& wanted, Instant now
);

}  // namespace guanxi::cards
