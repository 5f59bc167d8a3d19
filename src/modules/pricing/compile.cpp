#include "modules/pricing/compile.h"

#include <algorithm>
#include <set>

#include "base/check.h"
#include "modules/pricing/compiling.h"

namespace guanxi::pricing {
namespace {

/// Nobody mends a thousand faults at once.
constexpr std::size_t faults_max = 50;

constexpr const char* unknown_name(Names::Kind kind) {
  switch (kind) {
    case Names::Kind::store:
      return "@unknown_store";
    case Names::Kind::card_type:
      return "@unknown_card_type";
    case Names::Kind::tier:
      return "@unknown_tier";
    case Names::Kind::group:
      return "@unknown_group";
    case Names::Kind::party:
      return "@unknown_party";
    case Names::Kind::exclusive_group:
      return "@unknown_exclusive_group";
  }
  return "";
}

constexpr const char* unknown_goods(GoodsKind kind) {
  switch (kind) {
    case GoodsKind::large_category:
    case GoodsKind::middle_category:
    case GoodsKind::small_category:
      return "@unknown_category";
    case GoodsKind::counter_group:
      return "@unknown_counter_group";
    case GoodsKind::brand:
      return "@unknown_brand";
    case GoodsKind::item:
      return "@unknown_item";
  }
  return "";
}

/// "09:30" → 570; 1440 for "24:00".
std::optional<int> minute_of(std::string_view text) {
  const auto digit = [&](std::size_t i) { return text[i] - '0'; };
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const std::size_t i : {0U, 1U, 3U, 4U}) {
    if (digit(i) < 0 || digit(i) > 9) return std::nullopt;
  }
  const int hour = digit(0) * 10 + digit(1), minute = digit(3) * 10 + digit(4);
  if (hour > 24 || minute > 59 || (hour == 24 && minute > 0)) return std::nullopt;
  return hour * 60 + minute;
}

template <class E>
unsigned bits_of(const std::vector<E>& values) {
  unsigned bits = 0;
  for (const E value : values) bits |= 1U << static_cast<unsigned>(value);
  return bits;
}

std::vector<Hours> compile_hours(
    const std::vector<HoursTerms>& terms, const At& at, Compiling& out
) {
  std::vector<Hours> made;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const At here(at, i);
    const auto from = minute_of(terms[i].from), to = minute_of(terms[i].to);
    if (!from || *from == 1440)
      out.fault(ErrorCode::bad_format, At(here, "from"), {{"expected", "@hour_minute"}});
    if (!to) out.fault(ErrorCode::bad_format, At(here, "to"), {{"expected", "@hour_minute"}});
    if (from && from == to)
      out.fault(ErrorCode::out_of_range, At(here, "to"), {{"why", "@hours_empty"}});
    made.push_back({from.value_or(0), to.value_or(0)});
  }
  return made;
}

Conditions compile_conditions(const ConditionTerms& terms, const At& at, Compiling& out) {
  Conditions when;
  when.from = terms.from;
  when.to = terms.to;
  if (terms.from && terms.to && *terms.to < *terms.from)
    out.fault(ErrorCode::out_of_range, At(at, "to"), {{"min", terms.from->to_string()}});
  if (!terms.weekdays.empty()) when.weekdays = bits_of(terms.weekdays);
  when.hours = compile_hours(terms.hours, At(at, "hours"), out);
  when.stores = out.numbers(Names::Kind::store, terms.stores, At(at, "stores"));
  if (!terms.channels.empty()) when.channels = bits_of(terms.channels);
  when.members_only = terms.members_only;
  when.card_types = out.numbers(Names::Kind::card_type, terms.card_types, At(at, "card_types"));
  when.tiers = out.numbers(Names::Kind::tier, terms.tiers, At(at, "tiers"));
  when.groups = out.numbers(Names::Kind::group, terms.groups, At(at, "groups"));
  when.groups_excluded =
      out.numbers(Names::Kind::group, terms.groups_excluded, At(at, "groups_excluded"));
  when.birthday = terms.birthday;
  when.first_purchase = terms.first_purchase;
  when.tenders = bits_of(terms.tenders);
  return when;
}

