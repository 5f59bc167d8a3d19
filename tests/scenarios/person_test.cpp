// What is held about a person: who changed or saw it, what they agreed to, and what becomes of it
// when they ask. Told from the outside, over the whole program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support/wallets.h"

namespace guanxi::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class PersonStory : public testing::Test {
 protected:
  // Each a second after the one before, so that the trail has one order.
  Answer get(const std::string& target) {
    house.clock().advance_seconds(1);
    return house.manager().get(target);
  }
  Answer post(const std::string& target, const json::object& body) {
    house.clock().advance_seconds(1);
    return house.manager().post(target, body, "person-" + std::to_string(++keys));
  }
  Answer patch(const std::string& member, const json::object& body) {
    const std::string target = "/v1/members/" + member;
    const std::string etag = get(target).header("ETag");
    house.clock().advance_seconds(1);
    return house.manager().send(
        {.method = "PATCH", .target = target, .body = json::serialize(body), .if_match = etag}
    );
  }
  std::vector<std::string> actions(const std::string& query) {
    std::vector<std::string> found;
    const Answer answer = get("/v1/audit" + query);
    EXPECT_EQ(answer.status, 200) << answer;
    if (answer.status != 200) return found;
    for (const auto& item : answer.find("/items")->as_array()) {
      found.emplace_back(item.at("action").as_string());
    }
    return found;
  }
  std::string request(const std::string& member, const char* kind) {
    return post("/v1/members/" + member + "/requests", {{"kind", kind}}).string("/id");
  }
  Answer complete(const std::string& request, json::object more = {}) {
    more["answer"] = "done";
    return post("/v1/person-requests/" + request + "/complete", more);
  }
  void publish(const char* code, const char* purpose, bool renews = false) {
    const json::object words{{"zh", "文字"}, {"en", "Words"}};
    const Answer made = post(
        "/v1/programmes/MAIN/texts",
        {{"code", code},
         {"purpose", purpose},
         {"title", words},
         {"body", words},
         {"renews", renews},
         {"reason", "opening"}}
    );
    EXPECT_EQ(made.status, 201) << made;
  }
  Answer consent(const std::string& member, json::object body) {
    return post("/v1/members/" + member + "/consents", body);
  }

  /// A template of coupons for the car park, which has no rule.
  void parking() {
    const json::object terms{
        {"kind", "parking"},
        {"name_zh", "停车"},
        {"name_en", "Parking"},
        {"validity", "relative"},
        {"for_days", 30},
        {"transferable", true}};
    const Answer made = post(
        "/v1/coupons/templates",
        {{"programme", "MAIN"}, {"code", "PARK"}, {"terms", terms}, {"reason", "opening"}}
    );
    ASSERT_EQ(made.status, 201) << made;
    const std::string at = "/v1/coupons/templates/" + made.string("/id");
    const Answer on = house.manager().send(
        {.method = "POST",
         .target = at + "/activation",
         .body = R"({"reason":"opening"})",
         .if_match = get(at).header("ETag")}
    );
    ASSERT_EQ(on.status, 200) << on;
  }
  std::string issue_parking(const std::string& member) {
    return post(
               "/v1/members/" + member + "/coupons",
               {{"template", "PARK"}, {"reason", "complained"}}
    ).string("/id");
  }
  /// Used for a car with that plate.
  void park(const std::string& member, const std::string& coupon) {
    const Answer used = post(
        "/v1/members/" + member + "/coupons/" + coupon + "/use",
        {{"store", "S001"}, {"reference", "B-12345"}}
    );
    ASSERT_EQ(used.status, 201) << used;
  }

  TestHouse house;
  int keys = 0;
};

// ---- the audit trail ----

