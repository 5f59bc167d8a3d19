// Joining under a programme's terms: what is checked before anybody is enrolled, and what is
// written with it – charter and guardian into the ledger of consents, the proved phone, the receipt
// by which one joins, a paid membership, gifts for newcomer and referrer, and the record of it all.
// Inside flows/enrol only.
#pragma once

#include "flows/enrol/enrol.h"
#include "modules/registrations/codes.h"
#include "modules/registrations/registrations.h"

namespace guanxi::enrol {

/// What a request to enrol comes to.
struct Newcomer {
  const EnrolRequest& request;
  const members::NewMember& input;
  std::shared_ptr<const programmes::Version> programme;
  /// The one-time code for the phone, where one was given.
  Result<std::optional<registrations::PhoneCodeId>> code;
};
/// What was found right.
struct Joining {
  registrations::Version terms;
  std::optional<members::Member> referrer;
  std::optional<ReceiptId> receipt;  // by which one joins
};

/// Judges the code of the request in a transaction of its own. A retry of what has an answer is
/// not judged: nothing is given then.
Result<std::optional<registrations::PhoneCodeId>> judge_phone_code(
    const House& house,
    const api::FirstAnswers& answers,
    const api::Call& call,
    const EnrolRequest& request,
    const members::NewMember& input
);

/// Reads only; all that is wrong at once, each with its field. Errors: those of
/// registrations::check_fits; charter_required at /charter or below it with the facts text and
/// version; consent_text_not_found and out_of_range below /charter and /guardian;
/// referrer_not_found and phone_is_shared at /referrer/value; receipt_not_found, not_a_sale,
/// already_voided and not_eligible (fact reason) at /receipt; those of the code at /phone_code.
Result<Joining> check_joining(
    sql::Tx& tx, const House& house, const api::Call& call, const Newcomer& newcomer
);

/// Errors: proof_used at /phone_code, not_eligible at /receipt (somebody was first), those of
/// memberships::buy below /membership, conflict.
Outcome write_joining(
    sql::Tx& tx,
    const House& house,
    const api::Call& call,
    const Newcomer& newcomer,
    const Joining& joining,
    const members::Member& member
);

/// Decides a referrer's reward that is due: given, over the month's number, or lapsed. Errors:
/// conflict.
Result<registrations::Referral> decide_reward(
    sql::Tx& tx,
    IdGenerator& ids,
    const members::Members& members,
    const programmes::Version& programme,
    registrations::Referral referral,
    ActorId by,
    Instant now
);

}  // namespace guanxi::enrol
