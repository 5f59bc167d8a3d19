// The HTTP endpoints of registrations. Terms belong to the whole group and are read by who has to
// do with the programme; how a member joined belongs to who sees the member.
#include "modules/audit/audit.h"
#include "modules/consents/consents.h"
#include "modules/members/members.h"
#include "modules/memberships/memberships.h"
#include "modules/org/org.h"
#include "modules/programmes/programmes.h"
#include "modules/registrations/api_types.h"
#include "platform/api/idempotency.h"

#include <boost/describe/enum_to_string.hpp>

namespace guanxi::registrations {
namespace {

using api::Call;
using api::Method;
using api::Reply;

constexpr const char* tag = "registrations";
constexpr const char* referrals_list = "referrals";

std::optional<std::string> unless_empty(std::string text) {
  if (text.empty()) return std::nullopt;
  return text;
}

template <class Enum>
std::string words(const std::vector<Enum>& all) {
  std::string text;
  for (const Enum one : all) {
    if (!text.empty()) text += ' ';
    text += boost::describe::enum_to_string(one, "");
  }
  return text;
}

audit::Changes changes_of(const Terms& before, const Terms& after) {
  audit::Changes changes;
  const auto add = [&](const char* field, const auto& value_of) {
    changes.add(field, unless_empty(value_of(before)), unless_empty(value_of(after)));
  };
  add("channels", [](const Terms& t) { return words(t.channels); });
  add("proved_channels", [](const Terms& t) { return words(t.proved_channels); });
  add("required", [](const Terms& t) { return words(t.required); });
  add("age_min", [](const Terms& t) { return std::to_string(t.age_min); });
  add("under_14", [](const Terms& t) { return words(std::vector{t.under_14}); });
  add("charter", [](const Terms& t) { return t.charter; });
  add("entry", [](const Terms& t) { return words(std::vector{t.entry}); });
  add("entry_amount", [](const Terms& t) { return std::to_string(t.entry_amount); });
  add("plans", [](const Terms& t) {
    std::string text;
    for (const std::string& plan : t.plans) text += (text.empty() ? "" : " ") + plan;
    return text;
  });
  add("newcomer_points", [](const Terms& t) { return std::to_string(t.newcomer_points.value()); });
  add("referrer_points", [](const Terms& t) { return std::to_string(t.referrer_points.value()); });
  add("referrer_when", [](const Terms& t) { return words(std::vector{t.referrer_when}); });
  add("referrer_month_max", [](const Terms& t) {
    return t.referrer_month_max ? std::to_string(*t.referrer_month_max) : std::string();
  });
  return changes;
}

Result<Terms> terms_in(const TermsBody& body, const Currency& currency) {
  Terms terms{
      .channels = body.channels,
      .proved_channels = body.proved_channels,
      .required = body.required,
      .age_min = body.age_min,
      .under_14 = body.under_14,
      .charter = body.charter.value_or(""),
      .entry = body.entry,
      .entry_amount = 0,
      .plans = body.plans,
      .newcomer_points = body.newcomer_points,
      .referrer_points = body.referrer_points,
      .referrer_when = body.referrer_when,
      .referrer_month_max = body.referrer_month_max};
  if (body.entry_amount) {
    if (body.entry_amount->currency() != currency) {
      return fail(ErrorCode::currency_mismatch, "/terms/entry_amount");
    }
    terms.entry_amount = body.entry_amount->minor();
  } else if (body.entry == Entry::receipt) {
    return fail(ErrorCode::missing_field, "/terms/entry_amount", {{"field", "entry_amount"}});
  }
  return terms;
}

TermsBody body_of(const Terms& terms, const Currency& currency) {
  TermsBody body;
  body.channels = terms.channels;
  body.proved_channels = terms.proved_channels;
  body.required = terms.required;
  body.age_min = terms.age_min;
  body.under_14 = terms.under_14;
  body.charter = unless_empty(terms.charter);
  body.entry = terms.entry;
  if (terms.entry_amount > 0) body.entry_amount = Money(terms.entry_amount, currency);
  body.plans = terms.plans;
  body.newcomer_points = terms.newcomer_points;
  body.referrer_points = terms.referrer_points;
  body.referrer_when = terms.referrer_when;
  body.referrer_month_max = terms.referrer_month_max;
  return body;
}

using ProgrammePtr = std::shared_ptr<const programmes::Version>;

TermsView view_of(const ProgrammePtr& programme, const Version& version) {
  TermsView view;
  view.programme = programme->code;
  view.version = version.version;
  view.terms = body_of(version.terms, programme->currency);
  if (version.version > 0) {
    view.reason = version.reason;
    view.created_at = version.created_at;
    view.created_by = version.created_by;
  }
  return view;
}

class Endpoints {
 public:
  explicit Endpoints(const Office& office) : office_(office) {}

