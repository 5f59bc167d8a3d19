#include "platform/api/rate_limit.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <random>

namespace guanxi::api {
namespace {

constexpr std::int64_t one = 1'000'000;  // a request, in what a level counts; and µs of a second
constexpr std::int64_t few_clients = 1024;
constexpr std::size_t shard_count = 16;

std::int64_t divide_up(std::int64_t amount, std::int64_t by) { return (amount + by - 1) / by; }

/// splitmix64: close numbers end far apart.
std::uint64_t scattered(std::uint64_t number) {
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9U;
  number = (number ^ (number >> 27)) * 0x94d049bb133111ebU;
  return number ^ (number >> 31);
}

std::uint64_t random_seed() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32U) ^ device();
}

std::string policy_text(std::string_view name, RequestRate rate) {
  return '"' + std::string(name) + "\";q=" + std::to_string(rate.burst) +
         ";w=" + std::to_string(divide_up(rate.burst, rate.per_second));
}

}  // namespace

Buckets::Buckets(RequestRate rate, std::int64_t clients_max)
    : rate_(rate), capacity_(rate.burst * one), seed_(random_seed()) {
  // Few clients share one list, so that the oldest of all is the one forgotten.
  const std::size_t shards = clients_max < few_clients ? 1 : shard_count;
  shard_clients_max_ = std::max<std::size_t>(static_cast<std::size_t>(clients_max) / shards, 1);
  for (std::size_t i = 0; i < shards; ++i) shards_.push_back(std::make_unique<Shard>());
}

Buckets::Shard& Buckets::shard_of(std::uint64_t& client) {
  client = scattered(client ^ seed_);
  return *shards_[(client >> 40U) % shards_.size()];
}

Buckets::Bucket* Buckets::find(Shard& shard, std::uint64_t client) {
  const auto place = shard.places.find(client);
  if (place == shard.places.end()) return nullptr;
  shard.by_use.splice(shard.by_use.begin(), shard.by_use, place->second);
  return &*place->second;
}

Buckets::Bucket& Buckets::open(Shard& shard, std::uint64_t client, Instant now) {
  if (Bucket* const known = find(shard, client)) {
    refill(*known, now);
    return *known;
  }
  if (shard.places.size() >= shard_clients_max_) {
    shard.places.erase(shard.by_use.back().client);
    shard.by_use.splice(shard.by_use.begin(), shard.by_use, std::prev(shard.by_use.end()));
  } else {
    shard.by_use.emplace_front();
    clients_.fetch_add(1, std::memory_order_relaxed);
  }
  shard.by_use.front() = {client, 0, capacity_, now.micros()};
  shard.places.emplace(client, shard.by_use.begin());
  return shard.by_use.front();
}

void Buckets::refill(Bucket& bucket, Instant now) const {
  const std::int64_t passed = now.micros() - bucket.at_micros;
  if (passed <= 0) return;  // another thread read the clock a moment later
  bucket.at_micros = now.micros();
  if (rate_.per_second == 0) return;
  // `per_second` requests a second are as many millionths a microsecond.
  const std::int64_t enough = (capacity_ - bucket.level) / rate_.per_second + 1;
  bucket.level = std::min(capacity_, bucket.level + std::min(passed, enough) * rate_.per_second);
}

Allowance Buckets::allowance(std::int64_t level, bool admitted) const {
  Allowance left{admitted, std::max<std::int64_t>(level, 0) / one, 0, 0};
  if (rate_.per_second == 0) return left;
  const auto seconds_until = [&](std::int64_t wanted) {
    return level >= wanted ? 0 : divide_up(divide_up(wanted - level, rate_.per_second), one);
  };
  left.whole_after_seconds = seconds_until(capacity_);
  left.retry_after_seconds = seconds_until(one);
  return left;
}

Allowance Buckets::take(std::uint64_t client, Instant now, std::uint64_t mark) {
  Shard& shard = shard_of(client);
  const std::lock_guard lock(shard.mutex);
  Bucket& bucket = open(shard, client, now);
  if (mark != 0) bucket.mark = mark;
  if (rate_.per_second == 0) return allowance(bucket.level, true);
  const bool admitted = bucket.level >= one;
  if (admitted) bucket.level -= one;
  return allowance(bucket.level, admitted);
}

Allowance Buckets::charge(std::uint64_t client, Instant now) {
  Shard& shard = shard_of(client);
  const std::lock_guard lock(shard.mutex);
  Bucket& bucket = open(shard, client, now);
  bucket.level = std::max(bucket.level - one, -capacity_);
  return allowance(bucket.level, true);
}

Allowance Buckets::look(std::uint64_t client, Instant now) {
  Shard& shard = shard_of(client);
  const std::lock_guard lock(shard.mutex);
  Bucket* const bucket = find(shard, client);
  if (bucket == nullptr) return allowance(capacity_, true);
  refill(*bucket, now);
  return allowance(bucket->level, bucket->level >= one);
}