TEST_F(PersonStory, every_change_of_configuration_leaves_who_when_what_and_why) {
  EXPECT_THAT(actions("?limit=200"), Contains("store_added")) << "the house itself was built so";
  post(
      "/v1/org/units", {{"kind", "region"}, {"code", "R9"}, {"name", "北区"}, {"parent_code", "C"}}
  );
  const Answer newest = get("/v1/audit?limit=1");
  EXPECT_EQ(newest.string("/items/0/action"), "unit_added") << newest;
  EXPECT_EQ(newest.string("/items/0/object_kind"), "unit");
  EXPECT_EQ(newest.string("/items/0/changes/1/field"), "code");
  EXPECT_EQ(newest.string("/items/0/changes/1/after"), "R9");
  EXPECT_EQ(newest.string("/items/0/actor"), get("/v1/me").string("/id"));
  EXPECT_NE(newest.string("/items/0/request"), "");
  const std::string object = newest.string("/items/0/object");
  EXPECT_THAT(actions("?object_kind=unit&object=" + object), ElementsAre("unit_added"));
  EXPECT_EQ(get("/v1/audit?object=" + object).pointer(), "/object_kind");

  const Answer item = get("/v1/items/A1001");
  json::object body = item.body.as_object();
  for (const char* field : {"id", "state", "version", "updated_at", "code"}) body.erase(field);
  body["name"] = "新名";
  const Answer put = house.manager().send(
      {.method = "PUT",
       .target = "/v1/items/A1001",
       .body = json::serialize(body),
       .if_match = item.header("ETag")}
  );
  ASSERT_EQ(put.status, 200) << put;
  const Answer changed = get("/v1/audit?limit=1");
  EXPECT_EQ(changed.string("/items/0/action"), "item_changed");
  ASSERT_EQ(changed.size("/items/0/changes"), 1U) << changed;
  EXPECT_EQ(changed.string("/items/0/changes/0/after"), "新名");
}

TEST_F(PersonStory, logs_that_are_kept_elsewhere_are_named) {
  house.clock().advance_seconds(1);
  house.person("clerk", {"members:read"});
  const Answer newest = get("/v1/audit?limit=1");
  EXPECT_EQ(newest.string("/items/0/object_kind"), "actor") << newest;
  const Answer log = get(newest.string("/items/0/log"));
  EXPECT_EQ(log.status, 200) << log;
  EXPECT_EQ(log.string("/items/0/action"), newest.string("/items/0/action"));
}

TEST_F(PersonStory, a_members_changes_are_sealed_and_looking_is_recorded) {
  const std::string member = house.enrol(her_phone);
  ASSERT_EQ(patch(member, {{"phone", "13900139000"}, {"language", "en"}}).status, 200);
  const Answer trail = get("/v1/audit?member=" + member);
  EXPECT_THAT(trail.text, Not(HasSubstr("13800138000")));
  EXPECT_THAT(trail.text, Not(HasSubstr("张小明")));
  std::string entry;
  for (const auto& item : trail.find("/items")->as_array()) {
    if (item.at("action").as_string() == "member_changed") entry = item.at("id").as_string();
  }
  const Answer opened = get("/v1/audit/" + entry);
  ASSERT_EQ(opened.status, 200) << opened;
  EXPECT_THAT(opened.text, HasSubstr(R"("before":"+8613800138000","after":"+8613900139000")"));
  const auto seen = actions("?member=" + member);
  EXPECT_EQ(seen.front(), "audit_entry_opened") << "that it was opened is recorded";
  EXPECT_THAT(seen, Contains("member_revealed")) << "the manager read the member in the clear";
  EXPECT_THAT(seen, Contains("member_enrolled"));

  const auto before = seen.size();
  const Client reader = house.person("reader", {"members:read"});
  EXPECT_EQ(reader.get("/v1/members/" + member).status, 200);
  EXPECT_EQ(actions("?member=" + member).size(), before) << "masked reading leaves none";
  EXPECT_EQ(reader.get("/v1/audit").status, 403);
  const Client limited = house.person("limited", {"audit:read"}, {"S001"});
  EXPECT_EQ(limited.get("/v1/audit").code(), "store_out_of_scope");
  EXPECT_EQ(get("/v1/audit/99-1").code(), "audit_entry_not_found");
  EXPECT_EQ(get("/v1/audit/nothing").code(), "audit_entry_not_found");
}

