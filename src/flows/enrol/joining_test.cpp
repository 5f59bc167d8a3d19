// Joining under terms: what is asked for, what is written with it, and two people with one phone.
#include "flows/enrol/house_test.h"
#include "flows/enrol/rewards.h"
#include "modules/consents/consents.h"
#include "modules/consents/verify.h"
#include "modules/memberships/verify.h"
#include "modules/points/gifts.h"
#include "modules/points/points.h"
#include "modules/points/verify.h"
#include "modules/profiles/profiles.h"
#include "modules/registrations/verify.h"
#include "platform/outbox/testing.h"

namespace guanxi::enrol {
namespace {

using testing::HasSubstr;
using testing::Not;

const sql::Query count_members{"SELECT COUNT(*) FROM members"};
const sql::Query count_registrations{"SELECT COUNT(*) FROM registrations"};
const sql::Query forget_gifts{"DELETE FROM points_gifts"};
const sql::Query count_sharers{"SELECT COUNT(*) FROM member_sharers"};

std::string merged(const std::string& body, const std::string& more) {
  json::object all = json::parse(body).as_object();
  const json::value added = json::parse(more);
  for (const auto& [name, value] : added.as_object()) all[name] = value;
  return json::serialize(all);
}

class JoiningTest : public HouseTest {
 protected:
  JoiningTest() {
    add_text("charter", consents::Purpose::membership);
    add_text("guardian", consents::Purpose::guardian);
    temp_.clock().advance_seconds(60);
  }
  ~JoiningTest() override {
    temp_->read([&](sql::Tx& tx) {
      const auto kept = registrations::verify(tx);
      EXPECT_EQ(kept.faults_found, 0) << (kept.faults.empty() ? "" : kept.faults.front());
      EXPECT_EQ(points::verify(tx).faults_found, expected_points_faults_);
      EXPECT_EQ(consents::verify(tx).faults_found, 0);
      EXPECT_EQ(memberships::verify(tx).faults_found, 0);
      return 0;
    });
  }

  void add_text(const char* code, consents::Purpose purpose) {
    const auto published = temp_->write([&](sql::Tx& tx) {
      return consents::publish(
          tx,
          {*programmes_.find("MAIN"),
           code,
           purpose,
           {"标题", "Title"},
           {"全文", "The whole"},
           false,
           now(),
           "opening"},
          boss(),
          now()
      );
    });
    GX_CHECK(published.has_value());
  }
  /// Puts terms; what is not said is as by default.
  Answer terms(const std::string& body, const char* version = "\"0\"") {
    return call(
        "boss",
        "PUT",
        "/v1/programmes/MAIN/registration-terms",
        R"({"reason":"opening","terms":)" + body + "}",
        {{"if-match", version}}
    );
  }
  Answer join(const std::string& more, const char* who = "boss") {
    return call(who, "POST", "/v1/members", merged(R"({"store":"S001"})", more));
  }
  std::string joined(const std::string& more) {
    const Answer answer = join(more);
    GX_CHECK_WHY(answer.status == 201, answer.text);
    return answer.text_at("id");
  }
  json::value registration(const std::string& id) {
    return call("reader", "GET", "/v1/members/" + id + "/registration").body;
  }
  std::string referral_state(const std::string& id, std::size_t at = 0) {
    const Answer answer = call("reader", "GET", "/v1/members/" + id + "/referrals");
    return json::value_to<std::string>(answer.body.at("items").at(at).at("state"));
  }
  std::int64_t points_of(const std::string& id) {
    return call("reader", "GET", "/v1/members/" + id).body.at("points").at("balance").as_int64();
  }
  std::string code_of(const std::string& id) {
    return call("reader", "GET", "/v1/members/" + id).text_at("member_code");
  }
  std::string recommended(const std::string& phone, const std::string& referrer) {
    return R"({"phone":")" + phone + R"(","referrer":{"kind":"member_code","value":")" +
           code_of(referrer) + "\"}}";
  }
  /// What a checkout tells, of a purchase of that member.
  void purchase(const std::string& id, std::int64_t payable = 1000) {
    GX_CHECK(temp_
                 ->write([&](sql::Tx& tx) -> Outcome {
                   outbox::append(
                       tx,
                       ids_,
                       "receipt.posted",
                       OwnerId(*parse_id(id)),
                       ids_.next(),
                       now(),
                       R"({"kind":"sale","member":1,"payable":)" + std::to_string(payable) + "}"
                   );
                   return ok();
                 })
                 .has_value());
    outbox::Outbox outbox(*temp_, temp_.clock(), {});
    outbox.add(rewards_consumer({ids_, members_, programmes_, boss()}));
    outbox::hand_out_all(outbox, now());
  }

