// Lists and reports as files, told from the outside: asked for, made by the job, had by who asked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "modules/audit/audit.h"
#include "platform/files/xlsx.h"
#include "support/house.h"

namespace guanxi::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class DownloadsDesk : public testing::Test {
 protected:
  DownloadsDesk() {
    member = house.enrol(her_phone, {{"name", "=1+2"}});
    const Answer sold =
        house.sell({.phone = her_phone, .lines = {{"A1001", "2"}, {"A1003", "1"}}, .sequence = 7});
    EXPECT_EQ(sold.status, 201) << sold;
    receipt = sold.string("/receipt");
    EXPECT_EQ(house.sell({.lines = {{"A1002", "1"}}, .store = "S002"}).status, 201);
  }

  json::object days() const {
    const std::string today = house.today().to_string();
    return {{"from", today}, {"to", today}};
  }
  Answer ask(
      const Client& client, const char* report, const json::object& filter, json::object more = {}
  ) const {
    json::object body{{"report", report}, {"filter", filter}};
    for (const auto& [name, value] : more) body[name] = value;
    return client.post("/v1/downloads", body);
  }
  void make() {
    house.clock().advance_seconds(1);
    ASSERT_TRUE(house.application().jobs().run_now("downloads.make", house.now()).has_value());
  }
  /// Asked for, made, and read.
  std::string file(
      const Client& client, const char* report, const json::object& filter, json::object more = {}
  ) {
    const Answer asked = ask(client, report, filter, std::move(more));
    EXPECT_EQ(asked.status, 202) << asked;
    if (asked.status != 202) return "";
    make();
    const std::string at = "/v1/downloads/" + asked.string("/id");
    const Answer seen = client.get(at);
    EXPECT_EQ(seen.string("/state"), "done") << seen;
    const Answer had = client.get(at + "/file");
    EXPECT_EQ(had.status, 200) << had;
    return had.text;
  }
  std::string made_by(const Client& client) {
    const Answer asked = ask(client, "receipts", days());
    EXPECT_EQ(asked.status, 202) << asked;
    make();
    return "/v1/downloads/" + asked.string("/id");
  }
  static Answer drop(const Client& client, const std::string& at) {
    return client.send({.method = "DELETE", .target = at});
  }
  std::int64_t recorded(const char* action) {
    const audit::Search all{.before_at = house.now().plus_seconds(86'400)};
    const auto found =
        house.application().db().read([&](sql::Tx& tx) { return audit::search(tx, all); });
    return std::ranges::count(found, action, &audit::Recorded::action);
  }

  TestHouse house;
  std::string member, receipt;
};

TEST_F(DownloadsDesk, receipts_are_a_table) {
  json::object filter = days();
  filter["store"] = "S001";
  const std::string day = house.today().to_string();
  EXPECT_EQ(
      file(house.manager(), "receipts", filter),
      "\xEF\xBB\xBF"
      "Receipt,Kind,Store,Till,Business date,Number,Time,Member,Payable,Refunded,Points,State\n" +
          receipt + ",sale,S001,01," + day + ",7," + day + " 10:00:00," + member +
          ",220.00,0.00,22,posted\n"
  );
}

TEST_F(DownloadsDesk, lines_of_receipts_are_a_table) {
  json::object filter = days();
  filter["store"] = "S001";
  const std::string text = file(house.manager(), "receipt_lines", filter);
  EXPECT_EQ(std::ranges::count(text, '\n'), 3) << text;
  EXPECT_THAT(text, HasSubstr("," + member + ",1,A1001,2,100.00,200.00,200.00,20,0,0.00\n"));
  EXPECT_THAT(text, HasSubstr("," + member + ",2,A1003,1,20.00,20.00,20.00,2,0,0.00\n"));
}

TEST_F(DownloadsDesk, titles_come_in_the_language_of_who_asks) {
  json::object body{{"report", "receipts"}, {"filter", days()}};
  const Answer asked = house.manager().send(
      {.method = "POST",
       .target = "/v1/downloads",
       .body = json::serialize(body),
       .language = "zh-CN"}
  );
  ASSERT_EQ(asked.status, 202) << asked;
  EXPECT_EQ(asked.string("/title"), "单据");
  make();
  const Answer had = house.manager().get("/v1/downloads/" + asked.string("/id") + "/file");
  EXPECT_THAT(had.text, StartsWith("\xEF\xBB\xBF单据编号,类型,门店,"));
  EXPECT_THAT(
      had.header("Content-Disposition"),
      HasSubstr("receipts-" + house.today().to_string() + "-" + house.today().to_string() + ".csv")
  );
}

TEST_F(DownloadsDesk, numbers_of_a_workbook_can_be_added_up) {
  const std::string content = file(house.manager(), "receipts", days(), {{"format", "xlsx"}});
  const std::filesystem::path path = house.directory() / "receipts.xlsx";
  std::ofstream(path, std::ios::binary) << content;
  files::XlsxReader reader(path);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.cells().front(), "Receipt");
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.cells()[0], receipt) << "an id is a text, whole";
  EXPECT_EQ(reader.cells()[3], "01");
  EXPECT_EQ(reader.cells()[8], "220");
  EXPECT_TRUE(files::date_of_serial(reader.cells()[4]) == house.today());
}

