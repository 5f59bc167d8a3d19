// The desk: finding, showing, changing and closing members, and their cards, as a client sees it.
#include "flows/enrol/house_test.h"
#include "platform/log/log.h"

namespace guanxi::enrol {
namespace {

using testing::HasSubstr;
using testing::Not;

class DeskTest : public HouseTest {
 protected:
  std::string id_ = given(
      R"({"store":"S001","name":"张小明","phone":"13800138000","email":"xiaoming@example.com",)"
      R"("id_number":"11010519491231002X","address":"上海市黄浦区","external_id":"legacy:17850",)"
      R"("card_number":"880012345678"})"
  );
  std::string path_ = "/v1/members/" + id_;

  Answer look_up(const char* who, const std::string& kind, const std::string& value) {
    return call(
        who, "POST", "/v1/members/lookup", R"({"kind":")" + kind + R"(","value":")" + value + "\"}"
    );
  }
  Answer patch(const std::string& body, const std::string& if_match) {
    return call("clerk", "PATCH", path_, body, {{"if-match", if_match}});
  }
};

TEST_F(DeskTest, AMemberIsFoundByEveryKind) {
  const Answer member = call("reader", "GET", path_);
  const struct {
    const char* kind;
    std::string value;
    const char* code;
    const char* reason;
  } rows[] = {
      {"phone", "+86 138-0013-8000", "", "a phone as people write it"},
      {"card", "8800 1234 5678", "", "a card number as printed"},
      {"member_code", member.text_at("member_code"), "", "the member code"},
      {"email", "XiaoMing@example.com", "", "the e-mail"},
      {"external", "legacy:17850", "", "the number elsewhere"},
      {"member_id", id_, "", "the id"},
      {"phone", "13900139000", "member_not_found", "a phone nobody has"},
      {"phone", "abc", "member_not_found", "no phone at all"},
      {"card", "880012345679", "card_not_found", "a card nobody has"},
      {"member_id", "-5", "member_not_found", "no id"},
      {"member_id", "9223372036854775808", "member_not_found", "2^63"},
  };
  for (const auto& row : rows) {
    const Answer found = look_up("reader", row.kind, row.value);
    if (*row.code == '\0') {
      ASSERT_EQ(found.status, 200) << row.reason << found.text;
      EXPECT_EQ(found.text_at("id"), id_) << row.reason;
    } else {
      EXPECT_EQ(found.status, 404) << row.reason;
      EXPECT_EQ(found.code(), row.code) << row.reason;
      EXPECT_EQ(found.pointer(), "/value") << row.reason;
    }
  }
  EXPECT_EQ(look_up("reader", "passport", "1").pointer(), "/kind");
  EXPECT_EQ(look_up("reader", "phone", "").pointer(), "/value");
  EXPECT_EQ(look_up("boss", "phone", "13800138000").pointer(), "/programme")
      << "two programmes could be meant";
}

TEST_F(DeskTest, WhoHasNoStoreOfTheProgrammeSeesNobody) {
  EXPECT_EQ(call("stranger", "GET", path_).status, 404);
  EXPECT_EQ(call("stranger", "GET", path_ + "/contact").status, 404);
  EXPECT_EQ(look_up("stranger", "phone", "13800138000").code(), "member_not_found");
  EXPECT_EQ(look_up("stranger", "member_id", id_).code(), "member_not_found");
  EXPECT_EQ(look_up("stranger", "card", "880012345678").code(), "card_not_found");
  const std::map<std::string, std::string> any{{"if-match", "*"}};
  EXPECT_EQ(call("stranger", "PATCH", path_, R"({"name":"x"})", any).status, 404);
  EXPECT_EQ(call("stranger", "POST", path_ + "/close", "", any).status, 404);
  EXPECT_EQ(call("stranger", "POST", path_ + "/cards", "{}").status, 404);
  const Answer found = call("stranger", "POST", "/v1/members/search", R"({"phone_last4":"8000"})");
  EXPECT_EQ(json::serialize(found.body.at("items")), "[]");
  EXPECT_EQ(look_up("till", "phone", "13800138000").status, 200) << "a till of its store does";
}

TEST_F(DeskTest, PersonalDataIsMaskedUnlessItMayBeRevealed) {
  const Answer masked = call("reader", "GET", path_);
  EXPECT_EQ(masked.text_at("phone"), "138****8000");
  EXPECT_EQ(masked.text_at("email"), "x***@example.com");
  EXPECT_EQ(masked.text_at("name"), "张**");
  EXPECT_EQ(json::serialize(masked.body.at("masked")), "true");
  for (const char* secret : {"13800138000", "xiaoming", "11010519", "黄浦", "legacy"}) {
    EXPECT_THAT(masked.text, Not(HasSubstr(secret)));
  }
  EXPECT_EQ(call("reader", "GET", path_ + "/contact").status, 403);

  log::Capture capture;
  const Answer clear = call("boss", "GET", path_);
  EXPECT_EQ(clear.text_at("phone"), "+8613800138000");
  EXPECT_EQ(clear.text_at("name"), "张小明");
  const Answer contact = call("boss", "GET", path_ + "/contact");
  EXPECT_EQ(contact.text_at("phone"), "+8613800138000");
  EXPECT_EQ(contact.text_at("address"), "上海市黄浦区");
  EXPECT_EQ(contact.text_at("id_number"), "11010519491231002X");
  EXPECT_EQ(json::serialize(contact.body.at("external_ids")), R"(["legacy:17850"])");
  call("reader", "GET", path_);
  ASSERT_EQ(capture.lines().size(), 2U) << "each reveal leaves one line, a masked reading none";
  for (const std::string& line : capture.lines()) {
    EXPECT_THAT(line, HasSubstr(R"("event":"audit.member_revealed")"));
    EXPECT_THAT(line, HasSubstr(R"("member":")" + id_));
    EXPECT_THAT(line, HasSubstr("phone"));
    for (const char* secret : {"13800138000", "xiaoming@", "张小明", "黄浦"}) {
      EXPECT_THAT(line, Not(HasSubstr(secret))) << "never the value";
    }
  }
}

TEST_F(DeskTest, SearchShowsAFewMaskedMembers) {
  for (int i = 0; i < 21; ++i) {
    const std::string number = std::to_string(13'900'000'000 + i * 10'000 + 4321);
    given(
        R"({"store":"S001","name":"李雷)" + std::to_string(i) + R"(","phone":")" + number + "\"}"
    );
  }
  const auto search = [&](const std::string& body) {
    return call("reader", "POST", "/v1/members/search", body);
  };
  const Answer many = search(R"({"phone_last4":"4321"})");
  ASSERT_EQ(many.status, 200) << many.text;
  EXPECT_EQ(many.body.at("items").as_array().size(), 20U);
  EXPECT_EQ(json::serialize(many.body.at("more")), "true");
  EXPECT_THAT(many.text, Not(HasSubstr("李雷")));
  const Answer one = search(R"({"name_prefix":"张小"})");
  ASSERT_EQ(one.body.at("items").as_array().size(), 1U);
  EXPECT_EQ(json::serialize(one.body.at("more")), "false");
  EXPECT_EQ(json::value_to<std::string>(one.body.at("items").at(0).at("phone")), "138****8000");
  for (const char* query : {"張小", "小明", "zhang xiao", "zxm"}) {
    const Answer named = search(R"({"name":")" + std::string(query) + R"("})");
    ASSERT_EQ(named.body.at("items").as_array().size(), 1U) << query;
    EXPECT_EQ(named.body.at("items").at(0), one.body.at("items").at(0)) << query;
  }
  EXPECT_EQ(search(R"({"name":"zxm","name_prefix":"张"})").code(), "invalid_request");
  EXPECT_EQ(search(R"({"phone_last4":"12"})").pointer(), "/phone_last4");
  EXPECT_EQ(search(R"({"phone_last4":"12a4"})").pointer(), "/phone_last4");
  EXPECT_EQ(search("{}").code(), "invalid_request");
  EXPECT_EQ(search(R"({"phone_last4":"4321","name_prefix":"张"})").code(), "invalid_request");
}

TEST_F(DeskTest, CardsAreFoundByTheEndOfTheirNumberInWhateverState) {
  const auto search = [&](const char* who, const std::string& end, const char* programme = "MAIN") {
    return call(
        who,
        "POST",
        "/v1/members/search",
        R"({"card_end":")" + end + R"(","programme":")" + programme + "\"}"
    );
  };
  const std::string other =
      given(R"({"store":"S001","name":"李雷","phone":"13900139000","card_number":"LEGACY-995678"})"
      );
  const auto found = search("reader", "5678");
  ASSERT_EQ(found.status, 200) << found.text;
  const auto& items = found.body.at("items").as_array();
  ASSERT_EQ(items.size(), 2U) << found.text;
  EXPECT_EQ(json::value_to<std::string>(items[0].at("id")), id_);
  EXPECT_EQ(json::value_to<std::string>(items[0].at("card").at("number")), "880012345678");
  EXPECT_EQ(json::value_to<std::string>(items[0].at("card").at("state")), "active");
  EXPECT_EQ(json::value_to<std::string>(items[0].at("phone")), "138****8000") << "masked";
  const struct {
    const char* end;
    std::size_t count;
    const char* reason;
  } rows[] = {
      {"45678", 1, "five of them"},
      {"345678", 1, "six of them"},
      {"995678", 1, "the other card"},
      {"y995678", 0, "seven are too many"},
      {"1234", 0, "the middle of a number is not its end"},
      {"%678", 0, "no wildcards"},
  };
  for (const auto& row : rows) {
    const Answer answer = search("reader", row.end);
    if (answer.status == 200) {
      EXPECT_EQ(answer.body.at("items").as_array().size(), row.count) << row.reason;
    } else {
      EXPECT_EQ(row.count, 0U) << row.reason;
      EXPECT_EQ(answer.pointer(), "/card_end") << row.reason;
    }
  }
  EXPECT_EQ(search("reader", "567").pointer(), "/card_end");
  EXPECT_EQ(search("boss", "5678", "OTHER").body.at("items").as_array().size(), 0U)
      << "of another programme";
  EXPECT_EQ(search("stranger", "5678").status, 403) << "no store of the programme";

