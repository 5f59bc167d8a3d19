// The HTTP endpoints of coupon templates: of the whole group, with every change in the audit trail.
#include <boost/describe/enum_to_string.hpp>

#include "modules/audit/audit.h"
#include "modules/coupons/desk.h"

namespace guanxi::coupons {
namespace {

using api::Call;
using api::Idempotency;
using api::Method;
using api::Reply;

constexpr const char* templates_tag = "coupons";

template <class Enum>
std::string word_of(Enum value) {
  return boost::describe::enum_to_string(value, "");
}

std::string date_text(const std::optional<Date>& date) { return date ? date->to_string() : ""; }

std::string pickups_text(const Template& one) {
  std::string text;
  for (const Pickup& pickup : one.pickups) {
    text +=
        (text.empty() ? "" : " ") + pickup.store.to_string() + ":" + std::to_string(pickup.stock);
  }
  return text;
}

/// Field by field; without `before` everything that is there.
audit::Changes template_changes(const std::optional<Template>& before, const Template& after) {
  audit::Changes changes;
  const auto add = [&](const char* field, const auto& text_of) {
    std::optional<std::string> old;
    if (before) old = text_of(*before);
    changes.add(field, std::move(old), std::optional<std::string>(text_of(after)));
  };
  using T = Template;
  const auto number = [&](const char* field, const auto& value_of) {
    add(field, [&](const T& t) { return std::to_string(value_of(t)); });
  };
  add("state", [](const T& t) { return word_of(t.state); });
  add("kind", [](const T& t) { return word_of(t.kind); });
  add("name_zh", [](const T& t) { return t.name_zh; });
  add("name_en", [](const T& t) { return t.name_en; });
  add("rule_code", [](const T& t) { return t.rule_code.value_or(""); });
  number("stock", [](const T& t) { return t.stock; });
  number("per_member_max", [](const T& t) { return t.per_member_max; });
  add("validity", [](const T& t) { return word_of(t.validity); });
  add("valid_from", [](const T& t) { return date_text(t.valid_from); });
  add("valid_until", [](const T& t) { return date_text(t.valid_until); });
  number("after_days", [](const T& t) { return t.after_days; });
  number("for_days", [](const T& t) { return t.for_days; });
  number("face_value", [](const T& t) { return t.face_value; });
  number("in_parts", [](const T& t) { return t.in_parts ? 1 : 0; });
  add("cost_owner", [](const T& t) { return t.cost_owner.value_or(""); });
  number("transferable", [](const T& t) { return t.transferable ? 1 : 0; });
  add("on_refund", [](const T& t) { return word_of(t.on_refund); });
  number("points_price", [](const T& t) { return t.points_price; });
  add("item", [](const T& t) { return t.item.value_or(""); });
  add("pickups", [](const T& t) { return pickups_text(t); });
  add("when_undone", [](const T& t) { return word_of(t.when_undone); });
  number("declared_value", [](const T& t) { return t.declared_value; });
  return changes;
}

void record_template(
    sql::Tx& tx,
    const Call& call,
    const char* action,
    const std::optional<Template>& before,
    const Template& after
) {
  audit::record(
      tx,
      call,
      {.action = action,
       .object_kind = "coupon_template",
       .object_id = after.id.to_string(),
       .changes = template_changes(before, after),
       .reason = after.reason},
      call.now
  );
}

class TemplateEndpoints {
 public:
  explicit TemplateEndpoints(const Desk& desk) : desk_(desk) {}

  Result<TemplateList> list(const Call& call, const ListTemplates& request) const {
    GX_TRY(programme, desk_.programme(call, request.programme));
    return db().read([&](sql::Tx& tx) -> Result<TemplateList> {
      TemplateList list;
      for (const Template& one : templates_of(tx, programme->programme)) {
        list.items.push_back(view(tx, call, *programme, one));
      }
      return list;
    });
  }

  Result<Reply<TemplateView>> get(const Call& call, const GetTemplate& request) const {
    return db().read([&](sql::Tx& tx) -> Result<Reply<TemplateView>> {
      GX_TRY(one, desk_.template_seen(tx, call, request.id));
      return reply(tx, call, one);
    });
  }

  Result<Reply<TemplateView>> add(const Call& call, const AddTemplate& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY(programme, desk_.programme(call, request.programme));
    return desk_.office().answers.once<TemplateView>(
        db(),
        call,
        "add_coupon_template",
        201,
        [&](sql::Tx& tx) -> Result<Reply<TemplateView>> {
          GX_TRY(wanted, template_in(*programme, request.terms));
          wanted.code = request.code;
          wanted.reason = request.reason;
          GX_TRY(added, put(tx, call, std::move(wanted)));
          record_template(tx, call, "coupon_template_added", std::nullopt, added);
          GX_TRY(answer, reply(tx, call, added));
          answer.location = "/v1/coupons/templates/" + added.id.to_string();
          return answer;
        }
    );
  }

