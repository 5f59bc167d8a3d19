// The UCI "Online Retail" data set (Chen, Sain & Guo 2012): one row per invoice line of a British
// gift retailer. A number that starts with C cancels, without naming the sale; one that starts with
// A adjusts a debt. Times are London's.
#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "flows/import/unit.h"

namespace guanxi::import {
namespace {

enum Column {
  invoice_no,
  stock_code,
  description,
  quantity,
  invoice_date,
  unit_price,
  customer_id,
  country
};
constexpr std::array<files::CsvColumn, 8> all_columns{
    {{"InvoiceNo"},
     {"StockCode"},
     {"Description"},
     {"Quantity"},
     {"InvoiceDate"},
     {"UnitPrice"},
     {"CustomerID"},
     {"Country"}}};

/// Goods have codes that begin with five digits (85123A), gift sets DCGS…; the rest is postage,
/// fees and corrections.
bool is_goods_code(std::string_view code) {
  if (code.starts_with("DCGS") || code.starts_with("gift_")) return true;
  if (code.size() < 5) return false;
  return code.substr(0, 5).find_first_not_of("0123456789") == std::string_view::npos;
}

/// "2010-12-01 08:26:00"
std::optional<Instant> parse_time(std::string_view text, const TimeZone& zone) {
  if (text.size() != 19 || text[10] != ' ' || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  const auto date = Date::parse(text.substr(0, 10));
  const auto number = [&](std::size_t at) -> int {
    const char tens = text[at], ones = text[at + 1];
    if (tens < '0' || tens > '9' || ones < '0' || ones > '9') return 99;
    return (tens - '0') * 10 + (ones - '0');
  };
  const int hour = number(11), minute = number(14), second = number(17);
  if (!date || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return zone.at(*date, hour, minute, second);
}

class OnlineRetail final : public Format {
 public:
  OnlineRetail() : zone_(*TimeZone::find("Europe/London")) {}
  std::string_view name() const override { return "online-retail"; }
  std::span<const files::CsvColumn> columns() const override { return all_columns; }
  bool brings_its_own_world() const override { return true; }
  std::string key(const files::CsvTable& row) const override {
    return std::string(row[invoice_no]);
  }

  std::optional<std::string> begin(const files::CsvTable& row, Unit& unit) const override {
    const std::string_view number = row[invoice_no];
    unit.is_return = number.starts_with('C');
    const bool lettered = unit.is_return || number.starts_with('A');
    const auto digits = parse_id(lettered ? number.substr(1) : number);
    if (!digits || *digits > 999'999)
      return "InvoiceNo: not a number of up to 6 digits, with C or A in front or not";
    const auto when = parse_time(row[invoice_date], zone_);
    if (!when) return "InvoiceDate: not a time like 2010-12-01 08:26:00";
    unit.reference = number;
    unit.store = "ONLINE-RETAIL";
    // Returns keep a till of their own: one cancellation may become several refunds, so its number
    // is spread by 1,000.
    unit.till = unit.is_return ? "C" : number.starts_with('A') ? "A" : "01";
    unit.sequence = unit.is_return ? *digits * 1000 + 1 : *digits;
    unit.occurred_at = *when;
    unit.business_date = zone_.date_of(*when);
    unit.cashier = "import";
    if (!row[customer_id].empty()) {
      unit.member = checkout::MemberRef{
          checkout::MemberKey::external, "online-retail:" + std::string(row[customer_id])};
    }
    return std::nullopt;
  }

  std::optional<std::string> add(const files::CsvTable& row, Unit& unit) const override {
    UnitLine line;
    const auto amount = parse_decimal(row[quantity], 3);
    if (!amount || *amount > quantity_milli_max || *amount < -quantity_milli_max) {
      return "Quantity: a number up to 1000000 with up to 3 decimals";
    }
    const auto price = parse_decimal(row[unit_price], 4);
    if (!price || *price > price_e4_max || *price < -price_e4_max) {
      return "UnitPrice: a number up to 10000000 with up to 4 decimals";
    }
    if (row[stock_code].empty() || row[stock_code].size() > 64)
      return "StockCode: 1 to 64 characters";
    const std::string customer(row[customer_id]);
    if (customer.size() > 64) return "CustomerID: up to 64 characters";
    if ((unit.member ? unit.member->value : "") !=
        (customer.empty() ? "" : "online-retail:" + customer)) {
      return "CustomerID: differs within one invoice";
    }
    line.row = row.line();
    line.raw = files::csv_line(std::array<std::string_view, 8>{
        row[invoice_no],
        row[stock_code],
        row[description],
        row[quantity],
        row[invoice_date],
        row[unit_price],
        row[customer_id],
        row[country]});
    line.item = row[stock_code];
    line.name = tidy(row[description]);
    if (line.name.empty()) line.name = line.item;
    line.is_goods = is_goods_code(line.item);
    line.price = UnitPrice::from_e4(*price);
    std::int64_t milli = *amount;
    if (*price < 0) {
      line.rejected = Outcome::rejected_negative_price;
      line.reason = "negative price";
    } else if (unit.is_return ? milli >= 0 : milli <= 0) {
      line.rejected = Outcome::rejected_negative_quantity;
      line.reason = unit.is_return ? "a cancellation with a positive quantity"
                                   : "negative quantity outside a cancellation";
    }
    line.quantity = Quantity::from_milli(milli < 0 ? -milli : milli);
    unit.lines.push_back(std::move(line));
    return std::nullopt;
  }

 private:
  TimeZone zone_;
};

}  // namespace

std::unique_ptr<Format> online_retail_format() { return std::make_unique<OnlineRetail>(); }

}  // namespace guanxi::import
