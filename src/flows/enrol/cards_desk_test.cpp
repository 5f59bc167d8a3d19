// The desk's commands about the life of a card.
#include "flows/enrol/house_test.h"
#include "modules/cards/card_types.h"

namespace guanxi::enrol {
namespace {

class CardsDesk : public HouseTest {
 protected:
  CardsDesk() {
    id_ = given(R"({"programme":"MAIN","phone":"13800138000","card_number":"660001"})");
    path_ = "/v1/members/" + id_ + "/cards/" + card().text_at("id");
  }
  /// The first card as it is now.
  Answer card() {
    Answer answer = call("reader", "GET", "/v1/members/" + id_);
    answer.body = json::value(answer.body.at("cards").at(0));
    return answer;
  }
  Answer change(const std::string& what, const std::string& body, const std::string& version) {
    const char* const method = what.empty() ? "PATCH" : "POST";
    return call("clerk", method, path_ + what, body, {{"if-match", "\"" + version + "\""}});
  }

  std::string id_, path_;
};

TEST_F(CardsDesk, a_store_of_another_programme_does_not_know_the_member) {
  const std::string cards = "/v1/members/" + id_ + "/cards";
  const Answer there = call("boss", "POST", cards, R"({"store":"S002"})");
  EXPECT_EQ(there.code(), "member_not_found") << there.text;
  EXPECT_EQ(call("boss", "POST", cards, R"({"store":"S001"})").status, 201);
}

TEST_F(CardsDesk, states_follow_the_table_and_the_version) {
  EXPECT_EQ(change("", R"({"state":"lost"})", "9").status, 412);
  const Answer lost = change("", R"({"state":"lost"})", "1");
  ASSERT_EQ(lost.status, 200) << lost.text;
  EXPECT_EQ(lost.text_at("state"), "lost");
  const Answer refused = change("", R"({"state":"frozen"})", "2");
  EXPECT_EQ(refused.code(), "card_state_forbidden");
  EXPECT_EQ(refused.body.at("facts").at("from").as_string(), "lost");
  for (const char* state : {"stock", "issued", "expired", "replaced"}) {
    const std::string body = std::string(R"({"state":")") + state + "\"}";
    EXPECT_EQ(change("", body, "2").code(), "card_state_forbidden") << state;
  }
  EXPECT_EQ(change("", R"({"state":"active"})", "2").status, 200) << "found again";
}

TEST_F(CardsDesk, a_card_is_renewed_to_a_day) {
  EXPECT_EQ(change("/renew", R"({"valid_to":"2025-12-31"})", "1").code(), "invalid_request");
  const Answer renewed = change("/renew", R"({"valid_to":"2026-01-31"})", "1");
  ASSERT_EQ(renewed.status, 200) << renewed.text;
  EXPECT_EQ(renewed.text_at("valid_to"), "2026-01-31");
  temp_.clock().advance_seconds(40 * 86400);
  EXPECT_EQ(card().text_at("state"), "expired");
  EXPECT_EQ(change("", R"({"state":"frozen"})", "2").code(), "card_state_forbidden");
  const Answer unlimited = change("/renew", "{}", "2");
  ASSERT_EQ(unlimited.status, 200) << unlimited.text;
  EXPECT_FALSE(unlimited.body.as_object().contains("valid_to")) << "it has no type: for ever";
}

TEST_F(CardsDesk, a_card_is_replaced_once_per_key) {
  const std::string body = R"({"card_number":"660002","store":"S001"})";
  const std::map<std::string, std::string> extra{
      {"idempotency-key", "replace"}, {"if-match", "\"1\""}};
  const Answer fresh = call("clerk", "POST", path_ + "/replace", body, extra);
  ASSERT_EQ(fresh.status, 201) << fresh.text;
  EXPECT_EQ(fresh.text_at("number"), "660002");
  EXPECT_TRUE(fresh.body.at("primary").as_bool());
  const Answer again = call("clerk", "POST", path_ + "/replace", body, extra);
  EXPECT_EQ(again.text, fresh.text);
  const Answer old = card();
  EXPECT_EQ(old.text_at("state"), "replaced");
  EXPECT_EQ(old.text_at("replaced_by"), fresh.text_at("id"));
  EXPECT_EQ(change("/replace", "{}", "2").code(), "card_not_usable");
  const Answer found =
      call("reader", "POST", "/v1/members/lookup", R"({"kind":"card","value":"660001"})");
  EXPECT_EQ(found.text_at("id"), id_) << "the desk still finds the member by the old number";
  EXPECT_EQ(
      call("clerk", "POST", "/v1/members/" + id_ + "/cards", R"({"card_number":"660001"})").code(),
      "card_number_taken"
  );
}

TEST_F(CardsDesk, a_track_is_written_by_who_may_and_ends_the_one_before) {
  EXPECT_EQ(change("/track", "", "1").status, 403);
  const auto write = [&](const char* version) {
    return call(
        "boss", "POST", path_ + "/track", "", {{"if-match", std::string("\"") + version + "\""}}
    );
  };
  const Answer first = write("1");
  ASSERT_EQ(first.status, 200) << first.text;
  const Answer second = write("2");
  ASSERT_EQ(second.status, 200) << second.text;
  const auto look_up = [&](const Answer& written) {
    return call(
        "reader",
        "POST",
        "/v1/members/lookup",
        R"({"kind":"track","value":")" + written.text_at("track") + "\"}"
    );
  };
  EXPECT_EQ(look_up(first).code(), "card_track_superseded");
  EXPECT_EQ(look_up(second).text_at("id"), id_);
  EXPECT_EQ(
      call("stranger", "POST", path_ + "/renew", "{}", {{"if-match", "\"3\""}}).code(),
      "member_not_found"
  );
}

TEST_F(CardsDesk, a_card_may_be_issued_before_it_is_in_use) {
  const std::string body = R"({"card_number":"660003","activate":false})";
  const Answer sent = call("clerk", "POST", "/v1/members/" + id_ + "/cards", body);
  ASSERT_EQ(sent.status, 201) << sent.text;
  EXPECT_EQ(sent.text_at("state"), "issued");
}

}  // namespace
}  // namespace guanxi::enrol
