// One row through the doors of the house. Inside flows/rosters only.
#pragma once

#include "flows/rosters/person.h"
#include "flows/rosters/store.h"
#include "modules/points/points.h"

namespace guanxi::rosters {

/// Where the rows of one file go.
struct Target {
  std::shared_ptr<const programmes::Version> programme;
  std::shared_ptr<const org::Snapshot> organisation;
  std::optional<StoreId> store;  // of the order
};

enum class Deed { created, updated, unchanged, skipped };

struct Posted {
  Deed deed = Deed::unchanged;
  bool alike = false;
  std::int64_t points = 0, stored = 0;  // opening balances that were booked
};

class Poster {
 public:
  Poster(const House& house, const Order& order, Target target, const api::Actor& actor)
      : house_(house), order_(order), target_(std::move(target)), actor_(actor) {}

  /// `row` comes with import, row_no and line. Refuses before its first write. Errors, with
  /// pointers of fields: those of enrol::enrol and members::Members::change; member_not_found,
  /// missing_field (at the key's field, at /store); identity_required; store_not_found,
  /// unknown_value at /store; member_frozen, wallet_frozen, wallet_limit_exceeded,
  /// wallet_no_rules, posting_repeated (at the balances: booked before, with another amount).
  Result<Posted> post(sql::Tx& tx, const Person& person, store::Row row, Instant now) const;

 private:
  /// What is left to be booked for somebody, checked.
  struct Openings {
    std::optional<Points> points;
    std::optional<Money> stored;
    StoreId store;  // of stored
  };

  Result<std::optional<OwnerId>> find(sql::Tx& tx, const Person& person) const;
  Result<std::optional<StoreId>> store_of(const Person& person) const;
  Result<Posted> create(sql::Tx& tx, const Person& person, store::Row row, Instant now) const;
  Result<Posted> update(
      sql::Tx& tx, OwnerId owner, const Person& person, store::Row row, Instant now
  ) const;
  Outcome check_external_id(sql::Tx& tx, OwnerId owner, const std::string& external_id) const;
  Result<bool> check_card(sql::Tx& tx, OwnerId owner, const Person& person, Date today) const;
  Result<Openings> check_openings(
      sql::Tx& tx, const members::Member* member, const Person& person, std::optional<StoreId> store
  ) const;
  Outcome check_stored(sql::Tx& tx, const members::Member* member, Money stored) const;
  void book(sql::Tx& tx, const Openings& openings, store::Row& row, Posted& posted, Instant now)
      const;
  void book_points(sql::Tx& tx, Points points, store::Row& row, Instant now) const;
  void book_stored(sql::Tx& tx, Money stored, StoreId store, store::Row& row, Instant now) const;

  const House& house_;
  const Order& order_;
  Target target_;
  const api::Actor& actor_;
};

}  // namespace guanxi::rosters
