#include "modules/tiers/store.h"

#include <boost/describe/enum_to_string.hpp>

#include "modules/tiers/chain.h"
#include "platform/outbox/outbox.h"
#include "platform/sql/enum_column.h"

namespace guanxi::tiers {
namespace store {
namespace {

#define GX_STANDING_COLUMNS                                                                \
  "owner_id, ladder_id, programme_id, joined_on, version, tier, since, period_from, "      \
  "period_until, needs, below, growth, window_from, support, support_from, visited_on, "   \
  "tenure_on, grant_tier, grant_until, grants_later, told_until, due_on, seq, head_hash, " \
  "posted_at"

const sql::Query insert_sql{
    "INSERT INTO tiers_standings (" GX_STANDING_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
    "$19, $20, $21, $22, $23, $24, $25) ON CONFLICT (owner_id, ladder_id) DO NOTHING"};
const sql::Query update_sql{
    "UPDATE tiers_standings SET version = $1, tier = $2, since = $3, period_from = $4, "
    "period_until = $5, needs = $6, below = $7, growth = $8, window_from = $9, support = $10, "
    "support_from = $11, visited_on = $12, tenure_on = $13, grant_tier = $14, grant_until = $15, "
    "grants_later = $16, due_on = $17, seq = $18, head_hash = $19, posted_at = $20 "
    "WHERE owner_id = $21 AND ladder_id = $22 AND seq = $23"};
const sql::Query of_owner_sql{"SELECT " GX_STANDING_COLUMNS
                              " FROM tiers_standings WHERE owner_id = $1 ORDER BY ladder_id"};
const sql::Query find_sql{"SELECT " GX_STANDING_COLUMNS
                          " FROM tiers_standings WHERE owner_id = $1 AND ladder_id = $2"};
const sql::Query tell_sql{
    "UPDATE tiers_standings SET told_until = period_until "
    "WHERE owner_id = $1 AND ladder_id = $2 AND seq = $3"};
const sql::Query walk_sql{"SELECT " GX_STANDING_COLUMNS
                          " FROM tiers_standings WHERE ladder_id = $1 AND owner_id > $2 "
                          "ORDER BY owner_id LIMIT $3"};
const sql::Query count_sql{"SELECT count(*) FROM tiers_standings WHERE ladder_id = $1"};
const sql::Query behind_sql{
    "SELECT owner_id FROM tiers_standings WHERE ladder_id = $1 AND version < $2 "
    "ORDER BY version, owner_id LIMIT $3"};

#undef GX_STANDING_COLUMNS

const sql::Query due_sql{
    "SELECT due_on, owner_id, ladder_id FROM tiers_standings WHERE due_on <= $1 AND "
    "due_on < 99991231 AND (due_on, owner_id, ladder_id) > ($2, $3, $4) "
    "ORDER BY due_on, owner_id, ladder_id LIMIT $5"};
const sql::Query untold_sql{
    "SELECT due_on, owner_id, ladder_id FROM tiers_standings WHERE due_on <= $1 AND "
    "due_on < 99991231 AND (due_on, owner_id, ladder_id) > ($2, $3, $4) AND "
    "told_until < period_until ORDER BY due_on, owner_id, ladder_id LIMIT $5"};

const sql::Query insert_entry_sql{
    "INSERT INTO tiers_entries (owner_id, ladder_id, seq, posted_at, occurred_at, counts_on, "
    "cause_kind, cause_id, receipt_id, growth, of_visit, tier_before, tier_after, note, actor_id, "
    "hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"};
const sql::Query sum_sql{
    "SELECT CAST(COALESCE(SUM(growth), 0) AS BIGINT) FROM tiers_entries "
    "WHERE owner_id = $1 AND ladder_id = $2 AND counts_on >= $3 AND counts_on <= $4"};
const sql::Query tier_at_sql{
    "SELECT tier_after FROM tiers_entries WHERE owner_id = $1 AND ladder_id = $2 AND "
    "tier_before <> tier_after AND seq < COALESCE((SELECT MIN(seq) FROM tiers_entries "
    "WHERE owner_id = $1 AND ladder_id = $2 AND CASE WHEN cause_kind IN ('tenure', 'kept', 'lost', "
    "'grant_ended') THEN counts_on > $4 ELSE occurred_at > $3 OR posted_at > $5 END), "
    "9223372036854775807) ORDER BY seq DESC LIMIT 1"};
const sql::Query journal_sql{
    "SELECT seq, posted_at, occurred_at, counts_on, cause_kind, cause_id, receipt_id, growth, "
    "of_visit, tier_before, tier_after, note, actor_id FROM tiers_entries "
    "WHERE owner_id = $1 AND ladder_id = $2 AND seq < $3 ORDER BY seq DESC LIMIT $4"};
const sql::Query moves_sql{
    "SELECT ladder_id, seq, posted_at, tier_before, tier_after, actor_id FROM tiers_entries "
    "WHERE owner_id = $1 AND tier_before <> tier_after ORDER BY posted_at DESC, ladder_id, seq "
    "DESC"};
const sql::Query of_receipt_sql{
    "SELECT ladder_id, cause_kind, counts_on, growth, of_visit FROM tiers_entries "
    "WHERE owner_id = $1 AND receipt_id = $2 ORDER BY ladder_id, seq"};

}  // namespace

bool insert_standing(sql::Tx& tx, const Standing& one) {
  return tx.exec(
             insert_sql,
             one.owner,
             one.ladder,
             one.programme,
             one.joined_on,
             one.version,
             one.tier,
             one.since,
             one.period_from,
             one.period_until,
             one.needs,
             one.below,
             one.growth,
             one.window_from,
             one.support,
             one.support_from,
             one.visited_on,
             one.tenure_on,
             one.grant_tier,
             one.grant_until,
             one.grants_later,
             one.told_until,
             one.due_on,
             one.seq,
             one.head_hash,
             one.posted_at
         ) == 1;
}

bool update_standing(sql::Tx& tx, const Standing& one, std::int64_t seq_before) {
  return tx.exec(
             update_sql,
             one.version,
             one.tier,
             one.since,
             one.period_from,
             one.period_until,
             one.needs,
             one.below,
             one.growth,
             one.window_from,
             one.support,
             one.support_from,
             one.visited_on,
             one.tenure_on,
             one.grant_tier,
             one.grant_until,
             one.grants_later,
             one.due_on,
             one.seq,
             one.head_hash,
             one.posted_at,
             one.owner,
             one.ladder,
             seq_before
         ) == 1;
}

void insert_entry(
    sql::Tx& tx, OwnerId owner, LadderId ladder, const Entry& entry, const sql::Digest& hash
) {
  tx.exec(
      insert_entry_sql,
      owner,
      ladder,
      entry.seq,
      entry.posted_at,
      entry.occurred_at,
      entry.counts_on,
      entry.kind,
      entry.cause_id,
      entry.receipt_id,
      entry.growth,
      entry.of_visit,
      entry.tier_before,
      entry.tier_after,
      entry.note,
      entry.actor,
      hash
  );
}

bool tell(sql::Tx& tx, const Standing& standing) {
  return tx.exec(tell_sql, standing.owner, standing.ladder, standing.seq) == 1;
}

std::vector<Key> due(sql::Tx& tx, const Key& after, Date day, int limit) {
  return tx.list<Key>(due_sql, day, after.due_on, after.owner, after.ladder, limit);
}
std::vector<Key> untold(sql::Tx& tx, const Key& after, Date day, int limit) {
  return tx.list<Key>(untold_sql, day, after.due_on, after.owner, after.ladder, limit);
}
std::vector<OwnerId> behind(sql::Tx& tx, LadderId ladder, std::int64_t version, int limit) {
  return tx.list<OwnerId>(behind_sql, ladder, version, limit);
}
std::vector<Standing> walk(sql::Tx& tx, LadderId ladder, OwnerId after, int limit) {
  return tx.list<Standing>(walk_sql, ladder, after, limit);
}
std::int64_t count(sql::Tx& tx, LadderId ladder) { return tx.get<std::int64_t>(count_sql, ladder); }

}  // namespace store

namespace {

/// The news of another tier: what it is now and what it was; "import":true where an import brought
/// it. No personal data.
void append_news(
    sql::Tx& tx, IdGenerator& ids, const Progress& progress, Instant posted_at, Origin origin
) {
  const std::string& before = progress.entries().front().tier_before;
  const std::string& after = progress.entries().back().tier_after;
  if (before == after) return;
  outbox::append(
      tx,
      ids,
      "tier.changed",
      progress.standing().owner,
      progress.standing().ladder.value(),
      posted_at,
      R"({"ladder":")" + progress.version().code + R"(","before":")" + before + R"(","after":")" +
          after + (origin == Origin::import ? R"(","import":true})" : R"("})")
  );
}

}  // namespace

