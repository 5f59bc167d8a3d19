#include "modules/profiles/store.h"

#include "modules/profiles/api_types.h"
#include "platform/sql/enum_column.h"

namespace guanxi::profiles::store {
namespace {

#define GX_FIELD_COLUMNS                                                                      \
  "programme_id, code, kind, field_use, label_zh, label_en, required, personal, searchable, " \
  "decimals, min_value, max_value, choices, state, version"

const sql::Query insert_field_sql{
    "INSERT INTO profile_fields (" GX_FIELD_COLUMNS
    ", changed_at, changed_by) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1, $15, $16) "
    "ON CONFLICT (programme_id, code) DO NOTHING"};
const sql::Query update_field_sql{
    "UPDATE profile_fields SET label_zh = $1, label_en = $2, required = $3, min_value = $4, "
    "max_value = $5, choices = $6, state = $7, version = version + 1, changed_at = $8, "
    "changed_by = $9 WHERE programme_id = $10 AND code = $11 AND version = $12"};
const sql::Query find_field_sql{"SELECT " GX_FIELD_COLUMNS
                                " FROM profile_fields WHERE programme_id = $1 AND code = $2"};
const sql::Query fields_of_sql{"SELECT " GX_FIELD_COLUMNS
                               " FROM profile_fields WHERE programme_id = $1 ORDER BY code"};
const sql::Query values_sql{
    "SELECT owner_id, field, value, sealed FROM profile_values WHERE owner_id = $1 ORDER BY field"};
const sql::Query put_value_sql{
    "INSERT INTO profile_values (owner_id, field, value, sealed, changed_at, changed_by) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (owner_id, field) DO UPDATE SET value = $3, "
    "sealed = $4, changed_at = $5, changed_by = $6"};
const sql::Query remove_value_sql{"DELETE FROM profile_values WHERE owner_id = $1 AND field = $2"};
const sql::Query put_search_sql{
    "INSERT INTO profile_search (programme_id, field, value, owner_id) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (programme_id, field, value, owner_id) DO NOTHING"};
const sql::Query remove_search_sql{"DELETE FROM profile_search WHERE owner_id = $1 AND field = $2"};
const sql::Query search_sql{
    "SELECT owner_id FROM profile_search WHERE programme_id = $1 AND field = $2 AND value = $3 "
    "AND owner_id > $4 ORDER BY owner_id LIMIT $5"};
const sql::Query addresses_sql{
    "SELECT owner_id, address_id, division, is_default, sealed FROM profile_addresses "
    "WHERE owner_id = $1 ORDER BY is_default DESC, address_id"};
const sql::Query put_address_sql{
    "INSERT INTO profile_addresses (owner_id, address_id, division, is_default, sealed, "
    "changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7) "
    "ON CONFLICT (owner_id, address_id) DO UPDATE SET division = $3, is_default = $4, "
    "sealed = $5, changed_at = $6, changed_by = $7"};
const sql::Query set_default_sql{
    "UPDATE profile_addresses SET is_default = $3 WHERE owner_id = $1 AND address_id = $2"};
const sql::Query remove_address_sql{
    "DELETE FROM profile_addresses WHERE owner_id = $1 AND address_id = $2"};
const sql::Query relatives_sql{
    "SELECT owner_id, relative_id, relation, sealed FROM profile_relatives WHERE owner_id = $1 "
    "ORDER BY relative_id"};
const sql::Query insert_relative_sql{
    "INSERT INTO profile_relatives (owner_id, relative_id, relation, sealed, changed_at, "
    "changed_by) VALUES ($1, $2, $3, $4, $5, $6)"};
const sql::Query remove_relative_sql{
    "DELETE FROM profile_relatives WHERE owner_id = $1 AND relative_id = $2"};
const sql::Query remove_values_sql{"DELETE FROM profile_values WHERE owner_id = $1"};
const sql::Query remove_searches_sql{"DELETE FROM profile_search WHERE owner_id = $1"};
const sql::Query remove_addresses_sql{"DELETE FROM profile_addresses WHERE owner_id = $1"};
const sql::Query remove_relatives_sql{"DELETE FROM profile_relatives WHERE owner_id = $1"};
const sql::Query sealed_owners_sql{
    "SELECT owner_id FROM profile_values WHERE owner_id > $1 AND sealed IS NOT NULL "
    "UNION SELECT owner_id FROM profile_addresses WHERE owner_id > $1 "
    "UNION SELECT owner_id FROM profile_relatives WHERE owner_id > $1 ORDER BY owner_id LIMIT $2"};
const sql::Query reseal_value_sql{
    "UPDATE profile_values SET sealed = $1 WHERE owner_id = $2 AND field = $3 AND sealed = $4"};
const sql::Query reseal_address_sql{
    "UPDATE profile_addresses SET sealed = $1 WHERE owner_id = $2 AND address_id = $3 "
    "AND sealed = $4"};
const sql::Query reseal_relative_sql{
    "UPDATE profile_relatives SET sealed = $1 WHERE owner_id = $2 AND relative_id = $3 "
    "AND sealed = $4"};

#undef GX_FIELD_COLUMNS

struct FieldRow {
  ProgrammeId programme;
  std::string code;
  FieldKind kind;
  FieldUse use;
  std::string label_zh, label_en;
  bool required, personal, searchable;
  int decimals;
  std::optional<std::int64_t> min, max;
  std::string choices;
  FieldState state;
  std::int64_t version;
};

std::string json_of(const std::vector<Choice>& choices) {
  return api::to_json(StoredChoices{choices});
}

Field field_of(FieldRow row) {
  auto choices = api::from_json<StoredChoices>(row.choices, api::Origin::stored);
  GX_CHECK_WHY(choices.has_value(), "the choices of a field are no longer readable");
  return {
      row.programme,
      std::move(row.code),
      row.kind,
      row.use,
      std::move(row.label_zh),
      std::move(row.label_en),
      row.required,
      row.personal,
      row.searchable,
      row.decimals,
      row.min,
      row.max,
      std::move(choices->items),
      row.state,
      row.version};
}

}  // namespace

bool put_field(sql::Tx& tx, const Field& field, ActorId by, Instant now) {
  const std::string choices = json_of(field.choices);
  if (field.version == 0) {
    return tx.exec(
               insert_field_sql,
               field.programme,
               field.code,
               field.kind,
               field.use,
               field.label_zh,
               field.label_en,
               field.required,
               field.personal,
               field.searchable,
               field.decimals,
               field.min,
               field.max,
               choices,
               field.state,
               now,
               by
           ) == 1;
  }
  return tx.exec(
             update_field_sql,
             field.label_zh,
             field.label_en,
             field.required,
             field.min,
             field.max,
             choices,
             field.state,
             now,
             by,
             field.programme,
             field.code,
             field.version
         ) == 1;
}

std::optional<Field> find_field(sql::Tx& tx, ProgrammeId programme, std::string_view code) {
  auto row = tx.find<FieldRow>(find_field_sql, programme, code);
  if (!row) return std::nullopt;
  return field_of(*std::move(row));
}

std::vector<Field> fields_of(sql::Tx& tx, ProgrammeId programme) {
  std::vector<Field> fields;
  for (FieldRow& row : tx.list<FieldRow>(fields_of_sql, programme)) {
    fields.push_back(field_of(std::move(row)));
  }
  return fields;
}

std::vector<ValueRow> values(sql::Tx& tx, OwnerId owner) {
  return tx.list<ValueRow>(values_sql, owner);
}

void put_value(sql::Tx& tx, const ValueRow& row, ActorId by, Instant now) {
  tx.exec(put_value_sql, row.owner, row.field, row.value, row.sealed, now, by);
}

void remove_value(sql::Tx& tx, OwnerId owner, std::string_view field) {
  tx.exec(remove_value_sql, owner, field);
}

void put_search(
    sql::Tx& tx,
    ProgrammeId programme,
    std::string_view field,
    const sql::Bytes& value,
    OwnerId owner
) {
  tx.exec(put_search_sql, programme, field, value, owner);
}

void remove_search(sql::Tx& tx, OwnerId owner, std::string_view field) {
  tx.exec(remove_search_sql, owner, field);
}

std::vector<OwnerId> search(
    sql::Tx& tx,
    ProgrammeId programme,
    std::string_view field,
    const sql::Bytes& value,
    OwnerId after,
    int limit
) {
  return tx.list<OwnerId>(search_sql, programme, field, value, after, limit);
}

std::vector<AddressRow> addresses(sql::Tx& tx, OwnerId owner) {
  return tx.list<AddressRow>(addresses_sql, owner);
}

void put_address(sql::Tx& tx, const AddressRow& row, ActorId by, Instant now) {
  tx.exec(put_address_sql, row.owner, row.id, row.division, row.is_default, row.sealed, now, by);
}

void set_default(sql::Tx& tx, OwnerId owner, AddressId id, bool is_default) {
  tx.exec(set_default_sql, owner, id, is_default);
}

bool remove_address(sql::Tx& tx, OwnerId owner, AddressId id) {
  return tx.exec(remove_address_sql, owner, id) == 1;
}

std::vector<RelativeRow> relatives(sql::Tx& tx, OwnerId owner) {
  return tx.list<RelativeRow>(relatives_sql, owner);
}

void insert_relative(sql::Tx& tx, const RelativeRow& row, ActorId by, Instant now) {
  tx.exec(insert_relative_sql, row.owner, row.id, row.relation, row.sealed, now, by);
}

bool remove_relative(sql::Tx& tx, OwnerId owner, RelativeId id) {
  return tx.exec(remove_relative_sql, owner, id) == 1;
}

void remove_all(sql::Tx& tx, OwnerId owner) {
  tx.exec(remove_values_sql, owner);
  tx.exec(remove_searches_sql, owner);
  tx.exec(remove_addresses_sql, owner);
  tx.exec(remove_relatives_sql, owner);
}

std::vector<OwnerId> sealed_owners(sql::Tx& tx, OwnerId after, int limit) {
  return tx.list<OwnerId>(sealed_owners_sql, after, limit);
}

std::int64_t reseal(sql::Tx& tx, const ValueRow& before, const sql::Bytes& fresh) {
  return tx.exec(reseal_value_sql, fresh, before.owner, before.field, before.sealed);
}

std::int64_t reseal(sql::Tx& tx, const AddressRow& before, const sql::Bytes& fresh) {
  return tx.exec(reseal_address_sql, fresh, before.owner, before.id, before.sealed);
}

std::int64_t reseal(sql::Tx& tx, const RelativeRow& before, const sql::Bytes& fresh) {
  return tx.exec(reseal_relative_sql, fresh, before.owner, before.id, before.sealed);
}

}  // namespace guanxi::profiles::store
