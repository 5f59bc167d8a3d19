// The HTTP endpoints of card types. They belong to the whole group: an actor limited to stores may
// read them.
#include "modules/audit/audit.h"
#include "modules/cards/api_types.h"
#include "modules/cards/endpoints.h"
#include "modules/programmes/programmes.h"

namespace guanxi::cards {
namespace {

using api::Call;
using api::Method;
using api::Reply;

/// Field by field it stands in the type's own log.
void record(
    sql::Tx& tx,
    const Call& call,
    const char* action,
    const CardType& type,
    const std::string& reason
) {
  audit::record(
      tx,
      call,
      {.action = action,
       .object_kind = "card_type",
       .object_id = type.id.to_string(),
       .reason = reason,
       .log = "/v1/card-types/" + type.code + "/changes"},
      call.now
  );
}

class TypeEndpoints {
 public:
  explicit TypeEndpoints(const Office& office) : office_(office) {}

  Result<Reply<CardTypeView>> add(const Call& call, const AddCardType& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    const auto programme = find_programme(request.programme, call.now);
    if (!programme) {
      return fail(ErrorCode::programme_not_found, "/programme", {{"programme", request.programme}});
    }
    const NewCardType wanted{
        programme->programme,
        programme->currency,
        request.code,
        {request.name, request.terms, request.warn_below}};
    return office_.db.write([&](sql::Tx& tx) -> Result<Reply<CardTypeView>> {
      GX_TRY(type, add_type(tx, office_.ids, wanted, request.reason, call.actor.id, call.now));
      record(tx, call, "card_type_added", type, request.reason);
      auto made = reply(call, type);
      made.location = "/v1/card-types/" + type.code;
      return made;
    });
  }

  Result<CardTypeList> list(const Call& call) const {
    return office_.db.read([&](sql::Tx& tx) -> Result<CardTypeList> {
      CardTypeList list;
      for (const CardType& type : list_types(tx)) list.items.push_back(view(call, type));
      return list;
    });
  }

  Result<Reply<CardTypeView>> get(const Call& call, const GetCardType& request) const {
    return office_.db.read([&](sql::Tx& tx) -> Result<Reply<CardTypeView>> {
      GX_TRY(type, load_type(tx, request.code));
      return reply(call, type);
    });
  }

  Result<NumbersView> numbers(const Call&, const GetCardType& request) const {
    return office_.db.read([&](sql::Tx& tx) -> Result<NumbersView> {
      GX_TRY(type, load_type(tx, request.code));
      const CardNumbers numbers = numbers_of(tx, type);
      return NumbersView{numbers.handed_out, numbers.left, numbers.low};
    });
  }

  Result<RangeList> ranges(const Call&, const GetCardType& request) const {
    return office_.db.read([&](sql::Tx& tx) -> Result<RangeList> {
      GX_TRY(type, load_type(tx, request.code));
      RangeList list;
      for (TypeRange& range : ranges_of(tx, type.id)) {
        list.items.push_back(
            {range.state, std::move(range.first), std::move(range.last), range.handed_out}
        );
      }
      return list;
    });
  }

  Result<Reply<CardTypeView>> add_legacy(const Call& call, const AddLegacyRange& request) const {
    return change(
        call,
        request.code,
        "card_type_changed",
        request.reason,
        [&](sql::Tx& tx, const CardType& type) {
          const LegacyNumbers numbers{
              request.prefix,
              request.suffix,
              request.serial_length,
              request.first_number,
              request.last_number,
              request.check_length};
          return add_legacy_range(
              tx,
              office_.ids,
              type.id,
              type.version,
              numbers,
              request.reason,
              call.actor.id,
              call.now
          );
        }
    );
  }

  Result<Reply<CardTypeView>> remove_legacy(const Call& call, const RemoveLegacyRange& request)
      const {
    return change(
        call,
        request.code,
        "card_type_changed",
        request.reason,
        [&](sql::Tx& tx, const CardType& type) {
          return remove_legacy_range(
              tx,
              type.id,
              type.version,
              request.first_number,
              request.reason,
              call.actor.id,
              call.now
          );
        }
    );
  }

