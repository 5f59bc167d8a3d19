#include "flows/checkout/catalogue_prices.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/naming.h"
#include "flows/checkout/basket.h"
#include "modules/pricing/words.h"

namespace guanxi::checkout {
namespace {

using pricing::RuleKind;
using FactList = std::vector<std::pair<std::string, std::string>>;

/// Promotions that may be used up have no room here: in order of their ids, as a basket wants them.
std::vector<pricing::Allowance> nothing_limited(const pricing::Index& index) {
  std::vector<pricing::Allowance> none;
  for (const pricing::Promotion& promotion : index.rules().promotions) {
    if (!promotion.limits.empty()) none.push_back({promotion.id, 0, 0});
  }
  std::ranges::sort(none, {}, &pricing::Allowance::rule);
  return none;
}

/// Every item that is not there or has no price, at once.
Result<std::vector<pricing::BasketLine>> single_pieces(
    const catalog::ItemCache::View& known,
    const std::vector<CatalogueItem>& items,
    Currency currency,
    std::vector<std::string>& codes
) {
  Faults faults;
  std::vector<pricing::BasketLine> pieces;
  const auto fault = [&](ErrorCode code, std::size_t at, const char* field, FactList facts = {}) {
    faults.add(fail(code, fmt::format("/items/{}/{}", at, field), std::move(facts)));
  };
  for (std::size_t i = 0; i < items.size(); ++i) {
    const CatalogueItem& asked = items[i];
    const auto item = known.find(asked.item);
    codes.push_back(item ? item->code : asked.item);
    pricing::BasketLine piece = sold_of(item.get());
    piece.quantity = Quantity::pieces(1);
    if (!item) {
      fault(ErrorCode::item_not_found, i, "item", {{"item", asked.item}});
    } else if (!item->active) {
      fault(ErrorCode::item_retired, i, "item", {{"item", asked.item}});
    } else if (asked.list_price) {
      piece.list_price = *asked.list_price;
      piece.shop_price = asked.shop_price;
    } else if (item->currency != currency) {
      fault(ErrorCode::currency_mismatch, i, "item", {{"expected", std::string(currency.code())}});
    } else if (!item->list_price) {
      fault(ErrorCode::missing_field, i, "list_price");
    } else {
      piece.list_price = *item->list_price;
      piece.shop_price = asked.shop_price ? asked.shop_price : item->shop_price;
    }
    if (piece.shop() > piece.list_price)
      fault(ErrorCode::out_of_range, i, "shop_price", {{"max", piece.list_price.to_string()}});
    pieces.push_back(piece);
  }
  GX_TRY_VOID(faults.outcome());
  return pieces;
}

class CatalogueView {
 public:
  CatalogueView(const pricing::Index& index, Currency currency, bool zh)
      : index_(index), currency_(currency), zh_(zh) {}

  CataloguePrice view(
      const std::string& code, const pricing::Basket& basket, const pricing::Quote& quote
  ) const {
    const pricing::PricedLine& line = quote.lines.front();
    CataloguePrice made;
    made.item = code;
    made.list = money(line.list);
    made.shop = money(line.shop);
    made.member = money(line.member);
    made.promoted = money(line.promoted);
    made.source = line.how.source;
    made.words = pricing::member_price_words(basket, quote, 0, index_, zh_);
    made.restricted = quote.restricted;
    for (const pricing::Concession& one : quote.concessions) {
      if (one.kind == RuleKind::document) made.document = rule(one);
      if (one.kind == RuleKind::promotion) made.promotions.push_back(rule(one));
    }
    return made;
  }

 private:
  Money money(std::int64_t minor) const { return {minor, currency_}; }
  CatalogueRule rule(const pricing::Concession& one) const {
    const pricing::Rule* found = index_.find(one.kind, one.rule);
    GX_CHECK_WHY(found != nullptr, "a price names a rule that is not there");
    return {found->code, zh_ ? found->name_zh : found->name_en, money(one.amount)};
  }

