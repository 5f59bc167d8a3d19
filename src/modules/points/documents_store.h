// Inside modules/points: the SQL of points documents. Functions of the caller's Tx; any thread.
#pragma once

#include <functional>

#include "modules/points/documents.h"

namespace guanxi::points::store {

void insert_document(sql::Tx& tx, const Document& document);
/// Moves a document where it is still in `from`; false: it is not, nothing changed.
bool update_document(sql::Tx& tx, const Document& document, DocumentState from);
std::optional<Document> find_document(sql::Tx& tx, DocumentId document);
void each_with_files(
    sql::Tx& tx, const std::function<void(DocumentId document, std::int64_t files)>& visit
);
/// Of a member, those that refer to files.
std::vector<Document> with_files(sql::Tx& tx, OwnerId owner);
/// Drafts, and what waits for a decision or its posting.
std::vector<DocumentId> open_documents(sql::Tx& tx, OwnerId owner);
/// False: it is not open any more, or not of `from`; nothing changed.
bool move_document(sql::Tx& tx, DocumentId document, OwnerId from, OwnerId to);
std::vector<Document> documents_of(sql::Tx& tx, OwnerId owner, DocumentId before, int limit);
std::vector<Document> documents_in(
    sql::Tx& tx, ProgrammeId programme, DocumentState state, DocumentId before, int limit
);

/// What documents submitted on a day move in all, plus and minus alike, without those that came to
/// nothing: by one author, and by all.
Points submitted_by(sql::Tx& tx, ProgrammeId programme, Date day, ActorId author);
Points submitted_on(sql::Tx& tx, ProgrammeId programme, Date day);

struct RawPosted {
  std::int64_t owner = 0, points = 0;
};
/// What the posted documents of the owners in (after, to] gave and took in all, by owner.
void each_owner_documented(
    sql::Tx& tx,
    std::int64_t after,
    std::int64_t to,
    const std::function<void(const RawPosted&)>& visit
);

}  // namespace guanxi::points::store
