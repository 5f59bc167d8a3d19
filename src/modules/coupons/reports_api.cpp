// The HTTP endpoints of figures and of what ends soon.
#include "modules/coupons/desk.h"
#include "modules/coupons/reports.h"

namespace guanxi::coupons {
namespace {

using api::Call;
using api::Method;

constexpr const char* coupon_endings_list = "coupon_endings";
/// Whoever looks further ahead asks for nearly every coupon there is.
constexpr int coupon_days_max = 400;

Result<ReportView> read_report(const Desk& desk, const Call& call, const GetReport& request) {
  GX_TRY_VOID(call.actor.check_unlimited());
  const Date last_from = *Date::of(2999, 12, 31);
  if (request.from > last_from) {
    return fail(ErrorCode::out_of_range, "/from", {{"max", last_from.to_string()}});
  }
  const Date latest = request.from.plus_days(coupon_days_max);
  if (request.until < request.from || request.until > latest) {
    return fail(
        ErrorCode::out_of_range,
        "/until",
        {{"min", request.from.to_string()}, {"max", latest.to_string()}}
    );
  }
  return desk.office().db.read([&](sql::Tx& tx) -> Result<ReportView> {
    GX_TRY(terms, desk.template_seen(tx, call, request.template_, "/template"));
    const auto programme = desk.office().programmes.shown(terms.programme, call.now);
    GX_CHECK(programme != nullptr);
    const auto money = [&](std::int64_t minor) { return Money(minor, programme->currency); };
    ReportView view;
    std::int64_t recovered = 0;
    for (const DayFigures& one : report(tx, terms.id, request.from, request.until)) {
      recovered += one.amount - one.returned_amount;
      view.items.push_back(
          {one.day,
           desk.store_code(one.store),
           one.issued,
           one.redeemed,
           money(one.amount),
           one.returned,
           money(one.returned_amount),
           one.expired,
           money(one.expired_amount),
           one.withdrawn}
      );
    }
    view.recovered = money(recovered);
    return view;
  });
}

Result<api::Page<CouponEndingView>> list_endings(
    const Desk& desk, const Call& call, const ListCouponEndings& request
) {
  GX_TRY(programme, desk.programme(call, request.programme));
  const Date today = programme->zone.date_of(call.now);
  const Date until = request.until.value_or(today.plus_days(programme->parameters.notice_days));
  const Date latest = today.plus_days(coupon_days_max);
  if (until > latest) return fail(ErrorCode::out_of_range, "/until", {{"max", latest.to_string()}});
  Ending after;
  if (request.cursor) {
    using Number = std::int64_t;
    GX_TRY(
        parts,
        (api::decode_cursor<Number, Number, Number, Number, Number>(
            coupon_endings_list, *request.cursor
        ))
    );
    const auto& [of, by, day, owner, coupon] = parts;
    const auto last = Date::from_yyyymmdd(day);
    if (of != programme->programme.value() || by != until.yyyymmdd() || !last) {
      return fail(ErrorCode::bad_cursor, "/cursor");
    }
    after = {*last, OwnerId(owner), CouponId(coupon)};
  }
  auto found = desk.office().db.read([&](sql::Tx& tx) {
    return endings(tx, programme->programme, today, until, after, request.limit + 1);
  });
  const bool more = std::ssize(found) > request.limit;
  if (more) found.pop_back();
  api::Page<CouponEndingView> page;
  for (const Ending& one : found) page.items.push_back({one.owner, one.coupon, one.valid_until});
  if (more) {
    page.next_cursor = api::encode_cursor(
        coupon_endings_list,
        programme->programme.value(),
        static_cast<std::int64_t>(until.yyyymmdd()),
        static_cast<std::int64_t>(found.back().valid_until.yyyymmdd()),
        found.back().owner.value(),
        found.back().coupon.value()
    );
  }
  return page;
}

}  // namespace

void add_report_endpoints(api::Api& api, const Desk& desk) {
  using enum ErrorCode;
  api.add<GetReport, ReportView>(
      {.method = Method::get,
       .path = "/v1/coupons/reports",
       .operation = "get_coupon_report",
       .tag = "coupons",
       .permission = "coupons:read",
       .summary = {"券的统计", "Figures of a template's coupons"},
       .description =
           {"按日期和门店：发放、核销、退货、过期、作废，由账目即时统计。",
            "By day and store: issued, redeemed, refunded, expired, withdrawn; counted from the "
            "books when it is asked for."},
       .errors = {coupon_template_not_found, store_out_of_scope}},
      [desk](const Call& call, const GetReport& request) {
        return read_report(desk, call, request);
      }
  );
  api.add<ListCouponEndings, api::Page<CouponEndingView>>(
      {.method = Method::get,
       .path = "/v1/coupons/endings",
       .operation = "list_coupon_endings",
       .tag = "coupons",
       .permission = "coupons:read",
       .summary = {"即将到期的券", "Coupons that end soon"},
       .description = {"按最后一天排列。", "By their last day."},
       .errors = {programme_not_found, bad_cursor, no_parameters_in_force}},
      [desk](const Call& call, const ListCouponEndings& request) {
        return list_endings(desk, call, request);
      }
  );
}

}  // namespace guanxi::coupons
