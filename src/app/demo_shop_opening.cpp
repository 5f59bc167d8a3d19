#include <fmt/format.h>

#include <set>

#include "app/demo_shop.h"
#include "base/check.h"

namespace guanxi::app::demo {
namespace {

constexpr const char* reason = "demo";

struct Name {
  const char *zh, *en;
};
/// What the samples' codes are called.
Name name_of(const std::string& code) {
  static const std::map<std::string, Name> names{
      {"GOLD", {"金卡", "Gold"}},
      {"STORE", {"门店卡", "Store card"}},
      {"VIP", {"贵宾卡", "VIP"}},
      {"CLUB", {"俱乐部卡", "Club"}},
      {"SILVER", {"银级", "Silver"}},
      {"DIAMOND", {"钻石级", "Diamond"}},
      {"REGULAR", {"常客", "Regular"}},
      {"FRIEND", {"老友", "Friend"}},
      {"WHITE", {"白级", "White"}},
      {"BLACK", {"黑级", "Black"}},
      {"MUMS", {"宝妈", "Mothers"}},
      {"S01", {"云禾广场", "Yunhe Plaza"}},
      {"WANGFUJING", {"云禾小馆王府井店", "Yunhe Bistro Wangfujing"}},
      {"S08", {"云禾衣橱淮海路店", "Yunhe Closet Huaihai Road"}},
      {"S09", {"云禾衣橱天河店", "Yunhe Closet Tianhe"}}};
  const auto found = names.find(code);
  GX_CHECK_WHY(found != names.end(), "a code of the samples without a name");
  return found->second;
}

class Opening {
 public:
  explicit Opening(SampleShop& shop) : shop_(shop) {}

