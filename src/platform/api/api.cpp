#include "platform/api/api.h"

#include <algorithm>

#include "platform/api/dispatch.h"
#include "platform/api/openapi.h"

namespace guanxi::api {

bool Actor::may(std::string_view permission) const {
  const std::string_view module = permission.substr(0, permission.find(':'));
  return std::any_of(permissions.begin(), permissions.end(), [&](std::string_view held) {
    if (held == permission || held == "*") return true;
    return held.ends_with(":*") && held.substr(0, held.size() - 2) == module;
  });
}

bool Actor::in_scope(StoreId store) const {
  return stores.empty() || std::find(stores.begin(), stores.end(), store) != stores.end();
}

Outcome Actor::check_unlimited() const {
  if (stores.empty()) return ok();
  return fail(ErrorCode::store_out_of_scope);
}

Actor Actor::system(std::string name) {
  Actor actor;
  actor.kind = Kind::system;
  actor.name = std::move(name);
  actor.permissions = {"*"};
  return actor;
}

Outcome check_if_match(const Call& call, std::string_view current_etag) {
  if (call.if_match.empty()) return fail(ErrorCode::precondition_required, "/headers/If-Match");
  if (call.if_match == "*" || lists_etag(call.if_match, current_etag)) return ok();
  return fail(
      ErrorCode::stale_version, "/headers/If-Match", {{"current", std::string(current_etag)}}
  );
}

std::string etag_of(std::int64_t version) { return '"' + std::to_string(version) + '"'; }

class Api::Impl {
 public:
  Impl(const Clock& clock, Authenticator* authenticator, Options options)
      : dispatcher_(clock, authenticator, std::move(options)) {}

  Dispatcher dispatcher_;
};

Api::Api(const Clock& clock, Authenticator* authenticator, Options options)
    : impl_(std::make_unique<Impl>(clock, authenticator, std::move(options))) {}

Api::~Api() = default;

void Api::add_endpoint(Spec spec, const Type& request, const Type& response, Invoke invoke) {
  impl_->dispatcher_.add(make_endpoint(std::move(spec), request, response, std::move(invoke)));
}

http::Response Api::handle(const http::Request& request) const {
  return impl_->dispatcher_.handle(request);
}

Result<std::string> Api::get_as(
    const Actor& actor,
    const std::string& path,
    std::vector<std::pair<std::string, std::string>> query,
    Language language
) const {
  http::Request request;
  request.method = "GET";
  request.target = request.path = path;
  request.query = std::move(query);
  return impl_->dispatcher_.get_as(actor, request, language);
}

LimitStats Api::limit_stats() const { return impl_->dispatcher_.limit_stats(); }

std::int64_t Api::body_bytes_max(std::string_view method, std::string_view path) const {
  return impl_->dispatcher_.body_bytes_max(method, path);
}

std::string Api::openapi() const {
  return openapi_document(impl_->dispatcher_.endpoints(), impl_->dispatcher_.options());
}

std::vector<Api::Operation> Api::operations() const {
  std::vector<Operation> operations;
  for (const auto& endpoint : impl_->dispatcher_.endpoints()) {
    operations.push_back({endpoint->spec, *endpoint->request, *endpoint->response});
  }
  return operations;
}

std::vector<std::string> Api::complaints() const {
  std::vector<std::string> complaints;
  for (const auto& endpoint : impl_->dispatcher_.endpoints()) complain_about(*endpoint, complaints);
  return complaints;
}

}  // namespace guanxi::api
