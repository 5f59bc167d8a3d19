// Inside platform/api: the table behind messages.h.
#pragma once

#include <span>
#include <string_view>

#include "base/error_code.h"
#include "platform/api/messages.h"
#include "platform/api/type.h"

namespace guanxi::api {

struct Message {
  ErrorCode code;
  int status;
  Text title;
  Text detail;
};

inline constexpr std::size_t error_code_count = 0
#define GUANXI_X(code) +1
    GUANXI_ERROR_CODES(GUANXI_X)
#undef GUANXI_X
    ;

std::span<const Message> all_messages();
const Message& message_for(ErrorCode code);
/// "@integer" → "整数…"; anything else is returned as it is.
std::string_view term_text(std::string_view name, Language language);

inline std::string_view in(Language language, Text text) {
  return language == Language::zh_cn ? text.zh : text.en;
}

}  // namespace guanxi::api
