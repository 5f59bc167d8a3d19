// Valid requests about signing in, passwords and second factors.
#include "contract/valid_requests.h"
#include "support/authenticator.h"

namespace guanxi::test {
namespace {

const sql::Query put_setup_token{
    "INSERT INTO identity_setups (id, token, expires_at) VALUES (1, $1, $2) "
    "ON CONFLICT (id) DO UPDATE SET token = $1, expires_at = $2"};

const sql::Query disable_people{
    "UPDATE identity_actors SET state = 'disabled' WHERE kind = 'person' AND state = 'active'"};
const sql::Query enable_people{
    "UPDATE identity_actors SET state = 'active' WHERE kind = 'person' AND state = 'disabled'"};

std::string actor_path(TestHouse& house, const std::string& name) {
  const auto actor = house.application().identity().find_actor(identity::Kind::person, name);
  return "/v1/actors/" + actor->id.to_string();
}

}  // namespace

/// Nobody helps themselves to a password or out of a factor.
Client ValidRequests::another_administrator() {
  return house_.person(unique("Administrator "), {"*"});
}

/// In the store: a running server sees it only once something else of access changes, so that the
/// manager still may ask.
void ValidRequests::let_nobody_in() {
  (void)house_.application().db().write([&](sql::Tx& tx) -> Outcome {
    tx.exec(disable_people);
    return ok();
  });
  nobody_gets_in_ = true;
}

void ValidRequests::let_everybody_in() {
  (void)house_.application().db().write([&](sql::Tx& tx) -> Outcome {
    tx.exec(enable_people);
    return ok();
  });
  house_.person(unique("Latecomer "), {});  // and access is read anew
  nobody_gets_in_ = false;
}

/// A new temporary one. What was tried before counts no more by then.
std::string ValidRequests::managers_password() {
  house_.clock().advance_seconds(16 * 60);
  return another_administrator()
      .post(actor_path(house_, "manager") + "/password", json::object())
      .string("/password");
}

/// Begun anew, not confirmed.
json::value ValidRequests::managers_authenticator() {
  const std::string password = managers_password();
  another_administrator().post(
      actor_path(house_, "manager") + "/second-factor/remove", {{"reason", "a new one"}}
  );
  return house_.manager().post("/v1/session/second-factor", {{"password", password}}).body;
}

void ValidRequests::add_people() {
  makers_["create_session"] = [this] {
    return ValidRequest{
        "/v1/session", json::object{{"name", "manager"}, {"password", managers_password()}}};
  };
  makers_["end_other_sessions"] = [] {
    return ValidRequest{"/v1/sessions/end-others", json::value()};
  };
  makers_["change_own_password"] = [this] {
    return ValidRequest{
        "/v1/session/password",
        json::object{
            {"current", managers_password()}, {"password", unique("four rivers meet at ")}}};
  };
  makers_["begin_second_factor"] = [this] {
    managers_authenticator();
    return ValidRequest{
        "/v1/session/second-factor", json::object{{"password", managers_password()}}};
  };
  makers_["confirm_second_factor"] = [this] {
    const std::string secret(managers_authenticator().at("secret").as_string());
    return ValidRequest{
        "/v1/session/second-factor/confirm",
        json::object{{"code", shown_code(secret, house_.now())}}};
  };
  makers_["renew_recovery_codes"] = [this] {
    const std::string secret(managers_authenticator().at("secret").as_string());
    house_.manager().post(
        "/v1/session/second-factor/confirm", {{"code", shown_code(secret, house_.now())}}
    );
    return ValidRequest{
        "/v1/session/second-factor/recovery-codes",
        json::object{{"code", shown_code(secret, house_.now().plus_seconds(30))}}};
  };
  makers_["give_temporary_password"] = [this] {
    const std::string name = unique("Forgetful ");
    house_.person(name, {});
    return ValidRequest{actor_path(house_, name) + "/password", json::object{{"hours", 24}}};
  };
  makers_["remove_second_factor"] = [this] {
    const std::string name = unique("Phoneless ");
    const Client client = house_.person(name, {});
    const std::string path = actor_path(house_, name);
    const Answer given = house_.manager().post(path + "/password", json::object());
    client.post("/v1/session/second-factor", {{"password", given.string("/password")}});
    return ValidRequest{path + "/second-factor/remove", json::object{{"reason", "lost the phone"}}};
  };
  makers_["set_up"] = [this] {
    app::Application& application = house_.application();
    const std::string token = crypto::to_base64url(crypto::random_bytes(32));
    const crypto::Digest hash = application.keys().blind_index("identity_setups.token", token);
    let_nobody_in();
    (void)application.db().write([&](sql::Tx& tx) -> Outcome {
      tx.exec(put_setup_token, hash, house_.now().plus_seconds(3600));
      return ok();
    });
    return ValidRequest{
        "/v1/setup",
        json::object{
            {"token", token},
            {"name", unique("First ")},
            {"password", "four rivers meet a mountain"}}};
  };
}

}  // namespace guanxi::test
