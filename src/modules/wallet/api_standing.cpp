// The HTTP endpoints that change what a wallet may do: registering its buyer, freezing, releasing.
#include <boost/describe/enum_to_string.hpp>

#include "base/text.h"
#include "modules/audit/audit.h"
#include "modules/wallet/api_parts.h"
#include "modules/wallet/api_standing_types.h"

namespace guanxi::wallet {
namespace {

using api::Call;
using api::Idempotency;
using api::Method;
using api::Reply;

class StandingEndpoints {
 public:
  explicit StandingEndpoints(const Desk& desk)
      : desk_(desk), scope_(desk.programmes, desk.org, desk.members) {}

  Result<Reply<BuyerView>> register_buyer(const Call& call, const RegisterBuyer& request) const {
    GX_TRY(store, scope_.store(call, request.store));
    GX_TRY(buyer, buyer_of(request));
    return desk_.first_answers.once<BuyerView>(
        desk_.db,
        call,
        "register_wallet_buyer",
        201,
        [&](sql::Tx& tx) -> Result<BuyerView> {
          return register_buyer(tx, call, request.id, buyer, store);
        }
    );
  }

  Result<BuyerList> buyers(const Call& call, const ListBuyers& request) const {
    auto list = desk_.db.read([&](sql::Tx& tx) -> Result<BuyerList> {
      GX_TRY_VOID(scope_.member(tx, call, request.id));
      const auto organisation = scope_.organisation();
      BuyerList shown;
      std::vector<OwnerId> selves = members::merged_into(tx, request.id);
      selves.insert(selves.begin(), request.id);
      for (const OwnerId self : selves) {
        for (auto& [registration, buyer] : desk_.buyers.registrations(tx, self)) {
          shown.items.push_back(
              {BuyerId(registration.id),
               std::move(buyer.name),
               buyer.document,
               std::move(buyer.number),
               std::move(buyer.contact),
               registration.keep_until,
               registration.registered_at,
               call.actor.in_scope(registration.store)
                   ? Scope::code_of(*organisation, org::UnitId(registration.store.value()))
                   : std::nullopt,
               registration.actor}
          );
        }
      }
      return shown;
    });
    if (list && !list->items.empty()) {
      audit::Changes seen;
      for (const char* field : buyer_fields) seen.name(field, true);
      // Durable before the answer leaves: without a record nothing is shown.
      GX_TRY_VOID(desk_.db.write([&](sql::Tx& tx) -> Outcome {
        record(tx, call, request.id, "member_revealed", seen);
        return ok();
      }));
    }
    return list;
  }

  using Post = Result<Account> (*)(sql::Tx&, IdGenerator&, const Context&);
  Result<Reply<StandingView>> change(
      const Call& call,
      const ChangeStanding& request,
      const char* operation,
      CauseKind kind,
      Post post
  ) const {
    GX_TRY(store, scope_.store(call, request.store));
    return desk_.first_answers.once<
        StandingView>(desk_.db, call, operation, 201, [&](sql::Tx& tx) -> Result<StandingView> {
      GX_TRY_VOID(scope_.member(tx, call, request.id, store));
      const auto account = find_account(tx, request.id);
      if (!account) return fail(ErrorCode::wallet_not_found, "/id");
      GX_TRY(after, post(tx, desk_.ids, context_of(call, *account, kind, store, request.reason)));
      return StandingView{request.id, after.state, request.reason, call.now};
    });
  }

 private:
  static constexpr const char* buyer_fields[] = {
      "buyer_name", "buyer_document", "buyer_number", "buyer_contact"};

  void record(
      sql::Tx& tx, const Call& call, OwnerId member, const char* action, audit::Changes changes
  ) const {
    audit::record(
        tx,
        desk_.buyers.sealer(),
        call,
        {.action = action,
         .object_kind = "member",
         .object_id = member.to_string(),
         .member = member,
         .changes = std::move(changes)},
        call.now
    );
  }

  void record_buyer(sql::Tx& tx, const Call& call, OwnerId member, const Buyer& buyer) const {
    const auto& [name, document, number, contact] = buyer_fields;
    audit::Changes made;
    made.add_personal(name, {}, buyer.name);
    made.add_personal(document, {}, boost::describe::enum_to_string(buyer.document, ""));
    made.add_personal(number, {}, buyer.number);
    made.add_personal(contact, {}, buyer.contact);
    record(tx, call, member, "wallet_buyer_registered", std::move(made));
  }

  Context context_of(
      const Call& call, const Account& account, CauseKind kind, StoreId store, std::string note
  ) const {
    return {
        .owner = account.owner,
        .cause = {kind, desk_.ids.next()},
        .occurred_at = call.now,
        .posted_at = call.now,
        .actor = call.actor.id,
        .store = store,
        .expected_seq = account.seq,
        .note = std::move(note)};
  }

