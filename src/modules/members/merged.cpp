// Members who are another one by now.
#include "modules/members/members.h"
#include "modules/members/search.h"
#include "modules/members/store.h"

namespace guanxi::members {
namespace {

const sql::Query merged_into_of_sql{"SELECT merged_into FROM members WHERE owner_id = $1"};
const sql::Query absorbed_by_sql{
    "SELECT owner_id FROM members WHERE merged_into = $1 ORDER BY owner_id"};

const sql::Query set_joined_on_sql{
    "UPDATE members SET joined_on = $1, version = version + 1, updated_at = $2, updated_by = $3 "
    "WHERE owner_id = $4 AND joined_on = $5"};
const sql::Query count_merged_sql{"SELECT COUNT(*) FROM members WHERE merged_into IS NOT NULL"};

struct MergedRow {
  std::optional<OwnerId> into;
};

}  // namespace

std::optional<OwnerId> heir_of(sql::Tx& tx, OwnerId id) {
  std::optional<OwnerId> heir;
  // No circle: who absorbs somebody is active, and who is merged is not.
  for (OwnerId at = id;;) {
    const auto next = tx.find<MergedRow>(merged_into_of_sql, at);
    if (!next || !next->into) return heir;
    heir = at = *next->into;
  }
}

std::optional<OwnerId> merged_into_of(sql::Tx& tx, OwnerId id) {
  const auto row = tx.find<MergedRow>(merged_into_of_sql, id);
  return row ? row->into : std::nullopt;
}

std::int64_t count_merged(sql::Tx& tx) { return tx.get<std::int64_t>(count_merged_sql); }

bool move_joined_on(sql::Tx& tx, OwnerId id, Date from, Date to, ActorId by, Instant now) {
  return tx.exec(set_joined_on_sql, to, now, by, id, from) == 1;
}

std::vector<OwnerId> merged_into(sql::Tx& tx, OwnerId survivor) {
  std::vector<OwnerId> all = tx.list<OwnerId>(absorbed_by_sql, survivor);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto more = tx.list<OwnerId>(absorbed_by_sql, all[i]);
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

Result<Member> Members::merge(
    sql::Tx& tx, OwnerId id, std::int64_t version, OwnerId survivor, ActorId by, Instant now
) const {
  auto member = store::find(tx, id);
  if (!member) return ErrorCode::member_not_found;
  if (member->state == State::closed) return ErrorCode::member_closed;
  if (member->version != version) return ErrorCode::stale_version;
  member->state = State::closed;
  if (!store::merge(tx, *member, survivor, by, now)) return ErrorCode::stale_version;
  store::remove_terms(tx, member->programme, id, search_terms(member->name));
  member->merged_into = survivor;
  ++member->version;
  return *member;
}

Result<Member> Members::unmerge(
    sql::Tx& tx, OwnerId id, std::int64_t version, ActorId by, Instant now
) const {
  auto member = store::find(tx, id);
  if (!member) return ErrorCode::member_not_found;
  if (!member->merged_into) return ErrorCode::conflict;
  if (member->version != version) return ErrorCode::stale_version;
  member->state = State::active;
  if (!store::merge(tx, *member, std::nullopt, by, now)) return ErrorCode::stale_version;
  store::put_terms(tx, member->programme, id, search_terms(member->name));
  member->merged_into.reset();
  ++member->version;
  return *member;
}

}  // namespace guanxi::members
