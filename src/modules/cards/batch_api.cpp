// The HTTP endpoints of batches and of the keys of tracks. Who may make cards holds `cards:print`;
// like card types, batches belong to the whole group.
#include "modules/audit/audit.h"
#include "modules/cards/batch_types.h"
#include "modules/cards/endpoints.h"
#include "platform/api/idempotency.h"
#include "platform/files/xlsx.h"
#include "platform/log/log.h"

namespace guanxi::cards {
namespace {

using api::Call;
using api::Method;
using api::Reply;

void record(
    sql::Tx& tx, const Call& call, const char* action, BatchId batch, audit::Changes changes
) {
  audit::record(
      tx,
      call,
      {.action = action,
       .object_kind = "card_batch",
       .object_id = batch.to_string(),
       .changes = std::move(changes)},
      call.now
  );
}

void record_key(sql::Tx& tx, const Call& call, const char* action, const TrackKey& key) {
  audit::record(
      tx,
      call,
      {.action = action, .object_kind = "card_track_key", .object_id = std::to_string(key.number)},
      call.now
  );
}

class BatchEndpoints {
 public:
  explicit BatchEndpoints(const Office& office) : office_(office) {}

  Result<Reply<BatchView>> make(const Call& call, const MakeBatch& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    auto made = office_.answers.once<BatchView>(
        office_.db,
        call,
        "make_card_batch",
        201,
        [&](sql::Tx& tx) -> Result<Reply<BatchView>> {
          GX_TRY(type, load_type(tx, request.code));
          GX_TRY(
              batch,
              make_batch(
                  tx, office_.ids, type, request.cards, request.note, call.actor.id, call.now
              )
          );
          record(
              tx,
              call,
              "card_batch_made",
              batch.id,
              audit::Changes()
                  .add("card_type", {}, type.code)
                  .add("cards", {}, std::to_string(batch.cards))
          );
          return Reply<BatchView>{
              .body = view(tx, type, batch),
              .location = "/v1/card-batches/" + batch.id.to_string()};
        }
    );
    if (made && !made->replayed && made->body.numbers.low) {
      log::warn("cards.numbers_low", {{"type", request.code}, {"left", made->body.numbers.left}});
    }
    return made;
  }

  Result<api::Page<BatchView>> list(const Call&, const ListBatches& request) const {
    std::optional<BatchId> before;
    if (request.cursor) {
      GX_TRY(parts, api::decode_cursor<std::int64_t>("card_batches", *request.cursor));
      before = BatchId(std::get<0>(parts));
    }
    return office_.db.read([&](sql::Tx& tx) -> Result<api::Page<BatchView>> {
      GX_TRY(type, load_type(tx, request.code));
      auto batches = batches_of(tx, type.id, before, request.limit + 1);
      const bool more = batches.size() > static_cast<std::size_t>(request.limit);
      if (more) batches.pop_back();
      api::Page<BatchView> page;
      for (const Batch& batch : batches) page.items.push_back(view(tx, type, batch));
      if (more) page.next_cursor = api::encode_cursor("card_batches", batches.back().id.value());
      return page;
    });
  }

  Result<BatchView> get(const Call&, const GetBatch& request) const {
    return office_.db.read([&](sql::Tx& tx) { return load(tx, request.id); });
  }

  Result<Reply<Nothing>> make_file(const Call& call, const PrintBatch& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    auto printed = office_.db.write([&](sql::Tx& tx) -> Result<std::vector<PrintedCard>> {
      crypto::SecureRandom random;
      GX_TRY(
          cards,
          print_batch(tx, random, office_.keys, request.id, request.renew, call.actor.id, call.now)
      );
      record(
          tx,
          call,
          "card_batch_printed",
          request.id,
          audit::Changes().add("renewed", {}, request.renew ? "true" : "false")
      );
      return cards;
    });
    if (!printed) return std::move(printed).error();
    log::write(  // whatever the level: who has codes and tracks is not a matter of verbosity
        log::Level::info,
        "audit.card_batch_printed",
        {{"actor", call.actor.id},
         {"batch", request.id},
         {"cards", printed->size()},
         {"renewed", request.renew}}
    );
    const std::string name = "cards-" + request.id.to_string();
    if (request.format == PrintFormat::xlsx) {
      return Reply<Nothing>{.file = {name + ".xlsx", to_xlsx(*printed), files::xlsx_media_type}};
    }
    return Reply<Nothing>{.file = {name + ".csv", to_csv(*printed)}};
  }

