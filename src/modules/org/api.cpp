// The HTTP endpoints of the organisation. An actor limited to some stores sees and changes those
// only, and adds no units or stores: nobody widens his own scope.
#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <set>

#include "modules/org/api_types.h"
#include "modules/org/org.h"
#include "modules/programmes/programmes.h"

namespace guanxi::org {
namespace {

using api::Call;
using api::Method;
using api::Reply;
using programmes::Programmes;

class Endpoints {
 public:
  Endpoints(Org& org, const Programmes& programmes) : org_(org), programmes_(programmes) {}

  Result<Reply<UnitView>> add_unit(const Call& call, const AddUnit& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    const std::string kind = boost::describe::enum_to_string(request.kind, "");
    GX_TRY(
        id, org_.add_unit({kind, request.code, request.name, request.parent_code}, call, call.now)
    );
    const auto snapshot = org_.snapshot();
    const Unit* unit = snapshot->find_unit(id);
    GX_CHECK(unit != nullptr);
    return Reply<UnitView>{.body = view(*unit)};
  }

  Result<OrgTree> tree(const Call& call) const {
    const auto snapshot = org_.snapshot();
    const auto shown = units_shown(*snapshot, call.actor);
    OrgTree tree;
    for (const Unit& unit : snapshot->units()) {
      if (!shown || shown->contains(unit.id)) tree.units.push_back(view(unit));
    }
    return tree;
  }

  Result<Reply<StoreView>> add_store(const Call& call, const AddStore& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    const auto programme = programmes_.find(request.programme_code);
    if (!programme) {
      return fail(
          ErrorCode::programme_not_found, "/programme_code", {{"programme", request.programme_code}}
      );
    }
    const Org::NewStore added{
        request.code,
        request.name,
        request.parent_code,
        request.time_zone,
        request.cutoff_minutes,
        *programme};
    GX_TRY_VOID(org_.add_store(added, call, call.now));
    const auto snapshot = org_.snapshot();
    const Store* store = snapshot->find_store(request.code);
    GX_CHECK(store != nullptr);
    return Reply<StoreView>{
        .body = view(*snapshot, *store, call.now), .location = "/v1/stores/" + request.code};
  }

  Result<api::Page<StoreView>> list_stores(const Call& call, const ListStores& request) const {
    std::string after;
    if (request.cursor) {
      GX_TRY(parts, api::decode_cursor<std::string>("stores", *request.cursor));
      after = std::get<0>(std::move(parts));
    }
    const auto snapshot = org_.snapshot();
    const auto stores = snapshot->stores();
    api::Page<StoreView> page;
    auto at = std::partition_point(stores.begin(), stores.end(), [&](const Store* store) {
      return store->code <= after;
    });
    for (; at != stores.end(); ++at) {
      if (!call.actor.in_scope((*at)->id)) continue;
      if (page.items.size() == static_cast<std::size_t>(request.limit)) {
        page.next_cursor = api::encode_cursor("stores", page.items.back().code);
        break;
      }
      page.items.push_back(view(*snapshot, **at, call.now));
    }
    return page;
  }

  Result<StoreView> get_store(const Call& call, const GetStore& request) const {
    const auto snapshot = org_.snapshot();
    GX_TRY(store, find_store(*snapshot, call, request.store));
    return view(*snapshot, *store, call.now);
  }

  Result<Reply<CounterView>> add_counter(const Call& call, const AddCounter& request) const {
    const auto snapshot = org_.snapshot();
    GX_TRY(store, find_store(*snapshot, call, request.store));
    GX_TRY(id, org_.add_counter(store->id, request.code, request.name, call, call.now));
    return Reply<CounterView>{.body = {id, request.store, request.code, request.name}};
  }

  Result<Reply<TillView>> add_till(const Call& call, const AddTill& request) const {
    const auto snapshot = org_.snapshot();
    GX_TRY(store, find_store(*snapshot, call, request.store));
    GX_TRY(id, org_.add_till(store->id, request.code, request.name, call, call.now));
    return Reply<TillView>{.body = {id, request.store, request.code, request.name, true}};
  }

