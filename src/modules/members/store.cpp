#include "modules/members/store.h"

#include <algorithm>

#include "platform/sql/enum_column.h"

namespace guanxi::members::store {
namespace {

#define GX_MEMBER_COLUMNS                                                                     \
  "owner_id, programme_id, member_code, state, name, gender, birthday, language, joined_on, " \
  "joined_store_id, channel, version"

const sql::Query insert_sql{
    "INSERT INTO members (" GX_MEMBER_COLUMNS
    ", phone_sealed, phone_last4, email_sealed, id_number_sealed, id_number_last4, "
    "address_sealed, created_at, created_by, updated_at, updated_by, search_version) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
    "$19, $20, $19, $20, $21)"};
const sql::Query find_sql{"SELECT " GX_MEMBER_COLUMNS
                          ", merged_into FROM members WHERE owner_id = $1"};
const sql::Query merge_sql{
    "UPDATE members SET state = $1, merged_into = $2, version = version + 1, updated_at = $3, "
    "updated_by = $4 WHERE owner_id = $5 AND version = $6"};
const sql::Query find_sealed_sql{
    "SELECT phone_sealed, phone_last4, email_sealed, id_number_sealed, id_number_last4, "
    "address_sealed FROM members WHERE owner_id = $1"};
const sql::Query update_sql{
    "UPDATE members SET state = $1, name = $2, gender = $3, birthday = $4, language = $5, "
    "phone_sealed = $6, phone_last4 = $7, email_sealed = $8, id_number_sealed = $9, "
    "id_number_last4 = $10, address_sealed = $11, version = version + 1, updated_at = $12, "
    "updated_by = $13 WHERE owner_id = $14 AND version = $15"};
const sql::Query birthday_changed_on_sql{
    "SELECT birthday_changed_on FROM members WHERE owner_id = $1"};
const sql::Query set_birthday_changed_on_sql{
    "UPDATE members SET birthday_changed_on = $2 WHERE owner_id = $1"};
const sql::Query by_phone_end_sql{
    "SELECT " GX_MEMBER_COLUMNS
    ", merged_into FROM members WHERE programme_id = $1 AND phone_last4 = $2 AND state <> 'closed' "
    "ORDER BY owner_id LIMIT $3"};
const sql::Query by_name_sql{"SELECT " GX_MEMBER_COLUMNS
                             ", merged_into FROM members WHERE programme_id = $1 AND name >= $2 "
                             "AND name < $3 AND state <> 'closed' "
                             "ORDER BY name, owner_id LIMIT $4"};
const sql::Query put_term_sql{
    "INSERT INTO member_search (programme_id, term, owner_id) VALUES ($1, $2, $3) "
    "ON CONFLICT (programme_id, term, owner_id) DO NOTHING"};
const sql::Query remove_term_sql{
    "DELETE FROM member_search WHERE programme_id = $1 AND term = $2 AND owner_id = $3"};
const sql::Query by_term_sql{
    "SELECT owner_id FROM member_search WHERE programme_id = $1 AND term >= $2 AND term < $3 "
    "ORDER BY term, owner_id LIMIT $4"};
const sql::Query without_terms_sql{
    "SELECT owner_id, programme_id, state, name FROM members WHERE search_version = 0 "
    "ORDER BY owner_id LIMIT $1"};
const sql::Query set_search_version_sql{
    "UPDATE members SET search_version = $1 WHERE owner_id = $2"};
const sql::Query find_owner_sql{
    "SELECT owner_id FROM member_directory WHERE programme_id = $1 AND kind = $2 AND value = $3"};
const sql::Query claim_sql{
    "INSERT INTO member_directory (programme_id, kind, value, owner_id, created_at) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (programme_id, kind, value) DO NOTHING"};
const sql::Query insert_identity_sql{
    "INSERT INTO member_identities (owner_id, kind, value, programme_id, value_sealed, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6)"};
const sql::Query identities_sql{
    "SELECT programme_id, value FROM member_identities WHERE owner_id = $1 AND kind = $2"};
const sql::Query release_sql{
    "DELETE FROM member_directory "
    "WHERE programme_id = $1 AND kind = $2 AND value = $3 AND owner_id = $4"};
const sql::Query share_entry_sql{
    "UPDATE member_directory SET owner_id = 0 "
    "WHERE programme_id = $1 AND kind = $2 AND value = $3 AND owner_id = $4"};
const sql::Query add_sharer_sql{
    "INSERT INTO member_sharers (programme_id, kind, value, owner_id, created_at) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (programme_id, kind, value, owner_id) DO NOTHING"};
const sql::Query sharers_sql{
    "SELECT owner_id FROM member_sharers WHERE programme_id = $1 AND kind = $2 AND value = $3 "
    "ORDER BY owner_id"};
const sql::Query remove_sharer_sql{
    "DELETE FROM member_sharers "
    "WHERE programme_id = $1 AND kind = $2 AND value = $3 AND owner_id = $4"};
const sql::Query unshare_entry_sql{
    "UPDATE member_directory SET owner_id = $4 "
    "WHERE programme_id = $1 AND kind = $2 AND value = $3 AND owner_id = 0"};
const sql::Query forget_released_sql{"DELETE FROM member_released WHERE owner_id = $1"};
const sql::Query keep_released_sql{
    "INSERT INTO member_released (owner_id, kind, value, released_at, released_by, taken_at, "
    "verified_at, verified_by, verified_why) "
    "SELECT owner_id, kind, value, CAST($1 AS BIGINT), CAST($2 AS BIGINT), created_at, "
    "verified_at, verified_by, verified_why "
    "FROM member_identities WHERE owner_id = $3 AND kind = $4"};
const sql::Query delete_identities_sql{
    "DELETE FROM member_identities WHERE owner_id = $1 AND kind = $2"};
const sql::Query sealed_externals_sql{
    "SELECT value_sealed FROM member_identities "
    "WHERE owner_id = $1 AND kind = 'external' AND value_sealed IS NOT NULL "
    "ORDER BY created_at, value"};
const sql::Query sealed_rows_sql{
    "SELECT owner_id, version, phone_sealed, email_sealed, id_number_sealed, address_sealed "
    "FROM members WHERE owner_id > $1 ORDER BY owner_id LIMIT $2"};
const sql::Query externals_between_sql{
    "SELECT owner_id, value, value_sealed FROM member_identities "
    "WHERE owner_id > $1 AND owner_id <= $2 AND kind = 'external' AND value_sealed IS NOT NULL "
    "ORDER BY owner_id, value"};
const sql::Query replace_seals_sql{
    "UPDATE members SET phone_sealed = $1, email_sealed = $2, id_number_sealed = $3, "
    "address_sealed = $4 WHERE owner_id = $5 AND version = $6"};
const sql::Query replace_external_sql{
    "UPDATE member_identities SET value_sealed = $1 "
    "WHERE owner_id = $2 AND kind = 'external' AND value = $3 AND value_sealed = $4"};

}  // namespace

void insert(
    sql::Tx& tx,
    const Member& member,
    const Sealed& sealed,
    std::int64_t terms_version,
    ActorId by,
    Instant now
) {
  tx.exec(
      insert_sql,
      member.id,
      member.programme,
      member.member_code,
      member.state,
      member.name,
      member.gender,
      member.birthday,
      member.language,
      member.joined_on,
      member.joined_store,
      member.channel,
      member.version,
      sealed.phone,
      sealed.phone_last4,
      sealed.email,
      sealed.id_number,
      sealed.id_number_last4,
      sealed.address,
      now,
      by,
      terms_version
  );
}

std::optional<Member> find(sql::Tx& tx, OwnerId id) { return tx.find<Member>(find_sql, id); }

std::optional<Sealed> find_sealed(sql::Tx& tx, OwnerId id) {
  return tx.find<Sealed>(find_sealed_sql, id);
}

std::optional<Date> birthday_changed_on(sql::Tx& tx, OwnerId id) {
  return tx.get<std::optional<Date>>(birthday_changed_on_sql, id);
}

void set_birthday_changed_on(sql::Tx& tx, OwnerId id, Date day) {
  tx.exec(set_birthday_changed_on_sql, id, day);
}

bool update(sql::Tx& tx, const Member& member, const Sealed& sealed, ActorId by, Instant now) {
  return tx.exec(
             update_sql,
             member.state,
             member.name,
             member.gender,
             member.birthday,
             member.language,
             sealed.phone,
             sealed.phone_last4,
             sealed.email,
             sealed.id_number,
             sealed.id_number_last4,
             sealed.address,
             now,
             by,
             member.id,
             member.version
         ) == 1;
}

bool merge(
    sql::Tx& tx, const Member& member, std::optional<OwnerId> into, ActorId by, Instant now
) {
  return tx.exec(merge_sql, member.state, into, now, by, member.id, member.version) == 1;
}

std::vector<Member> by_phone_end(
    sql::Tx& tx, ProgrammeId programme, const sql::Bytes& last_four, int limit
) {
  return tx.list<Member>(by_phone_end_sql, programme, last_four, limit);
}

std::vector<Member> by_name(
    sql::Tx& tx, ProgrammeId programme, std::string_view from, std::string_view to, int limit
) {
  return tx.list<Member>(by_name_sql, programme, from, to, limit);
}

void put_terms(
    sql::Tx& tx, ProgrammeId programme, OwnerId owner, const std::vector<std::string>& terms
) {
  for (const std::string& term : terms) tx.exec(put_term_sql, programme, term, owner);
}

void remove_terms(
    sql::Tx& tx, ProgrammeId programme, OwnerId owner, const std::vector<std::string>& terms
) {
  for (const std::string& term : terms) tx.exec(remove_term_sql, programme, term, owner);
}

std::vector<OwnerId> by_term(
    sql::Tx& tx, ProgrammeId programme, std::string_view from, std::string_view to, int limit
) {
  constexpr int terms_max = 9;  // of one member that may begin alike
  std::vector<OwnerId> owners;
  for (const OwnerId owner :
       tx.list<OwnerId>(by_term_sql, programme, from, to, limit * terms_max)) {
    if (std::ssize(owners) == limit) break;
    if (std::ranges::find(owners, owner) == owners.end()) owners.push_back(owner);
  }
  return owners;
}

std::vector<Unsearchable> without_terms(sql::Tx& tx, int limit) {
  return tx.list<Unsearchable>(without_terms_sql, limit);
}

void set_search_version(sql::Tx& tx, OwnerId owner, std::int64_t version) {
  tx.exec(set_search_version_sql, version, owner);
}

std::optional<OwnerId> find_owner(
    sql::Tx& tx, ProgrammeId programme, IdentityKind kind, const sql::Bytes& value
) {
  return tx.find<OwnerId>(find_owner_sql, programme, kind, value);
}

bool claim(
    sql::Tx& tx,
    ProgrammeId programme,
    IdentityKind kind,
    const sql::Bytes& value,
    const std::optional<sql::Bytes>& sealed,
    OwnerId owner,
    Instant now
) {
  if (tx.exec(claim_sql, programme, kind, value, owner, now) == 0) return false;
  tx.exec(insert_identity_sql, owner, kind, value, programme, sealed, now);
  return true;
}

bool share(
    sql::Tx& tx,
    ProgrammeId programme,
    IdentityKind kind,
    const sql::Bytes& value,
    OwnerId owner,
    Instant now
) {
  const auto holder = find_owner(tx, programme, kind, value);
  if (!holder) return false;
  if (*holder != OwnerId()) {
    if (tx.exec(share_entry_sql, programme, kind, value, *holder) == 0) return false;
    tx.exec(add_sharer_sql, programme, kind, value, *holder, now);
  }
  tx.exec(add_sharer_sql, programme, kind, value, owner, now);
  tx.exec(insert_identity_sql, owner, kind, value, programme, std::optional<sql::Bytes>(), now);
  return true;
}

std::vector<OwnerId> sharers(
    sql::Tx& tx, ProgrammeId programme, IdentityKind kind, const sql::Bytes& value
) {
  return tx.list<OwnerId>(sharers_sql, programme, kind, value);
}

void release(sql::Tx& tx, OwnerId owner, IdentityKind kind, ActorId by, Instant now) {
  struct Row {
    ProgrammeId programme;
    sql::Bytes value;
  };
  for (const Row& row : tx.list<Row>(identities_sql, owner, kind)) {
    if (tx.exec(release_sql, row.programme, kind, row.value, owner) > 0) continue;
    tx.exec(remove_sharer_sql, row.programme, kind, row.value, owner);
    const auto left = sharers(tx, row.programme, kind, row.value);
    if (left.size() != 1) continue;
    tx.exec(unshare_entry_sql, row.programme, kind, row.value, left.front());
    tx.exec(remove_sharer_sql, row.programme, kind, row.value, left.front());
  }
  tx.exec(keep_released_sql, now, by, owner, kind);
  tx.exec(delete_identities_sql, owner, kind);
}

void forget_released(sql::Tx& tx, OwnerId owner) { tx.exec(forget_released_sql, owner); }

std::vector<sql::Bytes> sealed_externals(sql::Tx& tx, OwnerId owner) {
  return tx.list<sql::Bytes>(sealed_externals_sql, owner);
}

std::vector<SealedRow> sealed_rows(sql::Tx& tx, OwnerId after, int limit) {
  return tx.list<SealedRow>(sealed_rows_sql, after, limit);
}

std::vector<SealedExternal> sealed_externals_between(sql::Tx& tx, OwnerId after, OwnerId last) {
  return tx.list<SealedExternal>(externals_between_sql, after, last);
}

bool replace_seals(sql::Tx& tx, const SealedRow& row) {
  return tx.exec(
             replace_seals_sql,
             row.phone,
             row.email,
             row.id_number,
             row.address,
             row.owner,
             row.version
         ) == 1;
}

bool replace_external(sql::Tx& tx, const SealedExternal& before, const sql::Bytes& sealed) {
  return tx.exec(replace_external_sql, sealed, before.owner, before.value, before.sealed) == 1;
}

}  // namespace guanxi::members::store