  const std::string virtual_number = json::value_to<std::string>(
      json::parse(
          call("reader", "GET", "/v1/members/" + given(R"({"store":"S001","phone":"13700137000"})"))
              .text
      )
          .at("cards")
          .at(0)
          .at("number")
  );
  const Answer by_virtual = search("reader", virtual_number.substr(virtual_number.size() - 6));
  EXPECT_THAT(by_virtual.text, HasSubstr(virtual_number)) << "virtual ones too";

  const Answer card = call("reader", "GET", "/v1/members/" + other);
  const std::string lost = json::value_to<std::string>(card.body.at("cards").at(0).at("id"));
  ASSERT_EQ(
      call(
          "clerk",
          "PATCH",
          "/v1/members/" + other + "/cards/" + lost,
          R"({"state":"lost"})",
          {{"if-match", "*"}}
      ).status,
      200
  );
  EXPECT_THAT(search("reader", "995678").text, HasSubstr(R"("state":"lost")"));
}

TEST_F(DeskTest, APatchKeepsClearsAndSets) {
  const Answer after = patch(
      R"({"name":"张大明","email":null,"birthday":"1990-05-04","state":"frozen"})", etag_of(id_)
  );
  ASSERT_EQ(after.status, 200) << after.text;
  EXPECT_EQ(after.text_at("state"), "frozen");
  EXPECT_EQ(after.text_at("birthday"), "1990-05-04");
  EXPECT_EQ(after.text_at("phone"), "138****8000") << "absent: kept";
  EXPECT_FALSE(after.body.as_object().contains("email")) << "null: cleared";
  EXPECT_EQ(json::serialize(after.body.at("version")), "2");
  EXPECT_EQ(look_up("reader", "email", "xiaoming@example.com").status, 404);
  EXPECT_EQ(call("boss", "GET", path_).text_at("name"), "张大明");

  EXPECT_EQ(patch(R"({"birthday":null,"state":"active"})", R"("2")").status, 200)
      << "the bare version will do";
  EXPECT_EQ(patch("{}", R"("3")").status, 200) << "nothing to change is fine";
  EXPECT_EQ(etag_of(id_).substr(0, 3), "\"3-");
  const struct {
    const char* body;
    const char* pointer;
  } bad[] = {
      {R"({"phone":"138"})", "/phone"},
      {R"({"birthday":"2020-01-01"})", "/birthday"},
      {R"({"state":"closed"})", "/state"},
      {R"({"state":null})", "/state"},
      {R"({"name":""})", "/name"},
      {R"({"member_code":"M1"})", "/member_code"},
  };
  for (const auto& row : bad) {
    const Answer refused = patch(row.body, "*");
    EXPECT_EQ(refused.status, 400) << row.body;
    EXPECT_EQ(refused.pointer(), row.pointer) << refused.text;
  }
  EXPECT_EQ(json::serialize(call("reader", "GET", path_).body.at("version")), "3");
}

