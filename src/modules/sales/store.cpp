#include "modules/sales/store.h"

namespace guanxi::sales::store {
namespace {

const sql::Query insert_claim{
    "INSERT INTO sale_claims (till_id, claim, owner_id, receipt_id, request_hash) VALUES ($1, $2, "
    "$3, $4, $5) "
    "ON CONFLICT (till_id, claim) DO NOTHING"};
const sql::Query select_claim{
    "SELECT owner_id, receipt_id, request_hash FROM sale_claims WHERE till_id = $1 AND claim = $2"};
const sql::Query update_claim_owner{
    "UPDATE sale_claims SET owner_id = $3 WHERE till_id = $1 AND claim = $2 AND receipt_id = $4"};
const sql::Query insert_receipt_row{
    "INSERT INTO sale_receipts (receipt_id, owner_id, kind, store_id, till_id, business_date, "
    "sequence, occurred_at, "
    "posted_at, channel, cashier, pricing, programme_id, programme_version, currency, card_id, "
    "list_total, payable, "
    "engine_payable, earning_base, points_earned, points_balance, line_count, tenders, applied, "
    "original_id, "
    "exchange_id, linked_refund_id, refunds, refunded, points_reversed, state, actor_id, reason, "
    "points_identity, identity_reversed, points_multiplied, multiplied_reversed, points_gift, "
    "gift_reversed, without_receipt) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, "
    "$20, $21, $22, $23, "
    "$24, $25, $26, $27, $28, 0, 0, 0, 'posted', $29, $30, $31, 0, $32, 0, $33, 0, $34)"};
#define GX_RECEIPT_COLUMNS                                                                      \
  "receipt_id, owner_id, kind, store_id, till_id, business_date, sequence, occurred_at, "       \
  "posted_at, channel, cashier, pricing, programme_id, programme_version, currency, card_id, "  \
  "list_total, payable, engine_payable, earning_base, points_earned, points_balance, tenders, " \
  "applied, original_id, exchange_id, linked_refund_id, refunds, refunded, points_reversed, "   \
  "state, actor_id, reason, points_identity, identity_reversed, points_multiplied, "            \
  "multiplied_reversed, points_gift, gift_reversed, without_receipt"
const sql::Query select_receipt{"SELECT " GX_RECEIPT_COLUMNS
                                " FROM sale_receipts WHERE receipt_id = $1 AND owner_id = $2"};
const sql::Query select_receipt_by_id{"SELECT " GX_RECEIPT_COLUMNS
                                      " FROM sale_receipts WHERE receipt_id = $1"};
#undef GX_RECEIPT_COLUMNS
const sql::Query select_linked_refund{
    "SELECT linked_refund_id FROM sale_receipts WHERE receipt_id = $1 AND owner_id = $2"};
const sql::Query insert_line_row{
    "INSERT INTO sale_lines (receipt_id, owner_id, line, item_id, item_code, quantity, list_price, "
    "shop_price, "
    "list_amount, amount, points, counter_id, salesperson, cost, original_line, refunded_quantity, "
    "refunded_amount, "
    "refunded_points) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, "
    "0, 0)"};
const sql::Query select_lines{
    "SELECT line, item_id, item_code, quantity, list_price, shop_price, list_amount, amount, "
    "points, counter_id, "
    "salesperson, cost, original_line, refunded_quantity, refunded_amount, refunded_points FROM "
    "sale_lines "
    "WHERE receipt_id = $1 AND owner_id = $2 ORDER BY line"};
// The guard: refunds is what the plan saw, and money never leaves twice whatever it saw.
const sql::Query update_refund_counters{
    "UPDATE sale_receipts SET refunds = refunds + 1, refunded = refunded + $4, points_reversed = "
    "points_reversed + $5, "
    "tenders = $6, state = $7, linked_refund_id = $8, identity_reversed = identity_reversed + $9, "
    "multiplied_reversed = multiplied_reversed + $10, gift_reversed = gift_reversed + $11 "
    "WHERE receipt_id = $1 AND owner_id = $2 AND refunds = $3 AND state = 'posted' AND refunded + "
    "$4 <= payable"};
const sql::Query update_line_counters{
    "UPDATE sale_lines SET refunded_quantity = refunded_quantity + $4, refunded_amount = "
    "refunded_amount + $5, "
    "refunded_points = refunded_points + $6 WHERE receipt_id = $1 AND owner_id = $2 AND line = $3 "
    "AND refunded_quantity + $4 <= quantity AND refunded_amount + $5 <= amount"};
// The word of a kind; `of` stands before each column.
#define GX_KIND(of)                                              \
  "CASE WHEN " of "without_receipt = 0 THEN " of "kind WHEN " of \
  "kind = 'refund' THEN 'refund_without_receipt' ELSE 'refund_without_receipt_void' END"
const sql::Query select_summary{"SELECT receipt_id, owner_id, " GX_KIND(""
) ", store_id, till_id, business_date, sequence, occurred_at, "
  "currency, payable, "
  "points_earned + points_multiplied + points_gift + points_identity, points_balance, refunded, "
  "state FROM sale_receipts "
  "WHERE receipt_id = $1 AND owner_id = $2"};
// Sequence order is claim order: the number in a claim has leading zeros.
const sql::Query select_receipts_between{"SELECT r.receipt_id, r.owner_id, " GX_KIND("r."
) ", r.store_id, r.till_id, r.business_date, "
  "r.sequence, "
  "r.occurred_at, "
  "r.currency, r.payable, r.points_earned + r.points_multiplied + r.points_gift + "
  "r.points_identity, r.points_balance, r.refunded, "
  "r.state "
  "FROM sale_claims c JOIN sale_receipts r ON r.receipt_id = c.receipt_id AND r.owner_id = "
  "c.owner_id "
  "WHERE c.till_id = $1 AND c.claim > $2 AND c.claim < $3 ORDER BY c.claim"};
#undef GX_KIND
const sql::Query count_without_receipt{
    "SELECT COUNT(*) FROM sale_receipts WHERE owner_id = $1 AND without_receipt = 1 AND "
    "kind = 'refund' AND state = 'posted' AND posted_at > $2"};
const sql::Query select_claims_between{
    "SELECT claim, owner_id, receipt_id FROM sale_claims "
    "WHERE till_id = $1 AND claim > $2 AND claim < $3 ORDER BY claim LIMIT $4"};

struct ReceiptRow {
  ReceiptId id;
  OwnerId owner;
  std::string kind;
  StoreId store;
  TillId till;
  Date business_date;
  std::int64_t sequence;
  Instant occurred_at, posted_at;
  std::string channel, cashier, pricing;
  ProgrammeId programme;
  int programme_version;
  Currency currency;
  std::optional<CardId> card;
  std::int64_t list_total, payable, engine_payable, earning_base;
  Points points_earned;
  std::optional<Points> points_balance;
  std::string tenders, applied;
  std::optional<ReceiptId> original;
  std::optional<std::int64_t> exchange;
  std::optional<ReceiptId> linked_refund;
  std::int64_t refunds, refunded;
  Points points_reversed;
  std::string state;
  ActorId actor;
  std::optional<std::string> reason;
  Points identity_points, identity_reversed, multiplied_points, multiplied_reversed, gift_points,
      gift_reversed;
  std::int64_t without_receipt;
};

/// What the column of that name holds: the schema knew three kinds when it was made.
std::string_view stored_word(Kind kind) {
  if (kind == Kind::refund_without_receipt) return word(Kind::refund);
  if (kind == Kind::refund_without_receipt_void) return word(Kind::void_);
  return word(kind);
}

Kind kind_of(const ReceiptRow& row) {
  const Kind kind = parse_kind(row.kind);
  if (row.without_receipt == 0) return kind;
  return kind == Kind::refund ? Kind::refund_without_receipt : Kind::refund_without_receipt_void;
}

}  // namespace

bool try_claim(sql::Tx& tx, TillId till, std::string_view claim, const Claim& mine) {
  return tx.exec(insert_claim, till, claim, mine.owner, mine.receipt, mine.request_hash) == 1;
}

std::optional<Claim> find_claim(sql::Tx& tx, TillId till, std::string_view claim) {
  return tx.find<Claim>(select_claim, till, claim);
}

bool put_claim_owner(sql::Tx& tx, TillId till, std::string_view claim, const Receipt& receipt) {
  return tx.exec(update_claim_owner, till, claim, receipt.owner, receipt.id) == 1;
}

void insert_receipt(sql::Tx& tx, const Receipt& r) {
  tx.exec(
      insert_receipt_row,
      r.id,
      r.owner,
      stored_word(r.kind),
      r.store,
      r.till,
      r.business_date,
      r.sequence,
      r.occurred_at,
      r.posted_at,
      word(r.channel),
      r.cashier,
      word(r.pricing),
      r.programme,
      r.programme_version,
      r.currency,
      r.card,
      r.list_total,
      r.payable,
      r.engine_payable,
      r.earning_base,
      r.points_earned,
      r.points_balance,
      static_cast<std::int64_t>(r.lines.size()),
      tenders_json(r.tenders),
      notes_json(r.notes),
      r.original,
      r.exchange,
      r.linked_refund,
      r.actor,
      r.reason,
      r.identity_points,
      r.multiplied_points,
      r.gift_points,
      std::int64_t{is_without_receipt(r.kind) ? 1 : 0}
  );
}

void insert_line(sql::Tx& tx, const Receipt& r, const Line& line) {
  tx.exec(
      insert_line_row,
      r.id,
      r.owner,
      line.line,
      line.item,
      line.item_code,
      line.quantity,
      line.list_price,
      line.shop_price,
      line.list_amount,
      line.amount,
      line.points,
      line.counter,
      line.salesperson,
      line.cost,
      line.original_line
  );
}

std::optional<Receipt> find_receipt(
    sql::Tx& tx, ReceiptId id, const std::optional<OwnerId>& owner
) {
  auto row = owner ? tx.find<ReceiptRow>(select_receipt, id, *owner)
                   : tx.find<ReceiptRow>(select_receipt_by_id, id);
  if (!row) return std::nullopt;
  Receipt receipt;
  receipt.id = row->id;
  receipt.owner = row->owner;
  receipt.kind = kind_of(*row);
  receipt.store = row->store;
  receipt.till = row->till;
  receipt.business_date = row->business_date;
  receipt.sequence = row->sequence;
  receipt.occurred_at = row->occurred_at;
  receipt.posted_at = row->posted_at;
  receipt.channel = parse_channel(row->channel);
  receipt.cashier = std::move(row->cashier);
  receipt.pricing = parse_pricing(row->pricing);
  receipt.programme = row->programme;
  receipt.programme_version = row->programme_version;
  receipt.currency = row->currency;
  receipt.card = row->card;
  receipt.list_total = row->list_total;
  receipt.payable = row->payable;
  receipt.engine_payable = row->engine_payable;
  receipt.earning_base = row->earning_base;
  receipt.points_earned = row->points_earned;
  receipt.points_balance = row->points_balance;
  receipt.tenders = parse_tenders(row->tenders);
  receipt.notes = parse_notes(row->applied);
  receipt.original = row->original;
  receipt.exchange = row->exchange;
  receipt.linked_refund = row->linked_refund;
  receipt.refunds = row->refunds;
  receipt.refunded = row->refunded;
  receipt.points_reversed = row->points_reversed;
  receipt.state = parse_state(row->state);
  receipt.actor = row->actor;
  receipt.reason = std::move(row->reason);
  receipt.identity_points = row->identity_points;
  receipt.identity_reversed = row->identity_reversed;
  receipt.multiplied_points = row->multiplied_points;
  receipt.multiplied_reversed = row->multiplied_reversed;
  receipt.gift_points = row->gift_points;
  receipt.gift_reversed = row->gift_reversed;
  return receipt;
}

std::optional<ReceiptId> linked_refund(sql::Tx& tx, ReceiptId id, OwnerId owner) {
  return tx.get<std::optional<ReceiptId>>(select_linked_refund, id, owner);
}

std::vector<Line> lines_of(sql::Tx& tx, ReceiptId id, OwnerId owner) {
  return tx.list<Line>(select_lines, id, owner);
}

bool move_refund_counters(
    sql::Tx& tx,
    const Receipt& sale,
    const Receipt& refund,
    const std::vector<Tender>& sale_tenders,
    bool voided
) {
  return tx.exec(
             update_refund_counters,
             sale.id,
             sale.owner,
             sale.refunds,
             refund.payable,
             refund.points_earned,
             tenders_json(sale_tenders),
             word(voided ? State::voided : State::posted),
             refund.id,
             refund.identity_points,
             refund.multiplied_points,
             refund.gift_points
         ) == 1;
}

bool move_line_counters(sql::Tx& tx, const Receipt& sale, int sale_line, const Line& refund_line) {
  return tx.exec(
             update_line_counters,
             sale.id,
             sale.owner,
             sale_line,
             refund_line.quantity,
             refund_line.amount,
             refund_line.points
         ) == 1;
}

std::vector<Summary> receipts_between(
    sql::Tx& tx, TillId till, std::string_view after, std::string_view end
) {
  return tx.list<Summary>(select_receipts_between, till, after, end);
}

std::vector<NumberClaim> claims_between(
    sql::Tx& tx, TillId till, std::string_view after, std::string_view end, int limit
) {
  return tx.list<NumberClaim>(select_claims_between, till, after, end, limit);
}

}  // namespace guanxi::sales::store

namespace guanxi::sales {

std::int64_t refunds_without_receipt(sql::Tx& tx, OwnerId owner, Instant since) {
  return tx.get<std::int64_t>(store::count_without_receipt, owner, since);
}

std::optional<Summary> find_summary(sql::Tx& tx, ReceiptId id, OwnerId owner) {
  return tx.find<Summary>(store::select_summary, id, owner);
}

}  // namespace guanxi::sales
