// Any order of recharging, paying, taking back, saving and paying out equals a small independent
// model, in which a recharge is a row of coins that are spent from the front.
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "modules/wallet/testing.h"

namespace guanxi::wallet {
namespace {

// Its own largest remainder: whole parts first, then a unit each to the largest rests.
std::vector<std::int64_t> shared_out(std::int64_t total, const std::vector<std::int64_t>& weights) {
  const std::int64_t sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  std::vector<std::int64_t> parts, rests;
  for (const std::int64_t weight : weights) {
    parts.push_back(total * weight / sum);
    rests.push_back(total * weight % sum);
  }
  std::int64_t left = total - std::accumulate(parts.begin(), parts.end(), std::int64_t{0});
  for (; left > 0; --left) {
    const auto largest = std::ranges::max_element(rests);
    ++parts[static_cast<std::size_t>(largest - rests.begin())];
    *largest = -1;
  }
  return parts;
}

class Model {
 public:
  struct Coins {  // of one recharge; principal and bonus coins lie mixed in their ratio
    std::int64_t principal = 0, bonus = 0;
    std::int64_t company = 0;
    std::int64_t spent = 0, free = 0, full_price = 0, paid_out = 0;
    std::optional<Fault> ended = {};
    std::int64_t principal_in(std::int64_t from, std::int64_t to) const {
      std::int64_t count = 0;
      for (std::int64_t coin = from + 1; coin <= to; ++coin) {
        const std::int64_t total = principal + bonus;
        if (coin * principal / total > (coin - 1) * principal / total) ++count;
      }
      return count;
    }
    std::int64_t principal_left() const { return principal_in(spent, spent + free); }
  };
  struct Part {
    std::size_t at;  // into recharges
    std::int64_t amount, full_price, back = 0, full_price_back = 0;
  };
  struct Payment {
    std::vector<Part> parts;
    std::int64_t change = 0, change_back = 0;
    std::int64_t left() const {
      std::int64_t sum = 0;
      for (const Part& part : parts) sum += part.amount - part.back;
      return sum;
    }
  };

  std::int64_t stored() const {
    std::int64_t sum = 0;
    for (const Coins& coins : recharges) sum += coins.free;
    return sum;
  }
  std::int64_t principal() const {
    std::int64_t sum = 0;
    for (const Coins& coins : recharges) sum += coins.principal_left();
    return sum;
  }
  bool recharge(std::int64_t principal, std::int64_t bonus, std::int64_t company) {
    if (stored() + principal + bonus > cap) return false;
    recharges.push_back({principal, bonus, company, 0, principal + bonus, 0, 0});
    return true;
  }
  bool pay(
      std::int64_t id,
      std::int64_t amount,
      std::int64_t from_change,
      std::int64_t full_price,
      std::int64_t company
  ) {
    std::int64_t usable = 0;
    for (const Coins& coins : recharges) usable += coins.company == company ? coins.free : 0;
    if (amount > usable || from_change > change) return false;
    if (from_change > 0 && change_company != company) return false;
    Payment payment;
    std::vector<std::int64_t> weights;
    for (std::size_t i = 0; i < recharges.size() && amount > 0; ++i) {
      Coins& coins = recharges[i];
      const std::int64_t part = coins.company == company ? std::min(coins.free, amount) : 0;
      if (part == 0) continue;
      coins.free -= part;
      coins.spent += part;
      amount -= part;
      payment.parts.push_back({i, part, 0});
      weights.push_back(part);
    }
    if (!weights.empty()) {
      const auto shares = shared_out(full_price, weights);
      for (std::size_t i = 0; i < shares.size(); ++i) {
        payment.parts[i].full_price = shares[i];
        recharges[payment.parts[i].at].full_price += shares[i];
      }
    }
    change -= from_change;
    payment.change = from_change;
    payments[id] = payment;
    return true;
  }
  bool take_back(std::int64_t id, std::int64_t amount, std::int64_t to_change) {
    Payment& payment = payments.at(id);
    if (amount > payment.left() || to_change > payment.change - payment.change_back) return false;
    std::vector<std::int64_t> weights;
    for (const Part& part : payment.parts) weights.push_back(part.amount - part.back);
    if (amount > 0) {
      const auto shares = shared_out(amount, weights);
      for (std::size_t i = 0; i < shares.size(); ++i) {
        Part& part = payment.parts[i];
        Coins& coins = recharges[part.at];
        coins.free += shares[i];
        coins.spent -= shares[i];
        part.back += shares[i];
        const std::int64_t full = (part.full_price * part.back + part.amount - 1) / part.amount;
        coins.full_price -= full - part.full_price_back;
        part.full_price_back = full;
      }
    }
    payment.change_back += to_change;
    change += to_change;
    return true;
  }
  std::int64_t save(std::int64_t amount, bool part, std::int64_t company) {
    if (change > 0 && change_company != company) return 0;
    const std::int64_t fits = std::max<std::int64_t>(0, change_cap - change);
    const std::int64_t saved = amount <= fits ? amount : part ? fits : 0;
    if (change == 0 && saved > 0) change_company = company;
    change += saved;
    return saved;
  }
  bool pay_out(Fault fault, std::int64_t company) {
    const bool has_change = change_company == company;
    std::int64_t total = has_change ? change : 0;
    for (Coins& coins : recharges) {
      if (coins.company != company || coins.free == 0) continue;
      const std::int64_t owed = coins.ended.value_or(fault) == Fault::merchant
                                    ? coins.principal - coins.principal_in(0, coins.spent)
                                    : std::max<std::int64_t>(0, coins.principal - coins.full_price);
      const std::int64_t due = std::max<std::int64_t>(0, owed - coins.paid_out);
      if (due == 0) continue;
      if (!coins.ended) coins.ended = fault;
      coins.paid_out += due;
      coins.free = 0;
      total += due;
    }
    if (has_change) change = 0;
    paid_out += total;
    return total > 0;
  }

