#include "modules/cards/types_store.h"

#include "modules/cards/type_rules.h"
#include "platform/sql/enum_column.h"

namespace guanxi::cards::store {
namespace {

#define GX_TYPE_COLUMNS                                                                       \
  "card_type_id, programme_id, currency, code, state, version, name, warn_below, card_use, "  \
  "serial_length, first_number, last_number, prefix, suffix, check_length, validity, "        \
  "validity_months, valid_until, verification, points_rate, points_multiple, discount_rate, " \
  "cost_group, entitling_amount, stack_start, stack_rate, small_change, small_change_cap, "   \
  "created_at, created_by, changed_at, changed_by"

const sql::Query insert_type_sql{
    "INSERT INTO card_types (" GX_TYPE_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
    "$19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32) "
    "ON CONFLICT (code) DO NOTHING"};
const sql::Query update_type_sql{
    "UPDATE card_types SET version = version + 1, state = $1, name = $2, warn_below = $3, "
    "card_use = $4, serial_length = $5, first_number = $6, last_number = $7, prefix = $8, "
    "suffix = $9, check_length = $10, validity = $11, validity_months = $12, valid_until = $13, "
    "verification = $14, points_rate = $15, points_multiple = $16, discount_rate = $17, "
    "cost_group = $18, entitling_amount = $19, stack_start = $20, stack_rate = $21, "
    "small_change = $22, small_change_cap = $23, changed_at = $24, changed_by = $25 "
    "WHERE card_type_id = $26 AND version = $27"};
const sql::Query delete_type_sql{"DELETE FROM card_types WHERE card_type_id = $1 AND version = $2"};
const sql::Query find_type_sql{"SELECT " GX_TYPE_COLUMNS
                               " FROM card_types WHERE card_type_id = $1"};
const sql::Query find_type_code_sql{"SELECT " GX_TYPE_COLUMNS " FROM card_types WHERE code = $1"};
const sql::Query list_types_sql{"SELECT " GX_TYPE_COLUMNS " FROM card_types ORDER BY code"};

const sql::Query insert_change_sql{
    "INSERT INTO card_type_changes (card_type_id, version, field, before_text, after_text, "
    "reason, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
const sql::Query last_version_sql{
    "SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM card_type_changes "
    "WHERE card_type_id = $1"};
const sql::Query find_deleted_sql{
    "SELECT card_type_id FROM card_type_changes WHERE field = 'code' AND before_text = $1 "
    "ORDER BY card_type_id DESC LIMIT 1"};
const sql::Query numbers_within_sql{
    "SELECT number FROM card_directory WHERE number >= $1 AND number <= $2 "
    "AND CAST(LENGTH(number) AS BIGINT) = $3 ORDER BY number LIMIT $4"};
const sql::Query changes_sql{
    "SELECT version, field, before_text, after_text, reason, changed_at, changed_by "
    "FROM card_type_changes WHERE card_type_id = $1 AND version >= $2 AND version < $3 "
    "ORDER BY version DESC, field"};

#define GX_RANGE_COLUMNS                                                                       \
  "range_id, card_type_id, state, prefix, suffix, serial_length, check_length, first_number, " \
  "last_number, next_number"

const sql::Query insert_range_sql{"INSERT INTO card_ranges (" GX_RANGE_COLUMNS
                                  ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};
const sql::Query update_range_sql{
    "UPDATE card_ranges SET state = $1, last_number = $2 WHERE range_id = $3 AND next_number = $4"};
const sql::Query hand_out_sql{
    "UPDATE card_ranges SET next_number = $1 "
    "WHERE range_id = $2 AND next_number = $3 AND last_number = $4 AND state = 'open'"};
const sql::Query delete_ranges_sql{"DELETE FROM card_ranges WHERE card_type_id = $1"};
const sql::Query delete_range_sql{
    "DELETE FROM card_ranges WHERE range_id = $1 AND next_number = $2"};
const sql::Query all_ranges_sql{"SELECT " GX_RANGE_COLUMNS " FROM card_ranges ORDER BY range_id"};
const sql::Query ranges_of_sql{"SELECT " GX_RANGE_COLUMNS
                               " FROM card_ranges WHERE card_type_id = $1 ORDER BY range_id"};

struct TypeRow {
  CardTypeId id;
  ProgrammeId programme;
  Currency currency;
  std::string code;
  TypeState state;
  std::int64_t version;
  std::string name;
  std::int64_t warn_below;
  CardUse use;
  int serial_length;
  std::int64_t first_number, last_number;
  std::string prefix, suffix;
  int check_length;
  Validity validity;
  std::optional<int> validity_months;
  std::optional<Date> valid_until;
  Verification verification;
  std::int64_t points_rate, points_multiple, discount_rate;
  std::optional<std::string> cost_group;
  std::optional<std::int64_t> entitling_amount;
  std::int64_t stack_start, stack_rate;
  bool small_change;
  std::optional<std::int64_t> small_change_cap;
  Instant created_at;
  ActorId created_by;
  Instant changed_at;
  ActorId changed_by;
};

std::optional<std::int64_t> minor_of(const std::optional<Money>& money) {
  return money ? std::optional(money->minor()) : std::nullopt;
}

CardType type_of(TypeRow row) {
  const auto money = [&](const std::optional<std::int64_t>& minor) {
    return minor ? std::optional(Money(*minor, row.currency)) : std::nullopt;
  };
  CardType type;
  type.id = row.id;
  type.programme = row.programme;
  type.currency = row.currency;
  type.code = std::move(row.code);
  type.state = row.state;
  type.version = row.version;
  type.content.name = std::move(row.name);
  type.content.warn_below = row.warn_below;
  CardTerms& terms = type.content.terms;
  terms.use = row.use;
  terms.serial_length = row.serial_length;
  terms.first_number = row.first_number;
  terms.last_number = row.last_number;
  terms.prefix = std::move(row.prefix);
  terms.suffix = std::move(row.suffix);
  terms.check_length = row.check_length;
  terms.validity = row.validity;
  terms.validity_months = row.validity_months;
  terms.valid_until = row.valid_until;
  terms.verification = row.verification;
  terms.points_rate = rate_of_billionths(row.points_rate);
  terms.points_multiple = rate_of_billionths(row.points_multiple);
  terms.discount_rate = rate_of_billionths(row.discount_rate);
  terms.cost_group = std::move(row.cost_group);
  terms.entitling_amount = money(row.entitling_amount);
  terms.stack_start = rate_of_billionths(row.stack_start);
  terms.stack_rate = rate_of_billionths(row.stack_rate);
  terms.small_change = row.small_change;
  terms.small_change_cap = money(row.small_change_cap);
  type.created_at = row.created_at;
  type.created_by = row.created_by;
  type.changed_at = row.changed_at;
  type.changed_by = row.changed_by;
  return type;
}

std::optional<CardType> type_of(std::optional<TypeRow> row) {
  if (!row) return std::nullopt;
  return type_of(*std::move(row));
}

struct RangeRow {
  RangeId id;
  CardTypeId type;
  RangeState state;
  std::string prefix, suffix;
  int serial_length, check_length;
  std::int64_t first, last, next;
};

std::vector<Range> ranges_from(std::vector<RangeRow> rows) {
  std::vector<Range> ranges;
  ranges.reserve(rows.size());
  for (RangeRow& row : rows) {
    NumberForm form{
        std::move(row.prefix), std::move(row.suffix), row.serial_length, row.check_length};
    ranges.push_back({row.id, row.type, row.state, {std::move(form), row.first, row.last}, row.next}
    );
  }
  return ranges;
}

}  // namespace

bool insert_type(sql::Tx& tx, const CardType& type) {
  const CardTerms& terms = type.content.terms;
  return tx.exec(
             insert_type_sql,
             type.id,
             type.programme,
             type.currency,
             type.code,
             type.state,
             type.version,
             type.content.name,
             type.content.warn_below,
             terms.use,
             terms.serial_length,
             terms.first_number,
             terms.last_number,
             terms.prefix,
             terms.suffix,
             terms.check_length,
             terms.validity,
             terms.validity_months,
             terms.valid_until,
             terms.verification,
             billionths(terms.points_rate),
             billionths(terms.points_multiple),
             billionths(terms.discount_rate),
             terms.cost_group,
             minor_of(terms.entitling_amount),
             billionths(terms.stack_start),
             billionths(terms.stack_rate),
             terms.small_change,
             minor_of(terms.small_change_cap),
             type.created_at,
             type.created_by,
             type.changed_at,
             type.changed_by
         ) == 1;
}

bool update_type(sql::Tx& tx, const CardType& type) {
  const CardTerms& terms = type.content.terms;
  return tx.exec(
             update_type_sql,
             type.state,
             type.content.name,
             type.content.warn_below,
             terms.use,
             terms.serial_length,
             terms.first_number,
             terms.last_number,
             terms.prefix,
             terms.suffix,
             terms.check_length,
             terms.validity,
             terms.validity_months,
             terms.valid_until,
             terms.verification,
             billionths(terms.points_rate),
             billionths(terms.points_multiple),
             billionths(terms.discount_rate),
             terms.cost_group,
             minor_of(terms.entitling_amount),
             billionths(terms.stack_start),
             billionths(terms.stack_rate),
             terms.small_change,
             minor_of(terms.small_change_cap),
             type.changed_at,
             type.changed_by,
             type.id,
             type.version
         ) == 1;
}

bool delete_type(sql::Tx& tx, CardTypeId id, std::int64_t version) {
  return tx.exec(delete_type_sql, id, version) == 1;
}

std::optional<CardType> find_type(sql::Tx& tx, CardTypeId id) {
  return type_of(tx.find<TypeRow>(find_type_sql, id));
}

std::optional<CardType> find_type(sql::Tx& tx, std::string_view code) {
  return type_of(tx.find<TypeRow>(find_type_code_sql, code));
}

std::vector<CardType> list_types(sql::Tx& tx) {
  std::vector<CardType> types;
  for (TypeRow& row : tx.list<TypeRow>(list_types_sql)) types.push_back(type_of(std::move(row)));
  return types;
}

void insert_change(sql::Tx& tx, CardTypeId type, const TypeChange& change) {
  tx.exec(
      insert_change_sql,
      type,
      change.version,
      change.field,
      change.before,
      change.after,
      change.reason,
      change.changed_at,
      change.changed_by
  );
}

std::int64_t last_version(sql::Tx& tx, CardTypeId type) {
  return tx.get<std::int64_t>(last_version_sql, type);
}

std::vector<TypeChange> changes_between(
    sql::Tx& tx, CardTypeId type, std::int64_t from_version, std::int64_t to_version
) {
  return tx.list<TypeChange>(changes_sql, type, from_version, to_version);
}

std::optional<CardTypeId> find_deleted(sql::Tx& tx, std::string_view code) {
  return tx.find<CardTypeId>(find_deleted_sql, code);
}

void insert_range(sql::Tx& tx, const Range& range) {
  const NumberForm& form = range.numbers.form;
  tx.exec(
      insert_range_sql,
      range.id,
      range.type,
      range.state,
      form.prefix,
      form.suffix,
      form.serial_length,
      form.check_length,
      range.numbers.first,
      range.numbers.last,
      range.next
  );
}

bool update_range(sql::Tx& tx, const Range& range) {
  return tx.exec(update_range_sql, range.state, range.numbers.last, range.id, range.next) == 1;
}

bool hand_out(sql::Tx& tx, const Range& range, std::int64_t next) {
  return tx.exec(hand_out_sql, next, range.id, range.next, range.numbers.last) == 1;
}

void delete_ranges(sql::Tx& tx, CardTypeId type) { tx.exec(delete_ranges_sql, type); }

bool delete_range(sql::Tx& tx, const Range& range) {
  return tx.exec(delete_range_sql, range.id, range.next) == 1;
}

std::vector<Range> all_ranges(sql::Tx& tx) {
  return ranges_from(tx.list<RangeRow>(all_ranges_sql));
}

std::vector<Range> ranges_of(sql::Tx& tx, CardTypeId type) {
  return ranges_from(tx.list<RangeRow>(ranges_of_sql, type));
}

std::vector<std::string> numbers_within(
    sql::Tx& tx, std::string_view first, std::string_view last, int limit
) {
  GX_CHECK(first.size() == last.size());
  return tx.list<std::string>(
      numbers_within_sql, first, last, static_cast<std::int64_t>(first.size()), limit
  );
}

std::optional<Range> open_range_of(sql::Tx& tx, CardTypeId type) {
  for (Range& range : store::ranges_of(tx, type)) {
    if (range.state == RangeState::open) return std::move(range);
  }
  return std::nullopt;
}

}  // namespace guanxi::cards::store