std::vector<Share> compile_shares(
    const std::vector<ShareTerms>& terms, const At& at, Compiling& out
) {
  std::vector<Share> made;
  bool weighs = false;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const At here(at, i);
    const ShareTerms& one = terms[i];
    if (one.party.has_value() == one.of.has_value())
      out.fault(ErrorCode::bad_format, here, {{"expected", "@share_party_or_of"}});
    const bool again =
        std::any_of(terms.begin(), terms.begin() + std::ptrdiff_t(i), [&](auto& other) {
          return other.party == one.party && other.of == one.of;
        });
    if (again && one.party)
      out.fault(ErrorCode::code_taken, At(here, "party"), {{"code", *one.party}});
    if (again && one.of) out.fault(ErrorCode::code_taken, At(here, "of"), {});
    const std::int64_t party = one.party
                                   ? out.number(Names::Kind::party, *one.party, At(here, "party"))
                                   : -static_cast<std::int64_t>(one.of.value_or(ShareOf::mall));
    weighs = weighs || terms[i].weight > 0;
    made.push_back({party, terms[i].weight});
  }
  if (!terms.empty() && !weighs)
    out.fault(ErrorCode::out_of_range, at, {{"why", "@shares_weigh_nothing"}});
  return made;
}

void compile_head(RuleKind kind, const RuleHead& head, const At& at, Compiling& out, Rule& rule) {
  rule.id = out.names().find_rule(kind, head.code).value_or(0);
  rule.code = head.code;
  rule.name_zh = head.name_zh;
  rule.name_en = head.name_en;
  rule.when = compile_conditions(head.conditions, At(at, "conditions"), out);
  rule.shares = compile_shares(head.shares, At(at, "shares"), out);
}

Threshold compile_threshold(const ThresholdTerms& terms, const At& at, Compiling& out) {
  Threshold made;
  made.amount = out.money(terms.amount, At(at, "amount")).value_or(0);
  made.pieces = terms.pieces.value_or(0);
  made.every = terms.every;
  made.times_max = terms.times_max;
  if (made.every && made.amount == 0 && made.pieces == 0)
    out.fault(ErrorCode::out_of_range, At(at, "every"), {{"why", "@every_needs_threshold"}});
  return made;
}

void compile_offer(
    const OfferTerms& terms, bool of_coupon, const At& at, Compiling& out, Offer& offer
) {
  offer.scope = out.scope(terms.scope, At(at, "scope"));
  offer.full_price_only = terms.full_price_only;
  offer.threshold = compile_threshold(terms.threshold, At(at, "threshold"), out);
  offer.reward = compile_reward(terms, of_coupon, at, out);
}

class RuleCompiling {
 public:
  RuleCompiling(const At& at, Compiling& out) : at_(at), out_(out) {}

  Compiled operator()(const DocumentTerms& terms) const {
    Document made;
    compile_head(RuleKind::document, terms, at_, out_, made);
    const At entries(at_, "entries");
    if (terms.entries.empty()) out_.fault(ErrorCode::too_few, entries, {{"min", "1"}});
    std::set<GoodsRef> seen;
    for (std::size_t i = 0; i < terms.entries.size(); ++i) {
      const At here(entries, i);
      const EntryTerms& entry = terms.entries[i];
      made.entries.push_back(compile_entry(entry, here));
      if (!seen.insert(entry.goods).second)
        out_.fault(ErrorCode::code_taken, At(here, "goods"), {{"code", entry.goods.code}});
    }
    return made;
  }

  Compiled operator()(const RestrictionTerms& terms) const {
    Restriction made;
    compile_head(RuleKind::restriction, terms, at_, out_, made);
    const At scope(at_, "scope");
    if (terms.scope.include.empty())
      out_.fault(ErrorCode::too_few, At(scope, "include"), {{"min", "1"}});
    made.scope = out_.scope(terms.scope, scope);
    if (!terms.shares.empty()) out_.fault(ErrorCode::too_many, At(at_, "shares"), {{"max", "0"}});
    return made;
  }

