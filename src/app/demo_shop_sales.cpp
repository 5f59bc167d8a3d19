#include <algorithm>

#include "app/demo_people.h"
#include "app/demo_shop.h"
#include "base/check.h"

namespace guanxi::app::demo {
namespace {

class Selling {
 public:
  explicit Selling(SampleShop& shop) : shop_(shop) {}

  std::int64_t sell_all(std::int64_t phone, std::uint64_t seed) {
    for (const json::object& basket : shop_.baskets) {
      const Instant moment = shop_.moment_of(basket);
      json::object sale{
          {"store", basket.at("store")}, {"till", "01"}, {"lines", basket.at("lines")}};
      if (basket.contains("channel")) sale["channel"] = basket.at("channel");
      if (basket.contains("member")) welcome(basket, fictional_phone(phone++, seed), moment, sale);
      sell(basket, std::move(sale), moment);
    }
    return sold_;
  }

 private:
  /// The buyer of a basket, put into `sale`, joins ten minutes before; who is not there for the
  /// first time buys something small meanwhile.
  void welcome(
      const json::object& basket, const std::string& phone, Instant moment, json::object& sale
  ) {
    constexpr int minute = 60;
    shop_.clock.tell(moment.plus_seconds(-10 * minute));
    const json::object& wanted = basket.at("member").as_object();
    json::object body{
        {"programme", shop_.programme}, {"store", basket.at("store")}, {"phone", phone}};
    if (wanted.contains("birthday")) body["birthday"] = birthday(wanted, basket);
    const std::string id = text_of(shop_.manager.post("/v1/members", body, shop_.key(phone)), "id");
    const std::string at = "/v1/members/" + id;
    sale["member"] = {{"kind", "phone"}, {"value", phone}};
    if (wanted.contains("card_type")) {
      const std::string number = give_card(at, text_of(wanted, "card_type"), basket, phone);
      sale["member"] = {{"kind", "card"}, {"value", number}};
    }
    if (wanted.contains("tier")) give_tier(at, text_of(wanted, "tier"), phone);
    for (const json::value& group : list_of(wanted, "groups")) {
      const std::string code(group.as_string());
      shop_.manager.post(
          "/v1/audiences/" + shop_.audiences.at(code) + "/members",
          {{"members", {id}}},
          shop_.key(code + phone)
      );
    }
    if (!wanted.contains("first_purchase")) {
      json::object before = sale;
      before["lines"] = {{{"item", cheapest()}, {"quantity", "1"}}};
      sell(basket, std::move(before), moment.plus_seconds(-5 * minute));
    }
    if (basket.contains("coupons")) sale["coupons"] = give_coupons(at, basket, phone);
  }

  /// The new card's number.
  std::string give_card(
      const std::string& member,
      const std::string& type,
      const json::object& basket,
      const std::string& phone
  ) const {
    const json::object batch = shop_.manager.post(
        "/v1/card-types/" + type + "/batches", {{"cards", 1}}, shop_.key("batch-" + phone)
    );
    std::string number = text_of(batch, "first_number");
    shop_.manager.post(
        member + "/cards",
        {{"card_number", number}, {"store", basket.at("store")}},
        shop_.key("card-" + phone)
    );
    return number;
  }

  void give_tier(const std::string& member, const std::string& tier, const std::string& phone)
      const {
    if (tier == shop_.terms.tiers.front().code) return;  // everybody's
    constexpr int year = 365;
    const Date until = shop_.zone.date_of(shop_.clock.now()).plus_days(year);
    shop_.manager.post(
        member + "/tier/grants",
        {{"ladder", shop_.programme},
         {"tier", tier},
         {"until", until.to_string()},
         {"reason", "demo"}},
        shop_.key("tier-" + phone)
    );
  }

  json::array give_coupons(
      const std::string& member, const json::object& basket, const std::string& phone
  ) const {
    json::array shown;
    for (const json::value& coupon : list_of(basket, "coupons")) {
      const std::string code = text_of(coupon.as_object(), "coupon");
      const json::object issued = shop_.manager.post(
          member + "/coupons",
          {{"template", code}, {"reason", "demo"}},
          shop_.key(code + '-' + phone)
      );
      shown.emplace_back(json::object{{"id", issued.at("id")}});
    }
    return shown;
  }

  /// Of the goods, not of what is charged for a service.
  std::string cheapest() const {
    const auto order = [](const pricing::ItemTerms& one) {
      return std::pair(one.charge, one.list_price);
    };
    return std::ranges::min_element(shop_.terms.goods, {}, order)->code;
  }

  /// On the day of the sale, in the year that the sample names.
  std::string birthday(const json::object& wanted, const json::object& basket) const {
    const Date born = *Date::parse(text_of(wanted, "birthday"));
    const Date day = shop_.zone.date_of(shop_.moment_of(basket));
    constexpr int every_february_has = 28;
    return Date::of(born.year(), day.month(), day.day())
        .value_or(*Date::of(born.year(), 2, every_february_has))
        .to_string();
  }

  /// At the price it is quoted, which is the sample's.
  void sell(const json::object& basket, json::object sale, Instant moment) {
    shop_.clock.tell(moment);
    json::array kinds = list_of(basket, "tenders");
    if (kinds.empty()) kinds.emplace_back("cash");
    const Date day = shop_.zone.date_of(moment);
    const std::int64_t sequence = ++sequences_[{text_of(sale, "store"), day}];
    const json::object posted{
        {"business_date", day.to_string()},
        {"sequence", sequence},
        {"occurred_at", shop_.zone.format(moment)},
        {"cashier", "C01"}};
    const std::string key = sales::natural_idempotency_key(day, sequence);
    while (!try_to_sell(sale, posted, kinds, key)) {
    }
    ++sold_;
  }

  /// False: something was refused, which is taken off, as a cashier would.
  bool try_to_sell(
      json::object& sale,
      const json::object& posted,
      const json::array& kinds,
      const std::string& key
  ) const {
    json::object body = sale;
    body["tenders"] = kinds;
    http::Response answer = shop_.manager.try_post("/v1/checkout/quote", body);
    if (answer.status == 200) {
      const json::object quoted = json::parse(answer.body).as_object();
      body.insert(posted.begin(), posted.end());
      body["quote_id"] = quoted.at("quote_id");
      body["tenders"] = json::array();
      if (quoted.at("payable").at("amount").as_int64() > 0)
        body["tenders"] = {{{"kind", kinds.front()}, {"amount", quoted.at("payable")}}};
      answer = shop_.manager.try_post("/v1/checkout", body, key);
      if (answer.status == 201) return true;
    }
    const json::object refusal = json::parse(answer.body).as_object();
    const std::string code = text_of(refusal, "code");
    const char* const what = code == "not_eligible"            ? "lines"
                             : code == "coupon_not_applicable" ? "coupons"
                                                               : nullptr;
    GX_CHECK_WHY(what != nullptr, answer.body);
    const std::string at = text_of(refusal.at("errors").at(0).as_object(), "pointer");
    const std::size_t slash = at.find('/', 1);
    GX_CHECK_WHY(at.substr(1, slash - 1) == what, at);
    json::array& refused = sale[what].as_array();
    refused.erase(refused.begin() + std::stol(at.substr(slash + 1)));
    return false;
  }

  SampleShop& shop_;
  std::int64_t sold_ = 0;
  std::map<std::pair<std::string, Date>, std::int64_t> sequences_;
};

}  // namespace

std::int64_t sell_baskets(SampleShop& shop, std::int64_t from_phone, std::uint64_t seed) {
  return Selling(shop).sell_all(from_phone, seed);
}

}  // namespace guanxi::app::demo
