// Duplicates as the desk meets them: on entry, in the queue, and among all members.
#include "flows/duplicates/duplicates.h"

#include "flows/enrol/house_test.h"

namespace guanxi::enrol {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* queue_of_main = "/v1/duplicates?programme=MAIN";

class DuplicatesTest : public HouseTest {
 protected:
  DuplicatesTest() {
    duplicates::add_endpoints(api_, duplicates_);
    duplicates::add_jobs(jobs_, duplicates_);
  }
  /// As an import does: nobody is asked.
  OwnerId imported(const char* name, const char* phone, int day = 4) {
    members::NewMember input;
    input.programme = *programmes_.find("MAIN");
    input.name = name;
    input.birthday = Date::of(1990, 5, day);
    input.phone = Phone::parse(phone);
    input.joined_on = *Date::of(2026, 1, 1);
    const auto made = temp_->write([&](sql::Tx& tx) {
      return enrol(tx, ids_, members_, input, "", boss(), now());
    });
    GX_CHECK(made.has_value());
    return made->member.id;
  }
  json::value scanned() {
    const Answer asked = call("boss", "POST", "/v1/duplicates/scans", R"({"programme":"MAIN"})");
    GX_CHECK_WHY(asked.status == 202, asked.text);
    GX_CHECK(jobs_.run_now("duplicates.scan", now()).has_value());
    return call("boss", "GET", asked.headers.at("Location")).body;
  }
  std::vector<std::string> queue(const std::string& more = "") {
    std::vector<std::string> others;
    const Answer page = call("clerk", "GET", queue_of_main + more);
    GX_CHECK_WHY(page.status == 200, page.text);
    for (const json::value& item : page.body.at("items").as_array()) {
      others.emplace_back(item.at("other").at("id").as_string());
    }
    return others;
  }
  Answer decide(
      const std::string& one,
      const std::string& other,
      const char* decision,
      std::map<std::string, std::string> extra = {{"if-match", "\"1\""}}
  ) {
    return call(
        "clerk",
        "POST",
        "/v1/members/" + one + "/duplicates/" + other,
        std::string(R"({"reason":"asked them","decision":")") + decision + "\"}",
        std::move(extra)
    );
  }
  /// Of the programme MAIN from now on.
  void set_scores(int review, int automatic) {
    programmes::Parameters parameters;
    parameters.duplicate_review_score = review;
    parameters.duplicate_automatic_score = automatic;
    temp_.clock().advance_seconds(60);
    const auto added = programmes_.add_version(
        *programmes_.find("MAIN"), parameters, now(), "duplicates", boss(), now()
    );
    GX_CHECK(added.has_value());
  }

