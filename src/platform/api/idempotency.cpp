#include "platform/api/idempotency.h"

namespace guanxi::api {
namespace {

const sql::Query find_sql{
    "SELECT request_hash, status, answer FROM idempotency_keys "
    "WHERE actor_id = $1 AND idem_key = $2"};
const sql::Query keep_sql{
    "INSERT INTO idempotency_keys (actor_id, idem_key, request_hash, operation, status, answer, "
    "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (actor_id, idem_key) DO NOTHING"};
const sql::Query prune_sql{
    "DELETE FROM idempotency_keys WHERE (actor_id, idem_key) IN "
    "(SELECT actor_id, idem_key FROM idempotency_keys WHERE created_at < $1 "
    "ORDER BY created_at LIMIT $2)"};

const sql::Query sealed_answers_sql{
    "SELECT actor_id, idem_key, answer FROM idempotency_keys "
    "WHERE actor_id > $1 OR (actor_id = $1 AND idem_key > $2) "
    "ORDER BY actor_id, idem_key LIMIT $3"};
const sql::Query replace_answer_sql{
    "UPDATE idempotency_keys SET answer = $1 "
    "WHERE actor_id = $2 AND idem_key = $3 AND answer = $4"};

/// Bound into the seal, so that an answer moved to another key or actor does not open.
std::string column_of(std::string_view idempotency_key) {
  return "idempotency_keys.answer:" + std::string(idempotency_key);
}

}  // namespace

Result<std::optional<FirstAnswers::Answer>> FirstAnswers::find(sql::Tx& tx, const Call& call)
    const {
  struct Row {
    sql::Digest request_hash;
    int status;
    sql::Bytes answer;
  };
  const auto row = tx.find<Row>(find_sql, call.actor.id, call.idempotency_key);
  if (!row) return std::optional<Answer>();
  if (row->request_hash != call.request_hash) {
    return fail(ErrorCode::idempotency_key_reused, "/headers/Idempotency-Key");
  }
  const std::string text =
      sealer_.open(row->answer.data, {column_of(call.idempotency_key), call.actor.id.value()});
  const std::size_t etag_end = text.find('\n');
  const std::size_t location_end = text.find('\n', etag_end + 1);
  GX_CHECK(etag_end != std::string::npos && location_end != std::string::npos);
  return std::optional<Answer>(
      {row->status,
       text.substr(0, etag_end),
       text.substr(etag_end + 1, location_end - etag_end - 1),
       text.substr(location_end + 1)}
  );
}

Outcome FirstAnswers::keep(
    sql::Tx& tx, const Call& call, std::string_view operation, const Answer& answer
) const {
  GX_CHECK_WHY(!call.idempotency_key.empty(), "the endpoint does not require an idempotency key");
  GX_CHECK(answer.etag.find('\n') == std::string::npos);
  GX_CHECK(answer.location.find('\n') == std::string::npos);
  const std::string text = answer.etag + '\n' + answer.location + '\n' + answer.json;
  const sql::Bytes sealed{
      sealer_.seal(text, {column_of(call.idempotency_key), call.actor.id.value()})};
  const std::int64_t kept = tx.exec(
      keep_sql,
      call.actor.id,
      call.idempotency_key,
      call.request_hash,
      operation,
      answer.status,
      sealed,
      call.now
  );
  if (kept == 1) return ok();
  return ErrorCode::conflict;
}

std::int64_t FirstAnswers::prune(sql::Tx& tx, Instant before, int limit) {
  return tx.exec(prune_sql, before, limit);
}

std::optional<FirstAnswers::KeyPlace> FirstAnswers::walk_seals(
    sql::Database& db,
    const KeyPlace& after,
    int limit,
    crypto::SealWalk walk,
    crypto::SealCensus& census
) const {
  struct Row {
    ActorId actor;
    std::string key;
    sql::Bytes answer;
  };
  const auto page = db.read([&](sql::Tx& tx) {
    return tx.list<Row>(sealed_answers_sql, after.actor, after.key, limit);
  });
  if (page.empty()) return std::nullopt;
  std::vector<std::pair<Row, sql::Bytes>> renewed;
  for (const Row& row : page) {
    const std::string column = column_of(row.key);
    if (auto fresh = sealer_.renew(row.answer.data, {column, row.actor.value()}, census))
      renewed.emplace_back(row, sql::Bytes{*std::move(fresh)});
  }
  if (walk == crypto::SealWalk::renew && !renewed.empty()) {
    const auto written = db.write([&](sql::Tx& tx) -> Result<std::int64_t> {
      std::int64_t values = 0;
      for (const auto& [row, fresh] : renewed)
        values += tx.exec(replace_answer_sql, fresh, row.actor, row.key, row.answer);
      return values;
    });
    census.renewed += *written;
  }
  return KeyPlace{page.back().actor, page.back().key};
}

}  // namespace guanxi::api
