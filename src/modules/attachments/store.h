// Inside modules/attachments: all of its SQL. Functions of the caller's Tx; any thread.
#pragma once

#include "modules/attachments/attachments.h"

namespace guanxi::attachments::store {

struct Row {
  AttachmentId id;
  Kind kind = Kind::pdf;
  std::int64_t bytes = 0;
  std::optional<sql::Bytes> name;
  Instant uploaded_at;
  ActorId uploaded_by;
  std::optional<std::int64_t> document;
};
void insert(sql::Tx& tx, const Row& row, const sql::Bytes& content);
std::optional<Row> find(sql::Tx& tx, AttachmentId id);
std::vector<Row> of_document(sql::Tx& tx, std::int64_t document);
std::int64_t count_unused(sql::Tx& tx, ActorId by);
/// False unless it is the author's and not used.
bool use(sql::Tx& tx, AttachmentId id, std::int64_t document, std::int64_t place, ActorId author);
/// As it was sealed; empty: there is none.
std::string content(sql::Tx& tx, AttachmentId id);

void erase(sql::Tx& tx, std::int64_t document);
std::vector<AttachmentId> unused_before(sql::Tx& tx, Instant before, int limit);
/// False: it is used by now.
bool forget(sql::Tx& tx, AttachmentId id);

struct SealedRow {
  AttachmentId id;
  sql::Bytes name;
  sql::Digest digest{};
};
std::vector<SealedRow> sealed_after(sql::Tx& tx, AttachmentId after, int limit);
/// False: it is not as it was read, nothing changed.
bool replace(sql::Tx& tx, const SealedRow& row, const sql::Bytes& name, const sql::Bytes& content);

struct File {
  AttachmentId id;
  std::int64_t bytes = 0;
  std::optional<sql::Digest> digest;
};
std::vector<File> files_after(sql::Tx& tx, AttachmentId after, int limit);
struct Parts {
  AttachmentId id;
  std::int64_t count = 0, last = 0, bytes = 0;
};
/// Of the files in (after, to], in their order.
std::vector<Parts> parts_between(sql::Tx& tx, AttachmentId after, AttachmentId to);
void each_used(
    sql::Tx& tx, const std::function<void(std::int64_t document, std::int64_t files)>& visit
);

}  // namespace guanxi::attachments::store
