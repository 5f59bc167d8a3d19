// Templates: what they may say, and their life.
#include "base/naming.h"
#include "modules/coupons/refusals.h"
#include "modules/coupons/store.h"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>

namespace guanxi::coupons {
namespace {

Outcome no_field(bool is_there, const char* pointer, const char* reason) {
  if (!is_there) return ok();
  return fail(ErrorCode::invalid_request, pointer, {{"reason", reason}});
}

void check_validity(const Template& one, Faults& faults) {
  if (one.validity == Validity::fixed) {
    if (!one.valid_from) faults.add(fail(ErrorCode::missing_field, "/valid_from"));
    if (!one.valid_until) faults.add(fail(ErrorCode::missing_field, "/valid_until"));
    // Behind it there is a calendar for what is counted from it.
    const Date latest = *Date::of(2999, 12, 31);
    if (one.valid_from && *one.valid_from > latest) {
      faults.add(fail(ErrorCode::out_of_range, "/valid_from", {{"max", latest.to_string()}}));
    } else if (one.valid_from && one.valid_until) {
      const Date last = one.valid_from->plus_days(limits::days_max);
      if (*one.valid_until < *one.valid_from || *one.valid_until > last) {
        faults.add(fail(
            ErrorCode::out_of_range,
            "/valid_until",
            {{"min", one.valid_from->to_string()}, {"max", last.to_string()}}
        ));
      }
    }
  } else {
    faults.add(no_field(one.valid_from.has_value(), "/valid_from", "@coupon_fixed_only"));
    faults.add(no_field(one.valid_until.has_value(), "/valid_until", "@coupon_fixed_only"));
  }
  if (one.validity == Validity::relative) {
    faults.add(check_range(one.after_days, 0, limits::days_max, "/after_days"));
    faults.add(check_range(one.for_days, 1, limits::days_max, "/for_days"));
  } else {
    faults.add(no_field(one.after_days != 0, "/after_days", "@coupon_relative_only"));
    faults.add(no_field(one.for_days != 0, "/for_days", "@coupon_relative_only"));
  }
}

void check_pickups(const Template& one, Faults& faults) {
  for (std::size_t i = 0; i < one.pickups.size(); ++i) {
    const std::string place = "/pickups/" + std::to_string(i);
    faults.add(check_range(one.pickups[i].stock, 0, limits::stock_max, place + "/stock"));
    for (std::size_t j = 0; j < i; ++j) {
      if (one.pickups[j].store == one.pickups[i].store) {
        faults.add(fail(ErrorCode::code_taken, place + "/store"));
      }
    }
  }
}

Outcome check_content(const Template& one) {
  Faults faults;
  faults.add(check_code(one.code, "/code"));
  faults.add(check_name(one.name_zh, "/name_zh"));
  faults.add(check_name(one.name_en, "/name_en"));
  faults.add(check_reason(one.reason));
  if (one.rule_code) faults.add(check_code(*one.rule_code, "/rule_code"));
  if (one.cost_owner) faults.add(check_code(*one.cost_owner, "/cost_owner"));
  if (one.item) faults.add(check_code(*one.item, "/item"));
  faults.add(check_range(one.stock, 0, limits::stock_max, "/stock"));
  faults.add(check_range(one.per_member_max, 0, limits::per_member_max, "/per_member_max"));
  faults.add(check_range(one.points_price, 0, limits::points_max, "/points_price"));
  faults.add(check_range(one.declared_value, 0, limits::face_max, "/declared_value"));
  check_validity(one, faults);
  const bool valued = one.kind == CouponKind::cash || one.kind == CouponKind::rebate;
  if (valued) {
    faults.add(check_range(one.face_value, 1, limits::face_max, "/face_value"));
  } else {
    faults.add(no_field(one.face_value != 0, "/face_value", "@coupon_value_only"));
    faults.add(no_field(one.in_parts, "/in_parts", "@coupon_value_only"));
  }
  const bool is_gift = one.kind == CouponKind::gift;
  const bool is_parking = one.kind == CouponKind::parking;
  if (is_parking) faults.add(no_field(one.rule_code.has_value(), "/rule_code", "@coupon_no_rule"));
  if (!is_parking && !is_gift && !one.rule_code) {
    faults.add(fail(ErrorCode::missing_field, "/rule_code", {{"field", "rule_code"}}));
  }
  if (is_gift && !one.item) {
    faults.add(fail(ErrorCode::missing_field, "/item", {{"field", "item"}}));
  }
  if (!is_gift) {
    faults.add(no_field(one.item.has_value(), "/item", "@coupon_gift_only"));
    faults.add(no_field(!one.pickups.empty(), "/pickups", "@coupon_gift_only"));
  }
  check_pickups(one, faults);
  return faults.outcome();
}

Outcome check_rule(const Template& one, const KnowsRule& knows_rule, bool starts) {
  if (!one.rule_code || !knows_rule) return ok();
  const RuleFound rule = knows_rule(one.programme, *one.rule_code);
  const Facts facts{{"rule", *one.rule_code}};
  if (rule == RuleFound::none) return refuse(Why::coupon_rule_unknown, "/rule_code", facts);
  const bool draws = one.face_value == 0 || rule == RuleFound::money_off;
  if (starts && !draws) return refuse(Why::coupon_rule_not_money, "/rule_code", facts);
  return ok();
}

/// Whether two differ in nothing that a coupon which is out depends on.
bool same_terms(const Template& a, const Template& b) {
  return a.kind == b.kind && a.rule_code == b.rule_code && a.validity == b.validity &&
         a.valid_from == b.valid_from && a.valid_until == b.valid_until &&
         a.after_days == b.after_days && a.for_days == b.for_days && a.face_value == b.face_value &&
         a.in_parts == b.in_parts && a.cost_owner == b.cost_owner &&
         a.transferable == b.transferable && a.on_refund == b.on_refund &&
         a.points_price == b.points_price && a.item == b.item && a.when_undone == b.when_undone &&
         a.declared_value == b.declared_value;
}

Error wrong_state(TemplateState state) {
  return refuse(
      Why::coupon_template_state, "/id", {{"state", boost::describe::enum_to_string(state, "")}}
  );
}

Error stale(std::int64_t version) {
  return fail(ErrorCode::stale_version, {}, {{"current", std::to_string(version)}});
}

/// What was handed out at a store before it had a stock counts as taken from it.
Outcome check_new_pickups(sql::Tx& tx, const Template& before, const Template& wanted) {
  for (std::size_t i = 0; i < wanted.pickups.size(); ++i) {
    const Pickup& one = wanted.pickups[i];
    const auto same = [&](const Pickup& known) { return known.store == one.store; };
    if (std::ranges::any_of(before.pickups, same)) continue;
    const std::int64_t out = store::handed_out(tx, before.id, one.store);
    if (one.stock >= out) continue;
    const std::string place = "/pickups/" + std::to_string(i) + "/stock";
    return fail(ErrorCode::out_of_range, place, {{"min", std::to_string(out)}});
  }
  return ok();
}

Outcome check_change(sql::Tx& tx, const Template& before, const Template& wanted) {
  if (before.version != wanted.version) return stale(before.version);
  if (before.state == TemplateState::stopped) return wrong_state(before.state);
  if (before.code != wanted.code) return refuse(Why::coupon_template_fixed, "/code");
  if (before.state == TemplateState::draft) return ok();
  if (!same_terms(before, wanted)) return refuse(Why::coupon_template_fixed, "");
  const std::int64_t taken = store::taken_of(tx, before.id);
  if (wanted.stock != 0 && wanted.stock < taken) {
    return fail(ErrorCode::out_of_range, "/stock", {{"min", std::to_string(taken)}});
  }
  for (const Pickup& pickup : before.pickups) {
    const auto same = [&](const Pickup& one) { return one.store == pickup.store; };
    const auto found = std::ranges::find_if(wanted.pickups, same);
    const std::int64_t stock = found == wanted.pickups.end() ? 0 : found->stock;
    if (stock < pickup.taken) {
      return fail(ErrorCode::out_of_range, "/pickups", {{"min", std::to_string(pickup.taken)}});
    }
  }
  return check_new_pickups(tx, before, wanted);
}

}  // namespace

std::optional<Template> find_template(sql::Tx& tx, TemplateId id) {
  return store::find_template(tx, id);
}

std::optional<Template> find_template(sql::Tx& tx, ProgrammeId programme, std::string_view code) {
  return store::find_template(tx, programme, code);
}

std::vector<Template> templates_of(sql::Tx& tx, ProgrammeId programme) {
  return store::templates_of(tx, programme);
}

std::int64_t taken_of(sql::Tx& tx, TemplateId id) { return store::taken_of(tx, id); }

Result<Template> put_template(
    sql::Tx& tx,
    IdGenerator& ids,
    Template wanted,
    const KnowsRule& knows_rule,
    ActorId by,
    Instant now
) {
  GX_TRY_VOID(check_content(wanted));
  GX_TRY_VOID(check_rule(wanted, knows_rule, false));
  wanted.changed_at = now;
  wanted.changed_by = by;
  if (!wanted.id) {
    if (store::find_template(tx, wanted.programme, wanted.code)) {
      return fail(ErrorCode::code_taken, "/code", {{"code", wanted.code}});
    }
    wanted.id = ids.next_id<CouponTemplateTag>();
    wanted.version = 1;
    wanted.state = TemplateState::draft;
    if (!store::insert_template(tx, wanted)) return ErrorCode::conflict;
  } else {
    const auto before = store::find_template(tx, wanted.id);
    if (!before || before->programme != wanted.programme) {
      return refuse(Why::coupon_template_not_found, "/id");
    }
    GX_TRY_VOID(check_change(tx, *before, wanted));
    wanted.state = before->state;
    ++wanted.version;
    if (!store::update_template(tx, wanted)) return ErrorCode::conflict;
  }
  if (!store::put_pickups(tx, wanted)) return ErrorCode::conflict;
  return *store::find_template(tx, wanted.id);
}

Result<Template> move_template(
    sql::Tx& tx,
    TemplateId id,
    std::int64_t version,
    TemplateState to,
    const KnowsRule& knows_rule,
    const std::string& reason,
    ActorId by,
    Instant now
) {
  GX_TRY_VOID(check_reason(reason));
  auto one = store::find_template(tx, id);
  if (!one) return refuse(Why::coupon_template_not_found, "/id");
  if (one->version != version) return stale(one->version);
  const bool starts = one->state == TemplateState::draft && to == TemplateState::active;
  const bool stops = one->state == TemplateState::active && to == TemplateState::stopped;
  if (!starts && !stops) return wrong_state(one->state);
  if (starts) {
    GX_TRY_VOID(check_rule(*one, knows_rule, true));
  }
  one->state = to;
  one->reason = reason;
  one->changed_at = now;
  one->changed_by = by;
  ++one->version;
  if (!store::update_template(tx, *one)) return ErrorCode::conflict;
  return *std::move(one);
}

}  // namespace guanxi::coupons
