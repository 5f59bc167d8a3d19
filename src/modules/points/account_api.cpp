// The HTTP endpoint of a member's account: what there is, what of it can be spent, and where each
// number comes from.
#include <boost/describe/enum_to_string.hpp>

#include "modules/points/account_types.h"
#include "modules/points/endings.h"
#include "modules/points/lots.h"
#include "modules/points/scope.h"

namespace guanxi::points {
namespace {

using api::Call;
using api::Reply;

std::optional<Date> day_or_never(Date day) {
  return day == Date::never ? std::nullopt : std::optional(day);
}

std::string path_of(OwnerId owner, std::string_view rest) {
  return "/v1/members/" + owner.to_string() + "/points" + std::string(rest);
}

LotView lot_view(OwnerId owner, const Lot& lot, Date today) {
  return {
      .class_ = lot.klass,
      .source = {lot.cause, CauseId(lot.lot_id)},
      .original = lot.original,
      .left = lot.remaining,
      .held = lot.held,
      .pending = is_pending(lot, today),
      .usable_from = lot.usable_from,
      .expires_on = day_or_never(lot.expires_on),
      .entries = path_of(owner, "/entries?lot=" + std::to_string(lot.lot_id))};
}

/// Pending lots do not come in the order in which they become usable.
void add_pending(AccountView& shown, const Lot& lot) {
  shown.pending += lot.remaining;
  if (!shown.next_usable || *lot.usable_from < shown.next_usable->usable_from) {
    shown.next_usable = UsablePoints{*lot.usable_from, {}};
  }
  if (*lot.usable_from == shown.next_usable->usable_from)
    shown.next_usable->points += lot.remaining;
}

void explain(AccountView& shown) {
  const auto say = [&](const char* number, Points points, const char* is, std::string_view from) {
    shown.explanation.push_back({number, points, is, path_of(shown.member, from)});
  };
  say("balance", shown.balance, "a + b + c + d + e + f - redeemed = lots - owed", "/entries");
  say("a", shown.classes.a, "entries", "/entries?class=a");
  say("b", shown.classes.b, "entries", "/entries?class=b");
  say("c", shown.classes.c, "entries", "/entries?class=c");
  say("d", shown.classes.d, "entries", "/entries?class=d");
  say("e", shown.classes.e, "entries", "/entries?class=e");
  say("f", shown.classes.f, "entries", "/entries?class=f");
  say("redeemed", shown.redeemed, "entries", "/entries?class=redeemed");
  const bool spends = shown.state == AccountState::open && shown.owed.is_zero();
  shown.explanation.push_back(
      {"usable",
       shown.usable,
       spends ? "balance - held - pending" : "0 while points are owed or the account is not open",
       std::nullopt}
  );
  shown.explanation.push_back({"pending", shown.pending, "lots that are pending", std::nullopt});
  say("held", shown.held, "open holds", "/holds");
  say("owed", shown.owed, "entries: owed - repaid - settled", "/entries");
}

AccountView account_view(const Standing& standing, Date today) {
  const Account& account = standing.account;
  AccountView shown;
  shown.member = account.owner;
  shown.state = account.state;
  shown.balance = account.balance;
  shown.classes = {account.a, account.b, account.c, account.d, account.e, account.f};
  shown.redeemed = account.redeemed;
  shown.owed = account.owed;
  shown.held = account.held;
  const bool spends = account.owed.is_zero() && account.state == AccountState::open;
  for (const Lot& lot : standing.open) {
    shown.lots.push_back(lot_view(account.owner, lot, today));
    if (is_pending(lot, today)) {
      add_pending(shown, lot);
    } else if (spends) {
      shown.usable += free_of(lot);
    }
    const auto day = day_or_never(lot.expires_on);
    if (shown.open.empty() || shown.open.back().expires_on != day) shown.open.push_back({day, {}});
    shown.open.back().points += lot.remaining;
  }
  if (!shown.open.empty() && shown.open.front().expires_on) shown.next_expiry = shown.open.front();
  explain(shown);
  return shown;
}

/// What is shown depends on the account's entries and state, on the day and the deadlines of holds
/// once something is due or pending, on whether the member was told, and on the rules for that.
std::string version_of(
    const Account& account, const AccountView& shown, Date today, const programmes::Version& rules
) {
  std::string version = std::to_string(account.seq);
  if (shown.balance != account.balance) version += "-" + today.to_string();
  if (shown.held != account.held) version += "-held-" + std::to_string(shown.held.value());
  if (!shown.pending.is_zero()) version += "-pending-" + std::to_string(shown.pending.value());
  if (shown.next_ending && shown.next_ending->told_at) version += "-told";
  if (rules.version > 1) version += "-rules-" + std::to_string(rules.version);
  if (account.state != AccountState::open) {
    version += std::string("-") + boost::describe::enum_to_string(account.state, "");
  }
  return '"' + version + '"';
}

Result<Reply<AccountView>> get_account(
    const Desk& desk, const Scope& scope, const Call& call, const GetPoints& request
) {
  return desk.db.read([&](sql::Tx& tx) -> Result<Reply<AccountView>> {
    GX_TRY(account, scope.account(tx, call, request.id));
    GX_TRY(programme, scope.programme(account, call.now));
    const Date today = programme->zone.date_of(call.now);
    AccountView shown = account_view(standing_of(tx, account, today, call.now), today);
    if (shown.next_expiry) {
      const Date end = *shown.next_expiry->expires_on;
      shown.next_ending = EndingNext{
          end,
          shown.next_expiry->points,
          end.plus_days(-programme->parameters.notice_days),
          told_at(tx, request.id, end)};
    }
    std::string etag = version_of(account, shown, today, *programme);
    return Reply<AccountView>{.body = std::move(shown), .etag = std::move(etag)};
  });
}

}  // namespace

void add_account_endpoint(api::Api& api, const Desk& desk) {
  const Scope scope(desk);
  api.add<GetPoints, AccountView>(
      {.method = api::Method::get,
       .path = "/v1/members/{id}/points",
       .operation = "get_points",
       .tag = "points",
       .permission = "points:read",
       .summary = {"查询会员积分", "Read a member's points"},
       .description =
           {"按类别、按到期日、按批次，并说明每个数字从哪里来。已到期而尚未入账的积分不计在内。",
            "By class, by last day and by lot, with where each number comes from. Points past "
            "their "
            "last day are not counted, posted or not."},
       .errors = {ErrorCode::account_not_found}},
      [desk, scope](const Call& call, const GetPoints& request) {
        return get_account(desk, scope, call, request);
      }
  );
}

}  // namespace guanxi::points