  static constexpr std::int64_t cap = 100'000, change_cap = 150;
  std::vector<Coins> recharges;
  std::map<std::int64_t, Payment> payments;
  std::int64_t change = 0, change_company = 0, paid_out = 0;
};

// Runs commands against both. RapidCheck runs many sequences; each has an owner of its own in one
// database.
class Bench : public WalletTest {
 public:
  Bench() { verify_at_end = false; }
  void TestBody() override {}
  using WalletTest::verify_all;

  void run(const std::vector<std::uint32_t>& commands) {
    member = OwnerId(member.value() + 1);
    open(member);
    model_ = {};
    recharges_.clear();
    paid_out_ = 0;
    for (const std::uint32_t command : commands) {
      const std::uint32_t first = command >> 4 & 0x3ff, second = command >> 14 & 0x3ff;
      here.company = org::UnitId(1 + (command >> 24) % 2);
      switch (command % 8) {
        case 0:
        case 1:
          recharge_both(first % 300 + 1, second % 100);
          break;
        case 2:
        case 3:
        case 4:
          pay_both(first % 200, second % 30, command >> 26);
          break;
        case 5:
          take_back_both(first, second);
          break;
        case 6:
          save_both(first % 60 + 1);
          break;
        case 7:
          pay_out_both(first % 2 == 0 ? Fault::merchant : Fault::consumer);
          break;
      }
      compare();
    }
  }

 private:
  void recharge_both(std::int64_t principal, std::int64_t bonus) {
    const std::int64_t id = ids.next();
    const bool expected = model_.recharge(principal, bonus, here.company.value());
    if (expected) recharges_.push_back(id);
    RC_ASSERT(recharge(id, principal, bonus).has_value() == expected);
  }
  void pay_both(std::int64_t stored, std::int64_t change, std::int64_t discount) {
    if (stored + change == 0) return;
    const std::int64_t id = ids.next(), full = stored == 0 ? 0 : stored + discount;
    const bool expected = model_.pay(id, stored, change, full, here.company.value());
    RC_ASSERT(pay(id, stored, change, full).has_value() == expected);
  }
  void take_back_both(std::uint32_t which, std::uint32_t how_much) {
    if (model_.payments.empty()) return;
    auto payment = model_.payments.begin();
    std::advance(payment, which % model_.payments.size());
    const auto& [id, paid] = *payment;
    // Now and then one more than is left.
    const std::int64_t stored = how_much % (paid.left() + 2);
    const std::int64_t change = how_much % (paid.change - paid.change_back + 2);
    if (stored + change == 0) return;
    const std::int64_t receipt = id;
    const bool expected = model_.take_back(receipt, stored, change);
    RC_ASSERT(wallet_takes_back(receipt, stored, change) == expected);
  }
  bool wallet_takes_back(std::int64_t receipt, std::int64_t stored, std::int64_t change) {
    return WalletTest::take_back(receipt, stored, change).has_value();
  }
  void save_both(std::int64_t amount) {
    const bool part = amount % 2 == 0;
    const std::int64_t expected = model_.save(amount, part, here.company.value());
    const auto saved = save(amount, Model::change_cap, part);
    RC_ASSERT(saved.has_value() == (expected > 0));
  }
  void pay_out_both(Fault fault) {
    const bool expected = model_.pay_out(fault, here.company.value());
    const auto done = pay_out(fault);
    RC_ASSERT(done.has_value() == expected);
    if (done) paid_out_ += done->payout.total().minor();
  }

  void compare() {
    const Account found = account();
    RC_ASSERT(found.stored().minor() == model_.stored());
    RC_ASSERT(found.principal.minor() == model_.principal());
    RC_ASSERT(found.change.minor() == model_.change);
    RC_ASSERT(paid_out_ == model_.paid_out);
    std::map<std::int64_t, Recharge> open;
    for (const Recharge& recharge : open_now()) open[recharge.id] = recharge;
    for (std::size_t i = 0; i < recharges_.size(); ++i) {
      const Model::Coins& coins = model_.recharges[i];
      const auto at = open.find(recharges_[i]);
      RC_ASSERT((at != open.end()) == (coins.free > 0));
      if (at == open.end()) continue;
      RC_ASSERT(at->second.remaining().minor() == coins.free);
      RC_ASSERT(at->second.principal.remaining.minor() == coins.principal_left());
      RC_ASSERT(at->second.spent().minor() == coins.spent);
      RC_ASSERT(at->second.principal.paid_out.minor() == coins.paid_out);
    }
  }

  Model model_;
  std::vector<std::int64_t> recharges_;
  std::int64_t paid_out_ = 0;
};

TEST(WalletModel, AnyOrderOfCommandsEqualsRowsOfCoins) {
  Bench bench;
  EXPECT_TRUE(rc::check("commands", [&] {
    bench.run(*rc::gen::container<std::vector<std::uint32_t>>(rc::gen::arbitrary<std::uint32_t>()));
  }));
  const VerifyReport report = bench.verify_all();
  EXPECT_TRUE(report.is_clean()) << named(report);
  EXPECT_GT(report.entries, 0);
}

}  // namespace
}  // namespace guanxi::wallet
