#include "modules/points/transfer.h"

#include "modules/points/words.h"

namespace guanxi::points {

namespace {

template <class Enum>
std::string_view name_of(Enum value) {
  const char* name = boost::describe::enum_to_string(value, nullptr);
  GX_CHECK(name != nullptr);
  return name;
}

House house_of(Reason reason, Sum sum) {
  switch (reason) {
    case Reason::earned:
    case Reason::reversed:
    case Reason::owed:
    case Reason::granted:
    case Reason::deducted:
    case Reason::reinstated:
      return House::issued;
    case Reason::held:
    case Reason::released:
    case Reason::settled:
    case Reason::unsettled:
      return House::member;
    case Reason::merged_out:
    case Reason::merged_in:
    case Reason::merged_back:
    case Reason::debt_out:
    case Reason::debt_in:
      return House::merged;
    case Reason::repaid:
      if (sum == Sum::redeemed) return House::redeemed;
      return sum == Sum::f ? House::sold : House::issued;
    case Reason::forgiven:
    case Reason::expired:
      return House::expired;
    case Reason::redeemed:
    case Reason::restored:
      return House::redeemed;
    case Reason::purchased:
    case Reason::refunded:
      return House::sold;
    case Reason::given:
    case Reason::received:
    case Reason::returned:
      return House::transferred;
  }
  GX_CHECK_WHY(false, "no such reason");
}

bool credits_member(Reason reason) {
  switch (reason) {
    case Reason::earned:
    case Reason::repaid:
    case Reason::forgiven:
    case Reason::restored:
    case Reason::purchased:
    case Reason::granted:
    case Reason::held:
    case Reason::released:
    case Reason::settled:
    case Reason::received:
    case Reason::returned:
    case Reason::unsettled:
    case Reason::merged_in:
    case Reason::merged_back:
    case Reason::debt_out:
    case Reason::reinstated:
      return true;
    case Reason::reversed:
    case Reason::owed:
    case Reason::redeemed:
    case Reason::expired:
    case Reason::deducted:
    case Reason::given:
    case Reason::merged_out:
    case Reason::debt_in:
    case Reason::refunded:
      return false;
  }
  GX_CHECK_WHY(false, "no such reason");
}

}  // namespace

std::string_view word(Class klass) { return name_of(klass); }
std::string_view word(CauseKind kind) { return name_of(kind); }
std::string_view word(Reason reason) { return name_of(reason); }
std::string_view word(Sum sum) { return name_of(sum); }
std::string_view word(House house) { return name_of(house); }

std::optional<Transfer> transfer_of(Reason reason, Sum sum) {
  const bool of_redeemed = reason == Reason::redeemed || reason == Reason::restored;
  if (reason != Reason::repaid && of_redeemed != (sum == Sum::redeemed)) return std::nullopt;
  const bool sold = reason == Reason::purchased || reason == Reason::refunded;
  if (sold && sum != Sum::f) return std::nullopt;
  const bool by_document = reason == Reason::granted || reason == Reason::deducted;
  if (by_document && sum != Sum::d) return std::nullopt;
  const House house = house_of(reason, sum);
  return credits_member(reason) ? Transfer{house, House::member} : Transfer{House::member, house};
}

Sum sum_of(Class klass) { return static_cast<Sum>(klass); }
static_assert(static_cast<int>(Sum::a) == static_cast<int>(Class::a));
static_assert(static_cast<int>(Sum::f) == static_cast<int>(Class::f));

Points& sum_in(Account& account, Sum sum) {
  switch (sum) {
    case Sum::a:
      return account.a;
    case Sum::b:
      return account.b;
    case Sum::c:
      return account.c;
    case Sum::d:
      return account.d;
    case Sum::e:
      return account.e;
    case Sum::f:
      return account.f;
    case Sum::redeemed:
      return account.redeemed;
  }
  GX_CHECK_WHY(false, "no such sum");
}

Points owed_by(Reason reason, Points amount) {
  switch (reason) {
    case Reason::owed:
    case Reason::debt_in:
    case Reason::unsettled:
      return amount;
    case Reason::repaid:
    case Reason::settled:
    case Reason::debt_out:
      return -amount;
    default:
      return {};
  }
}

void apply(Account& account, Reason reason, Sum sum, Points amount) {
  const auto transfer = transfer_of(reason, sum);
  GX_CHECK(transfer.has_value());
  const Points moved = transfer->moved(amount);
  account.balance += moved;
  // What is redeemed is counted apart from the classes and taken off: crediting the member lowers
  // it.
  sum_in(account, sum) += sum == Sum::redeemed ? -moved : moved;
  account.owed += owed_by(reason, amount);
  if (reason == Reason::held) account.held += amount;
  if (reason == Reason::released) account.held -= amount;
}

void apply(Lot& lot, Reason reason, Sum sum, Points amount) {
  switch (reason) {
    case Reason::earned:
    case Reason::purchased:
    case Reason::granted:
    case Reason::received:
    case Reason::merged_in:
      lot.original += amount;
      lot.remaining += amount;
      return;
    case Reason::repaid:
      if (sum != Sum::redeemed) lot.original += amount;
      return;
    case Reason::owed:
    case Reason::debt_out:
    case Reason::debt_in:
      return;
    case Reason::reversed:
    case Reason::redeemed:
    case Reason::deducted:
    case Reason::settled:
    case Reason::given:
    case Reason::merged_out:
    case Reason::refunded:
      lot.remaining -= amount;
      return;
    case Reason::held:
      lot.held += amount;
      return;
    case Reason::released:
      lot.held -= amount;
      return;
    case Reason::forgiven:
      lot.remaining += amount;
      lot.forgiven += amount;
      return;
    case Reason::restored:
    case Reason::returned:
    case Reason::merged_back:
    case Reason::unsettled:
    case Reason::reinstated:
      lot.remaining += amount;
      return;
    case Reason::expired:
      lot.remaining -= amount;
      lot.expired += amount;
      return;
  }
}

}  // namespace guanxi::points
