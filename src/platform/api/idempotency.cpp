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

/// Bound into the seal, so that an answer moved to another key or actor does not open.
std::string column_of(const Call& call) {
  return "idempotency_keys.answer:" + std::string(call.idempotency_key);
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
  const std::string text = sealer_.open(row->answer.data, {column_of(call), call.actor.id.value()});
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
  const sql::Bytes sealed{sealer_.seal(text, {column_of(call), call.actor.id.value()})};
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

}  // namespace guanxi::api
