// Promotions of which one leaves another nothing: exclusives and the order of lanes.
#include "modules/pricing/engine/choice.h"
#include "modules/pricing/engine/lint_scene.h"

namespace guanxi::pricing {
namespace {

/// So many promotions of the same goods, and of all goods, are compared with each.
constexpr std::size_t rivals_compared = 200;

bool comes_before(const Promotion& a, const Promotion& b) {
  if (a.lane != b.lane) return a.lane < b.lane;
  if (a.priority != b.priority) return a.priority > b.priority;
  return a.id < b.id;
}

bool not_less(const std::optional<std::int64_t>& cap, const std::optional<std::int64_t>& than) {
  return !cap || (than && *cap >= *than);
}

/// Whether a, on goods for which both apply, takes off at least what b does, and whether more.
enum class Than { unknown, equal, more };
Than compare(const Promotion& a, const Promotion& b) {
  const Threshold &one = a.threshold, &other = b.threshold;
  const bool as_often =
      (one.every || !other.every) && (!one.every || one.times_max == 0 || !other.every ||
                                      (other.times_max != 0 && one.times_max >= other.times_max));
  if (!as_often || a.reward.index() != b.reward.index()) return Than::unknown;
  const auto say = [](bool at_least, bool equal) {
    return !at_least ? Than::unknown : equal ? Than::equal : Than::more;
  };
  if (const auto* money = std::get_if<MoneyOff>(&a.reward)) {
    const auto& less = std::get<MoneyOff>(b.reward);
    if (money->each_piece != less.each_piece) return Than::unknown;
    return say(money->amount >= less.amount, money->amount == less.amount);
  }
  if (const auto* percent = std::get_if<PercentOff>(&a.reward)) {
    const auto& less = std::get<PercentOff>(b.reward);
    return say(
        percent->rate <= less.rate && not_less(percent->cap, less.cap), percent->rate == less.rate
    );
  }
  if (const auto* fixed = std::get_if<FixedPrice>(&a.reward)) {
    const auto& less = std::get<FixedPrice>(b.reward);
    return say(fixed->price <= less.price, fixed->price == less.price);
  }
  return Than::unknown;
}

class Rivals {
 public:
  Rivals(const LintScene& scene, std::vector<Finding>& out)
      : scene_(scene), rules_(scene.index().rules()), out_(out) {
    for (const Promotion& one : rules_.promotions) {
      if (scene.is_over(one)) continue;
      auto& same = by_scope_[hash_of(one.scope)];
      if (same.size() < rivals_compared) same.push_back(&one);
      if (one.scope.include.empty() && of_all_.size() < rivals_compared) of_all_.push_back(&one);
      for (const std::int64_t other : one.not_with) namers_[other].push_back(one.id);
    }
  }

  void run() {
    for (const Promotion& one : rules_.promotions) {
      if (scene_.is_over(one) || !gives_money(one.reward)) continue;
      const auto& same = by_scope_.at(hash_of(one.scope));
      const bool found =
          std::ranges::any_of(same, [&](const Promotion* other) { return loses(one, *other); });
      if (found || one.scope.include.empty()) continue;
      for (const Promotion* other : of_all_) {
        if (loses(one, *other)) break;
      }
    }
  }

 private:
  static std::size_t hash_of(const Scope& scope) {
    std::size_t hash = scope.include.size() * 31 + scope.exclude.size();
    for (const auto* keys : {&scope.include, &scope.exclude}) {
      for (const GoodsKey& key : *keys)
        hash = hash * 1'000'003 + static_cast<std::size_t>(key_of(key.kind, key.id));
    }
    return hash;
  }

  /// Whether a gives something wherever b does, as far as their rewards tell: a percentage of a few
  /// fen may be nothing, and so is money off goods that cost nothing.
  static bool gives_whenever(const Promotion& a, const Promotion& b) {
    if (compare(a, b) != Than::unknown) return true;
    const bool hands_out = std::holds_alternative<Gift>(b.reward);
    if (const auto* money = std::get_if<MoneyOff>(&a.reward)) {
      return money->amount > 0 && !money->each_piece && (!hands_out || b.threshold.amount > 0);
    }
    const auto* percent = std::get_if<PercentOff>(&a.reward);
    const std::int64_t least = b.threshold.amount;
    return percent && percent->rate.apply(least, Rounding::half_up) < least &&
           percent->cap.value_or(1) > 0;
  }

