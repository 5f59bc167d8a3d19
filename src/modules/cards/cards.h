// Cards. Every member has one primary card, virtual if there is no plastic; the presented card decides rates later on.
// Here: plain numbers. Card types, ranges and check digits come with the membership core.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "base/time.h"
#include "platform/sql/sql.h"

namespace guanxi::cards {

enum class State { active, frozen, cancelled };

struct Card {
  CardId id;
  OwnerId owner;
  std::string number;
  std::string form;  // 'virtual' or 'plastic'
  State state = State::active;
  bool primary = false;
  Instant issued_at;
  std::int64_t version = 1;
};

/// Issues a card; the owner's first one is primary. An empty number makes a virtual one. Errors: card_number_taken.
Result<Card> issue(
    sql::Tx& tx, IdGenerator& ids, OwnerId owner, std::string_view number, std::optional<StoreId> store, ActorId by,
    Instant now
);
std::optional<Card> find_by_number(sql::Tx& tx, std::string_view number);
std::optional<Card> primary_card(sql::Tx& tx, OwnerId owner);
std::vector<Card> cards_of(sql::Tx& tx, OwnerId owner);
/// Errors: card_not_found, stale_version.
Result<Card> set_state(sql::Tx& tx, OwnerId owner, CardId card, State state, std::int64_t version, ActorId by, Instant now);

}  // namespace guanxi::cards
