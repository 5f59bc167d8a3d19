// Valid requests about files to download.
#include "contract/valid_requests.h"

namespace guanxi::test {

void ValidRequests::add_downloads() {
  // One account has only so many that are not made yet: the others are not wanted any more.
  const auto make_room = [this] {
    const Answer all = house_.manager().get("/v1/downloads?limit=200");
    for (const json::value& one : all.find("/items")->as_array()) {
      const std::string at = "/v1/downloads/" + std::string(one.at("id").as_string());
      house_.manager().send({.method = "DELETE", .target = at});
    }
  };
  makers_["ask_download"] = [this, make_room] {
    make_room();
    return ValidRequest{"/v1/downloads", example("ask_download", {})};
  };
  makers_["drop_download"] = [this, make_room] {
    make_room();
    const Answer asked = house_.manager().post("/v1/downloads", example("ask_download", {}));
    return ValidRequest{"/v1/downloads/" + asked.string("/id"), nullptr};
  };
}

}  // namespace guanxi::test