  Result<BatchView> cancel(const Call& call, const CancelStock& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    return office_.db.write([&](sql::Tx& tx) -> Result<BatchView> {
      GX_TRY_VOID(load(tx, request.id));
      GX_TRY_VOID(cancel_in_stock(tx, request.id, request.number, call.actor.id, call.now));
      record(
          tx,
          call,
          "card_stock_cancelled",
          request.id,
          audit::Changes().add("number", request.number, {})
      );
      return load(tx, request.id);
    });
  }

  Result<TrackKeyList> keys() const {
    return office_.db.read([](sql::Tx& tx) -> Result<TrackKeyList> {
      TrackKeyList list;
      for (const TrackKey& key : track_keys(tx)) list.items.push_back(view(key));
      return list;
    });
  }

  Result<Reply<TrackKeyView>> rotate(const Call& call) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    return office_.answers.once<TrackKeyView>(
        office_.db,
        call,
        "rotate_track_key",
        201,
        [&](sql::Tx& tx) -> Result<TrackKeyView> {
          GX_TRY(key, rotate_track_key(tx, call.actor.id, call.now));
          record_key(tx, call, "card_track_key_added", key);
          return view(key);
        }
    );
  }

  Result<TrackKeyView> retire(const Call& call, const RetireTrackKey& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    return office_.db.write([&](sql::Tx& tx) -> Result<TrackKeyView> {
      GX_TRY(key, retire_track_key(tx, request.number, call.actor.id, call.now));
      record_key(tx, call, "card_track_key_retired", key);
      return view(key);
    });
  }

 private:
  static Result<BatchView> load(sql::Tx& tx, BatchId id) {
    const auto batch = find_batch(tx, id);
    if (!batch) return ErrorCode::card_batch_not_found;
    const auto type = find_type(tx, batch->type);
    GX_CHECK_WHY(type.has_value(), "a batch without its card type");
    return view(tx, *type, *batch);
  }

  static BatchView view(sql::Tx& tx, const CardType& type, const Batch& batch) {
    const CardNumbers numbers = numbers_of(tx, type);
    return {
        batch.id,
        type.code,
        batch.cards,
        stock_of(tx, batch.id),
        batch.first_number,
        batch.last_number,
        batch.note,
        batch.made_at,
        batch.made_by,
        batch.printings,
        batch.printed_at,
        batch.printed_by,
        {numbers.handed_out, numbers.left, numbers.low}};
  }
  static TrackKeyView view(const TrackKey& key) {
    // The first key came with the schema, at no particular time.
    return {key.number, key.state, key.created_at, key.retired_at};
  }

