// bench_members: a member office at night and by day, on a store of made-up members: how long the
// nightly jobs take for those whose points and tiers end, what that does to sales beside them, and
// how long a search and an overview take.
//
// The program runs in this process, embedded store and production settings, without HTTP. The clock
// is the machine's until the night falls, then days later.
#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <iostream>
#include <latch>
#include <stdexcept>
#include <thread>

#include "app/application.h"
#include "app/demo.h"
#include "app/demo_goods.h"
#include "app/demo_people.h"
#include "flows/overview/overview.h"
#include "flows/overview/types.h"
#include "flows/verify/verify.h"
#include "histogram.h"
#include "modules/points/documents.h"
#include "modules/registrations/codes.h"
#include "modules/tiers/tiers.h"
#include "platform/log/log.h"

namespace guanxi::bench {
namespace {

using Steady = std::chrono::steady_clock;

struct Options {
  std::filesystem::path data;
  std::int64_t members = 2'000'000, due = 200'000;
  std::uint64_t seed = 1;
  int rate = 1000, seconds = 15, threads = 16, reads = 2000;
};

/// The machine's clock, put forward.
class MovedClock final : public Clock {
 public:
  Instant now() const override { return clock_.now().plus_micros(moved_.load()); }
  void move_to(Instant when) { moved_ += when.micros() - now().micros(); }

