// Rosters over HTTP, told from the outside: a file in parts, what it would do, what it did, what it
// did not take, and how it is taken back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/seals.h"
#include "contract/rows.h"
#include "flows/rosters/uploads.h"
#include "modules/audit/audit.h"
#include "platform/files/xlsx.h"
#include "support/at_once.h"

namespace guanxi::test {
namespace {

using testing::HasSubstr;

const sql::Query count_parts{"SELECT count(*) FROM rosters_parts"};
const sql::Query count_rejects{"SELECT count(*) FROM rosters_rejects"};
const sql::Query end_imports{"UPDATE rosters_imports SET state = 'done'"};
const sql::Query some_part{"SELECT data FROM rosters_parts LIMIT 1"};
const sql::Query some_reject{"SELECT data FROM rosters_rejects ORDER BY row_no DESC LIMIT 1"};

/// Five rows, of which the third has no phone number.
constexpr const char* members_file =
    "会员编号,姓名,手机号码,积分,储值余额\n"
    "L-1,钱一,13700000001,1200,\n"
    "L-2,孙二,13700000002,,888.80\n"
    "L-3,李三,1370000,50,\n"
    "L-4,周四,13700000004,,\n"
    "L-5,吴五,13700000005,,\n";

class RosterStory : public testing::Test {
 protected:
  std::string key() { return "roster-" + std::to_string(++keys); }
  const Client& manager() const { return house.manager(); }
  Answer get(const std::string& target) const { return manager().get(target); }
  Answer post(const std::string& target, const json::value& body = json::object()) {
    return manager().post(target, body, key());
  }
  /// Without a body, and without a key where the endpoint wants none.
  Answer say(const std::string& target, bool keyed = true) {
    return manager().send({.method = "POST", .target = target, .key = keyed ? key() : std::string()}
    );
  }
  static std::string hex_of(std::string_view content) {
    return crypto::to_hex(crypto::bytes_of(crypto::sha256(content)));
  }
  std::string announce(std::string_view content, const std::string& name = "old.csv") {
    const Answer made = post(
        "/v1/rosters",
        {{"name", name},
         {"programme", "MAIN"},
         {"bytes", std::ssize(content)},
         {"sha256", hex_of(content)}}
    );
    EXPECT_EQ(made.status, 201) << made;
    return "/v1/rosters/" + made.string("/id");
  }
  Answer put(const std::string& roster, int part, std::string_view bytes, json::object more = {}) {
    more["content"] = crypto::to_base64(bytes);
    return manager().send(
        {.method = "PUT",
         .target = roster + "/parts/" + std::to_string(part),
         .body = json::serialize(more)}
    );
  }
  /// Announced, uploaded in one part, complete.
  std::string upload(std::string_view content, const std::string& name = "old.csv") {
    std::string roster = announce(content, name);
    EXPECT_EQ(put(roster, 1, content).status, 200);
    const Answer whole = say(roster + "/complete", false);
    EXPECT_EQ(whole.string("/state"), "ready") << whole;
    return roster;
  }
  Answer start(const std::string& roster, json::object more = {}) {
    if (!more.contains("store")) more["store"] = "S001";
    return post(roster + "/start", more);
  }
  void run_job() {
    const auto ran = house.application().jobs().run_now("rosters.imports", house.now());
    ASSERT_TRUE(ran.has_value());
  }
  /// Uploaded, started and done; the roster afterwards.
  Answer import(std::string_view content, const json::object& more = {}) {
    const std::string roster = upload(content);
    const Answer started = start(roster, more);
    EXPECT_EQ(started.status, 202) << started;
    run_job();
    return get(roster);
  }
  std::int64_t count(const sql::Query& query) {
    return house.application().db().read([&](sql::Tx& tx) { return tx.get<std::int64_t>(query); });
  }
  Answer found(const std::string& phone) {
    return post("/v1/members/lookup", {{"kind", "phone"}, {"value", phone}});
  }
  /// Uploads whose batches are of two rows, on the same books: a job of its own.
  rosters::Uploads in_small_batches() {
    app::Application& app = house.application();
    return {
        {app.db(),
         app.org(),
         app.programmes(),
         app.members(),
         app.ids(),
         app.keys(),
         house.clock(),
         app.ladders()},
        app.first_answers(),
        {.batch_rows = 2}};
  }
  std::int64_t recorded(const char* action) {
    const audit::Search all{.before_at = house.now().plus_seconds(1), .limit = 200};
    const auto entries =
        house.application().db().read([&](sql::Tx& tx) { return audit::search(tx, all); });
    return std::ranges::count(entries, action, &audit::Recorded::action);
  }

