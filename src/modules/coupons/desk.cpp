#include "modules/coupons/desk.h"

#include "modules/audit/audit.h"
#include "modules/coupons/refusals.h"

namespace guanxi::coupons {

Result<ProgrammeVersion> Desk::programme(
    const api::Call& call, const std::string& code, const char* pointer
) const {
  const auto id = office_.programmes.find(code);
  if (!id || !org::sees_programme(*office_.org.snapshot(), call.actor, *id)) {
    return fail(ErrorCode::programme_not_found, pointer, {{"programme", code}});
  }
  auto version = office_.programmes.shown(*id, call.now);
  if (!version) return ErrorCode::no_parameters_in_force;
  return version;
}

Result<Template> Desk::template_seen(
    sql::Tx& tx, const api::Call& call, TemplateId id, const char* pointer
) const {
  auto found = find_template(tx, id);
  const auto organisation = office_.org.snapshot();
  if (!found || !org::sees_programme(*organisation, call.actor, found->programme)) {
    return refuse(Why::coupon_template_not_found, pointer);
  }
  return *std::move(found);
}

Result<AtDesk> Desk::looking(sql::Tx& tx, const api::Call& call, OwnerId id) const {
  auto member = office_.members.find_seen(tx, *office_.org.snapshot(), call.actor, id);
  if (!member) return fail(ErrorCode::member_not_found, "/id");
  auto version = office_.programmes.in_force(member->programme, call.now);
  if (!version) return ErrorCode::no_parameters_in_force;
  const Act act{call.actor.id, call.now, version->zone.date_of(call.now)};
  return AtDesk{*std::move(member), std::move(version), act};
}

Result<AtDesk> Desk::at_desk(
    sql::Tx& tx, const api::Call& call, OwnerId id, const std::optional<std::string>& code
) const {
  GX_TRY(desk, looking(tx, call, id));
  if (code) {
    GX_TRY(found, store(*code, "/store"));
    desk.act.store = found;
    const auto organisation = office_.org.snapshot();
    const org::Store* const place = organisation->find_store(found);
    if (place == nullptr || place->programme != desk.member.programme) {
      return fail(ErrorCode::member_not_found, "/id");
    }
  }
  const bool may =
      desk.act.store ? call.actor.in_scope(*desk.act.store) : call.actor.stores.empty();
  if (!may) return fail(ErrorCode::store_out_of_scope, "/store");
  return desk;
}

Result<AtDesk> Desk::active_at_desk(
    sql::Tx& tx, const api::Call& call, OwnerId id, const std::optional<std::string>& code
) const {
  GX_TRY(desk, at_desk(tx, call, id, code));
  if (desk.member.state == members::State::closed) {
    return fail(ErrorCode::member_closed, "/id");
  }
  if (desk.member.state == members::State::frozen) {
    return fail(ErrorCode::member_frozen, "/id");
  }
  return desk;
}

Result<StoreId> Desk::store(const std::string& code, std::string pointer) const {
  const auto organisation = office_.org.snapshot();
  const org::Store* const found = organisation->find_store(code);
  if (found == nullptr) {
    return fail(ErrorCode::store_not_found, std::move(pointer), {{"store", code}});
  }
  return found->id;
}

std::optional<std::string> Desk::store_code(std::optional<StoreId> id) const {
  if (!id) return std::nullopt;
  const auto organisation = office_.org.snapshot();
  const org::Store* const found = organisation->find_store(*id);
  if (found == nullptr) return std::nullopt;
  return found->code;
}

CouponView Desk::view(sql::Tx& tx, const programmes::Version& programme, const Coupon& coupon)
    const {
  const auto terms = find_template(tx, coupon.template_id);
  GX_CHECK_WHY(terms.has_value(), "a coupon without its template");
  CouponView view;
  view.id = coupon.id;
  view.member = coupon.owner;
  view.template_ = terms->code;
  view.kind = terms->kind;
  view.name_zh = terms->name_zh;
  view.name_en = terms->name_en;
  view.state = coupon.state;
  view.valid_from = coupon.valid_from;
  view.valid_until = coupon.valid_until;
  if (terms->face_value > 0) {
    view.face_value = Money(coupon.face, programme.currency);
    view.balance = Money(coupon.balance, programme.currency);
  }
  const bool bound = coupon.state == CouponState::held || coupon.state == CouponState::offered;
  if (bound) view.deadline = coupon.deadline;
  view.cause = coupon.cause.kind;
  view.issued_at = coupon.issued_at;
  return view;
}

void record_coupon(
    sql::Tx& tx,
    const api::Call& call,
    const char* action,
    const CouponView& coupon,
    const std::string& reason
) {
  audit::record(
      tx,
      call,
      {.action = action,
       .object_kind = "coupon",
       .object_id = coupon.id.to_string(),
       .member = coupon.member,
       .changes = audit::Changes().add("template", {}, coupon.template_),
       .reason = reason},
      call.now
  );
}

Error within_terms(Error error) {
  const bool outside = error.pointer.empty() || error.pointer == "/id" ||
                       error.pointer == "/code" || error.pointer == "/reason";
  if (!outside) error.pointer.insert(0, "/terms");
  for (Error& one : error.more) one = within_terms(std::move(one));
  return error;
}

void add_endpoints(api::Api& api, const Office& office) {
  const Desk desk(office);
  add_template_endpoints(api, desk);
  add_member_endpoints(api, desk);
  add_giving_endpoints(api, desk);
  add_outside_endpoints(api, desk);
  add_code_endpoints(api, desk);
  add_list_endpoints(api, desk);
  add_trigger_endpoints(api, desk);
  add_report_endpoints(api, desk);
}

}  // namespace guanxi::coupons
