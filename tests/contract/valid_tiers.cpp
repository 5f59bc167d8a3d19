// Valid requests about ladders of tiers and members' standings.
#include "contract/valid_requests.h"

namespace guanxi::test {

std::string ValidRequests::new_ladder() {
  const std::string code = unique("L");
  json::object body = example("add_tier_ladder", {{"code", code}});
  body["terms"].as_object()["decides_rates"] = false;
  house_.manager().post("/v1/tier-ladders", body);
  return code;
}

std::string ValidRequests::ladder_in_force() {
  if (ladder_.empty()) {
    ladder_ = new_ladder();
    house_.manager().send(
        {.method = "POST",
         .target = "/v1/tier-ladders/" + ladder_ + "/switch-on",
         .body = R"({"reason":"opening"})",
         .if_match = etag("/v1/tier-ladders/" + ladder_)}
    );
  }
  return ladder_;
}

void ValidRequests::add_tiers() {
  makers_["add_tier_ladder"] = [this] {
    return ValidRequest{"/v1/tier-ladders", example("add_tier_ladder", {{"code", unique("L")}})};
  };
  makers_["change_tier_ladder"] = [this] {
    const std::string target = "/v1/tier-ladders/" + ladder_in_draft();
    json::object body = example("change_tier_ladder", {});
    // Each of its fields is spoilt in add_tier_ladder already: what is inside lists is not again.
    body["terms"].as_object()["sources"].as_object()["behaviours"] = json::array();
    body["terms"].as_object()["tiers"].as_array().resize(1);
    return ValidRequest{target, body, etag(target)};
  };
  makers_["switch_on_tier_ladder"] = [this] {
    const std::string target = "/v1/tier-ladders/" + new_ladder();
    return ValidRequest{target + "/switch-on", example("switch_on_tier_ladder", {}), etag(target)};
  };
  makers_["request_tier_simulation"] = [this] {
    return ValidRequest{"/v1/tier-ladders/" + ladder_in_draft() + "/simulations", nullptr};
  };
  const auto of_member = [this](const std::string& operation, const std::string& what) {
    return [this, operation, what] {
      const json::object body = example(operation, {{"ladder", ladder_in_force()}});
      return ValidRequest{"/v1/members/" + house_.enrol(phone()) + "/tier/" + what, body};
    };
  };
  makers_["grant_tier"] = of_member("grant_tier", "grants");
  makers_["end_tier_grant"] = [this] {
    const std::string at = "/v1/members/" + house_.enrol(phone()) + "/tier/grants";
    house_.manager().post(
        at, example("grant_tier", {{"ladder", ladder_in_force()}}), unique("grant-")
    );
    return ValidRequest{at + "/end", example("end_tier_grant", {{"ladder", ladder_in_force()}})};
  };
  makers_["buy_tier"] = of_member("buy_tier", "purchases");
  makers_["enter_behaviour"] = of_member("enter_behaviour", "behaviours");
}

std::string ValidRequests::ladder_in_draft() {
  if (draft_.empty()) draft_ = new_ladder();
  return draft_;
}

}  // namespace guanxi::test
