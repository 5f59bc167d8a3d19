#include "app/demo_visits.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "app/demo_calendar.h"
#include "app/demo_goods.h"
#include "app/demo_people.h"
#include "modules/points/roots.h"
#include "platform/crypto/crypto.h"

namespace guanxi::app::demo {
namespace {

/// Visits per 100,000 members and average day: about 4, 1.5, 0.5 and 0.1 a month.
constexpr std::int64_t visits_per_100000[loyalty_classes] = {13'300, 5'000, 1'660, 330};
constexpr std::size_t events_at_once = 400;  // in one transaction
const TimeZone shanghai;

/// `expected` in thousandths, rounded up or down so that the average is right.
std::int64_t drawn_count(Random& random, std::int64_t expected_milli) {
  return expected_milli / 1000 +
         (random.below(1000) < static_cast<std::uint64_t>(expected_milli % 1000) ? 1 : 0);
}

/// Few lines are common, ten are rare.
int line_count(Random& random) {
  int lines = 1;
  while (lines < 10 && random.chance(52, 100)) ++lines;
  return lines;
}

Quantity quantity_of(Random& random, const catalog::ItemInput& item) {
  if (item.unit == "kg")
    return Quantity::from_milli(random.between(40, 500) * 5);  // scales show 5 g steps
  if (random.chance(80, 100)) return Quantity::pieces(1);
  return Quantity::pieces(random.between(2, 4));
}

sales::TenderKind tender_kind(Random& random) {
  using sales::TenderKind;
  constexpr std::pair<unsigned, TenderKind> kinds[] = {
      {52, TenderKind::wechat_pay},
      {25, TenderKind::alipay},
      {10, TenderKind::bank_card},
      {3, TenderKind::unionpay},
      {9, TenderKind::cash},
      {1, TenderKind::voucher}};
  std::uint64_t drawn = random.below(100);
  for (const auto& [percent, kind] : kinds) {
    if (drawn < percent) return kind;
    drawn -= percent;
  }
  return TenderKind::cash;
}

Money price_of(const checkout::SaleLine& line, const catalog::ItemInput& item) {
  return line_amount(item.shop_price.value_or(*item.list_price), line.quantity, item.currency);
}

std::string cashier(std::size_t till, int second) {
  constexpr int late_shift = 15 * 3600;
  return fmt::format("C{:02}", till * 2 + (second < late_shift ? 1 : 2));
}

constexpr const char* reasons[] = {
    "尺码不合", "不喜欢", "质量问题", "买多了", "颜色不合", "赠礼退回"};

}  // namespace

Visits::Visits(
    Application& application,
    const std::vector<Shop>& shops,
    const std::vector<catalog::ItemInput>& goods,
    std::uint64_t seed
)
    : application_(application),
      shops_(shops),
      goods_(goods),
      seed_(seed),
      random_(seed ^ 0x7669736974730000ULL) {}

checkout::MemberRef Visits::reference_to(const Shopper& shopper) {
  if (shopper.plastic && random_.chance(1, 2))
    return {checkout::MemberKey::card, plastic_number(shopper.index)};
  if (random_.chance(3, 4))
    return {checkout::MemberKey::phone, fictional_phone(shopper.index, seed_)};
  return {checkout::MemberKey::member_id, shopper.id.to_string()};
}

void Visits::draw_lines(checkout::SaleRequest& sale, const Shop& shop) {
  const auto groups = counter_groups();
  // Now and then a till rounds each line down to whole yuan 抹零: sold at its own price, and
  // reported as a difference.
  const bool rounded = random_.chance(3, 100);
  if (rounded) sale.pricing = sales::Pricing::as_sold;
  std::int64_t payable = 0;
  for (int left = line_count(random_); left > 0; --left) {
    // The smaller of two draws: the first items of the list sell best.
    const auto index = std::min(random_.below(goods_.size()), random_.below(goods_.size()));
    const catalog::ItemInput& item = goods_[index];
    checkout::SaleLine line;
    line.item = random_.chance(1, 2) ? item.barcodes.front() : item.code;
    line.quantity = quantity_of(random_, item);
    const auto group =
        static_cast<std::size_t>(std::ranges::find(groups, item.counter_group) - groups.begin());
    if (group < shop.counters) line.counter = fmt::format("K{:02}", group + 1);
    Money amount = price_of(line, item);
    if (rounded) {
      amount = Money(amount.minor() / 100 * 100, amount.currency());
      line.amount = amount;
    }
    payable += amount.minor();
    sale.lines.push_back(std::move(line));
  }
  if (payable > 0)
    sale.tenders.push_back({tender_kind(random_), Money(payable, Currency::cny), std::nullopt});
}

Visits::Event Visits::draw_sale(const Shopper* shopper, int day) {
  Event event;
  event.second = second_of_visit(random_);
  const bool at_home = shopper != nullptr && random_.chance(78, 100);
  event.shop = at_home ? static_cast<std::size_t>(shopper->home) : random_.below(shops_.size());
  const Shop& shop = shops_[event.shop];
  event.till = random_.below(shop.tills.size());
  checkout::SaleRequest& sale = event.sale.emplace();
  sale.store = shop.code;
  sale.till = shop.tills[event.till];
  sale.cashier = cashier(event.till, event.second);
  if (shopper != nullptr) sale.member = reference_to(*shopper);
  if (shopper != nullptr && random_.chance(6, 100)) sale.channel = sales::Channel::online;
  draw_lines(sale, shop);
  if (random_.chance(4, 100)) event.returned_day = day + static_cast<int>(random_.between(1, 14));
  return event;
}

std::vector<Visits::Event> Visits::draw_day(Date date, int day) {
  const std::int64_t busy = busyness(date);
  std::vector<Event> events;
  for (std::size_t loyalty = 0; loyalty < loyalty_classes; ++loyalty) {
    std::vector<Shopper>& shoppers = classes_[loyalty];
    const std::int64_t expected =
        std::ssize(shoppers) * visits_per_100000[loyalty] * busy / 100'000;
    for (std::int64_t left = drawn_count(random_, expected); left > 0 && !shoppers.empty();
         --left) {
      Shopper& shopper = shoppers[random_.below(shoppers.size())];
      if (shopper.leaves <= day) {  // a visit that does not come any more
        shopper = shoppers.back();
        shoppers.pop_back();
        continue;
      }
      events.push_back(draw_sale(&shopper, day));
    }
  }
  const std::int64_t anonymous = std::ssize(events) * 220;  // 18 % of all sales
  for (std::int64_t left = drawn_count(random_, anonymous); left > 0; --left) {
    events.push_back(draw_sale(nullptr, day));
  }
  if (const auto due = returns_.find(day); due != returns_.end()) {
    for (const Return& back : due->second) {
      Event event;
      event.second = second_of_visit(random_);
      event.shop = back.shop;
      event.till = random_.below(shops_[back.shop].tills.size());
      event.back = back;
      events.push_back(std::move(event));
    }
    returns_.erase(due);
  }
  std::ranges::stable_sort(events, {}, &Event::second);
  std::map<std::pair<std::size_t, std::size_t>, std::int64_t> sequences;
  for (Event& event : events) event.sequence = ++sequences[{event.shop, event.till}];
  return events;
}

Result<ReceiptId> Visits::post_one(sql::Tx& tx, const Event& event, Date date, Instant not_before)
    const {
  const Instant occurred_at = shanghai.start_of(date).plus_seconds(event.second);
  const std::string key = sales::natural_idempotency_key(date, event.sequence);
  const Shop& shop = shops_[event.shop];
  const std::string& till = shop.tills[event.till];
  const std::string_view parts[] = {shop.code, till, key};
  const api::Call call{
      .actor = application_.system_actor(),
      .now = std::max(occurred_at.plus_seconds(1), not_before),
      .idempotency_key = key,
      .request_hash = crypto::sha256_of_parts(parts),
  };
  if (event.sale) {
    checkout::SaleRequest sale = *event.sale;
    sale.business_date = date;
    sale.sequence = event.sequence;
    sale.occurred_at = occurred_at;
    GX_TRY(posted, application_.checkout().sell_in(tx, call, sale));
    return posted.receipt.id;
  }
  const std::string by = cashier(event.till, event.second);
  refund::Order order;
  order.sale = event.back.sale;
  order.store = shop.code;
  order.till = till;
  order.business_date = date;
  order.sequence = event.sequence;
  order.occurred_at = occurred_at;
  order.cashier = by;
  order.reason = reasons[static_cast<std::size_t>(event.second) % std::size(reasons)];
  if (event.back.line) order.lines = {{*event.back.line, event.back.quantity}};
  GX_TRY(posted, application_.refund().post_in(tx, call, order));
  return posted.receipt.id;
}

Outcome Visits::post(std::span<Event> events, Date date) {
  GX_TRY(receipts, application_.db().write([&](sql::Tx& tx) -> Result<std::vector<ReceiptId>> {
    // Time that a root covers already is over: a server may have run on the empty store.
    const auto root = points::last_root(tx);
    const Instant not_before = root ? root->covers_to : Instant();
    std::vector<ReceiptId> ids;
    ids.reserve(events.size());
    for (const Event& event : events) {
      GX_TRY(id, post_one(tx, event, date, not_before));
      ids.push_back(id);
    }
    return ids;
  }));
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Event& event = events[i];
    if (!event.sale) {
      ++refunds_;
      continue;
    }
    ++sales_;
    if (event.returned_day == 0) continue;
    Return back{receipts[i], event.shop, std::nullopt, {}};
    const auto& lines = event.sale->lines;
    if (lines.size() > 1 && random_.chance(3, 4)) {
      const auto line = random_.below(lines.size());
      back.line = static_cast<int>(line) + 1;
      back.quantity = lines[line].quantity;
    }
    returns_[event.returned_day].push_back(back);
  }
  return ok();
}

Outcome Visits::run_day(Date date) {
  std::vector<Event> events = draw_day(date, Date().days_until(date));
  for (std::size_t from = 0; from < events.size(); from += events_at_once) {
    const std::size_t size = std::min(events_at_once, events.size() - from);
    GX_TRY_VOID(post(std::span(events).subspan(from, size), date));
  }
  return ok();
}

}  // namespace guanxi::app::demo
