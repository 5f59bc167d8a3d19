// Points documents: class D, points that a person gives or takes, plus or minus, for a reason (a
// complaint, a correction). A document is drafted, submitted within the programme's limits,
// approved by another actor than its author, and then posted, once; it may be withdrawn until then.
// What it says is never edited.
//
//   draft ──submit──▶ submitted ──approve──▶ approved ──post──▶ posted
//     │                   │  └─────reject──▶ rejected │
//     └───────withdraw────┴────────withdraw───────────┘──▶ withdrawn
//
// Each function is one step, refuses before it writes, and answers conflict where the document has
// moved meanwhile.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <functional>

#include "modules/points/points.h"

namespace guanxi::api {
struct Actor;
}
namespace guanxi::org {
class Snapshot;
}

namespace guanxi::points {

struct DocumentTag;
using DocumentId = Id<DocumentTag>;

enum class DocumentState { draft, submitted, approved, rejected, posted, withdrawn };
BOOST_DESCRIBE_ENUM(DocumentState, draft, submitted, approved, rejected, posted, withdrawn)

struct Document {
  DocumentId id;
  OwnerId owner;
  ProgrammeId programme;
  Points points;  // plus or minus, never 0
  std::string reason;
  std::optional<std::string> attachment;  // where the paper is
  std::optional<StoreId> store;
  DocumentState state = DocumentState::draft;
  Instant created_at;
  ActorId created_by;                // the author
  std::optional<Date> submitted_on;  // the programme's day whose limits it counts for
  std::optional<Instant> submitted_at;
  std::optional<Instant> decided_at;
  std::optional<ActorId> decided_by;
  std::optional<std::string> decision;
  std::optional<Instant> ended_at;  // posted or withdrawn
  std::optional<ActorId> ended_by;
  std::int64_t files = 0;  // attachments it refers to
};

/// Errors: points_limit_exceeded at /points (more than one document may say).
Outcome add_draft(
    sql::Tx& tx, IdGenerator& ids, const Document& draft, const programmes::Parameters& parameters
);
/// The limits count plus and minus alike, of all documents submitted that day but those rejected or
/// withdrawn. Errors: points_document_state, points_limit_exceeded with `limit` (the parameter) and
/// what is `left`.
Result<Document> submit_document(
    sql::Tx& tx,
    IdGenerator& ids,
    Document document,
    const programmes::Parameters& parameters,
    Date today,
    Instant now
);
/// Approves or rejects. Errors: points_document_state, own_approval.
Result<Document> decide_document(
    sql::Tx& tx,
    IdGenerator& ids,
    Document document,
    bool approved,
    std::optional<std::string> note,
    ActorId by,
    Instant now
);
/// Errors: points_document_state (posted, rejected or withdrawn before).
Result<Document> withdraw_document(
    sql::Tx& tx, IdGenerator& ids, Document document, ActorId by, Instant now
);
struct PostedDocument {
  Document document;
  Account account;
  Points repaid;  // of a plus, what paid a debt
};
/// Plus: a lot of class D that lasts as what is earned today; what is owed is repaid first. Minus:
/// takes class D from what is free, first to expire first. context.cause is {document, id}. Errors:
/// conflict, account_not_found, account_closed, account_frozen, points_document_state; of a minus
/// also points_owed and not_enough_points.
Result<PostedDocument> post_document(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    Document document,
    const programmes::Parameters& parameters
);

/// Books what a member had in another system, or takes it back: a draft that is posted at once and
/// counts for no limit. Nobody decides it (decided_by 0): the permission to import does. What they
/// had ends after `until`, else as points earned today do. Errors: those of post_document.
Result<PostedDocument> post_opening(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    Document document,
    const programmes::Parameters& parameters,
    std::optional<Date> until = std::nullopt
);
/// How much of the `points` that `opening` booked has not expired, and is to be taken back.
Points opening_left(
    sql::Tx& tx, const Account& account, DocumentId opening, Points points, Date today
);
/// Takes so much of it back, as post_opening() of a negative draft does: out of its own lot first.
Result<PostedDocument> post_opening_back(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    Document document,
    DocumentId opening,
    const programmes::Parameters& parameters
);

std::optional<Document> find_document(sql::Tx& tx, DocumentId document);
/// Whether an actor sees it: those that a store made are that store's, the others everybody's who
/// serves the member.
bool is_seen(const api::Actor& actor, const Document& document);
/// Nothing where the actor has nothing to do with its programme, or with its store.
std::optional<Document> find_seen_document(
    sql::Tx& tx, const org::Snapshot& organisation, const api::Actor& actor, DocumentId document
);
/// Of somebody who is another member by now: what is not posted, rejected or withdrawn is that
/// one's, and will be posted there. Returns which.
std::vector<DocumentId> pass_documents(sql::Tx& tx, OwnerId from, OwnerId to);
/// Gives one back that is open still.
void return_document(sql::Tx& tx, DocumentId document, OwnerId from, OwnerId to);
/// Of a member, or of a programme in one state: older than `before` (none: the newest), newest
/// first.
std::vector<Document> documents_of(
    sql::Tx& tx, OwnerId owner, std::optional<DocumentId> before, int limit
);
std::vector<Document> documents_in(
    sql::Tx& tx,
    ProgrammeId programme,
    DocumentState state,
    std::optional<DocumentId> before,
    int limit
);

/// The documents of everybody that refer to files, in the order of their ids: for verify.
void each_document_with_files(
    sql::Tx& tx, const std::function<void(DocumentId document, std::int64_t files)>& visit
);
/// Deletes the names and contents of the files of a member's documents; returns how many files.
std::int64_t erase_files(sql::Tx& tx, OwnerId owner);

/// News in the outbox; subject: the document. {"programme":1,"state":"posted","points":-5}
inline constexpr std::string_view document_changed = "points.document_changed";

}  // namespace guanxi::points