  Office office_;
};

void add_batches(api::Api& api, const BatchEndpoints& endpoints) {
  api.add<MakeBatch, BatchView>(
      {.method = Method::post,
       .path = "/v1/card-types/{code}/batches",
       .operation = "make_card_batch",
       .tag = "cards",
       .permission = "cards:print",
       .summary = {"制一批卡", "Make a batch of cards"},
       .description =
           {"从号段取号，卡进入库存。剩余号码少于提醒数时 numbers.low 为 true。",
            "Takes numbers out of the range and puts the cards into stock. numbers.low is true "
            "once fewer are left than wanted."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors =
           {ErrorCode::card_type_not_found,
            ErrorCode::card_type_retired,
            ErrorCode::card_numbers_used_up,
            ErrorCode::store_out_of_scope,
            ErrorCode::idempotency_key_reused,
            ErrorCode::conflict}},
      [endpoints](const Call& call, const MakeBatch& request) {
        return endpoints.make(call, request);
      }
  );
  api.add<ListBatches, api::Page<BatchView>>(
      {.method = Method::get,
       .path = "/v1/card-types/{code}/batches",
       .operation = "list_card_batches",
       .tag = "cards",
       .permission = "cards:read",
       .summary = {"制卡批次列表", "List the batches of a card type"},
       .description = {"最新的在前。", "The newest first."},
       .errors = {ErrorCode::card_type_not_found, ErrorCode::bad_cursor}},
      [endpoints](const Call& call, const ListBatches& request) {
        return endpoints.list(call, request);
      }
  );
  api.add<GetBatch, BatchView>(
      {.method = Method::get,
       .path = "/v1/card-batches/{id}",
       .operation = "get_card_batch",
       .tag = "cards",
       .permission = "cards:read",
       .summary = {"查询制卡批次", "Read a batch of cards"},
       .errors = {ErrorCode::card_batch_not_found}},
      [endpoints](const Call& call, const GetBatch& request) {
        return endpoints.get(call, request);
      }
  );
}

void add_printing(api::Api& api, const BatchEndpoints& endpoints) {
  api.add<PrintBatch, Nothing>(
      {.method = Method::post,
       .path = "/v1/card-batches/{id}/print",
       .operation = "print_card_batch",
       .tag = "cards",
       .permission = "cards:print",
       .summary = {"取制卡文件（CSV 或 XLSX）", "Make the file to print (CSV or XLSX)"},
       .description =
           {"每张库存卡一行：number,track,verification_"
            "code。验证码只显示这一次，只留下带密钥的散列；"
            "再次取须 renew，旧磁道与旧验证码随即失效。",
            "A line for each card in stock: number,track,verification_code. The codes are shown "
            "this once, and only keyed hashes are kept; another time needs renew, and ends the "
            "tracks and codes made before."},
       .errors =
           {ErrorCode::card_batch_not_found,
            ErrorCode::card_codes_shown,
            ErrorCode::store_out_of_scope,
            ErrorCode::conflict},
       .file_type = "text/csv; charset=utf-8",
       .other_file_type = files::xlsx_media_type},
      [endpoints](const Call& call, const PrintBatch& request) {
        return endpoints.make_file(call, request);
      }
  );
  api.add<CancelStock, BatchView>(
      {.method = Method::post,
       .path = "/v1/card-batches/{id}/cancel",
       .operation = "cancel_stock_card",
       .tag = "cards",
       .permission = "cards:print",
       .summary = {"作废库存卡", "Cancel a card in stock"},
       .description =
           {"例如印坏的卡；号码不再使用。",
            "One that the printer spoilt, say; its number is never used again."},
       .errors =
           {ErrorCode::card_batch_not_found,
            ErrorCode::card_not_found,
            ErrorCode::card_not_usable,
            ErrorCode::store_out_of_scope,
            ErrorCode::conflict}},
      [endpoints](const Call& call, const CancelStock& request) {
        return endpoints.cancel(call, request);
      }
  );
}

void add_track_keys(api::Api& api, const BatchEndpoints& endpoints) {
  api.add<Nothing, TrackKeyList>(
      {.method = Method::get,
       .path = "/v1/card-track-keys",
       .operation = "list_track_keys",
       .tag = "cards",
       .permission = "cards:read",
       .summary = {"磁道密钥列表", "List the track keys"}},
      [endpoints](const Call&, const Nothing&) { return endpoints.keys(); }
  );
  api.add<Nothing, TrackKeyView>(
      {.method = Method::post,
       .path = "/v1/card-track-keys",
       .operation = "rotate_track_key",
       .tag = "cards",
       .permission = "cards:keys",
       .summary = {"换用新的磁道密钥", "Make tracks with a new key"},
       .description =
           {"此前写的磁道仍然有效，直到其密钥停用。",
            "Tracks written before stay good until their key is retired."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors =
           {ErrorCode::store_out_of_scope, ErrorCode::idempotency_key_reused, ErrorCode::conflict}},
      [endpoints](const Call& call, const Nothing&) { return endpoints.rotate(call); }
  );
  api.add<RetireTrackKey, TrackKeyView>(
      {.method = Method::post,
       .path = "/v1/card-track-keys/{number}/retire",
       .operation = "retire_track_key",
       .tag = "cards",
       .permission = "cards:keys",
       .summary = {"停用磁道密钥", "Retire a track key"},
       .description =
           {"用它写的磁道全部失效；卡号仍可识别。重复提交不变。",
            "Ends every track made with it; card numbers identify as before. Repeating changes "
            "nothing."},
       .errors =
           {ErrorCode::card_track_key_not_found,
            ErrorCode::card_track_key_in_use,
            ErrorCode::store_out_of_scope}},
      [endpoints](const Call& call, const RetireTrackKey& request) {
        return endpoints.retire(call, request);
      }
  );
}

}  // namespace

void add_batch_endpoints(api::Api& api, const Office& office) {
  const BatchEndpoints endpoints(office);
  add_batches(api, endpoints);
  add_printing(api, endpoints);
  add_track_keys(api, endpoints);
}

}  // namespace guanxi::cards
