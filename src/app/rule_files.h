// Rule files and basket files of a command line. Inside src/app.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "app/commands.h"

namespace guanxi::app {

/// Throws std::runtime_error where it cannot be read.
std::string read_whole(const std::string& path);
/// Says every fault behind the name of its file.
void print_faults(const Error& error, const std::string& path, const config::Config& config);

/// The value, or nothing and every fault said.
template <class T>
std::optional<T> accepted(Result<T> result, const std::string& path, const config::Config& config) {
  if (result) return std::move(result).value();
  print_faults(result.error(), path, config);
  return std::nullopt;
}

}  // namespace guanxi::app
