#include "modules/cards/take_back.h"

namespace guanxi::cards {
namespace {

const sql::Query delete_states{"DELETE FROM card_states WHERE owner_id = $1 AND card_id = $2"};
const sql::Query delete_card{"DELETE FROM cards WHERE owner_id = $1 AND card_id = $2"};
const sql::Query delete_number{
    "DELETE FROM card_directory WHERE number = $1 AND owner_id = $2 AND card_id = $3"};

}  // namespace

Outcome take_back(sql::Tx& tx, const Change& change) {
  GX_TRY(card, set_state(tx, change, State::cancelled));
  if (card.batch || card.form != "plastic") return ok();
  if (card.primary && cards_of(tx, card.owner).size() > 1) return ok();
  tx.exec(delete_states, card.owner, card.id);
  tx.exec(delete_card, card.owner, card.id);
  tx.exec(delete_number, card.number, card.owner, card.id);
  return ok();
}

}  // namespace guanxi::cards
