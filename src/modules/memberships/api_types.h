// The requests and answers of paid membership, with their documentation. Private to the module.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modules/memberships/memberships.h"
#include "platform/api/api.h"

namespace guanxi::memberships {

struct MembershipPaymentTag;
using PaymentId = Id<MembershipPaymentTag>;

struct PlanContent {
  std::string name_zh, name_en;
  Money price;
  int months = 12;
  std::optional<std::string> ladder, tier;
  int renewal_days = 30, grace_days = 0;
  std::vector<int> reminder_days;
  int refund_days = 0;
};
BOOST_DESCRIBE_STRUCT(
    PlanContent,
    (),
    (name_zh,
     name_en,
     price,
     months,
     ladder,
     tier,
     renewal_days,
     grace_days,
     reminder_days,
     refund_days)
)

struct ListPlans {
  std::string programme;
};
BOOST_DESCRIBE_STRUCT(ListPlans, (), (programme))
struct PutPlan {
  std::string programme, code;
  PlanContent content;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(PutPlan, (), (programme, code, content, reason))
struct RetirePlan {
  std::string programme, code, reason;
};
BOOST_DESCRIBE_STRUCT(RetirePlan, (), (programme, code, reason))
struct PlanView {
  std::string programme, code;
  std::int64_t version = 0;
  PlanState state = PlanState::active;
  PlanContent content;
  std::string reason;
  Instant created_at;
  ActorId created_by;
};
BOOST_DESCRIBE_STRUCT(
    PlanView, (), (programme, code, version, state, content, reason, created_at, created_by)
)
struct PlanList {
  std::vector<PlanView> items;
};
BOOST_DESCRIBE_STRUCT(PlanList, (), (items))

struct GetMemberships {
  OwnerId id;
};
BOOST_DESCRIBE_STRUCT(GetMemberships, (), (id))
struct BuyMembership {
  OwnerId id;
  std::string plan;
  Money paid;
  std::string reference;
};
BOOST_DESCRIBE_STRUCT(BuyMembership, (), (id, plan, paid, reference))
struct CancelMembership {
  OwnerId id;
  std::string plan, reason;
  bool without_refund = false;
  std::optional<std::int64_t> number;
};
BOOST_DESCRIBE_STRUCT(CancelMembership, (), (id, plan, reason, without_refund, number))

struct MembershipView {
  std::string plan;
  std::int64_t plan_version = 0;
  State state = State::running;
  Date since, until;
  std::optional<Date> grace_until, renewable_from;
};
BOOST_DESCRIBE_STRUCT(
    MembershipView, (), (plan, plan_version, state, since, until, grace_until, renewable_from)
)
struct PaymentView {
  PaymentId id;
  std::string plan;
  std::int64_t plan_version = 0;
  PaymentKind kind = PaymentKind::bought;
  Date from, until;
  Money paid;
  std::string reference;
  Instant paid_at;
  ActorId paid_by;
  std::optional<Instant> cancelled_at;
  std::optional<std::string> cancelled_why;
  std::optional<Money> refunded;
};
BOOST_DESCRIBE_STRUCT(
    PaymentView,
    (),
    (id,
     plan,
     plan_version,
     kind,
     from,
     until,
     paid,
     reference,
     paid_at,
     paid_by,
     cancelled_at,
     cancelled_why,
     refunded)
)
struct MembershipList {
  std::vector<MembershipView> items;
  std::vector<PaymentView> payments;
};
BOOST_DESCRIBE_STRUCT(MembershipList, (), (items, payments))
struct MembershipAnswer {
  MembershipView membership;
  PaymentView payment;
};
BOOST_DESCRIBE_STRUCT(MembershipAnswer, (), (membership, payment))

struct ListEnding {
  std::string programme;
  Date until;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListEnding, (), (programme, until, limit, cursor))
struct EndingView {
  OwnerId member;
  std::string plan;
  Date until;
};
BOOST_DESCRIBE_STRUCT(EndingView, (), (member, plan, until))

}  // namespace guanxi::memberships

#include "modules/memberships/api_docs.h"  // IWYU pragma: export
