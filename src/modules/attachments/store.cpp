#include "modules/attachments/store.h"

#include "platform/sql/enum_column.h"

namespace guanxi::attachments::store {
namespace {

// About what a table of other rows has in a page of them: backups and copies read some at once.
constexpr std::size_t part_bytes = 256 * 1024;

#define GX_FILE_COLUMNS "attachment_id, kind, bytes, name, uploaded_at, uploaded_by, document_id"

const sql::Query insert_sql{"INSERT INTO attachment_files (" GX_FILE_COLUMNS
                            ", digest, place) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)"};
const sql::Query insert_part_sql{
    "INSERT INTO attachment_parts (attachment_id, part, data) VALUES ($1, $2, $3)"};
const sql::Query find_sql{"SELECT " GX_FILE_COLUMNS
                          " FROM attachment_files WHERE attachment_id = $1"};
const sql::Query of_document_sql{"SELECT " GX_FILE_COLUMNS
                                 " FROM attachment_files WHERE document_id = $1 ORDER BY place"};
const sql::Query count_unused_sql{
    "SELECT COUNT(*) FROM attachment_files WHERE document_id IS NULL AND uploaded_by = $1"};
const sql::Query use_sql{
    "UPDATE attachment_files SET document_id = $1, place = $2 "
    "WHERE attachment_id = $3 AND uploaded_by = $4 AND document_id IS NULL"};
const sql::Query content_sql{
    "SELECT data FROM attachment_parts WHERE attachment_id = $1 ORDER BY part"};
const sql::Query erase_sql{
    "UPDATE attachment_files SET name = NULL, digest = NULL "
    "WHERE attachment_id = $1 AND document_id = $2"};
const sql::Query delete_parts_sql{"DELETE FROM attachment_parts WHERE attachment_id = $1"};
const sql::Query unused_before_sql{
    "SELECT attachment_id FROM attachment_files WHERE document_id IS NULL AND uploaded_at < $1 "
    "ORDER BY uploaded_at LIMIT $2"};
const sql::Query forget_sql{
    "DELETE FROM attachment_files WHERE attachment_id = $1 AND document_id IS NULL"};
const sql::Query sealed_after_sql{
    "SELECT attachment_id, name, digest FROM attachment_files "
    "WHERE attachment_id > $1 AND name IS NOT NULL ORDER BY attachment_id LIMIT $2"};
const sql::Query replace_sql{
    "UPDATE attachment_files SET name = $1, digest = $2 WHERE attachment_id = $3 AND digest = $4"};
const sql::Query files_after_sql{
    "SELECT attachment_id, bytes, digest FROM attachment_files WHERE attachment_id > $1 "
    "ORDER BY attachment_id LIMIT $2"};
const sql::Query parts_between_sql{
    "SELECT attachment_id, COUNT(*), MAX(part), CAST(SUM(LENGTH(data)) AS BIGINT) "
    "FROM attachment_parts WHERE attachment_id > $1 AND attachment_id <= $2 "
    "GROUP BY attachment_id ORDER BY attachment_id"};

const sql::Query each_used_sql{
    "SELECT document_id, COUNT(*) FROM attachment_files WHERE document_id IS NOT NULL "
    "GROUP BY document_id ORDER BY document_id"};

#undef GX_FILE_COLUMNS

void insert_parts(sql::Tx& tx, AttachmentId id, std::string_view sealed) {
  for (std::int64_t part = 1; !sealed.empty(); ++part) {
    const std::string_view data = sealed.substr(0, part_bytes);
    tx.exec(insert_part_sql, id, part, sql::Bytes{std::string(data)});
    sealed.remove_prefix(data.size());
  }
}

}  // namespace

void insert(sql::Tx& tx, const Row& row, const sql::Bytes& content) {
  tx.exec(
      insert_sql,
      row.id,
      row.kind,
      row.bytes,
      row.name,
      row.uploaded_at,
      row.uploaded_by,
      row.document,
      crypto::sha256(content.data)
  );
  insert_parts(tx, row.id, content.data);
}

std::optional<Row> find(sql::Tx& tx, AttachmentId id) { return tx.find<Row>(find_sql, id); }

std::vector<Row> of_document(sql::Tx& tx, std::int64_t document) {
  return tx.list<Row>(of_document_sql, document);
}

std::int64_t count_unused(sql::Tx& tx, ActorId by) {
  return tx.get<std::int64_t>(count_unused_sql, by);
}

bool use(sql::Tx& tx, AttachmentId id, std::int64_t document, std::int64_t place, ActorId author) {
  return tx.exec(use_sql, document, place, id, author) == 1;
}

std::string content(sql::Tx& tx, AttachmentId id) {
  std::string whole;
  for (const sql::Bytes& part : tx.list<sql::Bytes>(content_sql, id)) whole += part.data;
  return whole;
}

void erase(sql::Tx& tx, std::int64_t document) {
  for (const Row& row : of_document(tx, document)) {
    tx.exec(erase_sql, row.id, document);
    tx.exec(delete_parts_sql, row.id);
  }
}

std::vector<AttachmentId> unused_before(sql::Tx& tx, Instant before, int limit) {
  return tx.list<AttachmentId>(unused_before_sql, before, limit);
}

bool forget(sql::Tx& tx, AttachmentId id) {
  if (tx.exec(forget_sql, id) != 1) return false;
  tx.exec(delete_parts_sql, id);
  return true;
}

std::vector<SealedRow> sealed_after(sql::Tx& tx, AttachmentId after, int limit) {
  return tx.list<SealedRow>(sealed_after_sql, after, limit);
}

bool replace(sql::Tx& tx, const SealedRow& row, const sql::Bytes& name, const sql::Bytes& content) {
  if (tx.exec(replace_sql, name, crypto::sha256(content.data), row.id, row.digest) != 1) {
    return false;
  }
  tx.exec(delete_parts_sql, row.id);
  insert_parts(tx, row.id, content.data);
  return true;
}

std::vector<File> files_after(sql::Tx& tx, AttachmentId after, int limit) {
  return tx.list<File>(files_after_sql, after, limit);
}

std::vector<Parts> parts_between(sql::Tx& tx, AttachmentId after, AttachmentId to) {
  return tx.list<Parts>(parts_between_sql, after, to);
}

void each_used(
    sql::Tx& tx, const std::function<void(std::int64_t document, std::int64_t files)>& visit
) {
  struct Used {
    std::int64_t document = 0, files = 0;
  };
  tx.each<Used>(each_used_sql, [&](const Used& used) { visit(used.document, used.files); });
}

}  // namespace guanxi::attachments::store
