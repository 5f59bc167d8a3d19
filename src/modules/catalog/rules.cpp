#include "modules/catalog/rules.h"

#include <algorithm>

#include "base/naming.h"

namespace guanxi::catalog {
namespace {

void check_price(Faults& faults, const std::optional<UnitPrice>& price, const char* pointer) {
  if (!price || (price->e4() >= 0 && price->e4() <= price_e4_max)) return;
  faults.add(fail(
      ErrorCode::out_of_range,
      pointer,
      {{"min", "0"}, {"max", UnitPrice::from_e4(price_e4_max).to_string()}}
  ));
}

void check_category(Faults& faults, const std::string& code, const char* pointer) {
  if (!code.empty()) faults.add(check_name(code, pointer, category_length_max));
}

bool is_barcode(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

Outcome check(const ItemInput& input) {
  Faults faults;
  faults.add(check_name(input.code, "/code", item_code_length_max))
      .add(check_name(input.name, "/name", item_name_length_max))
      .add(check_name(input.unit, "/unit", unit_length_max));
  check_price(faults, input.list_price, "/list_price");
  check_price(faults, input.shop_price, "/shop_price");
  check_price(faults, input.cost_price, "/cost_price");
  if (input.shop_price && !input.list_price)
    faults.add(fail(ErrorCode::missing_field, "/list_price"));
  if (input.shop_price && input.list_price && *input.shop_price > *input.list_price) {
    faults.add(
        fail(ErrorCode::out_of_range, "/shop_price", {{"max", input.list_price->to_string()}})
    );
  }
  check_category(faults, input.large_category, "/large_category");
  check_category(faults, input.middle_category, "/middle_category");
  check_category(faults, input.small_category, "/small_category");
  check_category(faults, input.counter_group, "/counter_group");
  check_category(faults, input.brand, "/brand");
  // An item hangs at its small category; a larger one alone would be forgotten.
  if (input.small_category.empty() &&
      !(input.middle_category.empty() && input.large_category.empty())) {
    faults.add(fail(ErrorCode::missing_field, "/small_category"));
  } else if (input.middle_category.empty() && !input.large_category.empty()) {
    faults.add(fail(ErrorCode::missing_field, "/middle_category"));
  }
  if (input.barcodes.size() > barcodes_max) {
    faults.add(fail(ErrorCode::too_many, "/barcodes", {{"max", std::to_string(barcodes_max)}}));
  }
  for (std::size_t i = 0; i < input.barcodes.size(); ++i) {
    const std::string& barcode = input.barcodes[i];
    const std::string pointer = "/barcodes/" + std::to_string(i);
    if (barcode.empty()) {
      faults.add(fail(ErrorCode::missing_field, pointer));
    } else if (barcode.size() > barcode_length_max) {
      faults.add(fail(ErrorCode::too_long, pointer, {{"max", std::to_string(barcode_length_max)}}));
    } else if (!is_barcode(barcode)) {
      faults.add(fail(ErrorCode::bad_format, pointer));
    }
  }
  return faults.outcome();
}

std::vector<std::string> barcode_set(std::vector<std::string> barcodes) {
  std::sort(barcodes.begin(), barcodes.end());
  barcodes.erase(std::unique(barcodes.begin(), barcodes.end()), barcodes.end());
  return barcodes;
}

bool same_item(const ItemInput& known, const ItemInput& wanted) {
  ItemInput expected = wanted;
  expected.barcodes = barcode_set(std::move(expected.barcodes));
  if (wanted.small_category == known.small_category) {
    if (wanted.middle_category.empty()) expected.middle_category = known.middle_category;
    if (wanted.large_category.empty()) expected.large_category = known.large_category;
  }
  return expected == known;
}

}  // namespace guanxi::catalog
