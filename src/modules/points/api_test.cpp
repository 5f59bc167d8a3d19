// The endpoints from the outside: requests in, documents out.
#include "modules/points/api_fixture_test.h"

namespace guanxi::points {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST_F(PointsApiTest, TheAccountShowsClassesAndWhatEndsWhen) {
  earn(1, 10, in_2028);
  earn(2, 4, in_2028);
  earn(3, 5, in_2027);
  earn(4, 1, Date::never);
  const auto answer = get(base);
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_THAT(answer.body, HasSubstr(R"("balance":20,"usable":20,"classes":{"a":20,"b":0)"));
  EXPECT_THAT(answer.body, HasSubstr(R"("next_expiry":{"expires_on":"2027-06-30","points":5})"));
  EXPECT_THAT(
      answer.body,
      HasSubstr(
          R"("open":[{"expires_on":"2027-06-30","points":5},{"expires_on":"2028-01-31","points":14},{"points":1}])"
      )
  );
  EXPECT_EQ(header(answer, "ETag"), "\"4\"");
}

TEST_F(PointsApiTest, PastTheirLastDayPointsAreGoneEvenIfNobodyPostedIt) {
  earn(1, 10, in_2028);
  earn(2, 5, in_2027);
  move_to("2027-06-30T15:59:59Z");
  EXPECT_THAT(get(base).body, HasSubstr(R"("balance":15)"));
  EXPECT_EQ(header(get(base), "ETag"), "\"2\"");
  move_to("2027-06-30T16:00:00Z");
  const auto answer = get(base);
  EXPECT_THAT(answer.body, HasSubstr(R"("balance":10,"usable":10,"classes":{"a":10)"));
  EXPECT_EQ(header(answer, "ETag"), "\"2-2027-07-01\"");
}

TEST_F(PointsApiTest, TheStatementIsPagedNewestFirstInBothLanguages) {
  earn(1, 10, in_2028);
  earn(2, 0, in_2028);
  ASSERT_EQ(post(base + "/redemptions", R"({"points":4,"reason":"a cup"})").status, 201);
  const auto first = get(base + "/entries", {{"limit", "2"}});
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_THAT(first.body, HasSubstr(R"("text":"Redeemed","note":"a cup")"));
  EXPECT_THAT(first.body, HasSubstr(R"("class":"redeemed","points":-4,"balance":6)"));
  EXPECT_THAT(first.body, HasSubstr(R"("cause":{"kind":"sale","id":"2"},"class":"a","points":0)"));
  const auto second =
      get(base + "/entries", {{"limit", "2"}, {"cursor", text_of(first, "next_cursor")}});
  EXPECT_THAT(
      second.body, HasSubstr(R"("cause":{"kind":"sale","id":"1"},"class":"a","points":10)")
  );
  EXPECT_THAT(second.body, Not(HasSubstr("next_cursor")));
  http::Request chinese;
  chinese.method = "GET";
  chinese.path = chinese.target = base + "/entries";
  chinese.received_at = temp.clock().now();
  EXPECT_THAT(api.handle(chinese).body, HasSubstr("兑换"));
}

TEST_F(PointsApiTest, ACursorOfAnotherMemberIsRefused) {
  earn(1, 10, in_2028);
  earn(2, 10, in_2028);
  const auto cursor = text_of(get(base + "/entries", {{"limit", "1"}}), "next_cursor");
  ASSERT_FALSE(cursor.empty());
  const auto answer = get("/v1/members/1001/points/entries", {{"cursor", cursor}});
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("bad_cursor"));
  EXPECT_THAT(answer.body, HasSubstr("/cursor"));
}

TEST_F(PointsApiTest, ARedemptionHappensOncePerKey) {
  earn(1, 10, in_2028);
  const std::string body = R"({"points":4,"reason":"a cup","store":"S001"})";
  const auto first = post(base + "/redemptions", body);
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_THAT(first.body, HasSubstr(R"("points":4,"reason":"a cup","store":"S001","balance":6)"));
  const auto again = post(base + "/redemptions", body);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(header(again, "Idempotency-Replayed"), "true");
  EXPECT_EQ(account(customer).balance, Points(6));
  const auto other = post(base + "/redemptions", R"({"points":5,"reason":"a cup"})");
  EXPECT_EQ(other.status, 422);
  EXPECT_THAT(other.body, HasSubstr("idempotency_key_reused"));
}

