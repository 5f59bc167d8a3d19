#include "modules/sales/heads.h"

#include <algorithm>

#include "modules/sales/store.h"

namespace guanxi::sales {
namespace {

// Of what applied only what may be about coupons is read.
#define GX_HEAD                                                                                 \
  "SELECT receipt_id, owner_id, kind, without_receipt, store_id, business_date, programme_id, " \
  "payable, card_id, original_id, CASE WHEN kind = 'sale' AND applied LIKE "                    \
  "'%\"coupon_use\"%' THEN applied ELSE '' END FROM sale_receipts "
const sql::Query find_head_sql{GX_HEAD "WHERE receipt_id = $1 AND owner_id = $2"};
const sql::Query find_head_anywhere_sql{GX_HEAD "WHERE receipt_id = $1"};
const sql::Query heads_after_sql{GX_HEAD "WHERE receipt_id > $1 ORDER BY receipt_id LIMIT $2"};
const sql::Query every_head_sql{GX_HEAD};
#undef GX_HEAD

struct HeadRow {
  ReceiptId id;
  OwnerId owner;
  std::string kind;
  bool without_receipt;
  StoreId store;
  Date business_date;
  ProgrammeId programme;
  std::int64_t payable;
  std::optional<CardId> card;
  std::optional<ReceiptId> original;
  std::string applied;
};

Kind kind_of(const HeadRow& row) {
  const Kind kind = parse_kind(row.kind);
  if (!row.without_receipt) return kind;
  return kind == Kind::refund ? Kind::refund_without_receipt : Kind::refund_without_receipt_void;
}

/// A name in a note may be that word too.
bool uses_coupon(const std::string& applied) {
  if (applied.empty()) return false;
  return std::ranges::any_of(store::parse_notes(applied), [](const Note& note) {
    return note.code == notes::coupon_use;
  });
}

Head head_of(const HeadRow& row) {
  return {
      row.id,
      row.owner,
      kind_of(row),
      row.store,
      row.business_date,
      row.programme,
      row.payable,
      row.card.has_value(),
      row.original,
      uses_coupon(row.applied)};
}

}  // namespace

std::optional<Head> find_head(sql::Tx& tx, ReceiptId id, OwnerId owner) {
  const auto row = tx.find<HeadRow>(find_head_sql, id, owner);
  return row ? std::optional(head_of(*row)) : std::nullopt;
}

std::optional<Head> find_head(sql::Tx& tx, ReceiptId id) {
  const auto row = tx.find<HeadRow>(find_head_anywhere_sql, id);
  return row ? std::optional(head_of(*row)) : std::nullopt;
}

std::vector<Head> heads_after(sql::Tx& tx, ReceiptId after, int limit) {
  std::vector<Head> heads;
  tx.each<HeadRow>(
      heads_after_sql, [&](const HeadRow& row) { heads.push_back(head_of(row)); }, after, limit
  );
  return heads;
}

void each_head(sql::Tx& tx, const std::function<void(const Head&)>& visit) {
  tx.each<HeadRow>(every_head_sql, [&](const HeadRow& row) { visit(head_of(row)); });
}

}  // namespace guanxi::sales
