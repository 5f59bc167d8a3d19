// Inside flows/overview: what happened to a member and to those merged into it, put together from
// the journals of points and wallet, the histories of cards, tiers and paid memberships and the
// audit trail, newest first. Used by one thread, within one Tx.
#pragma once

#include <functional>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

#include "flows/overview/events.h"
#include "flows/overview/trail.h"
#include "flows/overview/types.h"
#include "modules/members/members.h"
#include "modules/org/org.h"
#include "modules/points/points.h"
#include "modules/programmes/programmes.h"

namespace guanxi::overview {

/// Where a page begins in what is read of one member: the entry in each journal (0: the newest, -1:
/// none is left), and the audit trail.
struct SourcePlace {
  OwnerId member;
  std::int64_t points = 0, wallet = 0;
  TrailPlace trail;
};
/// The event that was shown last, and the sources that have something left; none named: all of them
/// from the newest.
struct TimelinePlace {
  EventKey shown = newest_event;
  std::optional<std::vector<SourcePlace>> sources;
};

/// A journal read by cause: the entries that one receipt, recharge … made.
template <class Entry>
class Causes {
 public:
  using Fetch = std::function<std::vector<Entry>(std::int64_t from, int limit)>;
  Causes(Fetch fetch, std::int64_t from) : fetch_(std::move(fetch)), next_(from) {}

  /// The newest cause not taken yet, its newest entry first; empty: none is left.
  const std::vector<Entry>& look() {
    while (group_.empty() && fill()) {
      group_.push_back(take());
      while (fill() && buffer_[at_].cause == group_.front().cause) group_.push_back(take());
    }
    return group_;
  }
  void drop() { group_.clear(); }
  /// The entry before those of look(); null: there is none.
  const Entry* before() { return fill() ? &buffer_[at_] : nullptr; }
  /// The entry that another reading begins with, -1: none.
  std::int64_t place() {
    if (!look().empty()) return group_.front().entry_id;
    return -1;
  }

 private:
  static constexpr int at_once = 40;
  bool fill() {
    if (at_ < buffer_.size()) return true;
    if (next_ < 0) return false;
    buffer_ = fetch_(next_, at_once);
    at_ = 0;
    next_ =
        buffer_.empty() || buffer_.back().prev_entry_id == 0 ? -1 : buffer_.back().prev_entry_id;
    return !buffer_.empty();
  }
  Entry take() { return std::move(buffer_[at_++]); }

  Fetch fetch_;
  std::int64_t next_;
  std::vector<Entry> buffer_, group_;
  std::size_t at_ = 0;
};

class Timeline {
 public:
  /// `people`: the member, and those merged into it.
  Timeline(
      sql::Tx& tx,
      const api::Call& call,
      const std::vector<members::Member>& people,
      const programmes::Version& programme,
      const org::Snapshot& organisation,
      const TimelinePlace& place
  );

  /// The next item, nullopt behind the last.
  std::optional<TimelineItem> next();
  /// Where the next page begins; nullopt where nothing is left.
  std::optional<TimelinePlace> place();

 private:
  /// What is read of one member, a part at a time.
  struct Source {
    Source(sql::Tx& tx, const api::Call& call, const SourcePlace& place);
    /// Payments and saved change stand with the receipt that the points speak of.
    void skip_receipts();

    OwnerId member;
    Causes<points::Entry> points;
    Causes<wallet::Entry> wallet;
    Trail trail;
  };
  TimelineItem take_event();
  TimelineItem take_points(Source& source);
  TimelineItem take_wallet(Source& source) const;
  void add_receipt(TimelineItem& item, OwnerId member, ReceiptId receipt) const;
  std::optional<std::string> store_of(StoreId store) const;  // in scope only
  bool zh() const { return call_.language != api::Language::en; }

  sql::Tx& tx_;
  const api::Call& call_;
  const org::Snapshot& organisation_;
  std::vector<Event> events_;  // the oldest first
  EventKey shown_;             // of events
  std::vector<std::unique_ptr<Source>> sources_;
};

}  // namespace guanxi::overview
