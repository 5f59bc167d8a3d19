#include "modules/coupons/refusals.h"

#include <boost/describe/enum_to_string.hpp>

namespace guanxi::coupons {
namespace {

bool is_absence(Why why) {
  return why == Why::coupon_not_found || why == Why::coupon_template_not_found ||
         why == Why::coupon_batch_not_found || why == Why::coupon_list_not_found;
}

}  // namespace

Error refuse(Why why, std::string pointer, Facts facts) {
  const std::string name = boost::describe::enum_to_string(why, "");
  facts.insert(facts.begin(), {"refusal", name});
  facts.emplace_back("reason", "@" + name);
  const ErrorCode code = is_absence(why) ? ErrorCode::not_found : ErrorCode::invalid_request;
  return fail(code, std::move(pointer), std::move(facts));
}

std::string refusal_of(const Error& error) {
  for (const auto& [name, value] : error.facts) {
    if (name == "refusal") return value;
  }
  return {};
}

}  // namespace guanxi::coupons
