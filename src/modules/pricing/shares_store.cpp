#include "modules/pricing/shares_store.h"

#include "platform/api/api.h"
#include "platform/sql/enum_column.h"

namespace guanxi::pricing::store {

/// As it is stored: short, for there are many.
struct PackedPart {
  std::int64_t line = 0;
  ShareCause cause = ShareCause::promotion;
  std::optional<std::string> rule;
  std::int64_t amount = 0;
};
BOOST_DESCRIBE_STRUCT(PackedPart, (), (line, cause, rule, amount))
struct PackedParts {
  std::vector<PackedPart> parts;
};
BOOST_DESCRIBE_STRUCT(PackedParts, (), (parts))

}  // namespace guanxi::pricing::store

template <>
struct guanxi::api::Doc<guanxi::pricing::store::PackedPart> {
  static constexpr const char* name = "PackedSharePart";
  static constexpr Text text{"一部分", "A part"};
  static constexpr Field fields[] = {
      {.name = "line", .text = {"行", "Its line"}},
      {.name = "cause", .text = {"原因", "Why"}},
      {.name = "rule", .text = {"规则", "Its rule"}},
      {.name = "amount", .text = {"金额", "How much"}}};
};
template <>
struct guanxi::api::Doc<guanxi::pricing::store::PackedParts> {
  static constexpr const char* name = "PackedShareParts";
  static constexpr Text text{"各部分", "The parts"};
  static constexpr Field fields[] = {{.name = "parts", .text = {"各部分", "The parts"}}};
};

