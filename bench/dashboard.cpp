// bench_dashboard: how long the dashboard takes to answer, on the rollups that 2,000,000 members
// and 20,000,000 receipts of two years leave. The rollups are written directly, as counting would
// have left them; nothing else of a receipt is there.
//
// The program runs in this process, embedded store and production settings, without a socket.
#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <functional>
#include <iostream>
#include <stdexcept>

#include "app/application.h"
#include "base/random.h"
#include "histogram.h"
#include "platform/log/log.h"

namespace guanxi::bench {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int days_kept = 731, months_kept = 25;

struct Options {
  std::filesystem::path data;
  std::int64_t members = 2'000'000, receipts = 20'000'000;
  int stores = 200, reads = 200;
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
void must(const Outcome& outcome, const char* what) {
  if (!outcome)
    throw std::runtime_error(fmt::format("{}: {}", what, code_name(outcome.error().code)));
}

void say(const char* name, const std::string& text) {
  fmt::print("{:<12} {}\n", name, text);
  std::fflush(stdout);
}

config::Config settings(const Options& options) {
  config::Config config;
  config.data = options.data.string();
  config.limits.requests_per_second = config.limits.anonymous_per_second = 0;
  return config;
}

const sql::Query put_sums{
    "INSERT INTO dashboard_sums (programme_id, store_id, span, day, sales, sales_amount, returns, "
    "return_amount, member_return_amount, purchases, purchase_amount, joined, departed, "
    "coupons_issued, coupons_used, coupon_amount, coupon_back_amount, coupon_sales_amount) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"};
const sql::Query put_store{"INSERT INTO dashboard_stores (programme_id, store_id) VALUES ($1, $2)"};
const sql::Query put_link{
    "INSERT INTO dashboard_links (programme_id, store_id, back, span, day, before_day, purchases) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)"};
const sql::Query put_purchase{
    "INSERT INTO dashboard_purchases (owner_id, day, receipt_id, programme_id, store_id, sold_to, "
    "amount) VALUES ($1, $2, $3, $4, $5, $1, $6)"};
const sql::Query put_member{
    "INSERT INTO dashboard_members (owner_id, programme_id, joined_on, store_id, departed_on) "
    "VALUES ($1, $2, $3, $4, NULL)"};
const sql::Query put_tier{
    "INSERT INTO dashboard_tier_sums (ladder_id, store_id, tier, members) VALUES ($1, $2, $3, $4)"};
const sql::Query put_points{
    "INSERT INTO points_days (programme_id, day, store_id, class, issued, purchased, granted, "
    "deducted, reversed, redeemed, restored, paid, expired, forgiven, given, received) "
    "VALUES ($1, $2, $3, $4, 100, 0, 0, 0, 1, 20, 0, 20, 0, 0, 0, 0)"};
const sql::Query put_points_sum{
    "INSERT INTO points_day_sums (programme_id, day, class, issued, purchased, granted, deducted, "
    "reversed, redeemed, restored, paid, expired, forgiven, given, received) "
    "VALUES ($1, $2, $3, 20000, 0, 0, 0, 200, 4000, 0, 4000, 100, 0, 0, 0)"};
const sql::Query put_outstanding{
    "INSERT INTO points_outstanding (programme_id, day, class, points) VALUES ($1, $2, $3, 15700)"};
// Made at once in the end, as it is in its own order.
const sql::Query drop_index{"DROP INDEX dashboard_purchases_by_store"};
const sql::Query make_index{
    "CREATE INDEX dashboard_purchases_by_store ON dashboard_purchases (store_id, day, receipt_id)"};

/// What a day of a place comes to.
struct DayCount {
  std::int64_t sales = 0, purchases = 0, joined = 0;
};

class Rollups {
 public:
  /// Stores have their ids in their order; the first is all of them.
  Rollups(
      app::Application& application,
      const Options& options,
      ProgrammeId programme,
      const std::vector<StoreId>& stores,
      Date first
  )
      : application_(application),
        options_(options),
        programme_(programme),
        stores_(stores),
        random_(options.seed),
        counts_(static_cast<std::size_t>(options.stores + 1) * days_kept),
        month_links_(static_cast<std::size_t>(options.stores + 1) * 2 * months_kept * days_kept) {
    for (int day = 0; day < days_kept; ++day) days_.push_back(first.plus_days(day));
  }

