// One sample shop of the demo while it is set up and sells. Inside app's demo only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/demo.h"
#include "app/demo_asking.h"
#include "app/demo_samples.h"
#include "modules/pricing/file.h"

namespace guanxi::app::demo {

/// A sample with its baskets moved by whole weeks, so that the last was sold yesterday or in the
/// week before: weekdays and hours stay what the sample says.
struct SampleShop {
  SampleShop(
      Application& application_of,
      StoryClock& clock_of,
      const Asking& manager_of,
      const Asking& buyer_of,
      const Sample& sample_of,
      int number_of
  );

  Instant moment_of(const json::object& basket) const;
  std::string key(const std::string& what) const { return "demo-" + programme + '-' + what; }

  Application& application;
  StoryClock& clock;
  const Asking& manager;  // may do everything
  const Asking& buyer;    // writes rules that the manager audits
  const Sample& sample;
  const int number;
  const TimeZone zone;  // Asia/Shanghai
  const std::string programme;
  const json::array rules;
  pricing::RuleFileTerms terms;
  std::vector<json::object> baskets;             // in the order of their time
  int days = 0;                                  // by which the sample's dates are moved
  std::map<std::string, std::string> audiences;  // ids, by code
};

/// Programme, organisation, card types, tiers, goods, audiences, rules and coupon templates, a day
/// before the first basket.
void open_for_business(SampleShop& shop);
/// Every basket at its moment, to somebody as the sample says. How many receipts it made.
std::int64_t sell_baskets(SampleShop& shop, std::int64_t from_phone, std::uint64_t seed);

}  // namespace guanxi::app::demo
