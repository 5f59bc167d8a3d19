#include "flows/person/copy_more.h"
#include "flows/person/copy_record.h"
#include "modules/coupons/coupons.h"

namespace guanxi::person {
namespace {

/// Codes are kept as keyed hashes: nobody can tell them any more, only that there was one.
CopyRecord coupon_record(const coupons::Template& terms, const coupons::Coupon& coupon) {
  Record record;
  record.add("coupon", coupon.id.to_string()).add("template", terms.code);
  record.add("name_zh", terms.name_zh).add("name_en", terms.name_en);
  record.add("state", word_of(coupon.state)).add("cause", word_of(coupon.cause.kind));
  record.add_time("issued_at", coupon.issued_at).add("reason", coupon.reason);
  record.add_time("valid_from", coupon.valid_from).add_time("valid_until", coupon.valid_until);
  if (terms.face_value > 0) record.add("face_value", coupon.face).add("balance", coupon.balance);
  if (coupon.state == coupons::CouponState::offered)
    record.add_time("offered_until", coupon.deadline);
  record.add_time("ended_on", coupon.ended_on);
  return record.take();
}

CopyRecord use_record(const coupons::Use& use) {
  Record record;
  record.add("coupon", use.coupon.to_string()).add_time("used_at", use.used_at);
  if (use.receipt) record.add("receipt", use.receipt->to_string());
  record.add("reference", use.reference.value_or("")).add("amount", use.amount);
  if (use.undone > 0) record.add("refunded", use.undone);
  return record.take();
}

}  // namespace

void add_coupons_sections(
    sql::Tx& tx,
    const House& house,
    const members::Member& member,
    Instant now,
    std::vector<CopySection>& sections
) {
  const auto programme = house.programmes.shown(member.programme, now);
  GX_CHECK_WHY(programme != nullptr, "a member of a programme that is not there");
  const Date today = programme->zone.date_of(now);
  CopySection held{"coupons", {}}, used{"coupon_uses", {}};
  for (coupons::CouponId before;;) {
    const auto some =
        coupons::coupons_of(tx, member.id, std::nullopt, before, today, now, copy_page);
    for (const coupons::Coupon& one : some) {
      const auto terms = coupons::find_template(tx, one.template_id);
      GX_CHECK_WHY(terms.has_value(), "a coupon without its template");
      held.records.push_back(coupon_record(*terms, one));
      for (const coupons::Use& use : coupons::uses_of_coupon(tx, member.id, one.id))
        used.records.push_back(use_record(use));
    }
    if (std::ssize(some) < copy_page) break;
    before = some.back().id;
  }
  sections.push_back(std::move(held));
  sections.push_back(std::move(used));
}

}  // namespace guanxi::person
