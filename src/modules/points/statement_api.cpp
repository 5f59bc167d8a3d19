// The HTTP endpoint of the statement.
#include "modules/points/api_types.h"
#include "modules/points/scope.h"
#include "modules/points/statement.h"
#include "platform/api/words.h"

namespace guanxi::points {

struct GetStatement {
  OwnerId id;
  Date from, to;
};
BOOST_DESCRIBE_STRUCT(GetStatement, (), (id, from, to))

struct MovementView {
  Reason reason = Reason::earned;
  std::string text;
  Points points;
};
BOOST_DESCRIBE_STRUCT(MovementView, (), (reason, text, points))

struct ClassStatementView {
  Sum class_ = Sum::a;
  Points opening;
  std::vector<MovementView> movements;
  Points closing;
};
BOOST_DESCRIBE_STRUCT(ClassStatementView, (), (class_, opening, movements, closing))

struct StatementView {
  OwnerId member;
  Date from, to;
  Points opening;
  std::vector<ClassStatementView> classes;
  Points closing;
  Points pending;
};
BOOST_DESCRIBE_STRUCT(StatementView, (), (member, from, to, opening, classes, closing, pending))

}  // namespace guanxi::points

namespace guanxi::api {

template <>
struct Doc<points::GetStatement> {
  static constexpr const char* name = "GetPointsStatement";
  static constexpr Text text{"查询积分对账单", "Ask for a statement of points"};
  static constexpr Field fields[] = {
      points_member_field,
      {.name = "from",
       .text = {"第一天（含），按会员计划的时区", "The first day, in the programme's time zone"},
       .example = R"("2026-01-01")"},
      {.name = "to", .text = {"最后一天（含）", "The last day"}, .example = R"("2026-03-31")"}};
};

template <>
struct Doc<points::MovementView> {
  static constexpr const char* name = "PointsMovement";
  static constexpr Text text{"一种原因的变动合计", "How much moved for one reason"};
  static constexpr Field fields[] = {
      {.name = "reason", .text = {"原因", "Why"}},
      {.name = "text", .text = {"原因的文字", "Why, in words of the language asked for"}},
      {.name = "points", .text = {"变动，增加为正", "Moved: added is positive"}},
  };
};

template <>
struct Doc<points::ClassStatementView> {
  static constexpr const char* name = "PointsClassStatement";
  static constexpr Text text{
      "一类积分：期初 + 变动 = 期末", "One class: opening + movements = closing"};
  static constexpr Field fields[] = {
      {.name = "class", .text = {"类别", "Class, or redeemed"}},
      {.name = "opening", .text = {"期初", "At the beginning"}},
      {.name = "movements", .text = {"按原因的变动", "How it moved, by reason"}},
      {.name = "closing", .text = {"期末", "At the end"}},
  };
};

template <>
struct Doc<points::StatementView> {
  static constexpr const char* name = "PointsStatement";
  static constexpr Text text{
      "积分对账单：余额 = 各类合计 − 已回馈",
      "A statement of points: balance = all classes − redeemed"};
  static constexpr Field fields[] = {
      {.name = "member", .text = {"会员编号", "The member"}},
      {.name = "from", .text = {"第一天", "The first day"}},
      {.name = "to", .text = {"最后一天", "The last day"}},
      {.name = "opening", .text = {"期初余额", "The balance at the beginning"}},
      {.name = "classes", .text = {"各类与已回馈", "Each class, and what was redeemed"}},
      {.name = "closing", .text = {"期末余额", "The balance at the end"}},
      {.name = "pending",
       .text = {"其中最后一天尚不可用的", "Of these, not usable yet on the last day"}},
  };
};

}  // namespace guanxi::api