TEST_F(DeskTest, AStaleOrMissingVersionIsRefused) {
  const std::string before = etag_of(id_);
  ASSERT_EQ(patch(R"({"name":"甲"})", before).status, 200);
  const Answer stale = patch(R"({"name":"乙"})", before);
  EXPECT_EQ(stale.status, 412);
  EXPECT_EQ(stale.code(), "stale_version");
  EXPECT_EQ(patch(R"({"name":"乙"})", R"("22-abc")").status, 412) << "2 is no part of 22";
  EXPECT_EQ(patch(R"({"name":"乙"})", "2").status, 412) << "a tag stands in quotes";
  EXPECT_EQ(call("clerk", "PATCH", path_, R"({"name":"乙"})").status, 428);
  EXPECT_EQ(call("clerk", "POST", path_ + "/close").status, 428);
  EXPECT_EQ(patch(R"({"name":"乙"})", R"("1-x", "2-y")").status, 200) << "a list, one of it fits";
}

TEST_F(DeskTest, TheTagChangesWithAnythingShown) {
  const std::string before = etag_of(id_);
  const auto read = [&](const char* who) {
    return call(who, "GET", path_, "", {{"if-none-match", before}}).status;
  };
  EXPECT_EQ(read("reader"), 304);
  EXPECT_EQ(read("boss"), 200) << "what is shown in the clear is another representation";
  ASSERT_EQ(call("clerk", "POST", path_ + "/cards", "{}").status, 201);
  EXPECT_EQ(read("reader"), 200) << "one more card";
  EXPECT_EQ(patch(R"({"name":"甲"})", before).status, 200) << "which is no reason to refuse";
}

