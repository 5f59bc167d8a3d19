// The HTTP endpoints of paid membership. Plans belong to the whole group; what a member bought
// belongs to who sees the member.
#include "modules/audit/audit.h"
#include "modules/memberships/api_types.h"
#include "modules/org/org.h"
#include "platform/api/idempotency.h"

#include <boost/describe/enum_to_string.hpp>

namespace guanxi::memberships {
namespace {

using api::Call;
using api::Idempotency;
using api::Method;
using api::Reply;

constexpr const char* tag = "memberships";
constexpr const char* ending_list = "ending_memberships";
using ProgrammePtr = std::shared_ptr<const programmes::Version>;

std::string days_text(const std::vector<int>& days) {
  std::string text;
  for (const int one : days) text += (text.empty() ? "" : " ") + std::to_string(one);
  return text;
}

audit::Changes changes_between(const std::optional<Plan>& before, const Plan& after) {
  audit::Changes changes;
  const auto add = [&](const char* field, const auto& value_of) {
    changes.add(
        field,
        before ? std::optional<std::string>(value_of(*before)) : std::nullopt,
        std::optional<std::string>(value_of(after))
    );
  };
  const auto number = [&](const char* field, const auto& value_of) {
    add(field, [&](const Plan& p) { return std::to_string(value_of(p)); });
  };
  add("state",
      [](const Plan& p) { return std::string(boost::describe::enum_to_string(p.state, "")); });
  add("name_zh", [](const Plan& p) { return p.name_zh; });
  add("name_en", [](const Plan& p) { return p.name_en; });
  number("price", [](const Plan& p) { return p.price; });
  number("months", [](const Plan& p) { return p.months; });
  add("ladder", [](const Plan& p) { return p.ladder ? p.ladder->to_string() : std::string(); });
  add("tier", [](const Plan& p) { return p.tier; });
  number("renewal_days", [](const Plan& p) { return p.renewal_days; });
  number("grace_days", [](const Plan& p) { return p.grace_days; });
  add("reminder_days", [](const Plan& p) { return days_text(p.reminder_days); });
  number("refund_days", [](const Plan& p) { return p.refund_days; });
  return changes;
}

class Endpoints {
 public:
  explicit Endpoints(const Office& office) : office_(office) {}

  Result<PlanList> plans(const Call& call, const ListPlans& request) const {
    GX_TRY(programme, programme_of(call, request.programme));
    return office_.db.read([&](sql::Tx& tx) -> Result<PlanList> {
      PlanList list;
      for (const Plan& plan : plans_of(tx, programme->programme)) {
        list.items.push_back(view_of(tx, *programme, plan));
      }
      return list;
    });
  }

  Result<Reply<PlanView>> put(const Call& call, const PutPlan& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY(programme, programme_of(call, request.programme));
    return office_.db.write([&](sql::Tx& tx) -> Result<Reply<PlanView>> {
      const auto before = find_plan(tx, programme->programme, request.code);
      GX_TRY(plan, plan_in(tx, *programme, request));
      plan.version = before ? before->version : 0;
      GX_TRY_VOID(api::check_if_match(call, api::etag_of(plan.version)));
      GX_TRY(after, put_plan(tx, plan, call.actor.id, call.now));
      if (after.version != plan.version) record(tx, call, "membership_plan_put", before, after);
      return reply(tx, *programme, after);
    });
  }

  Result<Reply<PlanView>> retire(const Call& call, const RetirePlan& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY(programme, programme_of(call, request.programme));
    return office_.db.write([&](sql::Tx& tx) -> Result<Reply<PlanView>> {
      const auto before = find_plan(tx, programme->programme, request.code);
      const std::int64_t version = before ? before->version : 0;
      if (before) {
        GX_TRY_VOID(api::check_if_match(call, api::etag_of(version)));
      }
      GX_TRY(
          after,
          retire_plan(
              tx,
              programme->programme,
              request.code,
              version,
              request.reason,
              call.actor.id,
              call.now
          )
      );
      record(tx, call, "membership_plan_retired", before, after);
      return reply(tx, *programme, after);
    });
  }

