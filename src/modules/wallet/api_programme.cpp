// The HTTP endpoints of what a programme declares for its wallets – rules, offers, licences – and
// of the day's settlement.
#include "modules/audit/audit.h"
#include "modules/wallet/api_parts.h"
#include "modules/wallet/api_programme_types.h"
#include "modules/wallet/offers.h"
#include "modules/wallet/settled.h"

namespace guanxi::wallet {
namespace {

using api::Call;
using api::Idempotency;
using api::Method;
using api::Reply;

OfferView offer_view(const Offer& offer) {
  return {
      OfferId(offer.id),
      offer.code,
      offer.version,
      offer.name,
      offer.pay,
      offer.bonus,
      offer.starts_at,
      offer.ends_at,
      offer.created_at,
      offer.created_by};
}

LicenceView licence_view(const Licence& licence, Date today) {
  return {
      LicenceId(licence.id),
      licence.number,
      licence.valid_from,
      licence.valid_until,
      licence.valid_from <= today && today <= licence.valid_until,
      licence.created_at,
      licence.created_by,
      licence.ended_at,
      licence.end_reason,
      licence.ended_by};
}

void record(
    sql::Tx& tx,
    const Call& call,
    const char* action,
    ProgrammeId programme,
    audit::Changes made,
    const std::string& reason = {}
) {
  audit::record(
      tx,
      call,
      {.action = action,
       .object_kind = "programme",
       .object_id = programme.to_string(),
       .changes = std::move(made),
       .reason = reason},
      call.now
  );
}

/// The code says which offer it is, changed or not.
audit::Changes changes_between(const std::optional<Offer>& before, const Offer& after) {
  audit::Changes changes;
  changes.add("code", {}, after.code);
  const auto field = [&](const char* name, const auto& text_of) {
    changes.add(name, before ? text_of(*before) : std::nullopt, text_of(after));
  };
  using Text = std::optional<std::string>;
  field("version", [](const Offer& o) { return Text(std::to_string(o.version)); });
  field("name", [](const Offer& o) { return Text(o.name); });
  field("pay", [](const Offer& o) { return Text(o.pay.to_string()); });
  field("bonus", [](const Offer& o) { return Text(o.bonus.to_string()); });
  field("starts_at", [](const Offer& o) { return Text(o.starts_at.to_string()); });
  field("ends_at", [](const Offer& o) {
    return o.ends_at ? Text(o.ends_at->to_string()) : Text();
  });
  return changes;
}

class ProgrammeEndpoints {
 public:
  explicit ProgrammeEndpoints(const Desk& desk)
      : desk_(desk), scope_(desk.programmes, desk.org, desk.members) {}

  static Result<RuleList> rules(const Call& call) {
    RuleList list;
    for (const RulePack& pack : rule_packs()) {
      list.items.push_back(
          {std::string(pack.name),
           pack.named_max,
           pack.unnamed_max,
           pack.cash_payout_max,
           pack.buyer_years,
           call.language == api::Language::en ? pack.source_en : pack.source_zh}
      );
    }
    return list;
  }

  Result<Reply<OfferView>> add_offer(const Call& call, const AddOffer& request) const {
    GX_TRY(programme, scope_.programme_of_all(call, request.programme));
    const NewOffer offer{
        programme->programme,
        programme->currency,
        request.code,
        request.name,
        request.pay,
        request.bonus,
        request.starts_at.value_or(call.now),
        request.ends_at};
    return desk_.first_answers.once<OfferView>(
        desk_.db,
        call,
        "add_wallet_offer",
        201,
        [&](sql::Tx& tx) -> Result<OfferView> {
          std::optional<Offer> before;
          for (Offer& one : wallet::offers(tx, programme->programme, programme->currency)) {
            if (!before && one.code == request.code) before = std::move(one);
          }
          GX_TRY(added, wallet::add_offer(tx, desk_.ids, offer, call.actor.id, call.now));
          const char* const action = before ? "wallet_offer_changed" : "wallet_offer_added";
          record(tx, call, action, programme->programme, changes_between(before, added));
          return offer_view(added);
        }
    );
  }

  Result<OfferList> offers(const Call& call, const OfProgramme& request) const {
    GX_TRY(programme, known(call, request.programme));
    return desk_.db.read([&](sql::Tx& tx) {
      OfferList list;
      for (const Offer& offer : wallet::offers(tx, programme->programme, programme->currency)) {
        list.items.push_back(offer_view(offer));
      }
      return list;
    });
  }

