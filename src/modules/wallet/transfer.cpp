#include "modules/wallet/transfer.h"

#include "modules/wallet/words.h"

namespace guanxi::wallet {

namespace {

template <class Enum>
std::string_view name_of(Enum value) {
  const char* name = boost::describe::enum_to_string(value, nullptr);
  GX_CHECK(name != nullptr);
  return name;
}

bool moves_asset(Reason reason, Asset asset) {
  switch (reason) {
    case Reason::recharged:
    case Reason::kept:
    case Reason::waived:
    case Reason::frozen:
    case Reason::released:
    case Reason::registered:
    case Reason::merged:
    case Reason::unregistered:
      return asset == Asset::principal;
    case Reason::granted:
    case Reason::forfeited:
      return asset == Asset::bonus;
    case Reason::saved:
    case Reason::handed_out:
      return asset == Asset::change;
    case Reason::paid_out:
      return asset != Asset::bonus;
    case Reason::voided:
    case Reason::repaid_out:
    case Reason::repaid_in:
    case Reason::kept_out:
    case Reason::kept_in:
      return asset != Asset::change;
    case Reason::paid:
    case Reason::restored:
    case Reason::merged_out:
    case Reason::merged_in:
    case Reason::spent_out:
    case Reason::spent_in:
      return true;
  }
  GX_CHECK_WHY(false, "no such reason");
}

}  // namespace

std::string_view word(CauseKind kind) { return name_of(kind); }
std::string_view word(Asset asset) { return name_of(asset); }
std::string_view word(Reason reason) { return name_of(reason); }
std::string_view word(House house) { return name_of(house); }

std::optional<Transfer> transfer_of(Reason reason, Asset asset) {
  if (!moves_asset(reason, asset)) return std::nullopt;
  switch (reason) {
    case Reason::recharged:
    case Reason::saved:
      return Transfer{House::cash, House::member};
    case Reason::granted:
      return Transfer{House::granted, House::member};
    case Reason::paid:
      return Transfer{House::member, House::sales};
    case Reason::restored:
      return Transfer{House::sales, House::member};
    case Reason::handed_out:
    case Reason::paid_out:
      return Transfer{House::member, House::cash};
    case Reason::kept:
      return Transfer{House::member, House::kept};
    case Reason::waived:
      return Transfer{House::kept, House::member};
    case Reason::forfeited:
      return Transfer{House::member, House::granted};
    case Reason::voided:
      return Transfer{House::member, asset == Asset::bonus ? House::granted : House::cash};
    case Reason::merged_out:
      return Transfer{House::member, House::merged};
    case Reason::merged_in:
      return Transfer{House::merged, House::member};
    case Reason::frozen:
    case Reason::released:
    case Reason::registered:
    case Reason::spent_out:
    case Reason::spent_in:
    case Reason::repaid_out:
    case Reason::repaid_in:
    case Reason::kept_out:
    case Reason::kept_in:
    case Reason::merged:
    case Reason::unregistered:
      return Transfer{House::member, House::member};
  }
  GX_CHECK_WHY(false, "no such reason");
}

bool moves_nothing(Reason reason) {
  switch (reason) {
    case Reason::frozen:
    case Reason::released:
    case Reason::registered:
    case Reason::merged:
    case Reason::unregistered:
      return true;
    default:
      return false;
  }
}

Money moved(const Transfer& transfer, Money amount) {
  if (transfer.debit == transfer.credit) return Money::zero(amount.currency());
  return transfer.credit == House::member ? amount : -amount;
}

Money& sum_in(Account& account, Asset asset) {
  switch (asset) {
    case Asset::principal:
      return account.principal;
    case Asset::bonus:
      return account.bonus;
    case Asset::change:
      return account.change;
  }
  GX_CHECK_WHY(false, "no such asset");
}

Lot& lot_of(Recharge& recharge, Asset asset) {
  GX_CHECK(asset != Asset::change);
  return asset == Asset::principal ? recharge.principal : recharge.bonus;
}

void apply(Account& account, Reason reason, Asset asset, Money amount) {
  const auto transfer = transfer_of(reason, asset);
  GX_CHECK(transfer.has_value());
  sum_in(account, asset) += moved(*transfer, amount);
  if (reason == Reason::frozen) account.state = AccountState::frozen;
  if (reason == Reason::released) account.state = AccountState::open;
  if (reason == Reason::registered) account.named = true;
  if (reason == Reason::unregistered) account.named = false;
}

void apply(Lot& lot, Reason reason, Money amount) {
  switch (reason) {
    case Reason::recharged:
    case Reason::granted:
      lot.original += amount;
      lot.remaining += amount;
      return;
    case Reason::paid:
      lot.remaining -= amount;
      lot.spent += amount;
      return;
    case Reason::restored:
      lot.remaining += amount;
      lot.spent -= amount;
      return;
    case Reason::paid_out:
    case Reason::voided:
      lot.remaining -= amount;
      lot.paid_out += amount;
      return;
    case Reason::kept:
    case Reason::forfeited:
      lot.remaining -= amount;
      lot.kept += amount;
      return;
    case Reason::waived:
      lot.remaining += amount;
      lot.kept -= amount;
      return;
    case Reason::merged_out:
      lot.original -= amount;
      lot.remaining -= amount;
      return;
    case Reason::merged_in:
      lot.original += amount;
      lot.remaining += amount;
      return;
    case Reason::spent_out:
      lot.original -= amount;
      lot.spent -= amount;
      return;
    case Reason::spent_in:
      lot.original += amount;
      lot.spent += amount;
      return;
    case Reason::repaid_out:
      lot.original -= amount;
      lot.paid_out -= amount;
      return;
    case Reason::repaid_in:
      lot.original += amount;
      lot.paid_out += amount;
      return;
    case Reason::kept_out:
      lot.original -= amount;
      lot.kept -= amount;
      return;
    case Reason::kept_in:
      lot.original += amount;
      lot.kept += amount;
      return;
    case Reason::saved:
    case Reason::handed_out:
    case Reason::frozen:
    case Reason::released:
    case Reason::registered:
    case Reason::merged:
    case Reason::unregistered:
      GX_CHECK_WHY(false, "the reason has no lot");
  }
}

}  // namespace guanxi::wallet
