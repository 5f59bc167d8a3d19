// The sales that a chain's tills send: signed, each with a number of its own. Used by one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/time.h"

namespace guanxi::bench {

struct Till {
  std::string store, till, key, secret;
  std::int64_t sequence = 0;  // of its last sale
};

/// One till a line: store, till, key, secret, divided by blanks. Throws std::runtime_error.
std::vector<Till> read_tills(const std::filesystem::path& file);

enum class SaleKind { plain, everything, priced };

struct World {
  std::int64_t members = 0;   // of a demo store
  std::uint64_t seed = 1;     // it was loaded with
  std::int64_t sequence = 0;  // the sales' numbers begin behind it
  std::uint64_t draw = 1;     // of what is sold to whom
  /// Everything: a point and a fen of small change pay as well, and a fen of change is saved. The
  /// members need them, see everything.py.
  /// Priced: the engine decides, by the rules of priced.py, and the member presents a coupon.
  SaleKind kind = SaleKind::plain;
  /// One of each member, where priced sales and plain ones stand side by side: plain ones are of
  /// goods without a promotion then, and the goods that the coupon pays are in both.
  std::vector<std::string> coupons;
};

/// One coupon a line, in the order of the members. Throws std::runtime_error.
std::vector<std::string> read_coupons(const std::filesystem::path& file);

class Requests {
 public:
  Requests(std::vector<Till> tills, const World& world);

  /// The bytes of the next sale's request, signed now: the tills take turns, the member is drawn
  /// uniformly, the basket has 1 … 4 lines, and the idempotency key is the one we recommend.
  std::string next();

 private:
  std::uint64_t drawn_item();
  std::string body(const Till& till);
  std::string head(const Till& till, std::size_t member) const;

  std::vector<Till> tills_;
  World world_;
  SeededRandom random_;
  Date business_date_;
  std::string nonce_prefix_;
  std::uint64_t made_ = 0;
};

}  // namespace guanxi::bench
