// The HTTP endpoints of batches of codes. They belong to the whole group.
#include "modules/audit/audit.h"
#include "modules/coupons/codes_types.h"
#include "modules/coupons/desk.h"
#include "modules/coupons/paging.h"
#include "modules/coupons/refusals.h"
#include "platform/log/log.h"

namespace guanxi::coupons {
namespace {

using api::Call;
using api::Idempotency;
using api::Method;
using api::Reply;

constexpr const char* code_batches_list = "coupon_batches";

class CodeEndpoints {
 public:
  explicit CodeEndpoints(const Desk& desk) : desk_(desk) {}

  Result<Reply<CodeBatchView>> order(const Call& call, const OrderCodes& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    const Office& office = desk_.office();
    return office.answers.once<CodeBatchView>(
        office.db,
        call,
        "order_coupon_codes",
        202,
        [&](sql::Tx& tx) -> Result<Reply<CodeBatchView>> {
          GX_TRY(terms, desk_.template_seen(tx, call, request.template_, "/template"));
          GX_TRY(
              batch,
              order_batch(
                  tx, office.ids, terms, request.codes, request.note, call.actor.id, call.now
              )
          );
          record(tx, call, "coupon_codes_ordered", batch);
          return Reply<CodeBatchView>{
              .body = view(tx, batch), .location = "/v1/coupons/batches/" + batch.id.to_string()};
        }
    );
  }

  Result<api::Page<CodeBatchView>> list(const Call& call, const ListCodeBatches& request) const {
    const std::int64_t of = request.template_.value();
    const Paging paging(code_batches_list, of, request.cursor, request.limit);
    GX_TRY(place, paging.place());
    return desk_.office().db.read([&](sql::Tx& tx) -> Result<api::Page<CodeBatchView>> {
      GX_TRY(terms, desk_.template_seen(tx, call, request.template_, "/template"));
      const auto before = place == 0 ? std::nullopt : std::optional(BatchId(place));
      return paging.page(
          batches_of(tx, terms.id, before, paging.asked()),
          [&](const Batch& batch) { return view(tx, batch); },
          [](const Batch& batch) { return batch.id.value(); }
      );
    });
  }

  Result<CodeBatchView> get(const Call& call, const NameCodeBatch& request) const {
    return desk_.office().db.read([&](sql::Tx& tx) -> Result<CodeBatchView> {
      const auto batch = find_batch(tx, request.id);
      if (!batch) return refuse(Why::coupon_batch_not_found, "/id");
      GX_TRY_VOID(desk_.template_seen(tx, call, batch->template_id));
      return view(tx, *batch);
    });
  }

  Result<CodeBatchView> cancel(const Call& call, const NameCodeBatch& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    return desk_.office().db.write([&](sql::Tx& tx) -> Result<CodeBatchView> {
      GX_TRY(batch, cancel_batch(tx, request.id));
      record(tx, call, "coupon_codes_cancelled", batch);
      return view(tx, batch);
    });
  }

  Result<Reply<Nothing>> make_file(const Call& call, const NameCodeBatch& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    auto exported = desk_.office().db.write([&](sql::Tx& tx) -> Result<Batch> {
      GX_TRY(batch, export_batch(tx, request.id, call.actor.id, call.now));
      record(tx, call, "coupon_codes_exported", batch);
      return batch;
    });
    if (!exported) return std::move(exported).error();
    log::write(  // whatever the level: who has codes is not a matter of verbosity
        log::Level::info,
        "audit.coupon_codes_exported",
        {{"actor", call.actor.id}, {"batch", request.id}, {"codes", exported->codes}}
    );
    const std::string name = "coupons-" + request.id.to_string();
    return Reply<Nothing>{.file = {name + ".csv", codes_csv(desk_.office().keys, *exported)}};
  }

 private:
  static CodeBatchView view(sql::Tx& tx, const Batch& batch) {
    return {
        batch.id,
        batch.template_id,
        batch.state,
        batch.codes,
        batch.made,
        claimed_of(tx, batch),
        batch.note,
        batch.made_at,
        batch.made_by,
        batch.exported_at,
        batch.exported_by};
  }

