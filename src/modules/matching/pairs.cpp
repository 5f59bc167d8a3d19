#include "modules/matching/pairs.h"

#include <algorithm>
#include <charconv>

#include "platform/sql/enum_column.h"

namespace guanxi::matching {
namespace {

#define GX_PAIR_COLUMNS                                                                        \
  "owner_id, other_id, programme_id, score, reasons, origin, found_at, decision, decided_at, " \
  "decided_by, note, version"

const sql::Query find_sql{"SELECT " GX_PAIR_COLUMNS
                          " FROM matching_pairs WHERE owner_id = $1 AND other_id = $2"};
const sql::Query first_sql{"SELECT " GX_PAIR_COLUMNS
                           " FROM matching_pairs WHERE programme_id = $1 AND decision = $2 "
                           "AND shelved_by IS NULL "
                           "ORDER BY score DESC, owner_id DESC, other_id DESC LIMIT $3"};
const sql::Query after_sql{"SELECT " GX_PAIR_COLUMNS
                           " FROM matching_pairs WHERE programme_id = $1 AND decision = $2 "
                           "AND shelved_by IS NULL AND (score, owner_id, other_id) < ($3, $4, $5) "
                           "ORDER BY score DESC, owner_id DESC, other_id DESC LIMIT $6"};
const sql::Query insert_sql{
    "INSERT INTO matching_pairs (owner_id, other_id, programme_id, score, reasons, origin, "
    "found_at, decision, note, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', '', 1) "
    "ON CONFLICT (owner_id, other_id) DO NOTHING"};
const sql::Query refresh_sql{
    "UPDATE matching_pairs SET score = $1, reasons = $2 "
    "WHERE owner_id = $3 AND other_id = $4 AND decision = 'open'"};
const sql::Query decide_sql{
    "UPDATE matching_pairs SET decision = $1, decided_at = $2, decided_by = $3, note = $4, "
    "version = version + 1 WHERE owner_id = $5 AND other_id = $6 AND version = $7"};
const sql::Query count_open_sql{
    "SELECT COUNT(*) FROM matching_pairs WHERE (owner_id = $1 OR other_id = $1) "
    "AND decision = 'open' AND shelved_by IS NULL"};
const sql::Query shelve_sql{
    "UPDATE matching_pairs SET shelved_by = $2 WHERE (owner_id = $1 OR other_id = $1) "
    "AND decision = 'open' AND shelved_by IS NULL"};
const sql::Query put_back_sql{
    "UPDATE matching_pairs SET shelved_by = NULL WHERE (owner_id = $1 OR other_id = $1) "
    "AND shelved_by = $2"};
const sql::Query forget_sql{
    "DELETE FROM matching_pairs WHERE (owner_id = $1 OR other_id = $1) AND decision = 'open'"};

struct Row {
  OwnerId one, other;
  ProgrammeId programme;
  std::int64_t score;
  std::string reasons;
  Origin origin;
  Instant found_at;
  Decision decision;
  std::optional<Instant> decided_at;
  std::optional<ActorId> decided_by;
  std::string note;
  std::int64_t version;
};

template <class Enum>
Enum read_word(std::string_view word) {
  std::optional<Enum> value;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>([&](auto enumerator) {
    if (word == enumerator.name) value = enumerator.value;
  });
  GX_CHECK_WHY(value.has_value(), "a stored reason has a word that is none");
  return *value;
}

/// "name same 12000,birthday similar 6500"
std::string to_text(const std::vector<Reason>& reasons) {
  std::string text;
  for (const Reason& reason : reasons) {
    if (!text.empty()) text += ',';
    text += boost::describe::enum_to_string(reason.field, "");
    text += ' ';
    text += boost::describe::enum_to_string(reason.finding, "");
    text += ' ' + std::to_string(reason.weight);
  }
  return text;
}

std::string_view take(std::string_view& rest, char end) {
  const std::string_view part = rest.substr(0, rest.find(end));
  rest.remove_prefix(std::min(rest.size(), part.size() + 1));
  return part;
}

std::vector<Reason> read_reasons(std::string_view text) {
  std::vector<Reason> reasons;
  while (!text.empty()) {
    std::string_view one = take(text, ',');
    Reason reason{};
    reason.field = read_word<Field>(take(one, ' '));
    reason.finding = read_word<Finding>(take(one, ' '));
    const auto read = std::from_chars(one.data(), one.data() + one.size(), reason.weight);
    GX_CHECK_WHY(read.ptr == one.data() + one.size(), "a stored reason has no weight");
    reasons.push_back(reason);
  }
  return reasons;
}

KnownPair known(Row row) {
  KnownPair pair{
      .one = row.one,
      .other = row.other,
      .programme = row.programme,
      .verdict = {.score = static_cast<int>(row.score), .reasons = read_reasons(row.reasons)},
      .origin = row.origin,
      .found_at = row.found_at,
      .decision = row.decision,
      .decided_at = row.decided_at,
      .decided_by = row.decided_by,
      .note = std::move(row.note),
      .version = row.version,
  };
  return pair;
}

}  // namespace

Noted note(sql::Tx& tx, const Pair& pair, ProgrammeId programme, Origin origin, Instant now) {
  GX_CHECK(pair.a < pair.b);
  const std::string reasons = to_text(pair.verdict.reasons);
  const std::int64_t score = pair.verdict.score;
  if (tx.exec(insert_sql, pair.a, pair.b, programme, score, reasons, origin, now) == 1) {
    return Noted::fresh;
  }
  return tx.exec(refresh_sql, score, reasons, pair.a, pair.b) == 1 ? Noted::open : Noted::decided;
}

std::optional<KnownPair> find_pair(sql::Tx& tx, OwnerId one, OwnerId other) {
  auto row = tx.find<Row>(find_sql, std::min(one, other), std::max(one, other));
  if (!row) return std::nullopt;
  return known(*std::move(row));
}

std::vector<KnownPair> list_pairs(
    sql::Tx& tx,
    ProgrammeId programme,
    Decision decision,
    const std::optional<PairPlace>& after,
    int limit
) {
  auto rows =
      after ? tx.list<Row>(
                  after_sql, programme, decision, after->score, after->one, after->other, limit
              )
            : tx.list<Row>(first_sql, programme, decision, limit);
  std::vector<KnownPair> pairs;
  for (Row& row : rows) pairs.push_back(known(std::move(row)));
  return pairs;
}

Result<KnownPair> decide(
    sql::Tx& tx,
    OwnerId one,
    OwnerId other,
    std::int64_t version,
    Decision decision,
    std::string_view note,
    ActorId by,
    Instant now
) {
  auto pair = find_pair(tx, one, other);
  if (!pair) return ErrorCode::not_found;
  if (pair->version != version) return ErrorCode::stale_version;
  if (pair->decision == decision) return *std::move(pair);
  const auto changed =
      tx.exec(decide_sql, decision, now, by, note, pair->one, pair->other, version);
  if (changed == 0) return ErrorCode::stale_version;
  return *find_pair(tx, one, other);
}

int count_open_pairs(sql::Tx& tx, OwnerId member) {
  return static_cast<int>(tx.get<std::int64_t>(count_open_sql, member));
}

void shelve_open_pairs(sql::Tx& tx, OwnerId member, std::int64_t by) {
  tx.exec(shelve_sql, member, by);
}

void put_back_pairs(sql::Tx& tx, OwnerId member, std::int64_t by) {
  tx.exec(put_back_sql, member, by);
}

std::int64_t forget_open_pairs(sql::Tx& tx, OwnerId member) { return tx.exec(forget_sql, member); }

}  // namespace guanxi::matching
