// What a quote says, in words of both languages: short enough for a cashier, complete for an
// auditor. Amounts are written in the currency's major unit. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "modules/pricing/engine/engine.h"

namespace guanxi::pricing {

/// "五月满 200 减 20"; of member_rate and rounding, and of a coupon nobody knows, what they are.
std::string name_of(RuleKind kind, std::int64_t rule, const Index& index, bool zh);

/// What became of a candidate, without its name: "未达到：满 200.00 元，现 186.50 元", "needs
/// 200.00, has 186.50"; "已优惠 20.00 元", "saves 20.00".
std::string words(const Considered& seen, const Index& index, Currency currency, bool zh);

/// How line `line` (from 0) came to its member price: the source, the branch of 折上折 that counts
/// with its rates, and the warning where a smaller reduction would have cost less.
std::string member_price_words(
    const Basket& basket, const Quote& quote, std::size_t line, const Index& index, bool zh
);

/// "赠 TOWEL × 2，其中 1 件在单上免费". `item` is what people call the item of a gift.
std::string words(const Award& award, std::string_view item, const Index& index, bool zh);

/// What is rounded off; empty for nothing.
std::string rounding_words(std::int64_t rounded_off, Currency currency, bool zh);

/// 0.79 → "79 折", 0.8 → "8 折", 1 → "不打折"; "79 %", "80 %", "in full".
std::string rate_words(Rate rate, bool zh);

}  // namespace guanxi::pricing
