// The HTTP endpoints of members' tiers: where a member stands, the journal, and what is entered by
// hand.
#include <algorithm>

#include "base/naming.h"
#include "modules/payments/payments.h"
#include "modules/tiers/desk.h"
#include "modules/tiers/ladder_rules.h"
#include "modules/tiers/standing_types.h"
#include "modules/tiers/standing_view.h"
#include "modules/tiers/store.h"

namespace guanxi::tiers {
namespace {

using api::Call;
using api::Idempotency;
using api::Method;
using api::Page;
using api::Reply;

constexpr const char* growth_list = "growth";

class StandingEndpoints {
 public:
  explicit StandingEndpoints(const Desk& desk) : desk_(desk) {}

  Result<MemberTier> get(const Call& call, const GetStanding& request) const {
    return desk_.db.read([&](sql::Tx& tx) -> Result<MemberTier> {
      GX_TRY(member, find_member(tx, call, request.id));
      const auto programme = desk_.programmes.in_force(member.programme, call.now);
      if (!programme) return ErrorCode::no_parameters_in_force;
      const Today today{call.now, programme->zone.date_of(call.now)};
      const bool zh = call.language == api::Language::zh_cn;
      return MemberTier{member.id, shown_standings(tx, desk_.ladders, member, today, zh)};
    });
  }

  Result<Page<GrowthView>> list(const Call& call, const ListGrowth& request) const {
    std::optional<std::int64_t> before;
    if (request.cursor) {
      GX_TRY(parts, api::decode_cursor<std::int64_t>(growth_list, *request.cursor));
      before = std::get<0>(parts);
    }
    return desk_.db.read([&](sql::Tx& tx) -> Result<Page<GrowthView>> {
      GX_TRY(member, find_member(tx, call, request.id));
      GX_TRY(ladder, ladder_of(tx, call, member, request.ladder));
      Page<GrowthView> page;
      for (const Entry& entry : journal(tx, member.id, ladder.id, before, request.limit)) {
        page.items.push_back(view_of_entry(entry));
      }
      if (!page.items.empty() && page.items.back().seq > 1)
        page.next_cursor = api::encode_cursor(growth_list, page.items.back().seq);
      return page;
    });
  }

  Result<Reply<TierStanding>> grant(const Call& call, const GrantTier& request) const {
    GX_TRY_VOID(check_reason(request.reason));
    return enter(
        call,
        request.id,
        request.ladder,
        "grant_tier",
        [&](sql::Tx&, Progress& progress) -> Outcome {
          GX_TRY_VOID(check_known(progress, request.tier));
          const Date today = today_of(progress, call);
          const Date last = Date::never.plus_days(-366);
          if (request.until < today || request.until > last) {
            return fail(
                ErrorCode::out_of_range,
                "/until",
                {{"min", today.to_string()}, {"max", last.to_string()}}
            );
          }
          GX_TRY_VOID(check_gives(progress, request.tier, request.until));
          progress.grant(
              {.kind = EntryKind::granted, .note = request.reason}, request.tier, request.until
          );
          return ok();
        }
    );
  }

  Result<Reply<TierStanding>> end_grant(const Call& call, const EndGrant& request) const {
    GX_TRY_VOID(check_reason(request.reason));
    return enter(
        call,
        request.id,
        request.ladder,
        "end_tier_grant",
        [&](sql::Tx&, Progress& progress) -> Outcome {
          GX_TRY_VOID(check_known(progress, request.tier));
          Entry entry{.kind = EntryKind::grant_ended, .note = request.reason};
          if (progress.end_grant_of(std::move(entry), request.tier)) return ok();
          return fail(ErrorCode::tier_grant_not_found, "/tier", {{"tier", request.tier}});
        }
    );
  }

  Result<Reply<TierStanding>> buy(const Call& call, const BuyTier& request) const {
    const auto buy_it = [&](sql::Tx& tx, Progress& progress) -> Outcome {
      GX_TRY_VOID(check_known(progress, request.tier));
      const Version& version = progress.version();
      const Tier& tier = version.at(version.rank_of(request.tier));
      if (!tier.price) return fail(ErrorCode::tier_not_for_sale, "/tier", {{"tier", tier.code}});
      if (request.paid.currency() != tier.price->currency() ||
          request.paid.minor() != tier.price->minor()) {
        return fail(ErrorCode::tier_price_differs, "/paid", {{"price", tier.price->to_string()}});
      }
      const Date until =
          add_months(today_of(progress, call), version.terms.purchase_months).plus_days(-1);
      GX_TRY_VOID(check_gives(progress, tier.code, until));
      GX_TRY_VOID(payments::take(
          tx,
          {version.programme,
           request.reference,
           request.id,
           payments::Pays::tier,
           version.ladder.value()}
      ));
      progress.grant({.kind = EntryKind::purchased, .note = request.reference}, tier.code, until);
      return ok();
    };
    return enter(call, request.id, request.ladder, "buy_tier", buy_it);
  }

