// Inside flows/checkout: what limits the points of a sale besides the member's day – how often the
// member has an occasion, and what the programme gives on a day –, and from when they are usable.
// Any thread.
#pragma once

#include "flows/checkout/checkout.h"

namespace guanxi::checkout {

/// Takes the occasions out of the plan's gains that the buyer has had as often as they allow; reads
/// for those that are limited only. Comes after the buyer's account was read, see
/// points/uses.h. `returned`: see plan_with_credit.
void limit_gains(sql::Tx& tx, SalePlan& plan, ReceiptId returned);
/// Says in the receipt which were taken out.
void note_used_up(sales::Receipt& receipt, const points::Gains& gains);

/// What the programme may still give today; nullopt where it has no budget, or the sale nothing
/// that counts for it.
std::optional<Points> budget_left(sql::Tx& tx, const SalePlan& plan);
/// Cuts the receipt's points to that and says in it what of which class was cut.
void keep_budget(sales::Receipt& receipt, const SalePlan& plan);  // caps.cpp

/// Says in the receipt that is to be posted what it uses, takes and from when it is usable, and
/// writes the uses.
void apply_uses(sql::Tx& tx, const SalePlan& plan, sales::Receipt& receipt);
/// Takes of the budget what the receipt says. The last that a sale writes: all sales of the
/// programme meet here, and so they wait the least for each other. Errors: conflict.
Outcome take_budget(sql::Tx& tx, const SalePlan& plan, const sales::Receipt& receipt);

/// The words of such a note; nullopt: it is none.
std::optional<std::string> limit_words(const sales::Note& note, bool zh);

}  // namespace guanxi::checkout
