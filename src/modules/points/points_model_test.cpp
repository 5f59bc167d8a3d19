// Any order of earning, spending, returning, restoring and expiring equals a small independent
// model, in which every point is a thing of its own that is somewhere.
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>

#include "modules/points/testing.h"

namespace guanxi::points {
namespace {

using programmes::ShortfallPolicy;

class Model {
 public:
  enum class Place { open, spent, expired, gone };
  struct Point {
    Date day;
    std::int64_t lot = 0;
    Place place = Place::open;
    std::int64_t gift = 0;  // that it was spent on
    bool forgiven = false;
    bool operator<(const Point& other) const {
      return std::pair(day, lot) < std::pair(other.day, other.lot);
    }
  };

  void end_of_days(Date today) {
    for (Point& point : points) {
      if (point.place == Place::open && point.day < today) {
        point.place = Place::expired;
        --a;
      }
    }
  }
  void earn(std::int64_t lot, Date day, int amount, Date today) {
    end_of_days(today);
    for (int i = 0; i < amount; ++i) {
      ++a;
      const bool pays = owed > 0;
      if (pays) --owed;
      points.push_back({day, lot, pays ? Place::gone : Place::open});
    }
    std::stable_sort(points.begin(), points.end());
    end_of_days(today);
  }
  bool spend(std::int64_t gift, int amount, Date today) {
    const auto usable = std::ranges::count_if(points, [&](const Point& point) {
      return point.place == Place::open && point.day >= today;
    });
    if (owed > 0 || usable < amount) return false;
    end_of_days(today);
    for (Point& point : points) {
      if (amount == 0) break;
      if (point.place != Place::open) continue;
      point.place = Place::spent;
      point.gift = gift;
      ++redeemed;
      --amount;
    }
    return true;
  }
  bool restore(std::int64_t gift, Date today) {
    if (!gifts.contains(gift) || restored.contains(gift)) return false;
    restored.insert(gift);
    end_of_days(today);
    for (Point& point : points) {
      if (point.place != Place::spent || point.gift != gift) continue;
      --redeemed;
      point.place = owed > 0 ? Place::gone : Place::open;
      if (owed > 0) --owed;
    }
    end_of_days(today);
    return true;
  }
  bool take_back(std::int64_t lot, int amount, ShortfallPolicy policy, Date today) {
    const Model before = *this;
    end_of_days(today);
    reversed[lot] += amount;
    if (reversed[lot] > earned[lot]) return *this = before, false;
    a -= amount;
    const auto take = [&](auto which, auto how) {
      for (Point& point : points) {
        if (amount > 0 && which(point)) {
          how(point);
          --amount;
        }
      }
    };
    const auto leave = [](Point& point) { point.place = Place::gone; };
    take([&](Point& p) { return p.lot == lot && p.place == Place::open; }, leave);
    take(
        [&](Point& p) { return p.lot == lot && p.place == Place::expired && !p.forgiven; },
        [&](Point& p) { p.forgiven = true, ++a; }
    );
    take([&](Point& p) { return p.place == Place::open; }, leave);
    if (amount == 0) return true;
    switch (policy) {
      case ShortfallPolicy::refuse:
        return *this = before, false;
      case ShortfallPolicy::debt:
        owed += amount;
        break;
      case ShortfallPolicy::purchase:
        f += amount;
        break;
    }
    return true;
  }

  std::int64_t count(Place place) const { return std::ranges::count(points, place, &Point::place); }

  std::vector<Point> points;
  std::int64_t a = 0, f = 0, redeemed = 0, owed = 0;
  std::map<std::int64_t, std::int64_t> earned, reversed;  // by lot
  std::map<std::int64_t, Date> day_of;
  std::set<std::int64_t> gifts, restored;
};

// Runs commands against both. RapidCheck runs many sequences; each has an owner of its own in one
// database.
class Bench : public PointsTest {
 public:
  Bench() { verify_at_end = false; }
  void TestBody() override {}
  using PointsTest::verify_all;

  void run(const std::vector<std::uint32_t>& commands, ShortfallPolicy policy) {
    owner_ = OwnerId(owner_.value() + 1);
    open(owner_);
    model_ = {};
    policy_ = policy;
    now_ = day("2026-01-01");
    next_lot_ = 1;
    for (const std::uint32_t command : commands) {
      const std::uint32_t first = command >> 4 & 0xff, second = command >> 12 & 0xff;
      switch (command % 8) {
        case 0:
        case 1:
        case 2:
          sell(static_cast<int>(first % 25), static_cast<int>(second % 12) - 2);
          break;
        case 3:
        case 4:
          spend(static_cast<int>(first % 30) + 1);
          break;
        case 5:
          give_back(first);
          break;
        case 6:
          take_back(first, static_cast<int>(second % 25));
          break;
        case 7:
          wait(static_cast<int>(first % 4), second % 2 == 0);
          break;
      }
      compare();
    }
  }

