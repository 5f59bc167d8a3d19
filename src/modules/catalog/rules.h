// What an item's fields may hold. Pure. Private to the module.
#pragma once

#include "modules/catalog/catalog.h"

namespace guanxi::catalog {

inline constexpr std::size_t item_code_length_max = 64;
inline constexpr std::size_t item_name_length_max = 200;
inline constexpr std::size_t unit_length_max = 16;
inline constexpr std::size_t category_length_max = 64;
inline constexpr std::size_t barcode_length_max = 32;
inline constexpr std::size_t barcodes_max = 50;
inline constexpr std::int64_t price_e4_max =
    10'000'000'000'000;  // a thousand million of the major unit

/// See put_item. Item and category codes come from other people's systems ("BANK CHARGES",
/// "特价区"), so they may hold anything that fits on one line.
Outcome check(const ItemInput& input);

/// Sorted, each once: the order in which a file lists barcodes is no change.
std::vector<std::string> barcode_set(std::vector<std::string> barcodes);

/// Whether putting `wanted` onto what is known changes nothing. A larger category that `wanted`
/// leaves out is not a difference, see put_item.
bool same_item(const ItemInput& known, const ItemInput& wanted);

}  // namespace guanxi::catalog