  void write() {
    const auto begun = Steady::now();
    write_purchases();
    write_links();
    write_sums();
    write_points();
    say("filled",
        fmt::format(
            "{} members, {} receipts of {} stores in {:.0f} s",
            options_.members,
            options_.receipts,
            options_.stores,
            seconds_since(begun)
        ));
  }

 private:
  /// Some thousand rows a transaction.
  class Batch {
   public:
    explicit Batch(sql::Database& db) : db_(db) {}
    template <class... Args>
    void put(const sql::Query& query, const Args&... args) {
      rows_.push_back([&query, args...](sql::Tx& tx) { tx.exec(query, args...); });
      if (rows_.size() == 20'000) flush();
    }
    void flush() {
      must(
          db_.write([&](sql::Tx& tx) -> Outcome {
            for (const auto& row : rows_) row(tx);
            return ok();
          }),
          "rows"
      );
      rows_.clear();
    }

   private:
    sql::Database& db_;
    std::vector<std::function<void(sql::Tx&)>> rows_;
  };

  int below(std::int64_t bound) {
    return static_cast<int>(random_.below(static_cast<std::uint64_t>(bound)));
  }
  DayCount& count(int store, int day) {
    return counts_[static_cast<std::size_t>(store * days_kept + day)];
  }
  StoreId store(int number) const { return stores_[static_cast<std::size_t>(number)]; }
  int month_of(int day) const {
    const Date date = days_[static_cast<std::size_t>(day)], first = days_.front();
    return (date.year() - first.year()) * 12 + date.month() - first.month();
  }
  Date date(int day) const { return days_[static_cast<std::size_t>(day)]; }
  static Date month_date(Date day) { return *Date::of(day.year(), day.month(), 1); }

