// Numbers in a file: little end first, of fixed width. Private to platform/archive.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace guanxi::archive {

template <class Number>
void put(std::string& out, Number number) {
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    out += static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i) & 0xff);
  }
}
template <class Number>
Number get(std::string_view bytes, std::size_t at = 0) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    number |= std::uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  }
  return static_cast<Number>(number);
}

}  // namespace guanxi::archive
