// Valid requests about audiences.
#include "contract/valid_requests.h"

namespace guanxi::test {

void ValidRequests::add_audiences() {
  const auto fresh = [this] {
    const Answer made = house_.manager().post(
        "/v1/audiences", example("create_audience", {{"code", unique("AU")}}), unique("audience-")
    );
    return "/v1/audiences/" + made.string("/id");
  };
  makers_["create_audience"] = [this] {
    return ValidRequest{"/v1/audiences", example("create_audience", {{"code", unique("AU")}})};
  };
  makers_["change_audience"] = [this, fresh] {
    const std::string target = fresh();
    return ValidRequest{target, example("change_audience", {}), etag(target)};
  };
  makers_["retire_audience"] = [this, fresh] {
    const std::string target = fresh();
    return ValidRequest{target + "/retirement", example("retire_audience", {}), etag(target)};
  };
  makers_["add_audience_members"] = [this, fresh] {
    return ValidRequest{fresh() + "/members", json::object{{"members", {house_.enrol(phone())}}}};
  };
  makers_["remove_audience_members"] = [this, fresh] {
    return ValidRequest{
        fresh() + "/members/removal", json::object{{"members", {house_.enrol(phone())}}}};
  };
}

}  // namespace guanxi::test
