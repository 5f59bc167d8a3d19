#include "modules/pricing/table.h"

#include <algorithm>

#include "base/text.h"
#include "modules/pricing/words.h"

namespace guanxi::pricing {
namespace {

using Row = std::vector<std::string>;

/// Columns of equal width; those from `first_number` on stand to the right.
std::string columns(const std::vector<Row>& rows, std::size_t first_number) {
  std::vector<int> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto blanks = static_cast<std::size_t>(widths[i] - display_width(row[i]));
      if (i > 0) line += "  ";
      if (i >= first_number) line += std::string(blanks, ' ');
      line += row[i];
      if (i < first_number) line += std::string(blanks, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

class Table {
 public:
  Table(const PricingFile& file, const FileQuote& made, bool zh)
      : file_(file), quote_(made.quote), points_(made.points), zh_(zh) {}

  std::string text() const {
    return prices() + member_prices() + concessions() + awards() + considered() + remarks();
  }

 private:
  std::string say(const char* zh, const char* en) const { return zh_ ? zh : en; }

  std::string item(const std::string& code) const {
    const ItemTerms* found = file_.find_item(code);
    return found && found->name ? code + " " + *found->name : code;
  }

  std::string prices() const {
    std::vector<Row> rows;
    if (zh_) {
      rows.push_back({"行", "货品", "数量", "标价", "店价", "会员价", "促销后", "应付"});
    } else {
      rows.push_back({"Line", "Item", "Quantity", "List", "Shop", "Member", "Promoted", "Payable"});
    }
    for (const QuotedLine& line : quote_.lines)
      rows.push_back(
          {std::to_string(line.line),
           item(line.item),
           line.quantity.to_string(),
           line.list.to_string(),
           line.shop.to_string(),
           line.member.to_string(),
           line.promoted.to_string(),
           line.payable.to_string()}
      );
    rows.push_back(
        {"",
         say("合计", "Total"),
         "",
         quote_.list_total.to_string(),
         quote_.shop_total.to_string(),
         quote_.member_total.to_string(),
         quote_.promoted_total.to_string(),
         quote_.payable.to_string()}
    );
    return columns(rows, 2);
  }

  std::string title(const char* zh, const char* en) const { return "\n" + say(zh, en) + "\n"; }

  std::string member_prices() const {
    std::string text = title("会员价", "Member price");
    for (const QuotedLine& line : quote_.lines)
      text += "  " + std::to_string(line.line) + "  " + line.how.words + "\n";
    return text;
  }

  std::string bearer(const BorneView& part) const {
    if (part.party) return *part.party;
    switch (part.of.value_or(ShareOf::mall)) {
      case ShareOf::mall:
        return say("商场", "the mall");
      case ShareOf::counter:
        return say("柜台", "the counter");
      case ShareOf::counter_group:
        return say("柜组", "the counter group");
      case ShareOf::brand:
        return say("品牌", "the brand");
    }
    return {};
  }

  std::string concessions() const {
    if (quote_.concessions.empty()) return {};
    std::vector<Row> rows;
    for (const ConcessionView& one : quote_.concessions) {
      std::string borne;
      for (const BorneView& part : one.borne)
        borne += (borne.empty() ? "" : ", ") + bearer(part) + " " + part.amount.to_string();
      rows.push_back(
          {"  " + std::to_string(one.line), one.name, "-" + one.amount.to_string(), borne}
      );
      if (one.amount.is_negative()) rows.back()[2] = "+" + (-one.amount).to_string();
    }
    // Amounts to the right, who bears them to the left behind.
    std::size_t width = 0;
    for (const Row& row : rows) width = std::max(width, row[2].size());
    for (Row& row : rows) row[2].insert(0, width - row[2].size(), ' ');
    return title("优惠", "Taken off") + columns(rows, 4);
  }

  std::string awards() const {
    if (quote_.awards.empty()) return {};
    std::string text = title("另得", "On top");
    for (const AwardView& one : quote_.awards)
      text += "  " + one.name + (zh_ ? "：" : ": ") + one.words + "\n";
    return text;
  }

  std::string considered() const {
    if (quote_.considered.empty()) return {};
    std::string text = title("规则", "Rules");
    for (const ConsideredView& one : quote_.considered) text += "  " + line_of(one, zh_) + "\n";
    return text;
  }

  std::string remarks() const {
    std::string text;
    for (const QuotedLine& line : quote_.lines) {
      if (!line.multiple_of) continue;
      text +=
          zh_ ? "第 " + std::to_string(line.line) + " 行 " + line.multiple.to_string() + " 倍积分"
              : "Line " + std::to_string(line.line) + ": points, " + line.multiple.to_string() +
                    " times";
      text += " [" + *line.multiple_of + "]\n";
    }
    if (points_ && (points_->rate != Rate::one() || points_->identity_multiple != Rate::of(0, 1)))
      text += say("积分率 ", "Points rate ") + points_->rate.to_string() +
              say("，身份积分倍数 ", ", identity points ") +
              points_->identity_multiple.to_string() + "\n";
    const std::string rounding =
        rounding_words(quote_.rounded_off.minor(), quote_.payable.currency(), zh_);
    if (!rounding.empty()) text += rounding + "\n";
    if (!quote_.exact)
      text +=
          say("促销组合太多，没有全部比较\n", "Too many choices of promotions to weigh them all\n");
    if (quote_.restricted)
      text +=
          say("含有此顾客不能买的专享商品\n",
              "There are exclusive goods that this customer may not buy\n");
    return "\n" + text + say("应付 ", "To pay ") + quote_.payable.to_string() + " " +
           std::string(quote_.payable.currency().code()) + "\n";
  }

  const PricingFile& file_;
  const QuoteView& quote_;
  const std::optional<PointsFactors>& points_;
  bool zh_;
};

}  // namespace

std::string line_of(const ConsideredView& one, bool zh) {
  std::string text = one.why == Why::applied ? "+ " : "- ";
  if (one.line)
    text += zh ? "第 " + std::to_string(*one.line) + " 行 "
               : "line " + std::to_string(*one.line) + ": ";
  text += one.name;
  if (one.rule) text += " [" + *one.rule + "]";
  return text + (zh ? "：" : ": ") + one.words;
}

std::string table_of(const PricingFile& file, const FileQuote& made, bool zh) {
  return Table(file, made, zh).text();
}

}  // namespace guanxi::pricing
