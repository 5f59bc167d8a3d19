// The requests and answers about triggers, with their documentation. Private to the module.
#pragma once

#include "modules/coupons/codes_types.h"
#include "modules/coupons/triggers.h"

namespace guanxi::coupons {

struct MakeTrigger {
  TemplateId template_;
  Happening happening = Happening::enrolment;
  std::optional<std::string> ladder;
  std::vector<std::string> tiers;
  int days_before = 0;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(MakeTrigger, (), (template_, happening, ladder, tiers, days_before, reason))
struct ListTriggers {
  TemplateId template_;
};
BOOST_DESCRIBE_STRUCT(ListTriggers, (), (template_))
struct NameTrigger {
  TriggerId id;
};
BOOST_DESCRIBE_STRUCT(NameTrigger, (), (id))
struct ListMisses {
  TriggerId id;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListMisses, (), (id, limit, cursor))
struct StopTrigger {
  TriggerId id;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(StopTrigger, (), (id, reason))
struct TriggerView {
  TriggerId id;
  TemplateId template_;
  Happening happening = Happening::enrolment;
  TriggerState state = TriggerState::active;
  std::optional<std::string> ladder;
  std::vector<std::string> tiers;
  int days_before = 0;
  std::optional<Date> covered_until;
  std::int64_t issued = 0, missed = 0;
  std::string reason;
  Instant made_at;
  ActorId made_by;
  std::optional<Instant> stopped_at;
  std::optional<ActorId> stopped_by;
};
BOOST_DESCRIBE_STRUCT(
    TriggerView,
    (),
    (id,
     template_,
     happening,
     state,
     ladder,
     tiers,
     days_before,
     covered_until,
     issued,
     missed,
     reason,
     made_at,
     made_by,
     stopped_at,
     stopped_by)
)
struct TriggerList {
  std::vector<TriggerView> items;
};
BOOST_DESCRIBE_STRUCT(TriggerList, (), (items))
struct MissView {
  OwnerId member;
  std::string refusal;
  Instant missed_at;
};
BOOST_DESCRIBE_STRUCT(MissView, (), (member, refusal, missed_at))

}  // namespace guanxi::coupons

namespace guanxi::api {

namespace coupon_fields {
inline constexpr Field trigger{
    .name = "id", .text = {"触发编号", "Id of the trigger"}, .example = R"("300000000000006")"};
}  // namespace coupon_fields

template <>
struct Doc<coupons::Happening> {
  static constexpr const char* name = "CouponHappening";
  static constexpr Text text{"何时发券", "What issues the coupon"};
  static constexpr Field values[] = {
      {.name = "enrolment", .text = {"入会，一人一次", "Somebody enrols, once for ever"}},
      {.name = "tier_upgrade",
       .text = {"升到指定等级，每个等级一年一次", "One of the tiers is reached, each once a year"}},
      {.name = "birthday",
       .text = {"生日，一年一次，可提前", "The birthday or so many days before, once a year"}},
      {.name = "first_purchase", .text = {"首次购买", "The first purchase"}},
  };
};
template <>
struct Doc<coupons::TriggerState> {
  static constexpr const char* name = "CouponTriggerState";
  static constexpr Text text{"触发的状态", "State of a trigger"};
  static constexpr Field values[] = {
      {.name = "active", .text = {"启用", "In force"}},
      {.name = "stopped", .text = {"已停，已发的不变", "Stopped; what was issued stays"}},
  };
};
template <>
struct Doc<coupons::MakeTrigger> {
  static constexpr const char* name = "MakeCouponTrigger";
  static constexpr Text text{"触发发券", "What is to issue a template by itself"};
  static constexpr Field fields[] = {
      coupon_fields::asked_template,
      {.name = "happening",
       .text = {"何时发券", "What issues the coupon"},
       .example = R"("birthday")"},
      {.name = "ladder",
       .text = {"等级体系编码，仅用于升级", "Code of the ladder; with tier_upgrade only"},
       .min = 1,
       .max = 32,
       .chars = Chars::code},
      {.name = "tiers",
       .text =
           {"等级编码，仅用于升级；最低等级除外",
            "Codes of tiers above the lowest; with tier_upgrade only"},
       .min = 1,
       .max = 32,
       .max_items = coupons::limits::trigger_tiers_max,
       .chars = Chars::code,
       .has_default = true},
      {.name = "days_before",
       .text = {"提前天数，仅用于生日", "So many days before; with birthday only"},
       .min = 0,
       .max = coupons::limits::days_before_max,
       .example = "7",
       .has_default = true},
      coupon_fields::reason};
};
template <>
struct Doc<coupons::ListTriggers> {
  static constexpr const char* name = "ListCouponTriggers";
  static constexpr Text text{"查询触发发券", "Read the triggers of a template"};
  static constexpr Field fields[] = {coupon_fields::asked_template};
};
template <>
struct Doc<coupons::NameTrigger> {
  static constexpr const char* name = "NameCouponTrigger";
  static constexpr Text text{"一个触发", "A trigger"};
  static constexpr Field fields[] = {coupon_fields::trigger};
};
template <>
struct Doc<coupons::ListMisses> {
  static constexpr const char* name = "ListCouponMisses";
  static constexpr Text text{"查询未发出的", "Read what was not issued"};
  static constexpr Field fields[] = {coupon_fields::trigger, limit_field, cursor_field};
};
template <>
struct Doc<coupons::StopTrigger> {
  static constexpr const char* name = "StopCouponTrigger";
  static constexpr Text text{"停止触发发券", "Stop a trigger"};
  static constexpr Field fields[] = {coupon_fields::trigger, coupon_fields::reason};
};
template <>
struct Doc<coupons::TriggerView> {
  static constexpr const char* name = "CouponTrigger";
  static constexpr Text text{"触发发券", "What issues a template by itself"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Id"}},
      {.name = "template", .text = {"券模板编号", "Id of the template"}},
      {.name = "happening", .text = {"何时发券", "What issues the coupon"}},
      {.name = "state", .text = {"状态", "State"}},
      {.name = "ladder", .text = {"等级体系编码", "Code of the ladder"}},
      {.name = "tiers", .text = {"等级编码", "Codes of the tiers"}},
      {.name = "days_before", .text = {"提前天数", "So many days before"}},
      {.name = "covered_until",
       .text = {"生日在此日及以前的已处理", "Birthdays through this day have been gone through"}},
      {.name = "issued", .text = {"已发", "How many it issued"}},
      {.name = "missed", .text = {"未发出", "How many it did not issue"}},
      {.name = "reason", .text = {"原因", "Why"}},
      {.name = "made_at", .text = {"启用时间，之前发生的不算", "Since when it is in force"}},
      {.name = "made_by", .text = {"启用人", "Who made it"}},
      {.name = "stopped_at", .text = {"停止时间", "When it was stopped"}},
      {.name = "stopped_by", .text = {"停止人", "By whom"}}};
};
template <>
struct Doc<coupons::TriggerList> {
  static constexpr const char* name = "CouponTriggerList";
  static constexpr Text text{"一个券模板的触发", "The triggers of a template"};
  static constexpr Field fields[] = {
      {.name = "items", .text = {"各个触发，最早的在前", "The triggers, the oldest first"}}};
};
template <>
struct Doc<coupons::MissView> {
  static constexpr const char* name = "CouponMiss";
  static constexpr Text text{"应发而未发的", "What a trigger would have issued"};
  static constexpr Field fields[] = {
      {.name = "member", .text = {"会员编号", "The member"}},
      {.name = "refusal", .text = {"未发的原因", "Why nothing was issued"}},
      {.name = "missed_at", .text = {"时间", "When"}}};
};

}  // namespace guanxi::api
