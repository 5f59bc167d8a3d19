#include "platform/api/dispatch.h"

#include <algorithm>
#include <chrono>
#include <exception>

#include "platform/api/disposition.h"
#include "platform/api/docs.h"
#include "platform/api/messages_table.h"
#include "platform/api/openapi.h"
#include "platform/api/request_reader.h"
#include "platform/crypto/crypto.h"
#include "platform/sql/sql.h"

namespace guanxi::api {
namespace {

constexpr const char* retry_soon_seconds = "1";
constexpr const char* retry_later_seconds = "30";
constexpr const char* static_cache = "no-cache";  // keep it, but ask whether it is still the same

http::Response refusal(const Error& error, Language language, std::string_view trace_id) {
  http::Response response = problem(error, language, trace_id);
  switch (error.code) {
    case ErrorCode::overloaded:
    case ErrorCode::conflict:
      response.headers.emplace_back("Retry-After", retry_soon_seconds);
      break;
    case ErrorCode::not_ready:
    case ErrorCode::storage_full:
      response.headers.emplace_back("Retry-After", retry_later_seconds);
      break;
    case ErrorCode::sign_in_locked:
      for (const auto& [fact, value] : error.facts) {
        if (fact == "retry_after") response.headers.emplace_back("Retry-After", value);
      }
      break;
    default:
      break;
  }
  if (response.status == 401)
    response.headers.emplace_back("WWW-Authenticate", R"(Bearer realm="guanxi")");
  return response;
}

ErrorCode code_of(const sql::StorageFault& fault) {
  switch (fault.kind()) {
    case sql::StorageFault::Kind::full:
      return ErrorCode::storage_full;
    case sql::StorageFault::Kind::busy:
    case sql::StorageFault::Kind::unreachable:
      return ErrorCode::overloaded;
    case sql::StorageFault::Kind::halted:
      return ErrorCode::not_ready;
    default:
      return ErrorCode::internal;
  }
}

std::string methods_of(const Router::Leaf& leaf) {
  std::string allow;
  for (std::size_t i = 0; i < leaf.size(); ++i) {
    if (leaf[i] < 0) continue;
    if (!allow.empty()) allow += ", ";
    allow += method_name(static_cast<Method>(i));
  }
  return allow;
}

/// One request in its endpoint, seen from Api::add.
class Running final : public Exchange {
 public:
  Running(
      const Endpoint& endpoint,
      const Router::Match& match,
      const http::Request& request,
      const Call& call
  )
      : endpoint_(endpoint), match_(match), request_(request), call_(call) {}

  const Call& call() const override { return call_; }

  bool read(void* request) override {
    auto outcome = read_request(endpoint_, match_, request_, request);
    if (!outcome) refuse(std::move(outcome).error());
    return !refused_;
  }

  void refuse(Error error) override {
    response_ = refusal(error, call_.language, call_.trace_id);
    refused_ = std::move(error);
  }

  void answer(Meta meta, const void* body) override {
    replayed_ = meta.replayed;
    response_.status = meta.status != 0 ? meta.status : endpoint_.spec.success_status;
    const std::string_view known = request_.header("if-none-match");
    if (!meta.etag.empty() && endpoint_.spec.method == Method::get &&
        lists_etag(known, meta.etag)) {
      response_.status = 304;
    }
    if (response_.status == 204 || response_.status == 304) {
      response_.content_type.clear();
    } else if (endpoint_.spec.file_type != nullptr) {
      response_.content_type =
          meta.file.type != nullptr ? meta.file.type : endpoint_.spec.file_type;
      response_.body = std::move(meta.file.content);
      response_.headers.emplace_back("Content-Disposition", content_disposition(meta.file.name));
      response_.headers.emplace_back("X-Content-Type-Options", "nosniff");
    } else if (!meta.stored_json.empty()) {
      response_.body = std::move(meta.stored_json);
    } else {
      response_.body.reserve(1024);
      write_json(*endpoint_.response, body, response_.body);
    }
    response_.headers.emplace_back(
        "Cache-Control", meta.etag.empty() ? "no-store" : "private, no-cache"
    );
    if (!meta.etag.empty()) response_.headers.emplace_back("ETag", std::move(meta.etag));
    if (!meta.location.empty())
      response_.headers.emplace_back("Location", std::move(meta.location));
    if (meta.replayed) response_.headers.emplace_back("Idempotency-Replayed", "true");
    if (!meta.cookie.empty()) response_.headers.emplace_back("Set-Cookie", std::move(meta.cookie));
  }

  http::Response take() { return std::move(response_); }
  bool replayed() const { return replayed_; }
  const std::optional<Error>& refused() const { return refused_; }

