// Inside modules/pricing: what a receipt's parts follow from, read for counting and for verifying.
#pragma once

#include <map>

#include "modules/pricing/shares.h"

namespace guanxi::pricing {

inline constexpr const char* shares_consumer_name = "pricing_shares";

/// What receipts read alike, kept for one batch of them. Belongs to one transaction.
class ShareFacts {
 public:
  explicit ShareFacts(sql::Tx& tx) : tx_(tx) {}

  /// What came off each line of a sale, line by line, and who shall bear it. Nothing of a sale that
  /// the till priced.
  std::vector<std::vector<Conceded>> conceded(
      const sales::Receipt& sale, const std::optional<std::string>& cost_group
  );

 private:
  struct RuleShares {
    std::string code;
    std::vector<ShareTerms> shares;
  };
  const RuleShares& rule(std::int64_t id);
  const Agreements& agreements(ProgrammeId programme);
  Conceded of(
      const Concession& one, const sales::Receipt& sale, const std::optional<std::string>& group
  );

  sql::Tx& tx_;
  std::map<std::int64_t, RuleShares> rules_;
  std::map<ProgrammeId, Agreements> agreements_;
};

/// What of each line of its sale has come back before `refund`.
std::map<int, LineSums> came_back_before(sql::Tx& tx, const sales::Receipt& refund);
/// What a return brings back of its sale's parts, in their order.
std::vector<SharePart> parts_back(
    sql::Tx& tx,
    const sales::Receipt& sale,
    const sales::Receipt& refund,
    const std::vector<SharePart>& sold
);
/// All parts of a receipt as they stand in the books, by line.
std::vector<SharePart> parts_in_books(sql::Tx& tx, OwnerId owner, ReceiptId receipt);

}  // namespace guanxi::pricing
