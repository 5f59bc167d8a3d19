#include "modules/coupons/recipients.h"

#include "modules/consents/consents.h"

namespace guanxi::coupons {

std::optional<ErrorCode> barred(sql::Tx& tx, const members::Member& member, Instant now) {
  if (member.state == members::State::closed) return ErrorCode::member_closed;
  if (member.state == members::State::frozen) return ErrorCode::member_frozen;
  const consents::Subject wish{consents::Purpose::restriction, consents::Channel::none, {}};
  if (consents::may(tx, member, wish, now)) return ErrorCode::member_restricted;
  return std::nullopt;
}

}  // namespace guanxi::coupons