  std::int64_t expected_points_faults_ = 0;
};

TEST_F(JoiningTest, terms_are_versions_that_are_read_back) {
  EXPECT_EQ(terms(R"({"channels":["store"]})", "\"1\"").status, 412);
  const Answer first = terms(R"({"channels":["store"],"charter":"charter","newcomer_points":100})");
  ASSERT_EQ(first.status, 200) << first.text;
  EXPECT_EQ(first.headers.at("ETag"), "\"1\"");
  EXPECT_EQ(
      terms(R"({"channels":["store"],"charter":"rules"})", "\"1\"").code(), "consent_text_not_found"
  );
  EXPECT_EQ(
      terms(R"({"channels":["store"],"entry":"paid","plans":["PLUS"]})", "\"1\"").code(),
      "membership_plan_not_found"
  );
  EXPECT_EQ(
      terms(R"({"channels":["store"],"entry":"receipt"})", "\"1\"").pointer(), "/terms/entry_amount"
  );
  const Answer all = call("boss", "GET", "/v1/programmes/MAIN/registration-terms/versions");
  EXPECT_EQ(all.body.at("items").as_array().size(), 1U);
  EXPECT_EQ(
      call(
          "clerk", "PUT", "/v1/programmes/MAIN/registration-terms", "{}", {{"if-match", "*"}}
      ).status,
      403
  );
}

TEST_F(JoiningTest, every_refusal_names_its_field_and_nothing_is_written) {
  ASSERT_EQ(
      terms(R"({"channels":["store","web"],"proved_channels":["web"],"required":["name","phone"],)"
            R"("age_min":12,"charter":"charter"})")
          .status,
      200
  );
  const std::string good = R"({"name":"王芳","phone":"13900139000","birthday":"1990-05-04",)"
                           R"("charter":{"text":"charter","version":1}})";
  const struct {
    const char* more;
    const char* code;
    const char* pointer;
  } rows[] = {
      {R"({"channel":"wechat"})", "registration_channel_closed", "/channel"},
      {R"({"name":null})", "missing_field", "/name"},
      {R"({"birthday":null})", "missing_field", "/birthday"},
      {R"({"birthday":"2015-01-01"})", "not_eligible", "/birthday"},
      {R"({"birthday":"2013-01-01"})", "guardian_consent_required", "/guardian"},
      {R"({"charter":null})", "charter_required", "/charter"},
      {R"({"charter":{"text":"charter","version":2}})", "charter_required", "/charter/version"},
      {R"({"charter":{"text":"guardian","version":1}})", "charter_required", "/charter/text"},
      {R"({"charter":{"text":"charter","version":1,"accepted_at":"2027-01-01T00:00:00Z"}})",
       "out_of_range",
       "/charter/accepted_at"},
      {R"({"channel":"web"})", "proof_required", "/phone_code"},
      {R"({"channel":"web","phone_code":"123456"})", "proof_not_found", "/phone_code"},
      {R"({"referrer":{"kind":"phone","value":"13911111111"}})",
       "referrer_not_found",
       "/referrer/value"},
      {R"({"guardian":{"name":"王大明","text":"guardian","version":1}})",
       "unknown_value",
       "/guardian"},
      {R"({"wechat":{"openid":"o1"}})", "missing_field", "/wechat/app"},
      {R"({"membership":{"plan":"PLUS","paid":{"amount":1,"currency":"CNY"},"reference":"P"}})",
       "membership_plan_not_found",
       "/membership/plan"},
  };
  const std::int64_t members = count(count_members);
  for (const auto& row : rows) {
    json::object body = json::parse(good).as_object();
    const json::value more = json::parse(row.more);
    for (const auto& [name, value] : more.as_object()) {
      if (value.is_null()) {
        body.erase(name);
      } else {
        body[name] = value;
      }
    }
    const Answer answer = join(json::serialize(body));
    ASSERT_GE(answer.status, 400) << row.more;
    EXPECT_THAT(answer.text, HasSubstr(row.code)) << row.more;
    EXPECT_EQ(answer.pointer(), row.pointer) << row.more;
  }
  EXPECT_EQ(count(count_members), members);
  EXPECT_EQ(count(count_registrations), 0);
  const Answer all = join(R"({"channel":"wechat","birthday":"2015-01-01","external_id":"x:9"})");
  for (const char* field : {"/channel", "/name", "/phone", "/birthday", "/charter"}) {
    EXPECT_THAT(all.text, HasSubstr("\"" + std::string(field) + "\"")) << "all at once";
  }
  EXPECT_EQ(join(good).status, 201);
}

TEST_F(JoiningTest, a_channel_is_claimed_only_by_who_may) {
  const auto join_over = [&](const char* who, const char* channel, const char* phone) {
    return join(R"({"channel":")" + std::string(channel) + R"(","phone":")" + phone + "\"}", who);
  };
  for (const char* channel : {"web", "wechat", "call_centre", "batch"}) {
    const Answer refused = join_over("clerk", channel, "13900139000");
    EXPECT_EQ(refused.status, 403) << refused.text;
    EXPECT_EQ(refused.code(), "forbidden");
    EXPECT_EQ(refused.pointer(), "/channel");
    EXPECT_THAT(refused.text, HasSubstr("registrations:" + std::string(channel)));
  }
  EXPECT_EQ(join_over("boss", "web", "13900139000").status, 201);
  EXPECT_EQ(join_over("clerk", "store", "13700137000").status, 201);
}