 private:
  const Endpoint& endpoint_;
  const Router::Match& match_;
  const http::Request& request_;
  const Call& call_;
  http::Response response_;
  std::optional<Error> refused_;
  bool replayed_ = false;
};

}  // namespace

struct Dispatcher::Visit {
  const http::Request& request;
  Language language;
  Instant now;
  std::string_view operation = "none";
  bool replayed = false;
  RateLimiter::Answer limit = {};
};

Dispatcher::Dispatcher(const Clock& clock, Authenticator* authenticator, Options options)
    : clock_(clock),
      authenticator_(authenticator),
      options_(std::move(options)),
      limiter_(options_.limits, clock) {}

void Dispatcher::add(Endpoint endpoint) {
  const Spec& spec = endpoint.spec;
  const std::string where = std::string("endpoint ") + spec.operation;
  GX_CHECK_WHY(
      spec.permission == nullptr || authenticator_ != nullptr, where + ": needs an Authenticator"
  );
  for (const auto& known : endpoints_) {
    GX_CHECK_WHY(
        std::string_view(known->spec.operation) != spec.operation,
        where + ": the operation exists twice"
    );
  }
  GX_CHECK_WHY(
      router_.add(spec.method, spec.path, static_cast<int>(endpoints_.size())),
      where + ": the path is taken"
  );
  endpoints_.push_back(std::make_unique<Endpoint>(std::move(endpoint)));
}

http::Response Dispatcher::handle(const http::Request& request) const {
  const auto start = std::chrono::steady_clock::now();
  Visit visit{request, choose_language(request.header("accept-language")), clock_.now()};
  http::Response response = guarded(visit);
  add_rate_limit_headers(visit.limit, response);
  if (options_.observe) {
    const auto taken = std::chrono::steady_clock::now() - start;
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(taken).count();
    options_.observe({visit.operation, response.status, micros, visit.replayed});
  }
  return response;
}

http::Response Dispatcher::route(Visit& visit) const {
  const http::Request& request = visit.request;
  const Router::Match match = router_.find(request.path);
  const auto refuse = [&](Error error) { return refusal(error, visit.language, request.trace_id); };
  if (match.leaf == nullptr) {
    if (!admit_anonymous(visit)) return refuse(fail(ErrorCode::too_many_requests));
    if (request.path == "/openapi.json" || is_docs_path(request.path)) {
      if (request.method == "GET") {
        visit.operation = "docs";
        return request.path == "/openapi.json" ? openapi_response(request) : docs_response(request);
      }
      http::Response response = refuse(fail(ErrorCode::method_not_allowed, "", {{"allow", "GET"}}));
      response.headers.emplace_back("Allow", "GET");
      return response;
    }
    return refuse(fail(ErrorCode::not_found));
  }
  const auto method = parse_method(request.method);
  const int number = method ? (*match.leaf)[static_cast<std::size_t>(*method)] : -1;
  if (number < 0) {
    if (!admit_anonymous(visit)) return refuse(fail(ErrorCode::too_many_requests));
    const std::string allow = methods_of(*match.leaf);
    http::Response response = refuse(fail(ErrorCode::method_not_allowed, "", {{"allow", allow}}));
    response.headers.emplace_back("Allow", allow);
    return response;
  }
  const Endpoint& endpoint = *endpoints_[static_cast<std::size_t>(number)];
  visit.operation = endpoint.spec.operation;
  return answer(visit, endpoint, match);
}

std::int64_t Dispatcher::body_bytes_max(std::string_view method, std::string_view path) const {
  const Router::Match match = router_.find(path);
  const auto known = parse_method(method);
  if (match.leaf == nullptr || !known) return 0;
  const int number = (*match.leaf)[static_cast<std::size_t>(*known)];
  return number < 0 ? 0 : endpoints_[static_cast<std::size_t>(number)]->spec.body_bytes_max;
}

void Dispatcher::alarm(const Visit& visit, std::string what) const {
  if (options_.alarm) options_.alarm({visit.operation, visit.request.trace_id, std::move(what)});
}

http::Response Dispatcher::guarded(Visit& visit) const {
  ErrorCode code = ErrorCode::internal;
  try {
    return route(visit);
  } catch (const sql::StorageFault& fault) {
    code = code_of(fault);
    alarm(visit, std::string("store: ") + fault.what());
  } catch (const CheckFailed& failed) {
    alarm(visit, std::string("check failed: ") + failed.what());
  } catch (const std::exception& exception) {
    alarm(visit, std::string("exception: ") + exception.what());
  } catch (...) {
    alarm(visit, "exception of an unknown type");
  }
  return refusal(fail(code), visit.language, visit.request.trace_id);
}

bool Dispatcher::admit_anonymous(Visit& visit) const {
  visit.limit = limiter_.admit_anonymous(client_of_address(visit.request.remote_address));
  return visit.limit.admitted();
}

Result<Actor> Dispatcher::authenticate(Visit& visit) const {
  if (!limiter_.is_on()) return authenticator_->authenticate(visit.request, visit.now);
  const std::uint64_t address = client_of_address(visit.request.remote_address);
  std::uint64_t credential = authenticator_->credential_of(visit.request);
  visit.limit = limiter_.may_authenticate(address, credential);
  if (!visit.limit.admitted()) return ErrorCode::too_many_requests;
  auto actor = authenticator_->authenticate(visit.request, visit.now);
  if (!actor) {
    // Being busy is our fault; anything else says that the credential was not right.
    if (actor.error().code != ErrorCode::overloaded)
      visit.limit = limiter_.authentication_failed(address, credential);
    return actor;
  }
  if (credential == 0) credential = static_cast<std::uint64_t>(actor->id.value());
  visit.limit = limiter_.admit(address, credential);
  if (!visit.limit.admitted()) return ErrorCode::too_many_requests;
  return actor;
}

Result<Actor> Dispatcher::authorise(Visit& visit, const Endpoint& endpoint) const {
  const char* const permission = endpoint.spec.permission;
  if (permission == nullptr) {
    if (!admit_anonymous(visit)) return ErrorCode::too_many_requests;
    return Actor{};
  }
  GX_TRY(actor, authenticate(visit));
  if (!actor.may(permission)) return fail(actor.refusal, "", {{"permission", permission}});
  return actor;
}

http::Response Dispatcher::answer(
    Visit& visit, const Endpoint& endpoint, const Router::Match& match
) const {
  const http::Request& request = visit.request;
  const auto refuse = [&](const Error& error) {
    return refusal(error, visit.language, request.trace_id);
  };
  const auto actor = authorise(visit, endpoint);
  if (!actor) return refuse(actor.error());
  const bool idempotent = endpoint.spec.idempotency == Idempotency::required;
  const auto key = read_idempotency_key(request, idempotent);
  if (!key) return refuse(key.error());
  Call call{*actor, visit.now, visit.language, request.trace_id, *key};
  if (idempotent) call.request_hash = hash_of(request);
  if (idempotent && options_.keyed) {
    call.request_hash = options_.keyed(crypto::bytes_of(call.request_hash));
  }
  call.if_match = request.header("if-match");
  call.http = &request;
  if (endpoint.spec.needs_if_match && call.if_match.empty()) {
    return refuse(fail(ErrorCode::precondition_required, "/headers/If-Match"));
  }
  Running running(endpoint, match, request, call);
  endpoint.invoke(running);
  visit.replayed = running.replayed();
  return running.take();
}

Result<std::string> Dispatcher::get_as(
    const Actor& actor, const http::Request& request, Language language
) const {
  const Router::Match match = router_.find(request.path);
  GX_CHECK_WHY(match.leaf != nullptr, "no endpoint at " + request.path);
  const int number = (*match.leaf)[static_cast<std::size_t>(Method::get)];
  GX_CHECK_WHY(number >= 0, "nothing to get at " + request.path);
  const Endpoint& endpoint = *endpoints_[static_cast<std::size_t>(number)];
  const char* const permission = endpoint.spec.permission;
  if (permission != nullptr && !actor.may(permission))
    return fail(ErrorCode::forbidden, "", {{"permission", permission}});
  const Call call{actor, clock_.now(), language};
  Running running(endpoint, match, request, call);
  endpoint.invoke(running);
  if (running.refused()) return *running.refused();
  return running.take().body;
}

http::Response Dispatcher::openapi_response(const http::Request& request) const {
  std::call_once(openapi_once_, [&] {
    openapi_text_ = openapi_document(endpoints_, options_);
    openapi_etag_ =
        '"' + crypto::to_hex(crypto::bytes_of(crypto::sha256(openapi_text_))).substr(0, 16) + '"';
  });
  return cached_response(request, "application/json", openapi_text_, openapi_etag_);
}

bool lists_etag(std::string_view header, std::string_view etag) {
  while (!header.empty()) {
    const std::size_t comma = std::min(header.find(','), header.size());
    std::string_view one = header.substr(0, comma);
    header.remove_prefix(std::min(comma + 1, header.size()));
    while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
    while (!one.empty() && one.back() == ' ') one.remove_suffix(1);
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == etag) return true;
  }
  return false;
}

http::Response cached_response(
    const http::Request& request,
    std::string_view content_type,
    std::string_view body,
    std::string_view etag
) {
  http::Response response;
  response.headers.emplace_back("ETag", etag);
  response.headers.emplace_back("Cache-Control", static_cache);
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  if (lists_etag(request.header("if-none-match"), etag)) {
    response.status = 304;
    response.content_type.clear();
    return response;
  }
  response.content_type = content_type;
  response.body = body;
  return response;
}

}  // namespace guanxi::api
