// Our own format, one row per line of a receipt; docs/guide/import-receipts.md describes every
// column. Store, till, members (but for external ids) and programme must exist.
#include <array>

#include "base/text.h"
#include "flows/import/unit.h"

namespace guanxi::import {
namespace {

enum Column {
  kind,
  store,
  till,
  business_date,
  sequence,
  occurred_at,
  cashier,
  member_kind,
  member_value,
  item,
  quantity,
  list_price,
  shop_price,
  amount,
  counter,
  salesperson,
  original_till,
  original_date,
  original_sequence
};
constexpr std::array<files::CsvColumn, 19> all_columns{
    {{"kind"},
     {"store"},
     {"till"},
     {"business_date"},
     {"sequence"},
     {"occurred_at"},
     {"cashier", false},
     {"member_kind", false},
     {"member_value", false},
     {"item"},
     {"quantity"},
     {"list_price"},
     {"shop_price", false},
     {"amount", false},
     {"counter", false},
     {"salesperson", false},
     {"original_till", false},
     {"original_date", false},
     {"original_sequence", false}}};

std::optional<checkout::MemberKey> parse_member_kind(std::string_view text) {
  using enum checkout::MemberKey;
  if (text == "member_id") return member_id;
  if (text == "member_code") return member_code;
  if (text == "phone") return phone;
  if (text == "card") return card;
  if (text == "email") return email;
  if (text == "external") return external;
  return std::nullopt;
}

class Receipts final : public Format {
 public:
  std::string_view name() const override { return "receipts"; }
  std::span<const files::CsvColumn> columns() const override { return all_columns; }
  bool brings_its_own_world() const override { return false; }
  std::string key(const files::CsvTable& row) const override {
    std::string key;
    for (const Column column : {store, till, business_date, sequence}) {
      key += row[column];
      key += '\x1f';
    }
    return key;
  }

  std::optional<std::string> begin(const files::CsvTable& row, Unit& unit) const override {
    if (row[kind] != "sale" && row[kind] != "refund") return "kind: sale or refund";
    unit.is_return = row[kind] == "refund";
    const auto date = Date::parse(row[business_date]);
    if (!date) return "business_date: a date like 2026-11-21";
    const auto number = parse_id(row[sequence]);
    if (!number || *number > 999'999'999) return "sequence: a number from 1 to 999999999";
    const auto when = Instant::parse(row[occurred_at]);
    if (!when) return "occurred_at: a time like 2026-11-21T15:04:05+08:00";
    if (row[store].empty() || row[store].size() > 32) return "store: 1 to 32 characters";
    if (row[till].empty() || row[till].size() > 32) return "till: 1 to 32 characters";
    if (row[cashier].size() > 32 || has_control_characters(row[cashier])) {
      return "cashier: up to 32 characters";
    }
    if (row[member_value].size() > 254) return "member_value: up to 254 characters";
    unit.reference = std::string(row[store]) + "/" + std::string(row[till]) + "/" +
                     date->to_string() + "/" + std::string(row[sequence]);
    unit.store = row[store];
    unit.till = row[till];
    unit.business_date = *date;
    unit.sequence = *number;
    unit.occurred_at = *when;
    unit.cashier = row[cashier].empty() ? "import" : std::string(row[cashier]);
    if (!row[member_value].empty()) {
      const auto key = parse_member_kind(row[member_kind]);
      if (!key) return "member_kind: member_id, member_code, phone, card, email or external";
      unit.member = checkout::MemberRef{*key, std::string(row[member_value])};
    }
    if (!unit.is_return) return std::nullopt;
    if (row[original_sequence].empty()) {
      return unit.member
                 ? std::nullopt
                 : std::optional<std::string>("original_sequence: needed where no member is named");
    }
    const auto original_day = Date::parse(row[original_date]);
    const auto original_number = parse_id(row[original_sequence]);
    if (!original_day) return "original_date: a date like 2026-11-21";
    if (!original_number) return "original_sequence: a number";
    unit.original = SaleRef{
        row[original_till].empty() ? unit.till : std::string(row[original_till]),
        *original_day,
        *original_number};
    return std::nullopt;
  }

  std::optional<std::string> add(const files::CsvTable& row, Unit& unit) const override {
    UnitLine line;
    const auto count = Quantity::parse(row[quantity]);
    if (!count || count->milli() > quantity_milli_max) {
      return "quantity: a number up to 1000000 with up to 3 decimals";
    }
    const auto price = UnitPrice::parse(row[list_price]);
    if (!price || price->e4() > price_e4_max) {
      return "list_price: a number up to 10000000 with up to 4 decimals";
    }
    if (row[item].empty() || row[item].size() > 64 || has_control_characters(row[item])) {
      return "item: 1 to 64 characters";
    }
    if (!row[shop_price].empty()) {
      line.shop_price = UnitPrice::parse(row[shop_price]);
      if (!line.shop_price || line.shop_price->e4() > price_e4_max) {
        return "shop_price: a number up to 10000000 with up to 4 decimals";
      }
    }
    if (!row[amount].empty()) {
      line.amount_e3 = parse_decimal(row[amount], 3);
      if (!line.amount_e3 || *line.amount_e3 < 0 || *line.amount_e3 > amount_e3_max) {
        return "amount: a number from 0 to 10000000000 with up to 3 decimals";
      }
    }
    if (row[counter].size() > 32 || row[salesperson].size() > 32) {
      return "counter, salesperson: up to 32 characters";
    }
    if (!row[counter].empty()) line.counter = std::string(row[counter]);
    if (!row[salesperson].empty()) line.salesperson = std::string(row[salesperson]);
    line.row = row.line();
    std::vector<std::string_view> cells;
    for (std::size_t i = 0; i < all_columns.size(); ++i) cells.push_back(row[i]);
    line.raw = files::csv_line(cells);
    line.item = row[item];
    line.name = line.item;
    line.quantity = *count;
    line.price = *price;
    if (price->e4() < 0 || (line.shop_price && line.shop_price->e4() < 0)) {
      line.rejected = Outcome::rejected_negative_price;
      line.reason = "negative price";
    } else if (count->milli() <= 0) {
      line.rejected = Outcome::rejected_negative_quantity;
      line.reason = "quantity must be above 0; a return is kind refund";
    }
    unit.lines.push_back(std::move(line));
    return std::nullopt;
  }
};

}  // namespace

std::unique_ptr<Format> receipts_format() { return std::make_unique<Receipts>(); }

}  // namespace guanxi::import
