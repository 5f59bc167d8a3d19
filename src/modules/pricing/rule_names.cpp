#include "modules/pricing/rule_names.h"

#include "modules/audiences/audiences.h"
#include "modules/cards/card_types.h"
#include "modules/catalog/catalog.h"

namespace guanxi::pricing {
namespace {

constexpr catalog::CodeKind code_kind_of(GoodsKind kind) {
  switch (kind) {
    case GoodsKind::large_category:
      return catalog::CodeKind::large_category;
    case GoodsKind::middle_category:
      return catalog::CodeKind::middle_category;
    case GoodsKind::small_category:
      return catalog::CodeKind::small_category;
    case GoodsKind::counter_group:
      return catalog::CodeKind::counter_group;
    case GoodsKind::brand:
      return catalog::CodeKind::brand;
    case GoodsKind::item:
      break;
  }
  return catalog::CodeKind::item;
}

std::int64_t number_in(RuleNumbers::Numbers& numbers, std::string_view code) {
  return numbers.try_emplace(std::string(code), std::ssize(numbers) + 1).first->second;
}

class GoodsOf {
 public:
  std::vector<GoodsRef> found;

  void add(const ScopeTerms& scope) {
    found.insert(found.end(), scope.include.begin(), scope.include.end());
    found.insert(found.end(), scope.exclude.begin(), scope.exclude.end());
  }
  void operator()(const DocumentTerms& document) {
    for (const EntryTerms& entry : document.entries) found.push_back(entry.goods);
  }
  void operator()(const RestrictionTerms& restriction) { add(restriction.scope); }
  void operator()(const OfferTerms& offer) {
    add(offer.scope);
    if (const auto* bundle = std::get_if<BundleTerms>(&offer.reward)) {
      for (const SlotTerms& slot : bundle->slots) add(slot.scope);
    } else if (const auto* add_on = std::get_if<AddOnTerms>(&offer.reward)) {
      add(add_on->target);
    } else if (const auto* gift = std::get_if<GiftTerms>(&offer.reward)) {
      found.push_back({GoodsKind::item, gift->item});
    }
  }
};

}  // namespace

std::vector<GoodsRef> goods_of(const RuleTerms& terms) {
  GoodsOf goods;
  std::visit(goods, terms);
  return std::move(goods.found);
}

std::string rule_key(RuleKind kind, std::string_view code) {
  return std::to_string(static_cast<int>(kind)) + ' ' + std::string(code);
}

// ---- KnownCodes ----

KnownCodes::KnownCodes(sql::Tx& tx, const org::Org& org, ProgrammeId programme)
    : programme_(programme), organisation_(org.snapshot()) {
  for (cards::CardType& type : cards::list_types(tx)) {
    if (type.programme == programme) card_types_.emplace(std::move(type.code), type.id.value());
  }
  for (audiences::Audience& one : audiences::audiences_of(tx, programme)) {
    if (one.state == audiences::State::active) audiences_.insert(std::move(one.code));
  }
}

void KnownCodes::ask_goods(sql::Tx& tx, std::span<const GoodsRef> goods) {
  std::set<std::string> codes[goods_kinds];
  for (const GoodsRef& one : goods) {
    const auto kind = static_cast<std::size_t>(one.kind);
    if (!goods_[kind].contains(one.code)) codes[kind].insert(one.code);
  }
  for (std::size_t kind = 0; kind < goods_kinds; ++kind) {
    if (codes[kind].empty()) continue;
    goods_[kind].merge(catalog::ids_of(
        tx,
        code_kind_of(static_cast<GoodsKind>(kind)),
        std::vector<std::string>(codes[kind].begin(), codes[kind].end())
    ));
  }
}

std::optional<std::int64_t> KnownCodes::store(std::string_view code) const {
  const org::Store* const store = organisation_->find_store(code);
  if (!store || store->programme != programme_) return std::nullopt;
  return store->id.value();
}

std::optional<std::int64_t> KnownCodes::card_type(std::string_view code) const {
  const auto found = card_types_.find(code);
  return found == card_types_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::int64_t> KnownCodes::goods(GoodsKind kind, std::string_view code) const {
  const auto& known = goods_[static_cast<std::size_t>(kind)];
  const auto found = known.find(std::string(code));
  return found == known.end() ? std::nullopt : std::optional(found->second);
}

// ---- CheckedNames ----

std::optional<std::int64_t> CheckedNames::find(Kind kind, std::string_view code) {
  if (kind == Kind::store) return known_.store(code);
  if (kind == Kind::card_type) return known_.card_type(code);
  if (kind == Kind::tier && !tiers_.contains(code)) return std::nullopt;
  if (kind == Kind::group && !known_.is_audience(code)) return std::nullopt;
  return fresh_.find(kind, code);
}

std::optional<std::int64_t> CheckedNames::find_goods(GoodsKind kind, std::string_view code) {
  return known_.goods(kind, code);
}

std::optional<std::int64_t> CheckedNames::find_rule(RuleKind kind, std::string_view code) {
  if (!rules_.contains({kind, std::string(code)})) return std::nullopt;
  fresh_.declare(kind, code);
  return fresh_.find_rule(kind, code);
}

// ---- LoadedNames ----

std::int64_t LoadedNames::nobody() {
  missing_ = true;
  return --nobody_;
}

std::optional<std::int64_t> LoadedNames::find(Kind kind, std::string_view code) {
  switch (kind) {
    case Kind::store: {
      const auto found = known_.store(code);
      return found ? found : std::optional(nobody());
    }
    case Kind::card_type: {
      const auto found = known_.card_type(code);
      return found ? found : std::optional(nobody());
    }
    case Kind::tier:
      return number_in(numbers_.tiers, code);
    case Kind::group:
      return number_in(numbers_.groups, code);
    case Kind::party:
      return number_in(numbers_.parties, code);
    case Kind::exclusive_group:
      return number_in(numbers_.exclusive_groups, code);
  }
  return std::nullopt;
}

std::optional<std::int64_t> LoadedNames::find_goods(GoodsKind kind, std::string_view code) {
  const auto found = known_.goods(kind, code);
  return found ? found : std::optional(nobody());
}

std::optional<std::int64_t> LoadedNames::find_rule(RuleKind kind, std::string_view code) {
  return number_in(rules_, rule_key(kind, code));
}

}  // namespace guanxi::pricing
