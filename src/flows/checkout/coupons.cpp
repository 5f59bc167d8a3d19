#include "flows/checkout/coupons.h"

#include <fmt/format.h>

#include <algorithm>

#include "modules/pricing/words.h"
#include "platform/api/messages.h"

namespace guanxi::checkout {
namespace {

/// What became of the coupon at that place.
const pricing::Considered& verdict_on(const SalePlan& plan, std::size_t place) {
  const std::int64_t coupon = plan.coupons[place].coupon.value();
  const auto found =
      std::ranges::find_if(plan.priced.considered, [&](const pricing::Considered& seen) {
        return seen.kind == pricing::RuleKind::coupon && seen.coupon == coupon;
      });
  GX_CHECK_WHY(found != plan.priced.considered.end(), "a coupon that pricing did not look at");
  return *found;
}

Outcome check_coupon(const SalePlan& plan, std::size_t place, api::Language language) {
  const pricing::Considered& seen = verdict_on(plan, place);
  const auto refused = [&](std::string reason) {
    return fail(
        ErrorCode::coupon_not_applicable,
        fmt::format("/coupons/{}", place),
        {{"reason", std::move(reason)}}
    );
  };
  // A rule that was revised since may take more off than there is: it would never be posted.
  if (plan.coupons[place].balance && seen.amount > *plan.coupons[place].balance)
    return refused("@coupon_over_balance");
  if (seen.why == pricing::Why::applied) return ok();
  const bool zh = language == api::Language::zh_cn;
  return refused(pricing::words(seen, plan.rules->index(), plan.receipt.currency, zh));
}

}  // namespace

Outcome Checkout::plan_coupons(
    sql::Tx& tx, const std::vector<ShownCoupon>& shown, Instant priced_at, SalePlan& plan
) const {
  if (shown.empty()) return ok();
  if (!plan.buyer) return fail(ErrorCode::missing_field, "/member");
  std::vector<coupons::Shown> asked;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (shown[i].id.has_value() == shown[i].code.has_value())
      return fail(ErrorCode::missing_field, fmt::format("/coupons/{}/id", i));
    asked.push_back({shown[i].id.value_or(coupons::CouponId()), shown[i].code.value_or("")});
  }
  GX_TRY(
      found,
      coupons::find_presented(
          tx, house_.keys, plan.buyer->member.id, asked, 0, plan.today, plan.now
      )
  );
  for (std::size_t i = 0; i < found.size(); ++i) {
    const coupons::Presented& one = found[i];
    if (!one.in_stock_at(plan.receipt.store))
      return fail(ErrorCode::gift_stock_used_up, fmt::format("/coupons/{}", i));
    const auto rule = plan.rules->find(pricing::RuleKind::coupon, one.rule_code, priced_at);
    if (!rule) {
      return fail(
          ErrorCode::coupon_not_applicable,
          fmt::format("/coupons/{}", i),
          {{"reason", "@coupon_without_rule"}}
      );
    }
    plan.sold.coupons.push_back({one.coupon.value(), *rule, one.balance});
  }
  plan.coupons = std::move(found);
  return ok();
}

Outcome check_coupons(const SalePlan& plan, api::Language language) {
  for (std::size_t i = 0; i < plan.coupons.size(); ++i)
    GX_TRY_VOID(check_coupon(plan, i, language));
  return ok();
}

proofs::Spending spent_on_coupons(const SalePlan& plan) {
  const std::int64_t off = plan.coupons.empty() ? 0 : plan.priced.coupon_total;
  return proofs::spending_coupons(
      plan.receipt.money(std::max<std::int64_t>(off, 0)), plan.programme->parameters
  );
}

std::vector<QuotedCoupon> quoted_coupons(const SalePlan& plan, api::Language language) {
  std::vector<QuotedCoupon> quoted;
  for (std::size_t i = 0; i < plan.coupons.size(); ++i) {
    QuotedCoupon& one = quoted.emplace_back();
    one.id = plan.coupons[i].coupon;
    one.template_code = plan.coupons[i].template_code;
    one.amount = plan.receipt.money(verdict_on(plan, i).amount);
    if (const Outcome checked = check_coupon(plan, i, language); !checked)
      one.refused = api::message_of(checked.error(), language);
  }
  return quoted;
}

CouponProof proof_for_coupons(const SalePlan& plan, const std::optional<proofs::Proven>& proven) {
  const proofs::Spending spent = spent_on_coupons(plan);
  if (proofs::suffices(proven, {&spent, 1})) return CouponProof::none;
  return spent.amount <= spent.cashier_max ? CouponProof::cashier : CouponProof::member;
}

void note_coupons(const SalePlan& plan, sales::Receipt& receipt) {
  for (std::size_t i = 0; i < plan.coupons.size(); ++i) {
    receipt.notes.push_back(
        {sales::notes::coupon_use,
         0,
         verdict_on(plan, i).amount,
         plan.coupons[i].coupon.to_string()}
    );
  }
}

Outcome use_coupons(
    sql::Tx& tx, IdGenerator& ids, const SalePlan& plan, const sales::Receipt& receipt
) {
  const coupons::Act act{receipt.actor, receipt.posted_at, plan.today, receipt.store};
  for (std::size_t i = 0; i < plan.coupons.size(); ++i) {
    const coupons::Presented& one = plan.coupons[i];
    const auto terms = coupons::find_template(tx, one.template_id);
    GX_CHECK_WHY(terms.has_value(), "a coupon of no template");
    const coupons::Redemption wanted{
        .owner = receipt.owner,
        .coupon = one.coupon,
        .receipt = receipt.id,
        .reference = std::nullopt,
        .hold = 0,
        .amount = verdict_on(plan, i).amount};
    const auto used = coupons::redeem(tx, ids, *terms, wanted, act);
    // The plan saw that it could be used: whatever is in the way came since.
    if (!used) return ErrorCode::conflict;
  }
  return ok();
}

std::optional<std::string> coupon_words(
    const sales::Receipt& receipt, const sales::Note& note, bool zh
) {
  const bool used = note.code == sales::notes::coupon_use;
  if (!used && note.code != sales::notes::coupon_back) return std::nullopt;
  const char* words = used ? zh ? "核销优惠券 {}（{}）" : "Coupon {} is used ({})"
                      : zh ? "优惠券 {} 退回 {}"
                           : "Of coupon {} comes back {}";
  return fmt::format(fmt::runtime(words), note.text, receipt.money(note.value).to_string());
}

}  // namespace guanxi::checkout
