#include "app/application.h"

#include <unistd.h>

#include <array>
#include <cstdlib>

#include "app/installation.h"
#include "app/version.h"
#include "flows/enrol/rewards.h"
#include "flows/replay/replay.h"
#include "flows/trade/trade.h"
#include "flows/transfer/transfer.h"
#include "flows/watch/watch.h"
#include "modules/audiences/audiences.h"
#include "modules/audit/audit.h"
#include "modules/catalog/catalog.h"
#include "modules/consents/consents.h"
#include "modules/coupons/coupons.h"
#include "modules/dashboard/endpoints.h"
#include "modules/households/households.h"
#include "modules/memberships/memberships.h"
#include "modules/points/documents.h"
#include "modules/pricing/desk.h"
#include "modules/pricing/shares.h"
#include "modules/profiles/profiles.h"
#include "modules/registrations/registrations.h"
#include "modules/risk/endpoints.h"
#include "modules/sales/store_days.h"
#include "modules/tiers/desk.h"
#include "modules/wallet/wallet.h"
#include "platform/log/log.h"
#include "platform/sql/migrations.h"
#include "platform/sql/postgres/postgres.h"
#include "platform/sql/sqlite/sqlite.h"

namespace guanxi::app {
namespace {

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

points::Counting Application::points_counting() const { return {*programmes_, sales::store_of}; }

dashboard::Counting Application::dashboard_counting() const { return {*db_, *programmes_}; }

triggers::House Application::triggers_house() {
  return {*db_, ids_, *members_, *programmes_, *ladders_, system_actor_.id};
}

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
  ladders_ = std::make_unique<tiers::Ladders>(*db_, ids_);
  occasions_ = std::make_unique<points::OccasionBook>(*db_);
  org_ = std::make_unique<org::Org>(*db_, ids_);
  rule_book_ = std::make_unique<pricing::RuleBook>(
      pricing::RuleBook::House{*db_, *org_, *programmes_}, clock_.now()
  );
  catalog_ = std::make_unique<catalog::Catalog>(*db_, ids_);
  members_ = std::make_unique<members::Members>(keys_);
  proofs_ = std::make_unique<proofs::Proofs>(proofs::House{
      *db_, ids_, keys_, *members_, *programmes_, *org_});
  risk_ = std::make_unique<risk::Risk>(*db_, ids_, *programmes_);
  risk_->refresh(clock_.now());
  identity_ = std::make_unique<identity::Identity>(*db_, ids_, sealer_, clock_, identity_options());
  system_actor_ = identity_->ensure_system_actor(clock_.now());
  make_sign_in();
  checkout_ = std::make_unique<checkout::Checkout>(house());
  refund_ = std::make_unique<refund::Refund>(house(), *checkout_);
  attributing_ =
      std::make_unique<attribution::Attributing>(house(), *checkout_, *refund_, first_answers_);
  import_ = std::make_unique<import::Import>(house(), *checkout_, *refund_, clock_);
  phone_codes_ = std::make_unique<registrations::PhoneCodes>(*db_, ids_, keys_, *programmes_);
  extracts_ = std::make_unique<extracts::Extracts>(extracts::House{
      *db_, *org_, *programmes_, *members_, keys_, *ladders_});
  uploads_ = std::make_unique<rosters::Uploads>(
      rosters::House{*db_, *org_, *programmes_, *members_, ids_, keys_, clock_, *ladders_},
      first_answers_,
      rosters::Uploads::Settings{.body_bytes_max = config_.http.body_bytes_max}
  );
  enrol_ = std::make_unique<enrol::Enrol>(enrol::House{
      *db_, *org_, *programmes_, *members_, keys_, ids_, *ladders_, *phone_codes_});
  overview_ = std::make_unique<overview::Overview>(overview::House{
      *db_, *org_, *programmes_, *members_, *enrol_, *ladders_, keys_});
  duplicates_ = std::make_unique<duplicates::Duplicates>(duplicates::House{
      *db_, *org_, *programmes_, *members_, ids_, system_actor_.id});
  person_ = std::make_unique<person::Person>(person::House{
      *db_,
      *org_,
      *programmes_,
      *members_,
      keys_,
      ids_,
      first_answers_,
      [](sql::Tx& tx, OwnerId member) {
        rosters::forget_person(tx, member);
        downloads::forget_clear(tx);
      }});
  merging_ = std::make_unique<merge::Merging>(merge::House{
      *db_, *org_, *programmes_, *members_, *ladders_, *risk_, keys_, ids_, first_answers_});
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
  outbox_->add(points::days_consumer(points_counting()));
  outbox_->add(pricing::shares_consumer({*db_, *org_, *programmes_}));
  outbox_->add(dashboard::consumer(dashboard_counting()));
  outbox_->add(enrol::rewards_consumer({ids_, *members_, *programmes_, system_actor_.id}));
  outbox_->add(watch::consumer({*db_, *programmes_, *risk_}));
  outbox_->add(triggers::consumer(triggers_house()));
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
               {"session",
                R"({"type":"apiKey","in":"cookie","name":"__Host-gx_session","description":"People who signed in (gx_session without TLS); what changes something needs X-CSRF-Token as well"})"},
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
          .keyed = [this](std::string_view hash) { return keys_.blind_index("api.request", hash); },
      }
  );
  add_endpoints();
  add_jobs();
  add_gauges();
}