TEST_F(PersonStory, checkouts_leave_no_entries) {
  house.enrol(her_phone);
  const auto before = get("/v1/audit?limit=200").size("/items");
  ASSERT_EQ(house.sell({.phone = her_phone, .lines = {{"A1001"}}}).status, 201);
  EXPECT_EQ(get("/v1/audit?limit=200").size("/items"), before);
}

TEST_F(PersonStory, a_trail_that_somebody_touched_is_no_clean_verify) {
  house.enrol(her_phone);
  const auto report = house.verify();
  EXPECT_GT(report.audit.entries, 10);
  EXPECT_EQ(report.faults_found(), 0);
}

TEST_F(PersonStory, pages_of_the_trail_go_on_where_the_last_one_ended) {
  std::vector<std::string> seen;
  std::string query = "?limit=3";
  for (;;) {
    const Answer page = get("/v1/audit" + query);
    ASSERT_EQ(page.status, 200) << page;
    for (const auto& item : page.find("/items")->as_array()) {
      seen.emplace_back(item.at("id").as_string());
    }
    const auto* const next = page.body.as_object().if_contains("next_cursor");
    if (next == nullptr) break;
    query = "?limit=3&cursor=" + std::string(next->as_string());
  }
  EXPECT_EQ(seen.size(), get("/v1/audit?limit=200").size("/items"));
  std::sort(seen.begin(), seen.end());
  EXPECT_TRUE(std::adjacent_find(seen.begin(), seen.end()) == seen.end());
}

// ---- texts and consents ----

TEST_F(PersonStory, the_charter_is_read_by_anybody_in_every_version) {
  publish("charter", "membership");
  publish("charter", "membership", true);
  const Client nobody = house.nobody();
  const Answer list = nobody.get("/v1/programmes/MAIN/texts");
  ASSERT_EQ(list.status, 200) << list;
  ASSERT_EQ(list.size("/items"), 1U);
  EXPECT_EQ(list.integer("/items/0/version"), 2);
  EXPECT_EQ(nobody.get("/v1/programmes/MAIN/texts/charter").integer("/version"), 2);
  EXPECT_EQ(nobody.get("/v1/programmes/MAIN/texts/charter?version=1").string("/body/zh"), "文字");
  EXPECT_EQ(
      nobody.get("/v1/programmes/MAIN/texts/charter?version=3").code(), "consent_text_not_found"
  );
  EXPECT_EQ(nobody.get("/v1/programmes/NONE/texts").code(), "programme_not_found");
}

TEST_F(PersonStory, consents_are_given_and_withdrawn_as_easily) {
  publish("sms-marketing", "marketing");
  const std::string member = house.enrol(her_phone);
  const json::object given{
      {"purpose", "marketing"},
      {"channel", "sms"},
      {"decision", "given"},
      {"text", "sms-marketing"},
      {"text_version", 1},
      {"store", "S001"}};
  const Answer first = consent(member, given);
  ASSERT_EQ(first.status, 200) << first;
  EXPECT_TRUE(first.find("/items/0/valid")->as_bool());
  EXPECT_TRUE(consent(member, given).find("/items/0/valid")->as_bool());
  EXPECT_EQ(actions("?member=" + member).front(), "consent_given");
  const Answer gone =
      consent(member, {{"purpose", "marketing"}, {"channel", "sms"}, {"decision", "withdrawn"}});
  EXPECT_FALSE(gone.find("/items/0/valid")->as_bool());
  const Answer history = get("/v1/members/" + member + "/consents/history");
  ASSERT_EQ(history.size("/items"), 3U) << "each decision has its time " << history;
  EXPECT_EQ(history.string("/items/1/store"), "S001");
  EXPECT_EQ(history.string("/items/1/text_digest").size(), 64U);
  const Answer page = get("/v1/members/" + member + "/consents/history?limit=1");
  EXPECT_EQ(
      get("/v1/members/" + member +
          "/consents/history?limit=1&cursor=" + page.string("/next_cursor"))
          .integer("/items/0/seq"),
      2
  );
  const Client other = house.person("other", {"consents:read"}, {"S002"});
  EXPECT_EQ(other.get("/v1/members/" + member + "/consents").status, 200) << "the same programme";
  EXPECT_EQ(get("/v1/members/17/consents").code(), "member_not_found");
}

