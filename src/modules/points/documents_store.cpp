#include "modules/points/documents_store.h"

#include "platform/sql/enum_column.h"

namespace guanxi::points::store {

namespace {

#define GX_DOCUMENT_COLUMNS                                                                \
  "document_id, owner_id, programme_id, points, reason, attachment, store_id, state, "     \
  "created_at, created_by, submitted_on, submitted_at, decided_at, decided_by, decision, " \
  "ended_at, ended_by, files"

const sql::Query insert_document_sql{
    "INSERT INTO points_documents (document_id, owner_id, programme_id, points, reason, "
    "attachment, store_id, state, created_at, created_by, submitted_on, submitted_at, decided_at, "
    "decided_by, decision, ended_at, ended_by, files) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"};
const sql::Query update_document_sql{
    "UPDATE points_documents SET state = $1, submitted_on = $2, submitted_at = $3, "
    "decided_at = $4, decided_by = $5, decision = $6, ended_at = $7, ended_by = $8 "
    "WHERE document_id = $9 AND owner_id = $10 AND state = $11"};
const sql::Query find_document_sql{"SELECT " GX_DOCUMENT_COLUMNS
                                   " FROM points_documents WHERE document_id = $1"};
const sql::Query documents_of_sql{"SELECT " GX_DOCUMENT_COLUMNS
                                  " FROM points_documents WHERE owner_id = $1 AND document_id < $2 "
                                  "ORDER BY document_id DESC LIMIT $3"};
const sql::Query documents_in_sql{
    "SELECT " GX_DOCUMENT_COLUMNS
    " FROM points_documents WHERE programme_id = $1 AND state = $2 AND document_id < $3 "
    "ORDER BY document_id DESC LIMIT $4"};
const sql::Query submitted_by_sql{
    "SELECT CAST(COALESCE(SUM(ABS(points)), 0) AS BIGINT) FROM points_documents "
    "WHERE programme_id = $1 AND submitted_on = $2 AND created_by = $3 "
    "AND state IN ('submitted', 'approved', 'posted')"};
const sql::Query submitted_on_sql{
    "SELECT CAST(COALESCE(SUM(ABS(points)), 0) AS BIGINT) FROM points_documents "
    "WHERE programme_id = $1 AND submitted_on = $2 "
    "AND state IN ('submitted', 'approved', 'posted')"};
const sql::Query open_documents_sql{
    "SELECT document_id FROM points_documents WHERE owner_id = $1 "
    "AND state IN ('draft', 'submitted', 'approved') ORDER BY document_id"};
const sql::Query copy_document_sql{
    "INSERT INTO points_documents (" GX_DOCUMENT_COLUMNS
    ") SELECT document_id, CAST($2 AS BIGINT), programme_id, points, reason, attachment, store_id, "
    "state, created_at, created_by, submitted_on, submitted_at, decided_at, decided_by, decision, "
    "ended_at, ended_by, files FROM points_documents WHERE owner_id = $1 AND document_id = $3 "
    "AND state IN ('draft', 'submitted', 'approved')"};
const sql::Query delete_document_sql{
    "DELETE FROM points_documents WHERE owner_id = $1 AND document_id = $2 "
    "AND state IN ('draft', 'submitted', 'approved')"};
const sql::Query each_owner_documented_sql{
    "SELECT owner_id, CAST(SUM(points) AS BIGINT) FROM points_documents "
    "WHERE state = 'posted' AND owner_id > $1 AND owner_id <= $2 GROUP BY owner_id ORDER BY "
    "owner_id"};

const sql::Query each_with_files_sql{
    "SELECT document_id, files FROM points_documents WHERE files > 0 ORDER BY document_id"};
const sql::Query with_files_sql{
    "SELECT " GX_DOCUMENT_COLUMNS
    " FROM points_documents WHERE owner_id = $1 AND files > 0 ORDER BY document_id"};

#undef GX_DOCUMENT_COLUMNS

}  // namespace

void insert_document(sql::Tx& tx, const Document& document) {
  tx.exec(
      insert_document_sql,
      document.id,
      document.owner,
      document.programme,
      document.points,
      document.reason,
      document.attachment,
      document.store,
      document.state,
      document.created_at,
      document.created_by,
      document.submitted_on,
      document.submitted_at,
      document.decided_at,
      document.decided_by,
      document.decision,
      document.ended_at,
      document.ended_by,
      document.files
  );
}

void each_with_files(
    sql::Tx& tx, const std::function<void(DocumentId document, std::int64_t files)>& visit
) {
  struct WithFiles {
    DocumentId document;
    std::int64_t files = 0;
  };
  tx.each<WithFiles>(each_with_files_sql, [&](const WithFiles& one) {
    visit(one.document, one.files);
  });
}

std::vector<Document> with_files(sql::Tx& tx, OwnerId owner) {
  return tx.list<Document>(with_files_sql, owner);
}

std::vector<DocumentId> open_documents(sql::Tx& tx, OwnerId owner) {
  return tx.list<DocumentId>(open_documents_sql, owner);
}

bool move_document(sql::Tx& tx, DocumentId document, OwnerId from, OwnerId to) {
  tx.exec(copy_document_sql, from, to, document);
  return tx.exec(delete_document_sql, from, document) == 1;
}

bool update_document(sql::Tx& tx, const Document& document, DocumentState from) {
  return tx.exec(
             update_document_sql,
             document.state,
             document.submitted_on,
             document.submitted_at,
             document.decided_at,
             document.decided_by,
             document.decision,
             document.ended_at,
             document.ended_by,
             document.id,
             document.owner,
             from
         ) == 1;
}

std::optional<Document> find_document(sql::Tx& tx, DocumentId document) {
  return tx.find<Document>(find_document_sql, document);
}

std::vector<Document> documents_of(sql::Tx& tx, OwnerId owner, DocumentId before, int limit) {
  return tx.list<Document>(documents_of_sql, owner, before, limit);
}

std::vector<Document> documents_in(
    sql::Tx& tx, ProgrammeId programme, DocumentState state, DocumentId before, int limit
) {
  return tx.list<Document>(documents_in_sql, programme, state, before, limit);
}

Points submitted_by(sql::Tx& tx, ProgrammeId programme, Date day, ActorId author) {
  return tx.get<Points>(submitted_by_sql, programme, day, author);
}

Points submitted_on(sql::Tx& tx, ProgrammeId programme, Date day) {
  return tx.get<Points>(submitted_on_sql, programme, day);
}

void each_owner_documented(
    sql::Tx& tx,
    std::int64_t after,
    std::int64_t to,
    const std::function<void(const RawPosted&)>& visit
) {
  tx.each<RawPosted>(each_owner_documented_sql, visit, after, to);
}

}  // namespace guanxi::points::store