 private:
  template <class Post>
  bool post(Cause cause, Post&& posting) {
    Context with = context(owner_, cause);
    with.today = now_;
    return temp->write([&](sql::Tx& tx) { return posting(tx, with); }).has_value();
  }

  void sell(int amount, int days) {
    const std::int64_t lot = next_lot_++;
    const Date until = now_.plus_days(days);
    model_.earned[lot] = amount;
    model_.day_of[lot] = until;
    model_.earn(lot, until, amount, now_);
    RC_ASSERT(post({CauseKind::sale, lot}, [&](sql::Tx& tx, const Context& with) {
      return post_earned(tx, ids, with, Points(amount), until);
    }));
  }
  void spend(int amount) {
    const std::int64_t gift = ids.next();
    const bool expected = model_.spend(gift, amount, now_);
    if (expected) model_.gifts.insert(gift);
    const bool done = post({CauseKind::redemption, gift}, [&](sql::Tx& tx, const Context& with) {
      return post_redemption(tx, ids, with, Points(amount));
    });
    RC_ASSERT(done == expected);
  }
  void give_back(std::uint32_t which) {
    if (model_.gifts.empty()) return;
    auto gift = model_.gifts.begin();
    std::advance(gift, which % model_.gifts.size());
    const bool expected = model_.restore(*gift, now_);
    const bool done =
        post({CauseKind::redemption_reversal, *gift}, [&](sql::Tx& tx, const Context& with) {
          return post_redemption_reversal(tx, ids, with, *gift);
        });
    RC_ASSERT(done == expected);
  }
  void take_back(std::uint32_t which, int amount) {
    if (next_lot_ == 1) return;
    const std::int64_t lot = 1 + which % (next_lot_ - 1);
    if (model_.earned[lot] == 0 && amount > 0) return;  // no lot: a fault of the caller
    const bool expected = model_.take_back(lot, amount, policy_, now_);
    const bool done = post({CauseKind::refund, ids.next()}, [&](sql::Tx& tx, const Context& with) {
      return post_reversal(
          tx, ids, with, lot, model_.day_of[lot], Points(amount), programme_with(policy_)
      );
    });
    RC_ASSERT(done == expected);
  }
  void wait(int days, bool swept) {
    now_ = now_.plus_days(days);
    if (!swept) return;  // then the next posting has to expire
    model_.end_of_days(now_);
    RC_ASSERT(post({CauseKind::expiry, now_.yyyymmdd()}, [&](sql::Tx& tx, const Context& with) {
      return post_expiry(tx, ids, with);
    }));
  }

  void compare() {
    const Account found = account(owner_);
    RC_ASSERT(found.balance.value() == model_.count(Model::Place::open) - model_.owed);
    RC_ASSERT(found.a.value() == model_.a);
    RC_ASSERT(found.f.value() == model_.f);
    RC_ASSERT(found.redeemed.value() == model_.redeemed);
    RC_ASSERT(found.owed.value() == model_.owed);
    RC_ASSERT(found.balance == found.a + found.f - found.redeemed);
    Model today = model_;  // what a person sees: expiry that nobody has posted yet counts
    today.end_of_days(now_);
    const Points usable = temp->read([&](sql::Tx& tx) { return balance_on(tx, found, now_); });
    RC_ASSERT(usable.value() == today.count(Model::Place::open) - today.owed);
    std::map<std::int64_t, std::int64_t> expected, open;
    for (const auto& point : today.points) {
      if (point.place == Model::Place::open) ++expected[point.lot];
    }
    for (const Lot& lot : temp->read([&](sql::Tx& tx) { return open_lots(tx, owner_, now_); })) {
      open[lot.lot_id] = lot.remaining.value();
      RC_ASSERT(lot.reversed.value() == model_.reversed[lot.lot_id]);
      RC_ASSERT(lot.original.value() == model_.earned[lot.lot_id]);
    }
    RC_ASSERT(open == expected);
  }

  OwnerId owner_{5000};
  Model model_;
  ShortfallPolicy policy_ = ShortfallPolicy::purchase;
  Date now_;
  std::int64_t next_lot_ = 1;
};

TEST(PointsModel, AnyOrderOfCommandsEqualsPointsThatAreThings) {
  Bench bench;
  EXPECT_TRUE(rc::check("commands", [&] {
    const auto policy = *rc::gen::element(
        ShortfallPolicy::purchase, ShortfallPolicy::debt, ShortfallPolicy::refuse
    );
    const auto commands =
        *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::arbitrary<std::uint32_t>());
    bench.run(commands, policy);
  }));
  const VerifyReport report = bench.verify_all();
  EXPECT_TRUE(report.is_clean()) << named(report);
  EXPECT_GT(report.entries, 0);
}

}  // namespace
}  // namespace guanxi::points
