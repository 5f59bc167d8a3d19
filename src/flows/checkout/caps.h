// Inside flows/checkout: the cap of what a member's sales earn on a day. Any thread.
#pragma once

#include "flows/checkout/checkout.h"

namespace guanxi::checkout {

/// What the buyer may still earn today; nullopt: any.
std::optional<Points> earns_at_most(sql::Tx& tx, const SalePlan& plan);
/// Cuts the receipt's points to `kept` and says in it, under `code`, what of which class was cut.
void cut_points(sales::Receipt& receipt, const points::Earning& kept, const char* code);
points::Earning earning_of(const sales::Receipt& receipt);
/// Cuts the receipt's points to that and says in it what of which class was cut.
void cap_points(sales::Receipt& receipt, const std::optional<Points>& most);
/// What of a class was cut, by whatever limit: "a", "b", "c" or "e".
Points cut_of(const sales::Receipt& receipt, std::string_view klass);
/// The words of such a note; nullopt: it is none.
std::optional<std::string> cap_words(const sales::Note& note, bool zh);

/// A sale told after the fact has happened: of a member whom a rule of risk limited at that moment
/// it is posted and earns nothing, and says so.
void stop_by_risk(const House& house, SalePlan& plan);
/// The words of a receipt's note about that; nullopt for any other.
std::optional<std::string> risk_words(const sales::Note& note, bool zh);

}  // namespace guanxi::checkout
