// The news about members in the outbox. Facts are ids and words, no personal data.
#pragma once

#include <boost/describe/enum_to_string.hpp>
#include <string>
#include <string_view>

#include "modules/cards/cards.h"
#include "modules/members/members.h"
#include "platform/outbox/outbox.h"

namespace guanxi::enrol {

inline constexpr std::string_view member_enrolled = "member.enrolled";  // subject: the member
inline constexpr std::string_view member_changed = "member.changed";
inline constexpr std::string_view member_closed = "member.closed";
inline constexpr std::string_view identity_added = "member.identity_added";
inline constexpr std::string_view identity_verified = "member.identity_verified";
inline constexpr std::string_view identity_released = "member.identity_released";
inline constexpr std::string_view card_issued = "card.issued";  // subject: the card
inline constexpr std::string_view card_changed = "card.changed";

/// {"programme":…,"store":… or null,"channel":"store"}
inline void append_enrolled(
    sql::Tx& tx, IdGenerator& ids, const members::Member& member, Instant now
) {
  std::string facts = R"({"programme":)" + std::to_string(member.programme.value());
  facts += R"(,"store":)";
  facts += member.joined_store ? std::to_string(member.joined_store->value()) : "null";
  facts += R"(,"channel":")" + member.channel + R"("})";  // a code: nothing in it needs escaping
  outbox::append(tx, ids, member_enrolled, member.id, member.id.value(), now, facts);
}

/// {"version":…}
inline void append_member_event(
    sql::Tx& tx, IdGenerator& ids, std::string_view kind, const members::Member& member, Instant now
) {
  outbox::append(
      tx,
      ids,
      kind,
      member.id,
      member.id.value(),
      now,
      R"({"version":)" + std::to_string(member.version) + "}"
  );
}

/// {"version":…,"state":"active"}
inline void append_card_event(
    sql::Tx& tx, IdGenerator& ids, std::string_view kind, const cards::Card& card, Instant now
) {
  std::string facts = R"({"version":)" + std::to_string(card.version) + R"(,"state":")";
  facts += boost::describe::enum_to_string(card.state, "");
  facts += R"("})";
  outbox::append(tx, ids, kind, card.owner, card.id.value(), now, facts);
}

}  // namespace guanxi::enrol
