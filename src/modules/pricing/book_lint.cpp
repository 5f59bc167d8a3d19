#include "modules/pricing/book_lint.h"

#include <algorithm>

#include "modules/cards/card_types.h"
#include "modules/catalog/catalog.h"

namespace guanxi::pricing {
namespace {

LintFacts facts_of(
    sql::Tx& tx,
    const Desk& desk,
    const programmes::Version& programme,
    const Snapshot& snapshot,
    Instant now
) {
  LintFacts facts;
  facts.currency = programme.currency;
  facts.now = now;
  facts.today = programme.zone.date_of(now);
  const auto organisation = desk.org.snapshot();
  for (const org::Store* store : organisation->stores()) {
    if (store->programme != programme.programme) continue;
    facts.store = store->id.value();
    break;
  }
  for (const cards::CardType& type : cards::list_types(tx)) {
    if (type.programme != programme.programme || type.state != cards::TypeState::active) continue;
    const cards::CardTerms& terms = type.content.terms;
    facts.card_types.push_back(
        {type.id.value(), terms.discount_rate, terms.stack_start, terms.stack_rate}
    );
  }
  for (const tiers::VersionPtr& version : desk.ladders.in_force(programme.programme, now)) {
    if (!version->terms.decides_rates) continue;
    for (const tiers::Tier& tier : version->terms.tiers) {
      if (const std::int64_t number = snapshot.tier(tier.code))
        facts.tiers.push_back({number, tier.discount_rate});
    }
  }
  for (const Promotion& promotion : snapshot.index().rules().promotions) {
    for (const Limit& limit : promotion.limits)
      facts.limits.push_back({RuleKind::promotion, promotion.id, limit.uses, limit.money});
  }
  return facts;
}

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
  for (const Finding& finding : lint(index, facts_of(tx, desk, programme, snapshot, now))) {
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
    view.words = lint_words(index, finding, zh ? Language::zh : Language::en);
    view.example = priced(tx, snapshot, finding.example, zh);
    if (finding.beside) view.beside = priced(tx, snapshot, *finding.beside, zh);
  }
  return all;
}

}  // namespace guanxi::pricing
