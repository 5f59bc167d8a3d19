// Members whose cards save change and whose wallets hold value, for the stories of tills.
//
// Threads: the test's own.
#pragma once

#include <map>

#include "support/house.h"

namespace guanxi::test {

class Wallets {
 public:
  explicit Wallets(TestHouse& house) : house_(house) {}

  /// The number of a printed card whose type saves change up to `cap` fen; 0: not at all. Nobody's
  /// yet.
  std::string print_card(std::int64_t cap);
  /// A new member with such a card; the id.
  std::string enrol(const std::string& phone, std::int64_t cap = 5000);
  /// Pays `principal` fen in at S001, with `bonus` on top.
  void recharge(const std::string& member, std::int64_t principal, std::int64_t bonus = 0);
  Answer of(const std::string& member) const;
  /// What it holds, in fen.
  std::int64_t principal(const std::string& member) const { return in(member, "principal"); }
  std::int64_t bonus(const std::string& member) const { return in(member, "bonus"); }
  std::int64_t stored(const std::string& member) const { return in(member, "stored"); }
  std::int64_t change(const std::string& member) const { return in(member, "small_change"); }
  void set_frozen(const std::string& member, bool frozen);

 private:
  std::int64_t in(const std::string& member, const std::string& what) const;
  Answer post(const std::string& target, const json::object& body);

  TestHouse& house_;
  std::map<std::int64_t, std::string> types_;                            // by cap
  std::map<std::pair<std::int64_t, std::int64_t>, std::string> offers_;  // by principal and bonus
  int keys_ = 0;
};

}  // namespace guanxi::test
