// Any order of sales, refunds, voids, exchanges and redemptions leaves the books clean and a
// balance that a model of a few lines arrives at too. The model knows nothing of lots, journals or
// allocation: only the rules as the manual has them.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <array>

#include "support/house.h"

namespace guanxi::test {
namespace {

using programmes::ShortfallPolicy;

constexpr std::array<std::pair<const char*, std::int64_t>, 4> goods{
    {{"A1001", 10000}, {"A1002", 5990}, {"A1003", 2000}, {"FREE", 0}}};

struct Sold {
  struct Line {
    std::size_t good = 0;
    std::int64_t quantity = 0, returned = 0;
  };
  std::string receipt;
  std::vector<Line> lines;
  std::int64_t payable = 0, refunded = 0, earned = 0, reversed = 0;
  bool voided = false, touched = false;
};

struct Model {
  ShortfallPolicy policy;
  std::int64_t balance = 0, a = 0, f = 0, redeemed = 0;

  void sell(Sold& sale) {
    for (const Sold::Line& line : sale.lines)
      sale.payable += line.quantity * goods[line.good].second;
    sale.earned = sale.payable / 1000;
    balance += sale.earned;
    a += sale.earned;
  }
  /// False: refused, nothing changed.
  bool give_back(Sold& sale, const std::vector<std::int64_t>& quantities) {
    std::int64_t amount = 0;
    for (std::size_t i = 0; i < quantities.size(); ++i)
      amount += quantities[i] * goods[sale.lines[i].good].second;
    const std::int64_t due =
        sale.payable == 0 ? 0
                          : sale.earned * (sale.refunded + amount) / sale.payable - sale.reversed;
    const std::int64_t missing =
        std::max<std::int64_t>(0, due - std::max<std::int64_t>(0, balance));
    if (missing > 0 && policy == ShortfallPolicy::refuse) return false;
    if (policy == ShortfallPolicy::purchase) {
      if (missing * 1000 / 1000 > amount) return false;  // 10.00 yuan for 1,000 points
      balance += missing;
      f += missing;
    }
    balance -= due;
    a -= due;
    sale.refunded += amount;
    sale.reversed += due;
    for (std::size_t i = 0; i < quantities.size(); ++i) sale.lines[i].returned += quantities[i];
    sale.touched = true;
    return true;
  }
  bool redeem(std::int64_t points) {
    if (points > balance) return false;
    balance -= points;
    redeemed += points;
    return true;
  }
};

/// Numbers drawn beforehand, so that RapidCheck can shrink them; 0 when they run out.
class Draw {
 public:
  explicit Draw(std::vector<int> numbers) : numbers_(std::move(numbers)) {}
  bool done() const { return at_ >= numbers_.size(); }
  std::int64_t below(std::int64_t bound) { return done() ? 0 : numbers_[at_++] % bound; }

