// Why a backup, a restore or a copy cannot go on, thrown from deep inside reading and writing and
// turned into a Result where the action begins.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace guanxi::archive {

class Failure : public std::runtime_error {
 public:
  explicit Failure(Error error)
      : std::runtime_error(std::string(code_name(error.code))), error_(std::move(error)) {}
  const Error& error() const { return error_; }

 private:
  Error error_;
};

using Facts = std::vector<std::pair<std::string, std::string>>;
[[noreturn]] inline void give_up(ErrorCode code, Facts facts = {}) {
  throw Failure(fail(code, {}, std::move(facts)));
}

}  // namespace guanxi::archive
