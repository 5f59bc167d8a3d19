#include "modules/points/histories.h"

#include <algorithm>
#include <optional>

namespace guanxi::points {
namespace {

/// The causes of one account.
class HistoryReader {
 public:
  HistoryReader(sql::Tx& tx, const HistoryPlace& from, std::span<const CauseKind> kinds)
      : tx_(tx), owner_(from.owner), kinds_(kinds), next_(from.entry) {}

  OwnerId owner() const { return owner_; }
  /// The newest entry of the next cause; null: there is none.
  const Entry* look() {
    for (;; ++at_) {
      if (at_ == entries_.size() && !fill()) return nullptr;
      const Entry& entry = entries_[at_];
      // A cause's entries are of one posting and stand together.
      if (taken_ && *taken_ == entry.cause) continue;
      if (std::ranges::find(kinds_, entry.cause.kind) != kinds_.end()) return &entry;
    }
  }
  void drop() { taken_ = entries_[at_++].cause; }

 private:
  bool fill() {
    constexpr int page = 64;
    if (ended_) return false;
    entries_ = journal(tx_, owner_, next_, page);
    at_ = 0;
    next_ = entries_.empty() ? 0 : entries_.back().prev_entry_id;
    ended_ = next_ == 0;
    return !entries_.empty();
  }

  sql::Tx& tx_;
  OwnerId owner_;
  std::span<const CauseKind> kinds_;
  std::int64_t next_;
  bool ended_ = false;
  std::vector<Entry> entries_;
  std::size_t at_ = 0;
  std::optional<Cause> taken_;
};

}  // namespace

History history_of(
    sql::Tx& tx, std::span<const HistoryPlace> from, std::span<const CauseKind> kinds, int limit
) {
  std::vector<HistoryReader> readers;
  readers.reserve(from.size());
  for (const HistoryPlace& place : from) readers.emplace_back(tx, place, kinds);
  History found;
  while (std::ssize(found.causes) < limit) {
    HistoryReader* newest = nullptr;
    for (HistoryReader& reader : readers) {
      const Entry* const entry = reader.look();
      if (entry == nullptr) continue;
      if (newest == nullptr || entry->entry_id > newest->look()->entry_id) newest = &reader;
    }
    if (newest == nullptr) return found;
    found.causes.push_back({newest->owner(), newest->look()->cause});
    newest->drop();
  }
  for (HistoryReader& reader : readers) {
    if (const Entry* const entry = reader.look()) {
      found.next.push_back({reader.owner(), entry->entry_id});
    }
  }
  return found;
}

}  // namespace guanxi::points
