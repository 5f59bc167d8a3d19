// All SQL of the sales module. Private to it.
#pragma once

#include "modules/sales/sales.h"

namespace guanxi::sales {

std::string_view word(State state);
Kind parse_kind(std::string_view text);
Pricing parse_pricing(std::string_view text);
Channel parse_channel(std::string_view text);
State parse_state(std::string_view text);
TenderKind parse_tender_kind(std::string_view text);

namespace store {

bool try_claim(sql::Tx& tx, TillId till, std::string_view claim, const Claim& mine);
std::optional<Claim> find_claim(sql::Tx& tx, TillId till, std::string_view claim);
bool put_claim_owner(sql::Tx& tx, TillId till, std::string_view claim, const Receipt& receipt);

void insert_receipt(sql::Tx& tx, const Receipt& receipt);
void insert_line(sql::Tx& tx, const Receipt& receipt, const Line& line);
/// Without lines; nullopt as owner: not known, see sales::find.
std::optional<Receipt> find_receipt(sql::Tx& tx, ReceiptId id, const std::optional<OwnerId>& owner);
std::optional<ReceiptId> linked_refund(sql::Tx& tx, ReceiptId id, OwnerId owner);
std::vector<Line> lines_of(sql::Tx& tx, ReceiptId id, OwnerId owner);

bool move_refund_counters(
    sql::Tx& tx,
    const Receipt& sale,
    const Receipt& refund,
    const std::vector<Tender>& sale_tenders,
    bool voided
);
bool move_line_counters(sql::Tx& tx, const Receipt& sale, int sale_line, const Line& refund_line);

/// The claim of the receipt's number names its owner.
void move_claim(sql::Tx& tx, const Receipt& receipt);

/// The receipts of claims behind `after` and before `end`, in their order.
std::vector<Summary> receipts_between(
    sql::Tx& tx, TillId till, std::string_view after, std::string_view end
);
/// The claims themselves, at most `limit`.
struct NumberClaim {
  std::string claim;
  OwnerId owner;
  ReceiptId receipt;
};
std::vector<NumberClaim> claims_between(
    sql::Tx& tx, TillId till, std::string_view after, std::string_view end, int limit
);

/// Tenders and notes as compact JSON texts, and back.
std::string tenders_json(const std::vector<Tender>& tenders);
std::vector<Tender> parse_tenders(std::string_view json);
std::string notes_json(const std::vector<Note>& notes);
std::vector<Note> parse_notes(std::string_view json);

}  // namespace store
}  // namespace guanxi::sales