Application::~Application() = default;

void Application::add_endpoints() {
  audit::add_endpoints(*api_, *db_, sealer_);
  identity::add_endpoints(*api_, *db_, *identity_, first_answers_);
  identity::add_sign_in_endpoints(*api_, *identity_, *sessions_, *sign_in_);
  org::add_endpoints(*api_, *org_, *programmes_);
  catalog::add_endpoints(*api_, *catalog_);
  programmes::add_endpoints(*api_, *programmes_);
  cards::add_endpoints(*api_, {*db_, ids_, *programmes_, keys_, first_answers_});
  enrol::add_endpoints(*api_, *enrol_);
  overview::add_endpoints(*api_, *overview_);
  enrol::add_identity_endpoints(
      *api_, {*db_, *org_, *programmes_, *members_, keys_, ids_, *ladders_, *phone_codes_}, *proofs_
  );
  consents::add_endpoints(*api_, {*db_, *org_, *programmes_, *members_, first_answers_});
  duplicates::add_endpoints(*api_, *duplicates_);
  profiles::add_endpoints(
      *api_, {*db_, ids_, *org_, *programmes_, *members_, keys_, first_answers_}
  );
  person::add_endpoints(*api_, *person_);
  extracts::add_endpoints(*api_, *extracts_);
  rosters::add_endpoints(*api_, *uploads_);
  merge::add_endpoints(*api_, *merging_);
  proofs::add_endpoints(*api_, *db_, *proofs_);
  households::add_endpoints(
      *api_, {*db_, ids_, *org_, *programmes_, *members_, *proofs_, first_answers_}
  );
  audiences::add_endpoints(*api_, {*db_, ids_, *org_, *programmes_, *members_, first_answers_});
  transfer::add_endpoints(
      *api_, {*db_, ids_, *org_, *programmes_, *members_, *proofs_, *risk_, first_answers_}
  );
  trade::add_endpoints(
      *api_, {*db_, ids_, *org_, *programmes_, *members_, *proofs_, *risk_, first_answers_}
  );
  attachments::add_endpoints(
      *api_,
      {*db_,
       ids_,
       attachments_,
       first_answers_,
       [this](sql::Tx& tx, const api::Call& call, std::int64_t id) -> std::optional<OwnerId> {
         const auto document =
             points::find_seen_document(tx, *org_->snapshot(), call.actor, points::DocumentId(id));
         return document ? std::optional(document->owner) : std::nullopt;
       }}
  );
  points::add_endpoints(
      *api_,
      *db_,
      ids_,
      *programmes_,
      *org_,
      *proofs_,
      *occasions_,
      first_answers_,
      attachments_,
      risk_.get()
  );
  wallet::add_endpoints(
      *api_, {*db_, ids_, *programmes_, *org_, *members_, buyers_, *proofs_, first_answers_}
  );
  tiers::add_endpoints(
      *api_, {*db_, ids_, *ladders_, *programmes_, *org_, *members_, first_answers_}
  );
  pricing::add_endpoints(*api_, {*db_, ids_, *rule_book_, *programmes_, *org_, *ladders_});
  replay::add_endpoints(*api_, {*db_, ids_, *org_, *programmes_, *members_, *ladders_});
  memberships::add_endpoints(
      *api_, {*db_, ids_, *ladders_, *programmes_, *org_, *members_, first_answers_}
  );
  registrations::add_endpoints(
      *api_, {*db_, *org_, *programmes_, *members_, *phone_codes_, first_answers_}
  );
  coupons::add_endpoints(
      *api_,
      {*db_,
       ids_,
       *programmes_,
       *org_,
       *members_,
       keys_,
       *proofs_,
       first_answers_,
       [this](ProgrammeId programme, std::string_view code) {
         using coupons::RuleFound;
         const auto rules = rule_book_->snapshot(programme);
         const auto rule = rules->find(pricing::RuleKind::coupon, code, clock_.now());
         const auto* const coupon = rule ? rules->index().find_coupon(*rule) : nullptr;
         if (coupon == nullptr) return RuleFound::none;
         const bool off = std::holds_alternative<pricing::MoneyOff>(coupon->reward);
         return off ? RuleFound::money_off : RuleFound::other;
       },
       [this](ProgrammeId programme, std::string_view ladder, std::string_view tier) {
         using coupons::TierFound;
         for (const auto& one : ladders_->in_force(programme, clock_.now())) {
           if (one->code != ladder) continue;
           return one->rank(tier).value_or(0) > 0 ? TierFound::found : TierFound::no_tier;
         }
         return TierFound::no_ladder;
       }}
  );
  dashboard::add_endpoints(*api_, {*db_, *org_, *programmes_, *ladders_});
  risk::add_endpoints(*api_, {*db_, ids_, *programmes_, *org_, *members_, *risk_, first_answers_});
  checkout::add_endpoints(*api_, *checkout_, house());
  refund::add_endpoints(*api_, *refund_);
  attribution::add_endpoints(*api_, *attributing_);
  jobs::add_endpoints(*api_, *jobs_);
  backup::add_endpoints(*api_, *backups_);
  add_downloads();
  tell_permissions();
}

}  // namespace guanxi::app
