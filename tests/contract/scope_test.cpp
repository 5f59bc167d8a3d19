// Every operation that reads, asked by somebody who may do everything at one store: what another
// store did is nowhere in the answers. What belongs to the group is listed in
// docs/guide/accounts.md.
#include <gtest/gtest.h>

#include <map>
#include <regex>

#include "contract/valid_requests.h"

namespace guanxi::test {
namespace {

class ScopeWalk : public testing::Test {
 protected:
  ScopeWalk() {
    // Members join at S001, and everything else is done at S002.
    const std::string sold =
        house.sell({.phone = her_phone, .lines = {{"A1001"}}, .store = "S002"}).string("/receipt");
    ids.push_back(sold);
    for (const char* const operation :
         {"sell_points",
          "hold_points",
          "add_points_document",
          "recharge_wallet",
          "redeem_points"}) {
      auto request = requests.make(operation);
      if (!request) continue;
      request->body.as_object()["store"] = "S002";
      const Answer done = house.manager().post(request->target, request->body, operation);
      if (done.status / 100 != 2) continue;
      ++done_there;
      for (const char* const at : {"/id", "/sale/id", "/hold/id", "/recharge/id"}) {
        boost::system::error_code fault;
        if (const auto* const id = done.body.find_pointer(at, fault); id && id->is_string())
          ids.emplace_back(id->as_string());
      }
      for (const char* const at : {"/member", "/sale/member", "/hold/member"}) {
        boost::system::error_code fault;
        if (const auto* const id = done.body.find_pointer(at, fault); id && id->is_string())
          members.emplace_back(id->as_string());
      }
      std::smatch found;
      if (std::regex_search(request->target, found, std::regex(R"(/members/(\d+)/)")))
        members.push_back(found[1]);
    }
  }

  /// Every path with these ids in it, and with what its query needs.
  std::vector<std::string> targets(const api::Api::Operation& operation) const {
    const std::string path = operation.spec.path;
    std::string query;
    for (const api::Member& member : operation.request.members) {
      const std::string name(member.name);
      if (path.find("{" + name + "}") != std::string::npos) continue;
      const bool narrows = name == "programme" || name == "from" || name == "to";
      if (member.may_be_absent && !narrows) continue;
      const auto known = needed.find(name);
      if (known == needed.end()) continue;
      query += (query.empty() ? "?" : "&") + name + "=" + known->second;
    }
    std::vector<std::string> made{path};
    const std::regex parameter(R"(\{[^}]+\})");
    const bool of_member = path.find("/members/{id}") != std::string::npos;
    for (bool more = true; more;) {
      more = false;
      std::vector<std::string> next;
      for (const std::string& one : made) {
        if (one.find('{') == std::string::npos) {
          next.push_back(one);
          continue;
        }
        more = true;
        const bool is_member = of_member && one.find("/members/{id}") != std::string::npos;
        for (const std::string& id : is_member ? members : ids)
          next.push_back(
              std::regex_replace(one, parameter, id, std::regex_constants::format_first_only)
          );
      }
      made = std::move(next);
    }
    for (std::string& one : made) one += query;
    return made;
  }

  TestHouse house;
  ValidRequests requests{house};
  std::string her = house.enrol(her_phone, {{"external_id", "pos:1"}});  // as ValidRequests has her
  std::vector<std::string> members{her}, ids{"S001", "S002", "MAIN", "01"};
  std::map<std::string, std::string> needed{
      {"programme", "MAIN"},
      {"from", house.today().to_string()},
      {"to", house.today().to_string()},
      {"date", house.today().to_string()},
      {"until", house.today().to_string()},
      {"store", "S001"},
      {"bearer", "mall"}};
  int done_there = 0;
};

TEST_F(ScopeWalk, who_is_limited_to_a_store_reads_of_no_other) {
  EXPECT_GE(done_there, 3) << "something was done at the other store";
  const auto organisation = house.application().org().snapshot();
  const std::string code = "\"S002\"";
  const std::string id = '"' + organisation->find_store("S002")->id.to_string() + '"';
  const auto names_it = [&](const Answer& answer) {
    return answer.status / 100 == 2 && (answer.text.find(code) != std::string::npos ||
                                        answer.text.find(id) != std::string::npos);
  };
  const Client here = house.person("here", {"*"}, {"S001"});
  house.person("there", {"*"}, {"S002"});
  int read = 0, named = 0;
  for (const auto& operation : house.application().api().operations()) {
    if (operation.spec.method != api::Method::get || operation.spec.permission == nullptr) continue;
    for (const std::string& target : targets(operation)) {
      const Answer answer = here.get(target);
      EXPECT_LT(answer.status, 500) << target << ": " << answer;
      EXPECT_FALSE(names_it(answer)) << operation.spec.operation << " " << target << ": " << answer;
      if (answer.status == 200) ++read;
      if (names_it(house.manager().get(target))) ++named;
    }
  }
  EXPECT_GT(read, 50);
  EXPECT_GT(named, 6) << "else there was nothing to hide";
}

TEST_F(ScopeWalk, a_region_reads_of_its_stores) {
  const Client regional = house.holder("regional", {"head_office"}, {}, {"R"});
  const std::string day = house.today().to_string();
  for (const char* const store : {"S001", "S002"}) {
    const Answer receipts =
        regional.get(std::string("/v1/receipts?store=") + store + "&from=" + day + "&to=" + day);
    EXPECT_EQ(receipts.status, 200) << receipts;
  }
  // A store that opens there is theirs with the next request; what is the group's is not.
  const Answer opened = house.manager().post(
      "/v1/stores",
      {{"code", "S003"},
       {"name", "New"},
       {"parent_code", "R"},
       {"programme_code", "MAIN"},
       {"time_zone", "Asia/Shanghai"}}
  );
  ASSERT_EQ(opened.status, 201) << opened;
  EXPECT_EQ(regional.get("/v1/stores/S003").status, 200);
  EXPECT_EQ(regional.get("/v1/audit").code(), "store_out_of_scope");
  const Answer elsewhere = house.manager().post(
      "/v1/stores",
      {{"code", "S004"},
       {"name", "Elsewhere"},
       {"parent_code", "C"},
       {"programme_code", "MAIN"},
       {"time_zone", "Asia/Shanghai"}}
  );
  ASSERT_EQ(elsewhere.status, 201) << elsewhere;
  EXPECT_EQ(regional.get("/v1/stores/S004").code(), "store_out_of_scope");
  const Client group = house.holder("group", {"head_office"}, {}, {"G"});
  EXPECT_EQ(group.get("/v1/stores/S004").status, 200);
  EXPECT_EQ(group.get("/v1/audit").status, 200) << "the only group there is means everything";
}

}  // namespace
}  // namespace guanxi::test
