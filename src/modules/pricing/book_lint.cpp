#include "modules/pricing/book_lint.h"

#include <algorithm>

#include "modules/cards/card_types.h"
#include "modules/catalog/catalog.h"
#include "modules/catalog/item_codes.h"
#include "modules/catalog/item_facts.h"
#include "modules/pricing/book_facts.h"

namespace guanxi::pricing {
namespace {

/// By their codes, as whoever wrote the rules knows them.
class BookNames : public LintNames {
 public:
  BookNames(sql::Tx& tx, const Desk& desk, const Snapshot& snapshot, bool costs)
      : tx_(tx), organisation_(desk.org.snapshot()), snapshot_(snapshot), costs_(costs) {}

  std::string goods(GoodsKey goods) const override {
    const auto code = goods.kind == GoodsKind::item
                          ? catalog::find_item_code(tx_, ItemId(goods.id))
                          : catalog::find_category_code(tx_, catalog::CategoryId(goods.id));
    return code.value_or(unknown);
  }
  std::string named(Named kind, std::int64_t id) const override {
    switch (kind) {
      case Named::store: {
        const org::Store* const store = organisation_->find_store(StoreId(id));
        return store ? store->code : unknown;
      }
      case Named::card_type: {
        const auto type = cards::find_type(tx_, cards::CardTypeId(id));
        return type ? type->code : unknown;
      }
      case Named::tier:
        return or_unknown(snapshot_.tier_code(id));
      case Named::group:
        return or_unknown(snapshot_.group_code(id));
    }
    return unknown;
  }
  bool tells_costs() const override { return costs_; }

 private:
  static constexpr const char* unknown = "?";  // it was there when the rule was written
  static std::string or_unknown(std::string_view code) {
    return code.empty() ? unknown : std::string(code);
  }

  sql::Tx& tx_;
  const std::shared_ptr<const org::Snapshot> organisation_;
  const Snapshot& snapshot_;
  const bool costs_;
};

/// Lines are labelled by their place: what stands for any of a rule's goods is no item.
class FindingLabels : public Labels {
 public:
  FindingLabels(sql::Tx& tx, const Snapshot& snapshot, const Basket& basket) : snapshot_(snapshot) {
    for (const BasketLine& line : basket.lines) {
      const std::int64_t id = line.goods.of(GoodsKind::item);
      const auto item = id > 0 ? catalog::load_item(tx, ItemId(id)) : std::nullopt;
      codes_.push_back(item ? item->code : "*");
    }
  }
  std::string item(std::int64_t number) const override {
    if (number >= 1 && number <= std::ssize(codes_))
      return codes_[static_cast<std::size_t>(number) - 1];
    return "*";
  }
  std::string party(std::int64_t number) const override {
    return std::string(snapshot_.party_code(number));
  }

 private:
  const Snapshot& snapshot_;
  std::vector<std::string> codes_;
};

QuoteView priced(sql::Tx& tx, const Snapshot& snapshot, const Basket& basket, bool zh) {
  const Quote quote = price(snapshot.index(), basket);
  const FindingLabels labels(tx, snapshot, basket);
  Basket labelled = basket;
  for (std::size_t i = 0; i < labelled.lines.size(); ++i)
    labelled.lines[i].goods.of(GoodsKind::item) = static_cast<std::int64_t>(i) + 1;
  return view_of(quote, labelled, snapshot.index(), labels, zh);
}

RuleRef ref_of(const BookRule& rule) {
  constexpr RuleKind kinds[] = {
      RuleKind::document, RuleKind::restriction, RuleKind::promotion, RuleKind::coupon};
  return {kinds[static_cast<std::size_t>(rule.kind)], rule.id.value()};
}

}  // namespace

BookFindings lint_book(
    sql::Tx& tx,
    const Desk& desk,
    const programmes::Version& programme,
    const LintRequest& request,
    Instant now,
    bool zh
) {
  const auto trial =
      desk.book.snapshot_with(tx, programme.programme, request.drafts, request.entries_max, now);
  const Snapshot& snapshot = *trial.snapshot;
  const Index& index = snapshot.index();
  BookFindings all;
  all.complete = trial.complete;
  BookFacts facts = facts_of(tx, desk, programme, snapshot, request.goods_max, now);
  facts.lint.tells_costs = request.tells_costs;
  facts.lint.baskets_max = request.baskets_max;
  LintWork work;
  const std::vector<Finding> told = lint(index, facts.lint, &work);
  all.all_goods = facts.all_goods && work.all_baskets;
  const BookNames names(tx, desk, snapshot, request.tells_costs);
  for (const Finding& finding : told) {
    if (request.only &&
        std::ranges::find(finding.rules, ref_of(*request.only)) == finding.rules.end())
      continue;
    if (all.findings.size() == lint_findings_max) {
      all.complete = false;
      break;
    }
    FileFinding& view = all.findings.emplace_back();
    view.severity = finding.severity;
    view.kind = finding.kind;
    for (const RuleRef& rule : finding.rules) {
      if (const Rule* found = index.find(rule.kind, rule.id)) view.rules.push_back(found->code);
    }
    view.words = lint_words(index, finding, zh ? Language::zh : Language::en, names);
    if (finding.kind != FindingKind::below_cost || request.tells_costs)
      view.example = priced(tx, snapshot, finding.example, zh);
    if (finding.beside) view.beside = priced(tx, snapshot, *finding.beside, zh);
  }
  return all;
}

}  // namespace guanxi::pricing
