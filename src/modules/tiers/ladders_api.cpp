// The HTTP endpoints of ladders. They belong to the whole group: an actor limited to stores may
// read them.
#include "modules/tiers/desk.h"
#include "modules/tiers/ladder_rules.h"
#include "modules/tiers/ladders_types.h"

namespace guanxi::tiers {
namespace {

using api::Call;
using api::Method;
using api::Reply;

constexpr const char* changes_list = "tier_ladder_changes";

class LadderEndpoints {
 public:
  explicit LadderEndpoints(const Desk& desk) : desk_(desk) {}

  Result<Reply<LadderView>> add(const Call& call, const AddLadder& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    const auto id = desk_.programmes.find(request.programme);
    const auto programme = id ? desk_.programmes.shown(*id, call.now) : nullptr;
    if (!programme) {
      return fail(ErrorCode::programme_not_found, "/programme", {{"programme", request.programme}});
    }
    GX_TRY(
        ladder,
        desk_.ladders.add(
            *id, programme->currency, request.code, request.terms, request.reason, call, call.now
        )
    );
    auto made = reply(call, ladder);
    made.location = "/v1/tier-ladders/" + ladder.code;
    return made;
  }

  Result<Reply<LadderView>> put(const Call& call, const PutLadder& request) const {
    GX_TRY(ladder, expected(call, request.code));
    GX_TRY(
        after,
        desk_.ladders.change(
            ladder.id, ladder.version, request.terms, request.reason, call, call.now
        )
    );
    return reply(call, after);
  }

  Result<Reply<LadderView>> switch_on(const Call& call, const SwitchOnLadder& request) const {
    GX_TRY(ladder, expected(call, request.code));
    GX_TRY(
        after, desk_.ladders.switch_on(ladder.id, ladder.version, request.reason, call, call.now)
    );
    return reply(call, after);
  }

  Result<LadderList> list(const Call& call) const {
    return desk_.db.read([&](sql::Tx& tx) {
      LadderList list;
      for (const Ladder& ladder : list_ladders(tx)) {
        if (org::sees_programme(*desk_.org.snapshot(), call.actor, ladder.programme))
          list.items.push_back(view(tx, call, ladder));
      }
      return list;
    });
  }

  Result<Reply<LadderView>> get(const Call& call, const GetLadder& request) const {
    return desk_.db.read([&](sql::Tx& tx) -> Result<Reply<LadderView>> {
      GX_TRY(ladder, load_ladder(tx, desk_, call, request.code));
      return Reply<LadderView>{
          .body = view(tx, call, ladder), .etag = api::etag_of(ladder.version)};
    });
  }

  Result<LadderRules> rules(const Call&, const GetLadder& request) const {
    return desk_.db.read([&](sql::Tx& tx) -> Result<LadderRules> {
      const auto ladder = find_ladder(tx, request.code);
      const auto version =
          ladder ? find_version(tx, *ladder, ladder->in_force) : std::optional<Version>();
      if (!version) return fail(ErrorCode::tier_ladder_not_found, {}, {{"ladder", request.code}});
      return LadderRules{
          ladder->code,
          version->version,
          *version->effective_from,
          rules_text(version->terms, true),
          rules_text(version->terms, false)};
    });
  }

  Result<api::Page<LadderChangeView>> changes(const Call& call, const ListLadderChanges& request)
      const {
    std::optional<std::int64_t> before;
    if (request.cursor) {
      GX_TRY(parts, api::decode_cursor<std::int64_t>(changes_list, *request.cursor));
      before = std::get<0>(parts);
    }
    return desk_.db.read([&](sql::Tx& tx) -> Result<api::Page<LadderChangeView>> {
      GX_TRY(ladder, load_ladder(tx, desk_, call, request.code));
      api::Page<LadderChangeView> page;
      const std::int64_t end = before.value_or(ladder.version + 1);
      for (Change& change : changes_of(tx, ladder.id, end, request.limit)) {
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
      if (!page.items.empty() && page.items.back().version > 1)
        page.next_cursor = api::encode_cursor(changes_list, page.items.back().version);
      return page;
    });
  }

 private:
  /// The ladder with the version that the caller has seen.
  Result<Ladder> expected(const Call& call, const std::string& code) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    return desk_.db.read([&](sql::Tx& tx) -> Result<Ladder> {
      GX_TRY(ladder, load_ladder(tx, desk_, call, code));
      GX_TRY_VOID(api::check_if_match(call, api::etag_of(ladder.version)));
      return ladder;
    });
  }

  LadderView view(sql::Tx& tx, const Call& call, const Ladder& ladder) const {
    const auto programme = desk_.programmes.shown(ladder.programme, call.now);
    auto newest = find_version(tx, ladder, ladder.version);
    GX_CHECK(newest.has_value());
    return {
        ladder.id,
        programme ? programme->code : "",
        ladder.code,
        ladder.version,
        ladder.in_force > 0 ? std::optional(ladder.in_force) : std::nullopt,
        std::move(newest->terms),
        ladder.changed_at,
        ladder.changed_by};
  }

  Reply<LadderView> reply(const Call& call, const Ladder& ladder) const {
    return desk_.db.read([&](sql::Tx& tx) {
      return Reply<LadderView>{
          .body = view(tx, call, ladder), .etag = api::etag_of(ladder.version)};
    });
  }

