// Any order of earning, paying, spending, holding, granting, returning, restoring and expiring
// equals a small independent model, in which every point is a thing of its own that is somewhere.
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <ranges>
#include <set>

#include "modules/points/documents.h"
#include "modules/points/holds.h"
#include "modules/points/testing.h"

namespace guanxi::points {
namespace {

using programmes::ShortfallPolicy;

class Model {
 public:
  enum class Place { open, held, spent, expired, gone };
  struct Point {
    Date day;
    std::int64_t lot = 0;
    Place place = Place::open;
    std::int64_t gift = 0;  // that it was spent on
    std::int64_t hold = 0;  // that keeps it
    bool forgiven = false;
    bool by_document = false;  // class D, else A
    Date usable = {};          // not spent before
    bool operator<(const Point& other) const {
      return std::pair(day, lot) < std::pair(other.day, other.lot);
    }
  };

  // What a hold keeps is open again, or pays what is owed.
  void let_go(std::int64_t id) {
    deadlines.erase(id);
    for (Point& point : points) {
      if (point.hold != id) continue;
      point.hold = 0;
      point.place = owed > 0 ? Place::gone : Place::open;
      if (owed > 0) --owed;
    }
  }
  void end_of_days(Date today) {
    for (const auto& [id, until] : std::map(deadlines)) {
      if (until <= late) let_go(id);
    }
    for (Point& point : points) {
      if (point.place == Place::open && point.day < today) {
        point.place = Place::expired;
        --(point.by_document ? d : a);
      }
    }
  }
  void earn(std::int64_t lot, Date day, int amount, Date today, Date usable = {}) {
    end_of_days(today);
    for (int i = 0; i < amount; ++i) {
      ++a;
      const bool pays = owed > 0;
      if (pays) --owed;
      points.push_back({day, lot, pays ? Place::gone : Place::open});
      points.back().usable = usable;
    }
    std::stable_sort(points.begin(), points.end());
    end_of_days(today);
  }
  // Corrections take what is pending too.
  bool spend(std::int64_t gift, int amount, Date today, bool corrects = false) {
    Model after = *this;
    after.end_of_days(today);
    const auto pending = corrects ? 0 : after.pending(today);
    if (after.owed > 0 || after.count(Place::open) - pending < amount) return false;
    end_of_days(today);
    for (Point& point : points) {
      if (amount == 0) break;
      if (point.place != Place::open || (!corrects && point.usable > today)) continue;
      point.place = Place::spent;
      point.gift = gift;
      ++redeemed;
      --amount;
    }
    return true;
  }
  bool set_aside(std::int64_t id, int amount, int until, Date today) {
    if (!spend(id, amount, today)) return false;
    redeemed -= amount;
    for (Point& point : points) {
      if (point.place != Place::spent || point.gift != id) continue;
      point.place = Place::held;
      point.hold = id;
    }
    deadlines[id] = until;
    return true;
  }
  // Lets go of what a hold keeps, but for the first `amount`, which are spent on a gift.
  bool end_hold(std::int64_t id, std::int64_t gift, int amount, Date today) {
    if (!deadlines.contains(id) || deadlines[id] <= late) return false;
    if (std::ranges::count(points, id, &Point::hold) < amount) return false;
    Model after = *this;
    after.end_of_days(today);
    if (amount > 0 && after.owed > 0) return false;
    end_of_days(today);
    for (Point& point : points) {
      if (amount == 0) break;
      if (point.hold != id) continue;
      point.hold = 0;
      point.place = Place::spent;
      point.gift = gift;
      ++redeemed;
      --amount;
    }
    let_go(id);
    end_of_days(today);
    return true;
  }
  // A document: class D, plus or minus.
  bool document(std::int64_t id, Date day, int amount, Date today) {
    if (amount > 0) {
      earn(id, day, amount, today);
      a -= amount;
      d += amount;
      for (Point& point : points) {
        if (point.lot == id) point.by_document = true;
      }
      return true;
    }
    if (!spend(id, -amount, today, /*corrects=*/true)) return false;
    redeemed += amount;
    d += amount;
    for (Point& point : points) {
      if (point.place == Place::spent && point.gift == id) point.place = Place::gone;
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
  // What paid in a sale and was taken last, back to where it came from.
  void give_back(std::int64_t sale, int amount, Date today) {
    end_of_days(today);
    for (Point& point : std::views::reverse(points)) {
      if (amount == 0) break;
      if (point.place != Place::spent || point.gift != sale) continue;
      --redeemed;
      point.place = owed > 0 ? Place::gone : Place::open;
      if (owed > 0) --owed;
      --amount;
    }
    end_of_days(today);
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

  std::int64_t pending(Date today) const {
    return std::ranges::count_if(points, [&](const Point& point) {
      return point.place == Place::open && point.usable > today;
    });
  }
  std::int64_t count(Place place) const { return std::ranges::count(points, place, &Point::place); }

  std::vector<Point> points;
  std::int64_t a = 0, d = 0, f = 0, redeemed = 0, owed = 0;
  std::map<std::int64_t, int> deadlines;                  // of open holds, in minutes
  int late = 0;                                           // minutes that have passed
  std::map<std::int64_t, std::int64_t> earned, reversed;  // by lot
  std::map<std::int64_t, int> paid, given_back;           // by sale: points that paid in it
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
    late_ = 0;
    for (const std::uint32_t command : commands) {
      model_.late = late_;
      const std::uint32_t first = command >> 4 & 0xff, second = command >> 12 & 0xff;
      switch (command % 12) {
        case 8:
          hold(static_cast<int>(first % 30) + 1);
          break;
        case 9:
          end_hold(first, static_cast<int>(second % 30));
          break;
        case 10:
          late_ += static_cast<int>(first % 40);  // minutes
          break;
        case 11:
          grant(static_cast<int>(first % 41) - 20);
          break;
        case 0:
        case 1:
        case 2:
          sell(
              static_cast<int>(first % 25),
              static_cast<int>(second % 12) - 2,
              std::max(0, static_cast<int>(first / 25 % 30) - 15),
              std::max(0, static_cast<int>(command >> 20 & 0xff) % 10 - 5)
          );
          break;
        case 3:
        case 4:
          spend(static_cast<int>(first % 30) + 1);
          break;
        case 5:
          give_back(first);
          break;
        case 6:
          take_back(first, static_cast<int>(second % 25), static_cast<int>(second / 25 % 12));
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
    with.posted_at = now();
    return temp->write([&](sql::Tx& tx) { return posting(tx, with); }).has_value();
  }

  Instant now() { return temp.clock().now().plus_seconds(std::int64_t{60} * late_); }
  void hold(int amount) {
    const HoldId id = ids.next_id<HoldTag>();
    const bool expected = model_.set_aside(id.value(), amount, late_ + 15, now_);
    const bool done = post({CauseKind::hold, id.value()}, [&](sql::Tx& tx, const Context& with) {
      Hold held;
      held.id = id;
      held.owner = owner_;
      held.points = Points(amount);
      held.reason = "a mug";
      held.held_at = now();
      held.deadline = now().plus_seconds(15 * 60);
      return post_hold(tx, ids, with, held);
    });
    RC_ASSERT(done == expected);
  }
  void end_hold(std::uint32_t which, int amount) {
    if (model_.deadlines.empty()) return;
    auto hold = model_.deadlines.begin();
    std::advance(hold, which % model_.deadlines.size());
    const HoldId id(hold->first);
    const std::int64_t gift = ids.next();
    const bool expected = model_.end_hold(id.value(), gift, amount, now_);
    if (expected && amount > 0) model_.gifts.insert(gift);
    bool done = false;
    if (amount > 0) {
      done = post({CauseKind::redemption, gift}, [&](sql::Tx& tx, const Context& with) {
        return post_capture(tx, ids, with, id, Points(amount));
      });
    } else {
      done = post({CauseKind::hold, id.value()}, [&](sql::Tx& tx, const Context& with) {
        return post_release(tx, ids, with, id);
      });
    }
    RC_ASSERT(done == expected);
  }
  void grant(int amount) {
    if (amount == 0) return;
    programmes::Parameters lasting;
    lasting.expiry_months = 1;
    lasting.document_actor_day_max = lasting.document_programme_day_max =
        programmes::limits::document_day_max;
    Document paper;
    paper.id = ids.next_id<DocumentTag>();
    paper.owner = owner_;
    paper.programme = ProgrammeId(1);
    paper.points = Points(amount);
    paper.reason = "a correction";
    paper.created_at = now();
    paper.created_by = ActorId(8);
    const bool approved =
        temp->write(
                [&](sql::Tx& tx) -> Result<Document> {
                  GX_TRY_VOID(add_draft(tx, ids, paper, lasting));
                  GX_TRY(submitted, submit_document(tx, ids, paper, lasting, now_, now()));
                  return decide_document(tx, ids, submitted, true, std::nullopt, ActorId(9), now());
                }
        ).has_value();
    RC_ASSERT(approved);
    const std::int64_t id = paper.id.value();
    const bool expected = model_.document(id, expiry_date(now_, lasting), amount, now_);
    const bool done = post({CauseKind::document, id}, [&](sql::Tx& tx, const Context& with) {
      return post_document(tx, ids, with, *find_document(tx, paper.id), lasting);
    });
    RC_ASSERT(done == expected);
    if (done && amount > 0) model_.earned[id] = amount;
  }

  // Usable after so many days; before 1, at once.
  void sell(int amount, int days, int paid, int pending_days) {
    const std::int64_t lot = next_lot_;
    const Date until = now_.plus_days(days);
    const Account seen = account(owner_);
    const bool expected = paid == 0 || model_.spend(lot, paid, now_);
    if (expected) {
      ++next_lot_;
      model_.earned[lot] = amount;
      model_.day_of[lot] = until;
      model_.paid[lot] = paid;
      model_.earn(lot, until, amount, now_, now_.plus_days(pending_days));
    }
    std::optional<Date> usable_from;
    if (pending_days > 0) usable_from = now_.plus_days(pending_days);
    const bool done = post({CauseKind::sale, lot}, [&](sql::Tx& tx, const Context& with) {
      return post_sale(
          tx,
          ids,
          with,
          seen,
          {.a = Points(amount),
           .expires_on = until,
           .paid = Points(paid),
           .usable_from = usable_from}
      );
    });
    RC_ASSERT(done == expected);
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
  void take_back(std::uint32_t which, int amount, int restored) {
    if (next_lot_ == 1) return;
    const std::int64_t lot = 1 + which % (next_lot_ - 1);
    if (model_.earned[lot] == 0 && amount > 0) return;  // no lot: a fault of the caller
    const int before = model_.given_back[lot];
    restored = std::min(restored, model_.paid[lot] - before);
    const Model unchanged = model_;
    model_.give_back(lot, restored, now_);
    model_.given_back[lot] += restored;
    const bool expected = model_.take_back(lot, amount, policy_, now_);
    if (!expected) model_ = unchanged;
    const bool done = post({CauseKind::refund, ids.next()}, [&](sql::Tx& tx, const Context& with) {
      return post_reversal(
          tx,
          ids,
          with,
          {.sale = lot,
           .expires_on = model_.day_of[lot],
           .a = Points(amount),
           .restored = Points(restored),
           .restored_before = Points(before)},
          programme_with(policy_)
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
    const auto held = model_.count(Model::Place::held);
    RC_ASSERT(found.held.value() == held);
    RC_ASSERT(found.balance.value() == model_.count(Model::Place::open) + held - model_.owed);
    RC_ASSERT(found.d.value() == model_.d);
    RC_ASSERT(found.a.value() == model_.a);
    RC_ASSERT(found.f.value() == model_.f);
    RC_ASSERT(found.redeemed.value() == model_.redeemed);
    RC_ASSERT(found.owed.value() == model_.owed);
    RC_ASSERT(found.balance == found.a + found.d + found.f - found.redeemed);
    Model today = model_;  // what a person sees: expiry that nobody has posted yet counts
    today.late = late_;
    today.end_of_days(now_);
    const Points usable =
        temp->read([&](sql::Tx& tx) { return usable_of(tx, found, now_, now()); });
    RC_ASSERT(usable.value() == today.count(Model::Place::open) - today.owed - today.pending(now_));
    std::map<std::int64_t, std::int64_t> expected, open;
    for (const auto& point : model_.points) {
      const bool left = point.place == Model::Place::open || point.place == Model::Place::held;
      if (left && point.day >= now_) ++expected[point.lot];
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
  int late_ = 0;  // minutes that have passed; days pass for themselves
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
