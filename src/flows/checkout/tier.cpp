// The buyer's tier at the till: what it gives for this receipt, and the growth that the receipt
// adds. A tier that is reached by it applies from the next one.
#include <fmt/format.h>

#include <algorithm>

#include "flows/checkout/checkout.h"
#include "flows/checkout/tier_notes.h"
#include "modules/tiers/current.h"

namespace guanxi::checkout {
namespace {

constexpr std::int64_t rate_unit = 1'000'000'000;  // rates of tiers have nine decimals

/// What was paid in money: growth is for that alone.
bool is_paid(const sales::Tender& tender) {
  switch (tender.kind) {
    case sales::TenderKind::voucher:
    case sales::TenderKind::points:
    case sales::TenderKind::points_purchase:
    case sales::TenderKind::gift_purchase:
      return false;
    case sales::TenderKind::exchange_credit:
      return tender.reference != sales::word(sales::TenderKind::voucher);
    case sales::TenderKind::cash:
    case sales::TenderKind::bank_card:
    case sales::TenderKind::wechat_pay:
    case sales::TenderKind::alipay:
    case sales::TenderKind::unionpay:
    case sales::TenderKind::stored_value:
    case sales::TenderKind::small_change:
    case sales::TenderKind::other:
      return true;
  }
  GX_CHECK_WHY(false, "no such tender");
}

Money net_paid(const SalePlan& plan) {
  std::int64_t net = plan.receipt.payable;
  for (const sales::Tender& tender : plan.receipt.tenders) {
    if (!is_paid(tender)) net -= tender.amount;
  }
  if (plan.wallet) net -= plan.wallet->bonus.minor();
  return plan.receipt.money(net);
}

/// What applied when the receipt was made: by the journal, if it is older than the newest entry.
std::string tier_then(
    sql::Tx& tx, const tiers::Progress& progress, const SalePlan& plan, Instant known_by, Date day
) {
  const auto& before = progress.before();
  const Instant when = plan.receipt.occurred_at;
  if (before && when < before->posted_at) {
    const auto found = tiers::tier_at(tx, plan.receipt.owner, before->ladder, when, day, known_by);
    return found.value_or(progress.version().at(0).code);
  }
  return progress.tier_before(day);
}

}  // namespace

void Checkout::read_standings(sql::Tx& tx, SalePlan& plan, Instant now) const {
  plan.growth.clear();
  const auto ladders = house_.ladders.in_force(plan.receipt.programme, now);
  if (ladders.empty()) return;
  const tiers::Who who{plan.buyer->member.id, plan.buyer->member.joined_on};
  const auto standings = tiers::standings_of(tx, who.owner);
  for (const tiers::VersionPtr& version : ladders) {
    const tiers::LadderId ladder = version->ladder;
    const auto found = std::ranges::find(standings, ladder, &tiers::Standing::ladder);
    const auto standing =
        found == standings.end() ? std::nullopt : std::optional<tiers::Standing>(*found);
    plan.growth.emplace_back(
        tiers::current_version(tx, house_.ladders, ladder, standing, now),
        who,
        standing,
        tiers::Today{now, plan.today},
        tiers::sums_of(tx, who.owner, ladder)
    );
  }
}

void Checkout::plan_tier(sql::Tx& tx, SalePlan& plan, Instant known_by) const {
  read_standings(tx, plan, plan.now);
  const sales::Receipt& receipt = plan.receipt;
  const Date day = plan.programme->zone.date_of(receipt.occurred_at);
  for (const tiers::Progress& progress : plan.growth) {
    const auto then = house_.ladders.in_force(progress.version().ladder, receipt.occurred_at);
    if (!then || !then->terms.decides_rates) continue;
    const std::string code = tier_then(tx, progress, plan, known_by, day);
    const tiers::Version& says = then->rank(code) ? *then : progress.version();
    const tiers::Tier& tier = says.at(says.rank_of(code));
    plan.tier = code;
    plan.tier_rate = tier.discount_rate;
    if (tier.points_multiple > plan.buyer->terms.points_multiple) {
      plan.buyer->terms.points_multiple = tier.points_multiple;
      plan.tier_notes.push_back(
          {tier_notes::multiple + code, 0, tier.points_multiple.apply(rate_unit, Rounding::floor)}
      );
    }
  }
}

void Checkout::plan_growth(SalePlan& plan) const {
  sales::Receipt& receipt = plan.receipt;
  const Date day = plan.programme->zone.date_of(receipt.occurred_at);
  for (tiers::Progress& progress : plan.growth) {
    const auto then = house_.ladders.in_force(progress.version().ladder, receipt.occurred_at);
    if (!then) continue;  // nothing grew before there was a ladder
    const tiers::Sources& sources = then->terms.sources;
    tiers::Entry entry{.occurred_at = receipt.occurred_at, .counts_on = day};
    if (sources.visit_growth > 0 && progress.is_visit(day)) {
      entry.of_visit = sources.visit_growth;
      progress.note_visit(day);
    }
    entry.growth = entry.of_visit + tiers::growth_of(sources, net_paid(plan));
    if (entry.growth == 0) continue;
    receipt.notes.push_back({tier_notes::growth + then->code, 0, entry.growth});
    const std::string before = progress.tier();
    progress.enter(std::move(entry));
    if (progress.tier() != before)
      receipt.notes.push_back({tier_notes::reached + progress.tier(), 0, 0});
  }
}

Outcome Checkout::apply_growth(sql::Tx& tx, const SalePlan& plan, const sales::Receipt& receipt)
    const {
  const bool is_import = receipt.channel == sales::Channel::import;
  for (const tiers::Progress& progress : plan.growth) {
    GX_TRY_VOID(tiers::write(
        tx,
        house_.ids,
        progress,
        receipt.id.value(),
        receipt.posted_at,
        receipt.actor,
        is_import ? tiers::Origin::import : tiers::Origin::here
    ));
  }
  return ok();
}

std::optional<std::string> tier_words(const sales::Note& note, bool zh) {
  struct Words {
    const char* code;
    const char* chinese;
    const char* english;
  };
  constexpr Words all[] = {
      {tier_notes::multiple, "等级 {} 的积分倍数 {}", "Points multiple of tier {}: {}"},
      {tier_notes::discount, "等级 {} 的折扣率 {}", "Discount rate of tier {}: {}"},
      {tier_notes::growth, "{} 成长值 {}", "Growth on {}: {}"},
      {tier_notes::reached,
       "等级变为 {}，从下一张小票起享受",
       "Tier now {}, from the next receipt"}};
  for (const Words& words : all) {
    if (!note.code.starts_with(words.code)) continue;
    const std::string what = note.code.substr(std::string_view(words.code).size());
    const bool rate = words.code == tier_notes::multiple || words.code == tier_notes::discount;
    return fmt::format(
        fmt::runtime(zh ? words.chinese : words.english),
        what,
        rate ? Rate::of(note.value, rate_unit).to_string() : std::to_string(note.value)
    );
  }
  return std::nullopt;
}

}  // namespace guanxi::checkout