  Result<Reply<CardTypeView>> put(const Call& call, const PutCardType& request) const {
    return change(
        call,
        request.code,
        "card_type_changed",
        request.reason,
        [&](sql::Tx& tx, const CardType& type) {
          return change_type(
              tx,
              office_.ids,
              type.id,
              type.version,
              {request.name, request.terms, request.warn_below},
              request.reason,
              call.actor.id,
              call.now
          );
        }
    );
  }

  Result<Reply<CardTypeView>> set_state(const Call& call, const SetCardTypeState& request) const {
    return change(
        call,
        request.code,
        "card_type_state_changed",
        request.reason,
        [&](sql::Tx& tx, const CardType& type) {
          return set_type_state(
              tx, type.id, type.version, request.state, request.reason, call.actor.id, call.now
          );
        }
    );
  }

  Outcome remove(const Call& call, const DeleteCardType& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    return office_.db.write([&](sql::Tx& tx) -> Outcome {
      GX_TRY(type, load_type(tx, request.code));
      GX_TRY_VOID(api::check_if_match(call, api::etag_of(type.version)));
      GX_TRY_VOID(remove_type(tx, type.id, type.version, request.reason, call.actor.id, call.now));
      record(tx, call, "card_type_removed", type, request.reason);
      return ok();
    });
  }

  Result<api::Page<TypeChangeView>> changes(const Call&, const ListTypeChanges& request) const {
    std::optional<std::int64_t> before;
    if (request.cursor) {
      GX_TRY(parts, api::decode_cursor<std::int64_t>("card_type_changes", *request.cursor));
      before = std::get<0>(parts);
    }
    return office_.db.read([&](sql::Tx& tx) -> Result<api::Page<TypeChangeView>> {
      const auto type = type_once(tx, request.code);
      if (!type) return fail(ErrorCode::card_type_not_found, {}, {{"type", request.code}});
      api::Page<TypeChangeView> page;
      for (TypeChange& change : changes_of(tx, *type, before, request.limit)) {
        page.items.push_back(
            {change.version,
             std::move(change.field),
             std::move(change.before),
             std::move(change.after),
             std::move(change.reason),
             change.changed_at,
             change.changed_by}
        );
      }
      if (!page.items.empty() && page.items.back().version > 1) {
        page.next_cursor = api::encode_cursor("card_type_changes", page.items.back().version);
      }
      return page;
    });
  }

 private:
  std::shared_ptr<const programmes::Version> find_programme(const std::string& code, Instant now)
      const {
    const auto id = office_.programmes.find(code);
    return id ? office_.programmes.shown(*id, now) : nullptr;
  }

  template <class Change>
  Result<Reply<CardTypeView>> change(
      const Call& call,
      const std::string& code,
      const char* action,
      const std::string& reason,
      Change&& change
  ) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    return office_.db.write([&](sql::Tx& tx) -> Result<Reply<CardTypeView>> {
      GX_TRY(type, load_type(tx, code));
      GX_TRY_VOID(api::check_if_match(call, api::etag_of(type.version)));
      GX_TRY(after, change(tx, type));
      if (after.version != type.version) record(tx, call, action, after, reason);
      return reply(call, after);
    });
  }

  CardTypeView view(const Call& call, const CardType& type) const {
    const auto programme = office_.programmes.shown(type.programme, call.now);
    return {
        type.id,
        programme ? programme->code : "",
        type.code,
        type.content.name,
        type.state,
        type.version,
        type.content.terms,
        type.content.warn_below,
        type.created_at,
        type.changed_at};
  }

  Reply<CardTypeView> reply(const Call& call, const CardType& type) const {
    return {.body = view(call, type), .etag = api::etag_of(type.version)};
  }