  Result<MembershipList> get(const Call& call, const GetMemberships& request) const {
    return office_.db.read([&](sql::Tx& tx) -> Result<MembershipList> {
      GX_TRY(member, member_of(tx, call, request.id));
      const auto programme = office_.programmes.shown(member.programme, call.now);
      GX_CHECK(programme != nullptr);
      MembershipList list;
      const Date today = programme->zone.date_of(call.now);
      for (const Membership& one : memberships_of(tx, member.id, today)) {
        list.items.push_back(view_of(tx, one));
      }
      for (const Payment& one : payments_of(tx, member.id)) {
        list.payments.push_back(view_of(*programme, one));
      }
      return list;
    });
  }

  Result<Reply<MembershipAnswer>> buy(const Call& call, const BuyMembership& request) const {
    return once(call, request.id, "buy_membership", [&](sql::Tx& tx, const auto& member) {
      return memberships::buy(
          tx,
          desk(),
          member,
          {request.plan, request.paid, request.reference},
          call.actor.id,
          call.now
      );
    });
  }

  Result<Reply<MembershipAnswer>> renew(const Call& call, const BuyMembership& request) const {
    return once(call, request.id, "renew_membership", [&](sql::Tx& tx, const auto& member) {
      return memberships::renew(
          tx,
          desk(),
          member,
          {request.plan, request.paid, request.reference},
          call.actor.id,
          call.now
      );
    });
  }

  Result<Reply<MembershipAnswer>> cancel(const Call& call, const CancelMembership& request) const {
    return once(call, request.id, "cancel_membership", [&](sql::Tx& tx, const auto& member) {
      return memberships::cancel(
          tx,
          desk(),
          member,
          request.plan,
          request.number,
          request.without_refund,
          request.reason,
          call.actor.id,
          call.now
      );
    });
  }

  Result<api::Page<EndingView>> ending(const Call& call, const ListEnding& request) const {
    GX_TRY(programme, programme_of(call, request.programme));
    Ending after;
    if (request.cursor) {
      GX_TRY(
          parts,
          (api::decode_cursor<std::int64_t, std::int64_t, std::string>(ending_list, *request.cursor)
          )
      );
      const auto day = Date::from_yyyymmdd(std::get<0>(parts));
      if (!day) return fail(ErrorCode::bad_cursor, "/cursor");
      after = {*day, OwnerId(std::get<1>(parts)), std::get<2>(parts)};
    }
    const Date today = programme->zone.date_of(call.now);
    return office_.db.read([&](sql::Tx& tx) -> Result<api::Page<EndingView>> {
      auto found = memberships::ending(
          tx, programme->programme, today, request.until, after, request.limit + 1
      );
      const bool more = std::ssize(found) > request.limit;
      if (more) found.pop_back();
      api::Page<EndingView> page;
      if (more) {
        const Ending& last = found.back();
        page.next_cursor =
            api::encode_cursor(ending_list, last.until.yyyymmdd(), last.owner.value(), last.plan);
      }
      for (const Ending& one : found) page.items.push_back({one.owner, one.plan, one.until});
      return page;
    });
  }

 private:
  Desk desk() const { return {office_.ids, office_.ladders, office_.programmes}; }

  Result<ProgrammePtr> programme_of(const Call& call, const std::string& code) const {
    const auto id = office_.programmes.find(code);
    const auto programme = id ? office_.programmes.shown(*id, call.now) : nullptr;
    if (!programme || !org::sees_programme(*office_.org.snapshot(), call.actor, *id)) {
      return fail(ErrorCode::programme_not_found, "/programme", {{"programme", code}});
    }
    return programme;
  }

