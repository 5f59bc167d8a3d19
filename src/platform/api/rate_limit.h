// How often one client may ask: a token bucket for every credential, and one for every address that
// asks without a credential or with a wrong one. Inside platform/api; the dispatcher asks. Any
// thread may call anything.
//
// A bucket holds up to `burst` requests and gains `per_second` of them every second, computed in
// whole millionths: no rounding is ever lost. Memory is bounded: beyond `clients_max` the client
// that was seen longest ago is forgotten, which gives it a full bucket should it come back.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "platform/api/api.h"

namespace guanxi::api {

struct RequestRate {
  std::int64_t per_second = 0;  // 0: no limit
  std::int64_t burst = 1;
};

/// What a bucket says after a request was, or was not, taken from it.
struct Allowance {
  bool admitted = true;
  std::int64_t remaining = 0;            // requests it would take now
  std::int64_t whole_after_seconds = 0;  // until it is full again
  std::int64_t retry_after_seconds = 0;  // until it holds one request, if it does not
};

/// The buckets of one kind of client. `client` is any number that names one.
class Buckets {
 public:
  Buckets(RequestRate rate, std::int64_t clients_max);

  /// Takes a request if there is one. A `mark` other than 0 is kept with the client.
  Allowance take(std::uint64_t client, Instant now, std::uint64_t mark = 0);
  /// Takes a request even if there is none: what was done already counts against what comes. The
  /// debt is `burst` at most.
  Allowance charge(std::uint64_t client, Instant now);
  /// Takes nothing.
  Allowance look(std::uint64_t client, Instant now);

  /// The number kept with a client; 0: none.
  std::uint64_t mark_of(std::uint64_t client);
  void clear_mark(std::uint64_t client);

  std::int64_t clients() const { return clients_.load(std::memory_order_relaxed); }

 private:
  struct Bucket {
    std::uint64_t client = 0;
    std::uint64_t mark = 0;
    std::int64_t level = 0;      // millionths of a request; below zero: debt
    std::int64_t at_micros = 0;  // when it had that level
  };
  struct Shard {
    std::mutex mutex;
    std::list<Bucket> by_use;  // the one seen last in front
    std::unordered_map<std::uint64_t, std::list<Bucket>::iterator> places;
  };
  Shard& shard_of(std::uint64_t& client);  // scatters the client's number as well
  Bucket& open(Shard& shard, std::uint64_t client, Instant now);
  Bucket* find(Shard& shard, std::uint64_t client);
  void refill(Bucket& bucket, Instant now) const;
  Allowance allowance(std::int64_t level, bool admitted) const;

  const RequestRate rate_;
  const std::int64_t capacity_;  // millionths
  const std::uint64_t seed_;     // nobody outside can choose numbers that meet in one place
  std::size_t shard_clients_max_;
  std::vector<std::unique_ptr<Shard>> shards_;
  std::atomic<std::int64_t> clients_{0};
};

/// What the dispatcher does with buckets. Guessing credentials is slowed because an address that
/// has used its requests up is turned away before its next guess is looked at; a credential that
/// was right from the same address before is let through to be checked, so that one faulty client
/// does not lock its whole shop out.
class RateLimiter {
 public:
  struct Answer {
    Allowance allowance;
    const std::string* policy = nullptr;  // "RateLimit-Policy"; null: not limited, say nothing
    std::string_view name;                // "credential" or "address"
    bool admitted() const { return allowance.admitted; }
  };

  RateLimiter(const RateLimits& limits, const Clock& clock);

  bool is_on() const { return addresses_on_ || credentials_on_; }
  /// For what needs no credential.
  Answer admit_anonymous(std::uint64_t address);
  /// Whether a request that names `credential` (unproven; 0: none) may try to prove it.
  Answer may_authenticate(std::uint64_t address, std::uint64_t credential);
  Answer authentication_failed(std::uint64_t address, std::uint64_t credential);
  /// `credential` has proved itself.
  Answer admit(std::uint64_t address, std::uint64_t credential);

  LimitStats stats() const;

 private:
  Answer answer(const Allowance& allowance, bool by_credential);

  const Clock& clock_;
  const bool credentials_on_, addresses_on_;
  Buckets credentials_, addresses_;
  std::string credential_policy_, address_policy_;
  std::atomic<std::uint64_t> refused_credentials_{0}, refused_addresses_{0};
};

/// RateLimit-Policy, RateLimit and, for a refusal, Retry-After
/// (draft-ietf-httpapi-ratelimit-headers-10: q and w of the policy, r and t of what is left).
void add_rate_limit_headers(const RateLimiter::Answer& answer, http::Response& response);

}  // namespace guanxi::api