 private:
  SystemClock clock_;
  std::atomic<std::int64_t> moved_{0};
};

double seconds_since(Steady::time_point begun) {  // float: a figure for people
  return std::chrono::duration<double>(Steady::now() - begun).count();
}

template <class T>
T must(Result<T> result, const char* what) {
  if (result) return *std::move(result);
  throw std::runtime_error(
      fmt::format("{}: {} {}", what, code_name(result.error().code), result.error().pointer)
  );
}
void must(const Outcome& outcome, const char* what) {
  if (outcome) return;
  throw std::runtime_error(fmt::format("{}: {}", what, code_name(outcome.error().code)));
}

config::Config settings(const Options& options) {
  config::Config config;
  config.data = options.data.string();
  return config;
}

void say(const char* name, const std::string& text) {
  fmt::print("{:<12} {}\n", name, text);
  std::fflush(stdout);
}

std::string millis(std::uint64_t micros) { return fmt::format("{:.1f}", double(micros) / 1000); }

std::string line_of(const Histogram& latency) {
  return fmt::format(
      "p50 {} ms, p99 {} ms, p99.9 {} ms, max {} ms",
      millis(latency.percentile(500'000)),
      millis(latency.percentile(990'000)),
      millis(latency.percentile(999'000)),
      millis(latency.max())
  );
}

class Office {
 public:
  explicit Office(const Options& options)
      : options_(options), application_(settings(options), clock_) {}

  void run() {
    fill();
    sell_to_all_threads_once();
    search();
    look_over();
    night();
    const auto begun = Steady::now();
    const auto report = verify::verify(application_.db());
    if (!report.is_clean()) throw std::runtime_error(verify::to_json(report));
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    say("verify",
        fmt::format("clean, {:.0f} s; {} MiB at most", seconds_since(begun), used.ru_maxrss / 1024)
    );
  }

 private:
  // ── filling ──

  void fill() {
    const auto begun = Steady::now();
    must(
        app::demo::load(
            application_,
            {.members = options_.members, .seed = options_.seed, .months = 0},
            [](std::string_view) {},
            false
        ),
        "demo"
    );
    programme_ = application_.programmes().list(clock_.now()).front();
    last_day_ = programme_->zone.date_of(clock_.now()).month_end_after(0);
    make_ladder();
    constexpr std::int64_t at_once = 500;
    for (std::int64_t from = 0; from < options_.members; from += at_once) {
      const std::int64_t to = std::min(from + at_once, options_.members);
      must(
          application_.db().write([&](sql::Tx& tx) -> Outcome {
            for (std::int64_t i = from; i < to; ++i) GX_TRY_VOID(endow(tx, i));
            return ok();
          }),
          "endow"
      );
    }
    const auto organisation = application_.org().snapshot();
    for (const org::Store* store : organisation->stores()) {
      for (const org::Till* till : organisation->tills(store->id)) {
        tills_.emplace_back(store->code, till->code);
      }
    }
    say("filled",
        fmt::format(
            "{} members, each with points, in {:.0f} s", options_.members, seconds_since(begun)
        ));
  }

  void make_ladder() {
    tiers::Terms terms;
    terms.name_zh = "会员等级";
    terms.name_en = "Tiers";
    terms.sources.amount = Money(100, programme_->currency);
    terms.sources.amount_growth = 1;
    for (const auto& [code, threshold] : {std::pair("BASE", 0), std::pair("GOLD", 1'000'000)}) {
      tiers::Tier tier;
      tier.code = code;
      tier.name_zh = tier.name_en = code;
      tier.threshold = tier.keep = threshold;
      tier.points_multiple = Rate::of(threshold > 0 ? 1 : 0, 1);
      terms.tiers.push_back(std::move(tier));
    }
    const ActorId by = application_.system_actor().id;
    const auto ladder = must(
        application_.ladders().add(
            programme_->programme, programme_->currency, "CLUB", terms, "bench", by, clock_.now()
        ),
        "ladder"
    );
    ladder_ = ladder.id;
    must(
        application_.ladders().switch_on(ladder_, ladder.version, "bench", by, clock_.now()),
        "switch on"
    );
  }

  bool is_due(std::int64_t index) const {
    return index % std::max<std::int64_t>(options_.members / options_.due, 1) == 0;
  }

  /// Points that end with this month or in years, and for the former gold until then.
  Outcome endow(sql::Tx& tx, std::int64_t index) {
    const Instant now = clock_.now();
    const Date today = programme_->zone.date_of(now);
    const OwnerId owner = owner_of(tx, index);
    programmes::Parameters parameters = programme_->parameters;
    if (is_due(index)) parameters.expiry_months = 0;
    points::Document document;
    document.id = application_.ids().next_id<points::DocumentTag>();
    document.owner = owner;
    document.programme = programme_->programme;
    document.points = Points(100);
    document.reason = "bench";
    document.created_at = now;
    document.created_by = application_.system_actor().id;
    const points::Context context{
        .owner = owner,
        .cause = {points::CauseKind::document, document.id.value()},
        .occurred_at = now,
        .posted_at = now,
        .actor = document.created_by,
        .today = today};
    GX_TRY_VOID(
        points::post_opening(tx, application_.ids(), context, std::move(document), parameters)
    );
    if (!is_due(index)) return ok();
    tiers::Progress progress(
        application_.ladders().in_force(ladder_, now),
        {owner, today},
        std::nullopt,
        {now, today},
        tiers::sums_of(tx, owner, ladder_)
    );
    progress.grant({.kind = tiers::EntryKind::granted, .note = "bench"}, "GOLD", last_day_);
    return tiers::write(tx, application_.ids(), progress, 0, now, application_.system_actor().id);
  }

  OwnerId owner_of(sql::Tx& tx, std::int64_t index) {
    const auto house = application_.house();
    const auto found = checkout::find_owner(
        house,
        tx,
        programme_->programme,
        {checkout::MemberKey::phone, app::demo::fictional_phone(index, options_.seed)}
    );
    if (!found) throw std::runtime_error("a member is missing");
    return *found;
  }

  // ── sales ──

  checkout::SaleRequest sale_of(Random& random, Instant now) {
    const std::int64_t number = ++sales_;
    const auto& [store, till] = tills_[static_cast<std::size_t>(number) % tills_.size()];
    checkout::SaleRequest sale;
    sale.store = store;
    sale.till = till;
    sale.business_date = TimeZone().date_of(now);
    sale.sequence = number;
    sale.occurred_at = now;
    sale.cashier = "C01";
    const auto member =
        static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(options_.members)));
    sale.member = {checkout::MemberKey::phone, app::demo::fictional_phone(member, options_.seed)};
    std::int64_t payable = 0;
    for (std::int64_t i = random.between(1, 4); i > 0; --i) {
      const std::int64_t yuan = random.between(5, 500);
      checkout::SaleLine line;
      line.item = fmt::format("A{}", 1001 + random.below(app::demo::goods_count));
      line.quantity = *Quantity::parse("1");
      line.list_price = *UnitPrice::parse(std::to_string(yuan));
      sale.lines.push_back(std::move(line));
      payable += yuan * 100;
    }
    sale.tenders.push_back(
        {sales::TenderKind::wechat_pay, Money(payable, programme_->currency), std::nullopt}
    );
    return sale;
  }

  void sell(Random& random) {
    const Instant now = clock_.now();
    const auto sale = sale_of(random, now);
    const std::string key = fmt::format("bench-{}", sale.sequence);
    const api::Call call{
        .actor = application_.system_actor(),
        .now = now,
        .idempotency_key = key,
        .request_hash = crypto::sha256(key)};
    must(application_.checkout().sell(call, sale), "sale");
  }

  /// Sales at the wished rate from many threads until `stop`; what each took since it was due, so
  /// that waiting counts.
  Histogram sell_at_rate(const std::function<bool()>& stop) {
    std::vector<Histogram> measured(static_cast<std::size_t>(options_.threads));
    std::vector<std::thread> threads;
    std::atomic<bool> failed{false};
    const auto begun = Steady::now();
    const auto step = std::chrono::nanoseconds(1'000'000'000LL * options_.threads / options_.rate);
    for (int t = 0; t < options_.threads; ++t) {
      threads.emplace_back([&, t] {
        try {
          SeededRandom random(options_.seed * 1000 + static_cast<std::uint64_t>(t) + ++drawn_);
          auto due = begun + step * t / options_.threads;
          for (; !stop() && !failed; due += step) {
            std::this_thread::sleep_until(due);
            sell(random);
            const auto took =
                std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - due);
            measured[static_cast<std::size_t>(t)].add(took.count());
          }
        } catch (const std::exception& error) {
          failed = true;
          std::cerr << error.what() << '\n';
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    if (failed) throw std::runtime_error("a sale failed");
    Histogram all;
    for (const Histogram& one : measured) all.add(one);
    return all;
  }

  std::function<bool()> after(int seconds) {
    return
        [until = Steady::now() + std::chrono::seconds(seconds)] { return Steady::now() >= until; };
  }

  void sell_to_all_threads_once() { sell_at_rate(after(2)); }  // what is read first is warm

  // ── the night ──

  void night() {
    const Histogram idle = sell_at_rate(after(options_.seconds));
    const std::uint64_t idle_p99 = idle.percentile(990'000);
    say("sales", fmt::format("{}/s alone: {}", options_.rate, line_of(idle)));
    clock_.move_to(programme_->zone.start_of(last_day_.plus_days(1)).plus_seconds(300));
    for (const char* job : {"points.expiry", "tiers.periods"}) {
      std::atomic<bool> done{false};
      Outcome outcome = ok();
      const auto begun = Steady::now();
      double took = 0;
      std::thread worker([&] {
        outcome = application_.jobs().run_now(job, clock_.now());
        took = seconds_since(begun);
        done = true;
      });
      const Histogram beside = sell_at_rate([&] { return done.load(); });
      worker.join();
      must(outcome, job);
      say(job,
          fmt::format(
              "{} members in {:.1f} s; {} sales beside it: {}; p99 {:.2f} times that alone",
              options_.due,
              took,
              beside.count(),
              line_of(beside),
              double(beside.percentile(990'000)) / double(std::max<std::uint64_t>(idle_p99, 1))
          ));
      const auto again = Steady::now();
      must(application_.jobs().run_now(job, clock_.now()), job);
      say("", fmt::format("once more, with nothing due: {:.3f} s", seconds_since(again)));
    }
  }

  // ── reading ──

  enrol::Enrol desk() {
    return enrol::Enrol(enrol::House{
        application_.db(),
        application_.org(),
        application_.programmes(),
        application_.members(),
        application_.keys(),
        application_.ids(),
        application_.ladders(),
        codes_});
  }

  void search() {
    const enrol::Enrol desk = this->desk();
    SeededRandom random(options_.seed);
    struct Kind {
      const char* name;
      std::function<enrol::SearchRequest(const app::demo::Person&, const std::string&)> request;
    };
    const Kind kinds[] = {
        {"whole name", [](const auto& who, const auto&) { return by_name(who.name); }},
        {"beginning",
         [](const auto& who, const auto&) { return by_prefix(who.name.substr(0, 6)); }},
        {"family name",
         [](const auto& who, const auto&) { return by_prefix(who.name.substr(0, 3)); }},
        {"pinyin", [](const auto&, const auto&) { return by_prefix("zhangw"); }},
        {"initials", [](const auto&, const auto&) { return by_prefix("zw"); }},
        {"last digits",
         [](const auto&, const auto& phone) {
           enrol::SearchRequest request;
           request.phone_last4 = phone.substr(phone.size() - 4);
           return request;
         }},
        {"card digits", [](const auto&, const auto& phone) {
           enrol::SearchRequest request;
           request.card_end = phone.substr(phone.size() - 4);
           return request;
         }}};
    for (const Kind& kind : kinds) {
      Histogram latency;
      for (int i = 0; i < options_.reads; ++i) {
        const auto person = app::demo::make_person(random, TimeZone().date_of(clock_.now()));
        const auto request = kind.request(person, a_phone(random));
        const auto begun = Steady::now();
        must(
            desk.search({.actor = application_.system_actor(), .now = clock_.now()}, request),
            "search"
        );
        latency.add(micros_since(begun));
      }
      say("search", fmt::format("{}: {}", kind.name, line_of(latency)));
    }
  }

  void look_over() {
    const enrol::Enrol desk = this->desk();
    const overview::Overview overview(overview::House{
        application_.db(),
        application_.org(),
        application_.programmes(),
        application_.members(),
        desk,
        application_.ladders(),
        application_.keys()});
    SeededRandom random(options_.seed);
    Histogram latency;
    for (int i = 0; i < options_.reads; ++i) {
      const auto member =
          static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(options_.members)));
      const OwnerId owner =
          application_.db().read([&](sql::Tx& tx) { return owner_of(tx, member); });
      const auto begun = Steady::now();
      must(
          overview.overview(
              {.actor = application_.system_actor(), .now = clock_.now()}, {.id = owner}
          ),
          "overview"
      );
      latency.add(micros_since(begun));
    }
    say("overview", line_of(latency));
  }

  static enrol::SearchRequest by_name(const std::string& name) {
    enrol::SearchRequest request;
    request.name = name;
    return request;
  }
  static enrol::SearchRequest by_prefix(const std::string& prefix) {
    enrol::SearchRequest request;
    request.name_prefix = prefix;
    return request;
  }
  std::string a_phone(Random& random) const {
    const auto member =
        static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(options_.members)));
    return app::demo::fictional_phone(member, options_.seed);
  }
  static std::int64_t micros_since(Steady::time_point begun) {
    return std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - begun).count();
  }

  const Options options_;
  MovedClock clock_;
  app::Application application_;
  const registrations::PhoneCodes codes_{
      application_.db(), application_.ids(), application_.keys(), application_.programmes()};
  std::shared_ptr<const programmes::Version> programme_;
  tiers::LadderId ladder_;
  Date last_day_;
  std::vector<std::pair<std::string, std::string>> tills_;
  std::atomic<std::int64_t> sales_{0};
  std::atomic<std::uint64_t> drawn_{0};
};

}  // namespace
}  // namespace guanxi::bench

int main(int argc, char** argv) {
  using namespace guanxi::bench;
  CLI::App app("Nightly jobs beside sales, search and overview, on many members.");
  Options options;
  app.add_option("--members", options.members, "how many members (default 2000000)")
      ->check(CLI::Range(1'000, 10'000'000));
  app.add_option("--due", options.due, "of them have points and a tier that end (default 200000)")
      ->check(CLI::Range(1, 10'000'000));
  app.add_option("--rate", options.rate, "sales a second beside the jobs (default 1000)")
      ->check(CLI::Range(1, 100'000));
  app.add_option("--seconds", options.seconds, "sales alone before them (default 15)");
  app.add_option("--threads", options.threads, "that sell (default 16)")->check(CLI::Range(1, 64));
  app.add_option("--reads", options.reads, "of each kind (default 2000)");
  app.add_option("--seed", options.seed, "of names and sales (default 1)");
  std::string work = "build";
  app.add_option("--work", work, "where the store is made, and removed after (default build)");
  CLI11_PARSE(app, argc, argv);
  options.data = std::filesystem::path(work) / fmt::format("bench-members-{}", ::getpid());
  guanxi::log::set_level(guanxi::log::Level::warn);  // an overview leaves a record each
  int status = 0;
  try {
    std::filesystem::create_directories(options.data);
    Office(options).run();
  } catch (const std::exception& error) {
    std::cerr << "bench_members: " << error.what() << '\n';
    status = 1;
  }
  std::filesystem::remove_all(options.data);
  return status;
}