namespace guanxi::pricing {
namespace {

#define GX_SHARES_COLUMNS                                                                          \
  "owner_id, receipt_id, bearer, programme_id, day, store_id, original_id, cost_group, conceded, " \
  "returned, parts"
const sql::Query insert_shares_sql{"INSERT INTO pricing_shares (" GX_SHARES_COLUMNS
                                   ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
                                   "ON CONFLICT (owner_id, receipt_id, bearer) DO NOTHING"};
const sql::Query shares_of_receipt_sql{
    "SELECT " GX_SHARES_COLUMNS
    " FROM pricing_shares WHERE owner_id = $1 AND receipt_id = $2 ORDER BY bearer"};
const sql::Query every_shares_sql{"SELECT " GX_SHARES_COLUMNS
                                  " FROM pricing_shares ORDER BY owner_id, receipt_id, bearer"};
const sql::Query shares_of_bearer_sql{
    "SELECT " GX_SHARES_COLUMNS
    " FROM pricing_shares WHERE programme_id = $1 AND bearer = $2 AND day BETWEEN $3 AND $4 "
    "AND (day, receipt_id) > ($5, $6) "
    "AND (CAST($7 AS BIGINT) = 0 OR store_id = $7) ORDER BY day, receipt_id LIMIT $8"};
const sql::Query copy_shares_sql{
    "INSERT INTO pricing_shares (" GX_SHARES_COLUMNS
    ") SELECT CAST($2 AS BIGINT), receipt_id, bearer, programme_id, day, store_id, original_id, "
    "cost_group, conceded, returned, parts FROM pricing_shares "
    "WHERE owner_id = $1 AND receipt_id = $3"};
const sql::Query drop_shares_sql{
    "DELETE FROM pricing_shares WHERE owner_id = $1 AND receipt_id = $2"};
#undef GX_SHARES_COLUMNS

const sql::Query add_to_share_day_sql{
    "INSERT INTO pricing_share_days (programme_id, day, bearer, store_id, cause, rule, cost_group, "
    "conceded, returned) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
    "ON CONFLICT (programme_id, day, bearer, store_id, cause, rule, cost_group) DO UPDATE SET "
    "conceded = pricing_share_days.conceded + excluded.conceded, "
    "returned = pricing_share_days.returned + excluded.returned"};
const sql::Query every_share_day_sql{
    "SELECT programme_id, day, bearer, store_id, cause, rule, cost_group, conceded, returned "
    "FROM pricing_share_days"};

#define GX_SUMS "CAST(SUM(conceded) AS BIGINT), CAST(SUM(returned) AS BIGINT)"
#define GX_WHERE                                                                \
  " FROM pricing_share_days WHERE programme_id = $1 AND day BETWEEN $2 AND $3 " \
  "AND (CAST($4 AS TEXT) = '' OR bearer = $4) "                                 \
  "AND (CAST($5 AS BIGINT) = 0 OR store_id = $5) "
#define GX_NO_RULE "'promotion', ''"
#define GX_NO_STORE "CAST(0 AS BIGINT)"
#define GX_NO_DAY "CAST(19700101 AS BIGINT)"
const sql::Query sums_by_bearer{"SELECT bearer, " GX_NO_RULE ", " GX_NO_STORE ", '', " GX_NO_DAY
                                ", " GX_SUMS GX_WHERE "GROUP BY bearer ORDER BY bearer"};
const sql::Query sums_by_rule{"SELECT bearer, cause, rule, " GX_NO_STORE ", '', " GX_NO_DAY
                              ", " GX_SUMS GX_WHERE
                              "GROUP BY bearer, cause, rule ORDER BY bearer, cause, rule"};
const sql::Query sums_by_store{"SELECT bearer, " GX_NO_RULE ", store_id, '', " GX_NO_DAY
                               ", " GX_SUMS GX_WHERE
                               "GROUP BY bearer, store_id ORDER BY bearer, store_id"};
const sql::Query sums_by_group{"SELECT bearer, " GX_NO_RULE ", " GX_NO_STORE
                               ", cost_group, " GX_NO_DAY ", " GX_SUMS GX_WHERE
                               "GROUP BY bearer, cost_group ORDER BY bearer, cost_group"};
const sql::Query sums_by_day{"SELECT bearer, " GX_NO_RULE ", " GX_NO_STORE
                             ", '', day, " GX_SUMS GX_WHERE
                             "GROUP BY bearer, day ORDER BY bearer, day"};
#undef GX_NO_RULE
#undef GX_NO_STORE
#undef GX_NO_DAY
#undef GX_SUMS
#undef GX_WHERE

const sql::Query& sums_query(ShareBy by) {
  switch (by) {
    case ShareBy::bearer:
      break;
    case ShareBy::rule:
      return sums_by_rule;
    case ShareBy::store:
      return sums_by_store;
    case ShareBy::cost_group:
      return sums_by_group;
    case ShareBy::day:
      return sums_by_day;
  }
  return sums_by_bearer;
}

ShareReceipt receipt_of(store::SharesRow row) {
  auto parts = store::unpack_parts(row.parts, row.bearer);
  GX_CHECK_WHY(parts.has_value(), "who bears what of a receipt cannot be read");
  ShareReceipt made;
  made.receipt = row.receipt;
  made.owner = row.owner;
  made.day = row.day;
  made.store = row.store;
  if (row.original) made.original = row.original;
  made.bearer = std::move(row.bearer);
  made.cost_group = std::move(row.cost_group);
  made.sums = {row.conceded, row.returned};
  made.parts = *std::move(parts);
  return made;
}

std::int64_t store_or_any(const ShareSearch& search) {
  return search.store ? search.store->value() : 0;
}

}  // namespace

namespace store {

bool insert_shares(sql::Tx& tx, const SharesRow& row) {
  return tx.exec(
             insert_shares_sql,
             row.owner,
             row.receipt,
             row.bearer,
             row.programme,
             row.day,
             row.store,
             row.original,
             row.cost_group,
             row.conceded,
             row.returned,
             row.parts
         ) == 1;
}

std::vector<SharesRow> shares_of_receipt(sql::Tx& tx, OwnerId owner, ReceiptId receipt) {
  return tx.list<SharesRow>(shares_of_receipt_sql, owner, receipt);
}

void each_shares(sql::Tx& tx, const std::function<void(SharesRow&&)>& visit) {
  tx.each<SharesRow>(every_shares_sql, visit);
}

void add_to_share_day(sql::Tx& tx, const ShareDayKey& key, const ShareSums& more) {
  tx.exec(
      add_to_share_day_sql,
      key.programme,
      key.day,
      key.bearer,
      key.store,
      key.cause,
      key.rule,
      key.cost_group,
      more.conceded,
      more.returned
  );
}

void each_share_day(sql::Tx& tx, const std::function<void(ShareDayRow&&)>& visit) {
  tx.each<ShareDayRow>(every_share_day_sql, visit);
}

std::string pack_parts(const std::vector<SharePart>& parts) {
  PackedParts packed;
  for (const SharePart& part : parts) {
    packed.parts.push_back(
        {part.line,
         part.cause,
         part.rule.empty() ? std::nullopt : std::optional(part.rule),
         part.amount}
    );
  }
  return api::to_json(packed);
}

std::optional<std::vector<SharePart>> unpack_parts(
    std::string_view text, const std::string& bearer
) {
  auto packed = api::from_json<PackedParts>(text, api::Origin::stored);
  if (!packed) return std::nullopt;
  std::vector<SharePart> parts;
  for (PackedPart& part : packed->parts) {
    parts.push_back(
        {static_cast<int>(part.line),
         part.cause,
         std::move(part.rule).value_or(""),
         bearer,
         part.amount}
    );
  }
  return parts;
}

}  // namespace store

void move_shares(sql::Tx& tx, OwnerId from, OwnerId to, ReceiptId receipt) {
  tx.exec(copy_shares_sql, from, to, receipt);
  tx.exec(drop_shares_sql, from, receipt);
}

std::vector<ShareRow> share_sums(sql::Tx& tx, const ShareSearch& search, ShareBy by) {
  struct Row {
    std::string bearer;
    ShareCause cause;
    std::string rule;
    StoreId store;
    std::string cost_group;
    Date day;
    std::int64_t conceded, returned;
  };
  std::vector<ShareRow> rows;
  for (Row& row : tx.list<Row>(
           sums_query(by),
           search.programme,
           search.from,
           search.to,
           search.bearer,
           store_or_any(search)
       )) {
    rows.push_back(
        {std::move(row.bearer),
         row.cause,
         std::move(row.rule),
         row.store,
         std::move(row.cost_group),
         row.day,
         {row.conceded, row.returned}}
    );
  }
  return rows;
}

std::vector<ShareReceipt> share_receipts(
    sql::Tx& tx, const ShareSearch& search, const std::optional<SharePlace>& after, int limit
) {
  std::vector<ShareReceipt> found;
  const Date from = after ? after->day : search.from;
  for (auto& row : tx.list<store::SharesRow>(
           shares_of_bearer_sql,
           search.programme,
           search.bearer,
           from,
           search.to,
           from,
           after ? after->receipt : ReceiptId(),
           store_or_any(search),
           limit
       )) {
    found.push_back(receipt_of(std::move(row)));
  }
  return found;
}

std::vector<ShareReceipt> shares_of(sql::Tx& tx, OwnerId owner, ReceiptId receipt) {
  std::vector<ShareReceipt> found;
  for (auto& row : store::shares_of_receipt(tx, owner, receipt))
    found.push_back(receipt_of(std::move(row)));
  return found;
}

}  // namespace guanxi::pricing