TEST_F(PointsApiTest, ARedemptionIsReversedOnce) {
  earn(1, 10, in_2027);
  earn(2, 10, in_2028);
  const auto redeemed = post(base + "/redemptions", R"({"points":14,"reason":"a cup"})");
  const std::string path = base + "/redemptions/" + text_of(redeemed, "id") + "/reversal";
  move_to("2027-07-05T00:00:00Z");
  const auto reversed = post(path, "", "k2");
  ASSERT_EQ(reversed.status, 201) << reversed.body;
  EXPECT_THAT(reversed.body, HasSubstr(R"("restored":14,"repaid":0,"expired":10,"balance":10)"));
  EXPECT_EQ(post(path, "", "k2").body, reversed.body) << "a retry";
  const auto twice = post(path, "", "k3");
  EXPECT_EQ(twice.status, 409);
  EXPECT_THAT(twice.body, HasSubstr("already_voided"));
}

TEST_F(PointsApiTest, BadInputIsNamedAndChangesNothing) {
  earn(1, 10, in_2028);
  struct Case {
    const char* reason;
    std::string path, body;
    int status;
    const char* code;
    const char* pointer;
  };
  const std::string redemptions = base + "/redemptions";
  const Case cases[] = {
      {"none", redemptions, R"({"points":0,"reason":"x"})", 400, "out_of_range", "/points"},
      {"negative", redemptions, R"({"points":-1,"reason":"x"})", 400, "out_of_range", "/points"},
      {"beyond any balance",
       redemptions,
       R"({"points":1000000001,"reason":"x"})",
       400,
       "out_of_range",
       "/points"},
      {"text", redemptions, R"({"points":"5","reason":"x"})", 400, "wrong_type", "/points"},
      {"no reason", redemptions, R"({"points":5})", 400, "missing_field", "/reason"},
      {"empty reason", redemptions, R"({"points":5,"reason":""})", 400, "too_short", "/reason"},
      {"unknown field",
       redemptions,
       R"({"points":5,"reason":"x","gift":1})",
       400,
       "unknown_field",
       "/gift"},
      {"unknown store",
       redemptions,
       R"({"points":5,"reason":"x","store":"S9"})",
       404,
       "store_not_found",
       "/store"},
      {"more than there is",
       redemptions,
       R"({"points":11,"reason":"x"})",
       409,
       "not_enough_points",
       ""},
      {"nobody",
       "/v1/members/77/points/redemptions",
       R"({"points":1,"reason":"x"})",
       404,
       "account_not_found",
       "/id"},
      {"no such redemption", redemptions + "/5/reversal", "", 404, "not_found", "/redemption"},
  };
  for (const Case& c : cases) {
    const auto answer = post(c.path, c.body);
    EXPECT_EQ(answer.status, c.status) << c.reason << ": " << answer.body;
    EXPECT_THAT(answer.body, HasSubstr(c.code)) << c.reason;
    EXPECT_THAT(answer.body, HasSubstr(c.pointer)) << c.reason;
  }
  EXPECT_EQ(get("/v1/members/77/points").status, 404);
  EXPECT_EQ(get("/v1/members/77/points/entries").status, 404);
  EXPECT_EQ(account(customer).seq, 1);
}

TEST_F(PointsApiTest, AnActorOfSomeStoresActsForThoseOnly) {
  earn(1, 10, in_2028);
  const StoreId own = org.snapshot()->find_store("S001")->id;
  const std::string with_store = R"({"points":1,"reason":"x","store":"S001"})";
  const std::string without = R"({"points":1,"reason":"x"})";
  const auto elsewhere = post(base + "/redemptions", without, "k1");
  ASSERT_EQ(elsewhere.status, 201);
  door.actor.stores = {own};
  EXPECT_EQ(post(base + "/redemptions", with_store, "k2").status, 201);
  const auto unnamed = post(base + "/redemptions", without, "k3");
  EXPECT_EQ(unnamed.status, 403);
  EXPECT_THAT(unnamed.body, HasSubstr("store_out_of_scope"));
  const auto others =
      post(base + "/redemptions/" + text_of(elsewhere, "id") + "/reversal", "", "k4");
  EXPECT_EQ(others.status, 403);
  door.actor.stores = {StoreId(own.value() + 1)};
  EXPECT_EQ(post(base + "/redemptions", with_store, "k5").status, 403);
  door.actor.permissions = {"points:read"};
  EXPECT_EQ(post(base + "/redemptions", with_store, "k6").status, 403);
}

}  // namespace
}  // namespace guanxi::points
