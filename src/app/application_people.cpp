// Who may do what, and how people sign in: the parts put together, and what is forgotten of it.
#include <algorithm>

#include "app/application.h"

namespace guanxi::app {
namespace {

using Reach = identity::Options::Reach;

/// Of a group, company or region. What lies beneath a unit follows it in the tree, deeper.
std::optional<Reach> reach_of(const org::Snapshot& organisation, UnitId id) {
  const std::vector<org::Unit>& units = organisation.units();
  const auto top = std::ranges::find(units, id, &org::Unit::id);
  if (top == units.end() || top->kind == org::UnitKind::store ||
      top->kind == org::UnitKind::counter) {
    return std::nullopt;
  }
  Reach reach{{id}, {}, false};
  for (auto at = top + 1; at != units.end() && at->depth > top->depth; ++at) {
    if (at->kind == org::UnitKind::store) {
      reach.stores.emplace_back(at->id.value());
    } else if (at->kind != org::UnitKind::counter) {
      reach.units.push_back(at->id);
    }
  }
  const auto roots = std::ranges::count(units, 0, &org::Unit::depth);
  reach.is_everything = top->kind == org::UnitKind::group && roots == 1;
  return reach;
}

}  // namespace

identity::Options Application::identity_options() {
  return {
      .clock_skew_seconds_max = config_.identity.clock_skew_seconds_max,
      .restart_skew_seconds_max = config_.identity.restart_skew_seconds_max,
      .nonces_max = config_.identity.nonces_max,
      .store_exists = [this](StoreId id) { return org_->snapshot()->find_store(id) != nullptr; },
      .store_of_till =
          [this](TillId id) {
            const auto organisation = org_->snapshot();
            const org::Till* till = organisation->find_till(id);
            return till ? std::optional(till->store) : std::nullopt;
          },
      .name_of_till =
          [this](TillId id) {
            const auto organisation = org_->snapshot();
            const org::Till* till = organisation->find_till(id);
            return till ? organisation->find_store(till->store)->code + "/" + till->code : "";
          },
      .reach_of = [this](UnitId id) { return reach_of(*org_->snapshot(), id); },
      .organisation = [this] { return org_->snapshot(); }};
}

/// Those of all operations, and those that let one of them do more.
void Application::tell_permissions() {
  std::vector<std::string> permissions{
      refund::refund_anywhere,
      enrol::cards_grant,
      enrol::share_phone,
      catalog::see_costs,
      downloads::all_permission,
      "registrations:batch",
      "registrations:call_centre",
      "registrations:web",
      "registrations:wechat"};
  for (const auto& operation : api_->operations()) {
    if (operation.spec.permission) permissions.emplace_back(operation.spec.permission);
  }
  identity_->set_known_permissions(permissions);
}

void Application::make_sign_in() {
  const config::Config::Identity& from = config_.identity;
  const bool has_tls = !config_.http.tls_certificate.empty();
  const bool secure = from.secure_cookies == "on" || (from.secure_cookies == "auto" && has_tls);
  sessions_ = std::make_unique<identity::Sessions>(
      *db_,
      ids_,
      keys_,
      identity::Sessions::Settings{
          .idle_minutes = from.session_idle_minutes,
          .hours = from.session_hours,
          .secure_cookies = secure}
  );
  identity_->take_sessions(*sessions_);
  sign_in_ = std::make_unique<identity::SignIn>(
      identity::SignIn::House{*db_, ids_, keys_, sealer_, *identity_, *sessions_},
      identity::SignIn::Settings{
          .policy = from.password_policy == "dengbao" ? identity::PasswordPolicy::dengbao
                                                      : identity::PasswordPolicy::nist,
          .second_factor_required = from.second_factor == "required",
          .cost =
              {.passes = static_cast<std::uint64_t>(from.password_passes),
               .memory_bytes = static_cast<std::size_t>(from.password_memory_kib) * 1024},
          .hashes_at_once_max = from.hashes_at_once_max,
          .hashes_waiting_max = from.hashes_waiting_max,
          .count_by_address = config_.limits.anonymous_per_second > 0}
  );
}

void Application::add_identity_jobs() {
  jobs_->add(
      {.name = "identity.uses",  // of tokens and keys: no request writes for it
       .interval_seconds = 300,
       .everywhere = true,
       .run = [this](jobs::Context&) -> Outcome {
         identity_->keep_uses();
         return ok();
       }}
  );
  jobs_->add(
      {.name = "identity.prune",
       .interval_seconds = 3600,
       .run = [this](jobs::Context& context) -> Outcome {
         constexpr int at_once = 500;  // short transactions: checkouts wait behind each
         for (std::int64_t gone = at_once; gone >= at_once && !context.should_stop();)
           gone = sign_in_->prune(context.now(), at_once);
         return ok();
       }}
  );
}

}  // namespace guanxi::app
