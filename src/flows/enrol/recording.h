// What the audit trail is told of a member and of a card. Inside flows/enrol only.
#pragma once

#include "flows/enrol/enrol.h"
#include "modules/audit/audit.h"

namespace guanxi::enrol {

/// A member as the trail compares it.
struct Facts {
  members::Member member;
  members::Contact contact;
};
Facts facts_of(sql::Tx& tx, const House& house, const members::Member& member);

/// Without `before`: everything that is there, of a new member.
audit::Changes changes_between(const std::optional<Facts>& before, const Facts& after);

void record_member(
    sql::Tx& tx,
    const crypto::KeyRing& keys,
    const api::Call& call,
    const char* action,
    OwnerId member,
    audit::Changes changes,
    const std::string& reason = {}
);
/// An identity was proved to be the member's: which kind, and why where somebody decided.
void record_verified(
    sql::Tx& tx, const api::Call& call, OwnerId member, const char* field, const std::string& why
);
/// Who saw which fields of whom in the clear, durable before the answer leaves; `fields` are
/// divided by commas.
void record_reveal(
    const House& house, const api::Call& call, OwnerId member, const std::string& fields
);
/// `before` is null for a card that is new to the member.
void record_card(
    sql::Tx& tx,
    const crypto::KeyRing& keys,
    const api::Call& call,
    const char* action,
    const cards::Card* before,
    const cards::Card& after
);

}  // namespace guanxi::enrol
