// Notes of a receipt about tiers: each code names, behind its colon, the tier or the ladder it is
// about.
#pragma once

#include "modules/sales/sales.h"

namespace guanxi::checkout {

namespace tier_notes {
inline constexpr const char* multiple = "tier_multiple:";       // the tier; billionths
inline constexpr const char* discount = "tier_discount_rate:";  // the tier; billionths
inline constexpr const char* growth = sales::notes::growth;     // the ladder; more or less
inline constexpr const char* reached = "tier_now:";             // the tier, from the next receipt
}  // namespace tier_notes

/// The words of such a note; nullopt for any other.
std::optional<std::string> tier_words(const sales::Note& note, bool zh);

}  // namespace guanxi::checkout
