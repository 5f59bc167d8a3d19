// One row through the doors of the house. Inside flows/rosters only.
#pragma once

#include "flows/duplicates/duplicates.h"
#include "flows/rosters/person.h"
#include "flows/rosters/prior.h"
#include "flows/rosters/store.h"
#include "modules/audit/audit.h"
#include "modules/points/points.h"
#include "modules/tiers/tiers.h"
#include "modules/wallet/buyers.h"
#include "modules/wallet/wallet.h"

namespace guanxi::rosters {

/// Where the rows of one file go.
struct Target {
  std::shared_ptr<const programmes::Version> programme;
  std::shared_ptr<const org::Snapshot> organisation;
  std::optional<StoreId> store;              // of the order
  std::vector<profiles::Field> fields = {};  // that the programme defines
  std::optional<std::string> wechat_app = {};
};

enum class Deed { created, updated, unchanged, skipped };

struct Posted {
  Deed deed = Deed::unchanged;
  bool alike = false;
  std::int64_t points = 0, stored = 0;  // opening balances that were booked
  std::int64_t change = 0, growth = 0;
  bool tier = false;  // one was granted
};

/// Somebody who is to be enrolled, with everything done that needs no writer.
struct Newcomer {
  members::Prepared member;
  std::optional<duplicates::Compared> compared = {};
};

class Poster {
 public:
  Poster(const House& house, const Order& order, Target target, const api::Actor& actor)
      : house_(house), order_(order), target_(std::move(target)), actor_(actor) {}

  /// Makes ready whom the row would enrol, in snapshots of its own, so that the writer has less to
  /// do; nullopt where it would enrol nobody. For the `now` of post().
  std::optional<Newcomer> make_ready(const Person& person, Instant now) const;
  /// `newcomer`: what make_ready() said; null: it is done here. `row` comes with import, row_no and
  /// line. Refuses before its first write. Errors, with
  /// pointers of fields: those of enrol::enrol and members::Members::change; member_not_found,
  /// missing_field (at the key's field, at /store); identity_required; store_not_found,
  /// unknown_value at /store; member_frozen, wallet_frozen, wallet_limit_exceeded,
  /// wallet_no_rules, change_of_another_company, posting_repeated (at the balances: booked before,
  /// with another amount); out_of_range at /points_until; tier_ladder_not_found, unknown_value at
  /// /tier, missing_field and out_of_range at /tier_until; identity_taken and too_many at an id of
  /// WeChat; missing_field at a field that the programme requires; referrer_not_found; those of
  /// consents::check_brought at /consents.
  Result<Posted> post(
      sql::Tx& tx, const Person& person, const Newcomer* newcomer, store::Row row, Instant now
  ) const;
  /// The member whom the cells name by phone, e-mail, external id or our id, whatever else is wrong
  /// with them; nullopt: nobody we know.
  std::optional<OwnerId> named(
      sql::Tx& tx, const Mapping& mapping, std::span<const std::string> cells
  ) const;

 private:
  /// What is left to be booked for somebody, checked.
  struct Openings {
    std::optional<Points> points;
    std::optional<Date> points_until;
    std::optional<Money> stored, change;
    StoreId store;                       // of the money
    std::optional<wallet::Buyer> buyer;  // to be registered: more than the lower limit
    tiers::VersionPtr ladder;            // null: neither of the next two
    std::optional<std::int64_t> growth;
    std::optional<tiers::Grant> grant;
  };

