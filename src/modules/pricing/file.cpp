#include "modules/pricing/file.h"

#include <algorithm>

#include "modules/pricing/engine/member_price.h"
#include "modules/pricing/file_docs.h"
#include "platform/api/api.h"

namespace guanxi::pricing {
namespace {

std::string at_place(const char* list, std::size_t i, const char* member) {
  return "/" + std::string(list) + "/" + std::to_string(i) + "/" + member;
}

/// By code; a fault for each that is there already.
template <class T>
std::map<std::string_view, const T*> by_code(
    const std::vector<T>& all, const char* list, std::vector<Error>& faults
) {
  std::map<std::string_view, const T*> map;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!map.emplace(all[i].code, &all[i]).second)
      faults.push_back(
          fail(ErrorCode::code_taken, at_place(list, i, "code"), {{"code", all[i].code}})
      );
  }
  return map;
}

void check_shop_price(
    UnitPrice list_price,
    const std::optional<UnitPrice>& shop_price,
    std::string pointer,
    std::vector<Error>& faults
) {
  if (shop_price && *shop_price > list_price)
    faults.push_back(
        fail(ErrorCode::out_of_range, std::move(pointer), {{"max", list_price.to_string()}})
    );
}

}  // namespace

PricingFile::~PricingFile() = default;

void PricingFile::index_facts(std::vector<Error>& faults) {
  card_types_ = by_code(terms_.card_types, "card_types", faults);
  tiers_ = by_code(terms_.tiers, "tiers", faults);
  goods_ = by_code(terms_.goods, "goods", faults);
  for (const auto& [code, terms] : card_types_) names_.find(Names::Kind::card_type, code);
  for (const auto& [code, terms] : tiers_) names_.find(Names::Kind::tier, code);
  for (std::size_t i = 0; i < terms_.goods.size(); ++i) {
    const ItemTerms& item = terms_.goods[i];
    placed_.emplace(item.code, goods_of(item));
    check_shop_price(item.list_price, item.shop_price, at_place("goods", i, "shop_price"), faults);
  }
  // A rule about what the file does not have is a slip of the pen: it could never apply.
  names_.close(Names::Kind::card_type);
  names_.close(Names::Kind::tier);
  names_.close_goods();
  names_.declare(terms_.rules);
}

Goods PricingFile::goods_of(const ItemTerms& item) {
  Goods goods;
  const auto set = [&](GoodsKind kind, const std::optional<std::string>& code) {
    if (code) goods.of(kind) = *names_.find_goods(kind, *code);
  };
  set(GoodsKind::item, item.code);
  set(GoodsKind::large_category, item.large_category);
  set(GoodsKind::middle_category, item.middle_category);
  set(GoodsKind::small_category, item.small_category);
  set(GoodsKind::counter_group, item.counter_group);
  set(GoodsKind::brand, item.brand);
  return goods;
}

Result<std::unique_ptr<PricingFile>> PricingFile::load(std::string_view json) {
  GX_TRY(terms, api::from_json<RuleFileTerms>(json));
  std::unique_ptr<PricingFile> made(new PricingFile());
  made->terms_ = std::move(terms);
  Error error{ErrorCode::invalid_request};
  if (const auto zone = TimeZone::find(made->terms_.time_zone)) {
    made->zone_ = *zone;
  } else {
    error.more.push_back(
        fail(ErrorCode::time_zone_unknown, "/time_zone", {{"zone", made->terms_.time_zone}})
    );
  }
  made->index_facts(error.more);
  auto rules =
      compile(made->terms_.parameters, made->terms_.rules, made->names_, made->terms_.currency);
  if (!rules) {
    for (Error& fault : std::move(rules).error().more) error.more.push_back(std::move(fault));
  }
  if (!error.more.empty()) return error;
  made->index_ = std::make_unique<Index>(*std::move(rules));
  return made;
}

// ---- baskets ----

class BasketReading {
 public:
  BasketReading(PricingFile& file, const BasketFileTerms& terms) : file_(file), terms_(terms) {}

  Result<Basket> read() {
    basket_.currency = file_.terms_.currency;
    basket_.at = terms_.at;
    basket_.day = file_.zone_.date_of(terms_.at);
    basket_.minute = file_.zone_.minute_of_day(terms_.at);
    basket_.store = *file_.names_.find(Names::Kind::store, terms_.store);
    basket_.channel = terms_.channel;
    for (const Paid kind : terms_.tenders) basket_.tenders |= 1U << static_cast<unsigned>(kind);
    if (terms_.member) read_member(*terms_.member);
    for (std::size_t i = 0; i < terms_.lines.size(); ++i) read_line(i);
    for (std::size_t i = 0; i < terms_.coupons.size(); ++i) read_coupon(i);
    if (!error_.more.empty()) return error_;
    return std::move(basket_);
  }

 private:
  void fault(
      ErrorCode code, std::string pointer, std::vector<std::pair<std::string, std::string>> facts
  ) {
    error_.more.push_back(fail(code, std::move(pointer), std::move(facts)));
  }

