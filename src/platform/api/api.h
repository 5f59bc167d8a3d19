// The API as its endpoints see it: a struct in, a struct or a coded refusal out. Parsing,
// validation, problem documents, languages, permissions, idempotency headers, ETags and the OpenAPI
// document come from the declaration. Modules and flows register endpoints at start; the app owns
// the Api and gives Api::handle to the HTTP server.
//
//   api.add<GetMember, MemberView>(
//       {.method = Method::get, .path = "/v1/members/{id}", .operation = "get_member", .tag =
//       "members",
//        .permission = "members:read", .summary = {"查询会员", "Read a member"}, .errors =
//        {ErrorCode::member_not_found}},
//       [&](const api::Call& call, const GetMember& request) -> Result<MemberView> { … });
//
// Where a member of the request struct comes from: the path if a {parameter} has its name; else, on
// get and del, the query string (a vector is a repeated parameter); else the JSON body. Everything
// unknown is refused.
//
// Threads: add() and the set-up happen before the first handle(); handle() may run on any number of
// threads at once, and so may the handlers.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "platform/api/cursor.h"
#include "platform/api/messages.h"
#include "platform/api/type.h"
#include "platform/http/http.h"

namespace guanxi::api {

enum class Method { get, post, put, patch, del };
enum class Idempotency { none, required };

/// Who asks: a named person, a till, or the program itself. Made by the Authenticator; nobody else
/// invents one, except Actor::system() for jobs and commands.
struct Actor {
  enum class Kind { anonymous, person, till, system };

  ActorId id;
  Kind kind = Kind::anonymous;
  std::string name;
  std::vector<std::string> permissions;  // "sales:write"; "sales:*": all of sales; "*": everything
  std::vector<StoreId> stores;           // empty: every store
  TillId till;                           // tills only
  std::int64_t session = 0;              // people who signed in; 0: another credential
  ErrorCode refusal = ErrorCode::forbidden;  // what they are told where a permission is missing

  bool may(std::string_view permission) const;
  bool in_scope(StoreId store) const;
  /// For what belongs to the whole group. Errors: store_out_of_scope for an actor limited to
  /// stores.
  Outcome check_unlimited() const;
  static Actor system(std::string name);
};

/// Implemented by modules/identity. Errors: unauthenticated, bad_signature, stale_timestamp,
/// replayed_nonce, credential_expired, actor_disabled, csrf_missing. Called on a worker thread, for
/// endpoints with a permission only.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  virtual Result<Actor> authenticate(const http::Request& request, Instant now) = 0;
  /// A number for the credential the request names, not yet proven; the same for each of its
  /// requests. 0: none, or there is no telling. For the limits of requests.
  virtual std::uint64_t credential_of(const http::Request&) const { return 0; }
};

/// What a handler may know of the request besides its struct.
struct Call {
  const Actor& actor;
  Instant now;  // read once; use it for everything this call does
  Language language = Language::zh_cn;
  std::string_view trace_id = {};
  std::string_view idempotency_key = {};  // not empty where the spec requires one
  /// SHA-256 over method, path and body (length-prefixed), keyed by Options::keyed; all zero unless
  /// idempotency is required.
  /// The same key with another hash is idempotency_key_reused.
  std::array<std::uint8_t, 32> request_hash = {};
  std::string_view if_match = {};       // as sent; empty if absent
  const http::Request* http = nullptr;  // where from and with what headers; null: not over HTTP
};

/// 428 precondition_required without If-Match, 412 stale_version unless it names `current` (or is
/// "*").
Outcome check_if_match(const Call& call, std::string_view current_etag);
/// 7 → "\"7\"".
std::string etag_of(std::int64_t version);

/// The same number for all that one client can send from: an IPv4 address, the /64 of an IPv6 one
/// (a household has that many). 0 for an empty text: a caller inside the program, never limited.
std::uint64_t client_of_address(std::string_view address);

