#include "modules/identity/nonces.h"

#include <algorithm>
#include <bit>
#include <string>

#include "base/check.h"
#include "platform/crypto/crypto.h"

namespace guanxi::identity {
namespace {

struct SipState {
  std::uint64_t v0, v1, v2, v3;

  void rounds(int count) {
    for (int i = 0; i < count; ++i) {
      v0 += v1;
      v1 = std::rotl(v1, 13) ^ v0;
      v0 = std::rotl(v0, 32);
      v2 += v3;
      v3 = std::rotl(v3, 16) ^ v2;
      v0 += v3;
      v3 = std::rotl(v3, 21) ^ v0;
      v2 += v1;
      v1 = std::rotl(v1, 17) ^ v2;
      v2 = std::rotl(v2, 32);
    }
  }
  void absorb(std::uint64_t word) {
    v3 ^= word;
    rounds(2);
    v0 ^= word;
  }
};

std::uint64_t little_end_first(std::string_view bytes) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  return word;
}

}  // namespace

std::uint64_t siphash24(const std::array<std::uint64_t, 2>& key, std::string_view data) {
  SipState state{
      key[0] ^ 0x736f6d6570736575,
      key[1] ^ 0x646f72616e646f6d,
      key[0] ^ 0x6c7967656e657261,
      key[1] ^ 0x7465646279746573};
  const std::uint64_t length = std::uint64_t{data.size()} << 56;
  while (data.size() >= 8) {
    state.absorb(little_end_first(data.substr(0, 8)));
    data.remove_prefix(8);
  }
  state.absorb(length | little_end_first(data));
  state.v2 ^= 0xff;
  state.rounds(4);
  return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

Nonces::Nonces(std::int64_t entries_max, int window_seconds)
    : shard_max_(static_cast<std::size_t>(std::max<std::int64_t>(
          1, (entries_max + static_cast<std::int64_t>(shards) - 1) / std::int64_t{shards}
      ))),
      window_seconds_(window_seconds),
      shards_(std::make_unique<std::array<Shard, shards>>()) {
  const std::string secret = crypto::random_bytes(16);
  key_ = {
      little_end_first(std::string_view(secret).substr(0, 8)),
      little_end_first(std::string_view(secret).substr(8))};
}

Nonces::~Nonces() = default;

Nonces::Answer Nonces::use(
    std::string_view key, std::string_view nonce, std::int64_t timestamp, std::int64_t now_seconds
) {
  std::array<char, 160> joined;
  GX_CHECK(key.size() + nonce.size() < joined.size());
  char* end = std::ranges::copy(key, joined.data()).out;
  *end++ = '\n';  // in neither of them
  end = std::ranges::copy(nonce, end).out;
  std::uint64_t hash =
      siphash24(key_, {joined.data(), static_cast<std::size_t>(end - joined.data())});
  if (hash == 0) hash = 1;

  Shard& shard = (*shards_)[hash >> 58];  // the tables use the low bits
  const std::lock_guard lock(shard.mutex);
  drop_old(shard, now_seconds);
  const auto holds = [&](const Table& table) { return table.contains(hash); };
  if (std::ranges::any_of(shard.tables, holds)) return Answer::used;
  if (shard.used >= shard_max_) return Answer::full;
  const std::int64_t period = timestamp / period_seconds;
  auto table = std::ranges::find(shard.tables, period, &Table::period);
  if (table == shard.tables.end()) {
    shard.tables.push_back({period, 0, {}});
    table = std::prev(shard.tables.end());
  }
  table->insert(hash);
  ++shard.used;
  return Answer::fresh;
}

void Nonces::drop_old(Shard& shard, std::int64_t now_seconds) const {
  std::erase_if(shard.tables, [&](const Table& table) {
    const std::int64_t last = (table.period + 1) * period_seconds - 1;
    if (last + window_seconds_ >= now_seconds) return false;
    shard.used -= table.used;
    return true;
  });
}

std::int64_t Nonces::entries() const {
  std::int64_t total = 0;
  for (const Shard& shard : *shards_) {
    const std::lock_guard lock(shard.mutex);
    total += static_cast<std::int64_t>(shard.used);
  }
  return total;
}

std::int64_t Nonces::bytes() const {
  std::size_t total = 0;
  for (const Shard& shard : *shards_) {
    const std::lock_guard lock(shard.mutex);
    for (const Table& table : shard.tables) total += table.slots.size() * sizeof(std::uint64_t);
  }
  return static_cast<std::int64_t>(total);
}

bool Nonces::Table::contains(std::uint64_t hash) const {
  if (slots.empty()) return false;
  const std::size_t mask = slots.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    if (slots[i] == hash) return true;
    if (slots[i] == 0) return false;
  }
}

void Nonces::Table::insert(std::uint64_t hash) {
  if ((used + 1) * 4 > slots.size() * 3) grow();
  const std::size_t mask = slots.size() - 1;
  std::size_t i = hash & mask;
  while (slots[i] != 0) i = (i + 1) & mask;
  slots[i] = hash;
  ++used;
}

void Nonces::Table::grow() {
  std::vector<std::uint64_t> old = std::move(slots);
  slots.assign(std::max<std::size_t>(64, old.size() * 2), 0);
  const std::size_t mask = slots.size() - 1;
  for (const std::uint64_t hash : old) {
    if (hash == 0) continue;
    std::size_t i = hash & mask;
    while (slots[i] != 0) i = (i + 1) & mask;
    slots[i] = hash;
  }
}

}  // namespace guanxi::identity