 private:
  std::vector<int> numbers_;
  std::size_t at_ = 0;
};

class Story {
 public:
  Story(TestHouse& house, ShortfallPolicy policy, Draw draw)
      : house_(house), draw_(std::move(draw)), model_{policy} {
    static int members = 0;
    phone_ = std::to_string(13'000'000'000 + ++members);
    member_ = house_.enrol(phone_);
  }

  void run() {
    while (!draw_.done()) {
      house_.clock().advance_seconds(1);
      switch (draw_.below(6)) {
        case 0:
        case 1:
          sell();
          break;
        case 2:
          give_back(false);
          break;
        case 3:
          give_back(true);
          break;
        case 4:
          exchange();
          break;
        default:
          redeem();
          break;
      }
    }
    const Answer account = house_.manager().get("/v1/members/" + member_ + "/points");
    RC_ASSERT(account.integer("/balance") == model_.balance);
    RC_ASSERT(account.integer("/classes/a") == model_.a);
    RC_ASSERT(account.integer("/classes/f") == model_.f);
    RC_ASSERT(account.integer("/redeemed") == model_.redeemed);
    RC_ASSERT(account.integer("/owed") == std::max<std::int64_t>(0, -model_.balance));
  }

 private:
  Sold basket() {
    Sold sale;
    for (std::int64_t lines = 1 + draw_.below(3); lines > 0; --lines) {
      sale.lines.push_back({static_cast<std::size_t>(draw_.below(4)), 1 + draw_.below(4)});
    }
    return sale;
  }
  Sale request(const Sold& sold) {
    Sale sale{.phone = phone_};
    for (const auto& line : sold.lines)
      sale.lines.push_back({goods[line.good].first, std::to_string(line.quantity)});
    return sale;
  }
  void sell() {
    Sold sold = basket();
    const Answer answer = house_.sell(request(sold));
    model_.sell(sold);
    expect(answer, 201, "/balance");
    RC_ASSERT(answer.integer("/payable/amount") == sold.payable);
    sold.receipt = answer.string("/receipt");
    sales_.push_back(std::move(sold));
  }
  Sold* some_sale() {
    return sales_.empty() ? nullptr
                          : &sales_[static_cast<std::size_t>(draw_.below(std::ssize(sales_)))];
  }
  /// What of a sale goes back: part of each line, at random; empty when nothing is left.
  std::vector<std::int64_t> part_of(const Sold& sale, bool all) {
    std::vector<std::int64_t> quantities;
    std::int64_t sum = 0;
    for (const auto& line : sale.lines) {
      const std::int64_t left = line.quantity - line.returned;
      quantities.push_back(all ? left : draw_.below(left + 1));
      sum += quantities.back();
    }
    if (sum == 0) quantities.clear();
    return quantities;
  }
  static std::vector<std::pair<int, std::string>> lines_of(
      const std::vector<std::int64_t>& quantities
  ) {
    std::vector<std::pair<int, std::string>> lines;
    for (std::size_t i = 0; i < quantities.size(); ++i) {
      if (quantities[i] > 0)
        lines.emplace_back(static_cast<int>(i) + 1, std::to_string(quantities[i]));
    }
    return lines;
  }
  void give_back(bool as_void) {
    Sold* const sale = some_sale();
    if (!sale) return;
    const auto quantities = part_of(*sale, as_void);
    const bool nothing_drawn = quantities.empty() && !part_of(*sale, true).empty();
    if (nothing_drawn && !as_void) return;  // no lines would mean all of them
    const Back back{
        .receipt = sale->receipt,
        .lines = as_void ? std::vector<std::pair<int, std::string>>() : lines_of(quantities)};
    const Answer answer = as_void ? house_.void_sale(back) : house_.refund(back);
    if (sale->voided) return refused(answer, "already_voided");
    if (as_void && sale->touched) return refused(answer, "void_after_refund");
    if (quantities.empty()) return refused(answer, "nothing_left_to_refund");
    if (!model_.give_back(*sale, quantities)) return refused(answer, "refund_needs_points");
    sale->voided = as_void;
    expect(answer, 201, "/balance");
  }
  void exchange() {
    Sold* const sale = some_sale();
    if (!sale || sale->voided) return;
    const auto quantities = part_of(*sale, false);
    if (quantities.empty()) return;
    const Model before = model_;
    Sold returned_to = *sale;
    if (!model_.give_back(returned_to, quantities)) return;
    const std::int64_t credit = returned_to.refunded - sale->refunded - (model_.f - before.f);
    Sold fresh = basket();
    model_.sell(fresh);
    Sale asked = request(fresh);
    const std::int64_t rest = std::max<std::int64_t>(0, fresh.payable - credit);
    json::array tenders;
    if (rest > 0) tenders.push_back({{"kind", "cash"}, {"amount", money(rest)}});
    asked.more["tenders"] = std::move(tenders);
    const json::object new_sale = house_.sale_body(asked);
    json::array lines;
    for (const auto& [line, quantity] : lines_of(quantities))
      lines.push_back({{"line", line}, {"quantity", quantity}});
    const Answer answer = house_.manager().post(
        "/v1/checkout/" + sale->receipt + "/exchanges",
        {{"returned",
          {{"sequence", house_.next_sequence()}, {"reason", "size"}, {"lines", std::move(lines)}}},
         {"sale", new_sale}},
        TestHouse::natural_key(new_sale)
    );
    expect(answer, 201, "/sale/balance");
    *sale = returned_to;
    fresh.receipt = answer.string("/sale/receipt");
    fresh.touched = true;  // half of an exchange is returned, never voided
    sales_.push_back(std::move(fresh));
  }
  void redeem() {
    const std::int64_t points = 1 + draw_.below(40);
    const Answer answer = house_.manager().post(
        "/v1/members/" + member_ + "/points/redemptions",
        {{"points", points}, {"reason", "mug"}},
        "redeem-" + std::to_string(house_.next_sequence())
    );
    const bool owing = model_.balance < 0;
    if (!model_.redeem(points)) return refused(answer, owing ? "points_owed" : "not_enough_points");
    expect(answer, 201, "/balance");
  }
  void expect(const Answer& answer, int status, const char* balance) {
    if (answer.status != status)
      RC_FAIL("answered " + std::to_string(answer.status) + " " + answer.text);
    RC_ASSERT(answer.integer(balance) == model_.balance);
  }
  static void refused(const Answer& answer, const std::string& code) {
    if (answer.code() != code) RC_FAIL("wanted " + code + ", answered " + answer.text);
  }

  TestHouse& house_;
  Draw draw_;
  Model model_;
  std::string phone_, member_;
  std::vector<Sold> sales_;
};

class Random : public testing::TestWithParam<ShortfallPolicy> {};

TEST_P(Random, stories_keep_the_books_and_the_balance_right) {
  programmes::Parameters parameters;
  parameters.shortfall = GetParam();
  TestHouse house({.parameters = parameters});
  EXPECT_TRUE(rc::check("random stories", [&] {
    const auto numbers =
        *rc::gen::container<std::vector<int>>(rc::gen::resize(100, rc::gen::inRange(0, 1 << 30)));
    Story(house, GetParam(), Draw(numbers)).run();
  }));
}

INSTANTIATE_TEST_SUITE_P(
    Policies,
    Random,
    testing::Values(ShortfallPolicy::purchase, ShortfallPolicy::debt, ShortfallPolicy::refuse),
    [](const auto& one) {
      return std::string(
          one.param == ShortfallPolicy::purchase ? "purchase"
          : one.param == ShortfallPolicy::debt   ? "debt"
                                                 : "refuse"
      );
    }
);

}  // namespace
}  // namespace guanxi::test
