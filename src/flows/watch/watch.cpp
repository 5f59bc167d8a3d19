#include "flows/watch/watch.h"

#include <algorithm>
#include <boost/json.hpp>

#include "modules/points/documents.h"
#include "modules/sales/attribution.h"
#include "modules/sales/sales.h"
#include "modules/wallet/wallet.h"

namespace guanxi::watch {
namespace {

constexpr const char* receipt_posted = "receipt.posted";

bool has_note(const sales::Receipt& receipt, std::string_view code) {
  return std::ranges::any_of(receipt.notes, [&](const sales::Note& note) {
    return note.code == code;
  });
}

/// What nobody's card was presented for is of no member, and half an exchange is no return.
std::optional<risk::Deed> deed_of(const sales::Receipt& receipt) {
  const bool is_sale = receipt.kind == sales::Kind::sale;
  if (receipt.is_anonymous() || (!is_sale && receipt.exchange)) return std::nullopt;
  risk::Deed deed;
  deed.owner = receipt.owner;
  deed.id = receipt.id.value();
  const bool is_refund =
      receipt.kind == sales::Kind::refund || receipt.kind == sales::Kind::refund_without_receipt;
  deed.kind = is_sale     ? risk::DeedKind::sale
              : is_refund ? risk::DeedKind::refund
                          : risk::DeedKind::voiding;
  deed.programme = receipt.programme;
  deed.occurred_at = receipt.occurred_at;
  deed.store = receipt.store;
  deed.till = receipt.till;
  deed.cashier = receipt.cashier;
  deed.actor = receipt.actor;
  deed.amount = receipt.payable;
  if (receipt.original) deed.original = receipt.original->value();
  deed.unproved = is_sale && has_note(receipt, sales::notes::proof_missing);
  deed.short_of_points = !is_sale && (has_note(receipt, sales::notes::points_purchased) ||
                                      has_note(receipt, sales::notes::points_owed));
  return deed;
}

/// A sale that was given to a member: the deed is the giving, of who did it and when. Whoever
/// gathers strangers' receipts on a card does it in one go, whenever they were made.
std::optional<risk::Deed> attribution_of(sql::Tx& tx, const outbox::Event& event) {
  const ReceiptId id(event.subject_id);
  const auto given = sales::find_attribution(tx, id, event.owner);
  const auto receipt = given ? sales::find(tx, id, event.owner) : std::nullopt;
  auto deed = receipt ? deed_of(*receipt) : std::nullopt;
  if (!deed) return std::nullopt;
  deed->occurred_at = *given->attributed_at;
  deed->cashier = given->cashier;
  deed->actor = given->submitted_by;
  return deed;
}

std::optional<risk::Deed> deed_of(const points::Document& document) {
  if (document.state != points::DocumentState::posted || document.points <= Points()) {
    return std::nullopt;
  }
  risk::Deed deed;
  deed.owner = document.owner;
  deed.id = document.id.value();
  deed.kind = risk::DeedKind::document;
  deed.programme = document.programme;
  deed.occurred_at = document.ended_at.value_or(document.created_at);
  deed.store = document.store.value_or(StoreId());
  deed.actor = document.created_by;
  deed.points = document.points;
  return deed;
}

risk::Deed recharge_of(const outbox::Event& event) {
  const boost::json::value facts = boost::json::parse(event.facts);
  const auto number = [&](const char* name) { return facts.at(name).as_int64(); };
  risk::Deed deed;
  deed.owner = event.owner;
  deed.id = event.subject_id;
  deed.kind = risk::DeedKind::recharge;
  deed.programme = ProgrammeId(number("programme"));
  deed.occurred_at = event.posted_at;
  deed.store = StoreId(number("store"));
  deed.actor = ActorId(number("actor"));
  deed.amount = number("principal");
  return deed;
}

std::optional<risk::Deed> deed_of(sql::Tx& tx, const outbox::Event& event) {
  if (event.kind == receipt_posted) {
    const auto receipt = sales::find(tx, ReceiptId(event.subject_id), event.owner);
    return receipt ? deed_of(*receipt) : std::nullopt;
  }
  if (event.kind == sales::receipt_attributed) return attribution_of(tx, event);
  if (event.kind == points::document_changed) {
    const auto document = points::find_document(tx, points::DocumentId(event.subject_id));
    return document ? deed_of(*document) : std::nullopt;
  }
  return recharge_of(event);
}

}  // namespace

outbox::Consumer consumer(const House& house) {
  const auto deliver = [house](const outbox::Batch& batch) -> Outcome {
    const Instant earliest = batch.now.plus_seconds(-std::int64_t{86400} * risk::days_kept);
    const auto deeds = house.db.read([&](sql::Tx& tx) {
      std::vector<risk::Deed> fresh;
      for (const outbox::Event& event : batch.events) {
        auto deed = deed_of(tx, event);
        if (!deed || deed->occurred_at < earliest) continue;
        const auto programme = house.programmes.in_force(deed->programme, deed->occurred_at);
        if (programme == nullptr) continue;
        deed->day = programme->zone.date_of(deed->occurred_at);
        fresh.push_back(*std::move(deed));
      }
      return fresh;
    });
    if (deeds.empty()) return ok();
    return house.risk.take(deeds, batch.now);
  };
  return {
      .name = "risk_deeds",
      .kinds =
          {receipt_posted,
           std::string(sales::receipt_attributed),
           std::string(points::document_changed),
           std::string(wallet::recharged_event)},
      .deliver = deliver};
}

}  // namespace guanxi::watch
