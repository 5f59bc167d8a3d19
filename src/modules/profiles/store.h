// All SQL of the profiles module. Inside modules/profiles only.
#pragma once

#include "modules/profiles/profiles.h"

namespace guanxi::profiles::store {

/// False if its version is not the one before field.version.
bool put_field(sql::Tx& tx, const Field& field, ActorId by, Instant now);
std::optional<Field> find_field(sql::Tx& tx, ProgrammeId programme, std::string_view code);
std::vector<Field> fields_of(sql::Tx& tx, ProgrammeId programme);

struct ValueRow {
  OwnerId owner;
  std::string field;
  std::optional<std::string> value;
  std::optional<sql::Bytes> sealed;
};
std::vector<ValueRow> values(sql::Tx& tx, OwnerId owner);
void put_value(sql::Tx& tx, const ValueRow& row, ActorId by, Instant now);
void remove_value(sql::Tx& tx, OwnerId owner, std::string_view field);
void put_search(
    sql::Tx& tx,
    ProgrammeId programme,
    std::string_view field,
    const sql::Bytes& value,
    OwnerId owner
);
void remove_search(sql::Tx& tx, OwnerId owner, std::string_view field);
std::vector<OwnerId> search(
    sql::Tx& tx,
    ProgrammeId programme,
    std::string_view field,
    const sql::Bytes& value,
    OwnerId after,
    int limit
);

struct AddressRow {
  OwnerId owner;
  AddressId id;
  std::string division;
  bool is_default;
  sql::Bytes sealed;
};
std::vector<AddressRow> addresses(sql::Tx& tx, OwnerId owner);  // the default first, then by id
void put_address(sql::Tx& tx, const AddressRow& row, ActorId by, Instant now);
void set_default(sql::Tx& tx, OwnerId owner, AddressId id, bool is_default);
bool remove_address(sql::Tx& tx, OwnerId owner, AddressId id);

struct RelativeRow {
  OwnerId owner;
  RelativeId id;
  Relation relation;
  sql::Bytes sealed;
};
std::vector<RelativeRow> relatives(sql::Tx& tx, OwnerId owner);
void insert_relative(sql::Tx& tx, const RelativeRow& row, ActorId by, Instant now);
bool remove_relative(sql::Tx& tx, OwnerId owner, RelativeId id);

void remove_all(sql::Tx& tx, OwnerId owner);

/// Members behind `after` who have something sealed, by id.
std::vector<OwnerId> sealed_owners(sql::Tx& tx, OwnerId after, int limit);
// The same values under other seals; how many rows that were.
std::int64_t reseal(sql::Tx& tx, const ValueRow& before, const sql::Bytes& fresh);
std::int64_t reseal(sql::Tx& tx, const AddressRow& before, const sql::Bytes& fresh);
std::int64_t reseal(sql::Tx& tx, const RelativeRow& before, const sql::Bytes& fresh);

}  // namespace guanxi::profiles::store
