#include "support/wallets.h"

#include <gtest/gtest.h>

#include <sstream>

namespace guanxi::test {

Answer Wallets::post(const std::string& target, const json::object& body) {
  const Answer answer = house_.manager().post(target, body, "wallets-" + std::to_string(++keys_));
  EXPECT_LT(answer.status, 300) << target << ": " << answer;
  return answer;
}

std::string Wallets::print_card(std::int64_t cap) {
  auto& type = types_[cap];
  if (type.empty()) {
    type = "CHANGE" + std::to_string(cap);
    json::object terms{
        {"use", "member"},
        {"serial_length", 6},
        {"first_number", 1000},
        {"last_number", 1999},
        {"prefix", std::to_string(80 + types_.size())},
        {"suffix", ""},
        {"check_length", 1},
        {"validity", "unlimited"},
        {"verification", "none"},
        {"points_rate", "1"},
        {"points_multiple", "0"},
        {"discount_rate", "1"},
        {"stack_start", "0.8"},
        {"stack_rate", "1"},
        {"small_change", cap > 0}};
    if (cap > 0) terms["small_change_cap"] = money(cap);
    post(
        "/v1/card-types",
        {{"programme", "MAIN"},
         {"code", type},
         {"name", type},
         {"terms", std::move(terms)},
         {"reason", "opening"}}
    );
  }
  const Answer batch = post("/v1/card-types/" + type + "/batches", {{"cards", 1}});
  std::istringstream lines(post(batch.header("Location") + "/print", {}).text);
  std::string number;
  std::getline(lines, number);  // the header
  std::getline(lines, number, ',');
  return number;
}

std::string Wallets::enrol(const std::string& phone, std::int64_t cap) {
  return house_.enrol(phone, {{"card_number", print_card(cap)}});
}

void Wallets::recharge(const std::string& member, std::int64_t principal, std::int64_t bonus) {
  json::object body{{"amount", money(principal)}, {"paid_by", "cash"}, {"store", "S001"}};
  if (bonus > 0) {
    auto& offer = offers_[{principal, bonus}];
    if (offer.empty()) {
      offer = "R" + std::to_string(principal) + "-" + std::to_string(bonus);
      post(
          "/v1/wallet/offers",
          {{"programme", "MAIN"},
           {"code", offer},
           {"name", offer},
           {"pay", money(principal)},
           {"bonus", money(bonus)}}
      );
    }
    body["offer"] = offer;
  }
  post("/v1/members/" + member + "/wallet/recharges", body);
}

Answer Wallets::of(const std::string& member) const {
  return house_.manager().get("/v1/members/" + member + "/wallet");
}

std::int64_t Wallets::in(const std::string& member, const std::string& what) const {
  return of(member).integer("/" + what + "/amount");
}

void Wallets::set_frozen(const std::string& member, bool frozen) {
  post(
      "/v1/members/" + member + "/wallet/" + (frozen ? "freeze" : "release"),
      {{"reason", "test"}, {"store", "S001"}}
  );
}

}  // namespace guanxi::test
