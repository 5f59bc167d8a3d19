#include "modules/points/documents_desk.h"

#include "platform/api/idempotency.h"

namespace guanxi::points {

using api::Call;
using api::Page;
using api::Reply;
using attachments::Attachments;

namespace {

constexpr const char* documents_list = "points_documents";
constexpr const char* documents_of_list = "points_documents_of";

Error bad_list_cursor() { return fail(ErrorCode::bad_cursor, "/cursor"); }

}  // namespace

template <class Step>
Result<Reply<DocumentView>> DocumentDesk::step(
    const Call& call, DocumentId id, const char* operation, Step&& next
) const {
  return desk_.first_answers
      .once<DocumentView>(desk_.db, call, operation, 201, [&](sql::Tx& tx) -> Result<DocumentView> {
        GX_TRY(document, load_to_move(tx, call, id));
        GX_TRY(moved, next(tx, std::move(document)));
        return view(tx, moved);
      });
}

template <class Cursor>
Page<DocumentView> DocumentDesk::page_of(
    sql::Tx& tx, const Call& call, std::vector<Document> found, int limit, Cursor&& cursor
) const {
  const bool more = std::ssize(found) > limit;
  if (more) found.pop_back();
  Page<DocumentView> page;
  for (const Document& document : found) {
    if (is_seen(call.actor, document)) page.items.push_back(view(tx, document));
  }
  if (more) page.next_cursor = cursor(found.back().id);
  return page;
}

Result<Reply<DocumentView>> DocumentDesk::add(const Call& call, const AddDocument& request) const {
  if (request.points.is_zero()) {
    return fail(ErrorCode::out_of_range, "/points", {{"min", "1"}});
  }
  GX_TRY(store, scope_.store(call, request.store));
  return desk_.first_answers.once<DocumentView>(
      desk_.db,
      call,
      "add_points_document",
      201,
      [&](sql::Tx& tx) -> Result<Reply<DocumentView>> {
        auto account = scope_.account(tx, call, request.member, store);
        if (!account) return fail(account.error().code, "/member");
        if (account->state == AccountState::closed) {
          return fail(ErrorCode::account_closed, "/member");
        }
        GX_TRY(programme, scope_.programme(*account, call.now));
        Document draft;
        draft.id = desk_.ids.next_id<DocumentTag>();
        draft.owner = request.member;
        draft.programme = account->programme;
        draft.points = request.points;
        draft.reason = request.reason;
        draft.attachment = request.attachment;
        draft.store = store;
        draft.created_at = call.now;
        draft.created_by = call.actor.id;
        draft.files = std::ssize(request.attachments);
        const auto& files = request.attachments;
        GX_TRY_VOID(Attachments::check_usable(tx, files, draft.created_by));
        GX_TRY_VOID(add_draft(tx, desk_.ids, draft, programme->parameters));
        GX_TRY_VOID(Attachments::use(tx, files, draft.id.value(), draft.created_by));
        return Reply<DocumentView>{
            .body = view(tx, draft), .location = "/v1/points/documents/" + draft.id.to_string()};
      }
  );
}

Result<DocumentView> DocumentDesk::get(const Call& call, const GetDocument& request) const {
  return desk_.db.read([&](sql::Tx& tx) -> Result<DocumentView> {
    GX_TRY(document, load(tx, call, request.id));
    return view(tx, document);
  });
}

Result<Page<DocumentView>> DocumentDesk::list(const Call& call, const ListDocuments& request)
    const {
  const auto programme = desk_.programmes.find(request.programme);
  if (!programme || !org::sees_programme(*desk_.org.snapshot(), call.actor, *programme)) {
    return fail(ErrorCode::programme_not_found, "/programme", {{"programme", request.programme}});
  }
  const auto place = static_cast<std::int64_t>(request.state);
  std::optional<DocumentId> before;
  if (request.cursor) {
    GX_TRY(
        parts,
        (api::decode_cursor<std::int64_t, std::int64_t, std::int64_t>(
            documents_list, *request.cursor
        ))
    );
    const auto& [of, state, id] = parts;
    if (of != programme->value() || state != place) return bad_list_cursor();
    before = DocumentId(id);
  }
  return desk_.db.read([&](sql::Tx& tx) -> Result<Page<DocumentView>> {
    auto found = documents_in(tx, *programme, request.state, before, request.limit + 1);
    return page_of(tx, call, std::move(found), request.limit, [&](DocumentId last) {
      return api::encode_cursor(documents_list, programme->value(), place, last.value());
    });
  });
}

Result<Page<DocumentView>> DocumentDesk::list_of(
    const Call& call, const ListDocumentsOfMember& request
) const {
  std::optional<DocumentId> before;
  if (request.cursor) {
    GX_TRY(
        parts, (api::decode_cursor<std::int64_t, std::int64_t>(documents_of_list, *request.cursor))
    );
    if (std::get<0>(parts) != request.id.value()) return bad_list_cursor();
    before = DocumentId(std::get<1>(parts));
  }
  return desk_.db.read([&](sql::Tx& tx) -> Result<Page<DocumentView>> {
    GX_TRY_VOID(scope_.account(tx, call, request.id));
    auto found = documents_of(tx, request.id, before, request.limit + 1);
    return page_of(tx, call, std::move(found), request.limit, [&](DocumentId last) {
      return api::encode_cursor(documents_of_list, request.id.value(), last.value());
    });
  });
}

Result<Reply<DocumentView>> DocumentDesk::submit(const Call& call, const MoveDocument& request)
    const {
  return step(
      call,
      request.id,
      "submit_points_document",
      [&](sql::Tx& tx, Document document) -> Result<Document> {
        GX_TRY(programme, programme_of(tx, document, call.now));
        const Date today = programme->zone.date_of(call.now);
        return submit_document(
            tx, desk_.ids, std::move(document), programme->parameters, today, call.now
        );
      }
  );
}

Result<Reply<DocumentView>> DocumentDesk::approve(const Call& call, const ApproveDocument& request)
    const {
  return step(call, request.id, "approve_points_document", [&](sql::Tx& tx, Document document) {
    return decide_document(
        tx, desk_.ids, std::move(document), true, request.note, call.actor.id, call.now
    );
  });
}

Result<Reply<DocumentView>> DocumentDesk::reject(const Call& call, const RejectDocument& request)
    const {
  return step(call, request.id, "reject_points_document", [&](sql::Tx& tx, Document document) {
    return decide_document(
        tx, desk_.ids, std::move(document), false, request.note, call.actor.id, call.now
    );
  });
}

Result<Reply<DocumentView>> DocumentDesk::withdraw(const Call& call, const MoveDocument& request)
    const {
  return step(call, request.id, "withdraw_points_document", [&](sql::Tx& tx, Document document) {
    return withdraw_document(tx, desk_.ids, std::move(document), call.actor.id, call.now);
  });
}

Result<Reply<DocumentPosting>> DocumentDesk::post(const Call& call, const MoveDocument& request)
    const {
  return desk_.first_answers.once<DocumentPosting>(
      desk_.db,
      call,
      "post_points_document",
      201,
      [&](sql::Tx& tx) -> Result<DocumentPosting> {
        GX_TRY(document, load_to_move(tx, call, request.id));
        GX_TRY(programme, programme_of(tx, document, call.now));
        const Cause cause{CauseKind::document, document.id.value()};
        GX_TRY(context, scope_.context(tx, call, document.owner, cause));
        GX_TRY(posted, post_document(tx, desk_.ids, context, document, programme->parameters));
        return DocumentPosting{view(tx, posted.document), posted.repaid, posted.account.balance};
      }
  );
}

Result<Document> DocumentDesk::load(sql::Tx& tx, const Call& call, DocumentId id) const {
  auto document = find_seen_document(tx, *desk_.org.snapshot(), call.actor, id);
  if (!document) return fail(ErrorCode::points_document_not_found, "/id");
  return *std::move(document);
}

Result<Document> DocumentDesk::load_to_move(sql::Tx& tx, const Call& call, DocumentId id) const {
  GX_TRY(document, load(tx, call, id));
  if (Scope::may_act_for(call, document.store)) return document;
  return fail(ErrorCode::store_out_of_scope, "/id");
}

Result<std::shared_ptr<const programmes::Version>> DocumentDesk::programme_of(
    sql::Tx& tx, const Document& document, Instant now
) const {
  const auto account = find_account(tx, document.owner);
  GX_CHECK_WHY(account.has_value(), "a document of no account");
  return scope_.programme(*account, now);
}

DocumentView DocumentDesk::view(sql::Tx& tx, const Document& document) const {
  std::vector<attachments::AttachmentView> files;
  if (document.files > 0) {
    for (attachments::Attachment& file : desk_.attachments.of(tx, document.id.value())) {
      files.push_back(attachments::view_of(std::move(file)));
    }
  }
  return {
      .id = document.id,
      .member = document.owner,
      .state = document.state,
      .points = document.points,
      .reason = document.reason,
      .attachment = document.attachment,
      .attachments = std::move(files),
      .store = scope_.code_of(document.store),
      .created_at = document.created_at,
      .created_by = document.created_by,
      .submitted_at = document.submitted_at,
      .decided_at = document.decided_at,
      .decided_by = document.decided_by,
      .note = document.decision,
      .ended_at = document.ended_at,
      .ended_by = document.ended_by};
}

}  // namespace guanxi::points
