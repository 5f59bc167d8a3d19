// What an import reads: receipts, whatever file they stand in. A format turns rows into units; the
// importer sends units through the checkout and refund flows.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.h"
#include "base/time.h"
#include "flows/checkout/types.h"
#include "modules/catalog/catalog.h"
#include "platform/files/csv.h"

namespace guanxi::import {

// What a row may say, as the API has it: beyond is a typing error.
inline constexpr std::int64_t quantity_milli_max = 1'000'000'000;
inline constexpr std::int64_t price_e4_max = 100'000'000'000;
inline constexpr std::int64_t amount_e3_max = 10'000'000'000'000;
inline constexpr std::size_t receipt_lines_max = 2000;

/// What became of a line. The words stand in the summary, the rejects file and the stored progress.
enum class Outcome {
  sold_to_member,
  sold_anonymously,
  returned,          // the whole quantity found its sale
  returned_in_part,  // the rest stands in the rejects file
  already_posted,    // the same receipt, posted by an earlier run
  rejected_negative_price,
  rejected_negative_quantity,
  rejected_no_customer,  // a cancellation that names nobody
  rejected_no_sale,      // a cancellation that finds no sale
  rejected_row,          // not CSV, not UTF-8, a field that cannot be read
  rejected_receipt,      // the flow refused the receipt
};
inline constexpr int outcome_count = 11;
std::string_view outcome_name(Outcome outcome);

struct UnitLine {
  std::uint64_t row = 0;  // line of the file
  std::string raw;        // the row as CSV, for the rejects file
  std::string item, name;
  Quantity quantity;  // > 0, cancellations too
  UnitPrice price;
  std::optional<UnitPrice> shop_price;
  std::optional<std::int64_t> amount_e3;  // what the till charged, 1/1000 of the major unit
  std::optional<std::string> counter, salesperson;
  bool is_goods = true;
  std::optional<Outcome> rejected;  // decided by the row alone
  std::string reason;
};

/// A reference to a sale by its natural key, for refunds that name one.
struct SaleRef {
  std::string till;
  Date business_date;
  std::int64_t sequence = 0;
};

/// One receipt of the file.
struct Unit {
  std::string reference;  // the file's own number
  bool is_return = false;
  std::string store, till;
  Date business_date;
  std::int64_t sequence =
      0;  // returns without a named sale use sequence, sequence + 1 … one for each sale they match
  Instant occurred_at;
  std::string cashier;
  sales::Channel channel = sales::Channel::import;
  std::optional<checkout::MemberRef> member;  // external ids are enrolled when first seen
  std::optional<SaleRef> original;
  std::vector<UnitLine> lines;
  std::string broken;     // why the whole receipt is refused: one of its rows cannot be read
  bool has_head = false;  // a row has said what is above
  std::uint64_t last_row = 0;
};

/// Turns rows into units: the part that differs from format to format.
class Format {
 public:
  virtual ~Format() = default;
  virtual std::string_view name() const = 0;
  virtual std::span<const files::CsvColumn> columns() const = 0;
  /// The key that rows of one receipt share ("536365").
  virtual std::string key(const files::CsvTable& row) const = 0;
  /// A new unit from its first row; the line itself is added by add(). An error text rejects the
  /// row.
  virtual std::optional<std::string> begin(const files::CsvTable& row, Unit& unit) const = 0;
  virtual std::optional<std::string> add(const files::CsvTable& row, Unit& unit) const = 0;
  /// True where the importer may create store, till and programme, and put items it has not seen.
  virtual bool brings_its_own_world() const = 0;
};
std::unique_ptr<Format> online_retail_format();
std::unique_ptr<Format> receipts_format();
/// "online-retail" or "receipts"; null otherwise.
std::unique_ptr<Format> find_format(std::string_view name);

/// Groups rows into units. Rows of one receipt may stand apart by up to `window` rows: real exports
/// do that. A row that cannot be read is a unit of its own with one rejected line, so that units
/// count everything, always in the same order.
class UnitReader {
 public:
  enum class Step { unit, end, fatal };
  UnitReader(files::Source& source, const Format& format, std::uint64_t window = 2000);
  Step next();
  Unit& unit() { return unit_; }
  const files::CsvFault& fault() const { return table_.fault(); }
  std::uint64_t rows() const { return table_.rows(); }
  /// Rows of receipts that were still open when a fatal fault ended the file: not imported.
  std::uint64_t rows_dropped() const;

 private:
  bool take_row();  // true: unit_ is a bad row
  void break_newest();
  void make_bad_row(std::uint64_t line, std::string raw, std::string reason);
  bool pop_if_closed(bool at_end);
  files::CsvTable table_;
  const Format& format_;
  std::uint64_t window_;
  std::vector<std::pair<std::string, Unit>> open_;  // in order of their first rows
  Unit unit_;
  bool after_unread_ = false;  // the row before was no CSV or no UTF-8
  bool ended_ = false, fatal_ = false;
};

}  // namespace guanxi::import
