#include "modules/audiences/audiences.h"

#include "modules/audiences/lookup.h"
#include "platform/sql/enum_column.h"

namespace guanxi::audiences {
namespace {

#define GX_AUDIENCE_COLUMNS                                                                 \
  "audience_id, programme_id, code, version, state, name_zh, name_en, reason, changed_at, " \
  "changed_by"
#define GX_PLACE_COLUMNS "audience_id, owner_id, added_at, added_by, removed_at, removed_by"

const sql::Query insert_audience_sql{"INSERT INTO audiences (" GX_AUDIENCE_COLUMNS
                                     ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
                                     "ON CONFLICT (programme_id, code) DO NOTHING"};
const sql::Query update_audience_sql{
    "UPDATE audiences SET version = version + 1, state = $1, name_zh = $2, name_en = $3, "
    "reason = $4, changed_at = $5, changed_by = $6 WHERE audience_id = $7 AND version = $8"};
const sql::Query find_audience_sql{"SELECT " GX_AUDIENCE_COLUMNS
                                   " FROM audiences WHERE audience_id = $1"};
const sql::Query audiences_sql{"SELECT " GX_AUDIENCE_COLUMNS
                               " FROM audiences WHERE programme_id = $1 ORDER BY code"};
const sql::Query add_member_sql{
    "INSERT INTO audience_members (owner_id, place_id, audience_id, added_at, added_by) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (owner_id, audience_id) WHERE removed_at IS NULL "
    "DO NOTHING"};
const sql::Query remove_member_sql{
    "UPDATE audience_members SET removed_at = $1, removed_by = $2 "
    "WHERE owner_id = $3 AND audience_id = $4 AND removed_at IS NULL"};
const sql::Query leave_all_sql{
    "UPDATE audience_members SET removed_at = $1, removed_by = $2 "
    "WHERE owner_id = $3 AND removed_at IS NULL"};
const sql::Query members_sql{"SELECT " GX_PLACE_COLUMNS
                             " FROM audience_members WHERE audience_id = $1 AND owner_id > $2 "
                             "AND removed_at IS NULL ORDER BY owner_id LIMIT $3"};
const sql::Query count_sql{
    "SELECT COUNT(*) FROM audience_members WHERE audience_id = $1 AND removed_at IS NULL"};
const sql::Query places_sql{"SELECT " GX_PLACE_COLUMNS
                            " FROM audience_members WHERE owner_id = $1 "
                            "ORDER BY place_id"};
const sql::Query stays_sql{
    "SELECT a.code, m.added_at, m.removed_at FROM audience_members m JOIN audiences a "
    "ON a.audience_id = m.audience_id WHERE m.owner_id = $1 ORDER BY m.place_id"};
const sql::Query astray_sql{
    "SELECT m.owner_id FROM audience_members m LEFT JOIN audiences a "
    "ON a.audience_id = m.audience_id WHERE a.audience_id IS NULL ORDER BY m.owner_id"};

#undef GX_AUDIENCE_COLUMNS
#undef GX_PLACE_COLUMNS

}  // namespace

std::optional<Audience> find(sql::Tx& tx, AudienceId id) {
  return tx.find<Audience>(find_audience_sql, id);
}

std::vector<Audience> audiences_of(sql::Tx& tx, ProgrammeId programme) {
  return tx.list<Audience>(audiences_sql, programme);
}

Result<Audience> create(sql::Tx& tx, IdGenerator& ids, Audience wanted) {
  wanted.id = ids.next_id<AudienceTag>();
  wanted.version = 1;
  wanted.state = State::active;
  const std::int64_t inserted = tx.exec(
      insert_audience_sql,
      wanted.id,
      wanted.programme,
      wanted.code,
      wanted.version,
      wanted.state,
      wanted.name_zh,
      wanted.name_en,
      wanted.reason,
      wanted.changed_at,
      wanted.changed_by
  );
  if (inserted == 0) return fail(ErrorCode::code_taken, "/code", {{"code", wanted.code}});
  return wanted;
}

Result<Audience> change(sql::Tx& tx, Audience wanted) {
  const auto before = find(tx, wanted.id);
  GX_CHECK_WHY(before.has_value(), "the caller has found it");
  if (before->version != wanted.version) return ErrorCode::stale_version;
  if (before->state == State::retired) return fail(ErrorCode::audience_retired, "/id");
  const std::int64_t updated = tx.exec(
      update_audience_sql,
      wanted.state,
      wanted.name_zh,
      wanted.name_en,
      wanted.reason,
      wanted.changed_at,
      wanted.changed_by,
      wanted.id,
      wanted.version
  );
  if (updated == 0) return ErrorCode::stale_version;
  ++wanted.version;
  return wanted;
}

bool add_member(
    sql::Tx& tx, IdGenerator& ids, AudienceId audience, OwnerId member, const Act& act
) {
  return tx.exec(add_member_sql, member, ids.next(), audience, act.now, act.by) > 0;
}

bool remove_member(sql::Tx& tx, AudienceId audience, OwnerId member, const Act& act) {
  return tx.exec(remove_member_sql, act.now, act.by, member, audience) > 0;
}

std::int64_t leave_all(sql::Tx& tx, OwnerId member, const Act& act) {
  return tx.exec(leave_all_sql, act.now, act.by, member);
}

std::vector<Place> members_of(sql::Tx& tx, AudienceId audience, OwnerId after, int limit) {
  return tx.list<Place>(members_sql, audience, after, limit);
}

std::int64_t count_members(sql::Tx& tx, AudienceId audience) {
  return tx.get<std::int64_t>(count_sql, audience);
}

std::vector<Place> places_of(sql::Tx& tx, OwnerId member) {
  return tx.list<Place>(places_sql, member);
}

std::vector<Stay> stays_of(sql::Tx& tx, OwnerId member) { return tx.list<Stay>(stays_sql, member); }

std::vector<std::string> codes_at(sql::Tx& tx, const std::vector<OwnerId>& owners, Instant when) {
  std::vector<std::string> codes;
  for (const OwnerId owner : owners) {
    for (Stay& one : stays_of(tx, owner)) {
      if (one.is_at(when)) codes.push_back(std::move(one.code));
    }
  }
  return codes;
}

std::vector<std::string> verify(sql::Tx& tx) {
  std::vector<std::string> faults;
  for (const OwnerId owner : tx.list<OwnerId>(astray_sql)) {
    faults.push_back("member " + owner.to_string() + ": in an audience that is not there");
  }
  return faults;
}

}  // namespace guanxi::audiences
