// The sample shops of the demo: a department store, a restaurant and an apparel chain, each with a
// programme of its own and the rules of a sample rule set. Every sample basket is sold there, at
// the price the sample has, so that each of these receipts has a price to explain.
#pragma once

#include "app/application.h"
#include "app/demo.h"

namespace guanxi::app::demo {

struct SampleShops {
  std::int64_t programmes = 0, rules = 0, sales = 0;
};

/// Set up and sold within the last weeks by `clock`, which is the application's, through its API as
/// `token` (who may do everything). `from_phone`: the first of a row of fictional phone numbers
/// that nobody has yet. A refusal is a fault of ours.
SampleShops open_sample_shops(
    Application& application,
    StoryClock& clock,
    const std::string& token,
    const Options& options,
    std::int64_t from_phone
);

}  // namespace guanxi::app::demo
