#include "contract/valid_requests.h"

namespace guanxi::test {
namespace {

constexpr const char* buyer_phone = "13800138000";

json::object with(json::object base, const json::object& more) {
  for (const auto& [name, value] : more) base[name] = value;
  return base;
}

json::object buyer() { return {{"kind", "phone"}, {"value", buyer_phone}}; }

json::array one_line() {
  return {
      {{"item", "A1001"},
       {"quantity", "1"},
       {"list_price", "100.00"},
       {"shop_price", "90.00"},
       {"counter", "C01"},
       {"salesperson", "E12"},
       {"cost", "50.00"}}};
}

json::array returned_line() { return {{{"line", 1}, {"quantity", "1"}}}; }

json::array paid(std::int64_t fen) {
  return {{{"kind", "cash"}, {"amount", money(fen)}, {"reference", "4200001234"}}};
}

}  // namespace

ValidRequests::ValidRequests(TestHouse& house) : house_(house) {
  read_examples();
  house_.enrol(buyer_phone, {{"external_id", "pos:1"}});
  add_administration();
  add_people();
  add_access();
  add_members();
  add_cards();
  add_proofs();
  add_points();
  add_wallet();
  add_tiers();
  add_pricing();
  add_attributions();
  add_households();
  add_audiences();
  add_joining();
  add_risk();
  add_coupons();
  add_rosters();
  add_downloads();
  add_sales();
  add_person();
}

std::optional<ValidRequest> ValidRequests::make(const std::string& operation) {
  const auto found = makers_.find(operation);
  if (found == makers_.end()) return std::nullopt;
  if (nobody_gets_in_) let_everybody_in();
  return found->second();
}

void ValidRequests::read_examples() {
  const json::value document = json::parse(house_.application().api().openapi());
  for (const auto& [path, methods] : document.at("paths").as_object()) {
    for (const auto& [method, operation] : methods.as_object()) {
      boost::system::error_code fault;
      const json::value* const body =
          operation.find_pointer("/requestBody/content/application~1json/example", fault);
      if (body) examples_[std::string(operation.at("operationId").as_string())] = body->as_object();
    }
  }
}

/// The document's example with `changes` merged in; null removes a member.
json::object ValidRequests::example(const std::string& operation, const json::object& changes) {
  json::object body = examples_.at(operation);
  for (const auto& [name, value] : changes) {
    if (value.is_null()) {
      body.erase(name);
    } else {
      body[name] = value;
    }
  }
  return body;
}

std::string ValidRequests::new_sale() {
  return house_.sell({.phone = buyer_phone, .lines = {{"A1001", "2"}}}).string("/receipt");
}

json::object ValidRequests::when(json::object more) {
  return with(
      {{"store", "S001"},
       {"till", "01"},
       {"business_date", house_.today().to_string()},
       {"sequence", house_.next_sequence()},
       {"occurred_at", house_.now_text()}},
      more
  );
}

void ValidRequests::add_administration() {
  makers_["request_backup"] = [] {
    return ValidRequest{"/v1/backups", json::object{{"portable", true}}};
  };
  makers_["put_item"] = [this] {
    return ValidRequest{
        "/v1/items/" + unique("I"), example("put_item", {{"barcodes", {unique("69")}}})};
  };
  makers_["set_item_state"] = [this] {
    return ValidRequest{"/v1/items/A1002", example("set_item_state", {}), etag("/v1/items/A1002")};
  };
  makers_["add_actor"] = [this] {
    return ValidRequest{
        "/v1/actors",
        example(
            "add_actor",
            {{"name", unique("Person ")}, {"stores", json::array()}, {"units", json::array()}}
        )};
  };
  const auto actor = [this](const std::string& name) {
    return house_.application().identity().find_actor(identity::Kind::person, name)->id.to_string();
  };
  makers_["issue_token"] = [this, actor] {
    return ValidRequest{
        "/v1/actors/" + actor("manager") + "/tokens",
        example("issue_token", {{"expires_at", "2027-01-01T00:00:00Z"}})};
  };
  makers_["set_actor_state"] = [this, actor] {
    const std::string name = unique("Other ");
    house_.person(name, {});
    return ValidRequest{"/v1/actors/" + actor(name) + "/state", example("set_actor_state", {})};
  };
  makers_["add_org_unit"] = [this] {
    return ValidRequest{
        "/v1/org/units", example("add_org_unit", {{"code", unique("R")}, {"parent_code", "C"}})};
  };
  makers_["add_store"] = [this] {
    return ValidRequest{
        "/v1/stores", example("add_store", {{"code", unique("S")}, {"parent_code", "R"}})};
  };
  makers_["add_counter"] = [this] {
    return ValidRequest{
        "/v1/stores/S001/counters", example("add_counter", {{"code", unique("C")}})};
  };
  makers_["add_till"] = [this] {
    return ValidRequest{"/v1/stores/S001/tills", example("add_till", {{"code", unique("T")}})};
  };
  makers_["add_programme"] = [this] {
    return ValidRequest{"/v1/programmes", example("add_programme", {{"code", unique("P")}})};
  };
  makers_["add_programme_version"] = [this] {
    // Each must come after the one before; far enough that a spoilt one that was taken does not
    // stand in the way.
    const Instant from = house_.now().plus_seconds(++number_ * 60);
    return ValidRequest{
        "/v1/programmes/MAIN/versions",
        example("add_programme_version", {{"effective_from", from.to_string()}})};
  };
}

void ValidRequests::add_members() {
  const auto new_member = [this] { return house_.enrol(phone()); };
  makers_["enrol_member"] = [this] {
    return ValidRequest{
        "/v1/members",
        example(
            "enrol_member",
            {{"programme", "MAIN"},
             {"store", "S001"},
             {"phone", phone()},
             {"email", unique("m") + "@example.com"},
             {"id_number", nullptr},
             {"external_id", unique("x:")},
             {"card_number", unique("K88001")},
             {"receipt", nullptr},
             {"charter", nullptr},
             {"guardian", nullptr},
             {"referrer", nullptr},
             {"phone_code", nullptr},
             {"wechat", {{"unionid", unique("u")}, {"app", "wx1"}, {"openid", unique("o")}}},
             {"membership", nullptr}}
        )};
  };
  makers_["look_up_member"] = [this] {
    return ValidRequest{
        "/v1/members/lookup", example("look_up_member", with(buyer(), {{"programme", "MAIN"}}))};
  };
  makers_["search_members"] = [this] {
    return ValidRequest{
        "/v1/members/search",
        example(
            "search_members",
            {{"programme", "MAIN"},
             {"name", nullptr},
             {"name_prefix", nullptr},
             {"card_end", nullptr},
             {"phone_last4", "8000"}}
        )};
  };
  makers_["scan_duplicates"] = [] {
    return ValidRequest{"/v1/duplicates/scans", json::object{{"programme", "MAIN"}}};
  };
  makers_["decide_duplicate"] = [this] {
    const json::object twin = {{"name", unique("Ann Lee ")}, {"birthday", "1990-05-04"}};
    const std::string one = house_.enrol(phone(), twin);
    const std::string other = house_.enrol(phone(), twin);
    return ValidRequest{
        "/v1/members/" + one + "/duplicates/" + other,
        example("decide_duplicate", {{"decision", "another"}}),
        "\"1\""};
  };
  makers_["change_member"] = [this, new_member] {
    const std::string target = "/v1/members/" + new_member();
    return ValidRequest{
        target,
        example(
            "change_member",
            {{"state", nullptr},
             {"phone", phone()},
             {"email", unique("m") + "@example.com"},
             {"id_number", nullptr}}
        ),
        etag(target)};
  };
  makers_["close_member"] = [this, new_member] {
    const std::string target = "/v1/members/" + new_member();
    return ValidRequest{target + "/close", nullptr, etag(target)};
  };
  makers_["issue_card"] = [this, new_member] {
    return ValidRequest{
        "/v1/members/" + new_member() + "/cards",
        example(
            "issue_card",
            {{"card_number", unique("K88002")}, {"store", "S001"}, {"receipt", nullptr}}
        )};
  };
  makers_["change_card"] = [this, new_member] {
    const std::string target = "/v1/members/" + new_member();
    const std::string card = house_.manager().get(target).string("/cards/0/id");
    return ValidRequest{
        target + "/cards/" + card, example("change_card", {{"state", "frozen"}}), "\"1\""};
  };
}

/// A card type of its own range; its path.
std::string ValidRequests::new_card_type() {
  const json::object body = card_type("add_card_type", {{"code", unique("T")}});
  return house_.manager().post("/v1/card-types", body).header("Location");
}

/// The document's example with a range nobody has.
json::object ValidRequests::card_type(const std::string& operation, const json::object& changes) {
  json::object body = example(operation, changes);
  json::object& terms = body["terms"].as_object();
  terms["prefix"] = std::to_string(1'000'000 + ++number_);
  terms["verification"] = "none";
  return body;
}

void ValidRequests::add_cards() {
  makers_["add_card_type"] = [this] {
    return ValidRequest{"/v1/card-types", card_type("add_card_type", {{"code", unique("T")}})};
  };
  makers_["change_card_type"] = [this] {
    return ValidRequest{new_card_type(), card_type("change_card_type", {}), "\"1\""};
  };
  makers_["add_legacy_range"] = [this] {
    return ValidRequest{
        new_card_type() + "/legacy-ranges",
        example("add_legacy_range", {{"prefix", std::to_string(2'000'000 + ++number_)}}),
        "\"1\""};
  };
  makers_["set_card_type_state"] = [this] {
    return ValidRequest{new_card_type(), example("set_card_type_state", {}), "\"1\""};
  };
  const std::string type = new_card_type();
  const auto new_batch = [this, type] {
    const Answer made = house_.manager().post(type + "/batches", {{"cards", 1}}, unique("batch-"));
    return std::pair(made.header("Location"), made.string("/first_number"));
  };
  makers_["make_card_batch"] = [this, type] {
    return ValidRequest{type + "/batches", example("make_card_batch", {{"cards", 1}})};
  };
  makers_["print_card_batch"] = [this, new_batch] {
    return ValidRequest{new_batch().first + "/print", example("print_card_batch", {})};
  };
  makers_["cancel_stock_card"] = [this, new_batch] {
    const auto [batch, number] = new_batch();
    return ValidRequest{batch + "/cancel", example("cancel_stock_card", {{"number", number}})};
  };
  makers_["rotate_track_key"] = [] { return ValidRequest{"/v1/card-track-keys", nullptr}; };
  makers_["retire_track_key"] = [this] {
    house_.manager().send(
        {.method = "POST", .target = "/v1/card-track-keys", .key = unique("rotate-")}
    );
    return ValidRequest{"/v1/card-track-keys/1/retire", nullptr};
  };
  const auto new_card = [this] {
    const std::string target = "/v1/members/" + house_.enrol(phone());
    return target + "/cards/" + house_.manager().get(target).string("/cards/0/id");
  };
  makers_["renew_card"] = [this, new_card] {
    return ValidRequest{new_card() + "/renew", example("renew_card", {}), "\"1\""};
  };
  makers_["replace_card"] = [this, new_card] {
    return ValidRequest{
        new_card() + "/replace",
        example(
            "replace_card",
            {{"card_number", unique("K88003")}, {"store", "S001"}, {"receipt", nullptr}}
        ),
        "\"1\""};
  };
  makers_["write_card_track"] = [new_card] {
    return ValidRequest{new_card() + "/track", nullptr, "\"1\""};
  };
}

void ValidRequests::add_proofs() {
  const auto of_member = [this](const char* what) {
    return "/v1/members/" + house_.enrol(phone()) + what;
  };
  makers_["show_rotating_code"] = [of_member] {
    return ValidRequest{of_member("/rotating-code"), nullptr};
  };
  makers_["renew_rotating_key"] = [of_member] {
    return ValidRequest{of_member("/rotating-code/renewal"), nullptr};
  };
  makers_["set_member_pin"] = [this, of_member] {
    return ValidRequest{of_member("/pin"), example("set_member_pin", {})};
  };
  makers_["remove_member_pin"] = [this, of_member] {
    return ValidRequest{of_member("/pin/removal"), example("remove_member_pin", {})};
  };
  const auto of_wechat = [this](const char* operation, const std::string& value) {
    json::object body = example(operation, {{"kind", "wechat_openid"}, {"value", value}});
    if (body.contains("proof")) {
      body["proof"] = json::object{{"kind", "supervisor"}, {"reason", "seen"}};
    }
    return body;
  };
  makers_["add_member_identity"] = [this, of_member, of_wechat] {
    return ValidRequest{of_member("/identities"), of_wechat("add_member_identity", unique("o-"))};
  };
  for (const auto& [operation, step] :
       {std::pair("verify_member_identity", "/verification"),
        std::pair("release_member_identity", "/release")}) {
    makers_[operation] = [this, of_member, of_wechat, operation = operation, step = step] {
      const std::string at = of_member("/identities");
      const std::string value = unique("o-");
      house_.manager().post(at, of_wechat("add_member_identity", value));
      return ValidRequest{at + step, of_wechat(operation, value)};
    };
  }
  makers_["issue_one_time_code"] = [this, of_member] {
    return ValidRequest{of_member("/one-time-codes"), example("issue_one_time_code", {})};
  };
}

void ValidRequests::add_points() {
  const std::string member = house_.enrol(phone());
  const std::string target = "/v1/members/" + member + "/points/redemptions";
  house_.sell(
      {.lines = {{"A1001", "9", "1000000.00"}},
       .more = {{"member", {{"kind", "member_id"}, {"value", member}}}}}
  );  // 900,000 points
  makers_["redeem_points"] = [this, target] {
    return ValidRequest{target, example("redeem_points", {{"points", 1}})};
  };
  makers_["reverse_redemption"] = [this, target] {
    const Answer spent =
        house_.manager().post(target, {{"points", 1}, {"reason", "mug"}}, unique("spend-"));
    return ValidRequest{target + "/" + spent.string("/id") + "/reversal", nullptr};
  };
  const auto occasion = [this] {
    const std::string code = unique("O");
    house_.manager().post(
        "/v1/points/occasions",
        example("add_points_occasion", {{"code", code}}),
        unique("occasion-")
    );
    return code;
  };
  makers_["add_points_occasion"] = [this] {
    return ValidRequest{
        "/v1/points/occasions", example("add_points_occasion", {{"code", unique("O")}})};
  };
  makers_["retire_points_occasion"] = [this, occasion] {
    return ValidRequest{
        "/v1/points/occasions/" + occasion() + "/retirement",
        example("retire_points_occasion", {})};
  };
  add_holds("/v1/members/" + member + "/points/holds");
  add_points_documents(member);
  add_points_sales("/v1/members/" + member + "/points/sales");
}

void ValidRequests::add_points_sales(const std::string& target) {
  programmes::Parameters parameters;
  parameters.points_sale_price = 1000;
  parameters.points_sale_member_year_max = 0;
  parameters.refund_without_receipt_max = 100'000;
  parameters.refunds_without_receipt_year_max = 0;
  house_.set_parameters(parameters, house_.now());
  const auto bought = [this](const std::string& operation) {
    return example(
        operation, {{"points", 100}, {"paid", money(100)}, {"reference", unique("PAY-")}}
    );
  };
  makers_["sell_points"] = [target, bought] { return ValidRequest{target, bought("sell_points")}; };
  makers_["void_points_sale"] = [this, target, bought] {
    const Answer sold = house_.manager().post(target, bought("sell_points"), unique("sold-"));
    return ValidRequest{
        target + "/" + sold.string("/sale/id") + "/void", example("void_points_sale", {})};
  };
}

void ValidRequests::add_holds(const std::string& target) {
  const auto held = [this, target] {
    const Answer answer =
        house_.manager().post(target, {{"points", 1}, {"reason", "mug"}}, unique("hold-"));
    return target + "/" + answer.string("/hold/id");
  };
  makers_["hold_points"] = [this, target] {
    return ValidRequest{target, example("hold_points", {{"points", 1}})};
  };
  makers_["capture_points_hold"] = [this, held] {
    return ValidRequest{held() + "/capture", example("capture_points_hold", {{"points", 1}})};
  };
  makers_["release_points_hold"] = [held] { return ValidRequest{held() + "/release", nullptr}; };
}

void ValidRequests::add_points_documents(const std::string& member) {
  makers_["add_attachment"] = [this] {
    // One account has so many unused files at most, and some nonsense is a fair name.
    const Instant later = house_.now().plus_seconds(1);
    GX_CHECK(house_.application().db().write([&](sql::Tx& tx) -> Outcome {
      attachments::forget_unused(tx, later, attachments::unused_max);
      return ok();
    }));
    return ValidRequest{"/v1/attachments", example("add_attachment", {})};
  };
  const std::string target = "/v1/points/documents";
  makers_["add_points_document"] = [this, target, member] {
    return ValidRequest{
        target, example("add_points_document", {{"member", member}, {"points", 1}})};
  };
  // By somebody else, so that the manager may decide.
  const auto paper = [this, target, member](std::initializer_list<const char*> steps) {
    const Client author = house_.person(unique("Author "), {"points:*"});
    const Answer drafted = author.post(
        target, {{"member", member}, {"points", 1}, {"reason", "complaint"}}, unique("paper-")
    );
    const std::string at = target + "/" + drafted.string("/id");
    for (const char* const step : steps) {
      const Client who = std::string_view(step) == "approve" ? house_.manager() : author;
      who.send({.method = "POST", .target = at + "/" + step, .body = "{}", .key = unique("step-")});
    }
    return at;
  };
  makers_["submit_points_document"] = [paper] {
    return ValidRequest{paper({}) + "/submit", nullptr};
  };
  makers_["withdraw_points_document"] = [paper] {
    return ValidRequest{paper({}) + "/withdraw", nullptr};
  };
  makers_["approve_points_document"] = [this, paper] {
    return ValidRequest{paper({"submit"}) + "/approve", example("approve_points_document", {})};
  };
  makers_["reject_points_document"] = [this, paper] {
    return ValidRequest{paper({"submit"}) + "/reject", example("reject_points_document", {})};
  };
  makers_["post_points_document"] = [paper] {
    return ValidRequest{paper({"submit", "approve"}) + "/post", nullptr};
  };
}

void ValidRequests::add_wallet() {
  const auto wallet_of = [](const std::string& member) {
    return "/v1/members/" + member + "/wallet";
  };
  const auto recharged = [this, wallet_of] {
    const std::string wallet = wallet_of(house_.enrol(phone()));
    house_.manager().post(
        wallet + "/recharges",
        {{"amount", money(1000)}, {"paid_by", "cash"}, {"store", "S001"}},
        unique("recharge-")
    );
    return wallet;
  };
  makers_["recharge_wallet"] = [this, wallet_of] {
    return ValidRequest{
        wallet_of(house_.enrol(phone())) + "/recharges",
        example("recharge_wallet", {{"offer", nullptr}})};
  };
  makers_["void_wallet_recharge"] = [this, wallet_of] {
    const std::string recharges = wallet_of(house_.enrol(phone())) + "/recharges";
    const Answer made = house_.manager().post(
        recharges,
        {{"amount", money(1000)}, {"paid_by", "cash"}, {"store", "S001"}},
        unique("recharge-")
    );
    return ValidRequest{
        recharges + "/" + made.string("/id") + "/void", example("void_wallet_recharge", {})};
  };
  makers_["pay_out_wallet"] = [this, recharged] {
    return ValidRequest{recharged() + "/payouts", example("pay_out_wallet", {})};
  };
  makers_["register_wallet_buyer"] = [this, wallet_of] {
    return ValidRequest{
        wallet_of(house_.enrol(phone())) + "/buyers", example("register_wallet_buyer", {})};
  };
  makers_["freeze_wallet"] = [this, recharged] {
    return ValidRequest{recharged() + "/freeze", example("freeze_wallet", {})};
  };
  makers_["release_wallet"] = [this, recharged] {
    const std::string wallet = recharged();
    house_.manager().post(wallet + "/freeze", {{"reason", "lost"}}, unique("freeze-"));
    return ValidRequest{wallet + "/release", example("release_wallet", {})};
  };
  makers_["add_wallet_offer"] = [this] {
    return ValidRequest{"/v1/wallet/offers", example("add_wallet_offer", {{"code", unique("R")}})};
  };
  makers_["add_wallet_licence"] = [this] {
    return ValidRequest{"/v1/wallet/licences", example("add_wallet_licence", {})};
  };
  makers_["end_wallet_licence"] = [this] {
    const Answer licence = house_.manager().post(
        "/v1/wallet/licences", example("add_wallet_licence", {}), unique("licence-")
    );
    return ValidRequest{
        "/v1/wallet/licences/" + licence.string("/id") + "/end", example("end_wallet_licence", {})};
  };
}

void ValidRequests::add_sales() {
  makers_["quote_checkout"] = [this] {
    return ValidRequest{
        "/v1/checkout/quote",
        example(
            "quote_checkout",
            {{"occurred_at", house_.now_text()}, {"member", buyer()}, {"lines", one_line()}}
        )};
  };
  makers_["post_sale"] = [this] {
    return ValidRequest{
        "/v1/checkout",
        example(
            "post_sale",
            when(
                {{"member", buyer()},
                 {"lines", one_line()},
                 {"tenders", paid(9000)},
                 {"quote_id", nullptr},
                 {"pricing", "engine"}}
            )
        )};
  };
  makers_["post_refund"] = [this] {
    return ValidRequest{
        "/v1/checkout/" + new_sale() + "/refunds",
        example("post_refund", when({{"lines", returned_line()}, {"tenders", paid(10000)}}))};
  };
  makers_["void_sale"] = [this] {
    return ValidRequest{"/v1/checkout/" + new_sale() + "/void", example("void_sale", when({}))};
  };
  const std::string without_receipt = "/v1/checkout/refunds-without-receipt";
  const auto given_back = [this] {
    return example("refund_without_receipt", when({{"member", buyer()}, {"tenders", paid(8000)}}));
  };
  makers_["refund_without_receipt"] = [without_receipt, given_back] {
    return ValidRequest{without_receipt, given_back()};
  };
  makers_["void_refund_without_receipt"] = [this, without_receipt, given_back] {
    const Answer given = TestHouse::post_keyed(house_.manager(), without_receipt, given_back());
    return ValidRequest{
        without_receipt + "/" + given.string("/receipt") + "/void",
        example("void_refund_without_receipt", when({}))};
  };
  makers_["post_exchange"] = [this] {
    const json::object sale = when(
        {{"cashier", "C07"},
         {"channel", "store"},
         {"pricing", "engine"},
         {"member", buyer()},
         {"lines", one_line()},
         {"tenders", json::array()}}
    );
    return ValidRequest{
        "/v1/checkout/" + new_sale() + "/exchanges",
        example(
            "post_exchange",
            {{"returned",
              {{"sequence", house_.next_sequence()},
               {"reason", "size"},
               {"lines", returned_line()}}},
             {"sale", sale}}
        )};
  };
  makers_["reconcile_till_day"] = [this] {
    return ValidRequest{"/v1/reconciliations", example("reconcile_till_day", {})};
  };
}

}  // namespace guanxi::test
