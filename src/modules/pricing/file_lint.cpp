// What the linter says of a rule file.
#include "modules/pricing/file.h"

namespace guanxi::pricing {
namespace {

/// By the codes of the file.
class FileLintNames : public LintNames {
 public:
  explicit FileLintNames(const FreshNames& names) : names_(names) {}
  std::string goods(GoodsKey goods) const override {
    return std::string(names_.code_of(goods.kind, goods.id));
  }
  std::string named(Named kind, std::int64_t id) const override {
    constexpr Names::Kind kinds[] = {
        Names::Kind::store, Names::Kind::card_type, Names::Kind::tier, Names::Kind::group};
    return std::string(names_.code_of(kinds[static_cast<std::size_t>(kind)], id));
  }

 private:
  const FreshNames& names_;
};

}  // namespace

FileFindings PricingFile::lint(Instant now, bool zh) const {
  LintFacts facts;
  facts.currency = terms_.currency;
  facts.now = now;
  facts.today = zone_.date_of(now);
  for (const ItemTerms& item : terms_.goods) {
    if (item.charge) continue;
    facts.items.push_back({placed_.at(item.code), item.list_price, item.cost, item.shop_price});
  }
  for (const CardTypeTerms& type : terms_.card_types) {
    facts.card_types.push_back(
        {*names_.known(Names::Kind::card_type, type.code),
         type.discount_rate,
         type.stack_start,
         type.stack_rate}
    );
  }
  for (const TierTerms& tier : terms_.tiers)
    facts.tiers.push_back({*names_.known(Names::Kind::tier, tier.code), tier.discount_rate});
  for (const Promotion& promotion : index_->rules().promotions) {
    for (const Limit& limit : promotion.limits)
      facts.limits.push_back({RuleKind::promotion, promotion.id, limit.uses, limit.money});
  }

  const FileLintNames names(names_);
  FileFindings all;
  for (const Finding& finding : pricing::lint(*index_, facts)) {
    FileFinding& view = all.findings.emplace_back();
    view.severity = finding.severity;
    view.kind = finding.kind;
    for (const RuleRef& rule : finding.rules) {
      if (const Rule* found = index_->find(rule.kind, rule.id)) view.rules.push_back(found->code);
    }
    view.words = lint_words(*index_, finding, zh ? Language::zh : Language::en, names);
    view.example = quote(finding.example, zh).quote;
    if (finding.beside) view.beside = quote(*finding.beside, zh).quote;
  }
  return all;
}

}  // namespace guanxi::pricing
