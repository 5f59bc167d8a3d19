// The words of an enumerator, as the Doc of its enum has them. Any thread.
#pragma once

#include <boost/describe/enum_to_string.hpp>
#include <string_view>

#include "base/check.h"
#include "platform/api/api.h"

namespace guanxi::api {

template <class Enum>
const char* words_of(Enum value, Language language) {
  const std::string_view name = boost::describe::enum_to_string(value, "");
  for (const Field& one : Doc<Enum>::values) {
    if (one.name == name) return language == Language::en ? one.text.en : one.text.zh;
  }
  GX_CHECK_WHY(false, "an enumerator without words");
}

}  // namespace guanxi::api
