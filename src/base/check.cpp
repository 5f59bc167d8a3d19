#include "base/check.h"

namespace guanxi {

void check_failed(const char* condition, const char* file, int line, const std::string& why) {
  std::string text =
      std::string(file) + ":" + std::to_string(line) + ": check failed: " + condition;
  if (!why.empty()) text += " (" + why + ")";
  throw CheckFailed(text);
}

}  // namespace guanxi
