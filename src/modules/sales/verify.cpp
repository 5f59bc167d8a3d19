#include "modules/sales/verify.h"

#include <fmt/format.h>

#include "modules/sales/store.h"

namespace guanxi::sales {
namespace {

const sql::Query count_receipts{"SELECT COUNT(*) FROM sale_receipts"};
const sql::Query count_lines{"SELECT COUNT(*) FROM sale_lines"};
const sql::Query count_claims{"SELECT COUNT(*) FROM sale_claims"};
// Lines and receipts lie in the same order, so these joins stream.
const sql::Query lines_differ{
    "SELECT r.receipt_id FROM sale_receipts r LEFT JOIN (SELECT receipt_id, owner_id, "
    "SUM(list_amount) AS listed, "
    "SUM(amount) AS paid, SUM(points) AS points, COUNT(*) AS lines FROM sale_lines GROUP BY "
    "receipt_id, owner_id) l "
    "ON l.receipt_id = r.receipt_id AND l.owner_id = r.owner_id WHERE l.receipt_id IS NULL OR "
    "l.listed <> r.list_total "
    "OR l.paid <> r.payable OR l.points <> r.points_earned OR l.lines <> r.line_count"};
const sql::Query lines_without_receipt{
    "SELECT DISTINCT l.receipt_id FROM sale_lines l LEFT JOIN sale_receipts r ON r.receipt_id = "
    "l.receipt_id "
    "AND r.owner_id = l.owner_id WHERE r.receipt_id IS NULL"};
const sql::Query refunds_differ{
    "SELECT s.receipt_id FROM sale_receipts s LEFT JOIN (SELECT original_id, COUNT(*) AS refunds, "
    "SUM(payable) AS refunded, "
    "SUM(points_earned) AS points, SUM(points_identity) AS identity, SUM(points_multiplied) AS "
    "multiplied, SUM(points_gift) AS gift, SUM(CASE WHEN kind = 'void' "
    "THEN 1 ELSE 0 END) AS voids FROM "
    "sale_receipts "
    "WHERE original_id IS NOT NULL GROUP BY original_id) b ON b.original_id = s.receipt_id WHERE "
    "(s.kind = 'sale' OR s.kind = 'refund' AND s.without_receipt = 1) AND "
    "(COALESCE(b.refunds, 0) <> s.refunds OR COALESCE(b.refunded, 0) <> s.refunded OR "
    "COALESCE(b.points, 0) <> "
    "s.points_reversed OR s.points_reversed > s.points_earned OR COALESCE(b.identity, 0) <> "
    "s.identity_reversed OR s.identity_reversed > s.points_identity OR COALESCE(b.multiplied, 0) "
    "<> "
    "s.multiplied_reversed OR s.multiplied_reversed > s.points_multiplied OR COALESCE(b.gift, 0) "
    "<> s.gift_reversed OR s.gift_reversed > s.points_gift OR COALESCE(b.voids, 0) <> "
    "CASE WHEN s.state = 'voided' THEN 1 ELSE 0 END OR (s.state = 'voided' AND s.refunds <> 1))"};
const sql::Query repeated_ids{
    "SELECT receipt_id FROM sale_receipts GROUP BY receipt_id HAVING COUNT(*) > 1"};
const sql::Query refunds_without_sale{
    "SELECT b.receipt_id FROM sale_receipts b LEFT JOIN sale_receipts s ON s.receipt_id = "
    "b.original_id "
    "AND s.owner_id = b.owner_id AND s.without_receipt = b.without_receipt AND s.kind = CASE "
    "b.without_receipt WHEN 0 THEN 'sale' ELSE 'refund' END WHERE b.kind <> 'sale' AND "
    "(b.kind = 'void' OR b.without_receipt = 0) AND s.receipt_id IS NULL"};
const sql::Query without_receipt_odd{
    "SELECT receipt_id FROM sale_receipts WHERE without_receipt <> 0 AND (without_receipt <> 1 OR "
    "kind = 'sale' OR card_id IS NULL OR (kind = 'refund') <> (original_id IS NULL))"};
const sql::Query returned_lines_differ{
    "SELECT l.receipt_id FROM sale_lines l JOIN sale_receipts s ON s.receipt_id = l.receipt_id AND "
    "s.owner_id = l.owner_id "
    "LEFT JOIN (SELECT b.original_id, x.original_line, SUM(x.quantity) AS quantity, SUM(x.amount) "
    "AS amount, "
    "SUM(x.points) AS points FROM sale_receipts b JOIN sale_lines x ON x.receipt_id = b.receipt_id "
    "AND x.owner_id = b.owner_id WHERE b.original_id IS NOT NULL GROUP BY b.original_id, "
    "x.original_line) back "
    "ON back.original_id = l.receipt_id AND back.original_line = l.line WHERE (s.kind = 'sale' OR "
    "s.kind = 'refund' AND s.without_receipt = 1) AND "
    "(COALESCE(back.quantity, 0) <> l.refunded_quantity OR COALESCE(back.amount, 0) <> "
    "l.refunded_amount "
    "OR COALESCE(back.points, 0) <> l.refunded_points)"};
const sql::Query claims_without_receipt{
    "SELECT DISTINCT c.receipt_id FROM sale_claims c LEFT JOIN sale_receipts r ON r.receipt_id = "
    "c.receipt_id "
    "AND (r.owner_id = c.owner_id OR c.claim LIKE 'k:%') WHERE r.receipt_id IS NULL"};
// Of a receipt that was given to a member, the key's claim still names whom it was sold to: nobody.
const sql::Query attributions_differ{
    "SELECT a.receipt_id FROM sale_attributions a LEFT JOIN sale_receipts r ON r.receipt_id = "
    "a.receipt_id AND r.owner_id = a.owner_id AND r.kind = 'sale' AND r.card_id IS NOT NULL AND "
    "r.applied LIKE '%[\"attributed\",%' WHERE a.state = 'posted' AND (r.receipt_id IS NULL OR "
    "a.earned <> r.points_earned "
    "+ r.points_multiplied + r.points_gift + r.points_identity OR a.returned > r.points_reversed + "
    "r.multiplied_reversed + r.gift_reversed + r.identity_reversed OR a.sold_to = a.owner_id)"};
const sql::Query attributions_missing{
    "SELECT r.receipt_id FROM sale_receipts r LEFT JOIN sale_attributions a ON a.receipt_id = "
    "COALESCE(r.original_id, r.receipt_id) AND a.owner_id = r.owner_id AND a.state = 'posted' "
    "WHERE r.applied LIKE '%[\"attributed\",%' AND a.receipt_id IS NULL"};
// Whatever became of it, it speaks of a sale; and of each sale one may wait, one may be posted.
const sql::Query attributions_of_nothing{
    "SELECT DISTINCT a.receipt_id FROM sale_attributions a LEFT JOIN sale_receipts r ON "
    "r.receipt_id = a.receipt_id AND r.kind = 'sale' AND r.programme_id = a.programme_id AND "
    "r.store_id = a.store_id WHERE r.receipt_id IS NULL"};
const sql::Query attributions_repeated{
    "SELECT receipt_id FROM sale_attributions WHERE state IN ('submitted', 'posted') "
    "GROUP BY receipt_id, state HAVING COUNT(*) > 1"};
const sql::Query every_receipt{
    "SELECT r.receipt_id, r.till_id, r.business_date, r.sequence, r.payable, r.refunded, r.tenders "
    "FROM "
    "sale_receipts r"};
const sql::Query select_points{
    "SELECT receipt_id, owner_id, points_earned + points_multiplied + points_gift + "
    "points_identity, points_reversed + multiplied_reversed + gift_reversed + identity_reversed "
    "FROM sale_receipts WHERE kind = 'sale' AND points_earned + points_multiplied + points_gift + "
    "points_identity > 0 AND receipt_id > $1 ORDER BY receipt_id LIMIT $2"};
const sql::Query select_points_receipts{
    "SELECT receipt_id, owner_id, kind, applied FROM sale_receipts WHERE receipt_id > $1 "
    "AND (applied LIKE '%\"points_paid\"%' OR applied LIKE '%\"points_restored\"%') "
    "ORDER BY receipt_id LIMIT $2"};
const sql::Query select_limited_receipts{
    "SELECT r.receipt_id, r.owner_id, r.programme_id, r.store_id, "
    "CASE WHEN EXISTS (SELECT 1 FROM sale_lines l "
    "WHERE l.receipt_id = r.receipt_id AND l.owner_id = r.owner_id AND l.refunded_quantity < "
    "l.quantity) THEN 0 ELSE 1 END, r.applied FROM sale_receipts r WHERE r.kind = 'sale' AND "
    "r.receipt_id > $1 AND (r.applied LIKE '%\"occasion_use\"%' OR r.applied LIKE "
    "'%\"points_budget\"%' OR r.applied LIKE '%\"points_usable_from\"%' "
    "OR r.applied LIKE '%\"promotion_use\"%' OR r.applied LIKE '%\"coupon_use\"%') "
    "ORDER BY r.receipt_id LIMIT $2"};
const sql::Query select_engine_payable{
    "SELECT engine_payable FROM sale_receipts WHERE owner_id = $1 AND receipt_id = $2 "
    "AND kind = 'sale'"};
const sql::Query select_taken_receipts{
    "SELECT receipt_id, owner_id, CASE kind WHEN 'refund' THEN points_earned + points_identity "
    "ELSE -points_earned - points_identity END FROM sale_receipts WHERE without_receipt = 1 AND "
    "receipt_id > $1 ORDER BY receipt_id LIMIT $2"};
// A reference may hold such a word too: what it is, is decided where it is read.
const sql::Query select_wallet_receipts{
    "SELECT receipt_id, owner_id, kind, tenders, applied FROM sale_receipts "
    "WHERE receipt_id > $1 AND (tenders LIKE '%stored_value%' OR tenders LIKE '%small_change%' "
    "OR applied LIKE '%change_saved%' OR applied LIKE '%change_handed_out%' "
    "OR applied LIKE '%wallet_bonus%') ORDER BY receipt_id LIMIT $2"};
const sql::Query select_growth_receipts{
    "SELECT receipt_id, owner_id, applied FROM sale_receipts "
    "WHERE receipt_id > $1 AND applied LIKE '%growth:%' ORDER BY receipt_id LIMIT $2"};

constexpr std::size_t faults_named_max = 100;

void add(VerifyReport& report, std::string fault) {
  ++report.faults_found;
  if (report.faults.size() < faults_named_max) report.faults.push_back(std::move(fault));
}

void blame_all(sql::Tx& tx, VerifyReport& report, const sql::Query& query, std::string_view what) {
  tx.each<ReceiptId>(query, [&](ReceiptId id) {
    add(report, fmt::format("receipt {}: {}", id.value(), what));
  });
}

}  // namespace

VerifyReport verify(sql::Tx& tx) {
  VerifyReport report;
  report.receipts = tx.get<std::int64_t>(count_receipts);
  report.lines = tx.get<std::int64_t>(count_lines);
  report.claims = tx.get<std::int64_t>(count_claims);
  blame_all(tx, report, lines_differ, "its lines do not sum to its totals");
  blame_all(tx, report, lines_without_receipt, "lines without a receipt");
  blame_all(tx, report, refunds_differ, "its refunds do not sum to what it says has gone back");
  blame_all(tx, report, repeated_ids, "two receipts have this id");
  blame_all(tx, report, refunds_without_sale, "a refund without its sale");
  blame_all(tx, report, without_receipt_odd, "a refund without a receipt is none");
  blame_all(
      tx, report, returned_lines_differ, "a line's returns do not sum to what it says has gone back"
  );
  blame_all(tx, report, claims_without_receipt, "a claim without its receipt");
  blame_all(tx, report, attributions_differ, "it was given to a member who has it otherwise");
  blame_all(tx, report, attributions_missing, "a member was given it, and nothing says by whom");
  blame_all(tx, report, attributions_of_nothing, "it was to be given to a member, and is no sale");
  blame_all(tx, report, attributions_repeated, "it was given, or waits to be given, twice");

  struct Row {
    ReceiptId id;
    TillId till;
    Date business_date;
    std::int64_t sequence, payable, refunded;
    std::string tenders;
  };
  tx.each<Row>(every_receipt, [&](const Row& row) {
    std::int64_t paid = 0, restored = 0;
    for (const Tender& tender : store::parse_tenders(row.tenders)) {
      paid += tender.amount;
      restored += tender.restored;
    }
    if (restored != row.refunded) {
      add(report, fmt::format("receipt {}: its tenders do not say what went back", row.id.value()));
    }
    if (paid != row.payable)
      add(report, fmt::format("receipt {}: its tenders do not sum to payable", row.id.value()));
    const auto claimed = find_claimed(tx, {row.till, row.business_date, row.sequence});
    if (claimed != row.id)
      add(report, fmt::format("receipt {}: its number is not claimed for it", row.id.value()));
  });
  return report;
}

std::vector<WalletReceipt> wallet_receipts(sql::Tx& tx, ReceiptId after, int limit) {
  struct Row {
    ReceiptId id;
    OwnerId owner;
    std::string kind, tenders, notes;
  };
  std::vector<WalletReceipt> receipts;
  for (const Row& row : tx.list<Row>(select_wallet_receipts, after, limit)) {
    const std::int64_t sign = parse_kind(row.kind) == Kind::sale ? 1 : -1;
    WalletReceipt& receipt = receipts.emplace_back(WalletReceipt{row.id, row.owner});
    for (const Tender& tender : store::parse_tenders(row.tenders)) {
      if (tender.kind == TenderKind::stored_value) receipt.stored += sign * tender.amount;
      if (tender.kind == TenderKind::small_change) receipt.change += sign * tender.amount;
    }
    for (const Note& note : store::parse_notes(row.notes)) {
      if (note.code == notes::wallet_bonus) receipt.bonus += sign * note.value;
      if (note.code == notes::change_saved) receipt.saved += note.value;
      if (note.code == notes::change_handed_out) receipt.saved -= note.value;
    }
  }
  return receipts;
}

std::vector<PointsReceipt> points_receipts(sql::Tx& tx, ReceiptId after, int limit) {
  struct Row {
    ReceiptId id;
    OwnerId owner;
    std::string kind, notes;
  };
  std::vector<PointsReceipt> receipts;
  for (const Row& row : tx.list<Row>(select_points_receipts, after, limit)) {
    PointsReceipt& receipt = receipts.emplace_back(PointsReceipt{row.id, row.owner, {}});
    for (const Note& note : store::parse_notes(row.notes)) {
      if (note.code == notes::points_paid) receipt.paid += Points(note.value);
      if (note.code == notes::points_restored) receipt.paid -= Points(note.value);
    }
  }
  return receipts;
}

std::vector<TakenReceipt> taken_receipts(sql::Tx& tx, ReceiptId after, int limit) {
  return tx.list<TakenReceipt>(select_taken_receipts, after, limit);
}

std::vector<LimitedReceipt> limited_receipts(sql::Tx& tx, ReceiptId after, int limit) {
  struct Row {
    ReceiptId id;
    OwnerId owner;
    ProgrammeId programme;
    StoreId store;
    std::int64_t came_back;
    std::string notes;
  };
  std::vector<LimitedReceipt> receipts;
  for (const Row& row : tx.list<Row>(select_limited_receipts, after, limit)) {
    receipts.push_back(
        {row.id,
         row.owner,
         row.programme,
         row.store,
         row.came_back != 0,
         store::parse_notes(row.notes)}
    );
  }
  return receipts;
}

std::optional<std::int64_t> engine_payable_of(sql::Tx& tx, OwnerId owner, ReceiptId receipt) {
  return tx.find<std::int64_t>(select_engine_payable, owner, receipt);
}

std::vector<GrowthReceipt> growth_receipts(sql::Tx& tx, ReceiptId after, int limit) {
  struct Row {
    ReceiptId id;
    OwnerId owner;
    std::string notes;
  };
  std::vector<GrowthReceipt> receipts;
  for (const Row& row : tx.list<Row>(select_growth_receipts, after, limit)) {
    GrowthReceipt& receipt = receipts.emplace_back(GrowthReceipt{row.id, row.owner});
    for (const Note& note : store::parse_notes(row.notes)) {
      if (note.code.starts_with(notes::growth)) receipt.growth += note.value;
    }
  }
  return receipts;
}

std::vector<SalePoints> points_of_sales(sql::Tx& tx, ReceiptId after, int limit) {
  return tx.list<SalePoints>(select_points, after, limit);
}

}  // namespace guanxi::sales
