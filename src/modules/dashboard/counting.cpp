#include "modules/dashboard/counting.h"

#include <boost/json.hpp>
#include <set>

#include "modules/dashboard/store.h"
#include "modules/dashboard/waiting.h"
#include "modules/programmes/zones.h"
#include "modules/sales/attribution.h"
#include "platform/log/log.h"

namespace guanxi::dashboard {
namespace {

constexpr std::int64_t all_of_it = INT64_MAX;

/// What one piece of news asks for, as it was read.
struct News {
  outbox::Event event;
  std::optional<sales::Head> receipt = {}, original = {};
  bool of_member = false;
  OwnerId survivor = {};
};

bool is_of_receipt(const outbox::Event& event) {
  return event.kind == receipt_posted || event.kind == sales::receipt_attributed;
}
bool is_of_merge(const outbox::Event& event) {
  return event.kind == member_merged || event.kind == merge_undone;
}

std::optional<sales::Head> find_head(sql::Tx& tx, ReceiptId id, OwnerId owner) {
  auto head = sales::find_head(tx, id, owner);
  return head ? head : sales::find_head(tx, id);  // a member's since
}

News read_news(sql::Tx& tx, const outbox::Event& event) {
  News news{event};
  if (is_of_receipt(event)) {
    news.receipt = find_head(tx, ReceiptId(event.subject_id), event.owner);
    if (news.receipt && news.receipt->original)
      news.original = find_head(tx, *news.receipt->original, event.owner);
    news.of_member = boost::json::parse(event.facts).at("member").as_int64() == 1;
  } else if (is_of_merge(event)) {
    news.survivor = OwnerId(boost::json::parse(event.facts).at("survivor").as_int64());
  }
  return news;
}

/// Once for each receipt.
void count_receipt(
    Ledger& ledger,
    const sales::Head& receipt,
    const std::optional<sales::Head>& original,
    bool of_member
) {
  if (const auto more = addition_of(receipt, original, of_member)) ledger.add(*more);
  if (receipt.kind == sales::Kind::sale && of_member) ledger.put(receipt);
  if (receipt.kind == sales::Kind::void_ && original) ledger.remove(*original);
}

/// Takes in a batch of news, in its order.
class Reader {
 public:
  explicit Reader(sql::Tx& tx)
      : tx_(tx),
        ledger_(tx),
        zones_(programmes::zones(tx)),
        walked_(store::walked(tx, store::Walk::receipts)) {}

  void take(const News& news) {
    if (is_of_receipt(news.event)) return take_receipt(news);
    if (is_of_merge(news.event)) {
      ledger_.gather(news.event.owner, news.survivor);
      owners_.insert(news.survivor);
    }
    if (news.event.kind.starts_with("coupon.")) {
      note(coupons::days_of(tx_, news.event.owner, coupons::CouponId(news.event.subject_id)));
    } else {
      owners_.insert(news.event.owner);
    }
  }

  void write() {
    for (const OwnerId owner : owners_) ledger_.refresh(owner, zones_);
    for (const coupons::TemplateDay& one : coupon_days_) {
      if (const auto of = coupons::find_template_of(tx_, one.id))
        ledger_.recount(*of, one.day, one.day);
    }
    ledger_.write();
  }

 private:
  void take_receipt(const News& news) {
    if (!news.receipt) return;
    const sales::Head& receipt = *news.receipt;
    const sales::Head& sale = news.original ? *news.original : receipt;
    if (sale.with_coupon) note(coupons::days_of(tx_, sale.owner, sale.id));
    if (receipt.id.value() > walked_) return;  // the walk counts it
    if (news.event.kind == sales::receipt_attributed) {
      if (receipt.kind == sales::Kind::sale) ledger_.put(receipt);
      if (receipt.kind == sales::Kind::refund) {
        Sums sums;
        sums.member_return_amount = receipt.payable;
        ledger_.add(receipt.programme, receipt.store, receipt.business_date, sums);
      }
      return;
    }
    count_receipt(ledger_, receipt, news.original, news.of_member);
  }

  void note(const std::vector<coupons::TemplateDay>& days) {
    coupon_days_.insert(days.begin(), days.end());
  }