// ---- what a programme wants to know ----

TEST_F(PersonStory, fields_addresses_and_family_are_kept_found_copied_and_erased) {
  const std::string field = "/v1/programmes/MAIN/profile-fields/hobby";
  const json::object definition{
      {"kind", "text"},
      {"label_zh", "爱好"},
      {"label_en", "Hobby"},
      {"personal", true},
      {"searchable", true}};
  const auto put = [&](const json::object& body, const std::string& if_match) {
    return house.manager().send(
        {.method = "PUT", .target = field, .body = json::serialize(body), .if_match = if_match}
    );
  };
  EXPECT_EQ(put(definition, "\"1\"").code(), "stale_version") << "there is none yet";
  const Answer defined = put(definition, "\"0\"");
  ASSERT_EQ(defined.status, 201) << defined;
  EXPECT_EQ(put(definition, "").code(), "precondition_required");
  EXPECT_EQ(put(definition, "\"7\"").code(), "stale_version");
  json::object other = definition;
  other["personal"] = false;
  EXPECT_EQ(put(other, defined.header("ETag")).pointer(), "/personal");

  const std::string member = house.enrol(her_phone);
  const std::string base = "/v1/members/" + member;
  const auto change = [&](const json::array& values) {
    const std::string etag = get(base + "/profile").header("ETag");
    return house.manager().send(
        {.method = "PATCH",
         .target = base + "/profile",
         .body = json::serialize(json::object{{"values", values}}),
         .if_match = etag}
    );
  };
  const Answer set = change({{{"field", "hobby"}, {"values", {"钓鱼"}}}});
  ASSERT_EQ(set.status, 200) << set;
  EXPECT_EQ(change({{{"field", "none"}, {"values", {"x"}}}}).pointer(), "/values/0");
  EXPECT_EQ(get(base + "/profile").string("/values/0/values/0"), "钓鱼");
  EXPECT_EQ(actions("?member=" + member).front(), "member_revealed");
  const Client reader = house.person("reader", {"profiles:read"});
  EXPECT_THAT(reader.get(base + "/profile").text, Not(HasSubstr("钓鱼")));
  const json::object wanted{{"programme", "MAIN"}, {"field", "hobby"}, {"value", "钓鱼"}};
  EXPECT_EQ(post("/v1/members/find-by-field", wanted).string("/items/0/id"), member);

  const Answer address =
      post(base + "/addresses", {{"division", "310101"}, {"street", "南京东路 1 号"}});
  ASSERT_EQ(address.status, 201) << address;
  EXPECT_EQ(
      post(base + "/addresses", {{"division", "990101"}, {"street", "x"}}).pointer(), "/division"
  );
  EXPECT_THAT(reader.get(base + "/addresses").text, Not(HasSubstr("南京东路")));
  const json::object child{{"relation", "child"}, {"name", "小小"}, {"birthday", "2020-06-01"}};
  EXPECT_EQ(post(base + "/family", child).code(), "guardian_consent_required");
  publish("guardian", "guardian");
  consent(
      member,
      {{"purpose", "guardian"}, {"decision", "given"}, {"text", "guardian"}, {"text_version", 1}}
  );
  ASSERT_EQ(post(base + "/family", child).status, 201);

  const Answer copy = get("/v1/person-requests/" + request(member, "copy") + "/copy");
  for (const char* held : {"钓鱼", "南京东路 1 号", "小小"}) {
    EXPECT_THAT(copy.text, HasSubstr(held));
  }
  ASSERT_EQ(complete(request(member, "restriction")).status, 200);
  EXPECT_EQ(change({{{"field", "hobby"}, {"values", {"x"}}}}).code(), "member_restricted");
  ASSERT_EQ(complete(request(member, "erasure")).status, 200);
  EXPECT_EQ(get(base + "/profile").size("/values"), 0U);
  EXPECT_EQ(get(base + "/addresses").size("/items"), 0U);
  EXPECT_EQ(get(base + "/family").size("/items"), 0U);
  EXPECT_EQ(post("/v1/members/find-by-field", wanted).size("/items"), 0U);
}

