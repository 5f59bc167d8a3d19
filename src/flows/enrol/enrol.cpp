#include "flows/enrol/enrol.h"

#include "flows/enrol/events.h"
#include "modules/points/points.h"
#include "platform/crypto/crypto.h"

namespace guanxi::enrol {
namespace {

Result<Enrolled> enrol_prepared(
    sql::Tx& tx,
    IdGenerator& ids,
    const members::Members& members,
    const members::Prepared& prepared,
    const cards::NewCard& wanted,
    Random& random,
    ActorId by,
    Instant now
) {
  GX_TRY_VOID(cards::check_new(tx, wanted));
  GX_TRY(member, members.add(tx, random, prepared, by, now));
  GX_TRY(card, cards::issue(tx, ids, random, member.id, wanted, prepared.input().store, by, now));
  points::open_account(tx, member.id, member.programme, now);
  append_enrolled(tx, ids, member, now);
  return Enrolled{std::move(member), std::move(card)};
}

cards::NewCard card_of(
    const members::NewMember& input,
    std::string_view number,
    std::optional<crypto::Digest> code = std::nullopt
) {
  return {
      .number = number,
      .programme = input.programme,
      .today = input.joined_on,
      .code_hash = code,
      .for_member = true};
}

}  // namespace

Result<Enrolled> enrol(
    sql::Tx& tx,
    IdGenerator& ids,
    const members::Members& members,
    const members::NewMember& input,
    std::string_view card_number,
    ActorId by,
    Instant now,
    Random* random,
    std::optional<crypto::Digest> card_code
) {
  crypto::SecureRandom secure;
  Random& source = random != nullptr ? *random : secure;
  const auto prepared = members.prepare(input, ids.next_id<OwnerTag>(), now);
  const cards::NewCard wanted = card_of(input, card_number, card_code);
  return enrol_prepared(tx, ids, members, prepared, wanted, source, by, now);
}

Result<Enrolled> enrol(
    sql::Tx& tx,
    IdGenerator& ids,
    const members::Members& members,
    const members::Prepared& prepared,
    std::string_view card_number,
    ActorId by,
    Instant now
) {
  crypto::SecureRandom random;
  const cards::NewCard wanted = card_of(prepared.input(), card_number);
  return enrol_prepared(tx, ids, members, prepared, wanted, random, by, now);
}

}  // namespace guanxi::enrol
