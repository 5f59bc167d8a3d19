// The questions that read whole members, to compare them with others.
#include "modules/members/store.h"
#include "platform/sql/enum_column.h"

namespace guanxi::members::store {
namespace {

#define GX_KNOWN_COLUMNS                                                                      \
  "owner_id, programme_id, member_code, state, name, gender, birthday, language, joined_on, " \
  "joined_store_id, channel, version, phone_sealed, email_sealed, id_number_sealed, "         \
  "address_sealed"

const sql::Query by_birthday_sql{
    "SELECT " GX_KNOWN_COLUMNS
    " FROM members WHERE programme_id = $1 AND birthday = $2 AND state <> 'closed' "
    "ORDER BY owner_id DESC LIMIT $3"};
const sql::Query by_id_number_end_sql{
    "SELECT " GX_KNOWN_COLUMNS
    " FROM members WHERE programme_id = $1 AND id_number_last4 = $2 AND state <> 'closed' "
    "ORDER BY owner_id DESC LIMIT $3"};
const sql::Query by_whole_term_sql{
    "SELECT " GX_KNOWN_COLUMNS
    " FROM members WHERE state <> 'closed' AND owner_id IN "
    "(SELECT owner_id FROM member_search WHERE programme_id = $1 AND term = $2 "
    "ORDER BY owner_id DESC LIMIT $3) ORDER BY owner_id DESC"};
const sql::Query known_after_sql{
    "SELECT " GX_KNOWN_COLUMNS
    " FROM members WHERE owner_id > $1 AND programme_id = $2 AND state <> 'closed' "
    "ORDER BY owner_id LIMIT $3"};

const sql::Query find_known_sql{"SELECT " GX_KNOWN_COLUMNS " FROM members WHERE owner_id = $1"};
const sql::Query who_by_birthday_sql{
    "SELECT owner_id, version FROM members WHERE programme_id = $1 AND birthday = $2 "
    "AND state <> 'closed' ORDER BY owner_id DESC LIMIT $3"};
const sql::Query who_by_id_number_end_sql{
    "SELECT owner_id, version FROM members WHERE programme_id = $1 AND id_number_last4 = $2 "
    "AND state <> 'closed' ORDER BY owner_id DESC LIMIT $3"};
const sql::Query who_by_whole_term_sql{
    "SELECT owner_id, version FROM members WHERE state <> 'closed' AND owner_id IN "
    "(SELECT owner_id FROM member_search WHERE programme_id = $1 AND term = $2 "
    "ORDER BY owner_id DESC LIMIT $3) ORDER BY owner_id DESC"};

struct Row {
  OwnerId id;
  ProgrammeId programme;
  std::string member_code;
  State state;
  std::string name;
  Gender gender;
  std::optional<Date> birthday;
  std::string language;
  Date joined_on;
  std::optional<StoreId> joined_store;
  std::string channel;
  std::int64_t version;
  std::optional<sql::Bytes> phone, email, id_number, address;
};

std::vector<KnownRow> known(std::vector<Row> rows) {
  std::vector<KnownRow> found;
  for (Row& row : rows) {
    KnownRow& one = found.emplace_back();
    one.member = {
        .id = row.id,
        .programme = row.programme,
        .member_code = std::move(row.member_code),
        .state = row.state,
        .name = std::move(row.name),
        .gender = row.gender,
        .birthday = row.birthday,
        .language = std::move(row.language),
        .joined_on = row.joined_on,
        .joined_store = row.joined_store,
        .channel = std::move(row.channel),
        .version = row.version,
    };
    one.sealed.phone = std::move(row.phone);
    one.sealed.email = std::move(row.email);
    one.sealed.id_number = std::move(row.id_number);
    one.sealed.address = std::move(row.address);
  }
  return found;
}

}  // namespace

std::vector<KnownRow> by_birthday(sql::Tx& tx, ProgrammeId programme, Date birthday, int limit) {
  return known(tx.list<Row>(by_birthday_sql, programme, birthday, limit));
}

std::vector<KnownRow> by_id_number_end(
    sql::Tx& tx, ProgrammeId programme, const sql::Bytes& last_four, int limit
) {
  return known(tx.list<Row>(by_id_number_end_sql, programme, last_four, limit));
}

std::vector<KnownRow> by_whole_term(
    sql::Tx& tx, ProgrammeId programme, std::string_view term, int limit
) {
  return known(tx.list<Row>(by_whole_term_sql, programme, term, limit));
}

std::vector<KnownRow> known_after(sql::Tx& tx, ProgrammeId programme, OwnerId after, int limit) {
  return known(tx.list<Row>(known_after_sql, after, programme, limit));
}

std::optional<KnownRow> find_known(sql::Tx& tx, OwnerId id) {
  auto found = known(tx.list<Row>(find_known_sql, id));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<AtVersion> who_by_birthday(
    sql::Tx& tx, ProgrammeId programme, Date birthday, int limit
) {
  return tx.list<AtVersion>(who_by_birthday_sql, programme, birthday, limit);
}

std::vector<AtVersion> who_by_id_number_end(
    sql::Tx& tx, ProgrammeId programme, const sql::Bytes& last_four, int limit
) {
  return tx.list<AtVersion>(who_by_id_number_end_sql, programme, last_four, limit);
}

std::vector<AtVersion> who_by_whole_term(
    sql::Tx& tx, ProgrammeId programme, std::string_view term, int limit
) {
  return tx.list<AtVersion>(who_by_whole_term_sql, programme, term, limit);
}

}  // namespace guanxi::members::store
