// bench_replay: a year of receipts held against another rule set. The receipts are written as a
// till leaves them, priced by rules that are in force, without the rest of a checkout; then two
// figures: the engine and the report alone over baskets in memory, on one core, and a whole replay
// from the store to the report.
//
// The program runs in this process, embedded store and production settings, without HTTP.
#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <stdexcept>

#include "app/application.h"
#include "app/demo.h"
#include "app/demo_people.h"
#include "base/random.h"
#include "flows/replay/replay.h"
#include "modules/cards/cards.h"
#include "modules/catalog/catalog.h"
#include "modules/pricing/compile.h"
#include "modules/pricing/engine/replay.h"
#include "modules/pricing/rule_life.h"
#include "modules/pricing/traces.h"
#include "platform/log/log.h"

namespace guanxi::bench {
namespace {

using Steady = std::chrono::steady_clock;

struct Options {
  std::filesystem::path data;
  std::int64_t receipts = 1'000'000, members = 20'000;
  int rules = 200;
  std::uint64_t seed = 1;
};

double seconds_since(Steady::time_point begun) {  // float: a figure for people
  return std::chrono::duration<double>(Steady::now() - begun).count();
}

template <class T>
T must(Result<T> result, const char* what) {
  if (result) return *std::move(result);
  throw std::runtime_error(fmt::format("{}: {}", what, code_name(result.error().code)));
}

void say(const char* name, const std::string& text) {
  fmt::print("{:<12} {}\n", name, text);
  std::fflush(stdout);
}

config::Config settings(const Options& options) {
  config::Config config;
  config.data = options.data.string();
  return config;
}

/// So much off from so much on, each on an item of its own; every tenth on all goods, in a lane
/// behind.
pricing::PromotionTerms promotion(int number, std::int64_t off) {
  pricing::PromotionTerms terms;
  terms.code = fmt::format("P{:04}", number);
  terms.name_zh = terms.name_en = terms.code;
  terms.reward = pricing::MoneyOffTerms{Money(off, Currency::cny), false};
  if (number % 10 == 0) {
    terms.lane = 1;
    terms.threshold.amount = Money(20'000 + number * 100, Currency::cny);
    terms.exclusive_group = "RECEIPT";
  } else {
    terms.scope.include = {{pricing::GoodsKind::item, fmt::format("A{}", 1001 + number % 400)}};
    terms.threshold.amount = Money(2'000, Currency::cny);
  }
  terms.shares = {{"BRAND", 2}, {std::nullopt, 1, pricing::ShareOf::mall}};
  return terms;
}

class Year {
 public:
  explicit Year(const Options& options)
      : options_(options), application_(settings(options), clock_), random_(options.seed) {}

  void run() {
    fill();
    in_memory();
    whole();
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    say("memory", fmt::format("{} MiB at most", used.ru_maxrss / 1024));
  }

 private:
  struct Buyer {
    OwnerId owner;
    CardId card;
  };

  void fill() {
    const auto begun = Steady::now();
    const auto loaded = app::demo::load(
        application_,
        {.members = options_.members, .seed = options_.seed, .months = 0},
        [](std::string_view) {},
        false
    );
    if (!loaded) throw std::runtime_error("demo");
    programme_ = application_.programmes().list(clock_.now()).front();
    application_.db().read([&](sql::Tx& tx) { read_house(tx); });
    for (int i = 0; i < options_.rules; ++i) put_in_force(promotion(i, 300 + i));
    index_.emplace(make_index());
    constexpr std::int64_t at_once = 500;
    for (std::int64_t done = 0; done < options_.receipts; done += at_once) {
      std::vector<std::pair<sales::Receipt, pricing::Quote>> made;
      for (std::int64_t i = 0; i < std::min(at_once, options_.receipts - done); ++i)
        made.push_back(make_receipt());
      const auto written = application_.db().write([&](sql::Tx& tx) -> Outcome {
        for (const auto& [receipt, quote] : made) {
          sales::insert(tx, receipt);
          pricing::keep_trace(tx, receipt.owner, receipt.id, quote);
        }
        return ok();
      });
      if (!written) throw std::runtime_error("receipts");
    }
    say("filled",
        fmt::format(
            "{} receipts of {} members by {} rules in {:.0f} s",
            options_.receipts,
            options_.members,
            options_.rules,
            seconds_since(begun)
        ));
  }

  void read_house(sql::Tx& tx) {
    for (std::int64_t i = 0; i < options_.members; ++i) {
      const auto owner = application_.members().find_owner(
          tx,
          programme_->programme,
          members::IdentityKind::phone,
          app::demo::fictional_phone(i, options_.seed)
      );
      if (!owner) throw std::runtime_error("a member of the demo is not there");
      buyers_.push_back({*owner, cards::primary_card(tx, *owner)->id});
    }
    for (int i = 0; i < 400; ++i)
      items_.push_back(catalog::find_item(tx, fmt::format("A{}", 1001 + i)).value());
    const auto organisation = application_.org().snapshot();
    for (const org::Store* store : organisation->stores()) {
      for (const org::Till* till : organisation->tills(store->id)) tills_.push_back(*till);
    }
  }

  void put_in_force(const pricing::RuleTerms& terms) {
    const pricing::Step author{{ActorId(1)}, clock_.now(), "bench"};
    const pricing::Step auditor{{ActorId(2)}, clock_.now(), "bench"};
    book_.push_back(must(
        application_.db().write([&](sql::Tx& tx) -> Result<pricing::BookRule> {
          GX_TRY(
              draft,
              pricing::add_draft(tx, application_.ids(), programme_->programme, terms, author)
          );
          GX_TRY(submitted, pricing::submit_rule(tx, draft, author));
          return pricing::audit_rule(tx, submitted, auditor);
        }),
        "a rule"
    ));
  }

  pricing::RuleSet make_index() {
    class ItemNames : public pricing::FreshNames {
     public:
      explicit ItemNames(const std::vector<catalog::Item>& items) : items_(items) {}
      std::optional<std::int64_t> find_goods(pricing::GoodsKind, std::string_view code) override {
        for (const catalog::Item& item : items_) {
          if (item.code == code) return item.id.value();
        }
        return std::nullopt;
      }

     private:
      const std::vector<catalog::Item>& items_;
    } names(items_);
    pricing::RuleSet set;
    std::vector<Error> faults;
    for (const pricing::BookRule& rule : book_) {
      const pricing::RuleTerms terms = pricing::terms_of(rule);
      auto made = pricing::compile_rule(terms, names, programme_->currency, "", faults);
      if (!made) throw std::runtime_error("a rule does not compile");
      pricing::Promotion promotion = std::get<pricing::Promotion>(*std::move(made));
      promotion.id = rule.id.value();
      set.promotions.push_back(std::move(promotion));
    }
    return set;
  }

  std::pair<sales::Receipt, pricing::Quote> make_receipt() {
    const org::Till& till = tills_[random_.below(tills_.size())];
    const bool by_member = random_.below(10) < 7;
    const Instant now = clock_.now();
    pricing::Basket basket;
    basket.currency = programme_->currency;
    basket.at = now;
    basket.day = programme_->zone.date_of(now);
    basket.minute = programme_->zone.minute_of_day(now);
    basket.store = till.store.value();
    basket.tenders = 1U << static_cast<unsigned>(pricing::Paid::cash);
    if (by_member) basket.member.emplace();
    sales::Receipt receipt;
    const int lines = 1 + static_cast<int>(random_.below(6));
    for (int number = 1; number <= lines; ++number) {
      const catalog::Item& item = items_[random_.below(items_.size())];
      pricing::BasketLine line;
      line.goods.of(pricing::GoodsKind::item) = item.id.value();
      line.quantity =
          Quantity::from_milli(1000 * (1 + static_cast<std::int64_t>(random_.below(3))));
      line.list_price = *item.list_price;
      sales::Line& sold = receipt.lines.emplace_back();
      sold.line = number;
      sold.item = item.id;
      sold.item_code = item.code;
      sold.quantity = line.quantity;
      sold.list_price = line.list_price;
      basket.lines.push_back(std::move(line));
    }
    pricing::Quote quote = pricing::price(*index_, basket);
    receipt.id = application_.ids().next_id<ReceiptTag>();
    receipt.store = till.store;
    receipt.till = till.id;
    receipt.business_date = basket.day;
    receipt.sequence = ++sequence_;
    receipt.occurred_at = receipt.posted_at = now;
    receipt.programme = programme_->programme;
    receipt.programme_version = programme_->version;
    receipt.currency = programme_->currency;
    receipt.owner = till.anonymous_owner;
    if (by_member) {
      const Buyer& buyer = buyers_[random_.below(buyers_.size())];
      receipt.owner = buyer.owner;
      receipt.card = buyer.card;
      receipt.points_earned = Points(quote.payable / 1000);
    }
    for (std::size_t i = 0; i < receipt.lines.size(); ++i) {
      receipt.lines[i].list_amount = quote.lines[i].list;
      receipt.lines[i].amount = quote.lines[i].payable;
    }
    receipt.list_total = quote.list_total;
    receipt.payable = receipt.engine_payable = receipt.earning_base = quote.payable;
    receipt.tenders = {{sales::TenderKind::cash, std::max<std::int64_t>(quote.payable, 1), "", 0}};
    receipt.actor = ActorId(1);
    if (baskets_.size() < 20'000) {
      pricing::PastReceipt past;
      past.id = receipt.id.value();
      for (const pricing::PricedLine& line : quote.lines)
        past.lines.push_back({line.payable, 0, {}, 0});
      baskets_.emplace_back(std::move(basket), std::move(past));
    }
    return {std::move(receipt), std::move(quote)};
  }

  void in_memory() {
    pricing::CountedLimits limits(*index_);
    pricing::Workspace workspace;
    pricing::Quote quote;
    pricing::Report report;
    const auto begun = Steady::now();
    for (int round = 0; round < 10; ++round) {
      for (auto& [basket, past] : baskets_) {
        limits.price(basket, 0, workspace, quote);
        report.add(basket, past, *index_, quote, {});
      }
    }
    const double took = seconds_since(begun);
    if (report.cheaper + report.dearer != 0) throw std::runtime_error("a receipt differs");
    say("in memory", fmt::format("{:.0f} receipts/s on one core", double(report.receipts) / took));
  }

  void whole() {
    const replay::House house{
        application_.db(),
        application_.ids(),
        application_.org(),
        application_.programmes(),
        application_.members(),
        application_.ladders()};
    const Date today = programme_->zone.date_of(clock_.now());
    replay::Order order{programme_->programme, today.plus_days(-1), today, {}};
    replayed(house, order, "the book");
    order.draft.rules = {promotion(0, 900), promotion(1, 5)};
    replayed(house, order, "a draft");
  }

  void replayed(const replay::House& house, const replay::Order& order, const char* name) {
    const auto begun = Steady::now();
    const auto found = must(replay::run(house, order, {}, clock_.now()), "replay");
    const double took = seconds_since(begun);
    say(name,
        fmt::format(
            "{} receipts in {:.1f} s, {:.0f}/s; cheaper {}, dearer {}",
            found->receipts,
            took,
            double(found->receipts) / took,
            found->cheaper,
            found->dearer
        ));
  }

  Options options_;
  SystemClock clock_;
  app::Application application_;
  SeededRandom random_;
  std::shared_ptr<const programmes::Version> programme_;
  std::vector<Buyer> buyers_;
  std::vector<catalog::Item> items_;
  std::vector<org::Till> tills_;
  std::vector<pricing::BookRule> book_;
  std::optional<pricing::Index> index_;
  std::vector<std::pair<pricing::Basket, pricing::PastReceipt>> baskets_;
  std::int64_t sequence_ = 0;
};

}  // namespace
}  // namespace guanxi::bench

int main(int argc, char** argv) {
  guanxi::bench::Options options;
  CLI::App command("A year of receipts held against another rule set.", "bench_replay");
  command.add_option("--receipts", options.receipts, "How many")->capture_default_str();
  command.add_option("--members", options.members, "Who buy them")->capture_default_str();
  command.add_option("--rules", options.rules, "In force")->capture_default_str();
  command.add_option("--seed", options.seed, "Of everything random")->capture_default_str();
  command.add_option("--data", options.data, "Where the store is made; must not exist");
  CLI11_PARSE(command, argc, argv);
  guanxi::log::set_level(guanxi::log::Level::warn);
  const bool own = options.data.empty();
  if (own)
    options.data =
        std::filesystem::temp_directory_path() / fmt::format("guanxi-replay-{}", ::getpid());
  int code = 0;
  try {
    guanxi::bench::Year(options).run();
  } catch (const std::exception& fault) {
    std::cerr << "bench_replay: " << fault.what() << '\n';
    code = 1;
  }
  if (own) std::filesystem::remove_all(options.data);
  return code;
}
