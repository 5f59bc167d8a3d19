// Cost sharing 折扣分担: who bears what of each receipt, in the books. With every sale that this
// system priced, what came off the list price is split among its bearers – by the shares of the
// rule that took it off, else by agreement (agreements.h), else the mall bears it; the parts of a
// line sum to list − payable. What a return brings back comes off the same parts in proportion:
// what is left depends on what has come back only, not in which order, and in the end is nothing.
// Of a sale that the till priced (as_sold) nothing is ours to share.
//
// Fed from the outbox (consumer "pricing_shares"), so that a checkout pays nothing for it: one row
// for each bearer of a receipt, and sums by the programme's day of posting. A day that is over
// never changes: what comes back later counts on the day it is posted.
//
// A bearer is "mall", "party:P1" as a rule names it, or as the goods of a line say:
// "counter:S001/C1", "counter_group:CG", "brand:B".
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "modules/org/org.h"
#include "modules/pricing/agreements.h"
#include "modules/pricing/engine/quote.h"
#include "modules/programmes/programmes.h"
#include "modules/sales/sales.h"
#include "platform/outbox/outbox.h"

namespace guanxi::pricing {

/// Why something came off the list price.
enum class ShareCause : std::uint8_t {
  shop_price,  // the line's own reduction
  member_rate,
  document,
  promotion,
  coupon,
  rounding
};
BOOST_DESCRIBE_ENUM(ShareCause, shop_price, member_rate, document, promotion, coupon, rounding)

inline constexpr const char* mall_bearer = "mall";

/// What a bearer bears of a line.
struct SharePart {
  int line = 0;
  ShareCause cause = ShareCause::promotion;
  std::string rule;  // its code; empty: no rule
  std::string bearer;
  std::int64_t amount = 0;  // minor units; negative where rounding adds
  bool operator==(const SharePart&) const = default;
};

/// Something that came off a line, and who shall bear it.
struct Conceded {
  ShareCause cause = ShareCause::promotion;
  std::string rule;
  std::int64_t amount = 0;
  const std::vector<ShareTerms>* shares = nullptr;  // null or empty: the mall
};
/// The bearers that the goods of a line have; empty: none.
struct LineBearers {
  std::string counter, counter_group, brand;
};
/// Pure: who has the share; the mall where the goods have none such.
std::string bearer_of(const ShareTerms& share, const LineBearers& goods);
/// Pure: the parts of a line, each of (cause, rule, bearer) once. They sum to the concessions.
std::vector<SharePart> share_line(
    int line, const std::vector<Conceded>& conceded, const LineBearers& bearers
);

/// List and payable of a line, or of what has come back of it so far.
struct LineSums {
  std::int64_t list = 0, amount = 0;
};
/// Pure: what of a line's parts belongs to the first `back` of it, part by part: sums to
/// back.list − back.amount, and to the parts themselves where all has come back.
std::vector<std::int64_t> returned_parts(
    std::span<const SharePart> parts, const LineSums& sold, const LineSums& back
);

/// What counting works with; outlives the consumer.
struct ShareHouse {
  sql::Database& db;
  const org::Org& org;
  const programmes::Programmes& programmes;
};
/// Applies "receipt.posted": writes down who bears what of the receipt; again changes nothing.
outbox::Consumer shares_consumer(ShareHouse house);

/// The receipt is another owner's now.
void move_shares(sql::Tx& tx, OwnerId from, OwnerId to, ReceiptId receipt);

// ---- reports ----

struct ShareSums {
  std::int64_t conceded = 0, returned = 0;
  std::int64_t net() const { return conceded - returned; }
};
enum class ShareBy : std::uint8_t { bearer, rule, store, cost_group, day };
BOOST_DESCRIBE_ENUM(ShareBy, bearer, rule, store, cost_group, day)

/// Which days, whose, and where.
struct ShareSearch {
  ProgrammeId programme;
  Date from, to;
  std::string bearer = {};            // empty: all
  std::optional<StoreId> store = {};  // nullopt: all
};
/// A bearer's sums, and by what they are told apart: only the members that `by` names are set.
struct ShareRow {
  std::string bearer;
  ShareCause cause = ShareCause::promotion;  // by rule
  std::string rule;                          // by rule
  StoreId store;                             // by store
  std::string cost_group;                    // by cost_group
  Date day;                                  // by day
  ShareSums sums;
};
std::vector<ShareRow> share_sums(sql::Tx& tx, const ShareSearch& search, ShareBy by);

/// What one receipt makes a bearer bear.
struct ShareReceipt {
  ReceiptId receipt;
  OwnerId owner;
  Date day;
  StoreId store;
  std::optional<ReceiptId> original;  // of returns
  std::string bearer, cost_group;
  ShareSums sums;
  std::vector<SharePart> parts;
};
struct SharePlace {
  Date day;
  ReceiptId receipt;
};
/// Of one bearer, by day and receipt, behind `after`.
std::vector<ShareReceipt> share_receipts(
    sql::Tx& tx, const ShareSearch& search, const std::optional<SharePlace>& after, int limit
);
/// All bearers of one receipt, by bearer.
std::vector<ShareReceipt> shares_of(sql::Tx& tx, OwnerId owner, ReceiptId receipt);

/// Recomputes every receipt's parts from its price, its sale and the agreements of its time, and
/// the sums from the rows. Returns what is wrong, the first `limit`.
std::vector<std::string> verify_shares(sql::Tx& tx, std::size_t limit = 100);

}  // namespace guanxi::pricing
