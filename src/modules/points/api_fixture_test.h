// What the tests of the endpoints share: requests in, documents out.
#pragma once

#include <gmock/gmock.h>

#include "modules/attachments/attachments.h"
#include "modules/members/members.h"
#include "modules/org/org.h"
#include "modules/points/occasion_book.h"
#include "modules/points/testing.h"
#include "modules/proofs/proofs.h"
#include "platform/api/api.h"
#include "platform/api/idempotency.h"

namespace guanxi::points {

// Lets everybody in as `actor`.
class Doorkeeper final : public api::Authenticator {
 public:
  Result<api::Actor> authenticate(const http::Request&, Instant) override { return actor; }
  api::Actor actor = [] {
    api::Actor made = api::Actor::system("cashier");
    made.permissions = {"points:read", "points:redeem"};
    return made;
  }();
};

class PointsApiTest : public PointsTest {
 protected:
  PointsApiTest() {
    programmes::Programmes::NewProgramme added;
    added.code = "M";
    added.name = "Members";
    added.effective_from = temp.clock().now();
    // Proofs have tests of their own.
    added.parameters.proof_points_cashier_max = programmes::limits::proof_cashier_max;
    programme = *programmes.add(added, ActorId(1), temp.clock().now());
    EXPECT_TRUE(org.add_unit({"group", "G", "Group", ""}, ActorId(1), temp.clock().now()));
    EXPECT_TRUE(org.add_store(
        {.code = "S001", .name = "Store", .parent_code = "G", .programme = programme},
        ActorId(1),
        temp.clock().now()
    ));
    EXPECT_TRUE(temp->write([&](sql::Tx& tx) -> Outcome {
      open_account(tx, customer, programme, temp.clock().now());
      return ok();
    }));
    add_endpoints(api, *temp, ids, programmes, org, proofs, occasions, first_answers, attachments);
  }

  void earn(std::int64_t receipt, std::int64_t points, Date expires_on) {
    const Context with = context(customer, {CauseKind::sale, receipt});
    ASSERT_TRUE(temp->write([&](sql::Tx& tx) {
      return post_earned(tx, ids, with, Points(points), expires_on);
    }));
  }

  http::Response get(
      const std::string& path, std::vector<std::pair<std::string, std::string>> query = {}
  ) {
    http::Request request;
    request.method = "GET";
    request.path = request.target = path;
    request.query = std::move(query);
    request.headers = {{"accept-language", "en"}};
    request.received_at = temp.clock().now();
    return api.handle(request);
  }
  http::Response post(
      const std::string& path, const std::string& body, const std::string& key = "k1"
  ) {
    http::Request request;
    request.method = "POST";
    request.path = request.target = path;
    request.headers = {
        {"accept-language", "en"}, {"content-type", "application/json"}, {"idempotency-key", key}};
    request.body = body;
    request.received_at = temp.clock().now();
    return api.handle(request);
  }
  static std::string header(const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return "";
  }
  // The text of a member of the answer: enough for ids and cursors.
  static std::string text_of(const http::Response& response, const std::string& name) {
    const auto at = response.body.find('"' + name + "\":\"");
    if (at == std::string::npos) return "";
    const auto begin = at + name.size() + 4;
    return response.body.substr(begin, response.body.find('"', begin) - begin);
  }

  const OwnerId customer{2002};
  const std::string base = "/v1/members/2002/points";
  programmes::Programmes programmes{*temp, ids};
  org::Org org{*temp, ids};
  const crypto::KeyRing keys = crypto::KeyRing::for_tests("points");
  const api::FirstAnswers first_answers{keys};
  const members::Members members{keys};
  const attachments::Attachments attachments{keys};
  OccasionBook occasions{*temp};
  const proofs::Proofs proofs{{*temp, ids, keys, members, programmes, org}};
  Doorkeeper door;
  api::Api api{temp.clock(), &door};
  ProgrammeId programme;
};

}  // namespace guanxi::points
