// Which nonces were used lately, so that a signed request counts once. A bounded set in memory:
// 64-bit keyed hashes (SipHash-2-4 under a key of this process, so that nobody can aim at a
// collision) in open addressing tables, one per two minutes of signed time and shard; a table is
// dropped whole when nothing signed in its time is accepted any more.
//
// A fresh nonce that meets another's hash by chance (10 million entries: 1 in 10^12) is refused;
// the till sends again with another. When the set is full, fresh nonces are refused too: letting
// the oldest go would open them to replay.
//
// The set is of one process. Two processes behind one address each accept a request once; commands
// that move value are idempotent by their key, so this shows no more than a repeated answer.
//
// Threads: any.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace guanxi::identity {

/// Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012).
std::uint64_t siphash24(const std::array<std::uint64_t, 2>& key, std::string_view data);

class Nonces {
 public:
  enum class Answer { fresh, used, full };

  /// `window_seconds`: how far a signed time may be from now, in both directions.
  Nonces(std::int64_t entries_max, int window_seconds);
  ~Nonces();

  /// Keeps the nonce; `fresh` at most once for a pair of key and nonce while its time is accepted.
  Answer use(
      std::string_view key, std::string_view nonce, std::int64_t timestamp, std::int64_t now_seconds
  );
  std::int64_t entries() const;
  std::int64_t bytes() const;

 private:
  struct Table {
    std::int64_t period;  // timestamp / period_seconds
    std::size_t used = 0;
    std::vector<std::uint64_t> slots;  // 0: empty; a power of two

    bool contains(std::uint64_t hash) const;
    void insert(std::uint64_t hash);

   private:
    void grow();
  };
  struct alignas(64) Shard {
    mutable std::mutex mutex;
    std::vector<Table> tables;  // a handful
    std::size_t used = 0;
  };
  static constexpr std::size_t shards = 64;
  static constexpr std::int64_t period_seconds = 120;

  void drop_old(Shard& shard, std::int64_t now_seconds) const;

  const std::size_t shard_max_;
  const std::int64_t window_seconds_;
  std::array<std::uint64_t, 2> key_;
  std::unique_ptr<std::array<Shard, shards>> shards_;
};

}  // namespace guanxi::identity
