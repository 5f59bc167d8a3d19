#include "base/error_code.h"

namespace guanxi {

std::string_view code_name(ErrorCode code) {
  switch (code) {
#define GUANXI_X(code)  \
  case ErrorCode::code: \
    return #code;
    GUANXI_ERROR_CODES(GUANXI_X)
#undef GUANXI_X
  }
  return "internal";
}

}  // namespace guanxi
