// What two stores must agree about when the same happened in both, whatever engine they are on:
// everything but the numbers and secrets each makes up for itself.
//
// Threads: the test's own.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "support/house.h"

namespace guanxi::test {

/// Ids by the order in which they appeared: "#1", "#2" … An id is any number of 17 digits or more,
/// alone or inside a text; times have 16.
class Names {
 public:
  std::string plain(const std::string& text);

 private:
  std::map<std::string, std::string> names_;
};

/// An answer without ids, and without what is drawn at random: quotes and member codes.
std::string plain(const Answer& answer, Names& names);

/// Every row of every table, "table column=value …". Bytes are only counted: hashes and seals hang
/// on ids and keys.
std::vector<std::string> whole_store(app::Application& application);

/// The figures of `guanxi verify`, without the digest over hashes.
std::string figures(const verify::Report& report);

/// SHA-256 over "external id, balance" of every member that came from elsewhere, by external id:
/// the same shop gives the same digest on every store.
struct Balances {
  std::int64_t members = 0, points = 0;
  std::string digest;
  bool operator==(const Balances&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Balances& balances);
Balances balances(app::Application& application);

}  // namespace guanxi::test
