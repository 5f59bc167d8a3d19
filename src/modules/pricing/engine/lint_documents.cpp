// Discount documents: inversions below the start of 折上折, and documents that never win.
#include <map>

#include "modules/pricing/engine/lint_scene.h"

namespace guanxi::pricing {
namespace {

// ---- inversions ----

/// So many documents of one rate are tried for one that shows it.
constexpr std::size_t documents_tried = 20;

struct RateOf {
  std::vector<std::uint32_t> entries;  // the first of them
  std::int64_t count = 0;
};

/// Sells the line a little below the start and at it; a finding if the former costs more, at its
/// rate, by a document or by none.
bool shows_inversion(
    const LintScene& scene, const Basket& with_line, bool by_document, Finding& finding
) {
  const MemberFacts& member = *with_line.member;
  Basket at_start = with_line, below = with_line;
  BasketLine& start_line = at_start.lines.front();
  const std::int64_t list = start_line.list_price.e4();
  const std::int64_t start = member.stack_start.apply(list, Rounding::ceil);
  start_line.shop_price = UnitPrice::from_e4(start);
  const std::int64_t unit = scene.e4_of_minor();
  for (const std::int64_t less : {list / 100, list / 1000, unit}) {
    if (less <= 0 || less >= start) continue;
    below.lines.front().shop_price = UnitPrice::from_e4(start - less);
    const Quote dear = price(scene.index(), below, Detail::prices);
    const Quote cheap = price(scene.index(), at_start, Detail::prices);
    const PricedLine &one = dear.lines.front(), &other = cheap.lines.front();
    if ((one.how.document != 0) != by_document || one.how.rate != finding.rate) continue;
    if (!one.how.inversion || one.member <= other.member) continue;
    if (by_document) finding.rules = {{RuleKind::document, one.how.document}};
    finding.has = one.member;
    finding.needs = other.member;
    finding.example = std::move(below);
    finding.beside = std::move(at_start);
    return true;
  }
  return false;
}

void invert(
    const LintScene& scene,
    const LintFacts::CardType& card,
    Rate rate,
    const RateOf& documents,
    std::vector<Finding>& out
) {
  const Index::Tables& tables = scene.index().tables();
  Finding finding = finding_of(FindingKind::price_inversion, {});
  finding.card_type = card.id;
  finding.rate = rate;
  finding.count = documents.count;
  for (const std::uint32_t at : documents.entries) {
    const auto& entry = tables.entries[at];
    const Document& document = tables.rules.documents[entry.document];
    auto basket = scene.meet(document, true);
    if (!basket) continue;
    const MemberFacts was = *basket->member;
    basket->member = scene.member(card.id, was.tier);
    basket->member->groups = was.groups;
    basket->member->birthday = was.birthday;
    basket->member->first_purchase = was.first_purchase;
    basket->lines = {scene.line_of(document.entries[entry.entry].goods)};
    if (!shows_inversion(scene, *basket, true, finding)) continue;
    out.push_back(std::move(finding));
    return;
  }
}

}  // namespace

void lint_inversions(const LintScene& scene, std::vector<Finding>& out) {
  const Index::Tables& tables = scene.index().tables();
  if (tables.rules.parameters.stacking != Stacking::stepped) return;
  for (const LintFacts::CardType& card : scene.facts().card_types) {
    if (card.stack_rate >= Rate::one()) continue;
    const Rate at_start = card.stack_start * card.stack_rate;
    if (at_start < card.rate) {
      Finding finding = finding_of(FindingKind::price_inversion, {});
      finding.card_type = card.id;
      finding.rate = card.rate;
      auto basket = scene.meet(Rule{}, true);
      basket->member = scene.member(card.id, 0);
      basket->lines = {scene.line_of({GoodsKind::item, no_item})};
      if (shows_inversion(scene, *basket, false, finding)) out.push_back(std::move(finding));
    }
    std::map<Rate, RateOf> rates;
    for (std::uint32_t i = 0; i < tables.entries.size(); ++i) {
      const Document& document = tables.rules.documents[tables.entries[i].document];
      const DocumentEntry& entry = document.entries[tables.entries[i].entry];
      const auto& cards = document.when.card_types;
      if (entry.price || !entry.stacks || entry.rate <= at_start || scene.is_over(document))
        continue;
      if (!cards.empty() && !std::ranges::binary_search(cards, card.id)) continue;
      RateOf& of = rates[entry.rate];
      if (of.entries.size() < documents_tried) of.entries.push_back(i);
      ++of.count;
    }
    for (const auto& [rate, documents] : rates) invert(scene, card, rate, documents, out);
  }
}

// ---- shadows ----

namespace {

/// Documents for the same people, and the days that the later ones of them cover: of those, by
/// first day, only such as last longer than those that begin before.
struct People {
  const Conditions* when = nullptr;
  struct Days {
    Date to;
    std::uint32_t document = 0;
  };
  std::map<Date, Days> covered;