  void read_member(const BasketMemberTerms& terms) {
    MemberFacts& member = basket_.member.emplace();
    if (terms.card_type) {
      const auto found = file_.card_types_.find(*terms.card_type);
      if (found == file_.card_types_.end()) {
        fault(ErrorCode::unknown_value, "/member/card_type", {{"why", "@unknown_card_type"}});
      } else {
        member.card_type = *file_.names_.find(Names::Kind::card_type, *terms.card_type);
        member.card_rate = found->second->discount_rate;
        member.stack_start = found->second->stack_start;
        member.stack_rate = found->second->stack_rate;
      }
    }
    if (terms.tier) {
      const auto found = file_.tiers_.find(*terms.tier);
      if (found == file_.tiers_.end()) {
        fault(ErrorCode::unknown_value, "/member/tier", {{"why", "@unknown_tier"}});
      } else {
        member.tier = *file_.names_.find(Names::Kind::tier, *terms.tier);
        member.tier_rate = found->second->discount_rate;
      }
    }
    for (const std::string& group : terms.groups)
      member.groups.push_back(*file_.names_.find(Names::Kind::group, group));
    std::ranges::sort(member.groups);
    member.birthday = terms.birthday;
    member.first_purchase = terms.first_purchase;
  }

  void read_line(std::size_t i) {
    const BasketLineTerms& terms = terms_.lines[i];
    const ItemTerms* item = file_.find_item(terms.item);
    if (!item) {
      fault(ErrorCode::unknown_value, at_place("lines", i, "item"), {{"why", "@unknown_item"}});
      return;
    }
    BasketLine line;
    line.goods = file_.goods_of(*item);
    line.quantity = terms.quantity;
    line.list_price = terms.list_price.value_or(item->list_price);
    line.shop_price = terms.shop_price;
    // A line that brings its own list price is the till's word; ours would not go with it.
    if (!terms.shop_price && !terms.list_price) line.shop_price = item->shop_price;
    line.kind = item->charge ? LineKind::charge : LineKind::goods;
    check_shop_price(
        line.list_price, line.shop_price, at_place("lines", i, "shop_price"), error_.more
    );
    if (amount_at(line.list_price, line.quantity, Rate::one(), basket_.currency) >
        limits::money_max)
      fault(
          ErrorCode::out_of_range, at_place("lines", i, "quantity"), {{"why", "@line_amount_max"}}
      );
    basket_.lines.push_back(std::move(line));
  }

  void read_coupon(std::size_t i) {
    const BasketCouponTerms& terms = terms_.coupons[i];
    if (terms.balance && terms.balance->currency() != basket_.currency)
      fault(
          ErrorCode::currency_mismatch,
          at_place("coupons", i, "balance"),
          {{"expected", std::string(basket_.currency.code())}}
      );
    PresentedCoupon coupon;
    coupon.id = static_cast<std::int64_t>(i) + 1;
    coupon.coupon_template = file_.names_.find_rule(RuleKind::coupon, terms.coupon).value_or(0);
    if (terms.balance) coupon.balance = terms.balance->minor();
    const CouponTemplate* known = file_.index_->find_coupon(coupon.coupon_template);
    const MoneyOff* cash = known ? std::get_if<MoneyOff>(&known->reward) : nullptr;
    if (cash && coupon.balance && *coupon.balance > cash->amount)
      fault(
          ErrorCode::out_of_range,
          at_place("coupons", i, "balance/amount"),
          {{"max", std::to_string(cash->amount)}}
      );
    basket_.coupons.push_back(coupon);
  }

  PricingFile& file_;
  const BasketFileTerms& terms_;
  Basket basket_;
  Error error_{ErrorCode::invalid_request};
};

Result<Basket> PricingFile::load_basket(std::string_view json) {
  GX_TRY(terms, api::from_json<BasketFileTerms>(json));
  return BasketReading(*this, terms).read();
}

// ---- what comes out ----

std::optional<PricingFile::Found> PricingFile::find_rule(std::string_view code) const {
  const RuleSet& rules = index_->rules();
  std::optional<Found> found;
  const auto look = [&](const auto& list, RuleKind kind) {
    for (const Rule& rule : list) {
      if (rule.code == code) found = {kind, rule.id};
    }
  };
  look(rules.documents, RuleKind::document);
  look(rules.restrictions, RuleKind::restriction);
  look(rules.promotions, RuleKind::promotion);
  look(rules.coupons, RuleKind::coupon);
  return found;
}

const ItemTerms* PricingFile::find_item(std::string_view code) const {
  const auto found = goods_.find(code);
  return found == goods_.end() ? nullptr : found->second;
}

std::string PricingFile::item(std::int64_t number) const {
  return std::string(names_.code_of(GoodsKind::item, number));
}
std::string PricingFile::party(std::int64_t number) const {
  return std::string(names_.code_of(Names::Kind::party, number));
}

FileQuote PricingFile::quote(const Basket& basket, bool zh) const {
  FileQuote made;
  made.quote = view_of(price(*index_, basket), basket, *index_, *this, zh);
  if (!basket.member) return made;
  PointsFactors& points = made.points.emplace();
  const auto card =
      card_types_.find(names_.code_of(Names::Kind::card_type, basket.member->card_type));
  if (card != card_types_.end()) {
    points.rate = card->second->points_rate;
    points.identity_multiple = card->second->points_multiple;
  }
  const auto tier = tiers_.find(names_.code_of(Names::Kind::tier, basket.member->tier));
  if (tier != tiers_.end())
    points.identity_multiple = std::max(points.identity_multiple, tier->second->points_multiple);
  return made;
}

std::optional<ConsideredView> PricingFile::why_not(
    const Basket& basket, std::string_view rule_code, bool zh
) const {
  const auto rule = find_rule(rule_code);
  if (!rule) return std::nullopt;
  return view_of(
      *pricing::why_not(*index_, basket, rule->kind, rule->id), *index_, basket.currency, zh
  );
}

}  // namespace guanxi::pricing