  Result<Reply<LicenceView>> add_licence(const Call& call, const AddLicence& request) const {
    GX_TRY(programme, scope_.programme_of_all(call, request.programme));
    Licence licence;
    licence.number = request.number;
    licence.valid_from = request.valid_from;
    licence.valid_until = request.valid_until;
    return desk_.first_answers.once<LicenceView>(
        desk_.db,
        call,
        "add_wallet_licence",
        201,
        [&](sql::Tx& tx) -> Result<LicenceView> {
          GX_TRY(
              added,
              wallet::add_licence(
                  tx, desk_.ids, programme->programme, licence, call.actor.id, call.now
              )
          );
          audit::Changes made;
          made.add("number", {}, request.number);
          made.add("valid_from", {}, request.valid_from.to_string());
          made.add("valid_until", {}, request.valid_until.to_string());
          record(tx, call, "wallet_licence_added", programme->programme, std::move(made));
          return licence_view(added, programme->zone.date_of(call.now));
        }
    );
  }

  Result<Reply<LicenceView>> end_licence(const Call& call, const EndLicence& request) const {
    GX_TRY(programme, scope_.programme_of_all(call, request.programme));
    const Date today = programme->zone.date_of(call.now);
    return desk_.first_answers.once<LicenceView>(
        desk_.db,
        call,
        "end_wallet_licence",
        200,
        [&](sql::Tx& tx) -> Result<LicenceView> {
          std::optional<Date> until;
          for (const Licence& one : wallet::licences(tx, programme->programme)) {
            if (one.id == request.id.value()) until = one.valid_until;
          }
          GX_TRY(
              ended,
              wallet::end_licence(
                  tx,
                  programme->programme,
                  request.id.value(),
                  request.last_day.value_or(today),
                  today,
                  request.reason,
                  call.actor.id,
                  call.now
              )
          );
          audit::Changes made;
          made.add("number", {}, ended.number);
          made.add("valid_until", until->to_string(), ended.valid_until.to_string());
          record(
              tx,
              call,
              "wallet_licence_ended",
              programme->programme,
              std::move(made),
              request.reason
          );
          return licence_view(ended, today);
        }
    );
  }

  Result<LicenceList> licences(const Call& call, const OfProgramme& request) const {
    GX_TRY(programme, known(call, request.programme));
    return desk_.db.read([&](sql::Tx& tx) {
      LicenceList list;
      for (const Licence& licence : wallet::licences(tx, programme->programme)) {
        list.items.push_back(licence_view(licence, programme->zone.date_of(call.now)));
      }
      return list;
    });
  }

  Result<SettlementView> settlement(const Call& call, const GetSettlement& request) const {
    GX_TRY(programme, scope_.programme_of_all(call, request.programme));
    // Days whose beginning and end an instant can hold.
    if (request.date.year() < 1971 || request.date.year() > 9998) {
      return fail(ErrorCode::out_of_range, "/date");
    }
    const auto found = desk_.db.read([&](sql::Tx& tx) {
      return settle(
          tx,
          programme->programme,
          programme->currency,
          programme->zone.start_of(request.date),
          programme->zone.start_of(request.date.plus_days(1))
      );
    });
    return view(found, request);
  }

 private:
  /// For reading: programmes one has nothing to do with are not there.
  Result<std::shared_ptr<const programmes::Version>> known(
      const Call& call, const std::string& code
  ) const {
    const auto id = desk_.programmes.find(code);
    if (!id || !org::sees_programme(*scope_.organisation(), call.actor, *id)) {
      return fail(ErrorCode::programme_not_found, "/programme", {{"programme", code}});
    }
    return desk_.programmes.shown(*id, call.now);
  }

  SettlementView view(const Settlement& found, const GetSettlement& request) const {
    const auto organisation = scope_.organisation();
    return {
        request.programme,
        request.date,
        served_views(*organisation, found),
        taken_views(*organisation, found)};
  }