  static void record(sql::Tx& tx, const Call& call, const char* action, const Batch& batch) {
    audit::record(
        tx,
        call,
        {.action = action,
         .object_kind = "coupon_batch",
         .object_id = batch.id.to_string(),
         .changes = audit::Changes().add("codes", {}, std::to_string(batch.codes))},
        call.now
    );
  }

  Desk desk_;
};

void add_code_reading(api::Api& api, const CodeEndpoints& endpoints) {
  using enum ErrorCode;
  api.add<ListCodeBatches, api::Page<CodeBatchView>>(
      {.method = Method::get,
       .path = "/v1/coupons/batches",
       .operation = "list_coupon_batches",
       .tag = "coupons",
       .permission = "coupons:read",
       .summary = {"券码批次列表", "List the batches of codes of a template"},
       .description = {"最新的在前。", "The newest first."},
       .errors = {coupon_template_not_found, bad_cursor}},
      [endpoints](const Call& call, const ListCodeBatches& request) {
        return endpoints.list(call, request);
      }
  );
  api.add<NameCodeBatch, CodeBatchView>(
      {.method = Method::get,
       .path = "/v1/coupons/batches/{id}",
       .operation = "get_coupon_batch",
       .tag = "coupons",
       .permission = "coupons:read",
       .summary = {"查询一批券码及其进度", "Read a batch of codes and how far it is"},
       .errors = {coupon_batch_not_found}},
      [endpoints](const Call& call, const NameCodeBatch& request) {
        return endpoints.get(call, request);
      }
  );
}

void add_code_making(api::Api& api, const CodeEndpoints& endpoints) {
  using enum ErrorCode;
  api.add<OrderCodes, CodeBatchView>(
      {.method = Method::post,
       .path = "/v1/coupons/batches",
       .operation = "order_coupon_codes",
       .tag = "coupons",
       .permission = "coupons:issue",
       .summary = {"生成一批券码", "Order a batch of codes"},
       .description =
           {"由后台任务生成，可查询进度；占用发放总量。",
            "A job makes them; how far it is can be read. Their places in the stock are set "
            "aside."},
       .idempotency = Idempotency::required,
       .success_status = 202,
       .errors =
           {coupon_template_not_found,
            coupon_template_state,
            coupons_used_up,
            store_out_of_scope,
            idempotency_key_reused,
            conflict}},
      [endpoints](const Call& call, const OrderCodes& request) {
        return endpoints.order(call, request);
      }
  );
  api.add<NameCodeBatch, CodeBatchView>(
      {.method = Method::post,
       .path = "/v1/coupons/batches/{id}/cancellation",
       .operation = "cancel_coupon_batch",
       .tag = "coupons",
       .permission = "coupons:issue",
       .summary = {"取消一批券码", "Cancel a batch of codes"},
       .description =
           {"未领取的券码作废，名额退回；已领取的不变。",
            "Codes that are not claimed are void and their places free again; claimed ones stay."},
       .errors = {coupon_batch_not_found, coupon_batch_state, store_out_of_scope, conflict}},
      [endpoints](const Call& call, const NameCodeBatch& request) {
        return endpoints.cancel(call, request);
      }
  );
  api.add<NameCodeBatch, Nothing>(
      {.method = Method::post,
       .path = "/v1/coupons/batches/{id}/export",
       .operation = "export_coupon_batch",
       .tag = "coupons",
       .permission = "coupons:issue",
       .summary = {"导出券码（CSV）", "Export the codes (CSV)"},
       .description =
           {"每行 "
            "number,code。只能导出一次，之后只留下带密钥的散列；文件丢失则取消此批，另行生成。",
            "A line number,code for each. Once only: afterwards there are keyed hashes and nothing "
            "else. If the file is lost, cancel the batch and order another."},
       .errors = {coupon_batch_not_found, coupon_batch_state, store_out_of_scope, conflict},
       .file_type = "text/csv; charset=utf-8"},
      [endpoints](const Call& call, const NameCodeBatch& request) {
        return endpoints.make_file(call, request);
      }
  );
}

}  // namespace

void add_code_endpoints(api::Api& api, const Desk& desk) {
  const CodeEndpoints endpoints(desk);
  add_code_reading(api, endpoints);
  add_code_making(api, endpoints);
}

}  // namespace guanxi::coupons