  /// Wherever b has its goods and its threshold, a gives something too.
  bool applies_whenever(const Promotion& a, const Promotion& b) const {
    return gives_whenever(a, b) && a.audited_at <= scene_.facts().now && !a.ended_at &&
           covers(a.when, b.when, scene_.facts().today) && covers_goods(a.scope, b.scope) &&
           (!a.full_price_only || b.full_price_only) && a.threshold.amount <= b.threshold.amount &&
           a.threshold.pieces <= b.threshold.pieces && (!a.once_per_line || b.once_per_line) &&
           !scene_.find_limit({RuleKind::promotion, a.id});
  }

  /// Whether some third promotion may keep a from standing, so that b has its day.
  bool may_be_kept_out(const Promotion& a, const Promotion& b) const {
    if (a.exclusive_group != 0 && a.exclusive_group != b.exclusive_group) return true;
    const auto others = [&](const std::vector<std::int64_t>& ids) {
      return std::ranges::any_of(ids, [&](std::int64_t id) { return id != b.id; });
    };
    const auto named = namers_.find(a.id);
    return others(a.not_with) || (named != namers_.end() && others(named->second));
  }

  bool loses(const Promotion& b, const Promotion& a) {
    if (a.id == b.id || !applies_whenever(a, b)) return false;
    const bool by_priority = rules_.parameters.choice == Choice::priority;
    const bool before = comes_before(a, b);
    if (conflict_of(a, b) != Why::applied) {
      if (may_be_kept_out(a, b)) return false;
      const Than than = compare(a, b);
      const bool fixed = std::holds_alternative<FixedPrice>(a.reward);
      const bool wins =
          by_priority ? before && (!fixed || than != Than::unknown)
                      : a.lane == b.lane && (than == Than::more || (than == Than::equal && before));
      return wins && say(FindingKind::overlapping_exclusive, b, a);
    }
    if (!before) return false;
    const auto* all = std::get_if<PercentOff>(&a.reward);
    const bool reaches_out =
        std::holds_alternative<AddOn>(b.reward) || std::holds_alternative<Gift>(b.reward);
    const bool leaves_nothing =
        (all && all->rate == Rate::of(0, 1) && !all->cap && !reaches_out) ||
        (std::holds_alternative<FixedPrice>(a.reward) && compare(a, b) != Than::unknown);
    const bool takes_lines = by_priority && a.once_per_line && b.once_per_line &&
                             !std::holds_alternative<FixedPrice>(a.reward);
    return (leaves_nothing || takes_lines) && !a.exclusive_group && !may_be_kept_out(a, b) &&
           say(FindingKind::never_applies, b, a);
  }

  /// Only what the engine says too: b applies by itself, and beside a it does not.
  bool say(FindingKind kind, const Promotion& b, const Promotion& a) {
    auto basket = scene_.least(b, RuleKind::promotion);
    const RuleRef self{RuleKind::promotion, b.id}, other{RuleKind::promotion, a.id};
    if (!basket) return false;
    const auto alone = said_of(price(scene_.only({self}), *basket), self);
    const auto beside = said_of(price(scene_.only({self, other}), *basket), self);
    if (!alone || alone->why != Why::applied || !beside) return false;
    const bool excluded = beside->why == Why::exclusive || beside->why == Why::not_beside;
    const bool nothing_left = beside->why == Why::line_taken || beside->why == Why::saves_nothing ||
                              beside->why == Why::dearer;
    if (kind == FindingKind::overlapping_exclusive ? !excluded : !nothing_left) return false;
    Finding finding = finding_of(kind, {self, other});
    finding.example = std::move(*basket);
    out_.push_back(std::move(finding));
    return true;
  }

  const LintScene& scene_;
  const RuleSet& rules_;
  std::vector<Finding>& out_;
  std::unordered_map<std::size_t, std::vector<const Promotion*>> by_scope_;
  std::vector<const Promotion*> of_all_;
  std::unordered_map<std::int64_t, std::vector<std::int64_t>> namers_;
};

}  // namespace

void lint_pairs(const LintScene& scene, std::vector<Finding>& out) { Rivals(scene, out).run(); }

}  // namespace guanxi::pricing
