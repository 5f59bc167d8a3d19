#include "flows/import/summary.h"

#include <fmt/format.h>

#include <charconv>
#include <iterator>
#include <vector>

#include "base/text.h"

namespace guanxi::import {
namespace {

/// Every counter once, in a fixed order: progress is stored and read back through this list.
template <class Self>
auto fields_of(Self& counters) {
  std::vector<decltype(&counters.sales)> fields;
  for (auto& lines : counters.lines) fields.push_back(&lines);
  for (auto* field :
       {&counters.free_lines,
        &counters.sales,
        &counters.returns,
        &counters.sales_amount,
        &counters.returns_amount,
        &counters.points_earned,
        &counters.points_reversed,
        &counters.members_enrolled,
        &counters.items_added,
        &counters.identified_lines,
        &counters.identified_invoices,
        &counters.identified_customers,
        &counters.identified_revenue_e7,
        &counters.identified_amount,
        &counters.rejects_bytes}) {
    fields.push_back(field);
  }
  return fields;
}

const char* outcome_words(Outcome outcome, bool zh) {
  switch (outcome) {
    case Outcome::sold_to_member:
      return zh ? "售予会员" : "sold to members";
    case Outcome::sold_anonymously:
      return zh ? "售予散客" : "sold without a member";
    case Outcome::returned:
      return zh ? "退货（全部找到原销售）" : "returned, sale found";
    case Outcome::returned_in_part:
      return zh ? "部分退货（其余见拒绝文件）" : "returned in part, the rest rejected";
    case Outcome::already_posted:
      return zh ? "先前已导入" : "posted by an earlier run";
    case Outcome::rejected_negative_price:
      return zh ? "拒绝：单价为负" : "rejected: negative price";
    case Outcome::rejected_negative_quantity:
      return zh ? "拒绝：数量为负" : "rejected: wrong sign of quantity";
    case Outcome::rejected_no_customer:
      return zh ? "拒绝：退货未注明会员" : "rejected: cancellation without customer";
    case Outcome::rejected_no_sale:
      return zh ? "拒绝：找不到原销售" : "rejected: no sale to cancel";
    case Outcome::rejected_row:
      return zh ? "拒绝：行无法读取" : "rejected: row cannot be read";
    case Outcome::rejected_receipt:
      return zh ? "拒绝：单据不被接受" : "rejected: receipt refused";
  }
  return "";
}

std::string grouped(std::int64_t value) {
  std::string digits = std::to_string(value < 0 ? -value : value);
  for (std::ptrdiff_t at = std::ssize(digits) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return value < 0 ? "-" + digits : digits;
}

void row(std::string& out, std::string_view label, std::string_view value) {
  const int width = display_width(label);
  out += "  ";
  out += label;
  out.append(static_cast<std::size_t>(width < 46 ? 46 - width : 1), ' ');
  out += fmt::format("{:>16}\n", value);
}

}  // namespace

std::int64_t Counters::lines_read() const {
  std::int64_t sum = 0;
  for (const std::int64_t count : lines) sum += count;
  return sum;
}

std::int64_t Counters::lines_rejected() const {
  std::int64_t sum = 0;
  for (auto i = static_cast<std::size_t>(Outcome::rejected_negative_price); i < lines.size(); ++i)
    sum += lines[i];
  return sum;
}

std::string to_text(const Counters& counters) {
  std::string text = "[1";  // the version of this list
  for (const std::int64_t* field : fields_of(counters)) text += "," + std::to_string(*field);
  return text + "]";
}

Counters counters_of(std::string_view text) {
  Counters counters;
  GX_CHECK_WHY(
      text.starts_with("[1,") && text.ends_with("]"), "import progress of another version"
  );
  text = text.substr(3, text.size() - 4);
  for (std::int64_t* field : fields_of(counters)) {
    const std::size_t end = text.find(',');
    const std::string_view number = text.substr(0, end);
    GX_CHECK(
        std::from_chars(number.data(), number.data() + number.size(), *field).ec == std::errc()
    );
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return counters;
}

std::string summary_table(const Counters& counters, Currency currency, api::Language language) {
  const bool zh = language == api::Language::zh_cn;
  std::string out = zh ? "明细行\n" : "Lines\n";
  for (int i = 0; i < outcome_count; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    if (counters.of(outcome) != 0)
      row(out, outcome_words(outcome, zh), grouped(counters.of(outcome)));
  }
  row(out, zh ? "合计" : "all lines", grouped(counters.lines_read()));
  row(out,
      zh ? "其中：单价为零（不积分）" : "of the sold ones: price 0, earning nothing",
      grouped(counters.free_lines));
  out += zh ? "单据\n" : "Receipts\n";
  row(out, zh ? "销售" : "sales", grouped(counters.sales));
  row(out, zh ? "销售金额" : "sales amount", Money(counters.sales_amount, currency).to_string());
  row(out, zh ? "退货单" : "refunds", grouped(counters.returns));
  row(out, zh ? "退款金额" : "refunded", Money(counters.returns_amount, currency).to_string());
  row(out, zh ? "所得积分" : "points earned", grouped(counters.points_earned));
  row(out, zh ? "收回积分" : "points taken back", grouped(counters.points_reversed));
  row(out, zh ? "新会员" : "members enrolled", grouped(counters.members_enrolled));
  row(out, zh ? "新货品" : "items added", grouped(counters.items_added));
  out += zh ? "会员销售（数量>0、单价>0）\n" : "Identified sales (quantity > 0, price > 0)\n";
  row(out, zh ? "行数" : "lines", grouped(counters.identified_lines));
  row(out, zh ? "单据数" : "invoices", grouped(counters.identified_invoices));
  row(out, zh ? "会员数" : "customers", grouped(counters.identified_customers));
  row(out,
      zh ? "金额（精确）" : "revenue, exact",
      format_decimal(counters.identified_revenue_e7, 7, 2));
  row(out,
      zh ? "金额（逐行取整记账）" : "revenue, rounded per line as posted",
      Money(counters.identified_amount, currency).to_string());
  return out;
}

}  // namespace guanxi::import
