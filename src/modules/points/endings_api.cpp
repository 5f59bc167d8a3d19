// The HTTP endpoint of what ends soon.
#include "modules/points/api_types.h"
#include "modules/points/endings.h"
#include "modules/points/scope.h"

namespace guanxi::points {

struct ListEndings {
  std::string programme;
  std::optional<Date> until;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListEndings, (), (programme, until, limit, cursor))

struct EndingView {
  OwnerId member;
  Date expires_on;
  Points points;
  bool told = false;
};
BOOST_DESCRIBE_STRUCT(EndingView, (), (member, expires_on, points, told))

}  // namespace guanxi::points

namespace guanxi::api {

template <>
struct Doc<points::ListEndings> {
  static constexpr const char* name = "ListPointsEndings";
  static constexpr Text text{"查询即将到期的积分", "List points that end soon"};
  static constexpr Field fields[] = {
      {.name = "programme",
       .text = {"会员计划编码", "Programme code"},
       .min = 1,
       .max = 32,
       .example = R"("MAIN")",
       .chars = Chars::code},
      {.name = "until",
       .text =
           {"到这一天为止到期的，至多 400 天以后；不给则按会员计划的通知天数",
            "Those that end by this day, at most 400 days ahead; absent: as many days ahead as the "
            "programme gives notice"},
       .example = R"("2026-12-31")"},
      limit_field,
      cursor_field};
};

template <>
struct Doc<points::EndingView> {
  static constexpr const char* name = "PointsEnding";
  static constexpr Text text{
      "一位会员在一天到期的积分", "What of a member's points ends on one day"};
  static constexpr Field fields[] = {
      {.name = "member", .text = {"会员编号", "The member"}},
      {.name = "expires_on", .text = {"最后可用日", "The last day they can be used"}},
      {.name = "points", .text = {"积分", "Points"}},
      {.name = "told", .text = {"是否已通知", "Whether the member has been told"}},
  };
};

}  // namespace guanxi::api

namespace guanxi::points {
namespace {

using api::Call;
using api::Page;

constexpr const char* endings_list = "points_endings";
/// Whoever looks further ahead asks for nearly every account there is.
constexpr int ahead_days_max = 400;

Result<Page<EndingView>> list_endings(
    const Desk& desk, const Call& call, const ListEndings& request
) {
  const auto programme = desk.programmes.find(request.programme);
  if (!programme || !org::sees_programme(*desk.org.snapshot(), call.actor, *programme)) {
    return fail(ErrorCode::programme_not_found, "/programme", {{"programme", request.programme}});
  }
  const auto version = desk.programmes.in_force(*programme, call.now);
  if (!version) return ErrorCode::no_parameters_in_force;
  const Date today = version->zone.date_of(call.now);
  const Date until = request.until.value_or(today.plus_days(version->parameters.notice_days));
  const Date latest = today.plus_days(ahead_days_max);
  if (until > latest) {
    return fail(ErrorCode::out_of_range, "/until", {{"max", latest.to_string()}});
  }
  Due after;
  if (request.cursor) {
    GX_TRY(
        parts,
        (api::decode_cursor<std::int64_t, std::int64_t, std::int64_t, std::int64_t>(
            endings_list, *request.cursor
        ))
    );
    const auto& [of, by, day, owner] = parts;
    const auto last = Date::from_yyyymmdd(day);
    if (of != programme->value() || by != until.yyyymmdd() || !last) {
      return fail(ErrorCode::bad_cursor, "/cursor");
    }
    after = {*last, OwnerId(owner)};
  }
  const Endings found = desk.db.read([&](sql::Tx& tx) {
    return endings(tx, *programme, after, today, until, request.limit);
  });
  Page<EndingView> page;
  for (const Ending& ending : found.endings) {
    page.items.push_back({ending.owner, ending.expires_on, ending.points, ending.told});
  }
  if (found.next) {
    page.next_cursor = api::encode_cursor(
        endings_list,
        programme->value(),
        static_cast<std::int64_t>(until.yyyymmdd()),
        static_cast<std::int64_t>(found.next->next_expiry.yyyymmdd()),
        found.next->owner.value()
    );
  }
  return page;
}

}  // namespace

void add_ending_endpoints(api::Api& api, const Desk& desk) {
  using enum ErrorCode;
  api.add<ListEndings, Page<EndingView>>(
      {.method = api::Method::get,
       .path = "/v1/points/endings",
       .operation = "list_points_endings",
       .tag = "points",
       .permission = "points:read",
       .summary = {"即将到期的积分", "List points that end soon"},
       .description =
           {"按会员列出；limit 是会员数，一位会员有几个到期日就有几行。",
            "By member. limit counts members: one has a row for each day on which points end."},
       .errors = {programme_not_found, bad_cursor, no_parameters_in_force}},
      [desk](const Call& call, const ListEndings& request) {
        return list_endings(desk, call, request);
      }
  );
}

}  // namespace guanxi::points
