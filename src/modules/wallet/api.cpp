// The HTTP endpoints that read a wallet: the balance with every number explained, and the
// statement.
#include <fmt/format.h>

#include <algorithm>

#include "modules/wallet/api_parts.h"
#include "modules/wallet/api_types.h"
#include "modules/wallet/lots.h"
#include "modules/wallet/store.h"
#include "modules/wallet/transfer.h"
#include "platform/api/words.h"

namespace guanxi::wallet {
namespace {

using api::Call;
using api::Method;
using api::Page;
using api::Reply;

constexpr const char* entries_list = "wallet_entries";

LotView lot_view(const Lot& lot) {
  return {lot.original, lot.remaining, lot.spent, lot.paid_out, lot.kept};
}

std::string recharge_text(const OpenRecharge& shown, api::Language language) {
  const LotView& principal = shown.principal;
  const LotView& bonus = shown.bonus;
  const bool en = language == api::Language::en;
  return fmt::format(
      fmt::runtime(
          en ? "Paid {0}, given {1}. Spent {2}: by {0} to {1} that is {3} principal and {4} bonus. "
               "The merchant's side: {0} − {3} − {5} paid out = {6}. The consumer's side: {0} − "
               "{7} "
               "without the discount − {5} paid out, not below 0 = {8}."
             : "充入 {0}，赠送 {1}。已消费 {2}，按 {0} 比 {1} 计本金 {3}、赠送 "
               "{4}。商家原因退款：{0} − "
               "{3} − 已退 {5} = {6}。消费者原因退款：{0} − 未打折价 {7} − 已退 {5}（不低于 0）= "
               "{8}。"
      ),
      principal.original.to_string(),
      bonus.original.to_string(),
      (principal.spent + bonus.spent).to_string(),
      principal.spent.to_string(),
      bonus.spent.to_string(),
      principal.paid_out.to_string(),
      shown.merchant_payout.to_string(),
      shown.undiscounted.to_string(),
      shown.consumer_payout.to_string()
  );
}

std::string wallet_text(const WalletView& shown, api::Language language) {
  const bool en = language == api::Language::en;
  std::string text = fmt::format(
      fmt::runtime(
          en ? "Principal {} + bonus {} = {} stored; small change {}."
             : "本金 {} + 赠送 {} = 储值 {}；零钱 {}。"
      ),
      shown.principal.to_string(),
      shown.bonus.to_string(),
      shown.stored.to_string(),
      shown.small_change.to_string()
  );
  if (shown.limit) {
    text += fmt::format(
        fmt::runtime(
            en ? " A{} wallet holds at most {}: {} more fits." : "{}钱包限额 {}，还可充入 {}。"
        ),
        en ? (shown.named ? " named" : "n unnamed") : (shown.named ? "记名" : "不记名"),
        shown.limit->to_string(),
        shown.room->to_string()
    );
  }
  return text;
}

class ReadingEndpoints {
 public:
  explicit ReadingEndpoints(const Desk& desk)
      : desk_(desk), scope_(desk.programmes, desk.org, desk.members) {}

  Result<Reply<WalletView>> wallet(const Call& call, const GetWallet& request) const {
    return desk_.db.read([&](sql::Tx& tx) -> Result<Reply<WalletView>> {
      GX_TRY(member, scope_.member(tx, call, request.id));
      GX_TRY(programme, scope_.programme(member.programme, call.now));
      const Account account = Scope::account(tx, member, *programme);
      return Reply<WalletView>{.body = view(tx, account, call), .etag = api::etag_of(account.seq)};
    });
  }

  Result<Page<EntryView>> entries(const Call& call, const ListEntries& request) const {
    std::int64_t from = 0;
    if (request.cursor) {
      GX_TRY(
          parts, (api::decode_cursor<std::int64_t, std::int64_t>(entries_list, *request.cursor))
      );
      if (std::get<0>(parts) != request.id.value()) return bad_cursor();
      from = std::get<1>(parts);
    }
    return desk_.db.read([&](sql::Tx& tx) -> Result<Page<EntryView>> {
      GX_TRY_VOID(scope_.member(tx, call, request.id));
      Page<EntryView> page;
      const auto account = find_account(tx, request.id);
      if (!account) return page;
      const auto found = journal(tx, *account, from, request.limit);
      if (found.empty() && from != 0) return bad_cursor();
      for (const Entry& entry : found) page.items.push_back(view(tx, request.id, entry, call));
      if (!found.empty() && found.back().prev_entry_id != 0) {
        page.next_cursor =
            api::encode_cursor(entries_list, request.id.value(), found.back().prev_entry_id);
      }
      return page;
    });
  }

 private:
  static Error bad_cursor() { return fail(ErrorCode::bad_cursor, "/cursor"); }