TEST_F(DownloadsDesk, members_are_masked_unless_asked_for_in_the_clear_which_is_recorded) {
  const json::object filter{{"programme", "MAIN"}};
  const Client clerk = house.person("clerk", {"downloads:make", "members:export"});
  const std::string masked = file(clerk, "members", filter);
  EXPECT_THAT(masked, StartsWith("\xEF\xBB\xBFmember_id,card,name,phone,"));
  EXPECT_THAT(masked, HasSubstr("138****8000"));
  EXPECT_THAT(masked, Not(HasSubstr(her_phone)));
  const Answer refused = ask(clerk, "members", filter, {{"clear", true}});
  EXPECT_EQ(refused.code(), "forbidden") << refused;
  EXPECT_EQ(refused.pointer(), "/clear");
  EXPECT_EQ(ask(house.manager(), "receipts", days(), {{"clear", true}}).pointer(), "/clear")
      << "there is nothing in it";
  const std::string clear = file(house.manager(), "members", filter, {{"clear", true}});
  EXPECT_THAT(clear, HasSubstr(",'=1+2," + std::string(her_phone) + ","))
      << "in the clear, and no formula";
  EXPECT_EQ(recorded("download_requested"), 2);
  EXPECT_EQ(recorded("download_read"), 2);
}

TEST_F(DownloadsDesk, has_the_rows_of_the_stores_that_the_account_may_see) {
  const Client clerk = house.person("clerk", {"downloads:make", "sales:read"}, {"S001"});
  const std::string text = file(clerk, "receipts", days());
  EXPECT_THAT(text, HasSubstr(",S001,"));
  EXPECT_THAT(text, Not(HasSubstr(",S002,")));
  json::object other = days();
  other["store"] = "S002";
  const Answer refused = ask(clerk, "receipts", other);
  EXPECT_EQ(refused.code(), "store_out_of_scope") << refused;
  EXPECT_EQ(refused.pointer(), "/filter/store");
  // The account comes to another store: what it asked for before is not for its eyes any more.
  const std::string at = made_by(clerk);
  identity::Identity& identity = house.application().identity();
  const auto id = identity.find_actor(identity::Kind::person, "clerk")->id;
  const auto second = house.application().org().snapshot()->find_store("S002")->id;
  const identity::ActorChange moved{.stores = {{second}}, .reason = "moved"};
  const auto any = [](std::int64_t) { return ok(); };
  ASSERT_TRUE(identity.change_actor(house.application().system_actor(), id, moved, any, house.now())
                  .has_value());
  EXPECT_EQ(clerk.get(at + "/file").code(), "store_out_of_scope");
}

TEST_F(DownloadsDesk, takes_the_permission_of_the_list) {
  const Client reader = house.person("reader", {"downloads:make", "sales:read"});
  const Answer refused = ask(reader, "audit", days());
  EXPECT_EQ(refused.code(), "forbidden") << refused;
  EXPECT_EQ(refused.pointer(), "/report");
  EXPECT_EQ(ask(house.person("nobody", {"sales:read"}), "receipts", days()).status, 403);
  const Answer listed = reader.get("/v1/downloads/reports");
  ASSERT_EQ(listed.status, 200) << listed;
  int allowed = 0;
  for (const json::value& one : listed.find("/items")->as_array()) {
    const bool sales = one.at("permissions").as_array() == json::array{"sales:read"};
    EXPECT_EQ(one.at("allowed").as_bool(), sales) << one.at("name");
    allowed += sales ? 1 : 0;
  }
  EXPECT_GE(allowed, 4);
  // Taken away between the asking and the having.
  const std::string at = made_by(reader);
  identity::Identity& identity = house.application().identity();
  const auto id = identity.find_actor(identity::Kind::person, "reader")->id;
  ASSERT_TRUE(
      identity.revoke(house.application().system_actor(), id, "sales:read", house.now()).has_value()
  );
  EXPECT_EQ(reader.get(at + "/file").code(), "forbidden");
}