  const Desk desk_;
  Scope scope_;
};

void add_offers(api::Api& api, const ProgrammeEndpoints& endpoints) {
  using enum ErrorCode;
  api.add<AddOffer, OfferView>(
      {.method = Method::post,
       .path = "/v1/wallet/offers",
       .operation = "add_wallet_offer",
       .tag = "wallet",
       .permission = "wallet:configure",
       .summary = {"新增充值优惠或其下一版", "Add a recharge offer, or its next version"},
       .description =
           {"优惠从不修改：变更即下一版，须晚于上一版开始。充值记住所用的版本。",
            "An offer is never edited: a change is the next version, which has to start later. A "
            "recharge keeps the version it was made under."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors = {programme_not_found, currency_mismatch, store_out_of_scope}},
      [endpoints](const Call& call, const AddOffer& request) {
        return endpoints.add_offer(call, request);
      }
  );
  api.add<OfProgramme, OfferList>(
      {.method = Method::get,
       .path = "/v1/wallet/offers",
       .operation = "list_wallet_offers",
       .tag = "wallet",
       .permission = "wallet:read",
       .summary = {"充值优惠列表", "List the recharge offers"},
       .errors = {programme_not_found}},
      [endpoints](const Call& call, const OfProgramme& request) {
        return endpoints.offers(call, request);
      }
  );
}

void add_licences(api::Api& api, const ProgrammeEndpoints& endpoints) {
  using enum ErrorCode;
  api.add<AddLicence, LicenceView>(
      {.method = Method::post,
       .path = "/v1/wallet/licences",
       .operation = "add_wallet_licence",
       .tag = "wallet",
       .permission = "wallet:configure",
       .summary = {"登记支付业务许可", "Note a payment licence"},
       .description =
           {"储值默认只能在收款公司（法人）的门店使用；有效许可期内可跨法人使用。",
            "Value is good at the stores of the legal person that took it; while a licence is in "
            "force it is good across legal persons."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors = {programme_not_found, store_out_of_scope}},
      [endpoints](const Call& call, const AddLicence& request) {
        return endpoints.add_licence(call, request);
      }
  );
  api.add<EndLicence, LicenceView>(
      {.method = Method::post,
       .path = "/v1/wallet/licences/{id}/end",
       .operation = "end_wallet_licence",
       .tag = "wallet",
       .permission = "wallet:configure",
       .summary = {"提前终止支付业务许可", "End a payment licence early"},
       .description =
           {"许可被注销或吊销时，把最后一天提前到今天或以后；之前的使用不受影响。",
            "When it was returned or withdrawn: its last day becomes today or a later one. What "
            "was done under it stays."},
       .idempotency = Idempotency::required,
       .success_status = 200,
       .errors = {programme_not_found, licence_not_found, store_out_of_scope}},
      [endpoints](const Call& call, const EndLicence& request) {
        return endpoints.end_licence(call, request);
      }
  );
  api.add<OfProgramme, LicenceList>(
      {.method = Method::get,
       .path = "/v1/wallet/licences",
       .operation = "list_wallet_licences",
       .tag = "wallet",
       .permission = "wallet:read",
       .summary = {"支付业务许可列表", "List the payment licences"},
       .errors = {programme_not_found}},
      [endpoints](const Call& call, const OfProgramme& request) {
        return endpoints.licences(call, request);
      }
  );
}

}  // namespace

void add_programme(api::Api& api, const Desk& desk) {
  using enum ErrorCode;
  const ProgrammeEndpoints endpoints(desk);
  api.add<Nothing, RuleList>(
      {.method = Method::get,
       .path = "/v1/wallet/rules",
       .operation = "list_wallet_rules",
       .tag = "wallet",
       .permission = "wallet:read",
       .summary = {"储值规则及其法律依据", "The rules for stored value and their law"}},
      [](const Call& call, const Nothing&) { return ProgrammeEndpoints::rules(call); }
  );
  add_offers(api, endpoints);
  add_licences(api, endpoints);
  api.add<GetSettlement, SettlementView>(
      {.method = Method::get,
       .path = "/v1/wallet/settlement",
       .operation = "get_wallet_settlement",
       .tag = "wallet",
       .permission = "wallet:settle",
       .summary = {"储值清算日报", "A day's settlement of wallets"},
       .description =
           {"谁充值、谁服务，出自流水账。只给不限门店的操作者。",
            "Who recharged and who served, from the journal. For actors without a limit to "
            "stores."},
       .errors = {programme_not_found, store_out_of_scope}},
      [endpoints](const Call& call, const GetSettlement& request) {
        return endpoints.settlement(call, request);
      }
  );
}

}  // namespace guanxi::wallet
