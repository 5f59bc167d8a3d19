// The rules of prepaid value as numbers and formulas, each with the law it comes from. Pure; any
// thread.
//
// Sources. The numbers are a declared pack, not constants of the code: another country, or another
// law, is another pack.
//   [SPC]  单用途商业预付卡管理办法（试行）, Ministry of Commerce order 9 of 2012, amended 2016
//   [SPC-18]  a named card holds at most 5,000 yuan, an unnamed one 1,000, also after a recharge
//   [SPC-19]  a named card has no expiry; an unnamed one at least three years. Ours never expire
//   [SPC-15, 16]  who buys or recharges a named card is registered; kept five years at least
//   [SPC-21]  a balance goes back to the buyer's bank account; up to 100 yuan it may be cash
//   [SPC]     single-purpose means: good at the issuer's own; a card that is good at other legal
//             persons is a payment business and needs a licence of the central bank. Ours is the
//             strict reading: one legal person, unless a licence is noted (offers.h)
//   [FS]   最高人民法院 法释〔2025〕4号 on prepaid consumption, in force 2025-05-01
//   [FS-18.2] merchant's side: what was used counts at the discount the contract gave
//   [FS-19]   consumer's side: what was used counts at the price without that discount
//   [FS-20]   used up in that sense: nothing goes back, and nothing is claimed from the consumer
#pragma once

#include <boost/describe/enum.hpp>
#include <span>
#include <string_view>

#include "base/money.h"
#include "base/result.h"

namespace guanxi::wallet {

struct RulePack {
  std::string_view name;
  Money named_max, unnamed_max;  // [SPC-18]: principal and bonus together, what can be spent
  Money cash_payout_max;         // [SPC-21]
  int buyer_years = 0;           // [SPC-15, 16]: registration is kept this long after a recharge
  const char* source_zh = "";    // what stands above, in a sentence for people
  const char* source_en = "";
};
std::span<const RulePack> rule_packs();
/// The pack for money of this currency; null: there is none, and nothing may be recharged.
const RulePack* rules_for(Currency currency);
inline Money limit_of(const RulePack& rules, bool named) {
  return named ? rules.named_max : rules.unnamed_max;
}

/// Value paid for and value given on top, by one recharge: one contract.
struct Terms {
  Money principal, bonus;
  Money total() const { return principal + bonus; }
};

/// Of `spent` in all (0 … total), how much was principal: spent × principal ÷ total, rounded down.
/// Principal and bonus are spent together in the ratio in which they came, so that what is left of
/// the principal is, at any moment, what the merchant's side owes under [FS-18.2]; the fen that
/// does not divide stays with the consumer. A function of the sum alone: paying and taking back in
/// any order ends where it began. 1,000 + 200, 600 spent: 500 principal, 100 bonus.
Money principal_of(const Terms& terms, Money spent);

/// On whose side the cause of paying a balance out lies.
enum class Fault { merchant, consumer };
BOOST_DESCRIBE_ENUM(Fault, merchant, consumer)

/// What the buyer is to have back in all of one recharge. `undiscounted`: what was bought with it,
/// at the price without a discount for paying ahead (at least `spent`).
///   merchant: principal − principal_of(spent)               1,000 + 200, 600 used → 500.00
///   consumer: principal − undiscounted, not below 0                               → 400.00
/// 1,100 used: 83.34 (rounded in the consumer's favour) and 0.
Money owed_back(const Terms& terms, Money spent, Money undiscounted, Fault fault);

/// Whether small change is saved, and up to which balance: from the card's type.
struct ChangeRule {
  bool on = false;
  Money cap;
};
/// What of `amount` (> 0) is saved to a balance: all of it, or, where the caller asks for `part`,
/// what fits. Errors: change_off; change_cap_reached with the facts `cap`, `balance` and `fits`.
Result<Money> change_to_save(Money balance, Money amount, const ChangeRule& rule, bool part);

}  // namespace guanxi::wallet