  Result<Reply<TermsView>> get(const Call& call, const GetTerms& request) const {
    GX_TRY(programme, programme_of(call, request.programme));
    return office_.db.read([&](sql::Tx& tx) -> Result<Reply<TermsView>> {
      const Version version = terms_of(tx, programme->programme);
      return Reply<TermsView>{
          .body = view_of(programme, version), .etag = api::etag_of(version.version)};
    });
  }

  Result<TermsList> versions(const Call& call, const GetTerms& request) const {
    GX_TRY(programme, programme_of(call, request.programme));
    return office_.db.read([&](sql::Tx& tx) -> Result<TermsList> {
      TermsList list;
      for (const Version& version : versions_of(tx, programme->programme)) {
        list.items.push_back(view_of(programme, version));
      }
      return list;
    });
  }

  Result<Reply<TermsView>> put(const Call& call, const PutTerms& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());
    GX_TRY(programme, programme_of(call, request.programme));
    GX_TRY(terms, terms_in(request.terms, programme->currency));
    return office_.db.write([&](sql::Tx& tx) -> Result<Reply<TermsView>> {
      const Version before = terms_of(tx, programme->programme);
      GX_TRY_VOID(check_named(tx, programme->programme, terms, call.now));
      GX_TRY_VOID(api::check_if_match(call, api::etag_of(before.version)));
      GX_TRY(
          after,
          publish(
              tx,
              programme->programme,
              before.version,
              terms,
              request.reason,
              call.actor.id,
              call.now
          )
      );
      if (after.version != before.version) {
        audit::record(
            tx,
            call,
            {.action = "registration_terms_published",
             .object_kind = "registration_terms",
             .object_id = programme->programme.to_string(),
             .changes = changes_of(before.version > 0 ? before.terms : Terms(), after.terms),
             .reason = request.reason},
            call.now
        );
      }
      return Reply<TermsView>{
          .body = view_of(programme, after), .etag = api::etag_of(after.version)};
    });
  }

  Result<Reply<PhoneCodeView>> issue(const Call& call, const IssuePhoneCode& request) const {
    GX_TRY(programme, programme_of(call, request.programme));
    const auto phone = Phone::parse(request.phone);
    if (!phone) return fail(ErrorCode::bad_format, "/phone", {{"expected", "@phone"}});
    GX_TRY(code, office_.codes.issue(programme->programme, *phone, call.actor.id, call.now));
    return Reply<PhoneCodeView>{
        .body = {code.id, code.issued_at, code.expires_at},
        .location = "/v1/registration-codes/" + code.id.to_string()};
  }

  Result<PhoneCodeDigits> digits(const Call& call, const ReadPhoneCode& request) const {
    return office_.db.write([&](sql::Tx& tx) -> Result<PhoneCodeDigits> {
      const auto code = office_.codes.find(tx, request.id);
      if (!code || !org::sees_programme(*office_.org.snapshot(), call.actor, code->programme)) {
        return fail(ErrorCode::proof_not_found, "/id");
      }
      GX_TRY(digits, office_.codes.digits_of(tx, request.id, call.now));
      audit::record(
          tx,
          call,
          {.action = "registration_code_read",
           .object_kind = "registration_code",
           .object_id = request.id.to_string()},
          call.now
      );
      return PhoneCodeDigits{request.id, digits};
    });
  }

