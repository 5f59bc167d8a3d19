#include "app/reloads.h"

#include <algorithm>

#include "platform/log/log.h"

namespace guanxi::app {

int Reloads::run(const config::Config& fresh) const {
  int failed = 0;
  for (const Named& named : actions_) {
    try {
      named.action(fresh);
    } catch (const std::exception& failure) {
      ++failed;
      log::error("serve.reload_failed", {{"part", named.name}, {"what", failure.what()}});
    }
  }
  return failed;
}

std::vector<std::string> changed_until_restart(
    const config::Loaded& before, const config::Loaded& after
) {
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < std::min(before.views.size(), after.views.size()); ++i) {
    const config::View& was = before.views[i];
    const config::View& is = after.views[i];
    if (was.value != is.value && was.key != "log.level") keys.push_back(was.key);
  }
  return keys;
}

}  // namespace guanxi::app
