#include "modules/cards/issuing.h"

#include "modules/cards/numbers.h"
#include "modules/cards/stock_store.h"
#include "modules/cards/store.h"
#include "modules/cards/types_store.h"

namespace guanxi::cards {
namespace {

constexpr int number_tries_max = 64;
constexpr const char* number_pointer = "/card_number";
constexpr const char* code_pointer = "/verification_code";

Error malformed(const char* expected) {
  return fail(ErrorCode::bad_format, number_pointer, {{"expected", expected}});
}

/// The type of a number that nobody has yet: that of its legacy range, or none. It must not be one
/// that a type hands out.
Result<std::optional<CardTypeId>> type_from_elsewhere(sql::Tx& tx, std::string_view number) {
  for (const store::Range& range : store::all_ranges(tx)) {
    const NumberFit fit = fit_of(range.taken(), number);
    if (fit == NumberFit::outside) continue;
    if (fit == NumberFit::mistyped) return malformed("@card_check_digits");
    if (range.state == RangeState::legacy) return std::optional(range.type);
    const auto type = store::find_type(tx, range.type);
    return fail(
        ErrorCode::card_number_not_printed, number_pointer, {{"type", type ? type->code : ""}}
    );
  }
  return std::optional<CardTypeId>();
}

Outcome check_printed_code(
    const CardTerms& terms, const store::StockCard& stock, const NewCard& wanted
) {
  if (terms.verification == Verification::none) return ok();
  if (!wanted.code_hash) return fail(ErrorCode::missing_field, code_pointer);
  const bool right =
      stock.code_hash && crypto::equal_in_constant_time(
                             crypto::bytes_of(*stock.code_hash), crypto::bytes_of(*wanted.code_hash)
                         );
  return right ? ok() : fail(ErrorCode::card_code_wrong, code_pointer);
}

/// What a number stands for.
struct Found {
  std::string number;  // canonical; empty: a virtual one is to be drawn
  std::optional<store::StockCard> stock = {};
  std::optional<CardTypeId> type = {};
  Date valid_to = Date::never;
};

Result<Found> look(sql::Tx& tx, const NewCard& wanted) {
  Found found;
  if (wanted.number.empty()) return found;
  const auto number = canonical_number(wanted.number);
  if (!number || has_virtual_form(*number)) return malformed("@card_number");
  found.number = *number;
  const auto known = store::find_by_number(tx, *number);
  if (known) {
    if (known->owner) return fail(ErrorCode::card_number_taken, number_pointer);
    if (known->state != State::stock) return not_usable(known->state, number_pointer);
    found.stock = store::find_stock(tx, *number);
    found.type = known->type;
    GX_CHECK_WHY(found.stock.has_value(), "a card in stock that is not there");
  } else {
    GX_TRY(type, type_from_elsewhere(tx, *number));
    if (!type) return found;
    found.type = type;
  }
  const auto type = find_type(tx, *found.type);
  GX_CHECK_WHY(type.has_value(), "a number without its type");
  if (type->programme != wanted.programme) {
    return fail(
        ErrorCode::card_not_usable, number_pointer, {{"state", "stock"}, {"why", "@card_elsewhere"}}
    );
  }
  if (wanted.for_member && type->content.terms.use == CardUse::rebate_voucher) {
    return fail(
        ErrorCode::card_not_usable, number_pointer, {{"state", "stock"}, {"why", "@card_voucher"}}
    );
  }
  if (type->state == TypeState::retired)
    return fail(ErrorCode::card_type_retired, number_pointer, {{"type", type->code}});
  if (found.stock) {
    GX_TRY_VOID(check_printed_code(type->content.terms, *found.stock, wanted));
  }
  const auto end = last_day(type->content.terms, wanted.today);
  if (!end) return not_usable(State::expired, number_pointer);
  found.valid_to = *end;
  return found;
}

}  // namespace

Standing standing_of(sql::Tx& tx, const Card& card) {
  switch (terms_of(tx, card).use) {
    case CardUse::rebate_voucher:
      return Standing::none;
    case CardUse::temporary:
      return Standing::temporary;
    case CardUse::member:
      break;
  }
  return card.type ? Standing::real : Standing::untyped;
}

bool takes_over(sql::Tx& tx, const Card& card, const Card& primary) {
  return card.state == State::active && standing_of(tx, card) > standing_of(tx, primary);
}

std::optional<Date> last_day(const CardTerms& terms, Date from) {
  switch (terms.validity) {
    case Validity::unlimited:
      return Date::never;
    case Validity::months:
      return from.month_end_after(*terms.validity_months);
    case Validity::until:
      break;
  }
  return *terms.valid_until < from ? std::nullopt : terms.valid_until;
}

Outcome check_new(sql::Tx& tx, const NewCard& card) {
  GX_TRY_VOID(look(tx, card));
  return ok();
}

Result<Card> take_card(
    sql::Tx& tx, IdGenerator& ids, Random& random, OwnerId owner, const NewCard& wanted, Instant now
) {
  GX_TRY(found, look(tx, wanted));
  Card card{.id = ids.next_id<CardTag>(), .owner = owner, .issued_at = now};
  card.state = wanted.activate ? State::active : State::issued;
  card.number = std::move(found.number);
  card.form = card.number.empty() ? "virtual" : "plastic";
  card.type = found.type;
  card.valid_to = found.valid_to;
  const Error taken = fail(ErrorCode::card_number_taken, number_pointer);
  if (found.stock) {
    card.id = found.stock->card;
    card.batch = found.stock->batch;
    card.track = found.stock->track;
    // Two desks at one number: the directory says who was first.
    if (!store::bind_number(tx, card.number, owner, card.id)) return taken;
    if (!store::take_from_stock(tx, card.number)) return taken;
    return card;
  }
  if (!card.number.empty()) {
    if (!store::claim_number(tx, card.number, owner, card.id)) return taken;
    return card;
  }
  for (int tries = 0; tries < number_tries_max; ++tries) {
    card.number = make_virtual_number(random);
    if (store::claim_number(tx, card.number, owner, card.id)) return card;
  }
  GX_CHECK_WHY(false, "no free card number found: the random numbers repeat");
}

}  // namespace guanxi::cards
