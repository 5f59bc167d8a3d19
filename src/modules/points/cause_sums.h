// What each sale earned and how much of it returns took back, from the lots, and what points paid,
// from the journal: for holding other books against ours. Reads only; any thread.
#pragma once

#include <functional>

#include "modules/points/points.h"

namespace guanxi::points {

struct CauseSum {
  std::int64_t cause_id = 0;  // the sale
  OwnerId owner;
  Points earned, reversed;  // classes A, B, C and E
};
/// In order of cause_id. A sale that earned nothing has no lot and does not appear, and what was
/// received from another member is no sale's, nor what a return without a receipt left.
void each_cause_sum(sql::Tx& tx, const std::function<void(const CauseSum&)>& visit);

struct CauseUsable {
  std::int64_t cause_id = 0;  // the sale
  Date first, last;           // of its lots: the days from which they are usable
};
/// Sales of which a lot was not usable at once, in order of cause_id.
void each_cause_usable(sql::Tx& tx, const std::function<void(const CauseUsable&)>& visit);

struct CauseTaken {
  std::int64_t cause_id = 0;  // the refund without a receipt, or its void
  OwnerId owner;
  Points taken;  // of classes A and E; given back: negative
};
/// What the journal says refunds without a receipt took, in order of cause_id; those that took
/// nothing with 0 or not at all.
void each_cause_taken(sql::Tx& tx, const std::function<void(const CauseTaken&)>& visit);

struct CausePaid {
  std::int64_t cause_id = 0;  // the sale, refund or void
  OwnerId owner;
  Points paid;  // given back: negative
};
/// What the journal says points paid of sales, in order of cause_id.
void each_cause_paid(sql::Tx& tx, const std::function<void(const CausePaid&)>& visit);
/// The same of what was spent otherwise; cause_id: the redemption. What was given back to whom its
/// member was merged into since does not count as given back.
void each_cause_spent(sql::Tx& tx, const std::function<void(const CausePaid&)>& visit);

}  // namespace guanxi::points
