// Inside modules/points: what the endpoints of points documents do. Who is limited to stores acts
// for those only; documents of a programme one has nothing to do with are not there. Used by any
// thread.
#pragma once

#include "modules/points/documents_types.h"
#include "modules/points/scope.h"

namespace guanxi::points {

class DocumentDesk {
 public:
  explicit DocumentDesk(const Desk& desk) : desk_(desk), scope_(desk) {}

  Result<api::Reply<DocumentView>> add(const api::Call& call, const AddDocument& request) const;
  Result<DocumentView> get(const api::Call& call, const GetDocument& request) const;
  Result<api::Page<DocumentView>> list(const api::Call& call, const ListDocuments& request) const;
  Result<api::Page<DocumentView>> list_of(
      const api::Call& call, const ListDocumentsOfMember& request
  ) const;
  Result<api::Reply<DocumentView>> submit(const api::Call& call, const MoveDocument& request) const;
  Result<api::Reply<DocumentView>> approve(const api::Call& call, const ApproveDocument& request)
      const;
  Result<api::Reply<DocumentView>> reject(const api::Call& call, const RejectDocument& request)
      const;
  Result<api::Reply<DocumentView>> withdraw(const api::Call& call, const MoveDocument& request)
      const;
  Result<api::Reply<DocumentPosting>> post(const api::Call& call, const MoveDocument& request)
      const;

 private:
  /// Runs `next(tx, document) -> Result<Document>` once per key.
  template <class Step>
  Result<api::Reply<DocumentView>> step(
      const api::Call& call, DocumentId id, const char* operation, Step&& next
  ) const;
  Result<Document> load(sql::Tx& tx, const api::Call& call, DocumentId id) const;
  Result<Document> load_to_move(sql::Tx& tx, const api::Call& call, DocumentId id) const;
  Result<std::shared_ptr<const programmes::Version>> programme_of(
      sql::Tx& tx, const Document& document, Instant now
  ) const;
  template <class Cursor>
  api::Page<DocumentView> page_of(
      sql::Tx& tx, const api::Call& call, std::vector<Document> found, int limit, Cursor&& cursor
  ) const;
  DocumentView view(sql::Tx& tx, const Document& document) const;

  Desk desk_;
  Scope scope_;
};

}  // namespace guanxi::points
