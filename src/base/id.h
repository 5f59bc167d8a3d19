// Id<Tag>: a 64-bit identifier that cannot be confused with another kind's. Made by the
// application, ordered by time: 41 bits of milliseconds since 2024-01-01T00:00Z (69 years), 8 bits
// of node, 14 bits of sequence. A string in JSON.
#pragma once

#include <atomic>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace guanxi {

template <class Tag>
class Id {
 public:
  constexpr Id() = default;  // 0: nobody
  constexpr explicit Id(std::int64_t value) : value_(value) {}
  constexpr std::int64_t value() const { return value_; }
  constexpr explicit operator bool() const { return value_ != 0; }
  constexpr auto operator<=>(const Id&) const = default;
  std::string to_string() const { return std::to_string(value_); }

 private:
  std::int64_t value_ = 0;
};

/// Decimal digits of a positive 64-bit number without leading zeros; nullopt otherwise.
std::optional<std::int64_t> parse_id(std::string_view text);

class Clock;

/// Hands out ids that only grow within one generator, whatever the clock does. Thread-safe,
/// lock-free. More than 16384 ids in a millisecond borrow from the next one. What was handed out is
/// not remembered across a restart: with a machine clock set back while the process is down, ids
/// would repeat. Whoever opens a store tells what is in it with begin_after().
class IdGenerator {
 public:
  /// node: 0 … 255, unique among the processes on one database. The clock outlives the generator.
  IdGenerator(const Clock& clock, int node);
  std::int64_t next();
  /// From the next id on: this process has another number now.
  void set_node(int node);
  /// From now on every id is of a later millisecond than that of `id`, whatever node made it.
  void begin_after(std::int64_t id);
  template <class Tag>
  Id<Tag> next_id() {
    return Id<Tag>(next());
  }

 private:
  const Clock& clock_;
  std::atomic<std::int64_t> node_;
  std::atomic<std::int64_t> last_{0};  // (milliseconds << 14) | sequence
};

// The tags everybody shares. An owner is the account a sale is booked to: a member, or a till's
// anonymous account.
struct OwnerTag;
using OwnerId = Id<OwnerTag>;
struct ActorTag;
using ActorId = Id<ActorTag>;
struct ReceiptTag;
using ReceiptId = Id<ReceiptTag>;
struct ProgrammeTag;
using ProgrammeId = Id<ProgrammeTag>;
/// A group, company or region of the organisation; stores and counters are units as well.
struct UnitTag;
using UnitId = Id<UnitTag>;
struct StoreTag;
using StoreId = Id<StoreTag>;
struct TillTag;
using TillId = Id<TillTag>;
struct CounterTag;
using CounterId = Id<CounterTag>;
struct ItemTag;
using ItemId = Id<ItemTag>;
struct CardTag;
using CardId = Id<CardTag>;

}  // namespace guanxi

template <class Tag>
struct std::hash<guanxi::Id<Tag>> {
  std::size_t operator()(guanxi::Id<Tag> id) const { return std::hash<std::int64_t>{}(id.value()); }
};
