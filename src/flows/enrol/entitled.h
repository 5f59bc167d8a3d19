// Cards that a receipt entitles to: a type may ask for a sale of some amount, once for each card.
// Inside flows/enrol only.
#pragma once

#include "modules/cards/card_types.h"
#include "platform/api/api.h"

namespace guanxi::enrol {

/// What is asked for, and by what right.
struct Wish {
  ProgrammeId programme;
  std::optional<OwnerId> owner;  // none: not a member yet
  const std::optional<std::string>& card_number;
  std::optional<ReceiptId> receipt;
  bool joins = false;  // the receipt opens the programme as well: a card may have no need of it
};

/// Reads only. Fine where the card's type asks for no receipt. Errors at /receipt: missing_field
/// (without the permission cards:grant); receipt_not_found (also where the actor may not see it),
/// not_a_sale, already_voided; card_not_usable with why: it is another member's, too small after
/// what went back, used for a card before, or not asked for.
Outcome check_entitled(sql::Tx& tx, const api::Call& call, const Wish& wish);

/// Whether a receipt opens a programme to somebody new: a sale of at least `needed` after returns,
/// that is nobody's and was used for nothing yet. Reads only. Errors at /receipt:
/// receipt_not_found, not_a_sale, already_voided; not_eligible with the fact reason.
Outcome check_entry(
    sql::Tx& tx, const api::Call& call, ProgrammeId programme, ReceiptId receipt, Money needed
);
/// Whether a card of that number takes a receipt.
bool takes_receipt(sql::Tx& tx, const std::optional<std::string>& card_number);

/// Uses the receipt up for a card that was issued by it. Errors: card_not_usable at /receipt where
/// somebody was first.
Outcome use_receipt(
    sql::Tx& tx, const api::Call& call, std::optional<ReceiptId> receipt, const cards::Card& card
);

}  // namespace guanxi::enrol
