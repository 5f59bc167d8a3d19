// The HTTP endpoints of the reports of points: permission points:report. Who is limited to stores
// names one of them; what belongs to the whole programme – liability, breakage – is for others.
#include "base/csv_lines.h"
#include "modules/points/days_types.h"
#include "modules/points/scope.h"
#include "modules/points/transfer.h"

namespace guanxi::points {
namespace {

using api::Call;
using api::Method;
using api::Reply;

constexpr const char* days_list = "points_days";
constexpr Class every_class[] = {Class::a, Class::b, Class::c, Class::d, Class::e, Class::f};

Outcome check_time(Date from, Date to) {
  if (from.year() < 1971) return fail(ErrorCode::out_of_range, "/from");
  if (to < from || to.year() > 9998) {
    return fail(ErrorCode::out_of_range, "/to", {{"min", from.to_string()}});
  }
  if (from.days_until(to) >= report_days_max) {
    const Date last = from.plus_days(report_days_max - 1);
    return fail(ErrorCode::out_of_range, "/to", {{"max", last.to_string()}});
  }
  return ok();
}

class Reports {
 public:
  explicit Reports(const Desk& desk) : desk_(desk), scope_(desk) {}

  Result<api::Page<DayFiguresView>> days(const Call& call, const ReportDays& request) const {
    GX_TRY(programme, find(call, request.programme));
    GX_TRY(store, scope_.store(call, request.store));
    GX_TRY_VOID(check_time(request.from, request.to));
    GX_TRY(after, place_of(request, programme));
    auto rows = desk_.db.read([&](sql::Tx& tx) {
      return days_of(tx, programme, request.from, request.to, store, after, request.limit + 1);
    });
    const bool more = std::ssize(rows) > request.limit;
    if (more) rows.pop_back();
    api::Page<DayFiguresView> page;
    for (const DayRow& row : rows) page.items.push_back(view(row));
    if (more) {
      const DayRow& last = rows.back();
      page.next_cursor = api::encode_cursor(
          days_list,
          programme.value(),
          last.day.yyyymmdd(),
          last.store.value(),
          static_cast<std::int64_t>(last.klass)
      );
    }
    return page;
  }

  Result<Reply<Nothing>> days_file(const Call& call, const ReportDaysFile& request) const {
    GX_TRY(programme, find(call, request.programme));
    GX_TRY(store, scope_.store(call, request.store));
    GX_TRY_VOID(check_time(request.from, request.to));
    CsvLines csv(
        "day,store,class,issued,purchased,granted,deducted,reversed,redeemed,restored,paid,expired,"
        "forgiven,given,received"
    );
    constexpr int at_once = 5000;  // rows that are read in one snapshot of their own
    std::optional<DayRow> after;
    for (;;) {
      const auto rows = desk_.db.read([&](sql::Tx& tx) {
        return days_of(tx, programme, request.from, request.to, store, after, at_once);
      });
      for (const DayRow& row : rows) add_line(csv, row);
      if (std::ssize(rows) < at_once) break;
      after = rows.back();
    }
    return file("points-days", request.from, request.to, csv.take());
  }

  Result<LiabilityReport> liability(const Call& call, const ReportTime& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY(programme, find(call, request.programme));
    GX_TRY_VOID(check_time(request.from, request.to));
    const auto ends = desk_.db.read([&](sql::Tx& tx) {
      return outstanding_of(tx, programme, request.from, request.to);
    });
    LiabilityReport report;
    for (std::size_t i = 0; i < ends.size(); ++i) {
      const Date day = request.from.plus_days(static_cast<int>(i));
      report.days.push_back(liability_of(call, programme, day, ends[i]));
    }
    return report;
  }

  Result<Reply<Nothing>> liability_file(const Call& call, const ReportTime& request) const {
    GX_TRY(report, liability(call, request));
    CsvLines csv("day,class,points,value");
    const auto line = [&](Date day, std::string_view klass, Points points, const auto& value) {
      csv.add(day.to_string())
          .add(klass)
          .add(points.value())
          .add(value ? value->to_string() : "")
          .end();
    };
    for (const DayLiability& day : report.days) {
      for (const ClassLiability& one : day.classes) {
        line(day.day, word(one.class_), one.points, one.value);
      }
      line(day.day, "all", day.points, day.value);
    }
    return file("points-liability", request.from, request.to, csv.take());
  }

