// The audit trail: one append-only record of every change to configuration and personal data, and
// of every look at personal data in the clear. Who, when, which object, what – field, before,
// after –, why, and within which request.
//
// Modules and flows write into it in the transaction of the change itself; nothing is written
// where a member merely buys. A log that a module keeps anyway (changes of card types, of access)
// is not copied: the entry names it.
//
// Values of personal fields are sealed. The chain holds a digest over what is inside the seal, made
// with a salt of its own, so that taking the seal away – when a person is erased – breaks no chain,
// and the digest tells nothing of what it was. See docs/adr/0015.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <cstdint>
#include <optional>
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
struct Call;
}  // namespace guanxi::api

namespace guanxi::audit {

/// Who did it, and within which request. Made from a call, or from an actor alone where nobody
/// asked over the API.
struct By {
  ActorId actor;
  std::string_view request = {};

  By(ActorId id) : actor(id) {}  // NOLINT: implicit by design
  By(const api::Call& call);     // NOLINT: implicit by design
};

struct Change {
  std::string field;
  std::optional<std::string> before, after;
  bool personal = false;
};

/// What changed, field by field. A field that is what it was is left out.
class Changes {
 public:
  Changes& add(
      const char* field, std::optional<std::string> before, std::optional<std::string> after
  );
  /// The same for personal data: its values are sealed.
  Changes& add_personal(
      const char* field, std::optional<std::string> before, std::optional<std::string> after
  );
  /// A field that was looked at, or whose values stand elsewhere.
  Changes& name(const char* field, bool personal);
  const std::vector<Change>& all() const { return all_; }
  bool empty() const { return all_.empty(); }

 private:
  std::vector<Change> all_;
};

struct Entry {
  const char* action;       // "store_added": what happened, in the past tense
  const char* object_kind;  // "store"
  std::string object_id;
  OwnerId member = {};  // whose personal data it is
  Changes changes = {};
  std::string reason = {};  // why, if it was said; no personal data
  std::string log = {};     // where the values stand instead, as a path of the API
};

/// Writes an entry without personal values.
void record(sql::Tx& tx, const By& by, const Entry& entry, Instant now);
/// Writes an entry about `entry.member`, personal values sealed.
void record(
    sql::Tx& tx, const crypto::Sealer& sealer, const By& by, const Entry& entry, Instant now
);

/// Takes away the sealed values of everything recorded about `member`; names of fields, actions and
/// chains stay. Returns how many entries lost some. Repeatable.
std::int64_t forget_values(sql::Tx& tx, OwnerId member);

/// An entry as it is read.
struct Place {
  std::int64_t chain = 0, seq = 0;
};
struct Recorded {
  Place place;
  Instant at;
  ActorId actor;
  std::string request, object_kind, object_id;
  std::optional<OwnerId> member;
  std::string action;
  std::vector<Change> changes;  // of personal ones the names only
  bool has_values = false;      // there is a seal to open
  bool forgotten = false;       // there was one
  std::string reason, log;
};
/// What to look for; the newest first.
struct Search {
  std::string object_kind = {}, object_id = {};  // both or none
  OwnerId member = {};
  ActorId actor = {};
  Instant from = Instant::from_micros(0);
  Instant before_at = {};  // earlier than this; at the same instant, before `before`
  Place before = {};
  int limit = 50;
};
std::vector<Recorded> search(sql::Tx& tx, const Search& search);
/// All that was recorded about a member, the oldest first, personal values opened: for a copy of
/// their data.
std::vector<Recorded> about(sql::Tx& tx, const crypto::Sealer& sealer, OwnerId member, int limit);
/// One entry with its personal values opened. Throws crypto::SealBroken if the seal was tampered
/// with.
std::optional<Recorded> find_opened(sql::Tx& tx, const crypto::Sealer& sealer, const Place& place);

/// Walks over the seals of up to `limit` entries behind `after`, counting them in `census`; `renew`
/// seals anew, in one short transaction, what older keys sealed. Returns where the next walk
/// begins, or nullopt behind the last. May be repeated, from any point.
std::optional<Place> walk_seals(
    sql::Database& db,
    const crypto::Sealer& sealer,
    const Place& after,
    int limit,
    crypto::SealWalk walk,
    crypto::SealCensus& census
);

/// /v1/audit and below. Both outlive `api`.
void add_endpoints(api::Api& api, sql::Database& db, const crypto::Sealer& sealer);

}  // namespace guanxi::audit