TEST_F(DownloadsDesk, every_report_is_made_for_who_has_its_permission_alone) {
  const Answer listed = house.manager().get("/v1/downloads/reports");
  ASSERT_GE(listed.size("/items"), 30U);
  int made = 0;
  for (const json::value& report : listed.find("/items")->as_array()) {
    const std::string name(report.at("name").as_string());
    json::object filter;
    for (const json::value& need : report.at("needs").as_array()) {
      const std::string field(need.as_string());
      const bool is_day = field == "from" || field == "to";
      filter[field] = field == "programme" ? "MAIN"
                      : field == "store"   ? "S001"
                      : field == "bearer"  ? "mall"
                      : field == "state"   ? name == "points_documents" ? "submitted" : "open"
                      : is_day             ? house.today().to_string()
                                           : member;
    }
    std::vector<std::string> permissions{"downloads:make"};
    for (const json::value& permission : report.at("permissions").as_array())
      permissions.emplace_back(permission.as_string());
    const Client client = house.person("of " + name, permissions);
    if (filter.contains("id")) {
      EXPECT_EQ(ask(client, name.c_str(), filter).status, 404) << name;
      continue;
    }
    const std::string text = file(client, name.c_str(), filter);
    const std::string header = text.substr(0, text.find('\n'));
    EXPECT_GT(std::ranges::count(header, ','), 1) << name << ": " << header;
    ++made;
  }
  EXPECT_GE(made, 27);
}

TEST_F(DownloadsDesk, what_lists_say_is_in_their_files) {
  const std::string day = house.today().to_string();
  const Client& manager = house.manager();
  const std::string entries = file(manager, "points_entries", {{"member", member}});
  EXPECT_THAT(
      entries, StartsWith("\xEF\xBB\xBFPosted at,Occurred at,Reason,Class,Points,Balance,")
  );
  EXPECT_THAT(entries, HasSubstr(",22,22,")) << entries;
  EXPECT_THAT(file(manager, "catalogue", {}), HasSubstr("A1001,"));
  EXPECT_THAT(file(manager, "stores", {}), HasSubstr("S001,"));
  EXPECT_EQ(file(manager, "catalogue", {}).find("ost price"), std::string::npos);
  EXPECT_THAT(file(manager, "catalogue_costs", {}), HasSubstr("Cost price\nA1001,"));
  const Client buyer = house.person("buyer", {"downloads:make", "catalog:read"});
  EXPECT_EQ(ask(buyer, "catalogue_costs", {}).code(), "forbidden");
  json::object of_programme = days();
  of_programme["programme"] = "MAIN";
  EXPECT_THAT(file(manager, "audit", days()), HasSubstr("," + day.substr(0, 4)));
  EXPECT_THAT(
      file(manager, "points_liability", of_programme),
      StartsWith("\xEF\xBB\xBF"
                 "Day,Class,Points")
  );
}

TEST_F(DownloadsDesk, a_list_of_many_pages_is_whole) {
  for (int i = 0; i < 230; ++i) {
    const Answer put = house.manager().send(
        {.method = "PUT",
         .target = "/v1/items/M" + std::to_string(1000 + i),
         .body = R"({"name":"Mug","unit":"piece","currency":"CNY","list_price":"9.90"})"}
    );
    ASSERT_LT(put.status, 300) << put;
  }
  const std::string text = file(house.manager(), "catalogue", {});
  for (const char* const code : {"\nM1000,", "\nM1199,", "\nM1229,"})
    EXPECT_THAT(text, HasSubstr(code));
}

TEST_F(DownloadsDesk, filters_are_checked_at_the_asking) {
  const auto refused = [&](const char* report, const json::object& filter) {
    const Answer answer = ask(house.manager(), report, filter);
    return answer.string("/errors/0/code") + " " + answer.pointer();
  };
  EXPECT_EQ(refused("receipts", {}), "missing_field /filter/from");
  json::object more = days();
  more["programme"] = "MAIN";
  EXPECT_EQ(refused("receipts", more), "unknown_field /filter/programme");
  EXPECT_EQ(refused("members", {{"programme", "NONE"}}), "programme_not_found /filter/programme");
  EXPECT_EQ(refused("points_entries", {{"member", "1"}}), "account_not_found /filter/member");
  EXPECT_EQ(
      refused("points_documents", {{"programme", "MAIN"}, {"state", "odd"}}),
      "unknown_value /filter/state"
  );
  EXPECT_EQ(refused("weather", {}), "unknown_value /report");
  const json::object backwards{{"from", "2026-03-02"}, {"to", "2026-03-01"}};
  EXPECT_EQ(refused("receipts", backwards), "out_of_range /filter/to");
}