  Compiled operator()(const PromotionTerms& terms) const {
    Promotion made;
    compile_head(RuleKind::promotion, terms, at_, out_, made);
    compile_offer(terms, false, at_, out_, made);
    made.lane = terms.lane;
    made.priority = terms.priority;
    if (terms.exclusive_group)
      made.exclusive_group = out_.number(
          Names::Kind::exclusive_group, *terms.exclusive_group, At(at_, "exclusive_group")
      );
    const At not_with(at_, "not_with");
    for (std::size_t i = 0; i < terms.not_with.size(); ++i)
      made.not_with.push_back(out_.rule(RuleKind::promotion, terms.not_with[i], At(not_with, i)));
    made.once_per_line = terms.once_per_line;
    compile_limits(terms, made);
    return made;
  }

  Compiled operator()(const CouponTerms& terms) const {
    CouponTemplate made;
    compile_head(RuleKind::coupon, terms, at_, out_, made);
    compile_offer(terms, true, at_, out_, made);
    made.with_promotions = terms.with_promotions;
    made.with_member_price = terms.with_member_price;
    made.with_others = terms.with_others;
    made.per_receipt_max = static_cast<int>(terms.per_receipt_max);
    return made;
  }

 private:
  void compile_limits(const PromotionTerms& terms, Promotion& made) const {
    const At limits(at_, "limits");
    for (std::size_t i = 0; i < terms.limits.size(); ++i) {
      const LimitTerms& limit = terms.limits[i];
      const At at(limits, i);
      if (!limit.uses && !limit.money && !limit.points)
        out_.fault(ErrorCode::missing_field, At(at, "uses"), {});
      if (limit.points && !std::holds_alternative<PointsMultiple>(made.reward))
        out_.fault(
            ErrorCode::out_of_range, At(at, "points"), {{"why", "@points_limit_of_multiple"}}
        );
      const bool again = std::ranges::any_of(made.limits, [&](const Limit& other) {
        return other.span == limit.per;
      });
      if (again) out_.fault(ErrorCode::code_taken, At(at, "per"), {});
      made.limits.push_back(
          {limit.per, limit.uses, out_.money(limit.money, At(at, "money")), limit.points}
      );
      // Who hides the card does not pass it.
      if (is_of_member(limit.per)) made.when.members_only = true;
    }
  }

  DocumentEntry compile_entry(const EntryTerms& terms, const At& at) const {
    const At goods(at, "goods");
    if (terms.rate.has_value() == terms.price.has_value())
      out_.fault(ErrorCode::bad_format, at, {{"expected", "@entry_rate_or_price"}});
    if (terms.price && terms.goods.kind != GoodsKind::item)
      out_.fault(ErrorCode::unknown_value, At(goods, "kind"), {{"allowed", "item"}});
    DocumentEntry made;
    made.goods = {
        terms.goods.kind, out_.goods(terms.goods.kind, terms.goods.code, At(goods, "code"))};
    if (terms.rate) made.rate = *terms.rate;
    made.price = terms.price;
    made.stacks = terms.stacks;
    return made;
  }

  const At& at_;
  Compiling& out_;
};

void add_rule(Compiled rule, RuleSet& set) {
  if (auto* document = std::get_if<Document>(&rule)) {
    set.documents.push_back(std::move(*document));
  } else if (auto* restriction = std::get_if<Restriction>(&rule)) {
    set.restrictions.push_back(std::move(*restriction));
  } else if (auto* promotion = std::get_if<Promotion>(&rule)) {
    set.promotions.push_back(std::move(*promotion));
  } else {
    set.coupons.push_back(std::get<CouponTemplate>(std::move(rule)));
  }
}

}  // namespace

// ---- At, Compiling ----

std::string At::pointer() const {
  if (!up_) return std::string(root_);
  return up_->pointer() + '/' + (key_ ? std::string(key_) : std::to_string(index_));
}

void Compiling::fault(
    ErrorCode code, const At& at, std::vector<std::pair<std::string, std::string>> facts
) {
  faulty_ = true;
  if (faults_.size() < faults_max) faults_.push_back(fail(code, at.pointer(), std::move(facts)));
}

std::int64_t Compiling::number(Names::Kind kind, const std::string& code, const At& at) {
  if (const auto found = names_.find(kind, code)) return *found;
  fault(ErrorCode::unknown_value, at, {{"why", unknown_name(kind)}});
  return 0;
}