std::vector<Standing> standings_of(sql::Tx& tx, OwnerId owner) {
  return tx.list<Standing>(store::of_owner_sql, owner);
}
std::optional<Standing> find_standing(sql::Tx& tx, OwnerId owner, LadderId ladder) {
  return tx.find<Standing>(store::find_sql, owner, ladder);
}

Sums sums_of(sql::Tx& tx, OwnerId owner, LadderId ladder) {
  return [&tx, owner, ladder](Date from, Date to) {
    return tx.get<std::int64_t>(store::sum_sql, owner, ladder, from, to);
  };
}

std::optional<std::string> tier_at(
    sql::Tx& tx, OwnerId owner, LadderId ladder, Instant when, Date day, Instant known_by
) {
  return tx.find<std::string>(store::tier_at_sql, owner, ladder, when, day, known_by);
}

std::vector<Entry> journal(
    sql::Tx& tx, OwnerId owner, LadderId ladder, std::optional<std::int64_t> before_seq, int limit
) {
  return tx.list<Entry>(store::journal_sql, owner, ladder, before_seq.value_or(INT64_MAX), limit);
}

std::vector<TierMove> moves_of(sql::Tx& tx, OwnerId owner) {
  return tx.list<TierMove>(store::moves_sql, owner);
}

std::vector<OfReceipt> entries_of(sql::Tx& tx, OwnerId owner, std::int64_t receipt) {
  return tx.list<OfReceipt>(store::of_receipt_sql, owner, receipt);
}

