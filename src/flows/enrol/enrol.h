// What every way into a programme ends in: a member, a card, an open points account and the news of
// it, in the caller's transaction. The counter's endpoint, imports and the simulator call it.
// Threads: a function of values and of the caller's Tx; any thread.
#pragma once

#include "modules/cards/cards.h"
#include "modules/members/members.h"

namespace guanxi::enrol {

struct Enrolled {
  members::Member member;
  cards::Card card;
};

/// Enrols in one go. An empty `card_number` makes a virtual card. `random` (member code and virtual
/// number) may be given by simulations; null: unpredictable numbers. Writes the outbox event
/// "member.enrolled" with the facts programme, store and channel. Errors: those of
/// members::Members::add, and card_number_taken or bad_format at /card_number.
Result<Enrolled> enrol(
    sql::Tx& tx,
    IdGenerator& ids,
    const members::Members& members,
    const members::NewMember& input,
    std::string_view card_number,
    ActorId by,
    Instant now,
    Random* random = nullptr
);

}  // namespace guanxi::enrol
