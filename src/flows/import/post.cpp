// One receipt of a file through the flows.
#include <fmt/format.h>

#include "flows/import/match.h"
#include "flows/import/run.h"

namespace guanxi::import {
namespace {

/// The lines the row alone did not reject.
std::vector<const UnitLine*> good_lines(const Unit& unit) {
  std::vector<const UnitLine*> lines;
  for (const UnitLine& line : unit.lines) {
    if (!line.rejected) lines.push_back(&line);
  }
  return lines;
}

/// The same receipt from any file has the same hash, so that a second file finds it posted.
sql::Digest hash_of(const Unit& unit, const std::vector<const UnitLine*>& lines) {
  std::string text;
  const auto add = [&](const auto& field) {  // with its length, so that no two receipts look alike
    const std::string word = fmt::format("{}", field);
    text += fmt::format("{}:{}", word.size(), word);
  };
  add(unit.reference);
  add(unit.is_return);
  add(unit.member ? static_cast<int>(unit.member->kind) : -1);
  add(unit.member ? unit.member->value : "");
  add(unit.occurred_at.to_string());
  add(unit.cashier);
  add(unit.original ? unit.original->till : "");
  add(unit.original ? unit.original->business_date.to_string() : "");
  add(unit.original ? unit.original->sequence : 0);
  for (const UnitLine* line : lines) {
    add(line->item);
    add(line->quantity.milli());
    add(line->price.e4());
    add(line->shop_price ? line->shop_price->e4() : -1);
    add(line->amount_e3.value_or(-1));
    add(line->counter.value_or(""));
    add(line->salesperson.value_or(""));
  }
  return crypto::sha256(text);
}

/// Thousandths of the major unit in minor units; what the currency cannot express is rounded
/// half-up.
std::int64_t minor_of(std::int64_t e3, Currency currency) {
  return divide(Int128{e3} * currency.minor_per_major(), 1000, Rounding::half_up);
}

/// What the line costs before it is rounded, in 1/10000000 of the major unit.
std::int64_t revenue_e7(const UnitLine& line) {
  if (line.amount_e3) return *line.amount_e3 * 10'000;
  return line.shop_price.value_or(line.price).e4() * line.quantity.milli();
}

std::int64_t amount_of(const UnitLine& line, Currency currency) {
  if (line.amount_e3) return minor_of(*line.amount_e3, currency);
  return line_amount(line.shop_price.value_or(line.price), line.quantity, currency).minor();
}

checkout::SaleRequest sale_of(
    const Unit& unit, const std::vector<const UnitLine*>& lines, Currency currency
) {
  checkout::SaleRequest sale;
  sale.store = unit.store;
  sale.till = unit.till;
  sale.business_date = unit.business_date;
  sale.sequence = unit.sequence;
  sale.occurred_at = unit.occurred_at;
  sale.channel = unit.channel;
  sale.cashier = unit.cashier;
  sale.pricing = sales::Pricing::as_sold;
  sale.member = unit.member;
  std::int64_t total = 0;
  for (const UnitLine* line : lines) {
    checkout::SaleLine sold;
    sold.item = line->item;
    sold.quantity = line->quantity;
    sold.list_price = line->price;
    sold.shop_price = line->shop_price;
    if (line->amount_e3) sold.amount = Money(minor_of(*line->amount_e3, currency), currency);
    sold.counter = line->counter;
    sold.salesperson = line->salesperson;
    sale.lines.push_back(std::move(sold));
    total += amount_of(*line, currency);
  }
  if (total > 0)
    sale.tenders.push_back({sales::TenderKind::other, Money(total, currency), std::nullopt});
  return sale;
}

void reject(
    Batch& batch,
    const UnitLine& line,
    Outcome outcome,
    std::string_view reason,
    std::size_t columns
) {
  ++batch.counters.of(outcome);
  batch.rejects += rejects_row(line, outcome, reason, columns);
}

std::string reason_of(const Error& error) {
  std::string reason(code_name(error.code));
  if (!error.pointer.empty()) reason += " at " + error.pointer;
  for (const auto& [name, value] : error.facts) reason += fmt::format(", {} {}", name, value);
  return reason;
}

/// True for an outcome that is the file's fault. A conflict inside one transaction is a fault of
/// ours.
bool is_refusal(const Error& error) {
  return error.code != ErrorCode::conflict && error.code != ErrorCode::internal;
}

}  // namespace

void Import::remember_customer(Run& run, const Unit& unit) const {
  if (unit.is_return || !unit.member || !unit.broken.empty()) return;
  if (good_lines(unit).size() > receipt_lines_max) return;
  for (const UnitLine* line : good_lines(unit)) {
    if (line->price.e4() > 0) {
      run.customers.insert(unit.member->value);
      return;
    }
  }
}

guanxi::Outcome Import::put_items(
    sql::Tx& tx, const Unit& unit, Currency currency, const api::Call& call, Batch& batch
) const {
  for (const UnitLine* line : good_lines(unit)) {
    if (catalog::find_item(tx, line->item)) continue;
    catalog::ItemInput item;
    item.code = line->item;
    item.name = line->name;
    item.currency = currency;
    item.is_goods = line->is_goods;
    GX_TRY_VOID(catalog::put_item(tx, house_.ids, item, call.actor.id, call.now));
    ++batch.counters.items_added;
  }
  return ok();
}

guanxi::Outcome Import::post_unit(
    sql::Tx& tx, const Run& run, const Unit& unit, Instant now, Batch& batch
) const {
  const std::size_t columns = run.format.columns().size();
  for (const UnitLine& line : unit.lines) {
    if (line.rejected) reject(batch, line, *line.rejected, line.reason, columns);
  }
  const auto lines = good_lines(unit);
  if (lines.empty()) return ok();
  const std::string whole = !unit.broken.empty()
                                ? "another row of this receipt cannot be read: " + unit.broken
                            : lines.size() > receipt_lines_max ? "more than 2000 lines"
                                                               : "";
  if (!whole.empty()) {
    for (const UnitLine* line : lines) {
      reject(batch, *line, Outcome::rejected_receipt, whole, columns);
    }
    return ok();
  }
  const std::string key = sales::natural_idempotency_key(unit.business_date, unit.sequence);
  api::Call call{
      .actor = run.actor,
      .now = now,
      .idempotency_key = key,
      .request_hash = hash_of(unit, lines),
  };
  const auto place = checkout::find_place(house_, call.actor, unit.store, unit.till);
  if (place) {
    const sales::NaturalKey number{place->till->id, unit.business_date, unit.sequence};
    const auto repeated = sales::find_repeated(tx, number, key, call.request_hash);
    if (!repeated) {  // the key spells the number: it is the number that is taken
      for (const UnitLine* line : lines) {
        reject(batch, *line, Outcome::rejected_receipt, "another receipt has this number", columns);
      }
      return ok();
    }
    if (*repeated) {
      batch.counters.of(Outcome::already_posted) += std::ssize(lines);
      return ok();
    }
  }
  return unit.is_return ? post_return(tx, run, unit, call, batch)
                        : post_sale(tx, run, unit, call, batch);
}

guanxi::Outcome Import::post_sale(
    sql::Tx& tx, const Run& run, const Unit& unit, const api::Call& call, Batch& batch
) const {
  const auto lines = good_lines(unit);
  Counters& counters = batch.counters;
  const auto refuse = [&](const std::string& reason) {
    for (const UnitLine* line : lines) {
      reject(batch, *line, Outcome::rejected_receipt, reason, run.format.columns().size());
    }
    return ok();
  };
  const auto place = checkout::find_place(house_, call.actor, unit.store, unit.till);
  if (!place) return refuse(reason_of(place.error()));
  const ProgrammeId programme = place->store->programme;
  const auto version = house_.programmes.in_force(programme, unit.occurred_at);
  if (!version) return refuse("no_parameters_in_force at /occurred_at");
  const Currency currency = version->currency;

  if (run.format.brings_its_own_world()) {
    const auto put = put_items(tx, unit, currency, call, batch);
    if (!put) return is_refusal(put.error()) ? refuse(reason_of(put.error())) : put;
  }
  if (unit.member && unit.member->kind == checkout::MemberKey::external &&
      !house_.members.find_owner(
          tx, programme, members::IdentityKind::external, unit.member->value
      )) {
    members::NewMember member;
    member.programme = programme;
    member.external_id = unit.member->value;
    member.channel = "import";
    member.store = place->store->id;
    member.joined_on = unit.business_date;
    const auto enrolled =
        enrol::enrol(tx, house_.ids, house_.members, member, "", call.actor.id, call.now);
    if (!enrolled) {
      return is_refusal(enrolled.error()) ? refuse(reason_of(enrolled.error()))
                                          : guanxi::Outcome(enrolled.error());
    }
    ++counters.members_enrolled;
  }
  const auto posted = checkout_.sell_in(tx, call, sale_of(unit, lines, currency));
  if (!posted)
    return is_refusal(posted.error()) ? refuse(reason_of(posted.error()))
                                      : guanxi::Outcome(posted.error());
  GX_CHECK_WHY(!posted->replayed, "a sale's number was taken in the middle");
  ++counters.sales;
  counters.sales_amount += posted->receipt.payable;
  counters.points_earned += posted->receipt.points_earned.value();
  counters.of(unit.member ? Outcome::sold_to_member : Outcome::sold_anonymously) +=
      std::ssize(lines);
  bool identified = false;
  for (const UnitLine* line : lines) {
    if (line->price.e4() == 0) {
      ++counters.free_lines;
    } else if (unit.member) {
      identified = true;
      ++counters.identified_lines;
      counters.identified_revenue_e7 += revenue_e7(*line);
      counters.identified_amount += amount_of(*line, currency);
    }
  }
  if (identified) {
    ++counters.identified_invoices;
    batch.customers.push_back(unit.member->value);
  }
  return ok();
}

guanxi::Outcome Import::post_return(
    sql::Tx& tx, const Run& run, const Unit& unit, const api::Call& call, Batch& batch
) const {
  const auto lines = good_lines(unit);
  const std::size_t columns = run.format.columns().size();
  Counters& counters = batch.counters;
  const auto refuse = [&](Outcome outcome, const std::string& reason) {
    for (const UnitLine* line : lines) reject(batch, *line, outcome, reason, columns);
    return ok();
  };
  const auto place = checkout::find_place(house_, call.actor, unit.store, unit.till);
  if (!place) return refuse(Outcome::rejected_receipt, reason_of(place.error()));

  Matched matched;
  if (unit.original) {
    const org::Till* till = place->organisation->find_till(place->store->id, unit.original->till);
    const auto sale =
        till
            ? sales::find(
                  tx,
                  sales::NaturalKey{till->id, unit.original->business_date, unit.original->sequence}
              )
            : std::nullopt;
    if (!sale) return refuse(Outcome::rejected_no_sale, "the named sale is not here");
    matched = match_sale(*sale, lines);
  } else {
    if (!unit.member)
      return refuse(
          Outcome::rejected_no_customer, "a cancellation that names neither sale nor customer"
      );
    const auto buyer = checkout::find_owner(house_, tx, place->store->programme, *unit.member);
    if (!buyer) return refuse(Outcome::rejected_no_sale, "the customer has bought nothing here");
    matched = match_sales(tx, *buyer, unit, lines);
  }
  // One refund for each sale, newest first, numbered from the unit's own number.
  std::int64_t sequence = unit.sequence;
  std::string refusal;
  for (const Match& match : matched.sales) {
    const refund::Order order{
        .sale = match.sale,
        .store = unit.store,
        .till = unit.till,
        .business_date = unit.business_date,
        .sequence = sequence,
        .occurred_at = unit.occurred_at,
        .cashier = unit.cashier,
        .reason = unit.reference,
        .lines = match.lines,
    };
    const std::string key = sales::natural_idempotency_key(unit.business_date, sequence);
    api::Call one = call;
    one.idempotency_key = key;
    const auto result = refund_.post_in(tx, one, order);
    if (!result) {
      if (!is_refusal(result.error())) return result.error();
      // Nothing of this sale went back: its share counts as not found, with the reason.
      refusal = reason_of(result.error());
      for (const Match::Part& part : match.parts) matched.found[part.line] -= part.quantity;
      continue;
    }
    ++sequence;
    const checkout::Posted& posted = *result;
    GX_CHECK_WHY(!posted.replayed, "a return's number was taken in the middle");
    ++counters.returns;
    counters.returns_amount += posted.receipt.payable;
    counters.points_reversed += posted.receipt.points_earned.value();
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (matched.found[i] == lines[i]->quantity) {
      ++counters.of(Outcome::returned);
    } else if (matched.found[i] == Quantity()) {
      reject(
          batch,
          *lines[i],
          refusal.empty() ? Outcome::rejected_no_sale : Outcome::rejected_receipt,
          refusal.empty() ? "no sale of this item before it" : refusal,
          columns
      );
    } else {
      reject(
          batch,
          *lines[i],
          Outcome::returned_in_part,
          fmt::format(
              "{} of {} found no sale",
              (lines[i]->quantity - matched.found[i]).to_string(),
              lines[i]->quantity.to_string()
          ),
          columns
      );
    }
  }
  return ok();
}

}  // namespace guanxi::import