  struct Visit {
    int day, store;
  };
  /// A member keeps to two stores; nobody's receipts are in the sums alone.
  void write_purchases() {
    must(
        application_.db().write([](sql::Tx& tx) -> Outcome {
          tx.exec(drop_index);
          return ok();
        }),
        "index"
    );
    Batch batch(application_.db());
    const std::int64_t each = options_.receipts / 2 / options_.members;
    std::int64_t receipt = 0;
    std::vector<Visit> visits;
    for (std::int64_t member = 1; member <= options_.members; ++member) {
      const int home = 1 + below(options_.stores), other = 1 + below(options_.stores);
      const int joined = below(days_kept);
      ++count(0, joined).joined;
      ++count(home, joined).joined;
      batch.put(put_member, member, programme_, date(joined), store(home));
      visits.clear();
      for (std::int64_t i = below(2 * each + 1); i > 0; --i)
        visits.push_back({joined + below(days_kept - joined), below(4) == 0 ? other : home});
      std::ranges::sort(visits, {}, &Visit::day);
      for (const Visit& visit : visits) {
        batch.put(
            put_purchase,
            member,
            date(visit.day),
            ReceiptId(++receipt),
            programme_,
            store(visit.store),
            std::int64_t{10'000}
        );
        ++count(0, visit.day).purchases;
        ++count(visit.store, visit.day).purchases;
      }
      link(visits, 0);
      link(visits, home);
      if (other != home) link(visits, other);
    }
    batch.flush();
    must(
        application_.db().write([](sql::Tx& tx) -> Outcome {
          tx.exec(make_index);
          return ok();
        }),
        "index"
    );
    say("purchases", fmt::format("{}", receipt));
  }

  void link(const std::vector<Visit>& visits, int store) {
    int last = -1, before = -1;
    for (const Visit& visit : visits) {
      if (store != 0 && visit.store != store) continue;
      if (last >= 0) note(store, 0, visit.day, last);
      if (before >= 0) note(store, 1, visit.day, before);
      before = last;
      last = visit.day;
    }
  }
  void note(int store, int back, int day, int before) {
    const auto place = static_cast<std::uint32_t>(store * 2 + back);  // 11 bits of it
    links_.push_back(
        (place << 20U) | (static_cast<std::uint32_t>(day) << 10U) |
        static_cast<std::uint32_t>(before)
    );
    const int at = (store * 2 + back) * months_kept + month_of(day);
    ++month_links_[static_cast<std::size_t>(at * days_kept + before)];
  }

  void write_links() {
    std::ranges::sort(links_);
    Batch batch(application_.db());
    const auto put = [&](int place, const char* span, Date day, Date before, std::int64_t n) {
      batch.put(
          put_link, programme_, store(place / 2), place % 2 + 1, std::string(span), day, before, n
      );
    };
    for (int place = 0; place < 2 * (options_.stores + 1); ++place) {
      for (int month = 0; month < months_kept; ++month) {
        for (int before = 0; before < days_kept; ++before) {
          const auto at =
              static_cast<std::size_t>((place * months_kept + month) * days_kept + before);
          const std::int64_t links = month_links_[at];
          if (links == 0) continue;
          const Date first = month_date(days_.front().month_end_after(month));
          put(place, "month", first, date(before), links);
        }
      }
    }
    for (std::size_t i = 0; i < links_.size();) {
      std::size_t end = i;
      while (end < links_.size() && links_[end] == links_[i]) ++end;
      const std::uint32_t key = links_[i];
      put(static_cast<int>(key >> 20U),
          "day",
          date(static_cast<int>((key >> 10U) & 1023U)),
          date(static_cast<int>(key & 1023U)),
          static_cast<std::int64_t>(end - i));
      i = end;
    }
    batch.flush();
    say("links", fmt::format("{} of days", links_.size()));
    links_ = {};
  }

  void put_day(Batch& batch, int store, const char* span, Date day, const DayCount& of) {
    const std::int64_t sales = 2 * of.purchases, none = 0;
    batch.put(
        put_sums,
        programme_,
        stores_[static_cast<std::size_t>(store)],
        std::string(span),
        day,
        sales,
        sales * 9'000,
        sales / 20,
        sales * 300,
        sales * 200,
        of.purchases,
        of.purchases * 10'000,
        of.joined,
        none,
        sales / 10,
        sales / 30,
        sales * 30,
        sales,
        sales * 400
    );
  }
  void write_sums() {
    Batch batch(application_.db());
    for (int store = 0; store <= options_.stores; ++store) {
      if (store > 0) batch.put(put_store, programme_, stores_[static_cast<std::size_t>(store)]);
      std::array<DayCount, months_kept> months{};
      for (int day = 0; day < days_kept; ++day) {
        const DayCount& of = count(store, day);
        put_day(batch, store, "day", date(day), of);
        DayCount& month = months[static_cast<std::size_t>(month_of(day))];
        month.purchases += of.purchases;
        month.joined += of.joined;
      }
      for (int month = 0; month <= month_of(days_kept - 1); ++month) {
        const Date first = month_date(days_.front().month_end_after(month));
        put_day(batch, store, "month", first, months[static_cast<std::size_t>(month)]);
      }
    }
    batch.flush();
  }

  void write_points() {
    Batch batch(application_.db());
    for (int day = 0; day < days_kept; ++day) {
      for (const char* klass : {"a", "c"}) {
        const std::string of = klass;
        for (int store = 1; store <= options_.stores; ++store)
          batch.put(
              put_points, programme_, date(day), stores_[static_cast<std::size_t>(store)], of
          );
        batch.put(put_points_sum, programme_, date(day), of);
        batch.put(put_outstanding, programme_, date(day), of);
      }
    }
    batch.flush();
  }

  app::Application& application_;
  const Options& options_;
  const ProgrammeId programme_;
  const std::vector<StoreId>& stores_;
  SeededRandom random_;
  std::vector<Date> days_;
  std::vector<DayCount> counts_;
  std::vector<std::uint32_t> links_;
  std::vector<std::int32_t> month_links_;
};

struct Call {
  const char* name;
  std::string target;
};

class Board {
 public:
  explicit Board(const Options& options)
      : options_(options), application_(settings(options), clock_) {}

