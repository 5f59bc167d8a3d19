// Valid requests about coupons: templates, what members hold, codes and lists.
#include "contract/valid_requests.h"

namespace guanxi::test {
namespace {

json::object coupon_terms() {
  return {
      {"kind", "parking"},
      {"name_zh", "停车两小时"},
      {"name_en", "Two hours of parking"},
      {"validity", "relative"},
      {"for_days", 30},
      {"transferable", true}};
}

}  // namespace

std::string ValidRequests::new_coupon_template(bool active) {
  const json::object body = {
      {"programme", "MAIN"},
      {"code", unique("CP")},
      {"terms", coupon_terms()},
      {"reason", "contract"}};
  const Answer made = house_.manager().post("/v1/coupons/templates", body, unique("coupon-"));
  const std::string target = "/v1/coupons/templates/" + made.string("/id");
  if (active) {
    house_.manager().send(
        {.method = "POST",
         .target = target + "/activation",
         .body = R"({"reason":"contract"})",
         .if_match = etag(target)}
    );
  }
  return made.string("/id");
}

std::string ValidRequests::new_coupon(const std::string& member) {
  const std::string id = new_coupon_template(true);
  const std::string code = house_.manager().get("/v1/coupons/templates/" + id).string("/code");
  const std::string target = "/v1/members/" + member + "/coupons";
  const Answer issued = house_.manager().post(
      target, json::object{{"template", code}, {"reason", "contract"}}, unique("coupon-")
  );
  return target + "/" + issued.string("/id");
}

std::string ValidRequests::new_coupon_batch(bool made) {
  const Answer ordered = house_.manager().post(
      "/v1/coupons/batches",
      json::object{{"template", new_coupon_template(true)}, {"codes", 3}},
      unique("coupon-")
  );
  if (made) {
    const Outcome done =
        house_.application().jobs().run_now("coupons.codes", house_.application().clock().now());
    GX_CHECK(done.has_value());
  }
  return "/v1/coupons/batches/" + ordered.string("/id");
}

void ValidRequests::add_coupons() {
  const auto for_points = [this] {
    json::object terms = coupon_terms();
    terms["points_price"] = 1;
    const std::string code = unique("CP");
    const Answer made = house_.manager().post(
        "/v1/coupons/templates",
        {{"programme", "MAIN"}, {"code", code}, {"terms", terms}, {"reason", "contract"}},
        unique("coupon-")
    );
    const std::string target = "/v1/coupons/templates/" + made.string("/id");
    house_.manager().send(
        {.method = "POST",
         .target = target + "/activation",
         .body = R"({"reason":"contract"})",
         .if_match = etag(target)}
    );
    return code;
  };
  const std::string rich = house_.enrol(phone());
  house_.sell(
      {.lines = {{"A1001", "9"}}, .more = {{"member", {{"kind", "member_id"}, {"value", rich}}}}}
  );  // 90 points
  const std::string trades = "/v1/members/" + rich + "/coupons/for-points";
  makers_["trade_points_for_coupon"] = [this, trades, for_points] {
    return ValidRequest{
        trades,
        example(
            "trade_points_for_coupon",
            {{"template", for_points()}, {"proof", {{"kind", "supervisor"}, {"reason", "seen"}}}}
        )};
  };
  makers_["undo_coupon_trade"] = [this, trades, for_points] {
    const Answer traded =
        house_.manager().post(trades, json::object{{"template", for_points()}}, unique("trade-"));
    return ValidRequest{
        trades + "/" + traded.string("/trade") + "/undo", example("undo_coupon_trade", {})};
  };
  makers_["add_coupon_template"] = [this] {
    return ValidRequest{
        "/v1/coupons/templates",
        example("add_coupon_template", {{"code", unique("CP")}, {"terms", coupon_terms()}})};
  };
  makers_["change_coupon_template"] = [this] {
    const std::string target = "/v1/coupons/templates/" + new_coupon_template(false);
    return ValidRequest{
        target, example("change_coupon_template", {{"terms", coupon_terms()}}), etag(target)};
  };
  makers_["activate_coupon_template"] = [this] {
    const std::string target = "/v1/coupons/templates/" + new_coupon_template(false);
    return ValidRequest{
        target + "/activation", example("activate_coupon_template", {}), etag(target)};
  };
  makers_["stop_coupon_template"] = [this] {
    const std::string target = "/v1/coupons/templates/" + new_coupon_template(true);
    return ValidRequest{target + "/stop", example("stop_coupon_template", {}), etag(target)};
  };
  makers_["issue_coupon"] = [this] {
    const std::string id = new_coupon_template(true);
    const std::string code = house_.manager().get("/v1/coupons/templates/" + id).string("/code");
    return ValidRequest{
        "/v1/members/" + house_.enrol(phone()) + "/coupons",
        example("issue_coupon", {{"template", code}})};
  };
  const auto of_coupon = [this](const std::string& operation, const std::string& what) {
    return [this, operation, what] {
      return ValidRequest{new_coupon(house_.enrol(phone())) + what, example(operation, {})};
    };
  };
  makers_["withdraw_coupon"] = of_coupon("withdraw_coupon", "/withdrawal");
  makers_["give_coupon"] = of_coupon("give_coupon", "/gift");
  makers_["use_coupon"] = [this] {
    json::object body = example("use_coupon", {});
    body.erase("hold");
    return ValidRequest{new_coupon(house_.enrol(phone())) + "/use", body};
  };
  makers_["hold_coupon"] = of_coupon("hold_coupon", "/hold");
  makers_["release_coupon"] = of_coupon("release_coupon", "/hold/release");
  makers_["undo_coupon_use"] = [this] {
    const std::string coupon = new_coupon(house_.enrol(phone()));
    const Answer used =
        house_.manager().post(coupon + "/use", json::object{{"store", "S001"}}, unique("coupon-"));
    return ValidRequest{
        coupon + "/uses/" + used.string("/id") + "/undo", example("undo_coupon_use", {})};
  };
  makers_["take_back_coupon_gift"] = of_coupon("take_back_coupon_gift", "/gift/cancellation");
  makers_["claim_coupon"] = [this] {
    const Answer offered = house_.manager().post(
        new_coupon(house_.enrol(phone())) + "/gift", json::object{}, unique("coupon-")
    );
    return ValidRequest{
        "/v1/members/" + house_.enrol(phone()) + "/coupons/claims",
        json::object{{"code", offered.string("/code")}}};
  };
  makers_["order_coupon_codes"] = [this] {
    return ValidRequest{
        "/v1/coupons/batches",
        example("order_coupon_codes", {{"template", new_coupon_template(true)}})};
  };
  makers_["cancel_coupon_batch"] = [this] {
    return ValidRequest{new_coupon_batch(false) + "/cancellation", nullptr};
  };
  makers_["export_coupon_batch"] = [this] {
    return ValidRequest{new_coupon_batch(true) + "/export", nullptr};
  };
  const auto list = [this] {
    return json::object{
        {"template", new_coupon_template(true)},
        {"members", {house_.enrol(phone())}},
        {"reason", "contract"}};
  };
  makers_["order_coupon_list"] = [list] { return ValidRequest{"/v1/coupons/lists", list()}; };
  makers_["cancel_coupon_list"] = [this, list] {
    const Answer ordered = house_.manager().post("/v1/coupons/lists", list(), unique("coupon-"));
    return ValidRequest{"/v1/coupons/lists/" + ordered.string("/id") + "/cancellation", nullptr};
  };
  add_coupon_triggers();
}

void ValidRequests::add_coupon_triggers() {
  const auto for_audience = [this] {
    const Answer audience = house_.manager().post(
        "/v1/audiences", example("create_audience", {{"code", unique("AU")}}), unique("audience-")
    );
    return json::object{
        {"template", new_coupon_template(true)},
        {"audience", audience.string("/id")},
        {"reason", "contract"}};
  };
  const char* const audiences = "/v1/coupons/lists/for-audience";
  makers_["order_coupon_audience"] = [audiences, for_audience] {
    return ValidRequest{audiences, for_audience()};
  };
  makers_["release_coupon_list"] = [this, audiences, for_audience] {
    const Answer ordered = house_.manager().post(audiences, for_audience(), unique("coupon-"));
    const Outcome counted =
        house_.application().jobs().run_now("coupons.lists", house_.application().clock().now());
    GX_CHECK(counted.has_value());
    return ValidRequest{"/v1/coupons/lists/" + ordered.string("/id") + "/release", nullptr};
  };
  const auto trigger = [this] {
    return json::object{
        {"template", new_coupon_template(true)},
        {"happening", "birthday"},
        {"days_before", 7},
        {"reason", "contract"}};
  };
  const char* const triggers = "/v1/coupons/triggers";
  makers_["make_coupon_trigger"] = [triggers, trigger] {
    return ValidRequest{triggers, trigger()};
  };
  makers_["stop_coupon_trigger"] = [this, triggers, trigger] {
    const Answer made = house_.manager().post(triggers, trigger(), unique("coupon-"));
    return ValidRequest{
        std::string(triggers) + "/" + made.string("/id") + "/stop",
        example("stop_coupon_trigger", {})};
  };
}

}  // namespace guanxi::test