TEST_F(JoiningTest, what_was_accepted_and_given_is_kept) {
  ASSERT_EQ(
      terms(R"({"channels":["store"],"charter":"charter","newcomer_points":100})").status, 200
  );
  const std::map<std::string, std::string> key{{"idempotency-key", "join-1"}};
  const std::string body =
      R"({"store":"S001","phone":"13900139000","charter":{"text":"charter","version":1}})";
  const Answer answer = call("boss", "POST", "/v1/members", body, key);
  ASSERT_EQ(answer.status, 201) << answer.text;
  EXPECT_EQ(call("boss", "POST", "/v1/members", body, key).text, answer.text) << "a retry";
  const std::string id = answer.text_at("id");
  EXPECT_EQ(points_of(id), 100) << "once";
  const json::value kept = registration(id);
  EXPECT_EQ(kept.at("recorded").as_bool(), true);
  EXPECT_EQ(kept.at("terms_version").as_int64(), 1);
  EXPECT_EQ(kept.at("charter").as_string(), "charter");
  EXPECT_EQ(kept.at("gift_points").as_int64(), 100);
  temp_->read([&](sql::Tx& tx) {
    const auto member = members_.find(tx, OwnerId(*parse_id(id)));
    EXPECT_TRUE(consents::may(
        tx, *member, {consents::Purpose::membership, consents::Channel::none, "charter"}, now()
    ));
    EXPECT_EQ(points::find_account(tx, member->id)->c, Points(100)) << "class C";
    return 0;
  });
}

TEST_F(JoiningTest, a_child_joins_with_its_guardian_on_record) {
  const std::string child =
      R"({"name":"王小明","birthday":"2014-05-04","external_id":"x:1",)"
      R"("guardian":{"name":"王大明","text":"guardian","version":1,"evidence":"F-1"}})";
  const std::string id = joined(child);
  EXPECT_EQ(registration(id).at("guardian").as_bool(), true);
  temp_->read([&](sql::Tx& tx) {
    const auto member = members_.find(tx, OwnerId(*parse_id(id)));
    EXPECT_TRUE(consents::may(
        tx, *member, {consents::Purpose::guardian, consents::Channel::none, {}}, now()
    ));
    const auto family = profiles::Profiles(keys_).relatives(tx, member->id);
    EXPECT_EQ(family.size(), 1U);
    if (!family.empty()) {
      EXPECT_EQ(family.front().relation, profiles::Relation::guardian);
      EXPECT_EQ(family.front().name, "王大明");
    }
    return 0;
  });
  ASSERT_EQ(terms(R"({"channels":["store"],"under_14":"refused"})").status, 200);
  const Answer refused = join(merged(child, R"({"external_id":"x:2"})"));
  EXPECT_EQ(refused.code(), "not_eligible") << refused.text;
}