  Result<BreakageReport> breakage(const Call& call, const ReportTime& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY(programme, find(call, request.programme));
    GX_TRY_VOID(check_time(request.from, request.to));
    const auto sums = desk_.db.read([&](sql::Tx& tx) {
      return sums_of(tx, programme, request.from, request.to);
    });
    BreakageReport report{request.from, request.to, {}, {}};
    Figures all;
    for (const Class klass : every_class) {
      const Figures& of = sums[static_cast<std::size_t>(klass)];
      all += of;
      report.classes.push_back(breakage_of(sum_of(klass), of));
    }
    report.all = breakage_of(std::nullopt, all);
    return report;
  }

  Result<Reply<Nothing>> breakage_file(const Call& call, const ReportTime& request) const {
    GX_TRY(report, breakage(call, request));
    CsvLines csv("class,expired,issued,per_mille");
    report.classes.push_back(report.all);
    for (const ClassBreakage& one : report.classes) {
      csv.add(one.class_ ? word(*one.class_) : "all")
          .add(one.expired.value())
          .add(one.issued.value());
      csv.add(one.per_mille ? std::to_string(*one.per_mille) : "").end();
    }
    return file("points-breakage", request.from, request.to, csv.take());
  }

 private:
  Result<ProgrammeId> find(const Call& call, const std::string& code) const {
    const auto programme = desk_.programmes.find(code);
    if (!programme || !org::sees_programme(*desk_.org.snapshot(), call.actor, *programme)) {
      return fail(ErrorCode::programme_not_found, "/programme", {{"programme", code}});
    }
    return *programme;
  }

  static Result<std::optional<DayRow>> place_of(const ReportDays& request, ProgrammeId programme) {
    if (!request.cursor) return std::optional<DayRow>();
    GX_TRY(
        parts,
        (api::decode_cursor<std::int64_t, std::int64_t, std::int64_t, std::int64_t>(
            days_list, *request.cursor
        ))
    );
    const auto& [of, day, store, klass] = parts;
    const auto date = Date::from_yyyymmdd(day);
    if (of != programme.value() || !date || *date < request.from || *date > request.to ||
        klass < 0 || klass >= std::ssize(every_class)) {
      return fail(ErrorCode::bad_cursor, "/cursor");
    }
    DayRow after;
    after.day = *date;
    after.store = StoreId(store);
    after.klass = every_class[klass];
    return std::optional(after);
  }

  DayFiguresView view(const DayRow& row) const {
    const Figures& of = row.figures;
    return {
        row.day,
        row.store ? scope_.code_of(row.store) : std::nullopt,
        sum_of(row.klass),
        of.issued,
        of.purchased,
        of.granted,
        of.deducted,
        of.reversed,
        of.redeemed,
        of.restored,
        of.paid,
        of.expired,
        of.forgiven,
        of.given,
        of.received};
  }

  void add_line(CsvLines& csv, const DayRow& row) const {
    const Figures& of = row.figures;
    csv.add(row.day.to_string());
    csv.add(row.store ? scope_.code_of(row.store).value_or("") : "").add(word(row.klass));
    for (const Points points :
         {of.issued,
          of.purchased,
          of.granted,
          of.deducted,
          of.reversed,
          of.redeemed,
          of.restored,
          of.paid,
          of.expired,
          of.forgiven,
          of.given,
          of.received}) {
      csv.add(points.value());
    }
    csv.end();
  }

  /// At the rate in force as the day ends.
  DayLiability liability_of(
      const Call& call, ProgrammeId id, Date day, const std::vector<Points>& points
  ) const {
    const auto any = desk_.programmes.shown(id, call.now);
    GX_CHECK(any != nullptr);
    const Instant end = any->zone.start_of(day.plus_days(1)).plus_micros(-1);
    const auto version = desk_.programmes.shown(id, end);
    const auto worth = worth_of(points, version->parameters, version->currency);
    DayLiability shown;
    shown.day = day;
    if (worth) shown.value = worth->total;
    for (const Class klass : every_class) {
      const auto at = static_cast<std::size_t>(klass);
      shown.points += points[at];
      ClassLiability one{sum_of(klass), points[at], std::nullopt};
      if (worth) one.value = worth->parts[at];
      shown.classes.push_back(one);
    }
    return shown;
  }

