// Valid requests about texts, consents and what people ask for.
#include "contract/valid_requests.h"

namespace guanxi::test {

void ValidRequests::add_person() {
  makers_["publish_consent_text"] = [this] {
    return ValidRequest{
        "/v1/programmes/MAIN/texts",
        example("publish_consent_text", {{"code", unique("T")}, {"effective_from", nullptr}})};
  };
  const std::string member = house_.enrol(phone());
  makers_["decide_member_consent"] = [this, member] {
    const std::string text = unique("sms-");
    json::object body = example(
        "publish_consent_text",
        {{"code", text}, {"purpose", "marketing"}, {"effective_from", nullptr}}
    );
    house_.manager().post("/v1/programmes/MAIN/texts", body, unique("text-"));
    return ValidRequest{
        "/v1/members/" + member + "/consents",
        json::object{
            {"purpose", "marketing"},
            {"channel", "sms"},
            {"decision", "given"},
            {"text", text},
            {"text_version", 1},
            {"store", "S001"},
            {"source", "store"},
            {"evidence", "F-1"}}};
  };
  const std::string requests = "/v1/members/" + member + "/requests";
  makers_["add_person_request"] = [this, requests] {
    return ValidRequest{requests, example("add_person_request", {})};
  };
  const auto open = [this, requests](const char* step) {
    const Answer added =
        house_.manager().post(requests, {{"kind", "correction"}}, unique("asked-"));
    return "/v1/person-requests/" + added.string("/id") + "/" + step;
  };
  makers_["merge_members"] = [this, member] {
    return ValidRequest{
        "/v1/members/" + member + "/merges",
        example("merge_members", {{"absorbed", house_.enrol(phone())}, {"dry_run", false}})};
  };
  makers_["undo_merge"] = [this, member] {
    const std::string merges = "/v1/members/" + member + "/merges";
    const json::object body{{"absorbed", house_.enrol(phone())}, {"reason", "one person"}};
    const Answer merged = house_.manager().post(merges, body, unique("merged-"));
    return ValidRequest{merges + "/" + merged.string("/id") + "/undo", example("undo_merge", {})};
  };
  makers_["complete_person_request"] = [this, open] {
    return ValidRequest{
        open("complete"), json::object{{"answer", "done"}, {"give_up_value", false}}};
  };
  makers_["refuse_person_request"] = [this, open] {
    return ValidRequest{open("refuse"), example("refuse_person_request", {})};
  };
  makers_["withdraw_person_request"] = [open] { return ValidRequest{open("withdraw"), nullptr}; };
  const json::object definition{
      {"kind", "number"},
      {"use", "preference"},
      {"label_zh", "鞋码"},
      {"label_en", "Shoe size"},
      {"decimals", 1},
      {"min", 200},
      {"max", 500},
      {"searchable", true}};
  makers_["put_profile_field"] = [this, definition] {
    return ValidRequest{"/v1/programmes/MAIN/profile-fields/" + unique("field-"), definition};
  };
  const std::string fields = "/v1/programmes/MAIN/profile-fields/";
  const auto field = [this, fields, definition] {
    const std::string code = unique("size-");
    house_.manager().send(
        {.method = "PUT", .target = fields + code, .body = json::serialize(definition)}
    );
    return code;
  };
  const std::string profile = "/v1/members/" + member + "/profile";
  makers_["change_member_profile"] = [this, field, profile] {
    const json::array edits{{{"field", field()}, {"values", json::array{"42.5"}}}};
    return ValidRequest{profile, json::object{{"values", edits}}, etag(profile)};
  };
  makers_["find_members_by_field"] = [this, field] {
    return ValidRequest{
        "/v1/members/find-by-field",
        example(
            "find_members_by_field",
            {{"programme", "MAIN"}, {"field", field()}, {"value", "42.5"}, {"cursor", nullptr}}
        )};
  };
  add_family();
}

void ValidRequests::add_family() {
  // Each its own member: nobody has more than twenty addresses or relatives.
  const auto of_member = [this](const char* what) {
    return "/v1/members/" + house_.enrol(phone()) + "/" + what;
  };
  makers_["add_member_address"] = [this, of_member] {
    return ValidRequest{of_member("addresses"), example("add_member_address", {})};
  };
  const auto address = [this, of_member] {
    const std::string at = of_member("addresses");
    const Answer added =
        house_.manager().post(at, example("add_member_address", {}), unique("address-"));
    return at + "/" + added.string("/id");
  };
  makers_["put_member_address"] = [this, address] {
    return ValidRequest{address(), example("put_member_address", {})};
  };
  makers_["remove_member_address"] = [address] { return ValidRequest{address(), nullptr}; };
  makers_["add_relative"] = [this, of_member] {
    return ValidRequest{of_member("family"), example("add_relative", {{"birthday", nullptr}})};
  };
  makers_["remove_relative"] = [this, of_member] {
    const std::string at = of_member("family");
    const Answer added = house_.manager().post(
        at, example("add_relative", {{"birthday", nullptr}}), unique("relative-")
    );
    return ValidRequest{at + "/" + added.string("/id"), nullptr};
  };
}

}  // namespace guanxi::test