  void run() {
    build();
    Rollups rollups(application_, options_, programme_, stores_, last_.plus_days(1 - days_kept));
    rollups.write();
    measure();
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    say("memory", fmt::format("{} MiB at most", used.ru_maxrss / 1024));
  }

 private:
  void build() {
    const Instant now = clock_.now();
    const api::Actor& by = application_.system_actor();
    programmes::Programmes::NewProgramme wanted;
    wanted.code = "MAIN";
    wanted.name = "bench";
    wanted.currency = Currency::cny;
    wanted.effective_from = *Instant::parse("2020-01-01T00:00:00+08:00");
    programme_ = must(application_.programmes().add(wanted, by.id, now), "programme");
    last_ = TimeZone().date_of(now);
    org::Org& org = application_.org();
    must(org.add_unit({"group", "G", "Group", ""}, by.id, now), "group");
    for (int i = 1; i <= options_.stores; ++i) {
      org::Org::NewStore store;
      store.code = fmt::format("S{:04}", i);
      store.name = store.code;
      store.parent_code = "G";
      store.programme = programme_;
      stores_.push_back(must(org.add_store(store, by.id, now), "store"));
    }
    make_ladder();
    identity::Identity& identity = application_.identity();
    const ActorId reader =
        must(identity.add_person(by, {"reader", {"dashboard:read"}, {}}, now), "person");
    token_ = must(identity.issue_token(by, reader, "bench", std::nullopt, now), "token").text;
  }

  void make_ladder() {
    tiers::Terms terms;
    terms.name_zh = "会员等级";
    terms.name_en = "Tiers";
    terms.sources.amount = Money(100, Currency::cny);
    terms.sources.amount_growth = 1;
    for (const char* const code : {"BASE", "SILVER", "GOLD"}) {
      tiers::Tier tier;
      tier.code = tier.name_zh = tier.name_en = code;
      tier.threshold = tier.keep = static_cast<std::int64_t>(terms.tiers.size()) * 1'000;
      tier.discount_rate = Rate::of(1, 1);
      terms.tiers.push_back(std::move(tier));
    }
    const ActorId by = application_.system_actor().id;
    const auto ladder = must(
        application_.ladders().add(
            programme_, Currency::cny, "CLUB", terms, "bench", by, clock_.now()
        ),
        "ladder"
    );
    must(
        application_.ladders().switch_on(ladder.id, ladder.version, "bench", by, clock_.now()),
        "switch on"
    );
    must(
        application_.db().write([&](sql::Tx& tx) -> Outcome {
          for (const char* const tier : {"SILVER", "GOLD"})
            tx.exec(put_tier, ladder.id, StoreId(), std::string(tier), options_.members / 10);
          return ok();
        }),
        "tiers"
    );
  }

  static std::string period(Date from, Date to) {
    return "?programme=MAIN&from=" + from.to_string() + "&to=" + to.to_string();
  }