  static ClassBreakage breakage_of(std::optional<Sum> klass, const Figures& of) {
    const Points expired = of.expired - of.forgiven;
    const Points issued = of.issued + of.granted + of.purchased;
    return {klass, expired, issued, per_mille(expired, issued)};
  }

  static Reply<Nothing> file(const std::string& name, Date from, Date to, std::string content) {
    const std::string full = name + "-" + from.to_string() + "-" + to.to_string() + ".csv";
    return {.file = {full, std::move(content)}};
  }

  const Desk desk_;
  const Scope scope_;
};

/// What all reports have in common.
api::Spec report(
    const char* path, const char* operation, api::Text summary, api::Text description, bool csv
) {
  using enum ErrorCode;
  api::Spec spec;
  spec.method = Method::get;
  spec.path = path;
  spec.operation = operation;
  spec.tag = "points";
  spec.permission = "points:report";
  spec.summary = summary;
  spec.description = description;
  spec.errors = {programme_not_found, store_out_of_scope};
  if (csv) spec.file_type = "text/csv; charset=utf-8";
  return spec;
}

constexpr api::Text days_text{
    "按入账日、门店和类别：发放、使用（含收银台抵现）、到期、扣回、转赠、单据。到期等没有门店。数秒"
    "内"
    "跟上入账。",
    "By day of posting, store and class: issued, redeemed (what paid at tills too), expired, "
    "reversed, transferred, by documents. What expires has no store. Follows postings within "
    "seconds."};
constexpr api::Text liability_text{
    "每天结束时各类批次中剩余的积分，及其按当时抵现比率的金额。",
    "What is left in lots at the end of each day, by class, and its value at the rate of points as "
    "money of then."};
constexpr api::Text breakage_text{
    "一段时间内到期与发放之比，按类别；分子分母为整数。",
    "What expired in proportion to what was issued in a time, by class; numerator and denominator "
    "are whole numbers."};

}  // namespace

void add_report_endpoints(api::Api& api, const Desk& desk) {
  const Reports reports(desk);
  auto days = report(
      "/v1/points/reports/days",
      "report_points_days",
      {"积分日报", "Points per day"},
      days_text,
      false
  );
  days.errors.push_back(ErrorCode::store_not_found);
  auto days_csv = report(
      "/v1/points/reports/days.csv",
      "report_points_days_csv",
      {"积分日报（CSV）", "Points per day as CSV"},
      days_text,
      true
  );
  days_csv.errors = days.errors;
  days.errors.push_back(ErrorCode::bad_cursor);
  api.add<ReportDays, api::Page<DayFiguresView>>(
      days,
      [reports](const Call& call, const ReportDays& request) { return reports.days(call, request); }
  );
  api.add<ReportDaysFile, Nothing>(
      days_csv,
      [reports](const Call& call, const ReportDaysFile& request) {
        return reports.days_file(call, request);
      }
  );
  api.add<ReportTime, LiabilityReport>(
      report(
          "/v1/points/reports/liability",
          "report_points_liability",
          {"积分负债", "The liability of points"},
          liability_text,
          false
      ),
      [reports](const Call& call, const ReportTime& request) {
        return reports.liability(call, request);
      }
  );
  api.add<ReportTime, Nothing>(
      report(
          "/v1/points/reports/liability.csv",
          "report_points_liability_csv",
          {"积分负债（CSV）", "The liability of points as CSV"},
          liability_text,
          true
      ),
      [reports](const Call& call, const ReportTime& request) {
        return reports.liability_file(call, request);
      }
  );
  api.add<ReportTime, BreakageReport>(
      report(
          "/v1/points/reports/breakage",
          "report_points_breakage",
          {"积分沉淀率", "Breakage of points"},
          breakage_text,
          false
      ),
      [reports](const Call& call, const ReportTime& request) {
        return reports.breakage(call, request);
      }
  );
  api.add<ReportTime, Nothing>(
      report(
          "/v1/points/reports/breakage.csv",
          "report_points_breakage_csv",
          {"积分沉淀率（CSV）", "Breakage of points as CSV"},
          breakage_text,
          true
      ),
      [reports](const Call& call, const ReportTime& request) {
        return reports.breakage_file(call, request);
      }
  );
}

}  // namespace guanxi::points