  Result<members::Member> member_of(sql::Tx& tx, const Call& call, OwnerId id) const {
    auto member = office_.members.find_seen(tx, *office_.org.snapshot(), call.actor, id);
    if (!member) return fail(ErrorCode::member_not_found, "/id");
    return *std::move(member);
  }

  /// Once per key: an action on what a member has. Who did it stands with the payment.
  template <class Action>
  Result<Reply<MembershipAnswer>> once(
      const Call& call, OwnerId id, std::string_view operation, const Action& action
  ) const {
    return office_.answers.once<MembershipAnswer>(
        office_.db,
        call,
        operation,
        201,
        [&](sql::Tx& tx) -> Result<MembershipAnswer> {
          GX_TRY(member, member_of(tx, call, id));
          GX_TRY(done, action(tx, member));
          const auto programme = office_.programmes.shown(member.programme, call.now);
          GX_CHECK(programme != nullptr);
          return MembershipAnswer{view_of(tx, done.membership), view_of(*programme, done.payment)};
        }
    );
  }

  Result<Plan> plan_in(sql::Tx& tx, const programmes::Version& programme, const PutPlan& request)
      const {
    const PlanContent& content = request.content;
    if (content.price.currency() != programme.currency) {
      return fail(ErrorCode::currency_mismatch, "/content/price");
    }
    Plan plan;
    plan.programme = programme.programme;
    plan.code = request.code;
    plan.name_zh = content.name_zh;
    plan.name_en = content.name_en;
    plan.price = content.price.minor();
    plan.months = content.months;
    plan.renewal_days = content.renewal_days;
    plan.grace_days = content.grace_days;
    plan.reminder_days = content.reminder_days;
    plan.refund_days = content.refund_days;
    plan.reason = request.reason;
    if (content.ladder.has_value() != content.tier.has_value()) {
      const char* const field = content.ladder ? "tier" : "ladder";
      return fail(ErrorCode::missing_field, std::string("/content/") + field, {{"field", field}});
    }
    if (content.ladder) {
      const auto ladder = tiers::find_ladder(tx, *content.ladder);
      if (!ladder || ladder->programme != programme.programme) {
        return fail(
            ErrorCode::tier_ladder_not_found, "/content/ladder", {{"ladder", *content.ladder}}
        );
      }
      const auto version = tiers::find_version(tx, *ladder, ladder->in_force);
      if (!version) {
        return fail(ErrorCode::tier_ladder_off, "/content/ladder", {{"ladder", ladder->code}});
      }
      if (!version->rank(*content.tier)) {
        return fail(ErrorCode::tier_not_found, "/content/tier", {{"tier", *content.tier}});
      }
      plan.ladder = ladder->id;
      plan.tier = *content.tier;
    }
    return plan;
  }

  static PlanView view_of(sql::Tx& tx, const programmes::Version& programme, const Plan& plan) {
    PlanView view;
    view.programme = programme.code;
    view.code = plan.code;
    view.version = plan.version;
    view.state = plan.state;
    view.content = {
        plan.name_zh,
        plan.name_en,
        Money(plan.price, programme.currency),
        plan.months,
        {},
        {},
        plan.renewal_days,
        plan.grace_days,
        plan.reminder_days,
        plan.refund_days};
    if (plan.ladder) {
      const auto ladder = tiers::find_ladder(tx, *plan.ladder);
      if (ladder) view.content.ladder = ladder->code;
      view.content.tier = plan.tier;
    }
    view.reason = plan.reason;
    view.created_at = plan.created_at;
    view.created_by = plan.created_by;
    return view;
  }

  static Reply<PlanView> reply(
      sql::Tx& tx, const programmes::Version& programme, const Plan& plan
  ) {
    return {.body = view_of(tx, programme, plan), .etag = api::etag_of(plan.version)};
  }

  static MembershipView view_of(sql::Tx& tx, const Membership& one) {
    MembershipView view{
        one.plan, one.plan_version, one.state, one.since, one.until, std::nullopt, std::nullopt};
    if (one.state != State::running) return view;
    const auto plan = find_plan(tx, one.programme, one.plan, one.plan_version);
    GX_CHECK(plan.has_value());
    view.grace_until = last_day(*plan, one.until);
    view.renewable_from = one.until.plus_days(-plan->renewal_days);
    return view;
  }

