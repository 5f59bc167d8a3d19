// Valid requests about what accounts may do: roles, scope, keys.
#include "contract/valid_requests.h"

namespace guanxi::test {

std::string ValidRequests::new_role() {
  const std::string code = unique("role");
  house_.manager().post("/v1/roles", example("add_role", {{"code", code}}));
  return "/v1/roles/" + code;
}

void ValidRequests::add_access() {
  makers_["change_actor"] = [this] {
    const Client client = house_.person(unique("Promoted "), {});
    const std::string target = "/v1/actors/" + client.get("/v1/me").string("/id");
    const json::object body = example(
        "change_actor",
        {{"name", unique("Renamed ")}, {"stores", json::array()}, {"units", json::array()}}
    );
    return ValidRequest{target, body, etag(target)};
  };
  makers_["issue_till_key"] = [this] {
    const auto organisation = house_.application().org().snapshot();
    const org::Store* const store = organisation->find_store("S001");
    const std::string till = organisation->find_till(store->id, "01")->id.to_string();
    return ValidRequest{"/v1/till-keys", example("issue_till_key", {{"till", till}})};
  };
  makers_["rotate_signing_key"] = [this] {
    const ValidRequest first = *make("issue_till_key");
    const Answer made = house_.manager().post(first.target, first.body, unique("key-of-till-"));
    const std::string target =
        "/v1/actors/" + made.string("/actor") + "/keys/" + made.string("/key") + "/rotation";
    return ValidRequest{target, example("rotate_signing_key", {})};
  };
  makers_["add_role"] = [this] {
    return ValidRequest{"/v1/roles", example("add_role", {{"code", unique("role")}})};
  };
  makers_["change_role"] = [this] {
    const std::string target = new_role();
    const json::object body = example("change_role", {{"permissions", {"sales:read"}}});
    return ValidRequest{target, body, etag(target)};
  };
  makers_["retire_role"] = [this] {
    const std::string target = new_role();
    return ValidRequest{target + "/retirement", example("retire_role", {}), etag(target)};
  };
}

}  // namespace guanxi::test