namespace guanxi::points {
namespace {

using api::Call;
using api::Reply;

StatementView statement_view(const GetStatement& request, const Statement& of, const Call& call) {
  StatementView shown{request.id, request.from, request.to, of.opening, {}, of.closing, of.pending};
  for (const ClassStatement& each : of.classes) {
    ClassStatementView view{each.sum, each.opening, {}, each.closing};
    for (const Movement& movement : each.movements) {
      view.movements.push_back(
          {movement.reason, api::words_of(movement.reason, call.language), movement.points}
      );
    }
    shown.classes.push_back(std::move(view));
  }
  return shown;
}

Result<StatementView> get_statement(
    const Desk& desk, const Scope& scope, const Call& call, const GetStatement& request
) {
  // Days whose beginning and end an instant can hold.
  if (request.from.year() < 1971) return fail(ErrorCode::out_of_range, "/from");
  if (request.to < request.from || request.to.year() > 9998) {
    return fail(ErrorCode::out_of_range, "/to", {{"min", request.from.to_string()}});
  }
  return desk.db.read([&](sql::Tx& tx) -> Result<StatementView> {
    GX_TRY(account, scope.account(tx, call, request.id));
    GX_TRY(programme, scope.programme(account, call.now));
    const Instant from = programme->zone.start_of(request.from);
    const Instant until = programme->zone.start_of(request.to.plus_days(1));
    return statement_view(request, statement_of(tx, account, from, until, request.to), call);
  });
}

/// A line for each class and movement, in between what it began and ended with.
std::string to_csv(const StatementView& statement) {
  std::string text = "class,movement,points\r\n";
  const auto line = [&](std::string_view klass, std::string_view movement, Points points) {
    text.append(klass).append(",").append(movement).append(",");
    text.append(std::to_string(points.value())).append("\r\n");
  };
  line("all", "opening", statement.opening);
  for (const ClassStatementView& each : statement.classes) {
    line(word(each.class_), "opening", each.opening);
    for (const MovementView& movement : each.movements) {
      line(word(each.class_), word(movement.reason), movement.points);
    }
    line(word(each.class_), "closing", each.closing);
  }
  line("all", "closing", statement.closing);
  line("all", "pending", statement.pending);
  return text;
}

}  // namespace

void add_statement_endpoints(api::Api& api, const Desk& desk) {
  const Scope scope(desk);
  api.add<GetStatement, StatementView>(
      {.method = api::Method::get,
       .path = "/v1/members/{id}/points/statement",
       .operation = "get_points_statement",
       .tag = "points",
       .permission = "points:read",
       .summary = {"积分对账单", "Read a statement of a member's points"},
       .description =
           {"每类积分的期初、按原因的变动、期末。按入账时间。",
            "What each class began with, how it moved and why, and what it ended with; by the time "
            "of posting."},
       .errors = {ErrorCode::account_not_found, ErrorCode::no_parameters_in_force}},
      [desk, scope](const Call& call, const GetStatement& request) {
        return get_statement(desk, scope, call, request);
      }
  );
  api.add<GetStatement, Nothing>(
      {.method = api::Method::get,
       .path = "/v1/members/{id}/points/statement.csv",
       .operation = "get_points_statement_csv",
       .tag = "points",
       .permission = "points:read",
       .summary = {"积分对账单（CSV）", "Read a statement of a member's points as CSV"},
       .description =
           {"列：class,movement,points；每类从 opening 到 closing，末行是尚不可用的 pending。",
            "Columns class,movement,points; each class from its opening to its closing, and last "
            "what of it is pending."},
       .errors = {ErrorCode::account_not_found, ErrorCode::no_parameters_in_force},
       .file_type = "text/csv; charset=utf-8"},
      [desk, scope](const Call& call, const GetStatement& request) -> Result<Reply<Nothing>> {
        GX_TRY(statement, get_statement(desk, scope, call, request));
        const std::string name = "points-" + request.id.to_string() + ".csv";
        return Reply<Nothing>{.file = {name, to_csv(statement)}};
      }
  );
}

}  // namespace guanxi::points