TEST_F(JoiningTest, referrer_and_newcomer_get_theirs_within_the_months_number) {
  ASSERT_EQ(
      terms(R"({"channels":["store"],"newcomer_points":100,"referrer_points":50,)"
            R"("referrer_month_max":2})")
          .status,
      200
  );
  const std::string referrer = joined(R"({"phone":"13900139000"})");
  EXPECT_EQ(points_of(referrer), 100);
  const std::string first = joined(recommended("13900139001", referrer));
  joined(R"({"phone":"13900139002","referrer":{"kind":"phone","value":"139 0013 9000"}})");
  joined(recommended("13900139003", referrer));
  EXPECT_EQ(points_of(first), 100);
  EXPECT_EQ(points_of(referrer), 200) << "two of three: the month's number";
  EXPECT_EQ(referral_state(referrer, 0), "over_limit");
  EXPECT_EQ(referral_state(referrer, 1), "given");
  EXPECT_EQ(registration(first).at("referrer").as_string(), referrer);
  temp_.clock().advance_seconds(31 * 86'400);
  joined(recommended("13900139004", referrer));
  EXPECT_EQ(points_of(referrer), 250) << "in another month again";
}

TEST_F(JoiningTest, who_recommends_is_another_active_member_of_the_programme) {
  const std::string referrer = joined(R"({"phone":"13900139000"})");
  const std::string shared = R"({"phone":"13900139000","phone_shared":true,)"
                             R"("referrer":{"kind":"phone","value":"13900139000"}})";
  EXPECT_EQ(join(shared).code(), "referrer_not_found") << "oneself, under another name";
  const std::string elsewhere =
      call("stranger", "POST", "/v1/members", R"({"store":"S002","phone":"13900139005"})")
          .text_at("id");
  EXPECT_EQ(
      join(R"({"phone":"13900139006","referrer":{"kind":"phone","value":"13900139005"}})").code(),
      "referrer_not_found"
  ) << "of another programme";
  const std::string body = recommended("13900139007", referrer);
  ASSERT_EQ(
      call("boss", "POST", "/v1/members/" + referrer + "/close", "", {{"if-match", "*"}}).status,
      200
  );
  EXPECT_EQ(join(body).code(), "referrer_not_found") << "who has left";
}

TEST_F(JoiningTest, a_reward_may_wait_for_the_first_purchase) {
  ASSERT_EQ(
      terms(R"({"channels":["store"],"referrer_points":50,"referrer_when":"first_purchase"})")
          .status,
      200
  );
  const std::string referrer = joined(R"({"phone":"13900139000"})");
  const std::string newcomer = joined(recommended("13900139001", referrer));
  EXPECT_EQ(points_of(referrer), 0);
  EXPECT_EQ(referral_state(referrer), "due");
  purchase(newcomer, 0);
  EXPECT_EQ(referral_state(referrer), "due") << "nothing was paid";
  // What was promised does not change with the terms.
  ASSERT_EQ(terms(R"({"channels":["store"],"referrer_points":9})", "\"1\"").status, 200);
  purchase(newcomer);
  purchase(newcomer);
  EXPECT_EQ(points_of(referrer), 50) << "once";
  EXPECT_EQ(referral_state(referrer), "given");

  const std::string late = [&] {
    GX_CHECK(
        terms(
            R"({"channels":["store"],"referrer_points":50,"referrer_when":"first_purchase"})",
            "\"2\""
        )
            .status == 200
    );
    return joined(recommended("13900139002", referrer));
  }();
  call("boss", "POST", "/v1/members/" + referrer + "/close", "", {{"if-match", "*"}});
  purchase(late);
  EXPECT_EQ(referral_state(referrer), "lapsed") << "the referrer has left";
}

TEST_F(JoiningTest, a_code_proves_the_phone_before_there_is_a_member) {
  ASSERT_EQ(terms(R"({"channels":["store","web"],"proved_channels":["web"]})").status, 200);
  const auto issue = [&] {
    return call(
        "boss", "POST", "/v1/programmes/MAIN/registration-codes", R"({"phone":"139 0013 9000"})"
    );
  };
  const auto digits_of = [&](const Answer& issued) {
    return call("boss", "GET", "/v1/registration-codes/" + issued.text_at("id")).text_at("digits");
  };
  const std::string first = digits_of(issue());
  const Answer issued = issue();
  ASSERT_EQ(issued.status, 201) << issued.text;
  EXPECT_THAT(issued.text, Not(HasSubstr("digits")));
  const std::string digits = digits_of(issued);
  const auto with = [](const std::string& code, const char* phone = "13900139000") {
    return R"({"channel":"web","phone":")" + std::string(phone) + R"(","phone_code":")" + code +
           "\"}";
  };
  const std::string wrong = digits == "000000" ? "000001" : "000000";
  EXPECT_EQ(join(with(wrong)).code(), "proof_wrong");
  EXPECT_EQ(join(with(digits, "13900139001")).code(), "proof_not_found") << "of another phone";
  if (first != digits) {
    EXPECT_EQ(join(with(first)).code(), "proof_wrong") << "it was superseded";
  }
  const Answer in = join(with(digits));
  ASSERT_EQ(in.status, 201) << in.text;
  EXPECT_EQ(registration(in.text_at("id")).at("phone_proved").as_bool(), true);
  temp_->read([&](sql::Tx& tx) {
    for (const auto& one : members_.identities(tx, OwnerId(*parse_id(in.text_at("id"))))) {
      if (one.kind != members::IdentityKind::phone) continue;
      EXPECT_EQ(one.state(), members::IdentityState::verified);
    }
    return 0;
  });
  EXPECT_EQ(
      call("boss", "GET", "/v1/registration-codes/" + issued.text_at("id")).code(),
      "proof_not_found"
  ) << "used";
}

