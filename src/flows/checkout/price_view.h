// The price explained, made for quotes and, from what is kept of it, for receipts.
#pragma once

#include "flows/checkout/checkout.h"
#include "modules/pricing/quote_view_docs.h"

namespace guanxi::checkout {

/// Why a receipt cost what it cost.
struct ReceiptPrice {
  bool complete = true;
  pricing::QuoteView price;
};
BOOST_DESCRIBE_STRUCT(ReceiptPrice, (), (complete, price))

/// `lines` name the items of the basket.
pricing::QuoteView price_view(
    const pricing::Quote& quote,
    const pricing::Basket& basket,
    const std::vector<sales::Line>& lines,
    const pricing::Snapshot& rules,
    const std::optional<std::string>& cost_group,  // of the card's type
    api::Language language
);
/// GET /v1/receipts/{receipt}/price.
void add_price_endpoints(api::Api& api, const House& house);

}  // namespace guanxi::checkout

template <>
struct guanxi::api::Doc<guanxi::checkout::ReceiptPrice> {
  static constexpr Text text{"一张小票的价格说明", "Why a receipt cost what it cost"};
  static constexpr Field fields[] = {
      {.name = "complete",
       .text =
           {"false：未采用的规则太多，只保存了一部分",
            "false: of the rules that did not apply only some were kept"}},
      {.name = "price", .text = {"价格说明", "The price explained"}},
  };
};
