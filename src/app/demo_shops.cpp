#include "app/demo_shops.h"

#include <algorithm>

#include "app/demo_shop.h"
#include "base/check.h"

namespace guanxi::app::demo {

SampleShop::SampleShop(
    Application& application_of,
    StoryClock& clock_of,
    const Asking& manager_of,
    const Asking& buyer_of,
    const Sample& sample_of,
    int number_of
)
    : application(application_of),
      clock(clock_of),
      manager(manager_of),
      buyer(buyer_of),
      sample(sample_of),
      number(number_of),
      programme(sample_of.programme),
      rules(json::parse(sample_of.rules).as_object().at("rules").as_array()) {
  const auto read = pricing::PricingFile::load(sample.rules);
  GX_CHECK_WHY(read.has_value(), "a sample rule file that cannot be read");
  terms = (*read)->terms();
  for (const std::string_view basket : sample.baskets)
    baskets.push_back(json::parse(basket).as_object());
  std::ranges::sort(baskets, {}, [&](const json::object& one) { return moment_of(one); });
  const int late =
      zone.date_of(moment_of(baskets.back())).days_until(zone.date_of(clock.now()).plus_days(-1));
  constexpr int week = 7;
  days = (late >= 0 ? late : late - week + 1) / week * week;
}

Instant SampleShop::moment_of(const json::object& basket) const {
  constexpr std::int64_t day = 86'400;
  return Instant::parse(text_of(basket, "at"))->plus_seconds(days * day);
}

SampleShops open_sample_shops(
    Application& application,
    StoryClock& clock,
    const std::string& token,
    const Options& options,
    std::int64_t from_phone
) {
  identity::Identity& identity = application.identity();
  const api::Actor& system = application.system_actor();
  const auto buyer = identity.add_person(
      system, {"demo buyer", {"pricing:read", "pricing:write"}, {}}, clock.now()
  );
  GX_CHECK(buyer.has_value());
  const auto pass = identity.issue_token(system, *buyer, "demo", std::nullopt, clock.now());
  GX_CHECK(pass.has_value());
  const Asking manager(application, token), writer(application, pass->text);
  SampleShops opened;
  const std::vector<Sample> all = samples();
  for (const Sample& sample : all) {
    const auto number = static_cast<int>(++opened.programmes);
    SampleShop shop(application, clock, manager, writer, sample, number);
    open_for_business(shop);
    opened.rules += std::ssize(shop.rules);
    opened.sales += sell_baskets(shop, from_phone + opened.sales, options.seed);
    clock.told_enough();
  }
  return opened;
}

}  // namespace guanxi::app::demo
