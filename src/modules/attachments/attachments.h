// Attachments: photos and scans that prove a points document. A file is uploaded first, by the
// author of the document, and used by one document then; what nobody uses within a day is deleted.
// Name and content are sealed; each reading of the content is on the audit trail. Where the member
// is erased, name and content go, and the document still says that there was a file.
//
// Threads: Attachments may be used from any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "base/time.h"
#include "platform/crypto/keys.h"
#include "platform/sql/sql.h"

namespace guanxi::api {
class Api;
class FirstAnswers;
struct Call;
}  // namespace guanxi::api

namespace guanxi::attachments {

struct AttachmentTag;
using AttachmentId = Id<AttachmentTag>;

enum class Kind { pdf, jpeg, png };
BOOST_DESCRIBE_ENUM(Kind, pdf, jpeg, png)

inline constexpr std::int64_t bytes_max = 5 * 1024 * 1024;  // of a file
inline constexpr std::int64_t name_max = 120;               // characters
inline constexpr int of_document_max = 5;
inline constexpr int unused_max = 20;  // of one author
inline constexpr int unused_hours = 24;

/// What the first bytes say; nullopt: none of these.
std::optional<Kind> kind_of(std::string_view content);
/// Without a path, and without anything that hides, turns or ends what stands beside it.
bool is_file_name(std::string_view name);

struct Attachment {
  AttachmentId id;
  std::optional<std::string> name;  // nullopt: erased, and the content with it
  Kind kind = Kind::pdf;
  std::int64_t bytes = 0;
  Instant uploaded_at;
  ActorId uploaded_by;
  std::optional<std::int64_t> document;  // of points; nullopt: not used yet
};

class Attachments {
 public:
  explicit Attachments(const crypto::KeyRing& keys) : sealer_(keys) {}

  /// A file ready to be written. Not in a transaction: sealing takes a while.
  struct Sealed {
    AttachmentId id;
    Kind kind = Kind::pdf;
    std::int64_t bytes = 0;
    sql::Bytes name, content;
  };
  /// Errors: bad_format at /name; body_too_large and, where the content is none of `kind`,
  /// attachment_unreadable at /content.
  Result<Sealed> seal(IdGenerator& ids, std::string_view name, Kind kind, std::string_view content)
      const;
  /// Errors: too_many (files of `by` that no document uses).
  Outcome add(sql::Tx& tx, const Sealed& file, ActorId by, Instant now) const;

  /// Whether a document of `author` may refer to them. Errors: attachment_not_found at
  /// /attachments/N: not uploaded by the author, used already, or named twice.
  static Outcome check_usable(sql::Tx& tx, std::span<const AttachmentId> files, ActorId author);
  /// Makes them the files of a document, in that order, after check_usable(). Errors: conflict.
  static Outcome use(
      sql::Tx& tx, std::span<const AttachmentId> files, std::int64_t document, ActorId author
  );
  /// In their order.
  std::vector<Attachment> of(sql::Tx& tx, std::int64_t document) const;
  std::optional<Attachment> find(sql::Tx& tx, AttachmentId id) const;
  /// What was uploaded; nullopt once it is erased. Throws crypto::SealBroken.
  std::optional<std::string> content(sql::Tx& tx, AttachmentId id) const;

  /// Walks over the seals of a few files behind `after`, as members::Members::walk_seals.
  std::optional<AttachmentId> walk_seals(
      sql::Database& db, AttachmentId after, crypto::SealWalk walk, crypto::SealCensus& census
  ) const;

 private:
  crypto::Sealer sealer_;
};

/// Deletes name and content of a document's files. Repeatable.
void erase(sql::Tx& tx, std::int64_t document);
/// Deletes up to `limit` files that were uploaded before `before` and are not used; returns how
/// many.
std::int64_t forget_unused(sql::Tx& tx, Instant before, int limit);

/// Who asks about a document, and whose it is: nullopt where `call` may not read it.
using OwnerOfSeen = std::function<
    std::optional<OwnerId>(sql::Tx& tx, const api::Call& call, std::int64_t document)>;

/// What the endpoints work with. All of it outlives the Api.
struct Desk {
  sql::Database& db;
  IdGenerator& ids;
  const Attachments& attachments;
  const api::FirstAnswers& first_answers;
  OwnerOfSeen owner_of_seen;
};

/// /v1/attachments and below, for those who write and read points documents.
void add_endpoints(api::Api& api, const Desk& desk);

}  // namespace guanxi::attachments
