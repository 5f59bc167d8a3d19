// Valid requests about the rules of pricing. The manager asks: what they decide about was written
// by somebody else.
#include "contract/valid_requests.h"

namespace guanxi::test {

json::object ValidRequests::rule_of(
    const std::string& operation, const std::string& code, const std::string& without
) {
  json::object body = example(operation, {});
  body.erase(without);
  json::object& rule = body["rule"].as_object();
  rule["code"] = code;
  // Not in force while other requests sell something.
  rule["conditions"] = json::object{{"from", "2099-01-01"}};
  return body;
}

std::string ValidRequests::new_rule(const Client& author, bool submitted) {
  const Answer made = author.post("/v1/pricing/rules", rule_of("add_pricing_rule", unique("P")));
  const std::string target = "/v1/pricing/rules/" + made.string("/id");
  if (submitted) {
    author.send({.method = "POST", .target = target + "/submit", .body = "{}", .if_match = "\"1\""}
    );
  }
  return target;
}

void ValidRequests::add_pricing() {
  makers_["check_pricing_rule"] = [this] {
    return ValidRequest{"/v1/pricing/rules/check", example("check_pricing_rule", {})};
  };
  makers_["add_pricing_rule"] = [this] {
    return ValidRequest{"/v1/pricing/rules", rule_of("add_pricing_rule", unique("P"))};
  };
  makers_["change_pricing_rule"] = [this] {
    const std::string target = new_rule(house_.manager(), false);
    const std::string code = house_.manager().get(target).string("/code");
    return ValidRequest{target, rule_of("add_pricing_rule", code, "programme"), etag(target)};
  };
  makers_["delete_pricing_rule"] = [this] {
    const std::string target = new_rule(house_.manager(), false);
    return ValidRequest{target, nullptr, etag(target)};
  };
  makers_["submit_pricing_rule"] = [this] {
    const std::string target = new_rule(house_.manager(), false);
    return ValidRequest{target + "/submit", example("submit_pricing_rule", {}), etag(target)};
  };
  makers_["withdraw_pricing_rule"] = [this] {
    const std::string target = new_rule(house_.manager(), true);
    return ValidRequest{target + "/withdraw", example("withdraw_pricing_rule", {}), etag(target)};
  };
  const auto decided = [this](const std::string& step) {
    return [this, step] {
      if (!author_) author_ = house_.person("Rule author", {"pricing:write", "pricing:read"});
      const std::string target = new_rule(*author_, true);
      if (step == "end") {
        house_.manager().send(
            {.method = "POST", .target = target + "/audit", .body = "{}", .if_match = "*"}
        );
      }
      return ValidRequest{target + "/" + step, example(step + "_pricing_rule", {}), etag(target)};
    };
  };
  for (const char* step : {"audit", "reject", "end"})
    makers_[std::string(step) + "_pricing_rule"] = decided(step);
  makers_["request_pricing_replay"] = [this] {
    return ValidRequest{"/v1/pricing/replays", example("request_pricing_replay", {})};
  };
  makers_["drop_pricing_replay"] = [this] {
    const Answer asked =
        house_.manager().post("/v1/pricing/replays", example("request_pricing_replay", {}));
    return ValidRequest{"/v1/pricing/replays/" + asked.string("/id"), nullptr};
  };
  makers_["change_cost_agreements"] = [this] {
    return ValidRequest{
        "/v1/pricing/agreements",
        example("change_cost_agreements", {}),
        etag("/v1/pricing/agreements?programme=MAIN")};
  };
  makers_["price_catalogue"] = [this] {
    return ValidRequest{"/v1/pricing/prices", example("price_catalogue", {})};
  };
  makers_["change_pricing_parameters"] = [this] {
    return ValidRequest{
        "/v1/pricing/parameters",
        example("change_pricing_parameters", {}),
        etag("/v1/pricing/parameters?programme=MAIN")};
  };
}

}  // namespace guanxi::test