  Result<Reply<TemplateView>> change(const Call& call, const ChangeTemplate& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    return db().write([&](sql::Tx& tx) -> Result<Reply<TemplateView>> {
      GX_TRY(before, desk_.template_seen(tx, call, request.id));
      GX_TRY_VOID(api::check_if_match(call, api::etag_of(before.version)));
      const auto programme = desk_.office().programmes.shown(before.programme, call.now);
      GX_CHECK(programme != nullptr);
      GX_TRY(wanted, template_in(*programme, request.terms));
      wanted.id = before.id;
      wanted.code = before.code;
      wanted.version = before.version;
      wanted.reason = request.reason;
      GX_TRY(after, put(tx, call, std::move(wanted)));
      record_template(tx, call, "coupon_template_changed", before, after);
      return reply(tx, call, after);
    });
  }

  Result<Reply<TemplateView>> move(const Call& call, const MoveTemplate& request, TemplateState to)
      const {
    GX_TRY_VOID(call.actor.check_unlimited());
    return db().write([&](sql::Tx& tx) -> Result<Reply<TemplateView>> {
      GX_TRY(before, desk_.template_seen(tx, call, request.id));
      GX_TRY_VOID(api::check_if_match(call, api::etag_of(before.version)));
      GX_TRY(
          after,
          move_template(
              tx,
              request.id,
              before.version,
              to,
              desk_.office().knows_rule,
              request.reason,
              call.actor.id,
              call.now
          )
      );
      const bool starts = to == TemplateState::active;
      const char* const action = starts ? "coupon_template_activated" : "coupon_template_stopped";
      record_template(tx, call, action, before, after);
      return reply(tx, call, after);
    });
  }

 private:
  sql::Database& db() const { return desk_.office().db; }

  Result<Template> put(sql::Tx& tx, const Call& call, Template wanted) const {
    auto done = put_template(
        tx,
        desk_.office().ids,
        std::move(wanted),
        desk_.office().knows_rule,
        call.actor.id,
        call.now
    );
    if (!done) return within_terms(done.error());
    return done;
  }

  Result<Template> template_in(const programmes::Version& programme, const TemplateTerms& terms)
      const {
    if (terms.face_value && terms.face_value->currency() != programme.currency) {
      return fail(ErrorCode::currency_mismatch, "/terms/face_value");
    }
    if (terms.declared_value && terms.declared_value->currency() != programme.currency) {
      return fail(ErrorCode::currency_mismatch, "/terms/declared_value");
    }
    Template one;
    one.programme = programme.programme;
    one.kind = terms.kind;
    one.name_zh = terms.name_zh;
    one.name_en = terms.name_en;
    one.rule_code = terms.rule_code;
    one.stock = terms.stock;
    one.per_member_max = terms.per_member_max;
    one.validity = terms.validity;
    one.valid_from = terms.valid_from;
    one.valid_until = terms.valid_until;
    one.after_days = terms.after_days;
    one.for_days = terms.for_days;
    one.face_value = terms.face_value ? terms.face_value->minor() : 0;
    one.in_parts = terms.in_parts;
    one.cost_owner = terms.cost_owner;
    one.transferable = terms.transferable;
    one.on_refund = terms.on_refund;
    one.points_price = terms.points_price.value_or(Points()).value();
    one.item = terms.item;
    one.when_undone = terms.when_undone;
    one.declared_value = terms.declared_value ? terms.declared_value->minor() : 0;
    const auto organisation = desk_.office().org.snapshot();
    for (std::size_t i = 0; i < terms.pickups.size(); ++i) {
      const std::string place = "/terms/pickups/" + std::to_string(i) + "/store";
      GX_TRY(store, desk_.store(terms.pickups[i].store, place));
      if (organisation->find_store(store)->programme != programme.programme) {
        return fail(ErrorCode::store_not_found, place, {{"store", terms.pickups[i].store}});
      }
      one.pickups.push_back({store, terms.pickups[i].stock});
    }
    return one;
  }

  Result<Reply<TemplateView>> reply(sql::Tx& tx, const Call& call, const Template& one) const {
    const auto programme = desk_.office().programmes.shown(one.programme, call.now);
    GX_CHECK(programme != nullptr);
    return Reply<TemplateView>{
        .body = view(tx, call, *programme, one), .etag = api::etag_of(one.version)};
  }