std::int64_t Compiling::goods(GoodsKind kind, const std::string& code, const At& at) {
  if (const auto found = names_.find_goods(kind, code)) return *found;
  fault(ErrorCode::unknown_value, at, {{"why", unknown_goods(kind)}});
  return 0;
}

std::int64_t Compiling::rule(RuleKind kind, const std::string& code, const At& at) {
  if (const auto found = names_.find_rule(kind, code)) return *found;
  const char* why = kind == RuleKind::coupon ? "@unknown_coupon" : "@unknown_promotion";
  fault(ErrorCode::unknown_value, at, {{"why", why}});
  return 0;
}

std::vector<std::int64_t> Compiling::numbers(
    Names::Kind kind, const std::vector<std::string>& codes, const At& at
) {
  std::vector<std::int64_t> made;
  made.reserve(codes.size());
  for (std::size_t i = 0; i < codes.size(); ++i) made.push_back(number(kind, codes[i], At(at, i)));
  return made;
}

Scope Compiling::scope(const ScopeTerms& terms, const At& at) {
  const auto keys = [&](const std::vector<GoodsRef>& refs, const At& list) {
    std::vector<GoodsKey> made;
    made.reserve(refs.size());
    for (std::size_t i = 0; i < refs.size(); ++i) {
      const At here(list, i);
      made.push_back({refs[i].kind, goods(refs[i].kind, refs[i].code, At(here, "code"))});
    }
    return made;
  };
  return {keys(terms.include, At(at, "include")), keys(terms.exclude, At(at, "exclude"))};
}

std::int64_t Compiling::money(Money amount, const At& at) {
  if (amount.currency() != currency_)
    fault(ErrorCode::currency_mismatch, at, {{"expected", std::string(currency_.code())}});
  return amount.minor();
}

std::optional<std::int64_t> Compiling::money(const std::optional<Money>& amount, const At& at) {
  if (!amount) return std::nullopt;
  return money(*amount, at);
}

// ---- the border ----

std::optional<Compiled> compile_rule(
    const RuleTerms& rule,
    Names& names,
    Currency currency,
    std::string_view pointer,
    std::vector<Error>& faults
) {
  const At at(pointer);
  Compiling out(names, currency, faults);
  Compiled made = std::visit(RuleCompiling(at, out), rule);
  if (out.faulty()) return std::nullopt;
  return made;
}

Parameters compile_parameters(
    const ParameterTerms& terms, std::string_view pointer, std::vector<Error>& faults
) {
  Parameters made;
  made.stacking = terms.stacking;
  made.choice = terms.choice;
  made.round_off_to = terms.round_off.to;
  made.round_off = terms.round_off.rounding == RoundingWord::half_up ? Rounding::half_up
                   : terms.round_off.rounding == RoundingWord::floor ? Rounding::floor
                                                                     : Rounding::ceil;
  if (terms.precedence.empty()) return made;
  if (terms.precedence.size() != goods_kinds || bits_of(terms.precedence) != 0x3f) {
    faults.push_back(fail(
        ErrorCode::bad_format,
        std::string(pointer) + "/precedence",
        {{"expected", "@all_goods_kinds"}}
    ));
    return made;
  }
  std::ranges::copy(terms.precedence, made.precedence.begin());
  return made;
}

Result<RuleSet> compile(
    const ParameterTerms& parameters,
    std::span<const RuleTerms> rules,
    Names& names,
    Currency currency
) {
  Error error{ErrorCode::invalid_request};
  RuleSet set;
  set.parameters = compile_parameters(parameters, "/parameters", error.more);
  std::set<std::string_view> codes;
  for (std::size_t i = 0; i < rules.size() && error.more.size() < faults_max; ++i) {
    const std::string pointer = "/rules/" + std::to_string(i);
    const std::string& code = head_of(rules[i]).code;
    if (!codes.insert(code).second)
      error.more.push_back(fail(ErrorCode::code_taken, pointer + "/code", {{"code", code}}));
    auto made = compile_rule(rules[i], names, currency, pointer, error.more);
    if (!made) continue;
    GX_CHECK_WHY(names.find_rule(kind_of(rules[i]), code), "a rule of the set has no number");
    add_rule(*std::move(made), set);
  }
  if (!error.more.empty()) return error;
  return set;
}

}  // namespace guanxi::pricing