  Result<RegistrationView> registration(const Call& call, const GetRegistration& request) const {
    return office_.db.read([&](sql::Tx& tx) -> Result<RegistrationView> {
      GX_TRY(member, member_of(tx, call, request.id));
      const auto programme = office_.programmes.shown(member.programme, call.now);
      RegistrationView view;
      view.id = member.id;
      view.programme = programme ? programme->code : "";
      view.channel = member.channel;
      view.joined_on = member.joined_on;
      view.store = store_code(member.joined_store);
      const auto found = find(tx, member.id);
      if (!found) return view;
      view.recorded = true;
      view.terms_version = found->terms_version;
      view.charter = unless_empty(found->charter);
      if (view.charter) view.charter_version = found->charter_version;
      view.guardian = found->guardian;
      view.phone_proved = found->phone_proved;
      view.referrer = found->referrer;
      view.receipt = found->receipt;
      view.membership = unless_empty(found->membership);
      view.gift_points = found->gift_points;
      view.registered_at = found->registered_at;
      view.registered_by = found->registered_by;
      return view;
    });
  }

  Result<api::Page<ReferralView>> referrals(const Call& call, const ListReferrals& request) const {
    OwnerId before;
    if (request.cursor) {
      GX_TRY(
          parts, (api::decode_cursor<std::int64_t, std::int64_t>(referrals_list, *request.cursor))
      );
      if (std::get<0>(parts) != request.id.value() || std::get<1>(parts) < 1) {
        return fail(ErrorCode::bad_cursor, "/cursor");
      }
      before = OwnerId(std::get<1>(parts));
    }
    return office_.db.read([&](sql::Tx& tx) -> Result<api::Page<ReferralView>> {
      GX_TRY_VOID(member_of(tx, call, request.id));
      auto found = referrals_of(tx, request.id, before, request.limit + 1);
      const bool more = std::ssize(found) > request.limit;
      if (more) found.pop_back();
      api::Page<ReferralView> page;
      if (more) {
        page.next_cursor =
            api::encode_cursor(referrals_list, request.id.value(), found.back().newcomer.value());
      }
      for (const Referral& one : found) {
        page.items.push_back(
            {one.newcomer, one.state, one.points, one.registered_at, one.decided_at}
        );
      }
      return page;
    });
  }

 private:
  /// Terms that name what is not there would let nobody join.
  static Outcome check_named(sql::Tx& tx, ProgrammeId programme, const Terms& terms, Instant now) {
    if (!terms.charter.empty()) {
      const auto text = consents::find_text(tx, programme, terms.charter, std::nullopt, now);
      if (!text || text->purpose != consents::Purpose::membership) {
        return fail(ErrorCode::consent_text_not_found, "/terms/charter", {{"text", terms.charter}});
      }
    }
    for (std::size_t i = 0; i < terms.plans.size(); ++i) {
      if (memberships::find_plan(tx, programme, terms.plans[i])) continue;
      return fail(
          ErrorCode::membership_plan_not_found,
          "/terms/plans/" + std::to_string(i),
          {{"plan", terms.plans[i]}}
      );
    }
    return ok();
  }
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
    if (!member) return ErrorCode::member_not_found;
    return *std::move(member);
  }

  std::optional<std::string> store_code(std::optional<StoreId> id) const {
    if (!id) return std::nullopt;
    const auto organisation = office_.org.snapshot();
    const org::Store* const store = organisation->find_store(*id);
    return store != nullptr ? std::optional(store->code) : std::nullopt;
  }

  Office office_;
};