  Desk desk_;
};

void add_reading(api::Api& api, const LadderEndpoints& endpoints) {
  using enum ErrorCode;
  api.add<Nothing, LadderList>(
      {.method = Method::get,
       .path = "/v1/tier-ladders",
       .operation = "list_tier_ladders",
       .tag = "tiers",
       .permission = "tiers:read",
       .summary = {"等级体系列表", "List the ladders of tiers"}},
      [endpoints](const Call& call, const Nothing&) { return endpoints.list(call); }
  );
  api.add<GetLadder, LadderView>(
      {.method = Method::get,
       .path = "/v1/tier-ladders/{code}",
       .operation = "get_tier_ladder",
       .tag = "tiers",
       .permission = "tiers:read",
       .summary = {"查询等级体系", "Read a ladder of tiers"},
       .description =
           {"给出最新版本的参数，无论是否已启用。",
            "With what its newest version says, switched on or not."},
       .errors = {tier_ladder_not_found}},
      [endpoints](const Call& call, const GetLadder& request) {
        return endpoints.get(call, request);
      }
  );
  api.add<ListLadderChanges, api::Page<LadderChangeView>>(
      {.method = Method::get,
       .path = "/v1/tier-ladders/{code}/changes",
       .operation = "list_tier_ladder_changes",
       .tag = "tiers",
       .permission = "tiers:read",
       .summary = {"等级体系的变更日志", "List the changes of a ladder"},
       .description =
           {"逐字段：谁、何时、改前、改后、原因；最新的在前。",
            "Field by field: who, when, before, after and why; the newest first."},
       .errors = {tier_ladder_not_found, bad_cursor}},
      [endpoints](const Call& call, const ListLadderChanges& request) {
        return endpoints.changes(call, request);
      }
  );
  api.add<GetLadder, LadderRules>(
      {.method = Method::get,
       .path = "/v1/tier-ladders/{code}/rules",
       .operation = "get_tier_rules",
       .tag = "tiers",
       .summary = {"给会员看的等级规则", "The rules of a ladder for members"},
       .description =
           {"公开，不含个人信息；由启用中的版本生成。",
            "Public, without personal data; written from the version in force."},
       .errors = {tier_ladder_not_found}},
      [endpoints](const Call& call, const GetLadder& request) {
        return endpoints.rules(call, request);
      }
  );
}

void add_writing(api::Api& api, const LadderEndpoints& endpoints) {
  using enum ErrorCode;
  api.add<AddLadder, LadderView>(
      {.method = Method::post,
       .path = "/v1/tier-ladders",
       .operation = "add_tier_ladder",
       .tag = "tiers",
       .permission = "tiers:configure",
       .summary = {"新增等级体系", "Add a ladder of tiers"},
       .description =
           {"先是草稿，启用后才生效。编码是幂等的依据：重复提交得到 code_taken。",
            "A draft until it is switched on. The code makes it safe to repeat: a second request "
            "is answered code_taken."},
       .success_status = 201,
       .errors = {programme_not_found, code_taken, currency_mismatch, store_out_of_scope}},
      [endpoints](const Call& call, const AddLadder& request) {
        return endpoints.add(call, request);
      }
  );
  api.add<PutLadder, LadderView>(
      {.method = Method::put,
       .path = "/v1/tier-ladders/{code}",
       .operation = "change_tier_ladder",
       .tag = "tiers",
       .permission = "tiers:configure",
       .summary = {"修改等级体系", "Change a ladder of tiers"},
       .description =
           {"整体替换，成为下一个版本的草稿；启用前不影响任何人。可在两个等级之间插入新等级；启用"
            "中的等级不能去掉。内容相同则不产生新版本。",
            "Replaces it as a whole as the draft of the next version, which concerns nobody until "
            "it is switched on. A tier may be put between two others; those in force stay. The "
            "same content makes no new version."},
       .errors =
           {tier_ladder_not_found,
            tier_in_use,
            code_taken,
            currency_mismatch,
            stale_version,
            conflict,
            store_out_of_scope},
       .needs_if_match = true},
      [endpoints](const Call& call, const PutLadder& request) {
        return endpoints.put(call, request);
      }
  );
  api.add<SwitchOnLadder, LadderView>(
      {.method = Method::post,
       .path = "/v1/tier-ladders/{code}/switch-on",
       .operation = "switch_on_tier_ladder",
       .tag = "tiers",
       .permission = "tiers:configure",
       .summary = {"启用等级体系的最新版本", "Switch the newest version of a ladder on"},
       .description =
           {"立即生效。达到新条件的会员随即升级；没有人因此降级，直到其周期结束。宜先试算。",
            "From now on. Members who reach more by it have it at once; nobody loses a tier before "
            "the period ends. Simulate it first."},
       .errors =
           {tier_ladder_not_found,
            tier_version_on,
            tier_rates_decided,
            stale_version,
            conflict,
            store_out_of_scope},
       .needs_if_match = true},
      [endpoints](const Call& call, const SwitchOnLadder& request) {
        return endpoints.switch_on(call, request);
      }
  );
}

}  // namespace

Result<Ladder> load_ladder(
    sql::Tx& tx, const Desk& desk, const api::Call& call, const std::string& code
) {
  auto ladder = find_ladder(tx, code);
  if (!ladder || !org::sees_programme(*desk.org.snapshot(), call.actor, ladder->programme))
    return fail(ErrorCode::tier_ladder_not_found, {}, {{"ladder", code}});
  return *std::move(ladder);
}

void add_ladder_endpoints(api::Api& api, const Desk& desk) {
  const LadderEndpoints endpoints(desk);
  add_reading(api, endpoints);
  add_writing(api, endpoints);
}

}  // namespace guanxi::tiers
