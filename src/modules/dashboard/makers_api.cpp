// Who makes a figure.
#include <algorithm>

#include "modules/dashboard/desk.h"

namespace guanxi::dashboard {
namespace {

using api::Call;

constexpr const char* makers_list = "dashboard_members";

class MakerEndpoint {
 public:
  explicit MakerEndpoint(const Desk& desk) : desk_(desk) {}

  Result<api::Page<MakerView>> makers(const Call& call, const ListMakers& request) const {
    GX_TRY(programme, programme_of(desk_, call, request.programme));
    GX_TRY(scope, scope_of(desk_, call, programme->programme, request.store));
    GX_TRY_VOID(check_period(request.from, request.to));
    GX_TRY(after, place_of(request, programme->programme));
    const Asked asked{
        request.figure,
        programme->programme,
        {request.from, request.to},
        stores_of(request, scope),
        static_cast<bool>(scope.store),
        request.lost_days};
    auto found =
        desk_.db.read([&](sql::Tx& tx) { return makers_of(tx, asked, after, request.limit + 1); });
    const bool more = std::ssize(found) > request.limit;
    if (more) found.pop_back();
    api::Page<MakerView> page;
    for (const Maker& one : found) page.items.push_back(maker_view(one));
    if (more) {
      const Place& last = found.back().place;
      page.next_cursor = api::encode_cursor(
          makers_list,
          programme->programme.value(),
          static_cast<std::int64_t>(request.figure),
          last.store.value(),
          last.day.yyyymmdd(),
          last.id
      );
    }
    return page;
  }

 private:
  /// By id. Of all stores together a programme's joiners need no store.
  std::vector<StoreId> stores_of(const ListMakers& request, const Scope& scope) const {
    if (scope.store) return {scope.store};
    std::vector<StoreId> stores;
    if (request.figure == MadeOf::joined) return stores;
    const auto organisation = desk_.org.snapshot();
    for (const org::Store* store : organisation->stores()) {
      if (store->programme == scope.programme) stores.push_back(store->id);
    }
    std::ranges::sort(stores);
    return stores;
  }

  static Result<std::optional<Place>> place_of(const ListMakers& request, ProgrammeId programme) {
    if (!request.cursor) return std::optional<Place>();
    using Number = std::int64_t;
    GX_TRY(
        parts,
        (api::decode_cursor<Number, Number, Number, Number, Number>(makers_list, *request.cursor))
    );
    const auto& [of, figure, store, day, id] = parts;
    const auto date = Date::from_yyyymmdd(day);
    if (of != programme.value() || figure != static_cast<Number>(request.figure) || !date)
      return fail(ErrorCode::bad_cursor, "/cursor");
    return std::optional(Place{StoreId(store), *date, id});
  }

  MakerView maker_view(const Maker& one) const {
    MakerView view;
    view.member = one.member;
    view.day = one.place.day;
    const auto organisation = desk_.org.snapshot();
    if (const org::Store* store = organisation->find_store(one.place.store))
      view.store = store->code;
    if (one.receipt) view.receipt = one.receipt;
    return view;
  }

  Desk desk_;
};

}  // namespace

void add_maker_endpoint(api::Api& api, const Desk& desk) {
  api::Spec spec = spec_of(
      "/v1/dashboard/members",
      "list_dashboard_members",
      {"构成一个数字的会员", "Who makes a figure"},
      {"入会、活跃、复购或流失的会员，每人一次；入会按入会日，其余按门店、营业日、小票排列。只有编"
       "号，姓名"
       "等另查会员。",
       "The members who joined, were active, came again or were lost, each once: who joined by the "
       "day, the others by store, business day and receipt. Ids only: who they are is asked of the "
       "member."}
  );
  spec.errors.push_back(ErrorCode::bad_cursor);
  api.add<ListMakers, api::Page<MakerView>>(
      spec,
      [endpoint = MakerEndpoint(desk)](const Call& call, const ListMakers& request) {
        return endpoint.makers(call, request);
      }
  );
}

}  // namespace guanxi::dashboard
