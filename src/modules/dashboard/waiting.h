// Inside modules/dashboard: the news it follows, and what of it the consumer has not read yet, as a
// transaction sees it.
#pragma once

#include <initializer_list>
#include <unordered_set>

#include "base/id.h"
#include "modules/dashboard/counting.h"
#include "platform/outbox/waiting.h"

namespace guanxi::dashboard {

// Told by the flows: no module owns these words.
inline constexpr const char* receipt_posted = "receipt.posted";
inline constexpr const char* member_enrolled = "member.enrolled";
inline constexpr const char* member_changed = "member.changed";
inline constexpr const char* member_closed = "member.closed";
inline constexpr const char* member_erased = "member.erased";
inline constexpr const char* member_merged = "member.merged";
inline constexpr const char* merge_undone = "member.merge_undone";
inline constexpr const char* tier_changed = "tier.changed";

class Waiting {
 public:
  explicit Waiting(sql::Tx& tx) : tx_(tx) {
    read(receipts_, receipt_posted);
    read(attributed_, "receipt.attributed");
  }
  bool posted(ReceiptId id) const { return receipts_.contains(id.value()); }
  bool attributed(ReceiptId id) const { return attributed_.contains(id.value()); }
  const std::unordered_set<std::int64_t>& all_posted() const { return receipts_; }
  /// Whose figures may be behind.
  std::unordered_set<std::int64_t> members() const {
    std::unordered_set<std::int64_t> all;
    for (const char* kind : {member_enrolled, member_changed, member_closed, member_erased})
      read(all, kind);
    return all;
  }
  bool any(std::initializer_list<const char*> kinds) const {
    std::unordered_set<std::int64_t> all;
    for (const char* kind : kinds) read(all, kind);
    return !all.empty();
  }

 private:
  void read(std::unordered_set<std::int64_t>& into, const char* kind) const {
    for (const std::int64_t subject : outbox::waiting(tx_, consumer_name, kind))
      into.insert(subject);
  }
  sql::Tx& tx_;
  std::unordered_set<std::int64_t> receipts_, attributed_;
};

}  // namespace guanxi::dashboard
