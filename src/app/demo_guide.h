// What a person is told when the demo is loaded: credentials and the next thing to try.
#pragma once

#include <string>

#include "app/demo.h"
#include "base/money.h"
#include "platform/config/config.h"

namespace guanxi::app::demo {

struct Guide {
  std::string member_phone;
  std::string item;  // its code
  std::string item_name;
  Money two_of_it;  // what two of it cost
};

/// The text for the terminal, with commands to copy; the credentials are in it.
std::string guide_text(
    const config::Config& config, const Loaded& loaded, const Guide& guide, bool zh
);

/// Writes <data>/demo-credentials.txt, readable by its owner only, in a form a shell can source;
/// returns its path. Throws std::system_error.
std::string write_credentials(
    const config::Config& config, const Loaded& loaded, const Guide& guide
);

}  // namespace guanxi::app::demo