// ---- the desk ----

TEST_F(PersonStory, a_request_has_a_clock_and_a_record) {
  const std::string member = house.enrol(her_phone);
  const Answer added = post("/v1/members/" + member + "/requests", {{"kind", "copy"}});
  ASSERT_EQ(added.status, 201) << added;
  EXPECT_EQ(added.string("/due_on"), "2026-03-23") << "fifteen working days after 2 March 2026";
  const std::string id = added.string("/id");
  const auto open = [&] { return get("/v1/person-requests?programme=MAIN"); };
  EXPECT_FALSE(open().find("/items/0/overdue")->as_bool());
  house.advance_days(22);
  EXPECT_TRUE(open().find("/items/0/overdue")->as_bool()) << open();
  const Answer refused =
      post("/v1/person-requests/" + id + "/refuse", {{"reason", "cannot prove who it is"}});
  EXPECT_EQ(refused.string("/state"), "refused") << refused;
  EXPECT_EQ(refused.string("/answer"), "cannot prove who it is");
  EXPECT_EQ(open().size("/items"), 0U);
  EXPECT_EQ(complete(id).code(), "person_request_state");
  EXPECT_EQ(get("/v1/person-requests/" + id + "/copy").code(), "person_request_state");
  EXPECT_EQ(get("/v1/members/" + member + "/requests").size("/items"), 1U);
  EXPECT_THAT(
      actions("?object_kind=person_request&object=" + id),
      ElementsAre("person_request_refused", "person_request_added")
  );
  EXPECT_EQ(get("/v1/person-requests/17").code(), "person_request_not_found");
}

TEST_F(PersonStory, a_copy_holds_everything_in_json_and_csv) {
  publish("charter", "membership");
  const std::string member = house.enrol(her_phone, {{"address", "=HYPERLINK(\"x\")"}});
  consent(
      member,
      {{"purpose", "membership"},
       {"topic", "charter"},
       {"decision", "given"},
       {"text", "charter"},
       {"text_version", 1}}
  );
  ASSERT_EQ(house.sell({.phone = her_phone, .lines = {{"A1001"}}}).status, 201);
  parking();
  const std::string used = issue_parking(member);
  issue_parking(member);
  park(member, used);
  const std::string id = request(member, "copy");
  const Answer copy = get("/v1/person-requests/" + id + "/copy");
  ASSERT_EQ(copy.status, 200) << copy;
  std::vector<std::string> sections;
  for (const auto& section : copy.find("/sections")->as_array()) {
    sections.emplace_back(section.at("section").as_string());
  }
  EXPECT_THAT(
      sections,
      ElementsAre(
          "profile",
          "identities",
          "fields",
          "addresses",
          "family",
          "cards",
          "registration",
          "referrals",
          "households",
          "audiences",
          "tiers",
          "growth",
          "memberships",
          "membership_payments",
          "points",
          "receipts",
          "late_attributions",
          "points_documents",
          "attachments",
          "points_holds",
          "points_transfers",
          "points_sales",
          "coupons",
          "coupon_uses",
          "wallet",
          "wallet_buyers",
          "consents",
          "changes",
          "requests",
          "staff"
      )
  );
  for (const char* held :
       {"+8613800138000", "张小明", "A1001 x 1", "charter", "member_enrolled", "PARK", "B-12345"}) {
    EXPECT_THAT(copy.text, HasSubstr(held));
  }
  const Answer file = get("/v1/person-requests/" + id + "/copy/file");
  EXPECT_THAT(file.text, HasSubstr("profile,1,phone,'+8613800138000\n"));
  EXPECT_THAT(file.text, HasSubstr("'=HYPERLINK")) << "no spreadsheet runs it";
  EXPECT_THAT(file.text, HasSubstr("points,1,balance,10\n"));
  EXPECT_THAT(file.text, HasSubstr("coupons,1,state,issued\n"));
  EXPECT_THAT(file.text, HasSubstr("coupons,2,state,redeemed\n"));
  EXPECT_THAT(file.text, HasSubstr("coupon_uses,1,reference,B-12345\n"));
  EXPECT_EQ(actions("?member=" + member).front(), "person_data_copied");
  EXPECT_EQ(complete(id).string("/state"), "done");
  const std::string other = request(member, "restriction");
  EXPECT_EQ(get("/v1/person-requests/" + other + "/copy").code(), "person_request_state");
}

