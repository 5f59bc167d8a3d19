// Valid requests about receipts that are given to a member afterwards.
#include "contract/valid_requests.h"

namespace guanxi::test {

void ValidRequests::add_attributions() {
  const auto asked = [this] {
    return json::object{
        {"member", {{"kind", "member_id"}, {"value", house_.enrol(phone())}}},
        {"cashier", "C07"},
        {"reason", "card forgotten"}};
  };
  const auto sold = [this] {
    const std::string sale = house_.sell({.lines = {{"A1001"}}}).string("/receipt");
    return "/v1/receipts/" + sale + "/attribution";
  };
  // The manager decides about somebody else's, and withdraws their own.
  const auto submitted = [this, asked, sold](const Client& author) {
    return "/v1/attributions/" + author.post(sold(), asked(), unique("paper-")).string("/id");
  };
  const auto by_another = [this, submitted] {
    return submitted(house_.person(unique("Author "), {"sales:*"}));
  };
  makers_["attribute_receipt"] = [this, asked, sold] {
    return ValidRequest{sold(), example("attribute_receipt", {{"member", asked()["member"]}})};
  };
  makers_["approve_attribution"] = [this, by_another] {
    return ValidRequest{by_another() + "/approve", example("approve_attribution", {})};
  };
  makers_["reject_attribution"] = [this, by_another] {
    return ValidRequest{by_another() + "/reject", example("reject_attribution", {})};
  };
  makers_["withdraw_attribution"] = [this, submitted] {
    return ValidRequest{submitted(house_.manager()) + "/withdraw", nullptr};
  };
}

}  // namespace guanxi::test
