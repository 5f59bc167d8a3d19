// Late attribution as a document: limits, approval by somebody else, and what happens meanwhile.
#include <gtest/gtest.h>

#include <atomic>

#include "support/at_once.h"
#include "support/house.h"
#include "support/news.h"

namespace guanxi::test {
namespace {

constexpr const char* second_phone = "13900139000";

json::object by(const char* kind, const std::string& value) {
  return {{"kind", kind}, {"value", value}};
}

class AttributionPaper : public testing::Test {
 protected:
  AttributionPaper() {
    she = house.enrol(her_phone);
    other = house.enrol(second_phone);
  }

  std::string key() { return "paper-" + std::to_string(++keys); }
  std::string sell(std::vector<Goods> lines = {{"A1001"}}, const std::string& phone = "") {
    house.clock().advance_seconds(1);
    const Answer sold = house.sell({.phone = phone, .lines = std::move(lines)});
    EXPECT_EQ(sold.status, 201) << sold;
    return sold.string("/receipt");
  }
  json::object body(const json::object& member) const {
    return {{"member", member}, {"cashier", "C07"}, {"reason", "card forgotten"}};
  }
  static std::string at(const std::string& paper) { return "/v1/attributions/" + paper; }
  Answer ask(const std::string& receipt, const json::object& member = by("phone", her_phone)) {
    house.clock().advance_seconds(1);
    return author.post("/v1/receipts/" + receipt + "/attribution", body(member), key());
  }
  /// Submitted; the id.
  std::string paper(
      const std::string& receipt, const json::object& member = by("phone", her_phone)
  ) {
    const Answer asked = ask(receipt, member);
    EXPECT_EQ(asked.status, 201) << asked;
    EXPECT_EQ(asked.string("/state"), "submitted") << asked;
    return asked.string("/id");
  }
  Answer approve(const std::string& id) {
    house.clock().advance_seconds(1);
    return approver.post(at(id) + "/approve", {{"note", "checked"}}, key());
  }
  Answer reject(const std::string& id) {
    return approver.post(at(id) + "/reject", {{"reason", "not theirs"}}, key());
  }
  Answer withdraw(const std::string& id) {
    return author.post(at(id) + "/withdraw", json::object(), key());
  }
  Answer shown(const std::string& id) const { return house.manager().get(at(id)); }
  Answer give_back(
      const std::string& receipt, std::vector<std::pair<int, std::string>> lines = {}
  ) {
    house.clock().advance_seconds(1);
    Answer back = house.refund({.receipt = receipt, .lines = std::move(lines)});
    EXPECT_EQ(back.status, 201) << back;
    return back;
  }
  /// Refused for a reason; the paper waits as it did, and nobody has got anything.
  void expect_waits(const Answer& refused, const std::string& id, const char* code) {
    EXPECT_EQ(refused.code(), code) << refused;
    EXPECT_EQ(refused.pointer(), "/id") << refused;
    EXPECT_EQ(shown(id).string("/state"), "submitted");
    EXPECT_EQ(house.points(she), 0);
  }
  void expect_limit(const Answer& refused, const char* limit, const char* pointer) {
    EXPECT_EQ(refused.status, 409) << refused;
    EXPECT_EQ(refused.code(), "attribution_limit_exceeded") << refused;
    EXPECT_EQ(refused.pointer(), pointer) << refused;
    EXPECT_NE(refused.text.find(limit), std::string::npos) << refused;
  }
  void set(const programmes::Parameters& parameters) {
    house.set_parameters(parameters, house.now().plus_seconds(1));
    house.clock().advance_seconds(2);
  }
  std::string merge(const std::string& survivor, const std::string& absorbed) {
    house.clock().advance_seconds(1);
    const Answer merged = house.manager().post(
        "/v1/members/" + survivor + "/merges",
        {{"absorbed", absorbed}, {"reason", "one person"}},
        key()
    );
    EXPECT_EQ(merged.status, 201) << merged;
    return merged.string("/id");
  }