/// Of each table with a member's rows the section of the copy that tells of them, or why none does.
constexpr struct {
  const char* table;
  const char* place;  // begins with = where it is a reason
} owned_tables[] = {
    {"audience_members", "audiences"},
    {"audit_entries", "changes"},
    {"card_directory", "=finds a card by its number"},
    {"card_receipts", "=which receipt entitled to which card; both are there"},
    {"card_states", "=how a card came to its state; its number and state are there"},
    {"cards", "cards"},
    {"consent_entries", "consents"},
    {"consent_states", "=what the entries come to"},
    {"coupon_attempts", "=how often a code was wrong today"},
    {"coupon_awards", "=what came with a receipt; its coupons are there"},
    {"coupon_carried", "=counters of a merge"},
    {"coupon_directory", "=keyed hashes of codes"},
    {"coupon_list_rows", "=a list's way to a coupon, which is there"},
    {"coupon_members", "=a counter of coupons"},
    {"coupon_misses", "=why no coupon was issued; what was stands there"},
    {"coupon_returns", "=what came back stands with each use"},
    {"coupon_trades", "=points that became a coupon; both are there"},
    {"coupon_uses", "coupon_uses"},
    {"coupons", "coupons"},
    {"dashboard_members", "=that a member is counted; the profile says when they joined"},
    {"dashboard_purchases", "=that a receipt is counted; it is there"},
    {"dashboard_tiers", "=that a tier is counted; it is there"},
    {"household_members", "households"},
    {"matching_pairs", "=a question about two members, not about one"},
    {"member_directory", "identities"},
    {"member_identities", "identities"},
    {"member_released", "=numbers that are another's by now"},
    {"member_search", "=finds a member by what the profile says"},
    {"member_sharers", "=a telephone of several members, in each profile"},
    {"members", "profile"},
    {"membership_payments", "membership_payments"},
    {"memberships", "memberships"},
    {"merges", "=each record says under which id it stood"},
    {"outbox_events", "=news on their way; what they tell of is there"},
    {"payment_references", "=references of payments, which are there"},
    {"person_requests", "requests"},
    {"points_accounts", "points"},
    {"points_counted", "=what a day's limit has counted"},
    {"points_documents", "points_documents"},
    {"points_entries", "points"},
    {"points_gifts", "=what a receipt gave; its entries are there"},
    {"points_holds", "points_holds"},
    {"points_lots", "=what is left of the entries"},
    {"points_notices", "=that somebody was told of an end"},
    {"points_redemptions", "points"},
    {"points_sales", "points_sales"},
    {"points_transfers", "points_transfers"},
    {"points_uses", "=how often an occasion was had; its receipts are there"},
    {"pricing_shares", "=who bears what of a price"},
    {"pricing_traces", "=how a receipt came to its price"},
    {"pricing_uses", "=how often a promotion was had; its receipts are there"},
    {"profile_addresses", "addresses"},
    {"profile_relatives", "family"},
    {"profile_search", "=finds a member by a field"},
    {"profile_values", "fields"},
    {"proof_codes", "=one-time codes, gone within minutes"},
    {"proof_members", "=a PIN's hash"},
    {"proof_uses", "=what proved an entry that is there"},
    {"registration_dues", "=what a referral waits for"},
    {"registration_receipts", "=the receipt of a registration, which is there"},
    {"registration_referrals", "referrals"},
    {"registrations", "registration"},
    {"risk_deeds", "=what rules count"},
    {"risk_findings", "=a suspicion that staff looks at; telling of it would end it"},
    {"risk_staff", "staff"},
    {"rosters_openings", "=lines of a file that somebody else sent"},
    {"rosters_rejects", "=lines of a file that somebody else sent"},
    {"rosters_rows", "=lines of a file that somebody else sent"},
    {"sale_attributions", "late_attributions"},
    {"sale_claims", "=numbers of receipts"},
    {"sale_gifts", "=what was handed out with a receipt that is there"},
    {"sale_lines", "receipts"},
    {"sale_receipts", "receipts"},
    {"tiers_entries", "growth"},
    {"tiers_moves", "=a tier's changes, which the entries tell"},
    {"tiers_standings", "tiers"},
    {"wallet_accounts", "wallet"},
    {"wallet_buyers", "wallet_buyers"},
    {"wallet_documents", "=what staff decided about entries that are there"},
    {"wallet_entries", "wallet"},
    {"wallet_lots", "=what is left of the entries"},
    {"wallet_payments", "=what paid a receipt that is there"},
    {"wallet_payouts", "=what was paid out, an entry"},
    {"wallet_recharges", "=what was paid in, an entry"}};

