// A valid request for every endpoint that changes something, made anew whenever it is asked for:
// fresh numbers, fresh members, fresh receipts, so that nothing but what a test spoils can be the
// reason of a refusal. The bodies are the examples of the API document, with what must exist or be
// unique put in.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "support/house.h"

namespace guanxi::test {

struct ValidRequest {
  std::string target;
  json::value body;  // null: none
  std::string if_match = {};
};

class ValidRequests {
 public:
  explicit ValidRequests(TestHouse& house);
  /// nullopt for an operation this class has not heard of.
  std::optional<ValidRequest> make(const std::string& operation);
  std::string unique(const char* prefix) { return prefix + std::to_string(++number_); }

 private:
  using Maker = std::function<ValidRequest()>;
  void read_examples();
  void add_administration();
  void add_people();  // valid_people.cpp
  void add_access();  // valid_access.cpp
  std::string new_role();
  Client another_administrator();
  std::string managers_password();
  json::value managers_authenticator();
  void let_nobody_in();
  void let_everybody_in();
  void add_members();
  void add_cards();
  void add_proofs();
  void add_points();
  void add_holds(const std::string& target);
  void add_points_sales(const std::string& target);
  void add_points_documents(const std::string& member);
  void add_wallet();
  void add_tiers();    // valid_tiers.cpp
  void add_pricing();  // valid_pricing.cpp
  json::object rule_of(
      const std::string& operation, const std::string& code, const std::string& without = ""
  );
  std::string new_rule(const Client& author, bool submitted);
  void add_attributions();  // valid_attributions.cpp
  void add_households();    // valid_households.cpp
  void add_audiences();     // valid_audiences.cpp
  void add_transfers();     // valid_households.cpp
  void add_joining();       // valid_joining.cpp
  void add_risk();          // valid_risk.cpp
  void add_coupons();       // valid_coupons.cpp
  std::string new_coupon_template(bool active);
  std::string new_coupon(const std::string& member);
  std::string new_coupon_batch(bool made);
  void add_coupon_triggers();
  std::string new_finding();
  void add_rosters();  // valid_rosters.cpp
  std::string new_roster(const std::string& content, bool whole);
  void make_room_for_rosters();
  void add_downloads();  // valid_downloads.cpp
  void add_sales();
  void add_person();
  void add_family();
  json::object example(const std::string& operation, const json::object& changes);
  std::string phone() { return std::to_string(13'800'000'000 + ++number_); }
  std::string etag(const std::string& target) {
    return house_.manager().get(target).header("ETag");
  }
  std::string new_sale();
  std::string new_card_type();
  std::string new_ladder();
  std::string new_programme();
  std::string new_plan();
  std::string ladder_in_force();
  std::string ladder_in_draft();
  json::object card_type(const std::string& operation, const json::object& changes);
  json::object when(json::object more);

  TestHouse& house_;
  std::map<std::string, json::object> examples_;
  std::map<std::string, Maker> makers_;
  std::int64_t number_ = 0;
  bool nobody_gets_in_ = false;  // for a first set-up; until the next request is made
  std::string ladder_, draft_;
  std::optional<Client> author_;  // of rules that the manager decides about
};

}  // namespace guanxi::test
