// GX_CHECK: a fault of ours. Stays on in release builds: throws CheckFailed, which the HTTP
// dispatcher and the job runner turn into a logged alarm and a roll-back. Never for user input.
#pragma once

#include <stdexcept>
#include <string>

namespace guanxi {

class CheckFailed : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] void check_failed(
    const char* condition, const char* file, int line, const std::string& why = {}
);

#define GX_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::guanxi::check_failed(#condition, __FILE__, __LINE__))
#define GX_CHECK_WHY(condition, why)  \
  ((condition) ? static_cast<void>(0) \
               : ::guanxi::check_failed(#condition, __FILE__, __LINE__, (why)))

}  // namespace guanxi
