// Valid requests about files of members.
#include "contract/valid_requests.h"
#include "platform/crypto/crypto.h"

namespace guanxi::test {
namespace {

constexpr const char* contract_roster = "姓名,手机\n钱一,13700000001\n";

}  // namespace

/// One account has only so many open: the others are not wanted any more.
void ValidRequests::make_room_for_rosters() {
  const Answer all = house_.manager().get("/v1/rosters");
  const json::array& items = all.find("/items")->as_array();
  if (items.size() < 8) return;
  for (const json::value& one : items) {
    const std::string at = "/v1/rosters/" + std::string(one.at("id").as_string());
    house_.manager().send({.method = "POST", .target = at + "/cancel", .key = unique("cancel-")});
  }
  // What was waiting for its import is ended by that job.
  GX_CHECK(house_.application().jobs().run_now("rosters.imports", house_.now()).has_value());
}

std::string ValidRequests::new_roster(const std::string& content, bool whole) {
  make_room_for_rosters();
  const Answer made = house_.manager().post(
      "/v1/rosters",
      example(
          "create_roster",
          {{"bytes", std::ssize(content)},
           {"sha256", crypto::to_hex(crypto::bytes_of(crypto::sha256(content)))}}
      ),
      unique("roster-")
  );
  const std::string at = "/v1/rosters/" + made.string("/id");
  if (!whole) return at;
  const json::object part{{"content", crypto::to_base64(content)}};
  house_.manager().send({.method = "PUT", .target = at + "/parts/1", .body = json::serialize(part)}
  );
  house_.manager().send({.method = "POST", .target = at + "/complete"});
  return at;
}

void ValidRequests::add_rosters() {
  makers_["create_roster"] = [this] {
    make_room_for_rosters();
    return ValidRequest{"/v1/rosters", example("create_roster", {})};
  };
  makers_["put_roster_part"] = [this] {
    return ValidRequest{
        new_roster(contract_roster, false) + "/parts/1",
        json::object{{"content", crypto::to_base64(contract_roster)}}};
  };
  makers_["complete_roster"] = [this] {
    const std::string at = new_roster(contract_roster, true);
    return ValidRequest{at + "/complete", nullptr};
  };
  makers_["cancel_roster"] = [this] {
    return ValidRequest{new_roster(contract_roster, false) + "/cancel", nullptr};
  };
  const json::array map{{{"column", "手机"}, {"field", "phone"}}};
  makers_["preview_roster"] = [this, map] {
    return ValidRequest{
        new_roster(contract_roster, true) + "/preview", example("preview_roster", {{"map", map}})};
  };
  makers_["start_roster"] = [this, map] {
    return ValidRequest{
        new_roster(contract_roster, true) + "/start", example("start_roster", {{"map", map}})};
  };
  // Each undone once: a file of its own, imported.
  makers_["undo_roster_import"] = [this] {
    const std::string content = "手机\n" + phone() + "\n";
    const std::string at = new_roster(content, true);
    house_.manager().post(at + "/start", {{"store", "S001"}}, unique("start-"));
    GX_CHECK(house_.application().jobs().run_now("rosters.imports", house_.now()).has_value());
    const std::string import = house_.manager().get(at).string("/import");
    return ValidRequest{
        "/v1/roster-imports/" + import + "/undo", example("undo_roster_import", {})};
  };
}

}  // namespace guanxi::test
