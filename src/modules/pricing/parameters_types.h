// The requests and answers of the endpoints of the parameters of pricing, with their documentation.
// Inside modules/pricing.
#pragma once

#include "modules/pricing/rules_types.h"

namespace guanxi::pricing {

struct GetParameters {
  std::string programme;
};
BOOST_DESCRIBE_STRUCT(GetParameters, (), (programme))
struct PutParameters {
  std::string programme;
  ParameterTerms parameters;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(PutParameters, (), (programme, parameters, reason))
struct ListParameters {
  std::string programme;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListParameters, (), (programme, limit, cursor))
struct ParametersView {
  std::string programme;
  std::int64_t version = 0;
  ParameterTerms parameters;
  std::optional<Instant> effective_from;
  std::optional<std::string> reason;
  std::optional<ActorId> created_by;
};
BOOST_DESCRIBE_STRUCT(
    ParametersView, (), (programme, version, parameters, effective_from, reason, created_by)
)

}  // namespace guanxi::pricing

namespace guanxi::api {

template <>
struct Doc<pricing::GetParameters> {
  static constexpr const char* name = "GetPricingParameters";
  static constexpr Text text{"查询定价参数", "Asks for the parameters of pricing"};
  static constexpr Field fields[] = {pricing_book_fields::programme};
};
template <>
struct Doc<pricing::PutParameters> {
  static constexpr const char* name = "PutPricingParameters";
  static constexpr Text text{"定价参数的全部内容", "The parameters of pricing as they shall be"};
  static constexpr Field fields[] = {
      pricing_book_fields::programme,
      {.name = "parameters", .text = {"参数，一次给全", "The parameters, all of them"}},
      pricing_book_fields::reason};
  static constexpr const char* example =
      R"({"programme":"MAIN","parameters":{"stacking":"stepped","choice":"best","round_off":{"to":10,"rounding":"floor"}},"reason":"现金抹零到角"})";
};
template <>
struct Doc<pricing::ListParameters> {
  static constexpr const char* name = "ListPricingParameters";
  static constexpr Text text{"查询定价参数的各版", "Asks for the versions of the parameters"};
  static constexpr Field fields[] = {pricing_book_fields::programme, limit_field, cursor_field};
};
template <>
struct Doc<pricing::ParametersView> {
  static constexpr const char* name = "PricingParametersVersion";
  static constexpr Text text{"定价参数的一版", "A version of the parameters of pricing"};
  static constexpr Field fields[] = {
      pricing_book_fields::programme,
      {.name = "version", .text = {"版本；0 为默认参数", "The version; 0: the defaults"}},
      {.name = "parameters", .text = {"参数", "The parameters"}},
      {.name = "effective_from", .text = {"从何时起", "Since when"}},
      {.name = "reason", .text = {"原因", "Why"}},
      {.name = "created_by", .text = {"操作人", "Who"}}};
};

}  // namespace guanxi::api
