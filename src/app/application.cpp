#include "app/application.h"

#include <unistd.h>

#include <array>
#include <cstdlib>

#include "app/installation.h"
#include "app/version.h"
#include "modules/catalog/catalog.h"
#include "modules/points/roots.h"
#include "modules/sales/store_days.h"
#include "modules/wallet/wallet.h"
#include "platform/jobs/modest.h"
#include "platform/log/log.h"
#include "platform/sql/forwarding.h"
#include "platform/sql/migrations.h"
#include "platform/sql/postgres/postgres.h"
#include "platform/sql/sqlite/sqlite.h"

namespace guanxi::app {
namespace {

std::function<bool()> stop_of(const jobs::Context& context) {
  return [&context] { return context.should_stop(); };
}

void make_directory(const config::Config& config) {
  std::error_code fault;
  std::filesystem::create_directories(config.data, fault);
  if (fault) {
    throw StartFailure("cannot make the data directory " + config.data + ": " + fault.message());
  }
}

std::unique_ptr<sql::Database> open_database(const config::Config& config, const Clock& clock) {
  if (!config.store.empty()) {
    return sql::open_postgres(
        {.conninfo = config.store,
         .connections_max = config.postgres.connections_max,
         .reader_threads = config.postgres.reader_threads,
         .writer_threads = config.postgres.writer_threads,
         .group_max = config.postgres.group_max,
         .write_queue_max = config.postgres.write_queue_max,
         .connect_seconds_max = config.postgres.connect_seconds_max,
         .statement_ms_max = config.postgres.statement_ms_max},
        clock
    );
  }
  return sql::open_sqlite(
      {.file = std::filesystem::path(config.data) / config.sqlite.file,
       .group_max = config.sqlite.group_max,
       .write_queue_max = config.sqlite.write_queue_max,
       .readers_max = config.sqlite.readers_max,
       .cache_bytes = config.sqlite.cache_bytes,
       .reader_cache_bytes = config.sqlite.reader_cache_bytes,
       .busy_ms_max = config.sqlite.busy_ms_max,
       .checkpoint_bytes = config.sqlite.checkpoint_bytes,
       .wal_reset_bytes = config.sqlite.wal_reset_bytes,
       .page_sums = config.sqlite.page_sums == "on"},
      clock
  );
}

}  // namespace

Application::Opened Application::open(const config::Config& config, const Clock& clock) {
  make_directory(config);
  const std::filesystem::path directory = config.data;
  const std::filesystem::path file = directory / "guanxi.key";
  std::unique_ptr<sql::Database> server;
  if (!config.store.empty()) {
    server = open_database(config, clock);
    check_whole(*server);  // before a key is made for it
  }
  const std::filesystem::path store = directory / config.sqlite.file;
  if (!server && !std::filesystem::exists(store)) check_not_restoring(store);
  const bool has_store =
      server ? stored_fingerprint(*server).has_value() : std::filesystem::exists(store);
  const char* const given = std::getenv("GUANXI_KEY");
  const bool has_key = std::filesystem::exists(file) || (given != nullptr && *given != '\0');
  if (has_store && !has_key) {
    throw StartFailure(
        "the store is there, but not its key: put the right " + file.string() +
        " back, or set GUANXI_KEY"
    );
  }
  crypto::KeyRing keys = crypto::KeyRing::open_or_create(file);
  if (!server) server = open_database(config, clock);
  return {std::move(keys), std::move(server)};
}

namespace {

/// Names this process among those that share the store: "host:4711:9c0e12ab". In containers the
/// first two may be the same everywhere.
std::string process_name() {
  static const std::string ours = [] {
    std::array<char, 256> host{};
    gethostname(host.data(), host.size() - 1);
    return std::string(host.data()) + ":" + std::to_string(getpid()) + ":" +
           crypto::to_hex(crypto::random_bytes(4));
  }();
  return ours;
}

}  // namespace

std::string program_version() { return std::string("guanxi ") + version; }

std::filesystem::path Application::key_file() const {
  return std::filesystem::path(config_.data) / "guanxi.key";
}

Application::Application(const config::Config& config, const Clock& clock, Schema schema)
    : config_(config),
      clock_(clock),
      opened_(open(config, clock)),
      keys_(opened_.keys),
      sealer_(keys_),
      db_(std::move(opened_.db)),
      ids_(clock, config.node) {
  const auto migrations = sql::all_migrations(db_->engine());
  if (schema == Schema::migrate) {
    migrations_applied_ = db_->migrate(migrations);
  } else if (db_->schema_version() == 0) {
    throw StartFailure("there is no store yet: make one with guanxi migrate");
  } else if (db_->schema_version() != std::ssize(migrations)) {
    throw StartFailure(
        "the store is of another version than this program: run guanxi migrate of the newer one"
    );
  }
  check_whole(*db_);
  check_key(*db_, keys_, clock_.now());
  check_clock(*db_, clock_.now());
  node_ = lease_node(*db_, config_.data, config_.node, process_name(), clock_.now());
  ids_.set_node(node_->number());
  ids_.begin_after(db_->read([](sql::Tx& tx) { return outbox::newest_event_id(tx); }));
  programmes_ = std::make_unique<programmes::Programmes>(*db_, ids_);
  org_ = std::make_unique<org::Org>(*db_, ids_);
  catalog_ = std::make_unique<catalog::Catalog>(*db_, ids_);
  members_ = std::make_unique<members::Members>(keys_);
  identity_ = std::make_unique<identity::Identity>(
      *db_,
      ids_,
      sealer_,
      clock_,
      identity::Options{
          .clock_skew_seconds_max = config_.identity.clock_skew_seconds_max,
          .restart_skew_seconds_max = config_.identity.restart_skew_seconds_max,
          .nonces_max = config_.identity.nonces_max,
          .store_exists = [this](StoreId id
                          ) { return org_->snapshot()->find_store(id) != nullptr; },
          .store_of_till =
              [this](TillId id) {
                const auto organisation = org_->snapshot();
                const org::Till* till = organisation->find_till(id);
                return till ? std::optional(till->store) : std::nullopt;
              },
      }
  );
  system_actor_ = identity_->ensure_system_actor(clock_.now());
  checkout_ = std::make_unique<checkout::Checkout>(house());
  refund_ = std::make_unique<refund::Refund>(house(), *checkout_);
  import_ = std::make_unique<import::Import>(house(), *checkout_, *refund_, clock_);
  enrol_ = std::make_unique<enrol::Enrol>(enrol::House{
      *db_, *org_, *programmes_, *members_, keys_, ids_});
  duplicates_ = std::make_unique<duplicates::Duplicates>(duplicates::House{
      *db_, *org_, *programmes_, *members_, ids_, system_actor_.id});
  outbox_ = std::make_unique<outbox::Outbox>(
      *db_,
      clock_,
      outbox::Options{
          .batch_max = config_.outbox.batch_max,
          .poll_ms = config_.outbox.poll_ms,
          .pause_ms = config_.outbox.pause_ms,
          .backoff_ms_max = config_.outbox.backoff_seconds_max * 1000,
          .retention_days = config_.outbox.retention_days,
          .process = process_name(),
          .metrics = &metrics_,
      }
  );
  outbox_->add(sales::store_days_consumer());
  jobs_ = std::make_unique<jobs::Scheduler>(
      *db_,
      clock_,
      jobs::Options{
          .threads = config_.jobs.threads,
          .process = process_name(),
          .jitter_seed = static_cast<std::uint64_t>(getpid()),
          .metrics = &metrics_}
  );
  make_backups(process_name());
  api_ = std::make_unique<api::Api>(
      clock_,
      identity_.get(),
      api::Options{
          .title = "Guanxi",
          .version = version,
          .security =
              {{"token", R"({"type":"http","scheme":"bearer","description":"People: gx_…"})"},
               {"till",
                R"({"type":"apiKey","in":"header","name":"Authorization","description":"Tills: Guanxi-HMAC-SHA256 key=…, timestamp=…, nonce=…, signature=…"})"}},
          .observe = [this](const api::Observation& seen) { observations_.observe(seen); },
          .alarm =
              [](const api::Alarm& alarm) {
                log::error(
                    "api.alarm",
                    {{"operation", alarm.operation},
                     {"trace_id", alarm.trace_id},
                     {"what", alarm.what}}
                );
              },
          .limits =
              {.requests_per_second = config_.limits.requests_per_second,
               .burst = config_.limits.burst,
               .anonymous_per_second = config_.limits.anonymous_per_second,
               .anonymous_burst = config_.limits.anonymous_burst,
               .clients_max = config_.limits.clients_max,
               .clock = &steady_clock_},
      }
  );
  add_endpoints();
  add_jobs();
  add_gauges();
}

Application::~Application() = default;

void Application::add_endpoints() {
  identity::add_endpoints(*api_, *db_, *identity_, first_answers_);
  org::add_endpoints(*api_, *org_, *programmes_);
  catalog::add_endpoints(*api_, *catalog_);
  programmes::add_endpoints(*api_, *programmes_);
  cards::add_endpoints(*api_, {*db_, ids_, *programmes_, keys_, first_answers_});
  enrol::add_endpoints(*api_, *enrol_);
  duplicates::add_endpoints(*api_, *duplicates_);
  points::add_endpoints(*api_, *db_, ids_, *programmes_, *org_, first_answers_);
  wallet::add_endpoints(
      *api_, {*db_, ids_, *programmes_, *org_, *members_, buyers_, first_answers_}
  );
  checkout::add_endpoints(*api_, *checkout_, house());
  refund::add_endpoints(*api_, *refund_);
  jobs::add_endpoints(*api_, *jobs_);
  backup::add_endpoints(*api_, *backups_);
  std::vector<std::string> permissions;
  for (const auto& operation : api_->operations()) {
    if (operation.spec.permission) permissions.emplace_back(operation.spec.permission);
  }
  permissions.emplace_back(refund::refund_anywhere);
  identity_->set_known_permissions(permissions);
}

void Application::add_jobs() {
  jobs_->add(
      {.name = "caches.refresh",
       .interval_seconds = config_.jobs.refresh_seconds,
       .everywhere = true,
       .run = [this](jobs::Context&) -> Outcome {
         org_->refresh();
         programmes_->refresh();
         identity_->refresh();
         return ok();
       }}
  );
  jobs_->add(
      {.name = "node.lease",
       .interval_seconds = 20,
       .everywhere = true,
       .run = [this](jobs::Context& context) -> Outcome {
         if (node_->renew(context.now())) ids_.set_node(node_->number());
         return ok();
       }}
  );
  jobs_->add(
      {.name = "points.root",
       .interval_seconds = config_.jobs.root_minutes * 60,
       .run = [this](jobs::Context& context) -> Outcome {
         const auto root = points::make_due_root(*db_, ids_, context.now(), stop_of(context));
         if (root) {
           log::info(
               "points.root",
               {{"root", root->root_id},
                {"entries", root->heads.entries},
                {"digest", crypto::to_hex(crypto::bytes_of(root->hash))}}
           );
         }
         return ok();
       }}
  );
  jobs_->add(
      {.name = "points.expiry",
       .interval_seconds = config_.jobs.expiry_minutes * 60,
       .run = [this](jobs::Context& context) { return sweep_expiry(*this, context); }}
  );
  jobs_->add(
      {.name = "points.endings",
       .interval_seconds = 6 * 3600,
       .jitter_seconds = 60,
       .run = [this](jobs::Context& context) { return tell_endings(*this, context); }}
  );
  jobs_->add(
      {.name = "books.verify",
       .interval_seconds = config_.jobs.verify_minutes * 60,
       .jitter_seconds = 60,
       .run = [this](jobs::Context& context) -> Outcome {
         verify::Report report;
         try {
           jobs::run_modestly("verify", [&] {
             report = verify::verify(*db_, verify::Depth::books, stop_of(context));
           });
         } catch (const sql::Stopped&) {
           return ErrorCode::timed_out;  // due again at the next start
         }
         if (report.is_clean()) {
           log::info(
               "books.verified",
               {{"entries", report.points.entries},
                {"wallet_entries", report.wallet.entries},
                {"receipts", report.sales.receipts}}
           );
           return ok();
         }
         // Halting beats lying: reads stay up, /readyz turns red with the reason.
         log::error("books.broken", {{"what", verify::headline(report)}});
         db_->halt("books do not agree: " + verify::headline(report));
         return ErrorCode::internal;
       }}
  );
  jobs_->add(
      {.name = "members.search",  // of who joined before names could be searched
       .interval_seconds = 600,
       .run = [this](jobs::Context& context) -> Outcome {
         constexpr int at_once = 200;
         for (std::int64_t made = at_once; made == at_once && !context.should_stop();) {
           GX_TRY(more, db_->write([&](sql::Tx& tx) -> Result<std::int64_t> {
             return members_->make_searchable(tx, at_once);
           }));
           made = more;
         }
         return ok();
       }}
  );
  duplicates::add_jobs(*jobs_, *duplicates_);
  jobs_->add(
      {.name = "idempotency.prune",
       .interval_seconds = 3600,
       .run = [this](jobs::Context& context) -> Outcome {
         constexpr int at_once = 500;  // short transactions: checkouts wait behind each
         const Instant before =
             context.now().plus_seconds(-std::int64_t{86400} * config_.limits.idempotency_days);
         for (std::int64_t gone = at_once; gone == at_once && !context.should_stop();) {
           GX_TRY(pruned, db_->write([&](sql::Tx& tx) -> Result<std::int64_t> {
             return first_answers_.prune(tx, before, at_once);
           }));
           gone = pruned;
         }
         return ok();
       }}
  );
  jobs_->add(
      {.name = "outbox.status",
       .interval_seconds = 15,  // as often as somebody scrapes the metrics
       .everywhere = true,
       .run = [this](jobs::Context& context) -> Outcome {
         outbox_->status(context.now());
         return ok();
       }}
  );
  jobs_->add(
      {.name = "outbox.prune",
       .interval_seconds = config_.outbox.prune_minutes * 60,
       .run = [this](jobs::Context& context) -> Outcome {
         outbox_->prune(context.now(), stop_of(context));
         return ok();
       }}
  );
}

void Application::add_limit_gauges() {
  gauges_.push_back(metrics_.gauge_callback(
      "guanxi_limits_clients",
      "Credentials and addresses whose rate of requests is remembered",
      {},
      [this] { return api_->limit_stats().clients; }
  ));
  const char* const refused = "Requests answered 429";
  gauges_.push_back(metrics_.counter_callback(
      "guanxi_limits_refused_total",
      refused,
      {{"of", "credential"}},
      [this] { return api_->limit_stats().refused_credentials; }
  ));
  gauges_.push_back(metrics_.counter_callback(
      "guanxi_limits_refused_total",
      refused,
      {{"of", "address"}},
      [this] { return api_->limit_stats().refused_addresses; }
  ));
}

void Application::add_gauges() {
  add_limit_gauges();
  const auto gauge =
      [&](const char* name, const char* help, std::int64_t (*read)(const sql::DatabaseStats&)) {
        gauges_.push_back(metrics_.gauge_callback(name, help, {}, [this, read] {
          return read(db_->stats());
        }));
      };
  const auto counter =
      [&](const char* name, const char* help, std::uint64_t (*read)(const sql::DatabaseStats&)) {
        gauges_.push_back(metrics_.counter_callback(name, help, {}, [this, read] {
          return read(db_->stats());
        }));
      };
  using Stats = const sql::DatabaseStats&;
  gauge("guanxi_store_write_queue", "Write functions waiting", [](Stats s) {
    return s.write_queue;
  });
  gauge("guanxi_store_wal_bytes", "Size of the write-ahead log", [](Stats s) {
    return s.wal_bytes;
  });
  gauge("guanxi_store_halted", "1 when the writer stopped", [](Stats s) {
    return std::int64_t{!s.halted.empty()};
  });
  gauge("guanxi_store_unreachable", "1 while the database server cannot be reached", [](Stats s) {
    return std::int64_t{s.unreachable};
  });
  counter("guanxi_store_write_functions_total", "Write functions run", [](Stats s) {
    return s.write_functions;
  });
  counter("guanxi_store_write_batches_total", "Commits", [](Stats s) { return s.write_batches; });
  counter("guanxi_store_batches_replayed_total", "Batches run again one by one", [](Stats s) {
    return s.batches_replayed;
  });
  counter("guanxi_store_checkpoints_total", "Checkpoints", [](Stats s) { return s.checkpoints; });
  counter("guanxi_store_wal_resets_total", "Times the log started over", [](Stats s) {
    return s.wal_resets;
  });
}

}  // namespace guanxi::app
