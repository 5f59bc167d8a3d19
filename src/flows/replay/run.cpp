// One replay from its beginning to its end.
#include <algorithm>

#include "base/allocate.h"
#include "flows/checkout/multiples.h"
#include "flows/replay/past.h"
#include "flows/replay/view.h"
#include "modules/points/points.h"

namespace guanxi::replay {
namespace {

/// Class A of a receipt by what its lines cost.
points::Earned earned_of(const PastSale& sale, const std::vector<std::int64_t>& amounts) {
  std::int64_t paid = 0;
  for (const std::int64_t amount : amounts) paid += amount;
  const std::int64_t base = std::max<std::int64_t>(paid - sale.earns_nothing, 0);
  std::vector<Money> bases;
  for (const std::int64_t share : allocate(base, amounts))
    bases.emplace_back(share, sale.basket.currency);
  return points::earn(bases, sale.programme->parameters, sale.points_rate);
}

/// Growth that would be another, by member.
class Growing {
 public:
  Growing(const House& house, const tiers::VersionPtr& ladder) : house_(house), ladder_(ladder) {}

  void add(const PastSale& sale, std::int64_t before, std::int64_t after) {
    if (!ladder_ || before == after) return;
    const auto then = house_.ladders.in_force(ladder_->ladder, sale.occurred_at);
    if (!then) return;  // nothing grew before there was a ladder
    const auto grown = [&](std::int64_t paid) {
      const std::int64_t net = std::max<std::int64_t>(paid - sale.grows_nothing, 0);
      return tiers::growth_of(then->terms.sources, Money(net, sale.basket.currency));
    };
    const std::int64_t more = grown(after) - grown(before);
    if (more != 0) by_day_[sale.owner][sale.day] += more;
  }

  /// Of what counts for a member's tier now.
  void report(sql::Tx& tx, pricing::Report& report) const {
    if (!ladder_) return;
    std::vector<std::int64_t> thresholds;
    for (const tiers::Tier& tier : ladder_->terms.tiers) thresholds.push_back(tier.threshold);
    for (const auto& [owner, days] : by_day_) {
      const auto standing = tiers::find_standing(tx, owner, ladder_->ladder);
      if (!standing) continue;
      std::int64_t more = 0;
      for (const auto& [day, growth] : days) {
        if (day >= standing->window_from) more += growth;
      }
      if (more != 0) report.add_member(standing->growth, standing->growth + more, thresholds);
    }
  }

 private:
  const House& house_;
  tiers::VersionPtr ladder_;
  std::unordered_map<OwnerId, std::map<Date, std::int64_t>> by_day_;
};

class Replay {
 public:
  Replay(const House& house, Rules& rules, const Order& order, Instant now)
      : house_(house),
        rules_(rules),
        past_(house, rules, order, now),
        limits_(rules.index()),
        growing_(house, past_.ladder()) {}

  /// False: ended by go_on.
  bool run(const Options& options) {
    const std::int64_t total = house_.db.read([&](sql::Tx& tx) {
      past_.begin(tx);
      return past_.count(tx);
    });
    std::int64_t done = 0;
    for (ReceiptId after;;) {
      if (options.go_on && !options.go_on(done, total)) return false;
      Past::Chunk chunk =
          house_.db.read([&](sql::Tx& tx) { return past_.read(tx, after, options.sales_at_once); });
      if (chunk.looked_at == 0) break;
      for (PastSale& sale : chunk.sales) add(sale);
      after = chunk.last;
      done += chunk.looked_at;
    }
    house_.db.read([&](sql::Tx& tx) {
      growing_.report(tx, report_);
      return true;
    });
    return true;
  }

  const pricing::Report& report() const { return report_; }
  const Past& past() const { return past_; }

 private:
  void add(PastSale& sale) {
    // Of one member whatever the name was: as a till counts them.
    limits_.price(sale.basket, sale.of_member ? sale.buyer.value() : 0, workspace_, quote_);
    pricing::ReplayedPoints points;
    if (sale.of_member) {
      std::vector<std::int64_t> before, after;
      std::int64_t paid_before = 0, paid_after = 0;
      for (const pricing::ReplayedLine& line :
           pricing::replayed_lines(sale.basket, sale.receipt, quote_)) {
        before.push_back(line.before);
        after.push_back(line.after);
        paid_before += line.before;
        paid_after += line.after;
      }
      // Caps and the like stay as they were: what it earned moves by what the rule of the
      // programme makes of the difference.
      const points::Earned then = earned_of(sale, before), anew = earned_of(sale, after);
      const checkout::Multiplied had =
          checkout::multiplied(then, Rate::one(), sale.priced, sale.allowances);
      const checkout::Multiplied has = multiply(sale, anew);
      for (const checkout::PromotionPoints& one : has.of_promotions)
        limits_.count_points(sale.basket, sale.buyer.value(), one.rule, one.given.value());
      points.base_before = sale.base_points;
      points.base_after =
          std::max<std::int64_t>((Points(sale.base_points) + anew.total - then.total).value(), 0);
      points.multiple_before = had.total.value();
      points.multiple_after = has.total.value();
      growing_.add(sale, paid_before, paid_after);
    }
    const auto shares_of = [&](const pricing::Concession& made) {
      return past_.shares_of(sale, made);
    };
    report_.add(sale.basket, sale.receipt, pricing::Report::SharesOf(shares_of), quote_, points);
  }

  /// Class B by the price at hand, as a till gives it: one that has too few points left makes room
  /// for others that give more.
  checkout::Multiplied multiply(PastSale& sale, const points::Earned& earned) {
    bool tried = false;
    const auto again = [&](pricing::Basket& basket) -> std::optional<pricing::Quote> {
      tried = true;
      pricing::Quote quote;
      limits_.price_again(basket, sale.buyer.value(), workspace_, quote);
      const bool is_same = quote.payable == quote_.payable && quote.awards == quote_.awards &&
                           quote.concessions == quote_.concessions;
      return is_same ? std::optional(std::move(quote)) : std::nullopt;
    };
    checkout::MostMultiplied most =
        checkout::most_multiplied(earned, Rate::one(), quote_.lines, sale.basket, again);
    if (most.instead) sale.basket.allowances = std::move(most.allowances);
    if (tried) limits_.price_again(sale.basket, sale.buyer.value(), workspace_, quote_);
    return std::move(most.b);
  }

  const House& house_;
  Rules& rules_;
  Past past_;
  pricing::CountedLimits limits_;
  pricing::Workspace workspace_;
  pricing::Quote quote_;
  pricing::Report report_;
  Growing growing_;
};

Result<std::unique_ptr<Rules>> load_rules(const House& house, const Order& order, Instant now) {
  const auto programme = house.programmes.shown(order.programme, now);
  GX_CHECK(programme != nullptr);
  return house.db.read([&](sql::Tx& tx) { return Rules::load(tx, house, order, *programme, now); });
}

}  // namespace

Outcome check(const House& house, const Order& order, Instant now) {
  GX_TRY_VOID(load_rules(house, order, now));
  return ok();
}

Result<std::optional<ReplayReport>> run(
    const House& house, const Order& order, const Options& options, Instant now
) {
  GX_TRY(rules, load_rules(house, order, now));
  Replay replay(house, *rules, order, now);
  if (!replay.run(options)) return std::optional<ReplayReport>();
  const Viewing viewing{house, *rules, replay.past(), order.programme, now};
  return std::optional<ReplayReport>(house.db.read([&](sql::Tx& tx) {
    return view_of(tx, viewing, replay.report());
  }));
}

}  // namespace guanxi::replay
