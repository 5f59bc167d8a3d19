// The sample rule sets of samples/pricing, inside the program.
#pragma once

#include <string_view>
#include <vector>

namespace guanxi::app::demo {

struct Sample {
  std::string_view programme, programme_name;  // what the demo calls them
  std::string_view company, company_name;
  std::string_view rules;                 // JSON
  std::vector<std::string_view> baskets;  // JSON each
};

/// A department store, a restaurant, an apparel chain.
std::vector<Sample> samples();

}  // namespace guanxi::app::demo