  Result<TillList> list_tills(const Call& call, const GetStore& request) const {
    const auto snapshot = org_.snapshot();
    GX_TRY(store, find_store(*snapshot, call, request.store));
    TillList list;
    for (const Till* till : snapshot->tills(store->id)) {
      list.items.push_back({till->id, store->code, till->code, till->name, till->active});
    }
    return list;
  }

 private:
  static Result<const Store*> find_store(
      const Snapshot& snapshot, const Call& call, const std::string& code
  ) {
    const Store* store = snapshot.find_store(code);
    if (store == nullptr) return fail(ErrorCode::store_not_found, {}, {{"store", code}});
    if (!call.actor.in_scope(store->id))
      return fail(ErrorCode::store_out_of_scope, {}, {{"store", code}});
    return store;
  }

  /// The units a limited actor sees: his stores, their counters, and what lies above. Empty
  /// optional: all.
  static std::optional<std::set<UnitId>> units_shown(
      const Snapshot& snapshot, const api::Actor& actor
  ) {
    if (actor.stores.empty()) return std::nullopt;
    std::set<UnitId> shown;
    for (const StoreId store : actor.stores) {
      for (const Counter* counter : snapshot.counters(store))
        shown.insert(UnitId(counter->id.value()));
      for (const Unit* unit = snapshot.find_unit(UnitId(store.value())); unit != nullptr;
           unit = snapshot.find_unit(unit->parent)) {
        shown.insert(unit->id);
      }
    }
    return shown;
  }

  static UnitView view(const Unit& unit) {
    UnitView shown{unit.depth, unit.kind, unit.id, unit.code, unit.name, {}, unit.active};
    if (unit.parent) shown.parent_id = unit.parent;
    return shown;
  }

  StoreView view(const Snapshot& snapshot, const Store& store, Instant now) const {
    const Unit* parent = snapshot.find_unit(store.parent);
    const auto programme = programmes_.shown(store.programme, now);
    return {
        store.id,
        store.code,
        store.name,
        parent != nullptr ? parent->code : "",
        programme ? programme->code : "",
        std::string(store.zone.name()),
        store.cutoff_minutes,
        store.active};
  }