// A new table of members' data is either in the copy or has a reason here.
TEST_F(PersonStory, a_copy_leaves_out_no_table_without_a_reason) {
  const std::string id = request(house.enrol(her_phone), "copy");
  std::vector<std::string> sections;
  const Answer copy = get("/v1/person-requests/" + id + "/copy");
  for (const auto& section : copy.find("/sections")->as_array()) {
    sections.emplace_back(section.at("section").as_string());
  }
  std::vector<std::string> owned, known;
  for (const sql::Table& table : house.application().db().tables()) {
    if (std::ranges::find(table.columns, "owner_id", &sql::TableColumn::name) !=
        table.columns.end()) {
      owned.push_back(table.name);
    }
  }
  for (const auto& [table, place] : owned_tables) {
    known.emplace_back(table);
    if (*place == '=') continue;
    EXPECT_THAT(sections, Contains(place)) << table;
  }
  EXPECT_THAT(known, testing::ContainerEq(owned)) << "both by name";
}

TEST_F(PersonStory, restriction_and_no_personalised_offers_bind_what_may_be_done) {
  publish("sms-marketing", "marketing");
  publish("profiling", "profiling");
  const std::string member = house.enrol(her_phone);
  const auto give = [&](const char* purpose, const char* channel, const char* text) {
    consent(
        member,
        {{"purpose", purpose},
         {"channel", channel},
         {"decision", "given"},
         {"text", text},
         {"text_version", 1}}
    );
  };
  give("marketing", "sms", "sms-marketing");
  give("profiling", "none", "profiling");
  const auto valid = [&] {
    std::vector<std::string> all;
    const Answer consents = get("/v1/members/" + member + "/consents");
    for (const auto& one : consents.find("/items")->as_array()) {
      if (one.at("valid").as_bool()) all.emplace_back(one.at("purpose").as_string());
    }
    return all;
  };
  EXPECT_THAT(valid(), ElementsAre("marketing", "profiling"));
  ASSERT_EQ(complete(request(member, "non_personalised")).status, 200);
  EXPECT_THAT(valid(), ElementsAre("marketing", "non_personalised"));
  ASSERT_EQ(complete(request(member, "restriction")).status, 200);
  EXPECT_THAT(valid(), ElementsAre("non_personalised", "restriction"));
}

TEST_F(PersonStory, a_correction_may_set_a_birthday_that_was_changed_this_year) {
  const std::string member = house.enrol(her_phone, {{"birthday", "1990-05-04"}});
  ASSERT_EQ(patch(member, {{"birthday", "1991-05-04"}}).status, 200);
  const Answer again = patch(member, {{"birthday", "1992-05-04"}});
  EXPECT_EQ(again.code(), "birthday_changed_recently") << again;
  const std::string id = request(member, "correction");
  ASSERT_EQ(complete(id, {{"birthday", "1992-05-04"}}).status, 200);
  EXPECT_EQ(get("/v1/members/" + member).string("/birthday"), "1992-05-04");
  EXPECT_EQ(
      complete(request(member, "access"), {{"birthday", "1992-05-05"}}).pointer(), "/birthday"
  );
}