std::uint64_t Buckets::mark_of(std::uint64_t client) {
  Shard& shard = shard_of(client);
  const std::lock_guard lock(shard.mutex);
  const auto place = shard.places.find(client);  // asking is no use: the order stays
  return place == shard.places.end() ? 0 : place->second->mark;
}

void Buckets::clear_mark(std::uint64_t client) {
  Shard& shard = shard_of(client);
  const std::lock_guard lock(shard.mutex);
  const auto place = shard.places.find(client);
  if (place != shard.places.end()) place->second->mark = 0;
}

std::uint64_t client_of_address(std::string_view address) {
  if (address.empty()) return 0;
  constexpr std::uint64_t ipv4 = std::uint64_t{1} << 32U;  // a prefix that is assigned to nobody
  const std::string text(address.substr(0, address.find('%')));  // fe80::1%eth0
  in_addr four{};
  if (inet_pton(AF_INET, text.c_str(), &four) == 1) return ipv4 | ntohl(four.s_addr);
  in6_addr six{};
  if (inet_pton(AF_INET6, text.c_str(), &six) != 1) {
    return std::hash<std::string_view>{}(address) | 1U;
  }
  std::uint64_t number = 0;
  if (IN6_IS_ADDR_V4MAPPED(&six)) {
    for (std::size_t i = 12; i < 16; ++i) number = number << 8U | six.s6_addr[i];
    return ipv4 | number;
  }
  for (std::size_t i = 0; i < 8; ++i) number = number << 8U | six.s6_addr[i];
  return number == 0 ? 1 : number;  // ::1
}

RateLimiter::RateLimiter(const RateLimits& limits, const Clock& clock)
    : clock_(limits.clock != nullptr ? *limits.clock : clock),
      credentials_on_(limits.requests_per_second > 0),
      addresses_on_(limits.anonymous_per_second > 0),
      credentials_({limits.requests_per_second, limits.burst}, limits.clients_max),
      addresses_({limits.anonymous_per_second, limits.anonymous_burst}, limits.clients_max) {
  if (credentials_on_) {
    credential_policy_ = policy_text("credential", {limits.requests_per_second, limits.burst});
  }
  if (addresses_on_) {
    address_policy_ = policy_text("address", {limits.anonymous_per_second, limits.anonymous_burst});
  }
}

RateLimiter::Answer RateLimiter::answer(const Allowance& allowance, bool by_credential) {
  if (!allowance.admitted) {
    (by_credential ? refused_credentials_ : refused_addresses_)
        .fetch_add(1, std::memory_order_relaxed);
  }
  if (by_credential) return {allowance, &credential_policy_, "credential"};
  return {allowance, &address_policy_, "address"};
}

RateLimiter::Answer RateLimiter::admit_anonymous(std::uint64_t address) {
  if (!addresses_on_ || address == 0) return {};
  return answer(addresses_.take(address, clock_.now()), /*by_credential=*/false);
}

RateLimiter::Answer RateLimiter::may_authenticate(std::uint64_t address, std::uint64_t credential) {
  if (!addresses_on_ || address == 0) return {};
  const Allowance left = addresses_.look(address, clock_.now());
  if (left.admitted) return {};
  if (credential != 0 && credentials_.mark_of(credential) == address) return {};
  return answer(left, /*by_credential=*/false);
}

RateLimiter::Answer RateLimiter::authentication_failed(
    std::uint64_t address, std::uint64_t credential
) {
  if (!addresses_on_ || address == 0) return {};
  // Whoever guesses at a credential that is in use beside them loses its way past the limit.
  if (credential != 0 && credentials_.mark_of(credential) == address)
    credentials_.clear_mark(credential);
  return answer(addresses_.charge(address, clock_.now()), /*by_credential=*/false);
}

RateLimiter::Answer RateLimiter::admit(std::uint64_t address, std::uint64_t credential) {
  if (!is_on()) return {};
  const Allowance left = credentials_.take(credential, clock_.now(), address);
  if (!credentials_on_) return {};
  return answer(left, /*by_credential=*/true);
}

LimitStats RateLimiter::stats() const {
  return {
      credentials_.clients() + addresses_.clients(),
      refused_credentials_.load(std::memory_order_relaxed),
      refused_addresses_.load(std::memory_order_relaxed)};
}

void add_rate_limit_headers(const RateLimiter::Answer& answer, http::Response& response) {
  if (answer.policy == nullptr) return;
  const Allowance& left = answer.allowance;
  response.headers.emplace_back("RateLimit-Policy", *answer.policy);
  std::string now = "\"";
  now += answer.name;
  now +=
      "\";r=" + std::to_string(left.remaining) + ";t=" + std::to_string(left.whole_after_seconds);
  response.headers.emplace_back("RateLimit", std::move(now));
  if (!left.admitted)
    response.headers.emplace_back("Retry-After", std::to_string(left.retry_after_seconds));
}

}  // namespace guanxi::api