  TestHouse house;
  int keys = 0;
};

TEST_F(RosterStory, parts_come_in_any_order_and_again) {
  const std::string content(1'200'000, 'x');
  const std::string roster = announce(content);
  const auto size = static_cast<std::size_t>(get(roster).integer("/part_bytes"));
  const auto part = [&](std::size_t no) { return content.substr((no - 1) * size, size); };
  EXPECT_EQ(get(roster).integer("/parts"), 3);
  EXPECT_EQ(put(roster, 3, part(3)).status, 200);
  EXPECT_EQ(put(roster, 1, part(1), {{"sha256", hex_of(part(1))}}).status, 200);
  const Answer again = put(roster, 1, part(1));
  EXPECT_EQ(again.status, 200) << again;
  EXPECT_EQ(again.size("/missing"), 1U);
  EXPECT_EQ(again.integer("/missing/0"), 2);
  const Answer early = say(roster + "/complete", false);
  EXPECT_EQ(early.code(), "roster_differs") << early;
  EXPECT_THAT(early.string("/detail"), HasSubstr("parts are missing"));
  EXPECT_EQ(say(roster + "/preview", false).code(), "roster_state");
  EXPECT_EQ(put(roster, 2, part(2)).size("/missing"), 0U);
  EXPECT_EQ(say(roster + "/complete", false).string("/state"), "ready");
  EXPECT_EQ(say(roster + "/complete", false).string("/state"), "ready") << "repeatable";
  EXPECT_EQ(put(roster, 2, part(2)).code(), "roster_state") << "what was judged stays";
  EXPECT_EQ(count(count_parts), 3);
}

TEST_F(RosterStory, what_differs_from_what_was_announced_is_refused_and_changes_nothing) {
  const std::string content = members_file;
  const std::string roster = announce(content);
  Rows rows(house.application().db());
  const std::string before = rows.counts();
  EXPECT_EQ(put(roster, 1, content, {{"sha256", hex_of("else")}}).code(), "roster_differs");
  EXPECT_EQ(put(roster, 1, content, {{"sha256", std::string(64, 'z')}}).pointer(), "/sha256");
  EXPECT_EQ(put(roster, 1, content + "x").code(), "roster_differs");
  EXPECT_EQ(put(roster, 2, content).pointer(), "/part");
  const Answer bad = manager().send(
      {.method = "PUT", .target = roster + "/parts/1", .body = R"({"content":"%%%"})"}
  );
  EXPECT_EQ(bad.pointer(), "/content");
  EXPECT_EQ(put("/v1/rosters/77", 1, content).code(), "roster_not_found");
  EXPECT_EQ(rows.counts(), before);

  std::string other = content;
  other.back() = ' ';
  EXPECT_EQ(put(roster, 1, other).status, 200);
  const Answer whole = say(roster + "/complete", false);
  EXPECT_EQ(whole.code(), "roster_differs") << whole;
  EXPECT_THAT(whole.string("/detail"), HasSubstr("the SHA-256 is another"));
  EXPECT_EQ(get(roster).string("/state"), "uploading");
  EXPECT_EQ(put(roster, 1, content).status, 200) << "a part can take the place of a wrong one";
  EXPECT_EQ(say(roster + "/complete", false).string("/state"), "ready");
}

TEST_F(RosterStory, announcing_needs_a_programme_a_digest_and_a_size_we_take) {
  json::object body{
      {"name", "old.csv"}, {"programme", "MAIN"}, {"bytes", 1}, {"sha256", hex_of("x")}};
  const auto refused = [&](const char* member, const json::value& value) {
    json::object copy = body;
    copy[member] = value;
    const Answer answer = post("/v1/rosters", copy);
    return answer.string("/errors/0/code") + " " + answer.pointer();
  };
  EXPECT_EQ(refused("programme", "NONE"), "programme_not_found /programme");
  EXPECT_EQ(refused("bytes", 0), "out_of_range /bytes");
  EXPECT_EQ(refused("bytes", rosters::upload_bytes_max + 1), "out_of_range /bytes");
  EXPECT_EQ(refused("sha256", json::string(64, 'g')), "bad_format /sha256");
  const Answer first = manager().post("/v1/rosters", body, "once");
  const Answer second = manager().post("/v1/rosters", body, "once");
  EXPECT_EQ(first.text, second.text);
  EXPECT_TRUE(second.replayed());
}

TEST_F(RosterStory, columns_are_known_by_their_names_and_unknown_ones_are_told) {
  const std::string roster = upload("姓名,Mobile,星座\n钱一,13700000001,金\n");
  const Answer columns = get(roster + "/columns");
  ASSERT_EQ(columns.status, 200) << columns;
  EXPECT_EQ(columns.string("/columns/0/field"), "name");
  EXPECT_EQ(columns.string("/columns/1/field"), "phone");
  EXPECT_EQ(columns.find("/columns/2/field"), nullptr);
  EXPECT_EQ(columns.string("/unknown/0"), "星座");
  for (const char* const step : {"/preview", "/start"}) {
    const Answer refused = post(roster + step, {{"store", "S001"}});
    EXPECT_EQ(refused.string("/errors/0/code"), "unknown_field") << refused;
    EXPECT_EQ(refused.pointer(), "/map");
  }
  EXPECT_EQ(get(roster).string("/state"), "ready") << "nothing was begun";
  const json::array map{{{"column", "星座"}}};
  EXPECT_EQ(start(roster, {{"map", map}}).status, 202);
  run_job();
  EXPECT_EQ(get(roster).integer("/result/created"), 1);
}

TEST_F(RosterStory, a_preview_counts_and_writes_nothing) {
  const std::string roster = upload(members_file);
  Rows rows(house.application().db());
  const std::string refused_before = rows.counts();
  EXPECT_EQ(post(roster + "/preview", {{"store", "S999"}}).pointer(), "/store");
  EXPECT_EQ(post(roster + "/preview", {{"mode", "update"}, {"key", "email"}}).pointer(), "/key");
  EXPECT_EQ(rows.counts(), refused_before);
  const Answer preview = post(roster + "/preview", {{"store", "S001"}});
  ASSERT_EQ(preview.status, 200) << preview;
  EXPECT_EQ(preview.integer("/result/created"), 4);
  EXPECT_EQ(preview.integer("/result/rejected"), 1);
  EXPECT_EQ(preview.integer("/result/points"), 1200);
  EXPECT_EQ(preview.integer("/result/stored/amount"), 88'880);
  EXPECT_EQ(preview.string("/columns/2/field"), "phone");
  EXPECT_EQ(preview.string("/rows/0/cells/1"), "钱一");
  EXPECT_EQ(preview.integer("/problems/0/line"), 4);
  EXPECT_EQ(preview.string("/problems/0/faults/0/column"), "手机号码");
  EXPECT_EQ(preview.string("/problems/0/faults/0/code"), "bad_format");
  EXPECT_TRUE(preview.find("/whole")->as_bool());
  const Answer some = post(roster + "/preview", {{"store", "S001"}, {"rows", 2}});
  EXPECT_EQ(some.integer("/result/rows"), 2);
  EXPECT_FALSE(some.find("/whole")->as_bool());
  EXPECT_EQ(found("13700000001").code(), "member_not_found");
  EXPECT_EQ(recorded("roster_previewed"), 2) << "it shows personal data";
}

TEST_F(RosterStory, an_import_tells_what_it_did_and_keeps_what_it_did_not_take) {
  const Answer done = import(members_file);
  EXPECT_EQ(done.string("/state"), "done") << done;
  EXPECT_EQ(done.integer("/rows_total"), 5);
  EXPECT_EQ(done.integer("/result/rows"), 5);
  EXPECT_EQ(done.integer("/result/created"), 4);
  EXPECT_EQ(done.integer("/result/rejected"), 1);
  EXPECT_EQ(count(count_parts), 0) << "the bytes are gone";
  EXPECT_EQ(found("13700000002").status, 200);
  EXPECT_EQ(house.points(found("13700000001").string("/id")), 1200);

  const std::string import = "/v1/roster-imports/" + done.string("/import");
  const Answer shown = get(import);
  EXPECT_EQ(shown.string("/name"), "old.csv");
  EXPECT_EQ(shown.string("/state"), "done");
  EXPECT_EQ(get("/v1/roster-imports").string("/items/0/id"), done.string("/import"));
  EXPECT_EQ(get("/v1/rosters").string("/items/0/id"), done.string("/id"));

  const Answer rejects = get(import + "/rejects");
  ASSERT_EQ(rejects.size("/items"), 1U) << rejects;
  EXPECT_EQ(rejects.integer("/items/0/row"), 3);
  EXPECT_EQ(rejects.integer("/items/0/line"), 4);
  EXPECT_EQ(rejects.string("/items/0/faults/0/field"), "phone");
  EXPECT_EQ(rejects.text.find("1370000\""), std::string::npos) << "what the cell holds is not told";
  const Answer file = get(import + "/rejects/file");
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(
      file.text.substr(0, file.text.find("手机号码:")),
      "\xEF\xBB\xBF"
      "会员编号,姓名,手机号码,积分,储值余额,reject_line,reject_reason\n"
      "L-3,李三,1370000,50,,4,\""
  ) << file.text;
  EXPECT_EQ(recorded("roster_rejects_read"), 1);
  EXPECT_EQ(recorded("roster_started"), 1);

  std::string corrected = file.text;
  corrected.replace(corrected.find("1370000,"), 8, "13700000003,");
  EXPECT_EQ(this->import(corrected).integer("/result/created"), 1);
}

TEST_F(RosterStory, the_same_file_with_the_same_options_changes_nothing) {
  import(members_file);
  const Answer again = import(members_file);
  EXPECT_EQ(again.string("/state"), "done") << again;
  EXPECT_TRUE(again.find("/repeated")->as_bool());
  EXPECT_EQ(get("/v1/roster-imports").size("/items"), 1U);
}

TEST_F(RosterStory, goes_on_after_a_restart_in_the_middle) {
  const std::string roster = upload(members_file);
  ASSERT_EQ(start(roster).status, 202);
  int asked = 0;
  const auto uploads = in_small_batches();
  ASSERT_TRUE(uploads.work([&] { return ++asked == 3; }).has_value());
  Answer stopped = get(roster);
  EXPECT_EQ(stopped.string("/state"), "running") << stopped;
  EXPECT_EQ(stopped.integer("/result/rows"), 4);
  EXPECT_EQ(stopped.integer("/rows_total"), 5);
  house.restart();
  run_job();
  const Answer done = get(roster);
  EXPECT_EQ(done.string("/state"), "done") << done;
  EXPECT_EQ(done.integer("/result/rows"), 5);
  EXPECT_EQ(done.integer("/result/created"), 4) << "each once";
  EXPECT_EQ(get("/v1/roster-imports/" + done.string("/import") + "/rejects").size("/items"), 1U);
}

TEST_F(RosterStory, is_cancelled_between_batches_and_can_be_gone_on_with_or_undone) {
  const std::string roster = upload(members_file);
  ASSERT_EQ(start(roster).status, 202);
  int asked = 0;
  const auto uploads = in_small_batches();
  const auto cancel_then = [&] {
    if (++asked == 2) {
      EXPECT_EQ(say(roster + "/cancel").string("/state"), "cancelling");
    }
    return false;
  };
  ASSERT_TRUE(uploads.work(cancel_then).has_value());
  const Answer ended = get(roster);
  EXPECT_EQ(ended.string("/state"), "cancelled") << ended;
  EXPECT_EQ(ended.integer("/result/rows"), 2);
  EXPECT_EQ(count(count_parts), 0);
  EXPECT_EQ(start(roster).code(), "roster_state");
  EXPECT_EQ(say(roster + "/cancel").status, 200) << "repeatable";
  const Answer rest = import(members_file);
  EXPECT_EQ(rest.string("/import"), ended.string("/import"));
  EXPECT_EQ(rest.integer("/result/created"), 4);
}

TEST_F(RosterStory, cancelled_before_it_began_leaves_nothing) {
  const std::string waiting = upload(members_file);
  EXPECT_EQ(say(waiting + "/cancel").string("/state"), "cancelled");
  const std::string asked = upload(members_file);
  EXPECT_EQ(start(asked).status, 202);
  EXPECT_EQ(say(asked + "/cancel").string("/state"), "cancelling");
  run_job();
  EXPECT_EQ(get(asked).string("/state"), "cancelled");
  EXPECT_EQ(count(count_parts), 0);
  EXPECT_EQ(get("/v1/roster-imports").size("/items"), 0U);
  EXPECT_EQ(found("13700000001").code(), "member_not_found");
}

TEST_F(RosterStory, of_many_starts_at_once_one_counts) {
  const std::string roster = upload(members_file);
  std::atomic<int> number{0};
  Rush starts = rush(8, [&](int) {
    return manager().post(
        roster + "/start", {{"store", "S001"}}, "start-" + std::to_string(++number)
    );
  });
  EXPECT_EQ(starts.won, 1);
  EXPECT_EQ(starts.refused["409 roster_state"], 7);
  run_job();
  EXPECT_EQ(get(roster).integer("/result/created"), 4);
  EXPECT_EQ(get("/v1/roster-imports").size("/items"), 1U);
}

TEST_F(RosterStory, of_two_jobs_at_once_each_row_counts_once) {
  const std::string roster = upload(members_file);
  ASSERT_EQ(start(roster).status, 202);
  const auto uploads = in_small_batches();
  at_once(4, [&](int) { EXPECT_TRUE(uploads.work([] { return false; }).has_value()); });
  run_job();  // what one of them left because of another
  const Answer done = get(roster);
  EXPECT_EQ(done.string("/state"), "done") << done;
  EXPECT_FALSE(done.find("/repeated")->as_bool());
  EXPECT_EQ(done.integer("/result/rows"), 5);
  EXPECT_EQ(done.integer("/result/created"), 4);
  EXPECT_EQ(get("/v1/roster-imports").size("/items"), 1U);
}

TEST_F(RosterStory, killed_between_its_end_and_telling_it_is_no_repetition) {
  const std::string roster = upload(members_file);
  ASSERT_EQ(start(roster).status, 202);
  int asked = 0;
  ASSERT_TRUE(in_small_batches().work([&] { return ++asked == 3; }).has_value());
  ASSERT_TRUE(house.application().db().write([&](sql::Tx& tx) -> Outcome {
    tx.exec(end_imports);
    return ok();
  }));
  run_job();
  EXPECT_EQ(get(roster).string("/state"), "done");
  EXPECT_FALSE(get(roster).find("/repeated")->as_bool());
}

TEST_F(RosterStory, parts_fit_into_the_body_that_the_server_takes) {
  app::Application& app = house.application();
  const rosters::Uploads small(
      {app.db(),
       app.org(),
       app.programmes(),
       app.members(),
       app.ids(),
       app.keys(),
       house.clock(),
       app.ladders()},
      app.first_answers(),
      {.body_bytes_max = 1024}
  );
  const api::Actor actor = app.system_actor();
  const api::Call call{.actor = actor, .now = house.now(), .idempotency_key = "small"};
  const auto made = small.create(call, {"old.csv", "MAIN", 1'000, hex_of("x")});
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(made->body.part_bytes, 468) << "624 characters in base64, and the names of members";
  EXPECT_EQ(made->body.parts, 3);
}

TEST_F(RosterStory, an_undo_takes_it_back_once_with_its_reason) {
  const Answer done = import(members_file);
  const std::string at = "/v1/roster-imports/" + done.string("/import");
  EXPECT_EQ(post(at + "/undo", {{"reason", ""}}).pointer(), "/reason");
  house.clock().advance_seconds(60);
  house.sell({.phone = "13700000004", .lines = {{"A1001", "1"}}});
  const json::object reason{{"reason", "the wrong store"}};
  const Answer asked = manager().post(at + "/undo", reason, "undo");
  EXPECT_EQ(asked.status, 202) << asked;
  EXPECT_EQ(asked.string("/state"), "undoing");
  EXPECT_EQ(manager().post(at + "/undo", reason, "undo").text, asked.text);
  EXPECT_EQ(post(at + "/undo", reason).code(), "roster_state") << "somebody has asked before";
  run_job();
  const Answer undone = get(at);
  EXPECT_EQ(undone.string("/state"), "undone") << undone;
  EXPECT_EQ(undone.string("/undo/reason"), "the wrong store");
  EXPECT_EQ(undone.integer("/undo/undone"), 3);
  EXPECT_EQ(undone.integer("/undo/kept"), 1);
  EXPECT_EQ(undone.string("/undo/rows/0/why"), "points_moved");
  EXPECT_EQ(undone.integer("/undo/rows/0/line"), 5);
  EXPECT_EQ(found("13700000001").code(), "member_not_found");
  EXPECT_EQ(found("13700000004").status, 200);
  EXPECT_EQ(post(at + "/undo", reason).code(), "roster_state");
  EXPECT_EQ(recorded("roster_import_undone"), 1);
}

TEST_F(RosterStory, an_undo_goes_on_after_a_restart_and_has_its_time) {
  const Answer done = import(members_file);
  const std::string at = "/v1/roster-imports/" + done.string("/import");
  EXPECT_EQ(post(at + "/undo", {{"reason", "wrong"}}).status, 202);
  EXPECT_EQ(get(at).string("/state"), "undoing");
  house.restart();
  run_job();
  EXPECT_EQ(get(at).integer("/undo/undone"), 4);
  const Answer later = import(members_file);
  house.advance_days(31);
  const Answer late =
      post("/v1/roster-imports/" + later.string("/import") + "/undo", {{"reason", "x"}});
  EXPECT_EQ(late.code(), "roster_state") << late;
  EXPECT_EQ(late.string("/facts/state"), "too_late");
}

TEST_F(RosterStory, what_an_import_is_reading_is_not_undone) {
  const std::string roster = upload(members_file);
  start(roster);
  int asked = 0;
  ASSERT_TRUE(in_small_batches().work([&] { return ++asked == 2; }).has_value());
  const std::string at = "/v1/roster-imports/" + get(roster).string("/import");
  const Answer refused = post(at + "/undo", {{"reason", "x"}});
  EXPECT_EQ(refused.code(), "roster_state") << refused;
  EXPECT_EQ(refused.string("/facts/state"), "running");
  say(roster + "/cancel");
  run_job();
  EXPECT_EQ(post(at + "/undo", {{"reason", "x"}}).status, 202);
  run_job();
  EXPECT_EQ(get(at).integer("/undo/undone"), 2);
}

TEST_F(RosterStory, a_file_that_cannot_be_read_fails_and_says_why) {
  for (const std::string& content :
       {std::string("\xFF\xFEx\0y\0", 6), std::string("PK\x03\x04 no workbook")}) {
    const std::string roster = upload(content, "bad.csv");
    EXPECT_EQ(get(roster + "/columns").size("/columns"), 0U);
    EXPECT_NE(post(roster + "/preview").find("/fault"), nullptr);
    EXPECT_EQ(start(roster).status, 202);
    run_job();
    const Answer failed = get(roster);
    EXPECT_EQ(failed.string("/state"), "failed") << failed;
    EXPECT_NE(failed.string("/fault"), "");
    EXPECT_EQ(count(count_parts), 0);
  }
  EXPECT_EQ(get("/v1/roster-imports").size("/items"), 0U);
}

TEST_F(RosterStory, takes_gb18030_and_workbooks) {
  const Answer text =
      import("\xD0\xD5\xC3\xFB,\xCA\xD6\xBB\xFA\n\xC7\xAE\xD2\xBB,13700000011\n"  // 姓名,手机 钱一
      );
  EXPECT_EQ(text.integer("/result/created"), 1) << text;
  files::XlsxWriter writer("members");
  const std::string_view header[] = {"姓名", "手机"}, row[] = {"孙二", "13700000012"};
  writer.add_row(header);
  writer.add_row(row);
  const Answer workbook = import(writer.finish());
  EXPECT_EQ(workbook.integer("/result/created"), 1) << workbook;
  EXPECT_EQ(found("13700000011").status, 200);
  EXPECT_EQ(found("13700000012").status, 200);
}

TEST_F(RosterStory, updates_by_key_and_is_limited_to_the_options_of_the_command) {
  import(members_file);
  const Answer changed = import(
      "会员编号,地址\nL-1,北京路 1 号\nL-9,无人\n", {{"mode", "update"}, {"key", "external_id"}}
  );
  EXPECT_EQ(changed.integer("/result/updated"), 1) << changed;
  EXPECT_EQ(changed.integer("/result/rejected"), 1);
  const std::string roster = upload(members_file);
  EXPECT_EQ(start(roster, {{"mode", "replace"}}).pointer(), "/mode");
}

TEST_F(RosterStory, is_for_those_who_may_and_not_for_those_of_one_store) {
  const std::string roster = upload(members_file);
  const Client reader = house.person("reader", {"rosters:read"});
  EXPECT_EQ(reader.get(roster).status, 200);
  EXPECT_EQ(reader.get(roster + "/columns").code(), "forbidden");
  EXPECT_EQ(reader.post(roster + "/start", json::object(), "r-1").code(), "forbidden");
  const Client local = house.person("local", {"rosters:import", "rosters:read"}, {"S001"});
  EXPECT_EQ(local.get(roster).code(), "store_out_of_scope");
  EXPECT_EQ(local.get("/v1/rosters").code(), "store_out_of_scope");
  EXPECT_EQ(local.get("/v1/roster-imports").code(), "store_out_of_scope");
  EXPECT_EQ(local.post(roster + "/start", json::object(), "l-1").code(), "store_out_of_scope");
  EXPECT_EQ(local.post(roster + "/preview", json::object()).code(), "store_out_of_scope");
  EXPECT_EQ(get(roster).string("/state"), "ready");
}

TEST_F(RosterStory, bytes_are_sealed_and_gone_when_nobody_imports_them) {
  const std::int64_t sealed = app::walk_seals(house.application(), {}).values();
  const std::string roster = upload(members_file);
  const auto data = [&](const sql::Query& query) {
    return house.application().db().read([&](sql::Tx& tx) { return tx.get<sql::Bytes>(query); }
    ).data;
  };
  EXPECT_EQ(data(some_part).find("1370000"), std::string::npos);
  const auto census = app::walk_seals(house.application(), {});
  EXPECT_EQ(census.unreadable, 0);
  EXPECT_GT(census.values(), sealed) << "a rotation of keys finds them";
  house.clock().advance_seconds(23 * 3600);
  const auto sweep = [&] {
    ASSERT_TRUE(house.application().jobs().run_now("rosters.sweep", house.now()).has_value());
  };
  sweep();
  EXPECT_EQ(get(roster).string("/state"), "ready");
  house.clock().advance_seconds(2 * 3600);
  sweep();
  EXPECT_EQ(get(roster).string("/state"), "expired");
  EXPECT_EQ(count(count_parts), 0);
  EXPECT_EQ(start(roster).code(), "roster_state");

  const Answer done = import(members_file);
  EXPECT_EQ(data(some_reject).find("1370000"), std::string::npos);
  EXPECT_EQ(app::walk_seals(house.application(), {}).unreadable, 0);
  house.advance_days(29);
  sweep();
  EXPECT_EQ(count(count_rejects), 2) << "the header and a row";
  house.advance_days(2);
  sweep();
  EXPECT_EQ(count(count_rejects), 0);
  const std::string at = "/v1/roster-imports/" + done.string("/import");
  EXPECT_EQ(get(at + "/rejects").size("/items"), 0U);
  EXPECT_EQ(get(at + "/rejects/file").text, "");
}

/// The columns of a CSV by name, without the columns left out, one row a line.
std::string table_of(std::string_view csv, const std::vector<std::string>& left_out) {
  std::vector<bool> shown;
  std::string table;
  while (!csv.empty()) {
    const std::size_t end = csv.find('\n');
    std::string_view line = csv.substr(0, end);
    csv.remove_prefix(end + 1);
    const bool header = shown.empty();
    for (std::size_t column = 0; !line.empty() || column < shown.size(); ++column) {
      const std::size_t comma = std::min(line.find(','), line.size());
      const std::string cell(line.substr(0, comma));
      line.remove_prefix(std::min(comma + 1, line.size()));
      if (header) shown.push_back(std::ranges::find(left_out, cell) == left_out.end());
      if (shown[column]) table += cell + "|";
    }
    table += "\n";
  }
  return table;
}

/// A second house, for a file that goes from one to the other.
class Elsewhere final : public RosterStory {
 public:
  using RosterStory::get;
  using RosterStory::import;
  void TestBody() override {}
  void publish() {
    const json::object words{{"zh", "短信营销"}, {"en", "Marketing"}};
    const Answer text = post(
        "/v1/programmes/MAIN/texts",
        {{"code", "sms-marketing"},
         {"purpose", "marketing"},
         {"title", words},
         {"body", words},
         {"reason", "opening"}}
    );
    ASSERT_EQ(text.status, 201) << text;
    house.clock().advance_seconds(60);
  }
};

TEST(RosterRoundTrip, what_is_exported_comes_in_again_in_another_house) {
  const char* const members = "/v1/members/export?programme=MAIN";
  Elsewhere one, other;
  one.publish();
  other.publish();
  const Answer first = one.import(
      "姓名,手机,生日,卡号,卡状态,行政区划,详细地址,邮编,同意,推荐人\n"
      "张小明,13800138000,1990-05-01,G1001,冻结,310106,南京西路 1 号,200040,marketing/sms "
      "2020-05-01 sms-marketing/1 store; "
      "non_personalised 2021-05-01 - web,\n"
      "李娜,13900139000,,G1002,,,,,marketing/sms 2020-05-01 withdrawn web,13800138000\n"
  );
  ASSERT_EQ(first.integer("/result/created"), 2) << first;
  const std::string there = one.get(members).text.substr(3);
  EXPECT_THAT(there, HasSubstr("non_personalised 2021-05-01 - web"));
  EXPECT_THAT(there, HasSubstr(",13800138000,,,,active"));
  const json::array ignored{
      json::object{{"column", "member_id"}}, json::object{{"column", "state"}}};
  const Answer second = other.import(there, {{"map", ignored}});
  ASSERT_EQ(second.integer("/result/created"), 2) << second;
  const std::string here = other.get(members).text.substr(3);
  EXPECT_EQ(table_of(here, {"member_id"}), table_of(there, {"member_id"}));
}

TEST_F(RosterStory, is_sealed_anew_after_a_rotation_of_keys) {
  const Answer before = import("手机\n1370000\n");
  const std::string roster = upload(members_file);
  app::Application& app = house.application();
  const int number = crypto::add_key(app.key_file(), house.now());
  crypto::activate_key(app.key_file(), number);
  app.keys().reload(app.key_file());
  EXPECT_GT(app::walk_seals(app, {.walk = crypto::SealWalk::renew}).renewed, 0);
  const auto census = app::walk_seals(app, {});
  EXPECT_EQ(census.outdated(number), 0) << "the old key can be retired";
  EXPECT_EQ(start(roster).status, 202);
  run_job();
  EXPECT_EQ(get(roster).integer("/result/created"), 4);
  const std::string at = "/v1/roster-imports/" + before.string("/import");
  EXPECT_THAT(get(at + "/rejects/file").text, HasSubstr("1370000,2,"));
}

}  // namespace
}  // namespace guanxi::test
