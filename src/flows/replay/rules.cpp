#include "flows/replay/rules.h"

#include <algorithm>
#include <set>

#include "modules/audiences/audiences.h"
#include "modules/cards/card_types.h"
#include "modules/catalog/catalog.h"
#include "modules/pricing/price_parameters.h"

namespace guanxi::replay {
namespace {

using pricing::RuleKind;

catalog::CodeKind code_kind_of(pricing::GoodsKind kind) {
  switch (kind) {
    case pricing::GoodsKind::large_category:
      return catalog::CodeKind::large_category;
    case pricing::GoodsKind::middle_category:
      return catalog::CodeKind::middle_category;
    case pricing::GoodsKind::small_category:
      return catalog::CodeKind::small_category;
    case pricing::GoodsKind::counter_group:
      return catalog::CodeKind::counter_group;
    case pricing::GoodsKind::brand:
      return catalog::CodeKind::brand;
    case pricing::GoodsKind::item:
      return catalog::CodeKind::item;
  }
  GX_CHECK_WHY(false, "no such kind of goods");
}

/// All rules of the book that were ever in force and not over before `from`.
std::vector<pricing::BookRule> book_rules(sql::Tx& tx, ProgrammeId programme, Instant from) {
  constexpr int at_once = 500;
  std::vector<pricing::BookRule> all;
  pricing::RuleSearch search;
  search.programme = programme;
  search.limit = at_once;
  for (bool more = true; more;) {
    const auto page = pricing::list_rules(tx, search);
    for (const pricing::RuleSummary& rule : page) {
      if (!rule.audited_at || (rule.ended_at && *rule.ended_at < from)) continue;
      all.push_back(*pricing::find_rule(tx, rule.id));
    }
    more = std::ssize(page) == at_once;
    if (more) search.before = page.back().id;
  }
  std::ranges::sort(all, {}, &pricing::BookRule::id);
  return all;
}

pricing::RuleTerms without_days(pricing::RuleTerms terms) {
  std::visit(
      [](pricing::RuleHead& head) { head.conditions.from = head.conditions.to = std::nullopt; },
      terms
  );
  return terms;
}

}  // namespace

// ---- StoreNames ----

StoreNames::StoreNames(
    sql::Tx& tx, const House& house, const programmes::Version& programme, Instant now
)
    : tx_(tx), programme_(programme.programme), organisation_(house.org.snapshot()) {
  for (cards::CardType& type : cards::list_types(tx)) {
    if (type.programme == programme_) card_types_.emplace(std::move(type.code), type.id.value());
  }
  for (audiences::Audience& one : audiences::audiences_of(tx, programme_)) {
    if (one.state == audiences::State::active) audiences_.insert(std::move(one.code));
  }
  for (const auto& ladder : house.ladders.in_force(programme_, now)) {
    if (!ladder->terms.decides_rates) continue;
    for (const tiers::Tier& tier : ladder->terms.tiers) tiers_.push_back(tier.code);
  }
}

std::optional<std::int64_t> StoreNames::missing() {
  return strict_ ? std::nullopt : std::optional(--nobody_);
}

std::optional<std::int64_t> StoreNames::find(Kind kind, std::string_view code) {
  if (kind == Kind::store) {
    const org::Store* const store = organisation_->find_store(code);
    if (!store || store->programme != programme_) return missing();
    return store->id.value();
  }
  if (kind == Kind::card_type) {
    const auto found = card_types_.find(code);
    return found == card_types_.end() ? missing() : std::optional(found->second);
  }
  const bool tier_gone = kind == Kind::tier && std::ranges::find(tiers_, code) == tiers_.end();
  if (tier_gone && strict_) return std::nullopt;
  if (kind == Kind::group && strict_ && !audiences_.contains(code)) return std::nullopt;
  return fresh_.find(kind, code);
}

std::optional<std::int64_t> StoreNames::find_goods(pricing::GoodsKind kind, std::string_view code) {
  auto [at, fresh] = goods_.try_emplace({kind, std::string(code)});
  if (fresh) {
    const auto ids = catalog::ids_of(tx_, code_kind_of(kind), {std::string(code)});
    if (!ids.empty()) at->second = ids.begin()->second;
  }
  return at->second ? at->second : missing();
}

std::optional<std::int64_t> StoreNames::find_rule(RuleKind kind, std::string_view code) {
  const auto found = fresh_.find_rule(kind, code);
  return found ? found : missing();
}

// ---- Rules ----

/// What is needed while they are put together.
struct Rules::Making {
  Instant drafts_audited_at;  // as if they had been when the first day began
  StoreNames names;
  Currency currency;
  pricing::RuleSet set;
  Codes numbers;  // of a code's number, as names has it, those of its revisions
  std::set<std::pair<RuleKind, std::string>> drafted;
  std::vector<Error> faults;
};

void Rules::add(
    Making& making,
    const pricing::RuleTerms& terms,
    const pricing::BookRule* of_book,
    bool in_force,
    std::string_view pointer
) {
  const RuleKind kind = pricing::kind_of(terms);
  const std::string& code = pricing::head_of(terms).code;
  auto compiled =
      pricing::compile_rule(terms, making.names, making.currency, pointer, making.faults);
  if (!compiled) return;
  std::visit(
      [&](auto& rule) {
        revisions_.push_back({kind, code, pricing::head_of(terms).shares});
        const std::int64_t number = std::ssize(revisions_);
        if (of_book) of_book_.emplace(of_book->id.value(), number);
        if (!in_force) return;
        making.numbers[{kind, rule.id}].push_back(number);
        rule.id = number;
        rule.audited_at = of_book ? *of_book->audited_at : making.drafts_audited_at;
        rule.ended_at = of_book ? of_book->ended_at : std::nullopt;
        using Made = std::decay_t<decltype(rule)>;
        if constexpr (std::is_same_v<Made, pricing::Document>) {
          making.set.documents.push_back(std::move(rule));
        } else if constexpr (std::is_same_v<Made, pricing::Restriction>) {
          making.set.restrictions.push_back(std::move(rule));
        } else if constexpr (std::is_same_v<Made, pricing::Promotion>) {
          making.set.promotions.push_back(std::move(rule));
        } else {
          making.set.coupons.push_back(std::move(rule));
        }
      },
      *compiled
  );
}

void Rules::add_book(sql::Tx& tx, Making& making, const Order& order, Instant from) {
  const auto book = book_rules(tx, order.programme, from);
  for (const pricing::BookRule& rule : book) {
    if (order.draft.alone) break;  // then a draft may not name them
    making.names.declare(pricing::kind_of(pricing::terms_of(rule)), rule.code);
  }
  for (const pricing::BookRule& rule : book) {
    const pricing::RuleTerms terms = pricing::terms_of(rule);
    const bool stays =
        !order.draft.alone && !making.drafted.contains({pricing::kind_of(terms), rule.code});
    add(making, terms, &rule, stays, "/book");
  }
  making.faults.clear();  // of what was audited: verify says so, nobody here can mend it
}

namespace {

/// Around each of them there is a calendar for what is counted from it.
Outcome check_days(const Order& order) {
  static const Date earliest = *Date::of(1900, 1, 1), latest = *Date::of(2999, 12, 31);
  const auto check = [](Date day, Date min, const char* pointer) -> Outcome {
    if (min <= day && day <= latest) return ok();
    return fail(
        ErrorCode::out_of_range, pointer, {{"min", min.to_string()}, {"max", latest.to_string()}}
    );
  };
  GX_TRY_VOID(check(order.from, earliest, "/from"));
  return check(order.to, order.from, "/to");
}

}  // namespace

Result<std::unique_ptr<Rules>> Rules::load(
    sql::Tx& tx,
    const House& house,
    const Order& order,
    const programmes::Version& programme,
    Instant now
) {
  GX_TRY_VOID(check_days(order));
  constexpr std::int64_t prices_held_seconds = 2 * 86'400;  // a quote is held fast for less
  const Instant begin = programme.zone.start_of(order.from);
  std::unique_ptr<Rules> rules(new Rules());
  Making making{begin, StoreNames(tx, house, programme, now), programme.currency, {}, {}, {}, {}};
  const auto& drafted = order.draft.rules;
  for (const pricing::RuleTerms& terms : drafted) {
    const std::string& code = pricing::head_of(terms).code;
    making.names.declare(pricing::kind_of(terms), code);
    making.drafted.emplace(pricing::kind_of(terms), code);
  }
  rules->add_book(tx, making, order, begin.plus_seconds(-prices_held_seconds));
  making.names.be_strict();
  std::set<std::pair<RuleKind, std::string>> taken;
  for (std::size_t i = 0; i < drafted.size(); ++i) {
    const std::string pointer = "/rules/" + std::to_string(i);
    const std::string& code = pricing::head_of(drafted[i]).code;
    if (!taken.emplace(pricing::kind_of(drafted[i]), code).second)
      making.faults.push_back(fail(ErrorCode::code_taken, pointer + "/code"));
    rules->add(
        making, order.draft.any_day ? without_days(drafted[i]) : drafted[i], nullptr, true, pointer
    );
  }
  const pricing::ParameterTerms parameters =
      order.draft.parameters ? *order.draft.parameters
      : order.draft.alone    ? pricing::ParameterTerms()
                             : pricing::parameters_now(tx, order.programme).terms;
  making.set.parameters = pricing::compile_parameters(parameters, "/parameters", making.faults);
  if (!making.faults.empty()) {
    Error all = fail(ErrorCode::invalid_request, "");
    all.more = std::move(making.faults);
    return all;
  }
  rules->finish(making);
  return rules;
}

/// Codes become the revisions that have them: a coupon is the newest, a promotion all of them.
void Rules::finish(Making& making) {
  const auto name_coupon = [&](pricing::Offer& offer) {
    auto* const gift = std::get_if<pricing::CouponGift>(&offer.reward);
    if (!gift) return;
    const auto found = making.numbers.find({RuleKind::coupon, gift->coupon_template});
    gift->coupon_template = found == making.numbers.end() ? -1 : found->second.back();
  };
  for (pricing::Promotion& promotion : making.set.promotions) {
    name_coupon(promotion);
    std::vector<std::int64_t> numbers;
    for (const std::int64_t code : promotion.not_with) {
      const auto found = making.numbers.find({RuleKind::promotion, code});
      if (found == making.numbers.end()) continue;
      numbers.insert(numbers.end(), found->second.begin(), found->second.end());
    }
    std::ranges::sort(numbers);
    promotion.not_with = std::move(numbers);
  }
  for (pricing::CouponTemplate& coupon : making.set.coupons) name_coupon(coupon);
  for (const std::string& tier : making.names.tiers()) tiers_[tier] = making.names.tier(tier);
  for (std::int64_t tier = 1;; ++tier) {
    const std::string_view code = making.names.code_of(pricing::Names::Kind::tier, tier);
    if (code.empty()) break;
    tiers_[std::string(code)] = tier;
  }
  for (std::int64_t group = 1;; ++group) {
    const std::string_view code = making.names.code_of(pricing::Names::Kind::group, group);
    if (code.empty()) break;
    groups_.emplace(code, group);
  }
  for (const auto& [code, tier] : tiers_) tier_codes_.emplace(tier, code);
  index_ = std::make_unique<pricing::Index>(std::move(making.set));
}

std::int64_t Rules::number_of(std::int64_t book_rule) const {
  const auto found = of_book_.find(book_rule);
  return found == of_book_.end() ? 0 : found->second;
}

std::int64_t Rules::tier(std::string_view code) {
  if (code.empty()) return 0;
  const auto found = tiers_.find(code);
  if (found != tiers_.end()) return found->second;
  const std::int64_t number = std::ssize(tier_codes_) + 1;  // they are 1, 2, 3 …
  tiers_.emplace(code, number);
  tier_codes_.emplace(number, code);
  return number;
}

std::int64_t Rules::group(std::string_view code) const {
  const auto found = groups_.find(code);
  return found == groups_.end() ? 0 : found->second;
}

std::string Rules::tier_code(std::int64_t tier) const {
  const auto found = tier_codes_.find(tier);
  return found == tier_codes_.end() ? std::string() : found->second;
}

}  // namespace guanxi::replay
