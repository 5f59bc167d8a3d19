#include "modules/catalog/catalog.h"

#include <algorithm>

#include "modules/catalog/put.h"
#include "modules/catalog/rules.h"
#include "modules/catalog/store.h"

namespace guanxi::catalog {
namespace {

/// One category of an item: there already, or to be made.
struct Place {
  std::string_view kind;
  std::string_view code;
  const char* pointer;
  CategoryId id;
  bool is_new = false;
  std::optional<CategoryId> parent;  // as stored
};

Place find_place(
    sql::Tx& tx, IdGenerator& ids, std::string_view kind, std::string_view code, const char* pointer
) {
  Place place{kind, code, pointer, {}, false, {}};
  if (const auto known = store::find_category(tx, kind, code)) {
    place.id = known->id;
    place.parent = known->parent;
  } else {
    place.id = ids.next_id<CategoryTag>();
    place.is_new = true;
  }
  return place;
}

/// As the store has it; empty for items.
std::string_view word_of(CodeKind kind) {
  switch (kind) {
    case CodeKind::large_category:
      return "large";
    case CodeKind::middle_category:
      return "middle";
    case CodeKind::small_category:
      return "small";
    case CodeKind::counter_group:
      return "counter_group";
    case CodeKind::brand:
      return "brand";
    case CodeKind::item:
      break;
  }
  return {};
}

/// A JSON text. Codes stand on one line, but whoever asks may say anything.
void append_quoted(std::string& out, std::string_view text) {
  constexpr const char* digits = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      out += "\\u00";
      out += digits[byte >> 4];
      out += digits[byte & 15];
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

/// Where an item stands. find() only reads and refuses; make() writes what is missing.
class Places {
 public:
  static Result<Places> find(sql::Tx& tx, IdGenerator& ids, const ItemInput& input) {
    Places places;
    const auto found = [&](std::string_view kind, const std::string& code, const char* pointer) {
      return code.empty() ? std::nullopt : std::optional(find_place(tx, ids, kind, code, pointer));
    };
    places.large_ = found("large", input.large_category, "/large_category");
    places.middle_ = found("middle", input.middle_category, "/middle_category");
    places.small_ = found("small", input.small_category, "/small_category");
    places.counter_group_ = found("counter_group", input.counter_group, "/counter_group");
    places.brand_ = found("brand", input.brand, "/brand");
    GX_TRY_VOID(hangs_below(places.small_, places.middle_));
    GX_TRY_VOID(hangs_below(places.middle_, places.large_));
    return places;
  }

  void make(sql::Tx& tx, const store::Stamp& stamp) const {
    make_below(tx, large_, std::nullopt, stamp);
    make_below(tx, middle_, large_, stamp);
    make_below(tx, small_, middle_, stamp);
    make_below(tx, counter_group_, std::nullopt, stamp);
    make_below(tx, brand_, std::nullopt, stamp);
  }

  store::ItemFields fields(ItemId id, const ItemInput& input) const {
    return {id, input, id_of(small_), id_of(counter_group_), id_of(brand_)};
  }

 private:
  using Maybe = std::optional<Place>;

  static std::optional<CategoryId> id_of(const Maybe& place) {
    return place ? std::optional(place->id) : std::nullopt;
  }
  static Outcome hangs_below(const Maybe& child, const Maybe& parent) {
    if (!child || !parent || !child->parent || *child->parent == parent->id) return ok();
    return fail(ErrorCode::wrong_parent, child->pointer, {{"category", std::string(child->code)}});
  }
  static void make_below(
      sql::Tx& tx, const Maybe& place, const Maybe& parent, const store::Stamp& stamp
  ) {
    if (!place) return;
    if (place->is_new) {
      store::insert_category(tx, place->id, id_of(parent), place->kind, place->code, stamp);
    } else if (parent && !place->parent) {
      store::set_parent(tx, place->id, parent->id);  // named without its parent until now
    }
  }

  Maybe large_, middle_, small_, counter_group_, brand_;
};

Error taken(std::string pointer, const std::string& code) {
  return fail(ErrorCode::code_taken, std::move(pointer), {{"code", code}});
}

/// A code or barcode names one item, whichever of the two a till has scanned.
Outcome check_unique(sql::Tx& tx, std::optional<ItemId> item, const ItemInput& input) {
  if (const auto owner = store::owner_of_barcode(tx, input.code); owner && owner != item) {
    return taken("/code", input.code);
  }
  for (std::size_t i = 0; i < input.barcodes.size(); ++i) {
    const std::string& barcode = input.barcodes[i];
    for (const auto& owner :
         {store::owner_of_barcode(tx, barcode), store::owner_of_code(tx, barcode)}) {
      if (owner && owner != item) return taken("/barcodes/" + std::to_string(i), barcode);
    }
  }
  return ok();
}

void move_barcodes(
    sql::Tx& tx,
    ItemId id,
    const std::vector<std::string>& before,
    const std::vector<std::string>& after
) {
  for (const std::string& barcode : before) {
    if (!std::binary_search(after.begin(), after.end(), barcode))
      store::delete_barcode(tx, barcode);
  }
  for (const std::string& barcode : after) {
    if (!std::binary_search(before.begin(), before.end(), barcode))
      store::insert_barcode(tx, barcode, id);
  }
}

ItemInput input_of(const store::ItemRow& row, std::vector<std::string> barcodes) {
  ItemInput input;
  input.code = row.code;
  input.name = row.name;
  input.unit = row.unit;
  input.currency = row.currency;
  input.list_price = row.list_price;
  input.shop_price = row.shop_price;
  input.cost_price = row.cost_price;
  input.large_category = row.large_category.value_or("");
  input.middle_category = row.middle_category.value_or("");
  input.small_category = row.small_category.value_or("");
  input.counter_group = row.counter_group.value_or("");
  input.brand = row.brand.value_or("");
  input.barcodes = std::move(barcodes);
  input.is_goods = row.is_goods;
  return input;
}

}  // namespace

std::optional<Item> find_item(sql::Tx& tx, std::string_view code_or_barcode) {
  if (auto item = store::find_by_code(tx, code_or_barcode)) return item;
  return store::find_by_barcode(tx, code_or_barcode);
}

std::optional<Item> load_item(sql::Tx& tx, ItemId id) { return store::load(tx, id); }

std::unordered_map<std::string, std::int64_t> ids_of(
    sql::Tx& tx, CodeKind kind, const std::vector<std::string>& codes
) {
  constexpr std::size_t at_once = 1000;
  std::unordered_map<std::string, std::int64_t> ids;
  for (std::size_t from = 0; from < codes.size(); from += at_once) {
    const std::size_t to = std::min(from + at_once, codes.size());
    std::string list = "[";
    for (std::size_t i = from; i < to; ++i) {
      if (i > from) list += ',';
      append_quoted(list, codes[i]);
    }
    for (store::CodeRow& row : store::find_codes(tx, word_of(kind), list + "]")) {
      ids.emplace(std::move(row.code), row.id);
    }
  }
  return ids;
}

std::optional<ItemInput> find_input(sql::Tx& tx, std::string_view code) {
  const auto row = store::find_row(tx, code);
  if (!row) return std::nullopt;
  return input_of(*row, store::barcodes_of(tx, row->id));
}

Result<Put> put(sql::Tx& tx, IdGenerator& ids, const ItemInput& input, ActorId by, Instant now) {
  GX_TRY_VOID(check(input));
  const auto row = store::find_row(tx, input.code);
  std::vector<std::string> barcodes_before;
  if (row) {
    barcodes_before = store::barcodes_of(tx, row->id);
    if (same_item(input_of(*row, barcodes_before), input))
      return Put{row->id, PutOutcome::unchanged};
  }
  const std::optional<ItemId> known = row ? std::optional(row->id) : std::nullopt;
  GX_TRY_VOID(check_unique(tx, known, input));
  GX_TRY(places, Places::find(tx, ids, input));
  // Nothing is refused from here on.
  const store::Stamp stamp{by, now};
  const ItemId id = known ? *known : ids.next_id<ItemTag>();
  places.make(tx, stamp);
  store::move_version(tx, ids);
  if (known) {
    store::update_item(tx, places.fields(id, input), stamp);
  } else {
    store::insert_item(tx, places.fields(id, input), stamp);
  }
  move_barcodes(tx, id, barcodes_before, barcode_set(input.barcodes));
  return Put{id, known ? PutOutcome::changed : PutOutcome::created};
}

Result<ItemId> put_item(
    sql::Tx& tx, IdGenerator& ids, const ItemInput& input, ActorId by, Instant now
) {
  GX_TRY(done, put(tx, ids, input, by, now));
  return done.id;
}

Result<Item> set_item_active(
    sql::Tx& tx, IdGenerator& ids, ItemId id, bool active, ActorId by, Instant now
) {
  auto item = store::load(tx, id);
  if (!item) return fail(ErrorCode::item_not_found, {}, {{"item", id.to_string()}});
  if (item->active == active) return *std::move(item);
  store::move_version(tx, ids);
  store::set_active(tx, id, active, {by, now});
  item->active = active;
  ++item->version;
  return *std::move(item);
}

}  // namespace guanxi::catalog