  Office office_;
};

void add_reading(api::Api& api, const TypeEndpoints& endpoints) {
  api.add<Nothing, CardTypeList>(
      {.method = Method::get,
       .path = "/v1/card-types",
       .operation = "list_card_types",
       .tag = "cards",
       .permission = "cards:read",
       .summary = {"卡类型列表", "List the card types"},
       .description = {"含已停用的。", "Retired ones among them."}},
      [endpoints](const Call& call, const Nothing&) { return endpoints.list(call); }
  );
  api.add<GetCardType, CardTypeView>(
      {.method = Method::get,
       .path = "/v1/card-types/{code}",
       .operation = "get_card_type",
       .tag = "cards",
       .permission = "cards:read",
       .summary = {"查询卡类型", "Read a card type"},
       .errors = {ErrorCode::card_type_not_found}},
      [endpoints](const Call& call, const GetCardType& request) {
        return endpoints.get(call, request);
      }
  );
  api.add<GetCardType, NumbersView>(
      {.method = Method::get,
       .path = "/v1/card-types/{code}/numbers",
       .operation = "get_card_numbers",
       .tag = "cards",
       .permission = "cards:read",
       .summary = {"号码剩余多少", "How many numbers are left"},
       .errors = {ErrorCode::card_type_not_found}},
      [endpoints](const Call& call, const GetCardType& request) {
        return endpoints.numbers(call, request);
      }
  );
  api.add<GetCardType, RangeList>(
      {.method = Method::get,
       .path = "/v1/card-types/{code}/ranges",
       .operation = "list_card_ranges",
       .tag = "cards",
       .permission = "cards:read",
       .summary = {"号段列表", "List the ranges of a card type"},
       .errors = {ErrorCode::card_type_not_found}},
      [endpoints](const Call& call, const GetCardType& request) {
        return endpoints.ranges(call, request);
      }
  );
  api.add<ListTypeChanges, api::Page<TypeChangeView>>(
      {.method = Method::get,
       .path = "/v1/card-types/{code}/changes",
       .operation = "list_card_type_changes",
       .tag = "cards",
       .permission = "cards:read",
       .summary = {"卡类型的变更日志", "List the changes of a card type"},
       .description =
           {"逐字段：谁、何时、改前、改后、原因；最新的在前。",
            "Field by field: who, when, before, after and why; the newest first."},
       .errors = {ErrorCode::card_type_not_found, ErrorCode::bad_cursor}},
      [endpoints](const Call& call, const ListTypeChanges& request) {
        return endpoints.changes(call, request);
      }
  );
}

void add_writing(api::Api& api, const TypeEndpoints& endpoints) {
  api.add<AddCardType, CardTypeView>(
      {.method = Method::post,
       .path = "/v1/card-types",
       .operation = "add_card_type",
       .tag = "cards",
       .permission = "cards:write",
       .summary = {"新增卡类型", "Add a card type"},
       .description =
           {"印出的卡号不得与任何号段相遇。编码是幂等的依据：重复提交得到 code_taken。",
            "Its printed numbers must not meet those of any range. The code makes it safe to "
            "repeat: a second request is answered code_taken."},
       .success_status = 201,
       .errors =
           {ErrorCode::programme_not_found,
            ErrorCode::code_taken,
            ErrorCode::card_range_overlaps,
            ErrorCode::currency_mismatch,
            ErrorCode::store_out_of_scope}},
      [endpoints](const Call& call, const AddCardType& request) {
        return endpoints.add(call, request);
      }
  );
  api.add<PutCardType, CardTypeView>(
      {.method = Method::put,
       .path = "/v1/card-types/{code}",
       .operation = "change_card_type",
       .tag = "cards",
       .permission = "cards:write",
       .summary = {"修改卡类型", "Change a card type"},
       .description =
           {"整体替换，每个改动的字段都记入变更日志；内容相同则不产生新版本。已发出号码后改变卡号格"
            "式，原号段封存，另开新号段。",
            "Replaces it as a whole and writes down every field that differs; the same content "
            "makes no new version. Where the form of the numbers changes after some were handed "
            "out, their range is closed and another is opened."},
       .errors =
           {ErrorCode::card_type_not_found,
            ErrorCode::card_range_overlaps,
            ErrorCode::currency_mismatch,
            ErrorCode::stale_version,
            ErrorCode::conflict,
            ErrorCode::store_out_of_scope},
       .needs_if_match = true},
      [endpoints](const Call& call, const PutCardType& request) {
        return endpoints.put(call, request);
      }
  );
  api.add<SetCardTypeState, CardTypeView>(
      {.method = Method::patch,
       .path = "/v1/card-types/{code}",
       .operation = "set_card_type_state",
       .tag = "cards",
       .permission = "cards:write",
       .summary = {"停用或启用卡类型", "Retire a card type or take it back"},
       .errors =
           {ErrorCode::card_type_not_found,
            ErrorCode::stale_version,
            ErrorCode::store_out_of_scope},
       .needs_if_match = true},
      [endpoints](const Call& call, const SetCardTypeState& request) {
        return endpoints.set_state(call, request);
      }
  );
  api.add<AddLegacyRange, CardTypeView>(
      {.method = Method::post,
       .path = "/v1/card-types/{code}/legacy-ranges",
       .operation = "add_legacy_range",
       .tag = "cards",
       .permission = "cards:write",
       .summary = {"登记旧系统的号段", "Declare numbers that another system printed"},
       .description =
           {"此后绑定这些卡号即属于该卡类型，卡号不变；本系统不会再制出这些号码。已经绑定的卡不变"
            "。",
            "Cards that are bound with these numbers from now on are of this type, numbers as they "
            "are; none of them is ever made here. Cards bound before stay as they are."},
       .errors =
           {ErrorCode::card_type_not_found,
            ErrorCode::card_range_overlaps,
            ErrorCode::stale_version,
            ErrorCode::store_out_of_scope},
       .needs_if_match = true},
      [endpoints](const Call& call, const AddLegacyRange& request) {
        return endpoints.add_legacy(call, request);
      }
  );
  api.add<RemoveLegacyRange, CardTypeView>(
      {.method = Method::del,
       .path = "/v1/card-types/{code}/legacy-ranges/{first_number}",
       .operation = "remove_legacy_range",
       .tag = "cards",
       .permission = "cards:write",
       .summary = {"撤销登记错的外来号段", "Take a legacy range back"},
       .description =
           {"号段以其第一个卡号表示；号段里还没有会员卡才能撤销。",
            "Named by its first number, as long as no card has a number of it."},
       .errors =
           {ErrorCode::card_type_not_found,
            ErrorCode::card_range_not_found,
            ErrorCode::card_range_in_use,
            ErrorCode::stale_version,
            ErrorCode::store_out_of_scope},
       .needs_if_match = true},
      [endpoints](const Call& call, const RemoveLegacyRange& request) {
        return endpoints.remove_legacy(call, request);
      }
  );
  api.add<DeleteCardType, Nothing>(
      {.method = Method::del,
       .path = "/v1/card-types/{code}",
       .operation = "delete_card_type",
       .tag = "cards",
       .permission = "cards:write",
       .summary = {"删除未使用的卡类型", "Delete a card type that was never used"},
       .description =
           {"发出过号码的卡类型不能删除，只能停用。变更日志保留。",
            "One whose numbers were handed out cannot be deleted, only retired. Its log of changes "
            "stays."},
       .errors =
           {ErrorCode::card_type_not_found,
            ErrorCode::card_type_in_use,
            ErrorCode::stale_version,
            ErrorCode::store_out_of_scope},
       .needs_if_match = true},
      [endpoints](const Call& call, const DeleteCardType& request) {
        return endpoints.remove(call, request);
      }
  );
}

}  // namespace

Result<CardType> load_type(sql::Tx& tx, const std::string& code) {
  auto type = find_type(tx, code);
  if (!type) return fail(ErrorCode::card_type_not_found, {}, {{"type", code}});
  return *std::move(type);
}

void add_endpoints(api::Api& api, const Office& office) {
  const TypeEndpoints endpoints(office);
  add_reading(api, endpoints);
  add_writing(api, endpoints);
  add_batch_endpoints(api, office);
}

}  // namespace guanxi::cards
