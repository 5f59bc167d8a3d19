// Payments that were taken elsewhere (a payment service, a bank, the till) for what is no sale of
// goods: a tier, a paid membership, points. The number of a payment pays once in a programme, for
// one thing of one member, whatever it is.
//
// Threads: functions of the caller's Tx; any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "modules/programmes/programmes.h"
#include "platform/sql/sql.h"

namespace guanxi::payments {

enum class Pays { tier, membership, points };
BOOST_DESCRIBE_ENUM(Pays, tier, membership, points)

struct Reference {
  ProgrammeId programme;
  std::string number;  // of the payment, elsewhere
  OwnerId owner;
  Pays pays = Pays::tier;
  std::int64_t subject = 0;  // the ladder, the membership's payment, the sale of points
};

inline constexpr std::size_t number_length_max = 64;

/// Notes what the payment pays for. Errors, at /reference: those of check_name (too_long,
/// bad_format …), code_taken (it has paid before).
Outcome take(sql::Tx& tx, const Reference& reference);
/// What it paid for was voided: the same payment may be noted anew.
void release(sql::Tx& tx, ProgrammeId programme, std::string_view number);
/// What it paid for is another member's.
void pass(sql::Tx& tx, OwnerId from, OwnerId to, Pays pays, std::int64_t subject);
/// In the order of owner, subject and number.
void each(sql::Tx& tx, Pays pays, const std::function<void(const Reference&)>& visit);

/// What another book says was paid.
struct Paid {
  std::int64_t owner = 0, subject = 0;
  std::string number;
  auto operator<=>(const Paid&) const = default;
};
struct Difference {
  OwnerId owner;
  bool noted = false;  // here, and not in the other book; else there alone
};
/// Holds another book against ours: those that stand in one of the two only. Those noted come
/// first.
std::vector<Difference> differences(sql::Tx& tx, Pays pays, std::set<Paid> paid);

}  // namespace guanxi::payments
