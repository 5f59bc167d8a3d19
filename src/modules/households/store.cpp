#include "modules/households/store.h"

#include "platform/sql/enum_column.h"

namespace guanxi::households::store {
namespace {

#define GX_TERMS_COLUMNS                                                        \
  "programme_id, version, members_max, transfers, points_min, day_points_max, " \
  "month_points_max, age_days_min, reason, created_at, created_by"
#define GX_HOUSEHOLD_COLUMNS \
  "household_id, programme_id, state, created_at, created_by, dissolved_at, dissolved_by"
#define GX_MEMBERSHIP_COLUMNS                                                                \
  "owner_id, membership_id, household_id, is_head, joined_at, joined_by, left_at, left_by, " \
  "ending"

const sql::Query last_terms_sql{
    "SELECT " GX_TERMS_COLUMNS
    " FROM household_terms WHERE programme_id = $1 ORDER BY version DESC LIMIT 1"};
const sql::Query insert_terms_sql{"INSERT INTO household_terms (" GX_TERMS_COLUMNS
                                  ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
                                  "ON CONFLICT (programme_id, version) DO NOTHING"};
const sql::Query insert_household_sql{
    "INSERT INTO households (household_id, programme_id, state, created_at, created_by) "
    "VALUES ($1, $2, 'open', $3, $4)"};
const sql::Query find_household_sql{"SELECT " GX_HOUSEHOLD_COLUMNS
                                    " FROM households WHERE household_id = $1"};
const sql::Query dissolve_sql{
    "UPDATE households SET state = 'dissolved', dissolved_at = $1, dissolved_by = $2 "
    "WHERE household_id = $3 AND state = 'open'"};
const sql::Query insert_member_sql{
    "INSERT INTO household_members (owner_id, membership_id, household_id, is_head, joined_at, "
    "joined_by) VALUES ($1, $2, $3, $4, $5, $6) "
    "ON CONFLICT (owner_id) WHERE left_at IS NULL DO NOTHING"};
const sql::Query open_membership_sql{
    "SELECT " GX_MEMBERSHIP_COLUMNS
    " FROM household_members WHERE owner_id = $1 AND left_at IS NULL"};
const sql::Query history_of_sql{
    "SELECT " GX_MEMBERSHIP_COLUMNS
    " FROM household_members WHERE owner_id = $1 ORDER BY membership_id"};
const sql::Query members_of_sql{
    "SELECT " GX_MEMBERSHIP_COLUMNS
    " FROM household_members WHERE household_id = $1 ORDER BY membership_id, owner_id"};
const sql::Query end_membership_sql{
    "UPDATE household_members SET left_at = $1, left_by = $2, ending = $3 "
    "WHERE owner_id = $4 AND membership_id = $5 AND left_at IS NULL"};
const sql::Query make_head_sql{
    "UPDATE household_members SET is_head = 1 WHERE owner_id = $1 AND membership_id = $2"};
const sql::Query each_count_sql{
    "SELECT h.household_id, h.state, CAST(COUNT(m.owner_id) AS BIGINT), "
    "CAST(COALESCE(SUM(m.is_head), 0) AS BIGINT) FROM households h LEFT JOIN household_members m "
    "ON m.household_id = h.household_id AND m.left_at IS NULL "
    "GROUP BY h.household_id, h.state ORDER BY h.household_id"};
const sql::Query astray_sql{
    "SELECT m.owner_id FROM household_members m LEFT JOIN households h "
    "ON h.household_id = m.household_id WHERE m.left_at IS NULL GROUP BY m.owner_id "
    "HAVING COUNT(*) > 1 OR COUNT(h.household_id) = 0 ORDER BY m.owner_id"};

#undef GX_TERMS_COLUMNS
#undef GX_HOUSEHOLD_COLUMNS
#undef GX_MEMBERSHIP_COLUMNS

}  // namespace

std::optional<Terms> last_terms(sql::Tx& tx, ProgrammeId programme) {
  return tx.find<Terms>(last_terms_sql, programme);
}

bool insert_terms(sql::Tx& tx, const Terms& terms) {
  return tx.exec(
             insert_terms_sql,
             terms.programme,
             terms.version,
             terms.members_max,
             terms.transfers,
             terms.points_min,
             terms.day_points_max,
             terms.month_points_max,
             terms.age_days_min,
             terms.reason,
             terms.created_at,
             terms.created_by
         ) == 1;
}

void insert(sql::Tx& tx, const Household& household) {
  tx.exec(
      insert_household_sql,
      household.id,
      household.programme,
      household.created_at,
      household.created_by
  );
}

std::optional<Household> find(sql::Tx& tx, HouseholdId id) {
  return tx.find<Household>(find_household_sql, id);
}

bool dissolve(sql::Tx& tx, HouseholdId id, Instant now, ActorId by) {
  return tx.exec(dissolve_sql, now, by, id) == 1;
}

bool insert_member(sql::Tx& tx, const Membership& membership) {
  return tx.exec(
             insert_member_sql,
             membership.member,
             membership.id,
             membership.household,
             membership.is_head,
             membership.joined_at,
             membership.joined_by
         ) == 1;
}

std::optional<Membership> open_membership(sql::Tx& tx, OwnerId member) {
  return tx.find<Membership>(open_membership_sql, member);
}

std::vector<Membership> history_of(sql::Tx& tx, OwnerId member) {
  return tx.list<Membership>(history_of_sql, member);
}

std::vector<Membership> members_of(sql::Tx& tx, HouseholdId id) {
  return tx.list<Membership>(members_of_sql, id);
}

bool end_membership(sql::Tx& tx, const Membership& membership) {
  return tx.exec(
             end_membership_sql,
             membership.left_at,
             membership.left_by,
             membership.ending,
             membership.member,
             membership.id
         ) == 1;
}

void make_head(sql::Tx& tx, const Membership& membership) {
  tx.exec(make_head_sql, membership.member, membership.id);
}

void each_count(sql::Tx& tx, const std::function<void(const Count&)>& visit) {
  tx.each<Count>(each_count_sql, [&](const Count& count) { visit(count); });
}

std::vector<OwnerId> astray(sql::Tx& tx) { return tx.list<OwnerId>(astray_sql); }

}  // namespace guanxi::households::store