  Result<std::optional<OwnerId>> find(sql::Tx& tx, const Person& person) const;
  Result<std::optional<StoreId>> store_of(const Person& person) const;
  /// Errors: identity_required, those of store_of.
  Result<members::NewMember> new_member(const Person& person, Instant now) const;
  Result<Posted> create(
      sql::Tx& tx, const Person& person, const Newcomer* newcomer, store::Row row, Instant now
  ) const;
  std::vector<duplicates::Possible> possible_duplicates(sql::Tx& tx, const Newcomer& newcomer)
      const;
  Result<Posted> update(
      sql::Tx& tx, OwnerId owner, const Person& person, store::Row row, Instant now
  ) const;
  /// The member and whoever was merged into them: what is known of those means the member.
  std::vector<OwnerId> people_of(sql::Tx& tx, OwnerId owner) const;
  Outcome check_external_id(
      sql::Tx& tx, std::span<const OwnerId> people, const std::string& external_id
  ) const;
  Result<bool> check_card(
      sql::Tx& tx, std::span<const OwnerId> people, const Person& person, Date today
  ) const;
  /// What the row says about somebody who is a member already. Phone and e-mail that mean the
  /// member through a merge stay where they are.
  members::Change change_of(sql::Tx& tx, std::span<const OwnerId> people, const Person& person)
      const;
  Result<bool> is_new(
      sql::Tx& tx,
      OwnerId named,
      store::Asset asset,
      const store::Booked& wanted,
      const char* pointer
  ) const;
  /// Whether the row's postal address is to be added: the member has no such one. Errors: too_many.
  Result<bool> check_place(sql::Tx& tx, OwnerId owner, const Person& person) const;
  profiles::Address add_place(sql::Tx& tx, const Person& person, const store::Row& row, Instant now)
      const;
  /// A card that the row issued comes in the state it had.
  void set_card_state(sql::Tx& tx, const cards::Card& card, const Person& person, Instant now)
      const;
  Result<Openings> check_openings(
      sql::Tx& tx,
      const members::Member* member,
      OwnerId named,
      const Person& person,
      std::optional<StoreId> store,
      Instant now
  ) const;
  Outcome check_change(sql::Tx& tx, const members::Member* member, Money change, StoreId store)
      const;
  Outcome check_growth(
      sql::Tx& tx,
      const members::Member* member,
      OwnerId named,
      const Person& person,
      Openings& openings,
      Instant now
  ) const;
  Result<tiers::Grant> grant_of(const tiers::Version& ladder, const Person& person, Instant now)
      const;
  /// That the values may be stored, with those that somebody has.
  Outcome check_values(sql::Tx& tx, const members::Member* member, const Person& person) const;
  Outcome check_externals(sql::Tx& tx, const members::Member& member, const Person& person) const;
  /// Writes the values, and returns what was there.
  std::vector<PriorValue> set_values(
      sql::Tx& tx,
      const members::Member& member,
      const Person& person,
      const store::Row& row,
      Instant now
  ) const;
  /// Binds the ids that are not the member's yet, and returns them.
  std::vector<std::string> add_externals(
      sql::Tx& tx,
      const members::Member& member,
      const Person& person,
      const store::Row& row,
      Instant now
  ) const;
  consents::Brought brought_of(
      const Person::Consent& consent, std::optional<StoreId> store, ImportId import
  ) const;
  Outcome check_consents(
      sql::Tx& tx, const Person& person, std::optional<StoreId> store, ImportId import, Instant now
  ) const;
  /// Returns the entries that were made.
  std::vector<PriorConsent> bring_consents(
      sql::Tx& tx,
      const members::Member& member,
      const Person& person,
      std::optional<StoreId> store,
      const store::Row& row,
      Instant now
  ) const;
  /// Who recommended the newcomer, by phone, member code or external id. Errors:
  /// referrer_not_found.
  Result<std::optional<OwnerId>> referrer_of(sql::Tx& tx, const Person& person) const;
  void note_referrer(sql::Tx& tx, const members::Member& member, OwnerId referrer, Instant now)
      const;
  /// Whom to register as the buyer, where only that makes room for it.
  Result<std::optional<wallet::Buyer>> check_stored(
      sql::Tx& tx, const members::Member* member, const Person& person, Money stored
  ) const;
  void book(sql::Tx& tx, const Openings& openings, store::Row& row, Posted& posted, Instant now)
      const;
  void book_points(
      sql::Tx& tx, Points points, std::optional<Date> until, store::Row& row, Instant now
  ) const;
  void register_buyer(
      sql::Tx& tx, const wallet::Buyer& buyer, StoreId store, const store::Row& row, Instant now
  ) const;
  /// The member's account, there from now on, and a posting for `kind` on it.
  std::pair<wallet::Account, wallet::Context> open_wallet(
      sql::Tx& tx, const store::Row& row, wallet::CauseKind kind, StoreId store, Instant now
  ) const;
  void book_stored(sql::Tx& tx, Money stored, StoreId store, store::Row& row, Instant now) const;
  void book_change(sql::Tx& tx, Money change, StoreId store, store::Row& row, Instant now) const;
  void book_growth(sql::Tx& tx, const Openings& openings, store::Row& row, Instant now) const;

  /// Field by field of whom the row changed; of whom it enrolled that it did, the values stand in
  /// the member. The import's id leads to the file and to whoever sent it.
  void record(
      sql::Tx& tx, const char* action, const store::Row& row, audit::Changes changes, Instant now
  ) const;

  const House& house_;
  const Order& order_;
  Target target_;
  const api::Actor& actor_;
};

}  // namespace guanxi::rosters
