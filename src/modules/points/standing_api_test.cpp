// Holds and documents from the outside.
#include "modules/points/api_fixture_test.h"

namespace guanxi::points {
namespace {

using testing::HasSubstr;
using testing::Not;

class StandingApiTest : public PointsApiTest {
 protected:
  StandingApiTest() { door.actor.permissions = {"points:*"}; }
  void act_as(std::int64_t actor) { door.actor.id = ActorId(actor); }
  std::string key() { return "key-" + std::to_string(++keys_made_); }
  http::Response ask(const std::string& path, const std::string& body = "") {
    return post(path, body, key());
  }
  std::string draft(int points) {
    const auto answer =
        ask("/v1/points/documents",
            R"({"member":"2002","points":)" + std::to_string(points) +
                R"(,"reason":"a complaint","attachment":"KF-1","attachments":[],"store":"S001"})");
    EXPECT_EQ(answer.status, 201) << answer.body;
    return "/v1/points/documents/" + text_of(answer, "id");
  }

 private:
  int keys_made_ = 0;
};

TEST_F(StandingApiTest, AHoldIsCapturedAndItsRedemptionReversed) {
  earn(1, 20, in_2028);
  const std::string holds = base + "/holds";
  const auto held = ask(holds, R"({"points":15,"reason":"a mug","store":"S001"})");
  ASSERT_EQ(held.status, 201) << held.body;
  EXPECT_THAT(held.body, HasSubstr(R"("state":"open","points":15,"captured":0,"reason":"a mug")"));
  EXPECT_THAT(held.body, HasSubstr(R"("deadline":"2026-01-01T00:15:00Z")")) << "15 minutes";
  EXPECT_THAT(held.body, HasSubstr(R"("balance":20,"held":15)"));
  EXPECT_THAT(get(base).body, HasSubstr(R"("balance":20,"usable":5)"));
  EXPECT_THAT(get(base).body, HasSubstr(R"("held":15)"));
  const std::string hold = holds + "/" + text_of(held, "id");
  const auto captured = ask(hold + "/capture", R"({"points":12})");
  ASSERT_EQ(captured.status, 201) << captured.body;
  EXPECT_THAT(captured.body, HasSubstr(R"("state":"captured","points":15,"captured":12)"));
  EXPECT_THAT(captured.body, HasSubstr(R"("balance":8,"held":0)"));
  const auto entries = get(base + "/entries", {{"limit", "3"}});
  EXPECT_THAT(entries.body, HasSubstr(R"("text":"Redeemed","note":"a mug")"));
  EXPECT_THAT(entries.body, HasSubstr(R"("points":0,"held":-15,"balance":20)"));
  EXPECT_THAT(entries.body, HasSubstr(R"("text":"Held")"));
  const auto reversed = ask(base + "/redemptions/" + text_of(captured, "redemption") + "/reversal");
  ASSERT_EQ(reversed.status, 201) << reversed.body;
  EXPECT_THAT(reversed.body, HasSubstr(R"("restored":12)"));
  const auto again = ask(hold + "/release");
  EXPECT_EQ(again.status, 409);
  EXPECT_THAT(again.body, HasSubstr("hold_not_open"));
}

TEST_F(StandingApiTest, AHoldEndsByItselfAndTheAccountSaysSo) {
  earn(1, 20, in_2028);
  const auto held = ask(base + "/holds", R"({"points":15,"reason":"a mug","minutes":1})");
  ASSERT_EQ(held.status, 201) << held.body;
  const auto before = header(get(base), "ETag");
  temp.clock().advance_seconds(60);
  EXPECT_THAT(get(base).body, HasSubstr(R"("balance":20,"usable":20)"));
  EXPECT_NE(header(get(base), "ETag"), before);
  const std::string hold = base + "/holds/" + text_of(held, "id");
  EXPECT_THAT(get(hold).body, HasSubstr(R"("state":"expired")"));
  EXPECT_EQ(ask(hold + "/capture", "{}").status, 409);
}

TEST_F(StandingApiTest, HoldsAreListedInPages) {
  earn(1, 20, in_2028);
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(ask(base + "/holds", R"({"points":1,"reason":"a mug"})").status, 201);
  }
  const auto first = get(base + "/holds", {{"limit", "2"}});
  const auto cursor = text_of(first, "next_cursor");
  ASSERT_FALSE(cursor.empty()) << first.body;
  const auto second = get(base + "/holds", {{"limit", "2"}, {"cursor", cursor}});
  EXPECT_THAT(second.body, HasSubstr(R"("state":"open")"));
  EXPECT_THAT(second.body, Not(HasSubstr("next_cursor")));
  EXPECT_EQ(get("/v1/members/1001/points/holds", {{"cursor", cursor}}).status, 400);
}

TEST_F(StandingApiTest, ADocumentGoesItsWay) {
  act_as(8);
  const std::string paper = draft(200);
  ASSERT_EQ(ask(paper + "/submit").status, 201);
  const auto queue = get("/v1/points/documents", {{"programme", "M"}});
  EXPECT_THAT(queue.body, HasSubstr(R"("state":"submitted","points":200,"reason":"a complaint")"));
  EXPECT_THAT(queue.body, HasSubstr(R"("attachment":"KF-1","attachments":[],"store":"S001")"));
  const auto own = ask(paper + "/approve", "{}");
  EXPECT_EQ(own.status, 403);
  EXPECT_THAT(own.body, HasSubstr("own_approval"));
  act_as(9);
  const auto approved = ask(paper + "/approve", R"({"note":"seen"})");
  ASSERT_EQ(approved.status, 201) << approved.body;
  EXPECT_THAT(approved.body, HasSubstr(R"("decided_by":"9","note":"seen")"));
  const auto posted = ask(paper + "/post");
  ASSERT_EQ(posted.status, 201) << posted.body;
  EXPECT_THAT(posted.body, HasSubstr(R"("repaid":0,"balance":200)"));
  EXPECT_THAT(get(paper).body, HasSubstr(R"("state":"posted")"));
  EXPECT_THAT(get(base).body, HasSubstr(R"("d":200)"));
  EXPECT_THAT(get(base + "/entries").body, HasSubstr(R"("text":"Granted by a document")"));
  const auto again = ask(paper + "/withdraw");
  EXPECT_EQ(again.status, 409);
  EXPECT_THAT(again.body, HasSubstr("points_document_state"));
  EXPECT_THAT(get(base + "/documents").body, HasSubstr(R"("ended_by":"9")"));
  EXPECT_THAT(get("/v1/points/documents", {{"programme", "M"}}).body, HasSubstr(R"("items":[])"));
}

TEST_F(StandingApiTest, DocumentsAreListedInPagesOfTheirOwnList) {
  draft(1);
  draft(2);
  const auto first =
      get("/v1/points/documents", {{"programme", "M"}, {"state", "draft"}, {"limit", "1"}});
  const auto cursor = text_of(first, "next_cursor");
  ASSERT_FALSE(cursor.empty()) << first.body;
  const auto page = [&](const char* state) {
    return get("/v1/points/documents", {{"programme", "M"}, {"state", state}, {"cursor", cursor}});
  };
  EXPECT_THAT(page("draft").body, HasSubstr(R"("points":1,)"));
  EXPECT_EQ(page("posted").status, 400) << "a cursor of another list";
  const auto of = get(base + "/documents", {{"limit", "1"}});
  const auto next = text_of(of, "next_cursor");
  EXPECT_THAT(get(base + "/documents", {{"cursor", next}}).body, HasSubstr(R"("points":1,)"));
  EXPECT_EQ(get("/v1/members/1001/points/documents", {{"cursor", next}}).status, 400);
}

TEST_F(StandingApiTest, BadInputIsNamedAndChangesNothing) {
  earn(1, 10, in_2028);
  act_as(8);
  const std::string holds = base + "/holds";
  const std::string documents = "/v1/points/documents";
  struct Case {
    const char* reason;
    std::string path, body;
    int status;
    const char* code;
    const char* pointer;
  };
  const Case cases[] = {
      {"no points", holds, R"({"points":0,"reason":"x"})", 400, "out_of_range", "/points"},
      {"too long a hold",
       holds,
       R"({"points":1,"reason":"x","minutes":1441})",
       400,
       "out_of_range",
       "/minutes"},
      {"more than there is", holds, R"({"points":11,"reason":"x"})", 409, "not_enough_points", ""},
      {"no such hold", holds + "/5/capture", "{}", 404, "hold_not_found", "/hold"},
      {"no such hold", holds + "/5/release", "", 404, "hold_not_found", "/hold"},
      {"neither plus nor minus",
       documents,
       R"({"member":"2002","points":0,"reason":"x"})",
       400,
       "out_of_range",
       "/points"},
      {"beyond the programme's limit",
       documents,
       R"({"member":"2002","points":10001,"reason":"x"})",
       409,
       "points_limit_exceeded",
       "/points"},
      {"no reason", documents, R"({"member":"2002","points":1})", 400, "missing_field", "/reason"},
      {"nobody",
       documents,
       R"({"member":"77","points":1,"reason":"x"})",
       404,
       "account_not_found",
       "/member"},
      {"no such document", documents + "/5/submit", "", 404, "points_document_not_found", "/id"},
      {"no reason to reject", documents + "/5/reject", "{}", 400, "missing_field", "/note"},
  };
  for (const Case& c : cases) {
    const auto answer = ask(c.path, c.body);
    EXPECT_EQ(answer.status, c.status) << c.reason << ": " << answer.body;
    EXPECT_THAT(answer.body, HasSubstr(c.code)) << c.reason;
    EXPECT_THAT(answer.body, HasSubstr(c.pointer)) << c.reason;
  }
  EXPECT_EQ(get(documents, {{"programme", "NONE"}}).status, 404);
  EXPECT_EQ(get(documents + "/5").status, 404);
  EXPECT_EQ(get(holds + "/5").status, 404);
  EXPECT_EQ(account(customer).seq, 1);
}

TEST_F(StandingApiTest, WhoIsLimitedToStoresActsForThoseOnly) {
  earn(1, 10, in_2028);
  act_as(8);
  const std::string paper = draft(5);
  const auto held = ask(base + "/holds", R"({"points":1,"reason":"x","store":"S001"})");
  const std::string hold = base + "/holds/" + text_of(held, "id");
  const StoreId own = org.snapshot()->find_store("S001")->id;
  door.actor.stores = {StoreId(own.value() + 1)};
  EXPECT_EQ(ask(base + "/holds", R"({"points":1,"reason":"x"})").status, 403);
  // Of a programme none of one's stores belongs to, nothing is there.
  EXPECT_EQ(ask(hold + "/release").status, 404);
  EXPECT_EQ(ask(paper + "/submit").status, 404);
  door.actor.stores = {own};
  EXPECT_EQ(ask(hold + "/release").status, 201);
  EXPECT_EQ(ask(paper + "/submit").status, 201);
  door.actor.permissions = {"points:read", "points:redeem"};
  EXPECT_EQ(ask(paper + "/withdraw").status, 403) << "points:grant";
  door.actor.permissions = {"points:grant"};
  EXPECT_EQ(ask(paper + "/reject", R"({"note":"x"})").status, 403) << "points:approve";
}

}  // namespace
}  // namespace guanxi::points
