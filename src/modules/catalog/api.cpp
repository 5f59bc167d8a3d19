// The HTTP endpoints of the items.
#include <algorithm>

#include "modules/audit/audit.h"
#include "modules/catalog/api_types.h"
#include "modules/catalog/put.h"
#include "modules/catalog/rules.h"
#include "modules/catalog/store.h"

namespace guanxi::catalog {
namespace {

using api::Call;
using api::Method;
using api::Reply;

static_assert(api::item_fields::price_e4_max == price_e4_max);

ItemInput input_of(const PutItem& request) {
  ItemInput input;
  input.code = request.code;
  input.name = request.name;
  input.unit = request.unit;
  input.currency = request.currency;
  input.list_price = request.list_price;
  input.shop_price = request.shop_price;
  input.cost_price = request.cost_price;
  input.large_category = request.large_category.value_or("");
  input.middle_category = request.middle_category.value_or("");
  input.small_category = request.small_category.value_or("");
  input.counter_group = request.counter_group.value_or("");
  input.brand = request.brand.value_or("");
  input.barcodes = request.barcodes;
  input.is_goods = request.is_goods;
  return input;
}

ItemView view(const Call& call, store::ItemRow row, std::vector<std::string> barcodes) {
  ItemView v;
  v.id = row.id;
  v.code = std::move(row.code);
  v.name = std::move(row.name);
  v.unit = std::move(row.unit);
  v.currency = row.currency;
  v.list_price = row.list_price;
  v.shop_price = row.shop_price;
  if (call.actor.may(see_costs)) v.cost_price = row.cost_price;
  v.large_category = std::move(row.large_category);
  v.middle_category = std::move(row.middle_category);
  v.small_category = std::move(row.small_category);
  v.counter_group = std::move(row.counter_group);
  v.brand = std::move(row.brand);
  v.barcodes = std::move(barcodes);
  v.is_goods = row.is_goods;
  v.state = row.active ? ItemState::active : ItemState::retired;
  v.version = row.version;
  v.updated_at = row.updated_at;
  return v;
}

std::optional<ItemView> find_view(sql::Tx& tx, const Call& call, std::string_view code) {
  auto row = store::find_row(tx, code);
  if (!row) return std::nullopt;
  auto barcodes = store::barcodes_of(tx, row->id);
  return view(call, *std::move(row), std::move(barcodes));
}

ItemView load_view(sql::Tx& tx, const Call& call, std::string_view code) {
  auto found = find_view(tx, call, code);
  GX_CHECK(found.has_value());
  return *std::move(found);
}

Reply<ItemView> reply(ItemView item, int status = 0) {
  std::string etag = api::etag_of(item.version);
  return Reply<ItemView>{.body = std::move(item), .status = status, .etag = std::move(etag)};
}

Error missing(const std::string& code) {
  return fail(ErrorCode::item_not_found, {}, {{"item", code}});
}

std::string state_text(bool active) { return active ? "active" : "retired"; }

audit::Changes changes_between(const std::optional<ItemInput>& before, const ItemInput& after) {
  const auto text = [](const std::string& value) {
    return value.empty() ? std::nullopt : std::optional(value);
  };
  const auto price = [](const std::optional<UnitPrice>& value) {
    return value ? std::optional(value->to_string()) : std::nullopt;
  };
  const auto joined = [](const std::vector<std::string>& values) {
    std::string all;
    for (const std::string& value : values) all += (all.empty() ? "" : " ") + value;
    return all;
  };
  audit::Changes changes;
  const auto add = [&](const char* field, const auto& value_of) {
    changes.add(field, before ? value_of(*before) : std::nullopt, value_of(after));
  };
  add("code", [&](const ItemInput& item) { return text(item.code); });
  add("name", [&](const ItemInput& item) { return text(item.name); });
  add("unit", [&](const ItemInput& item) { return text(item.unit); });
  add("currency", [&](const ItemInput& item) { return text(std::string(item.currency.code())); });
  add("list_price", [&](const ItemInput& item) { return price(item.list_price); });
  add("shop_price", [&](const ItemInput& item) { return price(item.shop_price); });
  // The audit trail has readers without catalog:costs: that it changed, not what it is.
  if ((before ? before->cost_price : std::nullopt) != after.cost_price)
    changes.name("cost_price", false);
  add("large_category", [&](const ItemInput& item) { return text(item.large_category); });
  add("middle_category", [&](const ItemInput& item) { return text(item.middle_category); });
  add("small_category", [&](const ItemInput& item) { return text(item.small_category); });
  add("counter_group", [&](const ItemInput& item) { return text(item.counter_group); });
  add("brand", [&](const ItemInput& item) { return text(item.brand); });
  add("barcodes", [&](const ItemInput& item) { return text(joined(item.barcodes)); });
  add("is_goods", [&](const ItemInput& item) { return text(item.is_goods ? "true" : "false"); });
  return changes;
}

void record(
    sql::Tx& tx, const Call& call, const char* action, ItemId item, audit::Changes changes
) {
  audit::record(
      tx,
      call,
      {.action = action,
       .object_kind = "item",
       .object_id = item.to_string(),
       .changes = std::move(changes)},
      call.now
  );
}

class Endpoints {
 public:
  explicit Endpoints(Catalog& catalog) : catalog_(catalog) {}

