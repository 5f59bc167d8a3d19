// Inside flows/overview: what the audit trail says of a member, newest first. Used by one thread,
// within one Tx.
#pragma once

#include <vector>

#include "flows/overview/types.h"
#include "modules/audit/audit.h"

namespace guanxi::overview {

/// The entry that was shown last; `at` −1: none is left.
struct TrailPlace {
  std::int64_t at = INT64_MAX, chain = 0, seq = 0;
};

/// What of the trail is there.
struct TrailParts {
  bool looks = false;    // who looked at the member's data, and what risk control noted
  bool journal = false;  // what the journal of points tells, where that is not read
  bool consents = false, requests = false, households = false;
};

class Trail {
 public:
  Trail(sql::Tx& tx, OwnerId member, const TrailPlace& from, TrailParts parts)
      : tx_(tx), member_(member), shown_(from), parts_(parts) {}

  /// The newest that was not taken; null: none is left.
  const audit::Recorded* look();
  void drop();
  /// Where another reading begins.
  TrailPlace place() { return look() == nullptr ? TrailPlace{-1, 0, 0} : shown_; }

 private:
  bool is_shown(const audit::Recorded& recorded) const;

  sql::Tx& tx_;
  OwnerId member_;
  TrailPlace shown_;
  TrailParts parts_;
  bool whole_ = false;  // nothing older is there
  std::vector<audit::Recorded> buffer_;
  std::size_t at_ = 0;
};

/// What an entry tells; the fields that changed are named, their values are not.
TimelineItem item_of(const audit::Recorded& recorded, api::Language language);

}  // namespace guanxi::overview