TEST_F(DeskTest, AClosedMemberLetsGoOfEverything) {
  const Answer closed = call("clerk", "POST", path_ + "/close", "", {{"if-match", etag_of(id_)}});
  ASSERT_EQ(closed.status, 200) << closed.text;
  EXPECT_EQ(closed.text_at("state"), "closed");
  EXPECT_EQ(json::value_to<std::string>(closed.body.at("cards").at(0).at("state")), "cancelled");
  EXPECT_EQ(look_up("reader", "phone", "13800138000").status, 404);
  const std::map<std::string, std::string> any{{"if-match", "*"}};
  EXPECT_EQ(call("clerk", "POST", path_ + "/close", "", any).code(), "member_closed");
  EXPECT_EQ(patch(R"({"name":"甲"})", "*").code(), "member_closed");
  EXPECT_EQ(call("clerk", "POST", path_ + "/cards", "{}").code(), "member_closed");
  EXPECT_EQ(call("reader", "GET", path_).status, 200) << "still there to be read";
  given(R"({"store":"S001","phone":"13800138000"})");
}

TEST_F(DeskTest, CardsAreIssuedOncePerKeyAndChangeUnderTheirVersion) {
  const std::map<std::string, std::string> key{{"idempotency-key", "card"}};
  const std::string body = R"({"card_number":"8800 9999","store":"S001"})";
  const Answer issued = call("clerk", "POST", path_ + "/cards", body, key);
  ASSERT_EQ(issued.status, 201) << issued.text;
  EXPECT_EQ(issued.text_at("number"), "88009999");
  EXPECT_EQ(issued.text_at("form"), "plastic");
  EXPECT_EQ(json::serialize(issued.body.at("primary")), "false");
  const Answer again = call("clerk", "POST", path_ + "/cards", body, key);
  EXPECT_EQ(again.text, issued.text);
  EXPECT_EQ(again.headers.at("Idempotency-Replayed"), "true");
  EXPECT_EQ(call("clerk", "POST", path_ + "/cards", body).code(), "card_number_taken");
  EXPECT_EQ(
      call("clerk", "POST", path_ + "/cards", R"({"store":"S002"})").code(), "store_out_of_scope"
  );

  const std::string card = path_ + "/cards/" + issued.text_at("id");
  const auto set = [&](const char* state, const char* tag) {
    const std::string change = std::string(R"({"state":")") + state + "\"}";
    return call("clerk", "PATCH", card, change, {{"if-match", tag}});
  };
  const Answer frozen = set("frozen", R"("1")");
  ASSERT_EQ(frozen.status, 200) << frozen.text;
  EXPECT_EQ(frozen.text_at("state"), "frozen");
  EXPECT_EQ(frozen.headers.at("ETag"), R"("2")");
  EXPECT_EQ(set("active", R"("1")").status, 412);
  EXPECT_EQ(set("active", R"("2")").status, 200);
  EXPECT_EQ(set("cancelled", R"("3")").status, 200);
  EXPECT_EQ(set("active", R"("4")").code(), "card_not_usable");
  EXPECT_EQ(set("gone", "*").pointer(), "/state");
  const std::map<std::string, std::string> any{{"if-match", "*"}};
  EXPECT_EQ(call("clerk", "PATCH", card, "{}", any).pointer(), "/state");
  EXPECT_EQ(call("clerk", "PATCH", card, R"({"state":"active"})").status, 428);
  EXPECT_EQ(
      call("clerk", "PATCH", path_ + "/cards/5", R"({"state":"active"})", any).code(),
      "card_not_found"
  );
  const std::string other = given(R"({"store":"S001","phone":"13900139000"})");
  const std::string foreign = "/v1/members/" + other + "/cards/" + issued.text_at("id");
  EXPECT_EQ(call("clerk", "PATCH", foreign, R"({"state":"active"})", any).code(), "card_not_found");
}

TEST_F(DeskTest, TheDocumentIsComplete) { EXPECT_THAT(api_.complaints(), testing::IsEmpty()); }

}  // namespace
}  // namespace guanxi::enrol
