// The life of a points document, and its posting.
#include "modules/points/documents.h"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <utility>

#include "modules/attachments/attachments.h"
#include "modules/org/org.h"
#include "modules/points/documents_store.h"
#include "modules/points/posting.h"
#include "modules/points/store.h"
#include "platform/api/api.h"
#include "platform/outbox/outbox.h"

namespace guanxi::points {

namespace {

Points size_of(const Document& document) {
  return document.points.is_negative() ? -document.points : document.points;
}

Outcome check_state(const Document& document, std::initializer_list<DocumentState> allowed) {
  if (std::ranges::find(allowed, document.state) != allowed.end()) return ok();
  const std::string word = boost::describe::enum_to_string(document.state, "");
  return fail(
      ErrorCode::points_document_state, "/id", {{"state", word}, {"why", "@document_" + word}}
  );
}

Outcome check_limit(
    const std::string& name, const char* pointer, Points before, Points more, std::int64_t max
) {
  const std::int64_t left = max - before.value();
  if (more.value() <= left) return ok();
  return fail(
      ErrorCode::points_limit_exceeded,
      pointer,
      {{"limit", name},
       {"why", "@" + name},
       {"left", std::to_string(std::max<std::int64_t>(left, 0))}}
  );
}

Outcome check_size(
    const Document& document, const char* pointer, const programmes::Parameters& parameters
) {
  return check_limit(
      "document_points_max", pointer, {}, size_of(document), parameters.document_points_max
  );
}

void tell(sql::Tx& tx, IdGenerator& ids, const Document& document, Instant now) {
  std::string facts = R"({"programme":)" + std::to_string(document.programme.value());
  facts += R"(,"state":")";
  facts += boost::describe::enum_to_string(document.state, "");
  facts += R"(","points":)" + std::to_string(document.points.value()) + "}";
  outbox::append(tx, ids, document_changed, document.owner, document.id.value(), now, facts);
}

Result<Document> move_on(
    sql::Tx& tx, IdGenerator& ids, Document document, DocumentState to, Instant now
) {
  const DocumentState from = std::exchange(document.state, to);
  if (!store::update_document(tx, document, from)) return ErrorCode::conflict;
  tell(tx, ids, document, now);
  return document;
}

Points enter_grant(Posting& posting, const Document& document, Date expires_on) {
  const auto lot = posting.add_lot(expires_on, document.id.value(), Class::d);
  const Points repaid = std::min(document.points, posting.account().owed);
  if (!repaid.is_zero()) posting.enter(Reason::repaid, Sum::d, repaid, lot);
  const Points rest = document.points - repaid;
  if (!rest.is_zero()) posting.enter(Reason::granted, Sum::d, rest, lot);
  return repaid;
}

/// `first`: the document whose lot gives before the others.
Outcome enter_deduction(
    sql::Tx& tx, Posting& posting, const Document& document, std::optional<DocumentId> first
) {
  GX_TRY_VOID(check_spendable(posting.account()));
  Points left = -document.points;
  const auto is_first = [&](const Lot& lot) {
    return lot.cause == CauseKind::document && lot.lot_id == first->value();
  };
  for (const auto at :
       first ? posting.load_open_lots(tx, left, is_first) : std::vector<Posting::LotAt>()) {
    const Lot& lot = posting.lot(at);
    const Points part = std::min(left, lot.remaining - lot.held);
    if (part.is_zero()) continue;
    posting.enter(Reason::deducted, Sum::d, part, at);
    left -= part;
  }
  if (left.is_zero()) return ok();
  GX_TRY(parts, find_free(tx, posting, left, Reach::pending_too));
  for (const Posting::Part& part : parts) {
    posting.enter(Reason::deducted, Sum::d, part.points, part.lot);
  }
  return ok();
}

}  // namespace

Outcome add_draft(
    sql::Tx& tx, IdGenerator& ids, const Document& draft, const programmes::Parameters& parameters
) {
  GX_CHECK(!draft.points.is_zero() && draft.state == DocumentState::draft);
  GX_TRY_VOID(check_size(draft, "/points", parameters));
  store::insert_document(tx, draft);
  tell(tx, ids, draft, draft.created_at);
  return ok();
}

Result<Document> submit_document(
    sql::Tx& tx,
    IdGenerator& ids,
    Document document,
    const programmes::Parameters& parameters,
    Date today,
    Instant now
) {
  GX_TRY_VOID(check_state(document, {DocumentState::draft}));
  const Points size = size_of(document);
  GX_TRY_VOID(check_size(document, "/id", parameters));
  GX_TRY_VOID(check_limit(
      "document_actor_day_max",
      "/id",
      store::submitted_by(tx, document.programme, today, document.created_by),
      size,
      parameters.document_actor_day_max
  ));
  GX_TRY_VOID(check_limit(
      "document_programme_day_max",
      "/id",
      store::submitted_on(tx, document.programme, today),
      size,
      parameters.document_programme_day_max
  ));
  document.submitted_on = today;
  document.submitted_at = now;
  return move_on(tx, ids, std::move(document), DocumentState::submitted, now);
}

Result<Document> decide_document(
    sql::Tx& tx,
    IdGenerator& ids,
    Document document,
    bool approved,
    std::optional<std::string> note,
    ActorId by,
    Instant now
) {
  if (by == document.created_by) return ErrorCode::own_approval;
  GX_TRY_VOID(check_state(document, {DocumentState::submitted}));
  document.decided_at = now;
  document.decided_by = by;
  document.decision = std::move(note);
  const auto to = approved ? DocumentState::approved : DocumentState::rejected;
  return move_on(tx, ids, std::move(document), to, now);
}

