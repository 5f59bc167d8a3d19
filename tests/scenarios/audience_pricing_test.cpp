// Price rules for an audience, from the outside.
#include "support/priced.h"

namespace guanxi::test {
namespace {

class AudiencePrices : public Vouchers {
 protected:
  std::string audience(const char* code) {
    const Answer made = house.manager().post(
        "/v1/audiences",
        {{"programme", "MAIN"},
         {"code", code},
         {"name_zh", "人群"},
         {"name_en", "Some"},
         {"reason", "opening"}},
        std::string("audience-") + code
    );
    EXPECT_EQ(made.status, 201) << made;
    return "/v1/audiences/" + made.string("/id");
  }
  Answer move(const std::string& target, const std::string& who) {
    house.clock().advance_seconds(1);
    return house.manager().post(
        target, json::object{{"members", {who}}}, "move-" + std::to_string(++moves_)
    );
  }

 private:
  int moves_ = 0;
};

TEST_F(AudiencePrices, a_rule_for_an_audience_is_for_whoever_is_in_it_at_the_moment) {
  const std::string mums = audience("MUMS");
  put(money_off("FOR-MUMS", 3000, 0, {{"conditions", {{"groups", {"MUMS"}}}}}));
  EXPECT_EQ(quote({{"A1001", "1"}}).integer("/payable/amount"), 10000);
  EXPECT_EQ(why(quote({{"A1001", "1"}}), "FOR-MUMS"), "not considered") << "no key of hers";
  const Answer added = move(mums + "/members", member);
  ASSERT_EQ(added.status, 200) << added;
  EXPECT_EQ(added.integer("/moved"), 1);
  EXPECT_EQ(quote({{"A1001", "1"}}).integer("/payable/amount"), 7000);
  const Answer of_hers = house.manager().get("/v1/members/" + member + "/audiences");
  EXPECT_EQ(of_hers.string("/items/0/code"), "MUMS");

  const Answer sold = sell({{"A1001", "1"}});
  EXPECT_EQ(sold.integer("/payable/amount"), 7000) << sold;
  EXPECT_EQ(move(mums + "/members/removal", member).integer("/moved"), 1);
  EXPECT_EQ(quote({{"A1001", "1"}}).integer("/payable/amount"), 10000);
  EXPECT_EQ(move(mums + "/members/removal", member).integer("/unchanged"), 1);
}

TEST_F(AudiencePrices, an_audience_of_the_other_name_counts_after_a_merge) {
  const std::string mums = audience("MUMS");
  put(money_off("FOR-MUMS", 3000, 0, {{"conditions", {{"groups", {"MUMS"}}}}}));
  const std::string other = house.enrol("13900000077");
  EXPECT_EQ(move(mums + "/members", other).status, 200);
  house.clock().advance_seconds(1);
  const Answer merged = house.manager().post(
      "/v1/members/" + member + "/merges", {{"absorbed", other}, {"reason", "one person"}}, "merge"
  );
  ASSERT_EQ(merged.status, 201) << merged;
  EXPECT_EQ(quote({{"A1001", "1"}}).integer("/payable/amount"), 7000);
}

TEST_F(AudiencePrices, a_rule_names_an_audience_that_is_there_and_in_use) {
  const json::object wanted =
      money_off("FOR-X", 3000, 0, {{"conditions", {{"groups_excluded", {"STAFF"}}}}});
  const json::object checked{{"programme", "MAIN"}, {"rule", wanted}};
  const Answer unknown = house.manager().post("/v1/pricing/rules/check", checked);
  EXPECT_EQ(unknown.status, 400) << unknown;
  EXPECT_EQ(unknown.pointer(), "/rule/conditions/groups_excluded/0");
  const std::string staff = audience("STAFF");
  EXPECT_EQ(house.manager().post("/v1/pricing/rules/check", checked).status, 200);
  EXPECT_EQ(move(staff + "/members", "1").code(), "member_not_found");
  step(house.manager(), staff, "retirement", {{"reason", "over"}});
  EXPECT_EQ(house.manager().post("/v1/pricing/rules/check", checked).status, 400);
  EXPECT_EQ(move(staff + "/members", member).code(), "audience_retired");
}

}  // namespace
}  // namespace guanxi::test