  /// As it is kept: tidied, an identity number with its check digit, a phone in E.164.
  static Result<Buyer> buyer_of(const RegisterBuyer& request) {
    Buyer buyer{tidy(request.name), request.document, tidy(request.number), {}};
    if (buyer.name.empty()) return fail(ErrorCode::too_short, "/name", {{"min", "1"}});
    if (buyer.document == DocumentKind::resident_id) {
      const auto number = IdNumber::parse(request.number);
      if (!number) {
        return fail(ErrorCode::bad_format, "/number", {{"expected", "@id_number"}});
      }
      buyer.number = number->reveal();
    }
    if (buyer.number.empty()) return fail(ErrorCode::too_short, "/number", {{"min", "1"}});
    const auto phone = Phone::parse(request.contact);
    if (!phone) return fail(ErrorCode::bad_format, "/contact", {{"expected", "@phone"}});
    buyer.contact = phone->reveal_e164();
    return buyer;
  }

  Result<BuyerView> register_buyer(
      sql::Tx& tx, const Call& call, OwnerId owner, const Buyer& buyer, StoreId store
  ) const {
    GX_TRY(member, scope_.member(tx, call, owner, store));
    GX_TRY_VOID(Scope::check_active(member));
    GX_TRY(programme, scope_.programme(member.programme, call.now));
    const Account account = Scope::account(tx, member, *programme);
    const RulePack* const rules = rules_for(account.currency);
    if (rules == nullptr) {
      return fail(
          ErrorCode::wallet_no_rules, {}, {{"currency", std::string(account.currency.code())}}
      );
    }
    open_account(tx, owner, account.programme, account.currency, call.now);
    const Context context = context_of(call, account, CauseKind::buyer, store, "");
    GX_TRY_VOID(post_named(tx, desk_.ids, context));
    const Date today = programme->zone.date_of(call.now);
    const Buyers::Registration registration{
        context.cause.id,
        owner,
        today.month_end_after(12 * rules->buyer_years),
        call.now,
        store,
        call.actor.id};
    desk_.buyers.add(tx, registration, buyer);
    record_buyer(tx, call, owner, buyer);
    return BuyerView{
        BuyerId(registration.id),
        owner,
        mask_name(buyer.name),
        buyer.document,
        registration.keep_until,
        rules->named_max,
        call.now};
  }

  const Desk desk_;
  Scope scope_;
};

}  // namespace

void add_standing(api::Api& api, const Desk& desk) {
  using enum ErrorCode;
  const StandingEndpoints endpoints(desk);
  api.add<RegisterBuyer, BuyerView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/wallet/buyers",
       .operation = "register_wallet_buyer",
       .tag = "wallet",
       .permission = "wallet:recharge",
       .summary = {"登记购卡人", "Register the buyer of a wallet"},
       .description =
           {"购卡人出示证件后登记，钱包成为记名，限额提高。登记内容加密保存，至最后一次充值后至少五"
            "年"
            "；应答脱敏。",
            "Once the buyer has shown a document: the wallet is a named one then, with the higher "
            "limit. What was shown is sealed and kept at least five years after the last recharge; "
            "the answer is masked."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {member_not_found,
            member_frozen,
            member_closed,
            wallet_no_rules,
            store_not_found,
            store_out_of_scope,
            no_parameters_in_force}},
      [endpoints](const Call& call, const RegisterBuyer& request) {
        return endpoints.register_buyer(call, request);
      }
  );
  api.add<ListBuyers, BuyerList>(
      {.method = Method::get,
       .path = "/v1/members/{id}/wallet/buyers",
       .operation = "list_wallet_buyers",
       .tag = "wallet",
       .permission = "wallet:buyers",
       .summary = {"查阅购卡人登记", "Read the registrations of a wallet's buyers"},
       .description =
           {"证件号码等明文，供依法查验；每次查阅记入审计日志。",
            "In clear, for those the law lets see it; every reading is recorded in the audit "
            "trail."},
       .errors = {member_not_found}},
      [endpoints](const Call& call, const ListBuyers& request) {
        return endpoints.buyers(call, request);
      }
  );
  api.add<ChangeStanding, StandingView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/wallet/freeze",
       .operation = "freeze_wallet",
       .tag = "wallet",
       .permission = "wallet:freeze",
       .summary = {"冻结钱包", "Freeze a wallet"},
       .description =
           {"冻结后不能充值、支付、存零钱、退余额；退货仍会退回。",
            "Nothing is recharged, paid, saved or paid out any more; returns still come back."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {member_not_found,
            wallet_not_found,
            wallet_frozen,
            store_not_found,
            store_out_of_scope}},
      [endpoints](const Call& call, const ChangeStanding& request) {
        return endpoints.change(call, request, "freeze_wallet", CauseKind::freeze, post_freeze);
      }
  );
  api.add<ChangeStanding, StandingView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/wallet/release",
       .operation = "release_wallet",
       .tag = "wallet",
       .permission = "wallet:freeze",
       .summary = {"解冻钱包", "Release a frozen wallet"},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {member_not_found,
            wallet_not_found,
            wallet_not_frozen,
            store_not_found,
            store_out_of_scope}},
      [endpoints](const Call& call, const ChangeStanding& request) {
        return endpoints.change(call, request, "release_wallet", CauseKind::release, post_release);
      }
  );
}

}  // namespace guanxi::wallet