  duplicates::Duplicates duplicates_{{*temp_, org_, programmes_, members_, ids_, ActorId(99)}};
  jobs::Scheduler jobs_{*temp_, temp_.clock(), {}};
};

const char* const first_body =
    R"({"programme":"MAIN","name":"張小明","birthday":"1990-05-04","phone":"13800138000"})";
const char* const second_body =
    R"({"programme":"MAIN","name":"Zhang Xiaoming","birthday":"1990-05-04","phone":"13912345678"})";

TEST_F(DuplicatesTest, who_enrols_twice_is_told_apart_at_the_till) {
  const std::string first = given(first_body);
  const Answer again = call("clerk", "POST", "/v1/members", second_body);
  ASSERT_EQ(again.status, 201) << again.text;
  const json::array& possible = again.body.at("possible_duplicates").as_array();
  ASSERT_EQ(possible.size(), 1U);
  const json::value& one = possible.front();
  EXPECT_EQ(one.at("member").at("id").as_string(), first);
  EXPECT_EQ(one.at("version").as_int64(), 1);
  std::int64_t sum = 0;
  for (const json::value& reason : one.at("reasons").as_array()) {
    sum += reason.at("weight").as_int64();
  }
  EXPECT_EQ(one.at("score").as_int64(), sum) << "each reason has its part";
  EXPECT_EQ(sum, 8'569) << "the example of docs/guide/duplicates.md";
  EXPECT_THAT(
      again.text, AllOf(HasSubstr("Name: sound the same (+"), HasSubstr("Birthday: the same (+"))
  );
  EXPECT_THAT(again.text, Not(HasSubstr("小明"))) << "masked";
  EXPECT_THAT(again.text, Not(HasSubstr("13800138000")));

  const std::string second = again.text_at("id");
  EXPECT_THAT(queue(), ElementsAre(second));
  const Answer decided = decide(second, first, "another");
  ASSERT_EQ(decided.status, 200) << decided.text;
  EXPECT_EQ(decided.text_at("decision"), "another");
  EXPECT_EQ(decided.text_at("reason"), "asked them");
  EXPECT_EQ(decided.headers.at("ETag"), "\"2\"");
  EXPECT_THAT(queue(), ElementsAre());
  EXPECT_THAT(queue("&decision=another"), ElementsAre(second));
}

TEST_F(DuplicatesTest, the_reasons_come_in_the_language_that_is_asked_for) {
  given(first_body);
  const Answer again =
      call("clerk", "POST", "/v1/members", second_body, {{"accept-language", "zh-CN"}});
  EXPECT_THAT(again.text, AllOf(HasSubstr("姓名：读音相同（+"), HasSubstr("手机号：不同（-1.0）")));
  EXPECT_THAT(
      call("clerk", "GET", queue_of_main, "", {{"accept-language", "zh-CN"}}).text,
      HasSubstr("生日：相同（+13.5）")
  );
}

TEST_F(DuplicatesTest, an_identity_that_somebody_has_is_refused_as_ever) {
  given(first_body);
  const Answer again = call("clerk", "POST", "/v1/members", first_body);
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.code(), "identity_taken");
  EXPECT_THAT(queue(), ElementsAre()) << "a refusal leaves nothing";
}

TEST_F(DuplicatesTest, others_are_enrolled_without_a_word) {
  given(first_body);
  const struct {
    const char* reason;
    const char* body;
  } rows[] = {
      {"a namesake of another age",
       R"({"programme":"MAIN","name":"张小明","birthday":"1971-11-30","phone":"13900000001"})"},
      {"a stranger of the same day",
       R"({"programme":"MAIN","name":"李雷","birthday":"1990-05-04","phone":"13900000002"})"},
      {"only a phone", R"({"programme":"MAIN","phone":"13900000003"})"},
      {"the same person in another programme",
       R"({"programme":"OTHER","name":"张小明","birthday":"1990-05-04","phone":"13900000004"})"},
  };
  for (const auto& row : rows) {
    const Answer answer = call("boss", "POST", "/v1/members", row.body);
    EXPECT_EQ(answer.status, 201) << answer.text;
    EXPECT_THAT(answer.text, Not(HasSubstr("possible_duplicates"))) << row.reason;
  }
}

TEST_F(DuplicatesTest, an_identity_number_tells_whatever_the_name_is) {
  const std::string first = given(
      R"({"programme":"MAIN","name":"张小明","phone":"13800138000","id_number":"11010519491231002X"})"
  );
  const Answer again = call(
      "boss",
      "POST",
      "/v1/members",
      R"({"programme":"MAIN","name":"张明","phone":"13912345678","id_number":"11010519491231002X"})"
  );
  EXPECT_EQ(again.status, 201);
  EXPECT_THAT(again.text, HasSubstr("Identity number: the same (+30.0)"));
  // The queue says so to whoever may see the number, and to nobody else.
  EXPECT_THAT(call("boss", "GET", queue_of_main).text, HasSubstr("Identity number"));
  const Answer shown = call("clerk", "GET", queue_of_main);
  EXPECT_THAT(shown.text, HasSubstr("Name: "));
  EXPECT_THAT(shown.text, Not(HasSubstr("Identity number")));
}

TEST_F(DuplicatesTest, whoever_may_not_see_a_fact_cannot_guess_it) {
  given(
      R"({"programme":"MAIN","name":"张小明","birthday":"1949-12-31","phone":"13800138000",)"
      R"("email":"ming@example.com","address":"北京市朝阳区建国路1号","id_number":"11010519491231002X"})"
  );
  const auto guess = [&](const char* actor, const std::string& body) {
    const Answer answer =
        call(actor, "POST", "/v1/members", R"({"programme":"MAIN",)" + body + "}");
    EXPECT_EQ(answer.status, 201) << answer.text;
    return answer.text;
  };
  EXPECT_THAT(
      guess("clerk", R"("external_id":"x1","id_number":"11010519491231002X")"),
      Not(HasSubstr("possible_duplicates"))
  );
  const std::string with = guess(
      "clerk",
      R"("name":"张小明","birthday":"1949-12-31","external_id":"x2",)"
      R"("address":"北京市朝阳区建国路1号")"
  );
  const std::string without = guess(
      "clerk",
      R"("name":"张小明","birthday":"1949-12-31","external_id":"x3",)"
      R"("address":"上海市")"
  );
  for (const std::string& text : {with, without}) {
    EXPECT_THAT(text, HasSubstr("Name: "));
    EXPECT_THAT(text, Not(HasSubstr("Address")));
  }
  EXPECT_THAT(
      guess("boss", R"("external_id":"x4","id_number":"11010519491231002X")"),
      HasSubstr("Identity number")
  );
}

TEST_F(DuplicatesTest, only_who_saw_the_pair_as_it_is_decides_it) {
  const std::string first = given(first_body);
  const std::string second = given(second_body);
  EXPECT_EQ(decide(first, second, "same", {}).status, 428);
  EXPECT_EQ(decide(first, second, "same", {{"if-match", "\"7\""}}).status, 412);
  EXPECT_EQ(decide(first, second, "same").status, 200);
  EXPECT_EQ(decide(first, second, "another").status, 412) << "somebody was faster";
  EXPECT_EQ(decide(first, second, "another", {{"if-match", "\"2\""}}).status, 200) << "corrected";
  EXPECT_EQ(decide(first, first, "same").code(), "not_found");
  EXPECT_EQ(decide(first, "4711", "same").code(), "member_not_found");
  const std::string target = "/v1/members/" + first + "/duplicates/" + second;
  const std::string body = R"({"decision":"same","reason":"x"})";
  const std::map<std::string, std::string> match = {{"if-match", "\"3\""}};
  EXPECT_EQ(call("reader", "POST", target, body, match).status, 403);
  EXPECT_EQ(call("stranger", "POST", target, body, match).code(), "member_not_found");
  EXPECT_EQ(call("stranger", "GET", queue_of_main).code(), "store_out_of_scope");
  EXPECT_EQ(call("boss", "GET", "/v1/duplicates?programme=X").code(), "programme_not_found");
}

TEST_F(DuplicatesTest, a_search_among_all_finds_who_was_imported_twice) {
  const OwnerId first = imported("张小明", "13800138000");
  const OwnerId second = imported("张晓明", "13800138001");
  imported("李雷", "13900000002");
  imported("王伟", "13900000003", 5);
  const json::value done = scanned();
  EXPECT_EQ(done.at("phase").as_string(), "done");
  EXPECT_EQ(done.at("people").as_int64(), 4);
  EXPECT_EQ(done.at("found").as_int64(), 1);
  EXPECT_EQ(done.at("fresh").as_int64(), 1);
  EXPECT_EQ(done.at("automatic").as_int64(), 0) << "off unless it is switched on";
  EXPECT_THAT(queue(), ElementsAre(second.to_string()));

  const json::value again = scanned();
  EXPECT_NE(again.at("id"), done.at("id"));
  EXPECT_EQ(again.at("found").as_int64(), 1);
  EXPECT_EQ(again.at("fresh").as_int64(), 0);
  ASSERT_EQ(decide(first.to_string(), second.to_string(), "another").status, 200);
  scanned();
  EXPECT_THAT(queue(), ElementsAre()) << "decided once";
}

TEST_F(DuplicatesTest, one_search_at_a_time) {
  const std::string body = R"({"programme":"MAIN"})";
  const Answer one = call("boss", "POST", "/v1/duplicates/scans", body);
  const Answer same = call("boss", "POST", "/v1/duplicates/scans", body);
  EXPECT_EQ(one.text_at("id"), same.text_at("id"));
  EXPECT_EQ(one.text_at("phase"), "waiting");
  EXPECT_EQ(call("stranger", "GET", one.headers.at("Location")).code(), "not_found");
  EXPECT_EQ(call("stranger", "POST", "/v1/duplicates/scans", body).code(), "store_out_of_scope");
  EXPECT_EQ(call("reader", "POST", "/v1/duplicates/scans", body).status, 403);
  EXPECT_EQ(call("clerk", "POST", "/v1/duplicates/scans", body).code(), "store_out_of_scope")
      << "it reads everybody";
  EXPECT_EQ(call("clerk", "GET", "/v1/duplicates/scans/4711").code(), "not_found");
}

TEST_F(DuplicatesTest, the_programme_says_what_is_worth_a_look) {
  imported("张小明", "13800138000");
  imported("张晓明", "13800138001");
  set_scores(90'000, 0);
  EXPECT_EQ(scanned().at("found").as_int64(), 0);
  const Answer again = call("clerk", "POST", "/v1/members", second_body);
  EXPECT_THAT(again.text, Not(HasSubstr("possible_duplicates")));
}

TEST_F(DuplicatesTest, above_a_second_score_nobody_needs_to_look) {
  const OwnerId first = imported("张小明", "13800138000");
  const OwnerId second = imported("张小明", "13800138001");
  const OwnerId brother = imported("张小亮", "13800138002");
  set_scores(1'000, 1'000);
  const json::value done = scanned();
  EXPECT_EQ(done.at("automatic").as_int64(), 1);
  EXPECT_THAT(queue("&decision=same"), ElementsAre(second.to_string()));
  EXPECT_THAT(queue(), ElementsAre(brother.to_string(), brother.to_string()))
      << "a given name that differs contradicts, whatever the score is";
  EXPECT_EQ(
      decide(first.to_string(), second.to_string(), "open", {{"if-match", "\"2\""}}).status, 200
  );
  scanned();
  EXPECT_THAT(queue("&decision=same"), ElementsAre()) << "put back: it is for people to decide";
}

TEST_F(DuplicatesTest, who_leaves_is_not_looked_at_any_more) {
  const std::string first = given(first_body);
  const std::string second = given(second_body);
  ASSERT_EQ(
      call("clerk", "POST", "/v1/members/" + second + "/close", "", {{"if-match", "*"}}).status, 200
  );
  EXPECT_THAT(queue(), ElementsAre());
  EXPECT_EQ(scanned().at("found").as_int64(), 0);
}

TEST_F(DuplicatesTest, the_queue_comes_page_by_page) {
  imported("张小明", "13800138000");
  imported("张晓明", "13800138001");
  imported("张筱鸣", "13800138009");
  ASSERT_EQ(scanned().at("found").as_int64(), 3);
  const Answer page = call("clerk", "GET", std::string(queue_of_main) + "&limit=2");
  ASSERT_EQ(page.body.at("items").as_array().size(), 2U);
  const std::string cursor = "&cursor=" + page.text_at("next_cursor");
  EXPECT_EQ(queue(cursor).size(), 1U);
  EXPECT_EQ(call("clerk", "GET", queue_of_main + cursor + "&decision=same").code(), "bad_cursor");
}

}  // namespace
}  // namespace guanxi::enrol
