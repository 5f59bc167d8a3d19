#include "flows/enrol/enrol.h"

#include "flows/enrol/events.h"
#include "modules/points/points.h"
#include "platform/crypto/crypto.h"

namespace guanxi::enrol {

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
  const cards::NewCard wanted{
      .number = card_number,
      .programme = input.programme,
      .today = input.joined_on,
      .code_hash = card_code,
      .for_member = true};
  GX_TRY_VOID(cards::check_new(tx, wanted));
  GX_TRY(member, members.add(tx, ids, source, input, by, now));
  GX_TRY(card, cards::issue(tx, ids, source, member.id, wanted, input.store, by, now));
  points::open_account(tx, member.id, member.programme, now);
  append_enrolled(tx, ids, member, now);
  return Enrolled{std::move(member), std::move(card)};
}

}  // namespace guanxi::enrol
