// Items from CSV: rows are read one by one, overlaid onto what is known, and put in groups, each
// its own transaction.
#include <algorithm>
#include <array>
#include <utility>

#include "modules/catalog/put.h"
#include "platform/files/csv.h"

namespace guanxi::catalog {
namespace {

constexpr std::size_t rows_per_transaction = 500;

enum Column : std::size_t {
  code,
  name,
  unit,
  currency,
  list_price,
  shop_price,
  cost_price,
  large_category,
  middle_category,
  small_category,
  counter_group,
  brand,
  barcodes,
  is_goods,
  column_count
};
constexpr std::array<files::CsvColumn, column_count> columns{
    {{"code", true},
     {"name", false},
     {"unit", false},
     {"currency", false},
     {"list_price", false},
     {"shop_price", false},
     {"cost_price", false},
     {"large_category", false},
     {"middle_category", false},
     {"small_category", false},
     {"counter_group", false},
     {"brand", false},
     {"barcodes", false},
     {"is_goods", false}}};

/// A row as text; nullopt: the file has no such column.
struct Row {
  std::uint64_t line = 0;
  std::array<std::optional<std::string>, column_count> cells;
};

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

Row row_of(const files::CsvTable& table) {
  Row row;
  row.line = table.line();
  for (std::size_t i = 0; i < column_count; ++i) {
    if (table.has(i)) row.cells[i] = std::string(without_blanks(table[i]));
  }
  return row;
}

std::string pointer_of(Column column) { return "/" + std::string(columns[column].name); }

Outcome read_price(const Row& row, Column column, std::optional<UnitPrice>& into) {
  const auto& cell = row.cells[column];
  if (!cell) return ok();
  into.reset();
  if (cell->empty()) return ok();
  into = UnitPrice::parse(*cell);
  if (into) return ok();
  return fail(ErrorCode::bad_format, pointer_of(column), {{"expected", "59.90"}});
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

/// What the row makes of `known`.
Result<ItemInput> overlay(const Row& row, ItemInput known) {
  const auto take = [&](Column column, std::string& into) {
    if (row.cells[column]) into = *row.cells[column];
  };
  take(code, known.code);
  take(name, known.name);
  if (row.cells[unit] && !row.cells[unit]->empty()) known.unit = *row.cells[unit];
  if (row.cells[currency] && !row.cells[currency]->empty()) {
    const auto parsed = Currency::parse(*row.cells[currency]);
    if (!parsed) return fail(ErrorCode::unknown_value, pointer_of(currency));
    known.currency = *parsed;
  }
  GX_TRY_VOID(read_price(row, list_price, known.list_price));
  GX_TRY_VOID(read_price(row, shop_price, known.shop_price));
  GX_TRY_VOID(read_price(row, cost_price, known.cost_price));
  if (row.cells[small_category] && *row.cells[small_category] != known.small_category) {
    known.middle_category.clear(
    );  // the new small category's own are right unless the row names them
    known.large_category.clear();
  }
  if (row.cells[middle_category] && *row.cells[middle_category] != known.middle_category)
    known.large_category.clear();
  take(large_category, known.large_category);
  take(middle_category, known.middle_category);
  take(small_category, known.small_category);
  take(counter_group, known.counter_group);
  take(brand, known.brand);
  if (row.cells[barcodes]) known.barcodes = words_of(*row.cells[barcodes]);
  if (const auto& cell = row.cells[is_goods]; cell && !cell->empty()) {
    if (*cell != "0" && *cell != "1") {
      return fail(ErrorCode::unknown_value, pointer_of(is_goods), {{"allowed", "0, 1"}});
    }
    known.is_goods = *cell == "1";
  }
  return known;
}

class Importer {
 public:
  Importer(
      sql::Database& db, IdGenerator& ids, const ImportOptions& options, ActorId by, Instant now
  )
      : db_(db), ids_(ids), options_(options), by_(by), now_(now) {}

  ImportReport run(files::Source& source) {
    files::CsvTable table(source, columns);
    for (auto step = table.next(); step != files::CsvStep::end; step = table.next()) {
      if (step == files::CsvStep::record) {
        rows_.push_back(row_of(table));
        if (rows_.size() == rows_per_transaction) flush();
        continue;
      }
      flush();  // so that rejects are told in the order of the file
      const files::CsvFault& fault = table.fault();
      if (is_row_fault(fault)) reject(fault.line, files::to_error(fault));
      if (fault.fatal) report_.stopped = files::explain(fault, "en");
    }
    flush();
    return report_;
  }

 private:
  /// Faults of the header and of the source belong to no row.
  static bool is_row_fault(const files::CsvFault& fault) {
    using Kind = files::CsvFault::Kind;
    return !fault.fatal || fault.kind == Kind::quote_not_closed;
  }

  Result<PutOutcome> put_row(sql::Tx& tx, const Row& row) const {
    ItemInput unknown;
    unknown.currency = options_.currency;
    GX_TRY(input, overlay(row, find_input(tx, *row.cells[code]).value_or(unknown)));
    GX_TRY(done, put(tx, ids_, input, by_, now_));
    return done.outcome;
  }

  void flush() {
    if (rows_.empty()) return;
    // A refused row has written nothing (see put_item), so the others of its group stay.
    const auto outcomes = db_.write([&](sql::Tx& tx) -> Result<std::vector<Result<PutOutcome>>> {
      std::vector<Result<PutOutcome>> made;
      made.reserve(rows_.size());
      for (const Row& row : rows_) made.push_back(put_row(tx, row));
      return made;
    });
    for (std::size_t i = 0; i < rows_.size(); ++i) count(rows_[i].line, outcomes.value()[i]);
    rows_.clear();
    if (options_.on_progress) options_.on_progress(report_);
  }

  void count(std::uint64_t line, const Result<PutOutcome>& outcome) {
    if (!outcome) return reject(line, outcome.error());
    ++report_.rows;
    switch (outcome.value()) {
      case PutOutcome::created:
        ++report_.created;
        break;
      case PutOutcome::changed:
        ++report_.changed;
        break;
      case PutOutcome::unchanged:
        ++report_.unchanged;
        break;
    }
  }
  void reject(std::uint64_t line, const Error& error) {
    ++report_.rows;
    ++report_.rejected;
    if (options_.on_reject) options_.on_reject(line, error);
  }

  sql::Database& db_;
  IdGenerator& ids_;
  const ImportOptions& options_;
  ActorId by_;
  Instant now_;
  std::vector<Row> rows_;
  ImportReport report_;
};

}  // namespace

ImportReport Catalog::import_items(
    files::Source& source, const ImportOptions& options, ActorId by, Instant now
) {
  return Importer(db_, ids_, options, by, now).run(source);
}

}  // namespace guanxi::catalog