  sql::Tx& tx_;
  Ledger ledger_;
  const std::map<ProgrammeId, TimeZone> zones_;
  const std::int64_t walked_;
  std::set<OwnerId> owners_;  // each once, in one order
  std::set<coupons::TemplateDay> coupon_days_;
};

// ---- walks ----

constexpr int walked_at_once = 200;
constexpr std::size_t waiting_max = 20'000;

struct Step {
  std::int64_t counted = 0;
  bool more = false;
};

Step walk_receipts(sql::Tx& tx) {
  const std::int64_t through = store::walked(tx, store::Walk::receipts);
  if (through == all_of_it) return {};
  const auto heads = sales::heads_after(tx, ReceiptId(through), walked_at_once);
  const Waiting waiting(tx);
  Ledger ledger(tx);
  Step step{0, std::ssize(heads) == walked_at_once};
  for (const sales::Head& head : heads) {
    if (waiting.posted(head.id)) continue;  // its news counts it
    const auto original = head.original ? find_head(tx, *head.original, head.owner) : std::nullopt;
    count_receipt(ledger, head, original, head.is_member && !waiting.attributed(head.id));
    ++step.counted;
  }
  ledger.write();
  store::put_walked(tx, store::Walk::receipts, step.more ? heads.back().id.value() : all_of_it);
  return step;
}

Step walk_members(sql::Tx& tx) {
  const std::int64_t through = store::walked(tx, store::Walk::members);
  if (through == all_of_it) return {};
  const auto rolls = members::rolls_after(tx, OwnerId(through), walked_at_once);
  const auto zones = programmes::zones(tx);
  Ledger ledger(tx);
  for (const members::Roll& roll : rolls) ledger.refresh(roll, zones.at(roll.programme));
  ledger.write();
  const bool more = std::ssize(rolls) == walked_at_once;
  store::put_walked(tx, store::Walk::members, more ? rolls.back().owner.value() : all_of_it);
  return {std::ssize(rolls), more};
}

Step walk_coupons(sql::Tx& tx) {
  const std::int64_t through = store::walked(tx, store::Walk::coupons);
  if (through == all_of_it) return {};
  const auto next = coupons::templates_after(tx, coupons::TemplateId(through), 1);
  Ledger ledger(tx);
  for (const coupons::TemplateOf& one : next) ledger.recount(one, Date(), Date::never);
  ledger.write();
  const std::int64_t to = next.empty() ? all_of_it : next.back().id.value();
  store::put_walked(tx, store::Walk::coupons, to);
  return {std::ssize(next), !next.empty()};
}

/// Whether the walk would look through much news for each receipt.
bool is_behind(sql::Database& db) {
  return db.read([](sql::Tx& tx) {
    return !is_complete(tx) &&
           outbox::waiting(tx, consumer_name, receipt_posted).size() > waiting_max;
  });
}

}  // namespace

outbox::Consumer consumer(const Counting& counting) {
  return {
      .name = consumer_name,
      .kinds =
          {receipt_posted,
           std::string(sales::receipt_attributed),
           member_enrolled,
           member_changed,
           member_closed,
           member_erased,
           member_merged,
           merge_undone,
           tier_changed,
           "coupon.issued",
           "coupon.redeemed",
           "coupon.returned"},
      .prepare = [counting](const outbox::Batch& batch) -> std::function<Outcome(sql::Tx&)> {
        auto all = counting.db.read([&](sql::Tx& tx) {
          std::vector<News> read;
          for (const outbox::Event& event : batch.events) read.push_back(read_news(tx, event));
          return read;
        });
        return [all = std::move(all)](sql::Tx& tx) -> Outcome {
          Reader reader(tx);
          for (const News& news : all) reader.take(news);
          reader.write();
          return ok();
        };
      }};
}

Result<std::int64_t> catch_up(const Counting& counting, const std::function<bool()>& should_stop) {
  std::int64_t counted = 0;
  for (const auto walk : {walk_members, walk_coupons, walk_receipts}) {
    for (bool more = true; more && !should_stop();) {
      if (is_behind(counting.db)) return counted;
      GX_TRY(step, counting.db.write([&](sql::Tx& tx) -> Result<Step> { return walk(tx); }));
      counted += step.counted;
      more = step.more;
    }
  }
  return counted;
}

Outcome catch_up(const Counting& counting, jobs::Context& context) {
  GX_TRY(counted, catch_up(counting, [&context] { return context.should_stop(); }));
  if (counted > 0) log::info("dashboard.counted", {{"counted", counted}});
  return ok();
}

void forget_figures(sql::Tx& tx) { store::forget(tx); }

}  // namespace guanxi::dashboard