  WalletView view(sql::Tx& tx, const Account& account, const Call& call) const {
    const auto organisation = scope_.organisation();
    WalletView shown;
    shown.member = account.owner;
    shown.state = account.state;
    shown.named = account.named;
    shown.principal = account.principal;
    shown.bonus = account.bonus;
    shown.stored = account.stored();
    shown.small_change = account.change;
    if (const RulePack* const rules = rules_for(account.currency)) {
      shown.limit = limit_of(*rules, account.named);
      shown.room = std::max(Money::zero(account.currency), *shown.limit - account.stored());
    }
    shown.merchant_payout = shown.consumer_payout = account.change;
    for (const Recharge& recharge : open_recharges(tx, account)) {
      OpenRecharge one;
      one.id = RechargeId(recharge.id);
      one.recharged_at = recharge.recharged_at;
      if (call.actor.in_scope(recharge.store))
        one.store = Scope::code_of(*organisation, org::UnitId(recharge.store.value()));
      one.company = Scope::code_of(*organisation, recharge.company);
      one.principal = lot_view(recharge.principal);
      one.bonus = lot_view(recharge.bonus);
      one.undiscounted = store::undiscounted_spent(tx, account, recharge.id);
      one.merchant_payout = plan_part(recharge, one.undiscounted, Fault::merchant).paid_out;
      one.consumer_payout = plan_part(recharge, one.undiscounted, Fault::consumer).paid_out;
      one.text = recharge_text(one, call.language);
      shown.merchant_payout += one.merchant_payout;
      shown.consumer_payout += one.consumer_payout;
      shown.recharges.push_back(std::move(one));
    }
    shown.text = wallet_text(shown, call.language);
    return shown;
  }

  EntryView view(sql::Tx& tx, OwnerId owner, const Entry& entry, const Call& call) const {
    EntryView shown;
    shown.id = EntryId(entry.entry_id);
    shown.posted_at = entry.posted_at;
    shown.occurred_at = entry.occurred_at;
    shown.reason = entry.reason;
    shown.text = api::words_of(entry.reason, call.language);
    // What another store did counts in the balance; where and why is not for this one's staff.
    const bool mine = !entry.store || call.actor.in_scope(entry.store);
    if (mine) shown.note = store::find_note(tx, owner, entry.cause);
    if (shown.note && shown.note->empty()) shown.note.reset();
    shown.cause = {entry.cause.kind, CauseId(entry.cause.id)};
    shown.asset = entry.asset;
    shown.amount = moved({entry.debit, entry.credit}, entry.amount);
    shown.balance = entry.balance;
    if (entry.lot_id != 0) shown.recharge = RechargeId(entry.lot_id);
    if (entry.store && mine) {
      shown.store = Scope::code_of(*scope_.organisation(), org::UnitId(entry.store.value()));
    }
    return shown;
  }

  const Desk desk_;
  Scope scope_;
};

}  // namespace

void add_reading(api::Api& api, const Desk& desk) {
  using enum ErrorCode;
  const ReadingEndpoints endpoints(desk);
  api.add<GetWallet, WalletView>(
      {.method = Method::get,
       .path = "/v1/members/{id}/wallet",
       .operation = "get_wallet",
       .tag = "wallet",
       .permission = "wallet:read",
       .summary = {"查询储值钱包", "Read a member's wallet"},
       .description =
           {"本金、赠送、零钱，逐次充值的余额，以及按两种原因退款各得多少；每个数字都有说明。从未充"
            "值的会"
            "员余额为零。",
            "Principal, bonus and small change, recharge by recharge, and what either cause of a "
            "payout would come to; every number in words. A member who never recharged has zeros."},
       .errors = {member_not_found, no_parameters_in_force}},
      [endpoints](const Call& call, const GetWallet& request) {
        return endpoints.wallet(call, request);
      }
  );
  api.add<ListEntries, Page<EntryView>>(
      {.method = Method::get,
       .path = "/v1/members/{id}/wallet/entries",
       .operation = "list_wallet_entries",
       .tag = "wallet",
       .permission = "wallet:read",
       .summary = {"储值明细", "List a wallet's entries"},
       .description =
           {"从最新的开始。分录不会被修改或删除。",
            "Newest first. Entries are never edited or deleted."},
       .errors = {member_not_found}},
      [endpoints](const Call& call, const ListEntries& request) {
        return endpoints.entries(call, request);
      }
  );
}

void add_endpoints(api::Api& api, const Desk& desk) {
  add_reading(api, desk);
  add_value(api, desk);
  add_standing(api, desk);
  add_programme(api, desk);
  add_reports(api, desk);
}

}  // namespace guanxi::wallet
