// How people sign in: the parts put together, and what is forgotten of it.
#include "app/application.h"

namespace guanxi::app {

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

void Application::add_sign_in_pruning() {
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