TEST_F(JoiningTest, wrong_codes_lock_and_an_old_one_expires) {
  const auto issued =
      call("boss", "POST", "/v1/programmes/MAIN/registration-codes", R"({"phone":"13900139000"})");
  const std::string digits =
      call("boss", "GET", "/v1/registration-codes/" + issued.text_at("id")).text_at("digits");
  const std::string wrong = digits == "000000" ? "000001" : "000000";
  const auto with = [](const std::string& code) {
    return R"({"phone":"13900139000","phone_code":")" + code + "\"}";
  };
  for (int i = 0; i < 4; ++i) EXPECT_EQ(join(with(wrong)).code(), "proof_wrong");
  EXPECT_EQ(join(with(wrong)).code(), "proof_locked");
  EXPECT_EQ(join(with(digits)).code(), "proof_locked") << "the right one too";
  const auto again =
      call("boss", "POST", "/v1/programmes/MAIN/registration-codes", R"({"phone":"13900139000"})");
  const std::string fresh =
      call("boss", "GET", "/v1/registration-codes/" + again.text_at("id")).text_at("digits");
  temp_.clock().advance_seconds(301);
  EXPECT_EQ(join(with(fresh)).code(), "proof_expired");
}

TEST_F(JoiningTest, two_people_may_have_one_phone_and_it_names_neither) {
  const std::string mother = joined(R"({"name":"王芳","phone":"13900139000"})");
  EXPECT_EQ(join(R"({"name":"李雷","phone":"13900139000"})").code(), "identity_taken");
  const std::string wish = R"({"name":"李雷","phone":"13900139000","phone_shared":true})";
  const Answer forbidden = join(wish, "clerk");
  EXPECT_EQ(forbidden.status, 403) << forbidden.text;
  EXPECT_EQ(forbidden.pointer(), "/phone_shared");
  const std::string father = joined(wish);
  const auto look_up = [&] {
    return call("clerk", "POST", "/v1/members/lookup", R"({"kind":"phone","value":"13900139000"})");
  };
  const Answer shared = look_up();
  EXPECT_EQ(shared.status, 409);
  EXPECT_EQ(shared.code(), "phone_is_shared");
  EXPECT_THAT(shared.text, HasSubstr(mother));
  EXPECT_THAT(shared.text, HasSubstr(father));
  EXPECT_THAT(shared.text, HasSubstr("王*"));
  EXPECT_THAT(shared.text, Not(HasSubstr("王芳"))) << "masked";
  EXPECT_EQ(
      call(
          "clerk",
          "POST",
          "/v1/members/lookup",
          R"({"kind":"member_code","value":")" + code_of(father) + "\"}"
      )
          .text_at("id"),
      father
  );
  EXPECT_EQ(join(R"({"phone":"13900139000"})").code(), "identity_taken") << "a third one";
  // One gives it up: it names the other again.
  const Answer changed = call(
      "clerk", "PATCH", "/v1/members/" + mother, R"({"phone":"13900139999"})", {{"if-match", "*"}}
  );
  ASSERT_EQ(changed.status, 200) << changed.text;
  EXPECT_EQ(look_up().text_at("id"), father);
  EXPECT_EQ(count(count_sharers), 0);
}

