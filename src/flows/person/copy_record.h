// Inside flows/person: how a copy is put together. Used by one thread, within one Tx.
#pragma once

#include <boost/describe/enum_to_string.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "flows/person/types.h"

namespace guanxi::person {

inline constexpr int copy_page = 500;
inline constexpr int copy_all_max = 100'000;  // of what is kept per member by people's actions

template <class Enum>
std::string word_of(Enum value) {
  return boost::describe::enum_to_string(value, "");
}

/// A record that leaves out what is not there.
class Record {
 public:
  Record& add(const char* field, std::string value) {
    if (!value.empty()) record_.fields.push_back({field, std::move(value)});
    return *this;
  }
  Record& add(const char* field, std::string_view value) { return add(field, std::string(value)); }
  Record& add(const char* field, const char* value) { return add(field, std::string(value)); }
  Record& add(const char* field, std::int64_t value) { return add(field, std::to_string(value)); }
  /// An instant, a date.
  template <class Time>
  Record& add_time(const char* field, const Time& at) {
    return add(field, at.to_string());
  }
  template <class Time>
  Record& add_time(const char* field, const std::optional<Time>& at) {
    return at ? add(field, at->to_string()) : *this;
  }
  CopyRecord take() { return std::move(record_); }

 private:
  CopyRecord record_;
};

}  // namespace guanxi::person