  const pricing::Index& index_;
  Currency currency_;
  bool zh_;
};

/// Of somebody with such a card and such a tier. Errors: unknown_value.
Result<pricing::MemberFacts> somebody(
    const House& house,
    sql::Tx& tx,
    const SalePlan& plan,
    const AskCataloguePrices& request,
    Instant now
) {
  pricing::MemberFacts member;
  cards::CardTerms terms;
  if (request.card_type) {
    const auto type = cards::find_type(tx, *request.card_type);
    if (!type || type->programme != plan.receipt.programme)
      return fail(ErrorCode::unknown_value, "/card_type", {{"value", *request.card_type}});
    terms = type->content.terms;
    member.card_type = type->id.value();
  }
  member.card_rate = terms.discount_rate;
  member.stack_start = terms.stack_start;
  member.stack_rate = terms.stack_rate;
  if (!request.tier) return member;
  for (const tiers::VersionPtr& version : house.ladders.in_force(plan.receipt.programme, now)) {
    if (!version->terms.decides_rates) continue;
    if (!version->rank(*request.tier)) continue;
    member.tier = plan.rules->tier(*request.tier);
    member.tier_rate = version->at(version->rank_of(*request.tier)).discount_rate;
    return member;
  }
  return fail(ErrorCode::unknown_value, "/tier", {{"value", *request.tier}});
}

}  // namespace

Result<CataloguePrices> Checkout::catalogue_prices(
    const api::Call& call, const AskCataloguePrices& request
) const {
  if (request.member && (request.card_type || request.tier))
    return fail(ErrorCode::invalid_request, "/member", {{"reason", "@member_or_card_type"}});
  SalePlan plan;
  plan.place.organisation = house_.org.snapshot();
  plan.place.store = plan.place.organisation->find_store(request.store);
  if (!plan.place.store)
    return fail(ErrorCode::store_not_found, "/store", {{"store", request.store}});
  if (!call.actor.in_scope(plan.place.store->id))
    return fail(ErrorCode::store_out_of_scope, "/store");
  const Instant at = request.at.value_or(call.now);
  plan.receipt.programme = plan.place.store->programme;
  plan.receipt.channel = request.channel;
  plan.receipt.occurred_at = at;
  plan.programme = house_.programmes.in_force(plan.receipt.programme, at);
  if (!plan.programme) return ErrorCode::no_parameters_in_force;
  plan.now = call.now;
  plan.today = plan.programme->zone.date_of(call.now);

  struct Read {
    std::vector<std::string> codes;
    std::vector<pricing::BasketLine> pieces;
  };
  GX_TRY(read, house_.db.read([&](sql::Tx& tx) -> Result<Read> {
    plan.buyer.reset();
    plan.rules = house_.rules.snapshot_at(tx, plan.receipt.programme, at);
    if (request.member) {
      const Moment moment{at, plan.programme->zone.date_of(at), call.now, plan.today};
      GX_TRY(buyer, find_buyer(house_, tx, plan.receipt.programme, *request.member, moment));
      plan.receipt.owner = buyer.member.id;
      plan.buyer = std::move(buyer);
      plan_tier(tx, plan, call.now);
    }
    plan.sold = basket_of(tx, plan, {}, 0, at);
    if (request.card_type || request.tier) {
      GX_TRY(member, somebody(house_, tx, plan, request, call.now));
      plan.sold.member = std::move(member);
    }
    Read made;
    const catalog::ItemCache::View known = house_.items.in(tx);
    GX_TRY(pieces, single_pieces(known, request.items, plan.programme->currency, made.codes));
    made.pieces = std::move(pieces);
    return made;
  }));

  // One set of rules, one workspace, no store any more.
  const pricing::Index& index = plan.rules->index();
  const CatalogueView view(index, plan.programme->currency, call.language == api::Language::zh_cn);
  plan.sold.allowances = nothing_limited(index);
  plan.sold.lines.resize(1);
  pricing::Workspace workspace;
  CataloguePrices prices{at, {}};
  prices.items.reserve(read.pieces.size());
  for (std::size_t i = 0; i < read.pieces.size(); ++i) {
    plan.sold.lines.front() = read.pieces[i];
    pricing::price(index, plan.sold, pricing::Detail::prices, workspace, plan.priced);
    prices.items.push_back(view.view(read.codes[i], plan.sold, plan.priced));
  }
  return prices;
}

void add_catalogue_endpoints(api::Api& api, const Checkout& checkout) {
  using enum ErrorCode;
  api.add<AskCataloguePrices, CataloguePrices>(
      {.method = api::Method::post,
       .path = "/v1/pricing/prices",
       .operation = "price_catalogue",
       .tag = "pricing",
       .permission = "sales:write",
       .summary = {"一批货品的划线价", "Strikethrough prices of a catalogue"},
       .description =
           {"最多 1000 "
            "个货品的原价、店内折后价、会员价与单件促销价，以及由哪些规则得来。只读，不记账；"
            "有限量的促销、券、付款方式促销与抹零不在其中，结账以试算为准。",
            "List, shop and member price of up to 1,000 items, the price of one piece alone after "
            "promotions, and the rules that give them. Posts nothing. Promotions that are limited "
            "or ask for a tender, coupons and rounding off are left out: a quote says what a "
            "basket costs."},
       .errors =
           {store_not_found,
            store_out_of_scope,
            item_not_found,
            item_retired,
            currency_mismatch,
            missing_field,
            out_of_range,
            unknown_value,
            member_not_found,
            card_not_found,
            card_not_usable,
            card_track_refused,
            card_track_superseded,
            member_closed,
            member_frozen,
            phone_is_shared,
            no_parameters_in_force}},
      [&checkout](const api::Call& call, const AskCataloguePrices& request) {
        return checkout.catalogue_prices(call, request);
      }
  );
}

}  // namespace guanxi::checkout
