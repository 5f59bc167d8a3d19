// The SQL of coupons, their uses and counters. Inside modules/coupons only. Functions of the
// caller's Tx; any thread.
#pragma once

#include <functional>

#include "modules/coupons/coupons.h"

namespace guanxi::coupons::store {

// ---- templates (templates_store.cpp) ----

std::optional<Template> find_template(sql::Tx& tx, TemplateId id);
std::optional<Template> find_template(sql::Tx& tx, ProgrammeId programme, std::string_view code);
/// Of several with that rule one that is in use, if any is, then the one that has the rule's code.
std::optional<Template> find_by_rule(sql::Tx& tx, ProgrammeId programme, std::string_view rule);
std::vector<Template> templates_of(sql::Tx& tx, ProgrammeId programme);
/// False: the code is taken.
bool insert_template(sql::Tx& tx, const Template& one);
/// Writes all but the pick-ups where the row still has `version` - 1. False: it has not.
bool update_template(sql::Tx& tx, const Template& one);
/// Used at that store and not back.
std::int64_t handed_out(sql::Tx& tx, TemplateId id, StoreId store);
/// Makes the pick-ups what `one` says; what was taken stays, of a new one what was handed out there
/// before. False: a store that is left out, or has less than was taken, had some taken.
bool put_pickups(sql::Tx& tx, const Template& one);
/// One more is handed out. False: there are none left there.
bool take_pickup(sql::Tx& tx, TemplateId id, StoreId store);
void untake_pickup(sql::Tx& tx, TemplateId id, StoreId store);

std::int64_t taken_of(sql::Tx& tx, TemplateId id);
/// Takes `count` of the stock (0: any). False: there are not so many left.
bool take_stock(sql::Tx& tx, TemplateId id, std::int64_t stock, std::int64_t count);
void untake_stock(sql::Tx& tx, TemplateId id, std::int64_t count);

// ---- coupons ----

std::int64_t issued_to(sql::Tx& tx, OwnerId owner, TemplateId id);
/// One more for the member, of at most `max` (0: any). False: that many were issued already.
bool count_issued(sql::Tx& tx, OwnerId owner, TemplateId id, std::int64_t max);
void uncount_issued(sql::Tx& tx, OwnerId owner, TemplateId id);

/// False: the cause has issued one.
bool insert(sql::Tx& tx, const Coupon& coupon);
std::optional<Coupon> find(sql::Tx& tx, OwnerId owner, CouponId id);
std::optional<Coupon> find_by_cause(sql::Tx& tx, OwnerId owner, TemplateId id, const Cause& cause);
/// Older than `before`, newest first.
std::vector<Coupon> of_owner(sql::Tx& tx, OwnerId owner, CouponId before, int limit);
/// Those that are neither over nor gone, as they are written.
std::vector<Coupon> open_of(sql::Tx& tx, OwnerId owner);
/// Writes what may change of `after`, with the next seq, where the row still has `after.seq`.
/// False: it has not.
bool update(sql::Tx& tx, const Coupon& after);
/// Its balance alone; false unless it stands there as issued.
bool draw(sql::Tx& tx, const Coupon& after);

/// Coupons past their last day, or under a hold or an offer, by last day, behind `after`.
std::vector<Ending> due(sql::Tx& tx, const Ending& after, Date before, int limit);
std::vector<Ending> endings(
    sql::Tx& tx, ProgrammeId programme, Date from, Date until, const Ending& after, int limit
);
/// Those of them whose members have not been told.
std::vector<Ending> untold(
    sql::Tx& tx, ProgrammeId programme, Date from, Date until, const Ending& after, int limit
);

// ---- uses ----

void insert_use(sql::Tx& tx, const Use& use);
std::optional<Use> find_use(sql::Tx& tx, OwnerId owner, ReceiptId receipt, CouponId coupon);
std::optional<Use> find_use(sql::Tx& tx, OwnerId owner, UseId id);
std::vector<Use> uses_of_coupon(sql::Tx& tx, OwnerId owner, CouponId coupon);
void forget_texts(sql::Tx& tx, OwnerId owner);
std::vector<Use> uses_of_receipt(sql::Tx& tx, OwnerId owner, ReceiptId receipt);
/// Writes undone, returned and over of `after` where `before` still stands. False: it does not.
bool update_use(sql::Tx& tx, const Use& before, const Use& after);

struct ReturnRow {
  OwnerId owner;
  UseId use;
  std::int64_t refund;
  TemplateId template_id;
  std::optional<StoreId> store;
  std::int64_t amount, returned;
  bool came_back;
  Date returned_on;
  Instant returned_at;
  ActorId returned_by;
};
void insert_return(sql::Tx& tx, const ReturnRow& row);
std::optional<ReturnRow> find_return(sql::Tx& tx, OwnerId owner, UseId use, std::int64_t refund);

}  // namespace guanxi::coupons::store
