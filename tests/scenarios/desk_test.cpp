// What a member's desk shows of somebody who has everything, and of a survivor of merges.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "modules/audit/audit.h"
#include "support/house.h"

namespace guanxi::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* phone = "13800138000";
constexpr const char* old_phone = "13900139000";

class DeskStory : public testing::Test {
 protected:
  DeskStory() { house.clock().advance_seconds(3600); }

  Answer get(const std::string& target) const { return house.manager().get(target); }
  Answer post(const std::string& target, const json::object& body) {
    house.clock().advance_seconds(1);
    return house.manager().post(target, body, "desk-" + std::to_string(++keys));
  }
  Answer put(const std::string& target, const json::object& body) {
    return house.manager().send(
        {.method = "PUT", .target = target, .body = json::serialize(body), .if_match = "\"0\""}
    );
  }
  Answer sell(const std::string& to, int hundreds, const std::string& store = "S001") {
    house.clock().advance_seconds(1);
    const Answer sold =
        house.sell({.phone = to, .lines = {{"A1001", std::to_string(hundreds)}}, .store = store});
    EXPECT_EQ(sold.status, 201) << sold;
    return sold;
  }
  void open_ladder() {
    const auto tier = [](const char* code, int threshold, const char* multiple) {
      return json::object{
          {"code", code},
          {"name_zh", code},
          {"name_en", std::string("Tier ") + code},
          {"threshold", threshold},
          {"keep", threshold},
          {"discount_rate", "1"},
          {"points_multiple", multiple}};
    };
    const json::object terms = {
        {"name_zh", "会员等级"},
        {"name_en", "Tiers"},
        {"decides_rates", true},
        {"period", "calendar"},
        {"downgrade", "one_step"},
        {"sources", {{"amount", money(100)}, {"amount_growth", 1}}},
        {"tiers", {tier("BASE", 0, "0"), tier("GOLD", 1000, "0"), tier("DIAMOND", 5000, "0")}}};
    const Answer added = post(
        "/v1/tier-ladders",
        {{"programme", "MAIN"}, {"code", "CLUB"}, {"terms", terms}, {"reason", "opening"}}
    );
    ASSERT_EQ(added.status, 201) << added;
    const Answer on = house.manager().send(
        {.method = "POST",
         .target = "/v1/tier-ladders/CLUB/switch-on",
         .body = R"({"reason":"opening"})",
         .if_match = get("/v1/tier-ladders/CLUB").header("ETag")}
    );
    ASSERT_EQ(on.status, 200) << on;
    house.clock().advance_seconds(1);
  }
  void open_plan() {
    const Answer plan =
        put("/v1/programmes/MAIN/membership-plans/PLUS",
            {{"reason", "opening"},
             {"content",
              {{"name_zh", "悦享"},
               {"name_en", "Plus"},
               {"price", money(19'900)},
               {"months", 1},
               {"reminder_days", {7}},
               {"renewal_days", 30},
               {"grace_days", 3},
               {"refund_days", 7}}}});
    ASSERT_EQ(plan.status, 200) << plan;
  }
  Answer pay_plan(const std::string& member, const char* reference) {
    return post(
        "/v1/members/" + member + "/memberships",
        {{"plan", "PLUS"}, {"paid", money(19'900)}, {"reference", reference}}
    );
  }
  Answer renew_plan(const std::string& member, const char* reference) {
    return post(
        "/v1/members/" + member + "/memberships/PLUS/renewals",
        {{"paid", money(19'900)}, {"reference", reference}}
    );
  }
  Answer merge(const std::string& survivor, const std::string& absorbed) {
    return post(
        "/v1/members/" + survivor + "/merges", {{"absorbed", absorbed}, {"reason", "one person"}}
    );
  }

  TestHouse house;
  int keys = 0;
};

TEST_F(DeskStory, the_overview_tells_tiers_points_memberships_household_and_identities) {
  open_ladder();
  open_plan();
  programmes::Parameters parameters;
  parameters.points_pending_days = 7;
  parameters.expiry_months = 1;
  house.set_parameters(parameters, house.now());
  house.clock().advance_seconds(1);
  const std::string member = house.enrol(phone, {{"name", "王小明"}});
  const std::string wife = house.enrol(old_phone, {{"name", "李小红"}});
  sell(phone, 12);
  ASSERT_EQ(pay_plan(member, "P-1").status, 201);
  const Answer home =
      post("/v1/households", {{"head", wife}, {"members", {json::object{{"member", member}}}}});
  ASSERT_EQ(home.status, 201) << home;

  const Answer seen = get("/v1/members/" + member + "/overview");
  ASSERT_EQ(seen.status, 200) << seen;
  EXPECT_EQ(seen.string("/tiers/0/ladder"), "CLUB");
  EXPECT_EQ(seen.string("/tiers/0/tier"), "GOLD");
  EXPECT_EQ(seen.integer("/tiers/0/growth"), 1200);
  EXPECT_EQ(seen.string("/tiers/0/next/tier"), "DIAMOND");
  EXPECT_EQ(seen.integer("/tiers/0/next/missing"), 3800);
  EXPECT_EQ(seen.string("/tiers/0/keep/until"), "2026-12-31");
  const Answer standing = get("/v1/members/" + member + "/tier");
  EXPECT_EQ(*seen.find("/tiers"), *standing.find("/ladders")) << "one rule, two places";
  EXPECT_EQ(seen.integer("/points/pending"), 120);
  EXPECT_EQ(seen.string("/points/next_usable/day"), "2026-03-09");
  EXPECT_EQ(seen.integer("/points/next_usable/points"), 120);
  EXPECT_EQ(seen.string("/points/until"), "2026-04-01");
  EXPECT_EQ(seen.integer("/points/expiring"), 0);
  EXPECT_EQ(seen.string("/points/next_expiry/day"), "2026-04-30");
  EXPECT_EQ(seen.string("/memberships/0/plan"), "PLUS");
  EXPECT_EQ(seen.string("/memberships/0/name"), "Plus");
  EXPECT_EQ(seen.string("/memberships/0/until"), "2026-04-01");
  EXPECT_EQ(seen.string("/memberships/0/grace_until"), "2026-04-04");
  EXPECT_EQ(seen.string("/household/id"), home.string("/id"));
  EXPECT_EQ(seen.string("/household/head"), wife);
  EXPECT_EQ(seen.size("/household/members"), 2U);
  EXPECT_THAT(json::serialize(*seen.find("/household")), Not(HasSubstr("李小红"))) << "masked";
  EXPECT_EQ(seen.size("/identities"), 2U) << "member code and phone";
  EXPECT_EQ(seen.string("/identities/1/kind"), "phone");
  EXPECT_EQ(seen.string("/identities/1/state"), "unverified");

  house.advance_days(29);
  const Answer later = get("/v1/members/" + member + "/overview");
  EXPECT_EQ(later.integer("/points/pending"), 0);
  EXPECT_EQ(later.find("/points/next_usable"), nullptr);
  EXPECT_EQ(later.integer("/points/expiring"), 120) << "within the days of notice";
  house.advance_days(10);
  EXPECT_EQ(get("/v1/members/" + member + "/overview").size("/memberships"), 0U) << "it is over";
}

TEST_F(DeskStory, the_overview_leaves_out_what_the_asker_may_not_see) {
  const std::string member = house.enrol(phone);
  const Client desk = house.person("Wang", {"members:read"});
  const Answer seen = desk.get("/v1/members/" + member + "/overview");
  ASSERT_EQ(seen.status, 200) << seen;
  for (const char* part : {"/points", "/tiers", "/memberships", "/household", "/wallet"}) {
    EXPECT_EQ(seen.find(part), nullptr) << part;
  }
  EXPECT_EQ(seen.size("/identities"), 2U);
  const Answer all = get("/v1/members/" + member + "/overview");
  EXPECT_EQ(all.size("/tiers"), 0U) << "seen, and there is none";
  EXPECT_EQ(all.size("/memberships"), 0U);
  EXPECT_EQ(all.find("/household"), nullptr);
}

// ---- who was merged into somebody ----

class MergedDesk : public DeskStory {
 protected:
  MergedDesk() {
    // Taken in turn, so that neither history is older than the other.
    for (int i = 0; i < 7; ++i) {
      receipts.push_back(sell(i % 2 == 0 ? old_phone : phone, 1).string("/receipt"));
    }
    house.clock().advance_seconds(1);
    const Answer back = house.refund({.receipt = receipts[2]});
    EXPECT_EQ(back.status, 201) << back;
    receipts.push_back(back.string("/receipt"));
    std::ranges::reverse(receipts);  // the newest first
  }
  std::vector<std::string> texts(const Answer& page, const char* list) {
    std::vector<std::string> all;
    for (const json::value& item : page.find(list)->as_array())
      all.push_back(json::serialize(item));
    return all;
  }
  /// Every page of a list, one behind the other.
  std::vector<std::string> walk(const std::string& list, const char* items, int limit) {
    std::vector<std::string> joined;
    const std::string first = list + "?limit=" + std::to_string(limit);
    for (std::string page_at = first; !page_at.empty();) {
      const Answer page = get(page_at);
      EXPECT_EQ(page.status, 200) << page;
      if (page.status != 200) break;
      EXPECT_LE(page.size(items), static_cast<std::size_t>(limit));
      for (std::string& text : texts(page, items)) joined.push_back(std::move(text));
      const json::value* const next = page.find("/next_cursor");
      page_at = next == nullptr ? "" : first + "&cursor=" + std::string(next->as_string());
    }
    return joined;
  }
  std::vector<std::string> receipts_of(const std::string& member) {
    std::vector<std::string> found;
    const Answer page = get("/v1/members/" + member + "/receipts");
    for (const json::value& row : page.find("/receipts")->as_array()) {
      found.emplace_back(row.at("receipt").as_string());
    }
    return found;
  }

  const std::string she = house.enrol(phone), old = house.enrol(old_phone);
  const std::string at = "/v1/members/" + she;
  std::vector<std::string> receipts;
};

TEST_F(MergedDesk, receipts_of_both_stand_in_one_list_and_say_whose_they_are) {
  EXPECT_EQ(receipts_of(she).size(), 3U);
  const Answer merged = merge(she, old);
  ASSERT_EQ(merged.status, 201) << merged;
  EXPECT_EQ(receipts_of(she), receipts) << "the newest first";
  EXPECT_EQ(receipts_of(old).size(), 5U) << "his own, and none of hers";
  const Answer page = get(at + "/receipts");
  std::set<std::string> whose;
  for (const json::value& row : page.find("/receipts")->as_array()) {
    whose.emplace(row.at("member").as_string());
  }
  EXPECT_EQ(whose, (std::set<std::string>{she, old}));
  for (const int limit : {1, 2, 3, 7, 8}) {
    EXPECT_EQ(walk(at + "/receipts", "/receipts", limit), texts(page, "/receipts")) << limit;
  }
  const Answer entries = get(at + "/points/entries");
  EXPECT_THAT(entries.text, HasSubstr("merged_in")) << "the account's own";
}

TEST_F(MergedDesk, a_cursor_outlives_an_undo_and_belongs_to_its_member) {
  const Answer merged = merge(she, old);
  const Answer first = get(at + "/receipts?limit=2");
  const std::string cursor = first.string("/next_cursor");
  EXPECT_EQ(get("/v1/members/" + old + "/receipts?cursor=" + cursor).code(), "bad_cursor");
  EXPECT_EQ(get(at + "/receipts?cursor=x").code(), "bad_cursor");
  const Answer undone =
      post(at + "/merges/" + merged.string("/id") + "/undo", {{"reason", "a mistake"}});
  ASSERT_EQ(undone.status, 200) << undone;
  const Answer next = get(at + "/receipts?limit=50&cursor=" + cursor);
  ASSERT_EQ(next.status, 200) << next;
  for (const json::value& row : next.find("/receipts")->as_array()) {
    EXPECT_EQ(row.at("member").as_string(), she) << "he is another one again";
  }
  EXPECT_EQ(receipts_of(she).size(), 3U);
}

TEST_F(MergedDesk, a_line_of_merges_shows_all_of_it) {
  const std::string third = house.enrol("13700137000");
  const std::string bought = sell("13700137000", 1).string("/receipt");
  ASSERT_EQ(merge(old, third).status, 201);
  ASSERT_EQ(merge(she, old).status, 201);
  EXPECT_EQ(receipts_of(she).front(), bought);
  EXPECT_EQ(receipts_of(she).size(), receipts.size() + 1);
  EXPECT_EQ(walk(at + "/timeline", "/items", 2), walk(at + "/timeline", "/items", 100));
}

TEST_F(MergedDesk, overview_and_timeline_tell_both_halves) {
  const Answer merged = merge(she, old);
  ASSERT_EQ(merged.status, 201) << merged;
  const Answer seen = get(at + "/overview");
  ASSERT_EQ(seen.status, 200) << seen;
  EXPECT_EQ(seen.size("/purchases"), 7U);
  EXPECT_EQ(seen.string("/purchases/0/member"), old);
  EXPECT_EQ(seen.string("/purchases/1/member"), she);
  EXPECT_EQ(seen.size("/identities"), 4U);
  EXPECT_EQ(seen.find("/identities/0/member"), nullptr) << "her own";
  EXPECT_EQ(seen.string("/identities/3/member"), old);
  const auto all = walk(at + "/timeline", "/items", 100);
  std::map<std::string, int> kinds;
  for (const std::string& text : all) {
    const json::value item = json::parse(text);
    ++kinds
        [std::string(item.at("kind").as_string()) + " " +
         (item.at("member").as_string() == she ? "she" : "old")];
  }
  EXPECT_EQ(kinds["sale she"], 3);
  EXPECT_EQ(kinds["sale old"], 4);
  EXPECT_EQ(kinds["refund old"], 1);
  EXPECT_EQ(kinds["joined she"], 1);
  EXPECT_EQ(kinds["joined old"], 1);
  EXPECT_EQ(kinds["merged she"], 1);
  EXPECT_EQ(kinds["merged old"], 1);
  for (const int limit : {1, 2, 3, 5, 7}) EXPECT_EQ(walk(at + "/timeline", "/items", limit), all);
  EXPECT_EQ(
      walk("/v1/members/" + old + "/timeline", "/items", 100).size(),
      static_cast<std::size_t>(std::ranges::count_if(
          all,
          [&](const std::string& text) { return json::parse(text).at("member").as_string() == old; }
      ))
  );
}

TEST_F(MergedDesk, other_stores_stay_hidden_and_pages_go_on) {
  sell(old_phone, 1, "S002");
  ASSERT_EQ(merge(she, old).status, 201);
  const Client elsewhere =
      house.person("Li of S002", {"members:read", "points:read", "sales:read"}, {"S002"});
  const Answer page = elsewhere.get(at + "/receipts?limit=8");
  ASSERT_EQ(page.status, 200) << page;
  EXPECT_EQ(page.size("/receipts"), 1U);
  EXPECT_NE(page.find("/next_cursor"), nullptr);
  const Answer seen = elsewhere.get(at + "/overview");
  EXPECT_EQ(seen.size("/purchases"), 1U);
  EXPECT_EQ(seen.string("/purchases/0/member"), old);
}

TEST_F(MergedDesk, a_copy_holds_what_the_merged_member_left) {
  const Answer document =
      post("/v1/points/documents", {{"member", old}, {"points", 5}, {"reason", "a late bus"}});
  ASSERT_EQ(document.status, 201) << document;
  ASSERT_EQ(merge(she, old).status, 201);
  const std::string request =
      post("/v1/members/" + she + "/requests", {{"kind", "copy"}}).string("/id");
  const Answer file = get("/v1/person-requests/" + request + "/copy/file");
  ASSERT_EQ(file.status, 200) << file;
  EXPECT_THAT(file.text, HasSubstr("profile,1,phone,'+8613800138000\n"));
  EXPECT_THAT(file.text, HasSubstr("profile,2,merged_member," + old + "\n"));
  EXPECT_THAT(file.text, HasSubstr("profile,2,phone,'+8613900139000\n"));
  EXPECT_THAT(file.text, HasSubstr("points_documents,1,reason,a late bus\n"));
  for (const std::string& receipt : receipts) EXPECT_THAT(file.text, HasSubstr(receipt));
}

// ---- the timeline ----

class DeskTimeline : public DeskStory {
 protected:
  std::vector<std::string> told() {
    std::vector<std::string> all;
    const Answer page = get(at + "/timeline?limit=100");
    EXPECT_EQ(page.status, 200) << page;
    for (const json::value& item : page.find("/items")->as_array()) {
      all.push_back(
          std::string(item.at("kind").as_string()) + ": " + std::string(item.at("text").as_string())
      );
    }
    return all;
  }

  const std::string member = house.enrol(phone);
  const std::string at = "/v1/members/" + member;
};

TEST_F(DeskTimeline, paid_memberships_are_told_from_buying_to_the_end) {
  using testing::IsSupersetOf;
  open_plan();
  ASSERT_EQ(pay_plan(member, "P-1").status, 201);  // to 1 April, with grace to 4 April
  house.advance_days(10);
  ASSERT_EQ(renew_plan(member, "P-2").status, 201);
  const Answer back = post(at + "/memberships/PLUS/cancellation", {{"reason", "two by mistake"}});
  ASSERT_EQ(back.status, 201) << back;
  EXPECT_THAT(
      told(),
      IsSupersetOf(
          {"membership_cancelled: Paid membership Plus was cancelled, 199.00 goes back",
           "membership_renewed: Paid membership Plus was renewed, until 2026-05-01",
           "membership_bought: Paid membership Plus was bought, until 2026-04-01"}
      )
  );
  EXPECT_THAT(told(), Not(testing::Contains(HasSubstr("membership_ended")))) << "it runs";
  house.advance_days(24);  // 5 April
  EXPECT_EQ(told().front(), "membership_ended: Paid membership Plus ended") << "that day is over";
  const Answer page = get(at + "/timeline?limit=1");
  EXPECT_EQ(page.string("/items/0/at"), "2026-04-04T16:00:00Z") << "midnight in Shanghai";
  ASSERT_EQ(pay_plan(member, "P-3").status, 201);
  EXPECT_THAT(told(), testing::Contains(HasSubstr("membership_ended"))) << "the first one did";
  EXPECT_THAT(
      house.person("Wang", {"members:read"}).get(at + "/timeline").text,
      Not(HasSubstr("membership_"))
  );
}

TEST_F(DeskTimeline, a_renewal_in_time_ends_nothing) {
  open_plan();
  ASSERT_EQ(pay_plan(member, "P-1").status, 201);
  house.advance_days(20);
  ASSERT_EQ(renew_plan(member, "P-2").status, 201);
  house.advance_days(20);
  EXPECT_THAT(told(), Not(testing::Contains(HasSubstr("membership_ended"))));
}

TEST_F(DeskTimeline, pins_and_identities_are_told_without_their_values) {
  house.clock().advance_seconds(1);
  const Answer set =
      house.manager().send({.method = "PUT", .target = at + "/pin", .body = R"({"pin":"482913"})"});
  ASSERT_EQ(set.status / 100, 2) << set;
  const Answer verified = post(
      at + "/identities/verification",
      {{"kind", "phone"}, {"proof", {{"kind", "supervisor"}, {"reason", "seen"}}}}
  );
  ASSERT_EQ(verified.status, 200) << verified;
  house.clock().advance_seconds(1);
  const Answer removed = house.manager().send(
      {.method = "POST", .target = at + "/pin/removal", .body = R"({"reason":"forgotten"})"}
  );
  ASSERT_EQ(removed.status / 100, 2) << removed;
  const auto all = told();
  ASSERT_GE(all.size(), 3U);
  EXPECT_EQ(all[0], "pin_removed: The PIN was taken away");
  EXPECT_EQ(all[1], "identity_verified: An identity was verified: phone");
  EXPECT_EQ(all[2], "pin_set: The PIN was set or changed");
  const Answer again = post(
      at + "/identities/verification",
      {{"kind", "phone"}, {"proof", {{"kind", "supervisor"}, {"reason", "seen"}}}}
  );
  ASSERT_EQ(again.status, 200) << again;
  EXPECT_EQ(told().size(), all.size()) << "it was verified before";
}

TEST_F(DeskTimeline, what_the_trail_says_in_unknown_words_is_not_called_a_change_of_profile) {
  house.clock().advance_seconds(1);
  const auto written = house.application().db().write([&](sql::Tx& tx) -> Outcome {
    audit::record(
        tx,
        house.application().system_actor().id,
        {.action = "member_serenaded",
         .object_kind = "member",
         .object_id = member,
         .member = OwnerId(*parse_id(member))},
        house.now()
    );
    return ok();
  });
  ASSERT_TRUE(written.has_value());
  EXPECT_EQ(told().front(), "recorded: Something else in the audit trail (member_serenaded)");
}

TEST_F(DeskTimeline, staff_notes_are_risk_controls_and_only_for_auditors) {
  const Answer noted = house.manager().send(
      {.method = "PUT",
       .target = "/v1/risk/staff/" + member,
       .body = R"({"employee":"E7","reason":"a colleague"})"}
  );
  ASSERT_EQ(noted.status, 200) << noted;
  EXPECT_THAT(told(), testing::Contains(HasSubstr("risk_noted")));
  EXPECT_THAT(
      house.person("Wang", {"members:read"}).get(at + "/timeline").text,
      Not(HasSubstr("risk_noted"))
  );
}

TEST_F(DeskTimeline, consents_and_households_are_for_who_may_read_these) {
  const std::string wife = house.enrol("13700137077");
  ASSERT_EQ(
      post(
          "/v1/households", {{"head", wife}, {"members", {json::object{{"member", member}}}}}
      ).status,
      201
  );
  ASSERT_EQ(
      post(
          at + "/consents",
          {{"decision", "withdrawn"}, {"purpose", "marketing"}, {"channel", "sms"}}
      ).status,
      200
  );
  EXPECT_THAT(told(), testing::Contains(HasSubstr("household_changed")));
  EXPECT_THAT(told(), testing::Contains(HasSubstr("consent_withdrawn")));
  const auto seen_by = [&](const char* name, std::vector<std::string> more) {
    more.emplace_back("members:read");
    return house.person(name, more).get(at + "/timeline").text;
  };
  EXPECT_THAT(seen_by("Wang", {}), Not(HasSubstr("household_changed")));
  EXPECT_THAT(seen_by("Li", {}), Not(HasSubstr("consent_withdrawn")));
  EXPECT_THAT(seen_by("Zhao", {"households:read"}), HasSubstr("household_changed"));
  EXPECT_THAT(seen_by("Qian", {"consents:read"}), HasSubstr("consent_withdrawn"));
}

// ---- WeChat and external ids ----

class Binding : public DeskStory {
 protected:
  Answer bind(const std::string& to, const json::object& body) {
    return post("/v1/members/" + to + "/identities", body);
  }
  Answer look_up(const char* kind, const std::string& value) {
    return house.manager().post("/v1/members/lookup", {{"kind", kind}, {"value", value}});
  }
  /// "wechat_openid verified" of what is held now, beside phone and member code.
  std::vector<std::string> held(const std::string& of) {
    std::vector<std::string> all;
    const Answer list = get("/v1/members/" + of + "/identities");
    for (const json::value& one : list.find("/items")->as_array()) {
      if (one.at("kind").as_string() != "external") continue;
      const json::value* const system = one.as_object().if_contains("system");
      all.push_back(
          std::string(system != nullptr ? system->as_string() : "-") + " " +
          std::string(one.at("state").as_string())
      );
    }
    return all;
  }
  json::object openid(const char* value) {
    return {{"kind", "wechat_openid"}, {"app", "wx1"}, {"value", value}};
  }

  const std::string member = house.enrol(phone), other = house.enrol(old_phone);
};

TEST_F(Binding, an_id_is_bound_found_and_released_and_stays_known) {
  const Answer bound = bind(member, openid("o-1"));
  ASSERT_EQ(bound.status, 200) << bound;
  EXPECT_EQ(look_up("wechat_openid", "wx1:o-1").string("/id"), member);
  EXPECT_EQ(bind(member, {{"kind", "wechat_unionid"}, {"value", "u-1"}}).status, 200);
  EXPECT_EQ(look_up("wechat_unionid", "u-1").string("/id"), member);
  EXPECT_EQ(bind(member, {{"kind", "external"}, {"value", "legacy:7"}}).status, 200);
  EXPECT_EQ(look_up("external", "legacy:7").string("/id"), member);
  EXPECT_THAT(
      held(member),
      ElementsAre("wechat_openid unverified", "wechat_unionid unverified", "external unverified")
  );
  EXPECT_EQ(bind(member, openid("o-1")).status, 200) << "his already";
  EXPECT_EQ(held(member).size(), 3U);
  const Answer taken = bind(other, openid("o-1"));
  EXPECT_EQ(taken.code(), "identity_taken") << taken;
  EXPECT_EQ(taken.pointer(), "/value");
  EXPECT_EQ(bind(other, {{"kind", "wechat_openid"}, {"app", "wx2"}, {"value", "o-1"}}).status, 200)
      << "an openid is of its app";
  const Answer gone = post(
      "/v1/members/" + member + "/identities/release",
      {{"kind", "wechat_openid"}, {"app", "wx1"}, {"value", "o-1"}, {"reason", "another WeChat"}}
  );
  ASSERT_EQ(gone.status, 200) << gone;
  EXPECT_EQ(look_up("wechat_openid", "wx1:o-1").status, 404);
  EXPECT_THAT(
      held(member), ElementsAre("wechat_unionid unverified", "external unverified", "- released")
  );
  EXPECT_EQ(bind(other, openid("o-1")).status, 200) << "free for others";
  EXPECT_EQ(look_up("wechat_openid", "wx1:o-1").string("/id"), other);
}

TEST_F(Binding, bad_requests_are_named_and_change_nothing) {
  const auto refused = [&](const json::object& body, const char* code, const char* pointer) {
    const Answer answer = bind(member, body);
    EXPECT_EQ(answer.status, 400) << answer;
    EXPECT_EQ(answer.string("/errors/0/code"), code) << answer;
    EXPECT_EQ(answer.pointer(), pointer) << answer;
  };
  refused({{"kind", "wechat_openid"}, {"value", "o-1"}}, "missing_field", "/app");
  refused({{"kind", "wechat_unionid"}, {"app", "wx1"}, {"value", "u-1"}}, "unknown_value", "/app");
  refused({{"kind", "external"}, {"value", "openid:wx1:o-1"}}, "bad_format", "/value");
  refused({{"kind", "external"}, {"value", "ｕｎｉｏｎｉｄ：u-1"}}, "bad_format", "/value");
  refused({{"kind", "external"}, {"value", "  "}}, "bad_format", "/value");
  EXPECT_EQ(bind("77", openid("o-1")).code(), "member_not_found");
  EXPECT_THAT(held(member), ElementsAre());
  const std::string release = "/v1/members/" + member + "/identities/release";
  EXPECT_EQ(
      post(release, {{"kind", "wechat_unionid"}, {"reason", "x"}}).code(), "identity_not_found"
  );
  bind(member, openid("o-1"));
  bind(member, openid("o-2"));
  const Answer which = post(release, {{"kind", "wechat_openid"}, {"reason", "x"}});
  EXPECT_EQ(which.string("/errors/0/code"), "missing_field") << "there are two";
  EXPECT_EQ(which.pointer(), "/value");
  EXPECT_EQ(post(release, {{"kind", "wechat_openid"}, {"reason", ""}}).status / 100, 4);
  EXPECT_EQ(held(member).size(), 2U);
  for (int i = 0; i < 18; ++i) {
    ASSERT_EQ(
        bind(member, {{"kind", "external"}, {"value", "n:" + std::to_string(i)}}).status, 200
    );
  }
  refused({{"kind", "external"}, {"value", "n:18"}}, "too_many", "/value");
}

TEST_F(Binding, the_members_channel_with_a_proof_binds_a_verified_id) {
  const Client channel = house.person("mini-programme", {"members:*", "proofs:code"});
  const Client clerk = house.person("Wang", {"members:*"});
  const Answer set = house.manager().send(
      {.method = "PUT", .target = "/v1/members/" + member + "/pin", .body = R"({"pin":"482913"})"}
  );
  ASSERT_EQ(set.status, 200) << set;
  json::object body = openid("o-1");
  body["proof"] = json::object{{"kind", "cashier"}};
  const std::string path = "/v1/members/" + member + "/identities";
  EXPECT_EQ(channel.post(path, body).code(), "proof_too_weak");
  body["proof"] = json::object{{"kind", "pin"}, {"value", "482913"}};
  const Answer forbidden = clerk.post(path, body);
  EXPECT_EQ(forbidden.code(), "forbidden") << "what a clerk types in is not who is logged in";
  EXPECT_EQ(forbidden.pointer(), "/proof/kind");
  body["proof"] = json::object{{"kind", "pin"}, {"value", "111222"}};
  EXPECT_EQ(channel.post(path, body).code(), "proof_wrong");
  EXPECT_THAT(held(member), ElementsAre()) << "nothing was bound";
  body["proof"] = json::object{{"kind", "pin"}, {"value", "482913"}};
  const Answer bound = channel.post(path, body);
  ASSERT_EQ(bound.status, 200) << bound;
  EXPECT_THAT(held(member), ElementsAre("wechat_openid verified"));
  // What was bound without one is verified later.
  house.clock().advance_seconds(1);
  ASSERT_EQ(clerk.post(path, {{"kind", "wechat_unionid"}, {"value", "u-1"}}).status, 200);
  house.clock().advance_seconds(60);
  const Answer shown =
      house.manager().send({.method = "POST", .target = "/v1/members/" + member + "/rotating-code"}
      );
  ASSERT_EQ(shown.status, 200) << shown;
  const Answer verified = channel.post(
      path + "/verification",
      {{"kind", "wechat_unionid"},
       {"proof", {{"kind", "rotating_code"}, {"value", shown.string("/code")}}}}
  );
  ASSERT_EQ(verified.status, 200) << verified;
  EXPECT_THAT(held(member), ElementsAre("wechat_openid verified", "wechat_unionid verified"));
  const Answer again = channel.post(
      path + "/verification",
      {{"kind", "wechat_unionid"},
       {"proof", {{"kind", "rotating_code"}, {"value", shown.string("/code")}}}}
  );
  EXPECT_EQ(again.code(), "proof_used") << again;
}

TEST_F(Binding, a_merged_members_ids_mean_the_survivor) {
  bind(other, openid("o-1"));
  ASSERT_EQ(merge(member, other).status, 201);
  EXPECT_EQ(look_up("wechat_openid", "wx1:o-1").string("/id"), member);
  EXPECT_EQ(bind(other, openid("o-2")).code(), "member_closed");
  EXPECT_EQ(bind(member, openid("o-1")).status, 200) << "it is hers";
  EXPECT_THAT(held(member), ElementsAre("wechat_openid unverified"));
  const std::string third = house.enrol("13700137000");
  EXPECT_EQ(bind(third, openid("o-1")).code(), "identity_taken");
  const Answer verified = post(
      "/v1/members/" + member + "/identities/verification",
      {{"kind", "wechat_openid"}, {"proof", {{"kind", "supervisor"}, {"reason", "seen"}}}}
  );
  ASSERT_EQ(verified.status, 200) << verified;
  EXPECT_THAT(held(member), ElementsAre("wechat_openid verified"));
  const Answer gone = post(
      "/v1/members/" + member + "/identities/release",
      {{"kind", "wechat_openid"}, {"reason", "another WeChat"}}
  );
  ASSERT_EQ(gone.status, 200) << gone;
  EXPECT_EQ(bind(third, openid("o-1")).status, 200);
}

TEST_F(Binding, the_trail_says_what_was_done_and_no_value) {
  bind(member, openid("o-secret"));
  post(
      "/v1/members/" + member + "/identities/release",
      {{"kind", "wechat_openid"}, {"reason", "another WeChat"}}
  );
  const Answer trail = get("/v1/audit?member=" + member + "&limit=50");
  EXPECT_THAT(trail.text, HasSubstr("identity_added"));
  EXPECT_THAT(trail.text, HasSubstr("identity_released"));
  EXPECT_THAT(trail.text, HasSubstr("another WeChat"));
  EXPECT_THAT(trail.text, Not(HasSubstr("o-secret")));
  const Answer timeline = get("/v1/members/" + member + "/timeline");
  EXPECT_THAT(timeline.text, HasSubstr("An identity was bound: WeChat openid"));
  EXPECT_THAT(timeline.text, Not(HasSubstr("o-secret")));
}

TEST_F(Binding, of_many_at_once_one_has_it) {
  std::vector<std::string> people;
  for (int i = 0; i < 8; ++i) people.push_back(house.enrol("1370013700" + std::to_string(i)));
  std::atomic<int> bound = 0, taken = 0;
  std::vector<std::thread> threads;
  threads.reserve(people.size());
  for (const std::string& one : people) {
    threads.emplace_back([&] {
      for (int tries = 0; tries < 20; ++tries) {
        const Answer answer =
            house.manager().post("/v1/members/" + one + "/identities", openid("o-1"));
        if (answer.code() == "conflict") continue;
        if (answer.status == 200) ++bound;
        if (answer.code() == "identity_taken") ++taken;
        return;
      }
    });
  }
  for (std::thread& one : threads) one.join();
  EXPECT_EQ(bound, 1);
  EXPECT_EQ(taken, 7);
}

}  // namespace
}  // namespace guanxi::test
