// The work a server does by itself, each piece with its rhythm.
#include "app/application.h"
#include "flows/replay/replay.h"
#include "flows/rosters/undo.h"
#include "modules/coupons/work.h"
#include "modules/dashboard/counting.h"
#include "modules/memberships/work.h"
#include "modules/points/roots.h"
#include "modules/risk/endpoints.h"
#include "modules/tiers/work.h"
#include "platform/jobs/modest.h"
#include "platform/log/log.h"
#include "platform/sql/forwarding.h"

namespace guanxi::app {
namespace {

std::function<bool()> stop_of(const jobs::Context& context) {
  return [&context] { return context.should_stop(); };
}

}  // namespace

void Application::add_jobs() {
  jobs_->add(
      {.name = "caches.refresh",
       .interval_seconds = config_.jobs.refresh_seconds,
       .everywhere = true,
       .run = [this](jobs::Context& context) -> Outcome {
         org_->refresh();
         programmes_->refresh();
         ladders_->refresh();
         occasions_->refresh();
         identity_->refresh();
         risk_->refresh(context.now());
         rule_book_->refresh(context.now());
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
  add_points_jobs();
  add_tier_jobs();
  add_coupon_jobs();
  add_verification();
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
  const replay::House replays{*db_, ids_, *org_, *programmes_, *members_, *ladders_};
  jobs_->add(
      {.name = "pricing.replays",  // what was asked for begins soon
       .interval_seconds = 5,
       .run = [replays](jobs::Context& context) { return replay::work(replays, context); }}
  );
  jobs_->add(
      {.name = "dashboard.counting",  // what was there before there were figures
       .interval_seconds = 60,
       .run = [counting = dashboard_counting()](jobs::Context& context
              ) { return dashboard::catch_up(counting, context); }}
  );
  duplicates::add_jobs(*jobs_, *duplicates_);
  rosters::add_jobs(*jobs_, *uploads_);
  risk::add_jobs(*jobs_, *db_, *risk_);
  add_download_jobs();
  jobs_->add(
      {.name = "outbox.status",
       .interval_seconds = 15,  // as often as somebody scrapes the metrics
       .everywhere = true,
       .run = [this](jobs::Context& context) -> Outcome {
         outbox_->status(context.now());
         return ok();
       }}
  );
  add_pruning();
}

void Application::add_points_jobs() {
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
}

void Application::add_tier_jobs() {
  const tiers::Work work{*db_, ids_, *ladders_, *programmes_, system_actor_.id};
  jobs_->add(
      {.name = "tiers.periods",
       .interval_seconds = config_.jobs.expiry_minutes * 60,
       .run = [work](jobs::Context& context) { return tiers::end_due(work, context); }}
  );
  jobs_->add(
      {.name = "tiers.notices",
       .interval_seconds = 6 * 3600,
       .jitter_seconds = 60,
       .run = [work](jobs::Context& context) { return tiers::tell_ends(work, context); }}
  );
  jobs_->add(
      {.name = "memberships.ends",
       .interval_seconds = config_.jobs.expiry_minutes * 60,
       .run =
           [this](jobs::Context& context) {
             return memberships::follow_ends({*db_, ids_, *programmes_}, context);
           }}
  );
  jobs_->add(
      {.name = "registrations.codes",
       .interval_seconds = 3600,
       .run = [this](jobs::Context& context) -> Outcome {
         constexpr int at_once = 500;
         const Instant before = context.now().plus_seconds(-86'400);
         for (std::int64_t gone = at_once; gone == at_once && !context.should_stop();) {
           GX_TRY(more, db_->write([&](sql::Tx& tx) -> Result<std::int64_t> {
             return registrations::PhoneCodes::forget(tx, before, at_once);
           }));
           gone = more;
         }
         return ok();
       }}
  );
  jobs_->add(
      {.name = "tiers.ladders",  // what was asked for or switched on begins soon
       .interval_seconds = 5,
       .run = [work](jobs::Context& context) -> Outcome {
         GX_TRY_VOID(tiers::follow_ladders(work, context));
         return tiers::simulate_next(work, context);
       }}
  );
}

void Application::add_coupon_jobs() {
  const coupons::Work work{*db_, ids_, *programmes_, *members_, keys_};
  jobs_->add(
      {.name = "coupons.expiry",
       .interval_seconds = config_.jobs.expiry_minutes * 60,
       .run = [work](jobs::Context& context) { return coupons::expire_due(work, context); }}
  );
  jobs_->add(
      {.name = "coupons.endings",
       .interval_seconds = 6 * 3600,
       .jitter_seconds = 60,
       .run = [work](jobs::Context& context) { return coupons::tell_endings(work, context); }}
  );
  jobs_->add(
      {.name = "coupons.codes",  // what was ordered begins soon
       .interval_seconds = 5,
       .run = [work](jobs::Context& context) { return coupons::make_codes(work, context); }}
  );
  jobs_->add(
      {.name = "coupons.lists",
       .interval_seconds = 5,
       .run = [work](jobs::Context& context) { return coupons::follow_lists(work, context); }}
  );
  jobs_->add(
      {.name = "coupons.birthdays",  // soon after midnight, wherever a programme has it
       .interval_seconds = 1800,
       .jitter_seconds = 60,
       .run = [house = triggers_house()](jobs::Context& context
              ) { return triggers::follow_birthdays(house, context); }}
  );
}

void Application::add_verification() {
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
         if (report.faults_found() == std::ssize(report.dashboard)) {
           // Figures that can be counted again: nobody has to stop selling for them.
           log::error("dashboard.broken", {{"what", verify::headline(report)}});
           return ErrorCode::internal;
         }
         // Halting beats lying: reads stay up, /readyz turns red with the reason.
         log::error("books.broken", {{"what", verify::headline(report)}});
         db_->halt("books do not agree: " + verify::headline(report));
         return ErrorCode::internal;
       }}
  );
}

void Application::add_pruning() {
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
  add_identity_jobs();
  jobs_->add(
      {.name = "rosters.prune",
       .interval_seconds = 3600,
       .run = [this](jobs::Context& context) -> Outcome {
         constexpr int at_once = 500;  // short transactions: checkouts wait behind each
         for (std::int64_t gone = at_once; gone == at_once && !context.should_stop();) {
           GX_TRY(forgotten, db_->write([&](sql::Tx& tx) -> Result<std::int64_t> {
             return rosters::forget_prior(tx, context.now(), at_once);
           }));
           gone = forgotten;
         }
         return ok();
       }}
  );
  jobs_->add(
      {.name = "attachments.prune",
       .interval_seconds = 3600,
       .run = [this](jobs::Context& context) -> Outcome {
         constexpr int at_once = 20;  // they are large, and checkouts wait behind each transaction
         const Instant before =
             context.now().plus_seconds(-std::int64_t{3600} * attachments::unused_hours);
         for (std::int64_t gone = at_once; gone == at_once && !context.should_stop();) {
           GX_TRY(forgotten, db_->write([&](sql::Tx& tx) -> Result<std::int64_t> {
             return attachments::forget_unused(tx, before, at_once);
           }));
           gone = forgotten;
         }
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

}  // namespace guanxi::app
