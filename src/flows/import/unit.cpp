#include "flows/import/unit.h"

#include <algorithm>
#include <tuple>

namespace guanxi::import {

std::string_view outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::sold_to_member:
      return "sold_to_member";
    case Outcome::sold_anonymously:
      return "sold_anonymously";
    case Outcome::returned:
      return "returned";
    case Outcome::returned_in_part:
      return "returned_in_part";
    case Outcome::already_posted:
      return "already_posted";
    case Outcome::rejected_negative_price:
      return "rejected_negative_price";
    case Outcome::rejected_negative_quantity:
      return "rejected_negative_quantity";
    case Outcome::rejected_no_customer:
      return "rejected_no_customer";
    case Outcome::rejected_no_sale:
      return "rejected_no_sale";
    case Outcome::rejected_row:
      return "rejected_row";
    case Outcome::rejected_receipt:
      return "rejected_receipt";
  }
  return "";
}

std::unique_ptr<Format> find_format(std::string_view name) {
  if (name == "online-retail") return online_retail_format();
  if (name == "receipts") return receipts_format();
  return nullptr;
}

namespace {

constexpr const char* unread_row = "no CSV or no UTF-8";

bool same_receipt(const Unit& a, const Unit& b) {
  const auto member = [](const Unit& unit) {
    return unit.member ? std::optional(std::pair(unit.member->kind, unit.member->value))
                       : std::nullopt;
  };
  const auto original = [](const Unit& unit) {
    return unit.original
               ? std::optional(std::tuple(
                     unit.original->till, unit.original->business_date, unit.original->sequence
                 ))
               : std::nullopt;
  };
  return a.is_return == b.is_return && a.cashier == b.cashier && member(a) == member(b) &&
         original(a) == original(b);
}

}  // namespace

UnitReader::UnitReader(files::Source& source, const Format& format, std::uint64_t window)
    : table_(source, format.columns(), files::UnknownColumns::ignore),
      format_(format),
      window_(window) {}

std::uint64_t UnitReader::rows_dropped() const {
  std::uint64_t rows = 0;
  for (const auto& [key, unit] : open_) rows += unit.lines.size();
  return rows;
}

bool UnitReader::pop_if_closed(bool at_end) {
  if (open_.empty()) return false;
  // Units leave in the order they came, so that a return finds the sales before it.
  if (!at_end && open_.front().second.last_row + window_ >= table_.rows()) return false;
  unit_ = std::move(open_.front().second);
  open_.erase(open_.begin());
  return true;
}

bool UnitReader::take_row() {
  const std::string key = format_.key(table_);
  // The newest unit is nearly always the one; search backwards.
  auto found = std::find_if(open_.rbegin(), open_.rend(), [&](const auto& open) {
    return open.first == key;
  });
  if (found == open_.rend()) {
    open_.emplace_back(key, Unit{});
    found = open_.rbegin();
  }
  Unit& unit = found->second;
  std::optional<std::string> fault;
  if (unit.has_head) {
    Unit same;
    fault = format_.begin(table_, same);
    if (!fault && !same_receipt(same, unit)) {
      fault = "differs from the receipt's first row in kind, cashier, member or original";
    }
  } else {
    fault = format_.begin(table_, unit);
    unit.has_head = !fault;
  }
  if (!fault) fault = format_.add(table_, unit);
  unit.last_row = table_.rows();
  // A receipt without one of its lines would be another receipt.
  if (after_unread_ && unit.broken.empty()) unit.broken = unread_row;
  after_unread_ = false;
  if (fault) unit.broken = *fault;
  if (!fault) return false;
  std::vector<std::string_view> cells;
  for (std::size_t i = 0; i < format_.columns().size(); ++i) cells.push_back(table_[i]);
  make_bad_row(table_.line(), files::csv_line(cells), std::move(*fault));
  return true;
}

/// A row that cannot be read at all does not say whose it is: the receipt before it or the one
/// behind it may lack a line.
void UnitReader::break_newest() {
  after_unread_ = true;
  const auto newest = std::max_element(open_.begin(), open_.end(), [](auto& a, auto& b) {
    return a.second.last_row < b.second.last_row;
  });
  if (newest != open_.end() && newest->second.broken.empty()) newest->second.broken = unread_row;
}

void UnitReader::make_bad_row(std::uint64_t line, std::string raw, std::string reason) {
  unit_ = Unit{};
  UnitLine bad;
  bad.row = line;
  bad.raw = std::move(raw);
  bad.rejected = Outcome::rejected_row;
  bad.reason = std::move(reason);
  unit_.lines.push_back(std::move(bad));
}

UnitReader::Step UnitReader::next() {
  for (;;) {
    if (fatal_) return Step::fatal;
    if (pop_if_closed(ended_)) return Step::unit;
    if (ended_) return Step::end;
    switch (table_.next()) {
      case files::CsvStep::end:
        ended_ = true;
        break;
      case files::CsvStep::fault:
        if (table_.fault().fatal) {
          fatal_ = true;
        } else {
          break_newest();
          make_bad_row(
              table_.fault().line, "", std::string(files::fault_name(table_.fault().kind))
          );
          return Step::unit;
        }
        break;
      case files::CsvStep::record:
        if (take_row()) return Step::unit;
        break;
    }
  }
}

}  // namespace guanxi::import
