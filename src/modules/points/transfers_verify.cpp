// What transfers say against both journals.
#include <map>

#include "modules/points/transfers_store.h"
#include "modules/points/words.h"

namespace guanxi::points {

namespace {

// A sum over the signed amounts of the parts with one class and last day: 0, for what leaves comes
// in.
const sql::Query unpaired_parts_sql{
    "SELECT cause_id, CAST(SUM(CASE WHEN credit = 'member' THEN amount ELSE -amount END) AS "
    "BIGINT) "
    "FROM points_entries WHERE reason IN ('given', 'received', 'returned') "
    "GROUP BY cause_kind, cause_id, expires_on, lot_class "
    "HAVING SUM(CASE WHEN credit = 'member' THEN amount ELSE -amount END) <> 0 ORDER BY cause_id"};
const sql::Query journal_sums_sql{
    "SELECT cause_id, cause_kind, owner_id, reason, CAST(SUM(amount) AS BIGINT) "
    "FROM points_entries WHERE reason IN ('given', 'received', 'returned') "
    "GROUP BY cause_id, cause_kind, owner_id, reason ORDER BY cause_id"};
const sql::Query transfer_sums_sql{
    "SELECT transfer_id, owner_id, receiver_id, points, returned FROM points_transfers "
    "ORDER BY transfer_id"};

struct Unpaired {
  std::int64_t transfer = 0, points = 0;
};
struct JournalSum {
  std::int64_t transfer = 0;
  std::string kind;
  std::int64_t owner = 0;
  std::string reason;
  std::int64_t points = 0;
};
struct Said {
  std::int64_t transfer = 0, giver = 0, receiver = 0, points = 0, returned = 0;
};
using Side = std::pair<std::string, std::int64_t>;  // kind/reason, owner

std::map<Side, std::int64_t> expected(const Said& said) {
  std::map<Side, std::int64_t> sums;
  sums[{"transfer/given", said.giver}] = said.points;
  sums[{"transfer/received", said.receiver}] = said.points;
  if (said.returned != 0) {
    sums[{"transfer_return/given", said.receiver}] = said.returned;
    sums[{"transfer_return/returned", said.giver}] = said.returned;
  }
  return sums;
}

}  // namespace

void check_transfers(
    sql::Tx& tx, const std::function<void(std::int64_t owner, std::string what)>& fault
) {
  const auto name = [](std::int64_t id) { return "transfer " + std::to_string(id); };
  tx.each<Unpaired>(unpaired_parts_sql, [&](const Unpaired& part) {
    fault(
        0, name(part.transfer) + " moved " + std::to_string(part.points) + " points out of nothing"
    );
  });
  std::map<std::int64_t, std::map<Side, std::int64_t>> journal;  // transfers are few
  tx.each<JournalSum>(journal_sums_sql, [&](const JournalSum& sum) {
    journal[sum.transfer][{sum.kind + "/" + sum.reason, sum.owner}] = sum.points;
  });
  tx.each<Said>(transfer_sums_sql, [&](const Said& said) {
    const auto found = journal.find(said.transfer);
    if (found == journal.end()) {
      fault(said.giver, name(said.transfer) + " is in no journal");
      return;
    }
    if (found->second != expected(said)) {
      fault(said.giver, name(said.transfer) + " is not what the journals of both members say");
    }
    journal.erase(found);
  });
  for (const auto& [id, sums] : journal) {
    fault(sums.begin()->first.second, name(id) + " is in a journal only");
  }
}

}  // namespace guanxi::points
