// Valid requests about rules of risk and what they found.
#include "contract/valid_requests.h"
#include "support/news.h"

namespace guanxi::test {

/// Open, and limiting: staff who rang their own receipt. Nobody else is limited by it.
std::string ValidRequests::new_finding() {
  const std::string number = phone();
  const std::string member = house_.enrol(number);
  house_.manager().send(
      {.method = "PUT",
       .target = "/v1/risk/rules/staff_card",
       .body = R"({"programme":"MAIN","mode":"limit","thresholds":[],"reason":"a test"})"}
  );
  house_.manager().send(
      {.method = "PUT",
       .target = "/v1/risk/staff/" + member,
       .body = R"({"employee":"C07","reason":"hired"})"}
  );
  house_.sell({.phone = number, .lines = {{"A1001", "1"}}});
  hand_out_news(house_);
  return house_.manager()
      .get("/v1/risk/findings?programme=MAIN&member=" + member)
      .string("/items/0/id");
}

void ValidRequests::add_risk() {
  makers_["put_risk_rule"] = [this] {
    return ValidRequest{"/v1/risk/rules/card_often", example("put_risk_rule", {{"mode", "watch"}})};
  };
  makers_["put_risk_staff"] = [this] {
    return ValidRequest{"/v1/risk/staff/" + house_.enrol(phone()), example("put_risk_staff", {})};
  };
  makers_["remove_risk_staff"] = [this] {
    const std::string target = "/v1/risk/staff/" + house_.enrol(phone());
    house_.manager().send(
        {.method = "PUT", .target = target, .body = R"({"employee":"E08","reason":"hired"})"}
    );
    return ValidRequest{target, nullptr};
  };
  makers_["decide_risk_finding"] = [this] {
    return ValidRequest{
        "/v1/risk/findings/" + new_finding() + "/decision", example("decide_risk_finding", {})};
  };
  makers_["lift_risk_limit"] = [this] {
    return ValidRequest{
        "/v1/risk/findings/" + new_finding() + "/lifting", example("lift_risk_limit", {})};
  };
  makers_["request_risk_run"] = [this] {
    return ValidRequest{"/v1/risk/runs", example("request_risk_run", {})};
  };
}

}  // namespace guanxi::test
