#include "flows/verify/promised.h"

#include <map>
#include <string>

#include "flows/verify/blame.h"
#include "modules/coupons/promised.h"
#include "modules/coupons/trades.h"
#include "modules/members/members.h"
#include "modules/points/cause_sums.h"
#include "modules/sales/gifts.h"

namespace guanxi::verify {
namespace {

using Pieces = std::map<std::string, std::int64_t>;

/// What the books of gifts and coupons know of a sale.
struct CameWith {
  OwnerId owner;
  Pieces handed_out, on_receipt, came_back;  // of gifts, by item
  Pieces coupons;                            // by id: once
  std::int64_t charged = 0;                  // for coupons
};

/// What its receipts say.
struct Said {
  Pieces handed_out, on_receipt, came_back, coupons;
  std::int64_t charged = 0;
};

void add_note(Said& said, const sales::Note& note) {
  if (note.code == sales::notes::gift_given) said.handed_out[note.text] += note.value;
  if (note.code == sales::notes::gift_on_receipt) said.on_receipt[note.text] += note.value;
  if (note.code == sales::notes::gift_back) said.came_back[note.text] += note.value;
  if (note.code == sales::notes::coupon_given)
    ++said.coupons[note.text.substr(0, note.text.find(' '))];
  if (note.code == sales::notes::coupon_charged) said.charged += note.value;
}

/// What a refund says it kept back is what its tenders do.
bool adds_up(const sales::Receipt& refund) {
  std::int64_t said = 0, kept = 0;
  for (const sales::Note& note : refund.notes) {
    const bool counts =
        note.code == sales::notes::gift_charged || note.code == sales::notes::coupon_charged;
    if (counts) said += note.value;
  }
  for (const sales::Tender& tender : refund.tenders) {
    if (tender.kind == sales::TenderKind::gift_purchase) kept += tender.amount;
  }
  return said == kept;
}

void compare(sql::Tx& tx, Report& report, ReceiptId id, const CameWith& known) {
  const auto sale = sales::find(tx, id, known.owner);
  if (!sale)
    return blame_receipt(report, id.value(), "something came with a sale that is not there");
  Said said;
  for (const sales::Note& note : sale->notes) add_note(said, note);
  for (const ReceiptId refund_id : sales::refunds_of(tx, *sale)) {
    const auto refund = sales::find(tx, refund_id, known.owner);
    if (!refund) continue;  // the books of sales say so
    for (const sales::Note& note : refund->notes) add_note(said, note);
    if (!adds_up(*refund)) {
      blame_receipt(report, refund_id.value(), "what it kept back for gifts is not what it says");
    }
  }
  if (said.handed_out != known.handed_out || said.on_receipt != known.on_receipt) {
    blame_receipt(report, id.value(), "its gifts are not those it says");
  }
  if (said.came_back != known.came_back) {
    blame_receipt(report, id.value(), "what came back of its gifts is not what its refunds say");
  }
  if (said.coupons != known.coupons) {
    blame_receipt(report, id.value(), "the coupons that came with it are not those it says");
  }
  if (said.charged != known.charged) {
    blame_receipt(report, id.value(), "what was kept back for its coupons is not what refunds say");
  }
}

void add_some(Pieces& pieces, const std::string& item, std::int64_t count) {
  if (count > 0) pieces[item] += count;
}

/// Points that became coupons, against the journal.
void compare_trades(sql::Tx& tx, Report& report) {
  std::map<std::int64_t, coupons::Trade> trades;
  coupons::each_trade(tx, [&](const coupons::Trade& one) { trades[one.id.value()] = one; });
  if (trades.empty()) return;
  points::each_cause_spent(tx, [&](const points::CausePaid& spent) {
    const auto found = trades.extract(spent.cause_id);
    if (found.empty()) return;
    const coupons::Trade& trade = found.mapped();
    // Given back to whom the member was merged into, they stand in another journal.
    const bool elsewhere = trade.state == coupons::TradeState::undone && !spent.paid.is_zero() &&
                           members::heir_of(tx, trade.owner).has_value();
    const bool gone = trade.state == coupons::TradeState::done || elsewhere;
    if (spent.owner == trade.owner && spent.paid == Points(gone ? trade.points : 0)) return;
    blame(report, "trade " + trade.id.to_string() + ": its points are not those of the journal");
  });
  for (const auto& [id, trade] : trades) {
    blame(report, "trade " + trade.id.to_string() + ": the journal does not know it");
  }
}

}  // namespace

void compare_promised(sql::Tx& tx, Report& report) {
  std::map<ReceiptId, CameWith> known;
  sales::each_gift(tx, [&](const sales::RecordedGift& one) {
    CameWith& sale = known[one.receipt];
    sale.owner = one.owner;
    add_some(sale.handed_out, one.gift.item_code, one.gift.beside());
    add_some(sale.on_receipt, one.gift.item_code, one.gift.on_receipt);
    add_some(sale.came_back, one.gift.item_code, one.gift.returned);
  });
  coupons::each_award(tx, [&](const coupons::Award& one) {
    CameWith& sale = known[one.receipt];
    sale.owner = one.owner;
    if (one.coupon) ++sale.coupons[one.coupon->to_string()];
    sale.charged += one.amount;
  });
  for (const auto& [receipt, one] : known) compare(tx, report, receipt, one);
  compare_trades(tx, report);
}

}  // namespace guanxi::verify
