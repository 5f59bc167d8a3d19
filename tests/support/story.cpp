#include "support/story.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <stdexcept>

namespace guanxi::test {
namespace {

constexpr std::array<std::pair<const char*, std::int64_t>, 4> goods{
    {{"A1001", 10000}, {"A1002", 5990}, {"A1003", 2000}, {"FREE", 0}}};

void require(bool holds, const std::string& what, const Answer& answer) {
  if (holds) return;
  std::ostringstream text;
  text << what << ", answered " << answer;
  throw std::runtime_error(text.str());
}

void refused(const Answer& answer, const std::string& code) {
  require(answer.code() == code, "wanted " + code, answer);
}

std::vector<std::pair<int, std::string>> lines_of(const std::vector<std::int64_t>& quantities) {
  std::vector<std::pair<int, std::string>> lines;
  for (std::size_t i = 0; i < quantities.size(); ++i) {
    if (quantities[i] > 0)
      lines.emplace_back(static_cast<int>(i) + 1, std::to_string(quantities[i]));
  }
  return lines;
}

}  // namespace

void Story::Model::sell(Sold& sale) {
  for (const Sold::Line& line : sale.lines) sale.payable += line.quantity * goods[line.good].second;
  sale.earned = sale.payable / 1000;
  balance += sale.earned;
  a += sale.earned;
}

bool Story::Model::give_back(Sold& sale, const std::vector<std::int64_t>& quantities) {
  std::int64_t amount = 0;
  for (std::size_t i = 0; i < quantities.size(); ++i)
    amount += quantities[i] * goods[sale.lines[i].good].second;
  const std::int64_t due =
      sale.payable == 0 ? 0 : sale.earned * (sale.refunded + amount) / sale.payable - sale.reversed;
  const std::int64_t missing = std::max<std::int64_t>(0, due - std::max<std::int64_t>(0, balance));
  if (missing > 0 && policy == Policy::refuse) return false;
  if (policy == Policy::purchase) {
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

bool Story::Model::redeem(std::int64_t points) {
  if (points > balance) return false;
  balance -= points;
  redeemed += points;
  return true;
}

Story::Story(
    TestHouse& house,
    Policy policy,
    std::string phone,
    Draw draw,
    std::function<void(const Answer&)> heard
)
    : house_(house),
      draw_(std::move(draw)),
      model_{policy},
      phone_(std::move(phone)),
      heard_(std::move(heard)) {
  member_ = house_.enrol(phone_);
}

void Story::run() {
  while (!done()) step();
  end();
}

void Story::step() {
  house_.clock().advance_seconds(1);
  switch (draw_.below(6)) {
    case 0:
    case 1:
      return sell();
    case 2:
      return give_back(false);
    case 3:
      return give_back(true);
    case 4:
      return exchange();
    default:
      return redeem();
  }
}

void Story::end() {
  const Answer account = hear(house_.manager().get("/v1/members/" + member_ + "/points"));
  const auto same = [&](const char* at, std::int64_t wanted) {
    require(
        account.integer(at) == wanted,
        std::string(at) + " is not " + std::to_string(wanted),
        account
    );
  };
  same("/balance", model_.balance);
  same("/classes/a", model_.a);
  same("/classes/f", model_.f);
  same("/redeemed", model_.redeemed);
  same("/owed", std::max<std::int64_t>(0, -model_.balance));
}

Answer Story::hear(Answer answer) {
  heard_(answer);
  return answer;
}

void Story::expect(const Answer& answer, int status, const char* balance) const {
  require(answer.status == status, "wanted " + std::to_string(status), answer);
  require(
      answer.integer(balance) == model_.balance,
      "the model's balance is " + std::to_string(model_.balance),
      answer
  );
}

Story::Sold Story::basket() {
  Sold sale;
  for (std::int64_t lines = 1 + draw_.below(3); lines > 0; --lines) {
    sale.lines.push_back({static_cast<std::size_t>(draw_.below(4)), 1 + draw_.below(4)});
  }
  return sale;
}

Sale Story::request(const Sold& sold) const {
  Sale sale{.phone = phone_};
  for (const auto& line : sold.lines)
    sale.lines.push_back({goods[line.good].first, std::to_string(line.quantity)});
  return sale;
}

void Story::sell() {
  Sold sold = basket();
  const Answer answer = hear(house_.sell(request(sold)));
  model_.sell(sold);
  expect(answer, 201, "/balance");
  require(
      answer.integer("/payable/amount") == sold.payable,
      "the model's payable is " + std::to_string(sold.payable),
      answer
  );
  sold.receipt = answer.string("/receipt");
  sales_.push_back(std::move(sold));
}

Story::Sold* Story::some_sale() {
  return sales_.empty() ? nullptr
                        : &sales_[static_cast<std::size_t>(draw_.below(std::ssize(sales_)))];
}

/// What of a sale goes back: part of each line, at random; empty when nothing is left.
std::vector<std::int64_t> Story::part_of(const Sold& sale, bool all) {
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

void Story::give_back(bool as_void) {
  Sold* const sale = some_sale();
  if (!sale) return;
  const auto quantities = part_of(*sale, as_void);
  const bool nothing_drawn = quantities.empty() && !part_of(*sale, true).empty();
  if (nothing_drawn && !as_void) return;  // no lines would mean all of them
  const Back back{
      .receipt = sale->receipt,
      .lines = as_void ? std::vector<std::pair<int, std::string>>() : lines_of(quantities)};
  const Answer answer = hear(as_void ? house_.void_sale(back) : house_.refund(back));
  if (sale->voided) return refused(answer, "already_voided");
  if (as_void && sale->touched) return refused(answer, "void_after_refund");
  if (quantities.empty()) return refused(answer, "nothing_left_to_refund");
  if (!model_.give_back(*sale, quantities)) return refused(answer, "refund_needs_points");
  sale->voided = as_void;
  expect(answer, 201, "/balance");
}

void Story::exchange() {
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
  const Answer answer = hear(house_.manager().post(
      "/v1/checkout/" + sale->receipt + "/exchanges",
      {{"returned",
        {{"sequence", house_.next_sequence()}, {"reason", "size"}, {"lines", std::move(lines)}}},
       {"sale", new_sale}},
      TestHouse::natural_key(new_sale)
  ));
  expect(answer, 201, "/sale/balance");
  *sale = returned_to;
  fresh.receipt = answer.string("/sale/receipt");
  fresh.touched = true;  // half of an exchange is returned, never voided
  sales_.push_back(std::move(fresh));
}

void Story::redeem() {
  const std::int64_t points = 1 + draw_.below(40);
  const Answer answer = hear(house_.manager().post(
      "/v1/members/" + member_ + "/points/redemptions",
      {{"points", points}, {"reason", "mug"}},
      "redeem-" + std::to_string(house_.next_sequence())
  ));
  const bool owing = model_.balance < 0;
  if (!model_.redeem(points)) return refused(answer, owing ? "points_owed" : "not_enough_points");
  expect(answer, 201, "/balance");
}

}  // namespace guanxi::test