TEST_F(JoiningTest, of_three_who_share_the_last_one_is_named_by_it) {
  const std::string one = joined(R"({"phone":"13900139000"})");
  const std::string two = joined(R"({"phone":"13900139000","phone_shared":true})");
  const std::string three = joined(R"({"phone":"13900139001"})");
  const std::map<std::string, std::string> any{{"if-match", "*"}};
  const std::string body = R"({"phone":"13900139000"})";
  EXPECT_EQ(call("boss", "PATCH", "/v1/members/" + three, body, any).code(), "identity_taken");
  EXPECT_EQ(
      call(
          "boss",
          "PATCH",
          "/v1/members/" + three,
          R"({"phone":"13900139000","phone_shared":true})",
          any
      )
          .status,
      200
  );
  EXPECT_EQ(count(count_sharers), 3);
  const auto found = [&] {
    return temp_->read([&](sql::Tx& tx) {
      return members_.find_owner(
          tx, *programmes_.find("MAIN"), members::IdentityKind::phone, "13900139000"
      );
    });
  };
  call("boss", "POST", "/v1/members/" + one + "/close", "", any);
  EXPECT_EQ(found(), std::nullopt) << "two are left";
  call("boss", "POST", "/v1/members/" + two + "/close", "", any);
  EXPECT_EQ(found(), OwnerId(*parse_id(three)));
  EXPECT_EQ(count(count_sharers), 0);
}

TEST_F(JoiningTest, a_recycled_number_inherits_nothing) {
  ASSERT_EQ(terms(R"({"channels":["store"],"newcomer_points":100})").status, 200);
  const std::string before = joined(R"({"name":"王芳","phone":"13900139000"})");
  ASSERT_EQ(
      call(
          "clerk",
          "PATCH",
          "/v1/members/" + before,
          R"({"phone":"13900139111"})",
          {{"if-match", "*"}}
      ).status,
      200
  );
  ASSERT_EQ(terms(R"({"channels":["store"]})", "\"1\"").status, 200);
  const std::string after = joined(R"({"name":"李雷","phone":"13900139000"})");
  EXPECT_NE(after, before);
  EXPECT_EQ(points_of(after), 0);
  EXPECT_EQ(points_of(before), 100);
  const Answer found =
      call("clerk", "POST", "/v1/members/lookup", R"({"kind":"phone","value":"13900139000"})");
  EXPECT_EQ(found.text_at("id"), after);
  temp_->read([&](sql::Tx& tx) {
    for (const auto& one : members_.identities(tx, OwnerId(*parse_id(after)))) {
      EXPECT_EQ(one.state(), members::IdentityState::unverified) << "nobody has proved it";
    }
    return 0;
  });
}