  /// Open for business a day before the first basket.
  void open() {
    shop_.clock.tell(shop_.moment_of(shop_.baskets.front()).plus_seconds(-86'400));
    make_organisation();
    make_cards();
    make_ladder();
    make_goods();
    shop_.manager.put(
        "/v1/pricing/parameters",
        {{"programme", shop_.programme},
         {"parameters", json::parse(shop_.sample.rules).at("parameters")},
         {"reason", reason}}
    );
    make_audiences();
    make_rules();
  }

 private:
  void make_organisation() {
    const ActorId by = shop_.application.system_actor().id;
    programmes::Programmes::NewProgramme programme;
    programme.code = shop_.programme;
    programme.name = shop_.sample.programme_name;
    programme.currency = Currency::cny;
    programme.effective_from = shop_.clock.now();
    const auto made = shop_.application.programmes().add(programme, by, shop_.clock.now());
    GX_CHECK(made.has_value());
    org::Org& org = shop_.application.org();
    const std::string company(shop_.sample.company);
    GX_CHECK(org.add_unit(
                    {"company", company, std::string(shop_.sample.company_name), "YUNHE"},
                    by,
                    shop_.clock.now()
    )
                 .has_value());
    std::set<std::string> codes;
    for (const json::object& basket : shop_.baskets) codes.insert(text_of(basket, "store"));
    for (const std::string& code : codes) {
      org::Org::NewStore store;
      store.code = code;
      store.name = name_of(code).zh;
      store.parent_code = company;
      store.programme = *made;
      const auto id = org.add_store(store, by, shop_.clock.now());
      GX_CHECK(id.has_value());
      GX_CHECK(org.add_till(*id, "01", "1号收银机", by, shop_.clock.now()).has_value());
    }
  }

  void make_cards() const {
    int type = 0;
    for (const pricing::CardTypeTerms& one : shop_.terms.card_types) {
      shop_.manager.post(
          "/v1/card-types",
          {{"programme", shop_.programme},
           {"code", one.code},
           {"name", name_of(one.code).zh},
           {"reason", reason},
           {"terms",
            {{"use", "member"},
             {"serial_length", 6},
             {"first_number", 1},
             {"last_number", 999'999},
             {"prefix", fmt::format("9{}{}", shop_.number, ++type)},
             {"suffix", ""},
             {"check_length", 1},
             {"validity", "unlimited"},
             {"verification", "none"},
             {"points_rate", one.points_rate.to_string()},
             {"points_multiple", one.points_multiple.to_string()},
             {"discount_rate", one.discount_rate.to_string()},
             {"stack_start", one.stack_start.to_string()},
             {"stack_rate", one.stack_rate.to_string()},
             {"small_change", false}}}}
      );
    }
  }

  void make_ladder() const {
    json::array tiers;
    for (const pricing::TierTerms& one : shop_.terms.tiers) {
      constexpr std::int64_t growth = 100'000;  // far from what a sample spends
      const auto rank = std::ssize(tiers);
      tiers.push_back(
          {{"code", one.code},
           {"name_zh", name_of(one.code).zh},
           {"name_en", name_of(one.code).en},
           {"threshold", rank * growth},
           {"keep", rank * growth},
           {"discount_rate", one.discount_rate.to_string()},
           {"points_multiple", one.points_multiple.to_string()}}
      );
    }
    shop_.manager.post(
        "/v1/tier-ladders",
        {{"programme", shop_.programme},
         {"code", shop_.programme},
         {"reason", reason},
         {"terms",
          {{"name_zh", "会员等级"},
           {"name_en", "Membership tiers"},
           {"decides_rates", true},
           {"period", "calendar"},
           {"grace_days", 30},
           {"downgrade", "one_step"},
           {"purchase_months", 12},
           {"sources",
            {{"amount", {{"amount", 100}, {"currency", "CNY"}}},
             {"amount_growth", 1},
             {"visit_growth", 0},
             {"tenure_growth", 0}}},
           {"tiers", tiers}}}}
    );
    shop_.manager.post("/v1/tier-ladders/" + shop_.programme + "/switch-on", {{"reason", reason}});
  }

  void make_goods() {
    const auto made = shop_.application.db().write([&](sql::Tx& tx) -> Outcome {
      for (const pricing::ItemTerms& one : shop_.terms.goods) {
        catalog::ItemInput item;
        item.code = one.code;
        item.name = one.name.value_or(one.code);
        item.currency = shop_.terms.currency;
        item.list_price = one.list_price;
        item.shop_price = one.shop_price;
        item.large_category = one.large_category.value_or("");
        // A catalogue wants all three levels.
        item.middle_category = one.middle_category.value_or(item.large_category);
        item.small_category = one.small_category.value_or(item.middle_category);
        item.counter_group = one.counter_group.value_or("");
        item.brand = one.brand.value_or("");
        item.is_goods = !one.charge;
        const ActorId by = shop_.application.system_actor().id;
        GX_TRY_VOID(catalog::put_item(tx, shop_.application.ids(), item, by, shop_.clock.now()));
      }
      return ok();
    });
    GX_CHECK_WHY(
        made.has_value(), std::string(code_name(made.error().code)) + made.error().pointer
    );
  }

  void make_audiences() {
    std::set<std::string> codes;
    for (const json::value& rule : shop_.rules)
      if (const json::value* conditions = rule.as_object().if_contains("conditions"))
        for (const json::value& group : list_of(conditions->as_object(), "groups"))
          codes.insert(std::string(group.as_string()));
    for (const std::string& code : codes) {
      const json::object made = shop_.manager.post(
          "/v1/audiences",
          {{"programme", shop_.programme},
           {"code", code},
           {"name_zh", name_of(code).zh},
           {"name_en", name_of(code).en},
           {"reason", reason}},
          shop_.key("audience-" + code)
      );
      shop_.audiences[code] = text_of(made, "id");
    }
  }

  /// Coupons first: promotions promise them.
  void make_rules() const {
    for (const bool coupons : {true, false})
      for (const json::value& rule : shop_.rules)
        if ((text_of(rule.as_object(), "kind") == "coupon") == coupons) make_rule(rule.as_object());
  }

  /// Written by one, audited by another; of a coupon the template, too.
  void make_rule(json::object rule) const {
    if (json::value* conditions = rule.if_contains("conditions"))
      for (const char* const bound : {"from", "to"})
        if (json::value* date = conditions->as_object().if_contains(bound))
          *date = Date::parse(date->as_string())->plus_days(shop_.days).to_string();
    const json::object drafted = shop_.buyer.post(
        "/v1/pricing/rules", {{"programme", shop_.programme}, {"rule", rule}, {"reason", reason}}
    );
    const std::string at = "/v1/pricing/rules/" + text_of(drafted, "id");
    shop_.buyer.post(at + "/submit", {});
    shop_.manager.post(at + "/audit", {});
    if (text_of(rule, "kind") == "coupon") make_template(rule);
  }

  void make_template(const json::object& rule) const {
    static const std::map<std::string, const char*> kinds{
        {"money_off", "cash"},
        {"percent_off", "discount"},
        {"gift", "gift"},
        {"freight_off", "freight"}};
    const json::object& reward = rule.at("reward").as_object();
    std::string kind = kinds.at(text_of(reward, "kind"));
    if (kind == "cash" && rule.contains("threshold")) kind = "full_reduction";
    json::object terms{
        {"kind", kind},
        {"name_zh", rule.at("name_zh")},
        {"name_en", rule.at("name_en")},
        {"rule_code", rule.at("code")},
        {"validity", "relative"},
        {"for_days", 60}};
    if (kind == "gift") terms["item"] = reward.at("item");
    const json::object made = shop_.manager.post(
        "/v1/coupons/templates",
        {{"programme", shop_.programme},
         {"code", rule.at("code")},
         {"terms", terms},
         {"reason", reason}},
        shop_.key("template-" + text_of(rule, "code"))
    );
    shop_.manager.post(
        "/v1/coupons/templates/" + text_of(made, "id") + "/activation", {{"reason", reason}}
    );
  }

  SampleShop& shop_;
};

}  // namespace

void open_for_business(SampleShop& shop) { Opening(shop).open(); }

}  // namespace guanxi::app::demo
