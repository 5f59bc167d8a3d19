// Inside platform/api: the life of one request between HTTP and its handler.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "platform/api/endpoint.h"
#include "platform/api/rate_limit.h"
#include "platform/api/router.h"

namespace guanxi::api {

using Endpoints = std::vector<std::unique_ptr<Endpoint>>;

class Dispatcher {
 public:
  Dispatcher(const Clock& clock, Authenticator* authenticator, Options options);

  void add(Endpoint endpoint);
  http::Response handle(const http::Request& request) const;
  /// See Api::get_as.
  Result<std::string> get_as(const Actor& actor, const http::Request& request, Language language)
      const;
  const Endpoints& endpoints() const { return endpoints_; }
  const Options& options() const { return options_; }
  LimitStats limit_stats() const { return limiter_.stats(); }
  std::int64_t body_bytes_max(std::string_view method, std::string_view path) const;

 private:
  struct Visit;
  http::Response route(Visit& visit) const;
  http::Response guarded(Visit& visit) const;
  http::Response answer(Visit& visit, const Endpoint& endpoint, const Router::Match& match) const;
  Result<Actor> authorise(Visit& visit, const Endpoint& endpoint) const;
  Result<Actor> authenticate(Visit& visit) const;
  bool admit_anonymous(Visit& visit) const;
  http::Response openapi_response(const http::Request& request) const;
  void alarm(const Visit& visit, std::string what) const;

  const Clock& clock_;
  Authenticator* authenticator_;
  Options options_;
  mutable RateLimiter limiter_;
  Router router_;
  Endpoints endpoints_;
  mutable std::once_flag openapi_once_;
  mutable std::string openapi_text_;
  mutable std::string openapi_etag_;
};

/// True if the list of an If-Match or If-None-Match header names `etag` (a W/ in front is taken
/// off: our tags are strong).
bool lists_etag(std::string_view header, std::string_view etag);

/// The answer to GET of something that seldom changes: 304 when the client has it.
http::Response cached_response(
    const http::Request& request,
    std::string_view content_type,
    std::string_view body,
    std::string_view etag
);

}  // namespace guanxi::api