  Result<Reply<ItemView>> put_item(const Call& call, const PutItem& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    const bool costs = call.actor.may(see_costs);
    if (request.cost_price && !costs)
      return fail(ErrorCode::forbidden, "/cost_price", {{"permission", std::string(see_costs)}});
    return catalog_.db().write([&](sql::Tx& tx) -> Result<Reply<ItemView>> {
      const auto row = store::find_row(tx, request.code);
      if (row) {
        GX_TRY_VOID(check_if_match(call, api::etag_of(row->version)));
      } else if (!call.if_match.empty()) {
        return fail(ErrorCode::stale_version
        );  // the version that the caller wants to change is not there
      }
      const auto before = find_input(tx, request.code);
      ItemInput input = input_of(request);
      if (before && !costs)
        input.cost_price = before->cost_price;  // whoever cannot see it keeps it
      GX_TRY(done, put(tx, catalog_.ids(), input, call.actor.id, call.now));
      if (done.outcome != PutOutcome::unchanged) {
        audit::Changes changes = changes_between(before, *find_input(tx, request.code));
        record(tx, call, before ? "item_changed" : "item_added", done.id, std::move(changes));
      }
      return reply(
          load_view(tx, call, request.code), done.outcome == PutOutcome::created ? 201 : 200
      );
    });
  }

  Result<Reply<ItemView>> get_item(const Call& call, const GetItem& request) const {
    auto item = catalog_.db().read([&](sql::Tx& tx) { return find_view(tx, call, request.code); });
    if (!item) return missing(request.code);
    return reply(*std::move(item));
  }

  Result<Reply<ItemView>> set_state(const Call& call, const SetItemState& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    return catalog_.db().write([&](sql::Tx& tx) -> Result<Reply<ItemView>> {
      const auto row = store::find_row(tx, request.code);
      if (!row) return missing(request.code);
      GX_TRY_VOID(check_if_match(call, api::etag_of(row->version)));
      GX_TRY_VOID(set_item_active(
          tx, catalog_.ids(), row->id, request.state == ItemState::active, call.actor.id, call.now
      ));
      const bool active = request.state == ItemState::active;
      if (active != row->active) {
        audit::Changes changes;
        changes.add("state", state_text(row->active), state_text(active));
        record(tx, call, "item_state_changed", row->id, std::move(changes));
      }
      return reply(load_view(tx, call, request.code));
    });
  }

  Result<api::Page<ItemView>> list_items(const Call& call, const ListItems& request) const {
    std::string after;
    if (request.cursor) {
      GX_TRY(parts, api::decode_cursor<std::string>("items", *request.cursor));
      after = std::get<0>(std::move(parts));
    }
    return catalog_.db().read([&](sql::Tx& tx) -> Result<api::Page<ItemView>> {
      return request.barcode ? page_of_barcode(tx, call, *request.barcode, after)
                             : page_after(tx, call, after, request.limit);
    });
  }

 private:
  static api::Page<ItemView> page_of_barcode(
      sql::Tx& tx, const Call& call, const std::string& barcode, const std::string& after
  ) {
    api::Page<ItemView> page;
    const auto item = store::find_by_barcode(tx, barcode);
    if (item && item->code > after) page.items.push_back(load_view(tx, call, item->code));
    return page;
  }

