// The whole program put together: the only place that knows everything. Opened by each command and
// by tests; serve adds sockets and threads.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/installation.h"
#include "app/observations.h"
#include "base/clock.h"
#include "flows/attribution/attribution.h"
#include "flows/backup/runs.h"
#include "flows/checkout/checkout.h"
#include "flows/duplicates/duplicates.h"
#include "flows/enrol/enrol.h"
#include "flows/extracts/extracts.h"
#include "flows/import/import.h"
#include "flows/merge/merge.h"
#include "flows/overview/overview.h"
#include "flows/person/person.h"
#include "flows/refund/refund.h"
#include "flows/rosters/uploads.h"
#include "flows/triggers/triggers.h"
#include "flows/verify/verify.h"
#include "modules/attachments/attachments.h"
#include "modules/dashboard/counting.h"
#include "modules/downloads/downloads.h"
#include "modules/identity/identity.h"
#include "modules/identity/sign_in.h"
#include "modules/points/days.h"
#include "modules/pricing/book.h"
#include "modules/proofs/proofs.h"
#include "modules/registrations/codes.h"
#include "modules/risk/risk.h"
#include "modules/wallet/buyers.h"
#include "platform/api/idempotency.h"
#include "platform/config/config.h"
#include "platform/crypto/keys.h"
#include "platform/jobs/jobs.h"
#include "platform/metrics/metrics.h"
#include "platform/outbox/outbox.h"

namespace guanxi::app {

/// Says why the program cannot start, with what helps. Caught in main.
class StartFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class Schema { migrate, as_is };

class Application {
 public:
  /// Opens (and creates, with directory, key file and schema) what `config.data` names. Throws
  /// StartFailure, StorageFault, KeyError.
  Application(const config::Config& config, const Clock& clock, Schema schema = Schema::migrate);
  ~Application();
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;

  const config::Config& config() const { return config_; }
  const Clock& clock() const { return clock_; }
  sql::Database& db() { return *db_; }
  int migrations_applied() const { return migrations_applied_; }
  bool key_created() const { return keys_.was_created(); }
  crypto::KeyRing& keys() { return keys_; }
  const api::FirstAnswers& first_answers() const { return first_answers_; }
  std::filesystem::path key_file() const;
  /// What the figures of points per day are counted with.
  points::Counting points_counting() const;
  dashboard::Counting dashboard_counting() const;
  triggers::House triggers_house();
  checkout::House house() {
    return {
        *db_,
        *org_,
        *programmes_,
        *members_,
        keys_,
        ids_,
        items_,
        *ladders_,
        *occasions_,
        *rule_book_,
        *proofs_,
        *risk_};
  }
  IdGenerator& ids() { return ids_; }
  org::Org& org() { return *org_; }
  programmes::Programmes& programmes() { return *programmes_; }
  tiers::Ladders& ladders() { return *ladders_; }
  pricing::RuleBook& rule_book() { return *rule_book_; }
  members::Members& members() { return *members_; }
  risk::Risk& risk() { return *risk_; }
  const wallet::Buyers& buyers() const { return buyers_; }
  const attachments::Attachments& attachments() const { return attachments_; }
  identity::Identity& identity() { return *identity_; }
  identity::SignIn& sign_in() { return *sign_in_; }
  const checkout::Checkout& checkout() const { return *checkout_; }
  const refund::Refund& refund() const { return *refund_; }
  const import::Import& import() const { return *import_; }
  const api::Actor& system_actor() const { return system_actor_; }
  outbox::Outbox& outbox() { return *outbox_; }
  jobs::Scheduler& jobs() { return *jobs_; }
  backup::Runs& backups() { return *backups_; }
  metrics::Registry& metrics() { return metrics_; }
  api::Api& api() { return *api_; }

 private:
  identity::Options identity_options();
  void make_sign_in();
  void tell_permissions();
  void add_identity_jobs();
  void add_jobs();
  void add_points_jobs();
  void add_tier_jobs();
  void add_coupon_jobs();
  void add_verification();
  void add_pruning();
  void add_endpoints();
  void add_downloads();  // behind the endpoints of all lists
  void add_download_jobs();
  downloads::House downloads_house();
  downloads::Settings downloads_settings() const;
  void add_gauges();
  void make_backups(const std::string& process);  // and their job
  void add_limit_gauges();

  /// The store and its key, which is made where neither a store nor a key is.
  struct Opened {
    crypto::KeyRing keys;
    std::unique_ptr<sql::Database> db;
  };
  static Opened open(const config::Config& config, const Clock& clock);

  config::Config config_;
  const Clock& clock_;
  metrics::Registry metrics_;
  Observations observations_{metrics_};
  SteadyClock steady_clock_;
  Opened opened_;
  crypto::KeyRing& keys_;
  crypto::Sealer sealer_;
  api::FirstAnswers first_answers_{keys_};
  wallet::Buyers buyers_{keys_};
  attachments::Attachments attachments_{keys_};
  std::unique_ptr<sql::Database> db_;
  std::unique_ptr<NodeLease> node_;
  IdGenerator ids_;
  int migrations_applied_ = 0;
  std::unique_ptr<programmes::Programmes> programmes_;
  std::unique_ptr<tiers::Ladders> ladders_;
  std::unique_ptr<points::OccasionBook> occasions_;
  std::unique_ptr<org::Org> org_;
  std::unique_ptr<pricing::RuleBook> rule_book_;
  std::unique_ptr<catalog::Catalog> catalog_;
  catalog::ItemCache items_;
  std::unique_ptr<members::Members> members_;
  std::unique_ptr<proofs::Proofs> proofs_;
  std::unique_ptr<risk::Risk> risk_;
  std::unique_ptr<identity::Identity> identity_;
  std::unique_ptr<identity::Sessions> sessions_;
  std::unique_ptr<identity::SignIn> sign_in_;
  std::unique_ptr<checkout::Checkout> checkout_;
  std::unique_ptr<refund::Refund> refund_;
  std::unique_ptr<attribution::Attributing> attributing_;
  std::unique_ptr<registrations::PhoneCodes> phone_codes_;
  std::unique_ptr<enrol::Enrol> enrol_;
  std::unique_ptr<overview::Overview> overview_;
  std::unique_ptr<duplicates::Duplicates> duplicates_;
  std::unique_ptr<person::Person> person_;
  std::unique_ptr<merge::Merging> merging_;
  std::unique_ptr<import::Import> import_;
  std::unique_ptr<extracts::Extracts> extracts_;
  std::unique_ptr<rosters::Uploads> uploads_;
  downloads::Reports reports_;
  std::unique_ptr<outbox::Outbox> outbox_;
  std::unique_ptr<jobs::Scheduler> jobs_;
  std::unique_ptr<backup::Runs> backups_;
  api::Actor system_actor_;
  std::unique_ptr<api::Api> api_;
  std::vector<metrics::CallbackHandle> gauges_;
};

/// Posts the expiry of every lot past its last day; stops early when asked.
Outcome sweep_expiry(Application& application, jobs::Context& context);
Outcome tell_endings(Application& application, jobs::Context& context);

/// The till's actor, made when there is none, and a new signing key for it.
Result<identity::IssuedKey> make_till_key(
    Application& application,
    const org::Store& store,
    const org::Till& till,
    std::vector<std::string> permissions,
    Instant now
);

std::string program_version();

}  // namespace guanxi::app