Result<Document> withdraw_document(
    sql::Tx& tx, IdGenerator& ids, Document document, ActorId by, Instant now
) {
  using enum DocumentState;
  GX_TRY_VOID(check_state(document, {draft, submitted, approved}));
  document.ended_at = now;
  document.ended_by = by;
  return move_on(tx, ids, std::move(document), withdrawn, now);
}

namespace {

struct Booked {
  Account account;
  Points repaid;
};
Result<Booked> book(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const Document& document,
    Date expires_on,
    std::optional<DocumentId> first = std::nullopt
) {
  GX_CHECK(context.cause == (Cause{CauseKind::document, document.id.value()}));
  GX_CHECK(context.owner == document.owner);
  GX_TRY(account, load_account(tx, context));
  GX_TRY_VOID(check_open(account));
  Posting posting(account, context);
  posting.expire_due(tx);
  Points repaid;
  if (document.points.is_negative()) {
    GX_TRY_VOID(enter_deduction(tx, posting, document, first));
  } else {
    repaid = enter_grant(posting, document, expires_on);
  }
  GX_TRY(written, posting.write(tx, ids));
  return Booked{written, repaid};
}

}  // namespace

Result<PostedDocument> post_document(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    Document document,
    const programmes::Parameters& parameters
) {
  GX_TRY_VOID(check_state(document, {DocumentState::approved}));
  const Date expires_on = expiry_date(context.today, parameters);
  GX_TRY(booked, book(tx, ids, context, document, expires_on));
  document.ended_at = context.posted_at;
  document.ended_by = context.actor;
  GX_TRY(posted, move_on(tx, ids, std::move(document), DocumentState::posted, context.posted_at));
  return PostedDocument{std::move(posted), booked.account, booked.repaid};
}

namespace {

Result<PostedDocument> post_at_once(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    Document document,
    Date expires_on,
    std::optional<DocumentId> first
) {
  GX_CHECK(!document.points.is_zero() && document.state == DocumentState::draft);
  GX_TRY(booked, book(tx, ids, context, document, expires_on, first));
  document.state = DocumentState::posted;
  document.decided_at = document.ended_at = context.posted_at;
  document.decided_by = ActorId();
  document.ended_by = context.actor;
  store::insert_document(tx, document);
  tell(tx, ids, document, context.posted_at);
  return PostedDocument{std::move(document), booked.account, booked.repaid};
}

}  // namespace

Result<PostedDocument> post_opening(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    Document document,
    const programmes::Parameters& parameters,
    std::optional<Date> until
) {
  const Date expires_on = until.value_or(expiry_date(context.today, parameters));
  return post_at_once(tx, ids, context, std::move(document), expires_on, std::nullopt);
}

Points opening_left(
    sql::Tx& tx, const Account& account, DocumentId opening, Points points, Date today
) {
  const Cause cause{CauseKind::document, opening.value()};
  std::optional<Lot> lot;
  walk_back(tx, account, opening.value(), [&](const Entry& entry) {
    if (entry.cause != cause) return true;
    if (entry.expires_on && entry.lot_class) {
      lot = store::find_lot(tx, account.owner, {*entry.expires_on, entry.lot_id, *entry.lot_class});
    }
    return false;
  });
  if (!lot) return points;
  Points gone = lot->expired;
  if (lot->expires_on < today) gone += lot->remaining - lot->held;  // posted before it is taken
  return points - std::min(gone, points);
}

Result<PostedDocument> post_opening_back(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    Document document,
    DocumentId opening,
    const programmes::Parameters& parameters
) {
  GX_CHECK(document.points.is_negative());
  const Date expires_on = expiry_date(context.today, parameters);
  return post_at_once(tx, ids, context, std::move(document), expires_on, opening);
}

std::optional<Document> find_document(sql::Tx& tx, DocumentId document) {
  return store::find_document(tx, document);
}

std::optional<Document> find_seen_document(
    sql::Tx& tx, const org::Snapshot& organisation, const api::Actor& actor, DocumentId document
) {
  auto found = store::find_document(tx, document);
  if (!found || !org::sees_programme(organisation, actor, found->programme)) return std::nullopt;
  if (!is_seen(actor, *found)) return std::nullopt;
  return found;
}

bool is_seen(const api::Actor& actor, const Document& document) {
  return !document.store || actor.in_scope(*document.store);
}

void each_document_with_files(
    sql::Tx& tx, const std::function<void(DocumentId document, std::int64_t files)>& visit
) {
  store::each_with_files(tx, visit);
}

std::int64_t erase_files(sql::Tx& tx, OwnerId owner) {
  std::int64_t files = 0;
  for (const Document& document : store::with_files(tx, owner)) {
    attachments::erase(tx, document.id.value());
    files += document.files;
  }
  return files;
}

std::vector<DocumentId> pass_documents(sql::Tx& tx, OwnerId from, OwnerId to) {
  const std::vector<DocumentId> open = store::open_documents(tx, from);
  for (const DocumentId document : open) GX_CHECK(store::move_document(tx, document, from, to));
  return open;
}

void return_document(sql::Tx& tx, DocumentId document, OwnerId from, OwnerId to) {
  store::move_document(tx, document, from, to);
}

std::vector<Document> documents_of(
    sql::Tx& tx, OwnerId owner, std::optional<DocumentId> before, int limit
) {
  return store::documents_of(tx, owner, before.value_or(DocumentId(INT64_MAX)), limit);
}

std::vector<Document> documents_in(
    sql::Tx& tx,
    ProgrammeId programme,
    DocumentState state,
    std::optional<DocumentId> before,
    int limit
) {
  return store::documents_in(tx, programme, state, before.value_or(DocumentId(INT64_MAX)), limit);
}

}  // namespace guanxi::points
