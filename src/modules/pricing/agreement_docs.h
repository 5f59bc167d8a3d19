// The requests and answers of the endpoints of agreements, with their documentation. Inside
// modules/pricing.
#pragma once

#include "modules/pricing/agreements.h"
#include "modules/pricing/rules_types.h"

namespace guanxi::pricing {

BOOST_DESCRIBE_STRUCT(Agreement, (), (on, cost_group, shares))
BOOST_DESCRIBE_STRUCT(AgreementTerms, (), (agreements))

struct GetAgreements {
  std::string programme;
};
BOOST_DESCRIBE_STRUCT(GetAgreements, (), (programme))
struct PutAgreements {
  std::string programme;
  std::vector<Agreement> agreements;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(PutAgreements, (), (programme, agreements, reason))
struct ListAgreements {
  std::string programme;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListAgreements, (), (programme, limit, cursor))
struct AgreementsView {
  std::string programme;
  std::int64_t version = 0;
  std::vector<Agreement> agreements;
  std::optional<Instant> effective_from;
  std::optional<std::string> reason;
  std::optional<ActorId> created_by;
};
BOOST_DESCRIBE_STRUCT(
    AgreementsView, (), (programme, version, agreements, effective_from, reason, created_by)
)

}  // namespace guanxi::pricing

namespace guanxi::api {

namespace agreement_fields {
inline constexpr Field agreements{
    .name = "agreements",
    .text = {"协议，一次给全；空为全由商场承担", "All of them; empty: the mall bears everything"},
    .max_items = pricing::limits::agreements_max,
    .example =
        R"([{"on":"member_rate","cost_group":"A","shares":[{"of":"mall","weight":60},{"of":"counter_group","weight":40}]}])"};
}  // namespace agreement_fields

template <>
struct Doc<pricing::Agreement> {
  static constexpr const char* name = "CostAgreement";
  static constexpr Text text{"一条分担协议", "Who bears what no rule with shares takes off"};
  static constexpr Field fields[] = {
      {.name = "on",
       .text =
           {"会员折扣（含未写分担的折扣单）、店内折后价、抹零",
            "The member rate (and documents without shares), the shop price, rounding off"},
       .example = R"("member_rate")"},
      {.name = "cost_group",
       .text =
           {"卡类型的折扣分摊组；不填为其余各卡；仅用于会员折扣",
            "Cost-sharing group of card types; absent: all others; of member_rate only"},
       .min = 1,
       .max = 32,
       .example = R"("A")",
       .chars = Chars::code},
      {.name = "shares",
       .text = {"各方及权重", "The parties with their weights"},
       .max_items = pricing::limits::shares_max,
       .example = R"([{"of":"mall","weight":60},{"of":"brand","weight":40}])"}};
};
template <>
struct Doc<pricing::AgreementTerms> {
  static constexpr const char* name = "CostAgreements";
  static constexpr Text text{"分担协议", "Agreements on cost sharing"};
  static constexpr Field fields[] = {agreement_fields::agreements};
};
template <>
struct Doc<pricing::GetAgreements> {
  static constexpr const char* name = "GetCostAgreements";
  static constexpr Text text{"查询分担协议", "Asks for the agreements on cost sharing"};
  static constexpr Field fields[] = {pricing_book_fields::programme};
};
template <>
struct Doc<pricing::PutAgreements> {
  static constexpr const char* name = "PutCostAgreements";
  static constexpr Text text{"分担协议的全部内容", "The agreements as they shall be"};
  static constexpr Field fields[] = {
      pricing_book_fields::programme, agreement_fields::agreements, pricing_book_fields::reason};
  static constexpr const char* example =
      R"({"programme":"MAIN","agreements":[{"on":"member_rate","cost_group":"A","shares":[{"of":"mall","weight":60},{"of":"counter_group","weight":40}]}],"reason":"2027 contracts"})";
};
template <>
struct Doc<pricing::ListAgreements> {
  static constexpr const char* name = "ListCostAgreements";
  static constexpr Text text{"查询分担协议的各版", "Asks for the versions of the agreements"};
  static constexpr Field fields[] = {pricing_book_fields::programme, limit_field, cursor_field};
};
template <>
struct Doc<pricing::AgreementsView> {
  static constexpr const char* name = "CostAgreementsVersion";
  static constexpr Text text{"分担协议的一版", "A version of the agreements on cost sharing"};
  static constexpr Field fields[] = {
      pricing_book_fields::programme,
      {.name = "version", .text = {"版本；0 为尚无协议", "The version; 0: nothing is agreed"}},
      {.name = "agreements", .text = {"协议", "The agreements"}},
      {.name = "effective_from", .text = {"从何时起", "Since when"}},
      {.name = "reason", .text = {"原因", "Why"}},
      {.name = "created_by", .text = {"操作人", "Who"}}};
};

}  // namespace guanxi::api
