#include "modules/wallet/rules.h"

#include <algorithm>
#include <array>

#include "base/rounding.h"

namespace guanxi::wallet {

namespace {

constexpr Money yuan(std::int64_t amount) { return {amount * 100, Currency::cny}; }

constexpr std::array packs{RulePack{
    .name = "cn-2012-9",
    .named_max = yuan(5000),
    .unnamed_max = yuan(1000),
    .cash_payout_max = yuan(100),
    .buyer_years = 5,
    .source_zh =
        "《单用途商业预付卡管理办法（试行）》（商务部令2012年第9号，2016年修正）：第十八条限额，第"
        "十九条记名卡不设有效期，第十五、十六条购卡登记并保存五年以上，第二十一条退卡；最高人民法院"
        "法释"
        "〔2025〕4号第十八至二十条退款计算。",
    .source_en =
        "Measures for single-purpose commercial prepaid cards (Ministry of Commerce order 9 of "
        "2012, amended 2016): art. 18 limits, art. 19 named cards do not expire, art. 15 and 16 "
        "registration kept five years, art. 21 return of cards; Supreme People's Court "
        "interpretation 4 of 2025, art. 18 to 20: what a refund comes to."}};

}  // namespace

std::span<const RulePack> rule_packs() { return packs; }

const RulePack* rules_for(Currency currency) {
  const auto found = std::ranges::find_if(packs, [&](const RulePack& pack) {
    return pack.named_max.currency() == currency;
  });
  return found == packs.end() ? nullptr : found;
}

Money principal_of(const Terms& terms, Money spent) {
  const Money total = terms.total();
  GX_CHECK(!spent.is_negative() && spent <= total);
  return {
      divide(
          Int128{terms.principal.minor()} * spent.minor(),
          std::max<std::int64_t>(total.minor(), 1),
          Rounding::floor
      ),
      total.currency()};
}

Money owed_back(const Terms& terms, Money spent, Money undiscounted, Fault fault) {
  GX_CHECK(undiscounted >= spent);
  if (fault == Fault::merchant) return terms.principal - principal_of(terms, spent);
  return std::max(Money::zero(spent.currency()), terms.principal - undiscounted);
}

Result<Money> change_to_save(Money balance, Money amount, const ChangeRule& rule, bool part) {
  GX_CHECK(!amount.is_negative() && !amount.is_zero());
  if (!rule.on) return ErrorCode::change_off;
  const Money fits = std::max(Money::zero(balance.currency()), rule.cap - balance);
  if (amount <= fits) return amount;
  if (part && !fits.is_zero()) return fits;
  return fail(
      ErrorCode::change_cap_reached,
      {},
      {{"cap", rule.cap.to_string()}, {"balance", balance.to_string()}, {"fits", fits.to_string()}}
  );
}

}  // namespace guanxi::wallet