Outcome write(
    sql::Tx& tx,
    IdGenerator& ids,
    const Progress& progress,
    std::int64_t cause_id,
    Instant posted_at,
    ActorId actor,
    Origin origin
) {
  if (!progress.has_news()) return ok();
  Standing after = progress.standing();
  // Never earlier than the entry before, so that time does not go back along a chain.
  after.posted_at = std::max(posted_at, after.posted_at);
  std::vector<std::pair<Entry, sql::Digest>> entries;
  for (Entry entry : progress.entries()) {
    entry.seq = ++after.seq;
    entry.posted_at = after.posted_at;
    entry.actor = actor;
    if (entry.cause_id == 0) entry.cause_id = cause_id;
    // The growth of a sale is entered before its receipt has an id.
    if (entry.kind == EntryKind::sale) entry.receipt_id = entry.cause_id;
    after.head_hash = entry_hash(
        after.head_hash,
        {.owner = after.owner.value(),
         .ladder = after.ladder.value(),
         .seq = entry.seq,
         .posted_at = entry.posted_at.micros(),
         .occurred_at = entry.occurred_at.micros(),
         .counts_on = entry.counts_on.yyyymmdd(),
         .cause_kind = boost::describe::enum_to_string(entry.kind, ""),
         .cause_id = entry.cause_id,
         .receipt_id = entry.receipt_id,
         .growth = entry.growth,
         .of_visit = entry.of_visit,
         .tier_before = entry.tier_before,
         .tier_after = entry.tier_after,
         .note = entry.note,
         .actor = entry.actor.value()}
    );
    entries.emplace_back(std::move(entry), after.head_hash);
  }
  const bool written = progress.before() ? store::update_standing(tx, after, progress.before()->seq)
                                         : store::insert_standing(tx, after);
  if (!written) return ErrorCode::conflict;
  for (const auto& [entry, hash] : entries) {
    store::insert_entry(tx, after.owner, after.ladder, entry, hash);
  }
  if (!entries.empty()) append_news(tx, ids, progress, after.posted_at, origin);
  return ok();
}

}  // namespace guanxi::tiers
