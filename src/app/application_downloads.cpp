// Files to download: what there can be, and who makes it.
#include "app/application.h"
#include "flows/reports/reports.h"

namespace guanxi::app {

downloads::House Application::downloads_house() {
  return {*db_, ids_, keys_, clock_, reports_, [this](ActorId id) {
            return identity_->find_acting(id);
          }};
}

downloads::Settings Application::downloads_settings() const {
  downloads::Settings settings;
  settings.keep_days = config_.downloads.keep_days;
  settings.rows_max = config_.downloads.rows_max;
  settings.bytes_max = std::int64_t{config_.downloads.mib_max} << 20;
  settings.open_max = config_.downloads.open_max;
  return settings;
}

void Application::add_downloads() {
  reports::fill(reports_, {*db_, *org_, *programmes_, *extracts_, *api_});
  downloads::add_endpoints(*api_, downloads_house(), downloads_settings());
}

void Application::add_download_jobs() {
  downloads::add_jobs(*jobs_, downloads_house(), downloads_settings());
}

}  // namespace guanxi::app