  Org& org_;
  const Programmes& programmes_;
};

void add_units(api::Api& api, const Endpoints& endpoints) {
  api.add<AddUnit, UnitView>(
      {.method = Method::post,
       .path = "/v1/org/units",
       .operation = "add_org_unit",
       .tag = "org",
       .permission = "org:write",
       .summary = {"新增集团、公司或大区", "Add a group, company or region"},
       .description =
           {"编码是幂等的依据：重复提交得到 code_taken，不会新增第二个。",
            "The code makes it safe to repeat: a second request is answered code_taken and adds "
            "nothing."},
       .success_status = 201,
       .errors = {ErrorCode::code_taken, ErrorCode::wrong_parent, ErrorCode::store_out_of_scope}},
      [endpoints](const Call& call, const AddUnit& request) {
        return endpoints.add_unit(call, request);
      }
  );
  api.add<Nothing, OrgTree>(
      {.method = Method::get,
       .path = "/v1/org",
       .operation = "get_org",
       .tag = "org",
       .permission = "org:read",
       .summary = {"查询组织树", "Read the tree of the organisation"},
       .description =
           {"集团、公司、大区、门店、柜台，按树的顺序。只授权部分门店的账号只看到这些门店及其上级"
            "。",
            "Groups, companies, regions, stores and counters in the order of the tree. Who is "
            "limited to some stores sees these and what is above them."}},
      [endpoints](const Call& call, const Nothing&) { return endpoints.tree(call); }
  );
}

void add_stores(api::Api& api, const Endpoints& endpoints) {
  api.add<AddStore, StoreView>(
      {.method = Method::post,
       .path = "/v1/stores",
       .operation = "add_store",
       .tag = "org",
       .permission = "org:write",
       .summary = {"新增门店", "Add a store"},
       .description =
           {"编码是幂等的依据：重复提交得到 code_taken。时区和营业日结束时间决定销售记在哪一天。",
            "The code makes it safe to repeat: a second request is answered code_taken. Time zone "
            "and cut-off decide which day a sale belongs to."},
       .success_status = 201,
       .errors =
           {ErrorCode::code_taken,
            ErrorCode::wrong_parent,
            ErrorCode::time_zone_unknown,
            ErrorCode::programme_not_found,
            ErrorCode::store_out_of_scope}},
      [endpoints](const Call& call, const AddStore& request) {
        return endpoints.add_store(call, request);
      }
  );
  api.add<ListStores, api::Page<StoreView>>(
      {.method = Method::get,
       .path = "/v1/stores",
       .operation = "list_stores",
       .tag = "org",
       .permission = "org:read",
       .summary = {"门店列表", "List the stores"},
       .description =
           {"按编码排序，只列出有权看到的门店。", "Ordered by code; only the stores you may see."},
       .errors = {ErrorCode::bad_cursor}},
      [endpoints](const Call& call, const ListStores& request) {
        return endpoints.list_stores(call, request);
      }
  );
  api.add<GetStore, StoreView>(
      {.method = Method::get,
       .path = "/v1/stores/{store}",
       .operation = "get_store",
       .tag = "org",
       .permission = "org:read",
       .summary = {"查询门店", "Read a store"},
       .errors = {ErrorCode::store_not_found, ErrorCode::store_out_of_scope}},
      [endpoints](const Call& call, const GetStore& request) {
        return endpoints.get_store(call, request);
      }
  );
}

void add_parts_of_stores(api::Api& api, const Endpoints& endpoints) {
  const std::vector<ErrorCode> errors{
      ErrorCode::store_not_found, ErrorCode::store_out_of_scope, ErrorCode::code_taken};
  api.add<AddCounter, CounterView>(
      {.method = Method::post,
       .path = "/v1/stores/{store}/counters",
       .operation = "add_counter",
       .tag = "org",
       .permission = "org:write",
       .summary = {"新增柜台", "Add a counter to a store"},
       .description =
           {"编码是幂等的依据：重复提交得到 code_taken。",
            "The code makes it safe to repeat: a second request is answered code_taken."},
       .success_status = 201,
       .errors = errors},
      [endpoints](const Call& call, const AddCounter& request) {
        return endpoints.add_counter(call, request);
      }
  );
  api.add<AddTill, TillView>(
      {.method = Method::post,
       .path = "/v1/stores/{store}/tills",
       .operation = "add_till",
       .tag = "org",
       .permission = "org:write",
       .summary = {"新增收银机", "Add a till to a store"},
       .description =
           {"收银机得到自己的散客账户，没有会员的销售记在上面。编码是幂等的依据：重复提交得到 "
            "code_taken。",
            "The till gets an anonymous account of its own for sales without a member. The code "
            "makes it safe to repeat: a second request is answered code_taken."},
       .success_status = 201,
       .errors = errors},
      [endpoints](const Call& call, const AddTill& request) {
        return endpoints.add_till(call, request);
      }
  );
  api.add<GetStore, TillList>(
      {.method = Method::get,
       .path = "/v1/stores/{store}/tills",
       .operation = "list_tills",
       .tag = "org",
       .permission = "org:read",
       .summary = {"门店的收银机", "List the tills of a store"},
       .errors = {ErrorCode::store_not_found, ErrorCode::store_out_of_scope}},
      [endpoints](const Call& call, const GetStore& request) {
        return endpoints.list_tills(call, request);
      }
  );
}

}  // namespace

void add_endpoints(api::Api& api, Org& org, const Programmes& programmes) {
  const Endpoints endpoints(org, programmes);
  add_units(api, endpoints);
  add_stores(api, endpoints);
  add_parts_of_stores(api, endpoints);
}

}  // namespace guanxi::org
