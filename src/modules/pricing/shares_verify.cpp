// Who bears what, against prices, sales and agreements.
#include <algorithm>
#include <set>
#include <tuple>

#include "modules/pricing/shares_reading.h"
#include "modules/pricing/shares_store.h"
#include "modules/pricing/traces.h"
#include "modules/programmes/zones.h"
#include "platform/outbox/waiting.h"

namespace guanxi::pricing {
namespace {

/// The goods of a line had a bearer or had none: the catalogue may say otherwise by now.
const LineBearers some_goods{"counter:", "counter_group:", "brand:"};

using PartKey = std::tuple<int, ShareCause, std::string>;
using ByBearer = std::map<std::string, std::int64_t>;

std::string kind_of_bearer(const std::string& bearer) {
  for (const std::string& kind : {some_goods.counter, some_goods.counter_group, some_goods.brand}) {
    if (bearer.starts_with(kind)) return kind;
  }
  return bearer;
}

std::map<PartKey, ByBearer> by_key(const std::vector<SharePart>& parts) {
  std::map<PartKey, ByBearer> sums;
  for (const SharePart& part : parts)
    sums[{part.line, part.cause, part.rule}][kind_of_bearer(part.bearer)] += part.amount;
  return sums;
}

/// Whether they are the same where the mall may bear what goods without a bearer left over.
bool agree(ByBearer expected, const ByBearer& recorded) {
  const auto of = [&](const std::string& bearer) {
    const auto found = recorded.find(bearer);
    return found == recorded.end() ? 0 : found->second;
  };
  for (const std::string& kind : {some_goods.counter, some_goods.counter_group, some_goods.brand}) {
    const auto part = expected.find(kind);
    if (part == expected.end() || of(kind) != 0) continue;
    const std::int64_t left_over = part->second;
    expected[mall_bearer] += left_over;
    expected[kind] = 0;
  }
  ByBearer all = recorded;
  for (const auto& [bearer, amount] : expected) all.try_emplace(bearer, 0);
  return std::ranges::all_of(all, [&](const auto& one) {
    const auto found = expected.find(one.first);
    return one.second == (found == expected.end() ? 0 : found->second);
  });
}

class SharesCheck {
 public:
  SharesCheck(sql::Tx& tx, std::size_t limit) : tx_(tx), limit_(limit), facts_(tx) {}

  std::vector<std::string> run() {
    zones_ = programmes::zones(tx_);
    store::each_shares(tx_, [&](store::SharesRow&& row) {
      if (!rows_.empty() && rows_.front().receipt != row.receipt) check_receipt();
      add_days(row);
      rows_.push_back(std::move(row));
    });
    if (!rows_.empty()) check_receipt();
    check_missing();
    check_days();
    return std::move(faults_);
  }

 private:
  using DayKey =
      std::tuple<ProgrammeId, Date, std::string, StoreId, ShareCause, std::string, std::string>;

  void blame(const std::string& what) {
    if (faults_.size() < limit_) faults_.push_back(what);
  }
  void blame_rows(const char* what) {
    blame("receipt " + rows_.front().receipt.to_string() + ": " + what);
  }

  void add_days(const store::SharesRow& row) {
    const auto parts = store::unpack_parts(row.parts, row.bearer);
    if (!parts)
      return blame("receipt " + row.receipt.to_string() + ": who bears what cannot be read");
    std::int64_t sum = 0;
    for (const SharePart& part : *parts) {
      sum += part.amount;
      auto& day = days_[{
          row.programme, row.day, row.bearer, row.store, part.cause, part.rule, row.cost_group}];
      (row.original ? day.returned : day.conceded) += part.amount;
    }
    if (sum != (row.original ? row.returned : row.conceded) ||
        (row.original ? row.conceded : row.returned) != 0)
      blame("receipt " + row.receipt.to_string() + ": what is borne is not the sum of its parts");
    parts_.insert(parts_.end(), parts->begin(), parts->end());
  }

  void check_receipt() {
    const store::SharesRow& first = rows_.front();
    shared_.push_back(first.receipt);
    oldest_ = std::min(oldest_, first.day);
    const auto receipt = sales::find(tx_, first.receipt, first.owner);
    if (!receipt) {
      blame_rows("somebody bears a part of it, and it is not there");
    } else {
      check_head(*receipt);
      if (first.original) {
        check_return(*receipt);
      } else {
        check_sale(*receipt);
      }
    }
    rows_.clear();
    parts_.clear();
  }

