#include "flows/replay/bearers.h"

#include "modules/catalog/item_facts.h"

namespace guanxi::replay {

void Bearers::begin(sql::Tx& tx, ProgrammeId programme) {
  agreements_ = pricing::Agreements(tx, programme);
}

std::int64_t Bearers::number(const std::string& name) {
  if (name.empty() || name == pricing::mall_bearer) return 0;
  const auto [at, fresh] = numbers_.try_emplace(name, std::ssize(names_) + 1);
  if (fresh) names_.push_back(name);
  return at->second;
}

std::string Bearers::name(std::int64_t party) const {
  return party == 0 ? pricing::mall_bearer : names_[static_cast<std::size_t>(party) - 1];
}

std::string Bearers::name_or_none(std::int64_t party) const {
  return party == 0 ? std::string() : name(party);
}

std::int64_t Bearers::number_of_category(sql::Tx& tx, const char* kind, std::int64_t id) {
  if (id == 0) return 0;
  const auto known = categories_.find(id);
  if (known != categories_.end()) return known->second;
  const auto code = catalog::find_category_code(tx, catalog::CategoryId(id));
  return categories_[id] = code ? number(kind + *code) : 0;
}

LineParties Bearers::line(
    sql::Tx& tx, StoreId store, const std::optional<CounterId>& counter, const pricing::Goods& goods
) {
  LineParties made;
  made.counter_group =
      number_of_category(tx, "counter_group:", goods.of(pricing::GoodsKind::counter_group));
  made.brand = number_of_category(tx, "brand:", goods.of(pricing::GoodsKind::brand));
  if (!counter) return made;
  const auto [at, fresh] = counters_.try_emplace(counter->value(), 0);
  if (fresh) {
    const auto organisation = house_.org.snapshot();
    const org::Store* const of = organisation->find_store(store);
    for (const org::Counter* one : organisation->counters(store)) {
      if (one->id == *counter && of) at->second = number("counter:" + of->code + "/" + one->code);
    }
  }
  made.counter = at->second;
  return made;
}

std::span<const pricing::Share> Bearers::of(
    pricing::RuleKind kind,
    const std::vector<pricing::ShareTerms>* of_rule,
    const ConcededAt& at,
    const LineParties& line
) {
  const std::vector<pricing::ShareTerms>* terms = of_rule && !of_rule->empty() ? of_rule : nullptr;
  const auto on = pricing::agreed_of(kind);
  if (!terms && on) terms = agreements_.find(*on, at.cost_group, at.when);
  if (!terms) return {};
  const auto [found, fresh] =
      shares_.try_emplace(Key{terms, line.counter, line.counter_group, line.brand});
  if (fresh) {
    const pricing::LineBearers goods{
        name_or_none(line.counter), name_or_none(line.counter_group), name_or_none(line.brand)};
    for (const pricing::ShareTerms& share : *terms)
      found->second.push_back({number(pricing::bearer_of(share, goods)), share.weight});
  }
  return found->second;
}

}  // namespace guanxi::replay
