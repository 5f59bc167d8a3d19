// The figures of the days against the journals.
#include <algorithm>

#include "modules/points/days_store.h"
#include "modules/programmes/zones.h"

namespace guanxi::points {

namespace {

class DaysCheck {
 public:
  DaysCheck(sql::Tx& tx, std::size_t limit) : tx_(tx), limit_(limit) {}

  std::vector<std::string> run() {
    store::each_counted(tx_, [&](const auto& account) { accounts_.push_back(account); });
    const auto zones = programmes::zones(tx_);
    store::each_entry_to_count(tx_, [&](OwnerId owner, const Entry& entry) {
      const auto account =
          std::ranges::lower_bound(accounts_, owner, {}, &store::CountedAccount::owner);
      if (account == accounts_.end() || account->owner != owner) return;
      if (entry.seq > account->seq) return;  // posted since
      const auto zone = zones.find(account->programme);
      if (zone == zones.end()) return;
      const Date day = zone->second.date_of(entry.posted_at);
      expected_.add(entry, account->programme, day, StoreId());
    });
    std::map<LotsKey, Figures> sums;
    store::each_day_sum(tx_, [&](const LotsKey& key, const Figures& figures) {
      sums[key] = figures;
    });
    store::each_day(tx_, [&](const LotsKey& key, const Figures& figures) {
      const auto sum = sums.extract(key);
      const auto found = expected_.figures.find({key.programme, key.day, StoreId(), key.klass});
      const Figures expected = found == expected_.figures.end() ? Figures{} : found->second;
      if (expected != figures) {
        blame(key, "the figures are not what the journals say");
      } else if (sum.empty() || sum.mapped() != figures) {
        blame(key, "the sum over all stores is not that of the stores");
      }
      if (found != expected_.figures.end()) expected_.figures.erase(found);
    });
    for (const auto& [key, figures] : expected_.figures) {
      if (figures != Figures{}) {
        blame({key.programme, key.day, key.klass}, "the journals have what the figures lack");
      }
    }
    for (const auto& [key, figures] : sums) blame(key, "a sum over all stores is of no store");
    store::each_outstanding(tx_, [&](const LotsKey& key, Points points) {
      const auto found = expected_.outstanding.find(key);
      const Points expected = found == expected_.outstanding.end() ? Points() : found->second;
      if (expected != points) blame(key, "the points outstanding are not what the journals say");
      if (found != expected_.outstanding.end()) expected_.outstanding.erase(found);
    });
    for (const auto& [key, points] : expected_.outstanding) {
      if (!points.is_zero()) blame(key, "points outstanding are missing");
    }
    return std::move(faults_);
  }

 private:
  void blame(const LotsKey& key, std::string_view what) {
    if (faults_.size() == limit_) return;
    faults_.push_back(
        "points of class " + std::string(word(key.klass)) + " on " + key.day.to_string() +
        " in programme " + key.programme.to_string() + ": " + std::string(what)
    );
  }

  sql::Tx& tx_;
  const std::size_t limit_;
  std::vector<store::CountedAccount> accounts_;
  DaySums expected_;
  std::vector<std::string> faults_;
};

}  // namespace

std::vector<std::string> verify_days(sql::Tx& tx, std::size_t limit) {
  return DaysCheck(tx, limit).run();
}

}  // namespace guanxi::points
