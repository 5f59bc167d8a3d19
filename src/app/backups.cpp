#include "app/application.h"

namespace guanxi::app {

void Application::make_backups(const std::string& process) {
  const config::Config::Backup& backup = config_.backup;
  backups_ = std::make_unique<backup::Runs>(
      *db_,
      clock_,
      ids_,
      backup::Runs::Options{
          .origin = {keys_.fingerprint(), program_version(), config_.data},
          .directory = backup.directory,
          .schedule = {backup.at, backup.every_hours},
          .keep = backup.keep,
          .mib_per_second_max = backup.mib_per_second_max,
          .process = process,
          .lock = config_.store.empty() ? std::filesystem::path(config_.data) / "backup.lock" : "",
          .system = system_actor_.id,
          .metrics = &metrics_}
  );
  jobs_->add(
      {.name = "backup.work",  // in every process: a run is taken by one of them
       .interval_seconds = 2,
       .everywhere = true,
       .run = [this](jobs::Context& context) { return backups_->work(context); }}
  );
}

}  // namespace guanxi::app