TEST_F(DownloadsDesk, is_there_once_it_is_made_and_until_it_goes) {
  const Answer asked = ask(house.manager(), "receipts", days(), {{"note", "for the books"}});
  ASSERT_EQ(asked.status, 202) << asked;
  EXPECT_EQ(asked.string("/state"), "waiting");
  const std::string at = asked.header("Location");
  EXPECT_EQ(house.manager().get(at + "/file").code(), "download_state");
  make();
  const Answer done = house.manager().get(at);
  EXPECT_EQ(done.string("/note"), "for the books");
  EXPECT_EQ(done.integer("/rows"), 2);
  EXPECT_EQ(done.integer("/rows_total"), 2);
  EXPECT_EQ(done.integer("/parts"), 1);
  EXPECT_EQ(house.manager().get(at + "/file?part=1").text, house.manager().get(at + "/file").text);
  EXPECT_EQ(house.manager().get(at + "/file?part=2").pointer(), "/part");
  house.advance_days(8);
  EXPECT_EQ(house.manager().get(at + "/file").code(), "download_state");
  ASSERT_TRUE(house.application().jobs().run_now("downloads.sweep", house.now()).has_value());
  EXPECT_EQ(house.manager().get(at).string("/state"), "expired");
}

TEST_F(DownloadsDesk, belongs_to_who_asked) {
  const Client one = house.person("one", {"downloads:make", "sales:read"});
  const Client other = house.person("other", {"downloads:make", "sales:read"});
  const Client chief = house.person("chief", {"downloads:make", "downloads:all", "sales:read"});
  const std::string at = made_by(one);
  EXPECT_EQ(other.get(at).code(), "download_not_found");
  EXPECT_EQ(drop(other, at).status, 404);
  EXPECT_EQ(other.get("/v1/downloads").size("/items"), 0U);
  EXPECT_EQ(other.get("/v1/downloads?all=true").code(), "forbidden");
  EXPECT_EQ(one.get("/v1/downloads").size("/items"), 1U);
  EXPECT_EQ(chief.get("/v1/downloads").size("/items"), 0U);
  EXPECT_EQ(chief.get("/v1/downloads?all=true").size("/items"), 1U);
  EXPECT_EQ(chief.get(at).status, 200);
  EXPECT_EQ(chief.get(at + "/file").code(), "download_not_found") << "made for other eyes";
  EXPECT_EQ(drop(chief, at).status, 204);
  EXPECT_EQ(one.get(at).code(), "download_not_found");
}

TEST_F(DownloadsDesk, what_is_in_the_clear_goes_when_somebody_is_erased) {
  const Client& manager = house.manager();
  const auto made = [&](bool clear) {
    const Answer asked = ask(manager, "members", {{"programme", "MAIN"}}, {{"clear", clear}});
    EXPECT_EQ(asked.status, 202) << asked;
    make();
    return "/v1/downloads/" + asked.string("/id");
  };
  const std::string clear = made(true), masked = made(false);
  const std::string other = house.enrol("13800138001");
  const Answer wanted =
      manager.post("/v1/members/" + other + "/requests", {{"kind", "erasure"}}, "erase-other");
  ASSERT_EQ(wanted.status, 201) << wanted;
  const Answer erased = manager.post(
      "/v1/person-requests/" + wanted.string("/id") + "/complete",
      {{"answer", "done"}},
      "erase-other-now"
  );
  ASSERT_EQ(erased.status, 200) << erased;
  EXPECT_EQ(manager.get(clear + "/file").code(), "download_state");
  EXPECT_EQ(manager.get(clear).string("/state"), "expired");
  EXPECT_EQ(manager.get(masked + "/file").status, 200);
}

TEST_F(DownloadsDesk, one_account_has_only_so_many_waiting) {
  const Client one = house.person("one", {"downloads:make", "sales:read"});
  std::string first;
  for (int i = 0; i < 5; ++i) {
    const Answer asked = ask(one, "receipts", days());
    ASSERT_EQ(asked.status, 202) << asked;
    if (first.empty()) first = "/v1/downloads/" + asked.string("/id");
  }
  EXPECT_EQ(ask(one, "receipts", days()).code(), "downloads_too_many");
  EXPECT_EQ(drop(one, first).status, 204) << "cancelled before it is made";
  EXPECT_EQ(ask(one, "receipts", days()).status, 202);
  EXPECT_EQ(one.get("/v1/downloads?limit=3").size("/items"), 3U);
  const std::string next = one.get("/v1/downloads?limit=3").string("/next_cursor");
  EXPECT_EQ(one.get("/v1/downloads?limit=3&cursor=" + next).size("/items"), 2U);
  make();
  EXPECT_EQ(ask(one, "receipts", days()).status, 202) << "what is made waits no more";
}

}  // namespace
}  // namespace guanxi::test