  Result<Reply<TierStanding>> behave(const Call& call, const EnterBehaviour& request) const {
    const auto enter_it = [&](sql::Tx&, Progress& progress) -> Outcome {
      const auto& known = progress.version().terms.sources.behaviours;
      const auto found = std::ranges::find(known, request.behaviour, &Behaviour::code);
      if (found == known.end()) {
        return fail(
            ErrorCode::tier_behaviour_not_found, "/behaviour", {{"behaviour", request.behaviour}}
        );
      }
      progress.enter(
          {.occurred_at = call.now,
           .counts_on = today_of(progress, call),
           .kind = EntryKind::behaviour,
           .growth = found->growth,
           .note = found->code}
      );
      return ok();
    };
    return enter(call, request.id, request.ladder, "enter_behaviour", enter_it);
  }

 private:
  Result<members::Member> find_member(sql::Tx& tx, const Call& call, OwnerId id) const {
    auto found = desk_.members.find_seen(tx, *desk_.org.snapshot(), call.actor, id);
    if (!found) return fail(ErrorCode::member_not_found, "/id");
    return *std::move(found);
  }
  Result<Ladder> ladder_of(
      sql::Tx& tx, const Call& call, const members::Member& member, const std::string& code
  ) const {
    auto ladder = load_ladder(tx, desk_, call, code);
    if (!ladder || ladder->programme != member.programme)
      return fail(ErrorCode::tier_ladder_not_found, "/ladder", {{"ladder", code}});
    return ladder;
  }

  Result<Progress> progress_of(
      sql::Tx& tx, const Call& call, const members::Member& member, const VersionPtr& version
  ) const {
    const auto programme = desk_.programmes.in_force(member.programme, call.now);
    if (!programme) return ErrorCode::no_parameters_in_force;
    return tiers::progress_of(
        tx,
        desk_.ladders,
        member,
        version->ladder,
        find_standing(tx, member.id, version->ladder),
        {call.now, programme->zone.date_of(call.now)}
    );
  }
  Date today_of(const Progress& progress, const Call& call) const {
    const auto programme = desk_.programmes.in_force(progress.version().programme, call.now);
    return programme->zone.date_of(call.now);
  }

  static Outcome check_known(const Progress& progress, const std::string& tier) {
    if (progress.version().rank(tier)) return ok();
    return fail(ErrorCode::tier_not_found, "/tier", {{"tier", tier}});
  }
  static Outcome check_gives(const Progress& progress, const std::string& tier, Date until) {
    if (progress.would_give(tier, until)) return ok();
    return fail(ErrorCode::tier_not_above, "/tier", {{"tier", progress.tier()}});
  }

  /// Once per key: `change(tx, progress)` on the member's standing, written.
  template <class Change>
  Result<Reply<TierStanding>> enter(
      const Call& call,
      OwnerId id,
      const std::string& code,
      std::string_view operation,
      const Change& change
  ) const {
    return desk_.first_answers.once<TierStanding>(
        desk_.db,
        call,
        operation,
        201,
        [&](sql::Tx& tx) -> Result<TierStanding> {
          GX_TRY(member, find_member(tx, call, id));
          if (member.state == members::State::frozen) return ErrorCode::member_frozen;
          if (member.state == members::State::closed) return ErrorCode::member_closed;
          GX_TRY(ladder, ladder_of(tx, call, member, code));
          const auto version = desk_.ladders.in_force(ladder.id, call.now);
          if (!version) return fail(ErrorCode::tier_ladder_off, "/ladder", {{"ladder", code}});
          GX_TRY(progress, progress_of(tx, call, member, version));
          GX_TRY_VOID(change(tx, progress));
          GX_TRY_VOID(write(tx, desk_.ids, progress, desk_.ids.next(), call.now, call.actor.id));
          return view_of(progress, call.language == api::Language::zh_cn);
        }
    );
  }

  static GrowthView view_of_entry(const Entry& entry) {
    GrowthView shown;
    shown.seq = entry.seq;
    shown.posted_at = entry.posted_at;
    shown.occurred_at = entry.occurred_at;
    shown.counts_on = entry.counts_on;
    shown.kind = entry.kind;
    if (entry.cause_id != 0) shown.cause = GrowthCauseId(entry.cause_id);
    if (entry.receipt_id != 0) shown.receipt = ReceiptId(entry.receipt_id);
    shown.growth = entry.growth;
    shown.tier_before = entry.tier_before;
    shown.tier_after = entry.tier_after;
    if (!entry.note.empty()) shown.note = entry.note;
    shown.actor = entry.actor;
    return shown;
  }

