// The requests and answers about templates and members' coupons, with their documentation. Private
// to the module.
#pragma once

#include "base/money.h"
#include "modules/coupons/coupons.h"
#include "modules/proofs/request.h"
#include "platform/api/api.h"

namespace guanxi::coupons {

struct CouponHoldTag;
using HoldId = Id<CouponHoldTag>;  // what holds a coupon, if not a sale

struct PickupPlace {
  std::string store;
  std::int64_t stock = 0;
};
BOOST_DESCRIBE_STRUCT(PickupPlace, (), (store, stock))

struct TemplateTerms {
  CouponKind kind = CouponKind::full_reduction;
  std::string name_zh, name_en;
  std::optional<std::string> rule_code;
  std::int64_t stock = 0, per_member_max = 0;
  Validity validity = Validity::fixed;
  std::optional<Date> valid_from, valid_until;
  int after_days = 0, for_days = 0;
  std::optional<Money> face_value;
  bool in_parts = false;
  std::optional<std::string> cost_owner;
  bool transferable = false;
  OnRefund on_refund = OnRefund::returned_while_valid;
  std::optional<Points> points_price;
  std::optional<std::string> item;
  std::vector<PickupPlace> pickups;
  WhenUndone when_undone = WhenUndone::taken_back;
  std::optional<Money> declared_value;
};
BOOST_DESCRIBE_STRUCT(
    TemplateTerms,
    (),
    (kind,
     name_zh,
     name_en,
     rule_code,
     stock,
     per_member_max,
     validity,
     valid_from,
     valid_until,
     after_days,
     for_days,
     face_value,
     in_parts,
     cost_owner,
     transferable,
     on_refund,
     points_price,
     item,
     pickups,
     when_undone,
     declared_value)
)

struct ListTemplates {
  std::string programme;
};
BOOST_DESCRIBE_STRUCT(ListTemplates, (), (programme))
struct AddTemplate {
  std::string programme, code;
  TemplateTerms terms;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(AddTemplate, (), (programme, code, terms, reason))
struct ChangeTemplate {
  TemplateId id;
  TemplateTerms terms;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(ChangeTemplate, (), (id, terms, reason))
struct GetTemplate {
  TemplateId id;
};
BOOST_DESCRIBE_STRUCT(GetTemplate, (), (id))
struct MoveTemplate {
  TemplateId id;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(MoveTemplate, (), (id, reason))

struct PickedUp {
  std::string store;
  std::int64_t taken = 0;
};
BOOST_DESCRIBE_STRUCT(PickedUp, (), (store, taken))
struct TemplateView {
  TemplateId id;
  std::string programme, code;
  std::int64_t version = 0;
  TemplateState state = TemplateState::draft;
  TemplateTerms terms;
  std::int64_t taken = 0;
  std::vector<PickedUp> picked_up;
  std::string reason;
  Instant changed_at;
  ActorId changed_by;
};
BOOST_DESCRIBE_STRUCT(
    TemplateView,
    (),
    (id, programme, code, version, state, terms, taken, picked_up, reason, changed_at, changed_by)
)
struct TemplateList {
  std::vector<TemplateView> items;
};
BOOST_DESCRIBE_STRUCT(TemplateList, (), (items))

struct ListCoupons {
  OwnerId id;
  std::optional<CouponState> state;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListCoupons, (), (id, state, limit, cursor))
struct IssueCoupon {
  OwnerId id;
  std::string template_;
  std::string reason;
  std::optional<std::string> store;
};
BOOST_DESCRIBE_STRUCT(IssueCoupon, (), (id, template_, reason, store))
struct WithdrawCoupon {
  OwnerId id;
  CouponId coupon;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(WithdrawCoupon, (), (id, coupon, reason))
struct GiveCoupon {
  OwnerId id;
  CouponId coupon;
  int hours = 24;
  std::optional<std::string> store;
  std::optional<proofs::Proof> proof;
};
BOOST_DESCRIBE_STRUCT(GiveCoupon, (), (id, coupon, hours, store, proof))
struct TakeBackGift {
  OwnerId id;
  CouponId coupon;
  std::optional<std::string> store;
};
BOOST_DESCRIBE_STRUCT(TakeBackGift, (), (id, coupon, store))
struct ClaimCoupon {
  OwnerId id;
  std::string code;
  std::optional<std::string> store;
};
BOOST_DESCRIBE_STRUCT(ClaimCoupon, (), (id, code, store))
struct HoldCoupon {
  OwnerId id;
  CouponId coupon;
  std::string store;
  int minutes = 15;
};
BOOST_DESCRIBE_STRUCT(HoldCoupon, (), (id, coupon, store, minutes))
struct ReleaseCoupon {
  OwnerId id;
  CouponId coupon;
  HoldId hold;
  std::optional<std::string> store;
};
BOOST_DESCRIBE_STRUCT(ReleaseCoupon, (), (id, coupon, hold, store))
struct UseCoupon {
  OwnerId id;
  CouponId coupon;
  std::string store;
  std::optional<std::string> reference;
  std::optional<HoldId> hold;
};
BOOST_DESCRIBE_STRUCT(UseCoupon, (), (id, coupon, store, reference, hold))
struct UndoCouponUse {
  OwnerId id;
  CouponId coupon;
  UseId use;
  std::string store;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(UndoCouponUse, (), (id, coupon, use, store, reason))

struct CouponView {
  CouponId id;
  OwnerId member;
  std::string template_;
  CouponKind kind = CouponKind::full_reduction;
  std::string name_zh, name_en;
  CouponState state = CouponState::issued;
  Date valid_from, valid_until;
  std::optional<Money> face_value, balance;
  std::optional<Instant> deadline;
  CauseKind cause = CauseKind::desk;
  Instant issued_at;
};
BOOST_DESCRIBE_STRUCT(
    CouponView,
    (),
    (id,
     member,
     template_,
     kind,
     name_zh,
     name_en,
     state,
     valid_from,
     valid_until,
     face_value,
     balance,
     deadline,
     cause,
     issued_at)
)
struct GiftView {
  CouponView coupon;
  std::string code;
};
BOOST_DESCRIBE_STRUCT(GiftView, (), (coupon, code))
struct HeldView {
  HoldId hold;
  CouponView coupon;
};
BOOST_DESCRIBE_STRUCT(HeldView, (), (hold, coupon))
struct UseView {
  UseId id;
  CouponView coupon;
  std::optional<std::string> item, reference;
};
BOOST_DESCRIBE_STRUCT(UseView, (), (id, coupon, item, reference))

struct ListCouponEndings {
  std::string programme;
  std::optional<Date> until;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListCouponEndings, (), (programme, until, limit, cursor))
struct CouponEndingView {
  OwnerId member;
  CouponId coupon;
  Date valid_until;
};
BOOST_DESCRIBE_STRUCT(CouponEndingView, (), (member, coupon, valid_until))

struct GetReport {
  TemplateId template_;
  Date from, until;
};
BOOST_DESCRIBE_STRUCT(GetReport, (), (template_, from, until))
struct ReportRow {
  Date day;
  std::optional<std::string> store;
  std::int64_t issued = 0, redeemed = 0;
  Money amount;
  std::int64_t returned = 0;
  Money returned_amount;
  std::int64_t expired = 0;
  Money expired_amount;
  std::int64_t withdrawn = 0;
};
BOOST_DESCRIBE_STRUCT(
    ReportRow,
    (),
    (day,
     store,
     issued,
     redeemed,
     amount,
     returned,
     returned_amount,
     expired,
     expired_amount,
     withdrawn)
)
struct ReportView {
  std::vector<ReportRow> items;
  Money recovered;
};
BOOST_DESCRIBE_STRUCT(ReportView, (), (items, recovered))

}  // namespace guanxi::coupons

#include "modules/coupons/api_docs.h"  // these need all of the above
#include "modules/coupons/member_docs.h"