  TemplateView view(
      sql::Tx& tx, const Call& call, const programmes::Version& programme, const Template& one
  ) const {
    TemplateView view;
    view.id = one.id;
    view.programme = programme.code;
    view.code = one.code;
    view.version = one.version;
    view.state = one.state;
    TemplateTerms& terms = view.terms;
    terms.kind = one.kind;
    terms.name_zh = one.name_zh;
    terms.name_en = one.name_en;
    terms.rule_code = one.rule_code;
    terms.stock = one.stock;
    terms.per_member_max = one.per_member_max;
    terms.validity = one.validity;
    terms.valid_from = one.valid_from;
    terms.valid_until = one.valid_until;
    terms.after_days = one.after_days;
    terms.for_days = one.for_days;
    if (one.face_value > 0) terms.face_value = Money(one.face_value, programme.currency);
    terms.in_parts = one.in_parts;
    terms.cost_owner = one.cost_owner;
    terms.transferable = one.transferable;
    terms.on_refund = one.on_refund;
    if (one.points_price > 0) terms.points_price = Points(one.points_price);
    terms.item = one.item;
    terms.when_undone = one.when_undone;
    if (one.declared_value > 0)
      terms.declared_value = Money(one.declared_value, programme.currency);
    for (const Pickup& pickup : one.pickups) {
      const std::string store = desk_.store_code(pickup.store).value_or("");
      terms.pickups.push_back({store, pickup.stock});
      // How many another store handed out is not for this one's staff.
      if (pickup.taken > 0 && call.actor.in_scope(pickup.store))
        view.picked_up.push_back({store, pickup.taken});
    }
    view.taken = taken_of(tx, one.id);
    view.reason = one.reason;
    view.changed_at = one.changed_at;
    view.changed_by = one.changed_by;
    return view;
  }

  Desk desk_;
};

void add_template_reading(api::Api& api, const TemplateEndpoints& endpoints) {
  using enum ErrorCode;
  api.add<ListTemplates, TemplateList>(
      {.method = Method::get,
       .path = "/v1/coupons/templates",
       .operation = "list_coupon_templates",
       .tag = templates_tag,
       .permission = "coupons:read",
       .summary = {"券模板列表", "List the coupon templates"},
       .errors = {programme_not_found, no_parameters_in_force}},
      [endpoints](const Call& call, const ListTemplates& request) {
        return endpoints.list(call, request);
      }
  );
  api.add<GetTemplate, TemplateView>(
      {.method = Method::get,
       .path = "/v1/coupons/templates/{id}",
       .operation = "get_coupon_template",
       .tag = templates_tag,
       .permission = "coupons:read",
       .summary = {"查询券模板", "Read a coupon template"},
       .errors = {coupon_template_not_found}},
      [endpoints](const Call& call, const GetTemplate& request) {
        return endpoints.get(call, request);
      }
  );
}

void add_template_writing(api::Api& api, const TemplateEndpoints& endpoints) {
  using enum ErrorCode;
  api.add<AddTemplate, TemplateView>(
      {.method = Method::post,
       .path = "/v1/coupons/templates",
       .operation = "add_coupon_template",
       .tag = templates_tag,
       .permission = "coupons:write",
       .summary = {"新增券模板（草稿）", "Draft a coupon template"},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {programme_not_found,
            no_parameters_in_force,
            currency_mismatch,
            store_not_found,
            code_taken,
            pricing_rule_not_found,
            store_out_of_scope,
            idempotency_key_reused,
            conflict}},
      [endpoints](const Call& call, const AddTemplate& request) {
        return endpoints.add(call, request);
      }
  );
  api.add<ChangeTemplate, TemplateView>(
      {.method = Method::put,
       .path = "/v1/coupons/templates/{id}",
       .operation = "change_coupon_template",
       .tag = templates_tag,
       .permission = "coupons:write",
       .summary = {"修改券模板", "Change a coupon template"},
       .description =
           {"草稿可全部修改；启用后只能改名称、发放总量、每人限领和提货门店；停发后不能修改。",
            "A draft may change wholly, an active template its names, stock, limit per member and "
            "pick-ups only, a stopped one not at all."},
       .errors =
           {coupon_template_not_found,
            coupon_template_state,
            pricing_rule_not_found,
            currency_mismatch,
            store_not_found,
            store_out_of_scope,
            stale_version,
            conflict},
       .needs_if_match = true},
      [endpoints](const Call& call, const ChangeTemplate& request) {
        return endpoints.change(call, request);
      }
  );
  const auto add_move =
      [&](const char* path, const char* operation, api::Text summary, TemplateState to) {
        api.add<MoveTemplate, TemplateView>(
            {.method = Method::post,
             .path = path,
             .operation = operation,
             .tag = templates_tag,
             .permission = "coupons:write",
             .summary = summary,
             .errors =
                 {coupon_template_not_found,
                  coupon_template_state,
                  pricing_rule_not_found,
                  store_out_of_scope,
                  stale_version,
                  conflict},
             .needs_if_match = true},
            [endpoints, to](const Call& call, const MoveTemplate& request) {
              return endpoints.move(call, request, to);
            }
        );
      };
  add_move(
      "/v1/coupons/templates/{id}/activation",
      "activate_coupon_template",
      {"启用券模板", "Put a coupon template into use"},
      TemplateState::active
  );
  add_move(
      "/v1/coupons/templates/{id}/stop",
      "stop_coupon_template",
      {"停发券模板，已发的继续有效", "Issue no more of a coupon template; what is out stays"},
      TemplateState::stopped
  );
}

}  // namespace

void add_template_endpoints(api::Api& api, const Desk& desk) {
  const TemplateEndpoints endpoints(desk);
  add_template_reading(api, endpoints);
  add_template_writing(api, endpoints);
}

}  // namespace guanxi::coupons