  static api::Page<ItemView> page_after(
      sql::Tx& tx, const Call& call, const std::string& after, int limit
  ) {
    auto rows =
        store::list_after(tx, after, limit + 1);  // one more tells whether there is a next page
    auto barcodes = store::barcodes_after(tx, after, limit + 1);
    api::Page<ItemView> page;
    const bool more = rows.size() > static_cast<std::size_t>(limit);
    if (more) rows.pop_back();
    for (store::ItemRow& row : rows) {
      const auto first =
          std::partition_point(barcodes.begin(), barcodes.end(), [&](const store::BarcodeRow& b) {
            return b.item < row.id;
          });
      std::vector<std::string> own;
      for (auto at = first; at != barcodes.end() && at->item == row.id; ++at)
        own.push_back(std::move(at->barcode));
      page.items.push_back(view(call, std::move(row), std::move(own)));
    }
    if (more) page.next_cursor = api::encode_cursor("items", page.items.back().code);
    return page;
  }

  Catalog& catalog_;
};

}  // namespace

void add_endpoints(api::Api& api, Catalog& catalog) {
  const Endpoints endpoints(catalog);
  api.add<PutItem, ItemView>(
      {.method = Method::put,
       .path = "/v1/items/{code}",
       .operation = "put_item",
       .tag = "catalog",
       .permission = "catalog:write",
       .summary = {"新增或修改货品", "Create or change an item"},
       .description =
           {"编码不存在则新增（201）：不带 If-Match，可带 If-None-Match: "
            "*。已存在则整体替换（200）：须带 "
            "If-Match，其值为读取时的 ETag；缺少为 428，已被他人修改为 "
            "412。内容相同则不产生新版本。首次出现的分类、柜组、品牌自动建立。",
            "Creates the item of a new code (201): without If-Match; If-None-Match: * may be sent. "
            "Replaces a known one as a whole (200): with If-Match and the ETag it was read with; "
            "428 without, 412 if it was changed since. The same content makes no new version. "
            "Categories, counter groups and brands named for the first time are created."},
       .errors =
           {ErrorCode::code_taken,
            ErrorCode::wrong_parent,
            ErrorCode::store_out_of_scope,
            ErrorCode::precondition_required,
            ErrorCode::stale_version}},
      [endpoints](const Call& call, const PutItem& request) {
        return endpoints.put_item(call, request);
      }
  );
  api.add<GetItem, ItemView>(
      {.method = Method::get,
       .path = "/v1/items/{code}",
       .operation = "get_item",
       .tag = "catalog",
       .permission = "catalog:read",
       .summary = {"查询货品", "Read an item"},
       .errors = {ErrorCode::item_not_found}},
      [endpoints](const Call& call, const GetItem& request) {
        return endpoints.get_item(call, request);
      }
  );
  api.add<ListItems, api::Page<ItemView>>(
      {.method = Method::get,
       .path = "/v1/items",
       .operation = "list_items",
       .tag = "catalog",
       .permission = "catalog:read",
       .summary = {"货品列表", "List the items"},
       .description =
           {"按编码排序，含已停用的货品；给出条码则至多一个。",
            "Ordered by code, retired ones among them; at most one with a barcode."},
       .errors = {ErrorCode::bad_cursor}},
      [endpoints](const Call& call, const ListItems& request) {
        return endpoints.list_items(call, request);
      }
  );
  api.add<SetItemState, ItemView>(
      {.method = Method::patch,
       .path = "/v1/items/{code}",
       .operation = "set_item_state",
       .tag = "catalog",
       .permission = "catalog:write",
       .summary = {"停用或启用货品", "Retire an item or take it back"},
       .description =
           {"须带 If-Match。停用的货品仍可查询，历史小票不受影响。",
            "With If-Match. A retired item can still be read, and past receipts keep it."},
       .errors =
           {ErrorCode::item_not_found, ErrorCode::stale_version, ErrorCode::store_out_of_scope},
       .needs_if_match = true},
      [endpoints](const Call& call, const SetItemState& request) {
        return endpoints.set_state(call, request);
      }
  );
}

}  // namespace guanxi::catalog