  Desk desk_;
};

void add_reading(api::Api& api, const StandingEndpoints& endpoints) {
  using enum ErrorCode;
  api.add<GetStanding, MemberTier>(
      {.method = Method::get,
       .path = "/v1/members/{id}/tier",
       .operation = "get_member_tier",
       .tag = "tiers",
       .permission = "tiers:read",
       .summary = {"查询会员等级", "Read a member's tier"},
       .description =
           {"现在的等级、成长值、离下一级和保级各差多少；每个数字都有说明。",
            "The tier, growth, what is missing to the next and to keep it; every number in words."},
       .errors = {member_not_found, no_parameters_in_force}},
      [endpoints](const Call& call, const GetStanding& request) {
        return endpoints.get(call, request);
      }
  );
  api.add<ListGrowth, Page<GrowthView>>(
      {.method = Method::get,
       .path = "/v1/members/{id}/tier/entries",
       .operation = "list_growth",
       .tag = "tiers",
       .permission = "tiers:read",
       .summary = {"成长值明细", "List the entries of growth"},
       .description =
           {"从最新的开始。分录不会被修改或删除。",
            "Newest first. Entries are never edited or deleted."},
       .errors = {member_not_found, tier_ladder_not_found, bad_cursor}},
      [endpoints](const Call& call, const ListGrowth& request) {
        return endpoints.list(call, request);
      }
  );
}

void add_writing(api::Api& api, const StandingEndpoints& endpoints) {
  using enum ErrorCode;
  api.add<GrantTier, TierStanding>(
      {.method = Method::post,
       .path = "/v1/members/{id}/tier/grants",
       .operation = "grant_tier",
       .tag = "tiers",
       .permission = "tiers:grant",
       .summary = {"人工授予等级", "Grant a tier by hand"},
       .description =
           {"到最后一天为止，不低于按成长值的等级。更高的短期授予不影响更长的。",
            "Through its last day; the tier by growth is never less by it. A higher one for a "
            "while "
            "leaves one that lasts longer as it is."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {member_not_found,
            member_frozen,
            member_closed,
            tier_ladder_not_found,
            tier_ladder_off,
            tier_not_found,
            tier_not_above,
            no_parameters_in_force,
            conflict}},
      [endpoints](const Call& call, const GrantTier& request) {
        return endpoints.grant(call, request);
      }
  );
  api.add<EndGrant, TierStanding>(
      {.method = Method::post,
       .path = "/v1/members/{id}/tier/grants/end",
       .operation = "end_tier_grant",
       .tag = "tiers",
       .permission = "tiers:grant",
       .summary = {"提前结束授予的等级", "End a granted tier before its day"},
       .description =
           {"授予或购买的都可以；按成长值的等级不受影响。",
            "Granted or bought alike; the tier by growth stays."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {member_not_found,
            member_frozen,
            member_closed,
            tier_ladder_not_found,
            tier_ladder_off,
            tier_not_found,
            tier_grant_not_found,
            no_parameters_in_force,
            conflict}},
      [endpoints](const Call& call, const EndGrant& request) {
        return endpoints.end_grant(call, request);
      }
  );
  api.add<BuyTier, TierStanding>(
      {.method = Method::post,
       .path = "/v1/members/{id}/tier/purchases",
       .operation = "buy_tier",
       .tag = "tiers",
       .permission = "tiers:sell",
       .summary = {"购买等级", "Note that a tier was bought"},
       .description =
           {"付款在别处完成，这里登记支付单号，一个单号只买一次；有效月数由等级体系规定。",
            "It was paid elsewhere, under the number given, which buys once; the ladder says how "
            "many months it is good for."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {member_not_found,
            member_frozen,
            member_closed,
            tier_ladder_not_found,
            tier_ladder_off,
            tier_not_found,
            tier_not_above,
            tier_not_for_sale,
            tier_price_differs,
            code_taken,
            no_parameters_in_force,
            conflict}},
      [endpoints](const Call& call, const BuyTier& request) { return endpoints.buy(call, request); }
  );
  api.add<EnterBehaviour, TierStanding>(
      {.method = Method::post,
       .path = "/v1/members/{id}/tier/behaviours",
       .operation = "enter_behaviour",
       .tag = "tiers",
       .permission = "tiers:enter",
       .summary = {"登记一次行为", "Note a behaviour that gives growth"},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {member_not_found,
            member_frozen,
            member_closed,
            tier_ladder_not_found,
            tier_ladder_off,
            tier_behaviour_not_found,
            no_parameters_in_force,
            conflict}},
      [endpoints](const Call& call, const EnterBehaviour& request) {
        return endpoints.behave(call, request);
      }
  );
}

}  // namespace

void add_standing_endpoints(api::Api& api, const Desk& desk) {
  const StandingEndpoints endpoints(desk);
  add_reading(api, endpoints);
  add_writing(api, endpoints);
}

void add_endpoints(api::Api& api, const Desk& desk) {
  add_ladder_endpoints(api, desk);
  add_simulation_endpoints(api, desk);
  add_standing_endpoints(api, desk);
}

}  // namespace guanxi::tiers
