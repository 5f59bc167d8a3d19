#include "modules/points/gifts.h"

#include <algorithm>

#include "modules/points/gifts_store.h"
#include "modules/points/posting.h"
#include "platform/sql/enum_column.h"

namespace guanxi::points {
namespace {

const sql::Query insert_gift_sql{
    "INSERT INTO points_gifts (owner_id, gift_id, programme_id, points, source, subject_id, "
    "given_at) VALUES ($1, $2, $3, $4, $5, $6, $7)"};
const sql::Query each_gift_sql{
    "SELECT owner_id, gift_id, programme_id, points, source, subject_id, given_at "
    "FROM points_gifts ORDER BY owner_id, gift_id"};
const sql::Query each_owner_gifted_sql{
    "SELECT owner_id, CAST(SUM(points) AS BIGINT) FROM points_gifts "
    "WHERE owner_id > $1 AND owner_id <= $2 GROUP BY owner_id ORDER BY owner_id"};

}  // namespace

Result<Account> post_gift(
    sql::Tx& tx,
    IdGenerator& ids,
    const Gift& gift,
    const programmes::Version& programme,
    ActorId actor
) {
  GX_CHECK(gift.points > Points(0));
  const auto account = find_account(tx, gift.owner);
  if (!account) return ErrorCode::account_not_found;
  GX_TRY_VOID(check_open(*account));
  const Context context{
      .owner = gift.owner,
      .cause = {CauseKind::gift, gift.id.value()},
      .occurred_at = gift.given_at,
      .posted_at = gift.given_at,
      .actor = actor,
      .expected_seq = account->seq,
      .today = programme.zone.date_of(gift.given_at)};
  Posting posting(*account, context);
  posting.expire_due(tx);
  const Date last = expiry_date(context.today, programme.parameters);
  const auto lot = posting.add_lot(last, gift.id.value(), Class::c);
  const Points repaid = std::min(gift.points, posting.account().owed);
  if (!repaid.is_zero()) posting.enter(Reason::repaid, Sum::c, repaid, lot);
  if (repaid < gift.points) posting.enter(Reason::earned, Sum::c, gift.points - repaid, lot);
  GX_TRY(after, posting.write(tx, ids));
  tx.exec(
      insert_gift_sql,
      gift.owner,
      gift.id,
      gift.programme,
      gift.points,
      gift.source,
      gift.subject,
      gift.given_at
  );
  return after;
}

void each_gift(sql::Tx& tx, const std::function<void(const Gift&)>& visit) {
  tx.each<Gift>(each_gift_sql, visit);
}

namespace store {

void each_owner_gifted(
    sql::Tx& tx,
    std::int64_t after,
    std::int64_t to,
    const std::function<void(const RawGifted&)>& visit
) {
  tx.each<RawGifted>(each_owner_gifted_sql, visit, after, to);
}

}  // namespace store
}  // namespace guanxi::points