TEST_F(PersonStory, erasure_takes_the_person_and_leaves_the_books) {
  Wallets wallets(house);
  const std::string member = wallets.enrol(her_phone);
  wallets.recharge(member, 10'000);
  ASSERT_EQ(house.sell({.phone = her_phone, .lines = {{"A1001"}}}).status, 201);
  ASSERT_EQ(patch(member, {{"name", "欧阳小明"}, {"id_number", "11010519491231002X"}}).status, 200);
  const auto points = house.points(member);
  parking();
  const std::string parked = issue_parking(member), offered = issue_parking(member);
  park(member, parked);
  const Answer gift = post("/v1/members/" + member + "/coupons/" + offered + "/gift", {});
  ASSERT_EQ(gift.status, 201) << gift;
  const std::string friend_ = house.enrol("13900139000");
  const std::string id = request(member, "erasure");

  const Answer refused = complete(id);
  EXPECT_EQ(refused.code(), "stored_value_remains") << refused;
  EXPECT_EQ(get("/v1/members/" + member).string("/name"), "欧阳小明") << "nothing was written";
  const Answer done = complete(id, {{"give_up_value", true}});
  ASSERT_EQ(done.status, 200) << done;

  const Answer after = get("/v1/members/" + member);
  EXPECT_EQ(after.string("/state"), "closed");
  for (const char* const gone : {"/name", "/phone", "/email", "/birthday"}) {
    EXPECT_EQ(after.body.as_object().if_contains(gone + 1), nullptr) << gone;
  }
  const Answer contact = get("/v1/members/" + member + "/contact");
  EXPECT_THAT(contact.text, Not(HasSubstr("11010519491231002X")));
  const auto found = [&](const json::object& body) {
    return post("/v1/members/search", body).size("/items");
  };
  EXPECT_EQ(found({{"phone_last4", "8000"}, {"programme", "MAIN"}}), 0U);
  EXPECT_EQ(found({{"name", "ouyang"}, {"programme", "MAIN"}}), 0U);
  const Answer trail = get("/v1/audit?member=" + member + "&limit=200");
  EXPECT_THAT(trail.text, HasSubstr("member_erased"));
  for (const auto& item : trail.find("/items")->as_array()) {
    EXPECT_FALSE(item.at("sealed").as_bool()) << json::serialize(item);
  }
  EXPECT_EQ(house.points(member), points) << "the books stay";
  EXPECT_EQ(wallets.principal(member), 10'000);
  EXPECT_EQ(house.verify().faults_found(), 0);
  const Answer coupons = get("/v1/members/" + member + "/coupons");
  EXPECT_EQ(coupons.string("/items/0/state"), "withdrawn");
  EXPECT_EQ(coupons.string("/items/1/state"), "redeemed");
  const Answer claim =
      post("/v1/members/" + friend_ + "/coupons/claims", {{"code", gift.string("/code")}});
  EXPECT_EQ(claim.code(), "coupon_code_wrong") << claim << "what she had offered";
  const Answer left = get("/v1/person-requests/" + request(member, "copy") + "/copy");
  EXPECT_EQ(left.status, 200) << left;
  for (const char* const gone : {"B-12345", "complained"}) {
    EXPECT_THAT(left.text, Not(HasSubstr(gone)));
  }
  const Answer another = post("/v1/members", {{"programme", "MAIN"}, {"phone", her_phone}});
  EXPECT_EQ(another.status, 201) << another << "the phone is free for somebody else";
  EXPECT_EQ(complete(request(member, "erasure"), {{"give_up_value", true}}).status, 200)
      << "repeatable";
}

}  // namespace
}  // namespace guanxi::test