  TestHouse house;  // Monday 2026-03-02, 10:00 in Shanghai; every attribution has to be approved
  Client author = house.person("author", {"sales:*"});
  Client approver = house.person("approver", {"sales:read", "sales:approve_attribution"});
  std::string she, other;
  int keys = 0;
};

TEST_F(AttributionPaper, nothing_changes_until_somebody_else_approves_it) {
  const std::string sale = sell({{"A1001"}, {"A1003"}});
  give_back(sale, {{2, "1"}});
  const std::string before = house.manager().get("/v1/receipts/" + sale).text;
  const Answer asked = ask(sale);
  ASSERT_EQ(asked.status, 201) << asked;
  const std::string id = asked.string("/id");
  EXPECT_EQ(asked.string("/state"), "submitted");
  EXPECT_EQ(asked.header("Location"), at(id));
  EXPECT_EQ(asked.string("/member"), she);
  EXPECT_EQ(asked.integer("/earned"), 12);
  EXPECT_EQ(asked.integer("/returned"), 2);
  EXPECT_EQ(asked.find("/receipt"), nullptr) << asked;
  EXPECT_EQ(asked.find("/balance"), nullptr);
  EXPECT_EQ(house.manager().get("/v1/receipts/" + sale).text, before);
  EXPECT_EQ(house.points(she), 0);
  house.expect_clean_books();

  const Answer done = approve(id);
  ASSERT_EQ(done.status, 201) << done;
  EXPECT_EQ(done.string("/state"), "posted");
  EXPECT_EQ(done.integer("/earned"), 12);
  EXPECT_EQ(done.integer("/returned"), 2);
  EXPECT_EQ(done.integer("/balance"), 10);
  EXPECT_EQ(done.string("/receipt/member"), she);
  EXPECT_EQ(house.points(she), 10);
  const Answer paper = shown(id);
  EXPECT_EQ(paper.string("/state"), "posted") << paper;
  EXPECT_EQ(paper.string("/decision"), "checked");
  EXPECT_EQ(paper.string("/store"), "S001");
  EXPECT_NE(paper.string("/submitted_by"), paper.string("/decided_by"));
  EXPECT_EQ(paper.string("/attributed_at"), paper.string("/decided_at"));
  const Answer receipt = house.manager().get("/v1/receipts/" + sale);
  EXPECT_EQ(receipt.string("/attribution/id"), id) << receipt;
  EXPECT_EQ(receipt.string("/attribution/actor"), paper.string("/submitted_by"));
  EXPECT_EQ(receipt.string("/attribution/approved_by"), paper.string("/decided_by"));
}

TEST_F(AttributionPaper, few_points_need_no_approval) {
  programmes::Parameters some;
  some.late_attribution_unapproved_points = 10;
  set(some);
  const std::string small = sell(), large = sell({{"A1001"}, {"A1003"}});
  const Answer given = ask(small);
  ASSERT_EQ(given.status, 201) << given;
  EXPECT_EQ(given.string("/state"), "posted");
  EXPECT_EQ(house.points(she), 10);
  const Answer paper = shown(given.string("/id"));
  EXPECT_EQ(paper.find("/decided_by"), nullptr) << "nobody had to: " << paper;
  EXPECT_EQ(paper.find("/decided_at"), nullptr);
  EXPECT_EQ(house.manager().get("/v1/receipts/" + small).find("/attribution/approved_by"), nullptr);
  EXPECT_EQ(ask(large).string("/state"), "submitted") << "twelve";
  give_back(large, {{2, "1"}});
  EXPECT_EQ(house.points(she), 10);
}

TEST_F(AttributionPaper, what_a_cap_cuts_is_approved_all_the_same) {
  programmes::Parameters capped;
  capped.member_day_points_max = capped.late_attribution_unapproved_points = 5;
  set(capped);
  const Answer asked = ask(sell());
  EXPECT_EQ(asked.integer("/earned"), 5) << asked;
  EXPECT_EQ(asked.string("/state"), "submitted") << "ten, and growth has no cap";
}

TEST_F(AttributionPaper, nobody_decides_about_their_own) {
  const std::string id = paper(sell());
  const auto try_to = [&](const Client& who, const char* what) {
    return who.post(at(id) + "/" + what, {{"reason", "why not"}}, key()).code();
  };
  EXPECT_EQ(author.post(at(id) + "/approve", json::object(), key()).code(), "own_approval");
  EXPECT_EQ(try_to(author, "reject"), "own_approval");
  EXPECT_EQ(shown(id).string("/state"), "submitted");
  const Client clerk = house.person("clerk", {"sales:attribute", "sales:read", "sales:refund"});
  EXPECT_EQ(clerk.post(at(id) + "/approve", json::object(), key()).code(), "forbidden");
  EXPECT_EQ(try_to(clerk, "reject"), "forbidden");
  EXPECT_EQ(clerk.post(at(id) + "/withdraw", json::object(), key()).code(), "forbidden")
      << "only its author does";
  const Client elsewhere = house.person("elsewhere", {"sales:*"}, {"S002"});
  EXPECT_EQ(
      elsewhere.post(at(id) + "/approve", json::object(), key()).code(), "attribution_not_found"
  );
  EXPECT_EQ(elsewhere.get(at(id)).code(), "attribution_not_found");
  EXPECT_EQ(approve("314159").code(), "attribution_not_found");
  const Client here = house.person("here", {"sales:approve_attribution"}, {"S001"});
  EXPECT_EQ(here.post(at(id) + "/approve", json::object(), key()).status, 201);
}

TEST_F(AttributionPaper, what_is_rejected_or_withdrawn_gives_nothing_and_may_be_asked_for_again) {
  const std::string sale = sell();
  const std::string first = paper(sale);
  const Answer refused = approver.post(at(first) + "/reject", {{"reason", ""}}, key());
  EXPECT_EQ(refused.pointer(), "/reason") << refused;
  const Answer rejected = reject(first);
  ASSERT_EQ(rejected.status, 201) << rejected;
  EXPECT_EQ(rejected.string("/state"), "rejected");
  EXPECT_EQ(rejected.string("/decision"), "not theirs");
  const std::string second = paper(sale);
  const Answer withdrawn = withdraw(second);
  ASSERT_EQ(withdrawn.status, 201) << withdrawn;
  EXPECT_EQ(withdrawn.string("/state"), "withdrawn");
  for (const std::string& id : {first, second}) {
    for (const Answer& late : {approve(id), reject(id), withdraw(id)}) {
      EXPECT_EQ(late.status, 409) << late;
      EXPECT_EQ(late.code(), "attribution_state") << late;
    }
  }
  EXPECT_EQ(house.points(she), 0);
  EXPECT_EQ(approve(paper(sale)).status, 201);
  EXPECT_EQ(house.points(she), 10);
}

TEST_F(AttributionPaper, a_receipt_has_one_that_waits) {
  const std::string sale = sell();
  const std::string id = paper(sale);
  for (const char* phone : {her_phone, second_phone}) {
    const Answer again = ask(sale, by("phone", phone));
    EXPECT_EQ(again.code(), "attribution_state") << again;
    EXPECT_EQ(again.pointer(), "/receipt") << again;
  }
  ASSERT_EQ(approve(id).status, 201);
  EXPECT_EQ(ask(sale).code(), "receipt_has_member");
}

TEST_F(AttributionPaper, none_gives_more_points_than_the_programme_allows) {
  programmes::Parameters few;
  few.late_attribution_points_max = 11;
  few.late_attribution_unapproved_points = 20;
  set(few);
  const std::string large = sell({{"A1001"}, {"A1003"}});
  const Answer refused = ask(large);
  expect_limit(refused, "late_attribution_points_max", "/receipt");
  EXPECT_NE(refused.text.find("of 12 points"), std::string::npos) << refused;
  give_back(large, {{2, "1"}});
  EXPECT_EQ(ask(large).status, 201) << "ten are left of it";

  few.late_attribution_unapproved_points = 0;
  few.late_attribution_points_max = 12;
  set(few);
  const std::string id = paper(sell({{"A1001"}, {"A1003"}}), by("phone", second_phone));
  few.late_attribution_points_max = 11;
  set(few);
  const Answer late = approve(id);
  expect_limit(late, "late_attribution_points_max", "/id");
  EXPECT_EQ(shown(id).string("/state"), "submitted");
  EXPECT_EQ(house.points(other), 0);
}

TEST_F(AttributionPaper, a_member_has_so_many_a_month) {
  programmes::Parameters two;
  two.late_attributions_member_month_max = 2;
  set(two);
  const std::string first = paper(sell()), second = paper(sell());
  const Answer third = ask(sell());
  expect_limit(third, "late_attributions_member_month_max", "/member");
  ASSERT_EQ(approve(first).status, 201);
  expect_limit(ask(sell()), "late_attributions_member_month_max", "/member");
  ASSERT_EQ(withdraw(second).status, 201);
  const std::string again = paper(sell());
  ASSERT_EQ(reject(again).status, 201);
  const std::string last = paper(sell());
  expect_limit(ask(sell()), "late_attributions_member_month_max", "/member");
  EXPECT_EQ(ask(sell(), by("phone", second_phone)).status, 201) << "somebody else's month";
  house.advance_days(29);  // 31 March
  EXPECT_EQ(ask(sell()).code(), "attribution_limit_exceeded");
  house.advance_days(1);
  EXPECT_EQ(ask(sell()).status, 201) << "April";
}

TEST_F(AttributionPaper, an_author_has_so_many_a_day) {
  programmes::Parameters two;
  two.late_attributions_actor_day_max = 2;
  set(two);
  const std::string first = paper(sell());
  paper(sell(), by("phone", second_phone));
  const std::string sale = sell();
  expect_limit(ask(sale), "late_attributions_actor_day_max", "/receipt");
  const Client colleague = house.person("colleague", {"sales:attribute"});
  EXPECT_EQ(
      colleague.post("/v1/receipts/" + sale + "/attribution", body(by("phone", her_phone)), key())
          .status,
      201
  );
  ASSERT_EQ(reject(first).status, 201);
  paper(sell());
  expect_limit(ask(sell()), "late_attributions_actor_day_max", "/receipt");
  house.advance_days(1);
  EXPECT_EQ(ask(sell()).status, 201);
}

TEST_F(AttributionPaper, its_days_are_counted_to_when_it_was_submitted) {
  const std::string sale = sell(), forgotten = sell();
  house.advance_days(7);
  const std::string id = paper(sale);
  house.advance_days(20);
  EXPECT_EQ(ask(forgotten).code(), "attribution_too_late");
  const Answer done = approve(id);
  ASSERT_EQ(done.status, 201) << done;
  EXPECT_EQ(house.points(she), 10);
  const Answer entries = house.manager().get("/v1/members/" + she + "/points/entries");
  EXPECT_EQ(entries.string("/items/0/posted_at").substr(0, 10), "2026-03-29") << entries;
}

TEST_F(AttributionPaper, what_came_back_meanwhile_earns_nothing) {
  const std::string sale = sell({{"A1001"}, {"A1003"}});
  const std::string id = paper(sale);
  give_back(sale, {{1, "1"}});
  const Answer done = approve(id);
  ASSERT_EQ(done.status, 201) << done;
  EXPECT_EQ(done.integer("/earned"), 12);
  EXPECT_EQ(done.integer("/returned"), 10);
  EXPECT_EQ(house.points(she), 2);
  EXPECT_EQ(shown(id).integer("/returned"), 10);
}

TEST_F(AttributionPaper, what_has_become_impossible_waits_to_be_rejected) {
  const std::string voided = sell(), returned = sell(), fine = sell();
  const std::string of_voided = paper(voided), of_returned = paper(returned), of_fine = paper(fine);
  house.clock().advance_seconds(1);
  ASSERT_EQ(house.void_sale({.receipt = voided}).status, 201);
  give_back(returned);
  expect_waits(approve(of_voided), of_voided, "already_voided");
  expect_waits(approve(of_returned), of_returned, "nothing_left_to_attribute");
  programmes::Parameters off;
  off.late_attribution_days = 0;
  set(off);
  expect_waits(approve(of_fine), of_fine, "attribution_off");
  set({});
  const Answer member = house.manager().get("/v1/members/" + she);
  const Answer frozen = house.manager().send(
      {.method = "PATCH",
       .target = "/v1/members/" + she,
       .body = R"({"state":"frozen"})",
       .if_match = member.header("ETag")}
  );
  ASSERT_EQ(frozen.status, 200) << frozen;
  expect_waits(approve(of_fine), of_fine, "member_frozen");
  EXPECT_EQ(reject(of_voided).string("/state"), "rejected");
  EXPECT_EQ(reject(of_returned).string("/state"), "rejected");
}

TEST_F(AttributionPaper, a_retry_gets_the_first_answer) {
  const std::string sale = sell();
  const std::string target = "/v1/receipts/" + sale + "/attribution";
  const Answer asked = author.post(target, body(by("phone", her_phone)), "once");
  ASSERT_EQ(asked.status, 201) << asked;
  const Answer asked_again = author.post(target, body(by("phone", her_phone)), "once");
  EXPECT_TRUE(asked_again.replayed());
  EXPECT_EQ(asked_again.text, asked.text);
  const std::string approval = at(asked.string("/id")) + "/approve";
  const Answer done = approver.post(approval, json::object(), "approve-once");
  ASSERT_EQ(done.status, 201) << done;
  house.clock().advance_seconds(60);
  const Answer again = approver.post(approval, json::object(), "approve-once");
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(again.text, done.text);
  EXPECT_EQ(approver.post(approval, json::object(), key()).code(), "attribution_state");
  EXPECT_EQ(house.points(she), 10);
}

TEST_F(AttributionPaper, follows_whom_the_member_is_merged_into_and_comes_back) {
  const std::string one = paper(sell(), by("phone", second_phone));
  const std::string two = paper(sell(), by("phone", second_phone));
  const std::string merged = merge(she, other);
  EXPECT_EQ(shown(one).string("/member"), she);
  const Answer list = house.manager().get("/v1/attributions?programme=MAIN&member=" + she);
  EXPECT_EQ(list.size("/items"), 2U) << list;
  const Answer what = house.manager().get("/v1/members/" + she + "/merges/" + merged);
  EXPECT_NE(what.text.find("\"attributions\""), std::string::npos) << what;
  const Answer done = approve(one);
  ASSERT_EQ(done.status, 201) << done;
  EXPECT_EQ(done.string("/receipt/member"), she);
  EXPECT_EQ(house.points(she), 10);
  const Answer undone = house.manager().post(
      "/v1/members/" + she + "/merges/" + merged + "/undo", {{"reason", "they are two"}}, key()
  );
  ASSERT_EQ(undone.status, 200) << undone;
  EXPECT_EQ(shown(one).string("/member"), she) << "what happened since stays";
  EXPECT_EQ(shown(two).string("/member"), other);
  const Answer back = approve(two);
  ASSERT_EQ(back.status, 201) << back;
  EXPECT_EQ(house.points(other), 10);
  EXPECT_EQ(house.points(she), 10);
}

TEST_F(AttributionPaper, a_merge_makes_no_new_month) {
  programmes::Parameters one;
  one.late_attributions_member_month_max = 1;
  set(one);
  ASSERT_EQ(approve(paper(sell(), by("phone", second_phone))).status, 201);
  merge(she, other);
  expect_limit(ask(sell()), "late_attributions_member_month_max", "/member");
}

TEST_F(AttributionPaper, by_the_card_that_was_presented) {
  const std::string card = house.manager().get("/v1/members/" + other).string("/cards/0/number");
  const std::string id = paper(sell(), by("card", card));
  EXPECT_EQ(shown(id).string("/member"), other);
  const std::string merged = merge(she, other);
  const std::string later = paper(sell(), by("card", card));
  EXPECT_EQ(shown(later).string("/member"), she);
  ASSERT_EQ(
      house.manager()
          .post("/v1/members/" + she + "/merges/" + merged + "/undo", {{"reason", "two"}}, key())
          .status,
      200
  );
  EXPECT_EQ(approve(id).string("/receipt/member"), other);
  const Answer hers = approve(later);
  ASSERT_EQ(hers.status, 201) << "the card is another's again, the paper is not: " << hers;
  EXPECT_EQ(hers.string("/receipt/member"), she);
}

TEST_F(AttributionPaper, two_approvals_a_return_and_a_void_at_once_have_one_effect) {
  programmes::Parameters many;
  many.late_attributions_member_month_max = 0;
  set(many);
  std::int64_t expected = 0;
  for (int round = 0; round < 6; ++round) {
    const std::string sale = sell({{"A1001", "3"}, {"A1003"}});
    const std::string id = paper(sale);
    const bool voids = round % 2 == 1;
    const json::object back = voids ? house.back_body({.receipt = sale})
                                    : house.back_body({.receipt = sale, .lines = {{1, "1"}}});
    const std::string name = "race-" + std::to_string(round) + "-";
    std::atomic<int> given = 0, returned = 0;
    at_once(4, [&](int thread) {
      if (thread < 3) {
        const Answer answer =
            approver.post(at(id) + "/approve", json::object(), name + std::to_string(thread));
        if (answer.status == 201) ++given;
        EXPECT_TRUE(
            answer.status == 201 || answer.code() == "attribution_state" ||
            (voids && answer.code() == "already_voided")
        ) << answer;
      } else {
        const Answer answer = TestHouse::post_keyed(
            house.manager(), "/v1/checkout/" + sale + (voids ? "/void" : "/refunds"), back
        );
        if (answer.status == 201) ++returned;
        EXPECT_EQ(answer.status, 201) << answer;
      }
    });
    EXPECT_EQ(returned, 1);
    EXPECT_EQ(shown(id).string("/state"), given == 1 ? "posted" : "submitted");
    if (!voids) {
      EXPECT_EQ(given, 1);
      expected += 22;
    } else {
      EXPECT_LE(given, 1);
      EXPECT_EQ(shown(id).integer("/earned"), 32);
    }
    EXPECT_EQ(house.points(she), expected);
    house.expect_clean_books();
  }
}

TEST_F(AttributionPaper, many_authors_at_once_submit_one) {
  const std::string sale = sell();
  const Rush result = rush(6, [&](int thread) {
    return house.manager().post(
        "/v1/receipts/" + sale + "/attribution",
        body(by("phone", thread % 2 == 0 ? her_phone : second_phone)),
        "submit-" + std::to_string(thread)
    );
  });
  EXPECT_EQ(result.won, 1);
  EXPECT_EQ(result.refused, (std::map<std::string, int>{{"409 attribution_state", 5}}));
}

TEST_F(AttributionPaper, is_a_list_to_work_through_newest_first) {
  const std::string one = paper(sell()), two = paper(sell(), by("phone", second_phone));
  house.clock().advance_seconds(1);
  const Answer sold = house.sell({.lines = {{"A1001"}}, .store = "S002"});
  const std::string three = paper(sold.string("/receipt"));
  ASSERT_EQ(reject(two).status, 201);
  const auto ids = [&](const Client& who, const std::string& more) {
    const Answer list = who.get("/v1/attributions?programme=MAIN" + more);
    EXPECT_EQ(list.status, 200) << list;
    std::vector<std::string> found;
    for (std::size_t i = 0; i < list.size("/items"); ++i) {
      found.push_back(list.string("/items/" + std::to_string(i) + "/id"));
    }
    return found;
  };
  using Ids = std::vector<std::string>;
  const Client& manager = house.manager();
  EXPECT_EQ(ids(manager, ""), (Ids{three, two, one}));
  EXPECT_EQ(ids(manager, "&state=submitted"), (Ids{three, one}));
  EXPECT_EQ(ids(manager, "&store=S001"), (Ids{two, one}));
  EXPECT_EQ(ids(manager, "&member=" + she), (Ids{three, one}));
  EXPECT_EQ(ids(manager, "&state=rejected&member=" + other), (Ids{two}));
  EXPECT_EQ(ids(manager, "&member=" + she + "&store=S002"), (Ids{three}));
  const Client here = house.person("here", {"sales:read"}, {"S001"});
  EXPECT_EQ(ids(here, ""), (Ids{two, one}));
  EXPECT_EQ(here.get("/v1/attributions?programme=MAIN&store=S002").code(), "store_out_of_scope");
  EXPECT_EQ(manager.get("/v1/attributions?programme=NONE").code(), "programme_not_found");
  EXPECT_EQ(manager.get("/v1/attributions?programme=MAIN&store=S9").code(), "store_not_found");
  EXPECT_EQ(manager.get("/v1/attributions?programme=MAIN&member=5").code(), "member_not_found");
  EXPECT_EQ(manager.get("/v1/attributions?programme=MAIN&cursor=x").code(), "bad_cursor");

  const Answer page = manager.get("/v1/attributions?programme=MAIN&limit=2");
  ASSERT_EQ(page.size("/items"), 2U) << page;
  EXPECT_EQ(ids(manager, "&cursor=" + page.string("/next_cursor")), (Ids{one}));
  const Answer hers = manager.get("/v1/attributions?programme=MAIN&limit=1&member=" + she);
  ASSERT_EQ(hers.size("/items"), 1U) << hers;
  EXPECT_EQ(ids(manager, "&member=" + she + "&cursor=" + hers.string("/next_cursor")), (Ids{one}));
}

TEST_F(AttributionPaper, the_trail_names_both_and_the_timeline_tells_it) {
  const std::string sale = sell();
  const std::string id = paper(sale);
  ASSERT_EQ(withdraw(id).status, 201);
  const std::string second = paper(sale);
  ASSERT_EQ(reject(second).status, 201);
  const std::string third = paper(sale);
  ASSERT_EQ(approve(third).status, 201);
  const Answer paper = shown(third);
  const Answer trail = house.manager().get("/v1/audit?object_kind=attribution&object=" + third);
  ASSERT_EQ(trail.size("/items"), 2U) << trail;
  EXPECT_EQ(trail.string("/items/0/action"), "attribution_approved");
  EXPECT_EQ(trail.string("/items/0/actor"), paper.string("/decided_by"));
  EXPECT_NE(trail.text.find(paper.string("/submitted_by")), std::string::npos) << trail;
  EXPECT_EQ(trail.string("/items/1/action"), "attribution_submitted");
  EXPECT_EQ(trail.string("/items/1/actor"), paper.string("/submitted_by"));
  const Answer all = house.manager().get("/v1/audit?member=" + she);
  for (const char* step : {"attribution_withdrawn", "attribution_rejected", "receipt_attributed"}) {
    EXPECT_NE(all.text.find(step), std::string::npos) << step << all;
  }

  const Answer timeline = house.manager().get("/v1/members/" + she + "/timeline");
  ASSERT_EQ(timeline.status, 200) << timeline;
  int given = 0, steps = 0;
  for (std::size_t i = 0; i < timeline.size("/items"); ++i) {
    const std::string item = "/items/" + std::to_string(i);
    const std::string kind = timeline.string(item + "/kind");
    EXPECT_NE(kind, "sale");
    steps += kind == "attribution_step" ? 1 : 0;
    if (kind != "receipt_attributed") continue;
    ++given;
    EXPECT_EQ(timeline.integer(item + "/points"), 10);
    EXPECT_EQ(timeline.string(item + "/receipt"), sale);
    EXPECT_EQ(timeline.string(item + "/actor"), paper.string("/decided_by"));
  }
  EXPECT_EQ(given, 1) << timeline;
  EXPECT_EQ(steps, 6) << timeline;
  const Client blind = house.person("blind", {"members:read", "sales:read"});
  const Answer seen = blind.get("/v1/members/" + she + "/timeline");
  EXPECT_NE(seen.text.find("receipt_attributed"), std::string::npos)
      << "the trail tells it where the points are not to be seen: " << seen;
}

TEST_F(AttributionPaper, stands_in_a_copy_of_the_members_data) {
  paper(sell());
  const Answer request =
      house.manager().post("/v1/members/" + she + "/requests", {{"kind", "copy"}}, key());
  ASSERT_EQ(request.status, 201) << request;
  const Answer copy = house.manager().get("/v1/person-requests/" + request.string("/id") + "/copy");
  EXPECT_NE(copy.text.find("late_attributions"), std::string::npos) << copy;
  EXPECT_NE(copy.text.find("card forgotten"), std::string::npos) << copy;
}

TEST_F(AttributionPaper, every_step_is_news_and_risk_looks_at_what_was_given) {
  std::vector<std::string> papers;
  for (int i = 0; i < 5; ++i) {
    papers.push_back(paper(sell()));
    house.advance_days(1);
  }
  hand_out_news(house);
  const std::string findings = "/v1/risk/findings?programme=MAIN&rule=same_cashier";
  EXPECT_EQ(house.manager().get(findings).size("/items"), 0U) << "nothing was given yet";
  for (const std::string& id : papers) ASSERT_EQ(approve(id).status, 201);
  hand_out_news(house);
  const Answer found = house.manager().get(findings);
  ASSERT_EQ(found.size("/items"), 1U) << found;
  EXPECT_EQ(found.string("/items/0/member"), she);
  static const sql::Query told{
      "SELECT COUNT(*) FROM outbox_events WHERE kind = 'receipt.attribution_changed'"};
  EXPECT_EQ(
      house.application().db().read([](sql::Tx& tx) { return tx.get<std::int64_t>(told); }), 10
  );
}

TEST_F(AttributionPaper, verify_holds_papers_and_receipts_against_each_other) {
  ASSERT_EQ(approve(paper(sell())).status, 201);
  const std::string waits = paper(sell());
  static const sql::Query more{
      "UPDATE sale_attributions SET earned = earned + 1 WHERE state = 'posted'"};
  static const sql::Query less{
      "UPDATE sale_attributions SET earned = earned - 1 WHERE state = 'posted'"};
  static const sql::Query unposted{
      "UPDATE sale_attributions SET state = 'submitted', decided_at = NULL, decided_by = NULL, "
      "attributed_at = NULL WHERE state = 'posted'"};
  static const sql::Query posted{
      "UPDATE sale_attributions SET state = 'posted', attributed_at = submitted_at "
      "WHERE receipt_id IN (SELECT receipt_id FROM sale_receipts WHERE card_id IS NOT NULL)"};
  static const sql::Query astray{
      "UPDATE sale_attributions SET receipt_id = receipt_id + 1 WHERE state = 'submitted'"};
  static const sql::Query found_again{
      "UPDATE sale_attributions SET receipt_id = receipt_id - 1 WHERE state = 'submitted'"};
  const auto run = [&](const sql::Query& query) {
    const auto changed = house.application().db().write([&](sql::Tx& tx) -> Result<std::int64_t> {
      return tx.exec(query);
    });
    EXPECT_EQ(*changed, 1);
  };
  struct Row {
    const sql::Query& plant;
    const sql::Query& undo;
    const char* found;
  };
  const Row rows[] = {
      {more, less, "given to a member who has it otherwise"},
      {unposted, posted, "nothing says by whom"},
      {astray, found_again, "was to be given to a member, and is no sale"}};
  for (const Row& row : rows) {
    run(row.plant);
    const std::string report = verify::to_json(house.verify());
    EXPECT_NE(report.find(row.found), std::string::npos) << report;
    run(row.undo);
  }
  house.expect_clean_books();
}

}  // namespace
}  // namespace guanxi::test
