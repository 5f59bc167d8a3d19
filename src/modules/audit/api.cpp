// The HTTP endpoints of the audit trail. It belongs to the whole group: who is limited to stores
// does not read it.
#include "modules/audit/api_types.h"

namespace guanxi::audit {
namespace {

using api::Call;
using api::Method;

constexpr const char* list_name = "audit";

std::string id_of(const Place& place) {
  return std::to_string(place.chain) + "-" + std::to_string(place.seq);
}

std::optional<Place> place_of(std::string_view id) {
  const std::size_t dash = id.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto seq = parse_id(id.substr(dash + 1));
  const std::string_view chain = id.substr(0, dash);
  const auto number = chain == "0" ? std::optional<std::int64_t>(0) : parse_id(chain);
  if (!seq || !number) return std::nullopt;
  return Place{*number, *seq};
}

std::optional<std::string> unless_empty(std::string text) {
  if (text.empty()) return std::nullopt;
  return text;
}

AuditView view(Recorded recorded) {
  AuditView shown;
  shown.id = id_of(recorded.place);
  shown.at = recorded.at;
  if (recorded.actor) shown.actor = recorded.actor;
  shown.action = std::move(recorded.action);
  shown.object_kind = std::move(recorded.object_kind);
  shown.object = std::move(recorded.object_id);
  shown.member = recorded.member;
  for (Change& change : recorded.changes) {
    shown.changes.push_back(
        {std::move(change.field),
         std::move(change.before),
         std::move(change.after),
         change.personal}
    );
  }
  shown.sealed = recorded.has_values;
  shown.forgotten = recorded.forgotten;
  shown.reason = unless_empty(std::move(recorded.reason));
  shown.log = unless_empty(std::move(recorded.log));
  shown.request = unless_empty(std::move(recorded.request));
  return shown;
}

class Endpoints {
 public:
  Endpoints(sql::Database& db, const crypto::Sealer& sealer) : db_(db), sealer_(sealer) {}

  Result<api::Page<AuditView>> list(const Call& call, const ListAudit& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    if (request.object_kind.has_value() != request.object.has_value()) {
      const char* const missing = request.object ? "object_kind" : "object";
      return fail(ErrorCode::missing_field, std::string("/") + missing, {{"field", missing}});
    }
    Search wanted;
    wanted.object_kind = request.object_kind.value_or("");
    wanted.object_id = request.object.value_or("");
    wanted.member = request.member.value_or(OwnerId());
    wanted.actor = request.actor.value_or(ActorId());
    if (request.from) wanted.from = *request.from;
    // What is being written this very moment may still appear with an earlier time.
    wanted.before_at = request.to.value_or(call.now.plus_seconds(86'400));
    wanted.limit = request.limit + 1;
    if (request.cursor) {
      GX_TRY(
          parts,
          (api::decode_cursor<std::int64_t, std::int64_t, std::int64_t>(list_name, *request.cursor))
      );
      wanted.before_at = Instant::from_micros(std::get<0>(parts));
      wanted.before = {std::get<1>(parts), std::get<2>(parts)};
    }
    auto found = db_.read([&](sql::Tx& tx) { return search(tx, wanted); });
    const bool more = std::ssize(found) > request.limit;
    if (more) found.pop_back();
    api::Page<AuditView> page;
    if (more) {
      const Recorded& last = found.back();
      page.next_cursor =
          api::encode_cursor(list_name, last.at.micros(), last.place.chain, last.place.seq);
    }
    for (Recorded& recorded : found) page.items.push_back(view(std::move(recorded)));
    return page;
  }

  /// That somebody looked is recorded in the transaction that reads.
  Result<AuditView> open(const Call& call, const GetAudit& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    const auto place = place_of(request.id);
    if (!place) return ErrorCode::audit_entry_not_found;
    return db_.write([&](sql::Tx& tx) -> Result<AuditView> {
      auto found = find_opened(tx, sealer_, *place);
      if (!found) return ErrorCode::audit_entry_not_found;
      if (found->has_values) {
        Entry entry{"audit_entry_opened", "audit_entry", request.id};
        entry.member = found->member.value_or(OwnerId());
        for (const Change& change : found->changes) {
          if (change.personal) entry.changes.name(change.field.c_str(), true);
        }
        record(tx, call, entry, call.now);
      }
      return view(*std::move(found));
    });
  }

 private:
  sql::Database& db_;
  const crypto::Sealer& sealer_;
};

}  // namespace

void add_endpoints(api::Api& api, sql::Database& db, const crypto::Sealer& sealer) {
  const Endpoints endpoints(db, sealer);
  api.add<ListAudit, api::Page<AuditView>>(
      {.method = Method::get,
       .path = "/v1/audit",
       .operation = "list_audit",
       .tag = "audit",
       .permission = "audit:read",
       .summary = {"审计记录列表", "List the audit trail"},
       .description =
           {"谁在何时改了哪个对象的哪些字段、为什么，谁看过哪位会员的明文；最新的在前。个人信息只列"
            "出字段名。",
            "Who changed which fields of what, when and why, and who looked at whose data in the "
            "clear; the newest first. Of personal data only the names of the fields appear."},
       .errors = {ErrorCode::bad_cursor, ErrorCode::store_out_of_scope}},
      [endpoints](const Call& call, const ListAudit& request) {
        return endpoints.list(call, request);
      }
  );
  api.add<GetAudit, AuditView>(
      {.method = Method::get,
       .path = "/v1/audit/{id}",
       .operation = "open_audit_entry",
       .tag = "audit",
       .permission = "audit:reveal",
       .summary = {"打开一条审计记录", "Open an audit entry"},
       .description =
           {"连同个人信息变更前后的内容；打开本身也会被记录。",
            "With the personal data that was there before and after; that it was opened is "
            "recorded in turn."},
       .errors = {ErrorCode::audit_entry_not_found, ErrorCode::store_out_of_scope}},
      [endpoints](const Call& call, const GetAudit& request) {
        return endpoints.open(call, request);
      }
  );
}

}  // namespace guanxi::audit