struct Spec {
  Method method = Method::get;
  const char* path = "";       // "/v1/members/{id}"
  const char* operation = "";  // "get_member": unique; metrics, logs and generated clients use it
  const char* tag = "";        // the module: "members"
  const char* permission = nullptr;  // "members:read"; nullptr: public, call.actor is anonymous
  Text summary = {};
  Text description = {};
  Idempotency idempotency = Idempotency::none;
  int success_status =
      200;  // 201 for created, 202 for accepted; 204 is chosen by a Response of Nothing
  std::vector<ErrorCode> errors =
      {};  // the refusals of the handler; those of the dispatcher are added by themselves
  bool needs_if_match =
      false;  // 428 before the handler runs; the handler calls check_if_match with the current tag
  /// Not null: the answer is no JSON but a file of this media type ("text/csv; charset=utf-8"),
  /// Reply::file of a Response of Nothing.
  const char* file_type = nullptr;
  const char* other_file_type = nullptr;  // of the other form that the request may ask for
  /// What a body may have where that is more than of others (http.body_bytes_max): 413 beyond. 0:
  /// as others.
  std::int64_t body_bytes_max = 0;
};

/// An answer that is no JSON, to be saved under a name: any text in UTF-8 (see disposition.h).
struct File {
  std::string name, content;
  const char* type = nullptr;  // null: the spec's file_type
};

template <class R>
struct Reply {
  R body = {};
  int status = 0;         // 0: the spec's
  std::string etag = {};  // "\"7\"", see etag_of
  bool replayed = false;  // sends Idempotency-Replayed: true
  std::string location = {};
  std::string stored_json = {};  // not empty: sent instead of `body`, made earlier by to_json(R)
  File file = {};                // where the spec has a file_type
  std::string cookie = {};       // sent as Set-Cookie; no log and no stored answer has it
};

/// One finished request, for the metrics.
struct Observation {
  std::string_view operation;  // "get_member"; "none" where no endpoint was found
  int status = 0;
  std::int64_t micros = 0;
  bool replayed = false;
};

/// Something a person has to look at: a failed check, a fault of the store, an unknown exception.
/// No personal data.
struct Alarm {
  std::string_view operation;
  std::string_view trace_id;
  std::string what;
};

/// How a client proves who it is, for the OpenAPI document: a name and the JSON of a Security
/// Scheme Object.
struct SecurityScheme {
  std::string name;
  std::string json;
};

/// How often one client may ask, by token buckets: each holds up to `burst` requests and gains so
/// many a second. Beyond: 429 with Retry-After. A rate of 0 limits nothing.
struct RateLimits {
  std::int64_t requests_per_second = 0, burst = 1;  // of a credential
  /// Of an address, for what needs no credential and for wrong ones. Once used up, the address may
  /// not try another credential either, except one that was right from there before.
  std::int64_t anonymous_per_second = 0, anonymous_burst = 1;
  std::int64_t clients_max = 100'000;  // remembered of each kind, about 120 bytes each
  const Clock* clock = nullptr;  // for the time that passes; must outlive the Api; null: the Api's
};

struct LimitStats {
  std::int64_t clients = 0;                                      // remembered at present
  std::uint64_t refused_credentials = 0, refused_addresses = 0;  // requests answered 429
};

struct Options {
  std::string title = "Guanxi";
  std::string version = "0.1.0";
  std::vector<SecurityScheme> security = {
      {"token", R"({"type":"http","scheme":"bearer","description":"gx_…"})"}};
  std::function<void(const Observation&)> observe = {};
  std::function<void(const Alarm&)> alarm = {};
  RateLimits limits = {};
  /// Keys the hash of a request (Call::request_hash), which is stored: a body may hold a PIN, and
  /// whoever has the store could try them all. Empty: the hash as it is, for tests.
  std::function<std::array<std::uint8_t, 32>(std::string_view hash)> keyed = {};
};

/// One request on its way through its endpoint. Only add() below uses it.
class Exchange {
 public:
  struct Meta {
    int status = 0;
    std::string etag, location, stored_json;
    bool replayed = false;
    File file = {};
    std::string cookie = {};
  };
  virtual const Call& call() const = 0;
  virtual bool read(void* request) = 0;  // false: refused already
  virtual void refuse(Error error) = 0;
  virtual void answer(Meta meta, const void* body) = 0;

