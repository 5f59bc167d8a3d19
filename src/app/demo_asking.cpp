#include "app/demo_asking.h"

#include "base/check.h"

namespace guanxi::app::demo {

std::string text_of(const json::object& object, const char* member) {
  const json::value* found = object.if_contains(member);
  return found ? std::string(found->as_string()) : std::string();
}

json::array list_of(const json::object& object, const char* member) {
  const json::value* found = object.if_contains(member);
  return found ? found->as_array() : json::array();
}

Asking::Asking(Application& application, const std::string& token)
    : api_(application.api()), credential_("Bearer " + token) {}

http::Response Asking::try_post(
    const std::string& path, const json::object& body, const std::string& key
) const {
  return send("POST", path, body, key);
}

json::object Asking::post(const std::string& path, const json::object& body, const std::string& key)
    const {
  const http::Response response = send("POST", path, body, key);
  GX_CHECK_WHY(response.status < 300, path + ' ' + response.body);
  return json::parse(response.body).as_object();
}

void Asking::put(const std::string& path, const json::object& body) const {
  const http::Response response = send("PUT", path, body, {});
  GX_CHECK_WHY(response.status < 300, path + ' ' + response.body);
}

http::Response Asking::send(
    const char* method, const std::string& path, const json::object& body, const std::string& key
) const {
  http::Request request;
  request.method = method;
  request.target = request.path = path;
  request.remote_address = "127.0.0.1";
  request.headers = {
      {"authorization", credential_}, {"content-type", "application/json"}, {"if-match", "*"}};
  if (!key.empty()) request.headers.emplace_back("idempotency-key", key);
  request.body = json::serialize(body);
  return api_.handle(request);
}

}  // namespace guanxi::app::demo
