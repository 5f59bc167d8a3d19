// What sessions of people ask of the dispatcher: a cookie beside the answer, a refusal of its own
// for whoever has to do something first, and how long to wait.
#include <gtest/gtest.h>

#include "platform/api/sample_shop_test.h"

namespace guanxi::api {
namespace {

using testing::header_of;
using testing::request_of;

/// Everybody has signed in and has to change their password first.
class Unsettled final : public Authenticator {
 public:
  Result<Actor> authenticate(const http::Request&, Instant) override {
    Actor actor;
    actor.kind = Actor::Kind::person;
    actor.permissions = {"orders:own"};
    actor.session = 5;
    actor.refusal = ErrorCode::password_change_required;
    return actor;
  }
};

class SessionsOfPeople : public ::testing::Test {
 protected:
  void add(const char* operation, const char* permission, Result<Reply<Nothing>> answer) {
    path_ = std::string("/v1/") + operation;
    api_.add<Nothing, Nothing>(
        {.method = Method::post,
         .path = path_.c_str(),
         .operation = operation,
         .tag = "orders",
         .permission = permission},
        [this, answer](const Call& call, const Nothing&) {
          address_ = call.http->remote_address;
          session_ = call.actor.session;
          return answer;
        }
    );
  }
  http::Response ask() {
    http::Request request = request_of("POST", path_);
    request.remote_address = "10.0.0.9";
    return api_.handle(request);
  }

  ManualClock clock_{Instant::from_seconds(1'795'000'000)};
  Unsettled authenticator_;
  Api api_{clock_, &authenticator_};
  std::string path_, address_;
  std::int64_t session_ = 0;
};

TEST_F(SessionsOfPeople, AnAnswerMaySetACookie) {
  add("enter", "orders:own", Reply<Nothing>{.cookie = "a=b; HttpOnly"});
  const http::Response response = ask();
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(header_of(response, "Set-Cookie"), "a=b; HttpOnly");
  EXPECT_EQ(address_, "10.0.0.9");
  EXPECT_EQ(session_, 5);
}

TEST_F(SessionsOfPeople, WhoHasToDoSomethingFirstIsToldSo) {
  add("order", "orders:write", Reply<Nothing>{});
  const http::Response response = ask();
  EXPECT_EQ(response.status, 403);
  EXPECT_NE(response.body.find(R"("code":"password_change_required")"), std::string::npos);
  EXPECT_EQ(session_, 0) << "and nothing was done";
}

TEST_F(SessionsOfPeople, AWaitSaysHowLong) {
  add("enter",
      nullptr,
      fail(
          ErrorCode::sign_in_locked, "", {{"until", "2026-11-21T13:05:00Z"}, {"retry_after", "15"}}
      ));
  const http::Response response = ask();
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(header_of(response, "Retry-After"), "15");
  EXPECT_NE(response.body.find("2026-11-21T13:05:00Z"), std::string::npos);
}

}  // namespace
}  // namespace guanxi::api
