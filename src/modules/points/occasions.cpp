#include "modules/points/occasions.h"

#include <algorithm>

#include "platform/sql/enum_column.h"

namespace guanxi::points {

namespace {

constexpr std::int64_t billion = 1'000'000'000;

#define GX_OCCASION_COLUMNS                                                                     \
  "occasion_id, code, version, state, kind, name, multiple, points, starts_at, ends_at, "       \
  "weekdays, from_minute, to_minute, birthday, stores, card_types, items, reason, created_at, " \
  "created_by, times_per_member, period, programme_id"

const sql::Query insert_occasion_sql{
    "INSERT INTO points_occasions (" GX_OCCASION_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, "
    "$16, $17, $18, $19, $20, $21, $22, $23) ON CONFLICT (programme_id, code, version) DO NOTHING"};
const sql::Query all_occasions_sql{"SELECT " GX_OCCASION_COLUMNS
                                   " FROM points_occasions WHERE programme_id = $1 "
                                   "ORDER BY code, version DESC"};
const sql::Query occasion_versions_sql{
    "SELECT " GX_OCCASION_COLUMNS
    " FROM points_occasions WHERE programme_id = $1 AND code = $2 ORDER BY version DESC"};
const sql::Query every_occasion_sql{"SELECT " GX_OCCASION_COLUMNS
                                    " FROM points_occasions ORDER BY programme_id, code, version "
                                    "DESC"};
const sql::Query count_occasions_sql{"SELECT COUNT(*) FROM points_occasions"};

#undef GX_OCCASION_COLUMNS

struct OccasionRow {
  std::int64_t id;
  std::string code;
  int version;
  OccasionState state;
  OccasionKind kind;
  std::string name;
  std::int64_t multiple;
  Points points;
  Instant starts_at;
  std::optional<Instant> ends_at;
  int weekdays, from_minute, to_minute;
  OccasionBirthday birthday;
  std::string stores, card_types, items, reason;
  Instant created_at;
  ActorId created_by;
  int times_per_member;
  OccasionPeriod period;
  ProgrammeId programme;
};

// Lists are stored as words with blanks between them: neither ids nor codes have any.
template <class T>
std::string joined(const std::vector<T>& all, auto&& shown) {
  std::string text;
  for (const T& one : all) {
    if (!text.empty()) text += ' ';
    text += shown(one);
  }
  return text;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::vector<std::int64_t> numbers_of(std::string_view text) {
  std::vector<std::int64_t> numbers;
  for (const std::string& word : words_of(text)) {
    const auto number = parse_id(word);
    GX_CHECK(number.has_value());
    numbers.push_back(*number);
  }
  return numbers;
}

Occasion occasion_of(OccasionRow row) {
  Occasion occasion;
  occasion.id = row.id;
  occasion.programme = row.programme;
  occasion.code = std::move(row.code);
  occasion.version = row.version;
  occasion.state = row.state;
  occasion.kind = row.kind;
  occasion.name = std::move(row.name);
  occasion.multiple = Rate::of(row.multiple, billion);
  occasion.points = row.points;
  occasion.starts_at = row.starts_at;
  occasion.ends_at = row.ends_at;
  occasion.weekdays = row.weekdays;
  occasion.from_minute = row.from_minute;
  occasion.to_minute = row.to_minute;
  occasion.birthday = row.birthday;
  for (const std::int64_t id : numbers_of(row.stores)) occasion.stores.push_back(StoreId(id));
  occasion.card_types = numbers_of(row.card_types);
  occasion.items = words_of(row.items);
  occasion.reason = std::move(row.reason);
  occasion.created_at = row.created_at;
  occasion.created_by = row.created_by;
  occasion.times_per_member = row.times_per_member;
  occasion.period = row.period;
  return occasion;
}

std::vector<Occasion> occasions_of(std::vector<OccasionRow> rows) {
  std::vector<Occasion> found;
  for (OccasionRow& row : rows) found.push_back(occasion_of(std::move(row)));
  return found;
}

Result<Occasion> insert(sql::Tx& tx, IdGenerator& ids, Occasion occasion, ActorId by, Instant now) {
  occasion.id = ids.next();
  occasion.created_at = now;
  occasion.created_by = by;
  const auto number = [](auto id) { return std::to_string(id); };
  const std::int64_t inserted = tx.exec(
      insert_occasion_sql,
      occasion.id,
      occasion.code,
      occasion.version,
      occasion.state,
      occasion.kind,
      occasion.name,
      occasion.multiple.apply(billion, Rounding::floor),
      occasion.points,
      occasion.starts_at,
      occasion.ends_at,
      occasion.weekdays,
      occasion.from_minute,
      occasion.to_minute,
      occasion.birthday,
      joined(occasion.stores, [&](StoreId store) { return number(store.value()); }),
      joined(occasion.card_types, number),
      joined(occasion.items, [](const std::string& item) { return item; }),
      occasion.reason,
      occasion.created_at,
      occasion.created_by,
      occasion.times_per_member,
      occasion.period,
      occasion.programme
  );
  if (inserted == 0) return ErrorCode::conflict;  // somebody added this version meanwhile
  return occasion;
}

}  // namespace

Result<Occasion> add_occasion(
    sql::Tx& tx, IdGenerator& ids, Occasion occasion, ActorId by, Instant now
) {
  const auto before =
      tx.list<OccasionRow>(occasion_versions_sql, occasion.programme, occasion.code);
  if (!before.empty() && before.front().state == OccasionState::retired) {
    return fail(ErrorCode::points_occasion_retired, "/code");
  }
  // Sales that were made stay as they are: what applies to them is not declared afterwards.
  if (occasion.starts_at < now ||
      (!before.empty() && occasion.starts_at <= before.front().starts_at)) {
    return fail(ErrorCode::out_of_range, "/starts_at");
  }
  if (occasion.ends_at && *occasion.ends_at <= occasion.starts_at) {
    return fail(ErrorCode::out_of_range, "/ends_at");
  }
  occasion.version = before.empty() ? 1 : before.front().version + 1;
  return insert(tx, ids, std::move(occasion), by, now);
}

Result<Occasion> retire_occasion(
    sql::Tx& tx,
    IdGenerator& ids,
    ProgrammeId programme,
    std::string_view code,
    std::string_view reason,
    ActorId by,
    Instant now
) {
  auto versions = occasions_of(tx.list<OccasionRow>(occasion_versions_sql, programme, code));
  if (versions.empty()) {
    return fail(ErrorCode::points_occasion_not_found, "/code", {{"occasion", std::string(code)}});
  }
  Occasion last = std::move(versions.front());
  if (last.state == OccasionState::retired) {
    return fail(ErrorCode::points_occasion_retired, "/code");
  }
  last.state = OccasionState::retired;
  ++last.version;
  last.starts_at = now;  // versions yet to come do not come any more
  last.ends_at.reset();
  last.reason = reason;
  return insert(tx, ids, std::move(last), by, now);
}

std::vector<Occasion> occasions(sql::Tx& tx, ProgrammeId programme) {
  return occasions_of(tx.list<OccasionRow>(all_occasions_sql, programme));
}

std::vector<Occasion> every_occasion(sql::Tx& tx) {
  return occasions_of(tx.list<OccasionRow>(every_occasion_sql));
}

std::int64_t count_occasions(sql::Tx& tx) { return tx.get<std::int64_t>(count_occasions_sql); }

std::vector<Occasion> in_force_at(const std::vector<Occasion>& versions, Instant when) {
  std::vector<Occasion> in_force;
  std::string_view code;
  for (const Occasion& one : versions) {
    if (one.starts_at > when || one.code == code) continue;  // to come; an older version
    code = one.code;
    const bool over = one.state == OccasionState::retired || (one.ends_at && *one.ends_at <= when);
    if (!over) in_force.push_back(one);
  }
  return in_force;
}

}  // namespace guanxi::points