  void check_head(const sales::Receipt& receipt) {
    const auto zone = zones_.find(receipt.programme);
    for (const store::SharesRow& row : rows_) {
      const bool same = row.programme == receipt.programme && row.store == receipt.store &&
                        row.original == receipt.original.value_or(ReceiptId()) &&
                        row.cost_group == rows_.front().cost_group && zone != zones_.end() &&
                        row.day == zone->second.date_of(receipt.posted_at);
      if (!same) blame_rows("who bears it is noted elsewhere than it was made");
    }
  }

  void check_sale(const sales::Receipt& sale) {
    const std::string& group = rows_.front().cost_group;
    const auto conceded =
        facts_.conceded(sale, group.empty() ? std::nullopt : std::optional(group));
    std::vector<SharePart> expected;
    for (std::size_t i = 0; i < conceded.size(); ++i) {
      const auto more = share_line(sale.lines[i].line, conceded[i], some_goods);
      expected.insert(expected.end(), more.begin(), more.end());
    }
    compare(by_key(expected), by_key(parts_));
  }

  void check_return(const sales::Receipt& refund) {
    const auto sale = sales::find(tx_, *refund.original, refund.owner);
    if (!sale) return blame_rows("a return without its sale");
    const auto sold = parts_in_books(tx_, sale->owner, sale->id);
    compare(by_key(parts_back(tx_, *sale, refund, sold)), by_key(parts_));
  }

  void compare(
      const std::map<PartKey, ByBearer>& expected, const std::map<PartKey, ByBearer>& recorded
  ) {
    std::set<PartKey> keys;
    for (const auto& [key, sums] : expected) keys.insert(key);
    for (const auto& [key, sums] : recorded) keys.insert(key);
    const auto of = [](const auto& all, const PartKey& key) {
      const auto found = all.find(key);
      return found == all.end() ? ByBearer() : found->second;
    };
    for (const PartKey& key : keys) {
      if (agree(of(expected, key), of(recorded, key))) continue;
      return blame_rows("who bears what is not what its price says");
    }
  }

  bool anything_off(const sales::Receipt& sale) {
    for (const auto& line : facts_.conceded(sale, std::nullopt)) {
      if (!share_line(1, line, LineBearers()).empty()) return true;
    }
    return false;
  }

  /// Counting goes on behind the sales: all that does not wait for it must be counted, but for what
  /// was sold before there was any counting.
  void check_missing() {
    if (shared_.empty()) return;
    std::ranges::sort(shared_);
    auto waiting = outbox::waiting(tx_, shares_consumer_name, "receipt.posted");
    std::ranges::sort(waiting);
    each_trace(tx_, [&](const RecordedTrace& kept) {
      if (!kept.trace || kept.trace->quote.concessions.empty()) return;
      if (std::ranges::binary_search(shared_, kept.receipt)) return;
      const auto sale = sales::find(tx_, kept.receipt, kept.owner);
      if (!sale || !anything_off(*sale)) return;
      const auto zone = zones_.find(sale->programme);
      if (zone == zones_.end()) return;
      const Date day = zone->second.date_of(sale->posted_at);
      if (day > oldest_ && !std::ranges::binary_search(waiting, kept.receipt.value()))
        blame("receipt " + kept.receipt.to_string() + ": nobody bears what came off it");
    });
  }

  void check_days() {
    store::each_share_day(tx_, [&](store::ShareDayRow&& row) {
      const auto found = days_.extract(
          {row.programme, row.day, row.bearer, row.store, row.cause, row.rule, row.cost_group}
      );
      const ShareSums expected = found.empty() ? ShareSums() : found.mapped();
      if (expected.conceded != row.conceded || expected.returned != row.returned)
        blame(
            "cost shares of " + row.bearer + " on " + row.day.to_string() +
            ": the sums are not those of the receipts"
        );
    });
    for (const auto& [key, sums] : days_) {
      if (sums.conceded == 0 && sums.returned == 0) continue;
      blame(
          "cost shares of " + std::get<2>(key) + " on " + std::get<1>(key).to_string() +
          ": the receipts have what the sums lack"
      );
    }
  }

  sql::Tx& tx_;
  const std::size_t limit_;
  ShareFacts facts_;
  decltype(programmes::zones(std::declval<sql::Tx&>())) zones_;
  std::vector<ReceiptId> shared_;  // receipts that are counted
  Date oldest_ = Date::never;
  std::vector<store::SharesRow> rows_;  // of one receipt
  std::vector<SharePart> parts_;        // of all of them
  std::map<DayKey, ShareSums> days_;
  std::vector<std::string> faults_;
};

}  // namespace

std::vector<std::string> verify_shares(sql::Tx& tx, std::size_t limit) {
  return SharesCheck(tx, limit).run();
}

}  // namespace guanxi::pricing