  const Days* find(Date from, Date to) const {
    auto after = covered.upper_bound(from);
    if (after == covered.begin()) return nullptr;
    const Days& days = std::prev(after)->second;
    return days.to >= to ? &days : nullptr;
  }
  void add(Date from, Date to, std::uint32_t document) {
    if (find(from, to)) return;
    auto at = covered.insert_or_assign(from, Days{to, document}).first;
    for (++at; at != covered.end() && at->second.to <= to;) at = covered.erase(at);
  }
};

/// So many different peoples of one goods' documents are compared.
constexpr std::size_t peoples_compared = 200;
/// So many items of a category are walked to see that each has something more specific, …
constexpr std::size_t items_walked = 500;
/// … so many documents of an item, and so many steps in all.
constexpr std::size_t documents_walked = 50;
constexpr std::int64_t steps_walked = 20'000'000;
constexpr std::uint32_t lines_shown = 10;

class Shadows {
 public:
  Shadows(const LintScene& scene, std::vector<Finding>& out)
      : scene_(scene), tables_(scene.index().tables()), out_(out) {
    by_.assign(tables_.entries.size(), nobody);
  }

  void run() {
    std::vector<std::uint64_t> keys;
    for (const auto& entry : tables_.entries) keys.push_back(key_of_entry(entry));
    std::ranges::sort(keys);
    keys.erase(std::ranges::unique(keys).begin(), keys.end());
    for (const std::uint64_t key : keys) cover_same_goods(tables_.by_entry.find(key));
    for (std::uint32_t i = 0, first = 0; i < tables_.rules.documents.size(); ++i) {
      const auto count = static_cast<std::uint32_t>(tables_.rules.documents[i].entries.size());
      look_at(i, first, count);
      first += count;
    }
  }

 private:
  static constexpr std::uint32_t nobody = UINT32_MAX;

  const Document& document_of(const Index::Tables::EntryRef& entry) const {
    return tables_.rules.documents[entry.document];
  }
  std::uint64_t key_of_entry(const Index::Tables::EntryRef& entry) const {
    const GoodsKey& goods = document_of(entry).entries[entry.entry].goods;
    return key_of(goods.kind, goods.id);
  }
  Date first_day(const Document& document) const {
    return std::max(scene_.facts().today, document.when.from.value_or(scene_.facts().today));
  }
  static Date last_day(const Document& document) { return document.when.to.value_or(Date::never); }
  /// Whether it stays as it is from now on.
  bool lasts(const Document& document) const {
    return document.audited_at <= scene_.facts().now && !document.ended_at;
  }

  static std::size_t hash_of(const Conditions& when) {
    std::size_t hash = when.weekdays * 31 + when.channels + when.tenders * 7;
    for (const auto* list :
         {&when.stores, &when.card_types, &when.tiers, &when.groups, &when.groups_excluded}) {
      hash = hash * 1'000'003 + list->size();
      for (const std::int64_t id : *list) hash = hash * 1'000'003 + static_cast<std::size_t>(id);
    }
    return hash;
  }

