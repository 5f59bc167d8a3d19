// Valid requests about terms of registration and paid membership.
#include "contract/valid_requests.h"

namespace guanxi::test {

std::string ValidRequests::new_programme() {
  const std::string code = unique("P");
  house_.manager().post("/v1/programmes", example("add_programme", {{"code", code}}));
  return code;
}

/// A plan of the programme MAIN without a tier.
std::string ValidRequests::new_plan() {
  const std::string code = unique("PLAN");
  json::object body = example("put_membership_plan", {});
  body["content"].as_object().erase("ladder");
  body["content"].as_object().erase("tier");
  house_.manager().send(
      {.method = "PUT",
       .target = "/v1/programmes/MAIN/membership-plans/" + code,
       .body = json::serialize(body),
       .if_match = "\"0\""}
  );
  return code;
}

void ValidRequests::add_joining() {
  makers_["put_registration_terms"] = [this] {
    const std::string target = "/v1/programmes/" + new_programme() + "/registration-terms";
    json::object body = example("put_registration_terms", {});
    json::object& terms = body["terms"].as_object();
    terms.erase("charter");
    terms["entry"] = "free";
    terms.erase("entry_amount");
    terms["plans"] = json::array();
    return ValidRequest{target, body, "\"0\""};
  };
  makers_["issue_registration_code"] = [this] {
    return ValidRequest{
        "/v1/programmes/MAIN/registration-codes",
        example("issue_registration_code", {{"phone", phone()}})};
  };
  makers_["put_membership_plan"] = [this] {
    json::object body = example("put_membership_plan", {});
    body["content"].as_object().erase("ladder");
    body["content"].as_object().erase("tier");
    return ValidRequest{"/v1/programmes/MAIN/membership-plans/" + unique("PLAN"), body, "\"0\""};
  };
  makers_["retire_membership_plan"] = [this] {
    return ValidRequest{
        "/v1/programmes/MAIN/membership-plans/" + new_plan() + "/retirement",
        example("retire_membership_plan", {}),
        "\"1\""};
  };
  const auto paying = [this](const std::string& operation) {
    return example(operation, {{"reference", unique("R")}});
  };
  makers_["buy_membership"] = [this, paying] {
    json::object body = paying("buy_membership");
    body["plan"] = new_plan();
    return ValidRequest{"/v1/members/" + house_.enrol(phone()) + "/memberships", body};
  };
  // Somebody whose last term was taken back may renew at once: a new term.
  const auto holder = [this, paying](const std::string& plan) {
    const std::string target = "/v1/members/" + house_.enrol(phone()) + "/memberships";
    json::object body = paying("buy_membership");
    body["plan"] = plan;
    house_.manager().post(target, body, unique("key-"));
    return target + "/" + plan;
  };
  makers_["renew_membership"] = [this, paying, holder] {
    const std::string target = holder(new_plan());
    house_.manager().post(
        target + "/cancellation",
        json::object{{"reason", "changed his mind"}, {"without_refund", true}},
        unique("key-")
    );
    return ValidRequest{target + "/renewals", paying("renew_membership")};
  };
  makers_["cancel_membership"] = [this, holder] {
    return ValidRequest{holder(new_plan()) + "/cancellation", example("cancel_membership", {})};
  };
}

}  // namespace guanxi::test
