#include "modules/dashboard/desk.h"

#include "base/rounding.h"

namespace guanxi::dashboard {

Result<ProgrammePtr> programme_of(
    const Desk& desk, const api::Call& call, const std::string& code
) {
  const auto id = desk.programmes.find(code);
  const auto programme = id && org::sees_programme(*desk.org.snapshot(), call.actor, *id)
                             ? desk.programmes.shown(*id, call.now)
                             : nullptr;
  if (!programme) return fail(ErrorCode::programme_not_found, "/programme", {{"programme", code}});
  return programme;
}

Outcome check_period(Date from, Date to) {
  constexpr int earliest = 1980;  // what is compared with it lies years before
  if (from.year() < earliest) return fail(ErrorCode::out_of_range, "/from");
  if (to < from || to.year() > 9998)
    return fail(ErrorCode::out_of_range, "/to", {{"min", from.to_string()}});
  if (from.days_until(to) >= period_days_max) {
    const Date last = from.plus_days(period_days_max - 1);
    return fail(ErrorCode::out_of_range, "/to", {{"max", last.to_string()}});
  }
  return ok();
}

Result<Scope> scope_of(
    const Desk& desk,
    const api::Call& call,
    ProgrammeId programme,
    const std::optional<std::string>& store
) {
  if (!store) {
    GX_TRY_VOID(call.actor.check_unlimited());
    return Scope{programme};
  }
  const auto organisation = desk.org.snapshot();
  const org::Store* const found = organisation->find_store(*store);
  if (!found || found->programme != programme)
    return fail(ErrorCode::store_not_found, "/store", {{"store", *store}});
  if (!call.actor.in_scope(found->id)) return fail(ErrorCode::store_out_of_scope, "/store");
  return Scope{programme, found->id};
}

std::optional<std::int64_t> per_mille_of(std::int64_t part, std::int64_t whole) {
  if (whole <= 0) return std::nullopt;
  return divide(Int128{part} * 1000, whole, Rounding::half_up);
}

std::optional<Money> average_of(std::int64_t amount, std::int64_t count, Currency currency) {
  if (count <= 0) return std::nullopt;
  return Money(divide(Int128{amount}, count, Rounding::half_up), currency);
}

api::Spec spec_of(
    const char* path, const char* operation, api::Text summary, api::Text description
) {
  using enum ErrorCode;
  api::Spec spec;
  spec.method = api::Method::get;
  spec.path = path;
  spec.operation = operation;
  spec.tag = "dashboard";
  spec.permission = "dashboard:read";
  spec.summary = summary;
  spec.description = description;
  spec.errors = {programme_not_found, store_not_found, store_out_of_scope};
  return spec;
}

api::Spec as_file(api::Spec spec, const char* path, const char* operation, api::Text summary) {
  spec.path = path;
  spec.operation = operation;
  spec.summary = summary;
  spec.file_type = "text/csv; charset=utf-8";
  std::erase(spec.errors, ErrorCode::bad_cursor);
  return spec;
}

api::Reply<Nothing> csv_file(const std::string& name, std::string content) {
  return {.file = {name + ".csv", std::move(content)}};
}

std::string cell(const std::optional<std::int64_t>& number) {
  return number ? std::to_string(*number) : "";
}
std::string cell(const std::optional<Money>& money) { return money ? money->to_string() : ""; }

void add_endpoints(api::Api& api, const Desk& desk) {
  add_figure_endpoints(api, desk);
  add_ranking_endpoints(api, desk);
  add_tier_endpoints(api, desk);
  add_maker_endpoint(api, desk);
}

}  // namespace guanxi::dashboard