  /// The latest audited come first: each covers those behind it.
  void cover_same_goods(std::span<const Postings::Position> positions) {
    if (positions.size() < 2) return;
    std::vector<People> peoples;
    std::unordered_multimap<std::size_t, std::size_t> known;
    for (const Postings::Position at : positions) {
      const auto& entry = tables_.entries[at];
      const Document& document = document_of(entry);
      if (scene_.is_over(document)) continue;
      const Date from = first_day(document), to = last_day(document);
      const People::Days* found = nullptr;
      std::size_t own = peoples.size();
      const auto [begin, end] = known.equal_range(hash_of(document.when));
      for (auto same = begin; same != end && own == peoples.size(); ++same) {
        const Conditions& other = *peoples[same->second].when;
        if (covers_people(other, document.when) && covers_people(document.when, other))
          own = same->second;
      }
      if (own < peoples.size()) found = peoples[own].find(from, to);
      for (std::size_t i = 0; i < std::min(peoples_compared, peoples.size()) && !found; ++i) {
        if (covers_people(*peoples[i].when, document.when)) found = peoples[i].find(from, to);
      }
      if (found && found->document != entry.document) by_[at] = found->document;
      if (!lasts(document)) continue;
      if (own == peoples.size()) {
        known.emplace(hash_of(document.when), own);
        peoples.push_back({&document.when, {}});
      }
      peoples[own].add(document.when.from.value_or(Date()), to, entry.document);
    }
  }

  /// A document that names the item more specifically than `kind`.
  std::uint32_t more_specific(
      const Document& document, std::uint32_t own, GoodsKind kind, const Goods& goods
  ) {
    const auto& precedence = tables_.rules.parameters.precedence;
    auto at = std::ranges::find(precedence, kind);
    for (at = at == precedence.end() ? at : at + 1; at != precedence.end(); ++at) {
      if (goods.of(*at) == 0) continue;
      const auto positions = tables_.by_entry.find(key_of(*at, goods.of(*at)));
      for (std::size_t i = 0; i < std::min(documents_walked, positions.size()); ++i) {
        --steps_left_;
        const auto& entry = tables_.entries[positions[i]];
        const Document& other = document_of(entry);
        if (entry.document != own && lasts(other) && !scene_.is_over(other) &&
            covers(other.when, document.when, scene_.facts().today))
          return entry.document;
      }
    }
    return nobody;
  }

  /// Every item that is sold of these goods has a document that is more specific.
  std::uint32_t by_more_specific(const Document& document, std::uint32_t own, GoodsKey goods) {
    // Of a category all its goods have to be known.
    if (scene_.facts().sold && goods.kind != GoodsKind::item) return nobody;
    const auto items = scene_.items_of(goods);
    if (items.empty() || items.size() > items_walked) return nobody;
    std::uint32_t first = nobody;
    for (const std::uint32_t item : items) {
      if (steps_left_ <= 0) return nobody;
      const auto found = more_specific(document, own, goods.kind, scene_.facts().items[item].goods);
      if (found == nobody) return nobody;
      if (first == nobody) first = found;
    }
    return first;
  }

  void look_at(std::uint32_t position, std::uint32_t first_entry, std::uint32_t count) {
    const Document& document = tables_.rules.documents[position];
    if (count == 0 || scene_.is_over(document)) return;
    for (std::uint32_t i = 0; i < count; ++i) {
      std::uint32_t& by = by_[first_entry + i];
      if (by == nobody) by = by_more_specific(document, position, document.entries[i].goods);
      if (by == nobody) return;
    }
    auto basket = scene_.meet(document, true);
    if (!basket) return;
    const RuleRef self{RuleKind::document, document.id};
    std::vector<RuleRef> rules;
    for (std::uint32_t i = 0; i < std::min(count, lines_shown); ++i) {
      basket->lines.push_back(scene_.line_of(document.entries[i].goods));
      rules.push_back({RuleKind::document, tables_.rules.documents[by_[first_entry + i]].id});
    }
    std::ranges::sort(rules);
    rules.erase(std::ranges::unique(rules).begin(), rules.end());
    rules.insert(rules.begin(), self);
    const auto said = said_of(price(scene_.only(rules), *basket), self);
    if (!said || (said->why != Why::audited_later && said->why != Why::more_specific)) return;
    Finding finding = finding_of(FindingKind::shadowed_document, std::move(rules));
    finding.example = std::move(*basket);
    out_.push_back(std::move(finding));
  }

  const LintScene& scene_;
  const Index::Tables& tables_;
  std::vector<Finding>& out_;
  std::vector<std::uint32_t> by_;  // of each entry: the document that covers it
  std::int64_t steps_left_ = steps_walked;
};

}  // namespace

void lint_shadows(const LintScene& scene, std::vector<Finding>& out) { Shadows(scene, out).run(); }

}  // namespace guanxi::pricing