  static PaymentView view_of(const programmes::Version& programme, const Payment& one) {
    PaymentView view;
    view.id = PaymentId(one.id);
    view.plan = one.plan;
    view.plan_version = one.plan_version;
    view.kind = one.kind;
    view.from = one.from;
    view.until = one.until;
    view.paid = Money(one.paid, programme.currency);
    view.reference = one.reference;
    view.paid_at = one.paid_at;
    view.paid_by = one.paid_by;
    view.cancelled_at = one.cancelled_at;
    view.cancelled_why = one.cancelled_why;
    if (one.cancelled_at) view.refunded = Money(one.refunded, programme.currency);
    return view;
  }

  static void record(
      sql::Tx& tx,
      const Call& call,
      const char* action,
      const std::optional<Plan>& before,
      const Plan& after
  ) {
    audit::record(
        tx,
        call,
        {.action = action,
         .object_kind = "membership_plan",
         .object_id = after.programme.to_string() + "." + after.code,
         .changes = changes_between(before, after),
         .reason = after.reason},
        call.now
    );
  }

  Office office_;
};

void add_plans(api::Api& api, const Endpoints& endpoints) {
  using enum ErrorCode;
  api.add<ListPlans, PlanList>(
      {.method = Method::get,
       .path = "/v1/programmes/{programme}/membership-plans",
       .operation = "list_membership_plans",
       .tag = tag,
       .permission = "memberships:read",
       .summary = {"付费会员方案", "The plans of paid membership"},
       .description = {"每一版都在。", "Every version."},
       .errors = {programme_not_found}},
      [endpoints](const Call& call, const ListPlans& request) {
        return endpoints.plans(call, request);
      }
  );
  api.add<PutPlan, PlanView>(
      {.method = Method::put,
       .path = "/v1/programmes/{programme}/membership-plans/{code}",
       .operation = "put_membership_plan",
       .tag = tag,
       .permission = "memberships:configure",
       .summary = {"新增付费会员方案或其下一版", "Add a plan, or its next version"},
       .description =
           {"方案从不修改：变更即下一版，已付的各期仍按当时的版本。新方案的 If-Match 为 \"0\"。",
            "A plan is never edited: a change is the next version, and terms that were paid keep "
            "theirs. If-Match of a new plan is \"0\"."},
       .errors =
           {programme_not_found,
            currency_mismatch,
            tier_ladder_not_found,
            tier_ladder_off,
            tier_not_found,
            membership_plan_retired,
            store_out_of_scope,
            stale_version},
       .needs_if_match = true},
      [endpoints](const Call& call, const PutPlan& request) { return endpoints.put(call, request); }
  );
  api.add<RetirePlan, PlanView>(
      {.method = Method::post,
       .path = "/v1/programmes/{programme}/membership-plans/{code}/retirement",
       .operation = "retire_membership_plan",
       .tag = tag,
       .permission = "memberships:configure",
       .summary = {"停售付费会员方案", "Sell a plan no more"},
       .description =
           {"已购的继续到期满，不能再续。",
            "What was bought goes on to its end and cannot be renewed."},
       .errors =
           {programme_not_found,
            membership_plan_not_found,
            membership_plan_retired,
            store_out_of_scope,
            stale_version},
       .needs_if_match = true},
      [endpoints](const Call& call, const RetirePlan& request) {
        return endpoints.retire(call, request);
      }
  );
  api.add<ListEnding, api::Page<EndingView>>(
      {.method = Method::get,
       .path = "/v1/programmes/{programme}/memberships/ending",
       .operation = "list_ending_memberships",
       .tag = tag,
       .permission = "memberships:read",
       .summary = {"将到期的付费会员", "Memberships that end soon"},
       .description =
           {"从今天到 until 到期的，按到期日。",
            "Those that end from today to until, by that day."},
       .errors = {programme_not_found, bad_cursor}},
      [endpoints](const Call& call, const ListEnding& request) {
        return endpoints.ending(call, request);
      }
  );
}

void add_selling(api::Api& api, const Endpoints& endpoints) {
  using enum ErrorCode;
  const std::vector<ErrorCode> refusals = {
      member_not_found,
      member_frozen,
      member_closed,
      membership_plan_not_found,
      membership_plan_retired,
      membership_not_found,
      membership_state,
      membership_price_differs,
      code_taken,
      tier_ladder_off,
      tier_not_found,
      no_parameters_in_force,
      idempotency_key_reused,
      conflict};
  api.add<GetMemberships, MembershipList>(
      {.method = Method::get,
       .path = "/v1/members/{id}/memberships",
       .operation = "get_memberships",
       .tag = tag,
       .permission = "memberships:read",
       .summary = {"会员的付费会员资格", "A member's paid memberships"},
       .errors = {member_not_found}},
      [endpoints](const Call& call, const GetMemberships& request) {
        return endpoints.get(call, request);
      }
  );
  api.add<BuyMembership, MembershipAnswer>(
      {.method = Method::post,
       .path = "/v1/members/{id}/memberships",
       .operation = "buy_membership",
       .tag = tag,
       .permission = "memberships:sell",
       .summary = {"购买付费会员", "Buy a paid membership"},
       .description =
           {"款项已在别处收讫；金额须与方案价格完全一致，同一支付单号只能付一次。等级即刻生效。",
            "The money was taken elsewhere; it has to be the plan's price exactly, and a payment "
            "pays once. The tier counts at once."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors = refusals},
      [endpoints](const Call& call, const BuyMembership& request) {
        return endpoints.buy(call, request);
      }
  );
  api.add<BuyMembership, MembershipAnswer>(
      {.method = Method::post,
       .path = "/v1/members/{id}/memberships/{plan}/renewals",
       .operation = "renew_membership",
       .tag = tag,
       .permission = "memberships:sell",
       .summary = {"续费", "Renew a paid membership"},
       .description =
           {"有效期内或宽限期内从原到期日接续，之后从今天开始；按现行版本的价格。",
            "While it runs or is in grace the new term goes on from the end, later from today; at "
            "the price of the plan's newest version."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors = refusals},
      [endpoints](const Call& call, const BuyMembership& request) {
        return endpoints.renew(call, request);
      }
  );
  api.add<CancelMembership, MembershipAnswer>(
      {.method = Method::post,
       .path = "/v1/members/{id}/memberships/{plan}/cancellation",
       .operation = "cancel_membership",
       .tag = tag,
       .permission = "memberships:sell",
       .summary = {"取消付费会员", "Cancel a paid membership"},
       .description =
           {"取消最近付费的一期：在方案规定的天数内且未使用（尚未开始，或付费后没有消费）全额退；否"
            "则只能"
            "放弃退款。应退金额记录在案，退款在别处办理。前一期仍有效的恢复为前一期。",
            "Takes back the term that was paid last: in full within the plan's days and not used "
            "(it has not begun, or nothing was bought since), else only without a refund. What is "
            "to be returned is kept; the money goes back elsewhere. An earlier term that still "
            "runs counts again."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {member_not_found,
            membership_not_found,
            membership_state,
            not_eligible,
            tier_ladder_off,
            tier_not_found,
            no_parameters_in_force,
            idempotency_key_reused,
            conflict}},
      [endpoints](const Call& call, const CancelMembership& request) {
        return endpoints.cancel(call, request);
      }
  );
}

}  // namespace

void add_endpoints(api::Api& api, const Office& office) {
  const Endpoints endpoints(office);
  add_plans(api, endpoints);
  add_selling(api, endpoints);
}

}  // namespace guanxi::memberships
