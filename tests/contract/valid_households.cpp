// Valid requests about households and what their members give one another.
#include "contract/valid_requests.h"

namespace guanxi::test {

void ValidRequests::add_households() {
  const std::string terms = "/v1/programmes/MAIN/household-terms";
  house_.manager().send(
      {.method = "PUT",
       .target = terms,
       .body = R"({"transfers":true,"day_points_max":0,"month_points_max":0,"reason":"test"})",
       .if_match = "*"}
  );
  makers_["put_household_terms"] = [this, terms] {
    // Terms under which the other requests stay valid.
    return ValidRequest{
        terms,
        example(
            "put_household_terms",
            {{"members_max", 20},
             {"transfers", true},
             {"points_min", 1},
             {"day_points_max", 0},
             {"month_points_max", 0},
             {"age_days_min", 0}}
        ),
        "*"};
  };
  const auto pair = [this] {
    const std::string head = house_.enrol(phone()), other = house_.enrol(phone());
    const Answer made = house_.manager().post(
        "/v1/households", {{"head", head}, {"members", {{{"member", other}}}}}, unique("household-")
    );
    return std::pair("/v1/households/" + made.string("/id"), other);
  };
  const auto proof = json::object{{"kind", "supervisor"}, {"reason", "seen"}};
  makers_["create_household"] = [this, proof] {
    return ValidRequest{
        "/v1/households",
        json::object{
            {"head", house_.enrol(phone())},
            {"proof", proof},
            {"members", {{{"member", house_.enrol(phone())}, {"proof", proof}}}}}};
  };
  makers_["join_household"] = [this, pair, proof] {
    return ValidRequest{
        pair().first + "/members",
        json::object{{"member", house_.enrol(phone())}, {"proof", proof}}};
  };
  makers_["leave_household"] = [pair] {
    const auto [household, other] = pair();
    return ValidRequest{household + "/members/" + other + "/leave", nullptr};
  };
  makers_["remove_from_household"] = [this, pair] {
    const auto [household, other] = pair();
    return ValidRequest{
        household + "/members/" + other + "/removal", example("remove_from_household", {})};
  };
  makers_["dissolve_household"] = [this, pair] {
    return ValidRequest{pair().first + "/dissolution", example("dissolve_household", {})};
  };
  add_transfers();
}

void ValidRequests::add_transfers() {
  const std::string giver = house_.enrol(phone()), receiver = house_.enrol(phone());
  house_.manager().post(
      "/v1/households",
      {{"head", giver}, {"members", {{{"member", receiver}}}}},
      unique("household-")
  );
  house_.sell(
      {.lines = {{"A1001", "9", "1000000.00"}},
       .more = {{"member", {{"kind", "member_id"}, {"value", giver}}}}}
  );  // 900,000 points
  const std::string target = "/v1/members/" + giver + "/points/transfers";
  makers_["give_points"] = [this, target, receiver] {
    return ValidRequest{
        target,
        example(
            "give_points",
            {{"to", receiver},
             {"points", 1},
             {"lots", {{{"class", "a"}, {"points", 1}}}},
             {"proof", {{"kind", "supervisor"}, {"reason", "seen"}}}}
        )};
  };
  makers_["return_points_transfer"] = [this, target, receiver] {
    const Answer given =
        house_.manager().post(target, {{"to", receiver}, {"points", 1}}, unique("give-"));
    return ValidRequest{
        target + "/" + given.string("/transfer/id") + "/return",
        example("return_points_transfer", {})};
  };
}

}  // namespace guanxi::test