 protected:
  ~Exchange() = default;
};

class Api {
 public:
  /// Both must outlive the Api. A null authenticator is allowed while every endpoint is public.
  Api(const Clock& clock, Authenticator* authenticator, Options options = {});
  ~Api();
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  /// `handler(const Call&, const Request&)` returns Result<Response> or Result<Reply<Response>>.
  /// Request and Response are described structs with a Doc, or Nothing. A mistake in the
  /// declaration (a path twice, a {parameter} without a member, a permission without tag) is a
  /// failed check.
  template <class Request, class Response, class Handler>
  void add(Spec spec, Handler handler) {
    add_endpoint(
        std::move(spec),
        type_of<Request>(),
        type_of<Response>(),
        [handler = std::move(handler)](Exchange& exchange) {
          Request request{};
          if (!exchange.read(&request)) return;
          auto result = handler(exchange.call(), std::as_const(request));
          if (!result) return exchange.refuse(std::move(result).error());
          if constexpr (std::is_same_v<decltype(result), Result<Response>>) {
            exchange.answer({}, &*result);
          } else {
            Reply<Response>& reply = *result;
            exchange.answer(
                {reply.status,
                 std::move(reply.etag),
                 std::move(reply.location),
                 std::move(reply.stored_json),
                 reply.replayed,
                 std::move(reply.file),
                 std::move(reply.cookie)},
                &reply.body
            );
          }
        }
    );
  }

  /// Answers everything: endpoints, /openapi.json, /docs, and problems for the rest. Never throws.
  http::Response handle(const http::Request& request) const;

  /// What the GET endpoint at `path` answers to `actor`, as JSON: for work that goes on in the
  /// program for somebody who asked before. The permission counts as ever; there is no credential
  /// to check, no limit and no log. Errors: forbidden; those of the endpoint, as it makes them.
  /// Throws what it throws. A path that is no endpoint's is a failed check.
  Result<std::string> get_as(
      const Actor& actor,
      const std::string& path,
      std::vector<std::pair<std::string, std::string>> query,
      Language language
  ) const;

  LimitStats limit_stats() const;

  /// Spec::body_bytes_max of the operation at `path` (without its query); 0: none of its own.
  std::int64_t body_bytes_max(std::string_view method, std::string_view path) const;

  /// The OpenAPI 3.1 document of everything added, the same text for the same declarations.
  std::string openapi() const;

  /// Every operation with the types of its structs: for tests that walk all endpoints (contract,
  /// negative cases).
  struct Operation {
    const Spec& spec;
    const Type& request;
    const Type& response;
  };
  std::vector<Operation> operations() const;

  /// What a careful reader would complain about in everything added: words missing in a language,
  /// examples that are not JSON or that the interpreter itself would refuse. A test of the whole
  /// program wants none.
  std::vector<std::string> complaints() const;

 private:
  using Invoke = std::function<void(Exchange&)>;
  void add_endpoint(Spec spec, const Type& request, const Type& response, Invoke invoke);

  class Impl;
  std::unique_ptr<Impl> impl_;
};

// JSON of described structs outside of a request: stored results, jobs, command output.

/// Whose JSON it is. `stored` is what to_json made earlier, perhaps by an older version of us:
/// members that are gone are ignored, and the limits of requests do not apply.
enum class Origin { client, stored };

void write_json(const Type& type, const void* value, std::string& out);
Outcome read_json(const Type& type, std::string_view json, Origin origin, void* value);

template <class T>
std::string to_json(const T& value) {
  std::string out;
  write_json(type_of<T>(), &value, out);
  return out;
}
/// Errors: malformed_json, or invalid_request with the field errors in `more`.
template <class T>
Result<T> from_json(std::string_view json, Origin origin = Origin::client) {
  T value{};
  GX_TRY_VOID(read_json(type_of<T>(), json, origin, &value));
  return value;
}

}  // namespace guanxi::api
