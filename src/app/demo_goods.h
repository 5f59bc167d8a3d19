// The goods of the demo: 400 items of a department store with supermarket. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "modules/catalog/catalog.h"

namespace guanxi::app::demo {

inline constexpr int goods_count = 400;

/// Codes A1001 … A1400, barcodes in the range 20… that GS1 leaves to shops, so that none is a real
/// product's.
std::vector<catalog::ItemInput> make_goods(Random& random);

/// Names of the counter groups 柜组, in the order the stores number their counters.
const std::vector<std::string>& counter_groups();

/// The check digit of an EAN-13 barcode's first twelve digits (GS1 General Specifications 7.9).
char ean13_digit(std::string_view twelve_digits);

}  // namespace guanxi::app::demo
