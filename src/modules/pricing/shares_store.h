// Inside modules/pricing: the SQL of cost sharing, and the form in which parts are stored.
#pragma once

#include <functional>

#include "modules/pricing/shares.h"

namespace guanxi::pricing::store {

struct SharesRow {
  OwnerId owner;
  ReceiptId receipt;
  std::string bearer;
  ProgrammeId programme;
  Date day;
  StoreId store;
  ReceiptId original;  // 0: it is a sale
  std::string cost_group;
  std::int64_t conceded = 0, returned = 0;
  std::string parts;  // see pack_parts
};
/// False: it stands there already.
bool insert_shares(sql::Tx& tx, const SharesRow& row);
std::vector<SharesRow> shares_of_receipt(sql::Tx& tx, OwnerId owner, ReceiptId receipt);
/// In the order of owners and receipts.
void each_shares(sql::Tx& tx, const std::function<void(SharesRow&&)>& visit);

struct ShareDayKey {
  ProgrammeId programme;
  Date day;
  std::string bearer;
  StoreId store;
  ShareCause cause = ShareCause::promotion;
  std::string rule, cost_group;
  auto operator<=>(const ShareDayKey&) const = default;
};
void add_to_share_day(sql::Tx& tx, const ShareDayKey& key, const ShareSums& more);

struct ShareDayRow {
  ProgrammeId programme;
  Date day;
  std::string bearer;
  StoreId store;
  ShareCause cause = ShareCause::promotion;
  std::string rule, cost_group;
  std::int64_t conceded = 0, returned = 0;
};
void each_share_day(sql::Tx& tx, const std::function<void(ShareDayRow&&)>& visit);

/// JSON of one bearer's parts; the bearer itself is left out.
std::string pack_parts(const std::vector<SharePart>& parts);
/// nullopt: not what pack_parts made.
std::optional<std::vector<SharePart>> unpack_parts(
    std::string_view text, const std::string& bearer
);

}  // namespace guanxi::pricing::store