TEST_F(JoiningTest, verify_notices_a_gift_that_nobody_gave) {
  ASSERT_EQ(terms(R"({"channels":["store"],"newcomer_points":100})").status, 200);
  joined(R"({"phone":"13900139000"})");
  GX_CHECK(temp_
               ->write([](sql::Tx& tx) -> Outcome {
                 tx.exec(forget_gifts);
                 return ok();
               })
               .has_value());
  expected_points_faults_ = 1;
}

TEST_F(JoiningTest, wechat_ids_are_in_the_directory) {
  const std::string id = joined(R"({"wechat":{"unionid":"u-1","app":"wx1","openid":"o-1"}})");
  EXPECT_EQ(
      join(R"({"phone":"13900139000","wechat":{"unionid":"u-1"}})").pointer(), "/wechat/unionid"
  );
  const auto look_up = [&](const char* kind, const char* value) {
    return call(
        "clerk",
        "POST",
        "/v1/members/lookup",
        R"({"kind":")" + std::string(kind) + R"(","value":")" + value + "\"}"
    );
  };
  EXPECT_EQ(look_up("wechat_unionid", "u-1").text_at("id"), id);
  EXPECT_EQ(look_up("wechat_openid", "wx1:o-1").text_at("id"), id);
  EXPECT_EQ(look_up("wechat_openid", "wx2:o-1").status, 404) << "an openid is of its app";
}

TEST_F(JoiningTest, who_pays_joins_with_the_membership) {
  const Answer plan = call(
      "boss",
      "PUT",
      "/v1/programmes/MAIN/membership-plans/PLUS",
      R"({"reason":"opening","content":{"name_zh":"悦享","name_en":"Plus",)"
      R"("price":{"amount":19900,"currency":"CNY"},"months":12,"refund_days":7}})",
      {{"if-match", "\"0\""}}
  );
  ASSERT_EQ(plan.status, 200) << plan.text;
  ASSERT_EQ(terms(R"({"channels":["store"],"entry":"paid","plans":["PLUS"]})").status, 200);
  EXPECT_EQ(join(R"({"phone":"13900139000"})").pointer(), "/membership");
  const auto paying = [](std::int64_t fen) {
    return R"({"phone":"13900139000","membership":{"plan":"PLUS","paid":{"amount":)" +
           std::to_string(fen) + R"(,"currency":"CNY"},"reference":"P-1"}})";
  };
  const Answer unsold = join(paying(19'900), "clerk");
  EXPECT_EQ(unsold.code(), "forbidden") << "who may not sell memberships sells none on joining";
  EXPECT_EQ(unsold.pointer(), "/membership");
  const Answer cheap = join(paying(1));
  EXPECT_EQ(cheap.code(), "membership_price_differs");
  EXPECT_EQ(cheap.pointer(), "/membership/paid");
  EXPECT_EQ(count(count_members), 0) << "nobody is half in";
  const std::string id = joined(paying(19'900));
  const Answer has = call("boss", "GET", "/v1/members/" + id + "/memberships");
  EXPECT_EQ(json::value_to<std::string>(has.body.at("items").at(0).at("until")), "2026-12-31");
  const Answer back = call(
      "boss",
      "POST",
      "/v1/members/" + id + "/memberships/PLUS/cancellation",
      R"({"reason":"changed his mind"})"
  );
  ASSERT_EQ(back.status, 201) << back.text;
  EXPECT_EQ(back.body.at("payment").at("refunded").at("amount").as_int64(), 19'900);
}

TEST_F(JoiningTest, who_leaves_and_joins_again_gets_no_second_gift) {
  ASSERT_EQ(terms(R"({"channels":["store"],"newcomer_points":100})").status, 200);
  const std::string first = joined(R"({"phone":"13900139000"})");
  EXPECT_EQ(points_of(first), 100);
  const Answer left =
      call("boss", "POST", "/v1/members/" + first + "/close", "", {{"if-match", "*"}});
  ASSERT_EQ(left.status, 200) << left.text;
  EXPECT_EQ(points_of(joined(R"({"phone":"13900139000"})")), 0);
  EXPECT_EQ(points_of(joined(R"({"phone":"13900139001"})")), 100) << "a newcomer";
}

}  // namespace
}  // namespace guanxi::enrol