void add_terms(api::Api& api, const Endpoints& endpoints) {
  using enum ErrorCode;
  api.add<GetTerms, TermsView>(
      {.method = Method::get,
       .path = "/v1/programmes/{programme}/registration-terms",
       .operation = "get_registration_terms",
       .tag = tag,
       .permission = "registrations:read",
       .summary = {"现行入会条件", "The terms of registration in force"},
       .description =
           {"没有设过条件时版本为 0，所有渠道开放，不要求任何内容。",
            "Version 0, open to everybody, where the programme has none."},
       .errors = {programme_not_found}},
      [endpoints](const Call& call, const GetTerms& request) {
        return endpoints.get(call, request);
      }
  );
  api.add<GetTerms, TermsList>(
      {.method = Method::get,
       .path = "/v1/programmes/{programme}/registration-terms/versions",
       .operation = "list_registration_terms",
       .tag = tag,
       .permission = "registrations:read",
       .summary = {"各版入会条件", "Every version of the terms"},
       .errors = {programme_not_found}},
      [endpoints](const Call& call, const GetTerms& request) {
        return endpoints.versions(call, request);
      }
  );
  api.add<PutTerms, TermsView>(
      {.method = Method::put,
       .path = "/v1/programmes/{programme}/registration-terms",
       .operation = "put_registration_terms",
       .tag = tag,
       .permission = "registrations:configure",
       .summary = {"修改入会条件", "Change the terms of registration"},
       .description =
           {"整体替换，成为下一版，立即生效；已入会的人与已承诺的奖励不受影响。内容相同则不产生新版"
            "本"
            "。",
            "Replaces them as a whole as the next version, in force at once. Who has joined, and "
            "rewards that were promised, stay as they are. The same content makes no version."},

       .errors =
           {programme_not_found,
            currency_mismatch,
            consent_text_not_found,
            membership_plan_not_found,
            store_out_of_scope,
            stale_version},
       .needs_if_match = true},
      [endpoints](const Call& call, const PutTerms& request) {
        return endpoints.put(call, request);
      }
  );
}

void add_codes(api::Api& api, const Endpoints& endpoints) {
  using enum ErrorCode;
  api.add<IssuePhoneCode, PhoneCodeView>(
      {.method = Method::post,
       .path = "/v1/programmes/{programme}/registration-codes",
       .operation = "issue_registration_code",
       .tag = tag,
       .permission = "registrations:code",
       .summary = {"生成入会验证码", "Make a one-time code for joining"},
       .description =
           {"取代同一手机号未用的验证码。由请求的渠道负责发送；手机号与数字都不保存。",
            "In the place of an open one for the same phone. The channel that asks delivers it; "
            "neither the phone nor the digits are stored."},
       .success_status = 201,
       .errors = {programme_not_found, no_parameters_in_force, one_time_codes_too_many}},
      [endpoints](const Call& call, const IssuePhoneCode& request) {
        return endpoints.issue(call, request);
      }
  );
  api.add<ReadPhoneCode, PhoneCodeDigits>(
      {.method = Method::get,
       .path = "/v1/registration-codes/{id}",
       .operation = "read_registration_code",
       .tag = tag,
       .permission = "proofs:reveal",
       .summary = {"读取入会验证码", "Read the digits of a code"},
       .description =
           {"供发送验证码的程序使用；每次读取都留下审计记录。",
            "For whoever delivers it; every reading leaves an audit record."},
       .errors = {proof_not_found}},
      [endpoints](const Call& call, const ReadPhoneCode& request) {
        return endpoints.digits(call, request);
      }
  );
}

void add_reading(api::Api& api, const Endpoints& endpoints) {
  using enum ErrorCode;
  api.add<GetRegistration, RegistrationView>(
      {.method = Method::get,
       .path = "/v1/members/{id}/registration",
       .operation = "get_registration",
       .tag = tag,
       .permission = "members:read",
       .summary = {"会员如何入会", "How a member joined"},
       .errors = {member_not_found}},
      [endpoints](const Call& call, const GetRegistration& request) {
        return endpoints.registration(call, request);
      }
  );
  api.add<ListReferrals, api::Page<ReferralView>>(
      {.method = Method::get,
       .path = "/v1/members/{id}/referrals",
       .operation = "list_referrals",
       .tag = tag,
       .permission = "members:read",
       .summary = {"会员推荐了谁", "Whom a member recommended"},
       .description = {"最新入会的在前。", "The newest newcomers first."},
       .errors = {member_not_found, bad_cursor}},
      [endpoints](const Call& call, const ListReferrals& request) {
        return endpoints.referrals(call, request);
      }
  );
}

}  // namespace

void add_endpoints(api::Api& api, const Office& office) {
  const Endpoints endpoints(office);
  add_terms(api, endpoints);
  add_codes(api, endpoints);
  add_reading(api, endpoints);
}

}  // namespace guanxi::registrations