  std::vector<Call> calls() const {
    const Date month_end = last_.month_end_after(-1);
    const std::string month = period(month_end.month_end_after(-1).plus_days(1), month_end);
    const std::string year = period(month_end.month_end_after(-12).plus_days(1), month_end);
    const std::string last_30 = period(last_.plus_days(-29), last_);
    const std::string last_365 = period(last_.plus_days(-364), last_);
    const std::string store = "&store=S0007";
    return {
        {"today", "/v1/dashboard" + period(last_, last_)},
        {"a month", "/v1/dashboard" + month},
        {"30 days", "/v1/dashboard" + last_30},
        {"12 months", "/v1/dashboard" + year},
        {"365 days", "/v1/dashboard" + last_365},
        {"lost in 366 days", "/v1/dashboard" + last_365 + "&lost_days=366"},
        {"30 days, a store", "/v1/dashboard" + last_30 + store},
        {"365 days, a store", "/v1/dashboard" + last_365 + store},
        {"stores, a month", "/v1/dashboard/stores" + month},
        {"stores, 365 days", "/v1/dashboard/stores" + last_365},
        {"tiers", "/v1/dashboard/tiers?programme=MAIN"},
        {"active members", "/v1/dashboard/members" + last_30 + "&figure=active"},
        {"repeat members", "/v1/dashboard/members" + last_30 + "&figure=repeat"},
        {"lost members", "/v1/dashboard/members" + last_30 + "&figure=lost"}};
  }

  http::Request request_of(const std::string& target) const {
    http::Request request;
    request.method = "GET";
    request.target = target;
    const std::size_t question = target.find('?');
    request.path = target.substr(0, question);
    std::string_view rest = std::string_view(target).substr(question + 1);
    while (!rest.empty()) {
      const std::string_view pair = rest.substr(0, rest.find('&'));
      rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
      const std::size_t equals = pair.find('=');
      request.query.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
    }
    request.remote_address = "127.0.0.1";
    request.trace_id = "00000000000000000000000000000001";
    request.received_at = clock_.now();
    request.headers.emplace_back("authorization", "Bearer " + token_);
    return request;
  }

  void measure() {
    for (const Call& call : calls()) {
      Histogram latency;
      for (int i = 0; i < options_.reads; ++i) {
        const http::Request request = request_of(call.target);
        const auto begun = Steady::now();
        const http::Response response = application_.api().handle(request);
        latency.add(
            std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - begun).count()
        );
        if (response.status != 200) throw std::runtime_error(call.target + ": " + response.body);
      }
      const auto millis = [&](std::uint64_t per_million) {
        return static_cast<double>(latency.percentile(per_million)) / 1000;
      };
      say("dashboard",
          fmt::format(
              "{}: p50 {:.1f} ms, p99 {:.1f} ms, max {:.1f} ms",
              call.name,
              millis(500'000),
              millis(990'000),
              static_cast<double>(latency.max()) / 1000
          ));
    }
  }

  const Options options_;
  SystemClock clock_;
  app::Application application_;
  ProgrammeId programme_;
  Date last_;
  std::vector<StoreId> stores_{StoreId()};  // the first: all of them
  std::string token_;
};

}  // namespace
}  // namespace guanxi::bench

int main(int argc, char** argv) {
  using namespace guanxi::bench;
  CLI::App app("The dashboard on the rollups of many members and receipts.");
  Options options;
  app.add_option("--members", options.members, "how many members (default 2000000)")
      ->check(CLI::Range(1'000, 10'000'000));
  app.add_option("--receipts", options.receipts, "of two years (default 20000000)")
      ->check(CLI::Range(10'000, 100'000'000));
  app.add_option("--stores", options.stores, "how many stores (default 200)")
      ->check(CLI::Range(7, 1'000));
  app.add_option("--reads", options.reads, "of each kind (default 200)");
  app.add_option("--seed", options.seed, "of who buys when (default 1)");
  std::string work = "build";
  app.add_option("--work", work, "where the store is made, and removed after (default build)");
  CLI11_PARSE(app, argc, argv);
  options.data = std::filesystem::path(work) / fmt::format("bench-dashboard-{}", ::getpid());
  guanxi::log::set_level(guanxi::log::Level::warn);
  int status = 0;
  try {
    std::filesystem::create_directories(options.data);
    Board(options).run();
  } catch (const std::exception& error) {
    std::cerr << "bench_dashboard: " << error.what() << '\n';
    status = 1;
  }
  std::filesystem::remove_all(options.data);
  return status;
}
